//! Decodes transfer encodings as far as they go; what gateways append to encoded text stays text.

mod uuencode;

use std::borrow::Cow;

pub(crate) use self::uuencode::find_uuencoded;

/// A part out of its transfer encoding.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct DecodedPart<'a> {
    /// The text before the encoded text.
    pub head: &'a [u8],
    /// The decoded bytes.
    pub bytes: Cow<'a, [u8]>,
    /// The text after the encoded text.
    pub tail: &'a [u8],
}

/// Decodes a part by its declared transfer encoding.
///
/// `sound` tests whether decoded bytes are valid content. It finds the end of base64, since the
/// words of a footer are valid base64, too.
pub(crate) fn decode_part<'a>(
    raw: &'a [u8],
    encoding: &str,
    sound: &dyn Fn(&[u8]) -> bool,
) -> DecodedPart<'a> {
    let name = encoding
        .split([';', '('])
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let whole = |bytes| DecodedPart {
        head: b"",
        bytes,
        tail: b"",
    };
    match name.as_str() {
        "base64" | "base-64" | "b" => {
            if let Some(usual) = url_safe_to_standard(raw) {
                let bytes = decode_base64(&usual);
                if sound(&bytes) {
                    return whole(Cow::Owned(bytes));
                }
            }
            if raw
                .iter()
                .all(|byte| BASE64_VALUES[usize::from(*byte)] != NOT_BASE64)
                && !has_footer(raw)
            {
                let bytes = decode_base64(raw);
                if sound(&bytes) {
                    return whole(Cow::Owned(bytes));
                }
            }
            let (mut data, mut tail) = split_base64(raw);
            // A footer of one short word is a line of valid base64, too: drop trailing lines until
            // the content is valid.
            let short = |data: &[u8]| {
                data.trim_ascii_end()
                    .iter()
                    .rposition(|byte| *byte == b'\n')
                    .unwrap_or(0)
            };
            for _ in 0..MAX_FOOTER_LINES {
                let rest = short(data);
                if sound(&decode_base64(data)) || rest == 0 {
                    break;
                }
                (data, tail) = raw.split_at(rest);
            }
            if !sound(&decode_base64(data)) {
                (data, tail) = split_base64(raw);
            }
            // Plain text under a wrong header, or a line that a gateway wrote before the encoded
            // text.
            if data.is_empty() {
                for (at, _) in raw
                    .iter()
                    .enumerate()
                    .filter(|(_, byte)| **byte == b'\n')
                    .take(MAX_HEAD_LINES)
                {
                    let (head, rest) = raw.split_at(at + 1);
                    let (data, tail) = split_base64(rest);
                    let first = data
                        .trim_ascii_start()
                        .split(|byte| *byte == b'\n')
                        .next()
                        .unwrap_or_default();
                    if cannot_be_words(first.trim_ascii()) && sound(&decode_base64(data)) {
                        let bytes = Cow::Owned(decode_base64(data));
                        return DecodedPart {
                            head: head.trim_ascii(),
                            bytes,
                            tail: tail.trim_ascii(),
                        };
                    }
                }
                return whole(Cow::Borrowed(raw));
            }
            DecodedPart {
                head: b"",
                bytes: Cow::Owned(decode_base64(data)),
                tail: tail.trim_ascii(),
            }
        }
        "quoted-printable" | "quotedprintable" | "qp" | "q" => {
            whole(Cow::Owned(decode_quoted_printable(raw)))
        }
        "x-uuencode" | "uuencode" | "x-uue" | "uue" => match find_uuencoded(raw).next() {
            Some(found)
                if raw[..found.start].trim_ascii().is_empty()
                    && raw[found.end..].trim_ascii().is_empty() =>
            {
                whole(Cow::Owned(found.bytes))
            }
            Some(_) | None => whole(Cow::Borrowed(raw)),
        },
        _ => whole(Cow::Borrowed(raw)),
    }
}

/// The number of footer lines that may be valid base64.
const MAX_FOOTER_LINES: usize = 4;

/// The number of lines before the encoded text that are skipped.
const MAX_HEAD_LINES: usize = 6;

/// Reports whether the last line of base64 is words: it has blanks, or only letters that are no
/// multiple of four.
pub(crate) fn has_footer(raw: &[u8]) -> bool {
    let text = raw.trim_ascii_end();
    let Some(at) = text.iter().rposition(|byte| *byte == b'\n') else {
        return false;
    };
    let (before, last) = (text[..at].trim_ascii_end(), text[at..].trim_ascii());
    let line = before
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(before, |at| before[at..].trim_ascii());
    // If every line has blanks, the base64 itself is spaced out.
    if line.len() < 4
        || line.contains(&b' ')
        || line
            .iter()
            .any(|byte| BASE64_VALUES[usize::from(*byte)] == NOT_BASE64)
    {
        return false;
    }
    last.contains(&b' ')
        || (last.len() < line.len().max(16)
            && last.len() % 4 != 0
            && last.iter().all(u8::is_ascii_alphabetic))
}

