//! What lies over the lists: forms, menus, things to read, the import window.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::layout::centred;
use crate::tui::import::{Importing, Step};
use crate::tui::menu::{self, Menu};
use crate::tui::model::{Model, Overlay, Reading};
use crate::tui::theme::Theme;
use crate::tui::widgets::fit::{pad_left, pad_right, width};
use crate::tui::widgets::form::{Field, Form, Kind, Pick};
use crate::tui::widgets::popup::{put, window};
use crate::tui::widgets::wrap::wrap;

/// Draws it. Returns where the cursor goes.
pub fn render(model: &mut Model, screen: Rect, buf: &mut Buffer) -> Option<Position> {
    let theme = model.theme;
    match &mut model.overlay {
        Some(Overlay::Work(work)) => form(&mut work.form, theme, screen, buf),
        Some(Overlay::Reading(reading)) => {
            read(reading, theme, screen, buf);
            None
        }
        Some(Overlay::Menu(menu)) => pick_menu(menu, theme, screen, buf),
        Some(Overlay::Import(importing)) => import(importing, theme, screen, buf),
        Some(Overlay::Filter(..)) | None => None,
    }
}

fn read(reading: &mut Reading, theme: Theme, screen: Rect, buf: &mut Buffer) {
    let area = centred(screen, 84, screen.height.saturating_sub(2));
    let room = usize::from(area.width.saturating_sub(4));
    let lines: Vec<String> = reading.lines.iter().flat_map(|line| hanging(line, room)).collect();
    let height = u16::try_from(lines.len() + 2).unwrap_or(u16::MAX).min(area.height);
    let area = centred(screen, 84, height);
    let inner = window(area, buf, &reading.title, theme.strong());
    let most = lines.len().saturating_sub(usize::from(inner.height));
    reading.top = reading.top.min(most);
    for (y, line) in (inner.y..inner.bottom()).zip(lines.iter().skip(reading.top)) {
        put(buf, inner.x, y, inner.width, line, theme.text());
    }
    if most > 0 {
        let place = format!(" {}/{} ", reading.top + usize::from(inner.height), lines.len());
        let cells = u16::try_from(width(&place)).unwrap_or(0);
        put(buf, area.right().saturating_sub(cells + 2), area.bottom() - 1, cells, &place, theme.strong());
    }
}

/// Wraps a line; what is carried over is indented as the line is.
fn hanging(line: &str, room: usize) -> Vec<String> {
    let indent = line.chars().take_while(|char| *char == ' ').count();
    let rest = line.trim_start();
    let lines = wrap(rest, room.saturating_sub(indent));
    lines.into_iter().map(|line| format!("{}{line}", " ".repeat(indent))).collect()
}

fn pick_menu(menu: &mut Menu, theme: Theme, screen: Rect, buf: &mut Buffer) -> Option<Position> {
    let rows = u16::try_from(menu.pick.all().max(1)).unwrap_or(u16::MAX).min(screen.height.saturating_sub(7)).min(16);
    let area = centred(screen, 60, rows + 4);
    let inner = window(area, buf, &menu.title, theme.strong());
    let cursor = filter(&mut menu.pick, inner, theme, buf);
    let list = Rect { y: inner.y + 2, height: inner.height.saturating_sub(2), ..inner };
    choices(&menu.pick, list, theme, buf);
    cursor
}

/// The filter line of a picker.
fn filter(pick: &mut Pick, area: Rect, theme: Theme, buf: &mut Buffer) -> Option<Position> {
    let line = Rect { height: 1, ..area };
    put(buf, line.x, line.y, 2, "▸ ", theme.strong());
    let field = Rect { x: line.x + 2, width: line.width.saturating_sub(2), ..line };
    if pick.filter.is_empty() {
        put(buf, field.x, field.y, field.width, &say!("pick-hint"), theme.quiet());
        return Some(Position::new(field.x, field.y));
    }
    pick.filter.render(field, buf, theme.text());
    pick.filter.cursor_cell(field)
}

/// The rows of a picker; a tab in a label puts what follows on the right.
fn choices(pick: &Pick, area: Rect, theme: Theme, buf: &mut Buffer) {
    let (shown, at) = pick.shown();
    let height = usize::from(area.height);
    let top = at.saturating_sub(height.saturating_sub(1));
    if pick.count() == 0 {
        put(buf, area.x, area.y, area.width, &say!("pick-nothing"), theme.quiet());
    }
    for (y, (n, choice)) in (area.y..area.bottom()).zip(shown.enumerate().skip(top)) {
        let style = if n == at { theme.selected() } else { theme.text() };
        buf.set_style(Rect::new(area.x, y, area.width, 1), style);
        let (left, right) = choice.label.split_once('\t').unwrap_or((&choice.label, ""));
        let right_cells = u16::try_from(width(right)).unwrap_or(0);
        let left_room = area.width.saturating_sub(right_cells + 2);
        put(buf, area.x, y, left_room, &pad_right(&format!(" {left}"), usize::from(left_room)), style);
        put(buf, area.right().saturating_sub(right_cells + 1), y, right_cells, right, style);
    }
}

