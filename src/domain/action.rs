//! What a person can do to a letter, with the answers that it needs.

use super::event::{Told, Way};
use super::letter::LetterId;
use super::unit::UnitId;

macro_rules! verbs {
    ($($(#[$doc:meta])* $name:ident $code:literal,)*) => {
        /// The name of an action, as on the command line and in message keys.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Verb { $($(#[$doc])* $name,)* }

        impl Verb {
            /// All verbs, in the order of the workflow.
            pub const ALL: &[Verb] = &[$(Verb::$name,)*];

            /// The code: `reply-directly`.
            pub fn code(self) -> &'static str {
                match self { $(Verb::$name => $code,)* }
            }
        }
    };
}

verbs! {
    /// 受理.
    Accept "accept",
    /// 不予受理.
    Decline "decline",
    /// 直接答复.
    ReplyDirectly "reply-directly",
    /// 拟办.
    Propose "propose",
    /// 批示.
    Instruct "instruct",
    /// 交办.
    Assign "assign",
    /// 签收.
    SignFor "sign-for",
    /// 反馈.
    Feedback "feedback",
    /// 拟稿.
    Draft "draft",
    /// 送审.
    Submit "submit",
    /// 审阅通过.
    Approve "approve",
    /// 退回.
    SendBack "send-back",
    /// 回复.
    Send "send",
    /// 办结.
    Close "close",
    /// 关联.
    Link "link",
    /// 标为重大.
    MarkMajor "mark-major",
    /// 备注.
    Note "note",
}

impl Verb {
    /// The verb with this code.
    pub fn parse(code: &str) -> Option<Verb> {
        Verb::ALL.iter().copied().find(|verb| verb.code() == code)
    }

    /// The verb in the office's words: 受理.
    pub fn words(self) -> String {
        crate::say!(&format!("verb-{}", self.code()))
    }
}

/// An action with its answers. An empty text is an answer that lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// 受理.
    Accept {
        /// A category's code.
        category: String,
        /// Whether it needs a leader's instruction.
        major: bool,
    },
    /// 不予受理.
    Decline {
        /// A ground's code.
        ground: String,
        /// How the writer was told.
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
    },
    /// 拟办.
    Propose {
        /// The proposed handling.
        text: String,
        /// The unit proposed to lead.
        lead: Option<UnitId>,
    },
    /// 批示: the leader's words, and the unit he names.
    Instruct {
        /// The words.
        text: String,
        /// The lead unit.
        lead: UnitId,
    },
    /// 交办.
    Assign {
        /// The lead unit.
        lead: UnitId,
    },
    /// 签收.
    SignFor {
        /// The unit.
        unit: UnitId,
        /// The person at the unit.
        person: String,
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
    },
    /// 回复.
    Send {
        /// How.
        by: Way,
    },
    /// 办结.
    Close,
    /// 关联.
    Link {
        /// The earlier letter.
        to: LetterId,
    },
    /// 标为重大.
    MarkMajor,
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
            Action::ReplyDirectly { .. } => Verb::ReplyDirectly,
            Action::Propose { .. } => Verb::Propose,
            Action::Instruct { .. } => Verb::Instruct,
            Action::Assign { .. } => Verb::Assign,
            Action::SignFor { .. } => Verb::SignFor,
            Action::Feedback { .. } => Verb::Feedback,
            Action::Draft { .. } => Verb::Draft,
            Action::Submit => Verb::Submit,
            Action::Approve { .. } => Verb::Approve,
            Action::SendBack { .. } => Verb::SendBack,
            Action::Send { .. } => Verb::Send,
            Action::Close => Verb::Close,
            Action::Link { .. } => Verb::Link,
            Action::MarkMajor => Verb::MarkMajor,
            Action::Note { .. } => Verb::Note,
        }
    }

    /// The other letter that the action names.
    pub fn names_letter(&self) -> Option<LetterId> {
        match self {
            Action::ReplyDirectly { earlier, .. } => *earlier,
            Action::Link { to } => Some(*to),
            Action::Accept { .. }
            | Action::Decline { .. }
            | Action::Propose { .. }
            | Action::Instruct { .. }
            | Action::Assign { .. }
            | Action::SignFor { .. }
            | Action::Feedback { .. }
            | Action::Draft { .. }
            | Action::Submit
            | Action::Approve { .. }
            | Action::SendBack { .. }
            | Action::Send { .. }
            | Action::Close
            | Action::MarkMajor
            | Action::Note { .. } => None,
        }
    }
}
