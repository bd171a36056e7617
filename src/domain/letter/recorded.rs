//! Events as the record has them, and the deadlines that they name.

use serde::{Deserialize, Serialize};

use super::event::Event;
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::late_entry::LateEntry;
use crate::domain::time::Timestamp;

/// Identifies one deadline of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "clock", content = "unit", rename_all = "snake_case")]
pub enum DeadlineKind {
    /// The centre's deadline for the stage.
    Stage,
    /// The route's deadline: that of a direct reply, or the one that keeps running after a return.
    Route,
    /// A unit's deadline for its answer.
    Unit(UnitId),
    /// The deadline until which a unit may return the letter.
    Return(UnitId),
    /// The deadline after which the next step of urging a unit is due.
    Step(UnitId),
    /// The deadline until which a unit signs for the letter.
    Sign(UnitId),
}

/// An event with its metadata in the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedEvent {
    /// The letter's version after this event, counted from 1.
    pub version: u32,
    /// When it was recorded.
    pub at: Timestamp,
    /// The staff id of the member of staff who did it.
    pub who: String,
    /// When it happened, if it was registered afterwards.
    pub late: Option<LateEntry>,
    /// The event itself.
    pub event: Event,
}

impl RecordedEvent {
    /// Returns who did it: the leader who signed, where it was registered from paper.
    pub fn actor(&self) -> &str {
        self.late
            .as_ref()
            .and_then(|late| late.by.as_deref())
            .unwrap_or(&self.who)
    }

    /// Returns when it happened, by which limits are judged and figures counted.
    pub fn happened_at(&self) -> Timestamp {
        self.late.as_ref().map_or(self.at, |late| late.at)
    }
}
