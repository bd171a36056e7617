//! Rules for review and for what follows a reply: ratings, reopening, links to repeats, letters
//! that become major.

use super::{Decided, Rules, given};
use crate::domain::directory::staff::Role;
use crate::domain::letter::LetterId;
use crate::domain::letter::event::Event;
use crate::domain::letter::incoming::Channel;
use crate::domain::letter::stage::Stage;
use crate::domain::regulation::DirectReview;
use crate::domain::regulation::route::Route;
use crate::domain::workflow::Ask;
use crate::domain::workflow::refusal::Why;

impl Rules<'_> {
    pub(super) fn submit(&self) -> Decided {
        let regulation = self.context.regulation;
        if self.letter.route == Some(Route::Direct)
            && regulation.direct_review == DirectReview::Nobody
        {
            return Ok(vec![Event::Submitted { limit: None }, Event::ReviewWaived]);
        }
        Ok(vec![Event::Submitted {
            limit: self.run_now(regulation.stages.review)?,
        }])
    }

    pub(super) fn rate(&self, score: u8, source: Channel, note: Option<String>) -> Decided {
        self.unless(!(1..=5).contains(&score), Why::NoSuchScore)?;
        Ok(vec![Event::Rated {
            score,
            source,
            note: given(note),
        }])
    }

    pub(super) fn reopen(&self, why: String) -> Decided {
        let why = self.filled(Ask::Why, why)?;
        Ok(vec![Event::Reopened {
            why,
            limit: self.run_now(self.context.regulation.stages.triage)?,
        }])
    }

    pub(super) fn link(&self, to: LetterId) -> Decided {
        self.another(to)?;
        self.unless(self.letter.repeats.contains(&to), Why::AlreadyLinked)?;
        Ok(vec![Event::Linked { to }])
    }

    /// Marks the letter as major. Leaders are informed if it is past the point at which they would
    /// have given an instruction.
    pub(super) fn mark_major(&self) -> Decided {
        let past = match self.letter.stage {
            Stage::Assigned | Stage::Drafting | Stage::InReview | Stage::Approved => true,
            Stage::Received
            | Stage::Declined
            | Stage::Registered
            | Stage::AwaitingInstruction
            | Stage::Replied
            | Stage::Closed => false,
        };
        let by_leader = self.context.who.is_one_of(&[Role::Leader]);
        Ok(vec![Event::MarkedMajor {
            reported: past && !by_leader,
        }])
    }
}
