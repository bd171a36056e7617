//! The actions that a person can perform on a letter, with the answers that each needs.

use serde::{Serialize, Serializer};

use crate::domain::directory::unit::UnitId;
use crate::domain::letter::LetterId;
use crate::domain::letter::cause::{
    CorrectedField, Fault, InstructionOutcome, ReopenCause, TakeBackCause,
};
use crate::domain::letter::contact::{Notified, ReplyChannel, UrgingChannel};
use crate::domain::letter::event::Attachment;
use crate::domain::letter::follow_up::CallBack;
use crate::domain::letter::incoming::Channel;
use crate::domain::regulation::Tier;

pub use super::verb::Verb;

/// An action with its answers. An empty text counts as a missing answer. The action's JSON
/// identifies a request across versions of the program (an idempotency key holds its hash): a
/// renamed field or variant keeps its code by `#[serde(rename)]`, and a new field is skipped while
/// it has its default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// 受理: accept.
    Accept {
        /// The code of the category.
        category: String,
        /// Whether it needs a leader's instruction.
        major: bool,
        /// The unit whose people it reports.
        accused: Option<UnitId>,
        /// The code of the type.
        #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
        of_type: Option<String>,
        /// The code of the subject.
        #[serde(skip_serializing_if = "Option::is_none")]
        subject: Option<String>,
    },
    /// 不予受理: decline.
    Decline {
        /// The code of the ground for declining.
        ground: String,
        /// How the writer was notified.
        told: Notified,
        /// The notice to the writer; if empty, the ground's template is used.
        notice: String,
        /// The earlier letter about the same facts, where the ground names one.
        #[serde(skip_serializing_if = "Option::is_none")]
        earlier: Option<LetterId>,
        /// The document by which the matter was concluded, where the ground names one.
        #[serde(skip_serializing_if = "Option::is_none")]
        document: Option<String>,
    },
    /// 转交: refer to another body.
    Refer {
        /// The body to which it is referred.
        to: String,
        /// The reason.
        why: String,
        /// How the writer was notified.
        told: Notified,
        /// The notice to the writer; if empty, the regulation's template is used.
        notice: String,
    },
    /// 请来信人补充: ask the writer to complete the letter.
    AskWriter {
        /// The question; if empty, the regulation's template is used.
        text: String,
        /// How the question is sent.
        by: ReplyChannel,
    },
    /// 来信人已补充: record the writer's answer.
    WriterAnswered {
        /// What they added.
        text: String,
    },
    /// 逾期未补充: decline automatically because no answer came in time.
    Lapse,
    /// 恢复计时: the writer gave no answer in time, and the units go on.
    Resume,
    /// 告知来信人: record that the writer was notified.
    Tell {
        /// How the writer was notified.
        told: Notified,
    },
    /// 直接答复: choose a direct reply.
    ReplyDirectly {
        /// The code of the reason.
        because: String,
        /// The earlier letter on which the reply is based.
        earlier: Option<LetterId>,
        /// The policy on which the reply is based.
        policy: Option<String>,
        /// The urgency.
        tier: Tier,
    },
    /// 拟办: propose a handling.
    Propose {
        /// The proposed handling.
        text: String,
        /// The proposed lead unit.
        lead: Option<UnitId>,
        /// The proposed co-units.
        co: Vec<UnitId>,
    },
    /// 批示: decide a sheet, as by assigning the letter to the units that the leader names; or instruct
    /// further while units have it.
    Instruct {
        /// The instruction.
        text: String,
        /// What is decided.
        #[serde(skip_serializing_if = "InstructionOutcome::is_assignment")]
        outcome: InstructionOutcome,
        /// The lead unit, where it is assigned.
        lead: Option<UnitId>,
        /// The co-units.
        co: Vec<UnitId>,
        /// The leader's own number of days instead of the regulation's, in the same unit of time.
        days: Option<u32>,
        /// The urgency.
        tier: Tier,
        /// The body to which it is referred.
        #[serde(skip_serializing_if = "Option::is_none")]
        to: Option<String>,
        /// The staff id of the leader who is to decide instead.
        #[serde(skip_serializing_if = "Option::is_none")]
        to_leader: Option<String>,
    },
    /// 交办: assign to units.
    Assign {
        /// The lead unit.
        lead: UnitId,
        /// The co-units.
        co: Vec<UnitId>,
        /// The urgency.
        tier: Tier,
        /// Why a unit is assigned a letter that it has returned before.
        why: Option<String>,
        /// The person at the lead unit to whom it goes.
        #[serde(skip_serializing_if = "Option::is_none")]
        person: Option<String>,
        /// What is asked of the units.
        #[serde(skip_serializing_if = "Option::is_none")]
        demand: Option<String>,
    },
    /// 签收: sign for the letter.
    SignFor {
        /// The unit.
        unit: UnitId,
        /// The person who signs at the unit.
        person: String,
        /// Their telephone number.
        #[serde(skip_serializing_if = "Option::is_none")]
        phone: Option<String>,
    },
    /// 退件: return the letter to the centre.
    Return {
        /// The unit.
        unit: UnitId,
        /// Why the unit is not responsible.
        why: String,
    },
    /// 退件审定: decide whether a unit may return the letter.
    DecideReturn {
        /// The unit.
        unit: UnitId,
        /// Whether it may.
        accept: bool,
        /// The unit that gets the letter next.
        #[serde(skip_serializing_if = "Option::is_none")]
        next: Option<UnitId>,
        /// The reason.
        #[serde(skip_serializing_if = "Option::is_none")]
        why: Option<String>,
    },
    /// 收回: the centre takes the letter back from a unit.
    TakeBack {
        /// The unit.
        unit: UnitId,
        /// The cause.
        cause: TakeBackCause,
        /// The reason, in words.
        why: String,
    },
    /// 增加协办: more units give their opinion.
    AddUnit {
        /// The co-units.
        co: Vec<UnitId>,
        /// The reason: the leader's word, where one instructed.
        why: String,
    },
    /// 改换主办: another unit takes the lead.
    ChangeLead {
        /// The new lead unit.
        lead: UnitId,
        /// Whether the former one stays as a co-unit.
        keep: bool,
        /// The reason: the leader's word, where one instructed.
        why: String,
    },
    /// 申请延时: ask for an extension.
    AskExtension {
        /// The unit.
        unit: UnitId,
        /// The number of additional days, in the unit of time of the deadline.
        days: u32,
        /// The reason.
        why: String,
    },
    /// 延时审批: decide an extension.
    DecideExtension {
        /// The unit.
        unit: UnitId,
        /// Whether it is granted.
        grant: bool,
        /// The reason.
        why: Option<String>,
        /// How the writer was notified.
        told: Notified,
    },
    /// 反馈: answer the centre.
    Feedback {
        /// The unit.
        unit: UnitId,
        /// The answer.
        text: String,
        /// The head of the unit, who reviewed it.
        head: String,
        /// Whether it bears the unit's official seal.
        sealed: bool,
        /// The person who handled it, where nobody has signed for the letter.
        #[serde(skip_serializing_if = "Option::is_none")]
        person: Option<String>,
        /// Why the head is the person who handled it: they are in charge by mandate.
        #[serde(skip_serializing_if = "Option::is_none")]
        mandate: Option<String>,
        /// The attached files, such as a scan; their contents are handed beside the action.
        #[serde(serialize_with = "as_enclosures")]
        files: Vec<Attachment>,
    },
    /// 退回重办: the centre sends a unit's feedback back.
    SendBackFeedback {
        /// The unit.
        unit: UnitId,
        /// The reason.
        why: String,
    },
    /// 请求免征求协办意见: the lead unit asks to do without a co-unit's opinion.
    AskWaiver {
        /// The co-unit.
        unit: UnitId,
        /// Why the opinion is not needed.
        why: String,
    },
    /// 免征求协办意见: decide that a co-unit's opinion is not needed, or that it is.
    Waive {
        /// The co-unit.
        unit: UnitId,
        /// The reason.
        why: String,
        /// Whether the opinion is needed all the same.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        deny: bool,
    },
    /// 说明情况: a unit explains why it is late.
    Explain {
        /// The unit.
        unit: UnitId,
        /// The explanation.
        text: String,
    },
    /// 报告重大情况: a unit reports that the letter is major.
    ReportMajor {
        /// The unit.
        unit: UnitId,
        /// What makes it major.
        why: String,
    },
    /// 联系来信人: a unit records that it contacted the writer.
    ContactWriter {
        /// The unit.
        unit: UnitId,
        /// What was said.
        text: String,
    },
    /// 提醒: remind a unit before its deadline.
    Remind {
        /// The unit.
        unit: UnitId,
        /// How the unit was contacted.
        by: UrgingChannel,
        /// The person contacted.
        to: String,
        /// What they answered.
        answer: Option<String>,
    },
    /// 催办: urge a unit.
    Urge {
        /// The unit.
        unit: UnitId,
        /// How the unit was contacted.
        by: UrgingChannel,
        /// The person contacted.
        to: String,
        /// What they answered.
        answer: Option<String>,
        /// The code of the step, if it is not the one that is due.
        #[serde(skip_serializing_if = "Option::is_none")]
        step: Option<String>,
    },
    /// 拟稿: draft the reply.
    Draft {
        /// The text of the reply.
        text: String,
    },
    /// 送审: submit the draft for review.
    Submit,
    /// 审阅通过: approve the draft.
    Approve {
        /// An optional note.
        note: Option<String>,
        /// The approver's own version of the draft.
        #[serde(skip_serializing_if = "Option::is_none")]
        text: Option<String>,
    },
    /// 撤回: take back what was submitted or proposed and nobody has acted on.
    Recall,
    /// 退回重拟: send the draft back.
    SendBack {
        /// The reason.
        why: String,
        /// The passage of the draft to which the reason refers.
        passage: Option<String>,
        /// Whether it goes to whoever approved it before, and not to the drafter.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        below: bool,
    },
    /// 回复: send the reply.
    Send {
        /// How it is sent.
        by: ReplyChannel,
        /// The day until which it promises something, such as `2026-03-31`.
        #[serde(skip_serializing_if = "Option::is_none")]
        promise: Option<String>,
        /// What it promises.
        #[serde(skip_serializing_if = "Option::is_none")]
        promised: Option<String>,
    },
    /// 公示公开: publish the reply.
    Publish,
    /// 不予公开: withhold publication.
    Withhold {
        /// The reason.
        why: String,
    },
    /// 满意度: record the writer's rating.
    Rate {
        /// The score, from 1 to 5.
        score: u8,
        /// The channel through which it arrived.
        source: Channel,
        /// The writer's comment.
        note: Option<String>,
    },
    /// 回访: record that the writer was called back.
    CallBack(CallBack),
    /// 兑现承诺: record that what a reply promised was done.
    Fulfil {
        /// What was done.
        text: String,
    },
    /// 办结: close the letter.
    Close,
    /// 办结: close the letter although the writer said that it is not solved.
    CloseUnsolved {
        /// The reason.
        why: String,
    },
    /// 撤销办结: the letter was closed by mistake, today.
    Unclose,
    /// 更正回复: the reply contains a mistake, and a corrected one follows.
    Amend {
        /// The reason.
        why: String,
        /// Whose mistake it is.
        fault: Fault,
    },
    /// 终止办理: end an accepted letter without a reply.
    End {
        /// The code of the ending in the regulation.
        because: String,
        /// The reason, in words.
        why: String,
        /// How the writer was notified.
        told: Notified,
        /// The body to which it is referred, where the ending names one.
        to: Option<String>,
        /// The letter into which it is merged, where the ending names one.
        into: Option<LetterId>,
        /// The ground of article 4, where the ending names one.
        ground: Option<String>,
    },
    /// 撤销: undo a decline, or an ending without a reply.
    Revoke {
        /// The reason.
        why: String,
    },
    /// 重新办理: start another round under the same number.
    Reopen {
        /// The cause.
        #[serde(skip_serializing_if = "ReopenCause::is_unsatisfied")]
        cause: ReopenCause,
        /// The reason.
        why: String,
    },
    /// 关联: link the letter as a repeat of an earlier one.
    Link {
        /// The earlier letter.
        to: LetterId,
    },
    /// 取消关联: remove a link.
    Unlink {
        /// The letter that it does not repeat.
        to: LetterId,
    },
    /// 列为重大件: mark as major.
    MarkMajor,
    /// 取消重大: a leader decides that the letter is not major.
    UnmarkMajor {
        /// The reason.
        why: String,
    },
    /// 阅悉: a leader acknowledges a letter that became major while a unit had it.
    Acknowledge {
        /// The leader's note.
        text: Option<String>,
    },
    /// 对代录提出异议: a leader undoes what was entered for them from a paper.
    Contest {
        /// The reason.
        why: String,
    },
    /// 限定知悉范围: restrict who may read the letter.
    Restrict {
        /// The unit whose people the letter reports.
        accused: Option<UnitId>,
        /// The staff ids of the readers. Whoever sets the restriction is always included.
        readers: Vec<String>,
    },
    /// 阅读保密件: read a restricted letter, which is recorded.
    Read,
    /// 允许联系来信人: let the liaison see the writer's contact details.
    AllowContact,
    /// 更正登记: correct what was registered.
    Correct {
        /// Each field with its right value, as text; empty for none.
        fields: Vec<(CorrectedField, String)>,
        /// The reason.
        why: String,
    },
    /// 附加文件: add files to the letter.
    Attach {
        /// The files; their contents are handed beside the action.
        #[serde(serialize_with = "as_enclosures")]
        files: Vec<Attachment>,
        /// What they are.
        note: Option<String>,
    },
    /// 拆分: make a part of the letter a letter of its own.
    Split {
        /// The title of the part.
        title: String,
        /// Its text.
        text: String,
    },
    /// 备注: add a note.
    Note {
        /// The note.
        text: String,
    },
}

/// Serialises files as [`Enclosure`] is: the hash of a request covers that form.
fn as_enclosures<S: Serializer>(files: &[Attachment], serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Named<'a> {
        name: &'a str,
        media_type: &'a str,
        blake3: &'a str,
    }
    serializer.collect_seq(files.iter().map(|file| Named {
        name: &file.name,
        media_type: &file.media_type,
        blake3: &file.hash,
    }))
}
