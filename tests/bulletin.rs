//! The bulletin: a quarter played by a script, every figure against a count by hand, and against the events themselves.

mod published;
mod scene;
mod screen;
pub(crate) mod tally;

use std::collections::BTreeMap;

use xinxiang::domain::directory::unit::UnitId;
use xinxiang::report::score::ScorePart;
use xinxiang::report::{Bulletin, Figure, Item, Report};

use scene::{A, B, C, Scene, at, quarter};
use tally::tally;

/// The figures of a unit that are not nothing.
fn told(report: &Report, unit: UnitId) -> Vec<(Item, u64)> {
    let row = report.bulletin.row(unit).unwrap();
    Item::OF_UNIT
        .into_iter()
        .map(|item| (item, row.count_of(item)))
        .filter(|(_, n)| *n > 0)
        .collect()
}

#[test]
fn every_figure_of_a_unit_is_what_a_hand_counts() {
    use Item::*;
    let scene = quarter();
    let report = scene.report("2026Q2", "07-01 09:00");
    assert_eq!(report.bulletin.rows.len(), 3);
    // 按时, 逾期 twice, 退办, 协办.
    let a = [
        (Handled, 5),
        (InTime, 4),
        (Late, 1),
        (Answered, 5),
        (Urgings, 1),
        (Replied, 5),
        (Repeats, 2),
    ];
    assert_eq!(told(&report, A), a);
    // 未办, 延时, 退回, 先逾期, 协办.
    let b = [
        (Handled, 5),
        (InTime, 3),
        (Late, 1),
        (LateOpen, 1),
        (Answered, 4),
        (Extended, 1),
        (SentBack, 2),
        (Urgings, 3),
        (Named, 1),
    ];
    assert_eq!(told(&report, B), b);
    // 又欠, 在办; 退办 is in no other column than this, and 协办, which was waived, in none.
    assert_eq!(
        told(&report, C),
        [
            (Handled, 2),
            (LateOpen, 1),
            (Open, 1),
            (Answered, 1),
            (Returned, 1),
            (SentBack, 1)
        ]
    );

    let row = |unit| report.bulletin.row(unit).unwrap();
    assert_eq!(row(A).in_time_share(), Some(0.8));
    assert_eq!(row(B).in_time_share(), Some(0.6));
    assert_eq!(row(C).in_time_share(), Some(0.0));
    // In hours: 10, 38, 9, 3 and 18.
    assert_eq!(
        (row(A).answer_hours.mean, row(A).answer_hours.median),
        (Some(15.6), Some(10.0))
    );
    // 延时 46, 退回 27, 先逾期 45, 协办 9.
    assert_eq!(
        (row(B).answer_hours.mean, row(B).answer_hours.median),
        (Some(31.8), Some(36.0))
    );
    assert_eq!(
        (row(C).answer_hours.mean, row(C).answer_hours.median),
        (None, None)
    );
    // 前 and the first reply to 逾期 were rated by nobody; 按时 5, 逾期 2, 协办 5.
    let content = &row(A).satisfaction;
    assert_eq!(
        (content.mean, content.rated.n, content.unknown.n),
        (Some(4.0), 3, 2)
    );
    assert_eq!(
        (
            row(B).satisfaction.mean,
            row(B).satisfaction.rated.n,
            row(B).satisfaction.unknown.n
        ),
        (None, 0, 0)
    );
}

