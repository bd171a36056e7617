//! The lines of a list on the screen: rows, with a line over each group.

use crate::domain::letter::summary::{QueueGroup, SortKey, Summary};
use crate::tui::state::list::LetterList;

/// A line of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListLine {
    /// The heading of a group; the number of its letters, if all of them are read.
    Group(QueueGroup, Option<usize>),
    /// A row, by its index in the window.
    Row(usize),
}

impl LetterList {
    /// Returns the group of a row; `None` if the list has no groups, or is sorted otherwise.
    pub fn group_of(&self, row: &Summary) -> Option<QueueGroup> {
        let grouped = self.view.order.by == SortKey::Queue;
        QueueGroup::of_key(self.queue, row.key).filter(|_| grouped)
    }

    /// Returns the lines of a screen of this height, scrolled so that the selection is on it. The
    /// group of the first row always has its line.
    pub fn lines(&mut self, height: usize) -> Vec<ListLine> {
        self.scroll_to_selection(height);
        let lines = self.lines_from_top(height);
        let Some(selected) = self.selected_index() else {
            return lines;
        };
        // The lines of the groups take room from the rows.
        let mut lines = lines;
        while selected > self.top && !lines.contains(&ListLine::Row(selected)) {
            self.top += 1;
            lines = self.lines_from_top(height);
        }
        lines
    }

    /// Returns the lines of a screen of this height as it is scrolled.
    pub fn lines_from_top(&self, height: usize) -> Vec<ListLine> {
        let mut lines = Vec::with_capacity(height);
        let mut group = None;
        for (n, row) in self.rows.iter().enumerate().skip(self.top) {
            let own = self.group_of(row);
            if let Some(own) = own.filter(|own| group != Some(*own)) {
                lines.push(ListLine::Group(own, self.group_size(own)));
                group = Some(own);
            }
            lines.push(ListLine::Row(n));
            if lines.len() >= height {
                break;
            }
        }
        lines.truncate(height);
        lines
    }

    /// Returns the number of letters of a group; `None` if not all letters are read.
    fn group_size(&self, group: QueueGroup) -> Option<usize> {
        let whole = self.rows_before == 0 && self.reaches_end();
        let rows = self.rows.iter();
        whole.then(|| rows.filter(|row| self.group_of(row) == Some(group)).count())
    }
}
