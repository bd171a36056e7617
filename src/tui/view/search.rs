//! Draws the search: its query line, the completions, the results.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::form::underline;
use super::layout::Areas;
use crate::text::width::{pad_right, width};
use crate::text::wrap::wrap;
use crate::tui::model::Model;
use crate::tui::widgets::popup::{put, window};
use crate::tui::widgets::{hit_list, letter_view};

/// Maximum number of rows for the error of a query.
const TOLD: usize = 2;

fn cells(text: &str) -> u16 {
    u16::try_from(width(text)).unwrap_or(u16::MAX)
}

/// Returns the area of the query line after its label.
pub fn query_room(area: Rect) -> Rect {
    let label = cells(&say!("search-label")) + 2;
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
    fn told(&self) -> Vec<String> {
        let room = usize::from(query_room(Rect::new(0, 0, self.size.0, 1)).width);
        let told = self.search.told().map(|sentence| wrap(&sentence, room));
        told.into_iter().flatten().take(TOLD).collect()
    }

    /// Returns the height of the query line with its error in rows; 0 where it is not shown.
    pub fn query_rows(&self) -> u16 {
        let shown = self.searching() && self.bulletin.is_none() && self.writing.is_none();
        if shown {
            1 + u16::try_from(self.told().len()).unwrap_or(0)
        } else {
            0
        }
    }
}

/// Draws the search. Returns the position of the cursor while the query line has the focus.
pub fn render(model: &mut Model, areas: &Areas, buf: &mut Buffer) -> Option<Position> {
    let (theme, told) = (model.theme, model.told());
    let typing = model.search.typing;
    let label = if typing {
        theme.strong()
    } else {
        theme.quiet()
    };
    let field = query_room(areas.query);
    put(
        buf,
        areas.query.x + 1,
        field.y,
        areas.query.width,
        &say!("search-label"),
        label,
    );
    underline(field, theme, buf);
    let line = &mut model.search.line;
    line.render(field, buf, theme.text());
    let cursor = line.cursor_cell(field).filter(|_| typing);
    for (y, line) in (field.y + 1..areas.query.bottom()).zip(&told) {
        put(buf, field.x, y, field.width, line, theme.close());
    }
    hit_list::render(model, areas.list, buf);
    letter_view::render(model, areas.letter, buf);
    if let Some(cursor) = cursor {
        offered(
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
fn offered(model: &Model, cursor: Position, room: Rect, buf: &mut Buffer) {
    let search = &model.search;
    let Some(first) = search.offered.first() else {
        return;
    };
    let theme = model.theme;
    let widest = search
        .offered
        .iter()
        .map(|one| cells(&one.shown))
        .max()
        .unwrap_or(0);
    let columns = (widest + 4).min(room.width);
    let rows = u16::try_from(search.offered.len())
        .unwrap_or(u16::MAX)
        .saturating_add(2)
        .min(room.height);
    let typed = search.line.text();
    let begun = typed.get(first.range.start..).unwrap_or_default();
    let begun: String = begun
        .chars()
        .take(search.behind(first.range.start))
        .collect();
    let x = cursor
        .x
        .saturating_sub(cells(&begun) + 2)
        .max(room.x)
        .min(room.right().saturating_sub(columns));
    let inner = window(Rect::new(x, room.y, columns, rows), buf, "", theme.strong());
    for (n, (y, one)) in (inner.y..inner.bottom()).zip(&search.offered).enumerate() {
        let style = if Some(n) == search.at {
            theme.selected()
        } else {
            theme.text()
        };
        put(
            buf,
            inner.x,
            y,
            inner.width,
            &pad_right(&one.shown, usize::from(inner.width)),
            style,
        );
    }
}
