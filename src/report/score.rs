//! The figures of a unit, and its score, which is never shown without its parts (article 7).

use std::collections::{BTreeMap, BTreeSet};

use super::figure::{Content, Figure, Item, Took, round, share};
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::LetterId;
use crate::domain::regulation::Weights;

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
        items
            .iter()
            .flat_map(|item| &self.figure(*item).letters)
            .copied()
            .collect()
    }

    /// How many.
    pub fn n(&self, item: Item) -> u64 {
        self.figure(item).n
    }

    /// The share in time of what was answered or is late.
    pub fn in_time_share(&self) -> Option<f64> {
        let in_time = self.n(Item::InTime);
        share(
            in_time,
            in_time + self.n(Item::Late) + self.n(Item::LateOpen),
        )
    }

    /// Whether there is anything to tell of it.
    pub fn is_empty(&self) -> bool {
        self.figures.values().all(|figure| figure.n == 0)
    }
}

/// A part of the score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Of {
    /// The share answered in time.
    InTime,
    /// The mean satisfaction, of 5.
    Satisfaction,
    /// The share of what was answered that was not sent back.
    NotSentBack,
    /// The share of the letters replied to or complained about again that were not complained about again.
    NotRepeated,
}

impl Of {
    /// All, in the order of the regulation.
    pub const ALL: [Of; 4] = [
        Of::InTime,
        Of::Satisfaction,
        Of::NotSentBack,
        Of::NotRepeated,
    ];

    /// The code in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Of::InTime => "in_time",
            Of::Satisfaction => "satisfaction",
            Of::NotSentBack => "not_sent_back",
            Of::NotRepeated => "not_repeated",
        }
    }

    /// What it is called.
    pub fn words(self) -> String {
        match self {
            Of::InTime => say!("score-in-time"),
            Of::Satisfaction => say!("score-satisfaction"),
            Of::NotSentBack => say!("score-not-sent-back"),
            Of::NotRepeated => say!("score-not-repeated"),
        }
    }

    /// Its weight.
    pub fn weight(self, weights: &Weights) -> u32 {
        match self {
            Of::InTime => weights.in_time,
            Of::Satisfaction => weights.satisfaction,
            Of::NotSentBack => weights.not_sent_back,
            Of::NotRepeated => weights.not_repeated,
        }
    }

    /// The letters that it is counted from.
    pub fn letters(self, row: &Row) -> BTreeSet<LetterId> {
        match self {
            Of::InTime => row.letters(&[Item::InTime, Item::Late, Item::LateOpen]),
            Of::Satisfaction => row.content.rated.letters.clone(),
            Of::NotSentBack => row.letters(&[Item::Answered]),
            Of::NotRepeated => row.letters(&[Item::Replied, Item::Repeats]),
        }
    }

    /// Its value for a unit, from 0 to 1; `None` where there is nothing that it could be a share of.
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

/// A part with its weight and its value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    /// Which.
    pub of: Of,
    /// Its weight, of 100.
    pub weight: u32,
    /// Its value, from 0 to 1; `None` where it has no denominator.
    pub value: Option<f64>,
}

/// A score.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// From 0 to 100, to a tenth, over the parts that have a value; `None` where none has.
    pub total: Option<f64>,
    /// The parts.
    pub parts: Vec<Part>,
}

impl Score {
    /// The score of a unit.
    pub fn of(row: &Row, weights: &Weights) -> Score {
        let parts = Of::ALL.map(|of| Part {
            of,
            weight: of.weight(weights),
            value: of.value(row),
        });
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
