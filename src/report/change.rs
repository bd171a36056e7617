//! Differences: from the previous period, and from the published bulletin.

use std::collections::BTreeMap;

use super::bulletin::Bulletin;
use super::figure::{Figure, Item, round_to};
use super::score::UnitRow;
use crate::domain::directory::staff::Staff;
use crate::domain::directory::unit::UnitId;

/// The difference of a row from that of the previous period.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RowChange {
    /// The difference of each count.
    pub figures: BTreeMap<Item, i64>,
    /// The difference of the share in time; `None` where one of the periods has none.
    pub in_time_share: Option<f64>,
}

/// The difference of a bulletin from that of the previous period.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PeriodChange {
    /// By unit, for each unit with a row now.
    pub units: BTreeMap<UnitId, RowChange>,
    /// Over all units.
    pub all: Option<RowChange>,
    /// Of the centre.
    pub centre: Option<BTreeMap<Item, i64>>,
}

fn subtract_figures(
    now: &BTreeMap<Item, Figure>,
    before: &BTreeMap<Item, Figure>,
    items: &[Item],
) -> BTreeMap<Item, i64> {
    let n = |figures: &BTreeMap<Item, Figure>, item: &Item| {
        figures
            .get(item)
            .map_or(0, |figure| i64::try_from(figure.n).unwrap_or(i64::MAX))
    };
    items
        .iter()
        .map(|item| (*item, n(now, item) - n(before, item)))
        .collect()
}

fn compare_rows(before: &UnitRow, now: &UnitRow) -> RowChange {
    let shares = now.in_time_share().zip(before.in_time_share());
    RowChange {
        figures: subtract_figures(&now.figures, &before.figures, &Item::OF_UNIT),
        in_time_share: shares.map(|(now, before)| round_to(now - before, 10_000.0)),
    }
}

impl PeriodChange {
    /// Returns what `now` differs in from `before`.
    pub fn compare_periods(before: &Bulletin, now: &Bulletin) -> PeriodChange {
        let none = UnitRow::default();
        let units = now.rows.iter().filter_map(|of| {
            let unit = of.unit?;
            Some((unit, compare_rows(before.row(unit).unwrap_or(&none), of)))
        });
        let centres = before.centre.as_ref().zip(now.centre.as_ref());
        PeriodChange {
            units: units.collect(),
            all: centres.map(|(before, now)| compare_rows(&before.units, &now.units)),
            centre: centres.map(|(before, now)| {
                subtract_figures(&now.figures, &before.figures, &Item::OF_CENTRE)
            }),
        }
    }
}

/// A figure of a published bulletin that would be counted differently now.
#[derive(Clone, Debug, PartialEq)]
pub struct ChangedFigure {
    /// The unit's name; `None` for the centre.
    pub unit: Option<String>,
    /// The figure's code: `late`, `satisfaction`, `categories.3.5`.
    pub figure: String,
    /// The figure's label.
    pub label: String,
    /// The published value; `None` where there was none.
    pub published: Option<f64>,
    /// The current value.
    pub now: Option<f64>,
}

#[derive(Clone, Default)]
struct LabelledValue {
    label: String,
    value: Option<f64>,
    /// The value to assume where the entry is missing: zero for a count, none for a ratio.
    default_value: Option<f64>,
}

type LabelledValues = BTreeMap<(Option<UnitId>, String), LabelledValue>;

