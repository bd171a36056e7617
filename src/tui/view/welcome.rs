//! Draws the window of the first start.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::text::wrap::wrap_text;
use crate::tui::model::layout::centred_area;
use crate::tui::state::welcome::Welcome;
use crate::tui::widgets::popup::{draw_text, draw_window};

/// Draws what will be created and where, and the choices.
pub(super) fn render(welcome: &Welcome, area: Rect, buf: &mut Buffer) {
    let theme = welcome.theme;
    let room = usize::from(area.width.saturating_sub(8)).min(68);
    let path = welcome.path.display().to_string();
    let mut lines = Vec::new();
    for text in [
        say!("welcome-what"),
        say!("welcome-where", path = path),
        say!("welcome-who", user = welcome.user.as_str()),
    ] {
        lines.extend(
            wrap_text(&text, room)
                .into_iter()
                .map(|line| (line, theme.text())),
        );
        lines.push((String::new(), theme.text()));
    }
    for (n, (choice, more)) in Welcome::choices().into_iter().enumerate() {
        let at = n == welcome.selected;
        lines.push((
            format!("{} {choice}", if at { ">" } else { " " }),
            if at { theme.selected() } else { theme.text() },
        ));
        let more = wrap_text(&more, room.saturating_sub(4));
        lines.extend(
            more.into_iter()
                .filter(|line| !line.is_empty())
                .map(|line| (format!("    {line}"), theme.muted())),
        );
    }
    if let Some(error) = &welcome.error {
        lines.push((String::new(), theme.text()));
        lines.extend(
            wrap_text(error, room)
                .into_iter()
                .map(|line| (line, theme.late())),
        );
    }
    lines.push((String::new(), theme.text()));
    lines.push((say!("welcome-keys"), theme.muted()));
    let height = u16::try_from(lines.len() + 2).unwrap_or(u16::MAX);
    let inner = draw_window(
        centred_area(area, 72, height),
        buf,
        &say!("welcome-title"),
        theme.strong(),
    );
    for (y, (line, style)) in (inner.y..inner.bottom()).zip(&lines) {
        draw_text(buf, inner.x, y, inner.width, line, *style);
    }
}
