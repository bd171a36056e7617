//! Mouse input: a click selects, the wheel scrolls what is under the pointer.

use ratatui::crossterm::event::{MouseButton, MouseEvent, MouseEventKind};

use super::{bulletin, forms, imports, keys, letter_menu, lists, popups, search};
use crate::domain::letter::summary::ListOrder;
use crate::tui::effect::Effect;
use crate::tui::keymap::{Command, Move, Scope};
use crate::tui::model::{Focus, Model, Overlay};
use crate::tui::state::list::lines::ListLine;
use crate::tui::update::list_view;
use crate::tui::view::{
    Tab, editor_area, footer_key_at, heading_at, letter_cell, menu_row_at, page_area, query_area,
    tab_at,
};

/// Lines or rows per notch of the wheel.
const WHEEL_LINES: isize = 3;

/// Handles a mouse event.
pub(super) fn handle_mouse(model: &mut Model, event: &MouseEvent) -> Vec<Effect> {
    match event.kind {
        MouseEventKind::ScrollUp => handle_wheel(model, event, -WHEEL_LINES),
        MouseEventKind::ScrollDown => handle_wheel(model, event, WHEEL_LINES),
        MouseEventKind::Down(MouseButton::Left) => handle_click(model, event),
        MouseEventKind::Drag(MouseButton::Left) => {
            let inner = editor_area(model, model.screen_areas().letter);
            if model.overlay.is_some() {
                return Vec::new();
            }
            match &mut model.reply_editor {
                Some(writing) => {
                    writing.editor.drag(inner, event.column, event.row);
                }
                None => {
                    let area = model.screen_areas().letter;
                    let (column, row) = letter_cell(area, event.column, event.row);
                    model.card_view.extend_selection(column, row);
                }
            }
            Vec::new()
        }
        MouseEventKind::Up(MouseButton::Left)
            if model.overlay.is_none() && model.reply_editor.is_none() =>
        {
            end_selection(model, event)
        }
        MouseEventKind::Down(_)
        | MouseEventKind::Up(_)
        | MouseEventKind::Drag(_)
        | MouseEventKind::Moved
        | MouseEventKind::ScrollLeft
        | MouseEventKind::ScrollRight => Vec::new(),
    }
}

fn handle_wheel(model: &mut Model, event: &MouseEvent, by: isize) -> Vec<Effect> {
    if model.key_scope() == Scope::Versions
        && let Some(versions) = &mut model.conflict
    {
        versions.top = versions.top.saturating_add_signed(by);
        return Vec::new();
    }
    match &mut model.overlay {
        Some(Overlay::Text(reading)) => reading.top = reading.top.saturating_add_signed(by),
        Some(Overlay::Menu(menu)) => menu.picker.move_cursor(by),
        Some(Overlay::Similar(comparing)) => {
            comparing.top = comparing.top.saturating_add_signed(by)
        }
        Some(Overlay::LetterMenu(_)) => {
            let command = Command::Move(if by < 0 { Move::Up } else { Move::Down });
            return letter_menu::run(model, command);
        }
        Some(Overlay::Form(_) | Overlay::Import(_) | Overlay::Filter(..)) => {}
        None => {
            let areas = model.screen_areas();
            let over_letter = areas.letter.contains((event.column, event.row).into());
            let height = model.bulletin_height();
            if let Some(board) = &mut model.bulletin {
                board.scroll_by(by, height);
            } else if let Some(writing) = &mut model.reply_editor {
                if over_letter {
                    writing.editor.wheel(i32::try_from(by).unwrap_or(0));
                } else {
                    writing.top = writing.top.saturating_add_signed(by);
                }
            } else if over_letter {
                model.card_view.scroll(by);
            } else {
                model.focus = Focus::List;
                return lists::move_selection(model, by);
            }
        }
    }
    Vec::new()
}

