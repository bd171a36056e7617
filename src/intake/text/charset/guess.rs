//! Guesses the encoding of bytes whose label says nothing.

use encoding_rs::{UTF_8, WINDOWS_1252};

use super::chinese::{chinese, is_western};
use super::{Decoded, Reading, plainly};
use crate::intake::text::encoding;

/// Decodes bytes without a label: as UTF-8 with few errors, as GB 18030, or as the detector
/// guesses; failing that, line by line.
pub fn guessed(bytes: &[u8]) -> Decoded {
    let read = plainly(encoding::detect_bytes(bytes), bytes, Reading::Plain);
    if read.reading != Reading::Damaged {
        return if is_western(bytes) {
            plainly(WINDOWS_1252, bytes, Reading::Plain)
        } else {
            read
        };
    }
    if let Some(text) = by_lines(bytes) {
        return Decoded {
            text,
            reading: Reading::Otherwise,
        };
    }
    let utf8 = plainly(UTF_8, bytes, Reading::Damaged);
    let bad = |text: &str| text.matches('\u{fffd}').count();
    if bad(&utf8.text) <= bad(&read.text) {
        utf8
    } else {
        read
    }
}

/// Decodes bytes that are labelled as UTF-8 but are not: as Chinese, as Western, or as damaged
/// UTF-8.
pub fn hardly_utf8(bytes: &[u8]) -> Decoded {
    let read = guessed(bytes);
    let han = read
        .text
        .chars()
        .any(|char| matches!(char, '\u{4e00}'..='\u{9fff}'));
    if read.reading != Reading::Damaged && (han || is_western(bytes)) {
        return read;
    }
    plainly(UTF_8, bytes, Reading::Damaged)
}

/// Decodes a text that is UTF-8 in some lines and GB 18030 in the others, such as one with a
/// gateway's footer.
fn by_lines(bytes: &[u8]) -> Option<String> {
    let mut text = String::with_capacity(bytes.len() * 2);
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        match std::str::from_utf8(line) {
            Ok(line) => text.push_str(line),
            Err(_) => text.push_str(&chinese(line)?),
        }
    }
    Some(text)
}
