//! Finds similar letters and suggestions for the displayed letter, on a reader thread.

use super::latest::Question;
use crate::domain::directory::staff::Staff;
use crate::domain::letter::LetterId;
use crate::domain::letter::summary::Sight;
use crate::domain::screening::{Lists, of_letter};
use crate::domain::similarity::recall::Recall;
use crate::domain::time::Timestamp;
use crate::store::{Store, StoreError};
use crate::tui::message::Message;

/// Request for similar letters and suggestions.
pub struct Remember {
    /// Id of the letter.
    pub letter: LetterId,
    /// Version of the letter; a reply to an outdated version is dropped.
    pub version: u32,
    /// Person who asks, whose access applies.
    pub who: Staff,
    /// Current instant.
    pub now: Timestamp,
}

impl Question for Remember {
    fn answer(&self, store: &mut Store) -> Result<Message, StoreError> {
        let Remember {
            letter,
            version,
            who,
            now,
        } = self;
        let similar = store.similar(*letter, who)?;
        let advice = store.suggest(*letter, who, *now)?;
        let rows = store.summaries(&advice.named(), &Sight::of(who))?;
        let read = store.letter(*letter)?;
        let pointed = of_letter(&read.title, &read.body, Lists::embedded());
        Ok(Message::Recalled(Box::new(Recall {
            letter: *letter,
            version: *version,
            similar,
            advice,
            pointed,
            rows,
        })))
    }

    /// Shows nothing: the letter is usable without it, and reading the letter itself has reported
    /// the error.
    fn failed(&self, _: &StoreError) -> Option<Message> {
        None
    }
}
