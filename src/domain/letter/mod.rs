//! The letter aggregate: the state that results from folding a letter's events.

pub(crate) mod access;
pub mod attachment;
pub mod cause;
pub mod contact;
pub mod draft;
pub mod event;
mod event_kind;
mod fold;
pub mod follow_up;
pub mod incoming;
pub mod late_entry;
mod parts;
pub mod past;
pub mod presence;
pub mod quarantine;
mod recorded;
pub mod redaction;
pub mod stage;
pub mod summary;
mod texts;

use serde::{Deserialize, Serialize};

use crate::domain::directory::staff::{Role, Staff};
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::cause::{CallOutcome, Wish};
use crate::domain::letter::event::{Attachment, Event, RecordedEvent};
use crate::domain::letter::follow_up::{CallBack, Promise, PromiseState};
use crate::domain::letter::incoming::{Channel, Source, Writer};
use crate::domain::letter::past::PastLetter;
use crate::domain::letter::stage::{LeaderTask, Queue, Stage};
use crate::domain::regulation::approver::Approver;
use crate::domain::regulation::number::OfficialNumber;
use crate::domain::regulation::route::Route;
use crate::domain::time::Timestamp;
use crate::domain::time::deadline::{Due, RunningDeadline};

pub use texts::LetterPart;

pub use parts::{
    Amendment, Assignment, AssignmentEnd, Declined, DirectReply, Ending, Extension,
    ExtensionDecision, Feedback, Inquiry, PaperEntry, Publication, Rating, Remark, Reply,
    Restriction, Round, SIGNING_STEP, Urging, Verdict,
};

/// The intake id of a letter. It is assigned at receipt, before the letter has an official number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LetterId(pub i64);

impl std::fmt::Display for LetterId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// A letter's current state, folded from its events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The intake id.
    pub id: LetterId,
    /// The number of events; the optimistic lock compares it.
    pub version: u32,
    /// The current stage.
    pub stage: Stage,
    /// When the letter entered that stage.
    pub stage_since: Timestamp,
    /// The official number, once accepted.
    pub number: Option<OfficialNumber>,
    /// The title.
    pub title: String,
    /// The text as the citizen wrote it.
    pub body: String,
    /// The citizen who wrote.
    pub writer: Writer,
    /// The channel through which the letter arrived.
    pub channel: Channel,
    /// When the letter arrived; `None` if unknown.
    pub received_at: Option<Timestamp>,
    /// When it was added to the database.
    pub recorded_at: Timestamp,
    /// The file or mail from which it was imported.
    pub source: Source,
    /// The files enclosed with the letter, followed by those that units attached to their feedback.
    pub attachments: Vec<Attachment>,
    /// How many of `attachments` were enclosed with the letter itself.
    pub enclosed_count: usize,
    /// What intake had to leave out, one sentence each.
    pub remarks: Vec<String>,
    /// Earlier letters with an identical text.
    pub same_text: Vec<LetterId>,
    /// The id of the regulation in force when the letter was received.
    pub regulation: String,
    /// What the writer wishes as to publication; `None` if unknown.
    pub wish: Option<Wish>,
    /// Who else signed a letter of several people, as it says; the writer is their representative.
    pub signatories: Option<String>,
    /// How it was handled, if it is a letter of before the office had this program.
    pub past: Option<Box<PastLetter>>,
    /// The letter of which this one was a part.
    pub part_of: Option<LetterId>,
    /// The letters that were parts of this one.
    pub parts: Vec<LetterId>,
    /// The code of the category, once accepted.
    pub category: Option<String>,
    /// The code of the type.
    pub of_type: Option<String>,
    /// The code of the subject.
    pub subject: Option<String>,
    /// Why the letter was declined or referred, and how the writer was notified.
    pub declined: Option<Declined>,
    /// How it ended without a reply.
    pub ending: Option<Ending>,
    /// The question put to the writer because the letter was incomplete.
    pub inquiry: Option<Inquiry>,
    /// The route, once chosen.
    pub route: Option<Route>,
    /// The basis of a direct reply, if that is the route.
    pub direct_reply: Option<DirectReply>,
    /// Whether the letter needs a leader's instruction.
    pub major: bool,
    /// Whether leaders must still be informed that the letter became major while a unit had it.
    pub report_pending: bool,
    /// The leader who acknowledged that report, and their note.
    pub acknowledged: Option<Remark>,
    /// The proposed handling, the proposed lead unit, and the proposed co-units.
    pub proposal: Option<(Remark, Option<UnitId>, Vec<UnitId>)>,
    /// The leader's instruction.
    pub instruction: Option<Remark>,
    /// The instructions that followed while units had the letter, or that sent a sheet back, oldest
    /// first.
    pub further: Vec<Remark>,
    /// The staff id of the leader for whom a sheet or a draft is; `None` for any leader.
    pub addressee: Option<String>,
    /// What was entered last for a leader from a paper, until somebody acts on it.
    pub paper: Option<Box<PaperEntry>>,
    /// All assignments to units, past and present, of all rounds.
    pub assignments: Vec<Assignment>,
    /// The centre's deadline for the current stage.
    pub stage_limit: Option<RunningDeadline>,
    /// The deadline of the route: that of a direct reply, or that of a unit which returned the
    /// letter, if it keeps running.
    pub route_limit: Option<RunningDeadline>,
    /// The current draft of the reply.
    pub draft: String,
    /// The version at which that draft was recorded; 0 if there is none.
    pub draft_version: u32,
    /// When that draft was recorded.
    pub drafted_at: Timestamp,
    /// The author of that draft; empty if there is none.
    pub drafter: String,
    /// Who submitted the draft last; empty if nobody has.
    pub submitter: String,
    /// Whether the regulation let the draft pass without a review.
    pub review_waived: bool,
    /// Who has to approve the draft next.
    pub approver: Approver,
    /// How many steps of the sign-off ladder it has climbed since it was submitted.
    pub climbed: usize,
    /// The verdicts on drafts, oldest first.
    pub verdicts: Vec<Verdict>,
    /// The reply that was sent.
    pub reply: Option<Reply>,
    /// The mistakes in replies that were corrected, oldest first.
    pub amendments: Vec<Amendment>,
    /// The decision whether the reply is published.
    pub publication: Option<Publication>,
    /// The writer's rating of the reply; `None` if unknown.
    pub rating: Option<Rating>,
    /// What the reply promises.
    pub promise: Option<PromiseState>,
    /// The call-backs about the reply, with the instant of each, oldest first.
    pub call_backs: Vec<(Timestamp, CallBack)>,
    /// The earlier rounds, each ended by a complaint.
    pub rounds: Vec<Round>,
    /// The list of readers, if reading is restricted.
    pub restriction: Option<Restriction>,
    /// Whether the liaison may see the writer's contact details.
    pub contact_allowed: bool,
    /// Whether contact details exist but have been removed from this copy for its reader.
    pub contact_withheld: bool,
    /// Earlier letters of which this one is a repeat.
    pub repeats: Vec<LetterId>,
    /// Notes.
    pub notes: Vec<Remark>,
    /// Whether the draft was sent back and has not been resubmitted since.
    pub sent_back: bool,
}

