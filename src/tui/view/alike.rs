//! Two letters that are like each other: side by side where there is room, else one under the other.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::layout::centred;
use crate::tui::alike::{self, Comparing};
use crate::tui::model::Model;
use crate::tui::widgets::fit::fit;
use crate::tui::widgets::popup::{put, window};

/// From this width on two texts stand side by side.
pub const BESIDE: u16 = 96;

/// Draws them.
pub fn render(model: &mut Model, comparing: &mut Comparing, screen: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    let (Some(recall), Some(card)) = (&model.recall, &model.card) else { return };
    let (Some(place), Some(similar)) = (comparing.place(recall), comparing.beside(recall)) else { return };
    let columns = screen.width.saturating_sub(4).max(76).min(screen.width);
    let room = columns.saturating_sub(4);
    let beside = room >= BESIDE;
    let cells = if beside { (room - 3) / 2 } else { room };
    let choices = alike::choices(recall, &model.office);
    let mut top = comparing.top;
    let (at_hand, earlier) = comparing.columns(&card.letter, similar, &model.office, usize::from(cells), theme);
    let lines = if beside { at_hand.len().max(earlier.len()) } else { at_hand.len() + earlier.len() };
    let height = u16::try_from(choices.len() + lines + 3).unwrap_or(u16::MAX);
    let area = centred(screen, columns, height.min(screen.height.saturating_sub(2)));
    let title = say!("alike-title", at = place + 1, n = recall.similar.len());
    let inner = window(area, buf, &title, theme.strong());
    let mut y = inner.y;
    for (n, line) in choices.iter().enumerate() {
        let style = if n == place { theme.selected() } else { theme.text() };
        put(buf, inner.x, y, inner.width, &fit(line, usize::from(inner.width)), style);
        y += 1;
    }
    y += 1;
    let rows = inner.bottom().saturating_sub(y);
    top = top.min(lines.saturating_sub(usize::from(rows)));
    let left = Rect { y, height: rows, width: cells, ..inner };
    if beside {
        draw(at_hand, top, left, buf);
        for row in y..y + rows {
            put(buf, inner.x + cells + 1, row, 1, "│", theme.quiet());
        }
        draw(earlier, top, Rect { x: inner.x + cells + 3, ..left }, buf);
    } else {
        draw(at_hand.iter().chain(earlier), top, left, buf);
    }
    comparing.top = top;
}

/// Draws lines from `top` on.
pub fn draw<'a>(lines: impl IntoIterator<Item = &'a Line<'static>>, top: usize, area: Rect, buf: &mut Buffer) {
    for (y, line) in (area.y..area.bottom()).zip(lines.into_iter().skip(top)) {
        buf.set_line(area.x, y, line, area.width);
    }
}
