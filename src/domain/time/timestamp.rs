//! Instants, in the textual form of the record.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use chrono::{DateTime as Chrono, Datelike, FixedOffset, NaiveDateTime, SecondsFormat, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::civil::{BadTime, Date, DateTime, Offset, Time};

/// An instant to the nanosecond, from the year −9999 to 9999.
///
/// A type of our own around chrono's, for three reasons. The record hashes the text of an instant,
/// so its form must not change with a library: RFC 3339 in UTC with as many decimals of a second as
/// are needed (`2026-03-02T01:00:00.12Z`; chrono writes 0, 3, 6 or 9). Years have four digits in
/// every column and form. And arithmetic is checked: chrono's operators panic at the end of time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(Chrono<Utc>);

/// The first and the last second, a day away from the ends of the years so that no offset leaves
/// them.
const SECONDS: std::ops::RangeInclusive<i64> = -377_705_023_201..=253_402_207_200;

impl Timestamp {
    /// The first instant.
    pub const MIN: Timestamp = Timestamp::constant(*SECONDS.start(), 0);
    /// The last instant.
    pub const MAX: Timestamp = Timestamp::constant(*SECONDS.end(), 999_999_999);
    /// 1970-01-01T00:00:00Z.
    pub const UNIX_EPOCH: Timestamp = Timestamp::constant(0, 0);

    const fn constant(seconds: i64, nanoseconds: u32) -> Timestamp {
        match Chrono::<Utc>::from_timestamp(seconds, nanoseconds) {
            Some(at) => Timestamp(at),
            None => Timestamp(Chrono::<Utc>::UNIX_EPOCH),
        }
    }

    pub(super) fn new(at: Chrono<Utc>) -> Option<Timestamp> {
        SECONDS.contains(&at.timestamp()).then_some(Timestamp(at))
    }