fn collect_values(bulletin: &Bulletin) -> LabelledValues {
    let mut values = LabelledValues::new();
    let mut add = |unit, code: String, words: String, value: Option<f64>, untold: Option<f64>| {
        values.insert(
            (unit, code),
            LabelledValue {
                label: words,
                value,
                default_value: untold,
            },
        );
    };
    let zero = Some(0.0);
    for row in &bulletin.rows {
        for item in Item::OF_UNIT {
            add(
                row.unit,
                item.code().to_owned(),
                item.label(),
                Some(row.count_of(item) as f64),
                zero,
            );
        }
        add(
            row.unit,
            "in_time_share".to_owned(),
            say!("figure-share"),
            row.in_time_share(),
            None,
        );
        add(
            row.unit,
            "hours.mean".to_owned(),
            say!("figure-hours"),
            row.answer_hours.mean,
            None,
        );
        add(
            row.unit,
            "satisfaction.mean".to_owned(),
            say!("figure-satisfaction"),
            row.satisfaction.mean,
            None,
        );
        add(
            row.unit,
            "satisfaction.n".to_owned(),
            say!("figure-rated"),
            Some(row.satisfaction.rated.n as f64),
            zero,
        );
        let score = row.score.as_ref().and_then(|score| score.total);
        add(
            row.unit,
            "score.total".to_owned(),
            say!("figure-score"),
            score,
            None,
        );
    }
    if let Some(centre) = &bulletin.centre {
        for item in Item::OF_CENTRE {
            add(
                None,
                item.code().to_owned(),
                item.label(),
                Some(centre.figure(item).n as f64),
                zero,
            );
        }
        add(
            None,
            "satisfaction.mean".to_owned(),
            say!("figure-satisfaction"),
            centre.satisfaction.mean,
            None,
        );
        add(
            None,
            "satisfaction.n".to_owned(),
            say!("figure-rated"),
            Some(centre.satisfaction.rated.n as f64),
            zero,
        );
        for (name, list) in [
            ("types", &centre.types),
            ("subjects", &centre.subjects),
            ("categories", &centre.categories),
            ("routes", &centre.routes),
            ("declined", &centre.declined),
        ] {
            for (code, figure) in list {
                add(
                    None,
                    format!("{name}.{code}"),
                    code.clone(),
                    Some(figure.n as f64),
                    zero,
                );
            }
        }
    }
    values
}

impl ChangedFigure {
    /// Returns the published figures whose current value differs.
    pub fn find_changed(published: &Bulletin, now: &Bulletin) -> Vec<ChangedFigure> {
        let (before, after) = (collect_values(published), collect_values(now));
        let name = |unit: UnitId| {
            now.row(unit)
                .or(published.row(unit))
                .map(|row| row.name.clone())
                .unwrap_or_default()
        };
        let keys: std::collections::BTreeSet<_> =
            before.keys().chain(after.keys()).cloned().collect();
        let mut changed = Vec::new();
        for key in keys {
            let Some(known) = after.get(&key).or(before.get(&key)) else {
                continue;
            };
            let of = |values: &LabelledValues| {
                values
                    .get(&key)
                    .map_or(known.default_value, |value| value.value)
            };
            let (published, now) = (of(&before), of(&after));
            if published != now {
                let (unit, figure) = key.clone();
                changed.push(ChangedFigure {
                    unit: unit.map(name),
                    figure,
                    label: known.label.clone(),
                    published,
                    now,
                });
            }
        }
        changed
    }
}

/// A bulletin with its comparisons.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The published bulletin, where there is one, else the current count.
    pub bulletin: Bulletin,
    /// The previous period, at the same cut-off.
    pub previous: Bulletin,
    /// The difference from the previous period.
    pub change: PeriodChange,
    /// For a published bulletin: the figures that would be counted differently now.
    pub changed: Vec<ChangedFigure>,
    /// The same period of the year before, and the difference from it.
    pub last_year: (Bulletin, PeriodChange),
    /// The text of the bulletin as it was published; `None` before it.
    pub text: Option<String>,
}

impl Report {
    /// Builds the report as a member of staff may see it, from the current count, the previous
    /// period and the published bulletin.
    pub fn new(
        counted: Bulletin,
        previous: Bulletin,
        last_year: Bulletin,
        published: Option<Bulletin>,
        who: &Staff,
    ) -> Report {
        let (counted, previous) = (counted.redacted_for(who), previous.redacted_for(who));
        let last_year = last_year.redacted_for(who);
        let published = published.map(|published| published.redacted_for(who));
        let changed = published
            .as_ref()
            .map(|published| ChangedFigure::find_changed(published, &counted))
            .unwrap_or_default();
        let bulletin = published.unwrap_or(counted);
        Report {
            change: PeriodChange::compare_periods(&previous, &bulletin),
            last_year: (
                last_year.clone(),
                PeriodChange::compare_periods(&last_year, &bulletin),
            ),
            text: None,
            bulletin,
            previous,
            changed,
        }
    }
}
