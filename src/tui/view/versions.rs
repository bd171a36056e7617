//! Two versions of a reply: side by side where there is room, else one under the other.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::alike::Pair;
use super::layout::centred;
use crate::tui::model::Model;
use crate::tui::versions::Versions;
use crate::tui::widgets::popup::window;

/// Draws them.
pub fn render(model: &Model, versions: &mut Versions, screen: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    let gap = [Line::default()];
    let pair = Pair::on(screen, &gap);
    let mut top = versions.top;
    let Some((mine, theirs)) = versions.columns(model, usize::from(pair.cells)) else { return };
    let lines = pair.lines(mine, theirs);
    let height = u16::try_from(lines + 2).unwrap_or(u16::MAX);
    let area = centred(screen, pair.columns, height.min(screen.height.saturating_sub(2)));
    let inner = window(area, buf, &say!("versions-title"), theme.strong());
    top = top.min(lines.saturating_sub(usize::from(inner.height)));
    pair.draw(mine, theirs, top, inner, buf, theme);
    versions.top = top;
}
