//! What the office remembers: the earlier letters that are like one that comes in, what was decided about such letters, and what many
//! people write about just now.

use std::ops::Range;

use crate::domain::directory::unit::UnitId;
use crate::domain::letter::LetterId;
use crate::domain::letter::summary::Summary;
use crate::domain::screening::Pointed;
use crate::domain::similarity::Alike;
use crate::domain::suggestion::{Advice, Choice};

/// An earlier letter that is like another.
#[derive(Clone, Debug, PartialEq)]
pub struct Similar {
    /// The letter, as a list shows it; its lead unit is the one that handled it.
    pub summary: Summary,
    /// What it is to the one at hand.
    pub class: Alike,
    /// Whether the words are so different that only reading both can tell what is new.
    pub reworded: bool,
    /// Whether one person wrote both; `None` where that cannot be told.
    pub same_writer: Option<bool>,
    /// How like it is, from 0 to 1.5.
    pub likeness: f32,
    /// What of the text at hand it has not: byte ranges of that text.
    pub fresh: Vec<Range<usize>>,
    /// What of its own text the one at hand has not: byte ranges of its text.
    pub gone: Vec<Range<usize>>,
    /// Its text; empty where it is restricted.
    pub body: String,
    /// The last reply that was sent to its writer; not that of a restricted letter, whose reading is recorded.
    pub reply: Option<String>,
}

/// What is remembered beside a letter.
#[derive(Clone, Debug, PartialEq)]
pub struct Recall {
    /// The letter.
    pub letter: LetterId,
    /// The version at which it was asked.
    pub version: u32,
    /// The earlier letters that are most like it, the likest first.
    pub similar: Vec<Similar>,
    /// What is suggested.
    pub advice: Advice,
    /// What to look at before deciding, with its passages.
    pub pointed: Pointed,
    /// The letters that the suggestions come from, as he who asked may see them.
    pub rows: Vec<Summary>,
}

impl Recall {
    /// Why something is suggested.
    pub fn why<L>(&self, choice: &Choice<L>) -> String {
        choice.why(&self.rows)
    }
}

/// How far back one looks, and how many people make a topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// So many days.
    pub days: u32,
    /// So many writers: one citizen who writes thirty letters makes none. Each anonymous letter is somebody's.
    pub least: usize,
}

impl Default for Window {
    fn default() -> Window {
        Window { days: 30, least: 3 }
    }
}

/// Letters about one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    /// The letter that is most like the others.
    pub centre: LetterId,
    /// Its title.
    pub title: String,
    /// All of them, the newest first.
    pub letters: Vec<LetterId>,
    /// How many people wrote them; each anonymous letter is somebody's.
    pub writers: usize,
    /// How many came in the last seven days.
    pub recent: usize,
    /// How many came in the first half of the window.
    pub before: usize,
    /// How many came in the second half.
    pub since: usize,
    /// How many are in hand.
    pub open: usize,
    /// How many are answered.
    pub answered: usize,
    /// The units that lead them, that with most of them first.
    pub units: Vec<UnitId>,
}

impl Topic {
    /// Whether more of them came in the second half of the window than in the first.
    pub fn growing(&self) -> bool {
        self.since > self.before
    }
}
