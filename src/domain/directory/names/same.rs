//! Which names are read as the same.

use super::is_unseen;
use crate::domain::text::normalize::folded;
use crate::domain::text::pinyin::Filter;

/// Returns what a name counts as: two names with one key look alike, whatever their width, case, script form and blanks.
pub fn key(name: &str) -> String {
    folded(name)
        .chars()
        .filter(|char| !char.is_whitespace() && !is_unseen(*char))
        .collect()
}

/// Whether a name in Latin letters is what somebody types who means the other one, by its pinyin.
pub fn sounds_like(name: &str, other: &str) -> bool {
    let typed = key(name);
    let latin = !typed.is_empty() && typed.bytes().all(|byte| byte.is_ascii_alphabetic());
    latin && !other.is_ascii() && Filter::new(&typed).rank(&key(other)) == Some(0)
}
