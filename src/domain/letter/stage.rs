//! The stages of a letter, and the queues that show them.

use serde::{Deserialize, Serialize};

/// Where a letter stands (regulation.md, "Stages").
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 已收件: it came in; no number yet.
    Received,
    /// 不予受理: out of scope, with a ground.
    Declined,
    /// 已登记: in scope, numbered, without a route.
    Registered,
    /// 待批示: a disposition sheet waits for a leader.
    AwaitingInstruction,
    /// 承办中: a unit has it.
    Assigned,
    /// 拟稿中: the centre writes the reply.
    Drafting,
    /// 待审阅: the reply waits for a leader.
    InReview,
    /// 已审定: the reply may be sent.
    Approved,
    /// 已回复: the writer has the reply.
    Replied,
    /// 已办结: ended.
    Closed,
}

impl Stage {
    /// All stages, in the order of the road.
    pub const ALL: [Stage; 10] = [
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
    ];

    /// The code in JSON, SQL and message keys.
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
        }
    }

    /// The stage with this code.
    pub fn parse(code: &str) -> Option<Stage> {
        Stage::ALL.into_iter().find(|stage| stage.code() == code)
    }

    /// The stage in the office's words.
    pub fn words(self) -> String {
        crate::say!(&format!("stage-{}", self.code().replace('_', "-")))
    }

    /// The queue in which the stage is worked on.
    pub fn queue(self) -> Queue {
        match self {
            Stage::Received => Queue::Inbox,
            Stage::Registered | Stage::AwaitingInstruction => Queue::Triage,
            Stage::Assigned => Queue::Assignment,
            Stage::Drafting | Stage::InReview | Stage::Approved => Queue::Drafting,
            Stage::Declined | Stage::Replied | Stage::Closed => Queue::Ended,
        }
    }
}

/// What a letter waits for a leader to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Awaits {
    /// 批示.
    Instruction,
    /// 审阅.
    Review,
    /// 延时审批.
    Extension,
    /// 阅悉: it became major at a unit.
    Report,
}

impl Awaits {
    /// All of them.
    pub const ALL: [Awaits; 4] = [
        Awaits::Instruction,
        Awaits::Review,
        Awaits::Extension,
        Awaits::Report,
    ];

    /// The code in JSON, SQL and message keys.
    pub fn code(self) -> &'static str {
        match self {
            Awaits::Instruction => "instruction",
            Awaits::Review => "review",
            Awaits::Extension => "extension",
            Awaits::Report => "report",
        }
    }

    /// The one with this code.
    pub fn parse(code: &str) -> Option<Awaits> {
        Awaits::ALL.into_iter().find(|awaits| awaits.code() == code)
    }

    /// It in the office's words.
    pub fn words(self) -> String {
        crate::say!(&format!("awaits-{}", self.code()))
    }
}

/// A list of letters that wait for the same kind of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Queue {
    /// 收件箱: received.
    Inbox,
    /// 分拣: registered, and waiting for an instruction.
    Triage,
    /// 交办: at a unit.
    Assignment,
    /// 拟复: drafting, in review, approved.
    Drafting,
    /// 超期: open letters past their limit, or close to it.
    Overdue,
    /// 审阅: what waits for a leader.
    Review,
    /// 办结: declined, replied, closed.
    Ended,
    /// Everything.
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

    /// The code on the command line.
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

    /// The queue with this code.
    pub fn parse(code: &str) -> Option<Queue> {
        Queue::ALL.into_iter().find(|queue| queue.code() == code)
    }
}
