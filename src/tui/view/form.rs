//! Draws a form in a window no larger than it needs.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::layout::centred;
use super::picker;
use crate::text::sanitize::one_line;
use crate::text::width::{pad_left, width};
use crate::text::wrap::wrap;
use crate::tui::theme::Theme;
use crate::tui::widgets::form::{Field, Form, Kind};
use crate::tui::widgets::popup::{put, window};

/// Maximum number of lines of hints.
const HINTS: usize = 3;

/// Returns the height of a field in rows: a picker opens when it has the focus.
fn rows(field: &Field, here: bool, room: u16) -> u16 {
    match &field.kind {
        Kind::Pick(pick) if here => {
            let all = u16::try_from(pick.all().max(1)).unwrap_or(u16::MAX);
            1 + all.min(8).min(room.saturating_sub(1)).max(1)
        }
        Kind::Text(_) => 6.min(room),
        Kind::Pick(_) | Kind::Line(_) | Kind::Check(_) => 1,
    }
}

/// Draws a form. Returns the position of the cursor.
pub fn render(form: &mut Form, theme: Theme, screen: Rect, buf: &mut Buffer) -> Option<Position> {
    let outer = centred(screen, 72, screen.height);
    let label = form
        .fields
        .iter()
        .map(|field| width(&field.label))
        .max()
        .unwrap_or(0);
    let label = u16::try_from(label).unwrap_or(0) + 2;
    let room = usize::from(outer.width.saturating_sub(4));
    let message = form.confirm.as_ref().or(form.error.as_ref()).cloned();
    let warns = message.is_some();
    let hints = || {
        form.hints
            .iter()
            .flat_map(|hint| wrap(&one_line(hint), room))
            .take(HINTS)
            .collect()
    };
    let message = message.map(|text| wrap(&text, room)).unwrap_or_else(hints);
    let confirming = form.confirm.is_some();
    let visible = form.fields.iter().filter(|field| !field.hidden).count();
    let spare = usize::from(screen.height).saturating_sub(visible + message.len() + 6);
    let spare = u16::try_from(spare).unwrap_or(0).max(2);
    let heights: Vec<u16> = form
        .fields
        .iter()
        .enumerate()
        .map(|(n, field)| rows(field, n == form.at && !confirming, spare))
        .collect();
    let fields: u16 = form
        .fields
        .iter()
        .zip(&heights)
        .filter(|(field, _)| !field.hidden)
        .map(|(_, rows)| rows)
        .sum();
    let height = fields + u16::try_from(message.len()).unwrap_or(0) + 4;
    let area = centred(screen, 72, height);
    let inner = window(area, buf, &form.title, theme.strong());
    let mut y = inner.y;
    let mut cursor = None;
    let at = form.at;
    for ((n, field), rows) in form.fields.iter_mut().enumerate().zip(heights) {
        if field.hidden {
            continue;
        }
        let here = n == at && !confirming;
        let style = if here { theme.strong() } else { theme.quiet() };
        put(buf, inner.x, y, label, &field.label, style);
        let height = rows.min(inner.bottom().saturating_sub(y));
        let area = Rect::new(
            inner.x + label.min(inner.width),
            y,
            inner.width.saturating_sub(label),
            height,
        );
        let placed = one_field(field, here, area, theme, buf);
        cursor = cursor.or(placed);
        y += rows;
    }
    y = y.max(
        inner
            .bottom()
            .saturating_sub(u16::try_from(message.len()).unwrap_or(0) + 1),
    );
    let style = match (confirming, warns) {
        (true, _) => theme.close(),
        (false, true) => theme.late(),
        (false, false) => theme.quiet(),
    };
    for line in &message {
        put(buf, inner.x, y, inner.width, line, style);
        y += 1;
    }
    let text = form
        .fields
        .get(at)
        .is_some_and(|field| matches!(field.kind, Kind::Text(_)));
    let keys = match (confirming, text) {
        (true, _) => say!("form-keys-confirm", does = form.does.as_str()),
        // In a multi-line text Enter starts a new line instead of submitting.
        (false, true) => say!("form-keys-text", does = form.does.as_str()),
        (false, false) => say!("form-keys", does = form.does.as_str()),
    };
    put(
        buf,
        inner.x,
        inner.bottom() - 1,
        inner.width,
        &pad_left(&keys, usize::from(inner.width)),
        theme.quiet(),
    );
    cursor
}

fn one_field(
    field: &mut Field,
    here: bool,
    area: Rect,
    theme: Theme,
    buf: &mut Buffer,
) -> Option<Position> {
    match &mut field.kind {
        Kind::Pick(pick) if here => {
            let cursor = picker::filter(pick, area, theme, buf);
            picker::choices(
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
        Kind::Pick(pick) => {
            let none = || {
                say!(if pick.ticked().is_some() {
                    "pick-none-needed"
                } else {
                    "pick-none"
                })
            };
            let chosen = pick.words().unwrap_or_else(none);
            put(buf, area.x, area.y, area.width, &chosen, theme.text());
            None
        }
        Kind::Line(line) => {
            underline(area, theme, buf);
            line.render(area, buf, theme.text());
            if here { line.cursor_cell(area) } else { None }
        }
        Kind::Text(editor) => {
            bar(area, if here { theme.strong() } else { theme.quiet() }, buf);
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
        Kind::Check(yes) => {
            let text = if *yes { "[✓]" } else { "[ ]" };
            let hint = say!("check-hint");
            let style = if here { theme.selected() } else { theme.text() };
            put(buf, area.x, area.y, 3.min(area.width), text, style);
            if here {
                put(
                    buf,
                    area.x + 4,
                    area.y,
                    area.width.saturating_sub(4),
                    &hint,
                    theme.quiet(),
                );
            }
            None
        }
    }
}

/// Draws the dots that mark an input line.
pub fn underline(area: Rect, theme: Theme, buf: &mut Buffer) {
    put(
        buf,
        area.x,
        area.y,
        area.width,
        &"·".repeat(usize::from(area.width)),
        theme.quiet(),
    );
}

fn bar(area: Rect, style: Style, buf: &mut Buffer) {
    for y in area.y..area.bottom() {
        put(buf, area.x, y, 1, "│", style);
    }
}
