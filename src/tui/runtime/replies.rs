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
    let [_, _, inner @ .., last] = unit else { return false };
    let plain = inner.iter().all(|byte| matches!(byte, b'0'..=b'9' | b';' | b':'));
    match last {
        b'A'..=b'E' if inner == b"[" => true,
        b'M' | b'm' => plain || inner.first() == Some(&b'<'),
        // `R` is where the cursor is, and would be F3 with modifiers, which means nothing here.
        b'A'..=b'D' | b'F' | b'H' | b'P' | b'Q' | b'S' | b'Z' | b'~' | b'u' => plain,
        _ => false,
    }
}
