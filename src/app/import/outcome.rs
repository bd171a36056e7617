//! The input and the result of an import.

use std::path::PathBuf;

use serde::Serialize;

use super::Tally;
use crate::domain::letter::quarantine::MailClass;
use crate::domain::time::Timestamp;
use crate::intake::{MapOverrides, Rejection, Skipped};
use crate::store::StoreError;
use crate::store::letters::repeats::Repeats;

/// What to import, and how.
pub struct ImportRequest {
    /// Files and folders.
    pub paths: Vec<PathBuf>,
    /// Columns that are mapped to fields by hand instead of by guessing.
    pub overrides: MapOverrides,
    /// Read everything and write nothing.
    pub dry_run: bool,
    /// Whether the letters are of before the office had this program.
    pub past: bool,
    /// The importing member of staff, by short name.
    pub who: String,
    /// The instant of the import.
    pub at: Timestamp,
}

/// The result of an import.
#[derive(Clone, Debug, Default)]
pub struct ImportOutcome {
    /// The counts.
    pub tally: Tally,
    /// Rejected rows and mails, with the reason.
    pub rejections: Vec<Rejection>,
    /// Rows that were skipped without an error.
    pub skipped: Vec<Skipped>,
    /// Mails that were set aside.
    pub set_aside: Vec<SetAsideMail>,
    /// New letters whose text repeats an earlier letter.
    pub repeats: Repeats,
    /// Whether the caller stopped it.
    pub stopped: bool,
    /// Whether it was a dry run.
    pub dry_run: bool,
}

/// A mail that was set aside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SetAsideMail {
    /// The file name, without its folder.
    pub file: String,
    /// The position in an mbox, from 1.
    pub row: Option<u64>,
    /// The class of automatic mail.
    pub class: MailClass,
    /// What the classification rests on.
    pub why: String,
}

impl std::fmt::Display for SetAsideMail {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (file, why) = (self.file.as_str(), self.why.as_str());
        out.write_str(&match self.row {
            Some(row) => say!("rejection-row", file = file, row = row, why = why),
            None => say!("rejection-file", file = file, why = why),
        })
    }
}

/// Why an import is incomplete.
#[derive(Debug, thiserror::Error)]
pub enum DeliveryError {
    /// Nothing was imported.
    #[error("{0}")]
    NothingImported(#[from] StoreError),
    /// A part was imported and stays: the result, the number of letters that are missing, and the
    /// store's error.
    #[error("{}", partial_message(.0, *.1, .2))]
    PartlyImported(Box<ImportOutcome>, u64, Box<StoreError>),
}

fn partial_message(outcome: &ImportOutcome, left: u64, error: &StoreError) -> String {
    let why = match error {
        // That error's own message says that nothing was written, which would be wrong here.
        StoreError::Full => say!("import-full"),
        other => other.to_string(),
    };
    let Tally {
        imported,
        already_there,
        ..
    } = outcome.tally;
    say!(
        "import-broken-off",
        new = imported,
        known = already_there,
        left = left,
        why = why
    )
}
