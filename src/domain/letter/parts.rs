//! The parts of a letter: its assignments with all that units did, verdicts, replies, rounds.

use jiff::Timestamp;

use crate::domain::directory::unit::UnitId;
use crate::domain::letter::contact::{Contact, Told, Way};
use crate::domain::letter::incoming::Channel;
use crate::domain::regulation::{Regulation, Step, Tier};
use crate::domain::time::deadline::{Due, Running, Term};

/// Words with who said them and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// Who.
    pub who: String,
    /// When.
    pub at: Timestamp,
    /// What.
    pub text: String,
}

/// A unit's answer to the centre.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feedback {
    /// The answer.
    pub text: String,
    /// The head who reviewed it.
    pub head: String,
    /// When it was recorded.
    pub at: Timestamp,
    /// Whether it came after the limit.
    pub late: bool,
    /// What came with it, by place among the letter's attachments.
    pub attached: std::ops::Range<usize>,
    /// Why the centre sent it back.
    pub sent_back: Option<Remark>,
}

/// An extension that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// Who asked, when, and why.
    pub asked: Remark,
    /// How many days more.
    pub days: u32,
    /// What became of it.
    pub answer: Answer,
}

/// What became of an extension that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It waits for a decision.
    Pending,
    /// It was asked for after the limit.
    TooLate,
    /// Granted, by whom, when, and with which words; how the writer was told.
    Granted(Remark, Told),
    /// Denied.
    Denied(Remark, Told),
}

/// A unit was urged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Urging {
    /// Who urged, when, and what was answered.
    pub by: Remark,
    /// The code of the ladder's step.
    pub step: String,
    /// How.
    pub way: Contact,
    /// Whom.
    pub to: String,
    /// When the next step is due.
    pub next: Option<Running>,
}

/// How an assignment ended without feedback, or without one that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The unit returned it.
    Returned(Remark),
    /// Its opinion was not needed.
    Waived(Remark),
    /// The lead unit returned the letter, or a new round began.
    Withdrawn(Timestamp),
}

/// A letter at a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// The unit.
    pub unit: UnitId,
    /// Whether it helps the lead unit (协办), and does not lead.
    pub co: bool,
    /// In which round, from 1.
    pub round: u32,
    /// How pressing it is.
    pub tier: Tier,
    /// When it was assigned.
    pub assigned_at: Timestamp,
    /// Its limit.
    pub due: Due,
    /// What the limit was counted from; `None` in records from before that was kept.
    pub term: Option<Term>,
    /// Until when it may be returned.
    pub return_by: Option<Running>,
    /// When the unit signed for it, and who did.
    pub signed: Option<(Timestamp, String)>,
    /// The extensions asked for.
    pub extensions: Vec<Extension>,
    /// Its explanations.
    pub explanations: Vec<Remark>,
    /// How often it was urged.
    pub urgings: Vec<Urging>,
    /// Its answers, those that were sent back among them.
    pub feedbacks: Vec<Feedback>,
    /// How it ended, where it did not end with an answer.
    pub ended: Option<Ended>,
}

impl Assignment {
    /// The answer that stands.
    pub fn feedback(&self) -> Option<&Feedback> {
        self.feedbacks
            .last()
            .filter(|feedback| feedback.sent_back.is_none())
    }

    /// Whether the unit still owes its answer.
    pub fn open(&self) -> bool {
        self.ended.is_none() && self.feedback().is_none()
    }

    /// Whether the unit has had the letter to the end: it was neither returned nor taken away.
    pub fn stands(&self) -> bool {
        self.ended.is_none()
    }

    /// When the unit answered last, where that was sent back: what was asked and urged before is about another limit.
    fn answered(&self) -> Option<Timestamp> {
        self.feedbacks.last().map(|feedback| feedback.at)
    }

    /// The place of the extension that waits for a decision.
    pub(super) fn pending_at(&self) -> Option<usize> {
        let since = self.answered();
        let waits = |extension: &Extension| {
            extension.answer == Answer::Pending
                && since.is_none_or(|since| since <= extension.asked.at)
        };
        self.extensions.iter().rposition(waits)
    }

    /// The extension that waits for a decision.
    pub fn pending(&self) -> Option<&Extension> {
        self.pending_at().and_then(|at| self.extensions.get(at))
    }

    /// The urgings about the limit that runs, from the first step of the ladder.
    pub fn ladder(&self) -> &[Urging] {
        let since = self.answered();
        let first = self
            .urgings
            .iter()
            .position(|urging| since.is_none_or(|since| since <= urging.by.at));
        first
            .and_then(|first| self.urgings.get(first..))
            .unwrap_or_default()
    }

