//! The reply editor beside the letter and the unit's feedback.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::tui::model::Model;
use crate::tui::widgets::letter_view;
use crate::tui::widgets::popup::frame;

/// The room for the text inside the editor's border.
pub fn editor_room(area: Rect) -> Rect {
    let margin = 2.min(area.width);
    Rect {
        x: area.x + margin,
        y: area.y + 1.min(area.height),
        width: area.width.saturating_sub(margin + 1),
        height: area.height.saturating_sub(2),
    }
}

/// Draws the letter and the editor. Returns where the cursor goes.
pub fn render(model: &mut Model, left: Rect, right: Rect, buf: &mut Buffer) -> Option<Position> {
    let theme = model.theme;
    let mut writing = model.writing.take()?;
    let reading = writing.reading;
    let border = |focus: bool| if focus { theme.strong() } else { theme.quiet() };
    let card = model.card.take();
    if let Some(card) = &card {
        let room = Rect { width: left.width.saturating_sub(4), height: left.height.saturating_sub(2), ..left };
        let mut view = std::mem::take(&mut model.view);
        view.top = writing.top;
        let (shown, _) = view.lines(&model.inputs(card), usize::from(room.width), usize::from(room.height));
        let shown = shown.to_vec();
        writing.top = view.top;
        model.view = view;
        let inner = frame(left, buf, &Model::heading(&card.letter), "", border(reading), border(reading));
        let inner = Rect { x: inner.x + 1.min(inner.width), width: inner.width.saturating_sub(2), ..inner };
        letter_view::lines(&shown, inner, buf);
    }
    model.card = card;
    let saved = match (writing.unsaved_text(), writing.saved_at) {
        (true, _) => say!("editor-unsaved"),
        (false, Some(at)) => {
            let time = model.office.regulation.hours.civil(at).strftime("%H:%M:%S").to_string();
            say!("editor-saved", time = time)
        }
        (false, None) => String::new(),
    };
    let right_title = say!("editor-length", n = writing.editor.chars());
    let title = if saved.is_empty() { say!("editor-title") } else { format!("{} · {saved}", say!("editor-title")) };
    frame(right, buf, &title, &right_title, border(!reading), border(!reading));
    let inner = editor_room(right);
    writing.editor.render(inner, buf, theme.text());
    let cursor = if reading { None } else { writing.editor.cursor_cell(inner) };
    model.writing = Some(writing);
    cursor
}
