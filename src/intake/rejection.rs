//! Rejections: rows, messages and files that could not become letters, with the reason.

use std::fmt;

use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};

use super::error::IntakeError;

/// One row, message or file that is not a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// The file's name, without its folder.
    pub file: String,
    /// The row, or the position in an mbox, from 1; the heading row counts. `None` for a whole
    /// file.
    pub row: Option<u64>,
    /// The reason.
    pub why: RejectReason,
}

impl Rejection {
    /// Rejects a whole file because of an error.
    pub fn for_file(file: &str, error: IntakeError) -> Rejection {
        Rejection {
            file: file.to_owned(),
            row: None,
            why: RejectReason::File(error),
        }
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (file, why) = (self.file.as_str(), self.why.to_string());
        out.write_str(&match self.row {
            Some(row) => say!("rejection-row", file = file, row = row, why = why),
            None => say!("rejection-file", file = file, why = why),
        })
    }
}

/// Why a row, message or file was rejected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RejectReason {
    /// A row with neither title nor body.
    NoContent,
    /// A row with fewer fields than headings, so that its title and body cannot be found.
    WrongFields {
        /// The number of fields in the row.
        found: usize,
        /// The number of fields in the heading row.
        expected: usize,
    },
    /// A JSON value that is not an object, or not JSON.
    NotAnObject,
    /// A mail with neither text nor attachment.
    NothingInMail {
        /// The subject, empty if it has none either.
        subject: String,
    },
    /// Bytes that are not a mail.
    NotMail,
    /// A mail with more parts than the limit.
    TooManyParts {
        /// The limit.
        limit: usize,
    },
    /// A message, row or cell over the limit.
    TooLong {
        /// The limit, in MiB.
        limit: u64,
    },
    /// A row with a quote that is never closed; the rows after it were read.
    OpenQuote,
    /// A row with more fields than the limit.
    TooManyFields {
        /// The limit.
        limit: usize,
    },
    /// The parser panicked, or could not read it.
    Unreadable,
    /// The file is cut off or damaged here; nothing after this was read.
    BrokenOff,
    /// A workbook with more rows or more text than the limit; nothing after this was read.
    TooMuch {
        /// The limit, in rows.
        rows: u64,
    },
    /// A sheet of a workbook without recognisable headings.
    Sheet {
        /// Its name.
        name: String,
    },
    /// The mailbox's own database.
    Database,
    /// A pipe, a device, a socket.
    NotAFile,
    /// A whole file, for this error.
    File(IntakeError),
}

impl fmt::Display for RejectReason {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sentence = match self {
            RejectReason::NoContent => say!("intake-why-no-content"),
            RejectReason::WrongFields { found, expected } => {
                say!(
                    "intake-why-wrong-fields",
                    found = *found,
                    expected = *expected
                )
            }
            RejectReason::NotAnObject => say!("intake-why-not-an-object"),
            RejectReason::NothingInMail { subject } if subject.is_empty() => {
                say!("intake-why-nothing-in-mail")
            }
            RejectReason::NothingInMail { subject } => {
                say!("intake-why-only-a-subject", subject = subject.as_str())
            }
            RejectReason::NotMail => say!("intake-why-not-mail"),
            RejectReason::TooManyParts { limit } => {
                say!("intake-why-too-many-parts", limit = *limit)
            }
            RejectReason::TooLong { limit } => say!("intake-why-too-long", limit = *limit),
            RejectReason::OpenQuote => say!("intake-why-open-quote"),
            RejectReason::TooManyFields { limit } => {
                say!("intake-why-too-many-fields", limit = *limit)
            }
            RejectReason::Unreadable => say!("intake-why-unreadable"),
            RejectReason::BrokenOff => say!("intake-why-broken-off"),
            RejectReason::TooMuch { rows } => say!("intake-why-too-much", rows = *rows),
            RejectReason::Sheet { name } => say!("intake-why-sheet", name = name.as_str()),
            RejectReason::Database => say!("intake-why-database"),
            RejectReason::NotAFile => say!("intake-why-not-a-file"),
            RejectReason::File(error) => error.to_string(),
        };
        out.write_str(&sentence)
    }
}

/// Serialises as `{"file","row","why"}`, with the reason as its message.
impl Serialize for Rejection {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Rejection", 3)?;
        fields.serialize_field("file", &self.file)?;
        fields.serialize_field("row", &self.row)?;
        fields.serialize_field("why", &self.why.to_string())?;
        fields.end()
    }
}
