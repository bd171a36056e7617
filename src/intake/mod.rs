//! Files that citizens' letters come in, read into `Incoming` letters or named rejections.

mod enclose;
mod error;
pub(crate) mod format;
mod kind;
mod labelled;
pub(crate) mod mail;
pub(crate) mod preview;
mod rejection;
pub mod sandbox;
pub(crate) mod shield;
mod source;
mod table;
pub(crate) mod text;

use std::ops::ControlFlow;

use jiff::tz::Offset;

pub use crate::intake::format::Foreign;
pub use crate::intake::format::Kind;
pub use crate::intake::preview::{Look, look};
pub use crate::intake::shield::shielded;
pub use crate::intake::table::fields::Field;
pub use crate::intake::table::mapping::{MapOverrides, Mapping};
pub use crate::intake::text::dates::{When, read_when};
pub use crate::intake::text::encoding::decoded;
pub use enclose::enclose;
pub use error::IntakeError;
pub use labelled::labelled;
pub use mail::read_message;
pub use rejection::{Rejection, Why};
pub use source::{SourceFile, sources};
pub use table::skipped::{Reason, Skipped, sentences};

use crate::domain::letter::aside::Aside;
use crate::domain::letter::incoming::Incoming;

/// What one row or one message turned out to be.
#[derive(Clone, Debug, PartialEq)]
#[expect(
    clippy::large_enum_variant,
    reason = "nearly all are letters: a box would only cost each an allocation"
)]
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
    if any || kind == Kind::Maildir {
        Ok(())
    } else {
        Err(IntakeError::Nothing {
            file: source.name.clone(),
        })
    }
}

fn read_as(
    kind: Kind,
    source: &SourceFile,
    overrides: &MapOverrides,
    offset: Offset,
    sink: &mut Sink<'_>,
) -> Result<(), IntakeError> {
    match kind {
        Kind::Eml => crate::intake::mail::mailbox::read_single(source, offset, sink),
        Kind::Mbox => crate::intake::mail::mailbox::read_mbox(source, offset, sink),
        Kind::Maildir => crate::intake::mail::mailbox::read_maildir(source, offset, sink),
        Kind::Csv => crate::intake::table::csv::rows::read(source, overrides, offset, sink),
        Kind::Xlsx | Kind::Xls | Kind::Xlsb | Kind::Ods | Kind::Html | Kind::SpreadsheetMl => {
            crate::intake::table::workbook::read(source, overrides, offset, sink)
        }
        Kind::Json => crate::intake::table::json::read(source, overrides, offset, sink),
    }
}
