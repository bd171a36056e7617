//! What a person can do to a letter, with the answers that it needs.

use serde::Serialize;

use crate::domain::directory::unit::UnitId;
use crate::domain::letter::LetterId;
use crate::domain::letter::contact::{Contact, Told, Way};
use crate::domain::letter::incoming::{Channel, Enclosure};
use crate::domain::regulation::Tier;

pub use super::verb::Verb;

/// An action with its answers. An empty text is an answer that lacks. Its JSON identifies a request across versions of the program
/// (an idempotency key holds its hash): a renamed field or variant keeps its code by `#[serde(rename)]`, and a new
/// field is skipped while it has its default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// 受理.
    Accept {
        /// A category's code.
        category: String,
        /// Whether it needs a leader's instruction.
        major: bool,
        /// The unit whose people it reports.
        accused: Option<UnitId>,
    },
    /// 不予受理.
    Decline {
        /// A ground's code.
        ground: String,
        /// How the writer was told.
        told: Told,
        /// The notice to the writer; empty is the one drafted from the ground.
        notice: String,
    },
    /// 移交.
    Refer {
        /// To whom.
        to: String,
        /// Why.
        why: String,
        /// How the writer was told.
        told: Told,
        /// The notice to the writer; empty is the one that the regulation drafts.
        notice: String,
    },
    /// 请来信人补充.
    AskWriter {
        /// The question; empty is the one that the regulation drafts.
        text: String,
        /// How he is asked.
        by: Way,
    },
    /// 来信人已补充.
    WriterAnswered {
        /// What he added.
        text: String,
    },
    /// 逾期未补充: no answer came, and the letter is declined by itself.
    Lapse,
    /// 告知来信人.
    Tell {
        /// How he was told.
        told: Told,
    },
    /// 直接答复.
    ReplyDirectly {
        /// A reason's code.
        because: String,
        /// The earlier letter.
        earlier: Option<LetterId>,
        /// The policy.
        policy: Option<String>,
        /// How pressing it is.
        tier: Tier,
    },
    /// 拟办.
    Propose {
        /// The proposed handling.
        text: String,
        /// The unit proposed to lead.
        lead: Option<UnitId>,
        /// The units proposed to help.
        co: Vec<UnitId>,
    },
    /// 批示: the leader's words, and the units he names.
    Instruct {
        /// The words.
        text: String,
        /// The lead unit.
        lead: UnitId,
        /// The co-units.
        co: Vec<UnitId>,
        /// Another number of days than the regulation's, counted as its limit counts.
        days: Option<u32>,
        /// How pressing it is.
        tier: Tier,
    },
    /// 交办.
    Assign {
        /// The lead unit.
        lead: UnitId,
        /// The co-units.
        co: Vec<UnitId>,
        /// How pressing it is.
        tier: Tier,
        /// Why a unit gets it that has returned it before.
        why: Option<String>,
    },
    /// 签收.
    SignFor {
        /// The unit.
        unit: UnitId,
        /// The person at the unit.
        person: String,
    },
    /// 退办.
    Return {
        /// The unit.
        unit: UnitId,
        /// Why it is not responsible.
        why: String,
    },
    /// 申请延时.
    AskExtension {
        /// The unit.
        unit: UnitId,
        /// How many days more, counted as the limit counts.
        days: u32,
        /// Why.
        why: String,
    },
    /// 延时审批.
    DecideExtension {
        /// The unit.
        unit: UnitId,
        /// Whether it is granted.
        grant: bool,
        /// Why.
        why: Option<String>,
        /// How the writer was told.
        told: Told,
    },
    /// 反馈.
    Feedback {
        /// The unit.
        unit: UnitId,
        /// Its answer.
        text: String,
        /// The head who reviewed it.
        head: String,
        /// Whether it bears the unit's seal.
        sealed: bool,
        /// What came with it: a scan.
        files: Vec<Enclosure>,
    },
    /// 退回重办: the centre sends a unit's feedback back to it.
    SendBackFeedback {
        /// The unit.
        unit: UnitId,
        /// Why.
        why: String,
    },
    /// 免征求协办意见: the lead unit needs no opinion of a co-unit.
    Waive {
        /// The co-unit.
        unit: UnitId,
        /// Why not.
        why: String,
    },
    /// 说明情况: a unit explains why it is late.
    Explain {
        /// The unit.
        unit: UnitId,
        /// The explanation.
        text: String,
    },
    /// 催办.
    Urge {
        /// The unit.
        unit: UnitId,
        /// How.
        by: Contact,
        /// Whom.
        to: String,
        /// What was answered.
        answer: Option<String>,
    },
    /// 拟稿.
    Draft {
        /// The reply.
        text: String,
    },
    /// 送审.
    Submit,
    /// 审阅通过.
    Approve {
        /// A note.
        note: Option<String>,
    },
    /// 退回.
    SendBack {
        /// Why.
        why: String,
        /// The passage of the draft that is meant.
        passage: Option<String>,
    },
    /// 回复.
    Send {
        /// How.
        by: Way,
    },
    /// 公示公开.
    Publish,
    /// 不予公开.
    Withhold {
        /// Why.
        why: String,
    },
    /// 满意度.
    Rate {
        /// From 1 to 5.
        score: u8,
        /// How it became known.
        source: Channel,
        /// What the writer said.
        note: Option<String>,
    },
    /// 办结.
    Close,
    /// 重办: a second round under the same number.
    Reopen {
        /// Why.
        why: String,
    },
    /// 关联: it repeats an earlier letter.
    Link {
        /// The earlier letter.
        to: LetterId,
    },
    /// 取消关联.
    Unlink {
        /// The letter that it does not repeat.
        to: LetterId,
    },
    /// 标为重大.
    MarkMajor,
    /// 阅悉: a leader has read of a letter that became major at a unit.
    Acknowledge {
        /// His words.
        text: Option<String>,
    },
    /// 限定阅读人.
    Restrict {
        /// The unit whose people it reports.
        accused: Option<UnitId>,
        /// Who may read it, by short name; he who says so is always among them.
        readers: Vec<String>,
    },
    /// 阅读限阅信件.
    Read,
    /// 允许联系来信人: the liaison may see how to reach him.
    AllowContact,
    /// 备注.
    Note {
        /// The note.
        text: String,
    },
}

