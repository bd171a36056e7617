//! Follows quotes and separators of a text table, byte by byte.

use crate::platform::limits::TEXT_COLUMNS;

/// The full-width comma. It is not a single byte, so a control character that texts do not have
/// replaces it while rows are parsed.
pub(in crate::intake) const WIDE_COMMA: char = '，';
const STAND_IN: u8 = 0x1f;

/// Returns the byte that stands for a separator while rows are parsed.
pub(in crate::intake) fn separator_byte(separator: char) -> u8 {
    if separator == WIDE_COMMA {
        STAND_IN
    } else {
        separator as u8
    }
}

/// Replaces full-width commas by their one-byte stand-in.
pub(in crate::intake) fn replace_wide_commas(text: &[u8]) -> Vec<u8> {
    String::from_utf8_lossy(text)
        .replace(WIDE_COMMA, "\u{1f}")
        .into_bytes()
}

/// Restores the full-width commas of a field.
pub(in crate::intake) fn restore_wide_commas(field: &str, separator: char) -> String {
    if separator == WIDE_COMMA {
        field.replace('\u{1f}', "，")
    } else {
        field.to_owned()
    }
}

/// Marks the beginning of a field that was written as a formula. U+FDD1 is a noncharacter, so texts
/// do not have it.
const FORMULA_MARK: char = '\u{fdd1}';

/// Removes the formula mark from a field and reports whether there was one.
pub(in crate::intake) fn strip_formula_mark(field: &mut String) -> bool {
    let marked = field.starts_with(FORMULA_MARK);
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
        let mut quotes = QuoteState::new(separator);
        let end = rest.iter().position(|byte| {
            quotes.feed_byte(*byte);
            quotes.position == QuotePosition::InField
                || quotes.position == QuotePosition::FieldStart
        });
        end.map_or(quotes.position == QuotePosition::AfterQuote, |_| {
            quotes.position == QuotePosition::FieldStart
        })
    };
    let mut quotes = QuoteState::new(separator);
    let mut plain = Vec::with_capacity(line.len());
    let mut mark = false;
    for (at, byte) in line.iter().enumerate() {
        let marked = *byte == b'='
            && quotes.position == QuotePosition::FieldStart
            && line.get(at + 1) == Some(&b'"');
        if marked && line.get(at + 1..).is_some_and(closes) {
            mark = true;
            continue;
        }
        quotes.feed_byte(*byte);
        plain.push(*byte);
        if std::mem::take(&mut mark) {
            plain.extend_from_slice(FORMULA_MARK.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }
    *line = plain;
}

/// Follows quotes as the `csv` crate does: a quote opens only at the beginning of a field, and two
/// inside stand for one.
#[derive(Default)]
pub(in crate::intake) struct QuoteState {
    separator: u8,
    position: QuotePosition,
    /// The number of separators so far.
    pub separators: usize,
    bytes_seen: usize,
    /// The length in bytes of the first `FIELDS` fields, to which a wide row is cut.
    pub cut_at: usize,
    /// Whether the field began in an earlier line.
    began_earlier: bool,
    /// Whether text follows the quote that closed a field of several lines: the quote was meant to
    /// open another field.
    pub is_misplaced: bool,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum QuotePosition {
    #[default]
    FieldStart,
    InField,
    InQuotes,
    AfterQuote,
}

impl QuoteState {
    /// Creates the state at the beginning of a row.
    pub(crate) fn new(separator: u8) -> QuoteState {
        QuoteState {
            separator,
            ..QuoteState::default()
        }
    }

    /// Reports whether a quote is open.
    pub(crate) fn is_open(&self) -> bool {
        self.position == QuotePosition::InQuotes
    }

    /// Feeds a further line of the row.
    pub(crate) fn feed_line(&mut self, line: &[u8]) {
        self.began_earlier = self.is_open();
        line.iter().for_each(|byte| self.feed_byte(*byte));
        // A quote at the very end of the file closes.
        if self.position == QuotePosition::AfterQuote {
            self.position = QuotePosition::FieldStart;
        }
    }

    fn feed_byte(&mut self, byte: u8) {
        let ends = byte == self.separator || matches!(byte, b'\n' | b'\r');
        self.position = match (self.position, byte) {
            (QuotePosition::InQuotes, b'"') => QuotePosition::AfterQuote,
            (QuotePosition::InQuotes, _) | (QuotePosition::AfterQuote, b'"') => {
                QuotePosition::InQuotes
            }
            (QuotePosition::FieldStart, b'"') => {
                self.began_earlier = false;
                QuotePosition::InQuotes
            }
            (QuotePosition::FieldStart | QuotePosition::InField | QuotePosition::AfterQuote, _)
                if ends =>
            {
                self.separators += usize::from(byte == self.separator);
                if self.separators == TEXT_COLUMNS && byte == self.separator {
                    self.cut_at = self.bytes_seen;
                }
                QuotePosition::FieldStart
            }
            (QuotePosition::AfterQuote, _) => {
                self.is_misplaced |= self.began_earlier && !matches!(byte, b' ' | b'\t');
                QuotePosition::InField
            }
            (QuotePosition::FieldStart | QuotePosition::InField, _) => QuotePosition::InField,
        };
        self.bytes_seen += 1;
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
