//! The clipboard of the terminal (OSC 52 of xterm's control sequences), which also reaches through
//! SSH and tmux.

use std::io::{self, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Writes the sequence that puts a text into the clipboard.
pub(super) fn write_copy(out: &mut impl Write, text: &str) -> io::Result<()> {
    write!(out, "\x1b]52;c;{}\x07", STANDARD.encode(text))?;
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_goes_to_the_clipboard_encoded() {
        let mut out = Vec::new();
        write_copy(&mut out, "您好\x1b[2J").unwrap();
        assert_eq!(out, b"\x1b]52;c;5oKo5aW9G1sySg==\x07");
    }
}
