//! Draws a form in a window no larger than it needs.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::picker;
use crate::text::sanitize::one_line;
use crate::text::width::{pad_left, text_width};
use crate::text::wrap::wrap_text;
use crate::tui::model::layout::centred_area;
use crate::tui::theme::Theme;
use crate::tui::widgets::form::{FieldInput, Form, FormField};
use crate::tui::widgets::popup::{draw_text, draw_window};

/// Maximum number of lines of hints.
const MAX_HINT_LINES: usize = 3;

/// Returns the height of a field in rows: a picker opens when it has the focus.
fn field_rows(field: &FormField, here: bool, document: bool, room: u16) -> u16 {
    match &field.input {
        FieldInput::Pick(pick) if here => {
            let all = u16::try_from(pick.option_count().max(1)).unwrap_or(u16::MAX);
            1 + all.min(8).min(room.saturating_sub(1)).max(1)
        }
        FieldInput::Text(_) if document => room,
        FieldInput::Text(_) => 6.min(room),
        FieldInput::Pick(_) | FieldInput::Line(_) | FieldInput::Check(_) => 1,
    }
}

/// Draws a form. Returns the position of the cursor.
pub(super) fn render(
    form: &mut Form,
    theme: Theme,
    screen: Rect,
    buf: &mut Buffer,
) -> Option<Position> {
    let visible = form.fields.iter().filter(|field| !field.hidden).count();
    let width = if form.document { 100 } else { 72 };
    let outer = centred_area(screen, width, screen.height);
    let label = form
        .fields
        .iter()
        .map(|field| text_width(&field.label))
        .max()
        .unwrap_or(0);
    let label = u16::try_from(label).unwrap_or(0) + 2;
    let room = usize::from(outer.width.saturating_sub(4));
    let message = form.confirm.as_ref().or(form.error.as_ref()).cloned();
    let warns = message.is_some();
    let hints = || {
        form.hints
            .iter()
            .flat_map(|hint| wrap_text(&one_line(hint), room))
            .take(MAX_HINT_LINES)
            .collect()
    };
    let message = message
        .map(|text| wrap_text(&text, room))
        .unwrap_or_else(hints);
    let confirming = form.confirm.is_some();
    let spare = usize::from(screen.height).saturating_sub(visible + message.len() + 6);
    let spare = u16::try_from(spare).unwrap_or(0).max(2);
    let heights: Vec<u16> = form
        .fields
        .iter()
        .enumerate()
        .map(|(n, field)| {
            field_rows(
                field,
                n == form.focused && !confirming,
                form.document,
                spare,
            )
        })
        .collect();
    let fields: u16 = form
        .fields
        .iter()
        .zip(&heights)
        .filter(|(field, _)| !field.hidden)
        .map(|(_, rows)| rows)
        .sum();
    let height = fields + u16::try_from(message.len()).unwrap_or(0) + 4;
    let area = centred_area(screen, width, height);
    let inner = draw_window(area, buf, &form.title, theme.strong());
    let mut y = inner.y;
    let mut cursor = None;
    let at = form.focused;
    for ((n, field), rows) in form.fields.iter_mut().enumerate().zip(heights) {
        if field.hidden {
            continue;
        }
        let here = n == at && !confirming;
        let style = if here { theme.strong() } else { theme.muted() };
        draw_text(buf, inner.x, y, label, &field.label, style);
        let height = rows.min(inner.bottom().saturating_sub(y));
        let area = Rect::new(
            inner.x + label.min(inner.width),
            y,
            inner.width.saturating_sub(label),
            height,
        );
        let placed = draw_field(field, here, area, theme, buf);
        cursor = cursor.or(placed);
        y += rows;
    }
    y = y.max(
        inner
            .bottom()
            .saturating_sub(u16::try_from(message.len()).unwrap_or(0) + 1),
    );
    let style = match (confirming, warns) {
        (true, _) => theme.due_soon(),
        (false, true) => theme.late(),
        (false, false) => theme.muted(),
    };
    for line in &message {
        draw_text(buf, inner.x, y, inner.width, line, style);
        y += 1;
    }
    let text = form
        .fields
        .get(at)
        .is_some_and(|field| matches!(field.input, FieldInput::Text(_)));
    let keys = match (confirming, text) {
        (true, _) => say!("form-keys-confirm", does = form.submit_label.as_str()),
        // In a multi-line text Enter starts a new line instead of submitting.
        (false, true) => say!("form-keys-text", does = form.submit_label.as_str()),
        (false, false) => say!("form-keys", does = form.submit_label.as_str()),
    };
    draw_text(
        buf,
        inner.x,
        inner.bottom() - 1,
        inner.width,
        &pad_left(&keys, usize::from(inner.width)),
        theme.muted(),
    );
    cursor
}

fn draw_field(
    field: &mut FormField,
    here: bool,
    area: Rect,
    theme: Theme,
    buf: &mut Buffer,
) -> Option<Position> {
    match &mut field.input {
        FieldInput::Pick(pick) if here => {
            let cursor = picker::draw_filter(pick, area, theme, buf);
            picker::draw_choices(
                pick,
                Rect {
                    y: area.y + 1,
                    height: area.height.saturating_sub(1),
                    ..area
                },
                theme,
                buf,
            );
            cursor
        }
        FieldInput::Pick(pick) => {
            let none = || {
                say!(if pick.ticked().is_some() {
                    "pick-none-needed"
                } else {
                    "pick-none"
                })
            };
            let chosen = pick.chosen_label().unwrap_or_else(none);
            draw_text(buf, area.x, area.y, area.width, &chosen, theme.text());
            None
        }
        FieldInput::Line(line) => {
            draw_underline(area, theme, buf);
            line.render(area, buf, theme.text());
            if here { line.cursor_cell(area) } else { None }
        }
        FieldInput::Text(editor) => {
            draw_bar(area, if here { theme.strong() } else { theme.muted() }, buf);
            let inner = Rect {
                x: area.x + 2.min(area.width),
                width: area.width.saturating_sub(2),
                ..area
            };
            editor.render(inner, buf, theme.text());
            if here {
                editor.cursor_cell(inner)
            } else {
                None
            }
        }
        FieldInput::Check(yes) => {
            let text = if *yes { "[✓]" } else { "[ ]" };
            let hint = say!("check-hint");
            let style = if here { theme.selected() } else { theme.text() };
            draw_text(buf, area.x, area.y, 3.min(area.width), text, style);
            if here {
                draw_text(
                    buf,
                    area.x + 4,
                    area.y,
                    area.width.saturating_sub(4),
                    &hint,
                    theme.muted(),
                );
            }
            None
        }
    }
}

/// Draws the dots that mark an input line.
pub(super) fn draw_underline(area: Rect, theme: Theme, buf: &mut Buffer) {
    draw_text(
        buf,
        area.x,
        area.y,
        area.width,
        &"·".repeat(usize::from(area.width)),
        theme.muted(),
    );
}

fn draw_bar(area: Rect, style: Style, buf: &mut Buffer) {
    for y in area.y..area.bottom() {
        draw_text(buf, area.x, y, 1, "│", style);
    }
}
