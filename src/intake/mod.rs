//! Reads files of citizens' letters into `Incoming` letters or rejections with a reason.

pub(crate) mod catch_panic;
pub(crate) mod contents;
pub(crate) mod detect;
pub(crate) mod enclosure;
mod error;
pub(crate) mod format;
mod labelled;
pub(crate) mod mail;
pub(crate) mod preview;
mod rejection;
pub mod sandbox;
mod source;
mod table;
pub(crate) mod text;

use std::ops::ControlFlow;

pub use crate::intake::catch_panic::is_catching_panics;
pub use crate::intake::contents::{AttachmentContents, ContentKind, attachment_contents};
pub use crate::intake::enclosure::make_enclosure;
pub use crate::intake::format::SourceFormat;
pub use crate::intake::format::UnsupportedFormat;
pub use crate::intake::preview::{Preview, preview_source};
pub use crate::intake::table::fields::Field;
pub use crate::intake::table::mapping::{ColumnMapping, MapOverrides};
pub use crate::intake::text::dates::{DateReading, read_date};
pub use crate::intake::text::encoding::decode_bytes;
pub use error::IntakeError;
pub use labelled::read_labelled;
pub use mail::read_message;
pub use rejection::{RejectReason, Rejection};
pub use source::{SourceFile, collect_sources};
pub use table::skipped::{SkipReason, Skipped, describe_skipped};

use crate::domain::letter::incoming::IncomingLetter;
use crate::domain::letter::quarantine::QuarantinedMail;
use crate::domain::time::Offset;

/// The result for one row or one message.
#[derive(Clone, Debug, PartialEq)]
#[expect(
    clippy::large_enum_variant,
    reason = "nearly all are letters: a box would only cost each an allocation"
)]
pub enum ReadResult {
    /// A letter.
    Letter(IncomingLetter),
    /// A mail that no person wrote, with the letter that it would be.
    Aside(Box<QuarantinedMail>),
    /// A row, message or file that is not a letter, with the reason.
    Rejected(Rejection),
    /// Rows or a sheet that were skipped although nothing is wrong with them; reported once a
    /// table, after its letters.
    Skipped(Skipped),
}

/// The progress in reading one source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The number of bytes read so far, never more than `total_bytes`.
    pub done_bytes: u64,
    /// The size of the source in bytes.
    pub total_bytes: u64,
}

/// Takes the results one by one and decides whether to continue.
pub type Sink<'a> = dyn FnMut(ReadResult, Progress) -> ControlFlow<()> + 'a;

/// Reads one source as a stream; each row or message yields exactly one result. `offset` is the
/// office's offset, for times that name none.
///
/// # Errors
/// If the whole source cannot be read (unknown format, no column for title or body, a locked
/// workbook); nothing was delivered then.
pub fn read(
    source: &SourceFile,
    overrides: &MapOverrides,
    offset: Offset,
    sink: &mut Sink<'_>,
) -> Result<(), IntakeError> {
    let kind = detect::detect_format(source)?;
    let mut any = false;
    let mut counted = |found, progress: Progress| {
        any = true;
        sink(found, progress)
    };
    read_as(kind, source, overrides, offset, &mut counted)?;
    // A Maildir without mails is valid, as an empty folder is.
    if any || kind == SourceFormat::Maildir {
        Ok(())
    } else {
        Err(IntakeError::Nothing {
            file: source.name.clone(),
        })
    }
}

fn read_as(
    kind: SourceFormat,
    source: &SourceFile,
    overrides: &MapOverrides,
    offset: Offset,
    sink: &mut Sink<'_>,
) -> Result<(), IntakeError> {
    match kind {
        SourceFormat::Eml => mail::mailbox::read_single(source, offset, sink),
        SourceFormat::Mbox => mail::mailbox::read_mbox(source, offset, sink),
        SourceFormat::Maildir => mail::mailbox::read_maildir(source, offset, sink),
        SourceFormat::Csv => table::csv::rows::read(source, overrides, offset, sink),
        SourceFormat::Xlsx
        | SourceFormat::Xls
        | SourceFormat::Xlsb
        | SourceFormat::Ods
        | SourceFormat::Html
        | SourceFormat::SpreadsheetMl => {
            table::workbook::read(source, kind, overrides, offset, sink)
        }
        SourceFormat::Json => table::json::read(source, overrides, offset, sink),
    }
}
