//! The parts of a letter: assignments with everything units did, verdicts, replies and rounds.

use super::Letter;
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::cause::{Fault, ReopenCause};
use crate::domain::letter::contact::{Notified, ReplyChannel, UrgingChannel};
use crate::domain::letter::incoming::Channel;
use crate::domain::regulation::{Regulation, Tier, UrgingStep};
use crate::domain::time::Timestamp;
use crate::domain::time::deadline::{Due, RunningDeadline, Term};

/// A text with its author and time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// The author's staff id.
    pub who: String,
    /// When it was recorded.
    pub at: Timestamp,
    /// The text.
    pub text: String,
}

/// A unit's answer to the centre.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feedback {
    /// The answer.
    pub text: String,
    /// The head of the unit, who reviewed it.
    pub head: String,
    /// When it was recorded.
    pub at: Timestamp,
    /// Whether it came after the deadline.
    pub late: bool,
    /// Whether a lead unit was late because a co-unit was.
    pub through_co: bool,
    /// The range of its files within the letter's `attachments`.
    pub attached: std::ops::Range<usize>,
    /// Why the centre sent it back, if it did.
    pub sent_back: Option<Remark>,
}

/// A unit's request for more time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// The request: who asked, when, and why.
    pub request: Remark,
    /// The number of days asked for.
    pub days: u32,
    /// The decision on it.
    pub decision: ExtensionDecision,
}

/// The decision on an extension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExtensionDecision {
    /// Not decided yet.
    Pending,
    /// Refused because it was asked for after the deadline.
    TooLate,
    /// Granted: who decided, when and why; how the writer was notified.
    Granted(Remark, Notified),
    /// Denied: who decided, when and why; how the writer was notified.
    Denied(Remark, Notified),
}

/// One urging of a unit (催办).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Urging {
    /// Who urged, when, and what the unit answered.
    pub remark: Remark,
    /// The code of the step on the ladder of urgings.
    pub step: String,
    /// How the unit was contacted.
    pub channel: UrgingChannel,
    /// The person contacted.
    pub to: String,
    /// When the next step is due.
    pub next: Option<RunningDeadline>,
}

/// How an assignment ended without feedback, or although it had some.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AssignmentEnd {
    /// The unit returned the letter.
    Returned(Remark),
    /// The unit's opinion was not needed.
    Waived(Remark),
    /// The lead unit returned the letter, or a new round began.
    Withdrawn(Timestamp),
    /// The centre took the letter back from the lead unit, which is no return.
    TakenBack(Remark),
    /// The unit was released without its doing: another took the lead, the lead unit's letter was
    /// taken back, or the letter ended.
    Released(Timestamp),
}

/// The assignment of a letter to a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// The unit.
    pub unit: UnitId,
    /// Whether the unit is a co-unit (协办) rather than the lead unit.
    pub co: bool,
    /// The round, counted from 1.
    pub round: u32,
    /// The urgency.
    pub tier: Tier,
    /// When it was assigned.
    pub assigned_at: Timestamp,
    /// The deadline for the answer.
    pub due: Due,
    /// The inputs from which the deadline was computed; `None` in records written before they were
    /// stored.
    pub term: Option<Term>,
    /// The deadline until which the unit may return the letter.
    pub return_by: Option<RunningDeadline>,
    /// The person at the unit to whom it goes.
    pub person: Option<String>,
    /// What is asked of the unit.
    pub demand: Option<String>,
    /// The deadline until which the unit signs for it.
    pub sign_by: Option<RunningDeadline>,
    /// When the unit signed for the letter, and the person who signed.
    pub signed: Option<(Timestamp, String)>,
    /// The telephone number of who signed.
    pub phone: Option<String>,
    /// The request to return the letter, which the centre has not decided.
    pub return_asked: Option<Remark>,
    /// The lead unit's request to do without this co-unit's opinion, not decided yet.
    pub waiver_asked: Option<Remark>,
    /// The reminders before the deadline, and the urgings to sign: no step of the ladder.
    pub reminders: Vec<Urging>,
    /// What the unit and the writer said to each other, oldest first.
    pub contacts: Vec<Remark>,
    /// The requests for an extension, oldest first.
    pub extensions: Vec<Extension>,
    /// The unit's explanations, oldest first.
    pub explanations: Vec<Remark>,
    /// The urgings, oldest first.
    pub urgings: Vec<Urging>,
    /// The answers, including those that were sent back, oldest first.
    pub feedbacks: Vec<Feedback>,
    /// How it ended, unless it ended with an answer.
    pub ended: Option<AssignmentEnd>,
}

/// The step of an urging to sign, which no regulation has.
pub const SIGNING_STEP: &str = "sign";

