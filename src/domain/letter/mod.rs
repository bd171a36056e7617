//! A letter: everything that its events say.

pub(crate) mod access;
pub mod aside;
pub mod contact;
pub mod draft;
pub mod event;
mod fold;
pub mod incoming;
mod parts;
pub mod presence;
pub mod redaction;
pub mod stage;
pub mod summary;
mod texts;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::directory::staff::{Role, Staff};
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::event::{Attachment, Event, Recorded};
use crate::domain::letter::incoming::{Channel, Source, Writer};
use crate::domain::letter::stage::{Awaits, Queue, Stage};
use crate::domain::regulation::number::Number;
use crate::domain::regulation::route::Route;
use crate::domain::time::deadline::{Due, Running};

pub use texts::Part;

pub use parts::{
    Answer, Asked, Assignment, Declined, Direct, Ended, Extension, Feedback, Publication, Rating,
    Remark, Reply, Restriction, Round, Urging, Verdict,
};

/// The intake id of a letter: given at receipt, before there is a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LetterId(pub i64);

impl std::fmt::Display for LetterId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// A letter, folded from its events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Its intake id.
    pub id: LetterId,
    /// How many events it has.
    pub version: u32,
    /// Where it stands.
    pub stage: Stage,
    /// Since when it stands there.
    pub stage_since: Timestamp,
    /// Its official number, once accepted.
    pub number: Option<Number>,
    /// The title.
    pub title: String,
    /// The text as written.
    pub body: String,
    /// Who wrote.
    pub writer: Writer,
    /// How it came.
    pub channel: Channel,
    /// When it came; `None` is unknown.
    pub received_at: Option<Timestamp>,
    /// When it was put into the database.
    pub recorded_at: Timestamp,
    /// Where it was read.
    pub source: Source,
    /// What came with it, and after that what came with feedback.
    pub attachments: Vec<Attachment>,
    /// How many of them came with the letter itself.
    pub enclosed: usize,
    /// What intake had to leave out.
    pub remarks: Vec<String>,
    /// Earlier letters with the very same text.
    pub same_text: Vec<LetterId>,
    /// The regulation it came under.
    pub regulation: String,
    /// The category's code, once accepted.
    pub category: Option<String>,
    /// Why it was declined or referred, and what the writer heard of it.
    pub declined: Option<Declined>,
    /// What the writer was asked, where the letter was incomplete.
    pub asked: Option<Asked>,
    /// The route, once chosen.
    pub route: Option<Route>,
    /// For a direct reply: what it rests on.
    pub direct: Option<Direct>,
    /// Whether it needs a leader's instruction.
    pub major: bool,
    /// Whether the leaders are to hear that it became major at a unit.
    pub reported: bool,
    /// The leader who has read of it, and his words.
    pub acknowledged: Option<Remark>,
    /// The proposed handling, the unit proposed to lead, and those to help.
    pub proposal: Option<(Remark, Option<UnitId>, Vec<UnitId>)>,
    /// The leader's instruction.
    pub instruction: Option<Remark>,
    /// The units that have it, or had it, in all rounds.
    pub assignments: Vec<Assignment>,
    /// The centre's limit for the stage.
    pub stage_limit: Option<Running>,
    /// The limit of the route: of a direct reply, or of a unit that returned the letter, where that runs on.
    pub route_limit: Option<Running>,
    /// The reply as drafted so far.
    pub draft: String,
    /// The version at which that draft was recorded; 0 where there is none.
    pub drafted: u32,
    /// Who drafted it so; empty where nobody did.
    pub drafter: String,
    /// Verdicts on drafts, oldest first.
    pub verdicts: Vec<Verdict>,
    /// The reply that was sent.
    pub reply: Option<Reply>,
    /// Whether the reply is public.
    pub publication: Option<Publication>,
    /// How content the writer is with it; `None` is unknown.
    pub rating: Option<Rating>,
    /// The rounds that ended with a complaint.
    pub rounds: Vec<Round>,
    /// Who may read it, where that is restricted.
    pub restriction: Option<Restriction>,
    /// Whether the liaison may see how to reach the writer.
    pub contact: bool,
    /// Whether how to reach the writer is known, and kept from who reads this copy.
    pub withheld: bool,
    /// Earlier letters that it repeats.
    pub repeats: Vec<LetterId>,
    /// Notes.
    pub notes: Vec<Remark>,
    /// Whether the draft was sent back and not submitted again since.
    pub sent_back: bool,
}

impl Letter {
    fn received(id: LetterId, first: Recorded) -> Option<Letter> {
        let Event::Received {
            title,
            body,
            writer,
            channel,
            received_at,
            source,
            attachments,
            remarks,
            same_text,
            regulation,
            limit,
        } = first.event
        else {
            return None;
        };
        Some(Letter {
            id,
            version: 1,
            stage: Stage::Received,
            stage_since: first.at,
            number: None,
            title,
            body,
            writer,
            channel,
            received_at,
            recorded_at: first.at,
            source,
            enclosed: attachments.len(),
            attachments,
            remarks,
            same_text,
            regulation,
            category: None,
            declined: None,
            asked: None,
            route: None,
            direct: None,
            major: false,
            reported: false,
            acknowledged: None,
            proposal: None,
            instruction: None,
            assignments: Vec::new(),
            stage_limit: limit,
            route_limit: None,
            draft: String::new(),
            drafted: 0,
            drafter: String::new(),
            verdicts: Vec::new(),
            reply: None,
            publication: None,
            rating: None,
            rounds: Vec::new(),
            restriction: None,
            contact: false,
            withheld: false,
            repeats: Vec::new(),
            notes: Vec::new(),
            sent_back: false,
        })
    }

