//! What is to be imported, and what became of it.

use std::path::PathBuf;

use jiff::Timestamp;
use serde::Serialize;

use super::Tally;
use crate::domain::letter::aside::Class;
use crate::intake::{MapOverrides, Rejection, Skipped};
use crate::store::StoreError;
use crate::store::letters::repeats::Repeats;

/// What is to be imported.
pub struct Import {
    /// Files and folders.
    pub paths: Vec<PathBuf>,
    /// Which field is which column, where it is not to be guessed.
    pub overrides: MapOverrides,
    /// Read everything and change nothing.
    pub dry: bool,
    /// Who imports.
    pub who: String,
    /// The instant.
    pub at: Timestamp,
}

/// What became of an import.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The counts.
    pub tally: Tally,
    /// What was rejected, and why.
    pub rejections: Vec<Rejection>,
    /// What was passed over with nothing wrong about it.
    pub skipped: Vec<Skipped>,
    /// Mails that were set aside.
    pub set_aside: Vec<Apart>,
    /// Which of the new letters have the text of an earlier one.
    pub repeats: Repeats,
    /// Whether somebody stopped it.
    pub stopped: bool,
    /// Whether nothing was changed.
    pub dry: bool,
}

/// A mail that was set aside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Apart {
    /// The file's name, without its folder.
    pub file: String,
    /// The place in an mbox, from 1.
    pub row: Option<u64>,
    /// What kind it is.
    pub class: Class,
    /// How that is known.
    pub why: String,
}

impl std::fmt::Display for Apart {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (file, why) = (self.file.as_str(), self.why.as_str());
        out.write_str(&match self.row {
            Some(row) => say!("rejection-row", file = file, row = row, why = why),
            None => say!("rejection-file", file = file, why = why),
        })
    }
}

/// Why not everything was delivered.
#[derive(Debug, thiserror::Error)]
pub enum NotDelivered {
    /// Nothing new is there.
    #[error("{0}")]
    Nothing(#[from] StoreError),
    /// A part is there for good: what became of it, how many letters are not there, and what the store said.
    #[error("{}", broken_off(.0, *.1, .2))]
    Partly(Box<Outcome>, u64, Box<StoreError>),
}

fn broken_off(outcome: &Outcome, left: u64, error: &StoreError) -> String {
    let why = match error {
        // Its own sentence says that nothing was written.
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
