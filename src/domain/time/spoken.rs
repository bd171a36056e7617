//! Times as people write them: `昨天15:00`, `11-29 9:30`, `周五`, `8:40`, `yesterday 15:00`.

use super::{Date, DateTime, Time, Weekday};
use crate::domain::text::half_width::to_half_width;

/// Days before today, by their names.
const DAYS: [(&str, i32); 9] = [
    ("今天", 0),
    ("今日", 0),
    ("today", 0),
    ("昨天", 1),
    ("昨日", 1),
    ("yesterday", 1),
    ("前天", 2),
    ("前日", 2),
    ("大前天", 3),
];

/// Days from today on, by their names.
const COMING_DAYS: [(&str, i32); 6] = [
    ("今天", 0),
    ("明天", 1),
    ("后天", 2),
    ("大后天", 3),
    ("today", 0),
    ("tomorrow", 1),
];

/// Weekdays, as they stand behind 周 and 星期.
const WEEKDAYS: [(&str, Weekday); 8] = [
    ("一", Weekday::Mon),
    ("二", Weekday::Tue),
    ("三", Weekday::Wed),
    ("四", Weekday::Thu),
    ("五", Weekday::Fri),
    ("六", Weekday::Sat),
    ("日", Weekday::Sun),
    ("天", Weekday::Sun),
];

/// Parses a time of the past: in full (`2026-03-02 09:00`), or as people write it. A day of the
/// month, a date without its year and a weekday are the last such day up to today; a time alone is
/// of today. A short form without a time is taken at `opens`, when the office opens.
pub fn parse_spoken(text: &str, now: DateTime, opens: Time) -> Option<DateTime> {
    let text: String = text.trim().chars().map(to_half_width).collect();
    if let Ok(full) = text.parse::<DateTime>() {
        return Some(full);
    }
    let (day, time) = split_time(&text)?;
    let day = day.trim().to_lowercase();
    let date = match day.as_str() {
        "" => time.map(|_| now.date())?,
        day => find_day(day, now.date())?,
    };
    Some(date.at(time.unwrap_or(opens)))
}

/// Parses a day to come, today included: in full (`2026-12-05`, `2026年12月5日`), or as people write
/// it. A date without its year and a weekday are the next such day.
pub fn parse_coming_day(text: &str, today: Date) -> Option<Date> {
    let text: String = text.trim().chars().map(to_half_width).collect();
    if let Some(full) = super::holidays::parse_date(&text) {
        return Some(full);
    }
    let ahead = COMING_DAYS.iter().find(|(name, _)| *name == text);
    if let Some((_, days)) = ahead {
        return today.add_days(*days);
    }
    if let Some((weekday, false)) = find_weekday(&text.to_lowercase()) {
        let mut days = (0..7).filter_map(|ahead| today.add_days(ahead));
        return days.find(|date| date.weekday() == weekday);
    }
    let (month, day) = month_and_day(&text)?;
    let of = |year| Date::new(year, month, day);
    of(today.year())
        .filter(|date| *date >= today)
        .or_else(|| of(today.year() + 1))
}

/// Splits the time of day off the end: `15:00`, `9:05`, `15点`, `15点半`, `15时20分`.
fn split_time(text: &str) -> Option<(&str, Option<Time>)> {
    let is_time = |char: char| char.is_ascii_digit() || ":点时分半".contains(char);
    let day = text.trim_end_matches(is_time);
    let time = &text[day.len()..];
    // What is no time is part of the day: the `29` of `11-29`.
    if !time.contains([':', '点', '时']) {
        return Some((text, None));
    }
    let time = time
        .replace("点半", ":30")
        .replace(['点', '时'], ":")
        .replace('分', "");
    let (hour, minute) = time.split_once(':')?;
    let minute = if minute.is_empty() { "0" } else { minute };
    let time = Time::new(hour.parse().ok()?, minute.parse().ok()?, 0)?;
    Some((day, Some(time)))
}

fn find_day(day: &str, today: Date) -> Option<Date> {
    if let Some((_, ago)) = DAYS.iter().find(|(name, _)| *name == day) {
        return today.add_days(-ago);
    }
    if let Some((weekday, before_this_week)) = find_weekday(day) {
        return last_weekday(weekday, before_this_week, today);
    }
    let (month, day) = month_and_day(day)?;
    let of = |year| Date::new(year, month, day);
    of(today.year())
        .filter(|date| *date <= today)
        .or_else(|| of(today.year() - 1))
}

