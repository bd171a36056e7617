//! What a list shows of its queue, in which order, and the groups within a queue.

use crate::domain::directory::unit::UnitId;
use crate::domain::letter::stage::Queue;

/// What a list shows of its queue, and in which order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListView {
    /// Search words, each of which must occur in the title, the writer's name, the number or the
    /// lead unit's name.
    pub text: String,
    /// Only letters which this unit has, as lead or co-unit.
    pub unit: Option<UnitId>,
    /// Only letters whose deadline has passed.
    pub late: bool,
    /// Only letters on which the reader has acted.
    pub mine: bool,
    /// Code of the type: only letters that have it.
    pub of_type: Option<String>,
    /// The order.
    pub order: ListOrder,
}

impl ListView {
    /// Reports whether only some of the queue's letters are shown.
    pub fn is_narrowed(&self) -> bool {
        let whole = ListView {
            order: self.order,
            ..ListView::default()
        };
        !self.text.trim().is_empty()
            || ListView {
                text: String::new(),
                ..self.clone()
            } != whole
    }
}

/// The order of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ListOrder {
    /// By what.
    pub by: SortKey,
    /// Whether it is reversed.
    pub descending: bool,
}

/// By what a list is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SortKey {
    /// In the order in which the queue is worked on; the groups of a queue stay together.
    #[default]
    Queue,
    /// By receipt.
    Received,
    /// By official number.
    Number,
    /// By lead unit.
    Unit,
    /// By stage.
    Stage,
    /// By deadline.
    Due,
}

impl SortKey {
    /// All keys.
    pub const ALL: [SortKey; 6] = [
        SortKey::Queue,
        SortKey::Received,
        SortKey::Number,
        SortKey::Unit,
        SortKey::Stage,
        SortKey::Due,
    ];

    /// Returns the code used on the command line and in preferences.
    pub fn code(self) -> &'static str {
        match self {
            SortKey::Queue => "queue",
            SortKey::Received => "received",
            SortKey::Number => "number",
            SortKey::Unit => "unit",
            SortKey::Stage => "stage",
            SortKey::Due => "due",
        }
    }

    /// Returns the label.
    pub fn label(self) -> String {
        say!(&format!("sort-{}", self.code()))
    }
}

impl ListOrder {
    /// Returns the code of the order: that of the key, with `-` before it if reversed.
    pub fn code(self) -> String {
        let sign = if self.descending { "-" } else { "" };
        format!("{sign}{}", self.by.code())
    }

    /// Returns the order with this code.
    pub fn parse(code: &str) -> Option<ListOrder> {
        let (descending, key) = match code.strip_prefix('-') {
            Some(key) => (true, key),
            None => (false, code),
        };
        let by = SortKey::ALL.into_iter().find(|by| by.code() == key)?;
        Some(ListOrder { by, descending })
    }
}

/// A group of letters within a queue, which the order of the queue keeps together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum QueueGroup {
    /// To be drafted.
    ToDraft,
    /// Sent back by who approves.
    SentBack,
    /// With who approves.
    WithApprover,
    /// Approved: to be sent.
    ToSend,
    /// Declined by itself: the writer is to be told.
    ToTell,
    /// Replied to: to be closed.
    ToClose,
    /// Ended.
    Ended,
}

/// Bits of a queue's sort key below its group: milliseconds until the year 9999 take 48.
const GROUP_SHIFT: u32 = 50;

impl QueueGroup {
    /// All groups.
    pub const ALL: [QueueGroup; 7] = [
        QueueGroup::ToDraft,
        QueueGroup::SentBack,
        QueueGroup::WithApprover,
        QueueGroup::ToSend,
        QueueGroup::ToTell,
        QueueGroup::ToClose,
        QueueGroup::Ended,
    ];

    /// Returns the code of the group, for its label.
    pub fn code(self) -> &'static str {
        match self {
            QueueGroup::ToDraft => "to-draft",
            QueueGroup::SentBack => "sent-back",
            QueueGroup::WithApprover => "with-approver",
            QueueGroup::ToSend => "to-send",
            QueueGroup::ToTell => "to-tell",
            QueueGroup::ToClose => "to-close",
            QueueGroup::Ended => "ended",
        }
    }

    /// Returns the label.
    pub fn label(self) -> String {
        say!(&format!("group-{}", self.code()))
    }

    /// Returns the sort key of a letter of this group with this key within the group.
    pub fn sort_key(self, within: i64) -> i64 {
        ((self as i64) << GROUP_SHIFT) + within
    }

    /// Returns the group that a sort key belongs to, in the queues that have groups.
    pub fn of_key(queue: Queue, key: i64) -> Option<QueueGroup> {
        if !matches!(queue, Queue::Drafting | Queue::Ended) {
            return None;
        }
        let group = (key + (1 << (GROUP_SHIFT - 1))) >> GROUP_SHIFT;
        let index = usize::try_from(group).ok()?;
        QueueGroup::ALL.get(index).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sort_key_tells_its_group() {
        let year_9999 = 253_402_300_799_999;
        for group in QueueGroup::ALL {
            for within in [0, 1, year_9999, -1, -year_9999] {
                let key = group.sort_key(within);
                assert_eq!(QueueGroup::of_key(Queue::Drafting, key), Some(group));
                assert_eq!(QueueGroup::of_key(Queue::Inbox, key), None);
            }
        }
        assert!(
            QueueGroup::ToDraft.sort_key(year_9999) < QueueGroup::SentBack.sort_key(-year_9999)
        );
    }

    #[test]
    fn an_order_is_read_from_its_code() {
        for by in SortKey::ALL {
            for descending in [false, true] {
                let order = ListOrder { by, descending };
                assert_eq!(ListOrder::parse(&order.code()), Some(order));
            }
        }
        assert_eq!(ListOrder::parse("title"), None);
    }
}
