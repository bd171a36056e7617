//! Reads the letters of a table together with other columns, such as the decisions that were made
//! on each letter.

use std::ops::ControlFlow;

use super::Found;
use super::error::IntakeError;
use super::kind;
use super::source::SourceFile;
use crate::domain::time::Offset;
use crate::intake::format::Kind;
use crate::intake::table::csv::rows;
use crate::intake::table::fields::normal;
use crate::intake::table::mapping::{MapOverrides, Mapping};
use crate::intake::table::row::{Row, Table, read_row};
use crate::intake::table::workbook;
use crate::intake::text::clean;
use crate::intake::text::encoding::{self, Meter};

/// Reads the letters of a CSV file or a workbook, each with the cells of `columns` (headings, or
/// numbers from 1). An empty cell is an empty text.
///
/// # Errors
/// If the file is not a table of letters, or lacks one of the columns; nothing was delivered then.
pub fn labelled(
    source: &SourceFile,
    overrides: &MapOverrides,
    offset: Offset,
    columns: &[&str],
    sink: &mut dyn FnMut(Found, Vec<String>) -> ControlFlow<()>,
) -> Result<(), IntakeError> {
    let kind = kind::of(source)?;
    let csv = match kind {
        Kind::Csv => true,
        Kind::Xlsx | Kind::Xls | Kind::Xlsb | Kind::Ods | Kind::Html | Kind::SpreadsheetMl => false,
        Kind::Eml | Kind::Mbox | Kind::Maildir | Kind::Json => {
            return Err(IntakeError::Unknown {
                file: source.name.clone(),
            });
        }
    };
    let mut missing = None;
    let mut under = |row: &Row, mapping: &Mapping, headings: &[String]| {
        let width = if csv { Some(headings.len()) } else { None };
        let table = Table {
            file: &source.name,
            offset,
            serials: !csv,
            epochs: false,
            width,
        };
        let mut cells = Vec::with_capacity(columns.len());
        for column in columns {
            let Some(at) = place(column, headings) else {
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
                    .map(|cell| clean::line(cell))
                    .unwrap_or_default(),
            );
        }
        sink(read_row(row, mapping, &table), cells)
    };
    if csv {
        let encoding = encoding::detect(source)?;
        let separator = rows::separator(source, encoding)?;
        let (_, rest) = rows::rows(
            source,
            encoding,
            separator,
            overrides,
            &Meter::default(),
            &mut under,
        )?;
        for rejected in rest
            .into_iter()
            .filter(|found| matches!(found, Found::Rejected(_)))
        {
            let _ = sink(rejected, Vec::new());
        }
    } else {
        workbook::sheets(source, overrides, &Meter::default(), &mut under)?;
    }
    missing.map_or(Ok(()), Err)
}

fn place(column: &str, headings: &[String]) -> Option<usize> {
    let by_text = headings
        .iter()
        .position(|heading| normal(heading) == normal(column));
    let number = || {
        column
            .parse::<usize>()
            .ok()
            .filter(|n| (1..=headings.len()).contains(n))
    };
    by_text.or_else(|| number().map(|n| n - 1))
}
