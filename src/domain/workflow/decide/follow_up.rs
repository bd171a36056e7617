//! Rules for review and for what follows a reply: ratings, reopening, links to repeats, letters
//! that become major.

use super::{DecisionRules, RuleResult, non_blank};
use crate::domain::directory::staff::Role;
use crate::domain::letter::LetterId;
use crate::domain::letter::cause::ReopenCause;
use crate::domain::letter::event::Event;
use crate::domain::letter::incoming::Channel;
use crate::domain::letter::stage::Stage;
use crate::domain::regulation::DirectReview;
use crate::domain::regulation::route::Route;
use crate::domain::workflow::Ask;
use crate::domain::workflow::refusal::RefusalReason;

impl DecisionRules<'_> {
    pub(super) fn submit(&self) -> RuleResult {
        let regulation = self.context.regulation;
        if self.letter.route == Some(Route::Direct)
            && regulation.direct_review == DirectReview::Nobody
        {
            return Ok(vec![Event::Submitted { limit: None }, Event::ReviewWaived]);
        }
        Ok(vec![Event::Submitted {
            limit: self.start_limit_now(regulation.stages.review)?,
        }])
    }

    pub(super) fn rate(&self, score: u8, source: Channel, note: Option<String>) -> RuleResult {
        self.refuse_if(!(1..=5).contains(&score), RefusalReason::NoSuchScore)?;
        Ok(vec![Event::Rated {
            score,
            source,
            note: non_blank(note),
        }])
    }

    pub(super) fn reopen(&self, cause: ReopenCause, why: String) -> RuleResult {
        let why = self.require_text(Ask::Why, why)?;
        Ok(vec![Event::Reopened {
            cause,
            why,
            limit: self.start_limit_now(self.context.regulation.stages.triage)?,
        }])
    }

    pub(super) fn link(&self, to: LetterId) -> RuleResult {
        self.check_linkable(to)?;
        self.refuse_if(
            self.letter.repeats.contains(&to),
            RefusalReason::AlreadyLinked,
        )?;
        Ok(vec![Event::Linked { to }])
    }

    /// Marks the letter as major. Leaders are informed if it is past the point at which they would
    /// have given an instruction.
    pub(super) fn mark_major(&self) -> RuleResult {
        let past = match self.letter.stage {
            Stage::Assigned | Stage::Drafting | Stage::InReview | Stage::Approved => true,
            Stage::Received
            | Stage::Declined
            | Stage::Registered
            | Stage::AwaitingInstruction
            | Stage::Replied
            | Stage::Closed
            | Stage::Terminated => false,
        };
        let by_leader = self.context.who.is_one_of(&[Role::Leader]);
        Ok(vec![Event::MarkedMajor {
            reported: past && !by_leader,
        }])
    }
}
