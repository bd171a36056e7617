//! A list of letters: a window on a queue, read in pages by keyset, with a selection that is a
//! letter and not a position.

pub mod lines;
pub mod menu;
mod row_changes;

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::letter::LetterId;
use crate::domain::letter::stage::Queue;
use crate::domain::letter::summary::{ListOrder, ListView, PageCursor, Summary};
use crate::domain::query::Query;
use crate::tui::effect::{ActionTarget, Effect, SearchRequest};
use crate::tui::effect::{ReadRequest, StoreRequest};
use crate::tui::state::list::row_changes::changed_rows;

/// A page of a list, with the request that it answers: `update` drops replies to an outdated
/// request.
pub struct ListPage {
    /// Queue that was read.
    pub queue: Queue,
    /// What the list showed of its queue when the page was requested.
    pub view: ListView,
    /// Cursor of the request.
    pub from: PageCursor,
    /// Requested maximum number of rows; fewer rows mean that an end of the list is reached.
    pub limit: usize,
    /// Rows in the order of the queue.
    pub rows: Vec<Summary>,
    /// Number of letters in the queue before the first row; `None` if they were not counted.
    pub rows_before: Option<usize>,
}

/// Rows read at a time.
pub const PAGE_ROWS: usize = 100;

/// Rows read at a time from a search: each is opened for its excerpt, so that pages are smaller.
const SEARCH_PAGE_ROWS: usize = 50;

/// Maximum number of rows in the window; beyond it, the far end is dropped.
const MAX_ROWS: usize = 600;

/// Distance from the edge of the window, in rows, at which the next page is prefetched.
const PREFETCH_ROWS: usize = 30;

/// Window on a queue.
#[derive(Debug)]
pub struct LetterList {
    /// The queue.
    pub queue: Queue,
    /// Rows of the window.
    pub rows: Vec<Summary>,
    /// The letter that is selected.
    pub selected: Option<LetterId>,
    /// Index of the first row that is drawn.
    pub top: usize,
    /// What it shows of its queue, and in which order.
    pub view: ListView,
    /// Number of rows of the queue before the window.
    pub rows_before: usize,
    /// The marked letters, with the versions that were seen.
    pub marked: BTreeMap<LetterId, u32>,
    /// The letters that others changed, or sent to this queue, since they were last seen.
    pub changed_by_others: BTreeSet<LetterId>,
    /// The letters that this user changed, with the versions that resulted: these are not reported
    /// as others' changes.
    pub own_changes: BTreeMap<LetterId, u32>,
    /// Whether a first page has arrived.
    pub loaded: bool,
    /// The search, if the list shows its results; `None` for the other queues.
    pub search_request: Option<Box<SearchRequest>>,
    /// Whether the window reaches the start of the queue.
    at_start: bool,
    /// Whether the window reaches the end of the queue.
    at_end: bool,
    /// Index where the selected letter was last, as a hint for finding it.
    index_hint: usize,
    /// Whether a page was requested and has not arrived.
    is_loading: bool,
    /// Whether the window is to be read again once that page has arrived.
    refresh_queued: bool,
    /// Whether the next page is the same window read again, so that its rows are compared with the
    /// present ones.
    is_refresh: bool,
    /// Whether the changes found then are this user's own.
    pub expects_own_changes: bool,
}

impl LetterList {
    /// Creates an empty list of a queue.
    pub fn new(queue: Queue) -> LetterList {
        LetterList {
            queue,
            rows: Vec::new(),
            selected: None,
            top: 0,
            view: ListView::default(),
            rows_before: 0,
            marked: BTreeMap::new(),
            changed_by_others: BTreeSet::new(),
            own_changes: BTreeMap::new(),
            loaded: false,
            search_request: (queue == Queue::All).then(Box::default),
            at_start: true,
            at_end: false,
            index_hint: 0,
            is_loading: false,
            refresh_queued: false,
            is_refresh: false,
            expects_own_changes: false,
        }
    }

    /// Returns the index of the selected letter in the window.
    pub fn selected_index(&self) -> Option<usize> {
        // The selection mostly moves by one row, so that the last index is usually still right.
        if self
            .rows
            .get(self.index_hint)
            .is_some_and(|row| Some(row.id) == self.selected)
        {
            return Some(self.index_hint);
        }
        self.rows
            .iter()
            .position(|row| Some(row.id) == self.selected)
    }

