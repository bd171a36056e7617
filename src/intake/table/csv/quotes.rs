//! Follows quotes and separators of a text table, byte by byte.

use crate::platform::limits::FIELDS;

/// The full-width comma. It is not a single byte, so a control character that texts do not have
/// replaces it while rows are parsed.
pub(in crate::intake) const WIDE: char = '，';
const STAND_IN: u8 = 0x1f;

/// Returns the byte that stands for a separator while rows are parsed.
pub(in crate::intake) fn byte(separator: char) -> u8 {
    if separator == WIDE {
        STAND_IN
    } else {
        separator as u8
    }
}

/// Replaces full-width commas by their one-byte stand-in.
pub(in crate::intake) fn stand_in(text: &[u8]) -> Vec<u8> {
    String::from_utf8_lossy(text)
        .replace(WIDE, "\u{1f}")
        .into_bytes()
}

/// Restores the full-width commas of a field.
pub(in crate::intake) fn restored(field: &str, separator: char) -> String {
    if separator == WIDE {
        field.replace('\u{1f}', "，")
    } else {
        field.to_owned()
    }
}

/// Marks the beginning of a field that was written as a formula. U+FDD1 is a noncharacter, so texts
/// do not have it.
const FORMULA: char = '\u{fdd1}';

/// Removes the formula mark from a field and reports whether there was one.
pub(in crate::intake) fn unmark(field: &mut String) -> bool {
    let marked = field.starts_with(FORMULA);
    if marked {
        field.remove(0);
    }
    marked
}

/// Rewrites `="0012"` at the beginning of a field as a quoted field, with the formula mark.
pub(in crate::intake) fn unwrap_formulas(line: &mut Vec<u8>, separator: u8) {
    if !line.contains(&b'=') || !line.windows(2).any(|two| two == b"=\"") {
        return;
    }
    // Only a single string is unwrapped, no formula with more than that.
    let closes = |rest: &[u8]| {
        let mut quotes = Quotes::of(separator);
        let end = rest.iter().position(|byte| {
            quotes.step(*byte);
            quotes.at == At::InField || quotes.at == At::FieldStart
        });
        end.map_or(quotes.at == At::AfterQuote, |_| quotes.at == At::FieldStart)
    };
    let mut quotes = Quotes::of(separator);
    let mut plain = Vec::with_capacity(line.len());
    let mut mark = false;
    for (at, byte) in line.iter().enumerate() {
        let marked =
            *byte == b'=' && quotes.at == At::FieldStart && line.get(at + 1) == Some(&b'"');
        if marked && line.get(at + 1..).is_some_and(closes) {
            mark = true;
            continue;
        }
        quotes.step(*byte);
        plain.push(*byte);
        if std::mem::take(&mut mark) {
            plain.extend_from_slice(FORMULA.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }
    *line = plain;
}

/// Follows quotes as the `csv` crate does: a quote opens only at the beginning of a field, and two
/// inside stand for one.
#[derive(Default)]
pub(in crate::intake) struct Quotes {
    separator: u8,
    at: At,
    /// The number of separators so far.
    pub separators: usize,
    seen: usize,
    /// The length in bytes of the first `FIELDS` fields, to which a wide row is cut.
    pub cut: usize,
    /// Whether the field began in an earlier line.
    earlier: bool,
    /// Whether text follows the quote that closed a field of several lines: the quote was meant to
    /// open another field.
    pub misplaced: bool,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum At {
    #[default]
    FieldStart,
    InField,
    InQuotes,
    AfterQuote,
}

impl Quotes {
    /// Creates the state at the beginning of a row.
    pub fn of(separator: u8) -> Quotes {
        Quotes {
            separator,
            ..Quotes::default()
        }
    }

    /// Reports whether a quote is open.
    pub fn open(&self) -> bool {
        self.at == At::InQuotes
    }

    /// Feeds a further line of the row.
    pub fn feed(&mut self, line: &[u8]) {
        self.earlier = self.open();
        line.iter().for_each(|byte| self.step(*byte));
        // A quote at the very end of the file closes.
        if self.at == At::AfterQuote {
            self.at = At::FieldStart;
        }
    }

    fn step(&mut self, byte: u8) {
        let ends = byte == self.separator || matches!(byte, b'\n' | b'\r');
        self.at = match (self.at, byte) {
            (At::InQuotes, b'"') => At::AfterQuote,
            (At::InQuotes, _) | (At::AfterQuote, b'"') => At::InQuotes,
            (At::FieldStart, b'"') => {
                self.earlier = false;
                At::InQuotes
            }
            (At::FieldStart | At::InField | At::AfterQuote, _) if ends => {
                self.separators += usize::from(byte == self.separator);
                if self.separators == FIELDS && byte == self.separator {
                    self.cut = self.seen;
                }
                At::FieldStart
            }
            (At::AfterQuote, _) => {
                self.misplaced |= self.earlier && !matches!(byte, b' ' | b'\t');
                At::InField
            }
            (At::FieldStart | At::InField, _) => At::InField,
        };
        self.seen += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_that_is_a_text_is_a_quoted_field() {
        let plain = |line: &str| {
            let mut bytes = line.as_bytes().to_vec();
            unwrap_formulas(&mut bytes, b',');
            String::from_utf8(bytes).unwrap()
        };
        assert_eq!(
            plain("=\"01\",=\"a,b\",x\n"),
            "\"\u{fdd1}01\",\"\u{fdd1}a,b\",x\n"
        );
        for other in ["=\"a\"&B1,x\n", "x,\"a,=\"\"b\"\",c\"\n", "=A1,x\n"] {
            assert_eq!(plain(other), other);
        }
    }
}
