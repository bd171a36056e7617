//! Encoded words of headers (RFC 2047): a run of them is read as one text, since mailers cut characters, and base64, in two.

use std::borrow::Cow;
use std::fmt::Write;

use crate::intake::limits::STRAY_WORDS;
use crate::intake::mail::charset::{self, Reading};
use crate::intake::mail::transfer;

/// One `=?charset?B?…?=` inside a header.
#[derive(Clone, Copy, Debug)]
struct Word<'a> {
    charset: &'a [u8],
    base64: bool,
    data: &'a [u8],
}

/// The encoded words of one mail.
#[derive(Debug)]
pub struct Words {
    /// How many more beginnings of words that are none are left as they are: the parser reads on to the end for each.
    strays: usize,
    relabelled: bool,
}

impl Default for Words {
    fn default() -> Words {
        Words { strays: STRAY_WORDS, relabelled: false }
    }
}

impl Words {
    /// Whether a word was in another encoding than it says.
    pub fn relabelled(&self) -> bool {
        self.relabelled
    }

    /// Rewrites each run of adjacent encoded words as a single one in UTF-8; all else stays, but that strays beyond a limit are broken
    /// up.
    pub fn join(&mut self, header: &[u8]) -> Vec<u8> {
        let mut joined = Vec::with_capacity(header.len());
        let mut at = 0;
        while let Some(next) = header[at..].windows(2).position(|two| two == b"=?") {
            joined.extend_from_slice(&header[at..at + next]);
            at += next;
            match run(header, at) {
                Some((words, end)) => {
                    let (text, relabelled) = text(&words);
                    self.relabelled |= relabelled;
                    encode(&text, &mut joined);
                    at = end;
                }
                None => {
                    joined.extend_from_slice(if self.strays == 0 { b"= ?" } else { b"=?" });
                    self.strays = self.strays.saturating_sub(1);
                    at += 2;
                }
            }
        }
        joined.extend_from_slice(&header[at..]);
        joined
    }
}

/// A text with its encoded words read.
pub fn decoded(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let mut read = String::new();
    let (mut at, mut from) = (0, 0);
    while let Some(next) = bytes[from..].windows(2).position(|two| two == b"=?") {
        from += next;
        if let Some((words, end)) = run(bytes, from) {
            // A word begins and ends in ASCII.
            read.push_str(&text[at..from]);
            read.push_str(&self::text(&words).0);
            (at, from) = (end, end);
        } else {
            from += 2;
        }
    }
    if at == 0 {
        return Cow::Borrowed(text);
    }
    read.push_str(&text[at..]);
    Cow::Owned(read)
}

