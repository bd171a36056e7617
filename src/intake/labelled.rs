//! Reads the letters of a table together with other columns, such as the decisions that were made
//! on each letter.

use std::ops::ControlFlow;

use super::ReadResult;
use super::error::IntakeError;
use super::source::SourceFile;
use crate::domain::time::Offset;
use crate::intake::detect;
use crate::intake::format::SourceFormat;
use crate::intake::table::csv::rows;
use crate::intake::table::fields::normalize_heading;
use crate::intake::table::mapping::{ColumnMapping, MapOverrides};
use crate::intake::table::row::{ExtraColumns, TableContext, TableRow, read_row};
use crate::intake::table::workbook;
use crate::intake::text::clean;
use crate::intake::text::encoding::{self, ReadMeter};

/// Reads the letters of a CSV file or a workbook, each with the cells of `columns` (headings, or
/// numbers from 1). An empty cell is an empty text.
///
/// # Errors
/// If the file is not a table of letters, or lacks one of the columns; nothing was delivered then.
pub fn read_labelled(
    source: &SourceFile,
    overrides: &MapOverrides,
    offset: Offset,
    columns: &[&str],
    sink: &mut dyn FnMut(ReadResult, Vec<String>) -> ControlFlow<()>,
) -> Result<(), IntakeError> {
    let kind = detect::detect_format(source)?;
    let csv = match kind {
        SourceFormat::Csv => true,
        SourceFormat::Xlsx
        | SourceFormat::Xls
        | SourceFormat::Xlsb
        | SourceFormat::Ods
        | SourceFormat::Html
        | SourceFormat::SpreadsheetMl => false,
        SourceFormat::Eml | SourceFormat::Mbox | SourceFormat::Maildir | SourceFormat::Json => {
            return Err(IntakeError::Unknown {
                file: source.name.clone(),
            });
        }
    };
    let mut missing = None;
    let mut extras = ExtraColumns::default();
    let mut under = |row: &TableRow, mapping: &ColumnMapping, headings: &[String]| {
        let width = if csv { Some(headings.len()) } else { None };
        let table = TableContext {
            file: &source.name,
            offset,
            day_numbers: !csv,
            unix_times: false,
            width,
        };
        let mut cells = Vec::with_capacity(columns.len());
        for column in columns {
            let Some(at) = column_index(column, headings) else {
                let (column, columns) = ((*column).to_owned(), headings.to_vec());
                missing = Some(IntakeError::NoSuchColumn {
                    file: source.name.clone(),
                    column,
                    columns,
                });
                return ControlFlow::Break(());
            };
            cells.push(
                row.cells
                    .get(at)
                    .map(|cell| clean::clean_line(cell))
                    .unwrap_or_default(),
            );
        }
        sink(
            read_row(row, mapping, &table, (&mut extras, headings)),
            cells,
        )
    };
    if csv {
        let encoding = encoding::detect_encoding(source)?;
        let separator = rows::detect_separator(source, encoding)?;
        let (_, rest) = rows::stream_rows(
            source,
            encoding,
            separator,
            overrides,
            &ReadMeter::default(),
            &mut under,
        )?;
        for rejected in rest
            .into_iter()
            .filter(|found| matches!(found, ReadResult::Rejected(_)))
        {
            let _ = sink(rejected, Vec::new());
        }
    } else {
        workbook::stream_sheets(source, kind, overrides, &ReadMeter::default(), &mut under)?;
    }
    missing.map_or(Ok(()), Err)
}

fn column_index(column: &str, headings: &[String]) -> Option<usize> {
    let by_text = headings
        .iter()
        .position(|heading| normalize_heading(heading) == normalize_heading(column));
    let number = || {
        column
            .parse::<usize>()
            .ok()
            .filter(|n| (1..=headings.len()).contains(n))
    };
    by_text.or_else(|| number().map(|n| n - 1))
}
