//! The events of a letter: the authoritative record. Variants and fields may be added and must
//! never be changed or removed.

use serde::{Deserialize, Serialize};

use super::incoming::{Channel, Source, Writer};
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::LetterId;
use crate::domain::letter::cause::{
    CorrectedField, Fault, InstructionOutcome, ReopenCause, TakeBackCause, Wish,
};
use crate::domain::letter::follow_up::{CallBack, Promise};
use crate::domain::letter::past::PastLetter;
use crate::domain::regulation::Tier;
use crate::domain::regulation::approver::Approver;
use crate::domain::regulation::number::OfficialNumber;
use crate::domain::time::Timestamp;
use crate::domain::time::deadline::{Due, RunningDeadline, Term};

pub use crate::domain::letter::attachment::Attachment;
pub use crate::domain::letter::contact::{Notified, ReplyChannel, UrgingChannel};
pub use crate::domain::letter::recorded::{DeadlineKind, RecordedEvent};

fn is_no(yes: &bool) -> bool {
    !yes
}

/// Something that happened to one letter.
#[allow(clippy::large_enum_variant)] // events are few in memory at a time, and moved once
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// 收件: the letter was received.
    Received {
        /// The title.
        title: String,
        /// The text as the citizen wrote it.
        body: String,
        /// The citizen who wrote.
        writer: Writer,
        /// The channel through which it arrived.
        channel: Channel,
        /// When it arrived; missing if unknown.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        received_at: Option<Timestamp>,
        /// The file or mail from which it was imported.
        source: Source,
        /// The enclosed files.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        attachments: Vec<Attachment>,
        /// What intake had to leave out, one sentence each.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        remarks: Vec<String>,
        /// Earlier letters with an identical text.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        same_text: Vec<LetterId>,
        /// The id of the regulation in force at receipt.
        regulation: String,
        /// The centre's deadline for accepting it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<RunningDeadline>,
        /// What the writer wishes as to publication.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        wish: Option<Wish>,
        /// Who else signed a letter of several people; the writer is their representative.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        signatories: Option<String>,
        /// The letter of which it is a part.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        part_of: Option<LetterId>,
        /// The code of the type, as the file tells it.
        #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
        of_type: Option<String>,
        /// The code of the subject, as the file tells it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        subject: Option<String>,
    },
    /// 历史信件: the letter is of before the office had this program.
    PastLetter(PastLetter),
    /// 受理 · 登记编号: accepted and numbered.
    Accepted {
        /// The official number.
        number: OfficialNumber,
        /// The code of the category.
        category: String,
        /// Whether it needs a leader's instruction.
        #[serde(default)]
        major: bool,
        /// The centre's deadline for choosing a route.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<RunningDeadline>,
        /// The code of the type.
        #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
        of_type: Option<String>,
        /// The code of the subject.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        subject: Option<String>,
    },
    /// 不予受理: declined.
    Declined {
        /// The code of the ground for declining.
        ground: String,
        /// How the writer was notified.
        told: Notified,
        /// The notice to the writer.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        notice: String,
        /// Whether it was declined automatically because the writer did not answer a question in
        /// time.
        #[serde(default, skip_serializing_if = "is_no")]
        automatic: bool,
        /// The earlier letter about the same facts.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        earlier: Option<LetterId>,
        /// The document by which the matter was concluded.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        document: Option<String>,
    },
    /// 转交: referred to another body.
    Referred {
        /// The body to which it was referred.
        to: String,
        /// The reason.
        why: String,
        /// How the writer was notified.
        told: Notified,
        /// The notice to the writer.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        notice: String,
    },
    /// 请来信人补充: the writer was asked to complete the letter.
    WriterAsked {
        /// The question.
        text: String,
        /// How the question was sent.
        by: ReplyChannel,
        /// The deadline for the answer.
        limit: RunningDeadline,
    },
    /// 来信人已补充: the writer completed the letter.
    WriterAnswered {
        /// What they added.
        text: String,
        /// The centre's deadline for accepting it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<RunningDeadline>,
        /// The deadlines of the units that waited for the answer.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        resumed: Vec<(UnitId, RunningDeadline)>,
    },
    /// 逾期未补充: the writer did not answer; the units go on.
    WriterSilent {
        /// The deadlines of the units that waited.
        resumed: Vec<(UnitId, RunningDeadline)>,
    },
    /// 告知来信人: the writer was notified of an automatic decline.
    WriterTold {
        /// How the writer was notified.
        told: Notified,
    },
    /// 直接答复: a direct reply was chosen as the route.
    RepliedDirectly {
        /// The code of the reason.
        because: String,
        /// The earlier letter on which the reply is based.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        earlier: Option<LetterId>,
        /// The policy on which the reply is based.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        policy: Option<String>,
        /// The urgency.
        #[serde(default, skip_serializing_if = "Tier::is_ordinary")]
        tier: Tier,
        /// The deadline of the reply.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<RunningDeadline>,
    },
    /// 拟办意见: a handling was proposed on a disposition sheet.
    Proposed {
        /// The proposed handling.
        text: String,
        /// The proposed lead unit.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        lead: Option<UnitId>,
        /// The proposed co-units.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        co: Vec<UnitId>,
        /// The staff id of the leader to whom it goes; missing for any leader.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<String>,
    },
    /// 批示: a leader gave an instruction.
    Instructed {
        /// The instruction.
        text: String,
        /// What the leader decided.
        #[serde(default, skip_serializing_if = "InstructionOutcome::is_assignment")]
        outcome: InstructionOutcome,
        /// The staff id of the leader who is to decide instead.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<String>,
        /// The staff id of the leader in whose place a delegate gave it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        on_behalf_of: Option<String>,
    },
    /// 交办: assigned to a unit.
    Assigned {
        /// The unit.
        unit: UnitId,
        /// The deadline for the unit's answer.
        due: Due,
        /// Whether the unit is a co-unit (协办) rather than the lead unit.
        #[serde(default, skip_serializing_if = "is_no")]
        co: bool,
        /// The urgency.
        #[serde(default, skip_serializing_if = "Tier::is_ordinary")]
        tier: Tier,
        /// The inputs from which the deadline was computed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        term: Option<Term>,
        /// The deadline until which the unit may return the letter.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        return_by: Option<RunningDeadline>,
        /// Why the unit is assigned a letter that it has returned before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        why: Option<String>,
        /// The person at the unit to whom it goes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        person: Option<String>,
        /// What is asked of the unit.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        demand: Option<String>,
        /// The deadline until which the unit signs for it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sign_by: Option<RunningDeadline>,
    },
    /// 签收: a unit signed for the letter.
    SignedFor {
        /// The unit.
        unit: UnitId,
        /// The person who signed at the unit.
        person: String,
        /// Their telephone number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        phone: Option<String>,
        /// The deadline, if it starts with the signing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<RunningDeadline>,
    },
    /// 退件: a unit returned the letter.
    Returned {
        /// The unit.
        unit: UnitId,
        /// Why the unit is not responsible.
        why: String,
        /// The unit's deadline, if it keeps running.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        runs: Option<RunningDeadline>,
        /// The centre's deadline for choosing another route.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<RunningDeadline>,
    },
    /// 申请退件: a unit asked to return the letter, which the centre decides.
    ReturnAsked {
        /// The unit.
        unit: UnitId,
        /// Why the unit is not responsible.
        why: String,
    },
    /// 退件不予同意: the centre rejected a return.
    ReturnRejected {
        /// The unit.
        unit: UnitId,
        /// The reason.
        why: String,
    },
    /// 收回: the centre took the letter back from a unit, which is no return.
    TakenBack {
        /// The unit.
        unit: UnitId,
        /// The cause.
        cause: TakeBackCause,
        /// The reason.
        why: String,
        /// The centre's deadline for choosing another route.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<RunningDeadline>,
    },
    /// 改换主办: another unit takes the lead. It is assigned by the next event, unless it had the
    /// letter as a co-unit.
    LeadChanged {
        /// The former lead unit.
        was: UnitId,
        /// The new one.
        now: UnitId,
        /// Whether the former one stays as a co-unit.
        #[serde(default, skip_serializing_if = "is_no")]
        kept: bool,
        /// The reason.
        why: String,
    },
    /// 申请延时: a unit asked for an extension.
    ExtensionAsked {
        /// The unit.
        unit: UnitId,
        /// The number of days asked for.
        days: u32,
        /// The reason.
        why: String,
    },
    /// 逾期申请延时: a unit asked for an extension after its deadline, which is refused.
    ExtensionTooLate {
        /// The unit.
        unit: UnitId,
        /// The number of days asked for.
        days: u32,
        /// The reason.
        why: String,
    },
    /// 延时审批: an extension was decided.
    ExtensionDecided {
        /// The unit.
        unit: UnitId,
        /// Whether it was granted.
        granted: bool,
        /// The reason.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        why: Option<String>,
        /// The extended deadline.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<RunningDeadline>,
        /// How the writer was notified.
        #[serde(default, skip_serializing_if = "Notified::is_none")]
        told: Notified,
    },
    /// 主办期限顺延: the lead unit's deadline follows that of a co-unit.
    LeadFollowed {
        /// The lead unit.
        unit: UnitId,
        /// Its deadline.
        limit: RunningDeadline,
    },
    /// 反馈: a unit answered.
    FeedbackGiven {
        /// The unit.
        unit: UnitId,
        /// The answer.
        text: String,
        /// The head of the unit, who reviewed it.
        head: String,
        /// Whether it came after the deadline.
        late: bool,
        /// Whether a lead unit is late because a co-unit was.
        #[serde(default, skip_serializing_if = "is_no")]
        through_co: bool,
        /// Why the head is the person who handled it: they are in charge by mandate.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        mandate: Option<String>,
        /// The attached files.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        attachments: Vec<Attachment>,
        /// The centre's deadline for submitting the draft, if this answer is the last.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        drafting: Option<RunningDeadline>,
    },
    /// 退回重办: the centre sent a unit's answer back.
    FeedbackSentBack {
        /// The unit.
        unit: UnitId,
        /// The reason.
        why: String,
        /// The unit's new deadline.
        limit: RunningDeadline,
    },
    /// 免征求协办意见: a co-unit's opinion was waived.
    OpinionWaived {
        /// The co-unit.
        unit: UnitId,
        /// Why the opinion is not needed.
        why: String,
    },
    /// 请求免征求协办意见: the lead unit asked to do without a co-unit's opinion.
    WaiverAsked {
        /// The co-unit.
        unit: UnitId,
        /// Why the opinion is not needed.
        why: String,
    },
    /// 不同意免征求: the co-unit's opinion is needed.
    WaiverDenied {
        /// The co-unit.
        unit: UnitId,
        /// The reason.
        why: String,
    },
    /// 报告重大情况: a unit reported that the letter is major.
    MajorReported {
        /// The unit.
        unit: UnitId,
        /// What makes it major.
        why: String,
    },
    /// 联系来信人: a unit contacted the writer.
    WriterContacted {
        /// The unit.
        unit: UnitId,
        /// What was said.
        text: String,
    },
    /// 提醒: a unit was reminded before its deadline.
    Reminded {
        /// The unit.
        unit: UnitId,
        /// How the unit was contacted.
        by: UrgingChannel,
        /// The person contacted.
        to: String,
        /// What they answered.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        answer: Option<String>,
    },
    /// 说明情况: a unit explained its delay.
    Explained {
        /// The unit.
        unit: UnitId,
        /// The explanation.
        text: String,
    },
    /// 催办: a unit was urged.
    Urged {
        /// The unit.
        unit: UnitId,
        /// The code of the step on the ladder of urgings.
        step: String,
        /// How the unit was contacted.
        by: UrgingChannel,
        /// The person contacted.
        to: String,
        /// What they answered.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        answer: Option<String>,
        /// The deadline after which the next step is due.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        next: Option<RunningDeadline>,
    },
    /// 拟稿: a reply was drafted.
    Drafted {
        /// The text of the draft.
        text: String,
    },
    /// 送审: the draft was submitted for review.
    Submitted {
        /// The deadline for the leader's decision.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<RunningDeadline>,
        /// The staff id of the leader to whom it goes; missing for any leader.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<String>,
        /// Who has to approve it first.
        #[serde(default, skip_serializing_if = "Approver::is_leader")]
        approver: Approver,
    },
    /// 免审: the regulation requires no review of such a reply.
    ReviewWaived,
    /// 审阅通过: the draft was approved.
    Approved {
        /// The leader's note.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
        /// The leader's own version of the draft.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
        /// Who has to approve it next; missing at the top of the ladder.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        next: Option<Approver>,
        /// The staff id of the leader in whose place a delegate approved it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        on_behalf_of: Option<String>,
    },
    /// 撤回: what was submitted or proposed was recalled before anybody acted on it.
    Recalled,
    /// 退回重拟: the draft was sent back.
    SentBack {
        /// The reason.
        why: String,
        /// The passage of the draft to which the reason refers.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        passage: Option<String>,
        /// Who has to look at it again, one step down; missing for the drafter.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        below: Option<Approver>,
        /// The staff id of the leader in whose place a delegate sent it back.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        on_behalf_of: Option<String>,
    },
    /// 回复: the reply was sent.
    Sent {
        /// How it was sent.
        by: ReplyChannel,
        /// The text as sent.
        text: String,
        /// What it promises.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        promise: Option<Promise>,
    },
    /// 兑现承诺: what a reply promised was done.
    PromiseKept {
        /// What was done.
        text: String,
    },
    /// 回访: the writer was called back.
    CalledBack(CallBack),
    /// 公示公开: the reply was published.
    Published,
    /// 不予公开: publication was withheld.
    Withheld {
        /// The reason.
        why: String,
    },
    /// 满意度: the writer rated the reply.
    Rated {
        /// The score, from 1 to 5.
        score: u8,
        /// The channel through which the rating arrived.
        source: Channel,
        /// The writer's comment.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
        /// Whether an earlier, worse score stands.
        #[serde(default, skip_serializing_if = "is_no")]
        later: bool,
    },
    /// 办结: the letter was closed.
    Closed {
        /// Why, although the writer said that it is not solved.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        why: Option<String>,
    },
    /// 撤销办结: the letter is not closed after all.
    Unclosed,
    /// 更正回复: the reply contained a mistake; a corrected one is drafted.
    Amended {
        /// The reason.
        why: String,
        /// Whose mistake it was.
        fault: Fault,
    },
    /// 终止办理: the letter ended without a reply.
    Ended {
        /// The code of the ending in the regulation.
        because: String,
        /// The reason.
        why: String,
        /// How the writer was notified.
        #[serde(default, skip_serializing_if = "Notified::is_none")]
        told: Notified,
        /// The body to which it was referred.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<String>,
        /// The letter into which it was merged.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        into: Option<LetterId>,
        /// The code of the ground of article 4.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ground: Option<String>,
    },
    /// 撤销: a decline or an ending was undone.
    Revoked {
        /// The reason.
        why: String,
        /// The centre's deadline of the stage in which it is again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<RunningDeadline>,
    },
    /// 重新办理: the letter was reopened; another round begins.
    Reopened {
        /// The cause.
        #[serde(default, skip_serializing_if = "ReopenCause::is_unsatisfied")]
        cause: ReopenCause,
        /// The reason.
        why: String,
        /// The centre's deadline for choosing a route.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<RunningDeadline>,
    },
    /// 关联: linked as a repeat of an earlier letter.
    Linked {
        /// The earlier letter.
        to: LetterId,
    },
    /// 取消关联: a link to an earlier letter was removed.
    Unlinked {
        /// The letter that it does not repeat.
        to: LetterId,
    },
    /// 列为重大件: marked as major.
    MarkedMajor {
        /// Whether leaders must be informed because a unit already has the letter.
        #[serde(default, skip_serializing_if = "is_no")]
        reported: bool,
    },
    /// 取消重大: a leader decided that it is not major.
    UnmarkedMajor {
        /// The reason.
        why: String,
    },
    /// 阅悉: a leader acknowledged the report of a major letter.
    Acknowledged {
        /// The leader's note.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
    },
    /// 对代录提出异议: a leader undid what was entered for them.
    Contested {
        /// The reason.
        why: String,
    },
    /// 限定知悉范围: reading was restricted.
    Restricted {
        /// The unit whose people the letter reports.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        accused: Option<UnitId>,
        /// The staff ids of those who may read it.
        readers: Vec<String>,
    },
    /// 阅读: somebody on the list of readers read the letter.
    Read,
    /// 阅读被拒: somebody who is not on the list of readers was refused.
    ReadRefused,
    /// 允许联系来信人: the liaison may see the writer's contact details.
    ContactAllowed,
    /// 期限变动: importing a holiday calendar moved a deadline.
    DeadlineMoved {
        /// The deadline that moved.
        which: DeadlineKind,
        /// Its former value.
        was: Due,
        /// Its new value.
        due: Due,
    },
    /// 更正登记: a field was corrected.
    Corrected {
        /// The field.
        field: CorrectedField,
        /// Its former value; empty for none.
        was: String,
        /// Its value now; empty for none.
        now: String,
        /// The reason.
        why: String,
        /// The centre's deadline for accepting the letter, which starts with its arrival.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<RunningDeadline>,
        /// Whether reading is no longer restricted.
        #[serde(default, skip_serializing_if = "is_no")]
        lifted: bool,
    },
    /// 拆分: a part became a letter of its own.
    Split {
        /// That letter.
        part: LetterId,
        /// Its title.
        title: String,
    },
    /// 附加文件: files were added.
    Attached {
        /// The files.
        attachments: Vec<Attachment>,
        /// What they are.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// 备注: a note was added.
    Noted {
        /// The note.
        text: String,
    },
}
