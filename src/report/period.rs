//! The period of a bulletin: a quarter or a whole year, in the office's civil time.

use std::fmt;

use crate::domain::time::hours::Hours;
use crate::domain::time::{Date, Timestamp, Weekday, date};

/// A quarter or a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    year: i16,
    /// From 1 to 4; `None` is the whole year.
    quarter: Option<i8>,
}

/// The years that a bulletin may be of.
const VALID_YEARS: std::ops::RangeInclusive<i16> = 1900..=9990;

impl Period {
    /// Parses `2026Q3` or `2026`.
    pub fn parse(text: &str) -> Option<Period> {
        let text = text.trim();
        let (year, quarter) = match text.split_once(['Q', 'q']) {
            Some((year, quarter)) => (year, Some(quarter)),
            None => (text, None),
        };
        let digits = |text: &str, n: usize| {
            text.len() == n && text.bytes().all(|byte| byte.is_ascii_digit())
        };
        let year = year
            .parse()
            .ok()
            .filter(|_| digits(year, 4))
            .filter(|year| VALID_YEARS.contains(year))?;
        match quarter {
            None => Some(Period {
                year,
                quarter: None,
            }),
            Some(text) => {
                let quarter = text
                    .parse()
                    .ok()
                    .filter(|quarter| digits(text, 1) && (1..=4).contains(quarter))?;
                Some(Period {
                    year,
                    quarter: Some(quarter),
                })
            }
        }
    }

    /// Returns the quarter of a day.
    pub fn quarter_of(date: Date) -> Period {
        Period {
            year: date.year(),
            quarter: Some((date.month() - 1) / 3 + 1),
        }
    }

    /// Reports whether the period is a whole year.
    pub fn is_year(self) -> bool {
        self.quarter.is_none()
    }

    /// Switches between quarter and year: returns the year of a quarter; of a year, the quarter of
    /// `today`, or the last one where `today` is in another year.
    pub fn switch_span(self, today: Date) -> Period {
        let now = Period::quarter_of(today)
            .quarter
            .filter(|_| today.year() == self.year)
            .unwrap_or(4);
        Period {
            quarter: if self.quarter.is_some() {
                None
            } else {
                Some(now)
            },
            ..self
        }
    }

    /// Returns the quarter or year before.
    pub fn previous(self) -> Period {
        match self.quarter {
            None => Period {
                year: self.year - 1,
                ..self
            },
            Some(1) => Period {
                year: self.year - 1,
                quarter: Some(4),
            },
            Some(quarter) => Period {
                quarter: Some(quarter - 1),
                ..self
            },
        }
    }

    /// Returns the quarter or year after.
    pub fn next(self) -> Period {
        match self.quarter {
            None => Period {
                year: self.year + 1,
                ..self
            },
            Some(4) => Period {
                year: self.year + 1,
                quarter: Some(1),
            },
            Some(quarter) => Period {
                quarter: Some(quarter + 1),
                ..self
            },
        }
    }

    /// Returns the quarters of the period, which is one for a quarter.
    pub fn quarters(self) -> Vec<Period> {
        (1..=4)
            .map(|quarter| Period {
                quarter: Some(quarter),
                ..self
            })
            .filter(|one| self.is_year() || *one == self)
            .collect()
    }

    /// Returns the first day.
    pub fn first_day(self) -> Date {
        let month = match self.quarter {
            None | Some(..=1) => 1,
            Some(2) => 4,
            Some(3) => 7,
            Some(4..) => 10,
        };
        date(self.year, month, 1)
    }

    /// Returns the last day.
    pub fn last_day(self) -> Date {
        let next = self.next().first_day();
        next.yesterday().unwrap_or(next)
    }

    /// Returns the instant at which the period begins.
    pub fn begins_at(self, hours: &Hours) -> Timestamp {
        hours.midnight(self.first_day()).unwrap_or(Timestamp::MIN)
    }

    /// Returns the first instant after the period.
    pub fn ends_at(self, hours: &Hours) -> Timestamp {
        hours
            .midnight(self.next().first_day())
            .unwrap_or(Timestamp::MAX)
    }

    /// Returns the first days of the weeks of a quarter (Monday to Sunday, the first one cut off by
    /// the start), or of the months of a year.
    pub fn step_starts(self) -> Vec<Date> {
        let (first, end) = (self.first_day(), self.next().first_day());
        let begins = |day: &Date| {
            let step = if self.is_year() {
                day.day() == 1
            } else {
                day.weekday() == Weekday::Mon
            };
            *day == first || step
        };
        let days = std::iter::successors(Some(first), |day| day.tomorrow());
        days.take_while(|day| *day < end).filter(begins).collect()
    }

    /// Formats the period for people: `2026年第三季度`.
    pub fn label(self) -> String {
        let year = self.year.to_string();
        match self.quarter {
            None => say!("period-year", year = year),
            Some(1) => say!("period-first", year = year),
            Some(2) => say!("period-second", year = year),
            Some(3) => say!("period-third", year = year),
            Some(_) => say!("period-fourth", year = year),
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.quarter {
            None => write!(f, "{}", self.year),
            Some(quarter) => write!(f, "{}Q{quarter}", self.year),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_reads_as_it_is_written_and_nothing_else_does() {
        for text in ["2026Q1", "2026Q4", "2026"] {
            assert_eq!(
                Period::parse(text)
                    .map(|period| period.to_string())
                    .as_deref(),
                Some(text)
            );
        }
        assert_eq!(Period::parse(" 2026q3 "), Period::parse("2026Q3"));
        for text in [
            "", "2026Q", "2026Q0", "2026Q5", "2026Q11", "26Q1", "Q1", "2026-Q1", "12026",
            "2026Q+1", "0000",
        ] {
            assert_eq!(Period::parse(text), None, "{text}");
        }
    }

    #[test]
    fn periods_follow_one_another_without_a_gap() {
        let mut period =
            Period::parse("2025Q3").unwrap_or_else(|| Period::quarter_of(date(2025, 7, 1)));
        for _ in 0..9 {
            let next = period.next();
            assert_eq!(next.previous(), period);
            assert_eq!(period.last_day().tomorrow(), Some(next.first_day()));
            assert_eq!(Period::quarter_of(period.last_day()), period);
            period = next;
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
