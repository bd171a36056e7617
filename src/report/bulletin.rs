//! The data of a bulletin: a row for each unit, the totals of the centre, and notes.

use std::collections::BTreeMap;

use super::figure::{AnswerHours, Figure, Item, Satisfaction, ratio};
use super::period::Period;
use super::score::UnitRow;
use crate::domain::directory::staff::Staff;
use crate::domain::directory::unit::UnitId;
use crate::domain::time::{Date, Timestamp};

/// The totals of the centre, which liaisons do not see.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Centre {
    /// Figures by item.
    pub figures: BTreeMap<Item, Figure>,
    /// Ratings of all replies, including direct ones.
    pub satisfaction: Satisfaction,
    /// The totals over all units.
    pub units: UnitRow,
    /// Accepted letters by category.
    pub categories: Vec<(String, Figure)>,
    /// Accepted letters by route: `direct`, `assigned`, or `none` where none is chosen yet.
    pub routes: Vec<(String, Figure)>,
    /// Accepted letters by type.
    pub types: Vec<(String, Figure)>,
    /// Accepted letters by subject.
    pub subjects: Vec<(String, Figure)>,
    /// The centre's own working hours from receipt to acceptance.
    pub registering: AnswerHours,
    /// The centre's own working hours from the last answer of a unit, or the choice of a direct
    /// reply, to the reply.
    pub replying: AnswerHours,
    /// Declined letters by ground.
    pub declined: Vec<(String, Figure)>,
    /// Received letters by week or month, with the first day of each.
    pub received_by_step: Vec<(Date, Figure)>,
}

impl Centre {
    /// Returns the figure of an item; zero where nothing was counted.
    pub fn figure(&self, item: Item) -> &Figure {
        self.figures.get(&item).unwrap_or(Figure::NONE)
    }

    /// Returns the share of the accepted letters that were answered or ended.
    pub fn closing_rate(&self) -> Option<f64> {
        ratio(self.figure(Item::Settled).n, self.figure(Item::Accepted).n)
    }

    /// Returns the share of the content among the writers who were asked and answered.
    pub fn satisfied_share(&self) -> Option<f64> {
        ratio(self.figure(Item::Satisfied).n, self.satisfaction.rated.n)
    }

    /// Returns the share of the replies after which the writer was called back.
    pub fn call_back_rate(&self) -> Option<f64> {
        ratio(
            self.figure(Item::CalledBack).n,
            self.figure(Item::Replied).n,
        )
    }
}

/// The publication of a bulletin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BulletinPublication {
    /// The instant of publication.
    pub at: Timestamp,
    /// The publishing member of staff, by short name.
    pub who: String,
}

/// The figures of a period.
#[derive(Clone, Debug, PartialEq)]
pub struct Bulletin {
    /// The quarter or year that is counted.
    pub period: Period,
    /// The last instant that counts.
    pub cut_off: Timestamp,
    /// The publication, which freezes the figures; `None` before it.
    pub published: Option<BulletinPublication>,
    /// A row for each unit with figures, in the order of the directory.
    pub rows: Vec<UnitRow>,
    /// The centre's totals; `None` where the reader sees only the row of their own unit.
    pub centre: Option<Centre>,
    /// Notes on what is counted and on the denominators, in Chinese and in English.
    pub notes: [Vec<String>; 2],
}

impl Bulletin {
    /// Returns the row of a unit.
    pub fn row(&self, unit: UnitId) -> Option<&UnitRow> {
        self.rows.iter().find(|row| row.unit == Some(unit))
    }

    /// Calls `take` for every figure that has letters behind it, with its item where it has one.
    pub fn visit_figures(&mut self, mut take: impl FnMut(Option<Item>, &mut Figure)) {
        let of_row = |row: &mut UnitRow, take: &mut dyn FnMut(Option<Item>, &mut Figure)| {
            row.figures
                .iter_mut()
                .for_each(|(item, figure)| take(Some(*item), figure));
            take(None, &mut row.satisfaction.rated);
            take(None, &mut row.satisfaction.unknown);
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
        take(None, &mut centre.satisfaction.rated);
        take(None, &mut centre.satisfaction.unknown);
        let coded = [
            &mut centre.types,
            &mut centre.subjects,
            &mut centre.categories,
            &mut centre.routes,
            &mut centre.declined,
        ];
        coded
            .into_iter()
            .flatten()
            .for_each(|(_, figure)| take(None, figure));
        centre
            .received_by_step
            .iter_mut()
            .for_each(|(_, figure)| take(None, figure));
    }

    /// Narrows the bulletin to what a member of staff may see: a liaison only their own unit's row.
    pub(super) fn redacted_for(mut self, who: &Staff) -> Bulletin {
        if who.is_liaison_only() {
            self.rows
                .retain(|row| row.unit.is_some() && row.unit == who.unit);
            self.centre = None;
        }
        self
    }
}
