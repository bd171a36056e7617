//! What must be so at any time, counted from the record itself.

use std::collections::{BTreeMap, BTreeSet};

use xinxiang::domain::directory::staff::Role;
use xinxiang::domain::directory::unit::UnitId;
use xinxiang::domain::letter::event::Event;
use xinxiang::domain::letter::stage::{Queue, Stage};
use xinxiang::domain::letter::summary::{AccessScope, Filter, PageCursor};
use xinxiang::domain::letter::{Letter, LetterId};
use xinxiang::domain::time::Timestamp;
use xinxiang::store::Store;

use super::deeds::Desks;

/// Which units have a letter: those to which it went, less those that returned it or whose opinion was not needed; a lead unit
/// that returns it, from which it is taken back, and a new round, take it from all; an ending from those that have not answered.
pub(super) fn holders(store: &Store, id: LetterId) -> BTreeSet<UnitId> {
    let (mut lead, mut held, mut answered) = (None, BTreeSet::new(), BTreeSet::new());
    for recorded in store.history(id).unwrap() {
        match recorded.event {
            Event::Assigned { unit, co, .. } => {
                held.insert(unit);
                answered.remove(&unit);
                lead = if co { lead } else { Some(unit) };
            }
            Event::Returned { unit, .. } if lead == Some(unit) => held.clear(),
            Event::Returned { unit, .. } | Event::OpinionWaived { unit, .. } => {
                _ = held.remove(&unit)
            }
            Event::TakenBack { unit, .. } if lead == Some(unit) => held.clear(),
            Event::TakenBack { unit, .. } => _ = held.remove(&unit),
            Event::LeadChanged { was, now, kept, .. } => {
                if !kept {
                    held.remove(&was);
                }
                lead = Some(now);
            }
            Event::FeedbackGiven { unit, .. } => _ = answered.insert(unit),
            Event::FeedbackSentBack { unit, .. } => _ = answered.remove(&unit),
            Event::Ended { .. } => held.retain(|unit| answered.contains(unit)),
            Event::Reopened { .. } | Event::Revoked { .. } => held.clear(),
            _ => {}
        }
    }
    held
}

pub(super) fn all(desks: &Desks, now: Timestamp) {
    let letters = desks.letters();
    numbers(&letters);
    let holders: BTreeMap<LetterId, BTreeSet<UnitId>> = letters
        .iter()
        .map(|letter| (letter.id, holders(&desks.first, letter.id)))
        .collect();
    for letter in &letters {
        deadlines(desks, letter);
        stages(letter, &holders[&letter.id]);
    }
    for liaison in desks
        .staff
        .iter()
        .filter(|who| who.roles == [Role::Liaison])
    {
        let unit = liaison.unit.unwrap();
        let his: BTreeSet<LetterId> = holders
            .iter()
            .filter(|(_, units)| units.contains(&unit))
            .map(|(id, _)| *id)
            .collect();
        let sight = AccessScope::for_staff(liaison);
        let filter = Filter {
            scope: sight.clone(),
            ..Filter::default()
        };
        let rows = desks
            .second
            .page(Queue::All, &filter, PageCursor::Start, 1_000, now)
            .unwrap();
        assert_eq!(
            rows.iter().map(|row| row.id).collect::<BTreeSet<_>>(),
            his,
            "the page of {}",
            liaison.id
        );
        let counts = desks.second.queue_counts(now, &sight).unwrap();
        assert_eq!(
            counts.get(Queue::All),
            his.len() as u64,
            "the counts of {}",
            liaison.id
        );
        for letter in &letters {
            assert_eq!(
                desks.second.peek(letter.id, liaison).is_ok(),
                his.contains(&letter.id),
                "{}",
                letter.id
            );
        }
    }
}

/// One letter, one number: per year from 1 without a gap or a repeat.
fn numbers(letters: &[Letter]) {
    let mut years: BTreeMap<i16, Vec<u32>> = BTreeMap::new();
    for number in letters.iter().filter_map(|letter| letter.number.as_ref()) {
        years.entry(number.year).or_default().push(number.seq);
    }
    for (year, mut given) in years {
        given.sort_unstable();
        assert_eq!(
            given,
            (1..=given.len() as u32).collect::<Vec<_>>(),
            "the numbers of {year}"
        );
    }
}

/// Every deadline that runs is what it counts to on the calendar as it is.
fn deadlines(desks: &Desks, letter: &Letter) {
    let office = desks.first.office();
    let regulation = office.regulation_of(&letter.regulation);
    for (which, due, term) in letter.running_deadlines(regulation) {
        let counted = term
            .compute_deadline(&regulation.hours, &office.calendar)
            .unwrap()
            .due;
        assert_eq!(due, counted, "{which:?} of letter {}", letter.id);
    }
}

/// Where a letter stands, who has it and what it waits for go together.
fn stages(letter: &Letter, holders: &BTreeSet<UnitId>) {
    let at_units = letter.stage == Stage::Assigned;
    let open = letter
        .current_assignments()
        .filter(|held| held.is_open())
        .count();
    assert_eq!(
        at_units,
        open > 0,
        "letter {} {:?}: {open} units owe an answer",
        letter.id,
        letter.stage
    );
    if at_units {
        let lead = letter
            .lead_assignment()
            .unwrap_or_else(|| panic!("letter {} is at units without a lead unit", letter.id));
        assert!(holders.contains(&lead.unit));
    }
    let ended = matches!(letter.stage, Stage::Declined | Stage::Terminated);
    assert!(
        !ended || letter.current_due().is_none(),
        "letter {} has ended, and a limit runs",
        letter.id
    );
    let numbered = !matches!(letter.stage, Stage::Received | Stage::Declined);
    assert_eq!(
        letter.number.is_some(),
        numbered,
        "letter {} {:?}",
        letter.id,
        letter.stage
    );
    if let Some(accused) = letter
        .restriction
        .as_ref()
        .and_then(|restriction| restriction.accused)
    {
        assert!(
            !holders.contains(&accused),
            "the accused unit has letter {}",
            letter.id
        );
    }
}

pub(super) fn clean(desks: &mut Desks) {
    for store in [&mut desks.first, &mut desks.second] {
        let report = store.verify(&mut |_, _| ()).unwrap();
        assert_eq!(report.findings, Vec::<String>::new());
    }
}
