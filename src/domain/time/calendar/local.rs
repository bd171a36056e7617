//! Local days: days that the office itself declares off or working, whole or half, and the
//! resulting opening hours.

use serde::{Deserialize, Serialize};

use super::DayMark;
use crate::domain::text::invisible::is_invisible;
use crate::domain::time::hours::{Hours, Shift};
use crate::domain::time::{Date, Time};

/// Half of a working day, its morning or its afternoon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HalfDay {
    /// 上午: the morning.
    Am,
    /// 下午: the afternoon.
    Pm,
}

impl HalfDay {
    /// Both halves.
    pub const ALL: [HalfDay; 2] = [HalfDay::Am, HalfDay::Pm];

    /// Returns the code used in files and tables.
    pub fn code(self) -> &'static str {
        match self {
            HalfDay::Am => "am",
            HalfDay::Pm => "pm",
        }
    }

    /// Parses a code.
    pub fn parse(code: &str) -> Option<HalfDay> {
        HalfDay::ALL.into_iter().find(|half| half.code() == code)
    }
}

/// A day that the office declared off or working. It overrides the State Council's calendar, even
/// one that is imported later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalDay {
    /// The day.
    pub date: Date,
    /// Whether it is off or working.
    pub kind: DayMark,
    /// The half of the day concerned; `None` means the whole day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<HalfDay>,
    /// A short name, such as 停电检修.
    pub name: String,
    /// The authority or notice on which it is based.
    pub why: String,
}

impl LocalDay {
    /// Describes the declaration in the current language, such as `下午放假`.
    pub fn label(&self) -> String {
        match (self.kind, self.part) {
            (DayMark::Holiday, None) => crate::say!("local-off"),
            (DayMark::Holiday, Some(HalfDay::Am)) => crate::say!("local-off-am"),
            (DayMark::Holiday, Some(HalfDay::Pm)) => crate::say!("local-off-pm"),
            (DayMark::Workday, None) => crate::say!("local-work"),
            (DayMark::Workday, Some(HalfDay::Am)) => crate::say!("local-work-am"),
            (DayMark::Workday, Some(HalfDay::Pm)) => crate::say!("local-work-pm"),
        }
    }
}

/// The reason why the name of a day, or its justification, is rejected. `Display` gives a sentence
/// with the next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DayTextError {
    /// It contains no letters or digits.
    #[error("{}", crate::say!("cli-calendar-says-nothing"))]
    Nothing,
    /// It contains a line break.
    #[error("{}", crate::say!("cli-calendar-line-end"))]
    LineEnd,
    /// It contains an invisible or bidi control character.
    #[error("{}", crate::say!("cli-calendar-unseen", code = format!("U+{:04X}", u32::from(*.0))))]
    Unseen(char),
    /// It is too long: the maximum number of characters.
    #[error("{}", crate::say!("cli-calendar-long", most = *.0))]
    Long(usize),
}

/// Checks the name of a day, or its justification, against a maximum number of characters. Returns
/// it without surrounding blanks.
pub fn check_day_text(text: &str, most: usize) -> Result<String, DayTextError> {
    let text = text.trim();
    if !text.contains(char::is_alphanumeric) {
        return Err(DayTextError::Nothing);
    }
    if text.contains([
        '\n', '\r', '\u{B}', '\u{C}', '\u{85}', '\u{2028}', '\u{2029}',
    ]) {
        return Err(DayTextError::LineEnd);
    }
    if let Some(bad) = text
        .chars()
        .find(|char| char.is_control() || is_invisible(*char))
    {
        return Err(DayTextError::Unseen(bad));
    }
    if text.chars().count() > most {
        return Err(DayTextError::Long(most));
    }
    Ok(text.to_owned())
}

/// How long the office is open on a day. A day with any opening, even half a day, is a working day:
/// it is numbered when a deadline is counted; a receipt after its closing time counts as received
/// on the next working day; and a deadline that ends on it ends at its closing time, which is noon
/// if the afternoon is off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// Closed.
    Closed,
    /// Open for half of the day.
    Half(HalfDay),
    /// Open from opening to closing time.
    Whole,
}

impl Opening {
    /// Combines the two halves of a day.
    pub(super) fn from_halves(am: bool, pm: bool) -> Opening {
        match (am, pm) {
            (false, false) => Opening::Closed,
            (true, false) => Opening::Half(HalfDay::Am),
            (false, true) => Opening::Half(HalfDay::Pm),
            (true, true) => Opening::Whole,
        }
    }

    /// Returns the shifts of a date that is opened in this way; none if closed.
    pub fn shifts(self, date: Date, hours: &Hours) -> impl Iterator<Item = Shift> + use<> {
        let day = hours.on(date);
        let (am, pm) = match self {
            Opening::Closed => (false, false),
            Opening::Half(HalfDay::Am) => (true, false),
            Opening::Half(HalfDay::Pm) => (false, true),
            Opening::Whole => (true, true),
        };
        let am = am.then_some(day.morning);
        am.into_iter().chain(pm.then_some(day.afternoon))
    }

    /// Returns the time at which a deadline ends if this is its last day. On a closed day (possible
    /// with calendar days) that is the usual closing time.
    pub fn closing_time(self, date: Date, hours: &Hours) -> Time {
        let last = self.shifts(date, hours).last();
        last.map_or_else(|| hours.on(date).closes(), |shift| shift.closes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_declared_day_is_named_in_one_line_that_can_be_seen() {
        assert_eq!(
            check_day_text(" 停电检修\u{3000}", 60),
            Ok("停电检修".to_owned())
        );
        for (text, bad) in [
            ("", DayTextError::Nothing),
            ("\u{200b}…", DayTextError::Nothing),
            ("停电\n检修", DayTextError::LineEnd),
            ("停电\u{2028}检修", DayTextError::LineEnd),
            ("停电\u{202e}检修", DayTextError::Unseen('\u{202e}')),
            ("停电\t检修", DayTextError::Unseen('\t')),
        ] {
            assert_eq!(check_day_text(text, 60), Err(bad), "{text:?}");
        }
        assert!(check_day_text(&"长".repeat(60), 60).is_ok());
        assert_eq!(
            check_day_text(&"长".repeat(61), 60),
            Err(DayTextError::Long(60))
        );
    }
}
