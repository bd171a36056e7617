//! Parses tables of holidays: a heading row, then one row per day.

use std::collections::BTreeMap;

use csv::StringRecord;

use super::FilePosition;
use crate::domain::time::Date;
use crate::domain::time::calendar::{CalendarError, ListedDay, YearList};
use crate::domain::time::holidays::vocabulary::{Column, is_chinese, parse_date_at, parse_mark};

/// The maximum number of rows above the heading row, such as captions.
const MAX_CAPTION_ROWS: usize = 5;

/// Parses a table into a calendar for each year. The State Council announces the last days of a
/// December together with the New Year's Day to which they belong, so they are put into the next
/// year's calendar if the table contains that year.
pub(super) fn read(text: &str) -> Result<Vec<YearList>, CalendarError> {
    let head: String = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .take(MAX_CAPTION_ROWS + 1)
        .collect();
    // Chinese input methods produce full-width commas.
    let full_width = head.contains('，') && !head.contains(',');
    let text = if full_width {
        &text.replace('，', ",")
    } else {
        text
    };
    let often = |sign: u8| head.bytes().filter(|byte| *byte == sign).count();
    let separator = [b'\t', b';', b'|']
        .into_iter()
        .find(|sign| often(*sign) > often(b','));
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator.unwrap_or(b','))
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let records = reader
        .records()
        .collect::<Result<Vec<_>, _>>()
        .map_err(|_| CalendarError::Csv)?;
    let (above, [date, kind, name]) = find_headings(&records)?;
    let mut days: BTreeMap<Date, ListedDay> = BTreeMap::new();
    let heading = records
        .get(above)
        .and_then(|record| record.get(kind))
        .unwrap_or_default();
    for record in records
        .iter()
        .skip(above + 1)
        .filter(|record| !record.iter().all(str::is_empty))
    {
        let line = line_of(record, text);
        let cell = |column: usize| record.get(column).unwrap_or_default();
        if record.iter().any(|cell| cell.contains(['\n', '\r'])) {
            return Err(CalendarError::Quote(line));
        }
        let date = parse_date_at(cell(date), FilePosition::Line(line))?;
        let kind = parse_mark(heading, cell(kind), date, FilePosition::Line(line))?;
        let day = days.entry(date).or_insert_with(|| ListedDay {
            date,
            kind,
            name: cell(name).to_owned(),
        });
        if day.kind != kind {
            return Err(CalendarError::Contrary { line, date });
        }
    }
    Ok(by_year(days))
}

fn by_year(days: BTreeMap<Date, ListedDay>) -> Vec<YearList> {
    let named: std::collections::BTreeSet<i16> = days.keys().map(|date| date.year()).collect();
    let mut years: BTreeMap<i16, Vec<ListedDay>> = BTreeMap::new();
    for (date, day) in days {
        let next = date.year().saturating_add(1);
        let year = if date.month() == 12 && named.contains(&next) {
            next
        } else {
            date.year()
        };
        years.entry(year).or_default().push(day);
    }
    years
        .into_iter()
        .map(|(year, days)| YearList { year, days })
        .collect()
}

/// Returns the index of the heading row and of its columns. If there is none, the error names a
/// column missing from the row that matches best.
fn find_headings(records: &[StringRecord]) -> Result<(usize, [usize; 3]), CalendarError> {
    const COLUMNS: [Column; 3] = [Column::Date, Column::Kind, Column::Name];
    let find = |record: &StringRecord| {
        COLUMNS.map(|column| record.iter().position(|heading| column.is_headed(heading)))
    };
    let (mut nearest, mut row) = ([None; 3], None);
    for (n, record) in records.iter().enumerate().take(MAX_CAPTION_ROWS + 1) {
        match find(record) {
            [Some(date), Some(kind), Some(name)] => return Ok((n, [date, kind, name])),
            found if found.iter().flatten().count() > nearest.iter().flatten().count() => {
                (nearest, row) = (found, Some(record));
            }
            _ => {}
        }
    }
    let missing = COLUMNS
        .into_iter()
        .zip(nearest)
        .find(|(_, found)| found.is_none());
    let missing = missing.map_or(Column::Date, |(column, _)| column);
    let chinese = match row {
        Some(row) => row.iter().any(is_chinese),
        None => records
            .iter()
            .take(MAX_CAPTION_ROWS + 1)
            .any(|record| record.iter().any(is_chinese)),
    };
    Err(CalendarError::Heading(missing.expected_heading(chinese)))
}

/// Returns the line, from 1, on which a record starts. The reader's own line number is that of the
/// blank lines before the record.
pub fn line_of(record: &StringRecord, text: &str) -> usize {
    let start = record
        .position()
        .map_or(0, |position| position.byte() as usize);
    let (before, rest) = text.split_at_checked(start).unwrap_or((text, ""));
    let blank = &rest[..rest.len() - rest.trim_start_matches(['\r', '\n']).len()];
    before.matches('\n').count() + blank.matches('\n').count() + 1
}
