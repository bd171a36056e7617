//! What was registered after it had happened, or from a paper that a leader signed.

use serde::{Deserialize, Serialize};

use crate::domain::time::Timestamp;

/// When something happened that was registered afterwards, and what shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LateEntry {
    /// When it happened.
    pub at: Timestamp,
    /// Why it was registered only afterwards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// The staff id of the leader who signed it on paper, if somebody else registered it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Whether a file that was added with it shows it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub proof: bool,
}
