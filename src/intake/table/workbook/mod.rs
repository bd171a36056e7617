//! Reads the sheets of a workbook, or of any file read as one; each sheet with recognisable
//! headings is a table of letters.

pub(crate) mod book;
pub(crate) mod package;
pub(crate) mod spreadsheet_ml;
pub(crate) mod zipguard;

use std::ops::ControlFlow;

use super::mapping::{MapOverrides, Mapping};
use super::row::{Row, Table, read_row};
use crate::domain::time::Offset;
use crate::intake::error::IntakeError;
use crate::intake::rejection::{Rejection, Why};
use crate::intake::source::SourceFile;
use crate::intake::table::header_row::{Form, Headed, Under};
use crate::intake::table::skipped::{Reason, Skipped};
use crate::intake::table::workbook::book::Book;
use crate::intake::text::encoding::Meter;
use crate::intake::{Found, Progress, Sink};
use crate::platform::limits::{CELLS_MIB, MIB, ROWS};

/// Reads the letters of a workbook from each sheet with recognisable headings. A visible sheet
/// without is rejected by name.
pub(in crate::intake) fn read(
    source: &SourceFile,
    overrides: &MapOverrides,
    offset: Offset,
    sink: &mut Sink<'_>,
) -> Result<(), IntakeError> {
    let table = Table {
        file: &source.name,
        offset,
        serials: true,
        epochs: false,
        width: None,
    };
    let meter = Meter::default();
    let progress = || Progress {
        done_bytes: meter.read().min(source.bytes),
        total_bytes: source.bytes,
    };
    let mut stopped = false;
    let mut under = |row: &Row, mapping: &Mapping, _: &[String]| {
        let flow = sink(read_row(row, mapping, &table), progress());
        stopped = flow.is_break();
        flow
    };
    let rest = sheets(source, overrides, &meter, &mut under)?;
    for found in rest {
        if stopped || sink(found, progress()).is_break() {
            break;
        }
    }
    Ok(())
}

/// Streams the rows of all sheets that have headings. Returns the reports on what was skipped or
/// could not be read.
pub(in crate::intake) fn sheets(
    source: &SourceFile,
    overrides: &MapOverrides,
    meter: &Meter,
    under: &mut Under<'_>,
) -> Result<Vec<Found>, IntakeError> {
    let mut book = Book::open(source, meter)?;
    let mut tally = Tally {
        source,
        rows: 0,
        text: 0,
        rest: book.said(source),
    };
    let mut read_any = false;
    let mut first_error = None;
    let all = book.sheets();
    let several = all.len() > 1;
    for (number, sheet) in all.into_iter().enumerate() {
        let form = Form {
            serials: true,
            separator: None,
        };
        let mut headed = Headed::new(&source.name, overrides, form, &mut *under);
        let shown = sheet.name.as_deref().filter(|_| several);
        let whole =
            |reason| Found::Skipped(Skipped::whole(&source.name, sheet.name.as_deref(), reason));
        let ended = match book.rows(number, &sheet, &mut tally, &mut headed) {
            Ok(ControlFlow::Break(())) => return Ok(tally.rest),
            Ok(ControlFlow::Continue(())) => headed.end(shown),
            Err(error) => Err(error),
        };
        match ended {
            Ok(ended) => {
                read_any |= ended.any;
                tally
                    .rest
                    .extend(ended.skipped.into_iter().map(Found::Skipped));
                if ended.any && sheet.hidden {
                    tally.rest.push(whole(Reason::HiddenSheetRead));
                }
            }
            // Nobody sees a hidden sheet, which usually holds codes, so it is no reason for a
            // rejection.
            Err(error) if sheet.hidden => {
                tally.rest.push(whole(Reason::HiddenSheet));
                first_error.get_or_insert(error);
            }
            Err(error) => {
                let why = Why::Sheet {
                    name: sheet.name.unwrap_or_default(),
                };
                tally.rest.push(Found::Rejected(Rejection {
                    file: source.name.clone(),
                    row: None,
                    why,
                }));
                first_error.get_or_insert(error);
            }
        }
    }
    match first_error {
        _ if read_any => Ok(tally.rest),
        Some(error) => Err(error),
        None if tally.rest.is_empty() => Err(IntakeError::Empty {
            file: source.name.clone(),
        }),
        None => Ok(tally.rest),
    }
}

/// The totals of a workbook so far, against its limits.
pub(in crate::intake) struct Tally<'a> {
    source: &'a SourceFile,
    rows: u64,
    text: u64,
    /// The reports on what was skipped or could not be read.
    rest: Vec<Found>,
}

impl Tally<'_> {
    /// Passes a row on, unless the workbook exceeds its limits.
    pub fn hand_on(
        &mut self,
        row: Row,
        headed: &mut Headed<'_>,
    ) -> Result<ControlFlow<()>, IntakeError> {
        let number = row.number;
        self.rows += 1;
        self.text += row.cells.iter().map(|cell| cell.len() as u64).sum::<u64>();
        if self.rows > ROWS || self.text > CELLS_MIB * MIB {
            return Ok(self.stop(number, Why::TooMuch { rows: ROWS }));
        }
        headed.push(row)
    }

    /// Records a rejection and stops reading.
    pub fn stop(&mut self, number: u64, why: Why) -> ControlFlow<()> {
        let rejection = Rejection {
            file: self.source.name.clone(),
            row: Some(number),
            why,
        };
        self.rest.push(Found::Rejected(rejection));
        ControlFlow::Break(())
    }
}