/// Converts base64 in the URL-safe alphabet (RFC 4648, section 5) to the standard one; `None` if it
/// is not that, or has lines of dashes.
fn url_safe_to_standard(raw: &[u8]) -> Option<Vec<u8>> {
    let url = |byte: &u8| matches!(byte, b'-' | b'_');
    if !raw.iter().any(url)
        || raw
            .iter()
            .any(|byte| !url(byte) && BASE64_VALUES[usize::from(*byte)] == NOT_BASE64)
    {
        return None;
    }
    let good = |line: &[u8]| {
        let line = line.trim_ascii();
        !line.contains(&b' ') && (line.is_empty() || line.iter().any(u8::is_ascii_alphanumeric))
    };
    let lines = raw.trim_ascii().split(|byte| *byte == b'\n');
    let usual = |byte: &u8| match byte {
        b'-' => b'+',
        b'_' => b'/',
        byte => *byte,
    };
    (lines.clone().all(good) && lines.clone().next().is_some_and(|line| line.len() >= 8))
        .then(|| raw.iter().map(usual).collect())
}

const NOT_BASE64: u8 = 0xff;
const BLANK: u8 = 0xfe;
const PADDING: u8 = 0xfd;

const BASE64_VALUES: [u8; 256] = {
    let mut values = [NOT_BASE64; 256];
    let signs = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut at = 0;
    while at < 64 {
        values[signs[at] as usize] = at as u8;
        at += 1;
    }
    values[b' ' as usize] = BLANK;
    values[b'\t' as usize] = BLANK;
    values[b'\r' as usize] = BLANK;
    values[b'\n' as usize] = BLANK;
    values[b'=' as usize] = PADDING;
    values
};

/// Decodes base64. Skips invalid characters, and starts a new text after padding.
pub(crate) fn decode_base64(data: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(data.len() / 4 * 3 + 3);
    let (mut bits, mut signs) = (0_u32, 0);
    let flush = |bits: u32, signs: u32, bytes: &mut Vec<u8>| match signs {
        2 => bytes.push((bits >> 4) as u8),
        3 => bytes.extend_from_slice(&[(bits >> 10) as u8, (bits >> 2) as u8]),
        _ => {}
    };
    for byte in data {
        match BASE64_VALUES[usize::from(*byte)] {
            PADDING => {
                flush(bits, signs, &mut bytes);
                (bits, signs) = (0, 0);
            }
            value if value < 64 => {
                bits = bits << 6 | u32::from(value);
                signs += 1;
                if signs == 4 {
                    bytes.extend_from_slice(&bits.to_be_bytes()[1..]);
                    (bits, signs) = (0, 0);
                }
            }
            _ => {}
        }
    }
    flush(bits, signs, &mut bytes);
    bytes
}

/// Reports whether base64 ends on a byte boundary: with the padding its length requires, or
/// unpadded with zero leftover bits.
pub(crate) fn is_whole_base64(data: &[u8]) -> bool {
    let signs: Vec<u8> = data
        .iter()
        .map(|byte| BASE64_VALUES[usize::from(*byte)])
        .filter(|value| *value < 64)
        .collect();
    let last = signs.last().copied().unwrap_or_default();
    // Padding that the length does not require belongs to a longer text.
    let padding = data.iter().filter(|byte| **byte == b'=').count();
    match (signs.len() % 4, padding) {
        (0, 0) => true,
        (2, 0 | 2) => last & 0b1111 == 0,
        (3, 0 | 1) => last & 0b11 == 0,
        _ => false,
    }
}

