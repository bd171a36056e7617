//! Days of the office's own, whole and by halves: what they do to deadlines and to the time that is left, and how they are explained.

use std::collections::BTreeMap;

use proptest::prelude::*;
use std::time::Duration;
use xinxiang::domain::regulation::Regulation;
use xinxiang::domain::time::calendar::{Calendar, DayMark, DayStatus, HalfDay, LocalDay, Opening};
use xinxiang::domain::time::deadline::{
    AfterClosing, Limit, LimitUnit, Span, Term, count_deadline,
};
use xinxiang::domain::time::remaining::{
    after_working_minutes, latest_within, working_minutes, working_time_left,
};
use xinxiang::domain::time::{Date, Timestamp, date};
use xinxiang::i18n::{Lang, with_language};
use xinxiang::store::directory::create::DEFAULT_REGULATION;

use super::weibin;
use crate::office::{LINJIANG, at, calendar, own_day, written};

fn with(days: &[(&str, DayMark, Option<HalfDay>)]) -> Calendar {
    let mut known = calendar();
    for (date, kind, part) in days {
        known.add_local_day(LocalDay {
            kind: *kind,
            part: *part,
            ..own_day(date)
        });
    }
    known
}

use DayMark::{Holiday as Off, Workday as Work};

const AM: Option<HalfDay> = Some(HalfDay::Am);
const PM: Option<HalfDay> = Some(HalfDay::Pm);

#[test]
fn a_limit_counts_the_offices_own_days() {
    let (limit, hours) = weibin();
    // Received on Monday 2 March 2026 at nine, three working days: Thursday the 5th at six, where nothing is declared.
    for (declared, received, due) in [
        (&[][..], "2026-03-02 09:00", "2026-03-05 18:00"),
        (
            &[("2026-03-04", Off, None)],
            "2026-03-02 09:00",
            "2026-03-06 18:00",
        ),
        (
            &[("2026-03-07", Work, None)],
            "2026-03-04 09:00",
            "2026-03-07 18:00",
        ),
        // Half a day is a working day; where it is the last, the limit ends when it does.
        (
            &[("2026-03-04", Off, PM)],
            "2026-03-02 09:00",
            "2026-03-05 18:00",
        ),
        (
            &[("2026-03-05", Off, PM)],
            "2026-03-02 09:00",
            "2026-03-05 12:00",
        ),
        (
            &[("2026-03-05", Off, AM)],
            "2026-03-02 09:00",
            "2026-03-05 18:00",
        ),
        (
            &[("2026-03-07", Work, AM)],
            "2026-03-04 09:00",
            "2026-03-07 12:00",
        ),
        (
            &[("2026-03-07", Work, PM)],
            "2026-03-04 09:00",
            "2026-03-07 18:00",
        ),
        // What comes in after the closing of a day counts as received on the next working day, and what comes before its opening on it.
        (
            &[("2026-03-02", Off, PM)],
            "2026-03-02 11:59",
            "2026-03-05 18:00",
        ),
        (
            &[("2026-03-02", Off, PM)],
            "2026-03-02 12:01",
            "2026-03-06 18:00",
        ),
        (
            &[("2026-03-02", Off, AM)],
            "2026-03-02 09:00",
            "2026-03-05 18:00",
        ),
        (
            &[("2026-03-02", Off, AM)],
            "2026-03-02 18:01",
            "2026-03-06 18:00",
        ),
        (
            &[("2026-03-07", Work, AM)],
            "2026-03-07 11:00",
            "2026-03-11 18:00",
        ),
        (
            &[("2026-03-07", Work, AM)],
            "2026-03-07 12:01",
            "2026-03-12 18:00",
        ),
        // Half a day off on a day that is off anyway makes no working day of the other half, nor half a day at work less of a whole one.
        (
            &[("2026-03-07", Off, PM)],
            "2026-03-04 09:00",
            "2026-03-09 18:00",
        ),
        (
            &[("2026-03-05", Work, AM)],
            "2026-03-02 09:00",
            "2026-03-05 18:00",
        ),
        // Above the State Council's list: a day of the Spring Festival is worked, a make-up Saturday is not.
        (
            &[("2026-02-18", Work, None)],
            "2026-02-13 09:00",
            "2026-02-24 18:00",
        ),
        (
            &[("2026-02-14", Off, None)],
            "2026-02-13 09:00",
            "2026-02-26 18:00",
        ),
        (
            &[("2026-02-14", Off, AM)],
            "2026-02-13 09:00",
            "2026-02-25 18:00",
        ),
    ] {
        let counted = count_deadline(at(received), &limit, &hours, &with(declared)).unwrap();
        assert_eq!(
            written(counted.due.at),
            due,
            "{declared:?}, received {received}"
        );
    }
}

