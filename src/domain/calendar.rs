//! The working-day calendar: the State Council's yearly lists of holidays and make-up working weekends (调休).

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

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
    /// A day stands twice, or is far from the year of its list.
    #[error("{}", crate::say!("calendar-day", date = .0.to_string()))]
    Day(Date),
}

impl YearList {
    /// Reads and checks a list. A list may name days of the last week of the year before.
    pub fn parse(text: &str) -> Result<YearList, BadCalendar> {
        let list: YearList = toml::from_str(text)?;
        let mut seen = BTreeSet::new();
        for day in &list.days {
            let near = day.date.year() == list.year || (day.date.year() == list.year - 1 && day.date.month() == 12);
            if !near || !seen.insert(day.date) {
                return Err(BadCalendar::Day(day.date));
            }
        }
        Ok(list)
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
