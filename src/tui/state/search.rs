//! State of the search pane: the line that is typed, its completions, and how many letters were
//! found.

use std::collections::BTreeMap;

use crate::domain::letter::LetterId;
use crate::domain::letter::stage::Queue;
use crate::domain::office::Office;
use crate::domain::query::excerpt::Excerpt;
use crate::domain::query::{self, Completion, Query, QueryContext, QueryError};
use crate::domain::time::Timestamp;
use crate::tui::widgets::editor::LineEditor;

/// Maximum number of completions shown.
pub const MAX_COMPLETIONS: usize = 8;

/// Number of letters that a search matches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HitCount {
    /// No search is active.
    #[default]
    None,
    /// Count so far; counting continues.
    Counting(u64),
    /// Exact count.
    Exact(u64),
    /// Lower bound: counting stopped at its limit.
    AtLeast(u64),
}

/// State of the search pane; the letters that it found are a list like the others.
#[derive(Debug)]
pub struct SearchState {
    /// The query as typed.
    pub line: LineEditor,
    /// Whether the keys go to the line.
    pub typing: bool,
    /// Whether the best matches come first instead of the newest letters.
    pub best_first: bool,
    /// Why the query does not parse.
    error: Option<QueryError>,
    /// Whether Enter was pressed on a query that does not parse.
    submitted: bool,
    /// Completions at the cursor.
    pub completions: Vec<Completion>,
    /// Index of the completion that is pointed at.
    pub selected_completion: Option<usize>,
    /// The query's words in normalised form, to be highlighted.
    pub highlight_terms: Vec<String>,
    /// How many letters were found.
    pub tally: HitCount,
    /// Excerpts around the words, for the letters of the window.
    pub excerpts: BTreeMap<LetterId, Excerpt>,
    /// The pane from which the search was opened.
    pub previous_pane: Queue,
}

impl Default for SearchState {
    fn default() -> SearchState {
        SearchState {
            line: LineEditor::default(),
            typing: false,
            best_first: false,
            error: None,
            submitted: false,
            completions: Vec::new(),
            selected_completion: None,
            highlight_terms: Vec::new(),
            tally: HitCount::None,
            excerpts: BTreeMap::new(),
            previous_pane: Queue::Inbox,
        }
    }
}

impl SearchState {
    /// Parses the line; `None`, with the error stored, if it does not parse.
    pub fn parse_query(&mut self, office: &Office, now: Timestamp) -> Option<Query> {
        match query::parse(self.line.text(), &QueryContext::new(office, now)) {
            Ok(query) => {
                self.error = None;
                Some(query)
            }
            Err(error) => {
                self.error = Some(error);
                None
            }
        }
    }

    /// Returns the byte offset of the cursor.
    fn cursor_offset(&self) -> usize {
        let text = self.line.text();
        text.char_indices()
            .nth(self.line.cursor())
            .map_or(text.len(), |(at, _)| at)
    }

    /// Returns the number of characters between the byte offset `place` and the cursor.
    pub fn chars_before_cursor(&self, place: usize) -> usize {
        self.line
            .text()
            .get(place..self.cursor_offset())
            .map_or(0, |text| text.chars().count())
    }

    /// Updates the completions after the cursor moved or the text changed. Where no word is begun,
    /// there are none unless `wanted`.
    pub fn update_completions(&mut self, office: &Office, now: Timestamp, wanted: bool) {
        let (text, cursor) = (self.line.text(), self.cursor_offset());
        let before = text.get(..cursor).unwrap_or_default();
        let begun = before.ends_with(|char: char| !char.is_whitespace());
        let mut offered = Vec::new();
        if begun || wanted {
            offered = query::complete(text, cursor, &QueryContext::new(office, now));
            offered.truncate(MAX_COMPLETIONS);
        }
        (self.completions, self.selected_completion, self.submitted) = (offered, None, false);
    }

    /// Reports whether there is any completion at the cursor.
    pub fn can_complete(&self, office: &Office, now: Timestamp) -> bool {
        !query::complete(
            self.line.text(),
            self.cursor_offset(),
            &QueryContext::new(office, now),
        )
        .is_empty()
    }

    /// Moves among the completions; returns `false` when that leaves the list, or it is empty.
    pub fn select_completion(&mut self, down: bool) -> bool {
        let last = self.completions.len().checked_sub(1);
        self.selected_completion = match (self.selected_completion, down, last) {
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
    pub fn accept_completion(&mut self) -> bool {
        let Some(one) = self
            .completions
            .get(self.selected_completion.unwrap_or(0))
            .cloned()
        else {
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
        self.line.replace_range(places, &insert);
        true
    }

    /// Records that Enter was pressed: if the line does not parse, the error is shown from now on.
    /// Returns whether that is so.
    pub fn submit_query(&mut self) -> bool {
        self.submitted = self.error.is_some();
        self.submitted
    }

    /// Returns the error to show. While the cursor is still at the erroneous place the user is
    /// still typing it, so the error is held back unless Enter was pressed.
    pub fn visible_error(&self) -> Option<String> {
        let left = |error: &&QueryError| {
            !self.typing
                || self.submitted
                || !(error.span.start..=error.span.end).contains(&self.cursor_offset())
        };
        self.error.as_ref().filter(left).map(ToString::to_string)
    }

    /// Returns the number of screen rows per letter: two while an excerpt is shown, else one.
    pub fn rows_per_letter(&self) -> usize {
        if self.highlight_terms.is_empty() {
            1
        } else {
            2
        }
    }
}

/// Formats a number with thousands separators: `12,000`.
pub fn format_thousands(n: u64) -> String {
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
