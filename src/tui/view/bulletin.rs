//! Draws the bulletin: its page in a frame, and the selected figure.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::text::width::fit;
use crate::tui::model::Model;
use crate::tui::panes::bulletin::Tone;
use crate::tui::theme::Theme;
use crate::tui::widgets::popup::{frame, put};

impl Model {
    /// Returns the area of the bulletin: that of the list and the letter together.
    pub fn board_area(&self) -> Rect {
        let areas = self.areas();
        areas.list.union(areas.letter)
    }

    /// Returns the number of visible lines of the bulletin.
    pub fn board_height(&self) -> usize {
        usize::from(self.board_area().height.saturating_sub(2))
    }
}

/// Returns the area of the page inside the frame.
pub fn page_room(area: Rect) -> Rect {
    Rect {
        x: area.x + 2.min(area.width),
        y: area.y + 1.min(area.height),
        width: area.width.saturating_sub(4),
        height: area.height.saturating_sub(2),
    }
}

fn style(tone: Tone, theme: Theme) -> Style {
    match tone {
        Tone::Text => theme.text(),
        Tone::Quiet => theme.quiet(),
        Tone::Strong => theme.strong(),
        Tone::Late => theme.late(),
        Tone::Close => theme.close(),
    }
}

/// Draws the bulletin, or a notice while it is being computed.
pub fn render(model: &mut Model, buf: &mut Buffer) {
    let (area, theme, office) = (model.board_area(), model.theme, model.office.clone());
    let Some(board) = &mut model.bulletin else {
        return;
    };
    let title = say!("bulletin-title", period = board.period.words());
    let inner = page_room(area);
    board.lay_out(&office, usize::from(inner.width));
    board.scroll(0, usize::from(inner.height));
    let place = board.place();
    let right = place.map(|place| {
        say!(
            "bulletin-opens",
            figure = place.title.as_str(),
            n = place.letters.len()
        )
    });
    let right = fit(&right.unwrap_or_default(), usize::from(area.width / 2));
    frame(area, buf, &title, &right, theme.strong(), theme.strong());
    if board.report.is_none() {
        put(
            buf,
            inner.x,
            inner.y,
            inner.width,
            &say!("bulletin-counting"),
            theme.quiet(),
        );
        return;
    }
    let cell = |x: usize| inner.x.saturating_add(u16::try_from(x).unwrap_or(u16::MAX));
    for (y, line) in (inner.y..inner.bottom()).zip(board.page().lines.iter().skip(board.top)) {
        for piece in line {
            let x = cell(piece.x);
            put(
                buf,
                x,
                y,
                inner.right().saturating_sub(x),
                &piece.text,
                style(piece.tone, theme),
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
