//! Deadlines on the working-day calendar, each of which can be explained day by day.

use serde::{Deserialize, Serialize};

use super::calendar::{Calendar, DayStatus, Opening};
use crate::domain::time::hours::{Hours, Shift};
use crate::domain::time::{Date, Timestamp};

/// The maximum length of a deadline, in days.
pub const MAX_LIMIT_DAYS: u32 = 365;

/// The unit of time of a deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LimitUnit {
    /// Working days.
    WorkingDays,
    /// Calendar days.
    CalendarDays,
}

/// A number of days, as written in a regulation file: `{ amount = 3, unit = "working-days" }`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// The number.
    pub amount: u32,
    /// The unit.
    pub unit: LimitUnit,
}

/// How a receipt after closing time or on a non-working day counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AfterClosing {
    /// As received on the next working day.
    NextWorkingDay,
    /// As received on the same day.
    SameDay,
}

/// A deadline's length and the rules for counting it, as set by the regulation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    /// The number.
    pub amount: u32,
    /// The unit.
    pub unit: LimitUnit,
    /// 0 if counting starts on the day after receipt, 1 if the day of receipt is the first.
    pub day_of_receipt: u32,
    /// The rule for receipts outside office hours.
    pub after_closing: AfterClosing,
}

/// The time at which something is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Due {
    /// Closing time on the last day, which is noon if its afternoon is off.
    pub at: Timestamp,
    /// Whether the deadline reaches into a year whose calendar is not yet published, so that Monday
    /// to Friday were assumed.
    pub provisional: bool,
}

/// One day in the explanation of a deadline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountedDay {
    /// The day.
    pub date: Date,
    /// The day's number (0 for a day of receipt that does not count); `None` if the day does not
    /// count.
    pub count: Option<u32>,
    /// The calendar's status of the day.
    pub status: DayStatus,
    /// Whether it is the day of receipt, after moving it to a working day.
    pub receipt: bool,
    /// Whether the calendar of its year is published.
    pub published: bool,
    /// The opening and closing time if the office is open for only half of the day.
    pub half_hours: Option<Shift>,
}

/// A deadline with its explanation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// The due time, and whether it is provisional.
    pub due: Due,
    /// Every day from the receipt to the last day.
    pub days: Vec<CountedDay>,
}

/// The inputs of a deadline, from which it can be explained, and computed again when the calendar
/// changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// The time of receipt.
    pub from: Timestamp,
    /// The limit.
    pub limit: Limit,
    /// The extensions granted, each counted from the previous last day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extended: Vec<Span>,
    /// The days for which it stood still because the writer was asked, each counted in the same way.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paused: Vec<Span>,
}

/// A running deadline with its inputs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunningDeadline {
    /// The due time, and whether it is provisional.
    pub due: Due,
    /// The inputs from which it was computed.
    pub term: Term,
}

impl Term {
    /// Computes the deadline. Returns `None` only beyond the end of the calendar (the year 9999).
    pub fn compute_deadline(&self, hours: &Hours, calendar: &Calendar) -> Option<Deadline> {
        let mut deadline = count_deadline(self.from, &self.limit, hours, calendar)?;
        for span in self.extended.iter().chain(&self.paused) {
            extend_deadline(&mut deadline, *span, hours, calendar)?;
        }
        Some(deadline)
    }

    /// Computes the due time and combines it with the inputs.
    pub fn into_running(self, hours: &Hours, calendar: &Calendar) -> Option<RunningDeadline> {
        Some(RunningDeadline {
            due: self.compute_deadline(hours, calendar)?.due,
            term: self,
        })
    }
}

impl RunningDeadline {
    /// Starts a deadline without extensions.
    pub fn start(
        from: Timestamp,
        limit: Limit,
        hours: &Hours,
        calendar: &Calendar,
    ) -> Option<RunningDeadline> {
        Term {
            from,
            limit,
            extended: Vec::new(),
            paused: Vec::new(),
        }
        .into_running(hours, calendar)
    }
}

