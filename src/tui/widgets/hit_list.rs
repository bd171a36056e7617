//! The list of search results: a row for each letter, and below it the excerpt with the words
//! highlighted.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::letter_list::{Look, draw};
use super::popup::{frame, put};
use crate::domain::letter::stage::Queue;
use crate::domain::text::normalize::places;
use crate::text::sanitize::one_line;
use crate::text::width::{fit, width};
use crate::text::wrap::wrap;
use crate::tui::message::Tally;
use crate::tui::model::{Focus, Model};
use crate::tui::panes::columns;
use crate::tui::state::search::{Search, grouped};
use crate::tui::theme::Theme;

/// Indent of the excerpt, in cells.
const INDENT: u16 = 3;

/// Highlights the words in a text that was drawn at a cell.
fn mark(buf: &mut Buffer, (x, y): (u16, u16), text: &str, words: &[String], theme: Theme) {
    let cells = |text: &str| u16::try_from(width(text)).unwrap_or(u16::MAX);
    for place in places(text, words) {
        let from = x.saturating_add(cells(&text[..place.start]));
        let area = Rect::new(from, y, cells(&text[place]), 1).intersection(buf.area);
        buf.set_style(area, theme.marked());
    }
}

/// Returns how many letters were found, as a sentence.
fn tally(search: &Search, rows: u64) -> String {
    match search.tally {
        Tally::None => String::new(),
        Tally::Counting(0) => say!("search-counting"),
        Tally::Counting(n) => say!("search-counted", n = grouped(n)),
        Tally::All(n) => say!("search-found", n = grouped(n)),
        Tally::AtLeast(n) => say!("search-found-more", n = grouped(n.max(rows))),
    }
}

/// Draws the list of search results.
pub fn render(model: &mut Model, area: Rect, buf: &mut Buffer) {
    let (theme, office, now) = (model.theme, model.office.clone(), model.now);
    let focus = model.focus == Focus::List && !model.search.typing;
    let border = if focus { theme.strong() } else { theme.quiet() };
    let Some(list) = model.lists.get_mut(&Queue::All) else {
        return;
    };
    let search = &model.search;
    let asked = list
        .asking
        .as_ref()
        .is_some_and(|asking| !asking.query.is_empty());
    let rows = u64::try_from(list.rows.len()).unwrap_or(u64::MAX);
    let all = matches!(search.tally, Tally::All(n) if n <= rows);
    let title = match (asked, search.best) {
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
        tally(search, rows)
    } else {
        String::new()
    };
    let inner = frame(area, buf, &title, &right, border, border);
    let each = search.rows_each();
    let height = (usize::from(inner.height) / each).max(1);
    list.scroll(height);
    if list.rows.is_empty() {
        let text = match (asked, list.loaded) {
            (false, _) => say!("search-how"),
            (true, false) => say!("search-looking"),
            (true, true) => say!("search-none"),
        };
        let room = usize::from(inner.width.saturating_sub(2));
        for (y, line) in (inner.y..inner.bottom()).zip(wrap(&text, room)) {
            put(
                buf,
                inner.x + 1,
                y,
                inner.width.saturating_sub(1),
                &line,
                theme.quiet(),
            );
        }
        return;
    }
    let shown = list.rows.iter().skip(list.top).take(height);
    let rows: Vec<_> = shown
        .clone()
        .map(|row| columns::cells(Queue::All, row, &office, now))
        .collect();
    let widths = columns::widths(
        Queue::All,
        &rows,
        usize::from(inner.width.saturating_sub(2)),
    );
    for ((y, row), cells) in (inner.y..inner.bottom())
        .step_by(each)
        .zip(shown)
        .zip(&rows)
    {
        let selected = Some(row.id) == list.selected;
        let look = Look {
            theme,
            selected,
            focus,
            ..Look::of(row.id, list, &model.company.others)
        };
        let line = Rect::new(inner.x, y, inner.width, 1);
        for (x, text) in draw(buf, line, Queue::All, cells, &widths, &look) {
            mark(buf, (x, y), &text, &search.marks, theme);
        }
        let below = Rect { y: y + 1, ..line };
        if each < 2 || below.y >= inner.bottom() {
            continue;
        }
        buf.set_style(below, look.base());
        let quiet = if look.selected {
            look.base()
        } else {
            theme.quiet()
        };
        let x = inner.x + INDENT.min(inner.width);
        let room = inner.right().saturating_sub(x + 1);
        let Some(excerpt) = search.excerpts.get(&row.id) else {
            if row.restricted {
                put(buf, x, below.y, room, &say!("search-restricted"), quiet);
            }
            continue;
        };
        let part = say!("search-part", part = excerpt.part.words());
        // The Chinese colon is full-width; an ASCII colon needs a space after it.
        let part = if part.ends_with(':') {
            format!("{part} ")
        } else {
            part
        };
        put(buf, x, below.y, room, &part, quiet);
        let used = u16::try_from(width(&part)).unwrap_or(u16::MAX).min(room);
        let text = fit(&one_line(&excerpt.text), usize::from(room - used));
        put(buf, x + used, below.y, room - used, &text, look.base());
        mark(buf, (x + used, below.y), &text, &search.marks, theme);
    }
}
