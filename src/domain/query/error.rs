//! The errors of a query: a sentence with the next step, and the piece that is wrong.

use std::fmt;
use std::ops::Range;

use super::choice::{OFFERED_STAGES, stage_choices};
use super::field::Field;

/// An error in a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryError {
    /// The byte range of the piece in the typed text.
    pub span: Range<usize>,
    /// The problem.
    pub problem: QueryProblem,
}

/// The problem with a piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QueryProblem {
    /// No value follows the colon.
    Empty(Field),
    /// The field cannot be negated.
    NotExcluded(Field),
    /// No unit has this name.
    UnknownUnit {
        /// What was typed.
        value: String,
        /// The short names of units with similar names.
        near: Vec<String>,
    },
    /// No stage or queue has this name.
    UnknownStage(String),
    /// The regulation has no such category.
    UnknownCategory {
        /// What was typed.
        value: String,
        /// The regulation's codes.
        known: Vec<String>,
    },
    /// The value is not a period.
    InvalidPeriod(String),
    /// The period ends before it starts.
    Backwards,
    /// The value is neither yes nor no.
    NotYesOrNo(String),
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let or = say!("list-or");
        f.write_str(&match &self.problem {
            QueryProblem::Empty(field) => say!(
                "query-empty",
                field = field.name(),
                about = field.help_text()
            ),
            QueryProblem::NotExcluded(field) => say!("query-not-excluded", field = field.name()),
            QueryProblem::UnknownUnit { value, near } if near.is_empty() => {
                say!("query-no-unit", value = value.as_str())
            }
            QueryProblem::UnknownUnit { value, near } => say!(
                "query-no-unit-near",
                value = value.as_str(),
                near = near.join(&or)
            ),
            QueryProblem::UnknownStage(value) => {
                let known: Vec<String> = stage_choices()
                    .into_iter()
                    .take(OFFERED_STAGES)
                    .map(|stage| stage.label)
                    .collect();
                say!(
                    "query-no-stage",
                    value = value.as_str(),
                    known = known.join(&or)
                )
            }
            QueryProblem::UnknownCategory { value, known } => {
                say!(
                    "query-no-category",
                    value = value.as_str(),
                    known = known.join(&or)
                )
            }
            QueryProblem::InvalidPeriod(value) => say!("query-no-date", value = value.as_str()),
            QueryProblem::Backwards => say!("query-backwards"),
            QueryProblem::NotYesOrNo(value) => say!("query-no-late", value = value.as_str()),
        })
    }
}

impl std::error::Error for QueryError {}
