//! Finds encoded words in headers (RFC 2047) and joins adjacent ones, since mailers cut characters
//! and base64 in two.

use std::borrow::Cow;
use std::fmt::Write;

use super::runs::decode_run as run_text;
use crate::platform::limits::STRAY_WORDS;

/// One encoded word, `=?charset?B?…?=`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct EncodedWord<'a> {
    /// The declared charset, without a language (RFC 2231).
    pub charset: &'a [u8],
    /// Whether the encoding is B (base64) and not Q (quoted-printable).
    pub base64: bool,
    /// The encoded text.
    pub data: &'a [u8],
}

/// The state of joining the encoded words of one mail.
#[derive(Debug)]
pub(crate) struct WordJoiner {
    /// The number of further `=?` without an encoded word that stay as they are. The parser scans
    /// to the end of the mail for each, which would take quadratic time.
    strays_left: usize,
    relabelled: bool,
}

impl Default for WordJoiner {
    fn default() -> WordJoiner {
        WordJoiner {
            strays_left: STRAY_WORDS,
            relabelled: false,
        }
    }
}

impl WordJoiner {
    /// Reports whether any word was in another charset than it declares.
    pub(crate) fn relabelled(&self) -> bool {
        self.relabelled
    }

    /// Rewrites each run of adjacent encoded words as a single one in UTF-8. All else stays, except
    /// that every `=?` without a word becomes `= ?` beyond the limit.
    pub(crate) fn join_words(&mut self, header: &[u8]) -> Vec<u8> {
        let mut joined = Vec::with_capacity(header.len());
        let mut at = 0;
        while let Some(next) = header[at..].windows(2).position(|two| two == b"=?") {
            joined.extend_from_slice(&header[at..at + next]);
            at += next;
            match parse_run(header, at) {
                Some((words, end)) => {
                    let (text, relabelled) = run_text(&words);
                    self.relabelled |= relabelled;
                    encode_word(&text, &mut joined);
                    at = end;
                }
                None => {
                    joined.extend_from_slice(if self.strays_left == 0 { b"= ?" } else { b"=?" });
                    self.strays_left = self.strays_left.saturating_sub(1);
                    at += 2;
                }
            }
        }
        joined.extend_from_slice(&header[at..]);
        joined
    }
}

/// Decodes all encoded words in a text.
pub(crate) fn decode_words(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let mut read = String::new();
    let (mut at, mut from) = (0, 0);
    while let Some(next) = bytes[from..].windows(2).position(|two| two == b"=?") {
        from += next;
        if let Some((words, end)) = parse_run(bytes, from) {
            // The offsets are character boundaries: an encoded word begins and ends in ASCII.
            read.push_str(&text[at..from]);
            read.push_str(&run_text(&words).0);
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

/// Returns the words that begin at `at` with only white space between them, and where the run ends.
fn parse_run(header: &[u8], at: usize) -> Option<(Vec<EncodedWord<'_>>, usize)> {
    let (first, mut end) = parse_word(header, at)?;
    let mut words = vec![first];
    loop {
        let blanks = header[end..]
            .iter()
            .take_while(|byte| byte.is_ascii_whitespace())
            .count();
        match parse_word(header, end + blanks) {
            Some((next, after)) => {
                words.push(next);
                end = after;
            }
            None => return Some((words, end)),
        }
    }
}

/// Returns the encoded word at `at`, and where it ends.
fn parse_word(header: &[u8], at: usize) -> Option<(EncodedWord<'_>, usize)> {
    const CHARSET: usize = 40;
    let rest = header.get(at..)?.strip_prefix(b"=?")?;
    let charset_end = rest.iter().take(CHARSET).position(|byte| *byte == b'?')?;
    let charset = rest[..charset_end].split(|byte| *byte == b'*').next()?;
    let (base64, data) = match rest.get(charset_end + 1..)? {
        [b'b' | b'B', b'?', data @ ..] => (true, data),
        [b'q' | b'Q', b'?', data @ ..] => (false, data),
        _ => return None,
    };
    // Encoded text has no question mark, so the scan stops at the next one and the total work stays
    // linear.
    let length = data.iter().position(|byte| *byte == b'?')?;
    let text = &data[..length];
    // A section of a parameter followed by `";` is not a whole word: the word may continue in the
    // next section.
    let sound = if base64 {
        text.iter()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+/= \t\r\n".contains(byte))
    } else {
        !text.contains(&b'\n') && !text.windows(2).any(|two| two == b"\";")
    };
    if charset.is_empty() || data.get(length + 1) != Some(&b'=') || !sound {
        return None;
    }
    Some((
        EncodedWord {
            charset,
            base64,
            data: text,
        },
        at + 2 + charset_end + 3 + length + 2,
    ))
}

fn encode_word(text: &str, into: &mut Vec<u8>) {
    let mut word = String::from("=?utf-8?Q?");
    for byte in text
        .bytes()
        .map(|byte| if byte.is_ascii_control() { b' ' } else { byte })
    {
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
        decode_words(header).into_owned()
    }

    #[test]
    fn a_character_cut_in_two_is_whole_again() {
        // 路 is C2 B7 in GBK, cut between two words, one in each encoding.
        let joined = WordJoiner::default()
            .join_words(b"Subject: =?gb2312?B?wg==?=\r\n =?GB2312?Q?=B7_a?= b");
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
        assert_eq!(
            read(&format!("=?utf-8?B?{}?=", "6Lev".repeat(3_000))),
            "路".repeat(3_000)
        );
        // Cut where the leftover bits happen to be zero; only the padding shows that the word is
        // complete.
        assert_eq!(
            read("=?shift_jis?B?mLA?= =?shift_jis?B?xmEiYSJNJkE0=?="),
            "于1路路的信"
        );
        assert_eq!(
            read("=?iso-2022-jp?B?GyRCTykbKEJhYRskQk8pRSo/Lhs?= =?iso-2022-jp?B?oQg==?="),
            "路aa路的信"
        );
        assert_eq!(
            read("=?shift_jis?B?mLAgj6w?= =?shift_jis?B?xk0mQTQ==?="),
            "于 小1的信"
        );
        assert_eq!(
            read("=?utf-8?B?6Lev=?= =?utf-8?B?54Gv=?="),
            "路灯",
            "padding that nothing wants"
        );
    }

    #[test]
    fn what_is_no_word_stays() {
        for header in [
            "=?x",
            "=?utf-8?X?a?=",
            "=?utf-8?Q?a",
            "=?utf-8?Q?a\nb?=",
            "=??Q?a?=",
        ] {
            assert_eq!(
                WordJoiner::default().join_words(header.as_bytes()),
                header.as_bytes()
            );
            assert_eq!(read(header), header);
        }
        assert_eq!(
            read("a =?utf-8?B?5L2g?= b =?utf-8?B?5L2g?= c"),
            "a 你 b 你 c"
        );
        assert_eq!(read("=?a?B?YQ==?= =?b?B?YQ==?="), "aa");
    }
}
