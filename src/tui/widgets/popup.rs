//! Pop-up windows: a cleared area with a border and a title, and text in it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::{Block, Widget};

use super::clear::clear;
use crate::text::sanitize::one_line;
use crate::text::width::fit;

/// Draws a border with a title on the left and a text on the right of its upper edge. Returns the
/// area inside.
pub fn draw_frame(
    area: Rect,
    buf: &mut Buffer,
    title: &str,
    right: &str,
    border: Style,
    words: Style,
) -> Rect {
    let room = usize::from(area.width.saturating_sub(6))
        .saturating_sub(crate::text::width::text_width(right));
    let title = format!(" {} ", fit(&one_line(title), room));
    let mut block = Block::bordered()
        .border_style(border)
        .title_top(Line::styled(title, words));
    if !right.is_empty() {
        block = block.title_top(Line::styled(format!(" {right} "), words).right_aligned());
    }
    let inner = block.inner(area);
    block.render(area, buf);
    inner
}

/// Clears an area and draws a window on it. Returns the area inside, one cell away from the border
/// on either side.
pub fn draw_window(area: Rect, buf: &mut Buffer, title: &str, border: Style) -> Rect {
    clear(area, buf);
    draw_frame(area, buf, title, "", border, border);
    window_inside(area)
}

/// Returns the area inside a window.
pub fn window_inside(area: Rect) -> Rect {
    let inner = Block::bordered().inner(area);
    Rect {
        x: inner.x + 1.min(inner.width),
        width: inner.width.saturating_sub(2),
        ..inner
    }
}

/// Draws one line of text, cut to `room` cells.
pub fn draw_text(buf: &mut Buffer, x: u16, y: u16, room: u16, text: &str, style: Style) {
    if room > 0 && buf.area.contains((x, y).into()) {
        buf.set_stringn(
            x,
            y,
            fit(&one_line(text), usize::from(room)),
            usize::from(room),
            style,
        );
    }
}

/// Draws the reading position, as lines shown of lines in all, on the lower border of a window.
pub fn draw_position(area: Rect, buf: &mut Buffer, (shown, of): (usize, usize), style: Style) {
    let place = format!(" {shown}/{of} ");
    let cells = u16::try_from(crate::text::width::text_width(&place)).unwrap_or(0);
    draw_text(
        buf,
        area.right().saturating_sub(cells + 2),
        area.bottom().saturating_sub(1),
        cells,
        &place,
        style,
    );
}
