//! What a bulletin is compared to: the period before, its own publication; and who sees what of it.

use serde_json::{Value, json};
use xinxiang::app::bulletin::{load_report, publish_bulletin};
use xinxiang::app::error::AppError;
use xinxiang::domain::directory::unit::UnitId;
use xinxiang::report::bulletin::Centre;
use xinxiang::report::publish::PublishError;
use xinxiang::report::{Bulletin, Item, document};
use xinxiang::store::StoreError;

use super::scene::{A, B, C, Scene, at, period, quarter};

#[test]
fn the_change_is_against_the_period_before_at_the_same_instant() {
    let scene = quarter();
    let report = scene.report("2026Q2", "07-01 09:00");
    assert_eq!(report.previous.period, period("2026Q1"));
    assert_eq!(report.previous.cut_off, report.bulletin.cut_off);
    let before = |unit, item| {
        report
            .previous
            .row(unit)
            .map_or(0, |row| row.count_of(item))
    };
    assert_eq!((before(A, Item::Handled), before(A, Item::InTime)), (1, 1));
    assert_eq!((before(B, Item::Handled), before(B, Item::Late)), (1, 1));
    assert_eq!(
        before(A, Item::Replied),
        0,
        "前 was replied to in the quarter after"
    );
    let change = &report.change.units;
    assert_eq!(change[&A].figures[&Item::Handled], 4);
    assert_eq!(change[&A].in_time_share, Some(-0.2));
    assert_eq!(change[&B].in_time_share, Some(0.6));
    assert_eq!(change[&C].in_time_share, None, "it had nothing before");
    assert_eq!(change[&C].figures[&Item::Handled], 2);
    assert_eq!(report.change.centre.as_ref().unwrap()[&Item::Received], 14);
}

#[test]
fn a_year_is_the_sum_of_its_quarters() {
    let scene = quarter();
    let now = "07-20 09:00";
    let year = scene.report("2026", now).bulletin;
    let quarters: Vec<_> = period("2026")
        .quarters()
        .into_iter()
        .map(|one| scene.report(&one.to_string(), now).bulletin)
        .collect();
    assert_eq!(quarters.len(), 4);
    for item in Item::OF_UNIT {
        for row in &year.rows {
            let sum: u64 = quarters
                .iter()
                .filter_map(|one| one.row(row.unit.unwrap()))
                .map(|row| row.count_of(item))
                .sum();
            assert_eq!(row.count_of(item), sum, "{item:?} of {}", row.name);
        }
    }
    let (centre, centres) = (
        year.centre.unwrap(),
        quarters.iter().filter_map(|one| one.centre.as_ref()),
    );
    let centres: Vec<_> = centres.collect();
    for item in Item::OF_CENTRE {
        assert_eq!(
            centre.figure(item).n,
            centres.iter().map(|one| one.figure(item).n).sum::<u64>(),
            "{item:?}"
        );
    }
    for (code, figure) in &centre.categories {
        let of = |one: &&Centre| one.categories.iter().find(|c| c.0 == *code).unwrap().1.n;
        assert_eq!(figure.n, centres.iter().map(of).sum::<u64>(), "{code}");
    }
    assert_eq!(
        centre.received_by_step.len(),
        7,
        "months until the one of the cut-off"
    );
    assert_eq!(
        centre
            .received_by_step
            .iter()
            .map(|(_, figure)| figure.n)
            .sum::<u64>(),
        centre.figure(Item::Received).n
    );
}

#[test]
fn what_was_published_stays_and_what_has_changed_since_is_told() {
    let mut scene = quarter();
    let (office, leader) = (scene.who("zhao"), scene.who("li"));
    let refused = publish_bulletin(
        &mut scene.store,
        period("2026Q2"),
        &leader,
        at("07-01 09:00"),
    )
    .unwrap_err();
    assert!(
        matches!(refused, AppError::Bulletin(PublishError::Role { .. })),
        "{refused}"
    );
    assert!(refused.to_string().contains("细则第七条"), "{refused}");
    let refused = publish_bulletin(
        &mut scene.store,
        period("2026Q2"),
        &office,
        at("06-30 23:59"),
    )
    .unwrap_err();
    assert!(
        matches!(refused, AppError::Bulletin(PublishError::NotOver { .. })),
        "{refused}"
    );
    assert!(
        refused.to_string().contains("2026-06-30") && refused.to_string().contains("细则第七条"),
        "{refused}"
    );

    let before = scene.report("2026Q2", "07-01 09:00").bulletin;
    publish_bulletin(
        &mut scene.store,
        period("2026Q2"),
        &office,
        at("07-01 09:00"),
    )
    .unwrap();
    let again = publish_bulletin(
        &mut scene.store,
        period("2026Q2"),
        &office,
        at("07-02 09:00"),
    )
    .unwrap_err();
    assert!(
        matches!(again, AppError::Store(StoreError::AlreadyPublished(_))),
        "{again}"
    );

    let report = scene.report("2026Q2", "07-01 09:00");
    assert!(report.changed.is_empty());
    assert_eq!(report.bulletin.published.as_ref().unwrap().who, "zhao");
    let frozen = Bulletin {
        published: None,
        ..report.bulletin
    };
    let mut same = before;
    // What counts nothing is not kept.
    let centre = same.centre.as_mut().unwrap();
    for figures in same
        .rows
        .iter_mut()
        .map(|row| &mut row.figures)
        .chain([&mut centre.figures, &mut centre.units.figures])
    {
        figures.retain(|_, figure| figure.n > 0);
    }
    assert_eq!(frozen, same, "what is read back is what was counted");

    // The answer of 在办 comes late, 又欠 answers, 前 is rated.
    scene.feedback("在办", C, "07-06 09:00");
    scene.feedback("又欠", C, "07-02 09:00");
    scene.rate("前", 1, "07-03 09:00");
    let report = scene.report("2026Q2", "07-06 10:00");
    let row = report.bulletin.row(C).unwrap();
    assert_eq!(
        (
            row.count_of(Item::Open),
            row.count_of(Item::Late),
            row.count_of(Item::LateOpen)
        ),
        (1, 0, 1),
        "frozen"
    );
    assert_eq!(
        report.previous.cut_off,
        at("07-01 09:00"),
        "compared as it was compared then"
    );
    let name = |unit: UnitId| scene.store.office().units.name(unit);
    let changed = |unit, figure: &str| {
        let found = report
            .changed
            .iter()
            .find(|one| one.unit == unit && one.figure == figure);
        found.map(|changed| (changed.published, changed.now))
    };
    assert_eq!(changed(Some(name(C)), "open"), Some((Some(1.0), Some(0.0))));
    assert_eq!(changed(Some(name(C)), "late"), Some((Some(0.0), Some(2.0))));
    assert_eq!(
        changed(Some(name(C)), "late_open"),
        Some((Some(1.0), Some(0.0)))
    );
    assert_eq!(
        changed(Some(name(C)), "hours.mean").map(|(published, _)| published),
        Some(None)
    );
    assert_eq!(
        changed(Some(name(A)), "satisfaction.mean"),
        Some((Some(4.0), Some(3.25)))
    );
    assert_eq!(
        changed(None, "satisfaction.n"),
        Some((Some(4.0), Some(5.0)))
    );
    assert_eq!(changed(Some(name(C)), "received"), None);
    assert_eq!(
        changed(Some(name(B)), "late_open"),
        None,
        "未办 is as it was"
    );
    assert!(
        scene
            .store
            .verify(&mut |_, _| ())
            .unwrap()
            .findings
            .is_empty()
    );
}