    /// Returns the present instant by the system's clock.
    pub fn now() -> Timestamp {
        Timestamp::new(Utc::now()).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// Returns the instant this many seconds after the epoch.
    pub fn from_second(seconds: i64) -> Option<Timestamp> {
        Timestamp::new(Chrono::<Utc>::from_timestamp(seconds, 0)?)
    }

    /// Returns the instant this many milliseconds after the epoch, which is how database columns
    /// store it.
    pub fn from_millisecond(milliseconds: i64) -> Option<Timestamp> {
        Timestamp::new(Chrono::<Utc>::from_timestamp_millis(milliseconds)?)
    }

    /// Returns the whole seconds since the epoch, rounded toward zero.
    pub fn as_second(self) -> i64 {
        let floor = self.0.timestamp();
        if floor < 0 && self.0.timestamp_subsec_nanos() > 0 {
            floor + 1
        } else {
            floor
        }
    }

    /// Returns the whole milliseconds since the epoch, rounded toward zero.
    pub fn as_millisecond(self) -> i64 {
        let floor = self.0.timestamp_millis();
        if floor < 0 && !self.0.timestamp_subsec_nanos().is_multiple_of(1_000_000) {
            floor + 1
        } else {
            floor
        }
    }

    /// Adds a duration; `None` beyond [`Timestamp::MAX`].
    pub fn checked_add(self, duration: Duration) -> Option<Timestamp> {
        let delta = chrono::TimeDelta::from_std(duration).ok()?;
        Timestamp::new(self.0.checked_add_signed(delta)?)
    }

    /// Subtracts a duration; `None` beyond [`Timestamp::MIN`].
    pub fn checked_sub(self, duration: Duration) -> Option<Timestamp> {
        let delta = chrono::TimeDelta::from_std(duration).ok()?;
        Timestamp::new(self.0.checked_sub_signed(delta)?)
    }

    /// Adds a duration, or returns [`Timestamp::MAX`].
    pub fn saturating_add(self, duration: Duration) -> Timestamp {
        self.checked_add(duration).unwrap_or(Timestamp::MAX)
    }

    /// Subtracts a duration, or returns [`Timestamp::MIN`].
    pub fn saturating_sub(self, duration: Duration) -> Timestamp {
        self.checked_sub(duration).unwrap_or(Timestamp::MIN)
    }

    /// Returns the time since an earlier instant; zero if that instant is not earlier.
    pub fn saturating_duration_since(self, earlier: Timestamp) -> Duration {
        self.0
            .signed_duration_since(earlier.0)
            .to_std()
            .unwrap_or_default()
    }

    /// Returns the time between two instants, whichever is the earlier.
    pub fn abs_diff(self, other: Timestamp) -> Duration {
        self.saturating_duration_since(other)
            .max(other.saturating_duration_since(self))
    }

    /// Converts to the local date and time at an offset.
    pub fn to_civil(self, offset: Offset) -> DateTime {
        DateTime::from_chrono(self.0.with_timezone(&offset.to_chrono()).naive_local())
    }

    /// Formats the instant in RFC 3339 with an offset: `2026-03-05T18:00:00+08:00`.
    pub fn to_rfc3339(self, offset: Offset) -> String {
        let local = self.to_civil(offset);
        let (sign, minutes) = (offset.seconds() < 0, offset.seconds().abs() / 60);
        let sign = if sign { '-' } else { '+' };
        format!("{local}{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }

    /// Parses a date in a mail header, in the form of RFC 2822.
    pub fn from_rfc2822(text: &str) -> Option<Timestamp> {
        let at = Chrono::<FixedOffset>::parse_from_rfc2822(text).ok()?;
        Timestamp::new(without_leap_second(at.with_timezone(&Utc)))
    }
}

/// Removes a leap second, which chrono represents as second 59 with more than 10⁹ nanoseconds. It
/// becomes the second before it, because the record contains no leap seconds.
fn without_leap_second(at: Chrono<Utc>) -> Chrono<Utc> {
    match at.timestamp_subsec_nanos() {
        0..1_000_000_000 => at,
        nanoseconds => {
            Chrono::from_timestamp(at.timestamp(), nanoseconds - 1_000_000_000).unwrap_or(at)
        }
    }
}

impl FromStr for Timestamp {
    type Err = BadTime;

    /// Parses RFC 3339. A blank may replace the `T`; the seconds and the minutes of the offset may
    /// be missing.
    fn from_str(text: &str) -> Result<Timestamp, BadTime> {
        if let Ok(at) = Chrono::<FixedOffset>::parse_from_rfc3339(text) {
            return Timestamp::new(without_leap_second(at.with_timezone(&Utc))).ok_or(BadTime);
        }
        let zone = text
            .rfind(['Z', 'z', '+', '-'])
            .filter(|at| *at > "2026-03-02T09".len())
            .ok_or(BadTime)?;
        let (local, zone) = text.split_at(zone);
        let local: DateTime = local.trim_end().parse()?;
        let digits = |text: &str| match text.len() {
            2 if text.bytes().all(|byte| byte.is_ascii_digit()) => text.parse::<i32>().ok(),
            _ => None,
        };
        let seconds = match zone.split_at(1) {
            ("Z" | "z", "") => 0,
            (sign, rest) => {
                let (hours, minutes) = rest.split_at_checked(2).ok_or(BadTime)?;
                let minutes = minutes.strip_prefix(':').unwrap_or(minutes);
                let hours = digits(hours).ok_or(BadTime)?;
                let minutes = match minutes {
                    "" => 0,
                    minutes => digits(minutes).filter(|n| *n < 60).ok_or(BadTime)?,
                };
                let seconds = (hours * 60 + minutes) * 60;
                if sign == "-" { -seconds } else { seconds }
            }
        };
        let offset = Offset::from_seconds(seconds).ok_or(BadTime)?;
        offset.to_timestamp(local).ok_or(BadTime)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let local = self.0.naive_utc();
        if (0..=9999).contains(&local.year()) && self.0.timestamp_subsec_nanos() == 0 {
            // The common case, which chrono writes in the same form.
            return f.write_str(&self.0.to_rfc3339_opts(SecondsFormat::Secs, true));
        }
        write!(f, "{}Z", DateTime::from_chrono(local))
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Default for Timestamp {
    fn default() -> Timestamp {
        Timestamp::UNIX_EPOCH
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
        super::civil::from_text(deserializer)
    }
}

impl Offset {
    /// Converts a local date and time at this offset to an instant.
    pub fn to_timestamp(self, local: DateTime) -> Option<Timestamp> {
        let local: NaiveDateTime = local.to_chrono();
        let at = local.checked_sub_offset(self.to_chrono())?;
        Timestamp::new(at.and_utc())
    }

    /// Returns the instant at which a date starts at this offset.
    pub fn midnight(self, date: Date) -> Option<Timestamp> {
        self.to_timestamp(date.at(Time::MIDNIGHT))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_written_as_the_record_has_always_written_it() {
        for text in [
            "2026-03-02T01:00:00Z",
            "2026-03-02T01:00:00.12Z",
            "2026-03-02T01:00:00.123456789Z",
            "1969-12-31T23:59:59.5Z",
            "0001-01-01T00:00:00Z",
            "-000044-03-15T12:00:00.001Z",
            "9999-12-30T22:00:00.999999999Z",
        ] {
            let at: Timestamp = match text.strip_prefix('-') {
                // Negative years are written for completeness; no form reads them.
                Some(_) => Timestamp::from_millisecond(-63_549_316_799_999).unwrap(),
                None => text.parse().unwrap(),
            };
            assert_eq!(at.to_string(), text);
            assert_eq!(serde_json::to_string(&at).unwrap(), format!("\"{text}\""));
        }
    }

    #[test]
    fn an_instant_is_read_in_the_forms_of_rfc_3339() {
        let at = Timestamp::from_second(1_772_413_200).unwrap();
        for text in [
            "2026-03-02T01:00:00Z",
            "2026-03-02t01:00:00z",
            "2026-03-02 01:00:00Z",
            "2026-03-02T09:00:00+08:00",
            "2026-03-02T09:00+08:00",
            "2026-03-02T09:00+08",
            "2026-03-02 09:00:00 +0800",
            "2026-03-02T01:00Z",
            "2026-03-01T20:00:00.000-05:00",
        ] {
            assert_eq!(text.parse(), Ok(at), "{text}");
        }
        for text in [
            "",
            "2026-03-02",
            "2026-03-02T01:00:00",
            "2026-3-2T01:00:00Z",
            "+12026-03-02T01:00:00Z",
            "2026-02-30T01:00:00Z",
            "2026-03-02T24:00:00Z",
            "2026-03-02T01:00:00+8",
            "2026-03-02T01:00:00+08:61",
            "2026-03-02T01:00:00+99:00",
            "9999-12-31T23:59:59Z",
            "信Z",
        ] {
            assert_eq!(text.parse::<Timestamp>(), Err(BadTime), "{text}");
        }
    }

    #[test]
    fn a_leap_second_is_the_second_before_it() {
        let expected = "2016-12-31T23:59:59Z".parse::<Timestamp>();
        assert_eq!("2016-12-31T23:59:60Z".parse(), expected);
        let mail = Timestamp::from_rfc2822("Sat, 31 Dec 2016 23:59:60 +0000");
        assert_eq!(mail, expected.ok());
    }

    #[test]
    fn arithmetic_ends_at_the_ends_of_time() {
        let day = Duration::from_hours(24);
        assert_eq!(Timestamp::MAX.checked_add(day), None);
        assert_eq!(Timestamp::MIN.checked_sub(day), None);
        assert_eq!(Timestamp::MAX.saturating_add(Duration::MAX), Timestamp::MAX);
        assert_eq!(Timestamp::MIN.saturating_sub(Duration::MAX), Timestamp::MIN);
        for seconds in [-86_399, 86_399] {
            let offset = Offset::from_seconds(seconds).unwrap();
            for at in [Timestamp::MIN, Timestamp::MAX] {
                assert_eq!(offset.to_timestamp(at.to_civil(offset)), Some(at));
            }
        }
    }

    #[test]
    fn seconds_before_the_epoch_are_rounded_toward_zero() {
        let at = Timestamp::from_millisecond(-1_500).unwrap();
        assert_eq!((at.as_second(), at.as_millisecond()), (-1, -1_500));
    }
}
