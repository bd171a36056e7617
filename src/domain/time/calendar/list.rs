//! A published calendar of one year, and the errors of a file that should contain one.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::domain::time::Date;
use crate::domain::time::holidays::{FilePosition, OtherFileKind};

/// The kind of a listed day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DayMark {
    /// 调休上班: a working day on a weekend.
    Holiday,
    /// 调休上班: a working day, though a weekend.
    Workday,
}

impl DayMark {
    /// Returns the code used in files and tables.
    pub fn code(self) -> &'static str {
        match self {
            DayMark::Holiday => "holiday",
            DayMark::Workday => "workday",
        }
    }

    /// Returns the name in the current language.
    pub fn label(self) -> String {
        match self {
            DayMark::Holiday => crate::say!("mark-holiday"),
            DayMark::Workday => crate::say!("mark-workday"),
        }
    }
}

/// A day of a published calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListedDay {
    /// The day.
    pub date: Date,
    /// The kind of day.
    pub kind: DayMark,
    /// The holiday to which it belongs, such as 春节.
    pub name: String,
}

/// A published calendar of one year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct YearList {
    /// The calendar's year.
    pub year: i16,
    /// Its days, sorted by date.
    #[serde(rename = "day")]
    pub days: Vec<ListedDay>,
}

/// The reason why a calendar was rejected.
#[derive(Debug, thiserror::Error)]
pub enum CalendarError {
    /// The file is of another known kind, which is not supported.
    #[error("{}", crate::say!("calendar-not-a-list", what = .0.label()))]
    NotAList(OtherFileKind),
    /// The file is not TOML or does not have the expected structure; the line, if known.
    #[error("{}", match .0 {
        Some(line) => crate::say!("calendar-form-line", line = line.to_string()),
        None => crate::say!("calendar-form"),
    })]
    Form(Option<usize>),
    /// It looks like the JSON of holiday-cn but deviates from its structure at this line.
    #[error("{}", crate::say!("calendar-json", line = .0.to_string()))]
    Json(usize),
    /// It is not a valid CSV table.
    #[error("{}", crate::say!("calendar-csv"))]
    Csv,
    /// The table lacks the column with this heading.
    #[error("{}", crate::say!("calendar-heading", heading = *.0))]
    Heading(&'static str),
    /// A cell on this line contains a line break, usually because a quotation mark is not closed.
    #[error("{}", crate::say!("calendar-quote", line = .0.to_string()))]
    Quote(usize),
    /// A date is invalid.
    #[error("{}", crate::say!("calendar-date", place = .place.label(), text = .text.as_str()))]
    Date {
        /// Its position.
        place: FilePosition,
        /// The invalid text.
        text: String,
    },
    /// A range of dates is given instead of one date.
    #[error("{}", crate::say!("calendar-range", place = .place.label(), text = .text.as_str()))]
    Range {
        /// Its position.
        place: FilePosition,
        /// The invalid text.
        text: String,
    },
    /// The kind of a day is unknown.
    #[error("{}", crate::say!("calendar-kind", place = .place.label(), text = .text.as_str()))]
    Kind {
        /// Its position.
        place: FilePosition,
        /// The invalid text.
        text: String,
    },
    /// The kind of a day is ambiguous on a Monday to Friday.
    #[error("{}", crate::say!("calendar-either", place = .place.label(), text = .text.as_str(), date = .date.to_string(),
        weekday = super::weekday(*.date)))]
    Either {
        /// Its position.
        place: FilePosition,
        /// The ambiguous text.
        text: String,
        /// The date.
        date: Date,
    },
    /// A day is a holiday on one line and a working day on another.
    #[error("{}", crate::say!("calendar-contrary", line = .line.to_string(), date = .date.to_string()))]
    Contrary {
        /// The later line of the table, from 1.
        line: usize,
        /// The date.
        date: Date,
    },
    /// A day is listed twice.
    #[error("{}", crate::say!("calendar-twice", date = .0.to_string()))]
    Twice(Date),
    /// A day is too far from the calendar's year.
    #[error("{}", crate::say!("calendar-far", date = .date.to_string(), year = .year.to_string()))]
    Far {
        /// The date.
        date: Date,
        /// The calendar's year.
        year: i16,
    },
    /// A day has no printable name.
    #[error("{}", crate::say!("calendar-nameless", date = .0.to_string()))]
    Nameless(Date),
    /// The calendar of a year has no days. holiday-cn contains such a placeholder until the
    /// calendar is published.
    #[error("{}", crate::say!("calendar-unpublished", year = .0.to_string()))]
    Unpublished(i16),
    /// A year has two calendars.
    #[error("{}", crate::say!("calendar-again", year = .0.to_string()))]
    Again(i16),
    /// The file contains no days.
    #[error("{}", crate::say!("calendar-empty"))]
    Empty,
}

impl YearList {
    /// Checks that there are days, each listed once and with a name, in the calendar's year or in
    /// December of the year before.
    pub fn check(self) -> Result<YearList, CalendarError> {
        let year = self.year;
        let mut seen = BTreeSet::new();
        for ListedDay { date, name, .. } in &self.days {
            let before = i32::from(date.year()) + 1 == i32::from(year) && date.month() == 12;
            if date.year() != year && !before {
                return Err(CalendarError::Far { date: *date, year });
            }
            if !seen.insert(*date) {
                return Err(CalendarError::Twice(*date));
            }
            if name.trim().is_empty() || name.contains(char::is_control) {
                return Err(CalendarError::Nameless(*date));
            }
        }
        if seen.is_empty() {
            Err(CalendarError::Unpublished(year))
        } else {
            Ok(self)
        }
    }
}