#[test]
fn a_liaison_sees_his_own_unit_and_nothing_else() {
    let mut scene = quarter();
    let (liaison, office) = (scene.who("sun"), scene.who("zhao"));
    let see = |scene: &Scene| {
        load_report(&scene.store, period("2026Q2"), &liaison, at("07-06 10:00")).unwrap()
    };
    let open = see(&scene);
    publish_bulletin(
        &mut scene.store,
        period("2026Q2"),
        &office,
        at("07-01 09:00"),
    )
    .unwrap();
    for report in [open, see(&scene)] {
        assert_eq!(
            report
                .bulletin
                .rows
                .iter()
                .map(|row| row.unit)
                .collect::<Vec<_>>(),
            [Some(B)]
        );
        assert!(
            report.bulletin.centre.is_none()
                && report.previous.centre.is_none()
                && report.change.all.is_none()
        );
        let printed = document::report_document(&report, &scene.store.office().regulation.hours);
        assert_eq!(
            (&printed["totals"], &printed["categories"]),
            (&Value::Null, &json!([]))
        );
        assert!(
            report
                .changed
                .iter()
                .all(|changed| changed.unit.as_deref() == Some("经二路街道办事处"))
        );
    }
}

#[test]
fn the_document_has_the_fields_of_the_contract() {
    let mut scene = quarter();
    let office = scene.who("zhao");
    let print = |scene: &Scene| {
        let report = scene.report("2026Q2", "07-01 09:00");
        document::report_document(&report, &scene.store.office().regulation.hours)
    };
    let printed = print(&scene);
    assert_eq!(printed["period"], "2026Q2");
    assert_eq!(
        (&printed["from"], &printed["to"]),
        (&"2026-04-01".into(), &"2026-06-30".into())
    );
    assert_eq!(printed["cut_off"], "2026-07-01T09:00:00+08:00");
    assert_eq!(printed["published_at"], Value::Null);
    let unit = &printed["units"][1];
    assert_eq!(unit["unit"], "经二路街道办事处");
    assert_eq!(
        (&unit["received"], &unit["late_open"], &unit["named"]),
        (&5.into(), &1.into(), &1.into())
    );
    assert_eq!(unit["in_time_share"], 0.6);
    assert_eq!(unit["hours"]["median"], 36.0);
    assert_eq!(
        unit["satisfaction"],
        json!({ "mean": null, "n": 0, "unknown": 0 })
    );
    assert_eq!(
        unit["score"]["parts"][1],
        json!({ "part": "satisfaction", "weight": 20, "value": null })
    );
    assert_eq!(unit["letters"]["late_open"], json!([scene.id("未办")]));
    assert_eq!(
        printed["routes"],
        json!({ "assigned": 10, "direct": 1, "none": 1 })
    );
    assert_eq!(printed["declined"][0]["ground"], "4.1");
    assert_eq!(printed["totals"]["received"], 16);
    assert_eq!(printed["change"]["units"][0]["received"], 4);
    assert_eq!(printed["previous"]["units"][0]["letters"], Value::Null);
    assert!(printed["notes"].as_array().unwrap().len() >= 10);
    publish_bulletin(
        &mut scene.store,
        period("2026Q2"),
        &office,
        at("07-01 09:00"),
    )
    .unwrap();
    assert_eq!(print(&scene)["published_at"], "2026-07-01T09:00:00+08:00");
    assert_eq!(
        print(&scene)["notes"],
        printed["notes"],
        "kept as they were"
    );
}
