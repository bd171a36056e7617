//! Clears the area under a pop-up without leaving half a Chinese character at its edges.

use ratatui::buffer::{Buffer, CellWidth};
use ratatui::layout::Rect;

/// Resets every cell of `area`, and blanks a two-cell character that straddles its left or right
/// edge.
///
/// ratatui's own `Clear` keeps the one at the left edge: the terminal then draws it over the
/// pop-up's border.
pub fn clear(area: Rect, buf: &mut Buffer) {
    let area = area.intersection(buf.area);
    if area.is_empty() {
        return;
    }
    for y in area.top()..area.bottom() {
        if area.left() > buf.area.left() {
            let before = &mut buf[(area.left() - 1, y)];
            if before.symbol().cell_width() > 1 {
                before.set_symbol(" ");
            }
        }
        if area.right() < buf.area.right() && buf[(area.right() - 1, y)].symbol().cell_width() > 1 {
            // This cell is the right half of the character, which hid its own content: it is
            // blanked, too.
            buf[(area.right(), y)].set_symbol(" ");
        }
        for x in area.left()..area.right() {
            buf[(x, y)].reset();
        }
    }
}
