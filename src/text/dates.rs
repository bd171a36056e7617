//! Formats dates for lists: relative where that is clearer.

use crate::domain::office::Office;
use crate::domain::time::calendar;
use crate::domain::time::deadline::{CountedDay, Deadline};
use crate::domain::time::hours::Hours;
use crate::domain::time::remaining::Remaining;
use crate::domain::time::{Date, Timestamp};
use crate::text::width::pad_right;

/// Formats `周五`.
pub fn weekday_name(date: Date) -> String {
    calendar::weekday(date)
}

/// Formats `3月6日`.
pub fn format_day(date: Date) -> String {
    say!(
        "date-day",
        month = i64::from(date.month()),
        day = i64::from(date.day()),
        name = month_name(date)
    )
}

/// Returns the English month name; the Chinese message does not use it.
fn month_name(date: Date) -> String {
    const NAMES: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let name = usize::try_from(date.month())
        .ok()
        .and_then(|month| NAMES.get(month.saturating_sub(1)));
    name.copied().unwrap_or_default().to_owned()
}

/// Formats `08:41` for today, `昨天`, `3月4日` in this year, `2025-03-04` before.
pub fn format_relative(at: Timestamp, now: Timestamp, hours: &Hours) -> String {
    let (at, now) = (hours.to_civil(at), hours.to_civil(now));
    if at.date() == now.date() {
        at.to_hour_minute()
    } else if Some(at.date()) == now.date().yesterday() {
        say!("yesterday")
    } else if at.year() == now.year() {
        format_day(at.date())
    } else {
        at.date().to_string()
    }
}

/// Formats like [`format_relative`] for a column: of the years before, the month alone.
pub fn format_in_list(at: Timestamp, now: Timestamp, hours: &Hours) -> String {
    let text = format_relative(at, now, hours);
    match hours.to_civil(at).year() == hours.to_civil(now).year() {
        true => text,
        false => text
            .rsplit_once('-')
            .map_or(text.clone(), |(month, _)| month.to_owned()),
    }
}

/// Formats a deadline as the office says it: `今天18:00`, `周四18:00`, `12月3日`; once it has passed,
/// `周五已超`, and from a working day on `超2天`.
pub fn format_deadline(due: Timestamp, left: Remaining, now: Timestamp, hours: &Hours) -> String {
    let (at, today) = (hours.to_civil(due), hours.to_civil(now).date());
    let day = match at.date().days_since(today) {
        0 => say!("today"),
        -1 => say!("yesterday"),
        -6..=6 => weekday_name(at.date()),
        _ => format_day(at.date()),
    };
    match (left.late, left.days) {
        (true, 0) if at.date().days_since(today) == -1 => say!("deadline-passed-yesterday"),
        (true, 0) => say!("deadline-passed", day = day),
        (true, days) => say!("deadline-late", days = days),
        (false, _) if (0..=6).contains(&at.date().days_since(today)) => {
            say!("deadline-at", day = day, time = at.to_hour_minute())
        }
        (false, _) => day,
    }
}

/// Formats `3月6日 08:41`; the full date where it is not of this year.
pub fn format_full(at: Timestamp, now: Timestamp, hours: &Hours) -> String {
    let (at, now) = (hours.to_civil(at), hours.to_civil(now));
    let time = at.to_hour_minute();
    if at.year() == now.year() {
        format!("{} {time}", format_day(at.date()))
    } else {
        format!("{} {time}", at.date())
    }
}

/// Formats `3月6日 周五 09:12`, for the head of the screen.
pub fn format_clock(now: Timestamp, hours: &Hours) -> String {
    let now = hours.to_civil(now);
    let date = say!(
        "date-weekday",
        date = format_day(now.date()),
        weekday = weekday_name(now.date())
    );
    format!("{date} {}", now.to_hour_minute())
}

/// Explains a deadline in lines: the instant, then every day from the receipt on, with its count
/// and the reason.
pub fn explain_deadline(deadline: &Deadline, office: &Office) -> Vec<String> {
    let mut lines = vec![say!("due-at", at = office.format_minute(deadline.due.at))];
    if deadline.due.provisional {
        let to_come = deadline
            .days
            .iter()
            .any(|day| !day.published && is_future_year(day.date, office));
        lines.push(if to_come {
            say!("due-provisional")
        } else {
            say!("due-provisional-past")
        });
    }
    for day in &deadline.days {
        let date = say!(
            "date-weekday",
            date = day.date.to_string(),
            weekday = weekday_name(day.date)
        );
        let count = match day.count {
            Some(0) => say!("due-day-zero"),
            Some(n) => say!("due-day", n = n),
            None => say!("due-day-not"),
        };
        lines.push(format!(
            "{date}  {}  {}",
            pad_right(&count, 12),
            explain_day(day, office)
        ));
    }
    lines
}

/// Reports whether the year of a date has not begun. The holiday list of a year that has begun was
/// published: if it is unknown, it was not imported.
fn is_future_year(date: Date, office: &Office) -> bool {
    date.year() > office.regulation.hours.to_civil(office.now).year()
}

/// Returns why a day counts or does not; for half a working day, with the opening hours.
pub fn explain_day(day: &CountedDay, office: &Office) -> String {
    let mut words = day.status.label();
    if let Some(shift) = day.half_hours {
        let opens = shift.opens.to_hour_minute();
        let closes = shift.closes.to_hour_minute();
        words = match day.count {
            Some(_) => say!(
                "due-half-counted",
                why = words,
                opens = opens,
                closes = closes
            ),
            None => say!("due-half", why = words, opens = opens, closes = closes),
        };
    }
    if day.receipt {
        words = say!("due-receipt", why = words);
    }
    if !day.published {
        let year = day.date.year().to_string();
        words = match is_future_year(day.date, office) {
            true => say!("due-unpublished", why = words, year = year),
            false => say!("due-not-imported", why = words, year = year),
        };
    }
    words
}
