//! Finds similar letters and suggestions for the displayed letter, on a reader thread.

use crate::domain::directory::staff::Staff;
use crate::domain::letter::LetterId;
use crate::domain::letter::summary::AccessScope;
use crate::domain::screening::{WordLists, screen_letter};
use crate::domain::similarity::recall::Recall;
use crate::domain::time::Timestamp;
use crate::store::{Store, StoreError};
use crate::tui::message::Message;
use crate::tui::message::ReadReply;
use crate::tui::runtime::latest_wins::ReaderQuestion;

/// Request for similar letters and suggestions.
pub(super) struct RecallQuestion {
    /// Id of the letter.
    pub letter: LetterId,
    /// Version of the letter; a reply to an outdated version is dropped.
    pub version: u32,
    /// Person who asks, whose access applies.
    pub who: Staff,
    /// Current instant.
    pub now: Timestamp,
}

impl ReaderQuestion for RecallQuestion {
    fn answer_from(&self, store: &mut Store) -> Result<Message, StoreError> {
        let RecallQuestion {
            letter,
            version,
            who,
            now,
        } = self;
        let similar = store.similar_letters(*letter, who)?;
        let advice = store.suggest(*letter, who, *now)?;
        let rows = store.summaries(&advice.source_letters(), &AccessScope::for_staff(who))?;
        let read = store.load_letter(*letter)?;
        let pointed = screen_letter(&read.title, &read.body, WordLists::embedded());
        Ok(Message::Read(ReadReply::Recalled(Box::new(Recall {
            letter: *letter,
            version: *version,
            similar,
            suggestions: advice,
            screening: pointed,
            sources: rows,
        }))))
    }

    /// Shows nothing: the letter is usable without it, and reading the letter itself has reported
    /// the error.
    fn failure_message(&self, _: &StoreError) -> Option<Message> {
        None
    }
}
