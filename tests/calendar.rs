//! Working days, deadlines and what is left of them, against the State Council's lists counted a second way.

mod edges;
pub(crate) mod imports;
mod local;
mod unsaid;

use std::collections::BTreeMap;
use std::path::Path;

use proptest::prelude::*;
use std::time::Duration;
use xinxiang::domain::regulation::Regulation;
use xinxiang::domain::time::calendar::{Calendar, DayMark, DayStatus, YearList};
use xinxiang::domain::time::deadline::{AfterClosing, Deadline, Limit, LimitUnit, count_deadline};
use xinxiang::domain::time::hours::Hours;
use xinxiang::domain::time::remaining::{
    Urgency, after_working_minutes, working_minutes, working_time_left,
};
use xinxiang::domain::time::{Date, Timestamp, date};
use xinxiang::i18n::{Lang, with_language};
use xinxiang::store::directory::create::{DEFAULT_REGULATION, PUBLISHED_CALENDARS};

use crate::office::{at, calendar, written};

fn weibin() -> (Limit, Hours) {
    let regulation = Regulation::parse(DEFAULT_REGULATION).unwrap();
    (regulation.limit, regulation.hours)
}

fn deadline(received: Timestamp) -> Deadline {
    let (limit, hours) = weibin();
    count_deadline(received, &limit, &hours, &calendar()).unwrap()
}

#[test]
fn three_working_days_as_the_regulation_counts_them() {
    for (received, due) in [
        // A Monday, and the Saturday after it.
        ("2026-03-02 09:00", "2026-03-05 18:00"),
        ("2026-03-07 10:00", "2026-03-12 18:00"),
        // Before opening, the last minute, closing time sharp (inside the day, as feedback is), the minute after.
        ("2026-03-02 00:00", "2026-03-05 18:00"),
        ("2026-03-02 17:59", "2026-03-05 18:00"),
        ("2026-03-02 18:00", "2026-03-05 18:00"),
        ("2026-03-02 18:01", "2026-03-06 18:00"),
        ("2026-03-02 23:59", "2026-03-06 18:00"),
        // Over a weekend; a Friday evening counts as of Monday.
        ("2026-03-05 09:00", "2026-03-10 18:00"),
        ("2026-03-06 19:00", "2026-03-12 18:00"),
        // A make-up Saturday (2026-02-14) is a working day, before the nine days of Spring Festival (02-15 to 02-23).
        ("2026-02-13 09:00", "2026-02-25 18:00"),
        ("2026-02-14 09:00", "2026-02-26 18:00"),
        ("2026-02-14 18:00", "2026-02-26 18:00"),
        ("2026-02-14 18:01", "2026-02-27 18:00"),
        ("2026-02-19 12:00", "2026-02-27 18:00"),
        // A make-up Saturday after it (2026-02-28).
        ("2026-02-26 09:00", "2026-03-02 18:00"),
        // Eight days of National Day and Mid-Autumn, 2025-10-01 to 10-08, with make-up days on 09-28 and 10-11.
        ("2025-09-26 09:00", "2025-09-30 18:00"),
        ("2025-09-30 09:00", "2025-10-11 18:00"),
        ("2025-10-03 09:00", "2025-10-13 18:00"),
        // Year ends: 2024-01-01 and 2025-01-01 are holidays; 2023-01-02 is one, though a Monday.
        ("2023-12-29 09:00", "2024-01-04 18:00"),
        ("2024-12-31 09:00", "2025-01-06 18:00"),
        ("2022-12-30 19:00", "2023-01-06 18:00"),
        // Spring Festival 2020 was prolonged while it ran; the list as it came to be holds.
        ("2020-01-23 09:00", "2020-02-05 18:00"),
    ] {
        let counted = deadline(at(received));
        assert_eq!(written(counted.due.at), due, "received {received}");
        assert!(!counted.due.provisional, "received {received}");
    }
}

