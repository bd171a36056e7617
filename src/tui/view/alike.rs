//! Two letters that are like each other: side by side where there is room, else one under the other.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::layout::centred;
use crate::tui::alike::{self, Comparing};
use crate::tui::model::Model;
use crate::tui::widgets::fit::fit;
use crate::tui::widgets::popup::{put, window};

/// From this width on they stand side by side.
const BESIDE: u16 = 96;

/// Draws them.
pub fn render(model: &mut Model, comparing: &mut Comparing, screen: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    let (Some(recall), Some(card)) = (&model.recall, &model.card) else { return };
    let Some(similar) = comparing.beside(recall) else { return };
    let area = centred(screen, screen.width.saturating_sub(4).max(76), screen.height.saturating_sub(2));
    let title = say!("alike-title", at = comparing.at + 1, n = recall.similar.len());
    let inner = window(area, buf, &title, theme.strong());
    let mut y = inner.y;
    for (n, line) in alike::choices(recall, &model.office).iter().enumerate() {
        let style = if n == comparing.at { theme.selected() } else { theme.text() };
        put(buf, inner.x, y, inner.width, &fit(line, usize::from(inner.width)), style);
        y += 1;
    }
    let rows = inner.bottom().saturating_sub(y);
    let cells = if inner.width >= BESIDE { (inner.width - 3) / 2 } else { inner.width };
    let at_hand = alike::at_hand(&card.letter, similar, usize::from(cells), theme);
    let earlier = alike::earlier(similar, &model.office, usize::from(cells), theme);
    if inner.width >= BESIDE {
        let last = at_hand.len().max(earlier.len()).saturating_sub(usize::from(rows));
        comparing.top = comparing.top.min(last);
        draw(&at_hand, comparing.top, Rect { y, height: rows, width: cells, ..inner }, buf);
        for row in y..y + rows {
            put(buf, inner.x + cells + 1, row, 1, "│", theme.quiet());
        }
        let right = Rect { x: inner.x + cells + 3, y, height: rows, width: cells };
        draw(&earlier, comparing.top, right, buf);
    } else {
        let lines = [at_hand, earlier].concat();
        comparing.top = comparing.top.min(lines.len().saturating_sub(usize::from(rows)));
        draw(&lines, comparing.top, Rect { y, height: rows, ..inner }, buf);
    }
}

fn draw(lines: &[Line<'static>], top: usize, area: Rect, buf: &mut Buffer) {
    for (y, line) in (area.y..area.bottom()).zip(lines.iter().skip(top)) {
        buf.set_line(area.x, y, line, area.width);
    }
}
