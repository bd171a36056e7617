//! What the keyboard sends.

use ratatui::crossterm::event::KeyEvent;

/// Keyboard input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// Key that is not text.
    Key(KeyEvent),
    /// Characters that arrived together: an input method commits whole words.
    Typed(String),
    /// Text of a bracketed paste.
    Paste(String),
}