#[test]
fn a_deadline_explains_itself_day_by_day() {
    let counted = deadline(at("2026-02-13 19:00"));
    let days: Vec<(Date, Option<u32>, bool)> = counted
        .days
        .iter()
        .map(|day| (day.date, day.count, day.receipt))
        .collect();
    assert_eq!(days.len(), 14, "every day from receipt to limit: {days:?}");
    assert_eq!(days[0], (date(2026, 2, 13), None, false));
    assert_eq!(days[1], (date(2026, 2, 14), Some(0), true));
    assert!(days[2..=10].iter().all(|(_, count, _)| count.is_none()));
    assert_eq!(
        days[11..].iter().map(|day| day.1).collect::<Vec<_>>(),
        [Some(1), Some(2), Some(3)]
    );
    assert!(
        days.windows(2)
            .all(|two| two[0].0.tomorrow().unwrap() == two[1].0),
        "a day is missing: {days:?}"
    );
    assert_eq!(counted.days[1].status, DayStatus::MakeUp("春节".into()));
    assert_eq!(counted.days[4].status, DayStatus::Holiday("春节".into()));
    let said = with_language(Lang::Zh, || counted.days[4].status.label());
    assert_eq!(said, "春节放假");
}

#[test]
fn a_year_whose_list_is_not_published_makes_a_deadline_provisional() {
    let into = deadline(at("2026-12-30 09:00"));
    assert_eq!(
        (written(into.due.at).as_str(), into.due.provisional),
        ("2027-01-04 18:00", true)
    );
    assert_eq!(
        into.days
            .iter()
            .filter(|day| !day.published)
            .map(|day| day.date)
            .min(),
        Some(date(2027, 1, 1))
    );
    assert!(!deadline(at("2026-12-28 09:00")).due.provisional);
    assert!(deadline(at("2026-12-28 18:01")).due.provisional);
    let mut known = calendar();
    known.add_list(
        YearList::parse(
            "year = 2027\n[[day]]\ndate = \"2027-01-01\"\nkind = \"holiday\"\nname = \"元旦\"",
        )
        .unwrap(),
    );
    let (limit, hours) = weibin();
    let moved = count_deadline(at("2026-12-30 09:00"), &limit, &hours, &known)
        .unwrap()
        .due;
    assert_eq!(
        (written(moved.at).as_str(), moved.provisional),
        ("2027-01-05 18:00", false)
    );
}

#[test]
fn the_parameters_of_the_count_mean_what_they_say() {
    let (limit, hours) = weibin();
    let due = |received: &str, limit: Limit| {
        written(
            count_deadline(at(received), &limit, &hours, &calendar())
                .unwrap()
                .due
                .at,
        )
    };
    assert_eq!(
        due(
            "2026-03-02 09:00",
            Limit {
                day_of_receipt: 1,
                ..limit
            }
        ),
        "2026-03-04 18:00"
    );
    assert_eq!(
        due(
            "2026-03-02 19:00",
            Limit {
                after_closing: AfterClosing::SameDay,
                ..limit
            }
        ),
        "2026-03-05 18:00"
    );
    assert_eq!(
        due(
            "2026-03-07 09:00",
            Limit {
                after_closing: AfterClosing::SameDay,
                ..limit
            }
        ),
        "2026-03-11 18:00"
    );
    let sixty = Limit {
        amount: 60,
        unit: LimitUnit::CalendarDays,
        ..limit
    };
    assert_eq!(due("2026-03-02 09:00", sixty), "2026-05-01 18:00");
    assert_eq!(
        due(
            "2026-03-02 09:00",
            Limit {
                amount: 15,
                ..limit
            }
        ),
        "2026-03-23 18:00"
    );
}

#[test]
fn a_list_that_names_a_day_twice_or_of_another_year_is_refused() {
    let day =
        |date: &str| format!("[[day]]\ndate = \"{date}\"\nkind = \"holiday\"\nname = \"元旦\"\n");
    let list = |days: &[&str]| {
        YearList::parse(&format!(
            "year = 2027\n{}",
            days.iter().map(|d| day(d)).collect::<String>()
        ))
    };
    assert!(list(&["2027-01-01", "2026-12-31"]).is_ok());
    assert!(
        list(&["2027-01-01", "2027-01-01"])
            .unwrap_err()
            .to_string()
            .contains("2027-01-01")
    );
    assert!(
        list(&["2026-11-30"])
            .unwrap_err()
            .to_string()
            .contains("2026-11-30")
    );
    assert!(list(&["2028-01-01"]).is_err());
}

