//! What somebody is writing and has not recorded yet.

use jiff::Timestamp;

use crate::domain::letter::LetterId;

/// The letter id under which a letter being entered by hand is kept.
pub const BY_HAND: LetterId = LetterId(0);

/// The purpose under which a reply is saved.
pub const REPLY: &str = "reply";

/// A text being written, with the place of the cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The text.
    pub text: String,
    /// The line of the cursor, from 0.
    pub line: usize,
    /// The character in that line, from 0.
    pub col: usize,
    /// The letter's version that it was begun on.
    pub base: u32,
    /// When it was saved.
    pub saved_at: Timestamp,
    /// As which revision it was read; 0 where it is new. A number that no other text of this draft has had.
    pub revision: u32,
    /// The window that wrote it beside the draft; `None` where it is the draft.
    pub beside: Option<String>,
}

/// Which draft somebody has before him.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// `reply`, or the action whose form it is.
    pub purpose: String,
    /// As which revision it was read; 0 where there was none.
    pub revision: u32,
}
