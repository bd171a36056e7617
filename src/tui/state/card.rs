//! The letter on the screen: its lines in colours, and which of them are in view.

use std::ops::Range;

use ratatui::text::Line;

use crate::document::card::CardInputs;
use crate::document::letter::{render_letter, review_end};
use crate::document::lines::BAR;
use crate::domain::letter::LetterId;
use crate::domain::letter::summary::Summary;
use crate::text::width::text_width;
use crate::tui::theme::Theme;

/// Cache key: everything on which the lines of the letter depend.
#[derive(Clone, Debug, PartialEq)]
struct CacheKey {
    letter: LetterId,
    version: u32,
    sealed: bool,
    cells: usize,
    minute: i64,
    theme: Theme,
    office: i64,
    earlier: Vec<Summary>,
    brief: bool,
    marks: Vec<String>,
    recalled: bool,
}

/// The lines of the displayed letter, cached while their key does not change, with the scroll
/// position.
#[derive(Debug, Default)]
pub struct CardView {
    key: Option<CacheKey>,
    lines: Vec<Line<'static>>,
    /// First line that is drawn.
    pub top: usize,
    last_top: usize,
    /// Number of lines from the top that have been in view.
    seen_to: usize,
    /// What is selected with the mouse: where it began, and where it is now.
    selection: Option<(Place, Place)>,
}

/// A place in the letter: its line, and the cell in it.
type Place = (usize, usize);

impl CardView {
    /// Begins a selection at a cell of the area in which the letter is drawn.
    pub fn begin_selection(&mut self, column: usize, row: usize) {
        let place = (self.top + row, column);
        self.selection = Some((place, place));
    }

    /// Moves the end of the selection to a cell of that area.
    pub fn extend_selection(&mut self, column: usize, row: usize) {
        let place = (self.top + row, column);
        if let Some((_, end)) = &mut self.selection {
            *end = place;
        }
    }

    /// Returns the cells of a line that are selected.
    pub fn selected_cells(&self, line: usize) -> Option<Range<usize>> {
        let (from, to) = self.selection.filter(|(from, to)| from != to)?;
        let (first, last) = (from.min(to), from.max(to));
        if !(first.0..=last.0).contains(&line) {
            return None;
        }
        let begin = if line == first.0 { first.1 } else { 0 };
        let end = if line == last.0 {
            last.1 + 1
        } else {
            usize::MAX
        };
        Some(begin..end)
    }

    /// Returns the text that is selected, without the bars before it. Lines that were wrapped are
    /// one line again.
    pub fn selected_text(&self) -> String {
        let cells = self.key.as_ref().map_or(0, |key| key.cells);
        let mut text = String::new();
        let mut continued = false;
        for (n, line) in self.lines.iter().enumerate() {
            let Some(range) = self.selected_cells(n) else {
                continue;
            };
            let whole = line.to_string();
            let part = cut_cells(&whole, &range);
            let part = part.strip_prefix(BAR).unwrap_or(&part).trim_end();
            if !text.is_empty() && !continued {
                text.push('\n');
            }
            text.push_str(part);
            // A line that leaves no room for another character was wrapped.
            continued = text_width(whole.trim_end()) + 2 > cells;
        }
        text
    }

    /// Reports whether the end of the reply that waits for a review has been in view.
    pub fn has_seen_reply(&self, inputs: &CardInputs<'_>) -> bool {
        let key = self
            .key
            .as_ref()
            .filter(|key| key.letter == inputs.card.letter.id);
        key.is_some_and(|key| review_end(inputs, key.cells).is_none_or(|end| self.seen_to >= end))
    }

    /// Scrolls by lines.
    pub fn scroll(&mut self, by: isize) {
        self.top = self.top.saturating_add_signed(by).min(self.last_top);
    }

    /// Returns the lines in view, `cells` wide and `height` high, and the number of all lines.
    pub fn lines(
        &mut self,
        inputs: &CardInputs<'_>,
        theme: Theme,
        cells: usize,
        height: usize,
    ) -> (&[Line<'static>], usize) {
        let CardInputs {
            card,
            recall,
            office,
            now,
            brief,
            highlight_terms: marks,
        } = *inputs;
        let key = CacheKey {
            letter: card.letter.id,
            version: card.letter.version,
            sealed: card.sealed,
            cells,
            minute: now.as_second() / 60,
            theme,
            office: office.seq,
            earlier: card.earlier.clone(),
            brief,
            marks: marks.to_vec(),
            recalled: recall.is_some_and(|recall| recall.version == card.letter.version),
        };
        if self.key.as_ref() != Some(&key) {
            if self
                .key
                .as_ref()
                .is_none_or(|before| before.letter != key.letter)
            {
                self.top = 0;
            }
            let same_text = |before: &CacheKey| {
                (before.letter, before.version, before.cells)
                    == (key.letter, key.version, key.cells)
            };
            if !self.key.as_ref().is_some_and(same_text) {
                (self.seen_to, self.selection) = (0, None);
            }
            self.lines = theme.styled_lines(render_letter(inputs, cells));
            self.key = Some(key);
        }
        self.last_top = self.lines.len().saturating_sub(height);
        self.top = self.top.min(self.last_top);
        let until = (self.top + height).min(self.lines.len());
        self.seen_to = self.seen_to.max(until);
        (
            self.lines.get(self.top..until).unwrap_or_default(),
            self.lines.len(),
        )
    }
}

/// Returns the part of a text that stands in these cells.
fn cut_cells(text: &str, cells: &Range<usize>) -> String {
    let mut at = 0;
    let inside = |char: &char| {
        let here = at;
        at += text_width(char.encode_utf8(&mut [0; 4]));
        cells.contains(&here)
    };
    text.chars().filter(inside).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_cut_by_cells() {
        assert_eq!(cut_cells("路灯不亮", &(2..5)), "灯不");
        assert_eq!(cut_cells("a路灯", &(0..2)), "a路");
        assert_eq!(cut_cells("a", &(3..9)), "");
    }
}
