//! The letter on the screen: its lines in colours, and which of them are in view.

use ratatui::text::Line;

use crate::document::card::CardInputs;
use crate::document::letter::{render_letter, review_end};
use crate::domain::letter::LetterId;
use crate::domain::letter::summary::Summary;
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
}

impl CardView {
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
                self.seen_to = 0;
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
