//! The figures of a unit, and its score, which is always shown with its parts (article 7).

use std::collections::{BTreeMap, BTreeSet};

use super::figure::{AnswerHours, Figure, Item, Satisfaction, ratio, round_to};
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::LetterId;
use crate::domain::regulation::ScoreWeights;

/// The figures of a unit, or of all units together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UnitRow {
    /// The unit; `None` for the total over all units.
    pub unit: Option<UnitId>,
    /// The unit's name at the time of counting.
    pub name: String,
    /// Figures by item; a missing item is zero.
    pub figures: BTreeMap<Item, Figure>,
    /// Working hours from assignment to the answer that stands.
    pub answer_hours: AnswerHours,
    /// Ratings of the replies to letters that the unit led.
    pub satisfaction: Satisfaction,
    /// The score; `None` where the regulation defines none.
    pub score: Option<Score>,
    /// Whether the unit is a town or a subdistrict, and not a department.
    pub town: bool,
    /// The rank by score among the towns or among the departments; `None` without a score.
    pub rank: Option<u32>,
}

impl UnitRow {
    /// Returns the figure of an item; zero where nothing was counted.
    pub fn figure(&self, item: Item) -> &Figure {
        self.figures.get(&item).unwrap_or(Figure::NONE)
    }

    /// Returns the union of the letters of several figures.
    pub fn union_letters(&self, items: &[Item]) -> BTreeSet<LetterId> {
        items
            .iter()
            .flat_map(|item| &self.figure(*item).letters)
            .copied()
            .collect()
    }

    /// Returns the count of an item.
    pub fn count_of(&self, item: Item) -> u64 {
        self.figure(item).n
    }

    /// Returns the share answered in time, of what was answered or is late.
    pub fn in_time_share(&self) -> Option<f64> {
        let in_time = self.count_of(Item::InTime);
        ratio(
            in_time,
            in_time + self.count_of(Item::Late) + self.count_of(Item::LateOpen),
        )
    }

    /// Reports whether all figures are zero.
    pub fn is_empty(&self) -> bool {
        self.figures.values().all(|figure| figure.n == 0)
    }
}

/// The four parts of the score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ScorePart {
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

impl ScorePart {
    /// All parts, in the order of the regulation.
    pub const ALL: [ScorePart; 4] = [
        ScorePart::InTime,
        ScorePart::Satisfaction,
        ScorePart::NotSentBack,
        ScorePart::NotRepeated,
    ];

    /// Returns the code in JSON.
    pub fn code(self) -> &'static str {
        match self {
            ScorePart::InTime => "in_time",
            ScorePart::Satisfaction => "satisfaction",
            ScorePart::NotSentBack => "not_sent_back",
            ScorePart::NotRepeated => "not_repeated",
        }
    }

    /// Returns the label in the language in force.
    pub fn label(self) -> String {
        match self {
            ScorePart::InTime => say!("score-in-time"),
            ScorePart::Satisfaction => say!("score-satisfaction"),
            ScorePart::NotSentBack => say!("score-not-sent-back"),
            ScorePart::NotRepeated => say!("score-not-repeated"),
        }
    }

    /// Returns the part's weight in the regulation.
    pub fn weight(self, weights: &ScoreWeights) -> u32 {
        match self {
            ScorePart::InTime => weights.in_time,
            ScorePart::Satisfaction => weights.satisfaction,
            ScorePart::NotSentBack => weights.not_sent_back,
            ScorePart::NotRepeated => weights.not_repeated,
        }
    }

    /// Returns the letters that the part is counted from.
    pub fn counted_letters(self, row: &UnitRow) -> BTreeSet<LetterId> {
        match self {
            ScorePart::InTime => row.union_letters(&[Item::InTime, Item::Late, Item::LateOpen]),
            ScorePart::Satisfaction => row.satisfaction.rated.letters.clone(),
            ScorePart::NotSentBack => row.union_letters(&[Item::Answered]),
            ScorePart::NotRepeated => row.union_letters(&[Item::Replied, Item::Repeats]),
        }
    }

    /// Returns the part's value for a unit, from 0 to 1; `None` where the denominator is zero.
    fn value(self, row: &UnitRow) -> Option<f64> {
        match self {
            ScorePart::InTime => row.in_time_share(),
            ScorePart::Satisfaction => row
                .satisfaction
                .mean
                .map(|mean| round_to(mean / 5.0, 10_000.0)),
            ScorePart::NotSentBack => {
                let answered = row.count_of(Item::Answered);
                ratio(
                    answered.saturating_sub(row.count_of(Item::SentBack)),
                    answered,
                )
            }
            ScorePart::NotRepeated => {
                let (all, again) = (
                    self.counted_letters(row).len(),
                    row.figure(Item::Repeats).letters.len(),
                );
                ratio(all.saturating_sub(again) as u64, all as u64)
            }
        }
    }
}

/// A part of a unit's score, with its weight and value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WeightedPart {
    /// Which part of the score this is.
    pub part: ScorePart,
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
    pub parts: Vec<WeightedPart>,
}

impl Score {
    /// Computes the score of a unit.
    pub fn compute(row: &UnitRow, weights: &ScoreWeights) -> Score {
        let parts = ScorePart::ALL.map(|of| WeightedPart {
            part: of,
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
        let total = (weight > 0.0).then(|| round_to(sum / weight * 100.0, 10.0));
        Score {
            total,
            parts: parts.into(),
        }
    }
}
