//! The figures of a unit, and its score, which is always shown with its parts (article 7).

use std::collections::{BTreeMap, BTreeSet};

use super::figure::{Content, Figure, Item, Took, round, share};
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::LetterId;
use crate::domain::regulation::ScoreWeights;

/// The figures of a unit, or of all units together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// The unit; `None` for the total over all units.
    pub unit: Option<UnitId>,
    /// The unit's name at the time of counting.
    pub name: String,
    /// Figures by item; a missing item is zero.
    pub figures: BTreeMap<Item, Figure>,
    /// Working hours from assignment to the answer that stands.
    pub took: Took,
    /// Ratings of the replies to letters that the unit led.
    pub content: Content,
    /// The score; `None` where the regulation defines none.
    pub score: Option<Score>,
}

impl Row {
    /// Returns the figure of an item; zero where nothing was counted.
    pub fn figure(&self, item: Item) -> &Figure {
        self.figures.get(&item).unwrap_or(Figure::NONE)
    }

    /// Returns the union of the letters of several figures.
    pub fn letters(&self, items: &[Item]) -> BTreeSet<LetterId> {
        items
            .iter()
            .flat_map(|item| &self.figure(*item).letters)
            .copied()
            .collect()
    }

    /// Returns the count of an item.
    pub fn n(&self, item: Item) -> u64 {
        self.figure(item).n
    }

    /// Returns the share answered in time, of what was answered or is late.
    pub fn in_time_share(&self) -> Option<f64> {
        let in_time = self.n(Item::InTime);
        share(
            in_time,
            in_time + self.n(Item::Late) + self.n(Item::LateOpen),
        )
    }

    /// Reports whether all figures are zero.
    pub fn is_empty(&self) -> bool {
        self.figures.values().all(|figure| figure.n == 0)
    }
}

/// The four parts of the score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Of {
    /// The share answered in time.
    InTime,
    /// The mean satisfaction, of 5.
    Satisfaction,
    /// The share of what was answered that was not sent back.
    NotSentBack,
    /// The share of letters without a repeated complaint, of those replied to or complained about
    /// again.
    NotRepeated,
}

impl Of {
    /// All parts, in the order of the regulation.
    pub const ALL: [Of; 4] = [
        Of::InTime,
        Of::Satisfaction,
        Of::NotSentBack,
        Of::NotRepeated,
    ];

    /// Returns the code in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Of::InTime => "in_time",
            Of::Satisfaction => "satisfaction",
            Of::NotSentBack => "not_sent_back",
            Of::NotRepeated => "not_repeated",
        }
    }

    /// Returns the label in the language in force.
    pub fn words(self) -> String {
        match self {
            Of::InTime => say!("score-in-time"),
            Of::Satisfaction => say!("score-satisfaction"),
            Of::NotSentBack => say!("score-not-sent-back"),
            Of::NotRepeated => say!("score-not-repeated"),
        }
    }

    /// Returns the part's weight in the regulation.
    pub fn weight(self, weights: &ScoreWeights) -> u32 {
        match self {
            Of::InTime => weights.in_time,
            Of::Satisfaction => weights.satisfaction,
            Of::NotSentBack => weights.not_sent_back,
            Of::NotRepeated => weights.not_repeated,
        }
    }

    /// Returns the letters that the part is counted from.
    pub fn letters(self, row: &Row) -> BTreeSet<LetterId> {
        match self {
            Of::InTime => row.letters(&[Item::InTime, Item::Late, Item::LateOpen]),
            Of::Satisfaction => row.content.rated.letters.clone(),
            Of::NotSentBack => row.letters(&[Item::Answered]),
            Of::NotRepeated => row.letters(&[Item::Replied, Item::Repeats]),
        }
    }

    /// Returns the part's value for a unit, from 0 to 1; `None` where the denominator is zero.
    fn value(self, row: &Row) -> Option<f64> {
        match self {
            Of::InTime => row.in_time_share(),
            Of::Satisfaction => row.content.mean.map(|mean| round(mean / 5.0, 10_000.0)),
            Of::NotSentBack => {
                let answered = row.n(Item::Answered);
                share(answered.saturating_sub(row.n(Item::SentBack)), answered)
            }
            Of::NotRepeated => {
                let (all, again) = (
                    self.letters(row).len(),
                    row.figure(Item::Repeats).letters.len(),
                );
                share(all.saturating_sub(again) as u64, all as u64)
            }
        }
    }
}

/// A part of a unit's score, with its weight and value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    /// Which part of the score this is.
    pub of: Of,
    /// The weight, out of 100.
    pub weight: u32,
    /// The value from 0 to 1; `None` where the denominator is zero.
    pub value: Option<f64>,
}

/// The score of a unit: the weighted mean of its parts.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// From 0 to 100, rounded to a tenth, over the parts that have a value; `None` where none has.
    pub total: Option<f64>,
    /// All parts, also those without a value.
    pub parts: Vec<Part>,
}

impl Score {
    /// Computes the score of a unit.
    pub fn of(row: &Row, weights: &ScoreWeights) -> Score {
        let parts = Of::ALL.map(|of| Part {
            of,
            weight: of.weight(weights),
            value: of.value(row),
        });
        // Parts without a value drop out, and the weights of the others are scaled up to 100.
        let there: Vec<(f64, f64)> = parts
            .iter()
            .filter_map(|part| part.value.map(|value| (f64::from(part.weight), value)))
            .collect();
        let weight: f64 = there.iter().map(|(weight, _)| weight).sum();
        let sum: f64 = there.iter().map(|(weight, value)| weight * value).sum();
        let total = (weight > 0.0).then(|| round(sum / weight * 100.0, 10.0));
        Score {
            total,
            parts: parts.into(),
        }
    }
}
