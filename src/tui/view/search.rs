//! Draws the search: its query line, the completions, the results.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::form::draw_underline;
use crate::text::width::{pad_right, text_width};
use crate::text::wrap::wrap_text;
use crate::tui::model::Model;
use crate::tui::model::layout::ScreenAreas;
use crate::tui::view::{hit_list, letter_view};
use crate::tui::widgets::popup::{draw_text, draw_window};

/// Maximum number of rows for the error of a query.
const MAX_ERROR_ROWS: usize = 2;

fn cell_width(text: &str) -> u16 {
    u16::try_from(text_width(text)).unwrap_or(u16::MAX)
}

/// Returns the area of the query line after its label.
pub fn query_area(area: Rect) -> Rect {
    let label = cell_width(&say!("search-label")) + 2;
    let room = area.width.saturating_sub(label + 1);
    Rect {
        x: area.x + label.min(area.width),
        width: room,
        height: 1.min(area.height),
        ..area
    }
}

impl Model {
    /// Returns the error of the query, wrapped into lines.
    fn query_error_lines(&self) -> Vec<String> {
        let room = usize::from(query_area(Rect::new(0, 0, self.size.0, 1)).width);
        let told = self
            .search
            .visible_error()
            .map(|sentence| wrap_text(&sentence, room));
        told.into_iter().flatten().take(MAX_ERROR_ROWS).collect()
    }

    /// Returns the height of the query line with its error in rows; 0 where it is not shown.
    pub fn query_height(&self) -> u16 {
        let shown = self.is_searching() && self.bulletin.is_none() && self.reply_editor.is_none();
        if shown {
            1 + u16::try_from(self.query_error_lines().len()).unwrap_or(0)
        } else {
            0
        }
    }
}

/// Draws the search. Returns the position of the cursor while the query line has the focus.
pub(super) fn render(model: &mut Model, areas: &ScreenAreas, buf: &mut Buffer) -> Option<Position> {
    let (theme, told) = (model.theme, model.query_error_lines());
    let typing = model.search.typing;
    let label = if typing {
        theme.strong()
    } else {
        theme.muted()
    };
    let field = query_area(areas.query);
    draw_text(
        buf,
        areas.query.x + 1,
        field.y,
        areas.query.width,
        &say!("search-label"),
        label,
    );
    draw_underline(field, theme, buf);
    let line = &mut model.search.line;
    line.render(field, buf, theme.text());
    let cursor = line.cursor_cell(field).filter(|_| typing);
    for (y, line) in (field.y + 1..areas.query.bottom()).zip(&told) {
        draw_text(buf, field.x, y, field.width, line, theme.due_soon());
    }
    hit_list::render(model, areas.list, buf);
    letter_view::render(model, areas.letter, buf);
    if let Some(cursor) = cursor {
        draw_completions(
            model,
            cursor,
            Rect {
                y: areas.query.bottom(),
                ..areas.list.union(areas.letter)
            },
            buf,
        );
    }
    cursor
}

/// Draws the completions below the word that they complete.
fn draw_completions(model: &Model, cursor: Position, room: Rect, buf: &mut Buffer) {
    let search = &model.search;
    let Some(first) = search.completions.first() else {
        return;
    };
    let theme = model.theme;
    let widest = search
        .completions
        .iter()
        .map(|one| cell_width(&one.label))
        .max()
        .unwrap_or(0);
    let columns = (widest + 4).min(room.width);
    let rows = u16::try_from(search.completions.len())
        .unwrap_or(u16::MAX)
        .saturating_add(2)
        .min(room.height);
    let typed = search.line.text();
    let begun = typed.get(first.range.start..).unwrap_or_default();
    let begun: String = begun
        .chars()
        .take(search.chars_before_cursor(first.range.start))
        .collect();
    let x = cursor
        .x
        .saturating_sub(cell_width(&begun) + 2)
        .max(room.x)
        .min(room.right().saturating_sub(columns));
    let inner = draw_window(Rect::new(x, room.y, columns, rows), buf, "", theme.strong());
    for (n, (y, one)) in (inner.y..inner.bottom())
        .zip(&search.completions)
        .enumerate()
    {
        let style = if Some(n) == search.selected_completion {
            theme.selected()
        } else {
            theme.text()
        };
        draw_text(
            buf,
            inner.x,
            y,
            inner.width,
            &pad_right(&one.label, usize::from(inner.width)),
            style,
        );
    }
}
