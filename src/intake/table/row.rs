//! Converts one row of any table, or one JSON object, to a letter or a rejection.

use std::borrow::Cow;

use super::fields::Field;
use super::mapping::ColumnMapping;
use crate::domain::letter::incoming::{
    Channel, ExtraField, Extras, IncomingLetter, Source, Writer,
};
use crate::domain::time::{Offset, Timestamp};
use crate::intake::ReadResult;
use crate::intake::rejection::{RejectReason, Rejection};
use crate::intake::table::cell::{ExpandedNumber, clean_short, expand_number, unwrap_formula};
use crate::intake::table::classify::is_empty_cell;
use crate::intake::table::time_columns::{RowTime, read_row_time};
use crate::intake::text::clean;

/// A row as it stands in its file.
#[derive(Clone, Debug, Default)]
pub(in crate::intake) struct TableRow {
    /// The number of the row, from 1; the heading row counts.
    pub number: u64,
    /// The texts of the cells.
    pub cells: Vec<String>,
    /// The reason why the reader could not deliver the row.
    pub damage: Option<RejectReason>,
    /// The columns of numbers with more digits than a spreadsheet stores.
    pub rounded_columns: Vec<usize>,
    /// The columns that were written as formulas: `="0012"`.
    pub formula_columns: Vec<usize>,
}

/// The context that all rows of one table share.
pub(in crate::intake) struct TableContext<'a> {
    /// The name of the file.
    pub file: &'a str,
    /// The office's offset from UTC.
    pub offset: Offset,
    /// Whether plain numbers in the time column are day numbers of a spreadsheet.
    pub day_numbers: bool,
    /// Whether plain numbers in the time column are seconds or milliseconds since 1970.
    pub unix_times: bool,
    /// The number of fields in the heading row, if all rows must have as many.
    pub width: Option<usize>,
}

/// The columns of what a table tells besides, found once for each of its headings.
#[derive(Default)]
pub(in crate::intake) struct ExtraColumns {
    headings: Vec<String>,
    mapping: ColumnMapping,
    columns: Vec<(ExtraField, usize)>,
}

impl ExtraColumns {
    /// Returns the columns under these headings.
    fn under(&mut self, mapping: &ColumnMapping, headings: &[String]) -> &[(ExtraField, usize)] {
        if self.headings != headings || self.mapping != *mapping {
            self.columns = mapping.extra_columns(headings);
            self.headings = headings.to_vec();
            self.mapping = mapping.clone();
        }
        &self.columns
    }
}

/// Reads one row.
pub(in crate::intake) fn read_row(
    row: &TableRow,
    mapping: &ColumnMapping,
    table: &TableContext<'_>,
    (extras, headings): (&mut ExtraColumns, &[String]),
) -> ReadResult {
    let reject = |why| {
        ReadResult::Rejected(Rejection {
            file: table.file.to_owned(),
            row: Some(row.number),
            why,
        })
    };
    if let Some(why) = &row.damage {
        return reject(why.clone());
    }
    let cell = |field| {
        mapping
            .column(field)
            .and_then(|at| row.cells.get(at))
            .map_or("", String::as_str)
    };
    let title = clean::clean_line(&unwrap_formula(cell(Field::Title)));
    let title = title.trim_matches(|c: char| c.is_control()).to_owned();
    let plain_body = unwrap_formula(cell(Field::Body));
    let body = clean::clean_text(&plain_body);
    let given_title = (!clean::is_blank(&title)).then_some(title);
    let dashes = is_empty_cell(given_title.as_deref().unwrap_or_default()) && is_empty_cell(&body);
    let Some(title) = given_title
        .clone()
        .or_else(|| clean::title_from(&body))
        .filter(|_| !dashes)
    else {
        return reject(match table.width {
            Some(expected) if row.cells.len() < expected => RejectReason::WrongFields {
                found: row.cells.len(),
                expected,
            },
            Some(_) | None => RejectReason::NoContent,
        });
    };

    let mut remarks = Vec::new();
    if let Some(expected) = table.width.filter(|width| *width != row.cells.len()) {
        remarks.push(say!(
            "intake-remark-fields",
            found = row.cells.len(),
            expected = expected
        ));
    }
    if [given_title.as_deref().unwrap_or(""), &body]
        .iter()
        .any(|text| text.contains('\u{fffd}'))
    {
        remarks.push(say!("intake-remark-bytes"));
    }
    let received_at = received_at(row, mapping, table, &mut remarks);
    let channel = parse_channel(&clean_short(cell(Field::Channel)), &mut remarks);
    let mut digits = |field: Field| {
        let rounded = mapping
            .column(field)
            .is_some_and(|at| row.rounded_columns.contains(&at));
        let text = clean::non_blank_line(&clean_short(cell(field)))?;
        Some(match expand_number(&text, rounded) {
            ExpandedNumber::Complete(text) => text,
            ExpandedNumber::DigitsLost(text) => {
                let name = say!(&format!("intake-field-{}", field.code()));
                remarks.push(say!(
                    "intake-remark-digits",
                    field = name,
                    text = text.as_str()
                ));
                text
            }
        })
    };
    let (id, phone) = (digits(Field::Id), digits(Field::Phone));
    // The key hashes the row as it stands in its file, so that the letter stays the same when the
    // program reads cells differently one day.
    let raw_title = clean::single_line(cell(Field::Title));
    let raw_id = clean::single_line(cell(Field::Id));
    let raw_body =
        matches!(plain_body, Cow::Owned(_)).then(|| clean::clean_text(cell(Field::Body)));
    let key = row_key([
        if clean::is_blank(&raw_id) {
            ""
        } else {
            &raw_id
        },
        if clean::is_blank(&raw_title) {
            ""
        } else {
            &raw_title
        },
        raw_body.as_deref().unwrap_or(&body),
        &clean::single_line(cell(Field::Writer)),
        &clean::single_line(cell(Field::Time)),
    ]);
    let former = former_keys(row, mapping, table, &key);
    // The whole letter is its title, so the title is the text, too.
    let body = if clean::is_blank(&body) {
        title.clone()
    } else {
        body
    };
    ReadResult::Letter(IncomingLetter {
        title,
        body,
        writer: Writer {
            name: clean::non_blank_line(&clean_short(cell(Field::Writer))),
            phone,
            email: clean::non_blank_line(&clean_short(cell(Field::Email))),
            address: clean::non_blank_line(&clean_short(cell(Field::Address))),
        },
        channel,
        received_at,
        source: Source {
            key,
            former,
            file: Some(table.file.to_owned()),
            row: Some(row.number),
            id,
            ..Source::default()
        },
        attachments: Vec::new(),
        remarks,
        extras: read_extras(row, extras.under(mapping, headings)),
    })
}

