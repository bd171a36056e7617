//! Late entries: somebody else's act that is registered after it happened. Limits are judged, and
//! figures counted, by when it happened.

use serde::Serialize;

use super::non_blank;
use crate::domain::directory::staff::{Role, Staff};
use crate::domain::letter::late_entry::LateEntry;
use crate::domain::letter::{AssignmentEnd, Letter};
use crate::domain::regulation::{Article, Regulation};
use crate::domain::time::Timestamp;
use crate::domain::time::calendar::Calendar;
use crate::domain::time::deadline::RunningDeadline;
use crate::domain::workflow::Ask;
use crate::domain::workflow::action::Action;
use crate::domain::workflow::refusal::{Refusal, RefusalReason};
use crate::domain::workflow::verb::Verb;

/// The acts of others that the centre registers.
pub const LATE_VERBS: [Verb; 10] = [
    Verb::WriterAnswered,
    Verb::Tell,
    Verb::SignFor,
    Verb::Return,
    Verb::AskExtension,
    Verb::Feedback,
    Verb::Explain,
    Verb::Urge,
    Verb::Send,
    Verb::Rate,
];

/// The acts of a leader that an administrator registers from a paper that they signed.
pub const PAPER_VERBS: [Verb; 5] = [
    Verb::Instruct,
    Verb::Approve,
    Verb::SendBack,
    Verb::Acknowledge,
    Verb::DecideExtension,
];

/// When an act is said to have happened, as a person gives it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GivenTime {
    /// A civil time of the office, such as `2026-03-05 17:30`.
    pub at: String,
    /// Why it is registered only now.
    pub why: Option<String>,
    /// Whether files that show it are handed over with it.
    pub proof: bool,
    /// The staff id of the leader who signed it on paper.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

/// Checks when an act happened, and returns what is recorded of that.
pub fn check_late_entry(
    given: &GivenTime,
    action: &Action,
    letter: &Letter,
    who: &Staff,
    regulation: &Regulation,
    calendar: &Calendar,
    now: Timestamp,
) -> Result<LateEntry, Refusal> {
    let refuse = |why| Refusal::new(why, Some(regulation.article_name(Article::Reply).clone()));
    let verb = action.verb();
    let on_paper = given.by.is_some();
    let registered: &[Verb] = if on_paper { &PAPER_VERBS } else { &LATE_VERBS };
    if !registered.contains(&verb) {
        return Err(refuse(RefusalReason::NoLateEntry { verb }));
    }
    let registrars: &[Role] = match on_paper {
        true => &[Role::Administrator],
        false => &[Role::Administrator, Role::Office],
    };
    if !who.is_one_of(registrars) {
        return Err(refuse(RefusalReason::LateByCentre));
    }
    if !letter.may_read(who) {
        return Err(refuse(RefusalReason::NotReader {
            who: who.name.clone(),
        }));
    }
    if on_paper && !given.proof {
        return Err(refuse(RefusalReason::Missing(Ask::Files)));
    }
    let text = given.at.trim();
    if text.is_empty() {
        return Err(refuse(RefusalReason::Missing(Ask::HappenedAt)));
    }
    let at = regulation.hours.parse_moment(text, now).ok_or_else(|| {
        refuse(RefusalReason::NoSuchTime {
            text: text.to_owned(),
        })
    })?;
    let why = non_blank(given.why.clone());
    if why.is_none() && !given.proof {
        return Err(refuse(RefusalReason::Missing(Ask::LateWhy)));
    }
    if at > now {
        return Err(refuse(RefusalReason::FutureTime));
    }
    let since = match on_paper {
        true => earliest_signature(letter, action),
        false => earliest(letter, action),
    };
    // What a person types has minutes.
    if at.as_second() / 60 < since.as_second() / 60 {
        return Err(refuse(RefusalReason::BeforeLast {
            since,
            offset: regulation.hours.offset,
        }));
    }
    let until = RunningDeadline::start(
        at,
        regulation.limit_from_span(regulation.late_entry_within),
        &regulation.hours,
        calendar,
    );
    // Nobody countersigns their own entry.
    let countersigned = who.is_one_of(&[Role::Office]) && !who.is_one_of(&[Role::Administrator]);
    match until {
        // A paper that is signed is its own proof, whenever it comes.
        Some(until) if now > until.due.at && !countersigned && !on_paper => {
            Err(refuse(RefusalReason::LateTooLong {
                until: until.due.at,
                offset: regulation.hours.offset,
            }))
        }
        _ => Ok(LateEntry {
            // The seconds that the person did not type put nothing before its cause.
            at: at.max(since),
            why,
            by: given.by.clone(),
            proof: given.proof,
        }),
    }
}

/// Returns the instant before which the act cannot have happened: when the unit got the letter or
/// last did something, or else when the letter came to its stage.
fn earliest(letter: &Letter, action: &Action) -> Timestamp {
    match action {
        Action::WriterAnswered { .. } => {
            return letter
                .open_inquiry()
                .map_or(letter.stage_since, |asked| asked.question.at);
        }
        Action::Rate { .. } => {
            return letter
                .reply
                .as_ref()
                .map_or(letter.stage_since, |reply| reply.at);
        }
        _ => {}
    }
    let Some(held) = action.unit().and_then(|unit| letter.held_by(unit)) else {
        return letter.stage_since;
    };
    let signed = held.signed.iter().map(|(at, _)| *at);
    let asked = held.extensions.iter().map(|asked| asked.request.at);
    let explained = held.explanations.iter().map(|words| words.at);
    let sent_back = held
        .feedbacks
        .iter()
        .filter_map(|answer| answer.sent_back.as_ref());
    let answered = held.feedbacks.iter().map(|answer| answer.at);
    // The lead unit answers after the co-units.
    let leads = matches!(action, Action::Feedback { .. }) && !held.co;
    let opinions = letter
        .current_assignments()
        .filter(|co| leads && co.co)
        .flat_map(|co| &co.feedbacks)
        .map(|answer| answer.at);
    signed
        .chain(asked)
        .chain(explained)
        .chain(answered)
        .chain(sent_back.map(|words| words.at))
        .chain(opinions)
        .fold(held.assigned_at, Timestamp::max)
}

/// Returns the instant before which a leader cannot have signed the paper. A sheet may be registered
/// after it was signed; what the paper is about is there before.
fn earliest_signature(letter: &Letter, action: &Action) -> Timestamp {
    let received = letter.received_or_recorded();
    let reopened = letter.rounds.last().map(|round| round.reopened.at);
    let since = match action {
        Action::Instruct { .. } => letter
            .current_assignments()
            .filter_map(|held| match &held.ended {
                Some(AssignmentEnd::Returned(words) | AssignmentEnd::TakenBack(words)) => {
                    Some(words.at)
                }
                _ => None,
            })
            .max(),
        Action::Approve { .. } | Action::SendBack { .. } => Some(letter.drafted_at),
        Action::DecideExtension { unit, .. } => letter
            .held_by(*unit)
            .and_then(|held| held.pending_extension())
            .map(|extension| extension.request.at),
        _ => None,
    };
    since
        .into_iter()
        .chain(reopened)
        .fold(received, Timestamp::max)
}
