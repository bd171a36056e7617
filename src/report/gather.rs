//! Accumulates the figures of a unit, or of the centre, while letters are counted.

use std::collections::BTreeMap;

use super::figure::{AnswerHours, Figure, Item, Satisfaction, round_to};
use super::score::Score;
use super::score::UnitRow;
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::{LetterId, Rating};
use crate::domain::regulation::Regulation;

/// The running figures of a unit, of all units, or of the centre.
#[derive(Default)]
pub(super) struct UnitCounts {
    /// Figures by item.
    pub figures: BTreeMap<Item, Figure>,
    /// The working minutes of each answer.
    pub minutes: Vec<i64>,
    score_sum: u64,
    rated: Figure,
    unknown: Figure,
}

impl UnitCounts {
    /// Adds one for a letter.
    pub(super) fn add(&mut self, item: Item, letter: LetterId) {
        self.figures.entry(item).or_default().add(letter);
    }

    /// Counts a reply and its rating.
    pub(super) fn add_reply(&mut self, letter: LetterId, rating: Option<&Rating>) {
        self.add(Item::Replied, letter);
        match rating {
            Some(rating) => {
                self.score_sum += u64::from(rating.score);
                self.rated.add(letter);
            }
            None => self.unknown.add(letter),
        }
    }

    /// Returns the satisfaction with the counted replies.
    pub(super) fn satisfaction(&self) -> Satisfaction {
        let mean = (self.rated.n > 0)
            .then(|| round_to(self.score_sum as f64 / self.rated.n as f64, 100.0));
        Satisfaction {
            mean,
            rated: self.rated.clone(),
            unknown: self.unknown.clone(),
        }
    }

    /// Finishes the row, with its score where the regulation defines one.
    pub(super) fn into_row(
        self,
        unit: Option<UnitId>,
        name: String,
        regulation: &Regulation,
    ) -> UnitRow {
        let content = self.satisfaction();
        let row = UnitRow {
            unit,
            name,
            answer_hours: AnswerHours::from_minutes(self.minutes),
            satisfaction: content,
            figures: self.figures,
            score: None,
            town: false,
            rank: None,
        };
        UnitRow {
            score: regulation
                .weights
                .as_ref()
                .map(|weights| Score::compute(&row, weights)),
            ..row
        }
    }
}

/// Returns zero figures for codes, in the order of the regulation.
pub(super) fn zero_figures<'a>(codes: impl Iterator<Item = &'a String>) -> Vec<(String, Figure)> {
    codes
        .map(|code| (code.clone(), Figure::default()))
        .collect()
}

/// Counts a letter under a code. A code that the regulation does not have is appended.
pub(super) fn add_to_code(list: &mut Vec<(String, Figure)>, code: &str, letter: LetterId) {
    match list.iter_mut().find(|(known, _)| known == code) {
        Some((_, figure)) => figure.add(letter),
        None => {
            let mut figure = Figure::default();
            figure.add(letter);
            list.push((code.to_owned(), figure));
        }
    }
}
