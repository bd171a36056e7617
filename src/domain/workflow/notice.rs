//! Fills in the notices to writers from the templates of the regulation file.

use crate::domain::letter::Letter;
use crate::domain::regulation::Regulation;

/// Returns the writer's name or, for an anonymous letter, a general form of address; always in
/// Chinese, whatever language the interface uses.
fn addressee_name(letter: &Letter) -> String {
    let name = letter
        .writer
        .name
        .clone()
        .filter(|name| !name.trim().is_empty());
    let somebody =
        || crate::i18n::with_language(crate::i18n::Lang::Zh, || crate::say!("notice-writer"));
    name.unwrap_or_else(somebody)
}

/// Returns the reply to an earlier letter with its salutation, if it has one, addressed to this
/// letter's writer.
pub fn readdress_reply(reply: &str, letter: &Letter) -> String {
    let (front, end) = ("尊敬的", "：");
    let (first, rest) = reply.split_once('\n').unwrap_or((reply, ""));
    if !first.trim_start().starts_with(front) || !first.trim_end().ends_with(end) {
        return reply.to_owned();
    }
    let writer = addressee_name(letter);
    format!("{front}{}{end}\n{rest}", writer.trim())
}

/// Fills the placeholders `{writer}`, `{title}` and `{office}` of a template. Notices are in
/// Chinese, whatever language the interface uses.
pub fn fill_template(text: &str, letter: &Letter, regulation: &Regulation) -> String {
    let writer = addressee_name(letter);
    text.trim()
        .replace("{writer}", writer.trim())
        .replace("{title}", letter.title.trim())
        .replace("{office}", &regulation.office.zh)
}
