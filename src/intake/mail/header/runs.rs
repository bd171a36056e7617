//! Decodes runs of adjacent encoded words (RFC 2047) as one text.

use super::words::EncodedWord;
use crate::intake::text::charset;
use crate::intake::text::charset::DecodeOutcome;
use crate::intake::text::transfer;

/// Returns the text of a run, and whether it is in another charset than it declares.
///
/// Adjacent words of one charset are decoded together, since mailers cut characters in two. If that
/// leaves damage, the bytes of all words are tried as UTF-8, since a character may also be cut
/// between words with two labels.
pub(super) fn decode_run(words: &[EncodedWord<'_>]) -> (String, bool) {
    let same = |a: &EncodedWord<'_>, b: &EncodedWord<'_>| {
        charset::is_same_charset(&charset_label(a), &charset_label(b))
    };
    let mut whole = String::new();
    let (mut relabelled, mut damaged) = (false, false);
    for group in words.chunk_by(same) {
        let read = decode_best(group);
        relabelled |= matches!(read.outcome, DecodeOutcome::Relabelled);
        damaged |= matches!(read.outcome, DecodeOutcome::Damaged);
        whole.push_str(&read.text);
    }
    if damaged && words.len() > 1 {
        for joined in [decode_joined(words), decode_separately(words)] {
            if let Ok(text) = String::from_utf8(joined) {
                return (text, false);
            }
        }
    }
    (whole, relabelled)
}

fn charset_label(word: &EncodedWord<'_>) -> String {
    String::from_utf8_lossy(word.charset).into_owned()
}

/// Decodes words of one charset: word by word if each is complete base64, else as one byte string.
/// The other order is used where its result is less damaged or has clearly more common characters.
fn decode_best(group: &[EncodedWord<'_>]) -> charset::Decoded {
    let label = group.first().map(charset_label).unwrap_or_default();
    let whole = group
        .iter()
        .all(|word| !word.base64 || transfer::is_whole_base64(word.data));
    let (first, second) = if whole {
        (decode_separately(group), decode_joined(group))
    } else {
        (decode_joined(group), decode_separately(group))
    };
    let read = charset::decode_labelled(&first, &label);
    if first == second {
        return read;
    }
    let other = charset::decode_labelled(&second, &label);
    let rank = |read: &charset::Decoded, bytes: &[u8]| {
        (
            read.outcome != DecodeOutcome::Damaged,
            charset::common_percent(bytes, &label),
        )
    };
    let ((sound, common), (other_sound, its)) = (rank(&read, &first), rank(&other, &second));
    // 15 percentage points is the margin by which the other order must have more common characters.
    if (other_sound && !sound) || (other_sound == sound && its > common + 15) {
        other
    } else {
        read
    }
}

/// Decodes each word by itself and concatenates the bytes.
fn decode_separately(words: &[EncodedWord<'_>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for word in words {
        if word.base64 {
            bytes.extend(transfer::decode_base64(word.data))
        } else {
            decode_q(word.data, &mut bytes)
        }
    }
    bytes
}

/// Decodes adjacent base64 words as one base64 text and concatenates the bytes.
fn decode_joined(words: &[EncodedWord<'_>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for run in words.chunk_by(|a, b| a.base64 == b.base64) {
        if run[0].base64 {
            let text: Vec<u8> = run.iter().flat_map(|word| word.data).copied().collect();
            bytes.extend(transfer::decode_base64(&text));
        } else {
            run.iter().for_each(|word| decode_q(word.data, &mut bytes));
        }
    }
    bytes
}

fn decode_q(data: &[u8], into: &mut Vec<u8>) {
    let hex = |byte: u8| char::from(byte).to_digit(16).map(|digit| digit as u8);
    let mut at = 0;
    while at < data.len() {
        let pair = (
            data.get(at + 1).copied().and_then(hex),
            data.get(at + 2).copied().and_then(hex),
        );
        match (data[at], pair) {
            (b'=', (Some(high), Some(low))) => {
                into.push(high * 16 + low);
                at += 2;
            }
            (b'_', _) => into.push(b' '),
            (b'\r' | b'\n', _) => {}
            (byte, _) => into.push(byte),
        }
        at += 1;
    }
}