impl Action {
    /// The name of the action.
    pub fn verb(&self) -> Verb {
        match self {
            Action::Accept { .. } => Verb::Accept,
            Action::Decline { .. } => Verb::Decline,
            Action::Refer { .. } => Verb::Refer,
            Action::AskWriter { .. } => Verb::AskWriter,
            Action::WriterAnswered { .. } => Verb::WriterAnswered,
            Action::Lapse => Verb::Lapse,
            Action::Tell { .. } => Verb::Tell,
            Action::ReplyDirectly { .. } => Verb::ReplyDirectly,
            Action::Propose { .. } => Verb::Propose,
            Action::Instruct { .. } => Verb::Instruct,
            Action::Assign { .. } => Verb::Assign,
            Action::SignFor { .. } => Verb::SignFor,
            Action::Return { .. } => Verb::Return,
            Action::AskExtension { .. } => Verb::AskExtension,
            Action::DecideExtension { .. } => Verb::DecideExtension,
            Action::Feedback { .. } => Verb::Feedback,
            Action::SendBackFeedback { .. } => Verb::SendBackFeedback,
            Action::Waive { .. } => Verb::Waive,
            Action::Explain { .. } => Verb::Explain,
            Action::Urge { .. } => Verb::Urge,
            Action::Draft { .. } => Verb::Draft,
            Action::Submit => Verb::Submit,
            Action::Approve { .. } => Verb::Approve,
            Action::SendBack { .. } => Verb::SendBack,
            Action::Send { .. } => Verb::Send,
            Action::Publish => Verb::Publish,
            Action::Withhold { .. } => Verb::Withhold,
            Action::Rate { .. } => Verb::Rate,
            Action::Close => Verb::Close,
            Action::Reopen { .. } => Verb::Reopen,
            Action::Link { .. } => Verb::Link,
            Action::Unlink { .. } => Verb::Unlink,
            Action::MarkMajor => Verb::MarkMajor,
            Action::Acknowledge { .. } => Verb::Acknowledge,
            Action::Restrict { .. } => Verb::Restrict,
            Action::Read => Verb::Read,
            Action::AllowContact => Verb::AllowContact,
            Action::Note { .. } => Verb::Note,
        }
    }

    /// The other letter that the action names.
    pub fn names_letter(&self) -> Option<LetterId> {
        if let Action::Link { to } | Action::Unlink { to } = self {
            Some(*to)
        } else if let Action::ReplyDirectly { earlier, .. } = self {
            *earlier
        } else {
            None
        }
    }
}
