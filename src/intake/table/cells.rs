//! The cells of a workbook as text, gathered into rows within the caps.

use std::borrow::Cow;

use calamine::{Data, DataRef, ExcelDateTime};

use super::row::Row;
use crate::intake::rejection::Why;
use crate::platform::limits::{CELL_MIB, MIB, TEXT_MIB};

/// A row as its cells come in.
pub(in crate::intake) struct Line {
    row: Row,
    bytes: u64,
}

impl Line {
    /// An empty row with its number in the sheet, from 1.
    pub fn at(number: u64) -> Line {
        Line {
            row: Row {
                number,
                ..Row::default()
            },
            bytes: 0,
        }
    }

    /// The number in the sheet, from 1.
    pub fn number(&self) -> u64 {
        self.row.number
    }

    /// Notes that the number in a column has more digits than a spreadsheet keeps.
    pub fn note_rounded(&mut self, column: usize) {
        self.row.rounded.push(column);
    }

    /// Puts a text into its column; a text over the caps damages the row.
    pub fn put(&mut self, column: usize, text: Option<Cow<'_, str>>) {
        let Some(text) = text else { return };
        let bytes = text.len() as u64;
        self.bytes += bytes;
        if bytes > CELL_MIB * MIB || self.bytes > TEXT_MIB * MIB {
            self.row.damage = Some(Why::TooLong { limit: CELL_MIB });
            return;
        }
        if self.row.cells.len() <= column {
            self.row.cells.resize(column + 1, String::new());
        }
        self.row.cells[column] = text.into_owned();
    }

    /// The row, unless nothing stands in it (Excel keeps thousands of rows that only have a format).
    pub fn done(self) -> Option<Row> {
        let empty =
            self.row.damage.is_none() && self.row.cells.iter().all(|cell| cell.trim().is_empty());
        (!empty).then_some(self.row)
    }
}

/// The text of a cell of an XLSX.
pub(in crate::intake) fn of_ref<'a>(value: &'a DataRef<'_>) -> Option<Cow<'a, str>> {
    Some(match value {
        DataRef::String(text) | DataRef::DateTimeIso(text) => Cow::Borrowed(text.as_str()),
        DataRef::DurationIso(text) => duration(text),
        DataRef::SharedString(text) => Cow::Borrowed(*text),
        DataRef::Int(number) => Cow::Owned(number.to_string()),
        DataRef::Float(number) => Cow::Owned(number.to_string()),
        DataRef::Bool(value) => Cow::Owned(value.to_string()),
        DataRef::DateTime(moment) => Cow::Owned(spelled(moment)),
        DataRef::Error(_) | DataRef::Empty => return None,
    })
}

/// The text of a cell of an XLS.
pub(in crate::intake) fn of_data(value: &Data) -> Option<Cow<'_, str>> {
    Some(match value {
        Data::String(text) | Data::DateTimeIso(text) => Cow::Borrowed(text.as_str()),
        Data::DurationIso(text) => duration(text),
        Data::DateTime(moment) => Cow::Owned(spelled(moment)),
        Data::Int(_) | Data::Float(_) | Data::Bool(_) => Cow::Owned(value.to_string()),
        Data::Error(_) | Data::Empty => return None,
    })
}

/// A time of day as OpenDocument writes it: `PT09H30M00S`.
fn duration(text: &str) -> Cow<'_, str> {
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

fn spelled(moment: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    // A time of day alone has no day, and not the one that spreadsheets count from.
    if (0.0..1.0).contains(&moment.as_f64()) {
        return format!("{hour:02}:{minute:02}:{second:02}");
    }
    if !moment.is_datetime() {
        return moment.as_f64().to_string();
    }
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
}
