//! Reads a letter with everything that is shown with it.

use super::StoreWorker;
use crate::document::card::Card;
use crate::domain::letter::stage::Stage;
use crate::domain::letter::{Letter, LetterId};
use crate::domain::time::Timestamp;
use crate::store::StoreError;
use crate::tui::state::reply::REPLY_PURPOSE;

impl StoreWorker {
    pub(super) fn load_card(&self, id: LetterId) -> Result<Card, StoreError> {
        // Somebody who was taken off the list of readers meanwhile may not go on reading.
        let opened = self.opened_letter == Some(id) && self.store.may_read(id, &self.who)?;
        let letter = if opened {
            self.store
                .redact_letter(self.store.load_letter(id)?, &self.who)?
        } else {
            self.store.peek(id, &self.who)?
        };
        let mut ids = letter.repeats.clone();
        ids.extend(
            letter
                .direct_reply
                .as_ref()
                .and_then(|direct| direct.earlier),
        );
        ids.extend(&letter.same_text);
        let mut seen = std::collections::BTreeSet::new();
        ids.retain(|id| seen.insert(*id));
        let earlier = if self.who.is_liaison_only() {
            Vec::new()
        } else {
            self.store.summaries(&ids, &self.access_scope())?
        };
        let mut drafts = self
            .store
            .drafts(id, REPLY_PURPOSE, &self.who.id)?
            .into_iter();
        let (unrecorded, others) = (drafts.next(), drafts.collect());
        let sealed = letter.restriction.is_some() && !opened;
        let drafter = self.find_drafter(&letter).filter(|_| !sealed);
        Ok(Card {
            letter,
            earlier,
            own_draft: unrecorded,
            other_drafts: others,
            recorded_by: drafter,
            sealed,
        })
    }

    /// Returns who recorded the current draft, and when.
    fn find_drafter(&self, letter: &Letter) -> Option<(String, Timestamp)> {
        if letter.stage != Stage::Drafting || letter.draft_version == 0 {
            return None;
        }
        self.store.recorded_by(letter.id, letter.draft_version).ok()
    }
}
