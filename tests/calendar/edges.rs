//! Every day of seven years at every edge of it: midnight, opening, the minute before closing, closing, the minute after.

use std::collections::BTreeMap;

use xinxiang::domain::regulation::Regulation;
use xinxiang::domain::time::calendar::{DayMark, YearList};
use xinxiang::domain::time::deadline::{LimitUnit, Span, Term};
use xinxiang::domain::time::{Date, Timestamp, date};
use xinxiang::store::directory::create::{DEFAULT_REGULATION, PUBLISHED_CALENDARS};

use crate::office::{LINJIANG, calendar, written};

/// Days since 1970 → whether it works, where a list says so: the shared table, and where that is not here, the lists themselves.
fn facts() -> BTreeMap<i64, bool> {
    let day = |date: Date| date.days_since(date_of(0));
    if let Some(facts) = super::facts() {
        return facts
            .into_iter()
            .map(|(date, (works, _))| (day(date), works))
            .collect();
    }
    let lists = PUBLISHED_CALENDARS.map(|text| YearList::parse(text).unwrap());
    lists
        .iter()
        .flat_map(|list| &list.days)
        .map(|listed| (day(listed.date), listed.kind == DayMark::Workday))
        .collect()
}

fn date_of(day: i64) -> Date {
    date(1970, 1, 1)
        .add_days(i32::try_from(day).unwrap())
        .unwrap()
}

/// A way of counting, with nothing but whole numbers: working days and more of them, closing time in minutes, in winter and in the
/// four months from June.
struct Way {
    amount: i64,
    more: &'static [i64],
    closes: [i64; 2],
}

impl Way {
    fn closes(&self, day: i64) -> i64 {
        self.closes[usize::from((6..10).contains(&date_of(day).month()))]
    }

    /// The minute, since 1970 by the office's clock, by which something is due; and whether that reaches past the known lists. The
    /// first day of 1970 was a Thursday.
    fn due(&self, facts: &BTreeMap<i64, bool>, minute: i64) -> (i64, bool) {
        let works = |day: i64| facts.get(&day).copied().unwrap_or((day + 3) % 7 < 5);
        let next = |mut day: i64| {
            day += 1;
            while !works(day) {
                day += 1;
            }
            day
        };
        let (mut day, time) = (minute.div_euclid(1440), minute.rem_euclid(1440));
        if time >= self.closes(day) || !works(day) {
            day = next(day);
        }
        for _ in 0..self.amount + self.more.iter().sum::<i64>() {
            day = next(day);
        }
        // 2027-01-01 is the 20,819th day.
        (day * 1440 + self.closes(day), day >= 20_819)
    }
}