impl Assignment {
    /// Creates the assignment of a lead unit, to which nothing has happened yet.
    pub(super) fn new(unit: UnitId, round: u32, assigned_at: Timestamp, due: Due) -> Assignment {
        Assignment {
            unit,
            co: false,
            round,
            tier: Tier::Ordinary,
            assigned_at,
            due,
            term: None,
            return_by: None,
            person: None,
            demand: None,
            sign_by: None,
            signed: None,
            phone: None,
            return_asked: None,
            waiver_asked: None,
            reminders: Vec::new(),
            contacts: Vec::new(),
            extensions: Vec::new(),
            explanations: Vec::new(),
            urgings: Vec::new(),
            feedbacks: Vec::new(),
            ended: None,
        }
    }

    /// Reports whether the unit has not signed for the letter in time.
    pub fn is_unsigned(&self, now: Timestamp) -> bool {
        let overdue = |limit: &RunningDeadline| limit.due.at < now;
        self.is_open() && self.signed.is_none() && self.sign_by.as_ref().is_some_and(overdue)
    }

    /// Returns the latest answer unless it was sent back.
    pub fn valid_feedback(&self) -> Option<&Feedback> {
        self.feedbacks
            .last()
            .filter(|feedback| feedback.sent_back.is_none())
    }

    /// Reports whether the unit still owes its answer.
    pub fn is_open(&self) -> bool {
        self.ended.is_none() && self.valid_feedback().is_none()
    }

    /// Reports whether the assignment was neither returned, waived nor withdrawn.
    pub fn is_active(&self) -> bool {
        self.ended.is_none()
    }

    /// Returns when the unit last answered. Requests and urgings from before a sent-back answer
    /// concern an earlier deadline.
    fn last_answered_at(&self) -> Option<Timestamp> {
        self.feedbacks.last().map(|feedback| feedback.at)
    }

    /// Returns the index of the extension that waits for a decision.
    pub(super) fn pending_index(&self) -> Option<usize> {
        let since = self.last_answered_at();
        let waits = |extension: &Extension| {
            extension.decision == ExtensionDecision::Pending
                && since.is_none_or(|since| since <= extension.request.at)
        };
        self.extensions.iter().rposition(waits)
    }

    /// Returns the extension that waits for a decision.
    pub fn pending_extension(&self) -> Option<&Extension> {
        self.pending_index().and_then(|at| self.extensions.get(at))
    }

    /// Returns the urgings about the running deadline, oldest first.
    pub fn current_urgings(&self) -> &[Urging] {
        let since = self.last_answered_at();
        let first = self
            .urgings
            .iter()
            .position(|urging| since.is_none_or(|since| since <= urging.remark.at));
        first
            .and_then(|first| self.urgings.get(first..))
            .unwrap_or_default()
    }

    /// Reports whether the unit has explained itself about the running deadline: since its last
    /// answer and the last granted extension.
    pub fn has_explained(&self) -> bool {
        let granted = self
            .granted_extensions()
            .filter_map(|extension| match &extension.decision {
                ExtensionDecision::Granted(words, _) => Some(words.at),
                ExtensionDecision::Pending
                | ExtensionDecision::TooLate
                | ExtensionDecision::Denied(..) => None,
            });
        let since = granted.chain(self.last_answered_at()).max();
        self.explanations
            .iter()
            .any(|words| since.is_none_or(|since| since <= words.at))
    }

    /// Returns the extensions that were granted.
    pub fn granted_extensions(&self) -> impl Iterator<Item = &Extension> {
        self.extensions
            .iter()
            .filter(|extension| matches!(extension.decision, ExtensionDecision::Granted(..)))
    }

    /// Returns the inputs from which the deadline was computed; for old records, they are derived
    /// from the regulation.
    pub fn term(&self, regulation: &Regulation) -> Term {
        let term = || Term {
            from: self.assigned_at,
            limit: regulation.limit,
            extended: Vec::new(),
            paused: Vec::new(),
        };
        self.term.clone().unwrap_or_else(term)
    }

