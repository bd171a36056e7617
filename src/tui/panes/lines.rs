//! Text in lines that know their style and whether they may be wrapped.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::tui::theme::Theme;
use crate::tui::widgets::fit::{fit, pad_right, width};
use crate::tui::widgets::sanitise::for_display;
use crate::tui::widgets::wrap::wrap;

/// Lines under construction, `cells` wide.
pub struct Lines {
    cells: usize,
    theme: Theme,
    lines: Vec<Line<'static>>,
}

/// The widest label of a fact.
const LABEL: usize = 8;

impl Lines {
    /// No lines yet.
    pub fn new(cells: usize, theme: Theme) -> Lines {
        Lines { cells: cells.max(4), theme, lines: Vec::new() }
    }

    /// A text, sanitised and wrapped.
    pub fn text(&mut self, text: &str, style: Style) {
        for line in wrap(&for_display(text), self.cells) {
            self.lines.push(Line::styled(line, style));
        }
    }

    /// A title, on no more lines than leave room for what it is the title of.
    pub fn head(&mut self, text: &str, style: Style) {
        const MOST: usize = 3;
        let lines = wrap(&for_display(text), self.cells);
        let cut = lines.len() > MOST;
        for (n, line) in lines.into_iter().take(MOST).enumerate() {
            let line = if cut && n + 1 == MOST { fit(&format!("{line}……"), self.cells) } else { line };
            self.lines.push(Line::styled(line, style));
        }
    }

    /// A text, indented under a bar: what somebody else said.
    pub fn quoted(&mut self, text: &str) {
        for line in wrap(&for_display(text), self.cells.saturating_sub(2)) {
            self.lines.push(Line::from(vec![Span::styled("│ ", self.theme.quiet()), Span::raw(line)]));
        }
    }

    /// A label and what it says, wrapped beside it.
    pub fn fact(&mut self, label: &str, text: &str, style: Style) {
        let indent = LABEL.max(width(label)) + 1;
        let room = self.cells.saturating_sub(indent);
        for (n, line) in wrap(&for_display(text), room).into_iter().enumerate() {
            let label = pad_right(if n == 0 { label } else { "" }, indent);
            self.lines.push(Line::from(vec![Span::styled(label, self.theme.quiet()), Span::styled(line, style)]));
        }
    }

    /// A heading, with an empty line before it.
    pub fn heading(&mut self, text: &str) {
        self.gap();
        self.text(text, self.theme.strong());
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