#[test]
fn every_day_of_seven_years_at_every_edge_is_due_as_counted_a_second_way() {
    let (facts, calendar) = (facts(), calendar());
    let first = date(2020, 1, 1).days_since(date_of(0));
    let last = date(2026, 12, 31).days_since(date_of(0));
    assert_eq!(last - first + 1, 2_557);
    let offices = [
        (
            DEFAULT_REGULATION,
            Way {
                amount: 3,
                more: &[],
                closes: [18 * 60; 2],
            },
        ),
        (
            DEFAULT_REGULATION,
            Way {
                amount: 3,
                more: &[5, 5],
                closes: [18 * 60; 2],
            },
        ),
        (
            LINJIANG,
            Way {
                amount: 5,
                more: &[],
                closes: [17 * 60 + 30, 18 * 60],
            },
        ),
        (
            LINJIANG,
            Way {
                amount: 5,
                more: &[5, 5],
                closes: [17 * 60 + 30, 18 * 60],
            },
        ),
    ];
    let (mut checked, mut made_up, mut over_the_year, mut long) = (0, 0, 0, 0);
    for (regulation, way) in offices {
        let regulation = Regulation::parse(regulation).unwrap();
        assert_eq!(i64::from(regulation.limit.amount), way.amount);
        for day in first..=last {
            for time in [
                0,
                9 * 60 - 1,
                9 * 60,
                way.closes(day) - 1,
                way.closes(day),
                way.closes(day) + 1,
                1439,
            ] {
                let minute = day * 1440 + time;
                let from = Timestamp::from_second((minute - 8 * 60) * 60 + 59).unwrap();
                let more = way.more.iter().map(|n| Span {
                    amount: *n as u32,
                    unit: LimitUnit::WorkingDays,
                });
                let term = Term {
                    from,
                    limit: regulation.limit,
                    extended: more.collect(),
                    paused: Vec::new(),
                };
                let counted = term.compute_deadline(&regulation.hours, &calendar).unwrap();
                let (expected, provisional) = way.due(&facts, minute);
                let due = counted.due.at.as_second() / 60 + 8 * 60;
                assert_eq!(
                    (due, counted.due.provisional),
                    (expected, provisional),
                    "received {}",
                    written(from)
                );
                checked += 1;
                made_up += u32::from(
                    counted
                        .days
                        .iter()
                        .any(|day| facts.get(&from_epoch(day.date)) == Some(&true)),
                );
                let years = (
                    counted.days[0].date.year(),
                    counted.days.last().unwrap().date.year(),
                );
                over_the_year += u32::from(years.0 != years.1);
                let idle = counted.days.iter().fold((0, 0), |(run, most), day| {
                    let run = if day.count.is_none() { run + 1 } else { 0 };
                    (run, most.max(run))
                });
                long += u32::from(idle.1 >= 8);
            }
        }
    }
    assert_eq!(checked, 2_557 * 7 * 4);
    // It is not the plain weeks alone: make-up weekends, year ends and holidays of eight days and more are among them.
    assert!(
        made_up > 5_000 && over_the_year > 600 && long > 1_500,
        "{made_up} {over_the_year} {long}"
    );
}

fn from_epoch(date: Date) -> i64 {
    date.days_since(date_of(0))
}

/// What is granted is counted on from the last day, not anew from the receipt; and every day of it explains itself.
#[test]
fn an_extension_goes_on_from_the_last_day_over_a_long_holiday() {
    let regulation = Regulation::parse(DEFAULT_REGULATION).unwrap();
    // Eight days of holiday from 1 October 2025, with a make-up Sunday before and a make-up Saturday after.
    let term = |more: &[u32]| Term {
        from: crate::office::at("2025-09-26 09:00"),
        limit: regulation.limit,
        extended: more
            .iter()
            .map(|amount| Span {
                amount: *amount,
                unit: LimitUnit::WorkingDays,
            })
            .collect(),
        paused: Vec::new(),
    };
    for (more, due) in [
        (&[][..], "2025-09-30 18:00"),
        (&[1], "2025-10-09 18:00"),
        (&[3], "2025-10-11 18:00"),
        (&[1, 2], "2025-10-11 18:00"),
        (&[4], "2025-10-13 18:00"),
    ] {
        let counted = term(more)
            .compute_deadline(&regulation.hours, &calendar())
            .unwrap();
        assert_eq!(written(counted.due.at), due, "{more:?}");
        let days: Vec<u32> = counted.days.iter().filter_map(|day| day.count).collect();
        assert_eq!(
            days,
            (0..=3 + more.iter().sum::<u32>()).collect::<Vec<_>>(),
            "{more:?}"
        );
        assert!(
            counted
                .days
                .windows(2)
                .all(|two| two[0].date.tomorrow().unwrap() == two[1].date),
            "{more:?}"
        );
    }
    // Days of the calendar, where a limit is counted so.
    let sunday = Term {
        extended: vec![Span {
            amount: 4,
            unit: LimitUnit::CalendarDays,
        }],
        ..term(&[])
    };
    let counted = sunday
        .compute_deadline(&regulation.hours, &calendar())
        .unwrap();
    assert_eq!(written(counted.due.at), "2025-10-04 18:00");
}
