//! Line breaks inside running Chinese text: mail programs, tables and terminals break lines in the
//! middle of words.

use super::table::{FoldedChar, folded_char, is_han};

/// How far a line break is searched for, in characters.
const MAX_LOOKAHEAD: usize = 256;

fn ends_line(char: char) -> bool {
    matches!(
        char,
        '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

/// Returns how many bytes to drop at the start of `text`, which follows a Chinese character, if
/// they contain a line break and another Chinese character follows. Blanks, line breaks, and the
/// quotation signs of mail programs at the start of a line are dropped.
pub(super) fn broken_line_length(text: &str) -> Option<usize> {
    let mut ended = false;
    for (at, char) in text.char_indices().take(MAX_LOOKAHEAD) {
        if ends_line(char) {
            ended = true;
            continue;
        }
        let quoted = ended && matches!(char, '>' | '\u{FF1E}' | '|' | '\u{FF5C}');
        let first = match folded_char(char) {
            FoldedChar::Nothing => continue,
            FoldedChar::One(folded) if folded.is_whitespace() || quoted => continue,
            FoldedChar::One(folded) => Some(folded),
            FoldedChar::Several(several) => several.chars().next(),
        };
        return (ended && first.is_some_and(is_han)).then_some(at);
    }
    None
}

/// Returns the number of bytes of white space at the start of a text, if it contains a line break
/// and a Chinese character follows. After a Chinese character, such white space does not separate
/// words.
pub fn line_gap_length(text: &str) -> Option<usize> {
    let behind = text.trim_start();
    let length = text.len() - behind.len();
    (text[..length].contains(ends_line) && behind.starts_with(is_han)).then_some(length)
}
