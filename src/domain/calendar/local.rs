//! Days that the office declares itself, whole or by halves, and how long it is open on a day.

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use super::Mark;
use crate::domain::regulation::Hours;

/// Half of a working day: before noon, or after it ([`Hours::noon`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Half {
    /// 上午: from opening time to noon.
    Am,
    /// 下午: from noon to closing time.
    Pm,
}

impl Half {
    /// Both.
    pub const ALL: [Half; 2] = [Half::Am, Half::Pm];

    /// The code in files and tables.
    pub fn code(self) -> &'static str {
        match self {
            Half::Am => "am",
            Half::Pm => "pm",
        }
    }

    /// The half with this code.
    pub fn parse(code: &str) -> Option<Half> {
        Half::ALL.into_iter().find(|half| half.code() == code)
    }
}

/// A day that the office declared off, or at work, by itself. It stands above the State Council's list, whenever that is imported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalDay {
    /// The day.
    pub date: Date,
    /// Off or at work.
    pub kind: Mark,
    /// The half of the day that this is about; `None` is all of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<Half>,
    /// What for, in a word or two: 停电检修.
    pub name: String,
    /// On whose word, or by which notice.
    pub why: String,
}

impl LocalDay {
    /// What was declared, in the language in force: `下午放假`.
    pub fn what(&self) -> String {
        match (self.kind, self.part) {
            (Mark::Holiday, None) => crate::say!("local-off"),
            (Mark::Holiday, Some(Half::Am)) => crate::say!("local-off-am"),
            (Mark::Holiday, Some(Half::Pm)) => crate::say!("local-off-pm"),
            (Mark::Workday, None) => crate::say!("local-work"),
            (Mark::Workday, Some(Half::Am)) => crate::say!("local-work-am"),
            (Mark::Workday, Some(Half::Pm)) => crate::say!("local-work-pm"),
        }
    }
}

/// Whether a text has something in it that can be read, and nothing that moves the cursor: blank and invisible ones are none.
pub fn says_something(text: &str) -> bool {
    text.contains(char::is_alphanumeric) && !text.contains(char::is_control)
}

/// How long the office is open on a day. A day on which it is open at all is a working day, half a day as well: it has a number in the
/// count of a limit; what comes in after its closing time counts as received on the next working day; and a limit whose last day it is
/// ends at its closing time, which is noon where the afternoon is off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// Not at all.
    Closed,
    /// For half of the day.
    Half(Half),
    /// From opening to closing time.
    Whole,
}

impl Opening {
    /// The opening of the halves of a day.
    pub(super) fn of(am: bool, pm: bool) -> Opening {
        match (am, pm) {
            (false, false) => Opening::Closed,
            (true, false) => Opening::Half(Half::Am),
            (false, true) => Opening::Half(Half::Pm),
            (true, true) => Opening::Whole,
        }
    }

    /// From when to when; `None` where it is closed.
    pub fn span(self, hours: &Hours) -> Option<(Time, Time)> {
        match self {
            Opening::Closed => None,
            Opening::Half(Half::Am) => Some((hours.opens, hours.noon())),
            Opening::Half(Half::Pm) => Some((hours.noon(), hours.closes)),
            Opening::Whole => Some((hours.opens, hours.closes)),
        }
    }

    /// When a limit ends whose last day this is: on a day on which the office is closed (limits in days of the calendar), at its usual
    /// closing time.
    pub fn closes(self, hours: &Hours) -> Time {
        self.span(hours).map_or(hours.closes, |(_, closes)| closes)
    }
}
