//! The counts of an import.

/// The progress of an import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Bytes read so far.
    pub done_bytes: u64,
    /// Bytes of all files.
    pub total_bytes: u64,
    /// New letters.
    pub imported: u64,
    /// Letters that were in the office already.
    pub already_there: u64,
    /// Automatic mails that were set aside.
    pub set_aside: u64,
    /// Rows and messages that were rejected.
    pub rejected: u64,
    /// Rows that were skipped: headings, totals, captions, empty rows.
    pub skipped: u64,
}

impl Tally {
    /// Reports whether no letter or mail was found.
    pub fn is_empty(&self) -> bool {
        self.imported + self.already_there + self.set_aside + self.rejected == 0
    }
}
