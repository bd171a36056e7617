//! The errors of a query: a sentence with the next step, and the piece that is wrong.

use std::fmt;
use std::ops::Range;

use super::choice::{STAGES, stages};
use super::field::Field;

/// An error in a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryError {
    /// The byte range of the piece in the typed text.
    pub at: Range<usize>,
    /// The problem.
    pub wrong: Wrong,
}

/// The problem with a piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// No value follows the colon.
    Empty(Field),
    /// The field cannot be negated.
    NotExcluded(Field),
    /// No unit has this name.
    Unit {
        /// What was typed.
        value: String,
        /// The short names of units with similar names.
        near: Vec<String>,
    },
    /// No stage or queue has this name.
    Stage(String),
    /// The regulation has no such category.
    Category {
        /// What was typed.
        value: String,
        /// The regulation's codes.
        known: Vec<String>,
    },
    /// The value is not a period.
    Date(String),
    /// The period ends before it starts.
    Backwards,
    /// The value is neither yes nor no.
    Late(String),
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let or = say!("list-or");
        f.write_str(&match &self.wrong {
            Wrong::Empty(field) => say!("query-empty", field = field.name(), about = field.about()),
            Wrong::NotExcluded(field) => say!("query-not-excluded", field = field.name()),
            Wrong::Unit { value, near } if near.is_empty() => {
                say!("query-no-unit", value = value.as_str())
            }
            Wrong::Unit { value, near } => say!(
                "query-no-unit-near",
                value = value.as_str(),
                near = near.join(&or)
            ),
            Wrong::Stage(value) => {
                let known: Vec<String> = stages()
                    .into_iter()
                    .take(STAGES)
                    .map(|stage| stage.shown)
                    .collect();
                say!(
                    "query-no-stage",
                    value = value.as_str(),
                    known = known.join(&or)
                )
            }
            Wrong::Category { value, known } => {
                say!(
                    "query-no-category",
                    value = value.as_str(),
                    known = known.join(&or)
                )
            }
            Wrong::Date(value) => say!("query-no-date", value = value.as_str()),
            Wrong::Backwards => say!("query-backwards"),
            Wrong::Late(value) => say!("query-no-late", value = value.as_str()),
        })
    }
}

impl std::error::Error for QueryError {}
