//! Why a query cannot be asked: a sentence with the next step, and the piece that is wrong.

use std::fmt;
use std::ops::Range;

use super::choice::{STAGES, stages};
use super::field::Field;

/// A query with a piece that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryError {
    /// The piece, in bytes of what was typed.
    pub at: Range<usize>,
    /// The situation.
    pub wrong: Wrong,
}

/// What is wrong with a piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// Nothing stands behind the colon.
    Empty(Field),
    /// A minus stands before a field that nothing can be excluded by.
    NotExcluded(Field),
    /// No unit is called so.
    Unit {
        /// What was typed.
        value: String,
        /// The short names of those that are called nearly so.
        near: Vec<String>,
    },
    /// No stage and no queue is called so.
    Stage(String),
    /// The regulation has no such category.
    Category {
        /// What was typed.
        value: String,
        /// The codes that it has.
        known: Vec<String>,
    },
    /// It is no period.
    Date(String),
    /// The end is before the beginning.
    Backwards,
    /// It is neither yes nor no.
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
