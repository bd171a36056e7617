//! A line end inside running Chinese: mail programs, tables and terminals break lines where no word ends.

use super::table::{Folded, folded_char, is_han};

/// How far a line end is looked for, in characters.
const FAR: usize = 256;

fn ends_line(char: char) -> bool {
    matches!(
        char,
        '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

/// How much of a text is dropped, where a Chinese character is before it and behind what is dropped, and a line ends in between: blanks,
/// line ends, and the signs that mail programs put before a line that they quote.
pub(super) fn broken(text: &str) -> Option<usize> {
    let mut ended = false;
    for (at, char) in text.char_indices().take(FAR) {
        if ends_line(char) {
            ended = true;
            continue;
        }
        let quoted = ended && matches!(char, '>' | '\u{FF1E}' | '|' | '\u{FF5C}');
        let first = match folded_char(char) {
            Folded::Nothing => continue,
            Folded::One(folded) if folded.is_whitespace() || quoted => continue,
            Folded::One(folded) => Some(folded),
            Folded::Several(several) => several.chars().next(),
        };
        return (ended && first.is_some_and(is_han)).then_some(at);
    }
    None
}

/// How much white space a text begins with, where a line ends in it and a Chinese character is behind it: bytes. After a Chinese
/// character, it parts no words.
pub fn gap(text: &str) -> Option<usize> {
    let behind = text.trim_start();
    let length = text.len() - behind.len();
    (text[..length].contains(ends_line) && behind.starts_with(is_han)).then_some(length)
}
