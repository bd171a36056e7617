//! Deadlines on the working-day calendar, each of which can explain itself day by day.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use super::calendar::{Calendar, Opening, Why};
use crate::domain::time::hours::Hours;

/// The longest limit that is one, in days.
pub const LONGEST: u32 = 365;

/// What a limit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LimitUnit {
    /// Working days.
    WorkingDays,
    /// Every day of the calendar.
    CalendarDays,
}

/// So many days of a kind, as a regulation file says it: `{ amount = 3, unit = "working-days" }`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// How many.
    pub amount: u32,
    /// Of what.
    pub unit: LimitUnit,
}

/// What becomes of a receipt after closing time, or on a day that is not a working day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AfterClosing {
    /// It counts as received on the next working day.
    NextWorkingDay,
    /// It counts as received on that very day.
    SameDay,
}

/// A limit, as the regulation sets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    /// How many.
    pub amount: u32,
    /// Of what.
    pub unit: LimitUnit,
    /// 0 when counting starts on the day after receipt, 1 when the day of receipt is the first.
    pub day_of_receipt: u32,
    /// Receipts outside office hours.
    pub after_closing: AfterClosing,
}

/// An instant by which something is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Due {
    /// Closing time of the last day: noon, where its afternoon is off.
    pub at: Timestamp,
    /// Whether it reaches into a year whose list has not been published: Monday to Friday was assumed.
    pub provisional: bool,
}

/// One day in the explanation of a deadline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountedDay {
    /// The day.
    pub date: Date,
    /// The number it got (0 for the day of receipt where that does not count); `None` where it did not count.
    pub count: Option<u32>,
    /// What the calendar says of it.
    pub why: Why,
    /// Whether it is the day of receipt, moved to a working day.
    pub receipt: bool,
    /// Whether the list of its year is known.
    pub published: bool,
    /// From when to when the office is open, where that is half of the day only.
    pub half: Option<(Time, Time)>,
}

/// A deadline with its explanation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// When, and whether provisional.
    pub due: Due,
    /// From the day of receipt to the last day, every one.
    pub days: Vec<CountedDay>,
}

/// What a deadline was counted from: it can be explained, and counted again when the calendar changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// The instant of receipt.
    pub from: Timestamp,
    /// The limit.
    pub limit: Limit,
    /// What was granted on top, each counted on from the day before it ended.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extended: Vec<Span>,
}

/// A deadline that runs, with what it was counted from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Running {
    /// When, and whether provisional.
    pub due: Due,
    /// What it was counted from.
    pub term: Term,
}

impl Term {
    /// Counts it. `None` only where the calendar of jiff ends (the year 9999).
    pub fn count(&self, hours: &Hours, calendar: &Calendar) -> Option<Deadline> {
        let mut deadline = count(self.from, &self.limit, hours, calendar)?;
        for span in &self.extended {
            extend(&mut deadline, *span, hours, calendar)?;
        }
        Some(deadline)
    }

    /// Counts it, and keeps what it was counted from.
    pub fn run(self, hours: &Hours, calendar: &Calendar) -> Option<Running> {
        Some(Running {
            due: self.count(hours, calendar)?.due,
            term: self,
        })
    }
}

impl Running {
    /// A limit that runs from an instant.
    pub fn start(
        from: Timestamp,
        limit: Limit,
        hours: &Hours,
        calendar: &Calendar,
    ) -> Option<Running> {
        Term {
            from,
            limit,
            extended: Vec::new(),
        }
        .run(hours, calendar)
    }
}

/// Counts on from the last day of a deadline.
fn extend(deadline: &mut Deadline, span: Span, hours: &Hours, calendar: &Calendar) -> Option<()> {
    let last = deadline.days.last()?;
    let (mut date, mut n) = (last.date, last.count.unwrap_or_default());
    let mut left = span.amount;
    while left > 0 {
        date = date.tomorrow().ok()?;
        let counts = match span.unit {
            LimitUnit::WorkingDays => calendar.works(date),
            LimitUnit::CalendarDays => true,
        };
        left -= u32::from(counts);
        n += u32::from(counts);
        let day = counted_day(date, counts.then_some(n), false, hours, calendar);
        deadline.due.provisional |= !day.published;
        deadline.days.push(day);
    }
    deadline.due.at = end_of(date, hours, calendar)?;
    Some(())
}

fn counted_day(
    date: Date,
    count: Option<u32>,
    receipt: bool,
    hours: &Hours,
    calendar: &Calendar,
) -> CountedDay {
    let day = calendar.day(date);
    let half = matches!(day.opening, Opening::Half(_))
        .then(|| day.opening.span(hours))
        .flatten();
    CountedDay {
        date,
        count,
        why: day.why,
        receipt,
        published: day.published,
        half,
    }
}

/// The instant at which a limit ends whose last day this is.
fn end_of(date: Date, hours: &Hours, calendar: &Calendar) -> Option<Timestamp> {
    hours
        .offset
        .to_timestamp(date.to_datetime(calendar.opening(date).closes(hours)))
        .ok()
}

/// Counts `limit` from `from`. A day of which the office works half is a working day like another, which ends when that half does; see
/// [`Opening`]. `None` only where the calendar of jiff ends (the year 9999).
pub fn count(
    from: Timestamp,
    limit: &Limit,
    hours: &Hours,
    calendar: &Calendar,
) -> Option<Deadline> {
    let start = hours.civil(from);
    let mut date = start.date();
    let mut days = Vec::new();
    let mut push = |date: Date, count, receipt| {
        let day = counted_day(date, count, receipt, hours, calendar);
        let published = day.published;
        days.push(day);
        published
    };
    let mut published = true;
    let late = start.time() >= calendar.opening(date).closes(hours);
    if limit.after_closing == AfterClosing::NextWorkingDay && (late || !calendar.works(date)) {
        loop {
            published &= push(date, None, false);
            date = date.tomorrow().ok()?;
            if calendar.works(date) {
                break;
            }
        }
    }
    let mut counted = limit.day_of_receipt;
    published &= push(date, Some(counted), true);
    while counted < limit.amount {
        date = date.tomorrow().ok()?;
        let counts = match limit.unit {
            LimitUnit::WorkingDays => calendar.works(date),
            LimitUnit::CalendarDays => true,
        };
        counted += u32::from(counts);
        published &= push(date, counts.then_some(counted), false);
    }
    let at = end_of(date, hours, calendar)?;
    Some(Deadline {
        due: Due {
            at,
            provisional: !published,
        },
        days,
    })
}
