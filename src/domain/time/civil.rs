//! Dates, times of day and offsets: chrono's, with years of four digits, strict forms and checked
//! arithmetic.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, FixedOffset, Months, NaiveDate, NaiveDateTime, NaiveTime, Timelike};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use chrono::Weekday;

/// The error for a text that is not an instant, a date or a time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a date or time in the form of RFC 3339")]
pub struct BadTime;

/// A date of the Gregorian calendar, in the years −9999 to 9999.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(NaiveDate);

impl Date {
    /// Returns the date; `None` if there is no such day.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Date> {
        let (month, day) = (u32::try_from(month).ok()?, u32::try_from(day).ok()?);
        Date::from_chrono(NaiveDate::from_ymd_opt(i32::from(year), month, day)?)
    }

    fn from_chrono(date: NaiveDate) -> Option<Date> {
        (-9999..=9999).contains(&date.year()).then_some(Date(date))
    }

    /// Parses ISO 8601's basic format: `20260302`.
    pub fn from_basic_format(text: &str) -> Option<Date> {
        let date = NaiveDate::parse_from_str(text, "%Y%m%d").ok()?;
        has_shape(text, "00000000").then_some(Date(date))
    }

    /// Returns the year.
    pub fn year(self) -> i16 {
        i16::try_from(self.0.year()).unwrap_or_default()
    }

    /// Returns the month, from 1 to 12.
    pub fn month(self) -> i8 {
        i8::try_from(self.0.month()).unwrap_or_default()
    }

    /// Returns the day of the month, from 1 to 31.
    pub fn day(self) -> i8 {
        i8::try_from(self.0.day()).unwrap_or_default()
    }

    /// Returns the day of the week.
    pub fn weekday(self) -> Weekday {
        self.0.weekday()
    }

    /// Returns the next day; `None` after the year 9999.
    pub fn tomorrow(self) -> Option<Date> {
        Date::from_chrono(self.0.succ_opt()?)
    }

    /// Returns the day before; `None` before the year −9999.
    pub fn yesterday(self) -> Option<Date> {
        Date::from_chrono(self.0.pred_opt()?)
    }

    /// Returns the date this many days later, or earlier if the number is negative.
    pub fn add_days(self, days: i32) -> Option<Date> {
        let size = Days::new(u64::from(days.unsigned_abs()));
        Date::from_chrono(if days < 0 {
            self.0.checked_sub_days(size)?
        } else {
            self.0.checked_add_days(size)?
        })
    }

    /// Returns the date this many months later, or earlier if the number is negative: the same day
    /// of that month, or its last day.
    pub fn add_months(self, months: i32) -> Option<Date> {
        let size = Months::new(months.unsigned_abs());
        Date::from_chrono(if months < 0 {
            self.0.checked_sub_months(size)?
        } else {
            self.0.checked_add_months(size)?
        })
    }

    /// Returns the number of days from `earlier` to this date.
    pub fn days_since(self, earlier: Date) -> i64 {
        self.0.signed_duration_since(earlier.0).num_days()
    }

    /// Returns the date with a time of day.
    pub fn at(self, time: Time) -> DateTime {
        DateTime(self.0.and_time(time.0))
    }
}

/// Returns a date that is known to exist.
///
/// # Panics
///
/// Panics if there is no such date; intended for constants and tests.
pub const fn date(year: i16, month: u32, day: u32) -> Date {
    match NaiveDate::from_ymd_opt(year as i32, month, day) {
        Some(date) => Date(date),
        None => panic!("no such date"),
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.year() {
            year @ ..0 => write!(f, "-{:06}", -year)?,
            year => write!(f, "{year:04}")?,
        }
        write!(f, "-{:02}-{:02}", self.0.month(), self.0.day())
    }
}

impl FromStr for Date {
    type Err = BadTime;

    /// Parses `2026-03-02`.
    fn from_str(text: &str) -> Result<Date, BadTime> {
        if !has_shape(text, "0000-00-00") {
            return Err(BadTime);
        }
        let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| BadTime)?;
        Ok(Date(date))
    }
}

