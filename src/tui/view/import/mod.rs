//! Draws the import window.

mod outcome;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::form::draw_underline;
use super::path;
use crate::text::sanitize::one_line;
use crate::text::size::format_size;
use crate::text::width::{fit, pad_right};
use crate::text::wrap::wrap_text;
use crate::tui::model::layout::centred_area;
use crate::tui::state::import::{ImportStep, ImportWindow};
use crate::tui::theme::Theme;
use crate::tui::widgets::popup::{draw_text, draw_window, window_inside};

fn window(screen: Rect) -> Rect {
    centred_area(screen, 84, 20)
}

/// Returns the area of the folder's entries: under the path, and what is said about it.
fn entries_area(importing: &ImportWindow, inner: Rect) -> Rect {
    let room = usize::from(inner.width);
    let told = [
        importing
            .only_folder
            .as_ref()
            .map(|folder| say!("import-bound", folder = folder.display().to_string())),
        importing.error.clone(),
    ];
    let told = told
        .iter()
        .flatten()
        .map(|text| wrap_text(text, room).len());
    let above = 3 + u16::try_from(told.map(|lines| lines + 1).sum::<usize>()).unwrap_or(0);
    Rect {
        y: inner.y + above.min(inner.height),
        height: inner.height.saturating_sub(above),
        ..inner
    }
}

/// Returns the entry of the folder that is drawn at a cell, by its row.
pub(crate) fn entry_at(importing: &ImportWindow, screen: Rect, at: Position) -> Option<usize> {
    let area = entries_area(importing, window_inside(window(screen)));
    let typing = matches!(importing.step, ImportStep::Path);
    (typing && area.contains(at))
        .then(|| path::first_shown(&importing.path, area) + usize::from(at.y - area.y))
}

/// Draws the import window. Returns the position of the cursor.
pub(super) fn render(
    importing: &mut ImportWindow,
    theme: Theme,
    screen: Rect,
    buf: &mut Buffer,
) -> Option<Position> {
    let area = window(screen);
    let inner = draw_window(area, buf, &say!("import-title"), theme.strong());
    let body = inner;
    let mut lines: Vec<(String, Style)> = Vec::new();
    let mut cursor = None;
    let room = usize::from(inner.width);
    match &importing.step {
        ImportStep::Path => {
            lines.push((say!("import-path"), theme.muted()));
            lines.push((String::new(), theme.text()));
            lines.push((String::new(), theme.text()));
            if let Some(folder) = &importing.only_folder {
                let told = say!("import-bound", folder = folder.display().to_string());
                lines.extend(
                    wrap_text(&told, room)
                        .into_iter()
                        .map(|line| (line, theme.muted())),
                );
            }
        }
        ImportStep::Columns(look) => {
            lines.push((
                say!(
                    "import-kind",
                    kind = say!(&format!("intake-kind-{}", look.kind.code())),
                    size = format_size(look.bytes)
                ),
                theme.strong(),
            ));
            let separator = look.separator.map(|char| {
                if char == '\t' {
                    "Tab".to_owned()
                } else {
                    char.to_string()
                }
            });
            if !look.headings.is_empty() {
                let separator = separator.unwrap_or_else(|| "—".to_owned());
                lines.push((
                    say!(
                        "import-form",
                        encoding = look.encoding.as_str(),
                        separator = separator
                    ),
                    theme.muted(),
                ));
                lines.push((say!("import-columns"), theme.muted()));
                for (n, (field, column)) in importing.columns.iter().enumerate() {
                    let heading = column
                        .and_then(|column| look.headings.get(column))
                        .cloned()
                        .unwrap_or_else(|| "—".to_owned());
                    let sample = column
                        .and_then(|column| look.sample.first().and_then(|row| row.get(column)))
                        .cloned()
                        .unwrap_or_default();
                    let label = say!(&format!("intake-field-{}", field.code()));
                    let text = format!(
                        "{} [{}] {}",
                        pad_right(&label, 10),
                        pad_right(&fit(&heading, 16), 16),
                        one_line(&sample)
                    );
                    lines.push((
                        text,
                        if n == importing.at {
                            theme.selected()
                        } else {
                            theme.text()
                        },
                    ));
                }
            }
        }
        ImportStep::Folder(files, bytes) => {
            lines.push((
                say!("import-folder", n = *files, size = format_size(*bytes)),
                theme.strong(),
            ));
        }
        ImportStep::Running(tally, dry) => {
            lines.push((
                say!(if *dry {
                    "import-trying"
                } else {
                    "import-reading"
                }),
                theme.strong(),
            ));
            lines.push((String::new(), theme.text()));
            let share = (tally.done_bytes * 100)
                .checked_div(tally.total_bytes)
                .unwrap_or(0)
                .min(100);
            let cells = room.saturating_sub(8);
            let full = cells * usize::try_from(share).unwrap_or(0) / 100;
            lines.push((
                format!(
                    "{}{} {share:>3} %",
                    "█".repeat(full),
                    "░".repeat(cells - full)
                ),
                theme.text(),
            ));
            lines.push((outcome::format_counts(tally), theme.text()));
        }
        ImportStep::Ended(outcome) => {
            let rows = usize::from(body.height);
            lines.extend(outcome::lines(outcome, importing.at, (room, rows), theme));
        }
    }
    if let Some(error) = &importing.error {
        lines.push((String::new(), theme.text()));
        lines.extend(
            wrap_text(error, room)
                .into_iter()
                .map(|line| (line, theme.late())),
        );
    }
    for (y, (line, style)) in (body.y..body.bottom()).zip(&lines) {
        draw_text(buf, body.x, y, body.width, line, *style);
    }
    if matches!(importing.step, ImportStep::Path) {
        let field = Rect {
            y: body.y + 1,
            height: 1,
            ..body
        };
        draw_underline(field, theme, buf);
        importing.path.line.render(field, buf, theme.text());
        cursor = importing.path.line.cursor_cell(field);
        let entries = entries_area(importing, inner);
        path::draw_entries(&importing.path, entries, theme, buf);
    }
    cursor
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::import::SetAsideMail;
    use crate::domain::letter::quarantine::MailClass;
    use crate::tui::effect::Effect;
    use crate::tui::effect::StoreRequest;
    use crate::tui::state::import::Folders;
    use crate::tui::state::import::{ImportOutcome, Tally};

    #[test]
    fn an_import_that_only_sets_mails_aside_is_shown_and_can_be_done() {
        let folders = Folders {
            home: "/".into(),
            current: "/x".into(),
            attachments: "/x".into(),
            confined: false,
        };
        let mut importing = ImportWindow::new(&folders);
        let mail = SetAsideMail {
            file: "a.mbox".into(),
            row: Some(7),
            class: MailClass::Auto,
            why: "x".into(),
        };
        let tally = Tally {
            set_aside: 1,
            ..Tally::default()
        };
        importing.step = ImportStep::Ended(Box::new(ImportOutcome {
            tally,
            set_aside: vec![mail],
            dry_run: true,
            ..ImportOutcome::default()
        }));
        let screen = Rect::new(0, 0, 80, 24);
        let mut buffer = Buffer::empty(screen);
        render(&mut importing, Theme::Dark, screen, &mut buffer);
        let drawn: String = buffer
            .content
            .iter()
            .map(|cell| cell.symbol())
            .filter(|symbol| *symbol != " ")
            .collect();
        assert!(
            drawn.contains("a.mbox") && drawn.contains("mailasidelist"),
            "{drawn}"
        );
        assert!(matches!(
            importing.enter().as_deref(),
            Some([Effect::Store(StoreRequest::Import { dry: false, .. })])
        ));
    }
}
