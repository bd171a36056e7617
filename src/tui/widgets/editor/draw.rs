//! Draws the editor, and reports the cell of the terminal's cursor.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::widgets::Widget;
use ratatui_textarea::WrapMode;

use super::Editor;

impl Editor {
    /// Draws the text into `area`, the last column of which stays free for the cursor; the
    /// selection is reversed.
    ///
    /// No cursor is drawn: put the terminal's own at [`Self::cursor_cell`], where an input method
    /// shows what is being typed.
    pub fn render(&mut self, area: Rect, buf: &mut Buffer, style: Style) {
        let area = area.intersection(buf.area);
        buf.set_style(area, style);
        self.draw(
            Rect {
                width: area.width.saturating_sub(1).max(1),
                ..area
            }
            .intersection(area),
            buf,
            style,
        );
    }

    /// Draws the text into the whole of `area`, which lies inside the buffer.
    pub(super) fn draw(&mut self, area: Rect, buf: &mut Buffer, style: Style) {
        self.drawn_revision = None;
        if area.is_empty() || !self.can_be_drawn(area) {
            return;
        }
        self.drawn_revision = Some(self.revision);
        self.height = usize::from(area.height);
        let (anchor, at) = (self.selection_anchor(), self.area.cursor());
        let selected = Style::new().add_modifier(Modifier::REVERSED);
        self.area.set_style(style);
        self.area.set_selection_style(selected);
        self.area
            .set_cursor_style(if anchor.is_some_and(|anchor| at < anchor) {
                selected
            } else {
                Style::new()
            });
        if let Some(top) = self.wheel_top {
            self.scroll_to(top);
        } else {
            self.fill_view();
        }
        self.area.render(area, buf);
        if self.wheel_top.is_some() {
            self.select_range(anchor, at);
        }
    }

    /// Scrolls the library back to the first column: it keeps the offset that a longer text needed.
    pub(super) fn scroll_home(&mut self) {
        let left = i16::try_from(self.area.scroll_offset().1).unwrap_or(i16::MAX);
        if left > 0 {
            let (anchor, at) = (self.selection_anchor(), self.area.cursor());
            self.area.scroll((0, -left));
            self.select_range(anchor, at);
        }
    }

    /// Leaves no rows empty below the text while some are scrolled out above: the view was smaller
    /// before.
    fn fill_view(&mut self) {
        let top = usize::from(self.area.scroll_offset().0);
        let empty = if top == 0 {
            0
        } else {
            (top + self.height)
                .saturating_sub(self.row_count())
                .min(top)
        };
        if empty > 0 {
            let (anchor, at) = (self.selection_anchor(), self.area.cursor());
            self.area
                .scroll((-i16::try_from(empty).unwrap_or(i16::MAX), 0));
            self.select_range(anchor, at);
        }
    }

    /// Scrolls the library to row `top`; the library moves its cursor along into the view.
    fn scroll_to(&mut self, top: usize) {
        let at = self.area.cursor();
        let now = i32::from(self.area.scroll_offset().0);
        let rows = i32::try_from(top).unwrap_or(i32::MAX).saturating_sub(now);
        self.area
            .scroll((rows.clamp(i16::MIN.into(), i16::MAX.into()) as i16, 0));
        if self.area.cursor() != at {
            self.area.cancel_selection();
        }
    }

    /// Reports whether the library's 16 bits suffice for the rows or columns there can be.
    fn can_be_drawn(&self, area: Rect) -> bool {
        let lines = self.area.lines();
        let cells = lines.iter().map(String::len).sum::<usize>();
        let most = match self.area.wrap_mode() {
            WrapMode::None => cells,
            WrapMode::Word | WrapMode::Glyph | WrapMode::WordOrGlyph => {
                lines.len() + 2 * cells / usize::from(area.width)
            }
        };
        most + usize::from(area.width.max(area.height)) < usize::from(u16::MAX)
    }

    /// Returns the cell of the cursor in `area` after it was drawn there; `None` when it is
    /// scrolled out of view.
    pub fn cursor_cell(&self, area: Rect) -> Option<Position> {
        if area.is_empty() || self.drawn_revision != Some(self.revision) {
            return None;
        }
        let (top, left) = self.area.scroll_offset();
        // The cursor is at the end of the row above the view, as happens in a view of one row: the
        // library shows the row that begins there.
        let above =
            self.cursor_row() < self.area.screen_cursor().row && self.cursor_row() < top.into();
        let (row, column) = if above {
            (self.cursor_row() + 1, 0)
        } else {
            (self.cursor_row(), self.cursor_column())
        };
        let row = u16::try_from(row.checked_sub(top.into())?)
            .ok()
            .filter(|&row| row < area.height)?;
        let column = u16::try_from(column.saturating_sub(left.into()))
            .unwrap_or(u16::MAX)
            .min(area.width - 1);
        Some(Position::new(area.x + column, area.y + row))
    }

    /// Returns the number of rows above the view and the number of rows in all, as last drawn, for
    /// a scroll bar or `12/40`.
    pub fn scroll_position(&self) -> (usize, usize) {
        (self.area.scroll_offset().0.into(), self.row_count())
    }

    /// Counts the rows by binary search: the library returns the start of any row, and that of the
    /// last one for every row beyond it.
    pub(super) fn row_count(&self) -> usize {
        let last = self.area.screen_to_data(usize::MAX, 0);
        let (mut least, mut most) = (0, usize::MAX);
        while least < most {
            let middle = least.midpoint(most);
            if self.area.screen_to_data(middle, 0) < last {
                least = middle + 1;
            } else {
                most = middle;
            }
        }
        least + 1
    }
}
