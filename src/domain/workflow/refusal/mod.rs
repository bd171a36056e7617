//! Refusals: why a rule refused an action, with the next step and the article.

pub(crate) mod reason;
mod sentence;

use std::fmt;

use crate::domain::letter::event::Event;
use crate::domain::regulation::BilingualText;

pub use crate::domain::workflow::refusal::reason::RefusalReason;

/// A refusal, with the article on which it is based, if any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The reason.
    pub why: RefusalReason,
    /// The article.
    pub article: Option<BilingualText>,
    /// The attempt, if the regulation requires it to be recorded although it was refused.
    pub attempt: Option<Box<Event>>,
}

impl Refusal {
    /// Creates a refusal without an attempt.
    pub fn new(why: RefusalReason, article: Option<BilingualText>) -> Refusal {
        Refusal {
            why,
            article,
            attempt: None,
        }
    }

    /// Reports whether the action could succeed with another answer, in which case the form stays
    /// open.
    pub fn wants_answer(&self) -> bool {
        self.why.wants_answer()
    }

    /// Returns the code used in the JSON form of an error.
    pub fn kind(&self) -> &'static str {
        self.why.kind()
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.article {
            Some(article) => f.write_str(&say!(
                "refusal-cited",
                sentence = self.why.to_sentence(),
                article = article.localized()
            )),
            None => f.write_str(&self.why.to_sentence()),
        }
    }
}

impl std::error::Error for Refusal {}
