//! A list of letters: a window on a queue, read in pages by keyset, with a selection that is a
//! letter and not a position.

use std::collections::{BTreeMap, BTreeSet};

use super::news::news;
use crate::domain::letter::LetterId;
use crate::domain::letter::stage::Queue;
use crate::domain::letter::summary::{PageFrom, Summary};
use crate::domain::query::Query;
use crate::tui::effect::{Asking, Effect, Job};
use crate::tui::message::Page;

/// Rows read at a time.
pub const PAGE: usize = 100;

/// Rows read at a time from a search: each is opened for its excerpt, so that pages are smaller.
const FOUND: usize = 50;

/// Maximum number of rows in the window; beyond it, the far end is dropped.
const KEPT: usize = 600;

/// Distance from the edge of the window, in rows, at which the next page is prefetched.
const NEAR: usize = 30;

/// Window on a queue.
#[derive(Debug)]
pub struct List {
    /// The queue.
    pub queue: Queue,
    /// Rows of the window.
    pub rows: Vec<Summary>,
    /// The letter that is selected.
    pub selected: Option<LetterId>,
    /// Index of the first row that is drawn.
    pub top: usize,
    /// Text of the filter; empty if the list is not filtered.
    pub filter: String,
    /// Number of rows of the queue before the window.
    pub before: usize,
    /// The marked letters, with the versions that were seen.
    pub marked: BTreeMap<LetterId, u32>,
    /// The letters that others changed, or sent to this queue, since they were last seen.
    pub changed: BTreeSet<LetterId>,
    /// The letters that this user changed, with the versions that resulted: these are not reported
    /// as others' changes.
    pub own: BTreeMap<LetterId, u32>,
    /// Whether a first page has arrived.
    pub loaded: bool,
    /// The search, if the list shows its results; `None` for the other queues.
    pub asking: Option<Box<Asking>>,
    /// Whether the window reaches the start of the queue.
    at_start: bool,
    /// Whether the window reaches the end of the queue.
    at_end: bool,
    /// Index where the selected letter was last, as a hint for finding it.
    index: usize,
    /// Whether a page was requested and has not arrived.
    loading: bool,
    /// Whether the window is to be read again once that page has arrived.
    again: bool,
    /// Whether the next page is the same window read again, so that its rows are compared with the
    /// present ones.
    reread: bool,
    /// Whether the changes found then are this user's own.
    pub expects: bool,
}

impl List {
    /// Creates an empty list of a queue.
    pub fn new(queue: Queue) -> List {
        List {
            queue,
            rows: Vec::new(),
            selected: None,
            top: 0,
            filter: String::new(),
            before: 0,
            marked: BTreeMap::new(),
            changed: BTreeSet::new(),
            own: BTreeMap::new(),
            loaded: false,
            asking: (queue == Queue::All).then(Box::default),
            at_start: true,
            at_end: false,
            index: 0,
            loading: false,
            again: false,
            reread: false,
            expects: false,
        }
    }

    /// Returns the index of the selected letter in the window.
    pub fn place(&self) -> Option<usize> {
        // The selection mostly moves by one row, so that the last index is usually still right.
        if self
            .rows
            .get(self.index)
            .is_some_and(|row| Some(row.id) == self.selected)
        {
            return Some(self.index);
        }
        self.rows
            .iter()
            .position(|row| Some(row.id) == self.selected)
    }

    /// Returns the selected row.
    pub fn current(&self) -> Option<&Summary> {
        self.place().and_then(|place| self.rows.get(place))
    }

    /// Returns the letters that the keys act on: the marked ones, or else the selected one.
    pub fn jobs(&self) -> Vec<Job> {
        if self.marked.is_empty() {
            self.current()
                .map(|row| Job {
                    letter: row.id,
                    seen: row.version,
                })
                .into_iter()
                .collect()
        } else {
            self.marked
                .iter()
                .map(|(letter, seen)| Job {
                    letter: *letter,
                    seen: *seen,
                })
                .collect()
        }
    }

    fn load(&mut self, from: PageFrom, limit: usize) -> Effect {
        self.loading = true;
        match &self.asking {
            Some(asking) => Effect::Search(asking.clone(), from, limit),
            None => Effect::Load(self.queue, self.filter.clone(), from, limit),
        }
    }

