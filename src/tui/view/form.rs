//! Draws a form in a window no larger than it needs.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::{path, picker};
use crate::text::sanitize::one_line;
use crate::text::width::text_width;
use crate::text::wrap::wrap_text;
use crate::tui::model::layout::centred_area;
use crate::tui::theme::Theme;
use crate::tui::widgets::form::{FieldInput, Form, FormField};
use crate::tui::widgets::path::PathField;
use crate::tui::widgets::popup::{draw_text, draw_window};

/// Maximum number of lines of hints.
const MAX_HINT_LINES: usize = 3;

/// Rows of a longer text.
const TEXT_ROWS: u16 = 5;

/// Rows of the choices that open under a field.
const MAX_CHOICES: usize = 8;

/// Where the parts of a form stand.
pub(crate) struct FormLayout {
    window: Rect,
    label: u16,
    /// The fields that are in view, by index.
    pub fields: Vec<(usize, Rect)>,
    /// The button.
    pub button: Rect,
    /// The choices of the field that has the focus, without their border.
    pub choices: Option<Rect>,
    message: Vec<String>,
}

impl FormLayout {
    /// Returns what is at a cell.
    pub(crate) fn hit(&self, form: &Form, at: Position) -> Option<FormHit> {
        if let Some(area) = self.choices.filter(|area| area.contains(at)) {
            let (first, count) = match &form.fields.get(form.focused)?.input {
                FieldInput::Pick(pick) => (picker::first_shown(pick, area), pick.shown_count()),
                FieldInput::Path(field) => (
                    path::first_shown(field, area),
                    field.shown_count().unwrap_or(0),
                ),
                FieldInput::Line(_) | FieldInput::Text(_) | FieldInput::Check(_) => return None,
            };
            let row = first + usize::from(at.y - area.y);
            return (row < count).then_some(FormHit::Choice(row));
        }
        if self.button.contains(at) {
            return Some(FormHit::Button);
        }
        let field = self.fields.iter().find(|(_, area)| area.contains(at));
        field.map(|(n, _)| FormHit::Field(*n))
    }
}

/// What a click in a form hits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FormHit {
    /// A field, by index.
    Field(usize),
    /// A choice or an entry of the field that has the focus, by its row.
    Choice(usize),
    /// The button that submits.
    Button,
}

/// Lays a form out. Its size depends on its fields alone: choices open over it.
pub(crate) fn lay_out(form: &Form, screen: Rect) -> FormLayout {
    let width = centred_area(screen, if form.document { 100 } else { 72 }, 1).width;
    let room = usize::from(width.saturating_sub(4));
    let message = match form.confirm.as_ref().or(form.error.as_ref()) {
        Some(text) => wrap_text(text, room),
        None => {
            let hints = form.hints.iter();
            let lines = hints.flat_map(|hint| wrap_text(&one_line(hint), room));
            lines.take(MAX_HINT_LINES).collect()
        }
    };
    let visible = || {
        form.fields
            .iter()
            .enumerate()
            .filter(|(_, one)| !one.hidden)
    };
    // Border, message, button. The message stands above, where no choices open over it.
    let above = u16::try_from(message.len()).unwrap_or(0);
    let reserved = above + 3;
    // The status line and the keys below stay in view.
    let screen = Rect {
        height: screen.height.saturating_sub(2),
        ..screen
    };
    let most = screen.height.saturating_sub(reserved).max(1);
    let texts = visible().filter(|(_, one)| is_text(one)).count();
    let lines = u16::try_from(visible().count() - texts).unwrap_or(0);
    let spare = most.saturating_sub(lines) / u16::try_from(texts.max(1)).unwrap_or(1);
    let text_rows = match form.document {
        true => spare,
        false => spare.clamp(2, TEXT_ROWS),
    };
    let rows = |field: &FormField| if is_text(field) { text_rows } else { 1 };
    let all: u16 = visible().map(|(_, field)| rows(field)).sum();
    let height = all.min(most);
    let window = centred_area(screen, width, height + reserved);
    let label = form.fields.iter().map(|field| text_width(&field.label));
    let label = u16::try_from(label.max().unwrap_or(0)).unwrap_or(0) + 2;
    let inner = Rect {
        x: window.x + 2,
        y: window.y + 1,
        width: window.width.saturating_sub(4),
        height: window.height.saturating_sub(2),
    };
    // What has the focus is in view.
    let before: u16 = visible()
        .take_while(|(at, _)| *at <= form.focused)
        .map(|(_, field)| rows(field))
        .sum();
    let skip = before.saturating_sub(height);
    let (mut y, mut fields) = (0, Vec::new());
    for (at, field) in visible() {
        let rows = rows(field);
        if y >= skip && y + rows <= skip + height {
            let area = Rect {
                y: inner.y + above + y - skip,
                height: rows,
                ..inner
            };
            fields.push((at, area));
        }
        y += rows;
    }
    let button = text_width(&button_label(form));
    let button = u16::try_from(button).unwrap_or(0).min(inner.width);
    let button = Rect {
        x: inner.right() - button,
        y: inner.bottom() - 1,
        width: button,
        height: 1,
    };
    let choices = fields
        .iter()
        .find(|(at, _)| *at == form.focused && form.confirm.is_none())
        .and_then(|(at, area)| {
            choices_area(
                form.fields.get(*at)?,
                *area,
                label,
                (screen, inner.y + above),
            )
        });
    FormLayout {
        window,
        label,
        fields,
        button,
        choices,
        message,
    }
}