#[test]
fn what_is_left_is_said_in_the_offices_way() {
    let (_, hours) = weibin();
    let due = at("2026-03-05 18:00");
    for (now, zh, short) in [
        ("2026-03-02 09:00", "剩4天", "剩4天"),
        ("2026-03-04 15:00", "剩1天3小时", "剩1天3时"),
        ("2026-03-04 18:00", "剩1天", "剩1天"),
        ("2026-03-04 23:00", "剩1天", "剩1天"),
        ("2026-03-05 09:30", "剩8小时", "剩8小时"),
        ("2026-03-05 17:40", "剩20分钟", "剩20分"),
        ("2026-03-05 18:00", "剩0分钟", "剩0分"),
        ("2026-03-05 18:01", "超1分钟", "超1分"),
        ("2026-03-06 09:05", "超5分钟", "超5分"),
        ("2026-03-06 12:59", "超3小时", "超3小时"),
        ("2026-03-06 18:00", "超1个工作日", "超1日"),
        ("2026-03-07 12:00", "超1个工作日", "超1日"),
        ("2026-03-09 18:00", "超2个工作日", "超2日"),
    ] {
        let left = working_time_left(at(now), due, &hours, &calendar());
        assert_eq!(with_language(Lang::Zh, || left.label()), zh, "{now}");
        assert_eq!(
            with_language(Lang::Zh, || left.short_label()),
            short,
            "{now}"
        );
        let late = zh.starts_with('超');
        let close = left.total_minutes <= 540;
        let expected = if late {
            Urgency::Late
        } else if close {
            Urgency::Close
        } else {
            Urgency::Calm
        };
        assert_eq!(left.urgency(540), expected, "{now}");
    }
    let left = working_time_left(at("2026-03-04 15:00"), due, &hours, &calendar());
    assert_eq!(with_language(Lang::En, || left.label()), "1 d 3 h left");
}

/// The facts of the shared table: day number since 1970 → whether it works. `None` where the table is not on this machine.
fn facts() -> Option<BTreeMap<Date, (bool, String)>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/data/calendar/cn_holidays_2020_2026.csv");
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("skipped: {} is not here", path.display());
        return None;
    };
    let row = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        let works = match cells[2] {
            "off_day" => false,
            "makeup_workday" => true,
            other => panic!("{other}"),
        };
        (cells[0].parse().unwrap(), (works, cells[3].to_owned()))
    };
    let facts: BTreeMap<_, _> = text.lines().skip(1).map(row).collect();
    assert_eq!(facts.len(), 255);
    Some(facts)
}

#[test]
fn the_embedded_lists_are_the_published_ones() {
    let Some(facts) = facts() else { return };
    let mut ours = BTreeMap::new();
    for (year, text) in (2020_i16..).zip(PUBLISHED_CALENDARS) {
        let list = YearList::parse(text).unwrap();
        assert_eq!(list.year, year);
        for day in list.days {
            assert!(
                ours.insert(day.date, (day.kind == DayMark::Workday, day.name))
                    .is_none(),
                "{} stands twice",
                day.date
            );
        }
    }
    assert_eq!(ours, facts);
    assert_eq!(
        calendar().listed_years().collect::<Vec<_>>(),
        [2020, 2021, 2022, 2023, 2024, 2025, 2026]
    );
}

/// Counts a deadline with nothing but whole numbers: days since 1970 by the office's clock, the first of which was a Thursday.
fn counted_again(facts: &BTreeMap<i64, bool>, minute: i64) -> (i64, bool) {
    let works = |day: i64| facts.get(&day).copied().unwrap_or((day + 3) % 7 < 5);
    let (mut day, time) = (minute.div_euclid(1440), minute.rem_euclid(1440));
    if time >= 18 * 60 || !works(day) {
        day += 1;
        while !works(day) {
            day += 1;
        }
    }
    for _ in 0..3 {
        day += 1;
        while !works(day) {
            day += 1;
        }
    }
    // 2027-01-01 is the 20,819th day.
    (day * 1440 + 18 * 60, day >= 20_819)
}

