//! Working time between two instants, formatted in the office's terms: `超2个工作日`, `剩1天3小时`.

use super::calendar::Calendar;
use crate::domain::time::hours::{Hours, Shift};
use crate::domain::time::{Date, Time, Timestamp};

/// How close a deadline is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// The deadline has passed.
    Late,
    /// The deadline is within the regulation's warning time.
    Close,
    /// Neither late nor close.
    Calm,
}

/// The working time until a deadline, or since it passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Remaining {
    /// Whether the deadline has passed.
    pub late: bool,
    /// Whole working days.
    pub days: i64,
    /// Hours beyond the whole days.
    pub hours: i64,
    /// Minutes beyond the whole hours.
    pub minutes: i64,
    /// The total, in working minutes.
    pub total_minutes: i64,
}

/// Returns the working minutes from `from` to `to`; 0 if `to` is not after `from`.
pub fn working_minutes(from: Timestamp, to: Timestamp, hours: &Hours, calendar: &Calendar) -> i64 {
    if to <= from {
        return 0;
    }
    let (from, to) = (hours.to_civil(from), hours.to_civil(to));
    let mut total = 0;
    let mut date = from.date();
    while date <= to.date() {
        for shift in calendar.opening(date).shifts(date, hours) {
            let (opens, closes) = (shift.opens.to_minutes(), shift.closes.to_minutes());
            let start = if date == from.date() {
                from.time().to_minutes().max(opens)
            } else {
                opens
            };
            let end = if date == to.date() {
                to.time().to_minutes().min(closes)
            } else {
                closes
            };
            total += (end - start).max(0);
        }
        match date.tomorrow() {
            Some(next) => date = next,
            None => break,
        }
    }
    total
}

/// Returns the instant at which `minutes` of working time have passed since `from`.
pub fn after_working_minutes(
    from: Timestamp,
    minutes: i64,
    hours: &Hours,
    calendar: &Calendar,
) -> Timestamp {
    let start = hours.to_civil(from);
    let mut left = minutes;
    let mut date = start.date();
    loop {
        for shift in calendar.opening(date).shifts(date, hours) {
            let open = shift.opens.to_minutes();
            let begin = if date == start.date() {
                start.time().to_minutes().max(open)
            } else {
                open
            };
            let room = (shift.closes.to_minutes() - begin).max(0);
            if left <= room {
                return timestamp_at(date, begin + left, hours).unwrap_or(from);
            }
            left -= room;
        }
        match date.tomorrow() {
            Some(next) => date = next,
            None => return Timestamp::MAX,
        }
    }
}

/// Returns the latest instant before which at most `minutes` of working time pass. If the result
/// falls on the end of a shift, it extends over noon, the night or the holiday to the next opening.
pub fn latest_within(
    from: Timestamp,
    minutes: i64,
    hours: &Hours,
    calendar: &Calendar,
) -> Timestamp {
    let end = after_working_minutes(from, minutes, hours, calendar);
    let civil = hours.to_civil(end);
    let mut date = civil.date();
    loop {
        let mut shifts = calendar.opening(date).shifts(date, hours);
        let next = shifts.find(|shift| date > civil.date() || civil.time() < shift.closes);
        if let Some(Shift { opens, closes: _ }) = next {
            let open = date == civil.date() && civil.time() >= opens;
            return if open {
                end
            } else {
                timestamp_at(date, opens.to_minutes(), hours).unwrap_or(end)
            };
        }
        match date.tomorrow() {
            Some(next) => date = next,
            None => return Timestamp::MAX,
        }
    }
}

/// Returns the working time between `now` and `due`, in days as long as that of `due`.
pub fn working_time_left(
    now: Timestamp,
    due: Timestamp,
    hours: &Hours,
    calendar: &Calendar,
) -> Remaining {
    let late = now > due;
    let total = if late {
        working_minutes(due, now, hours, calendar)
    } else {
        working_minutes(now, due, hours, calendar)
    };
    let day = hours.on(hours.to_civil(due).date()).minutes();
    Remaining {
        late,
        days: total / day,
        hours: total % day / 60,
        minutes: total % day % 60,
        total_minutes: total,
    }
}

impl Remaining {
    /// Returns the urgency, where `warn_minutes` of working time count as close.
    pub fn urgency(&self, warn_minutes: i64) -> Urgency {
        if self.late {
            Urgency::Late
        } else if self.total_minutes <= warn_minutes {
            Urgency::Close
        } else {
            Urgency::Calm
        }
    }

    /// Formats it in the user's language: `超2个工作日`, `超3小时`, `剩1天3小时`, `剩20分钟`.
    pub fn label(&self) -> String {
        let Remaining {
            late,
            days,
            hours,
            minutes,
            total_minutes: _,
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

    /// Formats it in at most eight terminal cells: `超2日`, `剩1天3时`.
    pub fn short_label(&self) -> String {
        let Remaining {
            late,
            days,
            hours,
            minutes,
            total_minutes: _,
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

fn timestamp_at(date: Date, minute: i64, hours: &Hours) -> Option<Timestamp> {
    hours
        .offset
        .to_timestamp(date.at(Time::from_minutes(minute)?))
}
