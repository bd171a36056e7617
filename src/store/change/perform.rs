//! The write path of letters: load, compare versions, decide, append, fold, commit.

use std::borrow::Cow;
use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, named_params};

use super::idempotency::{self, IdempotencyKey, Outcome};
use super::split::{self, Recording};
use crate::domain::directory::staff::{Role, Staff};
use crate::domain::letter::draft::DraftRef;
use crate::domain::letter::event::{Attachment, Event};
use crate::domain::letter::incoming::Enclosure;
use crate::domain::letter::late_entry::LateEntry;
use crate::domain::letter::{Letter, LetterId};
use crate::domain::office::Office;
use crate::domain::regulation::Regulation;
use crate::domain::time::Timestamp;
use crate::domain::workflow::action::Action;
use crate::domain::workflow::decide::late::{GivenTime, check_late_entry};
use crate::domain::workflow::decide::{DecisionContext, decide};
use crate::domain::workflow::refusal::Refusal;
use crate::store::Store;
use crate::store::change::append;
use crate::store::error::StoreError;
use crate::store::record::events;

/// A change that is asked for: actions on one letter, all or none.
pub struct Change<'a> {
    /// Makes a repeated request apply at most once; without it each request is a new one.
    pub key: Option<&'a IdempotencyKey>,
    /// The letter.
    pub letter: LetterId,
    /// The version at which it was seen (optimistic lock).
    pub seen: u32,
    /// What is done, in order.
    pub actions: Vec<Action>,
    /// The files of the action that takes some, which names them.
    pub files: &'a [Enclosure],
    /// When the act happened, if it is registered afterwards; the files are its proof.
    pub given_time: Option<&'a GivenTime>,
    /// The draft that the actions finish; it is deleted with them.
    pub finishes: Option<&'a DraftRef>,
}

