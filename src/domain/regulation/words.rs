//! The wording of a regulation: texts in both languages, and codes with their wordings.

use serde::{Deserialize, Serialize};

use crate::domain::regulation::passage_kind::Kind;
use crate::i18n::{Lang, language};

/// A text in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// 中文.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Named {
    /// The text in the language in force.
    pub fn words(&self) -> &str {
        match language() {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

/// A category (article 3).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// `3.5`.
    pub code: String,
    /// The wording, 中文.
    pub zh: String,
    /// The wording, English.
    pub en: String,
    /// Words that such letters have: what suggestions are made from before there is a history.
    #[serde(default)]
    pub words: Vec<String>,
    /// Whether such a letter is read only by those on its list of readers, and every reading is recorded.
    #[serde(default)]
    pub restricted: bool,
}

/// A ground (article 4).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ground {
    /// `4.2`.
    pub code: String,
    /// The wording, 中文.
    pub zh: String,
    /// The wording, English.
    pub en: String,
    /// The notice to the writer, in Chinese; `{writer}`, `{title}`, `{office}` and `{date}` stand for the letter's own.
    #[serde(default)]
    pub notice: String,
    /// The kinds of passage that point to it.
    #[serde(default)]
    pub points: Vec<Kind>,
}

/// What a direct reply has to name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Names {
    /// The earlier letter.
    Earlier,
    /// The policy.
    Policy,
}

/// A reason for a direct reply (article 6(2)).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Because {
    /// `repeated`.
    pub code: String,
    /// The wording, 中文.
    pub zh: String,
    /// The wording, English.
    pub en: String,
    /// What it has to name.
    pub names: Names,
    /// Whether the earlier letter must have been replied to.
    #[serde(default)]
    pub answered: bool,
    /// Whether the letter is a repeat of the earlier one, and counts as such.
    #[serde(default)]
    pub repeats: bool,
}

/// A code with its wording, whatever it is of.
pub trait Worded {
    /// The code.
    fn code(&self) -> &str;
    /// The wording in the language in force.
    fn words(&self) -> &str;
    /// The wording in every language, for what is typed to find it.
    fn in_all(&self) -> [&str; 2];
}

macro_rules! worded {
    ($($name:ty),*) => {$(
        impl Worded for $name {
            fn code(&self) -> &str {
                &self.code
            }
            fn words(&self) -> &str {
                match language() {
                    Lang::Zh => &self.zh,
                    Lang::En => &self.en,
                }
            }
            fn in_all(&self) -> [&str; 2] {
                [&self.zh, &self.en]
            }
        }
    )*};
}
worded!(Category, Ground, Because, super::terms::Step);
