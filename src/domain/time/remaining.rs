//! Working time between two instants, said in the office's way: `超2个工作日`, `剩1天3小时`.

use jiff::Timestamp;
use jiff::civil::Date;

use super::calendar::Calendar;
use crate::domain::time::hours::Hours;

/// How close to its limit something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// Past its limit.
    Late,
    /// Within the regulation's warning time.
    Close,
    /// There is time.
    Calm,
}

/// The working time left until a deadline, or passed since.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Remaining {
    /// Whether the deadline has passed.
    pub late: bool,
    /// Whole working days.
    pub days: i64,
    /// Hours of a further working day.
    pub hours: i64,
    /// Minutes of a further hour.
    pub minutes: i64,
    /// All of it, in working minutes.
    pub total: i64,
}

/// Working minutes from `from` to `to`; 0 where `to` is not after `from`.
pub fn working_minutes(from: Timestamp, to: Timestamp, hours: &Hours, calendar: &Calendar) -> i64 {
    if to <= from {
        return 0;
    }
    let (from, to) = (hours.civil(from), hours.civil(to));
    let mut total = 0;
    let mut date = from.date();
    while date <= to.date() {
        if let Some((opens, closes)) = calendar.opening(date).span(hours) {
            let start = if date == from.date() {
                minute(from.time()).max(minute(opens))
            } else {
                minute(opens)
            };
            let end = if date == to.date() {
                minute(to.time()).min(minute(closes))
            } else {
                minute(closes)
            };
            total += (end - start).max(0);
        }
        match date.tomorrow() {
            Ok(next) => date = next,
            Err(_) => break,
        }
    }
    total
}

/// The instant at which `minutes` of working time have passed since `from`.
pub fn after_working_minutes(
    from: Timestamp,
    minutes: i64,
    hours: &Hours,
    calendar: &Calendar,
) -> Timestamp {
    let start = hours.civil(from);
    let mut left = minutes;
    let mut date = start.date();
    loop {
        if let Some((opens, closes)) = calendar.opening(date).span(hours) {
            let open = minute(opens);
            let begin = if date == start.date() {
                minute(start.time()).max(open)
            } else {
                open
            };
            let room = (minute(closes) - begin).max(0);
            if left <= room {
                return at(date, begin + left, hours).unwrap_or(from);
            }
            left -= room;
        }
        match date.tomorrow() {
            Ok(next) => date = next,
            Err(_) => return Timestamp::MAX,
        }
    }
}

/// The last instant until which no more than `minutes` of working time pass: over a night or a holiday it is the next opening.
pub fn latest_within(
    from: Timestamp,
    minutes: i64,
    hours: &Hours,
    calendar: &Calendar,
) -> Timestamp {
    let end = after_working_minutes(from, minutes, hours, calendar);
    let civil = hours.civil(end);
    let mut date = civil.date();
    loop {
        match calendar.opening(date).span(hours) {
            Some((opens, closes)) if date > civil.date() || civil.time() < closes => {
                let open = date == civil.date() && civil.time() >= opens;
                return if open {
                    end
                } else {
                    at(date, minute(opens), hours).unwrap_or(end)
                };
            }
            Some(_) | None => {}
        }
        match date.tomorrow() {
            Ok(next) => date = next,
            Err(_) => return Timestamp::MAX,
        }
    }
}

/// The working time between now and `due`.
pub fn remaining(now: Timestamp, due: Timestamp, hours: &Hours, calendar: &Calendar) -> Remaining {
    let late = now > due;
    let total = if late {
        working_minutes(due, now, hours, calendar)
    } else {
        working_minutes(now, due, hours, calendar)
    };
    let day = hours.minutes();
    Remaining {
        late,
        days: total / day,
        hours: total % day / 60,
        minutes: total % day % 60,
        total,
    }
}

impl Remaining {
    /// Late, close (within `warn_minutes` of working time) or calm.
    pub fn urgency(&self, warn_minutes: i64) -> Urgency {
        if self.late {
            Urgency::Late
        } else if self.total <= warn_minutes {
            Urgency::Close
        } else {
            Urgency::Calm
        }
    }

    /// In words: `超2个工作日`, `超3小时`, `剩1天3小时`, `剩20分钟`.
    pub fn words(&self) -> String {
        let Remaining {
            late,
            days,
            hours,
            minutes,
            total: _,
        } = *self;
        match (late, days, hours) {
            (true, 0, 0) => crate::say!("late-minutes", minutes = minutes.max(1)),
            (true, 0, _) => crate::say!("late-hours", hours = hours),
            (true, ..) => crate::say!("late-days", days = days),
            (false, 0, 0) => crate::say!("left-minutes", minutes = minutes),
            (false, 0, _) => crate::say!("left-hours", hours = hours),
            (false, _, 0) => crate::say!("left-days", days = days),
            (false, ..) => crate::say!("left-days-hours", days = days, hours = hours),
        }
    }

    /// In at most eight cells for a list: `超2日`, `剩1天3时`.
    pub fn short(&self) -> String {
        let Remaining {
            late,
            days,
            hours,
            minutes,
            total: _,
        } = *self;
        match (late, days, hours) {
            (true, 0, 0) => crate::say!("late-minutes-short", minutes = minutes.max(1)),
            (true, 0, _) => crate::say!("late-hours-short", hours = hours),
            (true, ..) => crate::say!("late-days-short", days = days),
            (false, 0, 0) => crate::say!("left-minutes-short", minutes = minutes),
            (false, 0, _) => crate::say!("left-hours-short", hours = hours),
            (false, _, 0) => crate::say!("left-days-short", days = days),
            (false, ..) => crate::say!("left-days-hours-short", days = days, hours = hours),
        }
    }
}

fn minute(time: jiff::civil::Time) -> i64 {
    i64::from(time.hour()) * 60 + i64::from(time.minute())
}

fn at(date: Date, minute: i64, hours: &Hours) -> Option<Timestamp> {
    let time = jiff::civil::Time::new(
        i8::try_from(minute / 60).ok()?,
        i8::try_from(minute % 60).ok()?,
        0,
        0,
    )
    .ok()?;
    hours.offset.to_timestamp(date.to_datetime(time)).ok()
}
