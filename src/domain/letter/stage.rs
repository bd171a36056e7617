//! The stages of a letter and the queues that list them.

use serde::{Deserialize, Serialize};

/// A letter's position in the workflow (regulation.md, "Stages").
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 已收件: received, without a number.
    Received,
    /// 不予受理: declined or referred as out of scope.
    Declined,
    /// 已登记: accepted and numbered, without a route.
    Registered,
    /// 待批示: a disposition sheet waits for a leader.
    AwaitingInstruction,
    /// 承办中: assigned to a unit.
    Assigned,
    /// 拟稿中: the centre drafts the reply.
    Drafting,
    /// 待审阅: the draft waits for a leader's review.
    InReview,
    /// 已审定: the reply may be sent.
    Approved,
    /// 已回复: the reply was sent.
    Replied,
    /// 已办结: closed.
    Closed,
    /// 已终止: ended without a reply.
    Terminated,
}

impl Stage {
    /// All stages, in workflow order.
    pub const ALL: [Stage; 11] = [
        Stage::Received,
        Stage::Declined,
        Stage::Registered,
        Stage::AwaitingInstruction,
        Stage::Assigned,
        Stage::Drafting,
        Stage::InReview,
        Stage::Approved,
        Stage::Replied,
        Stage::Closed,
        Stage::Terminated,
    ];

    /// Returns the code used in JSON, SQL and message keys.
    pub fn code(self) -> &'static str {
        match self {
            Stage::Received => "received",
            Stage::Declined => "declined",
            Stage::Registered => "registered",
            Stage::AwaitingInstruction => "awaiting_instruction",
            Stage::Assigned => "assigned",
            Stage::Drafting => "drafting",
            Stage::InReview => "in_review",
            Stage::Approved => "approved",
            Stage::Replied => "replied",
            Stage::Closed => "closed",
            Stage::Terminated => "terminated",
        }
    }

    /// Parses a code.
    pub fn parse(code: &str) -> Option<Stage> {
        Stage::ALL.into_iter().find(|stage| stage.code() == code)
    }

    /// Returns the label in the user's language.
    pub fn label(self) -> String {
        crate::say!(&format!("stage-{}", self.code().replace('_', "-")))
    }

    /// Returns the queue in which letters of this stage are handled.
    pub fn queue(self) -> Queue {
        match self {
            Stage::Received => Queue::Inbox,
            Stage::Registered | Stage::AwaitingInstruction => Queue::Triage,
            Stage::Assigned => Queue::Assignment,
            Stage::Drafting | Stage::InReview | Stage::Approved => Queue::Drafting,
            Stage::Declined | Stage::Replied | Stage::Closed | Stage::Terminated => Queue::Ended,
        }
    }
}

/// A decision for which a letter waits on a leader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LeaderTask {
    /// 批示: give an instruction.
    Instruction,
    /// 审阅: review a draft.
    Review,
    /// 延时审批: decide an extension.
    Extension,
    /// 阅悉: acknowledge that the letter became major while a unit had it.
    Report,
    /// 代录: look at what was entered for them from a paper.
    Entered,
}

impl LeaderTask {
    /// All variants.
    pub const ALL: [LeaderTask; 5] = [
        LeaderTask::Instruction,
        LeaderTask::Review,
        LeaderTask::Extension,
        LeaderTask::Report,
        LeaderTask::Entered,
    ];

    /// Returns the code used in JSON, SQL and message keys.
    pub fn code(self) -> &'static str {
        match self {
            LeaderTask::Instruction => "instruction",
            LeaderTask::Review => "review",
            LeaderTask::Extension => "extension",
            LeaderTask::Report => "report",
            LeaderTask::Entered => "entered",
        }
    }

    /// Parses a code.
    pub fn parse(code: &str) -> Option<LeaderTask> {
        LeaderTask::ALL
            .into_iter()
            .find(|awaits| awaits.code() == code)
    }

    /// Returns the label in the user's language.
    pub fn label(self) -> String {
        crate::say!(&format!("awaits-{}", self.code()))
    }
}

/// A list of letters that wait for the same kind of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Queue {
    /// 收件箱: received.
    Inbox,
    /// 分办: registered, or waiting for an instruction.
    Triage,
    /// 交办: assigned to a unit.
    Assignment,
    /// 拟复: drafting, in review, approved.
    Drafting,
    /// 逾期: open letters past their deadline or close to it.
    Overdue,
    /// 审阅: letters that wait for a leader.
    Review,
    /// 办结: declined, replied, closed.
    Ended,
    /// All letters.
    All,
}

impl Queue {
    /// All queues, in the order of the tabs; `All` has no tab.
    pub const ALL: [Queue; 8] = [
        Queue::Inbox,
        Queue::Triage,
        Queue::Assignment,
        Queue::Drafting,
        Queue::Overdue,
        Queue::Review,
        Queue::Ended,
        Queue::All,
    ];

    /// Returns the code used on the command line.
    pub fn code(self) -> &'static str {
        match self {
            Queue::Inbox => "inbox",
            Queue::Triage => "triage",
            Queue::Assignment => "assignment",
            Queue::Drafting => "drafting",
            Queue::Overdue => "overdue",
            Queue::Review => "review",
            Queue::Ended => "ended",
            Queue::All => "all",
        }
    }

    /// Parses a code.
    pub fn parse(code: &str) -> Option<Queue> {
        Queue::ALL.into_iter().find(|queue| queue.code() == code)
    }
}
