//! Parses holiday calendars: the office's own TOML, tables (CSV), and the JSON of the project
//! holiday-cn.

mod table;
pub(crate) mod vocabulary;

use std::collections::BTreeMap;

use serde::Deserialize;

use super::calendar::{CalendarError, DayMark, ListedDay, YearList};
pub use crate::domain::time::holidays::vocabulary::parse_date;
use crate::domain::time::holidays::vocabulary::{parse_date_at, parse_mark};
pub use table::line_of;

/// The position of a day in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilePosition {
    /// The line, from 1.
    Line(usize),
    /// The year of the calendar, and the number of the day in it, from 1.
    Day(i16, usize),
}

impl FilePosition {
    /// Describes the position in the current language.
    pub fn label(self) -> String {
        match self {
            FilePosition::Line(line) => crate::say!("calendar-place-line", line = line.to_string()),
            FilePosition::Day(year, n) => crate::say!(
                "calendar-place-day",
                year = year.to_string(),
                n = n.to_string()
            ),
        }
    }
}

/// A file of another kind that users mistake for a holiday calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtherFileKind {
    /// A web page, as saved from the State Council's website.
    WebPage,
    /// An iCalendar file.
    Appointments,
    /// A workbook of Excel or WPS, or another office document.
    Workbook,
}

impl OtherFileKind {
    /// Detects such a file by its first bytes.
    pub fn detect(bytes: &[u8]) -> Option<OtherFileKind> {
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
            Some(OtherFileKind::Workbook)
        } else if begins(b"BEGIN:VCALENDAR") {
            Some(OtherFileKind::Appointments)
        } else {
            begins(b"<").then_some(OtherFileKind::WebPage)
        }
    }

    /// Describes the kind of file in the current language.
    pub fn label(self) -> String {
        match self {
            OtherFileKind::WebPage => crate::say!("calendar-is-page"),
            OtherFileKind::Appointments => crate::say!("calendar-is-ics"),
            OtherFileKind::Workbook => crate::say!("calendar-is-workbook"),
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
pub fn parse_calendars(text: &str) -> Result<Vec<YearList>, CalendarError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if let Some(other) = OtherFileKind::detect(text.as_bytes()) {
        return Err(CalendarError::NotAList(other));
    }
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let lists = match text.trim_start().strip_prefix('[') {
        Some(rest) if rest.trim_start().starts_with(['{', ']']) => {
            from_holiday_cn(parse_json(text)?)?
        }
        None if text.trim_start().starts_with('{') => from_holiday_cn(vec![parse_json(text)?])?,
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
            return Err(CalendarError::Again(earlier.year));
        }
    }
    if years.is_empty() {
        Err(CalendarError::Empty)
    } else {
        Ok(years.into_values().collect())
    }
}

fn parse_json<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, CalendarError> {
    serde_json::from_str(text).map_err(|error| CalendarError::Json(error.line()))
}

/// A year of holiday-cn; its other fields are ignored.
#[derive(Deserialize)]
struct HolidayCnYear {
    year: i16,
    days: Vec<HolidayCnDay>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct HolidayCnDay {
    name: String,
    date: String,
    is_off_day: bool,
}

fn from_holiday_cn(years: Vec<HolidayCnYear>) -> Result<Vec<YearList>, CalendarError> {
    let list = |HolidayCnYear { year, days }: HolidayCnYear| {
        let day = |(
            n,
            HolidayCnDay {
                name,
                date,
                is_off_day,
            },
        ): (usize, HolidayCnDay)| {
            let kind = if is_off_day {
                DayMark::Holiday
            } else {
                DayMark::Workday
            };
            Ok(ListedDay {
                date: parse_date_at(&date, FilePosition::Day(year, n + 1))?,
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
                .collect::<Result<_, CalendarError>>()?,
        })
    };
    years.into_iter().map(list).collect()
}

/// A calendar in the office's own form, before validation.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OwnList {
    year: i16,
    day: Vec<OwnListDay>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OwnListDay {
    date: String,
    kind: String,
    name: String,
}

impl YearList {
    /// Parses and checks a calendar in the office's own form, which is TOML: `year = 2026`, and for
    /// each day `[[day]]` with `date`, `kind` and `name`. The words for `kind` in tables are
    /// accepted, too.
    pub fn parse(text: &str) -> Result<YearList, CalendarError> {
        let line = |span: std::ops::Range<usize>| {
            text.get(..span.start)
                .map(|before| before.matches('\n').count() + 1)
        };
        let OwnList { year, day } = toml::from_str(text)
            .map_err(|error: toml::de::Error| CalendarError::Form(error.span().and_then(line)))?;
        let read = |(n, OwnListDay { date, kind, name }): (usize, OwnListDay)| {
            let place = FilePosition::Day(year, n + 1);
            let date = parse_date_at(&date, place)?;
            Ok(ListedDay {
                date,
                kind: parse_mark("", &kind, date, place)?,
                name,
            })
        };
        let days = day
            .into_iter()
            .enumerate()
            .map(read)
            .collect::<Result<_, CalendarError>>()?;
        YearList { year, days }.check()
    }
}
