//! Builds styled lines of text, wrapped where that is allowed.
//!
//! The beginning of a line shows whose words it has. A line without a bar is the program's own, or
//! begins with who speaks. A line with a bar continues the last line without one. So no text by a
//! stranger can look like an entry, a heading or a fact.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::domain::text::normalize::find_spans;
use crate::text::sanitize::{for_display, one_line};
use crate::text::width::{fit, pad_right, text_width};
use crate::text::wrap::wrapped_rows;
use crate::tui::theme::Theme;

/// Lines under construction, `cells` wide.
pub struct Lines {
    cells: usize,
    theme: Theme,
    /// Normalised words to highlight.
    marks: Vec<String>,
    /// Byte ranges to highlight in the next texts, if they are known; used without words only.
    ranges: Vec<std::ops::Range<usize>>,
    lines: Vec<Line<'static>>,
}

/// Minimum width of a fact's label, in cells.
const LABEL_CELLS: usize = 8;

/// Prefix of a line that continues somebody's words.
pub const BAR: &str = "│ ";

/// Renders a fact without wrapping: the label before the first line, every further line under a
/// bar.
pub fn fact_unwrapped(label: &str, text: &str) -> String {
    let indent = LABEL_CELLS.max(text_width(label)) + 1;
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
            ranges: Vec::new(),
            lines: Vec::new(),
        }
    }

    /// Sets the normalised words to highlight in the texts.
    pub fn with_marks(self, words: &[String]) -> Lines {
        Lines {
            marks: words.to_vec(),
            ..self
        }
    }

    /// Sets the byte ranges to highlight in the texts, which must already be fit for display.
    pub fn with_ranges(self, places: &[std::ops::Range<usize>]) -> Lines {
        Lines {
            ranges: places.to_vec(),
            ..self
        }
    }

    /// Wraps a text into rows, with highlights that may span rows.
    fn highlighted_rows(&self, text: &str, cells: usize, style: Style) -> Vec<Vec<Span<'static>>> {
        let text = for_display(text);
        let marks = if self.marks.is_empty() {
            self.ranges.clone()
        } else {
            find_spans(&text, &self.marks)
        };
        let rows = wrapped_rows(&text, cells).into_iter();
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
                    style.patch(self.theme.highlight()),
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
    pub fn push_text(&mut self, text: &str, style: Style) {
        for row in self.highlighted_rows(text, self.cells, style) {
            self.lines.push(Line::from(row));
        }
    }

    /// Wraps a text that begins with `cells` cells. If it takes several rows, all are narrower by a
    /// bar.
    fn rows_with_bar(&self, text: &str, cells: usize, style: Style) -> Vec<Vec<Span<'static>>> {
        let rows = self.highlighted_rows(text, cells, style);
        if rows.len() < 2 {
            rows
        } else {
            self.highlighted_rows(text, cells.saturating_sub(text_width(BAR)), style)
        }
    }

    fn bar_span(&self) -> Span<'static> {
        Span::styled(BAR, self.theme.muted())
    }

    /// Adds a line that begins with the program's own words, or with who speaks; its further rows
    /// have a bar.
    pub fn push_entry(&mut self, text: &str, style: Style) {
        for (n, row) in self
            .rows_with_bar(text, self.cells, style)
            .into_iter()
            .enumerate()
        {
            let bar = (n > 0).then(|| self.bar_span());
            self.lines.push(Line::from_iter(bar.into_iter().chain(row)));
        }
    }

    /// Adds a title, cut to three rows, so that there is room for the rest.
    pub fn push_title(&mut self, text: &str, style: Style) {
        const MOST: usize = 3;
        let rows = self.rows_with_bar(&one_line(text), self.cells, style);
        let cut = rows.len() > MOST;
        for (n, row) in rows.into_iter().take(MOST).enumerate() {
            let bar = (n > 0).then(|| self.bar_span());
            let last = cut && n + 1 == MOST;
            let row = if last {
                let room = self.cells.saturating_sub(text_width(BAR));
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
    pub fn push_barred(&mut self, text: &str, style: Style) {
        let text = text.trim_end();
        if text.is_empty() {
            return;
        }
        for row in self.highlighted_rows(text, self.cells.saturating_sub(text_width(BAR)), style) {
            let bar = self.bar_span();
            self.lines
                .push(Line::from_iter(std::iter::once(bar).chain(row)));
        }
    }

    /// Adds a text under a bar in the plain style.
    pub fn push_quoted(&mut self, text: &str) {
        self.push_barred(text, Style::new());
    }

    /// Adds a label with its text, wrapped next to it; further rows have a bar.
    pub fn push_fact(&mut self, label: &str, text: &str, style: Style) {
        let indent = LABEL_CELLS.max(text_width(label)) + 1;
        let room = self.cells.saturating_sub(indent);
        for (n, row) in self
            .rows_with_bar(text, room, style)
            .into_iter()
            .enumerate()
        {
            let label = pad_right(if n == 0 { label } else { "" }, indent);
            let label = Span::styled(label, self.theme.muted());
            let bar = (n > 0).then(|| self.bar_span());
            self.lines.push(Line::from_iter(
                std::iter::once(label).chain(bar).chain(row),
            ));
        }
    }

    /// Adds a heading with an empty line before it. It is the program's own text, so nothing is
    /// highlighted in it.
    pub fn push_heading(&mut self, text: &str) {
        self.push_gap();
        let marks = (
            std::mem::take(&mut self.marks),
            std::mem::take(&mut self.ranges),
        );
        self.push_entry(&one_line(text), self.theme.strong());
        (self.marks, self.ranges) = marks;
    }

    /// Adds an empty line, unless the last one is empty or there is none yet.
    pub fn push_gap(&mut self) {
        if self.lines.last().is_some_and(|line| !line.spans.is_empty()) {
            self.lines.push(Line::default());
        }
    }

    /// Returns the lines.
    pub fn into_lines(self) -> Vec<Line<'static>> {
        self.lines
    }
}
