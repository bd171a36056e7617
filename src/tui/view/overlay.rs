//! What lies over the lists: forms, menus, things to read, the import window.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::layout::centred;
use super::{alike, form, import, picker, versions};
use crate::tui::keymap::Scope;
use crate::tui::menu::{Menu, Of};
use crate::tui::model::{Model, Overlay, Reading};
use crate::tui::panes::lines::BAR;
use crate::tui::theme::Theme;
use crate::tui::widgets::fit::width;
use crate::tui::widgets::popup::{place, put, window};
use crate::tui::widgets::wrap::wrap;

/// Draws it. Returns where the cursor goes.
pub fn render(model: &mut Model, screen: Rect, buf: &mut Buffer) -> Option<Position> {
    let theme = model.theme;
    if let Some(Overlay::Alike(mut comparing)) = model.overlay.take_if(|overlay| matches!(overlay, Overlay::Alike(_))) {
        alike::render(model, &mut comparing, screen, buf);
        model.overlay = Some(Overlay::Alike(comparing));
        return None;
    }
    if model.scope() == Scope::Versions
        && let Some(mut shown) = model.versions.take()
    {
        versions::render(model, &mut shown, screen, buf);
        model.versions = Some(shown);
        return None;
    }
    match &mut model.overlay {
        Some(Overlay::Work(work)) => form::render(&mut work.form, theme, screen, buf),
        Some(Overlay::Reading(reading)) => {
            read(reading, theme, screen, buf);
            None
        }
        Some(Overlay::Menu(menu)) => pick_menu(menu, theme, screen, buf),
        Some(Overlay::Import(importing)) => import::render(importing, theme, screen, buf),
        Some(Overlay::Filter(..) | Overlay::Alike(_)) | None => None,
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
        place(area, buf, (reading.top + usize::from(inner.height), lines.len()), theme.strong());
    }
}

/// The deepest indent that a line hands on to what is carried over.
const DEEPEST: usize = 12;

/// Wraps a line; what is carried over is indented as the line is, and has its bar.
fn hanging(line: &str, room: usize) -> Vec<String> {
    let indent = line.bytes().take_while(|byte| *byte == b' ').count().min(DEEPEST);
    let bar = if line[indent..].starts_with(BAR) { BAR } else { "" };
    let rest = &line[indent + bar.len()..];
    // Where a line begins at the edge, it is not to be taken for one that goes on.
    let more = if indent == 0 && bar.is_empty() && width(rest) > room { "  " } else { "" };
    let lines = wrap(rest, room.saturating_sub(indent + width(bar) + more.len())).into_iter().enumerate();
    lines.map(|(n, line)| format!("{}{bar}{}{line}", " ".repeat(indent), if n > 0 { more } else { "" })).collect()
}

fn pick_menu(menu: &mut Menu, theme: Theme, screen: Rect, buf: &mut Buffer) -> Option<Position> {
    let rows = u16::try_from(menu.pick.all().max(1)).unwrap_or(u16::MAX).min(screen.height.saturating_sub(7)).min(16);
    // A table is as wide as the screen lets it be.
    let area = centred(screen, if menu.of == Of::Topics { 110 } else { 60 }, rows + 4);
    let inner = window(area, buf, &menu.title, theme.strong());
    let cursor = picker::filter(&mut menu.pick, inner, theme, buf);
    picker::row("", &menu.head, Rect { y: inner.y + 1, height: 1, ..inner }, theme.quiet(), buf);
    let list = Rect { y: inner.y + 2, height: inner.height.saturating_sub(2), ..inner };
    picker::choices(&menu.pick, list, theme, buf);
    cursor
}
