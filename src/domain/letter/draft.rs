//! A text that somebody is writing and has not recorded yet.

use crate::domain::letter::LetterId;
use crate::domain::time::Timestamp;

/// The letter id under which the draft of a letter entered by hand is stored.
pub const MANUAL_ENTRY_ID: LetterId = LetterId(0);

/// The purpose under which the draft of a reply is stored.
pub const REPLY_PURPOSE: &str = "reply";

/// A saved draft with the cursor position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The text.
    pub text: String,
    /// The cursor's line, from 0.
    pub line: usize,
    /// The cursor's character within that line, from 0.
    pub col: usize,
    /// The letter's version on which the draft is based.
    pub base_version: u32,
    /// When it was saved.
    pub saved_at: Timestamp,
    /// The revision that was read; 0 for a new draft. Revision numbers are never reused for the
    /// same draft.
    pub revision: u32,
    /// The window that wrote this conflicting version; `None` for the draft itself.
    pub conflict_window: Option<String>,
}

/// Identifies the draft that somebody has open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftRef {
    /// `reply`, or the action to whose form it belongs.
    pub purpose: String,
    /// The revision that was read; 0 if there was none.
    pub revision: u32,
}
