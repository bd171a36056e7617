//! Who else is at work: which letter somebody has open, and what he does to it.

use crate::domain::letter::LetterId;

/// What somebody does to the letter that he has open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doing {
    /// He reads it.
    Reading,
    /// He writes its reply.
    Writing,
    /// He fills in a form about it.
    Acting,
}

impl Doing {
    /// All of them.
    pub const ALL: [Doing; 3] = [Doing::Reading, Doing::Writing, Doing::Acting];
}

/// Somebody at work in a terminal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Present {
    /// The member of staff.
    pub staff: String,
    /// The name.
    pub name: String,
    /// The letter that he has open.
    pub letter: Option<LetterId>,
    /// What he does to it.
    pub doing: Doing,
}
