//! Converts the cells of a workbook to text and collects them into rows, within the limits.

use std::borrow::Cow;

use calamine::{Data, DataRef, ExcelDateTime};

use super::row::TableRow;
use crate::intake::rejection::RejectReason;
use crate::platform::limits::{CELL_MIB, MIB, TEXT_MIB};

/// A row under construction.
pub(in crate::intake) struct RowBuilder {
    row: TableRow,
    bytes: u64,
}

impl RowBuilder {
    /// Begins an empty row; `number` is its number in the sheet, from 1.
    pub(crate) fn new(number: u64) -> RowBuilder {
        RowBuilder {
            row: TableRow {
                number,
                ..TableRow::default()
            },
            bytes: 0,
        }
    }

    /// Returns the number in the sheet, from 1.
    pub(crate) fn number(&self) -> u64 {
        self.row.number
    }

    /// Marks a column as a number with more digits than a spreadsheet stores.
    pub(crate) fn mark_rounded(&mut self, column: usize) {
        self.row.rounded_columns.push(column);
    }

    /// Sets the text of a column. A text over the limits marks the row as damaged.
    pub(crate) fn put_cell(&mut self, column: usize, text: Option<Cow<'_, str>>) {
        let Some(text) = text else { return };
        let bytes = text.len() as u64;
        self.bytes += bytes;
        if bytes > CELL_MIB * MIB || self.bytes > TEXT_MIB * MIB {
            self.row.damage = Some(RejectReason::TooLong { limit: CELL_MIB });
            return;
        }
        if self.row.cells.len() <= column {
            self.row.cells.resize(column + 1, String::new());
        }
        self.row.cells[column] = text.into_owned();
    }

    /// Returns the row, or `None` if it is empty (Excel stores thousands of rows that only have a
    /// format).
    pub(crate) fn into_row(self) -> Option<TableRow> {
        let empty =
            self.row.damage.is_none() && self.row.cells.iter().all(|cell| cell.trim().is_empty());
        (!empty).then_some(self.row)
    }
}

/// Returns the text of a cell of an XLSX.
pub(in crate::intake) fn xlsx_cell_text<'a>(value: &'a DataRef<'_>) -> Option<Cow<'a, str>> {
    Some(match value {
        DataRef::String(text) | DataRef::DateTimeIso(text) => Cow::Borrowed(text.as_str()),
        DataRef::DurationIso(text) => duration_text(text),
        DataRef::SharedString(text) => Cow::Borrowed(*text),
        DataRef::Int(number) => Cow::Owned(number.to_string()),
        DataRef::Float(number) => Cow::Owned(number.to_string()),
        DataRef::Bool(value) => Cow::Owned(value.to_string()),
        DataRef::DateTime(moment) => Cow::Owned(datetime_text(moment)),
        DataRef::Error(_) | DataRef::Empty => return None,
    })
}

/// Returns the text of a cell of any other workbook.
pub(in crate::intake) fn cell_text(value: &Data) -> Option<Cow<'_, str>> {
    Some(match value {
        Data::String(text) | Data::DateTimeIso(text) => Cow::Borrowed(text.as_str()),
        Data::DurationIso(text) => duration_text(text),
        Data::DateTime(moment) => Cow::Owned(datetime_text(moment)),
        Data::Int(_) | Data::Float(_) | Data::Bool(_) => Cow::Owned(value.to_string()),
        Data::Error(_) | Data::Empty => return None,
    })
}

/// Converts a time of day as OpenDocument writes it: `PT09H30M00S`.
fn duration_text(text: &str) -> Cow<'_, str> {
    let time = text.strip_prefix("PT").and_then(|rest| {
        let (hour, rest) = rest.split_once('H')?;
        let (minute, second) = rest.split_once('M')?;
        let second = second
            .trim_end_matches('S')
            .split(['.', ','])
            .next()
            .unwrap_or_default();
        Some(format!("{hour}:{minute}:{second}"))
    });
    time.map_or(Cow::Borrowed(text), Cow::Owned)
}

fn datetime_text(moment: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    // A value below 1 is a time of day without a date; calamine would add the day from which
    // spreadsheets count.
    if (0.0..1.0).contains(&moment.as_f64()) {
        return format!("{hour:02}:{minute:02}:{second:02}");
    }
    if !moment.is_datetime() {
        return moment.as_f64().to_string();
    }
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
}
