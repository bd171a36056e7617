//! One row of any table, or one JSON object, becomes a letter or a named rejection.

use jiff::tz::Offset;

use super::Found;
use super::clean;
use super::dates::{When, read_when};
use super::fields::Field;
use super::mapping::Mapping;
use super::rejection::{Rejection, Why};
use crate::domain::incoming::{Channel, Incoming, Source, Writer};

/// A row as it stands in its file.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    /// From 1, the heading row counted.
    pub number: u64,
    /// The fields.
    pub cells: Vec<String>,
    /// A row that its reader could not keep.
    pub damage: Option<Why>,
}

/// What all rows of one table share.
pub(super) struct Table<'a> {
    /// The file's name.
    pub file: &'a str,
    /// The office's offset.
    pub offset: Offset,
    /// Whether plain numbers in the time column are Excel's day numbers.
    pub serials: bool,
    /// Fields in the heading row, where rows must have as many.
    pub width: Option<usize>,
}

/// Reads one row.
pub(super) fn read_row(row: &Row, mapping: &Mapping, table: &Table<'_>) -> Found {
    let reject = |why| Found::Rejected(Rejection { file: table.file.to_owned(), row: Some(row.number), why });
    if let Some(why) = &row.damage {
        return reject(why.clone());
    }
    let cell = |field| mapping.column(field).and_then(|at| row.cells.get(at)).map_or("", String::as_str);
    let title = clean::line(cell(Field::Title));
    let body = clean::text(cell(Field::Body));
    let given_title = (!clean::blank(&title)).then_some(title);
    let Some(title) = given_title.clone().or_else(|| clean::title_from(&body)) else {
        return reject(match table.width {
            Some(expected) if row.cells.len() < expected => Why::WrongFields { found: row.cells.len(), expected },
            Some(_) | None => Why::NoContent,
        });
    };

    let mut remarks = Vec::new();
    if let Some(expected) = table.width.filter(|width| *width != row.cells.len()) {
        remarks.push(say!("intake-remark-fields", found = row.cells.len(), expected = expected));
    }
    if [given_title.as_deref().unwrap_or(""), &body].iter().any(|text| text.contains('\u{fffd}')) {
        remarks.push(say!("intake-remark-bytes"));
    }
    let received_at = match read_when(cell(Field::Time), table.offset, table.serials) {
        When::At(instant) => Some(instant),
        When::Missing => None,
        When::Unreadable => {
            let stood: String = clean::line(cell(Field::Time)).chars().take(40).collect();
            remarks.push(say!("intake-remark-date", text = stood));
            None
        }
    };
    let channel = channel_of(cell(Field::Channel), &mut remarks);
    let id = clean::given(cell(Field::Id));
    let key = key_of([
        id.as_deref().unwrap_or(""),
        given_title.as_deref().unwrap_or(""),
        &body,
        &clean::line(cell(Field::Writer)),
        &clean::line(cell(Field::Time)),
    ]);
    // A letter that is all title: what it says is its text too.
    let body = if clean::blank(&body) { title.clone() } else { body };
    Found::Letter(Incoming {
        title,
        body,
        writer: Writer {
            name: clean::given(cell(Field::Writer)),
            phone: clean::given(cell(Field::Phone)),
            email: clean::given(cell(Field::Email)),
            address: clean::given(cell(Field::Address)),
        },
        channel,
        received_at,
        source: Source { key, file: Some(table.file.to_owned()), row: Some(row.number), id, ..Source::default() },
        attachments: Vec::new(),
        remarks,
    })
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
        remarks.push(say!("intake-remark-channel", text = word.chars().take(20).collect::<String>()));
        Channel::Website
    }
}