#[test]
fn other_ways_of_counting_know_half_days_too() {
    let (limit, hours) = weibin();
    let due = |received: &str, limit: &Limit, known: &Calendar| {
        written(
            count_deadline(at(received), limit, &hours, known)
                .unwrap()
                .due
                .at,
        )
    };
    let half = with(&[("2026-03-05", Off, PM)]);
    let three = Limit {
        unit: LimitUnit::CalendarDays,
        ..limit
    };
    assert_eq!(due("2026-03-02 09:00", &three, &half), "2026-03-05 12:00");
    let rest = with(&[("2026-03-07", Work, AM)]);
    assert_eq!(due("2026-03-04 09:00", &three, &rest), "2026-03-07 12:00");
    assert_eq!(
        due("2026-03-05 09:00", &three, &rest),
        "2026-03-08 18:00",
        "a Sunday, on which nobody is there"
    );
    let same = Limit {
        after_closing: AfterClosing::SameDay,
        ..limit
    };
    assert_eq!(
        due("2026-03-02 13:00", &same, &with(&[("2026-03-02", Off, PM)])),
        "2026-03-05 18:00"
    );
    let first = Limit {
        day_of_receipt: 1,
        amount: 1,
        ..limit
    };
    assert_eq!(due("2026-03-05 09:00", &first, &half), "2026-03-05 12:00");
    let more = Span {
        amount: 1,
        unit: LimitUnit::WorkingDays,
    };
    let term = Term {
        from: at("2026-03-02 09:00"),
        limit,
        extended: vec![more],
        paused: Vec::new(),
    };
    let extended = |known: &Calendar| written(term.compute_deadline(&hours, known).unwrap().due.at);
    assert_eq!(
        extended(&half),
        "2026-03-06 18:00",
        "it goes on from the day, not from its noon"
    );
    assert_eq!(
        extended(&with(&[("2026-03-06", Off, PM)])),
        "2026-03-06 12:00"
    );
}

#[test]
fn noon_parts_the_day_of_any_office() {
    let afternoon = DEFAULT_REGULATION.replace("09:00", "14:00");
    for (regulation, spans) in [
        (DEFAULT_REGULATION, ["09:00–12:00", "12:00–18:00"]),
        (LINJIANG, ["08:30–12:00", "14:00–17:30"]),
        // An office that is not open at twelve.
        (afternoon.as_str(), ["14:00–16:00", "16:00–18:00"]),
    ] {
        assert_eq!(
            HalfDay::ALL.map(|half| span(regulation, half, date(2026, 3, 2))),
            spans
        );
    }
    for (day, afternoon) in [
        (date(2026, 5, 31), "14:00–17:30"),
        (date(2026, 6, 1), "14:30–18:00"),
        (date(2026, 9, 30), "14:30–18:00"),
        (date(2026, 10, 1), "14:00–17:30"),
    ] {
        assert_eq!(span(LINJIANG, HalfDay::Pm, day), afternoon, "{day}");
    }
    let winter = LINJIANG.replace("06-01", "11-01").replace("09-30", "03-01");
    assert_eq!(span(&winter, HalfDay::Pm, date(2026, 1, 5)), "14:30–18:00");
    assert_eq!(span(&winter, HalfDay::Pm, date(2026, 3, 2)), "14:00–17:30");
}

/// The shift of a half day, as an office with this regulation opens it.
fn span(regulation: &str, half: HalfDay, day: Date) -> String {
    let hours = Regulation::parse(regulation).unwrap().hours;
    let shift = Opening::Half(half).shifts(day, &hours).next().unwrap();
    let (opens, closes) = (shift.opens.to_hour_minute(), shift.closes.to_hour_minute());
    format!("{opens}–{closes}")
}