    /// Returns the next step of the ladder of urgings and when it is due. Returns `None` if the
    /// unit is not late, has explained itself, waits for a decision on an extension, or has reached
    /// the last step.
    pub fn next_step<'a>(
        &self,
        regulation: &'a Regulation,
        now: Timestamp,
    ) -> Option<(&'a UrgingStep, Timestamp)> {
        if !self.is_open()
            || now <= self.due.at
            || self.has_explained()
            || self.pending_extension().is_some()
        {
            return None;
        }
        let Some(last) = self.current_urgings().last() else {
            return Some((regulation.ladder.first()?, self.due.at));
        };
        let at = regulation
            .ladder
            .iter()
            .position(|step| step.code == last.step)?;
        Some((regulation.ladder.get(at + 1)?, last.next.as_ref()?.due.at))
    }

    /// Returns the step to which an urging now would climb: the next one from the day on which it
    /// is due. Before that day another urging repeats the last step, so the result is `None`.
    pub fn due_urging_step<'a>(
        &self,
        regulation: &'a Regulation,
        now: Timestamp,
    ) -> Option<&'a UrgingStep> {
        let day = |at| regulation.hours.to_civil(at).date();
        self.next_step(regulation, now)
            .filter(|(_, at)| day(now) >= day(*at))
            .map(|(step, _)| step)
    }
}

/// What was entered for a leader from a paper that they signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperEntry {
    /// The staff id of the leader.
    pub by: String,
    /// When it was recorded.
    pub at: Timestamp,
    /// The letter as it was before, which it is again if the leader contests the entry.
    pub before: Letter,
}

/// A leader's verdict on a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The leader's staff id.
    pub who: String,
    /// When it was recorded.
    pub at: Timestamp,
    /// Whether the draft was approved.
    pub approved: bool,
    /// The note, or why the draft was sent back.
    pub text: String,
    /// The passage of the draft to which it refers.
    pub passage: Option<String>,
}

/// The reply that was sent to the writer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The text.
    pub text: String,
    /// How it was sent.
    pub by: ReplyChannel,
    /// When it was sent.
    pub at: Timestamp,
    /// When a corrected one was sent in its place.
    pub amended_at: Option<Timestamp>,
}

/// A mistake in a reply, which a corrected one follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amendment {
    /// Who found it, when, and what it was.
    pub words: Remark,
    /// Whose mistake it was.
    pub fault: Fault,
    /// The text as it was sent first.
    pub text: String,
}

/// How a letter ended without a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// The code of the ending in the regulation.
    pub because: String,
    /// Who ended it, when, and why.
    pub words: Remark,
    /// How the writer was notified.
    pub notified: Notified,
    /// The body to which it was referred.
    pub to: Option<String>,
    /// The letter into which it was merged.
    pub into: Option<super::LetterId>,
    /// The code of the ground of article 4.
    pub ground: Option<String>,
}

/// The basis of a direct reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectReply {
    /// The code of the reason.
    pub because: String,
    /// The earlier letter on which it is based.
    pub earlier: Option<super::LetterId>,
    /// The policy on which it is based.
    pub policy: Option<String>,
}

/// The outcome of a letter that was declined or referred.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declined {
    /// The code of the ground; `None` if the letter was referred.
    pub ground: Option<String>,
    /// The body to which it was referred, and the reason.
    pub referred: Option<(String, String)>,
    /// How the writer was notified.
    pub notified: Notified,
    /// The notice to the writer.
    pub notice: String,
    /// Whether it was declined automatically and nobody has notified the writer yet.
    pub needs_notice: bool,
    /// Whether it was declined automatically.
    pub automatic: bool,
    /// The earlier letter about the same facts.
    pub earlier: Option<super::LetterId>,
    /// The document by which the matter was concluded.
    pub document: Option<String>,
    /// The staff id of whoever declined or referred it.
    pub by: String,
}

/// A question to the writer of an incomplete letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inquiry {
    /// The question: who asked, when, and what.
    pub question: Remark,
    /// How it was sent.
    pub by: ReplyChannel,
    /// The deadline for the answer.
    pub limit: RunningDeadline,
    /// The writer's answer, if they gave one.
    pub answer: Option<Remark>,
    /// Whether the units went on without an answer.
    pub silent: bool,
}

/// The decision whether a reply is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Publication {
    /// 公示公开: published, and when.
    Published(Timestamp),
    /// 不予公开: withheld, with the reason.
    Withheld(Remark),
}

/// The writer's satisfaction with the reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rating {
    /// The score, from 1 to 5.
    pub score: u8,
    /// The channel through which it arrived.
    pub source: Channel,
    /// The writer's comment.
    pub note: Option<String>,
    /// When it was recorded.
    pub at: Timestamp,
}

/// A round that ended with a complaint and a reopening (重新办理).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    /// The reply of that round.
    pub reply: Option<Reply>,
    /// The writer's rating of that reply.
    pub rating: Option<Rating>,
    /// Who reopened the letter, when, and why.
    pub reopened: Remark,
    /// The cause of the reopening.
    pub cause: ReopenCause,
}

/// The restriction on who may read a report about a unit's people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restriction {
    /// The unit whose people are reported.
    pub accused: Option<UnitId>,
    /// The staff ids of the readers.
    pub readers: Vec<String>,
}
