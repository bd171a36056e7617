//! Splits a typed query into pieces (words, phrases and fields) with their positions.

use std::ops::Range;

use super::field::Field;

/// The signs that negate the following piece.
const MINUS: [char; 2] = ['-', '－'];
/// The signs between a field and its value.
const COLON: [char; 2] = [':', '：'];
/// The pairs of quotation marks. Within a row any closing mark ends the phrase, because input
/// methods often produce the wrong one.
const QUOTES: [(&[char], &[char]); 3] = [
    (&['"', '“', '”', '＂'], &['"', '“', '”', '＂']),
    (&['「'], &['」']),
    (&['『'], &['』']),
];

/// A word, a phrase, or a field with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece<'a> {
    /// The byte range of the whole piece, signs included.
    pub span: Range<usize>,
    /// Whether it is negated.
    pub negated: bool,
    /// The field; `None` for a word or a phrase.
    pub field: Option<Field>,
    /// The byte range of the value, quotation marks included.
    pub value: Range<usize>,
    /// The value without quotation marks.
    pub text: &'a str,
}

/// Splits a query into its pieces, in order.
pub(super) fn split_pieces(typed: &str) -> Vec<Piece<'_>> {
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    while let Some(piece) = next_piece(typed, pieces.last().map_or(0, |last| last.span.end)) {
        pieces.push(piece);
    }
    pieces
}

fn next_piece(typed: &str, from: usize) -> Option<Piece<'_>> {
    let start = from + typed[from..].find(|char: char| !char.is_whitespace())?;
    let behind = typed[start..]
        .strip_prefix(MINUS)
        .filter(|rest| !until_blank(rest).is_empty());
    let rest = behind.unwrap_or(&typed[start..]);
    let field = until_blank(rest)
        .split_once(COLON)
        .and_then(|(name, _)| Field::parse(name));
    let value = if field.is_some() {
        rest.split_once(COLON).map_or(rest, |(_, value)| value)
    } else {
        rest
    };
    let (text, length) =
        parse_phrase(value).unwrap_or((until_blank(value), until_blank(value).len()));
    let begin = typed.len() - value.len();
    Some(Piece {
        span: start..begin + length,
        negated: behind.is_some(),
        field,
        value: begin..begin + length,
        text,
    })
}

/// Returns the text up to the next blank.
fn until_blank(text: &str) -> &str {
    text.split(char::is_whitespace).next().unwrap_or_default()
}

/// Parses a phrase at the start of a text. Returns its content and its length including the
/// quotation marks; an unclosed phrase extends to the end.
pub(super) fn parse_phrase(text: &str) -> Option<(&str, usize)> {
    let (inside, close) = QUOTES
        .iter()
        .find_map(|(open, close)| Some((text.strip_prefix(*open)?, *close)))?;
    match inside.split_once(close) {
        Some((phrase, rest)) => Some((phrase, text.len() - rest.len())),
        None => Some((inside, text.len())),
    }
}

/// Quotes a value if it needs quotation marks. Returns `None` if none would do.
pub(super) fn quote_value(value: &str) -> Option<String> {
    if !value.is_empty() && until_blank(value) == value && parse_phrase(value).is_none() {
        return Some(value.to_owned());
    }
    let (open, close) = QUOTES.iter().find(|(_, close)| !value.contains(*close))?;
    Some(format!("{}{value}{}", open.first()?, close.first()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_phrases_and_exclusions_are_told_apart() {
        for (typed, expected) in [
            ("", vec![]),
            (" \u{3000} ", vec![]),
            ("停水 三天", vec![("停水", false), ("三天", false)]),
            ("停水\u{3000}-三天", vec![("停水", false), ("三天", true)]),
            (
                "－停电 - a-b --c -",
                vec![
                    ("停电", true),
                    ("-", false),
                    ("a-b", false),
                    ("-c", true),
                    ("-", false),
                ],
            ),
            (
                "\"经二路 停水\"又",
                vec![("经二路 停水", false), ("又", false)],
            ),
            (
                "“经二路 停水” ＂a b＂ 「c d」 『e f』",
                vec![
                    ("经二路 停水", false),
                    ("a b", false),
                    ("c d", false),
                    ("e f", false),
                ],
            ),
            (
                "“经二路 停水\" ”a b“",
                vec![("经二路 停水", false), ("a b", false)],
            ),
            ("-\"a b\" -“c d", vec![("a b", true), ("c d", true)]),
            (
                "关于“一老一小”的 \"",
                vec![("关于“一老一小”的", false), ("", false)],
            ),
            (
                "8:30 http://a.cn/?b:c foo:bar :a",
                vec![
                    ("8:30", false),
                    ("http://a.cn/?b:c", false),
                    ("foo:bar", false),
                    (":a", false),
                ],
            ),
        ] {
            let pieces = split_pieces(typed);
            assert!(pieces.iter().all(|piece| piece.field.is_none()), "{typed}");
            assert_eq!(
                pieces
                    .iter()
                    .map(|piece| (piece.text, piece.negated))
                    .collect::<Vec<_>>(),
                expected,
                "{typed}"
            );
        }
    }

    #[test]
    fn fields_are_known_in_both_languages_with_any_colon() {
        for (typed, field, value) in [
            ("unit:住建局", Field::Unit, "住建局"),
            ("UNIT：a:b", Field::Unit, "a:b"),
            ("單位：“住建 局”", Field::Unit, "住建 局"),
            ("Ｓｔａｇｅ：承办中", Field::Stage, "承办中"),
            ("自:2026", Field::From, "2026"),
            ("至:2026", Field::To, "2026"),
            ("类别:", Field::Category, ""),
            ("逾期:\"是", Field::Late, "是"),
            ("来信人:「王 二」", Field::Writer, "王 二"),
            ("编号:0042", Field::Number, "0042"),
        ] {
            let pieces = split_pieces(typed);
            let found: Vec<_> = pieces
                .iter()
                .map(|piece| (piece.field, piece.text, piece.span.clone()))
                .collect();
            assert_eq!(found, [(Some(field), value, 0..typed.len())], "{typed}");
        }
    }

    #[test]
    fn what_is_written_reads_as_it_was() {
        for value in [
            "住建局",
            "住建 局",
            "“一”",
            "a\"b",
            "a \"b\"",
            "「a」",
            " ",
            "",
        ] {
            let typed = format!("unit:{}", quote_value(value).unwrap());
            let pieces = split_pieces(&typed);
            assert_eq!(
                pieces.iter().map(|piece| piece.text).collect::<Vec<_>>(),
                [value],
                "{typed}"
            );
        }
        assert_eq!(quote_value("\" 」 』"), None);
    }
}
