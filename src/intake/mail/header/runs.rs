//! Decodes runs of adjacent encoded words (RFC 2047) as one text.

use super::words::Word;
use crate::intake::text::charset;
use crate::intake::text::charset::Reading;
use crate::intake::text::transfer;

/// Returns the text of a run, and whether it is in another charset than it declares.
///
/// Adjacent words of one charset are decoded together, since mailers cut characters in two. If that
/// leaves damage, the bytes of all words are tried as UTF-8, since a character may also be cut
/// between words with two labels.
pub fn text(words: &[Word<'_>]) -> (String, bool) {
    let same = |a: &Word<'_>, b: &Word<'_>| charset::alike(&label(a), &label(b));
    let mut whole = String::new();
    let (mut relabelled, mut damaged) = (false, false);
    for group in words.chunk_by(same) {
        let read = best(group);
        relabelled |= matches!(read.reading, Reading::Otherwise);
        damaged |= matches!(read.reading, Reading::Damaged);
        whole.push_str(&read.text);
    }
    if damaged && words.len() > 1 {
        for joined in [joined(words), separate(words)] {
            if let Ok(text) = String::from_utf8(joined) {
                return (text, false);
            }
        }
    }
    (whole, relabelled)
}

fn label(word: &Word<'_>) -> String {
    String::from_utf8_lossy(word.charset).into_owned()
}

/// Decodes words of one charset: word by word if each is complete base64, else as one byte string.
/// The other order is used where its result is less damaged or has clearly more common characters.
fn best(group: &[Word<'_>]) -> charset::Decoded {
    let label = group.first().map(label).unwrap_or_default();
    let whole = group
        .iter()
        .all(|word| !word.base64 || transfer::base64_is_whole(word.data));
    let (first, second) = if whole {
        (separate(group), joined(group))
    } else {
        (joined(group), separate(group))
    };
    let read = charset::decode(&first, &label);
    if first == second {
        return read;
    }
    let other = charset::decode(&second, &label);
    let rank = |read: &charset::Decoded, bytes: &[u8]| {
        (
            read.reading != Reading::Damaged,
            charset::usual(bytes, &label),
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
fn separate(words: &[Word<'_>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for word in words {
        if word.base64 {
            bytes.extend(transfer::base64(word.data))
        } else {
            quoted(word.data, &mut bytes)
        }
    }
    bytes
}

/// Decodes adjacent base64 words as one base64 text and concatenates the bytes.
fn joined(words: &[Word<'_>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for run in words.chunk_by(|a, b| a.base64 == b.base64) {
        if run[0].base64 {
            let text: Vec<u8> = run.iter().flat_map(|word| word.data).copied().collect();
            bytes.extend(transfer::base64(&text));
        } else {
            run.iter().for_each(|word| quoted(word.data, &mut bytes));
        }
    }
    bytes
}

fn quoted(data: &[u8], into: &mut Vec<u8>) {
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
