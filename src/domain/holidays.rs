//! Holiday lists in the forms that they come in: the office's own TOML, tables (CSV), and the JSON of the project holiday-cn.

use std::collections::BTreeMap;

use csv::StringRecord;
use jiff::civil::Date;
use serde::Deserialize;

use super::calendar::{BadCalendar, ListedDay, Mark, YearList};

/// The headings that a column goes by; the first is the one that is asked for.
const DATE: &[&str] = &["date", "日期"];
const KIND: &[&str] = &["kind", "type", "类型"];
const NAME: &[&str] = &["name", "名称", "节日"];

/// The words for a day off, and for a make-up working day.
const OFF: &[&str] = &["off_day", "holiday", "放假", "休", "假"];
const ON: &[&str] = &["makeup_workday", "workday", "上班", "班", "调休"];

/// Where in a file a day stands, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// On this line.
    Line(usize),
    /// In the list of this year, as this day.
    Day(i16, usize),
}

impl Place {
    /// The place in the language in force.
    pub fn words(self) -> String {
        match self {
            Place::Line(line) => crate::say!("calendar-place-line", line = line.to_string()),
            Place::Day(year, n) => crate::say!("calendar-place-day", year = year.to_string(), n = n.to_string()),
        }
    }
}

/// Reads the lists in a file, told by its content: in the order of their years, their days in order. A file with a defect is
/// refused whole.
///
/// * The office's own form is one list: see [`YearList::parse`].
/// * A table has a heading row, and makes a list for each year that its dates are in.
/// * [holiday-cn](https://github.com/NateScarlet/holiday-cn) has an object a year, `{"year": 2026, "days": [{"name": "元旦", "date":
///   "2026-01-01", "isOffDay": true}]}`; an array of them is read too.
pub fn read(text: &str) -> Result<Vec<YearList>, BadCalendar> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let lists = match text.trim_start().strip_prefix('[') {
        Some(rest) if rest.trim_start().starts_with(['{', ']']) => published(serde_json::from_str(text)?)?,
        None if text.trim_start().starts_with('{') => published(vec![serde_json::from_str(text)?])?,
        Some(_) => vec![YearList::parse(text)?],
        None => match lines.find(|line| !line.starts_with('#')) {
            Some(line) if line.contains('=') => vec![YearList::parse(text)?],
            Some(_) => table(text)?,
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
    if years.is_empty() { Err(BadCalendar::Empty) } else { Ok(years.into_values().collect()) }
}

/// A year of holiday-cn; it has more than this, which does not matter here.
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
        let day = |(n, PublishedDay { name, date, is_off_day }): (usize, PublishedDay)| {
            let kind = if is_off_day { Mark::Holiday } else { Mark::Workday };
            let bad = || BadCalendar::Date { place: Place::Day(year, n + 1), text: date.clone() };
            Ok(ListedDay { date: read_date(&date).ok_or_else(bad)?, kind, name })
        };
        Ok(YearList { year, days: days.into_iter().enumerate().map(day).collect::<Result<_, BadCalendar>>()? })
    };
    years.into_iter().map(list).collect()
}

fn table(text: &str) -> Result<Vec<YearList>, BadCalendar> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let mut records = reader.records();
    let headings = records.next().transpose()?.unwrap_or_default();
    let column = |names: &'static [&'static str]| {
        let named = |heading: &str| names.contains(&heading.to_lowercase().as_str());
        headings.iter().position(named).ok_or(BadCalendar::Heading(names[0]))
    };
    let (date, kind, name) = (column(DATE)?, column(KIND)?, column(NAME)?);
    let mut days: BTreeMap<Date, ListedDay> = BTreeMap::new();
    for record in records {
        let record = record?;
        if record.iter().all(str::is_empty) {
            continue;
        }
        let line = line_of(&record, text);
        let cell = |column: usize| record.get(column).unwrap_or_default().to_owned();
        if record.iter().any(|cell| cell.contains(['\n', '\r'])) {
            return Err(BadCalendar::Quote(line));
        }
        let bad = || BadCalendar::Date { place: Place::Line(line), text: cell(date) };
        let date = read_date(&cell(date)).ok_or_else(bad)?;
        let kind = read_kind(&cell(kind)).ok_or_else(|| BadCalendar::Kind { line, text: cell(kind) })?;
        let day = days.entry(date).or_insert_with(|| ListedDay { date, kind, name: cell(name) });
        if day.kind != kind {
            return Err(BadCalendar::Contrary { line, date });
        }
    }
    let mut years: BTreeMap<i16, Vec<ListedDay>> = BTreeMap::new();
    for (date, day) in days {
        years.entry(date.year()).or_default().push(day);
    }
    Ok(years.into_iter().map(|(year, days)| YearList { year, days }).collect())
}

/// The line that a record begins on, counted from 1. The reader's own count is that of the blank lines before it.
fn line_of(record: &StringRecord, text: &str) -> usize {
    let start = record.position().map_or(0, |position| position.byte() as usize);
    let (before, rest) = text.split_at_checked(start).unwrap_or((text, ""));
    let blank = &rest[..rest.len() - rest.trim_start_matches(['\r', '\n']).len()];
    before.matches('\n').count() + blank.matches('\n').count() + 1
}

fn read_kind(text: &str) -> Option<Mark> {
    let text = text.to_lowercase();
    if OFF.contains(&text.as_str()) {
        Some(Mark::Holiday)
    } else if ON.contains(&text.as_str()) {
        Some(Mark::Workday)
    } else {
        None
    }
}

/// Reads `2026-01-01`, `2026/1/1`, `2026年1月1日` and `20260101`.
fn read_date(text: &str) -> Option<Date> {
    let text = text.trim();
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = if text.len() == 8 && digits(text) {
        vec![&text[..4], &text[4..6], &text[6..]]
    } else if let Some(rest) = text.strip_suffix('日') {
        rest.split(['年', '月']).collect()
    } else {
        text.split(if text.contains('/') { '/' } else { '-' }).collect()
    };
    let &[year, month, day] = parts.as_slice() else { return None };
    let sized = year.len() == 4 && [month, day].iter().all(|part| (1..=2).contains(&part.len()));
    if !sized || !parts.iter().all(|part| digits(part)) {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}
