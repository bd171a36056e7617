//! The working-day calendar: the State Council's yearly lists of holidays and make-up working weekends (调休).

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

use super::holidays::Place;

/// What the list says of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    /// It is not TOML, or not of this form.
    #[error("{}", crate::say!("calendar-form", why = .0.to_string()))]
    Form(#[from] toml::de::Error),
    /// It looks like the JSON of holiday-cn, but is not of that form.
    #[error("{}", crate::say!("calendar-json", line = .0.line().to_string(), why = .0.to_string()))]
    Json(#[from] serde_json::Error),
    /// It is no table of cells with commas between them.
    #[error("{}", crate::say!("calendar-csv", why = .0.to_string()))]
    Csv(#[from] csv::Error),
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
    /// What says whether a day is a holiday says neither.
    #[error("{}", crate::say!("calendar-kind", line = .line.to_string(), text = .text.as_str()))]
    Kind {
        /// The line of the table.
        line: usize,
        /// What stood there.
        text: String,
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
    /// Reads and checks a list in the office's own form, which is TOML.
    pub fn parse(text: &str) -> Result<YearList, BadCalendar> {
        toml::from_str::<YearList>(text)?.check()
    }

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
        if seen.is_empty() { Err(BadCalendar::Unpublished(year)) } else { Ok(self) }
    }
}

/// Why a day counts, or does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// Monday to Friday.
    Weekday,
    /// Saturday or Sunday.
    Weekend,
    /// A listed holiday, by name.
    Holiday(String),
    /// A make-up working day for a holiday, by name.
    MakeUp(String),
}

impl Why {
    /// The reason in the office's words.
    pub fn words(&self) -> String {
        match self {
            Why::Weekday => crate::say!("day-weekday"),
            Why::Weekend => crate::say!("day-weekend"),
            Why::Holiday(name) => crate::say!("day-holiday", name = name.as_str()),
            Why::MakeUp(name) => crate::say!("day-make-up", name = name.as_str()),
        }
    }
}

/// What the calendar says of one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// The day.
    pub date: Date,
    /// Whether it is a working day.
    pub works: bool,
    /// Why.
    pub why: Why,
    /// Whether the list of its year has been published; if not, Monday to Friday is assumed.
    pub published: bool,
}

/// The lists that are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    lists: BTreeMap<i16, YearList>,
    days: BTreeMap<Date, (Mark, String)>,
}

impl Calendar {
    /// A calendar of these lists; a later list of the same year replaces the earlier.
    pub fn new(lists: impl IntoIterator<Item = YearList>) -> Calendar {
        let mut calendar = Calendar::default();
        calendar.lists.extend(lists.into_iter().map(|list| (list.year, list)));
        calendar.lay_out();
        calendar
    }

    /// Adds a list, in place of an earlier one of the same year.
    pub fn add(&mut self, list: YearList) {
        self.lists.insert(list.year, list);
        self.lay_out();
    }

    /// A day may stand in the list of its year and in that of the next: the next one has the last word.
    fn lay_out(&mut self) {
        let days = self.lists.values().flat_map(|list| &list.days);
        self.days = days.map(|day| (day.date, (day.kind, day.name.clone()))).collect();
    }

    /// The years whose lists are known.
    pub fn years(&self) -> impl Iterator<Item = i16> {
        self.lists.keys().copied()
    }

    /// The list of a year, where it has been published.
    pub fn list(&self, year: i16) -> Option<&YearList> {
        self.lists.get(&year)
    }

    /// What is known of a day.
    pub fn day(&self, date: Date) -> Day {
        let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
        let (works, why) = match self.days.get(&date) {
            Some((Mark::Holiday, name)) => (false, Why::Holiday(name.clone())),
            Some((Mark::Workday, name)) => (true, Why::MakeUp(name.clone())),
            None if weekend => (false, Why::Weekend),
            None => (true, Why::Weekday),
        };
        Day { date, works, why, published: self.lists.contains_key(&date.year()) }
    }

    /// Whether a day is a working day, as far as is known.
    pub fn works(&self, date: Date) -> bool {
        match self.days.get(&date) {
            Some((mark, _)) => *mark == Mark::Workday,
            None => !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday),
        }
    }
}
