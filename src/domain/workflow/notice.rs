//! Notices to writers, from the texts of the regulation file.

use crate::domain::letter::Letter;
use crate::domain::regulation::Regulation;

/// The writer's name; an anonymous one is addressed by the mailbox's own word, in Chinese whatever the interface speaks.
fn addressee(letter: &Letter) -> String {
    let name = letter
        .writer
        .name
        .clone()
        .filter(|name| !name.trim().is_empty());
    let somebody =
        || crate::i18n::with_language(crate::i18n::Lang::Zh, || crate::say!("notice-writer"));
    name.unwrap_or_else(somebody)
}

/// The reply of an earlier letter, addressed to the writer of this one where it begins with a form of address.
pub fn readdressed(reply: &str, letter: &Letter) -> String {
    let (front, end) = ("尊敬的", "：");
    let (first, rest) = reply.split_once('\n').unwrap_or((reply, ""));
    if !first.trim_start().starts_with(front) || !first.trim_end().ends_with(end) {
        return reply.to_owned();
    }
    let writer = addressee(letter);
    format!("{front}{}{end}\n{rest}", writer.trim())
}

/// A text of the regulation with the letter's own words in its places: `{writer}`, `{title}`, `{office}`. Notices are in Chinese,
/// whatever the interface speaks.
pub fn fill(text: &str, letter: &Letter, regulation: &Regulation) -> String {
    let writer = addressee(letter);
    text.trim()
        .replace("{writer}", writer.trim())
        .replace("{title}", letter.title.trim())
        .replace("{office}", &regulation.office.zh)
}
