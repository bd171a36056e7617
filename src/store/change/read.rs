//! Reading a restricted letter, which is recorded.

use crate::domain::directory::staff::Staff;
use crate::domain::letter::{Letter, LetterId};
use crate::domain::time::Timestamp;
use crate::domain::workflow;
use crate::domain::workflow::action::Action;
use crate::domain::workflow::refusal::Refusal;
use crate::domain::workflow::verb::Verb;
use crate::store::Store;
use crate::store::change::perform::{Actor, Change, was_refused_today};
use crate::store::error::StoreError;

impl Store {
    /// Opens a letter for reading. For a restricted one this is recorded as an event; a refusal is
    /// recorded as well, at most once a day. If the refusal cannot be recorded, access is refused
    /// all the same.
    pub fn read(&mut self, id: LetterId, who: &Staff, at: Timestamp) -> Result<Letter, StoreError> {
        let letter = self.load_letter(id)?;
        // Nothing is recorded for a liaison: the time it takes would reveal that the letter exists.
        if letter.restriction.is_none() || (who.is_liaison_only() && !letter.may_read(who)) {
            return self.peek(id, who);
        }
        let regulation = self.office().regulation_of(&letter.regulation);
        let refused = workflow::check_permitted(&letter, Verb::Read, who, regulation, at).err();
        match refused {
            Some(refusal) if was_refused_today(&self.connection, id, who, regulation, at)? => {
                Err(refusal.into())
            }
            Some(refusal) => Err(self.record_refusal(&letter, who, at, refusal)),
            None => {
                let letter = self.perform(
                    Change::of(id, letter.version, Action::Read),
                    Actor::new(who, at),
                )?;
                self.redact_letter(letter, who)
            }
        }
    }

    /// Records that somebody was refused, and returns the refusal.
    fn record_refusal(
        &mut self,
        letter: &Letter,
        who: &Staff,
        at: Timestamp,
        refusal: Refusal,
    ) -> StoreError {
        match self.perform(
            Change::of(letter.id, letter.version, Action::Read),
            Actor::new(who, at),
        ) {
            Err(StoreError::Refused(refusal)) => refusal.into(),
            // A file that is read-only or locked cannot record it.
            Ok(_) | Err(_) => refusal.into(),
        }
    }
}