    /// Whether the unit has explained itself about the limit that runs: since its last answer and the last extension.
    pub fn explained(&self) -> bool {
        let granted = self
            .granted()
            .filter_map(|extension| match &extension.answer {
                Answer::Granted(words, _) => Some(words.at),
                Answer::Pending | Answer::TooLate | Answer::Denied(..) => None,
            });
        let since = granted.chain(self.answered()).max();
        self.explanations
            .iter()
            .any(|words| since.is_none_or(|since| since <= words.at))
    }

    /// The extensions that were granted.
    pub fn granted(&self) -> impl Iterator<Item = &Extension> {
        self.extensions
            .iter()
            .filter(|extension| matches!(extension.answer, Answer::Granted(..)))
    }

    /// What the limit was counted from.
    pub fn term(&self, regulation: &Regulation) -> Term {
        let term = || Term {
            from: self.assigned_at,
            limit: regulation.limit,
            extended: Vec::new(),
        };
        self.term.clone().unwrap_or_else(term)
    }

    /// The step of the ladder that is to be done next, and since or from when; `None` where the unit is not late by now, has
    /// explained itself, waits for the centre to decide an extension, or stands on the last step.
    pub fn next_step<'a>(
        &self,
        regulation: &'a Regulation,
        now: Timestamp,
    ) -> Option<(&'a Step, Timestamp)> {
        if !self.open() || now <= self.due.at || self.explained() || self.pending().is_some() {
            return None;
        }
        let Some(last) = self.ladder().last() else {
            return Some((regulation.ladder.first()?, self.due.at));
        };
        let at = regulation
            .ladder
            .iter()
            .position(|step| step.code == last.step)?;
        Some((regulation.ladder.get(at + 1)?, last.next.as_ref()?.due.at))
    }

    /// The step to which an urging climbs: the next one from the day on which it is due; before that, another urging stays on the
    /// step of the last.
    pub fn climbs<'a>(&self, regulation: &'a Regulation, now: Timestamp) -> Option<&'a Step> {
        let day = |at| regulation.hours.civil(at).date();
        self.next_step(regulation, now)
            .filter(|(_, at)| day(now) >= day(*at))
            .map(|(step, _)| step)
    }
}

/// A leader's verdict on a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Who.
    pub who: String,
    /// When.
    pub at: Timestamp,
    /// Whether it was approved.
    pub approved: bool,
    /// The note, or why it was sent back.
    pub text: String,
    /// The passage that is meant.
    pub passage: Option<String>,
}

/// The reply that went to the writer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The text.
    pub text: String,
    /// How it went.
    pub by: Way,
    /// When.
    pub at: Timestamp,
}

/// A direct reply chosen as the route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Direct {
    /// A reason's code.
    pub because: String,
    /// The earlier letter.
    pub earlier: Option<super::LetterId>,
    /// The policy.
    pub policy: Option<String>,
}

/// The letter was declined, or referred.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declined {
    /// A ground's code; `None` where it was referred.
    pub ground: Option<String>,
    /// To whom it was referred, and why.
    pub referred: Option<(String, String)>,
    /// How the writer was told.
    pub told: Told,
    /// The notice to the writer.
    pub notice: String,
    /// Whether it lapsed, and nobody has seen to the writer yet.
    pub unseen: bool,
}

/// The writer was asked to complete the letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Who asked, when, and what.
    pub question: Remark,
    /// How.
    pub by: Way,
    /// Until when the answer is waited for.
    pub limit: Running,
    /// What he added, where he did.
    pub answer: Option<Remark>,
}

/// Whether the reply is public.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Publication {
    /// 公示公开.
    Published(Timestamp),
    /// 不予公开, with the reason.
    Withheld(Remark),
}

/// How content the writer is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rating {
    /// From 1 to 5.
    pub score: u8,
    /// How it became known.
    pub source: Channel,
    /// What the writer said.
    pub note: Option<String>,
    /// When it was recorded.
    pub at: Timestamp,
}

/// A round that ended with a complaint (重办).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    /// The reply of that round.
    pub reply: Option<Reply>,
    /// How content the writer was with it.
    pub rating: Option<Rating>,
    /// Who reopened the letter, when, and why.
    pub reopened: Remark,
}

/// Who may read a report about a unit's people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restriction {
    /// The unit whose people it reports.
    pub accused: Option<UnitId>,
    /// The readers, by short name.
    pub readers: Vec<String>,
}
