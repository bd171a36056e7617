//! Files that citizens' letters come in, read into `Incoming` letters or named rejections; only `deliver` sees the store.

mod ahead;
mod cells;
pub mod child;
mod clean;
mod csv_records;
mod csv_rows;
mod dates;
pub mod deliver;
mod enclose;
mod encoding;
mod error;
mod fields;
mod headed;
mod json;
mod kind;
mod labelled;
pub mod limits;
mod look;
mod mail;
mod mailbox;
mod mapping;
mod rejection;
mod row;
mod shield;
mod source;
mod table;
mod tally;
mod workbook;
mod zipguard;

use std::ops::ControlFlow;

use jiff::tz::Offset;

pub use dates::{When, read_when};
pub use enclose::enclose;
pub use encoding::decoded;
pub use error::IntakeError;
pub use fields::Field;
pub use kind::Kind;
pub use labelled::labelled;
pub use look::{Look, look};
pub use mail::read_message;
pub use mapping::{MapOverrides, Mapping};
pub use rejection::{Rejection, Why};
pub use shield::shielded;
pub use source::{SourceFile, sources};
pub use table::foreign::Foreign;
pub use table::skipped::{Reason, Skipped, sentences};

use crate::domain::aside::Aside;
use crate::domain::incoming::Incoming;

/// What one row or one message turned out to be.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "nearly all are letters: a box would only cost each an allocation")]
pub enum Found {
    /// A letter.
    Letter(Incoming),
    /// A mail that no citizen wrote, with the letter that it would be.
    Aside(Box<Aside>),
    /// Not a letter, with the reason.
    Rejected(Rejection),
    /// Rows, or a sheet, that were passed over with nothing wrong about them; said once a table, after its letters.
    Skipped(Skipped),
}

/// How far the reading of one source has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Bytes read so far, never more than `total_bytes`.
    pub done_bytes: u64,
    /// Bytes of the source.
    pub total_bytes: u64,
}

/// Takes what is found, one by one, and says whether to go on.
pub type Sink<'a> = dyn FnMut(Found, Progress) -> ControlFlow<()> + 'a;

/// Reads one source as a stream: each row or message becomes exactly one `Found`. `offset` is the office's, for times that name none.
///
/// # Errors
/// Where the source as a whole cannot be letters (unknown content, no column for title or body, a locked workbook); nothing was handed over then.
pub fn read(
    source: &SourceFile,
    overrides: &MapOverrides,
    offset: Offset,
    sink: &mut Sink<'_>,
) -> Result<(), IntakeError> {
    let kind = kind::of(source)?;
    let mut any = false;
    let mut counted = |found, progress: Progress| {
        any = true;
        sink(found, progress)
    };
    read_as(kind, source, overrides, offset, &mut counted)?;
    // A folder without mails is as good as an empty folder.
    if any || kind == Kind::Maildir { Ok(()) } else { Err(IntakeError::Nothing { file: source.name.clone() }) }
}

fn read_as(
    kind: Kind,
    source: &SourceFile,
    overrides: &MapOverrides,
    offset: Offset,
    sink: &mut Sink<'_>,
) -> Result<(), IntakeError> {
    match kind {
        Kind::Eml => mailbox::read_single(source, offset, sink),
        Kind::Mbox => mailbox::read_mbox(source, offset, sink),
        Kind::Maildir => mailbox::read_maildir(source, offset, sink),
        Kind::Csv => csv_rows::read(source, overrides, offset, sink),
        Kind::Xlsx | Kind::Xls | Kind::Xlsb | Kind::Ods | Kind::Html | Kind::SpreadsheetMl => {
            workbook::read(source, overrides, offset, sink)
        }
        Kind::Json => json::read(source, overrides, offset, sink),
    }
}
