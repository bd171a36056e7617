//! The office's hours and time zone.

use crate::domain::time::{Date, DateTime, Offset, Time, Timestamp, parse_spoken};

/// A stretch of a day, from its start to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shift {
    /// Opening time.
    pub opens: Time,
    /// Closing time, after the opening time.
    pub closes: Time,
}

impl Shift {
    /// Returns the number of minutes.
    pub fn minutes(self) -> i64 {
        self.closes.to_minutes() - self.opens.to_minutes()
    }
}

/// The hours of a working day: a morning and an afternoon, which meet at noon if the office does
/// not close for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayHours {
    /// 上午.
    pub morning: Shift,
    /// 下午.
    pub afternoon: Shift,
}

impl DayHours {
    /// Creates the hours of an office that is open throughout the day. Its morning ends at 12:00,
    /// or in the middle of the hours if it is not open at 12:00.
    pub fn throughout(shift: Shift) -> DayHours {
        let Shift { opens, closes } = shift;
        let noon = if opens < Time::NOON && Time::NOON < closes {
            Time::NOON
        } else {
            Time::from_minutes(opens.to_minutes() + shift.minutes() / 2).unwrap_or(opens)
        };
        DayHours {
            morning: Shift {
                opens,
                closes: noon,
            },
            afternoon: Shift {
                opens: noon,
                closes,
            },
        }
    }

    /// Returns closing time, at which deadlines end.
    pub fn closes(&self) -> Time {
        self.afternoon.closes
    }

    /// Returns the number of working minutes.
    pub fn minutes(&self) -> i64 {
        self.morning.minutes() + self.afternoon.minutes()
    }
}

/// Other hours during a part of each year, such as summer hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Season {
    /// The first day: month and day.
    pub from: (i8, i8),
    /// The last day: month and day; before the first if the season extends over the new year.
    pub until: (i8, i8),
    /// The hours.
    pub hours: DayHours,
}

impl Season {
    fn contains(&self, date: Date) -> bool {
        let day = (date.month(), date.day());
        if self.from <= self.until {
            (self.from..=self.until).contains(&day)
        } else {
            day >= self.from || day <= self.until
        }
    }
}

/// The office's hours and its offset from UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hours {
    /// The offset of local time from UTC.
    pub offset: Offset,
    /// The usual hours.
    pub usual: DayHours,
    /// Other hours during a part of the year.
    pub season: Option<Season>,
}

impl Hours {
    /// Returns the hours of a working day on a date.
    pub fn on(&self, date: Date) -> DayHours {
        match self.season {
            Some(season) if season.contains(date) => season.hours,
            Some(_) | None => self.usual,
        }
    }

    /// Parses an instant of the past as people write it: `2026-03-02 09:00`, `昨天15:00`, `周五`.
    pub fn parse_moment(&self, text: &str, now: Timestamp) -> Option<Timestamp> {
        let now = self.to_civil(now);
        let opens = self.on(now.date()).morning.opens;
        self.offset.to_timestamp(parse_spoken(text, now, opens)?)
    }

    /// Converts an instant to the office's local date and time.
    pub fn to_civil(&self, at: Timestamp) -> DateTime {
        at.to_civil(self.offset)
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
