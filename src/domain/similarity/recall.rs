//! What the history tells about a letter: similar earlier letters, suggestions, and current topics.

use std::ops::Range;

use crate::domain::directory::unit::UnitId;
use crate::domain::letter::LetterId;
use crate::domain::letter::summary::Summary;
use crate::domain::screening::ScreeningReport;
use crate::domain::similarity::Relation;
use crate::domain::suggestion::{Suggestion, Suggestions};

/// An earlier letter similar to the current one.
#[derive(Clone, Debug, PartialEq)]
pub struct SimilarLetter {
    /// The letter's summary; its lead unit handled it.
    pub summary: Summary,
    /// Its relation to the current letter.
    pub relation: Relation,
    /// Whether the wording differs so much that only reading both letters can tell what is new.
    pub reworded: bool,
    /// Whether one person wrote both; `None` if unknown.
    pub same_writer: Option<bool>,
    /// The similarity score, from 0 to 1.5.
    pub score: f32,
    /// The byte ranges of the current text that this letter lacks.
    pub new_spans: Vec<Range<usize>>,
    /// The byte ranges of this letter's text that the current one lacks.
    pub omitted_spans: Vec<Range<usize>>,
    /// Its text; empty if it is restricted.
    pub body: String,
    /// The last reply sent to its writer; `None` if it is restricted, because reading those is
    /// recorded.
    pub reply: Option<String>,
}

/// The recalled information about a letter.
#[derive(Clone, Debug, PartialEq)]
pub struct Recall {
    /// The letter.
    pub letter: LetterId,
    /// The letter's version for which it was computed.
    pub version: u32,
    /// The similar earlier letters, most similar first.
    pub similar: Vec<SimilarLetter>,
    /// The suggestions.
    pub suggestions: Suggestions,
    /// The screening report.
    pub screening: ScreeningReport,
    /// The letters on which the suggestions are based, as far as the reader may see them.
    pub sources: Vec<Summary>,
}

impl Recall {
    /// Explains a suggestion.
    pub fn explain<L>(&self, choice: &Suggestion<L>) -> String {
        choice.explain(&self.sources)
    }
}

/// The time window for topics, and the minimum size of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TopicWindow {
    /// The number of days.
    pub days: u32,
    /// The minimum number of writers: one citizen's thirty letters are not a topic. Each anonymous
    /// letter counts as a writer.
    pub min_writers: usize,
}

impl Default for TopicWindow {
    fn default() -> TopicWindow {
        TopicWindow {
            days: 30,
            min_writers: 3,
        }
    }
}

/// A group of letters about the same matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    /// The most central letter, most similar to the others.
    pub centre: LetterId,
    /// The title of that letter.
    pub title: String,
    /// All letters, newest first.
    pub letters: Vec<LetterId>,
    /// The number of writers; each anonymous letter counts as one.
    pub writers: usize,
    /// The number of letters received in the last seven days.
    pub recent: usize,
    /// The number received in the first half of the window.
    pub before: usize,
    /// The number received in the second half of the window.
    pub since: usize,
    /// The number of open letters.
    pub open: usize,
    /// The number of answered letters.
    pub answered: usize,
    /// The lead units, the one with most letters first.
    pub units: Vec<UnitId>,
}

impl Topic {
    /// Reports whether more letters came in the second half of the window than in the first.
    pub fn is_growing(&self) -> bool {
        self.since > self.before
    }
}
