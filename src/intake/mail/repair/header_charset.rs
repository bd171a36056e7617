//! Converts raw bytes in headers to UTF-8.

use std::borrow::Cow;

use encoding_rs::GB18030;

use crate::intake::mail::header::words::WordJoiner;
use crate::intake::text::encoding;

/// Returns the headers of a part in UTF-8, with adjacent encoded words joined.
pub(crate) fn headers_to_utf8(block: &[u8], words: &mut WordJoiner) -> Vec<u8> {
    let utf8 = if block.is_ascii() || std::str::from_utf8(block).is_ok() {
        Cow::Borrowed(block)
    } else {
        // Line by line: one header may be UTF-8 and the next not.
        let guess = encoding::detect_bytes(block);
        let mut lines = Vec::with_capacity(block.len() * 2);
        for line in block.split_inclusive(|byte| *byte == b'\n') {
            match (
                std::str::from_utf8(line),
                GB18030.decode_without_bom_handling_and_without_replacement(line),
            ) {
                (Ok(_), _) => lines.extend_from_slice(line),
                (Err(_), Some(text)) => lines.extend_from_slice(text.as_bytes()),
                (Err(_), None) => {
                    lines.extend_from_slice(guess.decode_without_bom_handling(line).0.as_bytes())
                }
            }
        }
        Cow::Owned(lines)
    };
    words.join_words(&utf8)
}