    fn page(&self) -> usize {
        if self.asking.is_some() { FOUND } else { PAGE }
    }

    /// Starts a search from its first page. An empty query clears the list and stops the search.
    pub fn search(&mut self, query: Query, best: bool) -> Effect {
        let generation = self.asking.as_ref().map_or(0, |asking| asking.generation) + 1;
        let empty = query.is_empty();
        self.asking = Some(Box::new(Asking {
            generation,
            query,
            best,
        }));
        self.again = false;
        if !empty {
            return self.narrow(String::new());
        }
        let asking = self.asking.take();
        *self = List {
            asking,
            ..List::new(self.queue)
        };
        Effect::StopSearch
    }

    /// Reports whether a page was requested and has not arrived.
    pub fn loading(&self) -> bool {
        self.loading
    }

    /// Reports whether the window reaches the end of the queue.
    pub fn ends(&self) -> bool {
        self.at_end
    }

    /// Reads the window again around the selected letter. While a page is on its way, the refresh
    /// waits for it, because that page moves the window.
    pub fn refresh(&mut self) -> Option<Effect> {
        if self.loading {
            self.again = true;
            return None;
        }
        if let Some(asking) = &mut self.asking {
            if asking.query.is_empty() {
                return None;
            }
            asking.generation += 1;
        }
        self.reread = self.loaded;
        let from = self
            .current()
            .map_or(PageFrom::Start, |row| PageFrom::Around(row.key, row.id));
        Some(self.load(from, 2 * self.page()))
    }

    /// Sets the filter and reads the list from its beginning; marks and selection are dropped.
    pub fn narrow(&mut self, filter: String) -> Effect {
        self.filter = filter;
        self.reread = false;
        self.marked.clear();
        (self.selected, self.index) = (None, 0);
        self.load(PageFrom::Start, self.page())
    }

    /// Moves the selection by rows. Returns the page to prefetch, and the number of rows that the
    /// selection could not move because they are not read yet.
    pub fn step(&mut self, by: isize) -> (Option<Effect>, isize) {
        let Some(place) = self.place() else {
            return (None, 0);
        };
        let to = place.saturating_add_signed(by).min(self.rows.len() - 1);
        let moved = isize::try_from(to).unwrap_or(0) - isize::try_from(place).unwrap_or(0);
        self.select(to);
        let more = if by > 0 { !self.at_end } else { !self.at_start };
        let owed = if more { by - moved } else { 0 };
        let near = if by > 0 {
            to + NEAR >= self.rows.len()
        } else {
            to < NEAR
        };
        let edge = if by > 0 {
            self.rows.last()
        } else {
            self.rows.first()
        };
        let from = edge.filter(|_| more && near && !self.loading).map(|row| {
            if by > 0 {
                PageFrom::After(row.key, row.id)
            } else {
                PageFrom::Before(row.key, row.id)
            }
        });
        (from.map(|from| self.load(from, self.page())), owed)
    }

    /// Records that a letter was read at this version: the next action is based on it.
    pub fn seen(&mut self, id: LetterId, version: u32) {
        self.changed.remove(&id);
        if let Some(row) = self
            .rows
            .iter_mut()
            .find(|row| row.id == id && row.version < version)
        {
            row.version = version;
        }
    }

    /// Records that a requested page will not arrive.
    pub fn give_up(&mut self) {
        (self.loading, self.again) = (false, false);
    }

    /// Selects the first letter of the queue.
    pub fn first(&mut self) -> Option<Effect> {
        self.select(0);
        (!self.at_start).then(|| {
            (self.selected, self.index) = (None, 0);
            self.load(PageFrom::Start, self.page())
        })
    }

    /// Selects the last letter of the queue.
    pub fn last(&mut self) -> Option<Effect> {
        self.select(self.rows.len().saturating_sub(1));
        (!self.at_end).then(|| self.load(PageFrom::End, self.page()))
    }

    /// Selects a row of the window.
    pub fn select(&mut self, place: usize) {
        if let Some(row) = self.rows.get(place) {
            self.selected = Some(row.id);
            self.changed.remove(&row.id);
            self.index = place;
        }
    }

    /// Marks or unmarks the selected letter.
    pub fn mark(&mut self) {
        if let Some((id, version)) = self.current().map(|row| (row.id, row.version))
            && self.marked.remove(&id).is_none()
        {
            self.marked.insert(id, version);
        }
    }

