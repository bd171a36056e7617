//! What is different: from the period before, and from what was published.

use std::collections::BTreeMap;

use super::bulletin::Bulletin;
use super::figure::{Figure, Item, round};
use super::score::Row;
use crate::domain::directory::staff::Staff;
use crate::domain::directory::unit::UnitId;

/// How a row differs from that of the period before.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RowChange {
    /// How many more, or fewer.
    pub figures: BTreeMap<Item, i64>,
    /// How much the share in time has risen or fallen; `None` where there is none in one of the periods.
    pub in_time_share: Option<f64>,
}

/// How a bulletin differs from that of the period before.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Difference {
    /// Of each unit that has a row now.
    pub units: BTreeMap<UnitId, RowChange>,
    /// Of all units together.
    pub all: Option<RowChange>,
    /// Of the centre.
    pub centre: Option<BTreeMap<Item, i64>>,
}

fn less(
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

fn row(before: &Row, now: &Row) -> RowChange {
    let shares = now.in_time_share().zip(before.in_time_share());
    RowChange {
        figures: less(&now.figures, &before.figures, &Item::OF_UNIT),
        in_time_share: shares.map(|(now, before)| round(now - before, 10_000.0)),
    }
}

impl Difference {
    /// What is different in `now`.
    pub fn between(before: &Bulletin, now: &Bulletin) -> Difference {
        let none = Row::default();
        let units = now.rows.iter().filter_map(|of| {
            let unit = of.unit?;
            Some((unit, row(before.row(unit).unwrap_or(&none), of)))
        });
        let centres = before.centre.as_ref().zip(now.centre.as_ref());
        Difference {
            units: units.collect(),
            all: centres.map(|(before, now)| row(&before.units, &now.units)),
            centre: centres
                .map(|(before, now)| less(&now.figures, &before.figures, &Item::OF_CENTRE)),
        }
    }
}

/// A figure of a published bulletin that is another by now.
#[derive(Clone, Debug, PartialEq)]
pub struct Changed {
    /// The unit, by name; `None` is the centre.
    pub unit: Option<String>,
    /// The code of the figure: `late`, `satisfaction`, `categories.3.5`.
    pub figure: String,
    /// What it is called.
    pub words: String,
    /// As it was published; `None` where there was none.
    pub published: Option<f64>,
    /// As it would be counted now.
    pub now: Option<f64>,
}

/// A value of a bulletin.
#[derive(Clone, Default)]
struct Value {
    words: String,
    value: Option<f64>,
    /// What it is where it is not told: nothing of what is counted, and no value of what is divided.
    untold: Option<f64>,
}

/// The values of a bulletin, by unit and code.
type Values = BTreeMap<(Option<UnitId>, String), Value>;

fn values(bulletin: &Bulletin) -> Values {
    let mut values = Values::new();
    let mut add = |unit, code: String, words: String, value: Option<f64>, untold: Option<f64>| {
        values.insert(
            (unit, code),
            Value {
                words,
                value,
                untold,
            },
        );
    };
    let zero = Some(0.0);
    for row in &bulletin.rows {
        for item in Item::OF_UNIT {
            add(
                row.unit,
                item.code().to_owned(),
                item.words(),
                Some(row.n(item) as f64),
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
            row.took.mean,
            None,
        );
        add(
            row.unit,
            "satisfaction.mean".to_owned(),
            say!("figure-satisfaction"),
            row.content.mean,
            None,
        );
        add(
            row.unit,
            "satisfaction.n".to_owned(),
            say!("figure-rated"),
            Some(row.content.rated.n as f64),
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
                item.words(),
                Some(centre.figure(item).n as f64),
                zero,
            );
        }
        add(
            None,
            "satisfaction.mean".to_owned(),
            say!("figure-satisfaction"),
            centre.content.mean,
            None,
        );
        add(
            None,
            "satisfaction.n".to_owned(),
            say!("figure-rated"),
            Some(centre.content.rated.n as f64),
            zero,
        );
        for (name, list) in [
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

impl Changed {
    /// The figures of a published bulletin that are others when they are counted now.
    pub fn between(published: &Bulletin, now: &Bulletin) -> Vec<Changed> {
        let (before, after) = (values(published), values(now));
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
            let of = |values: &Values| values.get(&key).map_or(known.untold, |value| value.value);
            let (published, now) = (of(&before), of(&after));
            if published != now {
                let (unit, figure) = key.clone();
                changed.push(Changed {
                    unit: unit.map(name),
                    figure,
                    words: known.words.clone(),
                    published,
                    now,
                });
            }
        }
        changed
    }
}

/// A bulletin, with what it is compared to.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The bulletin: as it was published, where it was.
    pub bulletin: Bulletin,
    /// The period before, at the same cut-off.
    pub previous: Bulletin,
    /// What is different from the period before.
    pub change: Difference,
    /// Of a published one: which figures are others by now.
    pub changed: Vec<Changed>,
}

impl Report {
    /// A report as a member of staff sees it: what was counted now, the period before, and what was published.
    pub fn new(
        counted: Bulletin,
        previous: Bulletin,
        published: Option<Bulletin>,
        who: &Staff,
    ) -> Report {
        let (counted, previous) = (counted.seen_by(who), previous.seen_by(who));
        let published = published.map(|published| published.seen_by(who));
        let changed = published
            .as_ref()
            .map(|published| Changed::between(published, &counted))
            .unwrap_or_default();
        let bulletin = published.unwrap_or(counted);
        Report {
            change: Difference::between(&previous, &bulletin),
            bulletin,
            previous,
            changed,
        }
    }
}
