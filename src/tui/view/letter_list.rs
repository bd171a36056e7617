//! A list of letters, one row each.

use crate::tui::widgets::sign;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::domain::directory::staff::Role;
use crate::domain::letter::LetterId;
use crate::domain::letter::presence::Coworker;
use crate::domain::letter::stage::Queue;
use crate::domain::letter::summary::{ListOrder, SortKey};
use crate::text::width::{fit, pad_right};
use crate::tui::model::{Focus, Model};
use crate::tui::state::list::LetterList;
use crate::tui::state::list::lines::ListLine;
use crate::tui::state::list::menu::narrowing_label;
use crate::tui::theme::Theme;
use crate::tui::view::columns;
use crate::tui::view::columns::{ListColumn, RowCells};
use crate::tui::widgets::popup::{draw_frame, draw_text};

/// Draws the list of the pane that is shown.
pub fn render(model: &mut Model, area: Rect, buf: &mut Buffer) {
    let (pane, theme, focus) = (model.pane, model.theme, model.focus);
    let administers = model.who.is_one_of(&[Role::Administrator]);
    let total = model.counts.get(pane);
    let (office, now) = (model.office.clone(), model.now);
    let Some(list) = model.lists.get_mut(&pane) else {
        return;
    };
    let others = &model.coworkers.others;
    let border = if focus == Focus::List {
        theme.strong()
    } else {
        theme.muted()
    };
    let place = list
        .selected_index()
        .map_or(0, |place| list.rows_before + place + 1);
    let narrowed = list.view.is_narrowed();
    let right = match (narrowed, list.rows.len()) {
        (false, 0) => String::new(),
        (false, _) => format!("{place}/{total}"),
        (true, n) => {
            let n = list.rows_before + n;
            let n = if list.reaches_end() {
                n.to_string()
            } else {
                format!("{n}+")
            };
            let filter = narrowing_label(&list.view, &office);
            say!("list-narrowed", filter = filter, n = n)
        }
    };
    let sorted = (list.view.order != ListOrder::default()).then_some(list.view.order);
    let right = match sorted {
        Some(order) => format!("{} · {right}", order_label(order)),
        None => right,
    };
    let title = say!(&format!("queue-{}", pane.code()));
    let title = if list.marked.is_empty() {
        title
    } else {
        say!("list-marked", queue = title, n = list.marked.len())
    };
    let frame = draw_frame(area, buf, &title, &right, border, border);
    // The headings take the first row.
    let inner = Rect {
        y: frame.y + 1.min(frame.height),
        height: frame.height.saturating_sub(1),
        ..frame
    };
    let height = usize::from(inner.height);
    let lines = list.lines(height);
    if list.rows.is_empty() && list.loaded {
        let empty = match (!narrowed, administers || pane != Queue::Inbox) {
            (false, _) => say!("empty-filter"),
            (true, true) => say!(&format!("empty-{}", pane.code())),
            (true, false) => say!("empty-here"),
        };
        for (y, line) in (inner.y..inner.bottom()).zip(crate::text::wrap::wrap_text(
            &empty,
            usize::from(inner.width.saturating_sub(2)),
        )) {
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
    // Three cells are reserved: the sign on the left; on the right a space and the sign of who else
    // has the letter open.
    let widths = columns::column_widths(pane, usize::from(inner.width.saturating_sub(3)));
    draw_headings(pane, &widths, frame, theme, buf);
    for (y, line) in (inner.y..inner.bottom()).zip(lines) {
        let row = match line {
            ListLine::Row(n) => list.rows.get(n),
            ListLine::Group(group, size) => {
                let label = match size {
                    Some(n) => say!("list-group", group = group.label(), n = n),
                    None => group.label(),
                };
                draw_text(
                    buf,
                    inner.x + 1,
                    y,
                    inner.width.saturating_sub(1),
                    &label,
                    theme.muted(),
                );
                continue;
            }
        };
        let Some(row) = row else {
            continue;
        };
        let look = RowLook {
            theme,
            selected: Some(row.id) == list.selected,
            focus: focus == Focus::List,
            ..RowLook::for_letter(row.id, list, others)
        };
        draw_row(
            buf,
            Rect::new(inner.x, y, inner.width, 1),
            pane,
            &columns::row_cells(pane, row, &office, now),
            &widths,
            &look,
        );
    }
}

/// Returns the order of a list, in words.
fn order_label(order: ListOrder) -> String {
    let key = order.by.label();
    match order.descending {
        false => say!("list-sort", key = key),
        true => say!("list-sort-back", key = key),
    }
}

/// Returns what a click on a cell of the headings sorts by.
pub(crate) fn heading_at(pane: Queue, frame: Rect, column: u16) -> Option<SortKey> {
    let widths = columns::column_widths(pane, usize::from(frame.width.saturating_sub(5)));
    let mut x = frame.x + 2;
    for (one, width) in columns::queue_columns(pane).iter().zip(widths) {
        let cells = u16::try_from(width).unwrap_or(u16::MAX);
        if cells > 0 && (x..x.saturating_add(cells)).contains(&column) {
            return one.sort_key(pane);
        }
        if cells > 0 {
            x = x.saturating_add(cells + 1);
        }
    }
    None
}

/// Draws the headings over the columns.
fn draw_headings(pane: Queue, widths: &[usize], area: Rect, theme: Theme, buf: &mut Buffer) {
    let mut x = area.x + 1;
    for (column, width) in columns::queue_columns(pane).iter().zip(widths) {
        let cells = u16::try_from(*width).unwrap_or(u16::MAX);
        if cells > 0 {
            draw_text(buf, x, area.y, cells, &column.heading(), theme.muted());
            x = x.saturating_add(cells + 1);
        }
    }
}

/// Appearance of a row.
pub struct RowLook {
    /// The colours.
    pub theme: Theme,
    /// Whether the row is selected.
    pub selected: bool,
    /// Whether the keys go to the list.
    pub focus: bool,
    /// Whether the letter is marked.
    pub marked: bool,
    /// Whether others changed it since it was last seen.
    pub changed: bool,
    /// Sign of who else has the letter open.
    pub presence: &'static str,
}

impl RowLook {
    /// Returns the appearance of a letter's row in a list; theme, selection and focus are still to
    /// be set.
    pub fn for_letter(id: LetterId, list: &LetterList, others: &[Coworker]) -> RowLook {
        let (marked, changed) = (
            list.marked.contains_key(&id),
            list.changed_by_others.contains(&id),
        );
        let company = Model::presence_sign(others, id);
        RowLook {
            theme: Theme::Plain,
            selected: false,
            focus: false,
            marked,
            changed,
            presence: company,
        }
    }

    /// Returns the style of the whole row.
    pub fn base_style(&self) -> Style {
        match (self.selected, self.focus) {
            (true, true) => self.theme.selected(),
            (true, false) => self.theme.selected_unfocused(),
            (false, _) => self.theme.text(),
        }
    }
}

/// Draws the row of a letter. Returns the column and the text of its number, title and writer, so
/// that words can be highlighted in them.
pub fn draw_row(
    buf: &mut Buffer,
    line: Rect,
    pane: Queue,
    cells: &RowCells,
    widths: &[usize],
    look: &RowLook,
) -> Vec<(u16, String)> {
    let (base, theme) = (look.base_style(), look.theme);
    buf.set_style(line, base);
    let sign = match (look.marked, look.selected, look.changed) {
        (true, ..) => sign::MARKED,
        (false, true, _) => sign::SELECTED,
        (false, false, true) => sign::CHANGED,
        (false, false, false) => " ",
    };
    draw_text(buf, line.x, line.y, 1, sign, base);
    let quiet = if look.selected { base } else { theme.muted() };
    draw_text(
        buf,
        line.right().saturating_sub(1),
        line.y,
        1,
        look.presence,
        quiet,
    );
    let mut x = line.x + 1;
    let mut texts = Vec::new();
    for ((column, text), width) in columns::queue_columns(pane)
        .iter()
        .zip(&cells.texts)
        .zip(widths)
    {
        let cells_wide = u16::try_from(*width).unwrap_or(u16::MAX);
        if cells_wide == 0 {
            continue;
        }
        let style = match column {
            ListColumn::Deadline if !look.selected => theme.for_urgency(cells.urgency),
            // Yellow is for what is owed.
            ListColumn::Marks if !look.selected && cells.owed => theme.due_soon(),
            ListColumn::Title | ListColumn::Deadline => base,
            ListColumn::Number
            | ListColumn::Received
            | ListColumn::Since
            | ListColumn::Marks
            | ListColumn::Stage
            | ListColumn::Writer
            | ListColumn::Unit
            | ListColumn::Channel => {
                if look.selected {
                    base
                } else {
                    theme.muted()
                }
            }
        };
        let text = pad_right(&fit(text, *width), *width);
        draw_text(buf, x, line.y, line.right().saturating_sub(x), &text, style);
        if matches!(
            column,
            ListColumn::Title | ListColumn::Writer | ListColumn::Number
        ) {
            texts.push((x, text));
        }
        x = x.saturating_add(cells_wide + 1);
    }
    texts
}
