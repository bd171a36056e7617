//! Draws the window of the first start.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::form;
use crate::text::wrap::wrap_text;
use crate::tui::model::layout::centred_area;
use crate::tui::state::welcome::Welcome;
use crate::tui::widgets::popup::{draw_text, draw_window, window_inside};

/// Cells of the window.
const WIDTH: u16 = 72;

/// A line of the window: its text, its style, and the choice that it belongs to.
type Line = (String, Style, Option<usize>);

fn lines(welcome: &Welcome, area: Rect) -> Vec<Line> {
    let theme = welcome.theme;
    let room = usize::from(area.width.saturating_sub(8)).min(68);
    let path = welcome.path.display().to_string();
    let mut lines: Vec<Line> = Vec::new();
    for text in [
        say!("welcome-what"),
        say!("welcome-where", path = path),
        say!("welcome-who", user = welcome.user.1.as_str()),
    ] {
        let wrapped = wrap_text(&text, room).into_iter();
        lines.extend(wrapped.map(|line| (line, theme.text(), None)));
        lines.push((String::new(), theme.text(), None));
    }
    for (n, (choice, more)) in Welcome::choices().into_iter().enumerate() {
        let at = n == welcome.selected;
        lines.push((
            format!("{} {choice}", if at { ">" } else { " " }),
            if at { theme.selected() } else { theme.text() },
            Some(n),
        ));
        let more = wrap_text(&more, room.saturating_sub(4));
        lines.extend(
            more.into_iter()
                .filter(|line| !line.is_empty())
                .map(|line| (format!("    {line}"), theme.muted(), Some(n))),
        );
    }
    if let Some(error) = &welcome.error {
        lines.push((String::new(), theme.text(), None));
        let wrapped = wrap_text(error, room).into_iter();
        lines.extend(wrapped.map(|line| (line, theme.late(), None)));
    }
    lines.push((String::new(), theme.text(), None));
    lines.push((say!("welcome-keys"), theme.muted(), None));
    lines
}

fn window(lines: &[Line], area: Rect) -> Rect {
    let height = u16::try_from(lines.len() + 2).unwrap_or(u16::MAX);
    centred_area(area, WIDTH, height)
}

/// Returns the choice that is drawn at a cell.
pub(crate) fn choice_at(welcome: &Welcome, area: Rect, at: Position) -> Option<usize> {
    let lines = lines(welcome, area);
    let inner = window_inside(window(&lines, area));
    let line = usize::from(at.y.checked_sub(inner.y)?);
    lines
        .get(line)
        .filter(|_| inner.contains(at))
        .and_then(|(_, _, choice)| *choice)
}

/// Draws what will be created and where, and the choices; or the form of a real office. Returns the
/// position of the cursor.
pub(super) fn render(welcome: &mut Welcome, area: Rect, buf: &mut Buffer) -> Option<Position> {
    let theme = welcome.theme;
    if let Some(form) = &mut welcome.form {
        let keys = Rect {
            y: area.bottom().saturating_sub(1),
            height: 1,
            ..area
        };
        draw_text(
            buf,
            keys.x + 1,
            keys.y,
            keys.width,
            &say!("welcome-form-keys"),
            theme.muted(),
        );
        return form::render(form, theme, area, buf);
    }
    let lines = lines(welcome, area);
    let title = say!("welcome-title");
    let inner = draw_window(window(&lines, area), buf, &title, theme.strong());
    for (y, (line, style, _)) in (inner.y..inner.bottom()).zip(&lines) {
        draw_text(buf, inner.x, y, inner.width, line, *style);
    }
    None
}
