//! What each may read: a liaison his own unit's letters, a restricted letter those on its list, and that is recorded.

use jiff::Timestamp;

use super::Store;
use super::error::StoreError;
use crate::domain::action::Action;
use crate::domain::letter::{Letter, LetterId};
use crate::domain::staff::Staff;
use crate::domain::summary::Sight;
use crate::domain::verb::Verb;
use crate::domain::workflow;

/// That somebody may read a letter, as a condition on its row: a liaison what his unit has, anybody else what he is a reader of. Its
/// parameters are those of [`seen`].
pub(super) const READABLE: &str = "(readers IS NULL OR :unit IS NOT NULL OR :reader IS NULL OR instr(readers, :reader))
    AND (:unit IS NULL OR EXISTS (SELECT 1 FROM assignment WHERE unit = :unit AND letter = letter.id AND stands = 1))";

/// What [`READABLE`] asks for: `:unit` and `:reader`.
pub(super) fn seen(sight: &Sight) -> (Option<i64>, Option<String>) {
    (sight.unit.map(|unit| unit.0), sight.reader.as_ref().map(|reader| format!(" {reader} ")))
}

impl Store {
    /// The letter that somebody names. To a liaison, one that is not at his unit does not exist, by whatever name.
    pub fn find_for(&self, named: &str, who: &Staff) -> Result<LetterId, StoreError> {
        let id = self.find(named)?;
        if who.is_liaison_only() && !self.may_read(id, who)? {
            return Err(StoreError::NoLetter(named.trim().to_owned()));
        }
        Ok(id)
    }

    /// A letter as a member of staff may see it without its being recorded: of a restricted one no more than that it is there. To a
    /// liaison, a letter that is not at his unit does not exist.
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

    /// A letter that somebody may read, without the earlier letters that he may not: one who has the same text would know theirs.
    pub fn shown(&self, letter: Letter, who: &Staff) -> Result<Letter, StoreError> {
        let mut letter = letter.seen_by(who);
        for ids in [&mut letter.same_text, &mut letter.repeats] {
            let mut kept = Vec::with_capacity(ids.len());
            for id in ids.drain(..) {
                if self.may_read(id, who)? {
                    kept.push(id);
                }
            }
            *ids = kept;
        }
        Ok(letter)
    }

    /// A letter, to be read. Reading a restricted one is an event; he who is not on its list is refused.
    pub fn read(&mut self, id: LetterId, who: &Staff, at: Timestamp) -> Result<Letter, StoreError> {
        let letter = self.letter(id)?;
        if letter.restriction.is_none() || (who.is_liaison_only() && !letter.may_read(who)) {
            return self.glance(id, who);
        }
        let regulation = self.office().regulation_of(&letter.regulation);
        workflow::offer(&letter, Verb::Read, who, regulation, at)?;
        let letter = self.perform(id, letter.version, Action::Read, who, at)?;
        self.shown(letter, who)
    }

    /// Whether a member of staff may read a letter at all.
    pub fn may_read(&self, id: LetterId, who: &Staff) -> Result<bool, StoreError> {
        Ok(self.letter(id)?.may_read(who))
    }
}
