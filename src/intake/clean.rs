//! The little that is done to a citizen's text before it is kept: NUL dropped, line ends made one; all else stays as written.

/// Drops NUL (SQLite and C would end the text there) and turns CR LF into LF.
pub(super) fn text(raw: &str) -> String {
    raw.replace('\0', "").replace("\r\n", "\n")
}

/// A single line: as `text`, line breaks as spaces, blanks at both ends gone (a no-break space is not a blank).
pub(super) fn line(raw: &str) -> String {
    let text: String = text(raw).chars().map(|c| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c }).collect();
    text.trim_matches(|c: char| c.is_whitespace() && c != '\u{a0}').to_owned()
}

/// A line, or `None` where nothing stands there.
pub(super) fn given(raw: &str) -> Option<String> {
    let line = line(raw);
    (!blank(&line)).then_some(line)
}

/// Whether nothing visible stands there.
pub(super) fn blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || c.is_control() || matches!(c, '\u{feff}' | '\u{200b}'))
}

/// The first words of the body, for a letter without a title.
pub(super) fn title_from(body: &str) -> Option<String> {
    const LENGTH: usize = 20;
    let first = body.lines().find(|line| !blank(line))?;
    let first = line(first.trim());
    let title: String = first.chars().take(LENGTH).collect();
    Some(if first.chars().count() > LENGTH { title + "…" } else { title })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nul_goes_and_no_break_space_stays() {
        assert_eq!(text("甲\0乙\r\n\u{a0}丙\u{7}"), "甲乙\n\u{a0}丙\u{7}");
        assert_eq!(line("  \u{a0}标题\n二\t"), "\u{a0}标题 二");
        assert_eq!(given(" \u{a0}\u{feff} "), None);
    }

    #[test]
    fn a_title_is_the_first_words() {
        assert_eq!(title_from("\n \n  渭滨区路灯不亮\n第二行"), Some("渭滨区路灯不亮".to_owned()));
        assert_eq!(title_from(&"长".repeat(30)).map(|t| t.chars().count()), Some(21));
        assert_eq!(title_from(" \n"), None);
    }
}
