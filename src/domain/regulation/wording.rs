//! The wording of a regulation: bilingual texts, and codes with their labels.

use serde::{Deserialize, Serialize};

use crate::domain::regulation::passage_kind::PassageKind;
use crate::i18n::{Lang, current_language};

/// A text in Chinese and English.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BilingualText {
    /// The Chinese text.
    pub zh: String,
    /// The English text.
    pub en: String,
}

impl BilingualText {
    /// Returns the text in the current language.
    pub fn localized(&self) -> &str {
        match current_language() {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

/// A category of letters (article 3).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// The code, such as `3.5`.
    pub code: String,
    /// The Chinese label.
    pub zh: String,
    /// The English label.
    pub en: String,
    /// Typical words of such letters; suggestions use them until there is a history.
    #[serde(default)]
    pub words: Vec<String>,
    /// Whether such letters are restricted: only their list of readers may read them, and every
    /// reading is recorded.
    #[serde(default)]
    pub restricted: bool,
}

/// A ground for declining (article 4).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ground {
    /// The code, such as `4.2`.
    pub code: String,
    /// The Chinese label.
    pub zh: String,
    /// The English label.
    pub en: String,
    /// The template of the notice to the writer, in Chinese, with the placeholders `{writer}`,
    /// `{title}` and `{office}`.
    #[serde(default)]
    pub notice: String,
    /// The kinds of passages that indicate this ground.
    #[serde(default)]
    pub points: Vec<PassageKind>,
    /// Whether the notice names the earlier letter about the same facts, or the document by which
    /// the matter was concluded.
    #[serde(default)]
    pub names_earlier: bool,
}

/// A type or a subject of letters, by which bulletins count.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Heading {
    /// The code, such as `complaint`.
    pub code: String,
    /// The Chinese label.
    pub zh: String,
    /// The English label.
    pub en: String,
    /// Typical words of such letters.
    #[serde(default)]
    pub words: Vec<String>,
}

/// The reference that a reason for a direct reply requires.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RequiredReference {
    /// An earlier letter.
    Earlier,
    /// A policy.
    Policy,
}

/// A reason for a direct reply (article 6(2)).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DirectReplyReason {
    /// The code, such as `repeated`.
    pub code: String,
    /// The Chinese label.
    pub zh: String,
    /// The English label.
    pub en: String,
    /// The reference that the reply requires.
    pub names: RequiredReference,
    /// Whether the earlier letter must have been answered.
    #[serde(default)]
    pub answered: bool,
    /// Whether the letter counts as a repeat of the earlier one.
    #[serde(default)]
    pub repeats: bool,
}

/// What an ending must name besides its reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EndingReference {
    /// A ground of article 4.
    Ground,
    /// The body to which the letter is referred.
    To,
    /// The letter into which it is merged.
    Letter,
}

/// How an accepted letter may end without a reply.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndingKind {
    /// The code, such as `withdrawn`.
    pub code: String,
    /// The Chinese label.
    pub zh: String,
    /// The English label.
    pub en: String,
    /// What it must name.
    #[serde(default)]
    pub names: Option<EndingReference>,
    /// Whether the letter counts in no line of the bulletin, as one that should not have been
    /// registered.
    #[serde(default)]
    pub uncounted: bool,
}

/// An entry of a regulation with a code and a label.
pub trait Worded {
    /// Returns the code.
    fn code(&self) -> &str;
    /// Returns the label in the current language.
    fn words(&self) -> &str;
    /// Returns the label in every language, so that typed text can match any of them.
    fn in_all(&self) -> [&str; 2];
}

macro_rules! worded {
    ($($name:ty),*) => {$(
        impl Worded for $name {
            fn code(&self) -> &str {
                &self.code
            }
            fn words(&self) -> &str {
                match current_language() {
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
worded!(
    Category,
    Ground,
    DirectReplyReason,
    EndingKind,
    Heading,
    super::terms::UrgingStep
);
