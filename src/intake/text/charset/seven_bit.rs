//! Decodes seven-bit charsets for Chinese, Japanese and Korean: HZ (RFC 1843), ISO-2022-CN (RFC
//! 1922), -JP and -KR, UTF-7.

use encoding_rs::{EUC_JP, EUC_KR, Encoding, GB18030};

use CharsetKind::{Pairs, Unknown};

use crate::intake::text::transfer;

const ESC: u8 = 0x1b;
const SHIFT_OUT: u8 = 0x0e;
const SHIFT_IN: u8 = 0x0f;

/// Reports whether a text has escape sequences of ISO 2022.
pub(crate) fn has_escapes(bytes: &[u8]) -> bool {
    bytes.windows(2).any(|two| two == [ESC, b'$'])
}

/// Decodes seven-bit ISO 2022, and returns whether all bytes were valid.
pub(crate) fn decode_iso_2022(bytes: &[u8]) -> (String, bool) {
    let mut text = String::with_capacity(bytes.len() * 2);
    let mut sound = true;
    // The charsets that escapes select (G0) and that shifts select (G1).
    let (mut now, mut shifted, mut out) = (None, None, false);
    let mut at = 0;
    while at < bytes.len() {
        let rest = &bytes[at..];
        if let Some((set, length)) = parse_escape(rest) {
            match set {
                ShiftedSet::G0(set) => now = set,
                ShiftedSet::G1(set) => shifted = set,
            }
            at += length;
            continue;
        }
        let set = if out { shifted } else { now };
        match (rest, set) {
            ([SHIFT_OUT, ..], _) => out = true,
            ([SHIFT_IN, ..], _) => out = false,
            ([b'\n', ..], _) => {
                (out, now) = (false, None);
                text.push('\n');
            }
            ([high @ 0x21..=0x7e, low @ 0x21..=0x7e, ..], Some(Pairs(encoding))) => {
                sound &= decode_pair(encoding, *high, *low, &mut text);
                at += 1;
            }
            ([0x21..=0x7e, ..], Some(Pairs(_) | Unknown)) => {
                sound = false;
                text.push('\u{fffd}');
            }
            ([byte, ..], _) if byte.is_ascii() && *byte != ESC => text.push(char::from(*byte)),
            _ => {
                sound = false;
                text.push('\u{fffd}');
            }
        }
        at += 1;
    }
    (text, sound)
}

/// Decodes UTF-7 (RFC 2152); invalid units become U+FFFD.
pub(crate) fn decode_utf7(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    let mut rest = bytes;
    while let [first, after @ ..] = rest {
        if *first != b'+' {
            text.push(if first.is_ascii() {
                char::from(*first)
            } else {
                '\u{fffd}'
            });
            rest = after;
            continue;
        }
        let is_sign = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
        let (coded, after) = after.split_at(
            after
                .iter()
                .position(|byte| !is_sign(byte))
                .unwrap_or(after.len()),
        );
        let units = transfer::decode_base64(coded);
        let units = units
            .chunks_exact(2)
            .map(|unit| u16::from_be_bytes([unit[0], unit[1]]));
        text.extend(char::decode_utf16(units).map(|unit| unit.unwrap_or('\u{fffd}')));
        if coded.is_empty() {
            text.push('+');
        }
        rest = after.strip_prefix(b"-").unwrap_or(after);
    }
    text
}

