//! Why a rule refused: a sentence with the next step, and the article it rests on.

mod sentence;
mod why;

use std::fmt;

use crate::domain::letter::event::Event;
use crate::domain::regulation::Named;

pub use why::Why;

/// A refusal, with the article where one stands behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The situation.
    pub why: Why,
    /// The article.
    pub article: Option<Named>,
    /// The attempt, where the regulation wants it recorded all the same.
    pub attempt: Option<Box<Event>>,
}

impl Refusal {
    /// A refusal on an article.
    pub fn new(why: Why, article: Option<Named>) -> Refusal {
        Refusal {
            why,
            article,
            attempt: None,
        }
    }

    /// Whether the same action would pass with a (better) answer: the form stays open.
    pub fn wants_answer(&self) -> bool {
        self.why.wants_answer()
    }

    /// The code in the JSON form of an error.
    pub fn kind(&self) -> &'static str {
        self.why.kind()
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.article {
            Some(article) => f.write_str(&say!(
                "refusal-cited",
                sentence = self.why.sentence(),
                article = article.words()
            )),
            None => f.write_str(&self.why.sentence()),
        }
    }
}

impl std::error::Error for Refusal {}