/// Extends a deadline beyond its last day.
fn extend_deadline(
    deadline: &mut Deadline,
    span: Span,
    hours: &Hours,
    calendar: &Calendar,
) -> Option<()> {
    let last = deadline.days.last()?;
    let (mut date, mut n) = (last.date, last.count.unwrap_or_default());
    let mut left = span.amount;
    while left > 0 {
        date = date.tomorrow()?;
        let counts = match span.unit {
            LimitUnit::WorkingDays => calendar.is_working_day(date),
            LimitUnit::CalendarDays => true,
        };
        left -= u32::from(counts);
        n += u32::from(counts);
        let day = counted_day(date, counts.then_some(n), false, hours, calendar);
        deadline.due.provisional |= !day.published;
        deadline.days.push(day);
    }
    deadline.due.at = closing_time_on(date, hours, calendar)?;
    Some(())
}

fn counted_day(
    date: Date,
    count: Option<u32>,
    receipt: bool,
    hours: &Hours,
    calendar: &Calendar,
) -> CountedDay {
    let day = calendar.day_info(date);
    let half = matches!(day.opening, Opening::Half(_))
        .then(|| day.opening.shifts(date, hours).next())
        .flatten();
    CountedDay {
        date,
        count,
        status: day.status,
        receipt,
        published: day.published,
        half_hours: half,
    }
}

/// Returns how many days of a unit of time lie between two days: those after the first, to the last.
pub fn days_between(first: Date, last: Date, unit: LimitUnit, calendar: &Calendar) -> u32 {
    let days = std::iter::successors(first.tomorrow(), |day| day.tomorrow());
    let counted = days
        .take_while(|day| *day <= last)
        .filter(|day| match unit {
            LimitUnit::WorkingDays => calendar.is_working_day(*day),
            LimitUnit::CalendarDays => true,
        });
    u32::try_from(counted.count()).unwrap_or(u32::MAX)
}

/// Returns the time at which a deadline ends if this is its last day.
pub fn closing_time_on(date: Date, hours: &Hours, calendar: &Calendar) -> Option<Timestamp> {
    hours
        .offset
        .to_timestamp(date.at(calendar.opening(date).closing_time(date, hours)))
}

/// Counts a deadline from a receipt. A half working day counts as a working day that ends when its
/// half ends; see [`Opening`]. A receipt at closing time sharp is inside the day, as feedback is.
/// Returns `None` only beyond the end of the calendar (the year 9999).
pub fn count_deadline(
    from: Timestamp,
    limit: &Limit,
    hours: &Hours,
    calendar: &Calendar,
) -> Option<Deadline> {
    let start = hours.to_civil(from);
    let mut date = start.date();
    let mut days = Vec::new();
    let mut push = |date: Date, count, receipt| {
        let day = counted_day(date, count, receipt, hours, calendar);
        let published = day.published;
        days.push(day);
        published
    };
    let mut published = true;
    let late = start.time() > calendar.opening(date).closing_time(date, hours);
    if limit.after_closing == AfterClosing::NextWorkingDay
        && (late || !calendar.is_working_day(date))
    {
        loop {
            published &= push(date, None, false);
            date = date.tomorrow()?;
            if calendar.is_working_day(date) {
                break;
            }
        }
    }
    let mut counted = limit.day_of_receipt;
    published &= push(date, Some(counted), true);
    while counted < limit.amount {
        date = date.tomorrow()?;
        let counts = match limit.unit {
            LimitUnit::WorkingDays => calendar.is_working_day(date),
            LimitUnit::CalendarDays => true,
        };
        counted += u32::from(counts);
        published &= push(date, counts.then_some(counted), false);
    }
    let at = closing_time_on(date, hours, calendar)?;
    Some(Deadline {
        due: Due {
            at,
            provisional: !published,
        },
        days,
    })
}