/// Splits a part after its leading lines of base64. After padding, a short line or a blank one,
/// only a line that cannot be words continues the base64.
fn split_base64(raw: &[u8]) -> (&[u8], &[u8]) {
    let (mut end, mut at, mut longest, mut ended) = (0, 0, 0, false);
    for line in raw.split_inclusive(|byte| *byte == b'\n') {
        let text = line.trim_ascii();
        let only = text
            .iter()
            .all(|byte| BASE64_VALUES[usize::from(*byte)] < 64 || *byte == b'=');
        if only && end > 0 && has_footer(&raw[..at + line.len()]) {
            break;
        }
        if text.is_empty() {
            ended |= end > 0;
        } else if only && (!ended || cannot_be_words(text)) {
            ended = text.ends_with(b"=") || text.len() < longest;
            longest = longest.max(text.len());
            end = at + line.len();
        } else if end == 0 && at == 0 && !only {
            // The only line continues with characters that are not base64.
            let good = text
                .iter()
                .take_while(|byte| BASE64_VALUES[usize::from(**byte)] < 64 || **byte == b'=')
                .count();
            let start = line.len() - line.trim_ascii_start().len();
            return if good >= 16 && cannot_be_words(&text[..good]) {
                raw.split_at(start + good)
            } else {
                (b"", raw)
            };
        } else {
            break;
        }
        at += line.len();
    }
    raw.split_at(end)
}

fn cannot_be_words(text: &[u8]) -> bool {
    let any = |class: fn(&u8) -> bool| text.iter().any(class);
    text.len() >= 16
        && text.len().is_multiple_of(4)
        && any(u8::is_ascii_uppercase)
        && any(u8::is_ascii_lowercase)
        && (any(u8::is_ascii_digit) || text.len() >= 60)
}

/// Decodes quoted-printable; an equals sign without a valid code stays.
fn decode_quoted_printable(raw: &[u8]) -> Vec<u8> {
    let hex = |byte: &u8| char::from(*byte).to_digit(16).map(|digit| digit as u8);
    let mut bytes = Vec::with_capacity(raw.len());
    for line in raw.split_inclusive(|byte| *byte == b'\n') {
        let text = line.trim_ascii_end();
        let (text, end) = match text.strip_suffix(b"=") {
            Some(text) => (text, &line[..0]),
            // RFC 2045, section 6.7: blanks at the end of a line were added in transit.
            None => (
                text,
                &line[line.len()
                    - line
                        .iter()
                        .rev()
                        .take_while(|byte| matches!(byte, b'\r' | b'\n'))
                        .count()..],
            ),
        };
        let mut at = 0;
        while at < text.len() {
            match (
                text[at],
                text.get(at + 1).and_then(hex),
                text.get(at + 2).and_then(hex),
            ) {
                (b'=', Some(high), Some(low)) => {
                    bytes.push(high * 16 + low);
                    at += 3;
                }
                (byte, _, _) => {
                    bytes.push(byte);
                    at += 1;
                }
            }
        }
        bytes.extend_from_slice(end);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(raw: &str, encoding: &str) -> (String, String) {
        let plain = decode_part(raw.as_bytes(), encoding, &|bytes| {
            std::str::from_utf8(bytes).is_ok()
        });
        (
            String::from_utf8_lossy(&plain.bytes).into_owned(),
            String::from_utf8_lossy(plain.tail).into_owned(),
        )
    }

    #[test]
    fn base64_is_decoded_as_far_as_it_goes() {
        const LAMP: &str = "6Lev54Gv5LiN5Lqu77yM6K+35rS+5Lq657u05L+u44CC";
        const SAID: &str = "路灯不亮，请派人维修。";
        for (tail, rest) in [
            ("", ""),
            ("\r\n", ""),
            ("\n--\n", "--"),
            ("\n!", "!"),
            ("!", "!"),
            (
                "\n\n_____\nScanned by gateway\n",
                "_____\nScanned by gateway",
            ),
            ("\nScanned by gateway\n", "Scanned by gateway"),
            ("\nScanned\n", "Scanned"),
        ] {
            assert_eq!(
                text(&format!("{LAMP}{tail}"), "Base64 ;x"),
                (SAID.to_owned(), rest.to_owned()),
                "{tail}"
            );
        }
        let spaced: String = LAMP.chars().flat_map(|sign| [sign, ' ']).collect();
        assert_eq!(text(&spaced, "base64").0, SAID);
        assert_eq!(text("6Lev=\n54Gv\nYQ==YWI=", "base64").0, "路灯aab");
        assert_eq!(text("no base64 at all", "base64").0, "no base64 at all");
        assert_eq!(text("路灯不亮", "base64").0, "路灯不亮");
    }

    #[test]
    fn quoted_printable_keeps_what_is_no_code() {
        assert_eq!(
            text(
                "=E8=b7=AF =\r\n=20a=ZZ = b  \r\n=\r\nc=",
                "quoted-printable"
            )
            .0,
            "路  a=ZZ = b\r\nc"
        );
        assert_eq!(text("begin 644 a\n#0V%T\nend\n", "x-uuencode").0, "Cat");
        assert_eq!(
            text("a?b=3D1\n--\n请勿回复", "quoted-printable").0,
            "a?b=1\n--\n请勿回复"
        );
    }
}
