//! A bulletin: a row for each unit, the totals of the centre, and what it is to be read with.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;

use super::change::{Changed, Difference};
use super::figure::{Content, Figure, Item, Took, share};
use super::period::Period;
use super::score::Score;
use crate::domain::directory::staff::Staff;
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::LetterId;

/// The figures of a unit, or of all units together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// The unit; `None` is all of them together.
    pub unit: Option<UnitId>,
    /// Its name when this was counted.
    pub name: String,
    /// The figures; what is not there is nothing.
    pub figures: BTreeMap<Item, Figure>,
    /// The working hours from assignment to the answer that stands.
    pub took: Took,
    /// Of the replies to letters that it led.
    pub content: Content,
    /// Its score; `None` where the regulation makes none.
    pub score: Option<Score>,
}

impl Row {
    /// A figure.
    pub fn figure(&self, item: Item) -> &Figure {
        self.figures.get(&item).unwrap_or(Figure::NONE)
    }

    /// The letters of several figures together.
    pub fn letters(&self, items: &[Item]) -> BTreeSet<LetterId> {
        items.iter().flat_map(|item| &self.figure(*item).letters).copied().collect()
    }

    /// How many.
    pub fn n(&self, item: Item) -> u64 {
        self.figure(item).n
    }

    /// The share in time of what was answered or is late.
    pub fn in_time_share(&self) -> Option<f64> {
        let in_time = self.n(Item::InTime);
        share(in_time, in_time + self.n(Item::Late) + self.n(Item::LateOpen))
    }

    /// Whether there is anything to tell of it.
    pub fn is_empty(&self) -> bool {
        self.figures.values().all(|figure| figure.n == 0)
    }
}

/// The figures of the centre, of which a liaison sees nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Centre {
    /// The figures.
    pub figures: BTreeMap<Item, Figure>,
    /// Of all replies, the direct ones among them.
    pub content: Content,
    /// All units together.
    pub units: Row,
    /// The letters that were accepted, by category.
    pub categories: Vec<(String, Figure)>,
    /// The letters that were accepted, by route: `direct`, `assigned`, and `none` where there is none yet.
    pub routes: Vec<(String, Figure)>,
    /// The letters that were declined, by ground.
    pub declined: Vec<(String, Figure)>,
    /// The letters that were received, by week or by month, each with its first day.
    pub steps: Vec<(Date, Figure)>,
}

impl Centre {
    /// A figure.
    pub fn figure(&self, item: Item) -> &Figure {
        self.figures.get(&item).unwrap_or(Figure::NONE)
    }
}

/// That a bulletin was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    /// When.
    pub at: Timestamp,
    /// By whom: a short name.
    pub who: String,
}

/// The figures of a period.
#[derive(Clone, Debug, PartialEq)]
pub struct Bulletin {
    /// The period.
    pub period: Period,
    /// What happened after this instant is not in it.
    pub cut_off: Timestamp,
    /// Whether it was published, and is frozen.
    pub published: Option<Publication>,
    /// A row for each unit that there is something to tell of, in the order of the directory.
    pub rows: Vec<Row>,
    /// The centre; `None` where the reader sees only his own unit.
    pub centre: Option<Centre>,
    /// What is to be read with it: denominators and the like, in Chinese and in English.
    pub notes: [Vec<String>; 2],
}

impl Bulletin {
    /// The row of a unit.
    pub fn row(&self, unit: UnitId) -> Option<&Row> {
        self.rows.iter().find(|row| row.unit == Some(unit))
    }

    /// Hands over every figure that has letters behind it, with what it counts where that has a name.
    pub fn each_figure(&mut self, mut take: impl FnMut(Option<Item>, &mut Figure)) {
        let of_row = |row: &mut Row, take: &mut dyn FnMut(Option<Item>, &mut Figure)| {
            row.figures.iter_mut().for_each(|(item, figure)| take(Some(*item), figure));
            take(None, &mut row.content.rated);
            take(None, &mut row.content.unknown);
        };
        self.rows.iter_mut().for_each(|row| of_row(row, &mut take));
        let Some(centre) = &mut self.centre else { return };
        of_row(&mut centre.units, &mut take);
        centre.figures.iter_mut().for_each(|(item, figure)| take(Some(*item), figure));
        take(None, &mut centre.content.rated);
        take(None, &mut centre.content.unknown);
        let coded = [&mut centre.categories, &mut centre.routes, &mut centre.declined];
        coded.into_iter().flatten().for_each(|(_, figure)| take(None, figure));
        centre.steps.iter_mut().for_each(|(_, figure)| take(None, figure));
    }

    /// What of it a member of staff sees: a liaison his own unit's row.
    fn seen_by(mut self, who: &Staff) -> Bulletin {
        if who.is_liaison_only() {
            self.rows.retain(|row| row.unit.is_some() && row.unit == who.unit);
            self.centre = None;
        }
        self
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
    pub fn new(counted: Bulletin, previous: Bulletin, published: Option<Bulletin>, who: &Staff) -> Report {
        let (counted, previous) = (counted.seen_by(who), previous.seen_by(who));
        let published = published.map(|published| published.seen_by(who));
        let changed = published.as_ref().map(|published| Changed::between(published, &counted)).unwrap_or_default();
        let bulletin = published.unwrap_or(counted);
        Report { change: Difference::between(&previous, &bulletin), bulletin, previous, changed }
    }
}
