//! The period of a bulletin, in the office's civil time: a quarter or a year, which can be published,
//! or a half-year, a month or any days, to look at.

use std::fmt;

use crate::domain::time::hours::Hours;
use crate::domain::time::{Date, Timestamp, Weekday, date};

/// A part of a year, or any days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Span {
    /// The whole year.
    Year,
    /// A half, 1 or 2.
    Half(i8),
    /// A quarter, from 1 to 4.
    Quarter(i8),
    /// A month, from 1 to 12.
    Month(i8),
    /// From one day to another.
    Days(Date, Date),
}

/// The period that a bulletin is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    year: i16,
    span: Span,
}

/// The years that a bulletin may be of.
const VALID_YEARS: std::ops::RangeInclusive<i16> = 1900..=9990;

impl Period {
    /// Parses `2026Q3`, `2026`, `2026H1`, `2026M04` or `2026-03-01..2026-04-15`.
    pub fn parse(text: &str) -> Option<Period> {
        let text = text.trim();
        if let Some((from, to)) = text.split_once("..") {
            let (from, to): (Date, Date) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
            let valid = from <= to
                && [from, to]
                    .iter()
                    .all(|day| VALID_YEARS.contains(&day.year()));
            return valid.then_some(Period {
                year: from.year(),
                span: Span::Days(from, to),
            });
        }
        let digits = |text: &str, n: usize| {
            text.len() == n && text.bytes().all(|byte| byte.is_ascii_digit())
        };
        let (year, part) = text.split_at_checked(4)?;
        let year = year
            .parse()
            .ok()
            .filter(|_| digits(year, 4))
            .filter(|year| VALID_YEARS.contains(year))?;
        let number = |text: &str, n: usize, most: i8| {
            text.parse()
                .ok()
                .filter(|number| digits(text, n) && (1..=most).contains(number))
        };
        let span = match part.split_at_checked(1) {
            None if part.is_empty() => Span::Year,
            Some(("Q" | "q", quarter)) => Span::Quarter(number(quarter, 1, 4)?),
            Some(("H" | "h", half)) => Span::Half(number(half, 1, 2)?),
            Some(("M" | "m", month)) => Span::Month(number(month, 2, 12)?),
            _ => return None,
        };
        Some(Period { year, span })
    }

    /// Returns the quarter of a day.
    pub fn quarter_of(date: Date) -> Period {
        Period {
            year: date.year(),
            span: Span::Quarter((date.month() - 1) / 3 + 1),
        }
    }

    /// Reports whether the period is a whole year.
    pub fn is_year(self) -> bool {
        self.span == Span::Year
    }

    /// Reports whether its bulletin can be published: that of a quarter or a year (article 7).
    pub fn can_be_published(self) -> bool {
        matches!(self.span, Span::Year | Span::Quarter(_))
    }

    /// Switches between quarter and year: returns the year of a quarter; of a year, the quarter of
    /// `today`, or the last one where `today` is in another year.
    pub fn switch_span(self, today: Date) -> Period {
        let now = match Period::quarter_of(today).span {
            Span::Quarter(quarter) if today.year() == self.year => quarter,
            _ => 4,
        };
        let span = match self.span {
            Span::Year => Span::Quarter(now),
            Span::Half(_) | Span::Quarter(_) | Span::Month(_) | Span::Days(..) => Span::Year,
        };
        Period { span, ..self }
    }

    /// Moves a part of a year by one, of which there are so many.
    fn step(self, by: i8) -> Period {
        let wrap = |part: i8, most: i8| match part + by {
            0 => (self.year - 1, most),
            next if next > most => (self.year + 1, 1),
            next => (self.year, next),
        };
        let (year, span) = match self.span {
            Span::Year => (self.year + i16::from(by), Span::Year),
            Span::Half(half) => {
                let (year, half) = wrap(half, 2);
                (year, Span::Half(half))
            }
            Span::Quarter(quarter) => {
                let (year, quarter) = wrap(quarter, 4);
                (year, Span::Quarter(quarter))
            }
            Span::Month(month) => {
                let (year, month) = wrap(month, 12);
                (year, Span::Month(month))
            }
            Span::Days(from, to) => {
                let days = i32::try_from(to.days_since(from)).unwrap_or(0) + 1;
                let shifted = |day: Date| day.add_days(days * i32::from(by)).unwrap_or(day);
                let from = shifted(from);
                (from.year(), Span::Days(from, shifted(to)))
            }
        };
        Period { year, span }
    }

    /// Returns the period before, which is as long.
    pub fn previous(self) -> Period {
        self.step(-1)
    }

    /// Returns the period after.
    pub fn next(self) -> Period {
        self.step(1)
    }

    /// Returns the same period of the year before.
    pub fn year_before(self) -> Period {
        let back = |day: Date| day.add_months(-12).unwrap_or(day);
        Period {
            year: self.year - 1,
            span: match self.span {
                Span::Days(from, to) => Span::Days(back(from), back(to)),
                other => other,
            },
        }
    }

    /// Returns the quarters of a year, or a quarter itself.
    pub fn quarters(self) -> Vec<Period> {
        (1..=4)
            .map(|quarter| Period {
                span: Span::Quarter(quarter),
                ..self
            })
            .filter(|one| self.is_year() || *one == self)
            .collect()
    }

    /// Returns the first day.
    pub fn first_day(self) -> Date {
        let month: i8 = match self.span {
            Span::Year => 1,
            Span::Half(half) => (half - 1) * 6 + 1,
            Span::Quarter(quarter) => (quarter - 1) * 3 + 1,
            Span::Month(month) => month,
            Span::Days(from, _) => return from,
        };
        date(self.year, u32::from(month.unsigned_abs()), 1)
    }

