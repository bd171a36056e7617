//! Rules for the routes of a registered letter: a direct reply, a disposition sheet with its
//! instruction, an assignment.

use super::{DecisionRules, RuleResult, non_blank};
use crate::domain::directory::staff::{Portfolio, Role};
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::cause::InstructionOutcome;
use crate::domain::letter::event::{Event, Notified};
use crate::domain::letter::stage::Stage;
use crate::domain::letter::{Letter, LetterId};
use crate::domain::regulation::route::Route;
use crate::domain::regulation::{Article, LimitStart, RequiredReference, Tier};
use crate::domain::time::Timestamp;
use crate::domain::time::deadline::{Limit, MAX_LIMIT_DAYS, RunningDeadline};
use crate::domain::workflow::Ask;
use crate::domain::workflow::refusal::{Refusal, RefusalReason};

/// The code of the reason for a direct reply that a leader has instructed.
pub const INSTRUCTED: &str = "instructed";

/// The units to which a leader assigns a letter, with their deadline.
pub(super) struct AssignedUnits {
    pub lead: Option<UnitId>,
    pub co: Vec<UnitId>,
    pub days: Option<u32>,
    pub tier: Tier,
}

/// What an assignment says besides the unit.
#[derive(Clone, Default)]
pub(super) struct Assignee {
    /// Why the unit gets it that has returned it before.
    pub why: Option<String>,
    /// The person at the lead unit.
    pub person: Option<String>,
    /// What is asked of the unit.
    pub demand: Option<String>,
}

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
        self.require_leader()?;
        let to = self.leader_in_charge(lead);
        Ok(vec![Event::Proposed { text, lead, co, to }])
    }

    /// Returns the staff id of the one leader who is in charge of the lead unit, or else of the
    /// letter's category; `None` where none is, or several are.
    pub(super) fn leader_in_charge(&self, lead: Option<UnitId>) -> Option<String> {
        let one = |fits: &dyn Fn(&Portfolio) -> bool| {
            let mut leaders = self
                .context
                .staff
                .iter()
                .filter(|staff| staff.is_one_of(&[Role::Leader]) && fits(&staff.portfolio));
            let first = leaders.next()?;
            leaders.next().is_none().then(|| first.id.clone())
        };
        let category = self.letter.category.as_ref();
        one(&|portfolio| lead.is_some_and(|unit| portfolio.units.contains(&unit))).or_else(|| {
            one(&|portfolio| category.is_some_and(|code| portfolio.categories.contains(code)))
        })
    }

    /// Returns in whose place the person acts on a letter that goes to another leader.
    pub(super) fn on_behalf_of(&self) -> Option<String> {
        self.letter
            .addressee
            .clone()
            .filter(|leader| *leader != self.context.who.id)
    }

    pub(super) fn instruct(
        &self,
        text: String,
        outcome: InstructionOutcome,
        units: AssignedUnits,
        to: Option<String>,
        to_leader: Option<String>,
    ) -> RuleResult {
        let text = self.require_text(Ask::Text, text)?;
        let AssignedUnits {
            lead,
            co,
            days,
            tier,
        } = units;
        let at_units = self.letter.stage == Stage::Assigned;
        let outcome = match outcome {
            InstructionOutcome::Assign if at_units && lead.is_none() => InstructionOutcome::Further,
            other => other,
        };
        let further = outcome == InstructionOutcome::Further;
        self.refuse_if(at_units != further, RefusalReason::AlreadyAssigned)?;
        let passes = outcome == InstructionOutcome::Pass;
        let mut events = vec![Event::Instructed {
            text: text.clone(),
            outcome,
            to: to_leader.clone().filter(|_| passes),
            on_behalf_of: self.on_behalf_of().filter(|_| !further),
        }];
        match outcome {
            InstructionOutcome::Assign => {
                let lead = lead.ok_or_else(|| self.refuse(RefusalReason::Missing(Ask::Lead)))?;
                self.refuse_if(days == Some(0), RefusalReason::Missing(Ask::OwnLimit))?;
                self.refuse_if(
                    days.is_some_and(|days| days > MAX_LIMIT_DAYS),
                    RefusalReason::LimitTooLong {
                        most: MAX_LIMIT_DAYS,
                    },
                )?;
                events.extend(self.hand_over(lead, co, days, tier, &Assignee::default())?);
            }
            InstructionOutcome::Direct => {
                let limit = self
                    .context
                    .regulation
                    .limit_for(Route::Direct, tier)
                    .map(|limit| self.start_limit(self.context.at, limit))
                    .transpose()?;
                events.push(Event::RepliedDirectly {
                    because: INSTRUCTED.to_owned(),
                    earlier: None,
                    policy: None,
                    tier,
                    limit,
                });
            }
            InstructionOutcome::File => {
                events.extend(self.end_by("filed", text, Notified::None, None)?);
            }
            InstructionOutcome::Refer => {
                let to = self.require_text(Ask::To, to.unwrap_or_default())?;
                events.extend(self.end_by("referred", text, Notified::None, Some(to))?);
            }
            InstructionOutcome::Pass => {
                let to = self.require_text(Ask::ToLeader, to_leader.unwrap_or_default())?;
                let other = self.context.staff.iter().find(|staff| staff.id == to);
                let leads = other.is_some_and(|staff| staff.is_one_of(&[Role::Leader]));
                let same = to == self.context.who.id;
                self.refuse_if(!leads || same, RefusalReason::NoOtherLeader)?;
            }
            InstructionOutcome::Redo | InstructionOutcome::Further => {}
        }
        Ok(events)
    }

    pub(super) fn assign(
        &self,
        lead: UnitId,
        co: Vec<UnitId>,
        tier: Tier,
        why: Option<String>,
        person: Option<String>,
        demand: Option<String>,
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
        let assignee = Assignee {
            why,
            person,
            demand,
        };
        self.hand_over(lead, co, None, tier, &assignee)
    }

    /// Checks that each unit exists, is named only once, and is not the unit which the letter
    /// accuses.
    fn check_assignable(&self, lead: Option<UnitId>, co: &[UnitId]) -> Result<(), Refusal> {
        let mut seen = Vec::new();
        for unit in lead.iter().chain(co).copied() {
            self.require_unit(unit)?;
            let name = || self.context.units.name(unit);
            let closed = self.context.units.get(unit).is_some_and(|unit| unit.closed);
            self.refuse_if(closed, RefusalReason::UnitClosed { unit: name() })?;
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

    pub(super) fn hand_over(
        &self,
        lead: UnitId,
        co: Vec<UnitId>,
        days: Option<u32>,
        tier: Tier,
        assignee: &Assignee,
    ) -> RuleResult {
        self.check_assignable(Some(lead), &co)?;
        let regulation = self.context.regulation;
        self.check_tier(tier)?;
        let limit = self.ordinary_limit(tier);
        let limit = Limit {
            amount: days.unwrap_or(limit.amount),
            ..limit
        };
        let own = days.is_some();
        let lead_limit = self.assignment_limit(limit, own)?;
        let co_limit = match regulation.co_earlier {
            Some(earlier) if !co.is_empty() => {
                let amount = limit.amount.saturating_sub(earlier).max(1);
                self.assignment_limit(Limit { amount, ..limit }, own)?
            }
            Some(_) | None => lead_limit.clone(),
        };
        let mut events = vec![self.assigned(lead, false, tier, lead_limit, assignee)?];
        for unit in co {
            events.push(self.assigned(unit, true, tier, co_limit.clone(), assignee)?);
        }
        // The unit may telephone the writer, except of a restricted letter.
        let shown = regulation.units_contact
            && self.letter.restriction.is_none()
            && !self.letter.contact_allowed;
        events.extend(shown.then_some(Event::ContactAllowed));
        Ok(events)
    }

    /// Returns the assignment of one unit.
    fn assigned(
        &self,
        unit: UnitId,
        co: bool,
        tier: Tier,
        running: RunningDeadline,
        assignee: &Assignee,
    ) -> Result<Event, Refusal> {
        let regulation = self.context.regulation;
        let Assignee {
            why,
            person,
            demand,
        } = assignee.clone();
        Ok(Event::Assigned {
            unit,
            due: running.due,
            co,
            tier,
            term: Some(running.term),
            return_by: self.start_limit_now(regulation.returns.map(|returns| returns.within))?,
            why,
            person: person.filter(|_| !co),
            demand,
            sign_by: self.start_limit_now(regulation.signing.map(|signing| signing.within))?,
        })
    }

    /// Checks that the regulation knows the urgency.
    fn check_tier(&self, tier: Tier) -> Result<(), Refusal> {
        let limits = self.context.regulation.route_limits(Route::Assigned);
        let known = limits.has_tier(tier);
        let all: Vec<&str> = Tier::ALL
            .into_iter()
            .filter(|tier| limits.has_tier(*tier))
            .map(Tier::code)
            .collect();
        self.refuse_if(
            !known,
            RefusalReason::UnknownCode {
                ask: Ask::Tier,
                code: tier.code().to_owned(),
                known: all.join(&crate::say!("list-and")),
            },
        )
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
        let tier = self
            .letter
            .lead_assignment()
            .map_or(Tier::Ordinary, |lead| lead.tier);
        let running = self.start_limit(self.limit_start(), self.ordinary_limit(tier))?;
        let assignee = Assignee {
            why: Some(why),
            ..Assignee::default()
        };
        let mut events = Vec::new();
        if let Some(unit) = lead {
            events.push(self.assigned(unit, false, tier, running.clone(), &assignee)?);
        }
        for unit in co {
            events.push(self.assigned(*unit, true, tier, running.clone(), &assignee)?);
        }
        Ok(events)
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