/// Reports whether a text has a digit for each `0` of a pattern, and the pattern's other characters
/// unchanged.
fn has_shape(text: &str, pattern: &str) -> bool {
    text.len() == pattern.len()
        && text
            .bytes()
            .zip(pattern.bytes())
            .all(|(byte, sign)| match sign {
                b'0' => byte.is_ascii_digit(),
                sign => byte == sign,
            })
}

/// A time of day to the nanosecond.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(NaiveTime);

impl Time {
    /// 00:00.
    pub const MIDNIGHT: Time = Time(NaiveTime::MIN);
    /// 12:00.
    pub const NOON: Time = match NaiveTime::from_hms_opt(12, 0, 0) {
        Some(time) => Time(time),
        None => Time::MIDNIGHT,
    };

    /// Returns the time of day; `None` if there is no such time.
    pub fn new(hour: i8, minute: i8, second: i8) -> Option<Time> {
        let number = |n: i8| u32::try_from(n).ok();
        NaiveTime::from_hms_opt(number(hour)?, number(minute)?, number(second)?).map(Time)
    }

    /// Returns the time this many minutes after midnight; `None` from 24 hours on.
    pub fn from_minutes(minutes: i64) -> Option<Time> {
        Time::from_seconds(minutes.checked_mul(60)?)
    }

    /// Returns the time this many seconds after midnight; `None` from 24 hours on.
    pub fn from_seconds(seconds: i64) -> Option<Time> {
        let seconds = u32::try_from(seconds).ok()?;
        NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0).map(Time)
    }

    /// Returns the whole minutes since midnight.
    pub fn to_minutes(self) -> i64 {
        i64::from(self.0.num_seconds_from_midnight() / 60)
    }

    /// Formats the time as `09:05`.
    pub fn to_hour_minute(self) -> String {
        format!("{:02}:{:02}", self.0.hour(), self.0.minute())
    }

    /// Formats the time as `09:05:30`.
    pub fn to_hour_minute_second(self) -> String {
        format!("{}:{:02}", self.to_hour_minute(), self.0.second())
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Time(time) = self;
        let (hour, minute, second) = (time.hour(), time.minute(), time.second());
        write!(f, "{hour:02}:{minute:02}:{second:02}")?;
        match time.nanosecond() % 1_000_000_000 {
            0 => Ok(()),
            nanoseconds => {
                let digits = format!("{nanoseconds:09}");
                write!(f, ".{}", digits.trim_end_matches('0'))
            }
        }
    }
}

impl FromStr for Time {
    type Err = BadTime;

    /// Parses `09:00`, `09:00:30` and `09:00:30.5`. A leap second becomes the second before it.
    fn from_str(text: &str) -> Result<Time, BadTime> {
        if has_shape(text, "00:00") {
            return NaiveTime::parse_from_str(text, "%H:%M")
                .map(Time)
                .map_err(|_| BadTime);
        }
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        if !has_shape(whole, "00:00:00")
            || !(1..=9).contains(&fraction.len())
            || !fraction.bytes().all(|byte| byte.is_ascii_digit())
        {
            return Err(BadTime);
        }
        let time = NaiveTime::parse_from_str(text, "%H:%M:%S%.f").map_err(|_| BadTime)?;
        let nanoseconds = time.nanosecond() % 1_000_000_000;
        time.with_nanosecond(nanoseconds).map(Time).ok_or(BadTime)
    }
}

/// A date with a time of day. The offset is known from the context.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateTime(NaiveDateTime);

impl DateTime {
    pub(super) fn from_chrono(local: NaiveDateTime) -> DateTime {
        DateTime(local)
    }

    pub(super) fn to_chrono(self) -> NaiveDateTime {
        self.0
    }

    /// Parses ISO 8601's basic format: `20260302T090000`.
    pub fn from_basic_format(text: &str) -> Option<DateTime> {
        let local = NaiveDateTime::parse_from_str(text, "%Y%m%dT%H%M%S").ok()?;
        let local = local.with_nanosecond(0)?;
        has_shape(text, "00000000T000000").then_some(DateTime(local))
    }

    /// Returns the date.
    pub fn date(self) -> Date {
        Date(self.0.date())
    }

    /// Returns the time of day.
    pub fn time(self) -> Time {
        Time(self.0.time())
    }

    /// Returns the year.
    pub fn year(self) -> i16 {
        self.date().year()
    }

