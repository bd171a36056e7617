//! Periods in a query: a year, a quarter, a month, a day, or a day some days before today.

use crate::domain::time::Date;
use crate::i18n::{Lang, current_language};

/// The range of numbers that are accepted as years.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=9990;
const TODAY: [&str; 2] = ["today", "今天"];
const DAYS: [&str; 2] = ["d", "天"];

fn parse_digits(text: &str, most: usize) -> Option<i16> {
    let good = (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| good)
}

/// Parses a period into its first day and the first day after it. Reads `2026`, `2026Q1`,
/// `2026-01`, `2026-01-15`, `20260115`, `2026年1月15日`, `2026年第一季度`, `today`, and `7d`, which
/// is the single day seven days before today. `text` must be folded.
pub(super) fn parse_period(text: &str, today: Date) -> Option<(Date, Date)> {
    let days = |first: Date, days| Some((first, first.add_days(days)?));
    let months = |first: Date, months| Some((first, first.add_months(months)?));
    if TODAY.contains(&text) {
        return days(today, 1);
    }
    if let Some(ago) = DAYS.iter().find_map(|sign| text.strip_suffix(sign)) {
        let ago = parse_digits(ago.trim_end(), 4)?;
        return days(today.add_days(-i32::from(ago))?, 1);
    }
    let (year, parted) = text.split_at_checked(4)?;
    let year = parse_digits(year, 4).filter(|year| YEARS.contains(year))?;
    let rest = parted.trim_start_matches(['-', '/', '.', '年']);
    if rest.is_empty() {
        return months(Date::new(year, 1, 1)?, 12);
    }
    if let Some(quarter) = parse_quarter(rest) {
        return months(Date::new(year, quarter * 3 - 2, 1)?, 3);
    }
    let (month, day) = match (rest.len(), parse_digits(rest, 8)) {
        (2, Some(_)) => (rest, ""),
        (4, Some(_)) => rest.split_at(2),
        // Digits directly after the year that are neither MM nor MMDD are ambiguous.
        (_, Some(_)) if rest == parted => return None,
        (_, _) => rest.split_once(['-', '/', '.', '月']).unwrap_or((rest, "")),
    };
    let month = parse_digits(month, 2).and_then(|month| i8::try_from(month).ok())?;
    if day.is_empty() {
        return months(Date::new(year, month, 1)?, 1);
    }
    let day = parse_digits(day.strip_suffix(['日', '号']).unwrap_or(day), 2)
        .and_then(|day| i8::try_from(day).ok())?;
    days(Date::new(year, month, day)?, 1)
}

fn parse_quarter(text: &str) -> Option<i8> {
    let named = || {
        text.strip_suffix("季度")
            .map(|text| text.trim_start_matches('第'))
    };
    match text.strip_prefix('q').or_else(named)? {
        "1" | "一" => Some(1),
        "2" | "二" => Some(2),
        "3" | "三" => Some(3),
        "4" | "四" => Some(4),
        _ => None,
    }
}

/// Returns common periods, as they are typed in the current language.
pub(super) fn common_periods(today: Date) -> Vec<String> {
    let (english, chinese) = ((TODAY[0], DAYS[0]), (TODAY[1], DAYS[1]));
    let (now, days) = match current_language() {
        Lang::Zh => chinese,
        Lang::En => english,
    };
    let ago = |months: i32| today.add_months(-months).unwrap_or(today);
    let month = |date: Date| format!("{:04}-{:02}", date.year(), date.month());
    let quarter = |date: Date| format!("{:04}Q{}", date.year(), (date.month() - 1) / 3 + 1);
    let year = |date: Date| format!("{:04}", date.year());
    let recent = [now.to_owned(), format!("7{days}"), format!("30{days}")];
    let months = [month(today), month(ago(1))];
    let quarters = [quarter(today), quarter(ago(3))];
    recent
        .into_iter()
        .chain(months)
        .chain(quarters)
        .chain([year(today), year(ago(12))])
        .collect()
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::domain::text::normalize::fold_text;
    use crate::domain::time::date;
    use crate::i18n::with_language;

    #[test]
    fn a_period_is_read_with_its_last_day() {
        let (year, month, day) = (date(2026, 1, 1), date(2026, 2, 1), date(2026, 2, 28));
        for (text, first, next) in [
            ("2026", year, date(2027, 1, 1)),
            ("2026年", year, date(2027, 1, 1)),
            ("2026Q1", year, date(2026, 4, 1)),
            ("2026-q4", date(2026, 10, 1), date(2027, 1, 1)),
            ("2026年一季度", year, date(2026, 4, 1)),
            ("2026年第二季度", date(2026, 4, 1), date(2026, 7, 1)),
            ("2026-02", month, date(2026, 3, 1)),
            ("2026-2", month, date(2026, 3, 1)),
            ("202602", month, date(2026, 3, 1)),
            ("2026年2月", month, date(2026, 3, 1)),
            ("２０２６／２", month, date(2026, 3, 1)),
            ("2026-02-28", day, date(2026, 3, 1)),
            ("2026.2.28", day, date(2026, 3, 1)),
            ("20260228", day, date(2026, 3, 1)),
            ("2026年2月28日", day, date(2026, 3, 1)),
            ("today", date(2026, 3, 2), date(2026, 3, 3)),
            ("今天", date(2026, 3, 2), date(2026, 3, 3)),
            ("7d", date(2026, 2, 23), date(2026, 2, 24)),
            ("7天", date(2026, 2, 23), date(2026, 2, 24)),
        ] {
            assert_eq!(
                parse_period(&fold_text(text), date(2026, 3, 2)),
                Some((first, next)),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_period_is_not_guessed() {
        for text in [
            "",
            "1月",
            "26-1",
            "20261",
            "2026-13",
            "2026-02-29",
            "2026Q5",
            "Q1",
            "2026Q",
            "d",
            "-7d",
            "99999天",
            "昨日",
            "0000",
            "2026-1-1-1",
            "2026+1",
            "二零二六",
        ] {
            assert_eq!(
                parse_period(&fold_text(text), date(2026, 3, 2)),
                None,
                "{text}"
            );
        }
    }

    #[test]
    fn the_likely_periods_are_read() {
        for (lang, expected) in [(Lang::Zh, "今天 7天 30天"), (Lang::En, "today 7d 30d")] {
            let likely = with_language(lang, || common_periods(date(2026, 1, 31)));
            assert_eq!(
                likely.join(" "),
                format!("{expected} 2026-01 2025-12 2026Q1 2025Q4 2026 2025")
            );
            assert!(
                likely
                    .iter()
                    .all(|text| parse_period(&fold_text(text), date(2026, 1, 31)).is_some())
            );
        }
    }
}
