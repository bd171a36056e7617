//! Distinguishes reports of the terminal from keys.

use std::time::{Duration, Instant};

/// Maximum duration of a string: one whose end is lost must not swallow what is typed after it.
const STRING_LIMIT: Duration = Duration::from_secs(3);

/// Maximum pause within a two-letter key that was split after its Escape.
const SPLIT_KEY_PAUSE: Duration = Duration::from_millis(100);

/// Escape, the first byte of every sequence.
pub(crate) const ESC: u8 = 0x1b;

/// Bell, one of the two terminators of a string.
pub(crate) const BEL: u8 = 0x07;

/// An incomplete string of the terminal.
#[derive(Clone, Copy)]
pub(crate) struct ControlString {
    /// Byte after its Escape, which identifies the kind of string.
    pub kind: u8,
    /// Time at which it began.
    pub since: Instant,
    /// Whether only its introducer has arrived.
    pub empty: bool,
    /// Whether the last byte was an Escape, which may begin the terminator `ESC \`.
    pub escape: bool,
}

impl ControlString {
    /// Reports whether a read continues the string. It does not if a person may have pressed Alt
    /// with the introducing character (which has no meaning here) and types on.
    pub(crate) fn is_continued_by(self, bytes: &[u8], at: Instant) -> bool {
        let end = bytes.contains(&BEL) || bytes.windows(2).any(|two| two == [ESC, b'\\']);
        match bytes.first() {
            Some(b'\\') if self.escape => true,
            _ if self.escape || at.saturating_duration_since(self.since) >= STRING_LIMIT => false,
            // A person types one character at a time; a terminal sends several at once.
            Some(first) if self.empty => {
                end || (bytes.len() > 1 && can_begin_with(self.kind, *first))
            }
            Some(b' '..=b'~' | &ESC) => true,
            Some(_) | None => end,
        }
    }
}

/// Reports whether strings of this kind begin with this byte.
fn can_begin_with(kind: u8, first: u8) -> bool {
    match kind {
        b']' => first.is_ascii_digit() || b"lLI".contains(&first),
        b'P' => first.is_ascii_digit() || b"<=>?!$+|{".contains(&first),
        _ => first.is_ascii_graphic(),
    }
}

/// Reports whether a read is the rest of a sequence whose Escape arrived alone.
pub(crate) fn is_split_rest(bytes: &[u8], pause: Duration) -> bool {
    match bytes {
        [kind @ (b']' | b'P' | b'_' | b'^' | b'X'), first, _, ..] => can_begin_with(*kind, *first),
        [b'[', inner @ .., b'@'..=b'~'] => inner.iter().all(|byte| (b' '..=b'?').contains(byte)),
        [b'O', b'A'..=b'Z'] => pause < SPLIT_KEY_PAUSE,
        _ => false,
    }
}

/// Reports whether a parameter sequence is a key or a mouse event.
pub(crate) fn is_key(unit: &[u8]) -> bool {
    let [_, _, inner @ .., last] = unit else {
        return false;
    };
    let plain = inner
        .iter()
        .all(|byte| matches!(byte, b'0'..=b'9' | b';' | b':'));
    match last {
        b'A'..=b'E' if inner == b"[" => true,
        b'M' | b'm' => plain || inner.first() == Some(&b'<'),
        // `R` reports the position of the cursor. It would be F3 with modifiers, which is not bound
        // here.
        b'A'..=b'D' | b'F' | b'H' | b'P' | b'Q' | b'S' | b'Z' | b'~' => plain,
        b'u' => plain && is_pressed_key(inner),
        _ => false,
    }
}

/// Reports whether a key in kitty's encoding was pressed and is not plain text. Terminals that
/// another program left in the first mode encode only keys without an unambiguous encoding: Escape,
/// or Ctrl with a letter. Plain letters arrive so only in modes that also report key releases.
fn is_pressed_key(inner: &[u8]) -> bool {
    let mut fields = inner.split(|byte| *byte == b';').map(|field| {
        let mut numbers = field.split(|byte| *byte == b':').map(|number| {
            number.iter().fold(0_u32, |sum, digit| {
                sum.saturating_mul(10)
                    .saturating_add(u32::from(digit - b'0'))
            })
        });
        (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0))
    });
    let (code, _) = fields.next().unwrap_or_default();
    let (modifiers, event) = fields.next().unwrap_or_default();
    // The field is one more than the sum of Shift (1), Alt (2), Ctrl (4) and others; Shift alone
    // still types text.
    let alone = modifiers.saturating_sub(1) & !1 == 0;
    // kitty encodes keys without a character in the private use area, from U+E000 (57344) on.
    let letter = (32..127).contains(&code) || (128..57_344).contains(&code);
    event <= 1 && !(alone && letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_in_another_encoding_is_none_and_a_key_that_was_let_go_neither() {
        for key in [
            "[27u",
            "[13u",
            "[9;2u",
            "[99;5u",
            "[115;5:1u",
            "[127u",
            "[57399u",
        ] {
            assert!(is_key(format!("\x1b{key}").as_bytes()), "{key}");
        }
        for none in [
            "[97u", "[97;1u", "[97;2u", "[97;1:3u", "[27;1:3u", "[99;5:3u", "[24322u", "[?1u",
        ] {
            assert!(!is_key(format!("\x1b{none}").as_bytes()), "{none}");
        }
    }
}