    /// Returns the selected row.
    pub fn selected_row(&self) -> Option<&Summary> {
        self.selected_index().and_then(|place| self.rows.get(place))
    }

    /// Returns the letters that the keys act on: the marked ones, or else the selected one.
    pub fn target_jobs(&self) -> Vec<ActionTarget> {
        if self.marked.is_empty() {
            self.selected_row()
                .map(|row| ActionTarget {
                    letter: row.id,
                    seen_version: row.version,
                })
                .into_iter()
                .collect()
        } else {
            self.marked
                .iter()
                .map(|(letter, seen)| ActionTarget {
                    letter: *letter,
                    seen_version: *seen,
                })
                .collect()
        }
    }

    fn load_page(&mut self, from: PageCursor, limit: usize) -> Effect {
        self.is_loading = true;
        match &self.search_request {
            Some(asking) => Effect::Read(ReadRequest::Search(asking.clone(), from, limit)),
            None => Effect::Store(StoreRequest::Load(
                self.queue,
                Box::new(self.view.clone()),
                from,
                limit,
            )),
        }
    }

    fn page_size(&self) -> usize {
        if self.search_request.is_some() {
            SEARCH_PAGE_ROWS
        } else {
            PAGE_ROWS
        }
    }

    /// Starts a search from its first page. An empty query clears the list and stops the search.
    pub fn start_search(&mut self, query: Query, best: bool) -> Effect {
        let generation = self
            .search_request
            .as_ref()
            .map_or(0, |asking| asking.generation)
            + 1;
        let empty = query.is_empty();
        self.search_request = Some(Box::new(SearchRequest {
            generation,
            query,
            best_first: best,
        }));
        self.refresh_queued = false;
        if !empty {
            return self.set_view(ListView::default());
        }
        let asking = self.search_request.take();
        *self = LetterList {
            search_request: asking,
            ..LetterList::new(self.queue)
        };
        Effect::Read(ReadRequest::StopSearch)
    }

    /// Reports whether a page was requested and has not arrived.
    pub fn is_loading(&self) -> bool {
        self.is_loading
    }

    /// Reports whether the window reaches the end of the queue.
    pub fn reaches_end(&self) -> bool {
        self.at_end
    }

    /// Reads the window again around the selected letter. While a page is on its way, the refresh
    /// waits for it, because that page moves the window.
    pub fn refresh(&mut self) -> Option<Effect> {
        if self.is_loading {
            self.refresh_queued = true;
            return None;
        }
        if let Some(asking) = &mut self.search_request {
            if asking.query.is_empty() {
                return None;
            }
            asking.generation += 1;
        }
        self.is_refresh = self.loaded;
        let from = self
            .selected_row()
            .map_or(PageCursor::Start, |row| PageCursor::Around(row.key, row.id));
        Some(self.load_page(from, 2 * self.page_size()))
    }

    /// Selects a letter by its key in this queue and this order, and reads the whole list around it.
    pub fn go_to(&mut self, key: i64, id: LetterId, order: ListOrder) -> Effect {
        self.view = ListView {
            order,
            ..ListView::default()
        };
        self.marked.clear();
        (self.is_refresh, self.refresh_queued) = (false, false);
        // Two rows above it stay in view.
        (self.selected, self.index_hint, self.top) = (Some(id), 2, 0);
        self.load_page(PageCursor::Around(key, id), 2 * self.page_size())
    }

    /// Sets the text of the filter, and reads the list from its beginning.
    pub fn set_filter(&mut self, text: String) -> Effect {
        let view = ListView {
            text,
            ..self.view.clone()
        };
        self.set_view(view)
    }

    /// Sets what the list shows, and reads it from its beginning; marks and selection are dropped.
    pub fn set_view(&mut self, view: ListView) -> Effect {
        self.view = view;
        self.is_refresh = false;
        self.marked.clear();
        (self.selected, self.index_hint) = (None, 0);
        self.load_page(PageCursor::Start, self.page_size())
    }

