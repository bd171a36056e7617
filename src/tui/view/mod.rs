//! The screen, drawn from the model.

mod bulletin;
mod form;
mod import;
pub mod layout;
mod overlay;
mod picker;
mod writing;
pub use bulletin::page_room;
pub use writing::editor_room;
mod welcome;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::model::{Model, PANES, Screen};
use super::widgets::fit::width;
use super::widgets::popup::put;
use super::widgets::{letter_list, letter_view, status};
use super::{dates, theme::Theme};
use crate::domain::stage::Queue;

/// Draws the screen, and places the terminal's own cursor where text goes: an input method draws there.
pub fn view(screen: &mut Screen, frame: &mut Frame<'_>) {
    let area = frame.area();
    if let Some(cursor) = draw(screen, area, frame.buffer_mut()) {
        frame.set_cursor_position(cursor);
    }
}

/// Draws the screen into a buffer. Returns where the cursor goes, where there is one.
pub fn draw(screen: &mut Screen, area: Rect, buf: &mut Buffer) -> Option<Position> {
    if area.width < layout::LEAST.0 || area.height < layout::LEAST.1 {
        too_small(area, buf);
        return None;
    }
    match screen {
        Screen::Welcome(welcome) => {
            welcome::render(welcome, area, buf);
            None
        }
        Screen::Office(model) => office(model, area, buf),
    }
}

fn too_small(area: Rect, buf: &mut Buffer) {
    let (columns, rows) = layout::LEAST;
    let sentence = say!("too-small", columns = columns, rows = rows, now = format!("{}×{}", area.width, area.height));
    let lines = super::widgets::wrap::wrap(&sentence, usize::from(area.width.max(2)));
    for (y, line) in (area.y..area.bottom()).zip(lines) {
        put(buf, area.x, y, area.width, &line, Theme::Plain.text());
    }
}

fn office(model: &mut Model, area: Rect, buf: &mut Buffer) -> Option<Position> {
    model.size = (area.width, area.height);
    let areas = model.areas();
    head(model, areas.head, buf);
    tabs(model, areas.tabs, buf);
    let mut cursor = None;
    if model.writing.is_some() {
        cursor = writing::render(model, areas.list, areas.letter, buf);
    } else if model.bulletin.is_some() {
        bulletin::render(model, buf);
    } else {
        letter_list::render(model, areas.list, buf);
        letter_view::render(model, areas.letter, buf);
    }
    let filter = status::status(model, areas.status, buf);
    status::footer(model, areas.footer, buf);
    if model.overlay.is_some() {
        cursor = filter.or_else(|| overlay::render(model, area, buf));
    }
    cursor
}

fn head(model: &Model, area: Rect, buf: &mut Buffer) {
    let office = model.office.regulation.office.words();
    let office = if model.office.practice { say!("head-practice", office = office) } else { office.to_owned() };
    put(buf, area.x + 1, area.y, area.width.saturating_sub(1), &office, model.theme.strong());
    let used = u16::try_from(width(&office)).unwrap_or(0) + 3;
    let clock = dates::clock(model.now, &model.office.regulation.hours);
    // As much as there is room for: the time before the name before the role.
    for right in [format!("{clock} · {}", model.who.titled()), format!("{clock} · {}", model.who.name), clock] {
        let cells = u16::try_from(width(&right)).unwrap_or(0);
        if used + cells < area.width {
            put(buf, area.right() - cells - 1, area.y, cells, &right, model.theme.quiet());
            break;
        }
    }
}

/// A tab in words: its key, its name, its count.
pub fn tab(model: &Model, n: usize) -> Option<String> {
    let queue = *PANES.get(n)?;
    let name = say!(&format!("queue-{}-short", queue.code()));
    let gap = gap(model);
    // Where there is little room, how much has ended says least.
    let count =
        if gap.is_empty() && queue == Queue::Ended { String::new() } else { model.counts.of(queue).to_string() };
    Some(format!("{} ", format!(" {}{gap}{name} {count}", n + 1).trim_end()))
}

/// The tab of the bulletin, which has no count.
pub fn bulletin_tab(model: &Model) -> String {
    format!(" {}{}{}", PANES.len() + 1, gap(model), say!("command-bulletin"))
}

/// What stands between the key and the name of a tab: nothing, where the last tab needs the room.
fn gap(model: &Model) -> &'static str {
    let name = |queue: &Queue| width(&say!(&format!("queue-{}-short", queue.code())));
    let cells = |queue: &Queue| 5 + name(queue) + width(&model.counts.of(*queue).to_string());
    let all = PANES.iter().map(cells).sum::<usize>() + 3 + width(&say!("command-bulletin"));
    if all > usize::from(model.size.0) { "" } else { " " }
}

fn tabs(model: &Model, area: Rect, buf: &mut Buffer) {
    let mut x = area.x;
    for (n, queue) in PANES.into_iter().enumerate() {
        let Some(tab) = tab(model, n) else { continue };
        let late = queue == Queue::Overdue && model.counts.of(queue) > 0;
        let style = match (queue == model.pane && model.bulletin.is_none(), late) {
            (true, _) => model.theme.selected(),
            (false, true) => model.theme.close(),
            (false, false) => model.theme.text(),
        };
        let room = area.right().saturating_sub(x);
        put(buf, x, area.y, room, &tab, style);
        x = x.saturating_add(u16::try_from(width(&tab)).unwrap_or(0));
    }
    let style = if model.bulletin.is_some() { model.theme.selected() } else { model.theme.text() };
    put(buf, x, area.y, area.right().saturating_sub(x), &bulletin_tab(model), style);
}
