//! Joins the lines of sudo's files and splits them into tokens (sudoers(5), "Sudoers file format").

use std::str::Chars;

/// A logical line with the place where it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LogicalLine {
    /// `file:line`.
    pub(super) place: String,
    /// The text without comments, with continuation lines joined.
    pub(super) text: String,
}

/// A word, or a sign between words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A word, with its escapes resolved.
    Word(String),
    /// `, : = ! ( )`.
    Sign(char),
}

/// Joins the continuation lines of a file.
pub(super) fn join_lines(file: &str, text: &str) -> Vec<LogicalLine> {
    let (mut lines, mut begun) = (Vec::new(), None::<(usize, String)>);
    for (n, line) in (1..).zip(text.lines()) {
        let (first, mut whole) = begun.take().unwrap_or((n, String::new()));
        let goes_on = line.strip_suffix('\\');
        whole.push_str(without_comment(goes_on.unwrap_or(line)));
        match goes_on {
            Some(_) => begun = Some((first, whole)),
            None => lines.push(LogicalLine {
                place: format!("{file}:{first}"),
                text: whole.trim().to_owned(),
            }),
        }
    }
    lines.extend(begun.map(|(first, whole)| LogicalLine {
        place: format!("{file}:{first}"),
        text: whole.trim().to_owned(),
    }));
    lines.retain(|line| !line.text.is_empty());
    lines
}

/// Cuts a line's comment. `#` before a digit is a user ID, and `#include` and `#includedir` are
/// directives.
fn without_comment(line: &str) -> &str {
    if ["#include ", "#include\t", "#includedir ", "#includedir\t"]
        .iter()
        .any(|order| line.trim_start().starts_with(order))
    {
        return line;
    }
    let (mut quoted, mut escaped) = (false, false);
    for (at, char) in line.char_indices() {
        match char {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => quoted = !quoted,
            '#' if !quoted && !line[at + 1..].starts_with(|next: char| next.is_ascii_digit()) => {
                return &line[..at];
            }
            _ => {}
        }
    }
    line
}

/// Returns the character after a backslash: `\xHH` is a byte in hexadecimal.
fn read_escape(chars: &mut Chars<'_>) -> Option<char> {
    let byte = chars
        .as_str()
        .strip_prefix('x')
        .and_then(|rest| rest.get(..2));
    let byte = byte.filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
    let Some(byte) = byte.and_then(|digits| u8::from_str_radix(digits, 16).ok()) else {
        return chars.next();
    };
    chars.nth(2)?;
    Some(char::from(byte))
}

/// Returns a text without escapes and quotes.
pub(super) fn unescape_text(text: &str) -> String {
    let (mut plain, mut chars) = (String::new(), text.chars());
    while let Some(char) = chars.next() {
        match char {
            '"' => {}
            '\\' => plain.extend(read_escape(&mut chars)),
            char => plain.push(char),
        }
    }
    plain
}

/// Splits a text into tokens; `None` where a quote is not closed.
pub(super) fn tokenize_text(text: &str) -> Option<Vec<Token>> {
    let (mut tokens, mut word, mut chars) = (Vec::new(), None::<String>, text.chars());
    while let Some(char) = chars.next() {
        match char {
            '\\' => word.get_or_insert_default().push(read_escape(&mut chars)?),
            '"' => {
                let word = word.get_or_insert_default();
                loop {
                    match chars.next()? {
                        '"' => break,
                        '\\' => word.push(read_escape(&mut chars)?),
                        char => word.push(char),
                    }
                }
            }
            // Inside a word it is part of it, as in a pattern.
            '!' if word.is_some() => word.get_or_insert_default().push(char),
            ',' | ':' | '=' | '!' | '(' | ')' => {
                tokens.extend(word.take().map(Token::Word));
                tokens.push(Token::Sign(char));
            }
            char if char.is_whitespace() => tokens.extend(word.take().map(Token::Word)),
            char => word.get_or_insert_default().push(char),
        }
    }
    tokens.extend(word.map(Token::Word));
    Some(tokens)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_go_on_and_end_at_their_comments() {
        let told = |text: &str| {
            join_lines("F", text)
                .into_iter()
                .map(|line| (line.place, line.text))
                .collect::<Vec<_>>()
        };
        let is = |lines: &[(&str, &str)]| {
            lines
                .iter()
                .map(|(a, b)| ((*a).into(), (*b).into()))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            told("# x\na \\\n b # c\n\n#7 d\n"),
            is(&[("F:2", "a  b"), ("F:5", "#7 d")])
        );
        assert_eq!(
            told("#include /x\n#includedir /y\n#included\n"),
            is(&[("F:1", "#include /x"), ("F:2", "#includedir /y")])
        );
        assert_eq!(
            told("a \"# b\" \\# c # d"),
            is(&[("F:1", "a \"# b\" \\# c")])
        );
    }

    #[test]
    fn words_keep_what_is_quoted_or_escaped() {
        let told = |text: &str| {
            tokenize_text(text).map(|tokens| {
                tokens
                    .iter()
                    .map(|token| match token {
                        Token::Word(word) => format!("[{word}]"),
                        Token::Sign(sign) => sign.to_string(),
                    })
                    .collect::<String>()
            })
        };
        assert_eq!(
            told("a,b c=(d:e) !F: /g \"\"").as_deref(),
            Some("[a],[b][c]=([d]:[e])![F]:[/g][]")
        );
        assert_eq!(told("\"a b\"c\\,d \\=").as_deref(), Some("[a bc,d][=]"));
        assert_eq!(told("a \"b"), None);
        assert_eq!(
            told("xinxian\\x67 \"\\x23999\" \\xg \\x6").as_deref(),
            Some("[xinxiang][#999][xg][x6]")
        );
    }
}