    /// Moves the selection by rows. Returns the page to prefetch, and the number of rows that the
    /// selection could not move because they are not read yet.
    pub fn move_selection(&mut self, by: isize) -> (Option<Effect>, isize) {
        let Some(place) = self.selected_index() else {
            return (None, 0);
        };
        let to = place.saturating_add_signed(by).min(self.rows.len() - 1);
        let moved = isize::try_from(to).unwrap_or(0) - isize::try_from(place).unwrap_or(0);
        self.select_row(to);
        let more = if by > 0 { !self.at_end } else { !self.at_start };
        let owed = if more { by - moved } else { 0 };
        let near = if by > 0 {
            to + PREFETCH_ROWS >= self.rows.len()
        } else {
            to < PREFETCH_ROWS
        };
        let edge = if by > 0 {
            self.rows.last()
        } else {
            self.rows.first()
        };
        let from = edge
            .filter(|_| more && near && !self.is_loading)
            .map(|row| {
                if by > 0 {
                    PageCursor::After(row.key, row.id)
                } else {
                    PageCursor::Before(row.key, row.id)
                }
            });
        (
            from.map(|from| self.load_page(from, self.page_size())),
            owed,
        )
    }

    /// Records that a letter was read at this version: the next action is based on it.
    pub fn record_seen_version(&mut self, id: LetterId, version: u32) {
        self.changed_by_others.remove(&id);
        if let Some(row) = self
            .rows
            .iter_mut()
            .find(|row| row.id == id && row.version < version)
        {
            row.version = version;
        }
    }

    /// Records that a requested page will not arrive.
    pub fn cancel_loading(&mut self) {
        (self.is_loading, self.refresh_queued) = (false, false);
    }

    /// Selects the first letter of the queue.
    pub fn select_first(&mut self) -> Option<Effect> {
        self.select_row(0);
        (!self.at_start).then(|| {
            (self.selected, self.index_hint) = (None, 0);
            self.load_page(PageCursor::Start, self.page_size())
        })
    }

    /// Selects the last letter of the queue.
    pub fn select_last(&mut self) -> Option<Effect> {
        self.select_row(self.rows.len().saturating_sub(1));
        (!self.at_end).then(|| self.load_page(PageCursor::End, self.page_size()))
    }

    /// Selects a row of the window.
    pub fn select_row(&mut self, place: usize) {
        if let Some(row) = self.rows.get(place) {
            self.selected = Some(row.id);
            self.changed_by_others.remove(&row.id);
            self.index_hint = place;
        }
    }

    /// Marks all letters that are read; if all of them are marked, none.
    pub fn toggle_all_marks(&mut self) {
        let all = self
            .rows
            .iter()
            .all(|row| self.marked.contains_key(&row.id));
        self.marked.clear();
        if !all {
            let rows = self.rows.iter().map(|row| (row.id, row.version));
            self.marked.extend(rows);
        }
    }

    /// Returns the letter so many rows from the selected one, if it is read.
    pub fn neighbour(&self, by: isize) -> Option<&Summary> {
        let selected = self.selected?;
        let at = self.rows.iter().position(|row| row.id == selected)?;
        self.rows.get(at.checked_add_signed(by)?)
    }

    /// Reports whether the selected letter is marked.
    pub fn is_selected_marked(&self) -> bool {
        self.selected
            .is_some_and(|id| self.marked.contains_key(&id))
    }

    /// Marks the selected letter.
    pub fn mark_selected(&mut self) {
        let selected = self.selected_row().map(|row| (row.id, row.version));
        self.marked.extend(selected);
    }

    /// Marks or unmarks the selected letter.
    pub fn toggle_mark(&mut self) {
        if let Some((id, version)) = self.selected_row().map(|row| (row.id, row.version))
            && self.marked.remove(&id).is_none()
        {
            self.marked.insert(id, version);
        }
    }