#[test]
fn every_figure_opens_its_letters() {
    let scene = quarter();
    let report = scene.report("2026Q2", "07-01 09:00");
    let letters = |unit, item| {
        report
            .bulletin
            .row(unit)
            .unwrap()
            .figure(item)
            .letters
            .iter()
            .copied()
            .collect::<Vec<_>>()
    };
    assert_eq!(
        letters(A, Item::Handled),
        scene.ids(&["按时", "逾期", "退办", "协办"]),
        "逾期 twice, and one letter"
    );
    assert_eq!(letters(A, Item::Late), scene.ids(&["逾期"]));
    assert_eq!(letters(A, Item::Repeats), scene.ids(&["按时", "逾期"]));
    assert_eq!(letters(B, Item::Urgings), scene.ids(&["未办"]));
    assert_eq!(letters(C, Item::LateOpen), scene.ids(&["又欠"]));
    assert_eq!(letters(C, Item::Returned), scene.ids(&["退办"]));
    let all = report
        .bulletin
        .rows
        .iter()
        .chain([&report.bulletin.centre.as_ref().unwrap().units]);
    for figure in all.flat_map(|row| row.figures.values()) {
        assert!(
            figure.letters.len() as u64 <= figure.n && (figure.n == 0) == figure.letters.is_empty()
        );
    }
}

#[test]
fn the_centre_is_what_a_hand_counts() {
    use Item::*;
    let scene = quarter();
    let centre = scene
        .report("2026Q2", "07-01 09:00")
        .bulletin
        .centre
        .unwrap();
    let n = |item| centre.figure(item).n;
    let told = Item::OF_CENTRE.map(|item| (item, n(item)));
    let hand = [
        (Received, 16),
        (Accepted, 12),
        (Declined, 3),
        (Referred, 1),
        (Assigned, 11),
        (Direct, 1),
        (Replied, 6),
        (Ended, 0),
        (Reopened, 1),
        (Linked, 1),
        (Published, 1),
        (Withheld, 1),
        (Settled, 4),
        (CalledBack, 0),
        (Satisfied, 2),
    ];
    assert_eq!(told, hand);
    let some = |list: &[(String, Figure)]| -> Vec<(String, u64)> {
        list.iter()
            .filter(|(_, figure)| figure.n > 0)
            .map(|(code, figure)| (code.clone(), figure.n))
            .collect()
    };
    let pairs = |pairs: &[(&str, u64)]| {
        pairs
            .iter()
            .map(|(code, n)| ((*code).to_owned(), *n))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        some(&centre.categories),
        pairs(&[("3.1", 1), ("3.4", 1), ("3.5", 10)])
    );
    assert_eq!(
        some(&centre.routes),
        pairs(&[("assigned", 10), ("direct", 1), ("none", 1)])
    );
    assert_eq!(some(&centre.declined), pairs(&[("4.1", 2), ("4.2", 1)]));
    assert_eq!(
        (
            centre.satisfaction.mean,
            centre.satisfaction.rated.n,
            centre.satisfaction.unknown.n
        ),
        (Some(3.75), 4, 2)
    );
    // Weeks begin on Monday, the first one where the quarter does; all of them together are all letters.
    let weeks: BTreeMap<String, u64> = centre
        .received_by_step
        .iter()
        .filter(|(_, f)| f.n > 0)
        .map(|(from, f)| (from.to_string(), f.n))
        .collect();
    let hand = [
        ("2026-04-13", 2),
        ("2026-04-20", 1),
        ("2026-05-04", 1),
        ("2026-05-11", 4),
        ("2026-05-18", 3),
        ("2026-05-25", 1),
        ("2026-06-01", 1),
        ("2026-06-08", 1),
        ("2026-06-22", 1),
        ("2026-06-29", 1),
    ];
    assert_eq!(weeks, hand.map(|(from, n)| (from.to_owned(), n)).into());
    assert_eq!(
        centre.received_by_step.first().unwrap().0.to_string(),
        "2026-04-01"
    );
}

