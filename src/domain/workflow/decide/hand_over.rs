//! Rules for the routes of a registered letter: a direct reply, a disposition sheet with its
//! instruction, an assignment.

use super::{DecisionRules, RuleResult, non_blank};
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::event::Event;
use crate::domain::letter::{Letter, LetterId};
use crate::domain::regulation::route::Route;
use crate::domain::regulation::{Article, LimitStart, RequiredReference, Tier};
use crate::domain::time::Timestamp;
use crate::domain::time::deadline::{Limit, MAX_LIMIT_DAYS, RunningDeadline};
use crate::domain::workflow::Ask;
use crate::domain::workflow::refusal::{Refusal, RefusalReason};

impl DecisionRules<'_> {
    pub(super) fn reply_directly(
        &self,
        because: String,
        earlier: Option<LetterId>,
        policy: Option<String>,
        tier: Tier,
    ) -> RuleResult {
        let regulation = self.context.regulation;
        let reason = self.require_code(
            self.article,
            Ask::Because,
            &because,
            &regulation.direct_reply,
        )?;
        let (earlier, policy) = match reason.names {
            RequiredReference::Earlier => {
                let earlier =
                    earlier.ok_or_else(|| self.refuse(RefusalReason::Missing(Ask::Earlier)))?;
                self.check_linkable(earlier)?;
                let replied = |other: &Letter| other.reply.is_some() || !other.rounds.is_empty();
                let unanswered = self
                    .context
                    .named_letter
                    .is_some_and(|other| !replied(other));
                self.refuse_if(reason.answered && unanswered, RefusalReason::NotAnswered)?;
                (Some(earlier), None)
            }
            RequiredReference::Policy => (
                None,
                Some(self.require_text(Ask::Policy, policy.unwrap_or_default())?),
            ),
        };
        let limit = regulation
            .limit_for(Route::Direct, tier)
            .map(|limit| self.start_limit(self.context.at, limit))
            .transpose()?;
        let repeated =
            earlier.filter(|earlier| reason.repeats && !self.letter.repeats.contains(earlier));
        let linked = repeated.map(|to| Event::Linked { to });
        let direct = Event::RepliedDirectly {
            because,
            earlier,
            policy,
            tier,
            limit,
        };
        Ok(linked.into_iter().chain([direct]).collect())
    }

    pub(super) fn propose(
        &self,
        text: String,
        lead: Option<UnitId>,
        co: Vec<UnitId>,
    ) -> RuleResult {
        let text = self.require_text(Ask::Text, text)?;
        self.check_assignable(lead, &co)?;
        Ok(vec![Event::Proposed { text, lead, co }])
    }

    pub(super) fn instruct(
        &self,
        text: String,
        lead: UnitId,
        co: Vec<UnitId>,
        days: Option<u32>,
        tier: Tier,
    ) -> RuleResult {
        let text = self.require_text(Ask::Text, text)?;
        self.refuse_if(days == Some(0), RefusalReason::Missing(Ask::OwnLimit))?;
        self.refuse_if(
            days.is_some_and(|days| days > MAX_LIMIT_DAYS),
            RefusalReason::LimitTooLong {
                most: MAX_LIMIT_DAYS,
            },
        )?;
        let mut events = vec![Event::Instructed { text }];
        events.extend(self.hand_over(lead, co, days, tier, None)?);
        Ok(events)
    }

    pub(super) fn assign(
        &self,
        lead: UnitId,
        co: Vec<UnitId>,
        tier: Tier,
        why: Option<String>,
    ) -> RuleResult {
        let why = non_blank(why);
        self.refuse_if(
            !co.is_empty() && !self.letter.has_valid_instruction(),
            RefusalReason::SeveralUninstructed,
        )?;
        if why.is_none()
            && let Some(again) = std::iter::once(&lead)
                .chain(&co)
                .find(|unit| self.letter.was_returned_by(**unit))
        {
            return Err(self.refuse(RefusalReason::ReturnedBefore {
                unit: self.context.units.name(*again),
            }));
        }
        self.hand_over(lead, co, None, tier, why)
    }

    /// Checks that each unit exists, is named only once, and is not the unit which the letter
    /// accuses.
    fn check_assignable(&self, lead: Option<UnitId>, co: &[UnitId]) -> Result<(), Refusal> {
        let mut seen = Vec::new();
        for unit in lead.iter().chain(co).copied() {
            self.require_unit(unit)?;
            let name = || self.context.units.name(unit);
            self.refuse_if(
                seen.contains(&unit),
                RefusalReason::SameUnit { unit: name() },
            )?;
            if self
                .letter
                .restriction
                .as_ref()
                .is_some_and(|restriction| restriction.accused == Some(unit))
            {
                return Err(
                    self.refuse_on(Article::Report, RefusalReason::Accused { unit: name() })
                );
            }
            seen.push(unit);
        }
        Ok(())
    }

    fn hand_over(
        &self,
        lead: UnitId,
        co: Vec<UnitId>,
        days: Option<u32>,
        tier: Tier,
        why: Option<String>,
    ) -> RuleResult {
        self.check_assignable(Some(lead), &co)?;
        let regulation = self.context.regulation;
        let limit = self.ordinary_limit(tier);
        let limit = Limit {
            amount: days.unwrap_or(limit.amount),
            ..limit
        };
        let running = self.assignment_limit(limit, days.is_some())?;
        let return_by = self.start_limit_now(regulation.returns.map(|returns| returns.within))?;
        let one = |unit: UnitId, co: bool| Event::Assigned {
            unit,
            due: running.due,
            co,
            tier,
            term: Some(running.term.clone()),
            return_by: return_by.clone(),
            why: why.clone(),
        };
        let lead = std::iter::once(one(lead, false));
        Ok(lead
            .chain(co.into_iter().map(|unit| one(unit, true)))
            .collect())
    }

    fn ordinary_limit(&self, tier: Tier) -> Limit {
        let regulation = self.context.regulation;
        regulation
            .limit_for(Route::Assigned, tier)
            .unwrap_or(regulation.limit)
    }

    /// Assigns units that join while others have the letter, each with a limit of its own.
    pub(super) fn assign_more(
        &self,
        lead: Option<UnitId>,
        co: &[UnitId],
        why: String,
    ) -> RuleResult {
        self.check_assignable(lead, co)?;
        for unit in co {
            self.refuse_if(
                self.letter.held_by(*unit).is_some(),
                RefusalReason::SameUnit {
                    unit: self.context.units.name(*unit),
                },
            )?;
        }
        let regulation = self.context.regulation;
        let tier = self
            .letter
            .lead_assignment()
            .map_or(Tier::Ordinary, |lead| lead.tier);
        let running = self.start_limit(self.limit_start(), self.ordinary_limit(tier))?;
        let return_by = self.start_limit_now(regulation.returns.map(|returns| returns.within))?;
        let one = |unit: UnitId, co: bool| Event::Assigned {
            unit,
            due: running.due,
            co,
            tier,
            term: Some(running.term.clone()),
            return_by: return_by.clone(),
            why: Some(why.clone()),
        };
        let lead = lead.into_iter().map(|unit| one(unit, false));
        Ok(lead.chain(co.iter().map(|unit| one(*unit, true))).collect())
    }

    /// Returns the deadline of an assignment. If the regulation lets deadlines run on after a
    /// return, it continues from its original start with the extensions granted. A leader's own
    /// number of days is counted from the instruction.
    fn assignment_limit(&self, limit: Limit, own: bool) -> Result<RunningDeadline, Refusal> {
        let runs = self.context.regulation.keeps_running_after_return() && !own;
        let Some(before) = self.letter.route_limit.as_ref().filter(|_| runs) else {
            return self.start_limit(
                if own {
                    self.context.at
                } else {
                    self.limit_start()
                },
                limit,
            );
        };
        if before.term.limit == limit {
            return Ok(before.clone());
        }
        self.start_limit(before.term.from, limit)
    }

    /// Returns the time from which an assignment's deadline is counted.
    fn limit_start(&self) -> Timestamp {
        match (
            self.context.regulation.limit_start,
            self.letter.rounds.last(),
        ) {
            (LimitStart::Assigned | LimitStart::Signed, _) => self.context.at,
            (LimitStart::Received, None) => self.letter.received_or_recorded(),
            (LimitStart::Received, Some(round)) => round.reopened.at,
        }
    }
}