    /// Which round it is in, from 1; each reopening begins another.
    pub fn round(&self) -> u32 {
        u32::try_from(self.rounds.len())
            .unwrap_or(u32::MAX)
            .saturating_add(1)
    }

    /// The assignments of this round, whatever became of them.
    pub fn current(&self) -> impl Iterator<Item = &Assignment> {
        let round = self.round();
        self.assignments
            .iter()
            .filter(move |held| held.round == round)
    }

    /// The lead unit's assignment.
    pub fn lead(&self) -> Option<&Assignment> {
        self.assignments
            .iter()
            .rev()
            .find(|held| held.round == self.round() && !held.co && held.stands())
    }

    /// The assignment of a unit that has the letter now, or has answered.
    pub fn held_by(&self, unit: UnitId) -> Option<&Assignment> {
        self.assignments
            .iter()
            .rev()
            .find(|held| held.round == self.round() && held.unit == unit && held.stands())
    }

    /// The last verdict on a draft of this round.
    pub fn verdict(&self) -> Option<&Verdict> {
        let since = self.rounds.last().map(|round| round.reopened.at);
        self.verdicts
            .last()
            .filter(|verdict| since.is_none_or(|since| since <= verdict.at))
    }

    /// Whether a leader's instruction stands: after the lead unit that it named has returned the letter, another is needed.
    pub fn instructed(&self) -> bool {
        let returned = |held: &Assignment| match &held.ended {
            Some(Ended::Returned(words)) if !held.co => Some(words.at),
            Some(Ended::Returned(_) | Ended::Waived(_) | Ended::Withdrawn(_)) | None => None,
        };
        let last = self.current().filter_map(returned).max();
        self.instruction
            .as_ref()
            .is_some_and(|words| last.is_none_or(|at| at < words.at))
    }

    /// Whether a unit has returned it before.
    pub fn returned_by(&self, unit: UnitId) -> bool {
        self.assignments
            .iter()
            .any(|held| held.unit == unit && matches!(held.ended, Some(Ended::Returned(_))))
    }

    /// The limit that runs now: of a stage, of a route, of the units that owe an answer; the earliest.
    pub fn due(&self) -> Option<Due> {
        let centre = [&self.stage_limit, &self.route_limit]
            .into_iter()
            .flatten()
            .map(|limit| limit.due);
        match self.stage {
            Stage::Received => match self.waiting() {
                Some(asked) => Some(asked.limit.due),
                None => self.stage_limit.as_ref().map(|limit| limit.due),
            },
            Stage::Assigned => self
                .current()
                .filter(|held| held.open())
                .map(|held| held.due)
                .min(),
            Stage::Registered
            | Stage::AwaitingInstruction
            | Stage::Drafting
            | Stage::InReview
            | Stage::Approved => centre.min(),
            Stage::Declined | Stage::Replied | Stage::Closed => None,
        }
    }

    /// The question to the writer that waits for an answer.
    pub fn waiting(&self) -> Option<&Asked> {
        self.asked
            .as_ref()
            .filter(|asked| self.stage == Stage::Received && asked.answer.is_none())
    }

    /// The queue in which it is worked on. What was declined by itself stays in the inbox until somebody has seen to the writer.
    pub fn queue(&self) -> Queue {
        if self
            .declined
            .as_ref()
            .is_some_and(|declined| declined.unseen)
        {
            Queue::Inbox
        } else {
            self.stage.queue()
        }
    }

    /// What it waits for a leader to do.
    pub fn awaits(&self) -> Option<Awaits> {
        match self.stage {
            Stage::AwaitingInstruction => Some(Awaits::Instruction),
            Stage::InReview => Some(Awaits::Review),
            Stage::Assigned
                if self
                    .current()
                    .any(|held| held.open() && held.pending().is_some()) =>
            {
                Some(Awaits::Extension)
            }
            Stage::Received
            | Stage::Declined
            | Stage::Registered
            | Stage::Assigned
            | Stage::Drafting
            | Stage::Approved
            | Stage::Replied
            | Stage::Closed => self.reported.then_some(Awaits::Report),
        }
    }

    /// Whether a member of staff may read it. A report about a unit's people is read by those on its list, and by the liaison of
    /// a unit that has it; a liaison reads nothing but what his unit has.
    pub fn may_read(&self, who: &Staff) -> bool {
        let holds = who.unit.is_some_and(|unit| self.held_by(unit).is_some())
            && who.is_one_of(&[Role::Liaison]);
        let listed = self
            .restriction
            .as_ref()
            .is_none_or(|restriction| restriction.readers.contains(&who.id));
        holds || (listed && !who.is_liaison_only())
    }

    /// When the letter came, or, where that is unknown, when it was put into the database.
    pub fn received_or_recorded(&self) -> Timestamp {
        self.received_at.unwrap_or(self.recorded_at)
    }
}
