//! What each may read: a liaison the letters of their own unit, a restricted letter those on its list, and that is recorded. What is
//! shown of a letter, and of its events, is what [`Store::shown`] and [`Store::history_for`] leave of them.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rusqlite::{OptionalExtension, named_params};

use crate::domain::directory::names;
use crate::domain::directory::staff::Staff;
use crate::domain::letter::event::Recorded;
use crate::domain::letter::summary::{Sight, Summary};
use crate::domain::letter::{Letter, LetterId};
use crate::domain::workflow;
use crate::domain::workflow::action::Action;
use crate::domain::workflow::refusal::Refusal;
use crate::domain::workflow::verb::Verb;
use crate::store::Store;
use crate::store::change::perform::refused_today;
use crate::store::error::StoreError;
use crate::store::record::events;

/// That somebody may read a letter, as a condition on its row: a liaison what the unit has, anybody else what is restricted to
/// others. Its parameters are those of [`seen`].
pub(in crate::store) const READABLE: &str =
    "(readers IS NULL OR :unit IS NOT NULL OR :reader IS NULL OR instr(readers, :reader))
    AND (:unit IS NULL OR EXISTS (SELECT 1 FROM assignment WHERE unit = :unit AND letter = letter.id AND stands = 1))";

/// What [`READABLE`] asks for: `:unit` and `:reader`.
pub(in crate::store) fn seen(sight: &Sight) -> (Option<i64>, Option<String>) {
    (
        sight.unit.map(|unit| unit.0),
        sight.reader.as_deref().map(listed),
    )
}

/// A reader as column `readers` has them: a whole name between blanks, which no name holds there.
pub(in crate::store) fn listed(reader: &str) -> String {
    format!(" {} ", names::listed(reader))
}

impl Store {
    /// The letter that somebody names. To a liaison, one that is not at their unit does not exist, by whatever name: it is not even
    /// looked for.
    pub fn find_for(&self, named: &str, who: &Staff) -> Result<LetterId, StoreError> {
        self.find_at(named, Sight::of(who).unit)
    }

    /// A letter as a member of staff may see it without its being recorded: of a restricted one no more than that it is there. To a
    /// liaison, a letter that is not at their unit does not exist.
    pub fn glance(&self, id: LetterId, who: &Staff) -> Result<Letter, StoreError> {
        let letter = self.letter(id)?;
        if who.is_liaison_only() && !letter.may_read(who) {
            return Err(StoreError::NoLetter(id.to_string()));
        }
        if letter.restriction.is_some() {
            return Ok(letter.sealed());
        }
        self.shown(letter, who)
    }

    /// A letter that somebody may read, without the other letters that they may not: of one that has the same text, all is known.
    pub fn shown(&self, letter: Letter, who: &Staff) -> Result<Letter, StoreError> {
        let letter = letter.seen_by(who);
        let readable = self.readable_of(letter.named(), &Sight::of(who))?;
        Ok(letter.redacted(|id| readable.contains(&id)))
    }

    /// What happened to a letter, oldest first, as somebody may read it who may read the letter: what names a letter that they may
    /// not read is left out. This is the only way on which events of a letter come to be shown.
    pub fn history_for(&self, id: LetterId, who: &Staff) -> Result<Vec<Recorded>, StoreError> {
        let history = events::of_letter(&self.connection, id)?;
        let mut named = BTreeSet::new();
        for Recorded { event, .. } in &history {
            let _ = event.clone().redacted(|id| named.insert(id));
        }
        let readable = self.readable_of(named.into_iter(), &Sight::of(who))?;
        let shown = history.into_iter().filter_map(
            |Recorded {
                 version,
                 at,
                 who,
                 event,
             }| {
                let event = event.redacted(|id| readable.contains(&id))?;
                Some(Recorded {
                    version,
                    at,
                    who,
                    event,
                })
            },
        );
        Ok(shown.collect())
    }

    /// Which of these letters somebody may read.
    pub(in crate::store) fn readable_of(
        &self,
        ids: impl Iterator<Item = LetterId>,
        sight: &Sight,
    ) -> Result<BTreeSet<LetterId>, StoreError> {
        let mut readable = BTreeSet::new();
        for id in ids {
            if !readable.contains(&id) && self.readable(id, sight)? {
                readable.insert(id);
            }
        }
        Ok(readable)
    }