#[test]
fn a_score_is_told_with_its_parts_and_without_those_that_have_no_denominator() {
    let scene = quarter();
    let report = scene.report("2026Q2", "07-01 09:00");
    let parts = |unit| {
        let score = report.bulletin.row(unit).unwrap().score.clone().unwrap();
        (
            score.total,
            score
                .parts
                .iter()
                .map(|part| (part.part, part.weight, part.value))
                .collect::<Vec<_>>(),
        )
    };
    // 4 of 5 in time; 4 of 5; none of 5 sent back; of 前, 按时, 逾期 and 协办, two were complained about again.
    let a = vec![
        (ScorePart::InTime, 50, Some(0.8)),
        (ScorePart::Satisfaction, 20, Some(0.8)),
        (ScorePart::NotSentBack, 15, Some(1.0)),
        (ScorePart::NotRepeated, 15, Some(0.5)),
    ];
    assert_eq!(parts(A), (Some(78.5), a));
    // Nobody had a reply from it: (50 × 0.6 + 15 × 0.5) of 65.
    let b = vec![
        (ScorePart::InTime, 50, Some(0.6)),
        (ScorePart::Satisfaction, 20, None),
        (ScorePart::NotSentBack, 15, Some(0.5)),
        (ScorePart::NotRepeated, 15, None),
    ];
    assert_eq!(parts(B), (Some(57.7), b));
}

/// What the events say, counted without the report: everything of the quarter that counts, by kind.
fn by_kind(scene: &Scene, begin: &str, end: &str) -> BTreeMap<&'static str, u64> {
    let mut kinds = BTreeMap::new();
    for id in scene.letters.values() {
        for (instant, kind) in tally(&scene.store.history(*id).unwrap()) {
            if (at(begin)..at(end)).contains(&instant) {
                *kinds.entry(kind).or_default() += 1;
            }
        }
    }
    kinds
}

/// The figures that are sums of events of a kind, and those that are sums of others, against a count of the events.
pub(crate) fn add_up(bulletin: &Bulletin, events: impl Fn(&str) -> u64) {
    let name = bulletin.period.to_string();
    let sum = |item| {
        bulletin
            .rows
            .iter()
            .map(|row| row.count_of(item))
            .sum::<u64>()
    };
    let centre = bulletin.centre.as_ref().unwrap();
    for (item, kind) in [
        (Item::Received, "received"),
        (Item::Accepted, "accepted"),
        (Item::Declined, "declined"),
        (Item::Referred, "referred"),
        (Item::Replied, "sent"),
        (Item::Ended, "ended"),
        (Item::Reopened, "reopened"),
        (Item::Published, "published"),
        (Item::Withheld, "withheld"),
    ] {
        assert_eq!(centre.figure(item).n, events(kind), "{name}: {kind}");
    }
    assert_eq!(
        sum(Item::Handled) + sum(Item::Returned),
        events("charged"),
        "{name}: assigned"
    );
    let handled = [
        Item::InTime,
        Item::Late,
        Item::ThroughCo,
        Item::LateOpen,
        Item::Open,
    ]
    .map(sum)
    .iter()
    .sum::<u64>();
    assert_eq!(
        handled,
        sum(Item::Handled),
        "{name}: in time, late, late and open, open"
    );
    assert_eq!(
        sum(Item::Replied) + centre.figure(Item::Direct).n,
        events("sent"),
        "{name}: replies"
    );
    assert_eq!(sum(Item::Urgings), events("urged"), "{name}: urgings");
    for item in Item::OF_UNIT {
        assert_eq!(centre.units.count_of(item), sum(item), "{name}: {item:?}");
    }
}

#[test]
fn the_sums_over_units_are_what_the_events_say() {
    let scene = quarter();
    let events = by_kind(&scene, "04-01 00:00", "07-01 00:00");
    let bulletin = scene.report("2026Q2", "07-01 09:00").bulletin;
    let sum = |item| {
        bulletin
            .rows
            .iter()
            .map(|row| row.count_of(item))
            .sum::<u64>()
    };
    let centre = bulletin.centre.as_ref().unwrap();
    add_up(&bulletin, |kind| {
        events.get(kind).copied().unwrap_or_default()
    });
    assert_eq!(
        sum(Item::Repeats),
        events["reopened"] + events["linked"] - events["unlinked"]
    );
    assert_eq!(
        events["assigned to lead"],
        centre.figure(Item::Assigned).n + 1,
        "退办 was returned"
    );
    let steps = centre
        .received_by_step
        .iter()
        .map(|(_, figure)| figure.n)
        .sum::<u64>();
    assert_eq!(steps, centre.figure(Item::Received).n);
}
