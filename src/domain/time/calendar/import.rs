//! Imports holiday calendars: computes the changes of each year, and what requires explicit
//! consent.

use std::collections::BTreeMap;

use crate::domain::time::Date;

use super::doubt::{Doubt, find_doubts};
use super::{Calendar, DayMark, ListedDay, LocalDay, YearList, is_weekend};

/// The importer's consent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ImportConsent {
    /// Known days may be lost.
    pub replace: bool,
    /// A doubtful first calendar of a year is accepted.
    pub incomplete: bool,
}

/// The changes that an import makes to one year's calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YearChange {
    /// The year.
    pub year: i16,
    /// Whether a calendar of the year existed.
    pub known: bool,
    /// Its former number of days.
    pub before: usize,
    /// Its new number of days.
    pub after: usize,
    /// Known days that are removed or change their kind.
    pub lost: Vec<ListedDay>,
    /// Days that are new or change their kind.
    pub added: Vec<ListedDay>,
    /// The office's own days in the year, which remain.
    pub own: Vec<LocalDay>,
    /// The doubts about the calendar, unless it is unchanged.
    pub doubts: Vec<Doubt>,
}

/// The reason why a file was not imported. A single bad year rejects the whole file, because a
/// partial import would leave the office unsure of what it has.
#[derive(Debug, thiserror::Error)]
pub enum ImportRefusal {
    /// A Monday to Friday is listed as a make-up working day, although no calendar has it as a
    /// holiday.
    #[error("{}", crate::say!("calendar-works-anyway", date = .0.to_string(), weekday = super::weekday(*.0)))]
    WorksAnyway(Date),
    /// Known days would be lost.
    #[error("{}", losing(.0))]
    Loses(Vec<YearChange>),
    /// The first calendar of a year is doubtful.
    #[error("{}", doubtful(.0))]
    Doubtful(Vec<YearChange>),
}

impl ImportRefusal {
    /// Returns the code used in the JSON form of an error.
    pub fn kind(&self) -> &'static str {
        match self {
            ImportRefusal::WorksAnyway(_) => "bad_calendar",
            ImportRefusal::Loses(_) => "calendar_loses",
            ImportRefusal::Doubtful(_) => "calendar_doubtful",
        }
    }

    /// Returns the changes that the import would have made.
    pub fn changes(&self) -> &[YearChange] {
        match self {
            ImportRefusal::WorksAnyway(_) => &[],
            ImportRefusal::Loses(changes) | ImportRefusal::Doubtful(changes) => changes,
        }
    }
}

fn join_years<'a>(changes: impl Iterator<Item = &'a YearChange>) -> String {
    changes
        .map(|change| change.year.to_string())
        .collect::<Vec<_>>()
        .join(&crate::say!("list-and"))
}

fn losing(changes: &[YearChange]) -> String {
    let losing = || changes.iter().filter(|change| !change.lost.is_empty());
    let n: usize = losing().map(|change| change.lost.len()).sum();
    crate::say!("calendar-loses", years = join_years(losing()), n = n)
}

fn doubtful(changes: &[YearChange]) -> String {
    let asked = || changes.iter().filter(|change| change.needs_consent());
    let why: Vec<String> = asked()
        .flat_map(|change| &change.doubts)
        .map(Doubt::label)
        .collect();
    crate::say!(
        "calendar-doubtful",
        years = join_years(asked()),
        why = why.join(&crate::say!("list-doubts"))
    )
}

impl YearChange {
    /// Reports whether consent is required: the first calendar of a year makes its deadlines final.
    fn needs_consent(&self) -> bool {
        !self.known && !self.doubts.is_empty()
    }
}

impl Calendar {
    /// Returns the calendar with these lists added, each replacing an earlier one of the same year,
    /// and the changes of each year.
    ///
    /// # Errors
    /// Returns an error if a list is wrong, or if consent is missing.
    pub fn import_lists(
        &self,
        lists: &[YearList],
        consent: ImportConsent,
    ) -> Result<(Calendar, Vec<YearChange>), ImportRefusal> {
        for day in lists.iter().flat_map(|list| &list.days) {
            // A list that merely confirms what is known about such a day is accepted.
            if day.kind == DayMark::Workday
                && !is_weekend(day.date)
                && !self.days.contains_key(&day.date)
            {
                return Err(ImportRefusal::WorksAnyway(day.date));
            }
        }
        let mut calendar = self.clone();
        let mut changes = Vec::new();
        for list in lists {
            let before = calendar.days.clone();
            let earlier = calendar
                .year_list(list.year)
                .map_or(0, |list| list.days.len());
            let same = calendar.year_list(list.year) == Some(list);
            calendar.add_list(list.clone());
            changes.push(YearChange {
                year: list.year,
                known: earlier > 0,
                before: earlier,
                after: list.days.len(),
                lost: changed_days(&before, &calendar.days),
                added: changed_days(&calendar.days, &before),
                own: calendar.local_days(list.year).cloned().collect(),
                doubts: if same {
                    Vec::new()
                } else {
                    find_doubts(list, self)
                },
            });
        }
        // A day removed by one list of the file may be restored by another, as with the last days
        // of December.
        let is = |days: &Days, day: &ListedDay| {
            days.get(&day.date)
                .is_some_and(|(kind, _)| *kind == day.kind)
        };
        for change in &mut changes {
            change
                .lost
                .retain(|day| is(&self.days, day) && !is(&calendar.days, day));
            change
                .added
                .retain(|day| is(&calendar.days, day) && !is(&self.days, day));
        }
        if !consent.replace && changes.iter().any(|change| !change.lost.is_empty()) {
            return Err(ImportRefusal::Loses(changes));
        }
        if !consent.incomplete && changes.iter().any(YearChange::needs_consent) {
            return Err(ImportRefusal::Doubtful(changes));
        }
        Ok((calendar, changes))
    }
}

type Days = BTreeMap<Date, (DayMark, String)>;

/// Returns the days whose kind in `other` differs. Names are ignored.
fn changed_days(days: &Days, other: &Days) -> Vec<ListedDay> {
    let gone = days
        .iter()
        .filter(|(date, (kind, _))| other.get(*date).is_none_or(|(now, _)| now != kind));
    gone.map(|(date, (kind, name))| ListedDay {
        date: *date,
        kind: *kind,
        name: name.clone(),
    })
    .collect()
}