    /// Returns the last day.
    pub fn last_day(self) -> Date {
        if let Span::Days(_, to) = self.span {
            return to;
        }
        let next = self.next().first_day();
        next.yesterday().unwrap_or(next)
    }

    /// Returns the first day after the period.
    fn end_day(self) -> Date {
        let last = self.last_day();
        last.tomorrow().unwrap_or(last)
    }

    /// Returns the instant at which the period begins.
    pub fn begins_at(self, hours: &Hours) -> Timestamp {
        hours.midnight(self.first_day()).unwrap_or(Timestamp::MIN)
    }

    /// Returns the first instant after the period.
    pub fn ends_at(self, hours: &Hours) -> Timestamp {
        hours.midnight(self.end_day()).unwrap_or(Timestamp::MAX)
    }

    /// Returns the first days of the weeks (Monday to Sunday, the first one cut off by the start); of
    /// the months, where the period is longer than a quarter.
    pub fn step_starts(self) -> Vec<Date> {
        let (first, end) = (self.first_day(), self.end_day());
        let by_month = end.days_since(first) > 100;
        let begins = |day: &Date| {
            let step = if by_month {
                day.day() == 1
            } else {
                day.weekday() == Weekday::Mon
            };
            *day == first || step
        };
        let days = std::iter::successors(Some(first), |day| day.tomorrow());
        days.take_while(|day| *day < end).filter(begins).collect()
    }

    /// Reports whether the steps are months, not weeks.
    pub fn steps_by_month(self) -> bool {
        self.end_day().days_since(self.first_day()) > 100
    }

    /// Formats the period for people: `2026年第三季度`.
    pub fn label(self) -> String {
        let year = self.year.to_string();
        match self.span {
            Span::Year => say!("period-year", year = year),
            Span::Half(1) => say!("period-first-half", year = year),
            Span::Half(_) => say!("period-second-half", year = year),
            Span::Quarter(1) => say!("period-first", year = year),
            Span::Quarter(2) => say!("period-second", year = year),
            Span::Quarter(3) => say!("period-third", year = year),
            Span::Quarter(_) => say!("period-fourth", year = year),
            Span::Month(month) => say!("period-month", year = year, month = i64::from(month)),
            Span::Days(from, to) => {
                say!("period-days", from = from.to_string(), to = to.to_string())
            }
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.span {
            Span::Year => write!(f, "{}", self.year),
            Span::Half(half) => write!(f, "{}H{half}", self.year),
            Span::Quarter(quarter) => write!(f, "{}Q{quarter}", self.year),
            Span::Month(month) => write!(f, "{}M{month:02}", self.year),
            Span::Days(from, to) => write!(f, "{from}..{to}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_reads_as_it_is_written_and_nothing_else_does() {
        for text in [
            "2026Q1",
            "2026Q4",
            "2026",
            "2026H1",
            "2026M04",
            "2026-03-01..2026-04-15",
        ] {
            assert_eq!(
                Period::parse(text)
                    .map(|period| period.to_string())
                    .as_deref(),
                Some(text)
            );
        }
        assert_eq!(Period::parse(" 2026q3 "), Period::parse("2026Q3"));
        for text in [
            "",
            "2026Q",
            "2026Q0",
            "2026Q5",
            "2026Q11",
            "26Q1",
            "Q1",
            "2026-Q1",
            "12026",
            "2026Q+1",
            "0000",
            "2026H3",
            "2026M4",
            "2026M13",
            "2026-03-02..2026-03-01",
            "2026年",
        ] {
            assert_eq!(Period::parse(text), None, "{text}");
        }
    }

    #[test]
    fn periods_follow_one_another_without_a_gap() {
        let mut period = Period::quarter_of(date(2025, 7, 1));
        for _ in 0..9 {
            let next = period.next();
            assert_eq!(next.previous(), period);
            assert_eq!(period.last_day().tomorrow(), Some(next.first_day()));
            assert_eq!(Period::quarter_of(period.last_day()), period);
            period = next;
        }
    }

    #[test]
    fn half_years_months_and_days_follow_one_another_and_the_year_before() {
        for (text, previous, year_before) in [
            ("2026H1", "2025H2", "2025H1"),
            ("2026M01", "2025M12", "2025M01"),
            (
                "2026-03-01..2026-03-10",
                "2026-02-19..2026-02-28",
                "2025-03-01..2025-03-10",
            ),
        ] {
            let period = Period::parse(text);
            let named = |period: Option<Period>| period.map(|one| one.to_string());
            assert_eq!(
                named(period.map(Period::previous)).as_deref(),
                Some(previous)
            );
            assert_eq!(
                named(period.map(Period::year_before)).as_deref(),
                Some(year_before)
            );
            assert_eq!(period.map(|one| one.previous().next()), period);
        }
    }

    #[test]
    fn weeks_and_months_cover_the_period() {
        let quarter = Period::quarter_of(date(2026, 8, 1));
        let weeks = quarter.step_starts();
        assert_eq!(weeks.first(), Some(&date(2026, 7, 1)));
        assert_eq!(weeks.get(1), Some(&date(2026, 7, 6)));
        assert_eq!(weeks.len(), 14);
        assert_eq!(
            quarter.switch_span(date(2026, 8, 1)).step_starts().len(),
            12
        );
        assert_eq!(
            quarter
                .switch_span(date(2026, 8, 1))
                .switch_span(date(2026, 8, 1)),
            quarter
        );
    }
}
