//! The search language: words, phrases and fields that are typed on one line, as what a letter must have.
//!
//! Several words are *and*. `"…"` is a phrase, `-…` must not be there, `unit:住建局 stage:assigned from:2026-01` are fields. The
//! names of the fields and their values are read in both languages, whatever the interface speaks.

mod choice;
mod complete;
mod dates;
pub mod excerpt;
mod field;
mod parse;
mod piece;
mod wrong;

use jiff::Timestamp;
use jiff::civil::Date;

use super::regulation::Regulation;
use crate::domain::directory::unit::{UnitId, Units};
use crate::domain::letter::stage::Stage;

pub use complete::{Completion, complete};
pub use field::Field;
pub use parse::parse;
pub use wrong::{QueryError, Wrong};

/// What the values of the fields are read by.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The directory of units.
    pub units: &'a Units,
    /// The regulation, for its categories and the office's place on the clock.
    pub regulation: &'a Regulation,
    /// The office's date, for `today` and `7d`.
    pub today: Date,
}

/// A word or a phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// As it is looked for (see [`crate::domain::text::normalize::asked`]); never empty.
    pub text: String,
    /// Whether a letter must not have it.
    pub not: bool,
}

/// What a letter must have. All of it holds at once; an empty list asks for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// The words and phrases, in the order in which they were typed.
    pub words: Vec<Word>,
    /// One of these units.
    pub units: Vec<UnitId>,
    /// None of these units.
    pub not_units: Vec<UnitId>,
    /// One of these stages.
    pub stages: Vec<Stage>,
    /// None of these stages.
    pub not_stages: Vec<Stage>,
    /// The code of one of these categories.
    pub categories: Vec<String>,
    /// None of these categories.
    pub not_categories: Vec<String>,
    /// Not before this instant.
    pub from: Option<Timestamp>,
    /// Before this instant.
    pub to: Option<Timestamp>,
    /// Whether it is late.
    pub late: Option<bool>,
    /// Each of these, folded, stands in the writer's name.
    pub writer: Vec<String>,
    /// None of these, folded, stands in the writer's name.
    pub not_writer: Vec<String>,
    /// One of these, folded, stands in the number.
    pub number: Vec<String>,
}

impl Query {
    /// Whether every letter has what it asks for.
    pub fn is_empty(&self) -> bool {
        *self == Query::default()
    }

    /// The words that a letter which is found has in it, folded, to be marked there; the writer's among them.
    pub fn marks(&self) -> Vec<&str> {
        let words = self
            .words
            .iter()
            .filter(|word| !word.not)
            .map(|word| word.text.as_str());
        words
            .chain(self.writer.iter().map(String::as_str))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::domain::directory::unit::Unit;
    use crate::domain::text::normalize::{asked as asked_for, folded};
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
    pub fn asked() -> Asked<'static> {
        Asked {
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
                    prop_assert!(words.all(|word| !word.is_empty() && *word == folded(word)));
                }
                Err(error) => {
                    prop_assert!(!text[error.at.clone()].trim().is_empty());
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
                let empty = read.as_ref().is_err_and(|error| matches!(error.wrong, Wrong::Empty(_)));
                prop_assert!(read.is_ok() || (empty && insert.ends_with(':')), "{}: {:?}", text, read);
            }
        }

        #[test]
        fn a_phrase_is_looked_for_as_it_stands(phrase in "[^\"“”＂]{1,12}") {
            let query = parse(&format!("“{phrase}”"), &asked()).unwrap();
            let text = asked_for(phrase.trim()).trim().to_owned();
            prop_assert_eq!(query.marks(), if text.is_empty() { vec![] } else { vec![text.as_str()] });
        }
    }
}
