//! Rules for what happens while units have a letter: signing, return, extension, feedback, urging
//! (article 6(3) and (4)).

use super::{Decided, Rules, given};
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::Assignment;
use crate::domain::letter::event::{Attachment, Contact, Event, Told};
use crate::domain::letter::incoming::Enclosure;
use crate::domain::regulation::Starts;
use crate::domain::regulation::route::Route;
use crate::domain::time::deadline::{LimitUnit, Running, Span, Term};
use crate::domain::workflow::Ask;
use crate::domain::workflow::refusal::{Refusal, Why};
use crate::domain::workflow::verb::Verb;

impl Rules<'_> {
    pub(super) fn sign_for(&self, unit: UnitId, person: String) -> Decided {
        let held = self.held(unit, Verb::SignFor)?;
        let person = self.filled(Ask::Person, person)?;
        let regulation = self.context.regulation;
        let term = held.term(regulation);
        // A deadline missed before the signing stays missed, and one that started at another unit
        // continues.
        // The time of an event is stored in milliseconds, the start of a deadline more precisely.
        let begun = term.from.as_millisecond() < held.assigned_at.as_millisecond();
        let restarts =
            regulation.starts == Starts::Signed && self.context.at <= held.due.at && !begun;
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
            term.run(&regulation.hours, self.context.calendar)
                .ok_or_else(|| self.refuse(Why::NoDeadline))
        };
        let limit = restarts.then(run).transpose()?;
        Ok(vec![Event::SignedFor {
            unit,
            person,
            limit,
        }])
    }

    pub(super) fn give_back(&self, unit: UnitId, why: String) -> Decided {
        let why = self.filled(Ask::Why, why)?;
        let held = self.held(unit, Verb::Return)?;
        let regulation = self.context.regulation;
        let runs = regulation.runs_on() && !held.co;
        let runs = runs.then(|| Running {
            due: held.due,
            term: held.term(regulation),
        });
        let limit = if held.co {
            None
        } else {
            self.run_now(regulation.stages.triage)?
        };
        Ok(vec![Event::Returned {
            unit,
            why,
            runs,
            limit,
        }])
    }

    pub(super) fn ask_extension(&self, unit: UnitId, days: u32, why: String) -> Decided {
        let why = self.filled(Ask::Why, why)?;
        self.unless(days == 0, Why::Missing(Ask::Days))?;
        let held = self.held(unit, Verb::AskExtension)?;
        let hours = self.context.regulation.hours;
        if self.context.at > held.due.at {
            let refusal = self.refuse(Why::ExtensionTooLate {
                until: held.due.at,
                hours,
            });
            let attempt = Some(Box::new(Event::ExtensionTooLate { unit, days, why }));
            return Err(Refusal { attempt, ..refusal });
        }
        if let Some(rule) = self.context.regulation.extensions {
            self.unless(days > rule.days, Why::ExtensionDays { most: rule.days })?;
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
                return Err(self.refuse(Why::ExtensionWhole { most }));
            }
        }
        Ok(vec![Event::ExtensionAsked { unit, days, why }])
    }

    pub(super) fn decide_extension(
        &self,
        unit: UnitId,
        granted: bool,
        why: Option<String>,
        told: Told,
    ) -> Decided {
        let held = self.held(unit, Verb::DecideExtension)?;
        let limit = match held.pending().filter(|_| granted) {
            Some(extension) => Some(self.extended(held, extension.days)?),
            None => None,
        };
        Ok(vec![Event::ExtensionDecided {
            unit,
            granted,
            why: given(why),
            limit,
            told,
        }])
    }

    fn extended(&self, held: &Assignment, days: u32) -> Result<Running, Refusal> {
        let regulation = self.context.regulation;
        let mut term = held.term(regulation);
        let unit: LimitUnit = term.limit.unit;
        term.extended.push(Span { amount: days, unit });
        term.run(&regulation.hours, self.context.calendar)
            .ok_or_else(|| self.refuse(Why::NoDeadline))
    }

    pub(super) fn feedback(
        &self,
        unit: UnitId,
        text: String,
        head: String,
        sealed: bool,
        files: Vec<Enclosure>,
    ) -> Decided {
        let held = self.held(unit, Verb::Feedback)?;
        let text = self.filled(Ask::Text, text)?;
        let head = self.filled(Ask::Head, head)?;
        self.unless(!sealed, Why::NotSealed)?;
        // An extension requested in time and not yet decided counts in the unit's favour.
        let due = match held.pending() {
            Some(extension) => self.extended(held, extension.days)?.due,
            None => held.due,
        };
        let late = self.context.at > due.at;
        let attachments = files.iter().map(Attachment::of).collect();
        Ok(vec![Event::FeedbackGiven {
            unit,
            text,
            head,
            late,
            attachments,
        }])
    }

    pub(super) fn send_back_feedback(&self, unit: UnitId, why: String) -> Decided {
        let why = self.filled(Ask::Why, why)?;
        self.held(unit, Verb::SendBackFeedback)?;
        let regulation = self.context.regulation;
        let limit = self.run(self.context.at, regulation.limit_of(regulation.again))?;
        Ok(vec![Event::FeedbackSentBack { unit, why, limit }])
    }

    pub(super) fn urge(
        &self,
        unit: UnitId,
        by: Contact,
        to: String,
        answer: Option<String>,
    ) -> Decided {
        let held = self.held(unit, Verb::Urge)?;
        let to = self.filled(Ask::To, to)?;
        let regulation = self.context.regulation;
        let (step, next) = match (
            held.climbs(regulation, self.context.at),
            held.ladder().last(),
        ) {
            (Some(step), _) => (step.code.clone(), self.run_now(step.next)?),
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
            answer: given(answer),
            next,
        }])
    }
}
