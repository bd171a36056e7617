//! Days that the office declares itself, whole or by halves, and how long it is open on a day.

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use super::Mark;
use crate::domain::text::unseen::is_unseen;
use crate::domain::time::hours::Hours;

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

/// Why the name of a day, or its reason, is not recorded; `Display` is the sentence, with the next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadText {
    /// Nothing in it can be read.
    #[error("{}", crate::say!("cli-calendar-says-nothing"))]
    Nothing,
    /// A line ends in it.
    #[error("{}", crate::say!("cli-calendar-line-end"))]
    LineEnd,
    /// It holds a character that cannot be seen, or that turns the text around it.
    #[error("{}", crate::say!("cli-calendar-unseen", code = format!("U+{:04X}", u32::from(*.0))))]
    Unseen(char),
    /// It is too long: the most characters.
    #[error("{}", crate::say!("cli-calendar-long", most = *.0))]
    Long(usize),
}

/// Checks the name of a day, or its reason, of at most so many characters. Returns it without the blanks around it.
pub fn checked(text: &str, most: usize) -> Result<String, BadText> {
    let text = text.trim();
    if !text.contains(char::is_alphanumeric) {
        return Err(BadText::Nothing);
    }
    if text.contains([
        '\n', '\r', '\u{B}', '\u{C}', '\u{85}', '\u{2028}', '\u{2029}',
    ]) {
        return Err(BadText::LineEnd);
    }
    if let Some(bad) = text
        .chars()
        .find(|char| char.is_control() || is_unseen(*char))
    {
        return Err(BadText::Unseen(bad));
    }
    if text.chars().count() > most {
        return Err(BadText::Long(most));
    }
    Ok(text.to_owned())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_declared_day_is_named_in_one_line_that_can_be_seen() {
        assert_eq!(checked(" 停电检修\u{3000}", 60), Ok("停电检修".to_owned()));
        for (text, bad) in [
            ("", BadText::Nothing),
            ("\u{200b}…", BadText::Nothing),
            ("停电\n检修", BadText::LineEnd),
            ("停电\u{2028}检修", BadText::LineEnd),
            ("停电\u{202e}检修", BadText::Unseen('\u{202e}')),
            ("停电\t检修", BadText::Unseen('\t')),
        ] {
            assert_eq!(checked(text, 60), Err(bad), "{text:?}");
        }
        assert!(checked(&"长".repeat(60), 60).is_ok());
        assert_eq!(checked(&"长".repeat(61), 60), Err(BadText::Long(60)));
    }
}