    /// Applies a page that was read. Returns what has to be read next.
    pub fn apply_page(&mut self, page: ListPage) -> Option<Effect> {
        let ListPage {
            from,
            limit,
            rows,
            rows_before: before,
            ..
        } = page;
        let full = rows.len() >= limit;
        self.is_loading = false;
        self.loaded = true;
        if std::mem::take(&mut self.is_refresh) && !std::mem::take(&mut self.expects_own_changes) {
            self.note_changes(&rows);
        }
        match from {
            PageCursor::Start => {
                (self.rows_before, self.at_start, self.at_end) = (0, true, !full);
                self.replace_rows(rows, self.index_hint);
            }
            PageCursor::At(..) => {
                self.rows_before = before.unwrap_or(self.rows_before);
                (self.at_start, self.at_end) = (self.rows_before == 0, !full);
                self.replace_rows(rows, 0);
            }
            PageCursor::Around(key, id) => {
                // The page has `limit / 2` rows before the key and the rest from it on: fewer on a
                // side means that the queue ends there.
                let descending = self.view.order.descending;
                let split = rows.partition_point(|row| match descending {
                    true => (row.key, row.id) > (key, id),
                    false => (row.key, row.id) < (key, id),
                });
                self.at_start = split < limit / 2;
                self.at_end = rows.len() - split < limit - limit / 2;
                self.rows_before = if self.at_start {
                    0
                } else {
                    before.unwrap_or(self.rows_before)
                };
                self.replace_rows(rows, split);
            }
            PageCursor::End => {
                self.rows_before = before.unwrap_or(0);
                (self.at_start, self.at_end) = (!full, true);
                self.rows = rows;
                self.select_row(self.rows.len().saturating_sub(1));
            }
            PageCursor::After(key, id) => {
                // A page that does not join the edge is stale: the window moved after the request.
                if self
                    .rows
                    .last()
                    .is_some_and(|last| (last.key, last.id) == (key, id))
                {
                    self.rows.extend(rows);
                    self.at_end = !full;
                    let spare = self.rows.len().saturating_sub(MAX_ROWS);
                    self.rows.drain(..spare);
                    self.rows_before += spare;
                    self.at_start &= spare == 0;
                    self.top = self.top.saturating_sub(spare);
                    self.index_hint = self.index_hint.saturating_sub(spare);
                }
            }
            PageCursor::Before(key, id) => {
                if self
                    .rows
                    .first()
                    .is_some_and(|first| (first.key, first.id) == (key, id))
                {
                    let more = rows.len();
                    self.rows.splice(0..0, rows);
                    self.at_start = !full;
                    self.rows_before = if self.at_start {
                        0
                    } else {
                        self.rows_before.saturating_sub(more)
                    };
                    self.top += more;
                    self.index_hint += more;
                    self.at_end &= self.rows.len() <= MAX_ROWS;
                    self.rows.truncate(MAX_ROWS);
                }
            }
        }
        for (id, version) in &mut self.marked {
            if let Some(row) = self.rows.iter().find(|row| row.id == *id) {
                *version = row.version;
            }
        }
        if self.at_start && self.at_end && !self.view.is_narrowed() {
            self.marked
                .retain(|id, _| self.rows.iter().any(|row| row.id == *id));
        }
        if std::mem::take(&mut self.refresh_queued) {
            self.refresh()
        } else {
            None
        }
    }

    /// Notes what others changed: rows of another version, and rows that came into view.
    fn note_changes(&mut self, rows: &[Summary]) {
        let (own, selected) = (&self.own_changes, self.selected);
        let news = changed_rows(&self.rows, (self.at_start, self.at_end), rows);
        let others = news.filter(|row| own.get(&row.id).is_none_or(|own| *own < row.version));
        self.changed_by_others
            .extend(others.map(|row| row.id).filter(|id| selected != Some(*id)));
    }

    /// Replaces the rows. The selected letter stays selected, at the same height on the screen; if
    /// it is gone, the row at `place` is selected.
    fn replace_rows(&mut self, rows: Vec<Summary>, place: usize) {
        let height = self.index_hint.saturating_sub(self.top);
        self.rows = rows;
        match self.selected_index() {
            Some(place) => self.index_hint = place,
            None => {
                self.selected = None;
                self.select_row(place.min(self.rows.len().saturating_sub(1)));
            }
        }
        self.top = self.index_hint.saturating_sub(height);
    }

    /// Scrolls the selection into view, by half a page if it stepped out: over SSH, every scroll
    /// costs a redraw of the whole screen.
    pub fn scroll_to_selection(&mut self, height: usize) {
        let Some(place) = self.selected_index() else {
            self.top = 0;
            return;
        };
        let half = (height / 2).max(1);
        if place < self.top {
            self.top = if self.top - place == 1 {
                place.saturating_sub(half - 1)
            } else {
                place
            };
        } else if place >= self.top + height {
            let bottom = if place == self.top + height {
                place + half
            } else {
                place + 1
            };
            self.top = bottom.saturating_sub(height).min(place);
        }
        self.top = self.top.min(self.rows.len().saturating_sub(height));
    }
}
