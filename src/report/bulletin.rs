//! A bulletin: a row for each unit, the totals of the centre, and what it is to be read with.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

use super::figure::{Content, Figure, Item};
use super::period::Period;
use super::score::Row;
use crate::domain::directory::staff::Staff;
use crate::domain::directory::unit::UnitId;

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
            row.figures
                .iter_mut()
                .for_each(|(item, figure)| take(Some(*item), figure));
            take(None, &mut row.content.rated);
            take(None, &mut row.content.unknown);
        };
        self.rows.iter_mut().for_each(|row| of_row(row, &mut take));
        let Some(centre) = &mut self.centre else {
            return;
        };
        of_row(&mut centre.units, &mut take);
        centre
            .figures
            .iter_mut()
            .for_each(|(item, figure)| take(Some(*item), figure));
        take(None, &mut centre.content.rated);
        take(None, &mut centre.content.unknown);
        let coded = [
            &mut centre.categories,
            &mut centre.routes,
            &mut centre.declined,
        ];
        coded
            .into_iter()
            .flatten()
            .for_each(|(_, figure)| take(None, figure));
        centre
            .steps
            .iter_mut()
            .for_each(|(_, figure)| take(None, figure));
    }

    /// What of it a member of staff sees: a liaison his own unit's row.
    pub(super) fn seen_by(mut self, who: &Staff) -> Bulletin {
        if who.is_liaison_only() {
            self.rows
                .retain(|row| row.unit.is_some() && row.unit == who.unit);
            self.centre = None;
        }
        self
    }
}
