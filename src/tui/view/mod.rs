//! Draws the screen from the model.

mod bulletin;
pub mod columns;
pub(crate) mod conflict;
mod form;
pub mod hit_list;
mod import;
pub mod letter_list;
mod letter_menu;
pub mod letter_view;
mod lock;
mod overlay;
mod path;
mod picker;
pub(crate) mod reply;
mod search;
pub(crate) mod similar;
pub mod status;
mod tabs;
mod welcome;

pub use crate::tui::view::reply::editor_area;
pub use bulletin::page_area;
pub(crate) use form::{FormHit, lay_out as lay_out_form};
pub(crate) use import::entry_at as import_entry_at;
pub(crate) use letter_list::heading_at;
pub(crate) use letter_menu::entries_area as menu_entries_area;
pub(crate) use letter_view::letter_cell;
pub(crate) use overlay::menu_row_at;
pub use search::query_area;
pub(crate) use status::footer_key_at;
pub use tabs::{Tab, tab_at};
pub(crate) use welcome::choice_at as welcome_choice_at;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::model::{Model, Screen};
use super::theme::Theme;
use super::widgets::cells;
use super::widgets::popup::draw_text;
use crate::text::dates;
use crate::text::width::text_width;

/// Draws the screen, and places the terminal's cursor where text goes: an input method draws its
/// window there.
pub fn view(screen: &mut Screen, frame: &mut Frame<'_>) {
    let area = frame.area();
    if let Some(cursor) = draw(screen, area, frame.buffer_mut()) {
        frame.set_cursor_position(cursor);
    }
}

/// Draws the screen into a buffer. Returns the position of the cursor; `None` hides it.
pub fn draw(screen: &mut Screen, area: Rect, buf: &mut Buffer) -> Option<Position> {
    if area.width < crate::tui::model::layout::MIN_SIZE.0
        || area.height < crate::tui::model::layout::MIN_SIZE.1
    {
        draw_too_small(area, buf);
        return None;
    }
    let cursor = match screen {
        Screen::Welcome(welcome) => welcome::render(welcome, area, buf),
        Screen::Office(model) => draw_office(model, area, buf),
    };
    cells::split_clusters(buf);
    cursor
}

fn draw_too_small(area: Rect, buf: &mut Buffer) {
    let (columns, rows) = crate::tui::model::layout::MIN_SIZE;
    let sentence = say!(
        "too-small",
        columns = columns,
        rows = rows,
        now = format!("{}×{}", area.width, area.height)
    );
    let lines = crate::text::wrap::wrap_text(&sentence, usize::from(area.width.max(2)));
    for (y, line) in (area.y..area.bottom()).zip(lines) {
        draw_text(buf, area.x, y, area.width, &line, Theme::Plain.text());
    }
}

fn draw_office(model: &mut Model, area: Rect, buf: &mut Buffer) -> Option<Position> {
    model.size = (area.width, area.height);
    if model.lock.is_locked() {
        lock::render(model, area, buf);
        return None;
    }
    let areas = model.screen_areas();
    draw_head(model, areas.head, buf);
    tabs::render(model, areas.tabs, buf);
    let mut cursor = None;
    if model.reply_editor.is_some() {
        cursor = reply::render(model, areas.list, areas.letter, buf);
    } else if model.bulletin.is_some() {
        bulletin::render(model, buf);
    } else if model.is_searching() {
        cursor = search::render(model, &areas, buf);
    } else {
        letter_list::render(model, areas.list, buf);
        letter_view::render(model, areas.letter, buf);
    }
    let filter = status::draw_status(model, areas.status, buf);
    status::draw_footer(model, areas.footer, buf);
    if model.overlay.is_some() || model.conflict.is_some() {
        cursor = filter.or_else(|| overlay::render(model, area, buf));
    }
    cursor
}

fn draw_head(model: &Model, area: Rect, buf: &mut Buffer) {
    let office = model.office.name();
    let office = if model.office.practice {
        say!("head-practice", office = office)
    } else {
        office.to_owned()
    };
    draw_text(
        buf,
        area.x + 1,
        area.y,
        area.width.saturating_sub(1),
        &office,
        model.theme.strong(),
    );
    let used = u16::try_from(text_width(&office)).unwrap_or(0) + 3;
    let clock = dates::format_clock(model.now, &model.office.regulation.hours);
    // Tries the longest first: the role is dropped before the name, the name before the time.
    for right in [
        format!("{clock} · {}", model.who.name_with_role()),
        format!("{clock} · {}", model.who.name),
        clock,
    ] {
        let cells = u16::try_from(text_width(&right)).unwrap_or(0);
        if used + cells < area.width {
            draw_text(
                buf,
                area.right() - cells - 1,
                area.y,
                cells,
                &right,
                model.theme.muted(),
            );
            break;
        }
    }
}
