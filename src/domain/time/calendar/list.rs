//! A published list of one year, and why a file is refused that should hold one.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::domain::time::holidays::{NotAList, Place};

/// What the list says of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mark {
    /// 放假: not a working day.
    Holiday,
    /// 调休上班: a working day, though a weekend.
    Workday,
}

impl Mark {
    /// The code in files and tables.
    pub fn code(self) -> &'static str {
        match self {
            Mark::Holiday => "holiday",
            Mark::Workday => "workday",
        }
    }

    /// The name in the language in force.
    pub fn words(self) -> String {
        match self {
            Mark::Holiday => crate::say!("mark-holiday"),
            Mark::Workday => crate::say!("mark-workday"),
        }
    }
}

/// A day of a published list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListedDay {
    /// The day.
    pub date: Date,
    /// Holiday or make-up working day.
    pub kind: Mark,
    /// The holiday it belongs to: 春节.
    pub name: String,
}

/// A published list of one year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct YearList {
    /// The year that the list is for.
    pub year: i16,
    /// Its days, in order.
    #[serde(rename = "day")]
    pub days: Vec<ListedDay>,
}

/// Why a list was refused.
#[derive(Debug, thiserror::Error)]
pub enum BadCalendar {
    /// It is of another kind that the program knows and does not read.
    #[error("{}", crate::say!("calendar-not-a-list", what = .0.words()))]
    NotAList(NotAList),
    /// It is not TOML, or not of this form; the line, where one is known.
    #[error("{}", match .0 {
        Some(line) => crate::say!("calendar-form-line", line = line.to_string()),
        None => crate::say!("calendar-form"),
    })]
    Form(Option<usize>),
    /// It looks like the JSON of holiday-cn, but is not of that form from this line on.
    #[error("{}", crate::say!("calendar-json", line = .0.to_string()))]
    Json(usize),
    /// It is no table of cells with commas between them.
    #[error("{}", crate::say!("calendar-csv"))]
    Csv,
    /// The table has no column with this heading.
    #[error("{}", crate::say!("calendar-heading", heading = *.0))]
    Heading(&'static str),
    /// A cell on this line has a line break in it, as where a quotation mark is not closed.
    #[error("{}", crate::say!("calendar-quote", line = .0.to_string()))]
    Quote(usize),
    /// What stands for a date is none.
    #[error("{}", crate::say!("calendar-date", place = .place.words(), text = .text.as_str()))]
    Date {
        /// Where it stands.
        place: Place,
        /// What stood there.
        text: String,
    },
    /// What stands for a date is a first and a last one.
    #[error("{}", crate::say!("calendar-range", place = .place.words(), text = .text.as_str()))]
    Range {
        /// Where it stands.
        place: Place,
        /// What stood there.
        text: String,
    },
    /// What says whether a day is a holiday says neither.
    #[error("{}", crate::say!("calendar-kind", place = .place.words(), text = .text.as_str()))]
    Kind {
        /// Where it stands.
        place: Place,
        /// What stood there.
        text: String,
    },
    /// What says whether a day is a holiday may mean either on a Monday to Friday.
    #[error("{}", crate::say!("calendar-either", place = .place.words(), text = .text.as_str(), date = .date.to_string(),
        weekday = super::weekday(*.date)))]
    Either {
        /// Where it stands.
        place: Place,
        /// What stood there.
        text: String,
        /// The day.
        date: Date,
    },
    /// A day that is a holiday on one line is a working day on this one, or the other way about.
    #[error("{}", crate::say!("calendar-contrary", line = .line.to_string(), date = .date.to_string()))]
    Contrary {
        /// The line of the table, counted from 1.
        line: usize,
        /// The day.
        date: Date,
    },
    /// A day stands twice in a list.
    #[error("{}", crate::say!("calendar-twice", date = .0.to_string()))]
    Twice(Date),
    /// A day is far from the year of its list.
    #[error("{}", crate::say!("calendar-far", date = .date.to_string(), year = .year.to_string()))]
    Far {
        /// The day.
        date: Date,
        /// The year of the list.
        year: i16,
    },
    /// A day has no name that can be shown.
    #[error("{}", crate::say!("calendar-nameless", date = .0.to_string()))]
    Nameless(Date),
    /// The list of a year has no days: holiday-cn keeps such a one until the list is published.
    #[error("{}", crate::say!("calendar-unpublished", year = .0.to_string()))]
    Unpublished(i16),
    /// A year has two lists.
    #[error("{}", crate::say!("calendar-again", year = .0.to_string()))]
    Again(i16),
    /// There is no day at all.
    #[error("{}", crate::say!("calendar-empty"))]
    Empty,
}

impl YearList {
    /// The list, if it has days, each once and with a name, in its year or in the last weeks of the year before.
    pub fn check(self) -> Result<YearList, BadCalendar> {
        let year = self.year;
        let mut seen = BTreeSet::new();
        for ListedDay { date, name, .. } in &self.days {
            let before = i32::from(date.year()) + 1 == i32::from(year) && date.month() == 12;
            if date.year() != year && !before {
                return Err(BadCalendar::Far { date: *date, year });
            }
            if !seen.insert(*date) {
                return Err(BadCalendar::Twice(*date));
            }
            if name.trim().is_empty() || name.contains(char::is_control) {
                return Err(BadCalendar::Nameless(*date));
            }
        }
        if seen.is_empty() {
            Err(BadCalendar::Unpublished(year))
        } else {
            Ok(self)
        }
    }
}
