//! Two versions of what is being written: side by side where there is room, else one under the other, each in its half.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::alike::Pair;
use super::layout::centred;
use crate::tui::model::Model;
use crate::tui::versions::Versions;
use crate::tui::widgets::popup::{place, put, window};

/// Draws them.
pub fn render(model: &Model, versions: &mut Versions, screen: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    let pair = Pair::on(screen);
    let asked = versions.top;
    let Some((mine, theirs)) = versions.columns(model, usize::from(pair.cells)) else { return };
    let (mine, theirs) = (mine.clone(), theirs.clone());
    let top = if asked == 0 { versions.top } else { asked };
    let most = usize::from(screen.height.saturating_sub(4));
    // How many rows each takes, if all of it is shown.
    let each = mine.len().max(theirs.len());
    let whole = if pair.beside { each } else { 2 * each + 1 };
    let height = u16::try_from(whole.min(most) + 2).unwrap_or(u16::MAX);
    let area = centred(screen, pair.columns, height);
    let inner = window(area, buf, &say!("versions-title"), theme.strong());
    let rows = if pair.beside { inner.height } else { inner.height.saturating_sub(1) / 2 };
    let top = top.min(each.saturating_sub(usize::from(rows)));
    if pair.beside {
        pair.draw(&mine, &theirs, top, inner, buf, theme);
    } else {
        let half =
            |y, lines: &[_], buf: &mut Buffer| super::alike::draw(lines, top, Rect { y, height: rows, ..inner }, buf);
        half(inner.y, &mine, buf);
        put(buf, inner.x, inner.y + rows, inner.width, &"─".repeat(usize::from(inner.width)), theme.quiet());
        half(inner.y + rows + 1, &theirs, buf);
    }
    if each > usize::from(rows) {
        place(area, buf, (top + usize::from(rows), each), theme.strong());
    }
    versions.top = top;
}