/// Office hours that leave out noon, and change for the summer (practice.md C4).
#[test]
fn an_office_that_closes_at_noon_counts_no_noon() {
    let hours = Regulation::parse(LINJIANG).unwrap().hours;
    let known = calendar();
    let minutes = |from, to| working_minutes(at(from), at(to), &hours, &known);
    assert_eq!(minutes("2026-03-03 11:30", "2026-03-03 14:30"), 60);
    assert_eq!(minutes("2026-03-03 12:00", "2026-03-03 14:00"), 0);
    assert_eq!(minutes("2026-03-03 08:00", "2026-03-03 20:00"), 420);
    // From a winter day into the summer: 60 minutes before closing, 30 after opening, no noon.
    assert_eq!(minutes("2026-05-29 16:30", "2026-06-01 09:00"), 90);
    assert_eq!(minutes("2026-06-01 14:00", "2026-06-01 15:00"), 30);
    let left = |now, due| working_time_left(at(now), at(due), &hours, &known);
    assert_eq!(
        (
            left("2026-03-03 12:30", "2026-03-03 17:30").hours,
            left("2026-03-02 17:30", "2026-03-04 17:30").days
        ),
        (3, 2)
    );
    let after = |from, minutes| after_working_minutes(at(from), minutes, &hours, &known);
    assert_eq!(after("2026-03-03 11:30", 60), at("2026-03-03 14:30"));
    assert_eq!(after("2026-03-03 12:30", 30), at("2026-03-03 14:30"));
    let within = |from, minutes| latest_within(at(from), minutes, &hours, &known);
    assert_eq!(
        within("2026-03-03 11:30", 30),
        at("2026-03-03 14:00"),
        "noon is no time"
    );
    assert_eq!(within("2026-03-03 16:30", 60), at("2026-03-04 08:30"));
    // A deadline ends when the day's afternoon does; a receipt at that moment is inside the day.
    let due = |from| {
        let limit = Regulation::parse(LINJIANG).unwrap().limit;
        count_deadline(at(from), &limit, &hours, &known)
            .unwrap()
            .due
            .at
    };
    assert_eq!(due("2026-05-27 13:00"), at("2026-06-03 18:00"));
    assert_eq!(due("2026-05-27 17:30"), at("2026-06-03 18:00"));
    assert_eq!(due("2026-05-27 17:31"), at("2026-06-04 18:00"));
}

#[test]
fn the_time_that_is_left_leaves_out_what_is_off() {
    let (_, hours) = weibin();
    let minutes = |known: &Calendar| {
        working_minutes(
            at("2026-03-03 18:00"),
            at("2026-03-05 18:00"),
            &hours,
            known,
        )
    };
    assert_eq!(minutes(&calendar()), 2 * 9 * 60);
    assert_eq!(minutes(&with(&[("2026-03-04", Off, None)])), 9 * 60);
    assert_eq!(minutes(&with(&[("2026-03-04", Off, PM)])), 12 * 60);
    assert_eq!(minutes(&with(&[("2026-03-04", Off, AM)])), 15 * 60);
    let half = with(&[("2026-03-05", Off, PM)]);
    let left = working_time_left(
        at("2026-03-05 11:00"),
        at("2026-03-05 12:00"),
        &hours,
        &half,
    );
    assert_eq!(with_language(Lang::Zh, || left.label()), "剩1小时");
    let late = working_time_left(
        at("2026-03-06 10:00"),
        at("2026-03-05 12:00"),
        &hours,
        &half,
    );
    assert_eq!(
        with_language(Lang::Zh, || late.label()),
        "超1小时",
        "the afternoon was off"
    );
    assert_eq!(
        written(latest_within(at("2026-03-05 11:00"), 60, &hours, &half)),
        "2026-03-06 09:00"
    );
    assert_eq!(
        written(latest_within(at("2026-03-05 11:00"), 59, &hours, &half)),
        "2026-03-05 11:59"
    );
}

#[test]
fn each_day_says_what_was_declared_and_what_it_is_without() {
    let known = with(&[
        ("2026-03-04", Off, PM),
        ("2026-02-18", Work, None),
        ("2026-03-07", Off, None),
    ]);
    for (day, zh, en) in [
        (
            date(2026, 3, 4),
            "本机关自定下午放假：停电检修（物业通知；原为工作日）",
            "the office’s own: afternoon off, 停电检修 (物业通知; otherwise working day)",
        ),
        (
            date(2026, 2, 18),
            "本机关自定上班：停电检修（物业通知；原为春节放假）",
            "the office’s own: working day, 停电检修 (物业通知; otherwise holiday (春节))",
        ),
        (
            date(2026, 3, 7),
            "本机关自定放假：停电检修（物业通知；原为周末）",
            "the office’s own: off, 停电检修 (物业通知; otherwise weekend)",
        ),
    ] {
        let why = known.day_info(day).status;
        assert!(matches!(why, DayStatus::Local { .. }));
        assert_eq!(with_language(Lang::Zh, || why.label()), zh);
        assert_eq!(with_language(Lang::En, || why.label()), en);
    }
    let (limit, hours) = weibin();
    let counted = count_deadline(at("2026-03-02 09:00"), &limit, &hours, &known).unwrap();
    let halves: Vec<_> = counted
        .days
        .iter()
        .filter(|day| day.half_hours.is_some())
        .map(|day| (day.date, day.count))
        .collect();
    assert_eq!(halves, [(date(2026, 3, 4), Some(2))]);
}

