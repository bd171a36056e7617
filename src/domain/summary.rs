//! Letters as lists show them, and how lists are read: windows, filters, counts.

use jiff::Timestamp;

use super::deadline::Due;
use super::letter::LetterId;
use super::number::Number;
use super::stage::{Queue, Stage};
use super::unit::UnitId;

/// A letter as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Its intake id.
    pub id: LetterId,
    /// Its version.
    pub version: u32,
    /// Where it stands.
    pub stage: Stage,
    /// Since when.
    pub stage_since: Timestamp,
    /// Its official number.
    pub number: Option<String>,
    /// The title.
    pub title: String,
    /// The writer's name; `None` is anonymous.
    pub writer: Option<String>,
    /// The channel's code.
    pub channel: String,
    /// When it came; `None` is unknown.
    pub received_at: Option<Timestamp>,
    /// The limit that runs now.
    pub due: Option<Due>,
    /// The lead unit.
    pub lead: Option<UnitId>,
    /// Whether the lead unit has signed for it.
    pub signed: bool,
    /// Whether it needs a leader's instruction.
    pub major: bool,
    /// Whether something came with it.
    pub attached: bool,
    /// Whether it has the text of an earlier letter, or is linked to one.
    pub repeated: bool,
    /// Whether its draft was sent back.
    pub sent_back: bool,
    /// Its key in the queue it was read from.
    pub key: i64,
}

/// What a list is narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words, each of which stands in the title, the writer's name, the number or the lead unit's name.
    pub text: String,
    /// Letters that this unit leads.
    pub unit: Option<UnitId>,
}

impl Filter {
    /// Whether it lets everything through.
    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty() && self.unit.is_none()
    }
}

/// From where a page is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageFrom {
    /// The beginning.
    Start,
    /// This row and those after it.
    At(i64, LetterId),
    /// Those after this row.
    After(i64, LetterId),
    /// Those before this row, the nearest of them.
    Before(i64, LetterId),
    /// The nearest on both sides of this row, and it.
    Around(i64, LetterId),
    /// The end.
    End,
}

/// How many letters each queue holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    inbox: u64,
    triage: u64,
    assignment: u64,
    drafting: u64,
    overdue: u64,
    review: u64,
    ended: u64,
}

impl Counts {
    /// Sets the count of one queue; that of everything is a sum.
    pub fn set(&mut self, queue: Queue, n: u64) {
        match queue {
            Queue::Inbox => self.inbox = n,
            Queue::Triage => self.triage = n,
            Queue::Assignment => self.assignment = n,
            Queue::Drafting => self.drafting = n,
            Queue::Overdue => self.overdue = n,
            Queue::Review => self.review = n,
            Queue::Ended => self.ended = n,
            Queue::All => {}
        }
    }

    /// The count of one queue.
    pub fn of(&self, queue: Queue) -> u64 {
        match queue {
            Queue::Inbox => self.inbox,
            Queue::Triage => self.triage,
            Queue::Assignment => self.assignment,
            Queue::Drafting => self.drafting,
            Queue::Overdue => self.overdue,
            Queue::Review => self.review,
            Queue::Ended => self.ended,
            Queue::All => self.inbox + self.triage + self.assignment + self.drafting + self.ended,
        }
    }
}

impl PageFrom {
    /// Whether rows may lie before the page that the reader does not know the number of.
    pub fn is_in_the_middle(self) -> bool {
        match self {
            PageFrom::At(..) | PageFrom::Around(..) | PageFrom::End => true,
            PageFrom::Start | PageFrom::After(..) | PageFrom::Before(..) => false,
        }
    }

    /// The row that the page is told by.
    pub fn place(self) -> Option<(i64, LetterId)> {
        match self {
            PageFrom::At(key, id)
            | PageFrom::After(key, id)
            | PageFrom::Before(key, id)
            | PageFrom::Around(key, id) => Some((key, id)),
            PageFrom::Start | PageFrom::End => None,
        }
    }
}

impl Summary {
    /// What the letter is called where there is little room: the end of its number, or its intake id.
    pub fn called(&self) -> String {
        match &self.number {
            Some(text) => Number { year: 0, seq: 0, text: text.clone() }.short().to_owned(),
            None => format!("#{}", self.id.0),
        }
    }
}
