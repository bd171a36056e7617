//! The working-day calendar: the State Council's yearly lists of holidays and make-up working weekends (调休), and above them the days
//! that the office declares itself.

mod doubt;
mod import;
mod list;
mod local;

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};

pub use doubt::{Doubt, Feast};
pub use import::{BadImport, Consent, YearChange};
pub use list::{BadCalendar, ListedDay, Mark, YearList};
pub use local::{BadText, Half, LocalDay, Opening, checked};

/// The name of a day of the week in the language in force: `周五`.
pub fn weekday(date: Date) -> String {
    match date.weekday() {
        Weekday::Monday => crate::say!("monday"),
        Weekday::Tuesday => crate::say!("tuesday"),
        Weekday::Wednesday => crate::say!("wednesday"),
        Weekday::Thursday => crate::say!("thursday"),
        Weekday::Friday => crate::say!("friday"),
        Weekday::Saturday => crate::say!("saturday"),
        Weekday::Sunday => crate::say!("sunday"),
    }
}

/// Whether a day is a Saturday or a Sunday.
pub fn is_weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
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
    /// The office declared it.
    Local {
        /// What it declared.
        day: Box<LocalDay>,
        /// What the day is without that.
        otherwise: Box<Why>,
    },
}

impl Why {
    /// The reason in the office's words.
    pub fn words(&self) -> String {
        match self {
            Why::Weekday => crate::say!("day-weekday"),
            Why::Weekend => crate::say!("day-weekend"),
            Why::Holiday(name) => crate::say!("day-holiday", name = name.as_str()),
            Why::MakeUp(name) => crate::say!("day-make-up", name = name.as_str()),
            Why::Local { day, otherwise } => crate::say!(
                "day-local",
                what = day.what(),
                name = day.name.as_str(),
                why = day.why.as_str(),
                otherwise = otherwise.words()
            ),
        }
    }

    /// Whether such a day is a working day; of a day of the office's own, what it would be without.
    pub fn works(&self) -> bool {
        match self {
            Why::Weekday | Why::MakeUp(_) => true,
            Why::Weekend | Why::Holiday(_) => false,
            Why::Local { otherwise, .. } => otherwise.works(),
        }
    }

    /// Whether the State Council's list names such a day.
    pub fn listed(&self) -> bool {
        matches!(self, Why::Holiday(_) | Why::MakeUp(_))
    }
}

/// What the calendar says of one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// The day.
    pub date: Date,
    /// Whether it is a working day.
    pub works: bool,
    /// How long the office is open.
    pub opening: Opening,
    /// Why.
    pub why: Why,
    /// Whether the list of its year is known; if not, Monday to Friday is assumed.
    pub published: bool,
}

/// The lists that are known, and the office's own days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    lists: BTreeMap<i16, YearList>,
    days: BTreeMap<Date, (Mark, String)>,
    local: BTreeMap<Date, LocalDay>,
}

impl Calendar {
    /// A calendar of these lists; a later list of the same year replaces the earlier.
    pub fn new(lists: impl IntoIterator<Item = YearList>) -> Calendar {
        let mut calendar = Calendar::default();
        calendar
            .lists
            .extend(lists.into_iter().map(|list| (list.year, list)));
        calendar.lay_out();
        calendar
    }

    /// Adds a list, in place of an earlier one of the same year. The office's own days stay.
    pub fn add(&mut self, list: YearList) {
        self.lists.insert(list.year, list);
        self.lay_out();
    }

    /// Adds a day of the office's own, in place of an earlier one.
    pub fn declare(&mut self, day: LocalDay) {
        self.local.insert(day.date, day);
    }

    /// Removes a day of the office's own; `None` where it declared none.
    pub fn take_back(&mut self, date: Date) -> Option<LocalDay> {
        self.local.remove(&date)
    }

    /// A day may stand in the list of its year and in that of the next: the next one has the last word.
    fn lay_out(&mut self) {
        let days = self.lists.values().flat_map(|list| &list.days);
        self.days = days
            .map(|day| (day.date, (day.kind, day.name.clone())))
            .collect();
    }

    /// The years whose lists are known.
    pub fn years(&self) -> impl Iterator<Item = i16> {
        self.lists.keys().copied()
    }

    /// The list of a year, where it has been published.
    pub fn list(&self, year: i16) -> Option<&YearList> {
        self.lists.get(&year)
    }

    /// What the office itself declared of a day.
    pub fn local(&self, date: Date) -> Option<&LocalDay> {
        self.local.get(&date)
    }

    /// The office's own days of a year, in order.
    pub fn local_days(&self, year: i16) -> impl Iterator<Item = &LocalDay> {
        self.local
            .values()
            .filter(move |day| day.date.year() == year)
    }

    /// What the lists say of a day, without the office's own days.
    pub fn listed(&self, date: Date) -> Why {
        match self.days.get(&date) {
            Some((Mark::Holiday, name)) => Why::Holiday(name.clone()),
            Some((Mark::Workday, name)) => Why::MakeUp(name.clone()),
            None if is_weekend(date) => Why::Weekend,
            None => Why::Weekday,
        }
    }

    /// What is known of a day.
    pub fn day(&self, date: Date) -> Day {
        let listed = self.listed(date);
        let why = match self.local.get(&date) {
            Some(day) => Why::Local {
                day: Box::new(day.clone()),
                otherwise: Box::new(listed),
            },
            None => listed,
        };
        let opening = self.opening(date);
        Day {
            date,
            works: opening != Opening::Closed,
            opening,
            why,
            published: self.lists.contains_key(&date.year()),
        }
    }

    /// How long the office is open on a day, as far as is known: its own days change what the lists say, and where they are about half
    /// of a day, that half of it.
    pub fn opening(&self, date: Date) -> Opening {
        let listed = match self.days.get(&date) {
            Some((mark, _)) => *mark == Mark::Workday,
            None => !is_weekend(date),
        };
        let Some(local) = self.local.get(&date) else {
            return Opening::of(listed, listed);
        };
        let works = local.kind == Mark::Workday;
        let half = |half| {
            if local.part.is_none_or(|part| part == half) {
                works
            } else {
                listed
            }
        };
        Opening::of(half(Half::Am), half(Half::Pm))
    }

    /// Whether a day is a working day, as far as is known.
    pub fn works(&self, date: Date) -> bool {
        self.opening(date) != Opening::Closed
    }
}
