//! Mouse input: a click selects, the wheel scrolls what is under the pointer.

use ratatui::crossterm::event::{MouseButton, MouseEvent, MouseEventKind};

use super::{bulletin, lists, search};
use crate::tui::effect::Effect;
use crate::tui::keymap::Scope;
use crate::tui::model::{Focus, Model, Overlay};
use crate::tui::view::{Tab, editor_room, page_room, query_room, tab_at};

/// Lines or rows per notch of the wheel.
const NOTCH: isize = 3;

/// Handles a mouse event.
pub fn mouse(model: &mut Model, event: &MouseEvent) -> Vec<Effect> {
    match event.kind {
        MouseEventKind::ScrollUp => wheel(model, event, -NOTCH),
        MouseEventKind::ScrollDown => wheel(model, event, NOTCH),
        MouseEventKind::Down(MouseButton::Left) => click(model, event),
        MouseEventKind::Drag(MouseButton::Left) => {
            let inner = editor_room(model, model.areas().letter);
            if let (Some(writing), None) = (&mut model.writing, &model.overlay) {
                writing.editor.drag(inner, event.column, event.row);
            }
            Vec::new()
        }
        MouseEventKind::Down(_)
        | MouseEventKind::Up(_)
        | MouseEventKind::Drag(_)
        | MouseEventKind::Moved
        | MouseEventKind::ScrollLeft
        | MouseEventKind::ScrollRight => Vec::new(),
    }
}

fn wheel(model: &mut Model, event: &MouseEvent, by: isize) -> Vec<Effect> {
    if model.scope() == Scope::Versions
        && let Some(versions) = &mut model.versions
    {
        versions.top = versions.top.saturating_add_signed(by);
        return Vec::new();
    }
    match &mut model.overlay {
        Some(Overlay::Reading(reading)) => reading.top = reading.top.saturating_add_signed(by),
        Some(Overlay::Menu(menu)) => menu.pick.step(by),
        Some(Overlay::Alike(comparing)) => comparing.top = comparing.top.saturating_add_signed(by),
        Some(Overlay::Work(_) | Overlay::Import(_) | Overlay::Filter(..)) => {}
        None => {
            let areas = model.areas();
            let over_letter = areas.letter.contains((event.column, event.row).into());
            let height = model.board_height();
            if let Some(board) = &mut model.bulletin {
                board.scroll(by, height);
            } else if let Some(writing) = &mut model.writing {
                if over_letter {
                    writing.editor.wheel(i32::try_from(by).unwrap_or(0));
                } else {
                    writing.top = writing.top.saturating_add_signed(by);
                }
            } else if over_letter {
                model.view.scroll(by);
            } else {
                model.focus = Focus::List;
                return lists::step(model, by);
            }
        }
    }
    Vec::new()
}

fn click(model: &mut Model, event: &MouseEvent) -> Vec<Effect> {
    let areas = model.areas();
    let at = (event.column, event.row).into();
    if model.overlay.is_some() {
        return Vec::new();
    }
    let inner = editor_room(model, areas.letter);
    if let Some(writing) = &mut model.writing {
        writing.reading = !areas.letter.contains(at);
        writing.editor.click(inner, event.column, event.row);
        return Vec::new();
    }
    if areas.tabs.contains(at) {
        return match tab_at(model, event.column - areas.tabs.x) {
            Some(Tab::Queue(queue)) => {
                model.bulletin = None;
                lists::go(model, queue)
            }
            Some(Tab::Bulletin) => bulletin::open(model),
            Some(Tab::Search) => search::open(model),
            None => Vec::new(),
        };
    } else if let Some(board) = &mut model.bulletin {
        let room = page_room(areas.list.union(areas.letter));
        if room.contains(at) {
            board.point(
                board.top + usize::from(event.row - room.y),
                usize::from(event.column - room.x),
            );
        }
    } else if areas.query.contains(at) {
        (model.focus, model.search.typing) = (Focus::List, true);
        model
            .search
            .line
            .click(query_room(areas.query), event.column, event.row);
    } else if areas.letter.contains(at) {
        (model.focus, model.search.typing) = (Focus::Letter, false);
    } else if areas.list.contains(at)
        && event.row > areas.list.y
        && event.row + 1 < areas.list.bottom()
    {
        (model.focus, model.search.typing) = (Focus::List, false);
        let before = model.selected();
        let each = if model.searching() {
            model.search.rows_each()
        } else {
            1
        };
        if let Some(list) = model.list_mut() {
            list.select(list.top + usize::from(event.row - areas.list.y - 1) / each);
        }
        return lists::opened(model, before).into_iter().collect();
    }
    Vec::new()
}