    /// Whether somebody may read a letter, as its row says it.
    pub(in crate::store) fn readable(
        &self,
        id: LetterId,
        sight: &Sight,
    ) -> Result<bool, StoreError> {
        let (unit, reader) = seen(sight);
        let found = self
            .connection
            .prepare_cached(&format!(
                "SELECT 1 FROM letter WHERE id = :id AND {READABLE}"
            ))?
            .query_row(
                named_params! { ":id": id.0, ":unit": unit, ":reader": reader },
                |_| Ok(()),
            )
            .optional()?;
        Ok(found.is_some())
    }

    /// The letters that are restricted to others than this reader.
    pub(in crate::store) fn sealed_to(
        &self,
        sight: &Sight,
    ) -> Result<BTreeSet<LetterId>, StoreError> {
        let (_, reader) = seen(sight);
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

    /// Which of these letters somebody may not read.
    pub fn hidden_of(
        &self,
        ids: BTreeSet<LetterId>,
        who: &Staff,
    ) -> Result<BTreeSet<LetterId>, StoreError> {
        let sight = Sight::of(who);
        if sight.unit.is_none() {
            return Ok(self
                .sealed_to(&sight)?
                .intersection(&ids)
                .copied()
                .collect());
        }
        let readable = self.readable_of(ids.iter().copied(), &sight)?;
        Ok(ids.difference(&readable).copied().collect())
    }

    /// Which of these letters repeat none but such as somebody may not read.
    pub fn repeats_of_hidden(
        &self,
        ids: BTreeSet<LetterId>,
        who: &Staff,
    ) -> Result<BTreeSet<LetterId>, StoreError> {
        let sight = Sight::of(who);
        let mut found = BTreeSet::new();
        if sight.unit.is_none() && self.sealed_to(&sight)?.is_empty() {
            return Ok(found);
        }
        for id in ids {
            if !self.repeats_readable(id, &sight)? {
                found.insert(id);
            }
        }
        Ok(found)
    }

    /// Takes the mark of a repeat from the rows whose earlier letters are all such as their reader may not read.
    pub(in crate::store) fn unmark(
        &self,
        rows: &mut [Summary],
        sight: &Sight,
    ) -> Result<(), StoreError> {
        if !rows.iter().any(|row| row.repeated)
            || (sight.unit.is_none() && self.sealed_to(sight)?.is_empty())
        {
            return Ok(());
        }
        for row in rows.iter_mut().filter(|row| row.repeated) {
            row.repeated = self.repeats_readable(row.id, sight)?;
        }
        Ok(())
    }

    /// Whether a letter repeats one that somebody may read.
    pub(in crate::store) fn repeats_readable(
        &self,
        id: LetterId,
        sight: &Sight,
    ) -> Result<bool, StoreError> {
        let letter = self.letter(id)?;
        let earlier = letter.same_text.iter().chain(&letter.repeats).copied();
        Ok(!self.readable_of(earlier, sight)?.is_empty())
    }

    /// A letter, to be read. Reading a restricted one is an event; whoever is not on its list is refused, and that is one, too, once a
    /// day. Where it cannot be recorded that somebody was refused, they are refused all the same.
    pub fn read(&mut self, id: LetterId, who: &Staff, at: Timestamp) -> Result<Letter, StoreError> {
        let letter = self.letter(id)?;
        // Of a liaison's attempts nothing is recorded: that it takes longer would tell them that the letter is there.
        if letter.restriction.is_none() || (who.is_liaison_only() && !letter.may_read(who)) {
            return self.glance(id, who);
        }
        let regulation = self.office().regulation_of(&letter.regulation);
        let refused = workflow::offer(&letter, Verb::Read, who, regulation, at).err();
        match refused {
            Some(refusal) if refused_today(&self.connection, id, who, regulation, at)? => {
                Err(refusal.into())
            }
            Some(refusal) => Err(self.refused(&letter, who, at, refusal)),
            None => {
                let letter = self.perform(id, letter.version, Action::Read, who, at)?;
                self.shown(letter, who)
            }
        }
    }

    /// Records that somebody was not let in to read. Returns that refusal.
    fn refused(
        &mut self,
        letter: &Letter,
        who: &Staff,
        at: Timestamp,
        refusal: Refusal,
    ) -> StoreError {
        match self.perform(letter.id, letter.version, Action::Read, who, at) {
            Err(StoreError::Refused(refusal)) => refusal.into(),
            // On a file that is only read, or held by another, there is no record of it.
            Ok(_) | Err(_) => refusal.into(),
        }
    }

    /// Whether a member of staff may read a letter at all.
    pub fn may_read(&self, id: LetterId, who: &Staff) -> Result<bool, StoreError> {
        Ok(self.letter(id)?.may_read(who))
    }
}