impl Letter {
    fn from_receipt(id: LetterId, first: RecordedEvent) -> Option<Letter> {
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
            wish,
            signatories,
            part_of,
            of_type,
            subject,
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
            enclosed_count: attachments.len(),
            attachments,
            remarks,
            same_text,
            regulation,
            wish,
            signatories,
            past: None,
            part_of,
            parts: Vec::new(),
            category: None,
            of_type,
            subject,
            declined: None,
            ending: None,
            inquiry: None,
            route: None,
            direct_reply: None,
            major: false,
            report_pending: false,
            acknowledged: None,
            proposal: None,
            instruction: None,
            further: Vec::new(),
            addressee: None,
            paper: None,
            assignments: Vec::new(),
            stage_limit: limit,
            route_limit: None,
            draft: String::new(),
            draft_version: 0,
            drafted_at: first.at,
            drafter: String::new(),
            submitter: String::new(),
            review_waived: false,
            approver: Approver::Leader,
            climbed: 0,
            verdicts: Vec::new(),
            amendments: Vec::new(),
            reply: None,
            publication: None,
            rating: None,
            promise: None,
            call_backs: Vec::new(),
            rounds: Vec::new(),
            restriction: None,
            contact_allowed: false,
            contact_withheld: false,
            repeats: Vec::new(),
            notes: Vec::new(),
            sent_back: false,
        })
    }

    /// Returns the current round, counted from 1. Each reopening starts another.
    pub fn current_round(&self) -> u32 {
        u32::try_from(self.rounds.len())
            .unwrap_or(u32::MAX)
            .saturating_add(1)
    }

    /// Returns the assignments of the current round, whatever their outcome.
    pub fn current_assignments(&self) -> impl Iterator<Item = &Assignment> {
        let round = self.current_round();
        self.assignments
            .iter()
            .filter(move |held| held.round == round)
    }

    /// Returns the lead unit's active assignment in the current round.
    pub fn lead_assignment(&self) -> Option<&Assignment> {
        self.assignments
            .iter()
            .rev()
            .find(|held| held.round == self.current_round() && !held.co && held.is_active())
    }

    /// Returns the unit's assignment in the current round if the unit has the letter or has
    /// answered.
    pub fn held_by(&self, unit: UnitId) -> Option<&Assignment> {
        self.assignments.iter().rev().find(|held| {
            held.round == self.current_round() && held.unit == unit && held.is_active()
        })
    }

    /// Returns the latest verdict on a draft of the current round.
    pub fn latest_verdict(&self) -> Option<&Verdict> {
        let since = self.rounds.last().map(|round| round.reopened.at);
        self.verdicts
            .last()
            .filter(|verdict| since.is_none_or(|since| since <= verdict.at))
    }

    /// Reports whether a leader's instruction is in force. It expires when the lead unit that it
    /// named returns the letter, or it is taken back; a new one is then needed.
    pub fn has_valid_instruction(&self) -> bool {
        let returned = |held: &Assignment| match &held.ended {
            Some(AssignmentEnd::Returned(words) | AssignmentEnd::TakenBack(words)) if !held.co => {
                Some(words.at)
            }
            Some(
                AssignmentEnd::Returned(_)
                | AssignmentEnd::TakenBack(_)
                | AssignmentEnd::Waived(_)
                | AssignmentEnd::Withdrawn(_)
                | AssignmentEnd::Released(_),
            )
            | None => None,
        };
        let last = self.current_assignments().filter_map(returned).max();
        self.instruction
            .as_ref()
            .is_some_and(|words| last.is_none_or(|at| at < words.at))
    }

    /// Reports whether the unit has returned the letter in any round.
    pub fn was_returned_by(&self, unit: UnitId) -> bool {
        self.assignments
            .iter()
            .any(|held| held.unit == unit && matches!(held.ended, Some(AssignmentEnd::Returned(_))))
    }

    /// Returns the earliest running deadline: of the stage, the route, or the units that owe an
    /// answer.
    pub fn current_due(&self) -> Option<Due> {
        let centre = [&self.stage_limit, &self.route_limit]
            .into_iter()
            .flatten()
            .map(|limit| limit.due);
        match self.stage {
            Stage::Received => match self.open_inquiry() {
                Some(asked) => Some(asked.limit.due),
                None => self.stage_limit.as_ref().map(|limit| limit.due),
            },
            // The units' deadlines stand still while the writer is asked.
            Stage::Assigned if self.open_inquiry().is_some() => {
                self.open_inquiry().map(|asked| asked.limit.due)
            }
            Stage::Assigned => self
                .current_assignments()
                .filter(|held| held.is_open())
                .map(|held| held.due)
                .min(),
            Stage::Registered
            | Stage::AwaitingInstruction
            | Stage::Drafting
            | Stage::InReview
            | Stage::Approved => centre.min(),
            Stage::Replied | Stage::Closed => self.open_promise().map(|promise| Due {
                at: promise.until,
                provisional: false,
            }),
            Stage::Declined | Stage::Terminated => None,
        }
    }

    /// Returns what the reply promises and nobody has recorded as done.
    pub fn open_promise(&self) -> Option<&Promise> {
        self.promise
            .as_ref()
            .filter(|state| state.kept.is_none())
            .map(|state| &state.promise)
    }

    /// Reports whether the writer is still to be called back about the reply: nobody has reached
    /// them, and it was not tried too often.
    pub fn is_to_be_called(&self) -> bool {
        let tried = self.call_backs.len();
        let unreached =
            |(_, call): &(Timestamp, CallBack)| call.outcome == CallOutcome::Unreachable;
        self.stage == Stage::Replied
            && self.rating.is_none()
            && tried < CallBack::TRIES
            && self.call_backs.iter().all(unreached)
    }

    /// Returns the question to the writer that is still unanswered.
    pub fn open_inquiry(&self) -> Option<&Inquiry> {
        self.inquiry.as_ref().filter(|asked| {
            matches!(self.stage, Stage::Received | Stage::Assigned)
                && asked.answer.is_none()
                && !asked.silent
        })
    }

    /// Returns the queue in which the letter is handled. A letter that was declined automatically
    /// stays in the inbox until somebody has notified the writer.
    pub fn queue(&self) -> Queue {
        if self
            .declined
            .as_ref()
            .is_some_and(|declined| declined.needs_notice)
        {
            Queue::Inbox
        } else {
            self.stage.queue()
        }
    }

    /// Returns the decision for which the letter waits on a leader.
    pub fn leader_task(&self) -> Option<LeaderTask> {
        match self.stage {
            Stage::AwaitingInstruction => Some(LeaderTask::Instruction),
            Stage::InReview => Some(LeaderTask::Review),
            Stage::Assigned
                if self
                    .current_assignments()
                    .any(|held| held.is_open() && held.pending_extension().is_some()) =>
            {
                Some(LeaderTask::Extension)
            }
            Stage::Received
            | Stage::Declined
            | Stage::Registered
            | Stage::Assigned
            | Stage::Drafting
            | Stage::Approved
            | Stage::Replied
            | Stage::Closed
            | Stage::Terminated => match &self.paper {
                _ if self.report_pending => Some(LeaderTask::Report),
                Some(_) => Some(LeaderTask::Entered),
                None => None,
            },
        }
    }

    /// Reports whether a member of staff may read the letter. A restricted letter (a report about a
    /// unit's people) is readable by its list of readers and by the liaison of a unit that has it.
    /// A liaison reads only the letters of their own unit.
    pub fn may_read(&self, who: &Staff) -> bool {
        let holds = who.unit.is_some_and(|unit| self.held_by(unit).is_some())
            && who.is_one_of(&[Role::Liaison]);
        let listed = self
            .restriction
            .as_ref()
            .is_none_or(|restriction| restriction.readers.contains(&who.id));
        holds || (listed && !who.is_liaison_only())
    }

    /// Returns when the letter arrived or, if that is unknown, when it was added to the database.
    pub fn received_or_recorded(&self) -> Timestamp {
        self.received_at.unwrap_or(self.recorded_at)
    }
}
