//! One row of any table, or one JSON object, becomes a letter or a named rejection.

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::tz::Offset;

use super::fields::Field;
use super::mapping::Mapping;
use crate::domain::letter::incoming::{Channel, Incoming, Source, Writer};
use crate::intake::Found;
use crate::intake::rejection::{Rejection, Why};
use crate::intake::table::cell::{Number, number, short, unwrapped};
use crate::intake::table::classify::is_nothing;
use crate::intake::table::moment::{Received, received};
use crate::intake::text::clean;

/// A row as it stands in its file.
#[derive(Clone, Debug, Default)]
pub(in crate::intake) struct Row {
    /// From 1, the heading row counted.
    pub number: u64,
    /// The fields.
    pub cells: Vec<String>,
    /// A row that its reader could not keep.
    pub damage: Option<Why>,
    /// The columns of numbers that have more digits than a spreadsheet keeps.
    pub rounded: Vec<usize>,
    /// The columns that were written as formulas: `="0012"`.
    pub formulas: Vec<usize>,
}

/// What all rows of one table share.
pub(in crate::intake) struct Table<'a> {
    /// The file's name.
    pub file: &'a str,
    /// The office's offset.
    pub offset: Offset,
    /// Whether plain numbers in the time column are Excel's day numbers.
    pub serials: bool,
    /// Whether plain numbers in the time column are seconds or milliseconds since 1970.
    pub epochs: bool,
    /// Fields in the heading row, where rows must have as many.
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
    // The row as it stands in its file: what is made of its cells may change, and it is the same letter.
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
    // A letter that is all title: what it says is its text too.
    let body = if clean::blank(&body) {
        title.clone()
    } else {
        body
    };
    Found::Letter(Incoming {
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

/// When the letter came; what is no date is remarked.
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

/// Seconds or milliseconds since 1970, of this century.
fn epoch(text: &str) -> Option<Timestamp> {
    let number: i64 = text.parse().ok()?;
    match text.len() {
        10 => Timestamp::from_second(number).ok(),
        13 => Timestamp::from_millisecond(number).ok(),
        _ => None,
    }
}

/// `row:` and a hash: the same row again is the same letter; another text under the same id, or another id, is another.
fn key_of(parts: [&str; 5]) -> String {
    let mut hash = blake3::Hasher::new();
    for part in parts {
        hash.update(&(part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    format!("row:{}", &hash.finalize().to_hex()[..24])
}

/// The keys under which the version before kept this row, where it read columns or cells otherwise.
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
    // It gave a time of day the day from which spreadsheets count.
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
    // Under the same key, it may have read less of who wrote.
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
