//! Encoded words of mail headers: adjacent ones of one charset joined before decoding, since mailers cut Chinese characters in two.

use std::fmt::Write;

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::charsets::map::charset_decoder;

/// One `=?charset?B?…?=` inside a header.
struct Word<'a> {
    charset: &'a [u8],
    base64: bool,
    data: &'a [u8],
}

/// Rewrites each run of adjacent encoded words of one charset as a single one in UTF-8; all else stays, but that after
/// `strays` beginnings of words that are none, the next ones are broken up: the parser reads on to the end for each.
pub(super) fn join(header: &[u8], strays: &mut usize) -> Vec<u8> {
    let mut joined = Vec::with_capacity(header.len());
    let mut at = 0;
    while at < header.len() {
        if !header[at..].starts_with(b"=?") {
            joined.push(header[at]);
            at += 1;
            continue;
        }
        let Some((first, mut end)) = word(header, at) else {
            joined.extend_from_slice(if *strays == 0 { b"= ?" } else { b"=?" });
            *strays = strays.saturating_sub(1);
            at += 2;
            continue;
        };
        let mut run = vec![first];
        while let Some((next, after)) = adjacent(header, end) {
            if !next.charset.eq_ignore_ascii_case(run[0].charset) {
                break;
            }
            run.push(next);
            end = after;
        }
        match (run.len() > 1).then(|| decode(&run)).flatten() {
            Some(text) => encode(&text, &mut joined),
            None => joined.extend_from_slice(&header[at..end]),
        }
        at = end;
    }
    joined
}

fn adjacent(header: &[u8], from: usize) -> Option<(Word<'_>, usize)> {
    let blanks = header[from..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    word(header, from + blanks)
}

/// The word at `at`, and where it ends.
fn word(header: &[u8], at: usize) -> Option<(Word<'_>, usize)> {
    const CHARSET: usize = 40;
    const DATA: usize = 4096;
    let rest = header.get(at..)?.strip_prefix(b"=?")?;
    let charset_end = rest.iter().take(CHARSET).position(|byte| *byte == b'?')?;
    let charset = rest[..charset_end].split(|byte| *byte == b'*').next()?;
    let (base64, data) = match rest.get(charset_end + 1..)? {
        [b'b' | b'B', b'?', data @ ..] => (true, data),
        [b'q' | b'Q', b'?', data @ ..] => (false, data),
        _ => return None,
    };
    // Encoded text has no question mark: whatever is no word is known at the next one, and no byte is read twice.
    let length = data.iter().take(DATA).position(|byte| *byte == b'?')?;
    if charset.is_empty() || data.get(length + 1) != Some(&b'=') || data[..length].contains(&b'\n') {
        return None;
    }
    Some((Word { charset, base64, data: &data[..length] }, at + 2 + charset_end + 3 + length + 2))
}

fn decode(run: &[Word<'_>]) -> Option<String> {
    let decoder = charset_decoder(run.first()?.charset)?;
    let mut bytes = Vec::new();
    for word in run {
        if word.base64 { bytes.extend(base64_decode(word.data)?) } else { quoted(word.data, &mut bytes) }
    }
    Some(decoder(&bytes))
}

fn quoted(data: &[u8], into: &mut Vec<u8>) {
    let hex = |byte: u8| char::from(byte).to_digit(16).map(|digit| digit as u8);
    let mut at = 0;
    while at < data.len() {
        let pair = (data.get(at + 1).copied().and_then(hex), data.get(at + 2).copied().and_then(hex));
        match (data[at], pair) {
            (b'=', (Some(high), Some(low))) => {
                into.push(high * 16 + low);
                at += 2;
            }
            (b'_', _) => into.push(b' '),
            (byte, _) => into.push(byte),
        }
        at += 1;
    }
}

fn encode(text: &str, into: &mut Vec<u8>) {
    let mut word = String::from("=?utf-8?Q?");
    for byte in text.bytes().map(|byte| if byte.is_ascii_control() { b' ' } else { byte }) {
        // Writing to a string cannot fail.
        let _ = write!(word, "={byte:02X}");
    }
    word.push_str("?=");
    into.extend_from_slice(word.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_cut_in_two_is_whole_again() {
        // 路 is C2 B7 in GBK, cut between two words, one in each encoding.
        let joined = join(b"Subject: =?gb2312?B?wg==?=\r\n =?GB2312?Q?=B7_a?= b", &mut 9);
        assert_eq!(joined, b"Subject: =?utf-8?Q?=E8=B7=AF=20=61?= b");
    }

    #[test]
    fn single_words_and_strangers_stay() {
        for header in [
            "a =?utf-8?B?5L2g?= b =?utf-8?B?5L2g?=",
            "=?x",
            "=?utf-8?X?a?=",
            "=?utf-8?Q?a",
            "=?a?B?YQ==?= =?b?B?YQ==?=",
        ] {
            assert_eq!(join(header.as_bytes(), &mut 9), header.as_bytes());
        }
    }
}
