//! Draws the bulletin: its page in a frame, and the selected figure.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::text::width::fit;
use crate::tui::model::Model;
use crate::tui::widgets::popup::{draw_frame, draw_text};

impl Model {
    /// Returns the area of the bulletin: that of the list and the letter together.
    pub fn bulletin_area(&self) -> Rect {
        let areas = self.screen_areas();
        areas.list.union(areas.letter)
    }

    /// Returns the number of visible lines of the bulletin.
    pub fn bulletin_height(&self) -> usize {
        usize::from(self.bulletin_area().height.saturating_sub(2))
    }
}

/// Returns the area of the page inside the frame.
pub fn page_area(area: Rect) -> Rect {
    Rect {
        x: area.x + 2.min(area.width),
        y: area.y + 1.min(area.height),
        width: area.width.saturating_sub(4),
        height: area.height.saturating_sub(2),
    }
}

/// Draws the bulletin, or a notice while it is being computed.
pub(super) fn render(model: &mut Model, buf: &mut Buffer) {
    let (area, theme, office) = (model.bulletin_area(), model.theme, model.office.clone());
    let Some(board) = &mut model.bulletin else {
        return;
    };
    let title = say!("bulletin-title", period = board.period.label());
    let inner = page_area(area);
    board.lay_out(&office, usize::from(inner.width));
    board.scroll_by(0, usize::from(inner.height));
    let place = board.current_figure();
    let right = place.map(|place| {
        say!(
            "bulletin-opens",
            figure = place.title.as_str(),
            n = place.letters.len()
        )
    });
    let right = fit(&right.unwrap_or_default(), usize::from(area.width / 2));
    draw_frame(area, buf, &title, &right, theme.strong(), theme.strong());
    if board.report.is_none() {
        draw_text(
            buf,
            inner.x,
            inner.y,
            inner.width,
            &say!("bulletin-counting"),
            theme.muted(),
        );
        return;
    }
    let cell = |x: usize| inner.x.saturating_add(u16::try_from(x).unwrap_or(u16::MAX));
    for (y, line) in (inner.y..inner.bottom()).zip(board.page().lines.iter().skip(board.top)) {
        for piece in line {
            let x = cell(piece.x);
            draw_text(
                buf,
                x,
                y,
                inner.right().saturating_sub(x),
                &piece.text,
                theme.tone(piece.tone),
            );
        }
    }
    if let Some(place) = place
        && let Some(down) = place
            .line
            .checked_sub(board.top)
            .and_then(|down| u16::try_from(down).ok())
        && down < inner.height
    {
        // One cell more on the left where there is one: a highlighted single digit is hard to see.
        let x = cell(place.x.saturating_sub(1));
        let width = u16::try_from(place.x + place.cells)
            .map_or(0, |end| cell(usize::from(end)).saturating_sub(x));
        buf.set_style(
            Rect::new(x, inner.y + down, width, 1).intersection(inner),
            theme.selected(),
        );
    }
}