/// Reads what the row tells besides.
fn read_extras(row: &TableRow, columns: &[(ExtraField, usize)]) -> Extras {
    let mut extras = Extras::default();
    for (field, column) in columns {
        let cell = row.cells.get(*column).map_or("", String::as_str);
        let text = clean::clean_text(&unwrap_formula(cell));
        *extras.get_mut(*field) =
            Some(text).filter(|text| !clean::is_blank(text) && !is_empty_cell(text));
    }
    extras
}

/// Returns when the letter was received. A text that is not a date gets a remark.
fn received_at(
    row: &TableRow,
    mapping: &ColumnMapping,
    table: &TableContext<'_>,
    remarks: &mut Vec<String>,
) -> Option<Timestamp> {
    match read_row_time(row, mapping, table.offset, table.day_numbers) {
        RowTime::At(instant) => Some(instant),
        RowTime::Unknown => None,
        RowTime::OnlyClock(text) => {
            remarks.push(say!("intake-remark-clock", text = text));
            None
        }
        RowTime::Unreadable(text) => {
            let instant = if table.unix_times {
                parse_unix_time(&text)
            } else {
                None
            };
            if instant.is_none() {
                remarks.push(say!("intake-remark-date", text = text));
            }
            instant
        }
    }
}

/// Parses seconds (10 digits) or milliseconds (13 digits) since 1970.
fn parse_unix_time(text: &str) -> Option<Timestamp> {
    let number: i64 = text.parse().ok()?;
    match text.len() {
        10 => Timestamp::from_second(number),
        13 => Timestamp::from_millisecond(number),
        _ => None,
    }
}

/// Returns the key `row:` and a hash. The same row gives the same key; another text under the same
/// id, or another id, gives another one.
fn row_key(parts: [&str; 5]) -> String {
    let mut hash = blake3::Hasher::new();
    for part in parts {
        hash.update(&(part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    format!("row:{}", &hash.finalize().to_hex()[..24])
}

/// Returns the keys that the previous release gave this row, if it read columns or cells
/// differently. They prevent a second import of the same letter.
fn former_keys(
    row: &TableRow,
    mapping: &ColumnMapping,
    table: &TableContext<'_>,
    key: &str,
) -> Vec<String> {
    if !mapping.differs_from_previous() && row.formula_columns.is_empty() && !table.day_numbers {
        return Vec::new();
    }
    let cell = |field| {
        let column = mapping.previous_column(field);
        let text = column
            .and_then(|at| row.cells.get(at))
            .map_or("", String::as_str);
        match column.filter(|at| row.formula_columns.contains(at)) {
            Some(_) => Cow::Owned(format!("=\"{}\"", text.replace('"', "\"\""))),
            None => Cow::Borrowed(text),
        }
    };
    let time = clean::clean_line(&cell(Field::Time));
    // The previous release put a time of day on the day from which spreadsheets count.
    let is_clock = matches!(time.as_bytes(), [_, _, b':', _, _, b':', _, _]);
    let counted = (table.day_numbers && is_clock).then(|| format!("1899-12-31 {time}"));
    if !mapping.differs_from_previous() && row.formula_columns.is_empty() && counted.is_none() {
        return Vec::new();
    }
    let (id, title, body) = (
        clean::non_blank_line(&cell(Field::Id)),
        clean::clean_line(&cell(Field::Title)),
        clean::clean_text(&cell(Field::Body)),
    );
    let (title, name) = (
        if clean::is_blank(&title) { "" } else { &title },
        clean::clean_line(&cell(Field::Writer)),
    );
    let keys = [Some(time), counted].into_iter().flatten();
    let keys = keys.map(|time| row_key([id.as_deref().unwrap_or(""), title, &body, &name, &time]));
    // Even an equal key counts as former if columns moved: the previous release may have read less
    // about the writer.
    keys.filter(|former| former != key || mapping.differs_from_previous())
        .collect()
}

fn parse_channel(raw: &str, remarks: &mut Vec<String>) -> Channel {
    let Some(word) = clean::non_blank_line(raw) else {
        return Channel::Website;
    };
    let lower = word.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|known| lower.contains(known));
    if has(&["邮件", "邮箱", "email", "e-mail"]) {
        Channel::Email
    } else if has(&["电话", "来电", "热线", "12345", "phone"]) {
        Channel::Phone
    } else if has(&["来访", "走访", "接访", "visit"]) {
        Channel::Visit
    } else if has(&["网", "微信", "公众号", "小程序", "app", "web"]) {
        Channel::Website
    } else if has(&["信", "纸", "paper"]) {
        Channel::Paper
    } else {
        remarks.push(say!(
            "intake-remark-channel",
            text = word.chars().take(20).collect::<String>()
        ));
        Channel::Website
    }
}
