//! What a terminal says of its own accord, and how it differs from keys.

use std::time::{Duration, Instant};

/// So long a string may take in all: one whose end is lost does not eat what is typed after it.
const STRING: Duration = Duration::from_secs(3);

/// A key of two letters that is cut after its Escape has the rest at once.
const AT_ONCE: Duration = Duration::from_millis(100);

/// Begins every sequence.
pub const ESC: u8 = 0x1b;

/// Ends a string.
pub const BEL: u8 = 0x07;

/// A string of the terminal, up to its end.
#[derive(Clone, Copy)]
pub struct Reply {
    /// What stands after its Escape.
    pub kind: u8,
    /// When it began.
    pub since: Instant,
    /// Whether nothing has come of it but its beginning.
    pub empty: bool,
    /// Whether the byte before was an Escape, which may begin its end.
    pub escape: bool,
}

impl Reply {
    /// Whether this read is of the same string. It is not where a person may have pressed Alt and its first sign (which means nothing
    /// here) and types on.
    pub fn goes_on(self, bytes: &[u8], at: Instant) -> bool {
        let end = bytes.contains(&BEL) || bytes.windows(2).any(|two| two == [ESC, b'\\']);
        match bytes.first() {
            Some(b'\\') if self.escape => true,
            _ if self.escape || at.saturating_duration_since(self.since) >= STRING => false,
            // A person types one character at a time.
            Some(first) if self.empty => end || (bytes.len() > 1 && begins(self.kind, *first)),
            Some(b' '..=b'~' | &ESC) => true,
            Some(_) | None => end,
        }
    }
}

/// Whether what a terminal says in a string of this kind begins so.
fn begins(kind: u8, first: u8) -> bool {
    match kind {
        b']' => first.is_ascii_digit() || b"lLI".contains(&first),
        b'P' => first.is_ascii_digit() || b"<=>?!$+|{".contains(&first),
        _ => first.is_ascii_graphic(),
    }
}

/// Whether a read is what stood behind an Escape that came alone.
pub fn is_rest(bytes: &[u8], pause: Duration) -> bool {
    match bytes {
        [kind @ (b']' | b'P' | b'_' | b'^' | b'X'), first, _, ..] => begins(*kind, *first),
        [b'[', inner @ .., b'@'..=b'~'] => inner.iter().all(|byte| (b' '..=b'?').contains(byte)),
        [b'O', b'A'..=b'Z'] => pause < AT_ONCE,
        _ => false,
    }
}

/// Whether a sequence with parameters is a key, or an act of the mouse.
pub fn is_key(unit: &[u8]) -> bool {
    let [_, _, inner @ .., last] = unit else {
        return false;
    };
    let plain = inner
        .iter()
        .all(|byte| matches!(byte, b'0'..=b'9' | b';' | b':'));
    match last {
        b'A'..=b'E' if inner == b"[" => true,
        b'M' | b'm' => plain || inner.first() == Some(&b'<'),
        // `R` is where the cursor is, and would be F3 with modifiers, which means nothing here.
        b'A'..=b'D' | b'F' | b'H' | b'P' | b'Q' | b'S' | b'Z' | b'~' => plain,
        b'u' => plain && is_pressed(inner),
        _ => false,
    }
}

/// Whether a key of kitty's encoding is one that was pressed. Terminals that another program left in its first mode send so what has no
/// letter of its own: Escape, Ctrl and a letter. Letters come so in modes that also tell when a key is let go.
fn is_pressed(inner: &[u8]) -> bool {
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
    // One more than the sum of Shift (1), Alt (2), Ctrl (4) and others.
    let alone = modifiers.saturating_sub(1) & !1 == 0;
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
