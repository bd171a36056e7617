//! `suggest`: suggests decisions on a letter with the reasons, and measures how good suggestions
//! are.

mod evaluate;
mod practice;
mod table;

use serde_json::{Value, json};

use crate::app::error::AppError;
use crate::cli::args::Xinxiang;
use crate::cli::args::recall_args::Suggest;
use crate::cli::{open, output};
use crate::domain::letter::summary::AccessScope;
use crate::domain::regulation::route::Route;
use crate::domain::regulation::{Regulation, Worded};
use crate::domain::suggestion::{Suggestion, Suggestions};
use crate::domain::workflow::verb::Verb;
use crate::store::Store;
use crate::text::sanitize::one_line;
use crate::text::width::pad_right;

pub use evaluate::Evaluation;
pub use table::{TableOptions, measure as measure_table};

/// Prints suggestions for a letter; without one, measures their quality.
pub fn run(args: &Xinxiang, wanted: &Suggest) -> Result<(), AppError> {
    if let Some(file) = &wanted.table {
        return table::run(args, wanted, file);
    }
    let Some(letter) = &wanted.letter else {
        return evaluate::run(args, wanted);
    };
    let (mut store, who, now) = open::open_as_actor(args)?;
    // The reasons quote words of the letter: for a restricted letter that counts as reading.
    let letter = store.read(store.find_visible(letter, &who)?, &who, now)?;
    let advice = store.suggest(letter.id, &who, now)?;
    let regulation = store.office().regulation_of(&letter.regulation);
    let fields = suggested_fields(&advice, &store, regulation);
    if args.json {
        return output::print_json(
            &fields
                .iter()
                .map(|field| (field.code.to_owned(), field.to_json()))
                .collect(),
        );
    }
    let fields: Vec<SuggestedField> = fields
        .into_iter()
        .filter(SuggestedField::is_shown)
        .collect();
    if fields.is_empty() {
        return output::print_line(&say!("advice-none"));
    }
    for field in fields {
        for (place, (name, _, choice)) in field.choices.iter().enumerate() {
            let label = if place == 0 { field.label.as_str() } else { "" };
            let sure = if place == 0 && choice.is_sure() {
                say!("advice-sure")
            } else {
                String::new()
            };
            let rows = store.summaries(&choice.sources, &AccessScope::for_staff(&who))?;
            let line = [
                pad_right(label, 10),
                pad_right(name, 28),
                pad_right(&sure, 10),
                choice.explain(&rows),
            ]
            .join(" ");
            output::print_line(&one_line(line.trim_end()))?;
        }
    }
    Ok(())
}

/// A field with its suggestions: name, codes for JSON, and the evidence.
struct SuggestedField {
    code: &'static str,
    label: String,
    choices: Vec<(String, Value, Suggestion<()>)>,
}

impl SuggestedField {
    fn from_choices<L: Clone>(
        code: &'static str,
        label: String,
        choices: &[Suggestion<L>],
        told: impl Fn(&L) -> (String, Value),
    ) -> SuggestedField {
        let choices = choices.iter().map(|choice| {
            let (name, codes) = told(&choice.label);
            (name, codes, choice.clone().with_label(()))
        });
        SuggestedField {
            code,
            label,
            choices: choices.collect(),
        }
    }

    /// Reports whether its first suggestion is good enough to be shown.
    fn is_shown(&self) -> bool {
        let first = self.choices.first();
        first.is_some_and(|(_, _, choice)| choice.is_shown())
    }

    fn to_json(&self) -> Value {
        let choices = self.choices.iter().map(|(name, codes, choice)| {
            let mut value = json!({
                "name": name, "score": (choice.score * 1000.0).round() / 1000.0, "sure": choice.is_sure(), "shown": choice.is_shown(),
                "words": choice.words, "own": choice.own_words, "from": choice.sources,
            });
            if let (Value::Object(value), Value::Object(codes)) = (&mut value, codes.clone()) {
                value.extend(codes);
            }
            value
        });
        choices.collect()
    }
}

fn suggested_fields(
    advice: &Suggestions,
    store: &Store,
    regulation: &Regulation,
) -> [SuggestedField; 5] {
    let Suggestions {
        category,
        lead,
        co,
        route: road,
        ground,
    } = advice;
    let units = &store.office().units;
    fn worded<W: Worded>(entry: Option<&W>, code: &str) -> (String, Value) {
        let name = entry.map_or_else(
            || code.to_owned(),
            |entry| format!("{code} {}", entry.words()),
        );
        (name, json!({ "code": code }))
    }
    let unit = |id: &_| (units.name(*id), json!({ "code": units.name(*id) }));
    [
        SuggestedField::from_choices("category", say!("advice-category"), category, |code| {
            worded(regulation.find_category(code), code)
        }),
        SuggestedField::from_choices("lead", say!("advice-lead"), lead, unit),
        SuggestedField::from_choices("co", say!("advice-co"), co, unit),
        SuggestedField::from_choices("route", say!("advice-route"), road, |road| {
            let verb = match road.route() {
                Route::Direct => Verb::ReplyDirectly,
                Route::Assigned => Verb::Assign,
            };
            let because = road
                .reason_code()
                .and_then(|code| regulation.find_direct_reply_reason(code))
                .map(Worded::words);
            let name = [Some(verb.label().as_str()), because]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" · ");
            (
                name,
                json!({ "code": road.route().code(), "because": road.reason_code() }),
            )
        }),
        SuggestedField::from_choices("ground", say!("advice-ground"), ground, |code| {
            worded(regulation.find_ground(code), code)
        }),
    ]
}