/// When each half of a day is at work, as minutes from midnight, counted from the lists and the declarations by hand.
fn closes(known: &Calendar, own: &BTreeMap<Date, LocalDay>, day: Date) -> Option<i64> {
    let listed = known.listed_status(day).is_working_day();
    let half = |half: HalfDay| match own.get(&day) {
        Some(local) if local.part.is_none() || local.part == Some(half) => local.kind == Work,
        _ => listed,
    };
    match (half(HalfDay::Am), half(HalfDay::Pm)) {
        (_, true) => Some(18 * 60),
        (true, false) => Some(12 * 60),
        (false, false) => None,
    }
}

fn declared() -> impl Strategy<Value = Vec<LocalDay>> {
    let day = (0..40_i64, any::<bool>(), 0..3_u8).prop_map(|(n, off, part)| {
        let date = date(2026, 2, 9)
            .add_days(i32::try_from(n).unwrap())
            .unwrap();
        let part = [None, AM, PM][usize::from(part)];
        LocalDay {
            kind: if off { Off } else { Work },
            part,
            ..own_day(&date.to_string())
        }
    });
    prop::collection::vec(day, 0..25)
}

fn instants() -> impl Strategy<Value = Timestamp> {
    let (first, last) = (
        at("2026-02-09 00:00").as_second() / 60,
        at("2026-03-20 00:00").as_second() / 60,
    );
    (first..last).prop_map(|minute| Timestamp::from_second(minute * 60).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(800) })]

    #[test]
    fn a_limit_over_any_declarations_is_as_counted_a_second_way(days in declared(), from in instants(), amount in 1..9_u32) {
        let (limit, hours) = weibin();
        let mut known = calendar();
        days.iter().for_each(|day| known.add_local_day(day.clone()));
        let own: BTreeMap<Date, LocalDay> = days.into_iter().map(|day| (day.date, day)).collect();
        let next = |day: Date| (1..).map(|n| day.add_days(n).unwrap()).find(|day| closes(&known, &own, *day).is_some()).unwrap();
        let civil = hours.to_civil(from);
        let minute = civil.time().to_minutes();
        let mut day = civil.date();
        if closes(&known, &own, day).is_none_or(|closes| minute > closes) {
            day = next(day);
        }
        for _ in 0..amount {
            day = next(day);
        }
        let closes = closes(&known, &own, day).unwrap();
        let expected = format!("{day} {:02}:00", closes / 60);
        let counted = count_deadline(from, &Limit { amount, ..limit }, &hours, &known).unwrap();
        prop_assert_eq!(written(counted.due.at), expected);
        let marked = counted.days.iter().filter(|day| matches!(day.status, DayStatus::Local { .. })).map(|day| day.date);
        let passed = own.keys().copied().filter(|date| (civil.date()..=day).contains(date));
        prop_assert_eq!(marked.collect::<Vec<_>>(), passed.collect::<Vec<_>>(), "each day of the office's own says so");
    }

    #[test]
    fn working_time_over_half_days_adds_up(days in declared(), from in instants(), first in 0..20_000_i64, minutes in 0..4_000_i64) {
        let (_, hours) = weibin();
        let mut known = calendar();
        days.into_iter().for_each(|day| known.add_local_day(day));
        let middle = from.saturating_add(Duration::from_mins(first.unsigned_abs()));
        let end = middle.saturating_add(Duration::from_mins(minutes.unsigned_abs()));
        let passed = |from, to| working_minutes(from, to, &hours, &known);
        prop_assert_eq!(passed(from, middle) + passed(middle, end), passed(from, end));
        let reached = after_working_minutes(from, minutes, &hours, &known);
        prop_assert_eq!(passed(from, reached), minutes);
        let latest = latest_within(from, minutes, &hours, &known);
        prop_assert!(latest >= reached && passed(from, latest) == minutes);
        prop_assert_eq!(passed(from, latest.saturating_add(Duration::from_mins(1))), minutes + 1);
    }
}
