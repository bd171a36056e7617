//! The figures of an import.

/// How far an import is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Bytes read.
    pub done_bytes: u64,
    /// Bytes in all.
    pub total_bytes: u64,
    /// New letters.
    pub imported: u64,
    /// Letters that were there already.
    pub already_there: u64,
    /// Mails that no citizen wrote.
    pub set_aside: u64,
    /// Rows and messages that are no letters.
    pub rejected: u64,
    /// Rows that were passed over: headings, sums, captions, nothing.
    pub skipped: u64,
}

impl Tally {
    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.imported + self.already_there + self.set_aside + self.rejected == 0
    }
}
