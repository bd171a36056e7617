//! State of the search pane: the line that is typed, its completions, and how many letters were
//! found.

use std::collections::BTreeMap;

use crate::domain::letter::LetterId;
use crate::domain::letter::stage::Queue;
use crate::domain::office::Office;
use crate::domain::query::excerpt::Excerpt;
use crate::domain::query::{self, Asked, Completion, Query, QueryError};
use crate::domain::time::Timestamp;
use crate::tui::message::Tally;
use crate::tui::model::Model;
use crate::tui::widgets::editor::LineEditor;

/// Maximum number of completions shown.
pub const OFFERED: usize = 8;

/// State of the search pane; the letters that it found are a list like the others.
#[derive(Debug)]
pub struct Search {
    /// The query as typed.
    pub line: LineEditor,
    /// Whether the keys go to the line.
    pub typing: bool,
    /// Whether the best matches come first instead of the newest letters.
    pub best: bool,
    /// Why the query does not parse.
    wrong: Option<QueryError>,
    /// Whether Enter was pressed on a query that does not parse.
    insisted: bool,
    /// Completions at the cursor.
    pub offered: Vec<Completion>,
    /// Index of the completion that is pointed at.
    pub at: Option<usize>,
    /// The query's words in normalised form, to be highlighted.
    pub marks: Vec<String>,
    /// How many letters were found.
    pub tally: Tally,
    /// Excerpts around the words, for the letters of the window.
    pub excerpts: BTreeMap<LetterId, Excerpt>,
    /// The pane from which the search was opened.
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

/// Returns what a query is parsed against: units, regulation and today's date.
fn asked(office: &Office, now: Timestamp) -> Asked<'_> {
    let regulation = &office.regulation;
    Asked {
        units: &office.units,
        regulation,
        today: regulation.hours.civil(now).date(),
    }
}

impl Search {
    /// Parses the line; `None`, with the error stored, if it does not parse.
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

    /// Returns the byte offset of the cursor.
    fn cursor(&self) -> usize {
        let text = self.line.text();
        text.char_indices()
            .nth(self.line.cursor())
            .map_or(text.len(), |(at, _)| at)
    }

    /// Returns the number of characters between the byte offset `place` and the cursor.
    pub fn behind(&self, place: usize) -> usize {
        self.line
            .text()
            .get(place..self.cursor())
            .map_or(0, |text| text.chars().count())
    }

    /// Updates the completions after the cursor moved or the text changed. Where no word is begun,
    /// there are none unless `wanted`.
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

    /// Reports whether there is any completion at the cursor.
    pub fn completes(&self, office: &Office, now: Timestamp) -> bool {
        !query::complete(self.line.text(), self.cursor(), &asked(office, now)).is_empty()
    }

    /// Moves among the completions; returns `false` when that leaves the list, or it is empty.
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

    /// Accepts the completion that is pointed at, or else the first; returns `false` if there is
    /// none. At the end of the line a value is followed by a space, so that the next word can be
    /// typed.
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

    /// Records that Enter was pressed: if the line does not parse, the error is shown from now on.
    /// Returns whether that is so.
    pub fn insist(&mut self) -> bool {
        self.insisted = self.wrong.is_some();
        self.insisted
    }

    /// Returns the error to show. While the cursor is still at the erroneous place the user is
    /// still typing it, so the error is held back unless Enter was pressed.
    pub fn told(&self) -> Option<String> {
        let left = |error: &&QueryError| {
            !self.typing
                || self.insisted
                || !(error.at.start..=error.at.end).contains(&self.cursor())
        };
        self.wrong.as_ref().filter(left).map(ToString::to_string)
    }

    /// Returns the number of screen rows per letter: two while an excerpt is shown, else one.
    pub fn rows_each(&self) -> usize {
        if self.marks.is_empty() { 1 } else { 2 }
    }
}

impl Model {
    /// Reports whether the pane that is shown is the search.
    pub fn searching(&self) -> bool {
        self.pane == Queue::All
    }
}

/// Formats a number with thousands separators: `12,000`.
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
