//! The mouse in the editor: moves the cursor, selects, scrolls with the wheel.

use ratatui::layout::Rect;

use super::Editor;

impl Editor {
    /// Moves the cursor to where the mouse was pressed in `area`, the one last drawn; returns
    /// `false` outside of it.
    pub fn click(&mut self, area: Rect, column: u16, row: u16) -> bool {
        self.point_at(area, column, row, false)
    }

    /// Selects from the cursor to where the mouse was dragged in `area`; returns `false` outside of
    /// it.
    pub fn drag(&mut self, area: Rect, column: u16, row: u16) -> bool {
        self.point_at(area, column, row, true)
    }

    /// Scrolls by `rows`, down if positive, and leaves the cursor where it is.
    pub fn wheel(&mut self, rows: i32) {
        let last = self.row_count().saturating_sub(self.height);
        let top = self.wheel_top.unwrap_or(self.area.scroll_offset().0.into());
        self.wheel_top = Some(top.saturating_add_signed(rows as isize).min(last));
    }

    fn point_at(&mut self, area: Rect, column: u16, row: u16, selecting: bool) -> bool {
        if !area.contains((column, row).into()) {
            return false;
        }
        let (top, left) = self.area.scroll_offset();
        let to = self.position_at(
            usize::from(top) + usize::from(row - area.y),
            usize::from(left) + usize::from(column - area.x),
        );
        self.place_cursor(to, selecting);
        true
    }
}