#[derive(Clone, Copy)]
enum CharsetKind {
    /// Two bytes for each character, which are those of this encoding without the eighth bit.
    Pairs(&'static Encoding),
    /// A charset that is not supported.
    Unknown,
}

enum ShiftedSet {
    G0(Option<CharsetKind>),
    G1(Option<CharsetKind>),
}

/// Returns the escape sequence at the beginning and its length.
fn parse_escape(rest: &[u8]) -> Option<(ShiftedSet, usize)> {
    Some(match rest {
        [ESC, b'(', b'B' | b'J', ..] => (ShiftedSet::G0(None), 3),
        [ESC, b'$', b'A', ..] => (ShiftedSet::G0(Some(Pairs(GB18030))), 3),
        [ESC, b'$', b'B' | b'@', ..] => (ShiftedSet::G0(Some(Pairs(EUC_JP))), 3),
        [ESC, b'$', b'(', b'C', ..] => (ShiftedSet::G0(Some(Pairs(EUC_KR))), 4),
        [ESC, b'$', b'(', b'B' | b'@', ..] => (ShiftedSet::G0(Some(Pairs(EUC_JP))), 4),
        [ESC, b'$', b'(', ..] => (ShiftedSet::G0(Some(Unknown)), 4),
        [ESC, b'$', b')', b'A' | b'E', ..] => (ShiftedSet::G1(Some(Pairs(GB18030))), 4),
        [ESC, b'$', b')', b'C', ..] => (ShiftedSet::G1(Some(Pairs(EUC_KR))), 4),
        [ESC, b'$', b')', ..] => (ShiftedSet::G1(Some(Unknown)), 4),
        _ => return None,
    })
}

fn decode_pair(encoding: &'static Encoding, high: u8, low: u8, text: &mut String) -> bool {
    let bytes = [high | 0x80, low | 0x80];
    match encoding.decode_without_bom_handling_and_without_replacement(&bytes) {
        Some(decoded) => {
            text.push_str(&decoded);
            true
        }
        None => {
            text.push('\u{fffd}');
            false
        }
    }
}

/// Decodes HZ, and returns whether all bytes were valid.
pub(crate) fn decode_hz(bytes: &[u8]) -> (String, bool) {
    let mut text = String::with_capacity(bytes.len() * 2);
    let (mut sound, mut chinese, mut at) = (true, false, 0);
    while at < bytes.len() {
        let length = match &bytes[at..] {
            [b'~', b'{', ..] if !chinese => {
                chinese = true;
                2
            }
            [b'~', b'}', ..] if chinese => {
                chinese = false;
                2
            }
            [b'~', b'~', ..] if !chinese => {
                text.push('~');
                2
            }
            [b'~', b'\n', ..] => 2,
            [b'\n', ..] => {
                chinese = false;
                text.push('\n');
                1
            }
            [high @ 0x21..=0x7e, low @ 0x21..=0x7e, ..] if chinese => {
                sound &= decode_pair(GB18030, *high, *low, &mut text);
                2
            }
            [byte, ..] => {
                let fits = byte.is_ascii() && (!chinese || byte.is_ascii_whitespace());
                sound &= fits;
                text.push(if fits { char::from(*byte) } else { '\u{fffd}' });
                1
            }
            [] => 1,
        };
        at += length;
    }
    (text, sound)
}

/// Reports whether a text without a label is HZ: it has a terminated passage of Chinese, and all of
/// it decodes.
pub(crate) fn is_hz(bytes: &[u8]) -> bool {
    let has = |mark: &[u8]| bytes.windows(2).any(|two| two == mark);
    if !has(b"~{") || !has(b"~}") {
        return false;
    }
    let (text, sound) = decode_hz(bytes);
    sound
        && passages_are_common(bytes)
        && text
            .chars()
            .any(|char| matches!(char, '\u{4e00}'..='\u{9fff}'))
}

/// Reports whether the text between `~{` and `~}` consists of pairs without blanks, at least 80 %
/// of them common characters of GB 2312.
fn passages_are_common(bytes: &[u8]) -> bool {
    let (mut common, mut all, mut rest) = (0, 0, bytes);
    let find = |bytes: &[u8], mark: &[u8]| bytes.windows(2).position(|two| two == mark);
    while let Some(start) = find(rest, b"~{") {
        rest = &rest[start + 2..];
        let end = find(rest, b"~}").unwrap_or(rest.len());
        let passage: Vec<u8> = rest[..end]
            .split(|byte| *byte == b'\n')
            .collect::<Vec<_>>()
            .concat();
        let passage: Vec<u8> = passage
            .into_iter()
            .filter(|byte| !matches!(byte, b'~' | b'\r'))
            .collect();
        if !passage.len().is_multiple_of(2) || passage.iter().any(u8::is_ascii_whitespace) {
            return false;
        }
        all += passage.len() / 2;
        common += passage
            .chunks(2)
            .filter(|pair| matches!(pair[0], 0x21..=0x23 | 0x30..=0x57))
            .count();
        rest = &rest[end..];
    }
    all > 0 && common * 100 >= all * 80
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seven_bits_are_read() {
        // 路灯 is C2 B7 B5 C6 in GB 2312.
        assert_eq!(
            decode_hz(b"~{B7~\n5F~}\n~{B7\nB7"),
            ("路灯\n路\nB7".into(), true)
        );
        assert_eq!(decode_hz(b"~{B7B"), ("路\u{fffd}".into(), false));
        assert_eq!(decode_hz(b"a~~~{B75F~}b"), ("a~路灯b".into(), true));
        assert_eq!(
            decode_iso_2022(b"\x1b$)A\x0eB75F\x0f!\n"),
            ("路灯!\n".into(), true)
        );
        assert_eq!(
            decode_iso_2022(b"\x1b$AB75F\x1b(B!"),
            ("路灯!".into(), true)
        );
        assert_eq!(
            decode_iso_2022(b"\x1b$BEl5~\x1b(B!"),
            ("東京!".into(), true)
        );
        assert_eq!(
            decode_iso_2022(b"\x1b$)C\x0e<-?o\x0f!"),
            ("서울!".into(), true)
        );
        assert!(!decode_iso_2022(b"\x1b$)G\x0eB75F\x0f").1);
        assert!(is_hz(b"x ~{B75F~}") && !is_hz(b"~{B7") && !is_hz(b"~{a~} b ~{c~}"));
        assert!(!is_hz(b"a ~{ 1..2 ~} b") && !is_hz(b"a ~{1..2~} b"));
    }
}
