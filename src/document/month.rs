//! The calendar of a month: today, holidays, make-up days, the office's own days.

use crate::domain::time::calendar::{Calendar, DayStatus, Opening};
use crate::domain::time::{Date, Weekday};
use crate::text::dates::format_day;
use crate::text::width::{pad_left, pad_right};

/// Width of a day, in cells.
const DAY_CELLS: usize = 7;

/// Returns the months from that of `today` on as lines: a grid of weeks from Monday, then what its
/// marks mean, day by day.
pub fn month_lines(calendar: &Calendar, today: Date, months: u8) -> Vec<String> {
    let mut lines = Vec::new();
    let mut first = Date::new(today.year(), today.month(), 1);
    for _ in 0..months {
        let Some(month) = first else { break };
        lines.extend(one_month(calendar, month, today));
        lines.push(String::new());
        first = month.add_months(1);
    }
    lines
}

fn one_month(calendar: &Calendar, first: Date, today: Date) -> Vec<String> {
    let mut lines = vec![say!(
        "month-title",
        year = i64::from(first.year()),
        month = i64::from(first.month())
    )];
    let names = say!("month-weekdays");
    let names = names.split_whitespace();
    // They stand over the numbers, which marks follow.
    let names = names.map(|name| pad_right(&pad_left(name, DAY_CELLS - 2), DAY_CELLS));
    lines.push(names.collect::<String>().trim_end().to_owned());
    let before = (0..7).take_while(|n| first.add_days(-n).map(Date::weekday) != Some(Weekday::Mon));
    let mut week = " ".repeat(DAY_CELLS * before.count());
    let mut named = Vec::new();
    let mut date = Some(first);
    while let Some(day) = date.filter(|day| day.month() == first.month()) {
        let info = calendar.day_info(day);
        let mark = match (&info.status, info.opening) {
            (DayStatus::Weekday | DayStatus::Weekend, _) => String::new(),
            (_, Opening::Closed) => say!("month-off"),
            (_, Opening::Whole) => say!("month-work"),
            (_, _) => say!("month-half"),
        };
        if !matches!(info.status, DayStatus::Weekday | DayStatus::Weekend) {
            named.push(format!(
                "  {}  {}",
                pad_right(&format_day(day), 9),
                info.status.label()
            ));
        }
        let number = match day == today {
            true => format!("[{}]", day.day()),
            false => day.day().to_string(),
        };
        // The number stands in its column, whatever mark follows it.
        let number = pad_left(&number, DAY_CELLS - 2);
        week.push_str(&pad_right(&format!("{number}{mark}"), DAY_CELLS));
        if day.weekday() == Weekday::Sun {
            lines.push(std::mem::take(&mut week).trim_end().to_owned());
        }
        date = day.tomorrow();
    }
    if !week.trim().is_empty() {
        lines.push(week.trim_end().to_owned());
    }
    lines.extend(named);
    if calendar.year_list(first.year()).is_none() {
        lines.push(say!("month-provisional", year = i64::from(first.year())));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::{Lang, with_language};

    #[test]
    fn a_month_begins_on_monday_and_marks_today() {
        let today = Date::new(2026, 3, 6).unwrap();
        let lines = with_language(Lang::Zh, || month_lines(&Calendar::default(), today, 1));
        // The first of March 2026 is a Sunday.
        assert_eq!(lines[2].trim(), "1");
        assert!(lines[3].contains("[6]"), "{lines:#?}");
        assert!(lines.iter().any(|line| line.contains("2026")), "{lines:#?}");
        assert!(
            lines[8].is_empty() || lines[8].contains("2026"),
            "{lines:#?}"
        );
    }
}
