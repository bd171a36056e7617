//! Rules for the routes of a registered letter: a direct reply, a disposition sheet with its
//! instruction, an assignment.

use super::{Decided, Rules, given};
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::event::Event;
use crate::domain::letter::{Letter, LetterId};
use crate::domain::regulation::route::Route;
use crate::domain::regulation::{Article, Names, Starts, Tier};
use crate::domain::time::Timestamp;
use crate::domain::time::deadline::{LONGEST, Limit, Running};
use crate::domain::workflow::Ask;
use crate::domain::workflow::refusal::{Refusal, Why};

impl Rules<'_> {
    pub(super) fn reply_directly(
        &self,
        because: String,
        earlier: Option<LetterId>,
        policy: Option<String>,
        tier: Tier,
    ) -> Decided {
        let regulation = self.context.regulation;
        let reason = self.known(
            self.article,
            Ask::Because,
            &because,
            &regulation.direct_reply,
        )?;
        let (earlier, policy) = match reason.names {
            Names::Earlier => {
                let earlier = earlier.ok_or_else(|| self.refuse(Why::Missing(Ask::Earlier)))?;
                self.another(earlier)?;
                let replied = |other: &Letter| other.reply.is_some() || !other.rounds.is_empty();
                let unanswered = self.context.other.is_some_and(|other| !replied(other));
                self.unless(reason.answered && unanswered, Why::NotAnswered)?;
                (Some(earlier), None)
            }
            Names::Policy => (
                None,
                Some(self.filled(Ask::Policy, policy.unwrap_or_default())?),
            ),
        };
        let limit = regulation
            .limit_for(Route::Direct, tier)
            .map(|limit| self.run(self.context.at, limit))
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

    pub(super) fn propose(&self, text: String, lead: Option<UnitId>, co: Vec<UnitId>) -> Decided {
        let text = self.filled(Ask::Text, text)?;
        self.may_have_it(lead, &co)?;
        Ok(vec![Event::Proposed { text, lead, co }])
    }

    pub(super) fn instruct(
        &self,
        text: String,
        lead: UnitId,
        co: Vec<UnitId>,
        days: Option<u32>,
        tier: Tier,
    ) -> Decided {
        let text = self.filled(Ask::Text, text)?;
        self.unless(days == Some(0), Why::Missing(Ask::OwnLimit))?;
        self.unless(
            days.is_some_and(|days| days > LONGEST),
            Why::LimitTooLong { most: LONGEST },
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
    ) -> Decided {
        let why = given(why);
        self.unless(
            !co.is_empty() && !self.letter.instructed(),
            Why::SeveralUninstructed,
        )?;
        if why.is_none()
            && let Some(again) = std::iter::once(&lead)
                .chain(&co)
                .find(|unit| self.letter.returned_by(**unit))
        {
            return Err(self.refuse(Why::ReturnedBefore {
                unit: self.context.units.name(*again),
            }));
        }
        self.hand_over(lead, co, None, tier, why)
    }

    /// Checks that each unit exists, is named only once, and is not the unit which the letter
    /// accuses.
    fn may_have_it(&self, lead: Option<UnitId>, co: &[UnitId]) -> Result<(), Refusal> {
        let mut seen = Vec::new();
        for unit in lead.iter().chain(co).copied() {
            self.exists(unit)?;
            let name = || self.context.units.name(unit);
            self.unless(seen.contains(&unit), Why::SameUnit { unit: name() })?;
            if self
                .letter
                .restriction
                .as_ref()
                .is_some_and(|restriction| restriction.accused == Some(unit))
            {
                return Err(self.refuse_on(Article::Report, Why::Accused { unit: name() }));
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
    ) -> Decided {
        self.may_have_it(Some(lead), &co)?;
        let regulation = self.context.regulation;
        let limit = regulation
            .limit_for(Route::Assigned, tier)
            .unwrap_or(regulation.limit);
        let limit = Limit {
            amount: days.unwrap_or(limit.amount),
            ..limit
        };
        let running = self.running(limit, days.is_some())?;
        let return_by = self.run_now(regulation.returns.map(|returns| returns.within))?;
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

    /// Returns the deadline of an assignment. If the regulation lets deadlines run on after a
    /// return, it continues from its original start with the extensions granted. A leader's own
    /// number of days is counted from the instruction.
    fn running(&self, limit: Limit, own: bool) -> Result<Running, Refusal> {
        let runs = self.context.regulation.runs_on() && !own;
        let Some(before) = self.letter.route_limit.as_ref().filter(|_| runs) else {
            return self.run(if own { self.context.at } else { self.starts() }, limit);
        };
        if before.term.limit == limit {
            return Ok(before.clone());
        }
        self.run(before.term.from, limit)
    }

    /// Returns the time from which an assignment's deadline is counted.
    fn starts(&self) -> Timestamp {
        match (self.context.regulation.starts, self.letter.rounds.last()) {
            (Starts::Assigned | Starts::Signed, _) => self.context.at,
            (Starts::Received, None) => self.letter.received_or_recorded(),
            (Starts::Received, Some(round)) => round.reopened.at,
        }
    }
}
