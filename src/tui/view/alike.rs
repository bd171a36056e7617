//! The comparison of two similar letters: side by side where the screen is wide enough, else one
//! below the other.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::layout::centred;
use crate::text::width::fit;
use crate::tui::model::Model;
use crate::tui::state::repeats::{self, Comparing};
use crate::tui::theme::Theme;
use crate::tui::widgets::popup::{put, window};

/// Minimum inner width, in cells, for two texts side by side.
const BESIDE: u16 = 96;

/// Draws the comparison.
pub fn render(model: &mut Model, comparing: &mut Comparing, screen: Rect, buf: &mut Buffer) {
    let theme = model.theme;
    let (Some(recall), Some(card)) = (&model.recall, &model.card) else {
        return;
    };
    let (Some(place), Some(similar)) = (comparing.place(recall), comparing.beside(recall)) else {
        return;
    };
    let pair = Pair::on(screen);
    let choices = repeats::choices(recall, &model.office);
    let mut top = comparing.top;
    let (at_hand, earlier) = comparing.columns(
        &card.letter,
        similar,
        &model.office,
        usize::from(pair.cells),
        theme,
    );
    let lines = pair.lines(at_hand, earlier);
    let height = u16::try_from(choices.len() + lines + 3).unwrap_or(u16::MAX);
    let area = centred(
        screen,
        pair.columns,
        height.min(screen.height.saturating_sub(2)),
    );
    let title = say!("alike-title", at = place + 1, n = recall.similar.len());
    let inner = window(area, buf, &title, theme.strong());
    let mut y = inner.y;
    for (n, line) in choices.iter().enumerate() {
        let style = if n == place {
            theme.selected()
        } else {
            theme.text()
        };
        put(
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
    pair.draw(
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
pub struct Pair {
    /// Width of the window in cells, with its borders.
    pub columns: u16,
    /// Width of each text in cells.
    pub cells: u16,
    /// Whether the texts are side by side.
    pub beside: bool,
}

impl Pair {
    /// Lays out a window for this screen.
    pub fn on(screen: Rect) -> Pair {
        let columns = screen.width.saturating_sub(4).max(76).min(screen.width);
        let room = columns.saturating_sub(4);
        let beside = room >= BESIDE;
        Pair {
            columns,
            cells: if beside { (room - 3) / 2 } else { room },
            beside,
        }
    }

    /// Returns the number of lines that both texts need.
    pub fn lines(&self, one: &[Line<'_>], other: &[Line<'_>]) -> usize {
        if self.beside {
            one.len().max(other.len())
        } else {
            one.len() + other.len()
        }
    }

    /// Draws both texts from line `top` on.
    pub fn draw(
        &self,
        one: &[Line<'static>],
        other: &[Line<'static>],
        top: usize,
        area: Rect,
        buf: &mut Buffer,
        theme: Theme,
    ) {
        let left = Rect {
            width: self.cells,
            ..area
        };
        if !self.beside {
            draw(one.iter().chain(other), top, left, buf);
            return;
        }
        draw(one, top, left, buf);
        draw(
            other,
            top,
            Rect {
                x: self.part(area, buf, theme),
                ..left
            },
            buf,
        );
    }

    /// Draws the separator. Returns the column where the second text begins.
    pub fn part(&self, area: Rect, buf: &mut Buffer, theme: Theme) -> u16 {
        for row in area.y..area.bottom() {
            put(buf, area.x + self.cells + 1, row, 1, "│", theme.quiet());
        }
        area.x + self.cells + 3
    }
}

/// Draws lines from `top` on.
pub fn draw<'a>(
    lines: impl IntoIterator<Item = &'a Line<'static>>,
    top: usize,
    area: Rect,
    buf: &mut Buffer,
) {
    for (y, line) in (area.y..area.bottom()).zip(lines.into_iter().skip(top)) {
        buf.set_line(area.x, y, line, area.width);
    }
}
