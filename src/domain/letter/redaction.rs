//! What a letter and its events say of other letters, and how much of that somebody reads who may not read all of those.

use super::event::Event;
use crate::domain::letter::{Letter, LetterId};

impl Event {
    /// The event for a reader of those letters alone for which `may_read` answers yes; `None` where nothing is left of it. Whatever
    /// names another letter has a line here: a variant that is added does not compile until it has one.
    pub fn redacted(mut self, mut may_read: impl FnMut(LetterId) -> bool) -> Option<Event> {
        match &mut self {
            Event::Received { same_text, .. } => same_text.retain(|id| may_read(*id)),
            Event::RepliedDirectly { earlier, .. } => *earlier = earlier.filter(|id| may_read(*id)),
            Event::Linked { to } | Event::Unlinked { to } => return may_read(*to).then_some(self),
            Event::Accepted { .. }
            | Event::Declined { .. }
            | Event::Referred { .. }
            | Event::WriterAsked { .. }
            | Event::WriterAnswered { .. }
            | Event::WriterTold { .. }
            | Event::Proposed { .. }
            | Event::Instructed { .. }
            | Event::Assigned { .. }
            | Event::SignedFor { .. }
            | Event::Returned { .. }
            | Event::ExtensionAsked { .. }
            | Event::ExtensionTooLate { .. }
            | Event::ExtensionDecided { .. }
            | Event::FeedbackGiven { .. }
            | Event::FeedbackSentBack { .. }
            | Event::OpinionWaived { .. }
            | Event::Explained { .. }
            | Event::Urged { .. }
            | Event::Drafted { .. }
            | Event::Submitted { .. }
            | Event::ReviewWaived
            | Event::Approved { .. }
            | Event::SentBack { .. }
            | Event::Sent { .. }
            | Event::Published
            | Event::Withheld { .. }
            | Event::Rated { .. }
            | Event::Closed
            | Event::Reopened { .. }
            | Event::MarkedMajor { .. }
            | Event::Acknowledged { .. }
            | Event::Restricted { .. }
            | Event::Read
            | Event::ReadRefused
            | Event::ContactAllowed
            | Event::DeadlineMoved { .. }
            | Event::Noted { .. } => {}
        }
        Some(self)
    }
}

impl Letter {
    /// The other letters that it names: those of the same text, those that it repeats, the one that its reply rests on.
    pub fn named(&self) -> impl Iterator<Item = LetterId> {
        let earlier = self.direct.as_ref().and_then(|direct| direct.earlier);
        self.same_text
            .iter()
            .chain(&self.repeats)
            .copied()
            .chain(earlier)
    }

    /// The letter for a reader of those others alone for which `may_read` answers yes.
    pub fn redacted(mut self, mut may_read: impl FnMut(LetterId) -> bool) -> Letter {
        self.same_text.retain(|id| may_read(*id));
        self.repeats.retain(|id| may_read(*id));
        if let Some(direct) = &mut self.direct {
            direct.earlier = direct.earlier.filter(|id| may_read(*id));
        }
        self
    }
}