#[test]
fn two_thousand_deadlines_are_as_counted_a_second_way() {
    let Some(facts) = facts() else { return };
    let epoch = date(1970, 1, 1);
    let facts = facts
        .iter()
        .map(|(day, (works, _))| (day.days_since(epoch), *works))
        .collect();
    let office_minute = |instant: Timestamp| instant.as_second().div_euclid(60) + 8 * 60;
    let (first, last) = (
        office_minute(at("2020-01-01 00:00")),
        office_minute(at("2026-12-31 23:59")),
    );
    let (limit, hours) = weibin();
    let calendar = calendar();
    proptest!(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) },
    |(minute in first..=last, second in 0..60_i64)| {
        let received = Timestamp::from_second((minute - 8 * 60) * 60 + second).unwrap();
        let due = count_deadline(received, &limit, &hours, &calendar).unwrap().due;
        let (expected, provisional) = counted_again(&facts, minute);
        prop_assert_eq!(office_minute(due.at), expected, "received {}", written(received));
        prop_assert_eq!(due.provisional, provisional);
    });
}

/// Instants of 2024 to 2026, to the second, and up to 40 days on from them.
fn instants() -> impl Strategy<Value = Timestamp> {
    (at("2024-01-01 00:00").as_second()..at("2026-12-31 23:59").as_second())
        .prop_map(|s| Timestamp::from_second(s).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1_000) })]

    #[test]
    fn working_minutes_add_up(from in instants(), first in 0..3_000_000_i64, second in 0..3_000_000_i64) {
        let (_, hours) = weibin();
        let calendar = calendar();
        let middle = from.saturating_add(Duration::from_secs(first.unsigned_abs()));
        let end = middle.saturating_add(Duration::from_secs(second.unsigned_abs()));
        let minutes = |from, to| working_minutes(from, to, &hours, &calendar);
        prop_assert_eq!(minutes(from, middle) + minutes(middle, end), minutes(from, end));
        prop_assert_eq!(minutes(end, from), if first + second == 0 { minutes(from, end) } else { 0 });
        prop_assert!(minutes(from, end) <= (first + second) / 60 + 1);
    }

    #[test]
    fn so_many_working_minutes_on_is_the_first_instant_at_which_they_have_passed(from in instants(), minutes in 0..6_000_i64) {
        let (_, hours) = weibin();
        let calendar = calendar();
        let reached = after_working_minutes(from, minutes, &hours, &calendar);
        prop_assert_eq!(working_minutes(from, reached, &hours, &calendar), minutes);
        if minutes > 0 {
            let before = reached.saturating_sub(Duration::from_mins(1));
            prop_assert_eq!(working_minutes(from, before, &hours, &calendar), minutes - 1);
        }
    }

    #[test]
    fn a_later_receipt_is_never_due_earlier(from in instants(), later in 0..2_000_000_i64) {
        let first = deadline(from).due;
        let second = deadline(from.saturating_add(Duration::from_secs(later.unsigned_abs()))).due;
        prop_assert!(first.at <= second.at);
        prop_assert!(first.at > from);
    }
}

#[test]
fn without_any_list_every_day_is_provisional() {
    let (limit, hours) = weibin();
    let due = count_deadline(at("2026-02-13 09:00"), &limit, &hours, &Calendar::default())
        .unwrap()
        .due;
    assert_eq!(
        (written(due.at).as_str(), due.provisional),
        ("2026-02-18 18:00", true)
    );
}

#[test]
fn a_list_that_replaces_another_takes_its_days_back_and_leaves_its_neighbours() {
    let list = |year: i16, days: &[&str]| {
        let days = days
            .iter()
            .map(|day| format!("[[day]]\ndate = \"{day}\"\nkind = \"holiday\"\nname = \"元旦\"\n"));
        YearList::parse(&format!("year = {year}\n{}", days.collect::<String>())).unwrap()
    };
    let mut known = Calendar::new([
        list(2026, &["2026-10-01"]),
        list(2027, &["2026-12-31", "2027-01-01"]),
    ]);
    known.add_list(list(2026, &["2026-10-02"]));
    let works = |known: &Calendar| {
        [
            date(2026, 10, 1),
            date(2026, 10, 2),
            date(2026, 12, 31),
            date(2027, 1, 1),
        ]
        .map(|day| known.is_working_day(day))
    };
    assert_eq!(works(&known), [true, false, false, false]);
    known.add_list(YearList {
        year: 2027,
        days: vec![],
    });
    assert_eq!(works(&known), [true, false, true, true]);
}
