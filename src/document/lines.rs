//! Builds lines of text with their tones, wrapped where that is allowed.
//!
//! The beginning of a line shows whose words it has. A line without a bar is the program's own, or
//! begins with who speaks. A line with a bar continues the last line without one. So no text by a
//! stranger can look like an entry, a heading or a fact.

use std::fmt;

use super::tone::Tone;
use crate::domain::text::normalize::find_spans;
use crate::text::sanitize::{for_display, one_line};
use crate::text::width::{fit, pad_right, text_width};
use crate::text::wrap::wrapped_rows;

/// Text in one tone, on one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The text.
    pub text: String,
    /// Its tone.
    pub tone: Tone,
    /// Whether it is highlighted.
    pub marked: bool,
}

impl Run {
    fn new(text: &str, tone: Tone) -> Run {
        Run {
            text: text.to_owned(),
            tone,
            marked: false,
        }
    }
}

/// A line of a document; displayed, it is its plain text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// Its texts, from the left.
    pub runs: Vec<Run>,
}

impl FromIterator<Run> for Line {
    fn from_iter<T: IntoIterator<Item = Run>>(runs: T) -> Line {
        Line {
            runs: runs.into_iter().collect(),
        }
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.runs.iter().try_for_each(|run| f.write_str(&run.text))
    }
}

/// Lines under construction, `cells` wide.
pub struct Lines {
    cells: usize,
    /// Normalised words to highlight.
    marks: Vec<String>,
    /// Byte ranges to highlight in the next texts, if they are known; used without words only.
    ranges: Vec<std::ops::Range<usize>>,
    lines: Vec<Line>,
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
    pub fn new(cells: usize) -> Lines {
        Lines {
            cells: cells.max(4),
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
    fn highlighted_rows(&self, text: &str, cells: usize, tone: Tone) -> Vec<Vec<Run>> {
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
                    spans.push(Run::new(&text[at..start], tone));
                }
                spans.push(Run {
                    marked: true,
                    ..Run::new(&text[start..end], tone)
                });
                at = end;
            }
            if at < row.end {
                spans.push(Run::new(&text[at..row.end], tone));
            }
            spans
        })
        .collect()
    }

    /// Adds a text without a bar, sanitised and wrapped; only for texts that stand alone.
    pub fn push_text(&mut self, text: &str, tone: Tone) {
        for row in self.highlighted_rows(text, self.cells, tone) {
            self.lines.push(Line::from_iter(row));
        }
    }

    /// Wraps a text that begins with `cells` cells. If it takes several rows, all are narrower by a
    /// bar.
    fn rows_with_bar(&self, text: &str, cells: usize, tone: Tone) -> Vec<Vec<Run>> {
        let rows = self.highlighted_rows(text, cells, tone);
        if rows.len() < 2 {
            rows
        } else {
            self.highlighted_rows(text, cells.saturating_sub(text_width(BAR)), tone)
        }
    }

    fn bar_span(&self) -> Run {
        Run::new(BAR, Tone::Quiet)
    }

    /// Adds a line that begins with the program's own words, or with who speaks; its further rows
    /// have a bar.
    pub fn push_entry(&mut self, text: &str, tone: Tone) {
        for (n, row) in self
            .rows_with_bar(text, self.cells, tone)
            .into_iter()
            .enumerate()
        {
            let bar = (n > 0).then(|| self.bar_span());
            self.lines.push(Line::from_iter(bar.into_iter().chain(row)));
        }
    }

    /// Adds a title, cut to three rows, so that there is room for the rest.
    pub fn push_title(&mut self, text: &str, tone: Tone) {
        const MOST: usize = 3;
        let rows = self.rows_with_bar(&one_line(text), self.cells, tone);
        let cut = rows.len() > MOST;
        for (n, row) in rows.into_iter().take(MOST).enumerate() {
            let bar = (n > 0).then(|| self.bar_span());
            let last = cut && n + 1 == MOST;
            let row = if last {
                let room = self.cells.saturating_sub(text_width(BAR));
                let cut = fit(&format!("{}……", Line::from_iter(row)), room);
                vec![Run::new(&cut, tone)]
            } else {
                row
            };
            self.lines.push(Line::from_iter(bar.into_iter().chain(row)));
        }
    }

    /// Adds a text under a bar, as somebody's words, without blank lines at its end. An empty text
    /// adds nothing.
    pub fn push_barred(&mut self, text: &str, tone: Tone) {
        let text = text.trim_end();
        if text.is_empty() {
            return;
        }
        for row in self.highlighted_rows(text, self.cells.saturating_sub(text_width(BAR)), tone) {
            let bar = self.bar_span();
            self.lines
                .push(Line::from_iter(std::iter::once(bar).chain(row)));
        }
    }

    /// Adds a text under a bar in the plain tone.
    pub fn push_quoted(&mut self, text: &str) {
        self.push_barred(text, Tone::Text);
    }

    /// Adds a label with its text, wrapped next to it; further rows have a bar.
    pub fn push_fact(&mut self, label: &str, text: &str, tone: Tone) {
        let indent = LABEL_CELLS.max(text_width(label)) + 1;
        let room = self.cells.saturating_sub(indent);
        for (n, row) in self.rows_with_bar(text, room, tone).into_iter().enumerate() {
            let label = pad_right(if n == 0 { label } else { "" }, indent);
            let label = Run::new(&label, Tone::Quiet);
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
        self.push_entry(&one_line(text), Tone::Strong);
        (self.marks, self.ranges) = marks;
    }

    /// Adds an empty line, unless the last one is empty or there is none yet.
    pub fn push_gap(&mut self) {
        if self.lines.last().is_some_and(|line| !line.runs.is_empty()) {
            self.lines.push(Line::default());
        }
    }

    /// Returns the lines.
    pub fn into_lines(self) -> Vec<Line> {
        self.lines
    }
}