/// How many rows a field takes: a picker opens where the keys go.
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

fn form(form: &mut Form, theme: Theme, screen: Rect, buf: &mut Buffer) -> Option<Position> {
    let outer = centred(screen, 72, screen.height);
    let label = form.fields.iter().map(|field| width(&field.label)).max().unwrap_or(0);
    let label = u16::try_from(label).unwrap_or(0) + 2;
    let room = usize::from(outer.width.saturating_sub(4));
    let message = form.confirm.as_ref().or(form.error.as_ref()).cloned();
    let message = message.map(|text| wrap(&text, room)).unwrap_or_default();
    let visible = form.fields.iter().filter(|field| !field.hidden).count();
    let spare = usize::from(screen.height).saturating_sub(visible + message.len() + 6);
    let spare = u16::try_from(spare).unwrap_or(0).max(2);
    let heights: Vec<u16> = form.fields.iter().enumerate().map(|(n, field)| rows(field, n == form.at, spare)).collect();
    let fields: u16 = form.fields.iter().zip(&heights).filter(|(field, _)| !field.hidden).map(|(_, rows)| rows).sum();
    let height = fields + u16::try_from(message.len()).unwrap_or(0) + 4;
    let area = centred(screen, 72, height);
    let inner = window(area, buf, &form.title, theme.strong());
    let mut y = inner.y;
    let mut cursor = None;
    let confirming = form.confirm.is_some();
    let at = form.at;
    for ((n, field), rows) in form.fields.iter_mut().enumerate().zip(heights) {
        if field.hidden {
            continue;
        }
        let here = n == at && !confirming;
        let style = if here { theme.strong() } else { theme.quiet() };
        put(buf, inner.x, y, label, &field.label, style);
        let height = rows.min(inner.bottom().saturating_sub(y));
        let area = Rect::new(inner.x + label.min(inner.width), y, inner.width.saturating_sub(label), height);
        let placed = one_field(field, here, area, theme, buf);
        cursor = cursor.or(placed);
        y += rows;
    }
    y = y.max(inner.bottom().saturating_sub(u16::try_from(message.len()).unwrap_or(0) + 1));
    let style = if confirming { theme.close() } else { theme.late() };
    for line in &message {
        put(buf, inner.x, y, inner.width, line, style);
        y += 1;
    }
    let keys = say!(if confirming { "form-keys-confirm" } else { "form-keys" }, does = form.does.as_str());
    put(buf, inner.x, inner.bottom() - 1, inner.width, &pad_left(&keys, usize::from(inner.width)), theme.quiet());
    cursor
}

fn one_field(field: &mut Field, here: bool, area: Rect, theme: Theme, buf: &mut Buffer) -> Option<Position> {
    match &mut field.kind {
        Kind::Pick(pick) if here => {
            let cursor = filter(pick, area, theme, buf);
            choices(pick, Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area }, theme, buf);
            cursor
        }
        Kind::Pick(pick) => {
            let chosen = pick.chosen().map(|choice| choice.label.clone()).unwrap_or_else(|| say!("pick-none"));
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
            let inner = Rect { x: area.x + 2.min(area.width), width: area.width.saturating_sub(2), ..area };
            editor.render(inner, buf, theme.text());
            if here { editor.cursor_cell(inner) } else { None }
        }
        Kind::Check(yes) => {
            let text = if *yes { "[✓]" } else { "[ ]" };
            let hint = say!("check-hint");
            let style = if here { theme.selected() } else { theme.text() };
            put(buf, area.x, area.y, 3.min(area.width), text, style);
            if here {
                put(buf, area.x + 4, area.y, area.width.saturating_sub(4), &hint, theme.quiet());
            }
            None
        }
    }
}

fn underline(area: Rect, theme: Theme, buf: &mut Buffer) {
    put(buf, area.x, area.y, area.width, &"·".repeat(usize::from(area.width)), theme.quiet());
}

fn bar(area: Rect, style: Style, buf: &mut Buffer) {
    for y in area.y..area.bottom() {
        put(buf, area.x, y, 1, "│", style);
    }
}

