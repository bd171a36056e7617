//! Rules for what happens while units have a letter: signing, return, extension, feedback, urging
//! (article 6(3) and (4)).

use super::hand_over::Assignee;
use super::{DecisionRules, RuleResult, non_blank};
use crate::domain::directory::staff::Role;
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::event::{Attachment, Event, Notified, RecordedEvent, UrgingChannel};
use crate::domain::letter::{Assignment, SIGNING_STEP};
use crate::domain::regulation::route::Route;
use crate::domain::regulation::{Article, LimitStart, ReturnDecider};
use crate::domain::time::deadline::{Limit, LimitUnit, RunningDeadline, Span, Term};
use crate::domain::workflow::Ask;
use crate::domain::workflow::refusal::{Refusal, RefusalReason};
use crate::domain::workflow::verb::Verb;

/// A unit's answer, as it is given.
pub(super) struct Answer {
    pub unit: UnitId,
    pub text: String,
    pub head: String,
    pub sealed: bool,
    pub person: Option<String>,
    pub mandate: Option<String>,
    pub files: Vec<Attachment>,
}

impl DecisionRules<'_> {
    pub(super) fn sign_for(
        &self,
        unit: UnitId,
        person: String,
        phone: Option<String>,
    ) -> RuleResult {
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
        let earlier = regulation.co_earlier.filter(|_| held.co).unwrap_or(0);
        let own = regulation
            .limit_for(Route::Assigned, held.tier)
            .is_some_and(|limit| {
                let amount = limit.amount.saturating_sub(earlier).max(1);
                Limit { amount, ..limit } != term.limit
            });
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
            phone,
            limit,
        }])
    }

    pub(super) fn give_back(&self, unit: UnitId, why: String) -> RuleResult {
        let why = self.require_text(Ask::Why, why)?;
        let held = self.require_assignment(unit, Verb::Return)?;
        let rules = self.context.regulation.returns;
        if rules.is_some_and(|rules| rules.decided_by == ReturnDecider::Centre) {
            return Ok(vec![Event::ReturnAsked { unit, why }]);
        }
        Ok(vec![self.returned(held, why)?])
    }

    /// Returns the return of a letter by a unit.
    fn returned(&self, held: &Assignment, why: String) -> Result<Event, Refusal> {
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
        Ok(Event::Returned {
            unit: held.unit,
            why,
            runs,
            limit,
        })
    }

    pub(super) fn decide_return(
        &self,
        unit: UnitId,
        accept: bool,
        next: Option<UnitId>,
        why: Option<String>,
    ) -> RuleResult {
        let held = self.require_assignment(unit, Verb::DecideReturn)?;
        if !accept {
            let why = self.require_text(Ask::Words, why.unwrap_or_default())?;
            return Ok(vec![Event::ReturnRejected { unit, why }]);
        }
        let asked = held.return_asked.as_ref().map(|words| words.text.clone());
        let mut events = vec![self.returned(held, asked.unwrap_or_default())?];
        if let Some(next) = next {
            // Whom a leader named, or has to name, a leader replaces.
            let by_leader = self.letter.instruction.is_some() || self.letter.major;
            self.refuse_if(by_leader || held.co, RefusalReason::NextByLeader)?;
            let name = || self.context.units.name(next);
            self.refuse_if(next == unit, RefusalReason::SameUnit { unit: name() })?;
            self.refuse_if(
                self.letter.was_returned_by(next),
                RefusalReason::ReturnedBefore { unit: name() },
            )?;
            // As the letter is when it is returned.
            let mut returned = self.letter.clone();
            returned.apply(RecordedEvent {
                version: returned.version + 1,
                at: self.context.at,
                who: self.context.who.id.clone(),
                late: None,
                event: events.first().cloned().unwrap_or(Event::Read),
            });
            let rules = DecisionRules {
                letter: &returned,
                context: self.context,
                article: self.article,
            };
            let assignee = Assignee {
                why: non_blank(why),
                ..Assignee::default()
            };
            events.extend(rules.hand_over(next, Vec::new(), None, held.tier, &assignee)?);
        }
        Ok(events)
    }

    pub(super) fn ask_extension(&self, unit: UnitId, days: u32, why: String) -> RuleResult {
        let why = self.require_text(Ask::Why, why)?;
        self.refuse_if(days == 0, RefusalReason::Missing(Ask::Days))?;
        let held = self.require_assignment(unit, Verb::AskExtension)?;
        if self.context.at > held.due.at {
            let refusal = self.refuse(RefusalReason::ExtensionTooLate {
                until: held.due.at,
                offset: self.context.regulation.hours.offset,
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
        self.check_notified(told)?;
        // A lead unit answers after its co-units, so that its deadline follows theirs.
        let follows = self
            .context
            .regulation
            .extensions
            .is_some_and(|rules| rules.lead_follows && held.co);
        let lead = self.letter.lead_assignment();
        let followed = limit
            .clone()
            .zip(lead)
            .filter(|(limit, lead)| follows && lead.is_open() && lead.due.at < limit.due.at);
        let followed = followed.map(|(limit, lead)| Event::LeadFollowed {
            unit: lead.unit,
            limit,
        });
        let decided = Event::ExtensionDecided {
            unit,
            granted,
            why: non_blank(why),
            limit,
            told,
        };
        Ok(std::iter::once(decided).chain(followed).collect())
    }

    fn extended_limit(&self, held: &Assignment, days: u32) -> Result<RunningDeadline, Refusal> {
        let regulation = self.context.regulation;
        let mut term = held.term(regulation);
        let unit: LimitUnit = term.limit.unit;
        term.extended.push(Span { amount: days, unit });
        term.into_running(&regulation.hours, self.context.calendar)
            .ok_or_else(|| self.refuse(RefusalReason::NoDeadline))
    }

    pub(super) fn give_feedback(&self, answer: Answer) -> RuleResult {
        let Answer {
            unit,
            text,
            head,
            sealed,
            person,
            mandate,
            files: attachments,
        } = answer;
        let held = self.require_assignment(unit, Verb::Feedback)?;
        let text = self.require_text(Ask::Text, text)?;
        // Somebody of the unit handles it, and is named.
        let handled_by = held.signed.as_ref().map(|(_, person)| person.as_str());
        let handled_by = handled_by
            .or(person.as_deref())
            .ok_or_else(|| self.refuse(RefusalReason::NotSigned))?
            .trim();
        let head = self.require_text(Ask::Head, head)?;
        let named = |name: &str| name.chars().any(char::is_alphabetic);
        self.refuse_if(
            !named(&head) || !named(handled_by),
            RefusalReason::NoSuchName,
        )?;
        // Who is responsible handles, and the head reviews (article 6(3)).
        let same = handled_by == head.trim();
        self.refuse_if(same && mandate.is_none(), RefusalReason::HeadIsSigner)?;
        self.refuse_if(!sealed, RefusalReason::NotSealed)?;
        // An extension requested in time and not yet decided counts in the unit's favour, and so do
        // the days for which the writer was asked.
        let due = match held.pending_extension() {
            Some(extension) => self.extended_limit(held, extension.days)?.due,
            None => held.due,
        };
        let due = self
            .resumed_limit(held)?
            .map_or(due, |limit| due.max(limit.due));
        let late = self.context.at > due.at;
        let signed = held.signed.is_none().then(|| Event::SignedFor {
            unit,
            person: handled_by.to_owned(),
            phone: None,
            limit: None,
        });
        let others = self.letter.current_assignments();
        let last = others
            .filter(|other| other.unit != unit)
            .all(|other| !other.is_open());
        let drafting = self.context.regulation.stages.drafting.filter(|_| last);
        let given = Event::FeedbackGiven {
            unit,
            text,
            head,
            late,
            through_co: late && !held.co && self.is_late_through_co()?,
            mandate: mandate.filter(|_| same),
            attachments,
            drafting: self.start_limit_now(drafting)?,
        };
        Ok(signed.into_iter().chain([given]).collect())
    }

    /// Reports whether a lead unit that answers now is late because a co-unit was: it answers within
    /// one working day of the last late opinion.
    fn is_late_through_co(&self) -> Result<bool, Refusal> {
        let opinions = self
            .letter
            .current_assignments()
            .filter(|held| held.co)
            .filter_map(Assignment::valid_feedback)
            .filter(|feedback| feedback.late);
        let Some(last) = opinions.map(|feedback| feedback.at).max() else {
            return Ok(false);
        };
        let day = Span {
            amount: 1,
            unit: LimitUnit::WorkingDays,
        };
        let limit = self.start_limit(last, self.context.regulation.limit_from_span(day))?;
        Ok(self.context.at <= limit.due.at)
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
        given: Option<String>,
    ) -> RuleResult {
        let held = self.require_assignment(unit, Verb::Urge)?;
        let to = self.require_text(Ask::To, to)?;
        let (step, next) = match given {
            // A unit that is not late has not signed in time, which is no step of the ladder.
            _ if self.context.at <= held.due.at => (SIGNING_STEP.to_owned(), None),
            Some(code) => self.given_step(&code)?,
            None => self.due_step(held)?,
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

    /// Returns the step that is given, and when the one after it is due. Criticism by name is the
    /// office's (article 7).
    fn given_step(&self, code: &str) -> Result<(String, Option<RunningDeadline>), Refusal> {
        let ladder = &self.context.regulation.ladder;
        let step = self.require_code(Article::Urging, Ask::Step, code, ladder)?;
        self.refuse_if(
            step.named && !self.context.who.is_one_of(&[Role::Office]),
            RefusalReason::NamedByOffice,
        )?;
        Ok((step.code.clone(), self.start_limit_now(step.next)?))
    }

    /// Returns the step that is due, and when the one after it is.
    fn due_step(&self, held: &Assignment) -> Result<(String, Option<RunningDeadline>), Refusal> {
        let regulation = self.context.regulation;
        let office = self.context.who.is_one_of(&[Role::Office]);
        let due = held.due_urging_step(regulation, self.context.at);
        Ok(
            match (
                due.filter(|step| office || !step.named),
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
            },
        )
    }
}
