//! Access control: a liaison reads the letters of their own unit, a restricted letter is read by
//! those on its list, and each such reading is recorded.
//!
//! All letters and events that are displayed are redacted here first.

use std::collections::BTreeSet;

use rusqlite::{OptionalExtension, named_params};

use crate::domain::directory::staff::Staff;
use crate::domain::letter::event::RecordedEvent;
use crate::domain::letter::summary::{AccessScope, Summary};
use crate::domain::letter::{Letter, LetterId};
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::record::events;
use crate::store::record::projection::reader_pattern;

/// SQL condition on a row of `letter`: it is readable by a liaison if their unit has it, by anybody
/// else unless it is restricted to others. Binds `:unit` and `:reader`.
pub(in crate::store) const READABLE_SQL: &str =
    "(readers IS NULL OR :unit IS NOT NULL OR :reader IS NULL OR instr(readers, :reader))
    AND (:unit IS NULL OR EXISTS (SELECT 1 FROM assignment WHERE unit = :unit AND letter = letter.id AND stands = 1))";

/// Returns the parameters `:unit` and `:reader` of that condition.
pub(in crate::store) fn readable_params(sight: &AccessScope) -> (Option<i64>, Option<String>) {
    (
        sight.unit.map(|unit| unit.0),
        sight.reader.as_deref().map(reader_pattern),
    )
}

impl Store {
    /// Finds a letter by number or id. A liaison gets [`StoreError::NoLetter`] for any letter that
    /// is not at their unit.
    pub fn find_visible(&self, named: &str, who: &Staff) -> Result<LetterId, StoreError> {
        self.find_letter_at(named, AccessScope::for_staff(who).unit)
    }

    /// Returns a letter without recording the access: a restricted one with its contents sealed. A
    /// liaison gets [`StoreError::NoLetter`] for a letter that is not at their unit.
    pub fn peek(&self, id: LetterId, who: &Staff) -> Result<Letter, StoreError> {
        let letter = self.load_letter(id)?;
        if who.is_liaison_only() && !letter.may_read(who) {
            return Err(StoreError::NoLetter(id.to_string()));
        }
        if letter.restriction.is_some() {
            return Ok(letter.into_masked());
        }
        self.redact_letter(letter, who)
    }

    /// Redacts a letter for a member of staff: references to letters that they may not read are
    /// removed.
    pub fn redact_letter(&self, letter: Letter, who: &Staff) -> Result<Letter, StoreError> {
        let letter = letter.redacted_for(who);
        let readable =
            self.filter_readable(letter.linked_letters(), &AccessScope::for_staff(who))?;
        Ok(letter.redact_links(|id| readable.contains(&id)))
    }

    /// Returns the events of a letter, oldest first, redacted for somebody who may read that
    /// letter. References to letters that they may not read are removed. All displays of events go
    /// through here.
    pub fn history_for(&self, id: LetterId, who: &Staff) -> Result<Vec<RecordedEvent>, StoreError> {
        let history = events::letter_events(&self.connection, id)?;
        let mut named = BTreeSet::new();
        for RecordedEvent { event, .. } in &history {
            // Redacting is used to collect the ids: the closure sees each one that the event names.
            let _ = event.clone().redact_links(|id| named.insert(id));
        }
        let readable = self.filter_readable(named.into_iter(), &AccessScope::for_staff(who))?;
        let shown = history.into_iter().filter_map(
            |RecordedEvent {
                 version,
                 at,
                 who,
                 late,
                 event,
             }| {
                let event = event.redact_links(|id| readable.contains(&id))?;
                Some(RecordedEvent {
                    version,
                    at,
                    who,
                    late,
                    event,
                })
            },
        );
        Ok(shown.collect())
    }

    /// Returns those of the letters that are readable.
    pub(in crate::store) fn filter_readable(
        &self,
        ids: impl Iterator<Item = LetterId>,
        sight: &AccessScope,
    ) -> Result<BTreeSet<LetterId>, StoreError> {
        let mut readable = BTreeSet::new();
        for id in ids {
            if !readable.contains(&id) && self.is_readable(id, sight)? {
                readable.insert(id);
            }
        }
        Ok(readable)
    }

