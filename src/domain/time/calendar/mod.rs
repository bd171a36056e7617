//! The working-day calendar: the State Council's yearly holidays and make-up working weekends
//! (调休), overridden by the days that the office declares itself.

mod doubt;
mod import;
mod list;
mod local;

use std::collections::BTreeMap;

use crate::domain::time::{Date, Weekday};

pub use doubt::{Doubt, Festival};
pub use import::{ImportConsent, ImportRefusal, YearChange};
pub use list::{CalendarError, DayMark, ListedDay, YearList};
pub use local::{DayTextError, HalfDay, LocalDay, Opening, check_day_text};

/// Returns the name of a date's day of the week in the current language, such as `周五`.
pub fn weekday(date: Date) -> String {
    match date.weekday() {
        Weekday::Mon => crate::say!("monday"),
        Weekday::Tue => crate::say!("tuesday"),
        Weekday::Wed => crate::say!("wednesday"),
        Weekday::Thu => crate::say!("thursday"),
        Weekday::Fri => crate::say!("friday"),
        Weekday::Sat => crate::say!("saturday"),
        Weekday::Sun => crate::say!("sunday"),
    }
}

/// Reports whether a date is a Saturday or Sunday.
pub fn is_weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

/// The status of a day: why it is a working day, or why not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DayStatus {
    /// Monday to Friday.
    Weekday,
    /// Saturday or Sunday.
    Weekend,
    /// A listed holiday, with its name.
    Holiday(String),
    /// A make-up working day, with the name of its holiday.
    MakeUp(String),
    /// A day that the office declared itself.
    Local {
        /// The declaration.
        day: Box<LocalDay>,
        /// The status without the declaration.
        otherwise: Box<DayStatus>,
    },
}

impl DayStatus {
    /// Describes the status in the user's language.
    pub fn label(&self) -> String {
        match self {
            DayStatus::Weekday => crate::say!("day-weekday"),
            DayStatus::Weekend => crate::say!("day-weekend"),
            DayStatus::Holiday(name) => crate::say!("day-holiday", name = name.as_str()),
            DayStatus::MakeUp(name) => crate::say!("day-make-up", name = name.as_str()),
            DayStatus::Local { day, otherwise } => crate::say!(
                "day-local",
                what = day.label(),
                name = day.name.as_str(),
                why = day.why.as_str(),
                otherwise = otherwise.label()
            ),
        }
    }

    /// Reports whether such a day is a working day; for a local day, whether it would be without
    /// the declaration.
    pub fn is_working_day(&self) -> bool {
        match self {
            DayStatus::Weekday | DayStatus::MakeUp(_) => true,
            DayStatus::Weekend | DayStatus::Holiday(_) => false,
            DayStatus::Local { otherwise, .. } => otherwise.is_working_day(),
        }
    }

    /// Reports whether the State Council's calendar lists such a day.
    pub fn is_listed(&self) -> bool {
        matches!(self, DayStatus::Holiday(_) | DayStatus::MakeUp(_))
    }
}

/// The calendar's information about one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// The date.
    pub date: Date,
    /// Whether it is a working day.
    pub is_working_day: bool,
    /// How long the office is open.
    pub opening: Opening,
    /// The status.
    pub status: DayStatus,
    /// Whether the calendar of its year is published; if not, Monday to Friday are assumed to be
    /// working days.
    pub published: bool,
}

/// The known yearly calendars and the office's own days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    lists: BTreeMap<i16, YearList>,
    days: BTreeMap<Date, (DayMark, String)>,
    local: BTreeMap<Date, LocalDay>,
}

impl Calendar {
    /// Creates a calendar from these lists; a later list of a year replaces an earlier one.
    pub fn new(lists: impl IntoIterator<Item = YearList>) -> Calendar {
        let mut calendar = Calendar::default();
        calendar
            .lists
            .extend(lists.into_iter().map(|list| (list.year, list)));
        calendar.rebuild_days();
        calendar
    }

    /// Adds a list, replacing an earlier one of the same year. The office's own days remain.
    pub fn add_list(&mut self, list: YearList) {
        self.lists.insert(list.year, list);
        self.rebuild_days();
    }

    /// Adds a local day, replacing an earlier declaration.
    pub fn add_local_day(&mut self, day: LocalDay) {
        self.local.insert(day.date, day);
    }

    /// Removes and returns a local day; `None` if there is none.
    pub fn remove_local_day(&mut self, date: Date) -> Option<LocalDay> {
        self.local.remove(&date)
    }

    /// Rebuilds the index of days. A day may be in the lists of two years, in which case that of
    /// the later year wins.
    fn rebuild_days(&mut self) {
        let days = self.lists.values().flat_map(|list| &list.days);
        self.days = days
            .map(|day| (day.date, (day.kind, day.name.clone())))
            .collect();
    }

    /// Returns the years whose lists are known.
    pub fn listed_years(&self) -> impl Iterator<Item = i16> {
        self.lists.keys().copied()
    }

    /// Returns the list of a year, if it is known.
    pub fn year_list(&self, year: i16) -> Option<&YearList> {
        self.lists.get(&year)
    }

    /// Returns the office's own declaration for a date.
    pub fn local(&self, date: Date) -> Option<&LocalDay> {
        self.local.get(&date)
    }

    /// Returns the office's own days of a year, in order.
    pub fn local_days(&self, year: i16) -> impl Iterator<Item = &LocalDay> {
        self.local
            .values()
            .filter(move |day| day.date.year() == year)
    }

    /// Returns the status of a date according to the lists, ignoring the office's own days.
    pub fn listed_status(&self, date: Date) -> DayStatus {
        match self.days.get(&date) {
            Some((DayMark::Holiday, name)) => DayStatus::Holiday(name.clone()),
            Some((DayMark::Workday, name)) => DayStatus::MakeUp(name.clone()),
            None if is_weekend(date) => DayStatus::Weekend,
            None => DayStatus::Weekday,
        }
    }

    /// Returns the information about a date.
    pub fn day_info(&self, date: Date) -> Day {
        let listed = self.listed_status(date);
        let why = match self.local.get(&date) {
            Some(day) => DayStatus::Local {
                day: Box::new(day.clone()),
                otherwise: Box::new(listed),
            },
            None => listed,
        };
        let opening = self.opening(date);
        Day {
            date,
            is_working_day: opening != Opening::Closed,
            opening,
            status: why,
            published: self.lists.contains_key(&date.year()),
        }
    }

    /// Returns how long the office is open on a date, as far as is known. A local day overrides the
    /// lists, and a local half day only that half.
    pub fn opening(&self, date: Date) -> Opening {
        let listed = match self.days.get(&date) {
            Some((mark, _)) => *mark == DayMark::Workday,
            None => !is_weekend(date),
        };
        let Some(local) = self.local.get(&date) else {
            return Opening::from_halves(listed, listed);
        };
        let works = local.kind == DayMark::Workday;
        let half = |half| {
            if local.part.is_none_or(|part| part == half) {
                works
            } else {
                listed
            }
        };
        Opening::from_halves(half(HalfDay::Am), half(HalfDay::Pm))
    }

    /// Reports whether a date is a working day, as far as is known.
    pub fn is_working_day(&self, date: Date) -> bool {
        self.opening(date) != Opening::Closed
    }
}
