//! The office as it stands: regulation, calendar, units, people.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;

use super::regulation::Regulation;
use crate::domain::directory::staff::{Role, Staff};
use crate::domain::directory::unit::Units;
use crate::domain::time::calendar::Calendar;

/// A snapshot of everything that is not a letter. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Office {
    /// The newest event of the office when this snapshot was made.
    pub seq: i64,
    /// The newest event of the office that was looked at since, and that changed nothing here.
    pub looked: i64,
    /// When it was last told the time.
    pub now: Timestamp,
    /// Whether the clock may be moved.
    pub practice: bool,
    /// The regulation that was in force when the office was last told the time.
    pub regulation: Arc<Regulation>,
    /// All regulations, by identity.
    pub regulations: Arc<BTreeMap<String, Arc<Regulation>>>,
    /// From which day each is in force, in the order in which they were loaded; `None` is from the beginning.
    pub begins: Arc<Vec<(Option<Date>, Arc<Regulation>)>>,
    /// The working days.
    pub calendar: Arc<Calendar>,
    /// The handling units.
    pub units: Arc<Units>,
    /// The active members of staff.
    pub staff: Arc<Vec<Staff>>,
}

impl Office {
    /// The regulation that a letter came under; the one in force where that is not known.
    pub fn regulation_of(&self, id: &str) -> &Arc<Regulation> {
        self.regulations.get(id).unwrap_or(&self.regulation)
    }

    /// The regulation in force for letters received at an instant: the last to begin, and of those of one day the last loaded.
    pub fn in_force(&self, at: Timestamp) -> &Arc<Regulation> {
        let begun = |(from, regulation): &&(Option<Date>, Arc<Regulation>)| {
            from.is_none_or(|from| from <= regulation.hours.civil(at).date())
        };
        let last = self
            .begins
            .iter()
            .filter(begun)
            .max_by_key(|(from, _)| *from);
        last.map_or(&self.regulation, |(_, regulation)| regulation)
    }

    /// Tells the office the time.
    pub fn turn(&mut self, now: Timestamp) {
        (self.now, self.regulation) = (now, self.in_force(now).clone());
    }

    /// The member of staff with this short name.
    pub fn staff(&self, id: &str) -> Option<&Staff> {
        self.staff.iter().find(|staff| staff.id == id)
    }

    /// The names of the administrators, as people read them.
    pub fn administrators(&self) -> String {
        let names = self
            .staff
            .iter()
            .filter(|staff| staff.is_one_of(&[Role::Administrator]));
        names
            .map(|staff| staff.name.as_str())
            .collect::<Vec<_>>()
            .join(&say!("list-and"))
    }

    /// The name that people read of a member of staff; the short name where he has left.
    pub fn staff_name(&self, id: &str) -> String {
        self.staff(id)
            .map_or_else(|| id.to_owned(), |staff| staff.name.clone())
    }

    /// An instant as the office writes it, to the minute: `2026-03-05 18:00`.
    pub fn written(&self, at: Timestamp) -> String {
        self.regulation
            .hours
            .civil(at)
            .strftime("%Y-%m-%d %H:%M")
            .to_string()
    }
}
