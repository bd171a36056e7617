//! Parses holiday calendars: the office's own TOML, tables (CSV), and the JSON of the project
//! holiday-cn.

mod table;
mod words;

use std::collections::BTreeMap;

use serde::Deserialize;

use super::calendar::{BadCalendar, ListedDay, Mark, YearList};
pub use table::line_of;
pub use words::read_date;
use words::{date_at, read_kind};

/// The position of a day in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The line, from 1.
    Line(usize),
    /// The year of the calendar, and the number of the day in it, from 1.
    Day(i16, usize),
}

impl Place {
    /// Describes the position in the current language.
    pub fn words(self) -> String {
        match self {
            Place::Line(line) => crate::say!("calendar-place-line", line = line.to_string()),
            Place::Day(year, n) => crate::say!(
                "calendar-place-day",
                year = year.to_string(),
                n = n.to_string()
            ),
        }
    }
}

/// A file of another kind that users mistake for a holiday calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAList {
    /// A web page, as saved from the State Council's website.
    WebPage,
    /// An iCalendar file.
    Appointments,
    /// A workbook of Excel or WPS, or another office document.
    Workbook,
}

impl NotAList {
    /// Detects such a file by its first bytes.
    pub fn of(bytes: &[u8]) -> Option<NotAList> {
        let text = bytes
            .strip_prefix(b"\xef\xbb\xbf")
            .unwrap_or(bytes)
            .trim_ascii_start();
        let begins = |with: &[u8]| {
            text.get(..with.len())
                .is_some_and(|head| head.eq_ignore_ascii_case(with))
        };
        // The signatures of ZIP (xlsx and other OOXML) and of OLE compound files (xls).
        if begins(b"PK\x03\x04") || begins(b"\xd0\xcf\x11\xe0") {
            Some(NotAList::Workbook)
        } else if begins(b"BEGIN:VCALENDAR") {
            Some(NotAList::Appointments)
        } else {
            begins(b"<").then_some(NotAList::WebPage)
        }
    }

    /// Describes the kind of file in the current language.
    pub fn words(self) -> String {
        match self {
            NotAList::WebPage => crate::say!("calendar-is-page"),
            NotAList::Appointments => crate::say!("calendar-is-ics"),
            NotAList::Workbook => crate::say!("calendar-is-workbook"),
        }
    }
}

/// Parses the calendars in a file, whose format is detected from its content. They are sorted by
/// year, and their days by date. A file with any defect is rejected as a whole.
///
/// * The office's own form contains one calendar: see [`YearList::parse`].
/// * A table has a heading row and yields a calendar for each year in its dates. Days in December
///   belong to the following year if the table contains that year, too.
/// * [holiday-cn](https://github.com/NateScarlet/holiday-cn) has one object per year, `{"year":
///   2026, "days": [{"name": "元旦", "date": "2026-01-01", "isOffDay": true}]}`; an array of them
///   is accepted, too.
pub fn read(text: &str) -> Result<Vec<YearList>, BadCalendar> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if let Some(other) = NotAList::of(text.as_bytes()) {
        return Err(BadCalendar::NotAList(other));
    }
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let lists = match text.trim_start().strip_prefix('[') {
        Some(rest) if rest.trim_start().starts_with(['{', ']']) => published(json(text)?)?,
        None if text.trim_start().starts_with('{') => published(vec![json(text)?])?,
        Some(_) => vec![YearList::parse(text)?],
        None => match lines.find(|line| !line.starts_with('#')) {
            Some(line) if line.contains('=') => vec![YearList::parse(text)?],
            Some(_) => table::read(text)?,
            None => vec![],
        },
    };
    let mut years = BTreeMap::new();
    for mut list in lists {
        list.days.sort_by_key(|day| day.date);
        let list = list.check()?;
        if let Some(earlier) = years.insert(list.year, list) {
            return Err(BadCalendar::Again(earlier.year));
        }
    }
    if years.is_empty() {
        Err(BadCalendar::Empty)
    } else {
        Ok(years.into_values().collect())
    }
}

fn json<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, BadCalendar> {
    serde_json::from_str(text).map_err(|error| BadCalendar::Json(error.line()))
}

/// A year of holiday-cn; its other fields are ignored.
#[derive(Deserialize)]
struct Published {
    year: i16,
    days: Vec<PublishedDay>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PublishedDay {
    name: String,
    date: String,
    is_off_day: bool,
}

fn published(years: Vec<Published>) -> Result<Vec<YearList>, BadCalendar> {
    let list = |Published { year, days }: Published| {
        let day = |(
            n,
            PublishedDay {
                name,
                date,
                is_off_day,
            },
        ): (usize, PublishedDay)| {
            let kind = if is_off_day {
                Mark::Holiday
            } else {
                Mark::Workday
            };
            Ok(ListedDay {
                date: date_at(&date, Place::Day(year, n + 1))?,
                kind,
                name,
            })
        };
        Ok(YearList {
            year,
            days: days
                .into_iter()
                .enumerate()
                .map(day)
                .collect::<Result<_, BadCalendar>>()?,
        })
    };
    years.into_iter().map(list).collect()
}

/// A calendar in the office's own form, before validation.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    year: i16,
    day: Vec<WrittenDay>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenDay {
    date: String,
    kind: String,
    name: String,
}

impl YearList {
    /// Parses and checks a calendar in the office's own form, which is TOML: `year = 2026`, and for
    /// each day `[[day]]` with `date`, `kind` and `name`. The words for `kind` in tables are
    /// accepted, too.
    pub fn parse(text: &str) -> Result<YearList, BadCalendar> {
        let line = |span: std::ops::Range<usize>| {
            text.get(..span.start)
                .map(|before| before.matches('\n').count() + 1)
        };
        let Written { year, day } = toml::from_str(text)
            .map_err(|error: toml::de::Error| BadCalendar::Form(error.span().and_then(line)))?;
        let read = |(n, WrittenDay { date, kind, name }): (usize, WrittenDay)| {
            let place = Place::Day(year, n + 1);
            let date = date_at(&date, place)?;
            Ok(ListedDay {
                date,
                kind: read_kind("", &kind, date, place)?,
                name,
            })
        };
        let days = day
            .into_iter()
            .enumerate()
            .map(read)
            .collect::<Result<_, BadCalendar>>()?;
        YearList { year, days }.check()
    }
}
