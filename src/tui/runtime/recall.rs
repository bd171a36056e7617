//! What is remembered beside the letter that is read.

use jiff::Timestamp;

use super::latest::Question;
use crate::domain::directory::staff::Staff;
use crate::domain::letter::LetterId;
use crate::domain::letter::summary::Sight;
use crate::domain::screening::{Lists, of_letter};
use crate::domain::similarity::recall::Recall;
use crate::store::{Store, StoreError};
use crate::tui::message::Message;

/// What is asked: about which letter at which version, by whom, when.
pub struct Remember {
    /// The letter.
    pub letter: LetterId,
    /// Its version.
    pub version: u32,
    /// Who asks.
    pub who: Staff,
    /// When.
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

    /// What cannot be remembered is not shown: the letter is there without it, and its own reading has said what is wrong.
    fn failed(&self, _: &StoreError) -> Option<Message> {
        None
    }
}
