//! Draws a conflict between two versions: side by side where the screen is wide enough, else one
//! below the other.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::alike::{self, Pair};
use super::layout::centred;
use crate::tui::model::Model;
use crate::tui::state::versions::Versions;
use crate::tui::widgets::popup::{place, put, window};

/// Draws the comparison, and clamps its scroll position.
pub fn render(model: &Model, versions: &mut Versions, screen: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    let pair = Pair::on(screen);
    let Some(((mine, theirs), top)) = versions.columns(model, usize::from(pair.cells)) else {
        return;
    };
    let ([my_heading, mine @ ..], [their_heading, theirs @ ..]) = (&mine[..], &theirs[..]) else {
        return;
    };
    // Rows of the longer text under its heading.
    let each = mine.len().max(theirs.len());
    let whole = if pair.beside { each + 1 } else { 2 * each + 3 };
    let height = whole.min(usize::from(screen.height.saturating_sub(4))) + 2;
    let area = centred(
        screen,
        pair.columns,
        u16::try_from(height).unwrap_or(u16::MAX),
    );
    let inner = window(area, buf, &say!("versions-title"), theme.strong());
    let half = if pair.beside {
        inner.height
    } else {
        inner.height.saturating_sub(1) / 2
    };
    let rows = half.saturating_sub(1);
    let top = top.min(each.saturating_sub(usize::from(rows)));
    // The headings, which name the writers, do not scroll.
    let draw = |area: Rect, heading, lines: &[_], buf: &mut Buffer| {
        buf.set_line(area.x, area.y, heading, area.width);
        alike::draw(
            lines,
            top,
            Rect {
                y: area.y + 1,
                height: rows,
                ..area
            },
            buf,
        );
    };
    let first = Rect {
        width: pair.cells,
        height: half,
        ..inner
    };
    draw(first, my_heading, mine, buf);
    let second = if pair.beside {
        Rect {
            x: pair.part(inner, buf, theme),
            ..first
        }
    } else {
        put(
            buf,
            inner.x,
            inner.y + half,
            inner.width,
            &"─".repeat(usize::from(inner.width)),
            theme.quiet(),
        );
        Rect {
            y: inner.y + half + 1,
            ..first
        }
    };
    draw(second, their_heading, theirs, buf);
    if each > usize::from(rows) {
        place(area, buf, (top + usize::from(rows), each), theme.strong());
    }
    versions.top = top;
}
