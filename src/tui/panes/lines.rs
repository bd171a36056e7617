//! Builds styled lines of text, wrapped where that is allowed.
//!
//! The beginning of a line shows whose words it has. A line without a bar is the program's own, or
//! begins with who speaks. A line with a bar continues the last line without one. So no text by a
//! stranger can look like an entry, a heading or a fact.

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
    /// Normalised words to highlight.
    marks: Vec<String>,
    /// Byte ranges to highlight in the next texts, if they are known; used without words only.
    places: Vec<std::ops::Range<usize>>,
    lines: Vec<Line<'static>>,
}

/// Minimum width of a fact's label, in cells.
const LABEL: usize = 8;

/// Prefix of a line that continues somebody's words.
pub const BAR: &str = "│ ";

/// Renders a fact without wrapping: the label before the first line, every further line under a
/// bar.
pub fn fact_unwrapped(label: &str, text: &str) -> String {
    let indent = LABEL.max(width(label)) + 1;
    let under = format!("\n{}{BAR}", " ".repeat(indent));
    let lines: Vec<&str> = text.split('\n').map(str::trim_end).collect();
    format!("{}{}", pad_right(label, indent), lines.join(&under))
}

impl Lines {
    /// Creates an empty text, `cells` wide.
    pub fn new(cells: usize, theme: Theme) -> Lines {
        Lines {
            cells: cells.max(4),
            theme,
            marks: Vec::new(),
            places: Vec::new(),
            lines: Vec::new(),
        }
    }

    /// Sets the normalised words to highlight in the texts.
    pub fn marking(self, words: &[String]) -> Lines {
        Lines {
            marks: words.to_vec(),
            ..self
        }
    }

    /// Sets the byte ranges to highlight in the texts, which must already be fit for display.
    pub fn marking_places(self, places: &[std::ops::Range<usize>]) -> Lines {
        Lines {
            places: places.to_vec(),
            ..self
        }
    }

    /// Wraps a text into rows, with highlights that may span rows.
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

    /// Adds a text without a bar, sanitised and wrapped; only for texts that stand alone.
    pub fn text(&mut self, text: &str, style: Style) {
        for row in self.rows(text, self.cells, style) {
            self.lines.push(Line::from(row));
        }
    }

    /// Wraps a text that begins with `cells` cells. If it takes several rows, all are narrower by a
    /// bar.
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

    /// Adds a line that begins with the program's own words, or with who speaks; its further rows
    /// have a bar.
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

    /// Adds a title, cut to three rows, so that there is room for the rest.
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

    /// Adds a text under a bar, as somebody's words, without blank lines at its end. An empty text
    /// adds nothing.
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

    /// Adds a text under a bar in the plain style.
    pub fn quoted(&mut self, text: &str) {
        self.said(text, Style::new());
    }

    /// Adds a label with its text, wrapped next to it; further rows have a bar.
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

    /// Adds a heading with an empty line before it. It is the program's own text, so nothing is
    /// highlighted in it.
    pub fn heading(&mut self, text: &str) {
        self.gap();
        let marks = (
            std::mem::take(&mut self.marks),
            std::mem::take(&mut self.places),
        );
        self.entry(&one_line(text), self.theme.strong());
        (self.marks, self.places) = marks;
    }

    /// Adds an empty line, unless the last one is empty or there is none yet.
    pub fn gap(&mut self) {
        if self.lines.last().is_some_and(|line| !line.spans.is_empty()) {
            self.lines.push(Line::default());
        }
    }

    /// Returns the lines.
    pub fn done(self) -> Vec<Line<'static>> {
        self.lines
    }
}
