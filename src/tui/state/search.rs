//! The search on the screen: the line that is typed, what may be typed next, how many letters were found.

use std::collections::BTreeMap;

use crate::domain::letter::LetterId;
use crate::domain::letter::stage::Queue;
use crate::domain::office::Office;
use crate::domain::query::excerpt::Excerpt;
use crate::domain::query::{self, Asked, Completion, Query, QueryError};
use crate::tui::message::Tally;
use crate::tui::model::Model;
use crate::tui::widgets::editor::LineEditor;
use jiff::Timestamp;

/// At most so many completions are shown.
pub const OFFERED: usize = 8;

/// The search on the screen; what it found is a list like the others.
#[derive(Debug)]
pub struct Search {
    /// What is typed.
    pub line: LineEditor,
    /// Whether the keys go to the line.
    pub typing: bool,
    /// The best first, and not the newest.
    pub best: bool,
    /// Why what is typed cannot be asked.
    wrong: Option<QueryError>,
    /// Whether it was to be asked all the same.
    insisted: bool,
    /// What may be typed next, and which of it is pointed at.
    pub offered: Vec<Completion>,
    /// The one that is pointed at.
    pub at: Option<usize>,
    /// The folded words that are marked.
    pub marks: Vec<String>,
    /// How many letters are found.
    pub tally: Tally,
    /// Where the words stand in the letters of the window.
    pub excerpts: BTreeMap<LetterId, Excerpt>,
    /// The pane that one came from.
    pub from: Queue,
}

impl Default for Search {
    fn default() -> Search {
        Search {
            line: LineEditor::default(),
            typing: false,
            best: false,
            wrong: None,
            insisted: false,
            offered: Vec::new(),
            at: None,
            marks: Vec::new(),
            tally: Tally::None,
            excerpts: BTreeMap::new(),
            from: Queue::Inbox,
        }
    }
}

/// What the line is read by.
fn asked(office: &Office, now: Timestamp) -> Asked<'_> {
    let regulation = &office.regulation;
    Asked {
        units: &office.units,
        regulation,
        today: regulation.hours.civil(now).date(),
    }
}

impl Search {
    /// What is typed, as a query; `None` where it does not read.
    pub fn read(&mut self, office: &Office, now: Timestamp) -> Option<Query> {
        match query::parse(self.line.text(), &asked(office, now)) {
            Ok(query) => {
                self.wrong = None;
                Some(query)
            }
            Err(error) => {
                self.wrong = Some(error);
                None
            }
        }
    }

    /// Where the cursor stands, in bytes.
    fn cursor(&self) -> usize {
        let text = self.line.text();
        text.char_indices()
            .nth(self.line.cursor())
            .map_or(text.len(), |(at, _)| at)
    }

    /// How many characters stand between a place, in bytes, and the cursor.
    pub fn behind(&self, place: usize) -> usize {
        self.line
            .text()
            .get(place..self.cursor())
            .map_or(0, |text| text.chars().count())
    }

    /// The cursor moved or the text changed: what may be typed there. Where nothing is begun, only what was asked for.
    pub fn offer(&mut self, office: &Office, now: Timestamp, wanted: bool) {
        let (text, cursor) = (self.line.text(), self.cursor());
        let before = text.get(..cursor).unwrap_or_default();
        let begun = before.ends_with(|char: char| !char.is_whitespace());
        let mut offered = Vec::new();
        if begun || wanted {
            offered = query::complete(text, cursor, &asked(office, now));
            offered.truncate(OFFERED);
        }
        (self.offered, self.at, self.insisted) = (offered, None, false);
    }

    /// Whether anything may be taken or asked for where the cursor stands.
    pub fn completes(&self, office: &Office, now: Timestamp) -> bool {
        !query::complete(self.line.text(), self.cursor(), &asked(office, now)).is_empty()
    }

    /// Moves among what is offered; `false` where it goes beyond.
    pub fn point(&mut self, down: bool) -> bool {
        let last = self.offered.len().checked_sub(1);
        self.at = match (self.at, down, last) {
            (None, false, _) | (_, _, None) => return false,
            (None, true, Some(_)) | (Some(_), _, Some(0)) => Some(0),
            (Some(at), true, Some(last)) => Some((at + 1).min(last)),
            (Some(at), false, Some(_)) => at.checked_sub(1),
        };
        true
    }

    /// Takes what is pointed at, or else the first; `false` where nothing is offered. A value is followed by a space, so that one
    /// can go on.
    pub fn complete(&mut self) -> bool {
        let Some(one) = self.offered.get(self.at.unwrap_or(0)).cloned() else {
            return false;
        };
        let text = self.line.text();
        let characters =
            |bytes: usize| text.get(..bytes).map_or(0, |before| before.chars().count());
        let places = characters(one.range.start)..characters(one.range.end);
        let field = one.insert.ends_with(':');
        let ends = !field && text.get(one.range.end..).is_some_and(str::is_empty);
        let insert = if ends {
            format!("{} ", one.insert)
        } else {
            one.insert
        };
        self.line.replace(places, &insert);
        true
    }

    /// What is typed was to be asked: where it does not read, that is told now.
    pub fn insist(&mut self) -> bool {
        self.insisted = self.wrong.is_some();
        self.insisted
    }

    /// Why what is typed cannot be asked, once the cursor has left the place: one is not told while one is still typing it.
    pub fn told(&self) -> Option<String> {
        let left = |error: &&QueryError| {
            !self.typing
                || self.insisted
                || !(error.at.start..=error.at.end).contains(&self.cursor())
        };
        self.wrong.as_ref().filter(left).map(ToString::to_string)
    }

    /// How many rows of the screen a letter takes: one more where the words in it are shown.
    pub fn rows_each(&self) -> usize {
        if self.marks.is_empty() { 1 } else { 2 }
    }
}

impl Model {
    /// Whether the pane that is shown is the search.
    pub fn searching(&self) -> bool {
        self.pane == Queue::All
    }
}

/// A number as people read it: `12,000`.
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