    /// Reports whether a letter is readable, according to its row.
    pub(in crate::store) fn is_readable(
        &self,
        id: LetterId,
        sight: &AccessScope,
    ) -> Result<bool, StoreError> {
        let (unit, reader) = readable_params(sight);
        let found = self
            .connection
            .prepare_cached(&format!(
                "SELECT 1 FROM letter WHERE id = :id AND {READABLE_SQL}"
            ))?
            .query_row(
                named_params! { ":id": id.0, ":unit": unit, ":reader": reader },
                |_| Ok(()),
            )
            .optional()?;
        Ok(found.is_some())
    }

    /// Returns the restricted letters that do not have this reader on their list.
    pub(in crate::store) fn unreadable_restricted(
        &self,
        sight: &AccessScope,
    ) -> Result<BTreeSet<LetterId>, StoreError> {
        let (_, reader) = readable_params(sight);
        let Some(reader) = reader else {
            return Ok(BTreeSet::new());
        };
        let mut read = self.connection.prepare_cached(
            "SELECT id FROM letter WHERE readers IS NOT NULL AND NOT instr(readers, :reader)",
        )?;
        let ids = read.query_map(named_params! { ":reader": reader }, |row| {
            row.get(0).map(LetterId)
        })?;
        Ok(ids.collect::<Result<_, _>>()?)
    }

    /// Returns those of the letters that `who` may not read.
    pub fn filter_hidden(
        &self,
        ids: BTreeSet<LetterId>,
        who: &Staff,
    ) -> Result<BTreeSet<LetterId>, StoreError> {
        let sight = AccessScope::for_staff(who);
        if sight.unit.is_none() {
            return Ok(self
                .unreadable_restricted(&sight)?
                .intersection(&ids)
                .copied()
                .collect());
        }
        let readable = self.filter_readable(ids.iter().copied(), &sight)?;
        Ok(ids.difference(&readable).copied().collect())
    }

    /// Returns those of the letters that repeat only letters which `who` may not read.
    pub fn repeats_only_hidden(
        &self,
        ids: BTreeSet<LetterId>,
        who: &Staff,
    ) -> Result<BTreeSet<LetterId>, StoreError> {
        let sight = AccessScope::for_staff(who);
        let mut found = BTreeSet::new();
        if sight.unit.is_none() && self.unreadable_restricted(&sight)?.is_empty() {
            return Ok(found);
        }
        for id in ids {
            if !self.has_readable_original(id, &sight)? {
                found.insert(id);
            }
        }
        Ok(found)
    }

    /// Clears the repeat mark in rows whose earlier letters are all unreadable.
    pub(in crate::store) fn clear_hidden_repeats(
        &self,
        rows: &mut [Summary],
        sight: &AccessScope,
    ) -> Result<(), StoreError> {
        if !rows.iter().any(|row| row.repeated)
            || (sight.unit.is_none() && self.unreadable_restricted(sight)?.is_empty())
        {
            return Ok(());
        }
        for row in rows.iter_mut().filter(|row| row.repeated) {
            row.repeated = self.has_readable_original(row.id, sight)?;
        }
        Ok(())
    }

    /// Reports whether a letter repeats at least one readable letter.
    pub(in crate::store) fn has_readable_original(
        &self,
        id: LetterId,
        sight: &AccessScope,
    ) -> Result<bool, StoreError> {
        let letter = self.load_letter(id)?;
        let earlier = letter.same_text.iter().chain(&letter.repeats).copied();
        Ok(!self.filter_readable(earlier, sight)?.is_empty())
    }

    /// Reports whether a member of staff may read a letter.
    pub fn may_read(&self, id: LetterId, who: &Staff) -> Result<bool, StoreError> {
        Ok(self.load_letter(id)?.may_read(who))
    }
}
