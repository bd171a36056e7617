//! Draws the menu of a letter.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::text::width::{fit, pad_right, text_width};
use crate::text::wrap::wrap_text;
use crate::tui::model::layout::centred_area;
use crate::tui::state::letter_menu::{EntryAction, LetterMenu, MenuEntry, MenuLine};
use crate::tui::theme::Theme;
use crate::tui::widgets::popup::{draw_position, draw_text, draw_window};

/// Width of the window in columns.
const WIDTH: u16 = 78;

/// Lines for what the entry under the cursor does.
const ABOUT_LINES: u16 = 2;

/// Returns the area of the entries inside the window.
pub(crate) fn entries_area(menu: &LetterMenu, screen: Rect) -> Rect {
    let window = window(menu, screen);
    Rect {
        x: window.x + 2,
        y: window.y + 1,
        width: window.width.saturating_sub(4),
        height: window.height.saturating_sub(3 + ABOUT_LINES),
    }
}

fn window(menu: &LetterMenu, screen: Rect) -> Rect {
    // The status line and the keys below stay in view.
    let room = Rect {
        height: screen.height.saturating_sub(2),
        ..screen
    };
    let width = centred_area(room, WIDTH, 1).width;
    let lines = menu.lines(usize::from(width.saturating_sub(4))).len();
    let lines = u16::try_from(lines).unwrap_or(u16::MAX);
    centred_area(room, WIDTH, lines.saturating_add(3 + ABOUT_LINES))
}

/// Draws the menu.
pub(super) fn render(menu: &mut LetterMenu, theme: Theme, screen: Rect, buf: &mut Buffer) {
    let area = window(menu, screen);
    let inner = draw_window(area, buf, &menu.title, theme.strong());
    let list = entries_area(menu, screen);
    let lines = menu.lines(usize::from(list.width));
    let height = usize::from(list.height);
    let cursor = menu.cursor();
    let has_cursor = |line: &MenuLine| line.places.iter().any(|place| place.entry == cursor);
    let at = lines.iter().position(has_cursor);
    if let Some(at) = at {
        // The heading above the first entry stays in view.
        menu.top = menu
            .top
            .min(at.saturating_sub(1))
            .max((at + 1).saturating_sub(height));
    }
    menu.top = menu.top.min(lines.len().saturating_sub(height));
    let entries: Vec<&MenuEntry> = menu.entries().collect();
    for (y, line) in (list.y..list.bottom()).zip(lines.iter().skip(menu.top)) {
        draw_text(buf, list.x, y, list.width, &line.label, theme.strong());
        for place in &line.places {
            let Some(entry) = entries.get(place.entry) else {
                continue;
            };
            let here = place.entry == cursor;
            let x = list.x + u16::try_from(place.x).unwrap_or(u16::MAX);
            let cells = u16::try_from(place.cells).unwrap_or(0);
            let one = Rect::new(x, y, cells, 1);
            draw_entry(entry, here, one, theme, buf);
        }
    }
    let rule = list.bottom();
    let line = "─".repeat(usize::from(inner.width));
    draw_text(buf, inner.x, rule, inner.width, &line, theme.muted());
    if let Some(entry) = entries.get(cursor) {
        let about = wrap_text(&entry.about, usize::from(inner.width));
        for (y, line) in (rule + 1..inner.bottom()).zip(about) {
            draw_text(buf, inner.x, y, inner.width, &line, theme.muted());
        }
    }
    if lines.len() > height {
        let shown = (menu.top + height, lines.len());
        draw_position(area, buf, shown, theme.strong());
    }
}

/// Draws an entry: its name and its key. What cannot be done has its reason behind it.
fn draw_entry(entry: &MenuEntry, here: bool, area: Rect, theme: Theme, buf: &mut Buffer) {
    let refused = matches!(entry.action, EntryAction::Explain(_));
    let style = match (here, refused) {
        (true, _) => theme.selected(),
        (false, true) => theme.muted(),
        (false, false) => theme.text(),
    };
    if here {
        buf.set_style(area.intersection(*buf.area()), style);
    }
    let room = usize::from(area.width);
    if refused {
        let label = pad_right(&entry.label, 16);
        let why = fit(&entry.about, room.saturating_sub(text_width(&label) + 1));
        return draw_text(
            buf,
            area.x,
            area.y,
            area.width,
            &format!("{label} {why}"),
            style,
        );
    }
    draw_text(buf, area.x, area.y, area.width, &entry.label, style);
    let key = u16::try_from(text_width(&entry.key)).unwrap_or(0);
    let key_style = if here { style } else { theme.strong() };
    let x = area.right().saturating_sub(key);
    draw_text(buf, x, area.y, key, &entry.key, key_style);
}
