//! The letter that is displayed, wrapped and scrolled.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::tui::model::{Focus, Model};
use crate::tui::widgets::popup::draw_frame;

/// Draws lines from the top of an area.
pub fn draw_lines(lines: &[Line<'_>], area: Rect, buf: &mut Buffer) {
    for (y, line) in (area.y..area.bottom()).zip(lines) {
        buf.set_line(area.x, y, line, area.width);
    }
}

/// Draws the letter that is displayed.
pub fn render(model: &mut Model, area: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    let border = if model.focus == Focus::Letter {
        theme.strong()
    } else {
        theme.muted()
    };
    let Some(card) = model.card.take() else {
        draw_frame(area, buf, &say!("letter-none"), "", border, border);
        return;
    };
    let room = Rect {
        width: area.width.saturating_sub(4),
        height: area.height.saturating_sub(2),
        ..area
    };
    let mut view = std::mem::take(&mut model.card_view);
    let height = usize::from(room.height);
    let (shown, all) = view.lines(
        &model.card_inputs(&card),
        model.theme,
        usize::from(room.width),
        height,
    );
    let shown = shown.to_vec();
    let right = if all > height {
        format!("{}–{}/{all}", view.top + 1, (view.top + height).min(all))
    } else {
        String::new()
    };
    let cells = usize::from(area.width.saturating_sub(6))
        .saturating_sub(crate::text::width::text_width(&right));
    let title = model.heading_with_presence(&card.letter, cells);
    let inner = draw_frame(area, buf, &title, &right, border, border);
    let inner = Rect {
        x: inner.x + 1.min(inner.width),
        width: inner.width.saturating_sub(2),
        ..inner
    };
    draw_lines(&shown, inner, buf);
    for (row, y) in (inner.y..inner.bottom()).enumerate() {
        let Some(cells) = view.selected_cells(view.top + row) else {
            continue;
        };
        let cell = |n: usize| inner.x.saturating_add(u16::try_from(n).unwrap_or(u16::MAX));
        for x in cell(cells.start)..cell(cells.end).min(inner.right()) {
            if let Some(cell) = buf.cell_mut((x, y)) {
                cell.set_style(theme.selected());
            }
        }
    }
    model.card_view = view;
    model.card = Some(card);
}

/// Returns the column and the row of a cell in the text of the letter.
pub(crate) fn letter_cell(area: Rect, column: u16, row: u16) -> (usize, usize) {
    let x = column.saturating_sub(area.x + 2);
    let last = area.height.saturating_sub(3);
    let y = row.saturating_sub(area.y + 1).min(last);
    (usize::from(x), usize::from(y))
}
