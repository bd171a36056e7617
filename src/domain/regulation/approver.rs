//! Who approves a draft at a step of the sign-off ladder.

use serde::{Deserialize, Serialize};

/// Who has to approve a draft at a step of the sign-off ladder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Approver {
    /// Somebody at the centre other than the drafter, or a leader.
    Colleague,
    /// The office, or a leader.
    Office,
    /// A leader.
    #[default]
    Leader,
}

impl Approver {
    /// All approvers, from the bottom to the top.
    pub const ALL: [Approver; 3] = [Approver::Colleague, Approver::Office, Approver::Leader];

    /// Returns the code used in JSON and in regulation files.
    pub fn code(self) -> &'static str {
        match self {
            Approver::Colleague => "colleague",
            Approver::Office => "office",
            Approver::Leader => "leader",
        }
    }

    /// Reports whether it is a leader, which records omit: there was no other once.
    pub fn is_leader(&self) -> bool {
        *self == Approver::Leader
    }

    /// Returns the label in the user's language.
    pub fn label(self) -> String {
        crate::say!(&format!("approver-{}", self.code()))
    }
}
