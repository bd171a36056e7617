//! The errors of whole files; each displays as a message for the user.

use std::fmt;
use std::io;

use serde::{Deserialize, Serialize};

use crate::intake::format::UnsupportedFormat;

/// Why a whole source could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum IntakeError {
    /// An I/O error.
    Io {
        /// The file's name.
        file: String,
        /// The message of the system.
        why: String,
    },
    /// The file is empty.
    Empty {
        /// The file's name.
        file: String,
    },
    /// None of the supported formats.
    Unknown {
        /// The file's name.
        file: String,
    },
    /// A known format that holds no letters or is not supported.
    Foreign {
        /// The file's name.
        file: String,
        /// What it is.
        what: UnsupportedFormat,
    },
    /// No column is recognised as title or body.
    NoColumns {
        /// The file's name.
        file: String,
        /// The headings in the file.
        columns: Vec<String>,
    },
    /// `--map` names a column that does not exist.
    NoSuchColumn {
        /// The file's name.
        file: String,
        /// The requested column.
        column: String,
        /// The headings in the file.
        columns: Vec<String>,
    },
    /// The file yielded nothing: no letter, no rejection, no report.
    Nothing {
        /// The file's name.
        file: String,
    },
    /// A `--map` option that is not `FIELD=COLUMN`.
    BadMap {
        /// The text of the option.
        text: String,
    },
    /// A workbook that is damaged, or a file that is not one.
    Workbook {
        /// The file's name.
        file: String,
    },
    /// A workbook with a password.
    Locked {
        /// The file's name.
        file: String,
    },
    /// The file exceeds a limit.
    TooBig {
        /// The file's name.
        file: String,
        /// The limit, in MiB.
        limit: u64,
    },
    /// The reader exceeded its limit of memory.
    Hungry {
        /// The file's name.
        file: String,
        /// The limit, in MiB.
        limit: u64,
    },
    /// The reader exceeded its limit of time.
    Slow {
        /// The file's name.
        file: String,
    },
    /// The reader crashed on the file.
    Broken {
        /// The file's name.
        file: String,
    },
    /// The reader could not be started.
    NoReader {
        /// The file's name.
        file: String,
        /// The message of the system.
        why: String,
    },
}

impl IntakeError {
    pub(super) fn from_io(file: &str, error: &io::Error) -> IntakeError {
        IntakeError::Io {
            file: file.to_owned(),
            why: crate::i18n::describe_io_error(error),
        }
    }
}

fn list_columns(columns: &[String]) -> String {
    const SHOWN: usize = 30;
    let mut words: Vec<String> = columns
        .iter()
        .take(SHOWN)
        .enumerate()
        .map(|(at, name)| format!("{} {}", at + 1, shorten_name(name)))
        .collect();
    if columns.len() > SHOWN {
        words.push("…".to_owned());
    }
    words.join(" · ")
}

fn shorten_name(name: &str) -> String {
    let name: String = name
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let cut: String = name.trim().chars().take(24).collect();
    if cut.is_empty() {
        "—".to_owned()
    } else {
        cut
    }
}

impl fmt::Display for IntakeError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sentence = match self {
            IntakeError::Io { file, why } => {
                say!("intake-error-io", file = file.as_str(), why = why.as_str())
            }
            IntakeError::Empty { file } => say!("intake-error-empty", file = file.as_str()),
            IntakeError::Nothing { file } => say!("intake-error-nothing", file = file.as_str()),
            IntakeError::Unknown { file } => say!("intake-error-unknown", file = file.as_str()),
            IntakeError::Foreign { file, what } => {
                say!(
                    &format!("intake-foreign-{}", what.code()),
                    file = file.as_str()
                )
            }
            IntakeError::NoColumns { file, columns } if columns.is_empty() => {
                say!("intake-error-no-headings", file = file.as_str())
            }
            IntakeError::NoColumns { file, columns } => {
                say!(
                    "intake-error-no-columns",
                    file = file.as_str(),
                    columns = list_columns(columns)
                )
            }
            IntakeError::NoSuchColumn {
                file,
                column,
                columns,
            } => say!(
                "intake-error-no-such-column",
                file = file.as_str(),
                column = column.as_str(),
                columns = list_columns(columns)
            ),
            IntakeError::BadMap { text } => say!("intake-error-bad-map", text = text.as_str()),
            IntakeError::Workbook { file } => say!("intake-error-workbook", file = file.as_str()),
            IntakeError::Locked { file } => say!("intake-error-locked", file = file.as_str()),
            IntakeError::Hungry { file, limit } => {
                say!("intake-error-hungry", file = file.as_str(), limit = *limit)
            }
            IntakeError::Slow { file } => say!("intake-error-slow", file = file.as_str()),
            IntakeError::Broken { file } => say!("intake-error-broken", file = file.as_str()),
            IntakeError::NoReader { file, why } => {
                say!(
                    "intake-error-no-reader",
                    file = file.as_str(),
                    why = why.as_str()
                )
            }
            IntakeError::TooBig { file, limit } => {
                say!("intake-error-too-big", file = file.as_str(), limit = *limit)
            }
        };
        out.write_str(&sentence)
    }
}

impl std::error::Error for IntakeError {}
