//! The office's hours and time zone.

use crate::domain::time::{Date, DateTime, Offset, Time, Timestamp};

/// The office's hours and its offset from UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hours {
    /// The offset of local time from UTC.
    pub offset: Offset,
    /// Opening time.
    pub opens: Time,
    /// Closing time, at which deadlines end.
    pub closes: Time,
}

impl Hours {
    /// Returns the boundary between morning and afternoon: 12:00, or the middle of the hours if the
    /// office is not open at 12:00.
    pub fn noon(&self) -> Time {
        if self.opens < Time::NOON && Time::NOON < self.closes {
            return Time::NOON;
        }
        Time::from_minutes(self.opens.to_minutes() + self.minutes_per_day() / 2)
            .unwrap_or(self.opens)
    }

    /// Converts an instant to the office's local date and time.
    pub fn to_civil(&self, at: Timestamp) -> DateTime {
        at.to_civil(self.offset)
    }

    /// Returns the number of minutes in a working day.
    pub fn minutes_per_day(&self) -> i64 {
        self.closes.to_minutes() - self.opens.to_minutes()
    }

    /// Formats an instant in RFC 3339 with the office's offset: `2026-03-05T18:00:00+08:00`.
    pub fn to_rfc3339(&self, at: Timestamp) -> String {
        let whole = Timestamp::from_second(at.as_second()).unwrap_or(at);
        whole.to_rfc3339(self.offset)
    }

    /// Returns the instant at which a day starts in local time.
    pub fn midnight(&self, date: Date) -> Option<Timestamp> {
        self.offset.midnight(date)
    }
}