fn is_text(field: &FormField) -> bool {
    matches!(field.input, FieldInput::Text(_))
}

fn button_label(form: &Form) -> String {
    say!("form-button", does = form.submit_label.as_str())
}

/// Returns the area of the choices of a field: below it, or above it where there is more room.
fn choices_area(
    field: &FormField,
    area: Rect,
    label: u16,
    (screen, top): (Rect, u16),
) -> Option<Rect> {
    // As many as there are without a filter, so that typing does not change the size.
    let rows = match &field.input {
        FieldInput::Pick(pick) => pick.option_count().clamp(1, MAX_CHOICES),
        FieldInput::Path(_) => MAX_CHOICES,
        FieldInput::Line(_) | FieldInput::Text(_) | FieldInput::Check(_) => return None,
    };
    let rows = u16::try_from(rows).unwrap_or(1);
    let below = screen.bottom().saturating_sub(area.y + 1);
    // What is said above the fields stays in view.
    let above = area.y.saturating_sub(top);
    let (y, rows) = if below >= rows + 2 || below >= above {
        (area.y + 2, rows.min(below.saturating_sub(2)))
    } else {
        let rows = rows.min(above.saturating_sub(2));
        (area.y.saturating_sub(rows + 1), rows)
    };
    let x = area.x + label.min(area.width);
    let width = area.right().saturating_sub(x);
    (rows > 0).then_some(Rect {
        x,
        y,
        width,
        height: rows,
    })
}

/// Draws a form. Returns the position of the cursor.
pub(super) fn render(
    form: &mut Form,
    theme: Theme,
    screen: Rect,
    buf: &mut Buffer,
) -> Option<Position> {
    let layout = lay_out(form, screen);
    let inner = draw_window(layout.window, buf, &form.title, theme.strong());
    let confirming = form.confirm.is_some();
    let (at, mut cursor) = (form.focused, None);
    for (n, area) in &layout.fields {
        let Some(field) = form.fields.get_mut(*n) else {
            continue;
        };
        let here = *n == at && !confirming;
        let style = if here { theme.strong() } else { theme.muted() };
        draw_text(buf, area.x, area.y, layout.label, &field.label, style);
        let area = Rect {
            x: area.x + layout.label.min(area.width),
            width: area.width.saturating_sub(layout.label),
            ..*area
        };
        let placed = draw_field(field, here, area, theme, buf);
        cursor = cursor.or(placed);
    }
    let style = match (confirming, form.error.is_some()) {
        (true, _) => theme.due_soon(),
        (false, true) => theme.late(),
        (false, false) => theme.muted(),
    };
    for (y, line) in (inner.y..).zip(&layout.message) {
        draw_text(buf, inner.x, y, inner.width, line, style);
    }
    let button = layout.button;
    let style = if confirming || form.is_on_button() {
        theme.selected()
    } else {
        theme.strong()
    };
    draw_text(
        buf,
        button.x,
        button.y,
        button.width,
        &button_label(form),
        style,
    );
    if let Some((area, field)) = layout.choices.zip(form.fields.get(at)) {
        let frame = Rect {
            x: area.x.saturating_sub(1),
            y: area.y - 1,
            width: area.width + 1,
            height: area.height + 2,
        };
        draw_window(frame, buf, "", theme.muted());
        match &field.input {
            FieldInput::Pick(pick) => picker::draw_choices(pick, true, area, theme, buf),
            FieldInput::Path(field) => path::draw_entries(field, area, theme, buf),
            FieldInput::Line(_) | FieldInput::Text(_) | FieldInput::Check(_) => {}
        }
    }
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
        FieldInput::Pick(pick) if here && !(pick.has_digits() && pick.filter.is_empty()) => {
            picker::draw_filter(pick, area, theme, buf)
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
            here.then_some(Position::new(area.x, area.y))
        }
        FieldInput::Line(line) => {
            draw_underline(area, theme, buf);
            line.render(area, buf, theme.text());
            if here { line.cursor_cell(area) } else { None }
        }
        FieldInput::Path(field) => draw_path(field, here, area, theme, buf),
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
            let style = if here { theme.selected() } else { theme.text() };
            draw_text(buf, area.x, area.y, 3.min(area.width), text, style);
            here.then_some(Position::new(area.x + 1, area.y))
        }
    }
}

/// Draws a path: how many files are taken, and what is typed; without the focus, their names.
fn draw_path(
    field: &mut PathField,
    here: bool,
    area: Rect,
    theme: Theme,
    buf: &mut Buffer,
) -> Option<Position> {
    let names = field.taken_names();
    if !here && (field.takes_many() || field.value().is_empty()) {
        let value = match names.is_empty() {
            true => Some(field.value()).filter(|value| !value.is_empty()),
            false => Some(names.join(&say!("list-and"))),
        };
        let shown = value.unwrap_or_else(|| say!("pick-none-needed"));
        draw_text(buf, area.x, area.y, area.width, &shown, theme.text());
        return None;
    }
    let taken = match names.len() {
        0 => String::new(),
        n => format!("{} ", say!("path-taken", n = n)),
    };
    let used = u16::try_from(text_width(&taken)).unwrap_or(0);
    let used = used.min(area.width.saturating_sub(1));
    draw_text(buf, area.x, area.y, used, &taken, theme.strong());
    let line = Rect {
        x: area.x + used,
        width: area.width - used,
        ..area
    };
    draw_underline(line, theme, buf);
    field.line.render(line, buf, theme.text());
    here.then(|| field.line.cursor_cell(line)).flatten()
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
