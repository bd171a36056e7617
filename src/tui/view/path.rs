//! Draws the entries of the folder that a path is typed in.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::picker::draw_row;
use crate::text::sanitize::one_line;
use crate::text::size::format_size;
use crate::tui::theme::Theme;
use crate::tui::widgets::path::PathField;
use crate::tui::widgets::popup::draw_text;

/// Returns the index of the entry in the first row: the one that is pointed at is in view.
pub(super) fn first_shown(path: &PathField, area: Rect) -> usize {
    let (_, at) = path.shown();
    at.unwrap_or(0)
        .saturating_sub(usize::from(area.height.saturating_sub(1)))
}

/// Draws the entries that fit what is typed, or why there are none.
pub(super) fn draw_entries(path: &PathField, area: Rect, theme: Theme, buf: &mut Buffer) {
    let none = match path.shown_count() {
        None => Some(say!("path-unreadable")),
        Some(0) if path.saves() => Some(say!("path-no-folders")),
        Some(0) => Some(say!("path-nothing")),
        Some(_) => None,
    };
    if let Some(none) = none {
        draw_text(buf, area.x, area.y, area.width, &none, theme.muted());
        return;
    }
    let (rows, at) = path.shown();
    let top = first_shown(path, area);
    for (y, (n, (entry, taken))) in (area.y..area.bottom()).zip(rows.enumerate().skip(top)) {
        let style = if Some(n) == at {
            theme.selected()
        } else {
            theme.text()
        };
        let row = Rect {
            y,
            height: 1,
            ..area
        };
        buf.set_style(row, style);
        let tick = match (path.takes_many() && !entry.is_folder, taken) {
            (true, true) => "[✓]",
            (true, false) => "[ ]",
            (false, _) => "",
        };
        let name = one_line(&entry.name);
        let label = match entry.is_folder {
            true => format!("{name}/"),
            false => format!("{name}\t{}", format_size(entry.bytes)),
        };
        draw_row(tick, &label, row, style, buf);
    }
}
