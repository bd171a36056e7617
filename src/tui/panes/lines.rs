//! Text in lines that know their style and whether they may be wrapped.
//!
//! Whose words a line has is told by how it begins. Without a bar it is the program's own, or begins with who says what follows; every
//! line with a bar goes on with what the last line without one began: so no text can look like an entry, a heading or a fact.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::domain::text::normalize::places;
use crate::text::sanitize::{for_display, one_line};
use crate::text::width::{fit, pad_right, width};
use crate::text::wrap::rows;
use crate::tui::theme::Theme;

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

/// What stands before a line that goes on with somebody's words.
pub const BAR: &str = "│ ";

/// A fact in lines that are not wrapped: the label beside the first, every other one under a bar.
pub fn fact_unwrapped(label: &str, text: &str) -> String {
    let indent = LABEL.max(width(label)) + 1;
    let under = format!("\n{}{BAR}", " ".repeat(indent));
    let lines: Vec<&str> = text.split('\n').map(str::trim_end).collect();
    format!("{}{}", pad_right(label, indent), lines.join(&under))
}

impl Lines {
    /// No lines yet.
    pub fn new(cells: usize, theme: Theme) -> Lines {
        Lines {
            cells: cells.max(4),
            theme,
            marks: Vec::new(),
            places: Vec::new(),
            lines: Vec::new(),
        }
    }

    /// The same, with these folded words marked in the texts.
    pub fn marking(self, words: &[String]) -> Lines {
        Lines {
            marks: words.to_vec(),
            ..self
        }
    }

    /// The same, with these places marked in the texts, which are fit for display.
    pub fn marking_places(self, places: &[std::ops::Range<usize>]) -> Lines {
        Lines {
            places: places.to_vec(),
            ..self
        }
    }

    /// A text in rows, with the words marked that run on from one row to the next, too.
    fn rows(&self, text: &str, cells: usize, style: Style) -> Vec<Vec<Span<'static>>> {
        let text = for_display(text);
        let marks = if self.marks.is_empty() {
            self.places.clone()
        } else {
            places(&text, &self.marks)
        };
        let rows = rows(&text, cells).into_iter();
        rows.map(|row| {
            let mut spans = Vec::new();
            let mut at = row.start;
            for mark in marks
                .iter()
                .filter(|mark| mark.start < row.end && mark.end > row.start)
            {
                let (start, end) = (mark.start.max(row.start), mark.end.min(row.end));
                if at < start {
                    spans.push(Span::styled(text[at..start].to_owned(), style));
                }
                spans.push(Span::styled(
                    text[start..end].to_owned(),
                    style.patch(self.theme.marked()),
                ));
                at = end;
            }
            if at < row.end {
                spans.push(Span::styled(text[at..row.end].to_owned(), style));
            }
            spans
        })
        .collect()
    }

    /// A text of which nothing else stands beside it, sanitised and wrapped.
    pub fn text(&mut self, text: &str, style: Style) {
        for row in self.rows(text, self.cells, style) {
            self.lines.push(Line::from(row));
        }
    }

    /// A text in rows of which the first has this many cells; where there are more, they leave room for a bar.
    fn rows_under(&self, text: &str, cells: usize, style: Style) -> Vec<Vec<Span<'static>>> {
        let rows = self.rows(text, cells, style);
        if rows.len() < 2 {
            rows
        } else {
            self.rows(text, cells.saturating_sub(width(BAR)), style)
        }
    }

    fn bar(&self) -> Span<'static> {
        Span::styled(BAR, self.theme.quiet())
    }

    /// A line that begins with the program's own words, or with who says what follows; where it goes on, that is under a bar.
    pub fn entry(&mut self, text: &str, style: Style) {
        for (n, row) in self
            .rows_under(text, self.cells, style)
            .into_iter()
            .enumerate()
        {
            let bar = (n > 0).then(|| self.bar());
            self.lines.push(Line::from_iter(bar.into_iter().chain(row)));
        }
    }

    /// A title, on no more lines than leave room for what it is the title of.
    pub fn head(&mut self, text: &str, style: Style) {
        const MOST: usize = 3;
        let rows = self.rows_under(&one_line(text), self.cells, style);
        let cut = rows.len() > MOST;
        for (n, row) in rows.into_iter().take(MOST).enumerate() {
            let bar = (n > 0).then(|| self.bar());
            let last = cut && n + 1 == MOST;
            let row = if last {
                let room = self.cells.saturating_sub(width(BAR));
                vec![Span::styled(
                    fit(&format!("{}……", Line::from(row)), room),
                    style,
                )]
            } else {
                row
            };
            self.lines.push(Line::from_iter(bar.into_iter().chain(row)));
        }
    }

    /// A text under a bar: what somebody said, without the blank lines at its end. An empty one is nothing.
    pub fn said(&mut self, text: &str, style: Style) {
        let text = text.trim_end();
        if text.is_empty() {
            return;
        }
        for row in self.rows(text, self.cells.saturating_sub(width(BAR)), style) {
            let bar = self.bar();
            self.lines
                .push(Line::from_iter(std::iter::once(bar).chain(row)));
        }
    }

    /// The same, in the plain style.
    pub fn quoted(&mut self, text: &str) {
        self.said(text, Style::new());
    }

    /// A label and what it says, wrapped beside it; where it goes on, that is under a bar.
    pub fn fact(&mut self, label: &str, text: &str, style: Style) {
        let indent = LABEL.max(width(label)) + 1;
        let room = self.cells.saturating_sub(indent);
        for (n, row) in self.rows_under(text, room, style).into_iter().enumerate() {
            let label = pad_right(if n == 0 { label } else { "" }, indent);
            let label = Span::styled(label, self.theme.quiet());
            let bar = (n > 0).then(|| self.bar());
            self.lines.push(Line::from_iter(
                std::iter::once(label).chain(bar).chain(row),
            ));
        }
    }

    /// A heading, with an empty line before it. It is the office's word, and nothing is marked in it.
    pub fn heading(&mut self, text: &str) {
        self.gap();
        let marks = (
            std::mem::take(&mut self.marks),
            std::mem::take(&mut self.places),
        );
        self.entry(&one_line(text), self.theme.strong());
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
