//! Reads the sheets of a workbook, or of any file read as one; each sheet with recognisable
//! headings is a table of letters.

pub(crate) mod book;
pub(crate) mod package;
pub(crate) mod spreadsheet_ml;
pub(crate) mod zipguard;

use std::ops::ControlFlow;

use super::mapping::{ColumnMapping, MapOverrides};
use super::row::{ExtraColumns, TableContext, TableRow, read_row};
use crate::domain::time::Offset;
use crate::intake::error::IntakeError;
use crate::intake::rejection::{RejectReason, Rejection};
use crate::intake::source::SourceFile;
use crate::intake::table::header_row::{RowSink, TableFormat, TableReader};
use crate::intake::table::skipped::{SkipReason, Skipped};
use crate::intake::table::workbook::book::Workbook;
use crate::intake::text::encoding::ReadMeter;
use crate::intake::{Progress, ReadResult, Sink, SourceFormat};
use crate::platform::limits::{CELLS_MIB, MIB, SHEET_ROWS};

/// Reads the letters of a workbook from each sheet with recognisable headings. A visible sheet
/// without is rejected by name.
pub(in crate::intake) fn read(
    source: &SourceFile,
    kind: SourceFormat,
    overrides: &MapOverrides,
    offset: Offset,
    sink: &mut Sink<'_>,
) -> Result<(), IntakeError> {
    let table = TableContext {
        file: &source.name,
        offset,
        day_numbers: true,
        unix_times: false,
        width: None,
    };
    let meter = ReadMeter::default();
    let progress = || Progress {
        done_bytes: meter.bytes_read().min(source.bytes),
        total_bytes: source.bytes,
    };
    let mut stopped = false;
    let mut extras = ExtraColumns::default();
    let mut under = |row: &TableRow, mapping: &ColumnMapping, headings: &[String]| {
        let found = read_row(row, mapping, &table, (&mut extras, headings));
        let flow = sink(found, progress());
        stopped = flow.is_break();
        flow
    };
    let rest = stream_sheets(source, kind, overrides, &meter, &mut under)?;
    for found in rest {
        if stopped || sink(found, progress()).is_break() {
            break;
        }
    }
    Ok(())
}

/// Streams the rows of all sheets that have headings. Returns the reports on what was skipped or
/// could not be read.
pub(in crate::intake) fn stream_sheets(
    source: &SourceFile,
    kind: SourceFormat,
    overrides: &MapOverrides,
    meter: &ReadMeter,
    under: &mut RowSink<'_>,
) -> Result<Vec<ReadResult>, IntakeError> {
    let mut book = Workbook::open(source, kind, meter)?;
    let mut tally = WorkbookTally {
        source,
        rows: 0,
        text: 0,
        reports: book.initial_reports(source),
    };
    let mut read_any = false;
    let mut first_error = None;
    let all = book.sheets();
    let several = all.len() > 1;
    for (number, sheet) in all.into_iter().enumerate() {
        let form = TableFormat {
            day_numbers: true,
            separator: None,
        };
        let mut headed = TableReader::new(&source.name, overrides, form, &mut *under);
        let shown = sheet.name.as_deref().filter(|_| several);
        let whole = |reason| {
            ReadResult::Skipped(Skipped::without_rows(
                &source.name,
                sheet.name.as_deref(),
                reason,
            ))
        };
        let ended = match book.stream_rows(number, &sheet, &mut tally, &mut headed) {
            Ok(ControlFlow::Break(())) => return Ok(tally.reports),
            Ok(ControlFlow::Continue(())) => headed.finish(shown),
            Err(error) => Err(error),
        };
        match ended {
            Ok(ended) => {
                read_any |= ended.has_headings;
                tally
                    .reports
                    .extend(ended.skipped.into_iter().map(ReadResult::Skipped));
                if ended.has_headings && sheet.hidden {
                    tally.reports.push(whole(SkipReason::HiddenSheetRead));
                }
            }
            // Nobody sees a hidden sheet, which usually holds codes, so it is no reason for a
            // rejection.
            Err(error) if sheet.hidden => {
                tally.reports.push(whole(SkipReason::HiddenSheet));
                first_error.get_or_insert(error);
            }
            Err(error) => {
                let why = RejectReason::Sheet {
                    name: sheet.name.unwrap_or_default(),
                };
                tally.reports.push(ReadResult::Rejected(Rejection {
                    file: source.name.clone(),
                    row: None,
                    why,
                }));
                first_error.get_or_insert(error);
            }
        }
    }
    match first_error {
        _ if read_any => Ok(tally.reports),
        Some(error) => Err(error),
        None if tally.reports.is_empty() => Err(IntakeError::Empty {
            file: source.name.clone(),
        }),
        None => Ok(tally.reports),
    }
}

/// The totals of a workbook so far, against its limits.
pub(in crate::intake) struct WorkbookTally<'a> {
    source: &'a SourceFile,
    rows: u64,
    text: u64,
    /// The reports on what was skipped or could not be read.
    reports: Vec<ReadResult>,
}

impl WorkbookTally<'_> {
    /// Passes a row on, unless the workbook exceeds its limits.
    pub(crate) fn pass_row(
        &mut self,
        row: TableRow,
        headed: &mut TableReader<'_>,
    ) -> Result<ControlFlow<()>, IntakeError> {
        let number = row.number;
        self.rows += 1;
        self.text += row.cells.iter().map(|cell| cell.len() as u64).sum::<u64>();
        if self.rows > SHEET_ROWS || self.text > CELLS_MIB * MIB {
            return Ok(self.stop(number, RejectReason::TooMuch { rows: SHEET_ROWS }));
        }
        headed.push(row)
    }

    /// Records a rejection and stops reading.
    pub(crate) fn stop(&mut self, number: u64, why: RejectReason) -> ControlFlow<()> {
        let rejection = Rejection {
            file: self.source.name.clone(),
            row: Some(number),
            why,
        };
        self.reports.push(ReadResult::Rejected(rejection));
        ControlFlow::Break(())
    }
}
