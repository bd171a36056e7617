//! The other version of a reply or a form: one that another window wrote or another person recorded.

use crate::domain::letter::draft::Draft;
use crate::domain::time::Timestamp;

/// A version that conflicts with the one in the editor or the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OtherVersion {
    /// A draft that another window of the same person saved.
    Window(Draft),
    /// A text that was recorded since.
    Recorded {
        /// The text.
        text: String,
        /// The letter's version.
        version: u32,
        /// Who recorded it, and when, if known.
        by: Option<(String, Timestamp)>,
    },
    /// A text that was recorded earlier, opened to be read or taken up again. It is in conflict with
    /// nothing.
    Earlier {
        /// The text.
        text: String,
        /// Who recorded it, and when.
        by: (String, Timestamp),
    },
}

impl OtherVersion {
    /// Returns its text.
    pub fn text(&self) -> &str {
        match self {
            OtherVersion::Window(draft) => &draft.text,
            OtherVersion::Recorded { text, .. } | OtherVersion::Earlier { text, .. } => text,
        }
    }
}
