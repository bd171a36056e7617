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
use crate::domain::suggestion::{Decision, SHOWN_LEAD, Suggestion};
use crate::domain::time::Timestamp;
use crate::store::{Store, StoreError};
use crate::text::width::pad_right;

/// After this many letters, suggestions have enough history; `later` starts here.
const WARM_UP_LETTERS: u64 = 100;

/// How often the correct label was among the suggestions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Accuracy {
    /// The number of letters measured.
    pub letters: u64,
    /// The correct label was the first suggestion.
    pub at_first: u64,
    /// The correct label was among the first three.
    pub in_first_three: u64,
}

impl Accuracy {
    fn add_letter<L: PartialEq>(&mut self, choices: &[Suggestion<L>], right: &L) {
        let place = choices.iter().position(|choice| choice.label == *right);
        self.letters += 1;
        self.at_first += u64::from(place == Some(0));
        self.in_first_three += u64::from(place.is_some_and(|place| place < 3));
    }

    /// Returns the accuracy at 1 and at 3.
    pub fn accuracies(&self) -> (f64, f64) {
        let share = |n: u64| {
            if self.letters == 0 {
                0.0
            } else {
                n as f64 / self.letters as f64
            }
        };
        (share(self.at_first), share(self.in_first_three))
    }

    fn to_json(self) -> Value {
        let (at_1, at_3) = self.accuracies();
        json!({ "letters": self.letters, "right_at_1": self.at_first, "right_at_3": self.in_first_three, "at_1": at_1, "at_3": at_3 })
    }
}

/// At most one shown suggestion in five may be wrong.
const SHOWN_ACCURACY: f64 = 0.8;

/// The smallest lead from which on enough of the first suggestions are right.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Threshold {
    /// The lead, as a part of the score.
    pub lead: f64,
    /// The supported first suggestions with at least this lead.
    pub shown: Accuracy,
}

/// The results for one field.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FieldResult {
    /// Over all letters.
    pub all: Accuracy,
    /// Over the letters after the first hundred.
    pub later: Accuracy,
    /// Over the letters whose first suggestion was marked as sure.
    pub sure: Accuracy,
    /// Over the letters whose first suggestion was shown.
    pub shown: Accuracy,
    /// The lead of each first suggestion that is supported, and whether it was right.
    firsts: Vec<(f64, bool)>,
}

impl FieldResult {
    fn add_letter<L: PartialEq>(&mut self, choices: &[Suggestion<L>], right: Option<&L>) {
        let Some(right) = right else { return };
        if self.all.letters >= WARM_UP_LETTERS {
            self.later.add_letter(choices, right);
        }
        if choices.first().is_some_and(Suggestion::is_sure) {
            self.sure.add_letter(choices, right);
        }
        if let Some(first) = choices.first().filter(|first| first.is_supported()) {
            self.firsts.push((first.lead(), first.label == *right));
            if first.is_shown() {
                self.shown.add_letter(choices, right);
            }
        }
        self.all.add_letter(choices, right);
    }

    /// Returns the smallest lead from which on enough suggestions are right; `None` if there is
    /// none.
    pub fn threshold(&self) -> Option<Threshold> {
        let mut firsts = self.firsts.clone();
        firsts.sort_by(|one, other| other.0.total_cmp(&one.0));
        let mut shown = Accuracy::default();
        let mut found = None;
        for (lead, right) in firsts {
            shown.letters += 1;
            shown.at_first += u64::from(right);
            if shown.accuracies().0 >= SHOWN_ACCURACY {
                found = Some(Threshold { lead, shown });
            }
        }
        found
    }
}

/// The results for all fields.
#[derive(Clone, Debug, Default)]
pub struct Evaluation {
    /// Results for the category.
    pub category: FieldResult,
    /// Results for the lead unit.
    pub unit: FieldResult,
    /// Results for the route with its reason.
    pub route: FieldResult,
    /// Results for the ground, over declined letters.
    pub ground: FieldResult,
    /// The time of each suggestion, in milliseconds.
    pub times_ms: Vec<f64>,
}

impl Evaluation {
    /// Requests suggestions for a letter and compares them with the decision.
    pub fn measure_letter(
        &mut self,
        store: &Store,
        id: LetterId,
        right: &Decision,
        who: &Staff,
    ) -> Result<(), StoreError> {
        let begun = Instant::now();
        let advice = store.suggest(id, who, Timestamp::UNIX_EPOCH)?;
        self.times_ms.push(begun.elapsed().as_secs_f64() * 1000.0);
        self.category
            .add_letter(&advice.category, right.category.as_ref());
        self.unit.add_letter(&advice.lead, right.lead.as_ref());
        self.route.add_letter(&advice.route, right.route.as_ref());
        self.ground
            .add_letter(&advice.ground, right.ground.as_ref());
        Ok(())
    }

