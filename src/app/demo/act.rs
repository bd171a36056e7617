//! A step of the demo script, and its translation into an action of the workflow.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::domain::directory::unit::UnitId;
use crate::domain::letter::{Letter, LetterId};
use crate::domain::time::Timestamp;
use crate::domain::workflow::action::{Action, Verb};
use crate::domain::workflow::answers::Answers;
use crate::domain::workflow::{self, Ask};
use crate::store::Store;
use crate::store::change::perform::{Actor, Change};

/// A step of the script (`assets/demo/letters.toml`).
#[derive(Deserialize)]
pub(super) struct ScriptStep {
    /// When, relative to today in working days: `-6d 08:41`.
    pub at: String,
    #[serde(rename = "do")]
    verb: String,
    by: String,
    /// The answers, by the codes of what the action asks. Units have their short names, letters
    /// their titles.
    #[serde(flatten)]
    answers: BTreeMap<String, toml::Value>,
}

impl ScriptStep {
    /// Performs the step on the letter with this title; returns a message where it is not possible.
    pub(super) fn perform_step(
        &self,
        store: &mut Store,
        title: &str,
        known: &BTreeMap<&str, LetterId>,
        at: Timestamp,
    ) -> Result<(), String> {
        let id = *known.get(title).ok_or_else(|| self.unknown_name(title))?;
        let letter = store.load_letter(id).map_err(|error| error.to_string())?;
        let verb = Verb::parse(&self.verb).ok_or_else(|| self.unknown_name(&self.verb))?;
        let answers = self.answers(verb, store, &letter, known)?;
        let action =
            Action::from_answers(verb, &answers).map_err(|ask| self.unknown_name(ask.code()))?;
        let who = store
            .office()
            .staff(&self.by)
            .cloned()
            .ok_or_else(|| self.unknown_name(&self.by))?;
        store
            .perform(Change::of(id, letter.version, action), Actor::new(&who, at))
            .map_err(|error| format!("{}: {error}", self.verb))?;
        Ok(())
    }

    fn unknown_name(&self, what: &str) -> String {
        format!("{}: {what}", self.verb)
    }

    /// Resolves the answers of the script. Without a unit, the lead unit acts.
    fn answers(
        &self,
        verb: Verb,
        store: &Store,
        letter: &Letter,
        known: &BTreeMap<&str, LetterId>,
    ) -> Result<Answers, String> {
        let asks = workflow::find_transition(verb).map_or(&[][..], |row| row.asks);
        let mut answers = Answers::default();
        if let Some(held) = letter.lead_assignment() {
            answers.set_units(Ask::Unit, &[held.unit]);
        }
        for (code, value) in &self.answers {
            let ask = asks
                .iter()
                .copied()
                .find(|ask| ask.code() == code)
                .ok_or_else(|| self.unknown_name(code))?;
            let texts: Vec<String> = match value {
                toml::Value::Array(texts) => texts.iter().map(written).collect(),
                one => vec![written(one)],
            };
            match ask {
                Ask::Lead | Ask::Co | Ask::Unit | Ask::Accused => {
                    let units: Result<Vec<UnitId>, String> = texts
                        .iter()
                        .map(|name| {
                            store
                                .find_unit(name)
                                .map_err(|error| self.unknown_name(&error.to_string()))
                        })
                        .collect();
                    answers.set_units(ask, &units?);
                }
                Ask::Letter | Ask::Earlier => {
                    let title = texts.join(" ");
                    let letter = known.get(title.as_str());
                    answers.set_letter(ask, *letter.ok_or_else(|| self.unknown_name(&title))?);
                }
                ask => answers.set(ask, texts.join(" ").trim()),
            }
        }
        Ok(answers)
    }
}

/// Formats a value of the script as an answer.
fn written(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
