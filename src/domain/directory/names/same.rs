//! Decides which names count as equal.

use super::is_unseen;
use crate::domain::text::normalize::folded;
use crate::domain::text::pinyin::Filter;

/// Returns the comparison key of a name. Names that differ only in width, case, script variant or
/// blanks have the same key.
pub fn key(name: &str) -> String {
    folded(name)
        .chars()
        .filter(|char| !char.is_whitespace() && !is_unseen(*char))
        .collect()
}

/// Reports whether a name in Latin letters is the pinyin of the other name.
pub fn sounds_like(name: &str, other: &str) -> bool {
    let typed = key(name);
    let latin = !typed.is_empty() && typed.bytes().all(|byte| byte.is_ascii_alphabetic());
    latin && !other.is_ascii() && Filter::new(&typed).rank(&key(other)) == Some(0)
}