impl<'a> Change<'a> {
    /// A change by one action.
    pub fn of(letter: LetterId, seen: u32, action: Action) -> Change<'a> {
        Change::all(letter, seen, vec![action])
    }

    /// A change by several actions.
    pub fn all(letter: LetterId, seen: u32, actions: Vec<Action>) -> Change<'a> {
        Change {
            key: None,
            letter,
            seen,
            actions,
            files: &[],
            given_time: None,
            finishes: None,
        }
    }

    /// Adds an idempotency key.
    pub fn with_key(self, key: impl Into<Option<&'a IdempotencyKey>>) -> Change<'a> {
        Change {
            key: key.into(),
            ..self
        }
    }

    /// Adds the files of the action that takes some.
    pub fn with_files(self, files: &'a [Enclosure]) -> Change<'a> {
        Change { files, ..self }
    }

    /// Adds when the act happened.
    pub fn that_happened(self, given_time: impl Into<Option<&'a GivenTime>>) -> Change<'a> {
        Change {
            given_time: given_time.into(),
            ..self
        }
    }

    /// Adds the draft that the change finishes.
    pub fn finishing(self, draft: impl Into<Option<&'a DraftRef>>) -> Change<'a> {
        Change {
            finishes: draft.into(),
            ..self
        }
    }
}

/// Who changes something, and when.
#[derive(Clone, Copy)]
pub struct Actor<'a> {
    /// The member of staff.
    pub who: &'a Staff,
    /// The present instant.
    pub now: Timestamp,
}

impl<'a> Actor<'a> {
    /// A member of staff at an instant.
    pub fn new(who: &'a Staff, now: Timestamp) -> Actor<'a> {
        Actor { who, now }
    }
}

impl Store {
    /// Performs a change in one transaction: load, compare versions, decide, append, fold, commit.
    /// Returns the resulting letter; where the key was applied before, the letter as it is now.
    ///
    /// # Errors
    /// A refusal or a conflict changes nothing, except that some refused attempts are recorded,
    /// once. After a failure of the machine the change may have been applied all the same: a retry
    /// with its key tells. A key that was used for another request is an error.
    pub fn perform(&mut self, change: Change<'_>, actor: Actor<'_>) -> Result<Letter, StoreError> {
        let Change {
            key,
            letter: id,
            seen,
            actions,
            files,
            given_time,
            finishes,
        } = change;
        let Actor { who, now: at } = actor;
        let (transaction, office, window) = self.begin_write(&who.id)?;
        // Permissions and rules are read under the lock: they may have changed since the screen was
        // drawn.
        crate::store::office::refresh_office(&transaction, office)?;
        let who = office
            .staff(&who.id)
            .ok_or_else(|| StoreError::NotStaff(who.id.clone()))?;
        let mut letter =
            events::load(&transaction, id)?.ok_or_else(|| StoreError::NoLetter(id.to_string()))?;
        let before = key
            .map(|key| idempotency::find_outcome(&transaction, key, Some(id)))
            .transpose()?
            .flatten();
        if before.is_some_and(|before| !before.refused) {
            return Ok(letter);
        }
        let changed = letter.version != seen && changed_since(&transaction, id, seen)?;
        // The version may differ because of this request's own refused attempt. Then the rules are
        // applied again first, and the conflict is reported only if they allow it.
        if changed && before.is_none() {
            return Err(conflict_error(&transaction, office, id)?);
        }
        // A refused attempt is recorded alone: the events before it are rolled back to here.
        transaction.execute_batch("SAVEPOINT before")?;
        let regulation = office.regulation_of(&letter.regulation).clone();
        let year = regulation.hours.to_civil(at).year();
        for mut action in actions {
            let takes_files = action.name_files(files);
            let late = given_time
                .map(|given| {
                    let calendar = &office.calendar;
                    check_late_entry(given, &action, &letter, who, &regulation, calendar, at)
                })
                .transpose()?;
            let actor = acting_staff(late.as_ref(), who, office)?;
            let other = match action.named_letter() {
                Some(id) => {
                    let other = events::load(&transaction, id)?;
                    let other = other.filter(|other| !who.is_liaison_only() || other.may_read(who));
                    Some(other.ok_or_else(|| StoreError::NoLetter(id.to_string()))?)
                }
                None => None,
            };
            let repeated = match &other {
                Some(other) => repeated_letters(&transaction, other)?,
                None => BTreeSet::new(),
            };
            // A unit has the letter from when it is handed over, and not from when a leader signed.
            let hands_over = matches!(action, Action::Instruct { .. });
            let judged_at = match &late {
                Some(late) if !hands_over => late.at,
                Some(_) | None => at,
            };
            let context = DecisionContext {
                who: &actor,
                at: judged_at,
                regulation: &regulation,
                calendar: &office.calendar,
                units: &office.units,
                staff: &office.staff,
                named_letter: other.as_ref(),
                repeat_ancestors: &repeated,
                next_letter: next_letter(&transaction)?,
                next_number: next_number(&transaction, year)?,
            };
            let part = match &action {
                Action::Split { title, text } => Some((title.clone(), text.clone())),
                _ => None,
            };
            match decide(&letter, action, &context) {
                Ok(mut decided) => {
                    // The proof of an act that takes no files itself.
                    let proves = !takes_files && late.is_some() && !files.is_empty();
                    if proves {
                        decided.push(Event::Attached {
                            attachments: files.iter().map(Attachment::from_enclosure).collect(),
                            note: None,
                        });
                    }
                    let files = if takes_files || proves { files } else { &[] };
                    let position = letter.attachments.len();
                    let of_now = |event: &Event| {
                        matches!(event, Event::Assigned { .. } | Event::Attached { .. })
                    };
                    let (after, before): (Vec<_>, Vec<_>) = match &late {
                        Some(_) => decided.into_iter().partition(of_now),
                        None => (Vec::new(), decided),
                    };
                    append::append_late(
                        &transaction,
                        &mut letter,
                        at,
                        &who.id,
                        before,
                        late.as_ref(),
                    )?;
                    append::append_to_letter(&transaction, &mut letter, at, &who.id, after)?;
                    if let Some((title, text)) = part {
                        let recording = Recording {
                            connection: &transaction,
                            who: &who.id,
                            at,
                        };
                        split::record_part(&recording, &letter, title, text, office)?;
                    }
                    crate::store::record::attachments::store_attachments(
                        &transaction,
                        id,
                        position,
                        files,
                    )?;
                }
                Err(Refusal {
                    attempt: Some(attempt),
                    why,
                    article,
                }) => {
                    let again = *attempt == Event::ReadRefused
                        && was_refused_today(&transaction, id, who, &regulation, at)?;
                    if before.is_none() && !again {
                        // Nothing is applied, but the attempt is recorded.
                        transaction.execute_batch("ROLLBACK TO before")?;
                        let mut letter = events::load(&transaction, id)?
                            .ok_or(StoreError::CorruptRecord(id.0))?;
                        append::append_to_letter(
                            &transaction,
                            &mut letter,
                            at,
                            &who.id,
                            vec![*attempt],
                        )?;
                        if let Some(key) = key {
                            idempotency::record_outcome(
                                &transaction,
                                key,
                                Outcome {
                                    letter: id,
                                    refused: true,
                                },
                            )?;
                        }
                        transaction.commit()?;
                    }
                    return Err(Refusal {
                        attempt: None,
                        why,
                        article,
                    }
                    .into());
                }
                Err(refusal) => return Err(refusal.into()),
            }
        }
        if changed {
            return Err(conflict_error(&transaction, office, id)?);
        }
        if let Some(kept) = finishes {
            super::drafts::delete_draft(&transaction, id, kept, &who.id, window)?;
        }
        if let Some(key) = key {
            idempotency::record_outcome(
                &transaction,
                key,
                Outcome {
                    letter: id,
                    refused: false,
                },
            )?;
        }
        transaction.commit()?;
        Ok(letter)
    }
}

/// Returns the member of staff as whom the rules are asked: the leader who signed a paper; the office
/// with the rights of an administrator, in whose place it registers what is too long ago for them;
/// or else the person themselves.
fn acting_staff<'a>(
    late: Option<&LateEntry>,
    who: &'a Staff,
    office: &'a Office,
) -> Result<Cow<'a, Staff>, StoreError> {
    let Some(late) = late else {
        return Ok(Cow::Borrowed(who));
    };
    if let Some(id) = &late.by {
        let signer = office
            .staff(id)
            .ok_or_else(|| StoreError::NoStaff(id.clone()))?;
        return match signer.is_one_of(&[Role::Leader]) {
            true => Ok(Cow::Borrowed(signer)),
            false => Err(StoreError::SignerNoLeader(signer.name.clone())),
        };
    }
    if !who.is_one_of(&[Role::Office]) {
        return Ok(Cow::Borrowed(who));
    }
    let mut registrar = who.clone();
    registrar.roles.push(Role::Administrator);
    Ok(Cow::Owned(registrar))
}

/// Reports whether a refusal to read this letter was already recorded for `who` on the day of `at`;
/// one per day is enough.
pub(in crate::store) fn was_refused_today(
    connection: &Connection,
    id: LetterId,
    who: &Staff,
    regulation: &Regulation,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let hours = &regulation.hours;
    let day = hours.to_civil(at).date();
    let mut read = connection.prepare_cached(
        "SELECT at FROM event WHERE letter = :letter AND kind = 'read_refused' AND who = :who ORDER BY version DESC LIMIT 1",
    )?;
    let last: Option<i64> = read
        .query_row(named_params! { ":letter": id.0, ":who": who.id }, |row| {
            row.get(0)
        })
        .optional()?;
    let last = last.and_then(Timestamp::from_millisecond);
    Ok(last.is_some_and(|last| hours.to_civil(last).date() == day))
}

/// Returns all letters that a letter repeats, directly or through others. Each is visited once,
/// because data of older versions may contain a cycle.
fn repeated_letters(
    connection: &Connection,
    letter: &Letter,
) -> Result<BTreeSet<LetterId>, StoreError> {
    let mut found = BTreeSet::new();
    let mut next = letter.repeats.clone();
    while let Some(id) = next.pop() {
        if found.insert(id)
            && let Some(letter) = events::load(connection, id)?
        {
            next.extend(letter.repeats);
        }
    }
    Ok(found)
}

/// Reports whether an event only records that somebody read or tried to read; it conflicts with
/// nothing.
fn is_reader_event(event: &Event) -> bool {
    matches!(event, Event::Read | Event::ReadRefused)
}

/// Reports whether somebody changed a letter since version `seen`. Events of readers do not count.
fn changed_since(connection: &Connection, id: LetterId, seen: u32) -> Result<bool, StoreError> {
    let mut read = connection.prepare_cached(
        "SELECT count(*) FROM event WHERE letter = :letter AND version > :seen AND kind NOT IN ('read', 'read_refused')",
    )?;
    let n: i64 = read.query_row(named_params! { ":letter": id.0, ":seen": seen }, |row| {
        row.get(0)
    })?;
    let newest: u32 = connection
        .prepare_cached("SELECT version FROM letter WHERE id = :letter")?
        .query_row(named_params! { ":letter": id.0 }, |row| row.get(0))?;
    // A version that never existed is as stale as an old one.
    Ok(n > 0 || seen > newest || seen == 0)
}

/// Returns the intake id of the next letter.
fn next_letter(connection: &Connection) -> Result<LetterId, StoreError> {
    let id = connection
        .prepare_cached("SELECT coalesce(max(id), 0) + 1 FROM letter")?
        .query_row([], |row| row.get(0))?;
    Ok(LetterId(id))
}

/// Returns the next official number of a year. It has no gap and no duplicate because it is read
/// under the write lock.
pub(super) fn next_number(connection: &Connection, year: i16) -> Result<u32, StoreError> {
    let last: Option<u32> = connection
        .prepare_cached("SELECT max(number_seq) FROM letter WHERE number_year = :year AND number_seq IS NOT NULL")?
        .query_row(named_params! { ":year": year }, |row| row.get(0))?;
    Ok(last.unwrap_or(0) + 1)
}

fn conflict_error(
    connection: &Connection,
    office: &Office,
    id: LetterId,
) -> Result<StoreError, StoreError> {
    let history = events::letter_events(connection, id)?;
    let Some(last) = history
        .iter()
        .rev()
        .find(|recorded| !is_reader_event(&recorded.event))
    else {
        return Ok(StoreError::CorruptRecord(id.0));
    };
    Ok(StoreError::Conflict {
        who: office.staff_name(&last.who),
        what: last.event.label(),
        at: office.format_minute(last.at),
    })
}
