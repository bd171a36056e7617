//! The query language: words, phrases and fields, typed on one line, become conditions on letters.
//!
//! All conditions must hold. `"…"` is a phrase, `-…` negates, and `unit:住建局 stage:assigned
//! from:2026-01` are fields. The names of fields and their values are accepted in both languages,
//! whatever language the interface uses.

mod choice;
mod complete;
mod dates;
pub(crate) mod error;
pub mod excerpt;
mod field;
mod parse;
mod piece;

use super::regulation::Regulation;
use crate::domain::directory::unit::{UnitId, Units};
use crate::domain::letter::stage::Stage;
use crate::domain::office::Office;
use crate::domain::time::{Date, Timestamp};

pub use crate::domain::query::error::{QueryError, QueryProblem};
pub use complete::{Completion, complete};
pub use field::Field;
pub use parse::parse;

/// The context in which the values of fields are interpreted.
#[derive(Clone, Copy, Debug)]
pub struct QueryContext<'a> {
    /// The directory of units.
    pub units: &'a Units,
    /// The regulation, for its categories and the office's time zone.
    pub regulation: &'a Regulation,
    /// Today's date at the office, for `today` and `7d`.
    pub today: Date,
}

impl<'a> QueryContext<'a> {
    /// Returns the context of an office on the day of `now`.
    pub fn new(office: &'a Office, now: Timestamp) -> QueryContext<'a> {
        let regulation = &office.regulation;
        QueryContext {
            units: &office.units,
            regulation,
            today: regulation.hours.to_civil(now).date(),
        }
    }
}

/// A search term: a word or a phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchTerm {
    /// The normalised text, never empty; see `text::normalize`.
    pub text: String,
    /// Whether a letter must not contain it.
    pub negated: bool,
}

/// The conditions on a letter. All of them must hold; an empty list imposes none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// The search terms, in the order typed.
    pub words: Vec<SearchTerm>,
    /// The letter is at one of these units.
    pub units: Vec<UnitId>,
    /// The letter is at none of these units.
    pub not_units: Vec<UnitId>,
    /// The stage is one of these.
    pub stages: Vec<Stage>,
    /// The stage is none of these.
    pub not_stages: Vec<Stage>,
    /// The category's code is one of these.
    pub categories: Vec<String>,
    /// The category's code is none of these.
    pub not_categories: Vec<String>,
    /// The letter arrived at this time or later.
    pub from: Option<Timestamp>,
    /// The letter arrived before this time.
    pub to: Option<Timestamp>,
    /// Whether the letter is late.
    pub late: Option<bool>,
    /// The writer's name contains each of these folded texts.
    pub writer: Vec<String>,
    /// The writer's name contains none of these folded texts.
    pub not_writer: Vec<String>,
    /// The official number contains one of these folded texts.
    pub number: Vec<String>,
}

impl Query {
    /// Reports whether the query matches every letter.
    pub fn is_empty(&self) -> bool {
        *self == Query::default()
    }

    /// Returns the folded terms to highlight in a matching letter, including those of the writer's
    /// name.
    pub fn highlight_terms(&self) -> Vec<&str> {
        let words = self
            .words
            .iter()
            .filter(|word| !word.negated)
            .map(|word| word.text.as_str());
        words
            .chain(self.writer.iter().map(String::as_str))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;
    use crate::domain::directory::unit::Unit;
    use crate::domain::text::normalize::{fold_text, search_term as asked_for};
    use crate::domain::time::date;
    use crate::i18n::{Lang, with_language};

    static REGULATION: LazyLock<Regulation> = LazyLock::new(|| {
        Regulation::parse(include_str!("../../../assets/regulations/weibin.toml")).unwrap()
    });
    static UNITS: LazyLock<Units> = LazyLock::new(|| {
        let table = include_str!("../../../assets/units/weibin.csv");
        let unit = |(id, line): (i64, &str)| {
            let cells: Vec<&str> = line.split(',').collect();
            let aliases = cells[2].split('、').map(str::to_owned).collect();
            let (name, kind) = (cells[0].to_owned(), cells[1].to_owned());
            Unit {
                id: UnitId(id),
                name,
                kind,
                aliases,
                duties: String::new(),
                ..Unit::default()
            }
        };
        let office = "某 “某” 办公室,部门,a b、x“y\" z,";
        Units::new(
            (1..)
                .zip(table.lines().skip(1).chain([office]))
                .map(unit)
                .collect(),
        )
    });

    /// Weibin's units and regulation, on 2 March 2026.
    pub(super) fn asked() -> QueryContext<'static> {
        QueryContext {
            units: &UNITS,
            regulation: &REGULATION,
            today: date(2026, 3, 2),
        }
    }

    fn pieces() -> impl Strategy<Value = String> {
        let names = Field::ALL
            .into_iter()
            .flat_map(Field::names)
            .collect::<Vec<_>>();
        let field = (
            prop::sample::select(vec!["", "-", "－"]),
            prop::sample::select(names),
            "[:：]",
        );
        prop_oneof![
            3 => field.prop_map(|(minus, name, colon)| format!("{minus}{name}{colon}")),
            2 => prop::sample::select(vec!["2026", "2026Q1", "7天", "zjj", "a b", "某", "3(5)", "是", "open", "\u{200b}", "经二路"])
                .prop_map(str::to_owned),
            2 => "[-－\"“”＂「」『』:： \u{3000}_()（）a-z0-9年月]{0,4}",
            1 => "\\PC{0,4}",
        ]
    }

    fn typed() -> impl Strategy<Value = String> {
        prop::collection::vec(pieces(), 0..6).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

        #[test]
        fn whatever_is_typed_is_read_or_told_where_it_is_wrong(text in typed(), cursor in 0..60_usize) {
            match parse(&text, &asked()) {
                Ok(query) => {
                    let mut words = query.words.iter().map(|word| &word.text).chain(&query.writer).chain(&query.number);
                    prop_assert!(words.all(|word| !word.is_empty() && *word == fold_text(word)));
                }
                Err(error) => {
                    prop_assert!(!text[error.span.clone()].trim().is_empty());
                    prop_assert!(!error.to_string().is_empty());
                }
            }
            for Completion { range, insert, .. } in complete(&text, cursor, &asked()) {
                let mut text = text.clone();
                text.replace_range(range, &insert);
            }
        }

        #[test]
        fn what_is_offered_can_be_asked(piece in pieces(), rest in "[a-z0-9年月\u{4e00}-\u{4e20}]{0,2}", english: bool) {
            let text = format!("{piece}{rest}");
            let lang = if english { Lang::En } else { Lang::Zh };
            for Completion { range, insert, .. } in with_language(lang, || complete(&text, text.len(), &asked())) {
                let mut text = text.clone();
                text.replace_range(range, &insert);
                let read = parse(&text, &asked());
                let empty = read.as_ref().is_err_and(|error| matches!(error.problem, QueryProblem::Empty(_)));
                prop_assert!(read.is_ok() || (empty && insert.ends_with(':')), "{}: {:?}", text, read);
            }
        }

        #[test]
        fn a_phrase_is_looked_for_as_it_stands(phrase in "[^\"“”＂]{1,12}") {
            let query = parse(&format!("“{phrase}”"), &asked()).unwrap();
            let text = asked_for(phrase.trim()).trim().to_owned();
            prop_assert_eq!(query.highlight_terms(), if text.is_empty() { vec![] } else { vec![text.as_str()] });
        }
    }
}
