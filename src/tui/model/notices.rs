//! Notices for somebody who is not looking: in the title of the terminal, and by its bell.

use std::time::Duration;

use super::{Model, Screen};
use crate::domain::directory::staff::Role;
use crate::domain::letter::stage::Queue;
use crate::domain::letter::summary::Counts;

/// Preference of the person under which it is stored whether notices are given.
pub(crate) const NOTICES_PREFERENCE: &str = "notices";

/// Time without a key after which nobody is taken to be looking.
const AWAY_AFTER: Duration = Duration::from_secs(10);

impl Model {
    /// Returns the queues in which letters wait for the person.
    fn own_queues(&self) -> &'static [Queue] {
        let is = |role| self.who.is_one_of(&[role]);
        if self.who.is_liaison_only() {
            &[Queue::Assignment, Queue::Overdue]
        } else if !is(Role::Administrator) && is(Role::Leader) {
            &[Queue::Review]
        } else {
            &[Queue::Inbox, Queue::Drafting, Queue::Overdue]
        }
    }

    /// Stores the numbers of letters. Returns a sentence if a queue of the person has grown while
    /// nobody was looking; numbers alone, since a desktop shows it to everybody.
    pub fn apply_counts(&mut self, counts: Counts) -> Option<String> {
        let before = std::mem::replace(&mut self.counts, counts);
        let away = self.lock.idle_time(self.elapsed) >= AWAY_AFTER;
        if !self.notices || !away {
            return None;
        }
        let grown = |queue: &Queue| {
            let more = self.counts.get(*queue).checked_sub(before.get(*queue))?;
            let pane = say!(&format!("queue-{}", queue.code()));
            (more > 0).then(|| say!("notice-grown", pane = pane, n = more))
        };
        let grown: Vec<String> = self.own_queues().iter().filter_map(grown).collect();
        (!grown.is_empty()).then(|| grown.join(&say!("list-and")))
    }

    fn waiting(&self) -> u64 {
        let queues = self.own_queues().iter();
        queues.map(|queue| self.counts.get(*queue)).sum()
    }
}

/// Returns the title of the terminal: with the number of letters that wait for the person.
pub fn terminal_title(screen: &Screen) -> String {
    match screen {
        Screen::Office(model) if model.waiting() > 0 => {
            say!("terminal-title-waiting", n = model.waiting())
        }
        Screen::Office(_) | Screen::Welcome(_) => say!("terminal-title"),
    }
}