fn import(importing: &mut Importing, theme: Theme, screen: Rect, buf: &mut Buffer) -> Option<Position> {
    let area = centred(screen, 84, 20);
    let inner = window(area, buf, &say!("import-title"), theme.strong());
    let body = Rect { height: inner.height.saturating_sub(2), ..inner };
    let mut lines: Vec<(String, Style)> = Vec::new();
    let mut cursor = None;
    let room = usize::from(inner.width);
    match &importing.step {
        Step::Path => {
            lines.push((say!("import-path"), theme.quiet()));
            lines.push((String::new(), theme.text()));
            lines.push((String::new(), theme.text()));
            for name in &importing.completions {
                lines.push((format!("  {name}"), theme.text()));
            }
        }
        Step::Columns(look) => {
            lines.push((
                say!(
                    "import-kind",
                    kind = say!(&format!("intake-kind-{}", look.kind.code())),
                    size = menu::size(look.bytes)
                ),
                theme.strong(),
            ));
            let separator = look.separator.map(|char| if char == '\t' { "Tab".to_owned() } else { char.to_string() });
            if !look.headings.is_empty() {
                let separator = separator.unwrap_or_else(|| "—".to_owned());
                lines.push((
                    say!("import-form", encoding = look.encoding.as_str(), separator = separator),
                    theme.quiet(),
                ));
                lines.push((say!("import-columns"), theme.quiet()));
                for (n, (field, column)) in importing.columns.iter().enumerate() {
                    let heading =
                        column.and_then(|column| look.headings.get(column)).cloned().unwrap_or_else(|| "—".to_owned());
                    let sample = column
                        .and_then(|column| look.sample.first().and_then(|row| row.get(column)))
                        .cloned()
                        .unwrap_or_default();
                    let label = say!(&format!("intake-field-{}", field.code()));
                    let text = format!(
                        "{} ◂ {} ▸ {}",
                        pad_right(&label, 10),
                        pad_right(&crate::tui::widgets::fit::fit(&heading, 16), 16),
                        crate::tui::widgets::sanitise::one_line(&sample)
                    );
                    lines.push((text, if n == importing.at { theme.selected() } else { theme.text() }));
                }
            }
        }
        Step::Running(tally, dry) => {
            lines.push((say!(if *dry { "import-trying" } else { "import-reading" }), theme.strong()));
            lines.push((String::new(), theme.text()));
            let share = (tally.done_bytes * 100).checked_div(tally.total_bytes).unwrap_or(0).min(100);
            let cells = room.saturating_sub(8);
            let full = cells * usize::try_from(share).unwrap_or(0) / 100;
            lines.push((format!("{}{} {share:>3} %", "█".repeat(full), "░".repeat(cells - full)), theme.text()));
            lines.push((counts(tally), theme.text()));
        }
        Step::Ended(outcome) => {
            let key = match (outcome.dry, outcome.stopped) {
                (_, true) => "import-stopped",
                (true, false) => "import-would",
                (false, false) => "import-did",
            };
            lines.push((say!(key), theme.strong()));
            lines.push((counts(&outcome.tally), theme.text()));
            if !outcome.rejections.is_empty() {
                lines.push((String::new(), theme.text()));
                lines.push((say!("import-rejected"), theme.quiet()));
            }
            for one in outcome.rejections.iter().skip(importing.at) {
                lines.extend(wrap(&one.to_string(), room).into_iter().map(|line| (line, theme.text())));
                if lines.len() > usize::from(body.height) {
                    break;
                }
            }
        }
    }
    if let Some(error) = &importing.error {
        lines.push((String::new(), theme.text()));
        lines.extend(wrap(error, room).into_iter().map(|line| (line, theme.late())));
    }
    for (y, (line, style)) in (body.y..body.bottom()).zip(&lines) {
        put(buf, body.x, y, body.width, line, *style);
    }
    if matches!(importing.step, Step::Path) {
        let field = Rect { y: body.y + 1, height: 1, ..body };
        underline(field, theme, buf);
        importing.path.render(field, buf, theme.text());
        cursor = importing.path.cursor_cell(field);
    }
    let keys = match &importing.step {
        Step::Path => say!("import-keys-path", does = importing.does()),
        Step::Columns(_) => say!("import-keys-columns", does = importing.does()),
        Step::Running(..) => say!("import-keys-running"),
        Step::Ended(_) => say!("import-keys-ended", does = importing.does()),
    };
    put(buf, inner.x, inner.bottom() - 1, inner.width, &pad_left(&keys, room), theme.quiet());
    cursor
}

fn counts(tally: &crate::tui::import::Tally) -> String {
    say!("import-counts", new = tally.imported, known = tally.already_there, rejected = tally.rejected)
}
