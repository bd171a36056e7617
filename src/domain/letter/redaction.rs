//! Removes references to other letters that a reader may not read.

use super::event::Event;
use crate::domain::letter::{Letter, LetterId};

impl Event {
    /// Returns the event without references to letters for which `may_read` is false, or `None` if
    /// nothing is left. The match is exhaustive so that a new variant does not compile until
    /// somebody decides whether it names another letter.
    pub fn redact_links(mut self, mut may_read: impl FnMut(LetterId) -> bool) -> Option<Event> {
        match &mut self {
            Event::Received {
                same_text, part_of, ..
            } => {
                same_text.retain(|id| may_read(*id));
                *part_of = part_of.filter(|id| may_read(*id));
            }
            Event::Declined { earlier, .. } => *earlier = earlier.filter(|id| may_read(*id)),
            Event::Split { part, .. } => return may_read(*part).then_some(self),
            Event::RepliedDirectly { earlier, .. } => *earlier = earlier.filter(|id| may_read(*id)),
            Event::Ended { into, .. } => *into = into.filter(|id| may_read(*id)),
            Event::Linked { to } | Event::Unlinked { to } => return may_read(*to).then_some(self),
            Event::Accepted { .. }
            | Event::Referred { .. }
            | Event::WriterAsked { .. }
            | Event::WriterAnswered { .. }
            | Event::WriterTold { .. }
            | Event::Proposed { .. }
            | Event::Instructed { .. }
            | Event::Assigned { .. }
            | Event::SignedFor { .. }
            | Event::Returned { .. }
            | Event::TakenBack { .. }
            | Event::LeadChanged { .. }
            | Event::ExtensionAsked { .. }
            | Event::ExtensionTooLate { .. }
            | Event::ExtensionDecided { .. }
            | Event::FeedbackGiven { .. }
            | Event::FeedbackSentBack { .. }
            | Event::OpinionWaived { .. }
            | Event::PastLetter(_)
            | Event::WaiverAsked { .. }
            | Event::WaiverDenied { .. }
            | Event::WriterSilent { .. }
            | Event::ReturnAsked { .. }
            | Event::ReturnRejected { .. }
            | Event::LeadFollowed { .. }
            | Event::MajorReported { .. }
            | Event::WriterContacted { .. }
            | Event::Reminded { .. }
            | Event::PromiseKept { .. }
            | Event::CalledBack(_)
            | Event::Contested { .. }
            | Event::Explained { .. }
            | Event::Urged { .. }
            | Event::Drafted { .. }
            | Event::Submitted { .. }
            | Event::ReviewWaived
            | Event::Approved { .. }
            | Event::SentBack { .. }
            | Event::Recalled
            | Event::Sent { .. }
            | Event::Published
            | Event::Withheld { .. }
            | Event::Rated { .. }
            | Event::Closed { .. }
            | Event::Unclosed
            | Event::Amended { .. }
            | Event::Revoked { .. }
            | Event::Reopened { .. }
            | Event::MarkedMajor { .. }
            | Event::UnmarkedMajor { .. }
            | Event::Corrected { .. }
            | Event::Attached { .. }
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
    /// Returns the other letters that this one names: those with the same text, those it repeats,
    /// and the one on which its reply is based.
    pub fn linked_letters(&self) -> impl Iterator<Item = LetterId> {
        let earlier = self.direct_reply.as_ref().and_then(|direct| direct.earlier);
        self.same_text
            .iter()
            .chain(&self.repeats)
            .copied()
            .chain(earlier)
            .chain(self.ending.as_ref().and_then(|ending| ending.into))
            .chain(self.declined.as_ref().and_then(|declined| declined.earlier))
            .chain(self.part_of)
            .chain(self.parts.iter().copied())
    }

    /// Returns the letter without references to letters for which `may_read` is false.
    pub fn redact_links(mut self, mut may_read: impl FnMut(LetterId) -> bool) -> Letter {
        self.same_text.retain(|id| may_read(*id));
        self.repeats.retain(|id| may_read(*id));
        if let Some(direct) = &mut self.direct_reply {
            direct.earlier = direct.earlier.filter(|id| may_read(*id));
        }
        if let Some(ending) = &mut self.ending {
            ending.into = ending.into.filter(|id| may_read(*id));
        }
        if let Some(declined) = &mut self.declined {
            declined.earlier = declined.earlier.filter(|id| may_read(*id));
        }
        self.part_of = self.part_of.filter(|id| may_read(*id));
        self.parts.retain(|id| may_read(*id));
        self
    }
}
