//! Letters of before the office had this program: they are there to be found, and count for nothing.

use serde::{Deserialize, Serialize};

use crate::domain::directory::unit::UnitId;
use crate::domain::time::Timestamp;

/// How a letter of the past was handled, as far as the file tells.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PastLetter {
    /// The reply.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply: Option<String>,
    /// When it was replied to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replied_at: Option<Timestamp>,
    /// The unit that answered, if the directory has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// The unit as the file names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_name: Option<String>,
    /// The code of the category, if the regulation has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// The category as the file names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category_name: Option<String>,
    /// Its state as the file names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// The score that the writer gave, from 1 to 5.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rating: Option<u8>,
}
