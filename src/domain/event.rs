//! What happened to a letter. Events are the record and are for ever: variants and fields are added, never changed.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::deadline::Due;
use super::incoming::{Channel, Source, Writer};
use super::letter::LetterId;
use super::number::Number;
use super::unit::UnitId;

/// A file that came with a letter; its bytes lie in the store under its hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// A safe file name.
    pub name: String,
    /// The declared media type.
    pub media_type: String,
    /// Length in bytes.
    pub size: u64,
    /// BLAKE3 of the bytes, in hexadecimal.
    pub hash: String,
}

/// How a writer of a declined letter was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// By e-mail.
    Email,
    /// By telephone.
    Phone,
    /// By letter.
    Letter,
    /// Not told.
    None,
}

/// The way a reply goes to the writer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// On the web site.
    Website,
    /// By e-mail.
    Email,
    /// By telephone.
    Phone,
    /// By letter.
    Letter,
}

impl Told {
    /// All, in the order of the form.
    pub const ALL: [Told; 4] = [Told::Email, Told::Phone, Told::Letter, Told::None];

    /// The code in JSON and on the command line.
    pub fn code(self) -> &'static str {
        match self {
            Told::Email => "email",
            Told::Phone => "phone",
            Told::Letter => "letter",
            Told::None => "none",
        }
    }
}

impl Way {
    /// All, in the order of the form.
    pub const ALL: [Way; 4] = [Way::Website, Way::Email, Way::Phone, Way::Letter];

    /// The code in JSON and on the command line.
    pub fn code(self) -> &'static str {
        match self {
            Way::Website => "website",
            Way::Email => "email",
            Way::Phone => "phone",
            Way::Letter => "letter",
        }
    }
}

/// What happened to one letter.
#[allow(clippy::large_enum_variant)] // events are few in memory at a time, and moved once
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// 收件: it came in.
    Received {
        /// The title.
        title: String,
        /// The text as written.
        body: String,
        /// Who wrote.
        writer: Writer,
        /// How it came.
        channel: Channel,
        /// When it came; missing is unknown.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        received_at: Option<Timestamp>,
        /// Where it was read.
        source: Source,
        /// What came with it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        attachments: Vec<Attachment>,
        /// What intake had to leave out.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        remarks: Vec<String>,
        /// Earlier letters with the very same text.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        same_text: Vec<LetterId>,
        /// The regulation in force at receipt.
        regulation: String,
    },
    /// 受理 · 登记编号.
    Accepted {
        /// The official number.
        number: Number,
        /// A category's code.
        category: String,
        /// Whether it needs a leader's instruction.
        #[serde(default)]
        major: bool,
    },
    /// 不予受理.
    Declined {
        /// A ground's code.
        ground: String,
        /// How the writer was told.
        told: Told,
    },
    /// 直接答复 chosen as the route.
    RepliedDirectly {
        /// A reason's code.
        because: String,
        /// The earlier letter.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        earlier: Option<LetterId>,
        /// The policy.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        policy: Option<String>,
    },
    /// 拟办意见 on a disposition sheet.
    Proposed {
        /// The proposed handling.
        text: String,
        /// The unit proposed to lead.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        lead: Option<UnitId>,
    },
    /// 批示.
    Instructed {
        /// The leader's words.
        text: String,
    },
    /// 交办.
    Assigned {
        /// The lead unit.
        unit: UnitId,
        /// Its limit.
        due: Due,
    },
    /// 签收.
    SignedFor {
        /// The unit.
        unit: UnitId,
        /// The person at the unit.
        person: String,
    },
    /// 反馈.
    FeedbackGiven {
        /// The unit.
        unit: UnitId,
        /// Its answer.
        text: String,
        /// The head who reviewed it.
        head: String,
        /// Whether it came after the limit.
        late: bool,
    },
    /// 拟稿.
    Drafted {
        /// The reply as drafted.
        text: String,
    },
    /// 送审.
    Submitted,
    /// 审阅通过.
    Approved {
        /// The leader's note.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// 退回.
    SentBack {
        /// Why.
        why: String,
    },
    /// 回复.
    Sent {
        /// How.
        by: Way,
        /// The text as sent.
        text: String,
    },
    /// 办结.
    Closed,
    /// 关联: a repeat of an earlier letter.
    Linked {
        /// The earlier letter.
        to: LetterId,
    },
    /// 标为重大.
    MarkedMajor,
    /// 备注.
    Noted {
        /// The note.
        text: String,
    },
}

impl Event {
    /// The code of the variant, as it stands in the record and in message keys.
    pub fn kind(&self) -> &'static str {
        match self {
            Event::Received { .. } => "received",
            Event::Accepted { .. } => "accepted",
            Event::Declined { .. } => "declined",
            Event::RepliedDirectly { .. } => "replied_directly",
            Event::Proposed { .. } => "proposed",
            Event::Instructed { .. } => "instructed",
            Event::Assigned { .. } => "assigned",
            Event::SignedFor { .. } => "signed_for",
            Event::FeedbackGiven { .. } => "feedback_given",
            Event::Drafted { .. } => "drafted",
            Event::Submitted => "submitted",
            Event::Approved { .. } => "approved",
            Event::SentBack { .. } => "sent_back",
            Event::Sent { .. } => "sent",
            Event::Closed => "closed",
            Event::Linked { .. } => "linked",
            Event::MarkedMajor => "marked_major",
            Event::Noted { .. } => "noted",
        }
    }

    /// What happened, in a word or two: 受理, 交办.
    pub fn words(&self) -> String {
        crate::say!(&format!("event-{}", self.kind().replace('_', "-")))
    }
}

/// An event with its place in the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The version of the letter that this event made, from 1.
    pub version: u32,
    /// When it was recorded.
    pub at: Timestamp,
    /// Who did it: a member of staff's short name.
    pub who: String,
    /// What happened.
    pub event: Event,
}