    fn measured_fields(&self) -> Vec<(&'static str, String, &FieldResult)> {
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
    fn time_quantile(&self, share: f64) -> f64 {
        let mut took = self.times_ms.clone();
        took.sort_by(f64::total_cmp);
        let place = (took.len() as f64 * share) as usize;
        took.get(place.min(took.len().saturating_sub(1)))
            .copied()
            .unwrap_or_default()
    }

    /// Prints the results after the sentences that describe the data.
    pub fn print_results(&self, json: bool, sentences: &[String]) -> Result<(), AppError> {
        let (median, late) = (self.time_quantile(0.5), self.time_quantile(0.95));
        if json {
            let fields = self.measured_fields().into_iter().map(|(code, _, measured)| {
                let FieldResult {
                    all, later, sure, shown, ..
                } = measured;
                let threshold = measured.threshold().map(|found| {
                    json!({ "lead": found.lead, "shown": found.shown.to_json() })
                });
                json!({
                    "field": code, "all": all.to_json(), "later": later.to_json(), "sure": sure.to_json(),
                    "shown": shown.to_json(), "threshold": threshold,
                })
            });
            return output::print_json(&json!({
                "measured": sentences, "letters": self.times_ms.len(), "fields": fields.collect::<Vec<_>>(),
                "median_ms": median, "p95_ms": late,
            }));
        }
        for sentence in sentences {
            output::print_line(sentence)?;
        }
        if self.measured_fields().is_empty() {
            return output::print_line(&say!("cli-evaluate-nothing"));
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
        output::print_line(&format_row(&head))?;
        let share = |share: f64| format!("{:.1} %", share * 100.0);
        for (_, label, measured) in self.measured_fields() {
            let FieldResult {
                all, later, sure, ..
            } = measured;
            let later_share = |share_of: f64| {
                if later.letters > 0 {
                    share(share_of)
                } else {
                    String::from("–")
                }
            };
            output::print_line(&format_row(&[
                label,
                all.letters.to_string(),
                share(all.accuracies().0),
                share(all.accuracies().1),
                later_share(later.accuracies().0),
                later_share(later.accuracies().1),
                say!(
                    "cli-evaluate-sure-right",
                    right = share(sure.accuracies().0),
                    letters = sure.letters
                ),
            ]))?;
        }
        for (_, label, measured) in self.measured_fields() {
            let FieldResult { all, shown, .. } = measured;
            let of_all = |n: u64| share(n as f64 / all.letters.max(1) as f64);
            output::print_line(&say!(
                "cli-evaluate-shown",
                field = label.as_str(),
                lead = format!("{:.0} %", SHOWN_LEAD * 100.0),
                shown = of_all(shown.letters),
                right = share(shown.accuracies().0)
            ))?;
            if let Some(Threshold { lead, shown }) = measured.threshold() {
                output::print_line(&say!(
                    "cli-evaluate-threshold",
                    lead = share(lead),
                    shown = of_all(shown.letters),
                    right = share(shown.accuracies().0)
                ))?;
            }
        }
        output::print_line(&say!(
            "cli-evaluate-time",
            median = format!("{median:.1}"),
            late = format!("{late:.1}")
        ))
    }
}

fn format_row(cells: &[String]) -> String {
    let widths = [10, 8, 12, 12, 16, 16, 20];
    let cells: Vec<String> = cells
        .iter()
        .zip(widths)
        .map(|(cell, width)| pad_right(cell, width))
        .collect();
    cells.join(" ").trim_end().to_owned()
}

/// Measures over the office's own letters.
pub(super) fn run(args: &Xinxiang, wanted: &Suggest) -> Result<(), AppError> {
    let (store, who, _) = open::open_as_actor(args)?;
    let ids = store.newest_decided(wanted.limit)?;
    let mut score = Evaluation::default();
    let mut bar = output::Bar::new();
    for (n, id) in (1..).zip(&ids) {
        let letter = store.load_letter(*id)?;
        if letter.may_read(&who) {
            score.measure_letter(&store, *id, &Decision::from_letter(&letter), &who)?;
        }
        bar.update(n, ids.len() as u64, &say!("cli-evaluating"));
    }
    bar.finish();
    let sentence = say!("cli-evaluate-own", letters = score.times_ms.len());
    score.print_results(args.json, &[sentence])
}