/// Copies what was selected in the letter; a click without a selection goes to the letter.
fn end_selection(model: &mut Model, event: &MouseEvent) -> Vec<Effect> {
    let text = model.card_view.selected_text();
    let letter = model.screen_areas().letter;
    if text.is_empty()
        && model.bulletin.is_none()
        && letter.contains((event.column, event.row).into())
    {
        (model.focus, model.search.typing) = (Focus::Letter, false);
    }
    popups::copy_text(model, text)
}

fn handle_click(model: &mut Model, event: &MouseEvent) -> Vec<Effect> {
    let areas = model.screen_areas();
    let at = (event.column, event.row).into();
    if let Some(key) = footer_key_at(model, areas.footer, at) {
        return keys::press(model, key);
    }
    if matches!(model.overlay, Some(Overlay::LetterMenu(_))) {
        return letter_menu::click(model, event.column, event.row);
    }
    if model.key_scope() == Scope::Form && matches!(model.overlay, Some(Overlay::Form(_))) {
        return forms::click(model, event.column, event.row);
    }
    if matches!(model.overlay, Some(Overlay::Import(_))) {
        return imports::click(model, event.column, event.row);
    }
    if let Some(Overlay::Menu(menu)) = &mut model.overlay {
        let screen = ratatui::layout::Rect::new(0, 0, model.size.0, model.size.1);
        let Some(row) = menu_row_at(menu, screen, at) else {
            return Vec::new();
        };
        menu.picker.choose_row(row);
        return popups::accept_choice(model);
    }
    if model.overlay.is_some() {
        return Vec::new();
    }
    let inner = editor_area(model, areas.letter);
    if let Some(writing) = &mut model.reply_editor {
        writing.scrolls_letter = !areas.letter.contains(at);
        writing.editor.click(inner, event.column, event.row);
        return Vec::new();
    }
    if areas.tabs.contains(at) {
        return match tab_at(model, event.column - areas.tabs.x) {
            Some(Tab::Queue(queue)) => {
                model.bulletin = None;
                lists::open_pane(model, queue)
            }
            Some(Tab::Bulletin) => bulletin::open_bulletin(model),
            Some(Tab::Search) => search::open_search(model),
            None => Vec::new(),
        };
    } else if let Some(board) = &mut model.bulletin {
        let room = page_area(areas.list.union(areas.letter));
        if room.contains(at) {
            board.point_at(
                board.top + usize::from(event.row - room.y),
                usize::from(event.column - room.x),
            );
        }
    } else if areas.query.contains(at) {
        (model.focus, model.search.typing) = (Focus::List, true);
        model
            .search
            .line
            .click(query_area(areas.query), event.column, event.row);
    } else if areas.letter.contains(at) {
        let (column, row) = letter_cell(areas.letter, event.column, event.row);
        model.card_view.begin_selection(column, row);
        // On a narrow screen the letter moves when it gets the focus: not under the pointer.
        let focus = std::mem::replace(&mut model.focus, Focus::Letter);
        if model.screen_areas() == areas {
            model.search.typing = false;
        } else {
            model.focus = focus;
        }
    } else if areas.list.contains(at)
        && event.row > areas.list.y
        && event.row + 1 < areas.list.bottom()
    {
        (model.focus, model.search.typing) = (Focus::List, false);
        let before = model.selected_letter();
        let row = usize::from(event.row - areas.list.y - 1);
        if model.is_searching() {
            let each = model.search.rows_per_letter();
            if let Some(list) = model.list_mut() {
                list.select_row(list.top + row / each);
            }
        } else if row == 0 {
            // The headings are the first row.
            let by = heading_at(model.pane, areas.list, event.column);
            let Some(by) = by else {
                model.report_refusal(say!("sort-by-others"));
                return Vec::new();
            };
            let descending = false;
            return list_view::sort(model, ListOrder { by, descending });
        } else if let Some(list) = model.list_mut() {
            let lines = list.lines_from_top(usize::from(areas.list.height.saturating_sub(3)));
            if let Some(ListLine::Row(n)) = lines.get(row - 1) {
                list.select_row(*n);
            }
        }
        return lists::preview_selected(model, before).into_iter().collect();
    }
    Vec::new()
}
