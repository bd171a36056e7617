//! Draws the tabs: the queues, the bulletin and the search, each with its key.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::letter::stage::Queue;
use crate::text::width::text_width;
use crate::tui::model::{Model, PANES};
use crate::tui::widgets::popup::draw_text;

/// Target of a tab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// Pane of a queue.
    Queue(Queue),
    /// The bulletin.
    Bulletin,
    /// The search pane.
    Search,
}

/// Returns the tabs with their text (key, name, count), in the longest form that fits the screen.
fn tab_labels(model: &Model) -> Vec<(Tab, String)> {
    let all = PANES
        .into_iter()
        .map(Tab::Queue)
        .chain([Tab::Bulletin, Tab::Search]);
    let word = |tab: Tab| match tab {
        Tab::Queue(queue) => say!(&format!("queue-{}-short", queue.code())),
        Tab::Bulletin => say!("command-bulletin"),
        Tab::Search => say!("command-search"),
    };
    let written = |(key, tab): (usize, Tab), gap: &str, queues: &[Queue], after: &str| {
        let name = word(tab);
        let count = match tab {
            Tab::Queue(queue) if queues.contains(&queue) => {
                let narrowed = model
                    .lists
                    .get(&queue)
                    .is_some_and(|list| list.view.is_narrowed());
                let sign = if narrowed {
                    say!("tab-narrowed")
                } else {
                    String::new()
                };
                format!(" {}{sign}", count_label(model, queue))
            }
            Tab::Queue(_) | Tab::Bulletin | Tab::Search => String::new(),
        };
        (tab, format!(" {key}{gap}{name}{count}{after}"))
    };
    let mut shown = Vec::new();
    // On a narrow screen the count of the last pane, closed letters, is dropped first, then that of
    // the drafts; the panes that somebody has to look into keep theirs longest.
    let open = &PANES[..PANES.len() - 1];
    let without_drafts: Vec<Queue> = open
        .iter()
        .copied()
        .filter(|queue| *queue != Queue::Drafting)
        .collect();
    let waiting = [Queue::Inbox, Queue::Overdue, Queue::Review];
    for (gap, queues, after) in [
        (" ", &PANES[..], " "),
        ("", open, " "),
        ("", open, ""),
        ("", &without_drafts, ""),
        ("", &waiting, ""),
        ("", &[], ""),
    ] {
        shown = (1..)
            .zip(all.clone())
            .map(|tab| written(tab, gap, queues, after))
            .collect();
        let cells: usize = shown.iter().map(|(_, text)| text_width(text)).sum();
        if cells <= usize::from(model.size.0) {
            break;
        }
    }
    shown
}

/// Returns the number of letters of a queue; of the overdue one, how many are late and how many are
/// close, such as `5+3`.
fn count_label(model: &Model, queue: Queue) -> String {
    let (all, late) = (model.counts.get(queue), model.counts.late);
    match queue {
        Queue::Overdue if all > 0 => format!("{late}+{}", all.saturating_sub(late)),
        _ => all.to_string(),
    }
}

/// Returns the tab at a column, counted from the left edge of the tabs.
pub fn tab_at(model: &Model, column: u16) -> Option<Tab> {
    let mut end = 0;
    let mut tabs = tab_labels(model).into_iter();
    tabs.find(|(_, text)| {
        end += text_width(text);
        usize::from(column) < end
    })
    .map(|(tab, _)| tab)
}

/// Draws the tabs.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    let mut x = area.x;
    for (tab, text) in tab_labels(model) {
        let (here, owed) = match tab {
            Tab::Queue(queue) => {
                let owed = queue == Queue::Overdue && model.counts.get(queue) > 0;
                (queue == model.pane && model.bulletin.is_none(), owed)
            }
            Tab::Bulletin => (model.bulletin.is_some(), false),
            Tab::Search => (model.is_searching() && model.bulletin.is_none(), false),
        };
        let style = match (here, owed) {
            (true, _) => model.theme.selected(),
            (false, true) if model.counts.late > 0 => model.theme.late(),
            (false, true) => model.theme.due_soon(),
            (false, false) => model.theme.text(),
        };
        draw_text(buf, x, area.y, area.right().saturating_sub(x), &text, style);
        x = x.saturating_add(u16::try_from(text_width(&text)).unwrap_or(0));
    }
}
