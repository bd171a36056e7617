//! The comparison of two similar letters: side by side where the screen is wide enough, else one
//! below the other.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::text::width::fit;
use crate::tui::model::Model;
use crate::tui::model::layout::centred_area;
use crate::tui::state::similar;
use crate::tui::state::similar::Comparison;
use crate::tui::theme::Theme;
use crate::tui::widgets::popup::{draw_text, draw_window};

/// Minimum inner width, in cells, for two texts side by side.
const SIDE_BY_SIDE_WIDTH: u16 = 96;

/// Draws the comparison.
pub(crate) fn render(
    model: &mut Model,
    comparing: &mut Comparison,
    screen: Rect,
    buf: &mut Buffer,
) {
    let theme = model.theme;
    let (Some(recall), Some(card)) = (&model.recall, &model.card) else {
        return;
    };
    let (Some(place), Some(similar)) = (comparing.position(recall), comparing.earlier(recall))
    else {
        return;
    };
    let pair = PairLayout::for_screen(screen);
    let choices = similar::similar_lines(recall, &model.office);
    let mut top = comparing.top;
    let (at_hand, earlier) = comparing.render_columns(
        &card.letter,
        similar,
        &model.office,
        usize::from(pair.text_width),
        theme,
    );
    let lines = pair.line_count(at_hand, earlier);
    let height = u16::try_from(choices.len() + lines + 3).unwrap_or(u16::MAX);
    let area = centred_area(
        screen,
        pair.window_width,
        height.min(screen.height.saturating_sub(2)),
    );
    let title = say!("alike-title", at = place + 1, n = recall.similar.len());
    let inner = draw_window(area, buf, &title, theme.strong());
    let mut y = inner.y;
    for (n, line) in choices.iter().enumerate() {
        let style = if n == place {
            theme.selected()
        } else {
            theme.text()
        };
        draw_text(
            buf,
            inner.x,
            y,
            inner.width,
            &fit(line, usize::from(inner.width)),
            style,
        );
        y += 1;
    }
    y += 1;
    let rows = inner.bottom().saturating_sub(y);
    top = top.min(lines.saturating_sub(usize::from(rows)));
    pair.draw_both(
        at_hand,
        earlier,
        top,
        Rect {
            y,
            height: rows,
            ..inner
        },
        buf,
        theme,
    );
    comparing.top = top;
}

/// Layout of two texts in a window: side by side where it is wide enough, else one below the other.
pub(crate) struct PairLayout {
    /// Width of the window in cells, with its borders.
    pub window_width: u16,
    /// Width of each text in cells.
    pub text_width: u16,
    /// Whether the texts are side by side.
    pub side_by_side: bool,
}

impl PairLayout {
    /// Lays out a window for this screen.
    pub(crate) fn for_screen(screen: Rect) -> PairLayout {
        let columns = screen.width.saturating_sub(4).max(76).min(screen.width);
        let room = columns.saturating_sub(4);
        let beside = room >= SIDE_BY_SIDE_WIDTH;
        PairLayout {
            window_width: columns,
            text_width: if beside { (room - 3) / 2 } else { room },
            side_by_side: beside,
        }
    }

    /// Returns the number of lines that both texts need.
    pub(crate) fn line_count(&self, one: &[Line<'_>], other: &[Line<'_>]) -> usize {
        if self.side_by_side {
            one.len().max(other.len())
        } else {
            one.len() + other.len()
        }
    }

    /// Draws both texts from line `top` on.
    pub(crate) fn draw_both(
        &self,
        one: &[Line<'static>],
        other: &[Line<'static>],
        top: usize,
        area: Rect,
        buf: &mut Buffer,
        theme: Theme,
    ) {
        let left = Rect {
            width: self.text_width,
            ..area
        };
        if !self.side_by_side {
            draw_lines(one.iter().chain(other), top, left, buf);
            return;
        }
        draw_lines(one, top, left, buf);
        draw_lines(
            other,
            top,
            Rect {
                x: self.draw_separator(area, buf, theme),
                ..left
            },
            buf,
        );
    }

    /// Draws the separator. Returns the column where the second text begins.
    pub(crate) fn draw_separator(&self, area: Rect, buf: &mut Buffer, theme: Theme) -> u16 {
        for row in area.y..area.bottom() {
            draw_text(
                buf,
                area.x + self.text_width + 1,
                row,
                1,
                "│",
                theme.muted(),
            );
        }
        area.x + self.text_width + 3
    }
}

/// Draws lines from `top` on.
pub(crate) fn draw_lines<'a>(
    lines: impl IntoIterator<Item = &'a Line<'static>>,
    top: usize,
    area: Rect,
    buf: &mut Buffer,
) {
    for (y, line) in (area.y..area.bottom()).zip(lines.into_iter().skip(top)) {
        buf.set_line(area.x, y, line, area.width);
    }
}