    /// Applies a page that was read. Returns what has to be read next.
    pub fn take(&mut self, page: Page) -> Option<Effect> {
        let Page {
            from,
            limit,
            rows,
            before,
            ..
        } = page;
        let full = rows.len() >= limit;
        self.loading = false;
        self.loaded = true;
        if std::mem::take(&mut self.reread) && !std::mem::take(&mut self.expects) {
            self.compare(&rows);
        }
        match from {
            PageFrom::Start => {
                (self.before, self.at_start, self.at_end) = (0, true, !full);
                self.replace(rows, self.index);
            }
            PageFrom::At(..) => {
                self.before = before.unwrap_or(self.before);
                (self.at_start, self.at_end) = (self.before == 0, !full);
                self.replace(rows, 0);
            }
            PageFrom::Around(key, id) => {
                // The page has `limit / 2` rows before the key and the rest from it on: fewer on a
                // side means that the queue ends there.
                let split = rows.partition_point(|row| (row.key, row.id) < (key, id));
                self.at_start = split < limit / 2;
                self.at_end = rows.len() - split < limit - limit / 2;
                self.before = if self.at_start {
                    0
                } else {
                    before.unwrap_or(self.before)
                };
                self.replace(rows, split);
            }
            PageFrom::End => {
                self.before = before.unwrap_or(0);
                (self.at_start, self.at_end) = (!full, true);
                self.rows = rows;
                self.select(self.rows.len().saturating_sub(1));
            }
            PageFrom::After(key, id) => {
                // A page that does not join the edge is stale: the window moved after the request.
                if self
                    .rows
                    .last()
                    .is_some_and(|last| (last.key, last.id) == (key, id))
                {
                    self.rows.extend(rows);
                    self.at_end = !full;
                    let spare = self.rows.len().saturating_sub(KEPT);
                    self.rows.drain(..spare);
                    self.before += spare;
                    self.at_start &= spare == 0;
                    self.top = self.top.saturating_sub(spare);
                    self.index = self.index.saturating_sub(spare);
                }
            }
            PageFrom::Before(key, id) => {
                if self
                    .rows
                    .first()
                    .is_some_and(|first| (first.key, first.id) == (key, id))
                {
                    let more = rows.len();
                    self.rows.splice(0..0, rows);
                    self.at_start = !full;
                    self.before = if self.at_start {
                        0
                    } else {
                        self.before.saturating_sub(more)
                    };
                    self.top += more;
                    self.index += more;
                    self.at_end &= self.rows.len() <= KEPT;
                    self.rows.truncate(KEPT);
                }
            }
        }
        for (id, version) in &mut self.marked {
            if let Some(row) = self.rows.iter().find(|row| row.id == *id) {
                *version = row.version;
            }
        }
        if self.at_start && self.at_end && self.filter.is_empty() {
            self.marked
                .retain(|id, _| self.rows.iter().any(|row| row.id == *id));
        }
        if std::mem::take(&mut self.again) {
            self.refresh()
        } else {
            None
        }
    }

    /// Notes what others changed: rows of another version, and rows that came into view.
    fn compare(&mut self, rows: &[Summary]) {
        let (own, selected) = (&self.own, self.selected);
        let news = news(&self.rows, (self.at_start, self.at_end), rows);
        let others = news.filter(|row| own.get(&row.id).is_none_or(|own| *own < row.version));
        self.changed
            .extend(others.map(|row| row.id).filter(|id| selected != Some(*id)));
    }

    /// Replaces the rows. The selected letter stays selected, at the same height on the screen; if
    /// it is gone, the row at `place` is selected.
    fn replace(&mut self, rows: Vec<Summary>, place: usize) {
        let height = self.index.saturating_sub(self.top);
        self.rows = rows;
        match self.place() {
            Some(place) => self.index = place,
            None => {
                self.selected = None;
                self.select(place.min(self.rows.len().saturating_sub(1)));
            }
        }
        self.top = self.index.saturating_sub(height);
    }

    /// Scrolls the selection into view, by half a page if it stepped out: over SSH, every scroll
    /// costs a redraw of the whole screen.
    pub fn scroll(&mut self, height: usize) {
        let Some(place) = self.place() else {
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
