//! Draws what lies over the lists: forms, menus, texts to read, comparisons, the import window.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{form, import, picker};
use crate::document::hanging::wrap_hanging;
use crate::text::wrap::wrap_text;
use crate::tui::keymap::Scope;
use crate::tui::model::layout::centred_area;
use crate::tui::model::{Model, Overlay, TextPopup};
use crate::tui::state::menu::{Menu, MenuPurpose};
use crate::tui::theme::Theme;
use crate::tui::view::{conflict, letter_menu, similar};
use crate::tui::widgets::popup::{draw_position, draw_text, draw_window, window_inside};

/// Draws the topmost overlay. Returns the position of the cursor.
pub(super) fn render(model: &mut Model, screen: Rect, buf: &mut Buffer) -> Option<Position> {
    let theme = model.theme;
    if let Some(Overlay::Similar(mut comparing)) = model
        .overlay
        .take_if(|overlay| matches!(overlay, Overlay::Similar(_)))
    {
        similar::render(model, &mut comparing, screen, buf);
        model.overlay = Some(Overlay::Similar(comparing));
        return None;
    }
    if model.key_scope() == Scope::Versions
        && let Some(mut shown) = model.conflict.take()
    {
        conflict::render(model, &mut shown, screen, buf);
        model.conflict = Some(shown);
        return None;
    }
    match &mut model.overlay {
        Some(Overlay::Form(work)) => form::render(&mut work.form, theme, screen, buf),
        Some(Overlay::Text(reading)) => {
            draw_reading(reading, theme, screen, buf);
            None
        }
        Some(Overlay::LetterMenu(menu)) => {
            letter_menu::render(menu, theme, screen, buf);
            None
        }
        Some(Overlay::Menu(menu)) => draw_menu(menu, theme, screen, buf),
        Some(Overlay::Import(importing)) => import::render(importing, theme, screen, buf),
        Some(Overlay::Filter(..) | Overlay::Similar(_)) | None => None,
    }
}

fn draw_reading(reading: &mut TextPopup, theme: Theme, screen: Rect, buf: &mut Buffer) {
    let area = centred_area(screen, 84, screen.height.saturating_sub(2));
    let room = usize::from(area.width.saturating_sub(4));
    let lines: Vec<String> = reading
        .lines
        .iter()
        .flat_map(|line| wrap_hanging(line, reading.column, room))
        .collect();
    let height = u16::try_from(lines.len() + 2)
        .unwrap_or(u16::MAX)
        .min(area.height);
    let area = centred_area(screen, 84, height);
    let inner = draw_window(area, buf, &reading.title, theme.strong());
    let most = lines.len().saturating_sub(usize::from(inner.height));
    reading.top = reading.top.min(most);
    for (y, line) in (inner.y..inner.bottom()).zip(lines.iter().skip(reading.top)) {
        draw_text(buf, inner.x, y, inner.width, line, theme.text());
    }
    if most > 0 {
        draw_position(
            area,
            buf,
            (reading.top + usize::from(inner.height), lines.len()),
            theme.strong(),
        );
    }
}

/// Returns the window of a menu. A table takes the width that the screen allows.
fn menu_window(menu: &Menu, screen: Rect) -> Rect {
    let rows = u16::try_from(menu.picker.option_count().max(1))
        .unwrap_or(u16::MAX)
        .min(screen.height.saturating_sub(7))
        .min(if menu.purpose == MenuPurpose::History {
            u16::MAX
        } else {
            16
        });
    let width = match menu.purpose {
        MenuPurpose::Topics => 110,
        MenuPurpose::Settings
        | MenuPurpose::Commands
        | MenuPurpose::Phrases
        | MenuPurpose::History => 84,
        MenuPurpose::Today => 72,
        _ => 60,
    };
    if menu.purpose == MenuPurpose::Phrases {
        // Room for the preview below.
        let most = screen.height.saturating_sub(PREVIEW_ROWS + 2);
        let window = centred_area(screen, width, (rows + 4).min(most));
        return Rect {
            y: screen.y + 1,
            ..window
        };
    }
    centred_area(screen, width, rows + 4)
}

/// Rows of the preview of a phrase, with its border.
const PREVIEW_ROWS: u16 = 8;

/// Draws the text of the phrase that is pointed at, under the menu.
fn draw_preview(menu: &Menu, window: Rect, screen: Rect, theme: Theme, buf: &mut Buffer) {
    let chosen = menu.picker.chosen();
    let text = chosen.and_then(|choice| choice.aliases.first());
    let Some(text) = text.filter(|_| menu.purpose == MenuPurpose::Phrases) else {
        return;
    };
    let area = Rect {
        y: window.bottom(),
        height: PREVIEW_ROWS.min(screen.bottom().saturating_sub(window.bottom())),
        ..window
    };
    if area.height < 3 {
        return;
    }
    let inner = draw_window(area, buf, "", theme.muted());
    let lines = wrap_text(text, usize::from(inner.width));
    for (y, line) in (inner.y..inner.bottom()).zip(&lines) {
        draw_text(buf, inner.x, y, inner.width, line, theme.text());
    }
}

/// Returns the rows of the choices in the window of a menu.
fn menu_rows(inner: Rect) -> Rect {
    Rect {
        y: inner.y + 2,
        height: inner.height.saturating_sub(2),
        ..inner
    }
}

/// Returns the choice of a menu that is drawn at a cell, by its row.
pub(crate) fn menu_row_at(menu: &Menu, screen: Rect, at: Position) -> Option<usize> {
    let inner = window_inside(menu_window(menu, screen));
    let area = menu_rows(inner);
    let row = picker::first_shown(&menu.picker, area) + usize::from(at.y.checked_sub(area.y)?);
    (area.contains(at) && row < menu.picker.shown_count()).then_some(row)
}

fn draw_menu(menu: &mut Menu, theme: Theme, screen: Rect, buf: &mut Buffer) -> Option<Position> {
    let window = menu_window(menu, screen);
    let inner = draw_window(window, buf, &menu.title, theme.strong());
    let cursor = picker::draw_filter(&mut menu.picker, inner, theme, buf);
    picker::draw_row(
        "",
        &menu.column_headings,
        Rect {
            y: inner.y + 1,
            height: 1,
            ..inner
        },
        theme.muted(),
        buf,
    );
    let rows = menu_rows(inner);
    picker::draw_choices(&menu.picker, false, rows, theme, buf);
    let (_, at) = menu.picker.shown();
    if menu.picker.shown_count() > usize::from(rows.height) {
        let place = at.map_or(0, |at| at + 1);
        let of = menu.picker.shown_count();
        draw_position(window, buf, (place, of), theme.strong());
    }
    draw_preview(menu, window, screen, theme, buf);
    cursor
}
