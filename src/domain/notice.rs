//! Notices to writers, from the texts of the regulation file.

use super::letter::Letter;
use super::regulation::Regulation;

/// A text of the regulation with the letter's own words in its places: `{writer}`, `{title}`, `{office}`. Notices are in Chinese,
/// whatever the interface speaks.
pub fn fill(text: &str, letter: &Letter, regulation: &Regulation) -> String {
    let writer = letter.writer.name.clone().filter(|name| !name.trim().is_empty());
    // An anonymous writer is addressed as the regulation's readers would: by the mailbox's own word for one.
    let writer =
        writer.unwrap_or_else(|| crate::words::with_language(crate::words::Lang::Zh, || crate::say!("notice-writer")));
    text.trim()
        .replace("{writer}", writer.trim())
        .replace("{title}", letter.title.trim())
        .replace("{office}", &regulation.office.zh)
}
