//! Signs in the margins of a row; the help explains them. The marks are ASCII: Chinese fonts draw
//! circles two cells wide, and half of one would be cut off.

/// The keys act on this letter.
pub const SELECTED: &str = "▌";
/// The letter is marked.
pub const MARKED: &str = "*";
/// Somebody else changed it since it was seen.
pub const CHANGED: &str = "+";
/// Somebody else has it open.
pub const READING: &str = "o";
/// Somebody else writes its reply or acts on it.
pub const AT_WORK: &str = "@";
