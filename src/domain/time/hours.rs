//! The hours of an office.

use jiff::civil::Time;
use jiff::tz::Offset;

/// The office's hours and its place on the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hours {
    /// The offset from UTC of the office's civil time.
    pub offset: Offset,
    /// Opening time.
    pub opens: Time,
    /// Closing time; limits end at it.
    pub closes: Time,
}

impl Hours {
    /// When the morning ends and the afternoon begins: 12:00, or the middle of the hours where the office is not open then.
    pub fn noon(&self) -> Time {
        const NOON: Time = Time::constant(12, 0, 0, 0);
        if self.opens < NOON && NOON < self.closes {
            return NOON;
        }
        self.opens
            .checked_add(jiff::Span::new().minutes(self.minutes() / 2))
            .unwrap_or(self.opens)
    }

    /// The office's date and time at an instant.
    pub fn civil(&self, at: jiff::Timestamp) -> jiff::civil::DateTime {
        self.offset.to_datetime(at)
    }

    /// Minutes in a working day.
    pub fn minutes(&self) -> i64 {
        (i64::from(self.closes.hour()) - i64::from(self.opens.hour())) * 60
            + i64::from(self.closes.minute())
            - i64::from(self.opens.minute())
    }

    /// The instant in RFC 3339 with the office's offset: `2026-03-05T18:00:00+08:00`.
    pub fn rfc3339(&self, at: jiff::Timestamp) -> String {
        let whole = jiff::Timestamp::from_second(at.as_second()).unwrap_or(at);
        whole.display_with_offset(self.offset).to_string()
    }

    /// The instant at which a day begins in the office's civil time.
    pub fn midnight(&self, date: jiff::civil::Date) -> Option<jiff::Timestamp> {
        self.offset.to_timestamp(date.at(0, 0, 0, 0)).ok()
    }
}
