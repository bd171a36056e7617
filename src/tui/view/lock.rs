//! Draws the lock screen, which shows nothing of any letter.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::text::wrap::wrap_text;
use crate::tui::model::Model;
use crate::tui::widgets::popup::{draw_text, draw_window};

/// Draws the lock screen.
pub(super) fn render(model: &Model, screen: Rect, buf: &mut Buffer) {
    let (theme, hours) = (model.theme, &model.office.regulation.hours);
    let time = |at| hours.to_civil(at).to_hour_minute();
    let Some((since, ends)) = model.lock.idle_and_exit_times() else {
        return;
    };
    let width = screen.width.saturating_sub(4).min(64);
    let room = usize::from(width.saturating_sub(4));
    let office = model.office.name().to_owned();
    let (kept, ends) = match model.can_quit_safely() {
        true => (say!("locked-saved"), say!("locked-ends", time = time(ends))),
        false => (say!("locked-unsaved"), say!("locked-stays")),
    };
    let lines: Vec<(String, _)> = [
        (office, theme.strong()),
        (String::new(), theme.text()),
        (
            say!(
                "locked-who",
                who = model.who.name_with_role(),
                since = time(since)
            ),
            theme.text(),
        ),
        (kept, theme.text()),
        (String::new(), theme.text()),
        (say!("locked-keys"), theme.strong()),
        (ends, theme.muted()),
    ]
    .into_iter()
    .flat_map(|(text, style)| {
        let lines = if text.is_empty() {
            vec![text]
        } else {
            wrap_text(&text, room)
        };
        lines.into_iter().map(move |line| (line, style))
    })
    .collect();
    let height = u16::try_from(lines.len() + 2).unwrap_or(u16::MAX);
    let inner = draw_window(
        crate::tui::model::layout::centred_area(screen, width, height),
        buf,
        &say!("locked-title"),
        theme.strong(),
    );
    for (y, (line, style)) in (inner.y..inner.bottom()).zip(lines) {
        draw_text(buf, inner.x, y, inner.width, &line, style);
    }
}
