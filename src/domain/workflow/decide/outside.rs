//! Rules for what goes to the writer and comes from them: how they are told, what they are promised,
//! what they say when they are called back, and deadlines that stand still while they are asked.

use super::{DecisionRules, RuleResult, non_blank};
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::Assignment;
use crate::domain::letter::cause::CallOutcome;
use crate::domain::letter::event::{Event, Notified, ReplyChannel};
use crate::domain::letter::follow_up::{CallBack, Promise};
use crate::domain::letter::incoming::Channel;
use crate::domain::time::Date;
use crate::domain::time::deadline::{RunningDeadline, Span, closing_time_on, days_between};
use crate::domain::workflow::Ask;
use crate::domain::workflow::refusal::{Refusal, RefusalReason};

impl DecisionRules<'_> {
    /// Checks that the writer can be reached in this way.
    pub(super) fn check_way(&self, way: &'static str) -> Result<(), Refusal> {
        let writer = &self.letter.writer;
        let known = match way {
            "phone" => &writer.phone,
            "email" => &writer.email,
            "letter" => &writer.address,
            _ => return Ok(()),
        };
        let blank = known.as_deref().is_none_or(|text| text.trim().is_empty());
        self.refuse_if(blank, RefusalReason::NoWay { way })
    }

    /// Checks that the writer could be notified in this way.
    pub(super) fn check_notified(&self, told: Notified) -> Result<(), Refusal> {
        self.check_way(told.code())
    }

    pub(super) fn send(
        &self,
        by: ReplyChannel,
        promise: Option<String>,
        promised: Option<String>,
    ) -> RuleResult {
        self.check_way(by.code())?;
        // What only its readers may know is not answered where everybody reads.
        self.refuse_if(
            self.letter.restriction.is_some() && by == ReplyChannel::Website,
            RefusalReason::RestrictedWay,
        )?;
        let promise = match (promise, promised) {
            (None, None) => None,
            (Some(_), None) => return Err(self.refuse(RefusalReason::Missing(Ask::Promised))),
            (None, Some(_)) => return Err(self.refuse(RefusalReason::Missing(Ask::Promise))),
            (Some(day), Some(text)) => Some(Promise {
                until: self.end_of_day(&day)?,
                text,
            }),
        };
        Ok(vec![Event::Sent {
            by,
            text: self.letter.draft.clone(),
            promise,
        }])
    }

    /// Parses a day that has not passed, and returns when the office closes on it.
    fn end_of_day(&self, day: &str) -> Result<crate::domain::time::Timestamp, Refusal> {
        let hours = &self.context.regulation.hours;
        let no_such_date = || self.refuse(RefusalReason::NoSuchDate);
        let date: Date = day.trim().parse().map_err(|_| no_such_date())?;
        self.refuse_if(
            date < hours.to_civil(self.context.at).date(),
            RefusalReason::NoSuchDate,
        )?;
        closing_time_on(date, hours, self.context.calendar).ok_or_else(no_such_date)
    }

    pub(super) fn rate(&self, score: u8, source: Channel, note: Option<String>) -> RuleResult {
        self.refuse_if(!(1..=5).contains(&score), RefusalReason::NoSuchScore)?;
        // A later, better score does not take the place of the first.
        let known = self.letter.rating.as_ref();
        Ok(vec![Event::Rated {
            score,
            source,
            note: non_blank(note),
            later: known.is_some_and(|known| known.score < score),
        }])
    }

    pub(super) fn call_back(&self, call: CallBack) -> RuleResult {
        let scores = [call.attitude, call.result];
        let said = call.solved.is_some() || scores.iter().any(Option::is_some);
        self.refuse_if(
            call.outcome != CallOutcome::Reached && said,
            RefusalReason::NoScoresUnreached,
        )?;
        let outside = scores
            .iter()
            .flatten()
            .any(|score| !(1..=5).contains(score));
        self.refuse_if(outside, RefusalReason::NoSuchScore)?;
        self.refuse_if(
            call.outcome == CallOutcome::Reached && call.solved.is_none(),
            RefusalReason::Missing(Ask::Solved),
        )?;
        Ok(vec![Event::CalledBack(CallBack {
            note: non_blank(call.note),
            ..call
        })])
    }

    /// Returns the deadline of a unit that waited for the writer, as it goes on now: the days since
    /// the question do not count. `None` if no question is open, or it was late before.
    pub(super) fn resumed_limit(
        &self,
        held: &Assignment,
    ) -> Result<Option<RunningDeadline>, Refusal> {
        let regulation = self.context.regulation;
        let Some(asked) = self.letter.open_inquiry() else {
            return Ok(None);
        };
        if held.due.at < asked.question.at {
            return Ok(None);
        }
        let hours = &regulation.hours;
        let mut term = held.term(regulation);
        let since = asked.question.at.max(held.assigned_at);
        let days = |at| hours.to_civil(at).date();
        let unit = term.limit.unit;
        let amount = days_between(
            days(since),
            days(self.context.at),
            unit,
            self.context.calendar,
        );
        if amount > 0 {
            term.paused.push(Span { amount, unit });
        }
        term.into_running(hours, self.context.calendar)
            .map(Some)
            .ok_or_else(|| self.refuse(RefusalReason::NoDeadline))
    }

    /// Returns the deadlines of all units that waited for the writer.
    pub(super) fn resumed_limits(&self) -> Result<Vec<(UnitId, RunningDeadline)>, Refusal> {
        let mut resumed = Vec::new();
        for held in self
            .letter
            .current_assignments()
            .filter(|held| held.is_open())
        {
            if let Some(limit) = self.resumed_limit(held)? {
                resumed.push((held.unit, limit));
            }
        }
        Ok(resumed)
    }
}
