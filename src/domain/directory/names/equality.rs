//! Decides which names count as equal.

use super::is_invisible;
use crate::domain::text::normalize::fold_text;
use crate::domain::text::pinyin::PinyinFilter;

/// Returns the comparison key of a name. Names that differ only in width, case, script variant or
/// blanks have the same key.
pub fn name_key(name: &str) -> String {
    fold_text(name)
        .chars()
        .filter(|char| !char.is_whitespace() && !is_invisible(*char))
        .collect()
}

/// Reports whether a name in Latin letters is the pinyin of the other name.
pub fn sounds_like(name: &str, other: &str) -> bool {
    let typed = name_key(name);
    let latin = !typed.is_empty() && typed.bytes().all(|byte| byte.is_ascii_alphabetic());
    latin && !other.is_ascii() && PinyinFilter::new(&typed).rank(&name_key(other)) == Some(0)
}
