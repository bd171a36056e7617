//! Whatever is imported and declared, in any order: no day of a list is lost unsaid, and the office's own days hold.

use std::collections::BTreeMap;

use proptest::prelude::*;
use xinxiang::domain::time::calendar::{
    Calendar, DayMark, DayStatus, ImportConsent, ListedDay, LocalDay, YearChange, YearList,
    is_weekend,
};
use xinxiang::domain::time::{Date, date};

use crate::office::own_day;

/// What the lists of a calendar say of each of these days.
fn listed(calendar: &Calendar) -> BTreeMap<Date, DayMark> {
    let first = date(2025, 11, 1);
    let days = (0..900).map(|n| first.add_days(n).unwrap());
    let mark = |date| match calendar.listed_status(date) {
        DayStatus::Holiday(_) => Some((date, DayMark::Holiday)),
        DayStatus::MakeUp(_) => Some((date, DayMark::Workday)),
        _ => None,
    };
    days.filter_map(mark).collect()
}

/// A step of an office's life with its calendar.
#[derive(Clone, Debug)]
enum Step {
    Import {
        years: Vec<(i16, Vec<(u16, bool)>)>,
        consent: ImportConsent,
    },
    Declare(u16, bool),
    TakeBack(u16),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let days = || prop::collection::vec((0..400_u16, any::<bool>()), 1..12);
    let years = prop::collection::btree_map(2026..=2027_i16, days(), 1..=2)
        .prop_map(|years| years.into_iter().collect());
    let consent = (any::<bool>(), prop::bool::weighted(0.8)).prop_map(|(replace, incomplete)| {
        ImportConsent {
            replace,
            incomplete,
        }
    });
    let import = (years, consent).prop_map(|(years, consent)| Step::Import { years, consent });
    let declare = (0..700_u16, any::<bool>()).prop_map(|(n, off)| Step::Declare(n, off));
    prop::collection::vec(
        prop_oneof![4 => import, 2 => declare, 1 => (0..700_u16).prop_map(Step::TakeBack)],
        1..12,
    )
}

fn nth(n: u16) -> Date {
    date(2026, 1, 1)
        .add_days(i32::try_from(i64::from(n)).unwrap())
        .unwrap()
}

fn list(year: i16, days: &[(u16, bool)]) -> YearList {
    let first = date(year - 1, 12, 1);
    let days: BTreeMap<Date, DayMark> = days
        .iter()
        .map(|(n, off)| {
            (
                first
                    .add_days(i32::try_from(i64::from(*n).min(395)).unwrap())
                    .unwrap(),
                *off,
            )
        })
        .map(|(date, off)| {
            (
                date,
                if off || !is_weekend(date) {
                    DayMark::Holiday
                } else {
                    DayMark::Workday
                },
            )
        })
        .collect();
    let listed = days.into_iter().map(|(date, kind)| ListedDay {
        date,
        kind,
        name: "节".into(),
    });
    YearList {
        year,
        days: listed.collect(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(600) })]

    #[test]
    fn no_list_of_days_loses_a_day_unsaid(steps in steps()) {
        let mut office = Calendar::default();
        let mut own: BTreeMap<Date, LocalDay> = BTreeMap::new();
        for step in steps {
            let before = listed(&office);
            match step {
                Step::Import { years, consent } => {
                    let lists: Vec<YearList> = years.iter().map(|(year, days)| list(*year, days)).collect();
                    let told = |changes: &[YearChange]| -> BTreeMap<Date, DayMark> {
                        changes.iter().flat_map(|change| &change.lost).map(|day| (day.date, day.kind)).collect()
                    };
                    let unasked = office.import_lists(&lists, ImportConsent { replace: true, incomplete: true }).unwrap();
                    match office.import_lists(&lists, consent) {
                        Ok((after, changes)) => {
                            let now = listed(&after);
                            let gone: BTreeMap<Date, DayMark> =
                                before.iter().filter(|(date, mark)| now.get(*date) != Some(*mark)).map(|(d, m)| (*d, *m)).collect();
                            prop_assert_eq!(&told(&changes), &gone, "what is lost is said, and nothing else");
                            prop_assert!(gone.is_empty() || consent.replace);
                            prop_assert_eq!((&after, &changes), (&unasked.0, &unasked.1));
                            office = after;
                        }
                        Err(error) => {
                            prop_assert_eq!(error.changes(), unasked.1, "a refusal says what the import would do");
                            prop_assert!(!told(error.changes()).is_empty() || !consent.incomplete);
                        }
                    }
                }
                Step::Declare(n, off) => {
                    let kind = if off { DayMark::Holiday } else { DayMark::Workday };
                    let day = LocalDay { kind, ..own_day(&nth(n).to_string()) };
                    office.add_local_day(day.clone());
                    own.insert(day.date, day);
                }
                Step::TakeBack(n) => prop_assert_eq!(office.remove_local_day(nth(n)), own.remove(&nth(n))),
            }
            for (date, day) in &own {
                prop_assert_eq!(office.local(*date), Some(day));
                prop_assert_eq!(office.is_working_day(*date), day.kind == DayMark::Workday, "the office's own word holds");
            }
        }
    }
}
