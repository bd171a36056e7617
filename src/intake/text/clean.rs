//! The minimal clean-up of a citizen's text before it is stored: NUL is dropped and line ends are
//! unified; all else stays.

use crate::domain::text::normalize::{is_han, line_gap_length};

/// Drops NUL, where SQLite and C would end the text, and turns CR LF into LF.
pub(in crate::intake) fn clean_text(raw: &str) -> String {
    if !raw.bytes().any(|byte| matches!(byte, b'\0' | b'\r')) {
        return raw.to_owned();
    }
    raw.replace('\0', "").replace("\r\n", "\n")
}

/// Returns a text as a single line: line breaks become spaces, and blanks at both ends are trimmed
/// (but not no-break spaces).
///
/// A line break between two Chinese characters is removed, since no word ends there.
pub(in crate::intake) fn clean_line(raw: &str) -> String {
    let text = clean_text(raw);
    if !text.contains(['\n', '\r']) {
        return single_line(&text);
    }
    let (mut whole, mut rest) = (String::with_capacity(text.len()), text.as_str());
    while let Some(char) = rest.chars().next() {
        let broken = whole.ends_with(is_han) && char.is_whitespace();
        if let Some(length) = line_gap_length(rest).filter(|_| broken) {
            rest = &rest[length..];
        } else {
            whole.push(char);
            rest = &rest[char.len_utf8()..];
        }
    }
    single_line(&whole)
}

/// Returns a text as a single line in which every line break becomes a space. Used for the keys of
/// rows, so its result must never change.
pub(in crate::intake) fn single_line(raw: &str) -> String {
    let mut text = clean_text(raw);
    if text
        .bytes()
        .any(|byte| matches!(byte, b'\n' | b'\r' | b'\t'))
    {
        text = text.replace(['\n', '\r', '\t'], " ");
    }
    text.trim_matches(|c: char| c.is_whitespace() && c != '\u{a0}')
        .to_owned()
}

/// Returns a text as a single line, or `None` if it is blank.
pub(in crate::intake) fn non_blank_line(raw: &str) -> Option<String> {
    let line = clean_line(raw);
    (!is_blank(&line)).then_some(line)
}

/// Reports whether a text has no visible character.
pub(in crate::intake) fn is_blank(text: &str) -> bool {
    text.chars()
        .all(|c| c.is_whitespace() || c.is_control() || matches!(c, '\u{feff}' | '\u{200b}'))
}

/// Returns the first 20 characters of the body, for a letter without a title.
pub(in crate::intake) fn title_from(body: &str) -> Option<String> {
    const LENGTH: usize = 20;
    let first = body.lines().find(|line| !is_blank(line))?;
    let first = clean_line(first.trim());
    let title: String = first.chars().take(LENGTH).collect();
    Some(if first.chars().count() > LENGTH {
        title + "…"
    } else {
        title
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nul_goes_and_no_break_space_stays() {
        assert_eq!(clean_text("甲\0乙\r\n\u{a0}丙\u{7}"), "甲乙\n\u{a0}丙\u{7}");
        assert_eq!(clean_line("  \u{a0}标题\n二\t"), "\u{a0}标题二");
        assert_eq!(single_line("标题\n二\t"), "标题 二");
        assert_eq!(non_blank_line(" \u{a0}\u{feff} "), None);
    }

    #[test]
    fn a_line_that_is_broken_inside_chinese_is_whole() {
        for (raw, whole) in [
            ("关于经二路停\r\n水", "关于经二路停水"),
            ("关于停 \n\u{3000}水", "关于停水"),
            ("金陵路\n3号", "金陵路 3号"),
            ("A座\nB座", "A座 B座"),
            ("停水，\n三天", "停水， 三天"),
            ("停 水", "停 水"),
            ("停\n> 水", "停 > 水"),
        ] {
            assert_eq!(clean_line(raw), whole, "{raw:?}");
        }
    }

    #[test]
    fn a_title_is_the_first_words() {
        assert_eq!(
            title_from("\n \n  渭滨区路灯不亮\n第二行"),
            Some("渭滨区路灯不亮".to_owned())
        );
        assert_eq!(
            title_from(&"长".repeat(30)).map(|t| t.chars().count()),
            Some(21)
        );
        assert_eq!(title_from(" \n"), None);
    }
}
