//! Detects Chinese text by how common its characters are.

use std::borrow::Cow;

use encoding_rs::{BIG5, Encoding, GB18030, GBK, UTF_8};

use super::language;

/// Decodes bytes as GB 18030 if at least 60 % of their characters are common; `None` otherwise.
pub(super) fn decode_chinese(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let common = common_share(bytes, GB18030)?;
    let text = GB18030.decode_without_bom_handling_and_without_replacement(bytes)?;
    (common >= 60).then_some(text)
}

/// Returns the percentage of common characters among those of two bytes, if the encoding is
/// Chinese; `None` if it is not, or if there are no such characters.
pub(super) fn common_share(bytes: &[u8], encoding: &'static Encoding) -> Option<usize> {
    let gb = encoding == GB18030 || encoding == GBK;
    if !gb && encoding != BIG5 {
        return None;
    }
    let (mut common, mut all, mut at) = (0, 0, 0);
    while at < bytes.len() {
        let (high, low) = (bytes[at], bytes.get(at + 1).copied().unwrap_or(0));
        if high < 0x80 || (gb && low.is_ascii_digit()) {
            // ASCII, or a character of four bytes.
            at += if high < 0x80 { 1 } else { 4 };
            continue;
        }
        all += 1;
        // GB 2312 puts punctuation in rows A1 to A3 and the frequent characters in B0 to D7; Big5
        // puts its frequent ones in A4 to C6.
        common += usize::from(match (gb, high) {
            (true, 0xa1..=0xa3 | 0xb0..=0xd7) => low >= 0xa1,
            (false, 0xa1..=0xc6) => low >= 0x40,
            _ => false,
        });
        at += 2;
    }
    (all > 0).then(|| common * 100 / all)
}

/// Reports whether bytes are Chinese in GBK, whatever their label: valid, at least 80 % common
/// characters, and not plausible text in the language of the label.
pub(super) fn is_chinese(bytes: &[u8], label: Option<&'static Encoding>) -> bool {
    if label.is_some_and(|label| label == GB18030 || label == BIG5 || label == UTF_8) {
        return false;
    }
    let Some(text) = decode_chinese(bytes) else {
        return false;
    };
    let is_han = |char: &char| matches!(char, '\u{4e00}'..='\u{9fff}');
    let is_kana = |char: &char| matches!(char, '\u{3041}'..='\u{30ff}');
    let (han, kana) = (
        text.chars().filter(is_han).count(),
        text.chars().filter(is_kana).count(),
    );
    if han == 0 || kana * 4 > han || common_share(bytes, GB18030).is_none_or(|share| share < 80) {
        return false;
    }
    label.is_none_or(|label| !language::is_plausible(bytes, label))
}

/// Reports whether bytes without a label are Western: no pair is a common Chinese character, and
/// each letter beyond ASCII is inside a word.
pub(super) fn is_western(bytes: &[u8]) -> bool {
    let in_word = |at: usize| {
        at > 0 && bytes[at - 1].is_ascii_alphabetic() && !matches!(bytes.get(at + 1), Some(0x80..))
    };
    common_share(bytes, GB18030) == Some(0)
        && (0..bytes.len()).all(|at| bytes[at].is_ascii() || in_word(at))
}
