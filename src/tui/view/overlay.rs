//! Draws what lies over the lists: forms, menus, texts to read, comparisons, the import window.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{form, import, picker};
use crate::document::lines::BAR;
use crate::text::width::text_width;
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

/// Maximum indent, in cells, that continuation lines inherit.
const MAX_INDENT: usize = 12;

/// Wraps a line. Continuation lines keep its indent and its quotation bar. In a table row the last
/// column, which begins at `column`, is wrapped within itself.
fn wrap_hanging(line: &str, column: usize, room: usize) -> Vec<String> {
    if let Some((before, last)) =
        split_last_column(line, column).filter(|_| text_width(line) > room)
    {
        let lines = wrap_text(last, room.saturating_sub(column))
            .into_iter()
            .enumerate();
        return lines
            .map(|(n, line)| {
                if n == 0 {
                    format!("{before}{line}")
                } else {
                    " ".repeat(column) + &line
                }
            })
            .collect();
    }
    let indent = line
        .bytes()
        .take_while(|byte| *byte == b' ')
        .count()
        .min(MAX_INDENT);
    let bar = if line[indent..].starts_with(BAR) {
        BAR
    } else {
        ""
    };
    let rest = &line[indent + bar.len()..];
    // Continuations of a line without an indent get one: they must not look like lines of their
    // own.
    let more = if indent == 0 && bar.is_empty() && text_width(rest) > room {
        "  "
    } else {
        ""
    };
    let lines = wrap_text(
        rest,
        room.saturating_sub(indent + text_width(bar) + more.len()),
    )
    .into_iter()
    .enumerate();
    lines
        .map(|(n, line)| {
            format!(
                "{}{bar}{}{line}",
                " ".repeat(indent),
                if n > 0 { more } else { "" }
            )
        })
        .collect()
}

/// Splits a table row before its last column, if it has text there.
fn split_last_column(line: &str, column: usize) -> Option<(&str, &str)> {
    let (at, _) = line
        .char_indices()
        .find(|(at, _)| text_width(&line[..*at]) >= column)?;
    let (before, last) = line.split_at(at);
    (column > 0 && text_width(before) == column && before.ends_with(' ') && !last.starts_with(' '))
        .then_some((before, last))
}

/// Returns the window of a menu. A table takes the width that the screen allows.
fn menu_window(menu: &Menu, screen: Rect) -> Rect {
    let rows = u16::try_from(menu.picker.option_count().max(1))
        .unwrap_or(u16::MAX)
        .min(screen.height.saturating_sub(7))
        .min(16);
    let width = match menu.purpose {
        MenuPurpose::Topics => 110,
        MenuPurpose::Settings | MenuPurpose::Commands | MenuPurpose::Phrases => 84,
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
    picker::draw_choices(&menu.picker, false, menu_rows(inner), theme, buf);
    draw_preview(menu, window, screen, theme, buf);
    cursor
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_column_of_a_table_is_wrapped_under_itself() {
        let line = format!(
            "  {:<14}{:<22}of a restricted letter; that is recorded",
            "R", "read"
        );
        let lines = wrap_hanging(&line, 38, 60);
        assert!(lines.len() > 1 && lines[0].starts_with("  R "), "{lines:?}");
        for more in &lines[1..] {
            assert!(
                more.starts_with(&" ".repeat(38))
                    && !more[38..].starts_with(' ')
                    && text_width(more) <= 60,
                "{more:?}"
            );
        }
        let words =
            "  what stands in no column is wrapped at its own indent, as all lines of a text are";
        assert_eq!(wrap_hanging(words, 4, 30), wrap_hanging(words, 0, 30));
        assert!(
            wrap_hanging(words, 0, 30)[1].starts_with("  ")
                && !wrap_hanging(words, 0, 30)[1].starts_with("   ")
        );
    }
}
