//! Rules for review and for what follows a reply: ratings, reopening, links to repeats, letters
//! that become major.

use super::{DecisionRules, RuleResult, non_blank};
use crate::domain::directory::staff::Role;
use crate::domain::letter::LetterId;
use crate::domain::letter::cause::ReopenCause;
use crate::domain::letter::event::Event;
use crate::domain::letter::stage::Stage;
use crate::domain::regulation::approver::Approver;
use crate::domain::workflow::Ask;
use crate::domain::workflow::refusal::RefusalReason;

impl DecisionRules<'_> {
    pub(super) fn submit(&self) -> RuleResult {
        let regulation = self.context.regulation;
        let Some(approver) = regulation.approvers(self.letter.route).first().copied() else {
            let submitted = Event::Submitted {
                limit: None,
                to: None,
                approver: Approver::Leader,
            };
            return Ok(vec![submitted, Event::ReviewWaived]);
        };
        if approver.is_leader() {
            self.require_leader()?;
        }
        let lead = self.letter.lead_assignment().map(|lead| lead.unit);
        Ok(vec![Event::Submitted {
            limit: self.start_limit_now(regulation.stages.review)?,
            to: self.leader_in_charge(lead).filter(|_| approver.is_leader()),
            approver,
        }])
    }

    /// Returns the step of the ladder at which the draft is: how often it was approved since it was
    /// submitted, less how often it went one step down.
    fn step(&self) -> usize {
        self.letter.climbed
    }

    pub(super) fn approve(&self, note: Option<String>, text: Option<String>) -> Event {
        let steps = self.context.regulation.approvers(self.letter.route);
        Event::Approved {
            note: non_blank(note),
            text: non_blank(text).filter(|text| text.trim() != self.letter.draft.trim()),
            next: steps.get(self.step() + 1).copied(),
            on_behalf_of: self.on_behalf_of(),
        }
    }

    pub(super) fn send_back(
        &self,
        why: String,
        passage: Option<String>,
        below: bool,
    ) -> RuleResult {
        let passage = non_blank(passage);
        let missing = passage
            .as_ref()
            .is_some_and(|passage| !self.letter.draft.contains(passage.trim()));
        // A passage must occur literally in the draft.
        self.refuse_if(missing, RefusalReason::NoSuchPassage)?;
        let steps = self.context.regulation.approvers(self.letter.route);
        let lower = self.step().checked_sub(1);
        Ok(vec![Event::SentBack {
            why: self.require_text(Ask::Why, why)?,
            passage,
            below: lower
                .filter(|_| below)
                .and_then(|step| steps.get(step).copied()),
            on_behalf_of: self.on_behalf_of(),
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
