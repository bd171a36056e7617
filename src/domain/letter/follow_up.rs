//! What follows a reply: promises and call-backs; and what a writer wishes.

use serde::{Deserialize, Serialize};

use crate::domain::letter::Remark;
use crate::domain::letter::cause::{CallOutcome, Solved};
use crate::domain::letter::contact::UrgingChannel;
use crate::domain::time::Timestamp;

/// What a reply promises.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    /// Closing time on the day until which it is promised.
    pub until: Timestamp,
    /// What is promised.
    pub text: String,
}

/// A promise, and whether it was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromiseState {
    /// The promise.
    pub promise: Promise,
    /// Who recorded that it was kept, when, and how.
    pub kept: Option<Remark>,
}

/// A call-back: the writer was asked whether they are satisfied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallBack {
    /// How the writer was contacted.
    pub by: UrgingChannel,
    /// How it went.
    pub outcome: CallOutcome,
    /// Whether the matter is solved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub solved: Option<Solved>,
    /// The score of the attitude, from 1 to 5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attitude: Option<u8>,
    /// The score of the result, from 1 to 5, which is a rating of the reply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<u8>,
    /// What the writer said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl CallBack {
    /// How often a writer who is not reached is called back.
    pub const TRIES: usize = 3;

    /// Reports whether the writer is not content: it is not solved, or one of the scores is below 3.
    pub fn is_bad(&self) -> bool {
        self.solved == Some(Solved::No)
            || [self.attitude, self.result]
                .iter()
                .flatten()
                .any(|n| *n < 3)
    }
}
