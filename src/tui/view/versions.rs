//! Two versions of a reply: side by side where there is room, else one under the other.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::alike::{BESIDE, draw};
use super::layout::centred;
use crate::tui::model::Model;
use crate::tui::versions::Versions;
use crate::tui::widgets::popup::{put, window};

/// Draws them.
pub fn render(model: &Model, versions: &mut Versions, screen: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    let columns = screen.width.saturating_sub(4).max(76).min(screen.width);
    let room = columns.saturating_sub(4);
    let beside = room >= BESIDE;
    let cells = if beside { (room - 3) / 2 } else { room };
    let mut top = versions.top;
    let Some((mine, theirs)) = versions.columns(model, usize::from(cells)) else { return };
    let lines = if beside { mine.len().max(theirs.len()) } else { mine.len() + 1 + theirs.len() };
    let height = u16::try_from(lines + 2).unwrap_or(u16::MAX);
    let area = centred(screen, columns, height.min(screen.height.saturating_sub(2)));
    let inner = window(area, buf, &say!("versions-title"), theme.strong());
    top = top.min(lines.saturating_sub(usize::from(inner.height)));
    let left = Rect { width: cells, ..inner };
    if beside {
        draw(mine, top, left, buf);
        for row in inner.y..inner.bottom() {
            put(buf, inner.x + cells + 1, row, 1, "│", theme.quiet());
        }
        draw(theirs, top, Rect { x: inner.x + cells + 3, ..left }, buf);
    } else {
        let gap = [ratatui::text::Line::default()];
        draw(mine.iter().chain(&gap).chain(theirs), top, left, buf);
    }
    versions.top = top;
}
