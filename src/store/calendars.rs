//! Importing lists of holidays: an event of the office, and with it the deadlines that it moves.

use jiff::Timestamp;
use rusqlite::Connection;

use super::error::StoreError;
use super::{Store, directory, events, office};
use crate::domain::calendar::{Calendar, YearList};
use crate::domain::deadline::Due;
use crate::domain::event::{Event, Which};
use crate::domain::letter::{Letter, LetterId};
use crate::domain::number::Number;

/// A deadline that an import moves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The letter.
    pub letter: LetterId,
    /// Its official number.
    pub number: Option<Number>,
    /// Its title, or what stands in place of it where not everybody may read it.
    pub title: String,
    /// Which deadline.
    pub which: Which,
    /// When it was.
    pub was: Due,
    /// When it is.
    pub due: Due,
}

impl Store {
    /// Imports lists of holidays, one event each, and moves every deadline that runs and is another now. Returns those in the order
    /// of the letters; with `dry`, nothing is changed.
    pub fn import_calendar(
        &mut self,
        lists: Vec<YearList>,
        dry: bool,
        who: &str,
        at: Timestamp,
    ) -> Result<Vec<Moved>, StoreError> {
        let (transaction, office, _) = self.write(who)?;
        office::renew(&transaction, office)?;
        let mut calendar = Calendar::clone(&office.calendar);
        // A list that is there already is no event.
        let lists: Vec<YearList> = lists.into_iter().filter(|list| calendar.list(list.year) != Some(list)).collect();
        for list in &lists {
            calendar.add(list.clone());
        }
        if !dry {
            for list in &lists {
                directory::load_calendar(&transaction, list, who, at)?;
            }
        }
        let mut moved = Vec::new();
        for id in open(&transaction)? {
            let Some(mut letter) = events::load(&transaction, id)? else { continue };
            let regulation = office.regulation_of(&letter.regulation);
            let changes: Vec<(Which, Due, Due)> = letter
                .clocks(regulation)
                .into_iter()
                .filter_map(|(which, was, term)| {
                    let due = term.count(&regulation.hours, &calendar)?.due;
                    (due != was).then_some((which, was, due))
                })
                .collect();
            let title = if letter.restriction.is_some() { say!("restricted-title") } else { letter.title.clone() };
            let number = letter.number.clone();
            moved.extend(changes.iter().map(|(which, was, due)| Moved {
                letter: id,
                number: number.clone(),
                title: title.clone(),
                which: *which,
                was: *was,
                due: *due,
            }));
            if !dry && !changes.is_empty() {
                let moved = changes.into_iter().map(|(which, was, due)| Event::DeadlineMoved { which, was, due });
                events::append_to_letter(&transaction, &mut letter, at, who, moved.collect())?;
            }
        }
        if dry {
            return Ok(moved);
        }
        transaction.commit()?;
        office::renew(&self.connection, &mut self.office)?;
        Ok(moved)
    }
}

/// The letters against which a limit may run.
fn open(connection: &Connection) -> Result<Vec<LetterId>, StoreError> {
    let mut read = connection
        .prepare("SELECT id FROM letter WHERE queue IN ('inbox', 'triage', 'assignment', 'drafting') ORDER BY id")?;
    let ids = read.query_map([], |row| row.get(0).map(LetterId))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

/// Whether every deadline of a letter is what it is when counted again.
pub fn explained(letter: &Letter, office: &crate::domain::office::Office) -> bool {
    let regulation = office.regulation_of(&letter.regulation);
    letter.clocks(regulation).into_iter().all(|(_, due, term)| {
        term.count(&regulation.hours, &office.calendar).is_some_and(|deadline| deadline.due == due)
    })
}
