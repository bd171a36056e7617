//! Changes of the calendar: imported holiday lists and days declared by the office. Each is an
//! event of the office and moves the running deadlines.

use rusqlite::Connection;

use crate::domain::letter::event::{DeadlineKind, Event};
use crate::domain::letter::{Letter, LetterId};
use crate::domain::office::Office;
use crate::domain::office_event::OfficeEvent;
use crate::domain::regulation::number::OfficialNumber;
use crate::domain::time::calendar::{Calendar, ImportConsent, LocalDay, YearChange, YearList};
use crate::domain::time::deadline::Due;
use crate::domain::time::{Date, Timestamp};
use crate::store::change::append;
use crate::store::error::StoreError;
use crate::store::record::events;
use crate::store::{Store, directory, office};

/// A deadline that moves with the calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MovedDeadline {
    /// The letter.
    pub letter: LetterId,
    /// Its official number.
    pub number: Option<OfficialNumber>,
    /// Its title, or a placeholder for a restricted letter.
    pub title: String,
    /// Which of its deadlines.
    pub which: DeadlineKind,
    /// The old deadline.
    pub was: Due,
    /// The new deadline.
    pub due: Due,
}

/// The effect of an import, or what it would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarImport {
    /// The change of each year in the file, in order.
    pub changes: Vec<YearChange>,
    /// The moved deadlines, in order of letters.
    pub moved: Vec<MovedDeadline>,
}

impl Store {
    /// Imports holiday lists, one event for each, and moves the running deadlines. Returns what
    /// changed; with `dry`, changes nothing.
    ///
    /// # Errors
    /// If a year would lose days, or the first list of a year is doubtful, and `consent` does not
    /// cover it. The same errors occur with `dry`, and no year is imported.
    pub fn import_calendar(
        &mut self,
        lists: Vec<YearList>,
        consent: ImportConsent,
        dry: bool,
        who: &str,
        at: Timestamp,
    ) -> Result<CalendarImport, StoreError> {
        let mut changes = Vec::new();
        let moved = self.change_calendar(dry, who, at, |calendar| {
            let imported = calendar.import_lists(&lists, consent).map_err(Box::new)?;
            // A list that is already loaded needs no event.
            let new = lists
                .iter()
                .filter(|list| calendar.year_list(list.year) != Some(list));
            let events = new
                .map(|list| OfficeEvent::CalendarLoaded { list: list.clone() })
                .collect();
            changes = imported.1;
            Ok((imported.0, events))
        })?;
        Ok(CalendarImport { changes, moved })
    }

    /// Declares a day of the office's own and moves the running deadlines. Repeating the same
    /// declaration records no event.
    ///
    /// # Errors
    /// If something else is declared for the day.
    pub fn declare_day(
        &mut self,
        day: LocalDay,
        dry: bool,
        who: &str,
        at: Timestamp,
    ) -> Result<Vec<MovedDeadline>, StoreError> {
        self.change_calendar(dry, who, at, |calendar| {
            let mut after = calendar.clone();
            let events = match calendar.local(day.date) {
                Some(known) if *known == day => Vec::new(),
                Some(known) => return Err(StoreError::LocalDayExists(day.date, known.label())),
                None => vec![OfficeEvent::LocalDayDeclared { day: day.clone() }],
            };
            after.add_local_day(day);
            Ok((after, events))
        })
    }

    /// Revokes a day of the office's own and moves the running deadlines.
    ///
    /// # Errors
    /// If nothing is declared for the day.
    pub fn drop_day(
        &mut self,
        date: Date,
        why: &str,
        dry: bool,
        who: &str,
        at: Timestamp,
    ) -> Result<Vec<MovedDeadline>, StoreError> {
        self.change_calendar(dry, who, at, |calendar| {
            let mut after = calendar.clone();
            after
                .remove_local_day(date)
                .ok_or(StoreError::NoLocalDay(date))?;
            Ok((
                after,
                vec![OfficeEvent::LocalDayDropped {
                    date,
                    why: why.to_owned(),
                }],
            ))
        })
    }

    /// Records the events of a change and moves the deadlines that differ under the new calendar.
    fn change_calendar(
        &mut self,
        dry: bool,
        who: &str,
        at: Timestamp,
        change: impl FnOnce(&Calendar) -> Result<(Calendar, Vec<OfficeEvent>), StoreError>,
    ) -> Result<Vec<MovedDeadline>, StoreError> {
        let (transaction, office, _) = self.begin_write(who)?;
        office::refresh_office(&transaction, office)?;
        let (calendar, events) = change(&office.calendar)?;
        if !dry {
            for event in &events {
                directory::record_office_event(&transaction, at, who, event)?;
            }
        }
        let moved = move_deadlines(&transaction, office, &calendar, dry, who, at)?;
        if !dry {
            transaction.commit()?;
            office::refresh_office(&self.connection, &mut self.office)?;
        }
        Ok(moved)
    }
}

/// Moves the deadlines that differ under this calendar, with an event for each; with `dry`, only
/// finds them.
fn move_deadlines(
    connection: &Connection,
    office: &Office,
    calendar: &Calendar,
    dry: bool,
    who: &str,
    at: Timestamp,
) -> Result<Vec<MovedDeadline>, StoreError> {
    let mut moved = Vec::new();
    for id in letters_with_deadline(connection)? {
        let Some(mut letter) = events::load(connection, id)? else {
            continue;
        };
        let regulation = office.regulation_of(&letter.regulation);
        let changes: Vec<(DeadlineKind, Due, Due)> = letter
            .running_deadlines(regulation)
            .into_iter()
            .filter_map(|(which, was, term)| {
                let due = term.compute_deadline(&regulation.hours, calendar)?.due;
                (due != was).then_some((which, was, due))
            })
            .collect();
        let title = if letter.restriction.is_some() {
            say!("restricted-title")
        } else {
            letter.title.clone()
        };
        let number = letter.number.clone();
        moved.extend(changes.iter().map(|(which, was, due)| MovedDeadline {
            letter: id,
            number: number.clone(),
            title: title.clone(),
            which: *which,
            was: *was,
            due: *due,
        }));
        if !dry && !changes.is_empty() {
            let moved = changes
                .into_iter()
                .map(|(which, was, due)| Event::DeadlineMoved { which, was, due });
            append::append_to_letter(connection, &mut letter, at, who, moved.collect())?;
        }
    }
    Ok(moved)
}

/// Returns the letters that may have a running deadline.
fn letters_with_deadline(connection: &Connection) -> Result<Vec<LetterId>, StoreError> {
    let mut read = connection
        .prepare("SELECT id FROM letter WHERE queue IN ('inbox', 'triage', 'assignment', 'drafting') ORDER BY id")?;
    let ids = read.query_map([], |row| row.get(0).map(LetterId))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

/// Reports whether every deadline of a letter equals its recalculation.
pub fn deadlines_match(letter: &Letter, office: &Office) -> bool {
    let regulation = office.regulation_of(&letter.regulation);
    letter
        .running_deadlines(regulation)
        .into_iter()
        .all(|(_, due, term)| {
            term.compute_deadline(&regulation.hours, &office.calendar)
                .is_some_and(|deadline| deadline.due == due)
        })
}
