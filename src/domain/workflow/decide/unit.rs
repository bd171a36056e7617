//! Rules for what happens while units have a letter: signing, return, extension, feedback, urging
//! (article 6(3) and (4)).

use super::{DecisionRules, RuleResult, non_blank};
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::Assignment;
use crate::domain::letter::event::{Attachment, Event, Notified, UrgingChannel};
use crate::domain::regulation::LimitStart;
use crate::domain::regulation::route::Route;
use crate::domain::time::deadline::{LimitUnit, RunningDeadline, Span, Term};
use crate::domain::workflow::Ask;
use crate::domain::workflow::refusal::{Refusal, RefusalReason};
use crate::domain::workflow::verb::Verb;

impl DecisionRules<'_> {
    pub(super) fn sign_for(&self, unit: UnitId, person: String) -> RuleResult {
        let held = self.require_assignment(unit, Verb::SignFor)?;
        let person = self.require_text(Ask::Person, person)?;
        let regulation = self.context.regulation;
        let term = held.term(regulation);
        // A deadline missed before the signing stays missed, and one that started at another unit
        // continues.
        // The time of an event is stored in milliseconds, the start of a deadline more precisely.
        let begun = term.from.as_millisecond() < held.assigned_at.as_millisecond();
        let restarts = regulation.limit_start == LimitStart::Signed
            && self.context.at <= held.due.at
            && !begun;
        // Nor does signing restart the deadline of feedback that was sent back, or a leader's own
        // deadline, which started with the instruction.
        let own = regulation
            .limit_for(Route::Assigned, held.tier)
            .is_some_and(|limit| limit != term.limit);
        let restarts = restarts && held.feedbacks.is_empty() && !own;
        let term = Term {
            from: self.context.at,
            ..term
        };
        let run = || {
            term.into_running(&regulation.hours, self.context.calendar)
                .ok_or_else(|| self.refuse(RefusalReason::NoDeadline))
        };
        let limit = restarts.then(run).transpose()?;
        Ok(vec![Event::SignedFor {
            unit,
            person,
            limit,
        }])
    }

    pub(super) fn give_back(&self, unit: UnitId, why: String) -> RuleResult {
        let why = self.require_text(Ask::Why, why)?;
        let held = self.require_assignment(unit, Verb::Return)?;
        let regulation = self.context.regulation;
        let runs = regulation.keeps_running_after_return() && !held.co;
        let runs = runs.then(|| RunningDeadline {
            due: held.due,
            term: held.term(regulation),
        });
        let limit = if held.co {
            None
        } else {
            self.start_limit_now(regulation.stages.triage)?
        };
        Ok(vec![Event::Returned {
            unit,
            why,
            runs,
            limit,
        }])
    }

    pub(super) fn ask_extension(&self, unit: UnitId, days: u32, why: String) -> RuleResult {
        let why = self.require_text(Ask::Why, why)?;
        self.refuse_if(days == 0, RefusalReason::Missing(Ask::Days))?;
        let held = self.require_assignment(unit, Verb::AskExtension)?;
        let hours = self.context.regulation.hours;
        if self.context.at > held.due.at {
            let refusal = self.refuse(RefusalReason::ExtensionTooLate {
                until: held.due.at,
                hours,
            });
            let attempt = Some(Box::new(Event::ExtensionTooLate { unit, days, why }));
            return Err(Refusal { attempt, ..refusal });
        }
        if let Some(rule) = self.context.regulation.extensions {
            self.refuse_if(
                days > rule.days,
                RefusalReason::ExtensionDays { most: rule.days },
            )?;
            let term = held.term(self.context.regulation);
            let so_far = term
                .extended
                .iter()
                .map(|span| span.amount)
                .fold(term.limit.amount, u32::saturating_add);
            if let Some(most) = rule
                .whole
                .filter(|most| so_far.saturating_add(days) > *most)
            {
                return Err(self.refuse(RefusalReason::ExtensionWhole { most }));
            }
        }
        Ok(vec![Event::ExtensionAsked { unit, days, why }])
    }

    pub(super) fn decide_extension(
        &self,
        unit: UnitId,
        granted: bool,
        why: Option<String>,
        told: Notified,
    ) -> RuleResult {
        let held = self.require_assignment(unit, Verb::DecideExtension)?;
        // A denial says why (article 6(3)).
        if !granted {
            self.require_text(Ask::Words, why.clone().unwrap_or_default())?;
        }
        let limit = match held.pending_extension().filter(|_| granted) {
            Some(extension) => Some(self.extended_limit(held, extension.days)?),
            None => None,
        };
        Ok(vec![Event::ExtensionDecided {
            unit,
            granted,
            why: non_blank(why),
            limit,
            told,
        }])
    }

    fn extended_limit(&self, held: &Assignment, days: u32) -> Result<RunningDeadline, Refusal> {
        let regulation = self.context.regulation;
        let mut term = held.term(regulation);
        let unit: LimitUnit = term.limit.unit;
        term.extended.push(Span { amount: days, unit });
        term.into_running(&regulation.hours, self.context.calendar)
            .ok_or_else(|| self.refuse(RefusalReason::NoDeadline))
    }

    pub(super) fn give_feedback(
        &self,
        unit: UnitId,
        text: String,
        head: String,
        sealed: bool,
        attachments: Vec<Attachment>,
    ) -> RuleResult {
        let held = self.require_assignment(unit, Verb::Feedback)?;
        let text = self.require_text(Ask::Text, text)?;
        let head = self.require_text(Ask::Head, head)?;
        // Who is responsible handles, and the head reviews (article 6(3)).
        let signer = held.signed.as_ref().map(|(_, person)| person.trim());
        self.refuse_if(signer == Some(head.trim()), RefusalReason::HeadIsSigner)?;
        self.refuse_if(!sealed, RefusalReason::NotSealed)?;
        // An extension requested in time and not yet decided counts in the unit's favour.
        let due = match held.pending_extension() {
            Some(extension) => self.extended_limit(held, extension.days)?.due,
            None => held.due,
        };
        let late = self.context.at > due.at;
        Ok(vec![Event::FeedbackGiven {
            unit,
            text,
            head,
            late,
            attachments,
        }])
    }

    pub(super) fn send_back_feedback(&self, unit: UnitId, why: String) -> RuleResult {
        let why = self.require_text(Ask::Why, why)?;
        self.require_assignment(unit, Verb::SendBackFeedback)?;
        let regulation = self.context.regulation;
        let limit = self.start_limit(
            self.context.at,
            regulation.limit_from_span(regulation.sent_back_limit),
        )?;
        Ok(vec![Event::FeedbackSentBack { unit, why, limit }])
    }

    pub(super) fn urge(
        &self,
        unit: UnitId,
        by: UrgingChannel,
        to: String,
        answer: Option<String>,
    ) -> RuleResult {
        let held = self.require_assignment(unit, Verb::Urge)?;
        let to = self.require_text(Ask::To, to)?;
        let regulation = self.context.regulation;
        let (step, next) = match (
            held.due_urging_step(regulation, self.context.at),
            held.current_urgings().last(),
        ) {
            (Some(step), _) => (step.code.clone(), self.start_limit_now(step.next)?),
            (None, Some(last)) => (last.step.clone(), last.next.clone()),
            (None, None) => (
                regulation
                    .ladder
                    .first()
                    .map(|step| step.code.clone())
                    .unwrap_or_default(),
                None,
            ),
        };
        Ok(vec![Event::Urged {
            unit,
            step,
            by,
            to,
            answer: non_blank(answer),
            next,
        }])
    }
}
