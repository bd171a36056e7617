//! Movement of the cursor: by characters and words of the text, by rows of the screen.

use ratatui_textarea::{CursorMove, DataCursor};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthChar;

use super::command::Motion;
use super::{Editor, words};
use crate::text::width::text_width;

/// Position in the text, and whether it means the end of a row when the next row begins there too.
type CursorPosition = (DataCursor, bool);

impl Editor {
    /// Returns where the selection began; `None` if nothing is selected.
    pub(super) fn selection_anchor(&self) -> Option<DataCursor> {
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
    pub(super) fn select_range(&mut self, anchor: Option<DataCursor>, at: DataCursor) {
        self.area.cancel_selection();
        if let Some(anchor) = anchor {
            self.move_library_cursor(anchor);
            self.area.start_selection();
        }
        self.move_library_cursor(at);
    }

    /// Moves the cursor to `to`; with `selecting`, extends the selection from where the cursor was.
    pub(super) fn place_cursor(&mut self, to: CursorPosition, selecting: bool) {
        let anchor = selecting.then(|| self.selection_anchor().unwrap_or(self.area.cursor()));
        self.reset_transient(false);
        self.select_range(anchor, to.0);
        self.end_of_row = to.1;
    }

    /// Moves the cursor by one motion; returns whether it moved.
    pub(super) fn move_cursor(&mut self, motion: Motion, selecting: bool) -> bool {
        let before = (self.selection_anchor(), self.area.cursor(), self.end_of_row);
        let goal = match motion {
            Motion::Up | Motion::Down | Motion::PageUp | Motion::PageDown => {
                self.goal_column.or_else(|| Some(self.cursor_column()))
            }
            Motion::Left | Motion::Right | Motion::WordLeft | Motion::WordRight => None,
            Motion::LineStart | Motion::LineEnd | Motion::TextStart | Motion::TextEnd => None,
        };
        let to = match self.selection_anchor() {
            Some(anchor) if motion == Motion::Left && !selecting => (anchor.min(before.1), false),
            Some(anchor) if motion == Motion::Right && !selecting => (anchor.max(before.1), false),
            Some(_) | None => self.motion_target(motion, goal.unwrap_or_default()),
        };
        self.place_cursor(to, selecting);
        self.goal_column = goal;
        before != (self.selection_anchor(), self.area.cursor(), self.end_of_row)
    }

    fn motion_target(&self, motion: Motion, goal: usize) -> CursorPosition {
        let DataCursor(line, col) = self.area.cursor();
        let (before, after) = split_at_char(&self.area.lines()[line], col);
        let (back, on) = (before.graphemes(true).rev(), after.graphemes(true));
        let row = self.cursor_row();
        let page = self.height.saturating_sub(1).max(1);
        let at = match motion {
            Motion::Left | Motion::WordLeft if line > 0 && col == 0 => self.paragraph_end(line - 1),
            Motion::Left => DataCursor(line, col - words::word_length(back.take(1))),
            Motion::WordLeft => DataCursor(line, col - words::word_length(back)),
            Motion::Right | Motion::WordRight if after.is_empty() => {
                self.paragraph_end(line + 1).min(DataCursor(line + 1, 0))
            }
            Motion::Right => DataCursor(line, col + words::word_length(on.take(1))),
            Motion::WordRight => DataCursor(line, col + words::word_length(on)),
            Motion::Up => return self.position_at(row.saturating_sub(1), goal),
            Motion::Down => return self.position_at(row + 1, goal),
            Motion::PageUp => return self.position_at(row.saturating_sub(page), goal),
            Motion::PageDown => return self.position_at(row + page, goal),
            Motion::LineStart => match self.area.screen_to_data(row, 0) {
                start if start == self.area.cursor() => DataCursor(line, 0),
                start => start,
            },
            Motion::LineEnd => match self.position_at(row, usize::MAX) {
                end if end.0 == self.area.cursor() => self.paragraph_end(line),
                end => return end,
            },
            Motion::TextStart => DataCursor(0, 0),
            Motion::TextEnd => self.paragraph_end(usize::MAX),
        };
        (at, false)
    }

    /// Returns the end of paragraph `line`, or of the last one.
    pub(super) fn paragraph_end(&self, line: usize) -> DataCursor {
        let line = line.min(self.area.lines().len() - 1);
        DataCursor(line, self.area.lines()[line].chars().count())
    }

    /// Returns the row of the cursor, counted from the first row of the text.
    pub(super) fn cursor_row(&self) -> usize {
        let (row, at) = (self.area.screen_cursor().row, self.area.cursor());
        let between_rows = at.1 > 0 && at == self.area.screen_to_data(row, 0);
        row - usize::from(self.end_of_row && between_rows)
    }

    /// Returns the column of the cursor in its row, in cells.
    pub(super) fn cursor_column(&self) -> usize {
        let DataCursor(line, start) = self.area.screen_to_data(self.cursor_row(), 0);
        let (before, _) = split_at_char(&self.area.lines()[line], self.area.cursor().1);
        text_width(split_at_char(before, start).1)
    }

    /// Returns the position at a column of a row, or the nearest before it; never between a
    /// character and its combining accent.
    pub(super) fn position_at(&self, row: usize, column: usize) -> CursorPosition {
        let start_of = |row| self.area.screen_to_data(row, 0);
        let at = self.area.screen_to_data(row, column);
        let end_of_row = at != start_of(row) && at == start_of(row + 1);
        let (_, after) = split_at_char(&self.area.lines()[at.0], at.1);
        let accents = after.chars().take_while(|c| c.width() == Some(0)).count();
        (DataCursor(at.0, at.1 + accents), end_of_row)
    }

    /// Moves the library's cursor. Its jump takes 16 bits; beyond them it goes on by rows, and back
    /// by characters.
    fn move_library_cursor(&mut self, to: DataCursor) {
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
fn split_at_char(text: &str, col: usize) -> (&str, &str) {
    text.split_at(
        text.char_indices()
            .nth(col)
            .map_or(text.len(), |(at, _)| at),
    )
}
