//! Importing lists: what each year had and has, which days it would lose, and what is not done without a second word.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::doubt::{Doubt, doubts};
use super::{Calendar, ListedDay, LocalDay, Mark, YearList, is_weekend};

/// What whoever imports has agreed to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Consent {
    /// Days that are known may be lost.
    pub replace: bool,
    /// The first list of a year may be doubtful.
    pub incomplete: bool,
}

/// What an import does to the list of a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YearChange {
    /// The year.
    pub year: i16,
    /// Whether there was a list of it.
    pub known: bool,
    /// How many days that had.
    pub before: usize,
    /// How many days the list has now.
    pub after: usize,
    /// The days that were known, and are no longer what they were.
    pub lost: Vec<ListedDay>,
    /// The days that are new, or another thing than they were.
    pub added: Vec<ListedDay>,
    /// The office's own days of the year, which stay.
    pub own: Vec<LocalDay>,
    /// What makes the list doubtful, where it is another than the one before.
    pub doubts: Vec<Doubt>,
}

/// Why nothing of a file was imported. All of it is refused where one year is: a half of a file would leave the office unsure of what
/// it has.
#[derive(Debug, thiserror::Error)]
pub enum BadImport {
    /// A Monday to Friday is listed as a make-up working day, and no list has it as a holiday.
    #[error("{}", crate::say!("calendar-works-anyway", date = .0.to_string(), weekday = super::weekday(*.0)))]
    WorksAnyway(Date),
    /// Days that are known would be lost.
    #[error("{}", losing(.0))]
    Loses(Vec<YearChange>),
    /// The first list of a year is doubtful.
    #[error("{}", doubtful(.0))]
    Doubtful(Vec<YearChange>),
}

impl BadImport {
    /// The code in the JSON form of an error.
    pub fn kind(&self) -> &'static str {
        match self {
            BadImport::WorksAnyway(_) => "bad_calendar",
            BadImport::Loses(_) => "calendar_loses",
            BadImport::Doubtful(_) => "calendar_doubtful",
        }
    }

    /// What the import would have done, where it was refused for that.
    pub fn changes(&self) -> &[YearChange] {
        match self {
            BadImport::WorksAnyway(_) => &[],
            BadImport::Loses(changes) | BadImport::Doubtful(changes) => changes,
        }
    }
}

fn years<'a>(changes: impl Iterator<Item = &'a YearChange>) -> String {
    changes
        .map(|change| change.year.to_string())
        .collect::<Vec<_>>()
        .join(&crate::say!("list-and"))
}

fn losing(changes: &[YearChange]) -> String {
    let losing = || changes.iter().filter(|change| !change.lost.is_empty());
    let n: usize = losing().map(|change| change.lost.len()).sum();
    crate::say!("calendar-loses", years = years(losing()), n = n)
}

fn doubtful(changes: &[YearChange]) -> String {
    let asked = || changes.iter().filter(|change| change.asks());
    let why: Vec<String> = asked()
        .flat_map(|change| &change.doubts)
        .map(Doubt::words)
        .collect();
    crate::say!(
        "calendar-doubtful",
        years = years(asked()),
        why = why.join(&crate::say!("list-doubts"))
    )
}

impl YearChange {
    /// Whether it is not done without a second word: with the first list of a year, its deadlines are provisional no more.
    fn asks(&self) -> bool {
        !self.known && !self.doubts.is_empty()
    }
}

impl Calendar {
    /// The calendar with these lists, each in place of an earlier one of the same year, and what that does to each year.
    ///
    /// # Errors
    /// Where it is refused; see [`BadImport`].
    pub fn import(
        &self,
        lists: &[YearList],
        consent: Consent,
    ) -> Result<(Calendar, Vec<YearChange>), BadImport> {
        for day in lists.iter().flat_map(|list| &list.days) {
            // A list that says of such a day what is known already changes nothing.
            if day.kind == Mark::Workday
                && !is_weekend(day.date)
                && !self.days.contains_key(&day.date)
            {
                return Err(BadImport::WorksAnyway(day.date));
            }
        }
        let mut calendar = self.clone();
        let mut changes = Vec::new();
        for list in lists {
            let before = calendar.days.clone();
            let earlier = calendar.list(list.year).map_or(0, |list| list.days.len());
            let same = calendar.list(list.year) == Some(list);
            calendar.add(list.clone());
            changes.push(YearChange {
                year: list.year,
                known: earlier > 0,
                before: earlier,
                after: list.days.len(),
                lost: without(&before, &calendar.days),
                added: without(&calendar.days, &before),
                own: calendar.local_days(list.year).cloned().collect(),
                doubts: if same { Vec::new() } else { doubts(list, self) },
            });
        }
        // What one list of the file takes away another may bring, as with the last days of a December.
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
            return Err(BadImport::Loses(changes));
        }
        if !consent.incomplete && changes.iter().any(YearChange::asks) {
            return Err(BadImport::Doubtful(changes));
        }
        Ok((calendar, changes))
    }
}

type Days = BTreeMap<Date, (Mark, String)>;

/// The days of one that are not the same in the other. What a day is called does not matter.
fn without(days: &Days, other: &Days) -> Vec<ListedDay> {
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
