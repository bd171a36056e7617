//! What happened to a letter. Events are the record and are for ever: variants and fields are added, never changed.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::incoming::{Channel, Enclosure, Source, Writer};
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::LetterId;
use crate::domain::regulation::Tier;
use crate::domain::regulation::number::Number;
use crate::domain::time::deadline::{Due, Running, Term};

pub use crate::domain::letter::contact::{Contact, Told, Way};

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

impl Attachment {
    /// What the record says of a file.
    pub fn of(file: &Enclosure) -> Attachment {
        Attachment {
            name: file.name.clone(),
            media_type: file.media_type.clone(),
            size: file.bytes.len() as u64,
            hash: blake3::hash(&file.bytes).to_hex().to_string(),
        }
    }
}

/// A deadline of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "clock", content = "unit", rename_all = "snake_case")]
pub enum Which {
    /// The centre's, for the stage.
    Stage,
    /// That of the route: of a direct reply, or the one that runs on after a return.
    Route,
    /// A unit's.
    Unit(UnitId),
    /// That within which a unit may return the letter.
    Return(UnitId),
    /// That of the next step of urging a unit.
    Step(UnitId),
}

fn is_no(yes: &bool) -> bool {
    !yes
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
        /// The centre's limit for accepting it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<Running>,
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
        /// The centre's limit for giving it a route.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<Running>,
    },
    /// 不予受理.
    Declined {
        /// A ground's code.
        ground: String,
        /// How the writer was told.
        told: Told,
        /// The notice to the writer.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        notice: String,
        /// Whether it lapsed: the writer was asked and did not answer.
        #[serde(default, skip_serializing_if = "is_no")]
        automatic: bool,
    },
    /// 移交.
    Referred {
        /// To whom.
        to: String,
        /// Why.
        why: String,
        /// How the writer was told.
        told: Told,
        /// The notice to the writer.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        notice: String,
    },
    /// 请来信人补充.
    WriterAsked {
        /// The question.
        text: String,
        /// How he was asked.
        by: Way,
        /// Until when the answer is waited for.
        limit: Running,
    },
    /// 来信人已补充.
    WriterAnswered {
        /// What he added.
        text: String,
        /// The centre's limit for accepting it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<Running>,
    },
    /// 告知来信人.
    WriterTold {
        /// How.
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
        /// How pressing it is.
        #[serde(default, skip_serializing_if = "Tier::is_ordinary")]
        tier: Tier,
        /// The limit of the reply.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<Running>,
    },
    /// 拟办意见 on a disposition sheet.
    Proposed {
        /// The proposed handling.
        text: String,
        /// The unit proposed to lead.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        lead: Option<UnitId>,
        /// The units proposed to help.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        co: Vec<UnitId>,
    },
    /// 批示.
    Instructed {
        /// The leader's words.
        text: String,
    },
    /// 交办.
    Assigned {
        /// The unit.
        unit: UnitId,
        /// Its limit.
        due: Due,
        /// Whether it helps the lead unit (协办), and does not lead.
        #[serde(default, skip_serializing_if = "is_no")]
        co: bool,
        /// How pressing it is.
        #[serde(default, skip_serializing_if = "Tier::is_ordinary")]
        tier: Tier,
        /// What the limit was counted from.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        term: Option<Term>,
        /// Until when it may be returned.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        return_by: Option<Running>,
        /// Why it gets a letter that it has returned before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        why: Option<String>,
    },
    /// 签收.
    SignedFor {
        /// The unit.
        unit: UnitId,
        /// The person at the unit.
        person: String,
        /// The limit, where it starts with the signing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<Running>,
    },
    /// 退办.
    Returned {
        /// The unit.
        unit: UnitId,
        /// Why it is not responsible.
        why: String,
        /// The unit's limit, where it runs on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        runs: Option<Running>,
        /// The centre's limit for giving it another route.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<Running>,
    },
    /// 申请延时.
    ExtensionAsked {
        /// The unit.
        unit: UnitId,
        /// How many days more.
        days: u32,
        /// Why.
        why: String,
    },
    /// 逾期申请延时: asked for after the limit, and refused.
    ExtensionTooLate {
        /// The unit.
        unit: UnitId,
        /// How many days more.
        days: u32,
        /// Why.
        why: String,
    },
    /// 延时审批.
    ExtensionDecided {
        /// The unit.
        unit: UnitId,
        /// Whether it was granted.
        granted: bool,
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        why: Option<String>,
        /// The limit with what was granted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<Running>,
        /// How the writer was told.
        #[serde(default, skip_serializing_if = "Told::is_none")]
        told: Told,
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
        /// What came with it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        attachments: Vec<Attachment>,
    },
    /// 退回重办.
    FeedbackSentBack {
        /// The unit.
        unit: UnitId,
        /// Why.
        why: String,
        /// Its new limit.
        limit: Running,
    },
    /// 免征求协办意见.
    OpinionWaived {
        /// The co-unit.
        unit: UnitId,
        /// Why its opinion is not needed.
        why: String,
    },
    /// 说明情况.
    Explained {
        /// The unit.
        unit: UnitId,
        /// The explanation.
        text: String,
    },
    /// 催办.
    Urged {
        /// The unit.
        unit: UnitId,
        /// The code of the ladder's step.
        step: String,
        /// How.
        by: Contact,
        /// Whom.
        to: String,
        /// What was answered.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        answer: Option<String>,
        /// When the next step is due.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        next: Option<Running>,
    },
    /// 拟稿.
    Drafted {
        /// The reply as drafted.
        text: String,
    },
    /// 送审.
    Submitted {
        /// The limit of the leader's word.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<Running>,
    },
    /// 免审: the regulation asks for no review of such a reply.
    ReviewWaived,
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
        /// The passage of the draft that is meant.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        passage: Option<String>,
    },
    /// 回复.
    Sent {
        /// How.
        by: Way,
        /// The text as sent.
        text: String,
    },
    /// 公示公开.
    Published,
    /// 不予公开.
    Withheld {
        /// Why.
        why: String,
    },
    /// 满意度.
    Rated {
        /// From 1 to 5.
        score: u8,
        /// How it became known.
        source: Channel,
        /// What the writer said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// 办结.
    Closed,
    /// 重办: a second round begins.
    Reopened {
        /// Why.
        why: String,
        /// The centre's limit for giving it a route.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<Running>,
    },
    /// 关联: a repeat of an earlier letter.
    Linked {
        /// The earlier letter.
        to: LetterId,
    },
    /// 取消关联.
    Unlinked {
        /// The letter that it does not repeat.
        to: LetterId,
    },
    /// 标为重大.
    MarkedMajor {
        /// Whether the leaders are to hear of it: a unit has it already.
        #[serde(default, skip_serializing_if = "is_no")]
        reported: bool,
    },
    /// 阅悉.
    Acknowledged {
        /// The leader's words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
    },
    /// 限定阅读人.
    Restricted {
        /// The unit whose people it reports.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        accused: Option<UnitId>,
        /// Who may read it, by short name.
        readers: Vec<String>,
    },
    /// 阅读: somebody on the list of readers read it.
    Read,
    /// 阅读被拒: somebody who is not on the list of readers asked to read it.
    ReadRefused,
    /// 允许联系来信人.
    ContactAllowed,
    /// 期限变动: a list of holidays was imported.
    DeadlineMoved {
        /// Which.
        which: Which,
        /// When it was.
        was: Due,
        /// When it is.
        due: Due,
    },
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
            Event::Referred { .. } => "referred",
            Event::WriterAsked { .. } => "writer_asked",
            Event::WriterAnswered { .. } => "writer_answered",
            Event::WriterTold { .. } => "writer_told",
            Event::RepliedDirectly { .. } => "replied_directly",
            Event::Proposed { .. } => "proposed",
            Event::Instructed { .. } => "instructed",
            Event::Assigned { .. } => "assigned",
            Event::SignedFor { .. } => "signed_for",
            Event::Returned { .. } => "returned",
            Event::ExtensionAsked { .. } => "extension_asked",
            Event::ExtensionTooLate { .. } => "extension_too_late",
            Event::ExtensionDecided { .. } => "extension_decided",
            Event::FeedbackGiven { .. } => "feedback_given",
            Event::FeedbackSentBack { .. } => "feedback_sent_back",
            Event::OpinionWaived { .. } => "opinion_waived",
            Event::Explained { .. } => "explained",
            Event::Urged { .. } => "urged",
            Event::Drafted { .. } => "drafted",
            Event::Submitted { .. } => "submitted",
            Event::ReviewWaived => "review_waived",
            Event::Approved { .. } => "approved",
            Event::SentBack { .. } => "sent_back",
            Event::Sent { .. } => "sent",
            Event::Published => "published",
            Event::Withheld { .. } => "withheld",
            Event::Rated { .. } => "rated",
            Event::Closed => "closed",
            Event::Reopened { .. } => "reopened",
            Event::Linked { .. } => "linked",
            Event::Unlinked { .. } => "unlinked",
            Event::MarkedMajor { .. } => "marked_major",
            Event::Acknowledged { .. } => "acknowledged",
            Event::Restricted { .. } => "restricted",
            Event::Read => "read",
            Event::ReadRefused => "read_refused",
            Event::ContactAllowed => "contact_allowed",
            Event::DeadlineMoved { .. } => "deadline_moved",
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