    /// Formats the time of day as `09:05`.
    pub fn to_hour_minute(self) -> String {
        self.time().to_hour_minute()
    }

    /// Formats date and time as `2026-03-02 09:05`.
    pub fn to_minute(self) -> String {
        format!("{} {}", self.date(), self.to_hour_minute())
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}T{}", self.date(), self.time())
    }
}

impl FromStr for DateTime {
    type Err = BadTime;

    /// Parses `2026-03-02T09:00` and `2026-03-02 09:00:30`; a date alone means midnight.
    fn from_str(text: &str) -> Result<DateTime, BadTime> {
        let (date, rest) = text.split_at_checked("2026-03-02".len()).ok_or(BadTime)?;
        let date: Date = date.parse()?;
        match rest.strip_prefix(['T', 't', ' ']) {
            Some(time) => Ok(date.at(time.parse()?)),
            None if rest.is_empty() => Ok(date.at(Time::MIDNIGHT)),
            None => Err(BadTime),
        }
    }
}

/// An offset from UTC of less than a day.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Offset(FixedOffset);

impl Offset {
    /// UTC.
    pub const UTC: Offset = Offset::constant(0);
    /// China Standard Time, +08:00.
    pub const CHINA: Offset = Offset::constant(8 * 3600);

    const fn constant(seconds: i32) -> Offset {
        match FixedOffset::east_opt(seconds) {
            Some(offset) => Offset(offset),
            None => panic!("not less than a day"),
        }
    }

    /// Returns the offset this many seconds east of UTC; `None` from a day on.
    pub fn from_seconds(seconds: i32) -> Option<Offset> {
        FixedOffset::east_opt(seconds).map(Offset)
    }

    /// Returns the seconds east of UTC.
    pub fn seconds(self) -> i32 {
        self.0.local_minus_utc()
    }

    pub(super) fn to_chrono(self) -> FixedOffset {
        self.0
    }
}

impl fmt::Display for Offset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// Deserialises a value from its textual form.
pub(super) fn from_text<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr<Err: fmt::Display>,
{
    let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
    text.parse().map_err(serde::de::Error::custom)
}

/// Implements `Debug` and serde for types whose textual form is also their debug and serialised
/// form.
macro_rules! as_text {
    ($($name:ident)*) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<$name, D::Error> {
                from_text(deserializer)
            }
        }
    )*};
}

as_text! { Date Time DateTime }

impl fmt::Debug for Offset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read_in_one_form_alone() {
        let date = Date::new(2026, 3, 2).unwrap();
        assert_eq!("2026-03-02".parse(), Ok(date));
        for text in [
            "2026-3-2",
            "2026-02-29",
            "+2026-03-02",
            "26-03-02",
            "二〇二六年",
        ] {
            assert_eq!(text.parse::<Date>(), Err(BadTime), "{text}");
        }
        assert_eq!(Date::new(2026, 2, 29), None);
        assert_eq!(Date::new(9999, 12, 31).unwrap().tomorrow(), None);
        assert_eq!(date.add_months(-1), Date::new(2026, 2, 2));
        assert_eq!(
            Date::new(2026, 3, 31).unwrap().add_months(-1),
            Date::new(2026, 2, 28)
        );
        assert_eq!(date.add_days(-2).unwrap().to_string(), "2026-02-28");
    }

    #[test]
    fn a_time_of_day_is_read_with_two_digits_each() {
        let time = Time::new(9, 5, 0);
        for text in ["09:05", "09:05:00", "09:05:00.0"] {
            assert_eq!(text.parse().ok(), time, "{text}");
        }
        for text in ["9:05", "09:5", "24:00", "09:05:", "09:05:00.", "09", "九点"] {
            assert_eq!(text.parse::<Time>(), Err(BadTime), "{text}");
        }
        assert_eq!(time.unwrap().to_string(), "09:05:00");
        assert_eq!("23:59:60".parse::<Time>().unwrap().to_string(), "23:59:59");
    }

    #[test]
    fn a_date_alone_is_its_midnight() {
        let noon: DateTime = "2026-03-02 12:00".parse().unwrap();
        assert_eq!(
            noon.date().at(Time::MIDNIGHT),
            "2026-03-02".parse().unwrap()
        );
        assert_eq!(noon.to_string(), "2026-03-02T12:00:00");
    }
}
