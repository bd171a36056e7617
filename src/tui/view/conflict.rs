//! Draws a conflict between two versions: side by side where the screen is wide enough, else one
//! below the other.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::tui::model::Model;
use crate::tui::model::conflict::ConflictView;
use crate::tui::model::layout::centred_area;
use crate::tui::view::similar;
use crate::tui::view::similar::PairLayout;
use crate::tui::widgets::popup::{draw_position, draw_text, draw_window};

/// Draws the comparison, and clamps its scroll position.
pub(crate) fn render(model: &Model, versions: &mut ConflictView, screen: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    let pair = PairLayout::for_screen(screen);
    let Some(((mine, theirs), top)) = versions.render_columns(model, usize::from(pair.text_width))
    else {
        return;
    };
    let ([my_heading, mine @ ..], [their_heading, theirs @ ..]) = (&mine[..], &theirs[..]) else {
        return;
    };
    // Rows of the longer text under its heading.
    let each = mine.len().max(theirs.len());
    let whole = if pair.side_by_side {
        each + 1
    } else {
        2 * each + 3
    };
    let height = whole.min(usize::from(screen.height.saturating_sub(4))) + 2;
    let area = centred_area(
        screen,
        pair.window_width,
        u16::try_from(height).unwrap_or(u16::MAX),
    );
    let inner = draw_window(area, buf, &say!("versions-title"), theme.strong());
    let half = if pair.side_by_side {
        inner.height
    } else {
        inner.height.saturating_sub(1) / 2
    };
    let rows = half.saturating_sub(1);
    let top = top.min(each.saturating_sub(usize::from(rows)));
    // The headings, which name the writers, do not scroll.
    let draw = |area: Rect, heading, lines: &[_], buf: &mut Buffer| {
        buf.set_line(area.x, area.y, heading, area.width);
        similar::draw_lines(
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
        width: pair.text_width,
        height: half,
        ..inner
    };
    draw(first, my_heading, mine, buf);
    let second = if pair.side_by_side {
        Rect {
            x: pair.draw_separator(inner, buf, theme),
            ..first
        }
    } else {
        draw_text(
            buf,
            inner.x,
            inner.y + half,
            inner.width,
            &"─".repeat(usize::from(inner.width)),
            theme.muted(),
        );
        Rect {
            y: inner.y + half + 1,
            ..first
        }
    };
    draw(second, their_heading, theirs, buf);
    if each > usize::from(rows) {
        draw_position(area, buf, (top + usize::from(rows), each), theme.strong());
    }
    versions.top = top;
}
