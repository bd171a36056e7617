//! Dates as lists show them: relative while that is clearer.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::domain::office::Office;
use crate::domain::time::calendar;
use crate::domain::time::deadline::{CountedDay, Deadline};
use crate::domain::time::hours::Hours;
use crate::text::width::pad_right;

/// `周五`.
pub fn weekday(date: Date) -> String {
    calendar::weekday(date)
}

/// `3月6日`.
pub fn day(date: Date) -> String {
    say!(
        "date-day",
        month = i64::from(date.month()),
        day = i64::from(date.day()),
        name = month(date)
    )
}

/// The month's name in English; unused in Chinese.
fn month(date: Date) -> String {
    const NAMES: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let name = usize::try_from(date.month())
        .ok()
        .and_then(|month| NAMES.get(month.saturating_sub(1)));
    name.copied().unwrap_or_default().to_owned()
}

/// `08:41` today, `昨天`, `3月4日` in this year, `2025-03-04` before.
pub fn relative(at: Timestamp, now: Timestamp, hours: &Hours) -> String {
    let (at, now) = (hours.civil(at), hours.civil(now));
    if at.date() == now.date() {
        at.strftime("%H:%M").to_string()
    } else if Some(at.date()) == now.date().yesterday().ok() {
        say!("yesterday")
    } else if at.year() == now.year() {
        day(at.date())
    } else {
        at.date().to_string()
    }
}

/// `3月6日 08:41`, with the year where it is not this one.
pub fn full(at: Timestamp, now: Timestamp, hours: &Hours) -> String {
    let (at, now) = (hours.civil(at), hours.civil(now));
    let time = at.strftime("%H:%M");
    if at.year() == now.year() {
        format!("{} {time}", day(at.date()))
    } else {
        format!("{} {time}", at.date())
    }
}

/// `3月6日 周五 09:12`, for the head of the screen.
pub fn clock(now: Timestamp, hours: &Hours) -> String {
    let now = hours.civil(now);
    let date = say!(
        "date-weekday",
        date = day(now.date()),
        weekday = weekday(now.date())
    );
    format!("{date} {}", now.strftime("%H:%M"))
}

/// The explanation of a deadline in lines: when, and every day from the receipt on, counted or not, and why.
pub fn explain(deadline: &Deadline, office: &Office) -> Vec<String> {
    let mut lines = vec![say!("due-at", at = office.written(deadline.due.at))];
    if deadline.due.provisional {
        let to_come = deadline
            .days
            .iter()
            .any(|day| !day.published && to_come(day.date, office));
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
            weekday = weekday(day.date)
        );
        let count = match day.count {
            Some(0) => say!("due-day-zero"),
            Some(n) => say!("due-day", n = n),
            None => say!("due-day-not"),
        };
        lines.push(format!(
            "{date}  {}  {}",
            pad_right(&count, 12),
            why(day, office)
        ));
    }
    lines
}

/// Whether a year is yet to begin. The list of one that has begun was published: where it is unknown, nobody imported it.
fn to_come(date: Date, office: &Office) -> bool {
    date.year() > office.regulation.hours.civil(office.now).year()
}

/// Why a day counts or does not, in words; of half a working day, when the office is open.
pub fn why(day: &CountedDay, office: &Office) -> String {
    let mut words = day.why.words();
    if let Some((opens, closes)) = day.half {
        let (opens, closes) = (
            opens.strftime("%H:%M").to_string(),
            closes.strftime("%H:%M").to_string(),
        );
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
        words = match to_come(day.date, office) {
            true => say!("due-unpublished", why = words, year = year),
            false => say!("due-not-imported", why = words, year = year),
        };
    }
    words
}
