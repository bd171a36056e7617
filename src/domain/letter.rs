//! A letter: everything that its events say.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::deadline::Due;
use super::event::{Attachment, Event, Recorded, Told, Way};
use super::incoming::{Channel, Source, Writer};
use super::number::Number;
use super::stage::Stage;
use super::unit::UnitId;

/// The intake id of a letter: given at receipt, before there is a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LetterId(pub i64);

impl std::fmt::Display for LetterId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// The road a registered letter takes (article 6(2)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// 直接答复 by the centre.
    Direct,
    /// 交办 to a unit.
    Assigned,
}

impl Route {
    /// The code in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Route::Direct => "direct",
            Route::Assigned => "assigned",
        }
    }
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
}

/// A letter at a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// The unit.
    pub unit: UnitId,
    /// When it was assigned.
    pub assigned_at: Timestamp,
    /// Its limit.
    pub due: Due,
    /// When the unit signed for it, and who did.
    pub signed: Option<(Timestamp, String)>,
    /// Its answer.
    pub feedback: Option<Feedback>,
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
    /// What came with it.
    pub attachments: Vec<Attachment>,
    /// What intake had to leave out.
    pub remarks: Vec<String>,
    /// Earlier letters with the very same text.
    pub same_text: Vec<LetterId>,
    /// The regulation it came under.
    pub regulation: String,
    /// The category's code, once accepted.
    pub category: Option<String>,
    /// The ground's code and how the writer was told, once declined.
    pub ground: Option<(String, Told)>,
    /// The route, once chosen.
    pub route: Option<Route>,
    /// For a direct reply: the reason's code, the earlier letter, the policy.
    pub direct: Option<(String, Option<LetterId>, Option<String>)>,
    /// Whether it needs a leader's instruction.
    pub major: bool,
    /// The proposed handling, and the unit proposed.
    pub proposal: Option<(Remark, Option<UnitId>)>,
    /// The leader's instruction.
    pub instruction: Option<Remark>,
    /// The units that have it.
    pub assignments: Vec<Assignment>,
    /// The reply as drafted so far.
    pub draft: String,
    /// The version at which that draft was recorded; 0 where there is none.
    pub drafted: u32,
    /// Verdicts on drafts, oldest first.
    pub verdicts: Vec<Verdict>,
    /// The reply that was sent.
    pub reply: Option<Reply>,
    /// Earlier letters that it repeats.
    pub repeats: Vec<LetterId>,
    /// Notes.
    pub notes: Vec<Remark>,
    /// Whether the draft was sent back and not submitted again since.
    pub sent_back: bool,
}

impl Letter {
    /// Folds the events of a letter, oldest first. `None` unless the first, and only the first, is its receipt.
    pub fn fold(id: LetterId, events: impl IntoIterator<Item = Recorded>) -> Option<Letter> {
        let mut events = events.into_iter();
        let mut letter = Letter::received(id, events.next()?)?;
        for event in events {
            letter.apply(event)?;
        }
        Some(letter)
    }

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
            attachments,
            remarks,
            same_text,
            regulation,
            category: None,
            ground: None,
            route: None,
            direct: None,
            major: false,
            proposal: None,
            instruction: None,
            assignments: Vec::new(),
            draft: String::new(),
            drafted: 0,
            verdicts: Vec::new(),
            reply: None,
            repeats: Vec::new(),
            notes: Vec::new(),
            sent_back: false,
        })
    }

    /// Applies one event. `None` where it cannot follow: the record is broken.
    pub fn apply(&mut self, recorded: Recorded) -> Option<()> {
        let Recorded { version, at, who, event } = recorded;
        if version != self.version + 1 {
            return None;
        }
        self.version = version;
        let remark = |text: String| Remark { who: who.clone(), at, text };
        match event {
            Event::Received { .. } => return None,
            Event::Accepted { number, category, major } => {
                self.number = Some(number);
                self.category = Some(category);
                self.major |= major;
                self.enter(Stage::Registered, at);
            }
            Event::Declined { ground, told } => {
                self.ground = Some((ground, told));
                self.enter(Stage::Declined, at);
            }
            Event::RepliedDirectly { because, earlier, policy } => {
                self.route = Some(Route::Direct);
                self.direct = Some((because, earlier, policy));
                self.enter(Stage::Drafting, at);
            }
            Event::Proposed { text, lead } => {
                self.proposal = Some((remark(text), lead));
                self.enter(Stage::AwaitingInstruction, at);
            }
            Event::Instructed { text } => self.instruction = Some(remark(text)),
            Event::Assigned { unit, due } => {
                self.route = Some(Route::Assigned);
                self.assignments.push(Assignment { unit, assigned_at: at, due, signed: None, feedback: None });
                self.enter(Stage::Assigned, at);
            }
            Event::SignedFor { unit, person } => self.at_unit(unit)?.signed = Some((at, person)),
            Event::FeedbackGiven { unit, text, head, late } => {
                self.at_unit(unit)?.feedback = Some(Feedback { text, head, at, late });
                self.enter(Stage::Drafting, at);
            }
            Event::Drafted { text } => {
                self.draft = text;
                self.drafted = version;
            }
            Event::Submitted => {
                self.sent_back = false;
                self.enter(Stage::InReview, at);
            }
            Event::Approved { note } => {
                self.verdicts.push(Verdict { who, at, approved: true, text: note.unwrap_or_default() });
                self.enter(Stage::Approved, at);
            }
            Event::SentBack { why } => {
                self.verdicts.push(Verdict { who, at, approved: false, text: why });
                self.sent_back = true;
                self.enter(Stage::Drafting, at);
            }
            Event::Sent { by, text } => {
                self.reply = Some(Reply { text, by, at });
                self.enter(Stage::Replied, at);
            }
            Event::Closed => self.enter(Stage::Closed, at),
            Event::Linked { to } => self.repeats.push(to),
            Event::MarkedMajor => self.major = true,
            Event::Noted { text } => self.notes.push(remark(text)),
        }
        Some(())
    }

    fn enter(&mut self, stage: Stage, at: Timestamp) {
        self.stage = stage;
        self.stage_since = at;
    }

    fn at_unit(&mut self, unit: UnitId) -> Option<&mut Assignment> {
        self.assignments.iter_mut().rev().find(|assignment| assignment.unit == unit)
    }

    /// The lead unit's assignment.
    pub fn lead(&self) -> Option<&Assignment> {
        self.assignments.last()
    }

    /// The limit that runs now: the earliest of the units that have not answered.
    pub fn due(&self) -> Option<Due> {
        let waiting = self.assignments.iter().filter(|assignment| assignment.feedback.is_none());
        (self.stage == Stage::Assigned).then(|| waiting.map(|assignment| assignment.due).min()).flatten()
    }

    /// When the letter came, or, where that is unknown, when it was put into the database.
    pub fn received_or_recorded(&self) -> Timestamp {
        self.received_at.unwrap_or(self.recorded_at)
    }
}
