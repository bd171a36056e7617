//! Runs of encoded words, read as one text.

use super::words::Word;
use crate::intake::text::charset;
use crate::intake::text::charset::Reading;
use crate::intake::text::transfer;

/// The text of a run, and whether it is in another encoding than it says. Words of one charset are put together before they are
/// decoded; where that leaves damage, all of them, as a cut character may lie between words of two labels.
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

/// Words of one charset decoded: each for itself where each is whole base64, else all as one; the other way where that reads better.
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
    if (other_sound && !sound) || (other_sound == sound && its > common + 15) {
        other
    } else {
        read
    }
}

/// The bytes of all words, each decoded for itself.
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

/// The bytes of all words, runs of base64 decoded as one text.
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
