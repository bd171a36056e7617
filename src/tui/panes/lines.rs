//! Text in lines that know their style and whether they may be wrapped.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::domain::folding::places;
use crate::tui::theme::Theme;
use crate::tui::widgets::fit::{fit, pad_right, width};
use crate::tui::widgets::sanitise::for_display;
use crate::tui::widgets::wrap::rows;

/// Lines under construction, `cells` wide.
pub struct Lines {
    cells: usize,
    theme: Theme,
    /// The folded words that are marked.
    marks: Vec<String>,
    /// The places that are marked in the next text, where they are known.
    places: Vec<std::ops::Range<usize>>,
    lines: Vec<Line<'static>>,
}

/// The widest label of a fact.
const LABEL: usize = 8;

impl Lines {
    /// No lines yet.
    pub fn new(cells: usize, theme: Theme) -> Lines {
        Lines { cells: cells.max(4), theme, marks: Vec::new(), places: Vec::new(), lines: Vec::new() }
    }

    /// The same, with these folded words marked in the texts.
    pub fn marking(self, words: &[String]) -> Lines {
        Lines { marks: words.to_vec(), ..self }
    }

    /// The same, with these places marked in the texts, which are fit for display.
    pub fn marking_places(self, places: &[std::ops::Range<usize>]) -> Lines {
        Lines { places: places.to_vec(), ..self }
    }

    /// A text in rows, with the words marked that run on from one row to the next, too.
    fn rows(&self, text: &str, cells: usize, style: Style) -> Vec<Vec<Span<'static>>> {
        let text = for_display(text);
        let marks = if self.marks.is_empty() { self.places.clone() } else { places(&text, &self.marks) };
        let rows = rows(&text, cells).into_iter();
        rows.map(|row| {
            let mut spans = Vec::new();
            let mut at = row.start;
            for mark in marks.iter().filter(|mark| mark.start < row.end && mark.end > row.start) {
                let (start, end) = (mark.start.max(row.start), mark.end.min(row.end));
                if at < start {
                    spans.push(Span::styled(text[at..start].to_owned(), style));
                }
                spans.push(Span::styled(text[start..end].to_owned(), style.patch(self.theme.marked())));
                at = end;
            }
            if at < row.end {
                spans.push(Span::styled(text[at..row.end].to_owned(), style));
            }
            spans
        })
        .collect()
    }

    /// A text, sanitised and wrapped.
    pub fn text(&mut self, text: &str, style: Style) {
        for row in self.rows(text, self.cells, style) {
            self.lines.push(Line::from(row));
        }
    }

    /// A title, on no more lines than leave room for what it is the title of.
    pub fn head(&mut self, text: &str, style: Style) {
        const MOST: usize = 3;
        let rows = self.rows(text, self.cells, style);
        let cut = rows.len() > MOST;
        for (n, row) in rows.into_iter().take(MOST).enumerate() {
            let line = Line::from(row);
            let last = cut && n + 1 == MOST;
            let line = if last { Line::styled(fit(&format!("{line}……"), self.cells), style) } else { line };
            self.lines.push(line);
        }
    }

    /// A text, indented under a bar: what somebody else said.
    pub fn quoted(&mut self, text: &str) {
        for row in self.rows(text, self.cells.saturating_sub(2), Style::new()) {
            let bar = Span::styled("│ ", self.theme.quiet());
            self.lines.push(Line::from_iter(std::iter::once(bar).chain(row)));
        }
    }

    /// A label and what it says, wrapped beside it.
    pub fn fact(&mut self, label: &str, text: &str, style: Style) {
        let indent = LABEL.max(width(label)) + 1;
        let room = self.cells.saturating_sub(indent);
        for (n, row) in self.rows(text, room, style).into_iter().enumerate() {
            let label = pad_right(if n == 0 { label } else { "" }, indent);
            let label = Span::styled(label, self.theme.quiet());
            self.lines.push(Line::from_iter(std::iter::once(label).chain(row)));
        }
    }

    /// A heading, with an empty line before it. It is the office's word, and nothing is marked in it.
    pub fn heading(&mut self, text: &str) {
        self.gap();
        let marks = (std::mem::take(&mut self.marks), std::mem::take(&mut self.places));
        self.text(text, self.theme.strong());
        (self.marks, self.places) = marks;
    }

    /// An empty line, where there is none yet.
    pub fn gap(&mut self) {
        if self.lines.last().is_some_and(|line| !line.spans.is_empty()) {
            self.lines.push(Line::default());
        }
    }

    /// The lines.
    pub fn done(self) -> Vec<Line<'static>> {
        self.lines
    }
}
