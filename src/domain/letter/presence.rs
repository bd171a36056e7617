//! Presence: which letter each coworker has open, and what they are doing with it.

use crate::domain::letter::LetterId;

/// What somebody is doing with the letter that they have open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Activity {
    /// Reading it.
    Reading,
    /// Writing its reply.
    Writing,
    /// Filling in a form about it.
    Acting,
}

impl Activity {
    /// All variants.
    pub const ALL: [Activity; 3] = [Activity::Reading, Activity::Writing, Activity::Acting];
}

/// Somebody at work in a terminal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Coworker {
    /// The staff id.
    pub staff: String,
    /// The person's name.
    pub name: String,
    /// The letter that they have open.
    pub letter: Option<LetterId>,
    /// What they are doing with it.
    pub activity: Activity,
}
