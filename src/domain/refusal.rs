//! Why a rule refused: a sentence with the next step, and the article it rests on.

use std::fmt;

use super::action::Verb;
use super::regulation::Named;
use super::staff::Role;
use super::stage::Stage;
use super::workflow::{Ask, Row, find};

/// The situation in which a rule refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The letter is not at a stage from which this can be done.
    Stage {
        /// The action.
        verb: Verb,
        /// Where the letter stands.
        stage: Stage,
    },
    /// The person has none of the roles that may.
    Role {
        /// The action.
        verb: Verb,
        /// Who tried.
        who: String,
        /// Who may.
        may: &'static [Role],
    },
    /// An answer is missing.
    Missing(Ask),
    /// The feedback does not bear the unit's seal.
    NotSealed,
    /// No such category, ground or reason in this regulation.
    UnknownCode {
        /// What was asked.
        ask: Ask,
        /// What was given.
        code: String,
        /// What there is.
        known: String,
    },
    /// The unit does not have this letter.
    NotAtUnit {
        /// The unit's name.
        unit: String,
    },
    /// There is no such unit.
    NoSuchUnit,
    /// A letter cannot repeat itself.
    SameLetter,
    /// It is linked to that letter already.
    AlreadyLinked,
    /// A major letter cannot be assigned before an instruction.
    MajorUninstructed,
    /// The unit has signed for it already.
    AlreadySigned,
    /// There is no draft to submit.
    NothingDrafted,
    /// It is marked major already.
    AlreadyMajor,
    /// The deadline lies beyond the end of the calendar.
    NoDeadline,
}

/// A refusal, with the article where one stands behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The situation.
    pub why: Why,
    /// The article.
    pub article: Option<Named>,
}

impl Refusal {
    /// A refusal on an article.
    pub fn new(why: Why, article: Option<Named>) -> Refusal {
        Refusal { why, article }
    }

    /// Whether the same action would pass with a (better) answer: the form stays open.
    pub fn wants_answer(&self) -> bool {
        match self.why {
            Why::Missing(_)
            | Why::NotSealed
            | Why::UnknownCode { .. }
            | Why::NotAtUnit { .. }
            | Why::NoSuchUnit
            | Why::SameLetter
            | Why::AlreadyLinked => true,
            Why::Stage { .. }
            | Why::Role { .. }
            | Why::MajorUninstructed
            | Why::AlreadySigned
            | Why::NothingDrafted
            | Why::AlreadyMajor
            | Why::NoDeadline => false,
        }
    }

    /// The code in the JSON form of an error.
    pub fn kind(&self) -> &'static str {
        match self.why {
            Why::Stage { .. } => "stage",
            Why::Role { .. } => "role",
            Why::Missing(_) => "missing_answer",
            Why::NotSealed => "not_sealed",
            Why::UnknownCode { .. } => "unknown_code",
            Why::NotAtUnit { .. } => "not_at_unit",
            Why::NoSuchUnit => "no_such_unit",
            Why::SameLetter => "same_letter",
            Why::AlreadyLinked => "already_linked",
            Why::MajorUninstructed => "major_uninstructed",
            Why::AlreadySigned => "already_signed",
            Why::NothingDrafted => "nothing_drafted",
            Why::AlreadyMajor => "already_major",
            Why::NoDeadline => "no_deadline",
        }
    }

    fn sentence(&self) -> String {
        match &self.why {
            Why::Stage { verb, stage } => {
                let from = find(*verb).map(Row::from_words).unwrap_or_default();
                say!("refusal-stage", verb = verb.words(), stage = stage.words(), from = from)
            }
            Why::Role { verb, who, may } => {
                let may = may.iter().map(|role| role.words()).collect::<Vec<_>>().join(&say!("list-or"));
                say!("refusal-role", verb = verb.words(), who = who.as_str(), may = may)
            }
            Why::Missing(ask) => say!(&format!("missing-{}", ask.code())),
            Why::NotSealed => say!("refusal-not-sealed"),
            Why::UnknownCode { ask, code, known } => say!(
                "refusal-unknown-code",
                ask = say!(&format!("ask-{}", ask.code())),
                code = code.as_str(),
                known = known.as_str()
            ),
            Why::NotAtUnit { unit } => say!("refusal-not-at-unit", unit = unit.as_str()),
            Why::NoSuchUnit => say!("refusal-no-such-unit"),
            Why::SameLetter => say!("refusal-same-letter"),
            Why::AlreadyLinked => say!("refusal-already-linked"),
            Why::MajorUninstructed => say!("refusal-major-uninstructed"),
            Why::AlreadySigned => say!("refusal-already-signed"),
            Why::NothingDrafted => say!("refusal-nothing-drafted"),
            Why::AlreadyMajor => say!("refusal-already-major"),
            Why::NoDeadline => say!("refusal-no-deadline"),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.article {
            Some(article) => f.write_str(&say!("refusal-cited", sentence = self.sentence(), article = article.words())),
            None => f.write_str(&self.sentence()),
        }
    }
}

impl std::error::Error for Refusal {}
