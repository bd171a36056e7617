//! Guesses the encoding of bytes whose label says nothing.

use encoding_rs::{UTF_8, WINDOWS_1252};

use super::chinese::{decode_chinese, is_western};
use super::{DecodeOutcome, Decoded, decode_as};
use crate::intake::text::encoding;

/// Decodes bytes without a label: as UTF-8 with few errors, as GB 18030, or as the detector
/// guesses; failing that, line by line.
pub(super) fn decode_guessing(bytes: &[u8]) -> Decoded {
    let read = decode_as(
        encoding::detect_bytes(bytes),
        bytes,
        DecodeOutcome::AsLabelled,
    );
    if read.outcome != DecodeOutcome::Damaged {
        return if is_western(bytes) {
            decode_as(WINDOWS_1252, bytes, DecodeOutcome::AsLabelled)
        } else {
            read
        };
    }
    if let Some(text) = decode_by_lines(bytes) {
        return Decoded {
            text,
            outcome: DecodeOutcome::Relabelled,
        };
    }
    let utf8 = decode_as(UTF_8, bytes, DecodeOutcome::Damaged);
    let bad = |text: &str| text.matches('\u{fffd}').count();
    if bad(&utf8.text) <= bad(&read.text) {
        utf8
    } else {
        read
    }
}

/// Decodes bytes that are labelled as UTF-8 but are not: as Chinese, as Western, or as damaged
/// UTF-8.
pub(super) fn decode_broken_utf8(bytes: &[u8]) -> Decoded {
    let read = decode_guessing(bytes);
    let han = read
        .text
        .chars()
        .any(|char| matches!(char, '\u{4e00}'..='\u{9fff}'));
    if read.outcome != DecodeOutcome::Damaged && (han || is_western(bytes)) {
        return read;
    }
    decode_as(UTF_8, bytes, DecodeOutcome::Damaged)
}

/// Decodes a text that is UTF-8 in some lines and GB 18030 in the others, such as one with a
/// gateway's footer.
fn decode_by_lines(bytes: &[u8]) -> Option<String> {
    let mut text = String::with_capacity(bytes.len() * 2);
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        match std::str::from_utf8(line) {
            Ok(line) => text.push_str(line),
            Err(_) => text.push_str(&decode_chinese(line)?),
        }
    }
    Some(text)
}