/// The words that begin at `at` with nothing but blanks between them, and where they end.
fn run(header: &[u8], at: usize) -> Option<(Vec<Word<'_>>, usize)> {
    let (first, mut end) = word(header, at)?;
    let mut words = vec![first];
    loop {
        let blanks = header[end..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        match word(header, end + blanks) {
            Some((next, after)) => {
                words.push(next);
                end = after;
            }
            None => return Some((words, end)),
        }
    }
}

/// The word at `at`, and where it ends.
fn word(header: &[u8], at: usize) -> Option<(Word<'_>, usize)> {
    const CHARSET: usize = 40;
    let rest = header.get(at..)?.strip_prefix(b"=?")?;
    let charset_end = rest.iter().take(CHARSET).position(|byte| *byte == b'?')?;
    let charset = rest[..charset_end].split(|byte| *byte == b'*').next()?;
    let (base64, data) = match rest.get(charset_end + 1..)? {
        [b'b' | b'B', b'?', data @ ..] => (true, data),
        [b'q' | b'Q', b'?', data @ ..] => (false, data),
        _ => return None,
    };
    // Encoded text has no question mark: whatever is no word is known at the next one, and no byte is read twice.
    let length = data.iter().position(|byte| *byte == b'?')?;
    let text = &data[..length];
    // A piece of a parameter that another piece follows is no word: both together may be one.
    let sound = if base64 {
        text.iter().all(|byte| byte.is_ascii_alphanumeric() || b"+/= \t\r\n".contains(byte))
    } else {
        !text.contains(&b'\n') && !text.windows(2).any(|two| two == b"\";")
    };
    if charset.is_empty() || data.get(length + 1) != Some(&b'=') || !sound {
        return None;
    }
    Some((Word { charset, base64, data: text }, at + 2 + charset_end + 3 + length + 2))
}

/// The text of a run, and whether it is in another encoding than it says. Words of one charset are put together before they are
/// decoded; where that leaves damage, all of them, as a cut character may lie between words of two labels.
fn text(words: &[Word<'_>]) -> (String, bool) {
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
    let whole = group.iter().all(|word| !word.base64 || transfer::base64_is_whole(word.data));
    let (first, second) = if whole { (separate(group), joined(group)) } else { (joined(group), separate(group)) };
    let read = charset::decode(&first, &label);
    if first == second {
        return read;
    }
    let other = charset::decode(&second, &label);
    let rank =
        |read: &charset::Decoded, bytes: &[u8]| (read.reading != Reading::Damaged, charset::usual(bytes, &label));
    let ((sound, common), (other_sound, its)) = (rank(&read, &first), rank(&other, &second));
    if (other_sound && !sound) || (other_sound == sound && its > common + 15) { other } else { read }
}

/// The bytes of all words, each decoded for itself.
fn separate(words: &[Word<'_>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for word in words {
        if word.base64 { bytes.extend(transfer::base64(word.data)) } else { quoted(word.data, &mut bytes) }
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
        let pair = (data.get(at + 1).copied().and_then(hex), data.get(at + 2).copied().and_then(hex));
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

    fn read(header: &str) -> String {
        decoded(header).into_owned()
    }

    #[test]
    fn a_character_cut_in_two_is_whole_again() {
        // 路 is C2 B7 in GBK, cut between two words, one in each encoding.
        let joined = Words::default().join(b"Subject: =?gb2312?B?wg==?=\r\n =?GB2312?Q?=B7_a?= b");
        assert_eq!(joined, b"Subject: =?utf-8?Q?=E8=B7=AF=20=61?= b");
        for cut in [
            "=?UTF-8?Q?=E8=B7?= =?utf-8*zh?Q?=AF?=",
            "=?utf8?B?6Lc=?=\r\n\t=?UTF-8?Q?=AF?=",
            "=?us-ascii?Q?=E8?= =?us-ascii?Q?=B7=AF?=",
            "=?utf-8?Q?=E8=B7?= =?iso-8859-1?Q?=AF?=",
            "=?utf-8?B?6?= =?utf-8?B?Lev?=",
            "=?gbk?Q?=C2?= =?cp936?Q?=B7?=",
        ] {
            assert_eq!(read(cut), "路", "{cut}");
        }
    }

    #[test]
    fn base64_without_its_padding_is_read_word_by_word_where_each_is_whole() {
        // 路 (6Lev) and 灯 (54Gv), each followed by a letter, unpadded.
        assert_eq!(read("=?utf-8?B?6LevYQ?= =?utf-8?B?54GvYg?="), "路a灯b");
        assert_eq!(read("=?utf-8?B?6LevYQ==?= =?utf-8?B?54GvYg?="), "路a灯b");
        assert_eq!(read(&format!("=?utf-8?B?{}?=", "6Lev".repeat(3_000))), "路".repeat(3_000));
    }

    #[test]
    fn what_is_no_word_stays() {
        for header in ["=?x", "=?utf-8?X?a?=", "=?utf-8?Q?a", "=?utf-8?Q?a\nb?=", "=??Q?a?="] {
            assert_eq!(Words::default().join(header.as_bytes()), header.as_bytes());
            assert_eq!(read(header), header);
        }
        assert_eq!(read("a =?utf-8?B?5L2g?= b =?utf-8?B?5L2g?= c"), "a 你 b 你 c");
        assert_eq!(read("=?a?B?YQ==?= =?b?B?YQ==?="), "aa");
    }
}
