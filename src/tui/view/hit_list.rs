//! The list of search results: a row for each letter, and below it the excerpt with the words
//! highlighted.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::letter_list::{RowLook, draw_row};
use crate::domain::letter::stage::Queue;
use crate::domain::text::normalize::find_spans;
use crate::text::sanitize::one_line;
use crate::text::width::{fit, text_width};
use crate::text::wrap::wrap_text;
use crate::tui::model::{Focus, Model};
use crate::tui::state::search::HitCount;
use crate::tui::state::search::{SearchState, format_thousands};
use crate::tui::theme::Theme;
use crate::tui::view::columns;
use crate::tui::widgets::popup::{draw_frame, draw_text};

/// Indent of the excerpt, in cells.
const INDENT: u16 = 3;

/// Highlights the words in a text that was drawn at a cell.
fn highlight_text(
    buf: &mut Buffer,
    (x, y): (u16, u16),
    text: &str,
    words: &[String],
    theme: Theme,
) {
    let cells = |text: &str| u16::try_from(text_width(text)).unwrap_or(u16::MAX);
    for place in find_spans(text, words) {
        let from = x.saturating_add(cells(&text[..place.start]));
        let area = Rect::new(from, y, cells(&text[place]), 1).intersection(buf.area);
        buf.set_style(area, theme.highlight());
    }
}

/// Returns how many letters were found, as a sentence.
fn tally_label(search: &SearchState, rows: u64) -> String {
    match search.tally {
        HitCount::None => String::new(),
        HitCount::Counting(0) => say!("search-counting"),
        HitCount::Counting(n) => say!("search-counted", n = format_thousands(n)),
        HitCount::Exact(n) => say!("search-found", n = format_thousands(n)),
        HitCount::AtLeast(n) => say!("search-found-more", n = format_thousands(n.max(rows))),
    }
}

/// Draws the list of search results.
pub fn render(model: &mut Model, area: Rect, buf: &mut Buffer) {
    let (theme, office, now) = (model.theme, model.office.clone(), model.now);
    let focus = model.focus == Focus::List && !model.search.typing;
    let border = if focus { theme.strong() } else { theme.muted() };
    let Some(list) = model.lists.get_mut(&Queue::All) else {
        return;
    };
    let search = &model.search;
    let asked = list
        .search_request
        .as_ref()
        .is_some_and(|asking| !asking.query.is_empty());
    let rows = u64::try_from(list.rows.len()).unwrap_or(u64::MAX);
    let all = matches!(search.tally, HitCount::Exact(n) if n <= rows);
    let title = match (asked, search.best_first) {
        (false, _) => say!("command-search"),
        (true, false) => say!("search-newest"),
        (true, true) if list.loaded && !all => say!("search-best-of", n = list.rows.len()),
        (true, true) => say!("search-best"),
    };
    let title = if list.marked.is_empty() {
        title
    } else {
        say!("list-marked", queue = title, n = list.marked.len())
    };
    let right = if asked {
        tally_label(search, rows)
    } else {
        String::new()
    };
    let inner = draw_frame(area, buf, &title, &right, border, border);
    let each = search.rows_per_letter();
    let height = (usize::from(inner.height) / each).max(1);
    list.scroll_to_selection(height);
    if list.rows.is_empty() {
        let text = match (asked, list.loaded) {
            (false, _) => say!("search-how"),
            (true, false) => say!("search-looking"),
            (true, true) => say!("search-none"),
        };
        let room = usize::from(inner.width.saturating_sub(2));
        for (y, line) in (inner.y..inner.bottom()).zip(wrap_text(&text, room)) {
            draw_text(
                buf,
                inner.x + 1,
                y,
                inner.width.saturating_sub(1),
                &line,
                theme.muted(),
            );
        }
        return;
    }
    let shown = list.rows.iter().skip(list.top).take(height);
    let rows: Vec<_> = shown
        .clone()
        .map(|row| columns::row_cells(Queue::All, row, &office, now))
        .collect();
    let widths = columns::column_widths(Queue::All, usize::from(inner.width.saturating_sub(2)));
    for ((y, row), cells) in (inner.y..inner.bottom())
        .step_by(each)
        .zip(shown)
        .zip(&rows)
    {
        let selected = Some(row.id) == list.selected;
        let look = RowLook {
            theme,
            selected,
            focus,
            ..RowLook::for_letter(row.id, list, &model.coworkers.others)
        };
        let line = Rect::new(inner.x, y, inner.width, 1);
        for (x, text) in draw_row(buf, line, Queue::All, cells, &widths, &look) {
            highlight_text(buf, (x, y), &text, &search.highlight_terms, theme);
        }
        let below = Rect { y: y + 1, ..line };
        if each < 2 || below.y >= inner.bottom() {
            continue;
        }
        buf.set_style(below, look.base_style());
        let quiet = if look.selected {
            look.base_style()
        } else {
            theme.muted()
        };
        let x = inner.x + INDENT.min(inner.width);
        let room = inner.right().saturating_sub(x + 1);
        let Some(excerpt) = search.excerpts.get(&row.id) else {
            if row.restricted {
                draw_text(buf, x, below.y, room, &say!("search-restricted"), quiet);
            }
            continue;
        };
        let part = say!("search-part", part = excerpt.part.label());
        // The Chinese colon is full-width; an ASCII colon needs a space after it.
        let part = if part.ends_with(':') {
            format!("{part} ")
        } else {
            part
        };
        draw_text(buf, x, below.y, room, &part, quiet);
        let used = u16::try_from(text_width(&part))
            .unwrap_or(u16::MAX)
            .min(room);
        let text = fit(&one_line(&excerpt.text), usize::from(room - used));
        draw_text(
            buf,
            x + used,
            below.y,
            room - used,
            &text,
            look.base_style(),
        );
        highlight_text(
            buf,
            (x + used, below.y),
            &text,
            &search.highlight_terms,
            theme,
        );
    }
}
