//! Movement of the cursor: by characters and words of the text, by rows of the screen.

use ratatui_textarea::{CursorMove, DataCursor};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthChar;

use super::command::Motion;
use super::{Editor, words};
use crate::text::width::width;

/// Position in the text, and whether it means the end of a row when the next row begins there too.
type Place = (DataCursor, bool);

impl Editor {
    /// Returns where the selection began; `None` if nothing is selected.
    pub(super) fn anchor(&self) -> Option<DataCursor> {
        let (start, end) = self.area.selection_range()?;
        (start != end).then(|| {
            DataCursor::from(if self.area.cursor() == start {
                end
            } else {
                start
            })
        })
    }

    /// Moves the cursor to `at`, selecting from `anchor`.
    pub(super) fn select(&mut self, anchor: Option<DataCursor>, at: DataCursor) {
        self.area.cancel_selection();
        if let Some(anchor) = anchor {
            self.go(anchor);
            self.area.start_selection();
        }
        self.go(at);
    }

    /// Moves the cursor to `to`; with `selecting`, extends the selection from where the cursor was.
    pub(super) fn place(&mut self, to: Place, selecting: bool) {
        let anchor = selecting.then(|| self.anchor().unwrap_or(self.area.cursor()));
        self.settle(false);
        self.select(anchor, to.0);
        self.end_of_row = to.1;
    }

    /// Moves the cursor by one motion; returns whether it moved.
    pub(super) fn walk(&mut self, motion: Motion, selecting: bool) -> bool {
        let before = (self.anchor(), self.area.cursor(), self.end_of_row);
        let goal = match motion {
            Motion::Up | Motion::Down | Motion::PageUp | Motion::PageDown => {
                self.goal.or_else(|| Some(self.column()))
            }
            Motion::Left | Motion::Right | Motion::WordLeft | Motion::WordRight => None,
            Motion::LineStart | Motion::LineEnd | Motion::TextStart | Motion::TextEnd => None,
        };
        let to = match self.anchor() {
            Some(anchor) if motion == Motion::Left && !selecting => (anchor.min(before.1), false),
            Some(anchor) if motion == Motion::Right && !selecting => (anchor.max(before.1), false),
            Some(_) | None => self.target(motion, goal.unwrap_or_default()),
        };
        self.place(to, selecting);
        self.goal = goal;
        before != (self.anchor(), self.area.cursor(), self.end_of_row)
    }

    fn target(&self, motion: Motion, goal: usize) -> Place {
        let DataCursor(line, col) = self.area.cursor();
        let (before, after) = cut(&self.area.lines()[line], col);
        let (back, on) = (before.graphemes(true).rev(), after.graphemes(true));
        let row = self.row();
        let page = self.height.saturating_sub(1).max(1);
        let at = match motion {
            Motion::Left | Motion::WordLeft if line > 0 && col == 0 => self.end_of(line - 1),
            Motion::Left => DataCursor(line, col - words::stretch(back.take(1))),
            Motion::WordLeft => DataCursor(line, col - words::stretch(back)),
            Motion::Right | Motion::WordRight if after.is_empty() => {
                self.end_of(line + 1).min(DataCursor(line + 1, 0))
            }
            Motion::Right => DataCursor(line, col + words::stretch(on.take(1))),
            Motion::WordRight => DataCursor(line, col + words::stretch(on)),
            Motion::Up => return self.at_column(row.saturating_sub(1), goal),
            Motion::Down => return self.at_column(row + 1, goal),
            Motion::PageUp => return self.at_column(row.saturating_sub(page), goal),
            Motion::PageDown => return self.at_column(row + page, goal),
            Motion::LineStart => match self.area.screen_to_data(row, 0) {
                start if start == self.area.cursor() => DataCursor(line, 0),
                start => start,
            },
            Motion::LineEnd => match self.at_column(row, usize::MAX) {
                end if end.0 == self.area.cursor() => self.end_of(line),
                end => return end,
            },
            Motion::TextStart => DataCursor(0, 0),
            Motion::TextEnd => self.end_of(usize::MAX),
        };
        (at, false)
    }

    /// Returns the end of paragraph `line`, or of the last one.
    pub(super) fn end_of(&self, line: usize) -> DataCursor {
        let line = line.min(self.area.lines().len() - 1);
        DataCursor(line, self.area.lines()[line].chars().count())
    }

    /// Returns the row of the cursor, counted from the first row of the text.
    pub(super) fn row(&self) -> usize {
        let (row, at) = (self.area.screen_cursor().row, self.area.cursor());
        let between_rows = at.1 > 0 && at == self.area.screen_to_data(row, 0);
        row - usize::from(self.end_of_row && between_rows)
    }

    /// Returns the column of the cursor in its row, in cells.
    pub(super) fn column(&self) -> usize {
        let DataCursor(line, start) = self.area.screen_to_data(self.row(), 0);
        let (before, _) = cut(&self.area.lines()[line], self.area.cursor().1);
        width(cut(before, start).1)
    }

    /// Returns the position at a column of a row, or the nearest before it; never between a
    /// character and its combining accent.
    pub(super) fn at_column(&self, row: usize, column: usize) -> Place {
        let start_of = |row| self.area.screen_to_data(row, 0);
        let at = self.area.screen_to_data(row, column);
        let end_of_row = at != start_of(row) && at == start_of(row + 1);
        let (_, after) = cut(&self.area.lines()[at.0], at.1);
        let accents = after.chars().take_while(|c| c.width() == Some(0)).count();
        (DataCursor(at.0, at.1 + accents), end_of_row)
    }

    /// Moves the library's cursor. Its jump takes 16 bits; beyond them it goes on by rows, and back
    /// by characters.
    fn go(&mut self, to: DataCursor) {
        let near = |number| u16::try_from(number).unwrap_or(u16::MAX);
        self.area
            .move_cursor(CursorMove::Jump(near(to.0), near(to.1)));
        while self.area.cursor() < to {
            let before = self.area.cursor();
            self.area.move_cursor(CursorMove::Down);
            if self.area.cursor() == before {
                self.area.move_cursor(CursorMove::End);
                break;
            }
        }
        while self.area.cursor() > to {
            self.area.move_cursor(CursorMove::Back);
        }
    }
}

/// Splits `text` before character `col`.
fn cut(text: &str, col: usize) -> (&str, &str) {
    text.split_at(
        text.char_indices()
            .nth(col)
            .map_or(text.len(), |(at, _)| at),
    )
}
