//! Converts one row of any table, or one JSON object, to a letter or a rejection.

use std::borrow::Cow;

use super::fields::Field;
use super::mapping::Mapping;
use crate::domain::letter::incoming::{Channel, IncomingLetter, Source, Writer};
use crate::domain::time::{Offset, Timestamp};
use crate::intake::Found;
use crate::intake::rejection::{Rejection, Why};
use crate::intake::table::cell::{Number, number, short, unwrapped};
use crate::intake::table::classify::is_nothing;
use crate::intake::table::moment::{Received, received};
use crate::intake::text::clean;

/// A row as it stands in its file.
#[derive(Clone, Debug, Default)]
pub(in crate::intake) struct Row {
    /// The number of the row, from 1; the heading row counts.
    pub number: u64,
    /// The texts of the cells.
    pub cells: Vec<String>,
    /// The reason why the reader could not deliver the row.
    pub damage: Option<Why>,
    /// The columns of numbers with more digits than a spreadsheet stores.
    pub rounded: Vec<usize>,
    /// The columns that were written as formulas: `="0012"`.
    pub formulas: Vec<usize>,
}

/// The context that all rows of one table share.
pub(in crate::intake) struct Table<'a> {
    /// The name of the file.
    pub file: &'a str,
    /// The office's offset from UTC.
    pub offset: Offset,
    /// Whether plain numbers in the time column are day numbers of a spreadsheet.
    pub serials: bool,
    /// Whether plain numbers in the time column are seconds or milliseconds since 1970.
    pub epochs: bool,
    /// The number of fields in the heading row, if all rows must have as many.
    pub width: Option<usize>,
}

/// Reads one row.
pub(in crate::intake) fn read_row(row: &Row, mapping: &Mapping, table: &Table<'_>) -> Found {
    let reject = |why| {
        Found::Rejected(Rejection {
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
    let title = clean::line(&unwrapped(cell(Field::Title)));
    let title = title.trim_matches(|c: char| c.is_control()).to_owned();
    let plain_body = unwrapped(cell(Field::Body));
    let body = clean::text(&plain_body);
    let given_title = (!clean::blank(&title)).then_some(title);
    let dashes = is_nothing(given_title.as_deref().unwrap_or_default()) && is_nothing(&body);
    let Some(title) = given_title
        .clone()
        .or_else(|| clean::title_from(&body))
        .filter(|_| !dashes)
    else {
        return reject(match table.width {
            Some(expected) if row.cells.len() < expected => Why::WrongFields {
                found: row.cells.len(),
                expected,
            },
            Some(_) | None => Why::NoContent,
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
    let channel = channel_of(&short(cell(Field::Channel)), &mut remarks);
    let mut digits = |field: Field| {
        let rounded = mapping
            .column(field)
            .is_some_and(|at| row.rounded.contains(&at));
        let text = clean::given(&short(cell(field)))?;
        Some(match number(&text, rounded) {
            Number::Whole(text) => text,
            Number::Lost(text) => {
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
    let raw_title = clean::spaced(cell(Field::Title));
    let raw_id = clean::spaced(cell(Field::Id));
    let raw_body = matches!(plain_body, Cow::Owned(_)).then(|| clean::text(cell(Field::Body)));
    let key = key_of([
        if clean::blank(&raw_id) { "" } else { &raw_id },
        if clean::blank(&raw_title) {
            ""
        } else {
            &raw_title
        },
        raw_body.as_deref().unwrap_or(&body),
        &clean::spaced(cell(Field::Writer)),
        &clean::spaced(cell(Field::Time)),
    ]);
    let former = former_keys(row, mapping, table, &key);
    // The whole letter is its title, so the title is the text, too.
    let body = if clean::blank(&body) {
        title.clone()
    } else {
        body
    };
    Found::Letter(IncomingLetter {
        title,
        body,
        writer: Writer {
            name: clean::given(&short(cell(Field::Writer))),
            phone,
            email: clean::given(&short(cell(Field::Email))),
            address: clean::given(&short(cell(Field::Address))),
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
    })
}

/// Returns when the letter was received. A text that is not a date gets a remark.
fn received_at(
    row: &Row,
    mapping: &Mapping,
    table: &Table<'_>,
    remarks: &mut Vec<String>,
) -> Option<Timestamp> {
    match received(row, mapping, table.offset, table.serials) {
        Received::At(instant) => Some(instant),
        Received::Unknown => None,
        Received::OnlyClock(text) => {
            remarks.push(say!("intake-remark-clock", text = text));
            None
        }
        Received::Unreadable(text) => {
            let instant = if table.epochs { epoch(&text) } else { None };
            if instant.is_none() {
                remarks.push(say!("intake-remark-date", text = text));
            }
            instant
        }
    }
}

/// Parses seconds (10 digits) or milliseconds (13 digits) since 1970.
fn epoch(text: &str) -> Option<Timestamp> {
    let number: i64 = text.parse().ok()?;
    match text.len() {
        10 => Timestamp::from_second(number),
        13 => Timestamp::from_millisecond(number),
        _ => None,
    }
}

/// Returns the key `row:` and a hash. The same row gives the same key; another text under the same
/// id, or another id, gives another one.
fn key_of(parts: [&str; 5]) -> String {
    let mut hash = blake3::Hasher::new();
    for part in parts {
        hash.update(&(part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    format!("row:{}", &hash.finalize().to_hex()[..24])
}

/// Returns the keys that the previous release gave this row, if it read columns or cells
/// differently. They prevent a second import of the same letter.
fn former_keys(row: &Row, mapping: &Mapping, table: &Table<'_>, key: &str) -> Vec<String> {
    if !mapping.moved() && row.formulas.is_empty() && !table.serials {
        return Vec::new();
    }
    let cell = |field| {
        let column = mapping.before(field);
        let text = column
            .and_then(|at| row.cells.get(at))
            .map_or("", String::as_str);
        match column.filter(|at| row.formulas.contains(at)) {
            Some(_) => Cow::Owned(format!("=\"{}\"", text.replace('"', "\"\""))),
            None => Cow::Borrowed(text),
        }
    };
    let time = clean::line(&cell(Field::Time));
    // The previous release put a time of day on the day from which spreadsheets count.
    let is_clock = matches!(time.as_bytes(), [_, _, b':', _, _, b':', _, _]);
    let counted = (table.serials && is_clock).then(|| format!("1899-12-31 {time}"));
    if !mapping.moved() && row.formulas.is_empty() && counted.is_none() {
        return Vec::new();
    }
    let (id, title, body) = (
        clean::given(&cell(Field::Id)),
        clean::line(&cell(Field::Title)),
        clean::text(&cell(Field::Body)),
    );
    let (title, name) = (
        if clean::blank(&title) { "" } else { &title },
        clean::line(&cell(Field::Writer)),
    );
    let keys = [Some(time), counted].into_iter().flatten();
    let keys = keys.map(|time| key_of([id.as_deref().unwrap_or(""), title, &body, &name, &time]));
    // Even an equal key counts as former if columns moved: the previous release may have read less
    // about the writer.
    keys.filter(|former| former != key || mapping.moved())
        .collect()
}

fn channel_of(raw: &str, remarks: &mut Vec<String>) -> Channel {
    let Some(word) = clean::given(raw) else {
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