/// Splits `11-29`, `11/29` or `11月29日`.
fn month_and_day(text: &str) -> Option<(i8, i8)> {
    let (month, day) = text
        .trim_end_matches(['日', '号'])
        .split_once(['-', '/', '.', '月'])?;
    Some((month.trim().parse().ok()?, day.trim().parse().ok()?))
}

/// Returns the weekday that is named, and whether it is that of the week before this one.
fn find_weekday(day: &str) -> Option<(Weekday, bool)> {
    if let Ok(english) = day.parse() {
        return Some((english, false));
    }
    let (name, before) = match day.strip_prefix("上周") {
        Some(name) => (name, true),
        None => (day.strip_prefix("星期").or(day.strip_prefix("周"))?, false),
    };
    let (_, weekday) = WEEKDAYS.iter().find(|(known, _)| *known == name)?;
    Some((*weekday, before))
}

/// Returns the last such day up to today, or before the Monday of this week.
fn last_weekday(weekday: Weekday, before_this_week: bool, today: Date) -> Option<Date> {
    let last = |weekday: Weekday, until: Date| {
        (0..7).find_map(|ago| {
            let date = until.add_days(-ago)?;
            (date.weekday() == weekday).then_some(date)
        })
    };
    if before_this_week {
        return last(weekday, last(Weekday::Mon, today)?.yesterday()?);
    }
    last(weekday, today)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_to_come_are_read_as_people_write_them() {
        let today: Date = "2026-11-30".parse().unwrap();
        for (text, expected) in [
            ("2026-12-05", "2026-12-05"),
            ("2026年12月5日", "2026-12-05"),
            ("明天", "2026-12-01"),
            ("今天", "2026-11-30"),
            ("12-5", "2026-12-05"),
            ("１２月５日", "2026-12-05"),
            ("11-30", "2026-11-30"),
            ("2月14日", "2027-02-14"),
            ("周一", "2026-11-30"),
            ("周五", "2026-12-04"),
        ] {
            let expected: Date = expected.parse().unwrap();
            assert_eq!(parse_coming_day(text, today), Some(expected), "{text}");
        }
        for text in ["", "昨天", "13-40", "上周五", "12"] {
            assert_eq!(parse_coming_day(text, today), None, "{text}");
        }
    }

    #[test]
    fn times_are_read_as_people_write_them() {
        let now: DateTime = "2026-11-30T10:20:00".parse().unwrap();
        let opens = "09:00".parse().unwrap();
        for (text, expected) in [
            ("2026-11-28 15:00", "2026-11-28 15:00"),
            ("昨天15:00", "2026-11-29 15:00"),
            ("昨天 15：00", "2026-11-29 15:00"),
            ("今天 9:05", "2026-11-30 09:05"),
            ("8:40", "2026-11-30 08:40"),
            ("11-29", "2026-11-29 09:00"),
            ("11-29 15:00", "2026-11-29 15:00"),
            ("11月29日15点半", "2026-11-29 15:30"),
            ("11/3 8时20分", "2026-11-03 08:20"),
            ("12-31 17:00", "2025-12-31 17:00"),
            ("周五", "2026-11-27 09:00"),
            ("周一 8:30", "2026-11-30 08:30"),
            ("上周五 15:00", "2026-11-27 15:00"),
            ("上周一", "2026-11-23 09:00"),
            ("星期天 10:00", "2026-11-29 10:00"),
            ("前天", "2026-11-28 09:00"),
            ("yesterday 15:00", "2026-11-29 15:00"),
            ("Fri 9:30", "2026-11-27 09:30"),
        ] {
            let read = parse_spoken(text, now, opens).map(DateTime::to_minute);
            assert_eq!(read.as_deref(), Some(expected), "{text}");
        }
        for text in [
            "",
            "明天",
            "13-40",
            "25:00",
            "周八",
            "五",
            "昨天25:00",
            "abc",
            "11-29 15",
        ] {
            let read = parse_spoken(text, now, opens).map(DateTime::to_minute);
            assert_eq!(read, None, "{text}");
        }
    }
}
