//! A snapshot of the office: regulation, calendar, units, staff.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::office_field::{OfficeField, default_authority};
use super::phrase::PhraseChanges;
use super::regulation::Regulation;
use crate::domain::directory::staff::{Role, Staff};
use crate::domain::directory::unit::Units;
use crate::domain::time::calendar::Calendar;
use crate::domain::time::{Date, Timestamp};

/// A snapshot of everything except letters. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Office {
    /// The sequence number of the newest office event contained in this snapshot.
    pub seq: i64,
    /// The sequence number of the newest office event examined since then without any effect on
    /// this snapshot.
    pub examined_seq: i64,
    /// The time of the last clock update.
    pub now: Timestamp,
    /// Whether this is a practice office, whose clock may be moved.
    pub practice: bool,
    /// The regulation in force at `now`.
    pub regulation: Arc<Regulation>,
    /// All regulations, by id.
    pub regulations: Arc<BTreeMap<String, Arc<Regulation>>>,
    /// The day from which each regulation is in force, in loading order; `None` means from the
    /// beginning.
    pub effective_from: Arc<Vec<(Option<Date>, Arc<Regulation>)>>,
    /// The calendar of working days.
    pub calendar: Arc<Calendar>,
    /// The handling units.
    pub units: Arc<Units>,
    /// The active members of staff.
    pub staff: Arc<Vec<Staff>>,
    /// What the office has changed in the phrases.
    pub phrases: Arc<PhraseChanges>,
    /// What the office has set about itself.
    pub settings: Arc<BTreeMap<OfficeField, String>>,
}

impl Office {
    /// Returns the regulation with this id, which a letter stores; falls back to the one in force.
    pub fn regulation_of(&self, id: &str) -> &Arc<Regulation> {
        self.regulations.get(id).unwrap_or(&self.regulation)
    }

    /// Returns the regulation in force for letters received at a time: the last to take effect, and
    /// of several for the same day the one loaded last.
    pub fn regulation_in_force(&self, at: Timestamp) -> &Arc<Regulation> {
        let begun = |(from, regulation): &&(Option<Date>, Arc<Regulation>)| {
            from.is_none_or(|from| from <= regulation.hours.to_civil(at).date())
        };
        let last = self
            .effective_from
            .iter()
            .filter(begun)
            .max_by_key(|(from, _)| *from);
        last.map_or(&self.regulation, |(_, regulation)| regulation)
    }

    /// Sets the current time, and selects the regulation in force.
    pub fn set_now(&mut self, now: Timestamp) {
        (self.now, self.regulation) = (now, self.regulation_in_force(now).clone());
    }

    /// Returns the name of the mailbox.
    pub fn name(&self) -> &str {
        self.regulation.office.localized()
    }

    /// Reports whether the regulation in force is another district's: the title does not have the
    /// place with which the name of the mailbox begins.
    pub fn has_foreign_regulation(&self) -> bool {
        let name = self.name();
        // 区, 县, 市.
        let end = name.find(['\u{533a}', '\u{53bf}', '\u{5e02}']);
        let place = end.and_then(|end| name.get(..end));
        place.is_some_and(|place| !place.is_empty() && !self.regulation.title.zh.contains(place))
    }

    /// Returns who signs the replies.
    pub fn authority(&self) -> String {
        let set = self.settings.get(&OfficeField::Authority);
        set.cloned()
            .unwrap_or_else(|| default_authority(&self.regulation.office.zh))
    }

    /// Returns a setting: what was set, or what the regulation says.
    pub fn setting(&self, field: OfficeField) -> String {
        match field {
            OfficeField::Name => self.name().to_owned(),
            OfficeField::Authority => self.authority(),
            OfficeField::Number => self.regulation.number.to_text(),
        }
    }

    /// Reports whether anybody can instruct and approve.
    pub fn has_leader(&self) -> bool {
        let mut staff = self.staff.iter();
        staff.any(|staff| staff.is_one_of(&[Role::Leader]))
    }

    /// Returns the active member of staff with this id.
    pub fn staff(&self, id: &str) -> Option<&Staff> {
        self.staff.iter().find(|staff| staff.id == id)
    }

    /// Returns the displayed names of the administrators, as a list.
    pub fn administrator_names(&self) -> String {
        let names = self
            .staff
            .iter()
            .filter(|staff| staff.is_one_of(&[Role::Administrator]));
        names
            .map(|staff| staff.name.as_str())
            .collect::<Vec<_>>()
            .join(&say!("list-and"))
    }

    /// Returns the displayed name of a member of staff, or the id if they have left.
    pub fn staff_name(&self, id: &str) -> String {
        self.staff(id)
            .map_or_else(|| id.to_owned(), |staff| staff.name.clone())
    }

    /// Formats a time in the office's time zone to the minute, such as `2026-03-05 18:00`.
    pub fn format_minute(&self, at: Timestamp) -> String {
        self.regulation.hours.to_civil(at).to_minute()
    }
}
