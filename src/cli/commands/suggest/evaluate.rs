//! Measures the quality of suggestions: replays history in order, so that each letter knows only
//! the earlier ones.

use std::time::Instant;

use serde_json::{Value, json};

use crate::app::error::AppError;
use crate::cli::args::Xinxiang;
use crate::cli::args::recall_args::Suggest;
use crate::cli::{open, output};
use crate::domain::directory::staff::Staff;
use crate::domain::letter::LetterId;
use crate::domain::suggestion::{Suggestion, Decision};
use crate::domain::time::Timestamp;
use crate::store::{Store, StoreError};
use crate::text::width::pad_right;

/// After this many letters, suggestions have enough history; `later` starts here.
const BEGINNING: u64 = 100;

/// How often the correct label was among the suggestions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hits {
    /// The number of letters measured.
    pub letters: u64,
    /// The correct label was the first suggestion.
    pub first: u64,
    /// The correct label was among the first three.
    pub third: u64,
}

impl Hits {
    fn take<L: PartialEq>(&mut self, choices: &[Suggestion<L>], right: &L) {
        let place = choices.iter().position(|choice| choice.label == *right);
        self.letters += 1;
        self.first += u64::from(place == Some(0));
        self.third += u64::from(place.is_some_and(|place| place < 3));
    }

    /// Returns the accuracy at 1 and at 3.
    pub fn shares(&self) -> (f64, f64) {
        let share = |n: u64| {
            if self.letters == 0 {
                0.0
            } else {
                n as f64 / self.letters as f64
            }
        };
        (share(self.first), share(self.third))
    }

    fn document(&self) -> Value {
        let (at_1, at_3) = self.shares();
        json!({ "letters": self.letters, "right_at_1": self.first, "right_at_3": self.third, "at_1": at_1, "at_3": at_3 })
    }
}

/// The results for one field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Measured {
    /// Over all letters.
    pub all: Hits,
    /// Over the letters after the first hundred.
    pub later: Hits,
    /// Over the letters whose first suggestion was marked as sure.
    pub sure: Hits,
}

impl Measured {
    fn take<L: PartialEq>(&mut self, choices: &[Suggestion<L>], right: Option<&L>) {
        let Some(right) = right else { return };
        if self.all.letters >= BEGINNING {
            self.later.take(choices, right);
        }
        if choices.first().is_some_and(Suggestion::is_confident) {
            self.sure.take(choices, right);
        }
        self.all.take(choices, right);
    }
}

/// The results for all fields.
#[derive(Clone, Debug, Default)]
pub struct Score {
    /// Results for the category.
    pub category: Measured,
    /// Results for the lead unit.
    pub unit: Measured,
    /// Results for the route with its reason.
    pub route: Measured,
    /// Results for the ground, over declined letters.
    pub ground: Measured,
    /// The time of each suggestion, in milliseconds.
    pub took: Vec<f64>,
}

impl Score {
    /// Requests suggestions for a letter and compares them with the decision.
    pub fn take(
        &mut self,
        store: &Store,
        id: LetterId,
        right: &Decision,
        who: &Staff,
    ) -> Result<(), StoreError> {
        let begun = Instant::now();
        let advice = store.suggest(id, who, Timestamp::UNIX_EPOCH)?;
        self.took.push(begun.elapsed().as_secs_f64() * 1000.0);
        self.category
            .take(&advice.category, right.category.as_ref());
        self.unit.take(&advice.lead, right.lead.as_ref());
        self.route.take(&advice.route, right.route.as_ref());
        self.ground.take(&advice.ground, right.ground.as_ref());
        Ok(())
    }

    fn fields(&self) -> Vec<(&'static str, String, &Measured)> {
        let fields = [
            ("category", say!("advice-category"), &self.category),
            ("unit", say!("advice-lead"), &self.unit),
            ("route", say!("advice-route"), &self.route),
            ("ground", say!("advice-ground"), &self.ground),
        ];
        fields
            .into_iter()
            .filter(|(_, _, measured)| measured.all.letters > 0)
            .collect()
    }

    /// Returns the given quantile of the times, in milliseconds.
    fn within(&self, share: f64) -> f64 {
        let mut took = self.took.clone();
        took.sort_by(f64::total_cmp);
        let place = (took.len() as f64 * share) as usize;
        took.get(place.min(took.len().saturating_sub(1)))
            .copied()
            .unwrap_or_default()
    }

    /// Prints the results after the sentences that describe the data.
    pub fn print(&self, json: bool, sentences: &[String]) -> Result<(), AppError> {
        let (median, late) = (self.within(0.5), self.within(0.95));
        if json {
            let fields = self.fields().into_iter().map(|(code, _, measured)| {
                let Measured { all, later, sure } = measured;
                json!({ "field": code, "all": all.document(), "later": later.document(), "sure": sure.document() })
            });
            return output::document(&json!({
                "measured": sentences, "letters": self.took.len(), "fields": fields.collect::<Vec<_>>(),
                "median_ms": median, "p95_ms": late,
            }));
        }
        for sentence in sentences {
            output::line(sentence)?;
        }
        if self.fields().is_empty() {
            return output::line(&say!("cli-evaluate-nothing"));
        }
        let head = [
            say!("cli-evaluate-head"),
            say!("cli-evaluate-letters"),
            say!("cli-evaluate-first"),
            say!("cli-evaluate-third"),
            say!("cli-evaluate-later-first"),
            say!("cli-evaluate-later-third"),
            say!("cli-evaluate-sure"),
        ];
        output::line(&row(&head))?;
        let share = |share: f64| format!("{:.1} %", share * 100.0);
        for (_, label, Measured { all, later, sure }) in self.fields() {
            let later_share = |share_of: f64| {
                if later.letters > 0 {
                    share(share_of)
                } else {
                    String::from("–")
                }
            };
            output::line(&row(&[
                label,
                all.letters.to_string(),
                share(all.shares().0),
                share(all.shares().1),
                later_share(later.shares().0),
                later_share(later.shares().1),
                say!(
                    "cli-evaluate-sure-right",
                    right = share(sure.shares().0),
                    letters = sure.letters
                ),
            ]))?;
        }
        output::line(&say!(
            "cli-evaluate-time",
            median = format!("{median:.1}"),
            late = format!("{late:.1}")
        ))
    }
}

fn row(cells: &[String]) -> String {
    let widths = [10, 8, 12, 12, 16, 16, 20];
    let cells: Vec<String> = cells
        .iter()
        .zip(widths)
        .map(|(cell, width)| pad_right(cell, width))
        .collect();
    cells.join(" ").trim_end().to_owned()
}

/// Measures over the office's own letters.
pub fn run(args: &Xinxiang, wanted: &Suggest) -> Result<(), AppError> {
    let (store, who, _) = open::enter(args)?;
    let ids = store.newest_decided(wanted.limit)?;
    let mut score = Score::default();
    let mut bar = output::Bar::new();
    for (n, id) in (1..).zip(&ids) {
        let letter = store.letter(*id)?;
        if letter.may_read(&who) {
            score.take(&store, *id, &Decision::from_letter(&letter), &who)?;
        }
        bar.show(n, ids.len() as u64, &say!("cli-evaluating"));
    }
    bar.end();
    let sentence = say!("cli-evaluate-own", letters = score.took.len());
    score.print(args.json, &[sentence])
}
