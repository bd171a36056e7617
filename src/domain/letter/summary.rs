//! Letters as lists show them, and how lists are read: windows, filters, counts.

use jiff::Timestamp;

use super::stage::{Awaits, Queue, Stage};
use crate::domain::directory::staff::Staff;
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::LetterId;
use crate::domain::regulation::number::Number;
use crate::domain::time::deadline::Due;

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
    /// In which round it is, from 1.
    pub round: u32,
    /// How many co-units have it.
    pub co: u32,
    /// Whether a unit has returned it to triage.
    pub returned: bool,
    /// How the unit whose limit runs was urged.
    pub urged: Urged,
    /// What a leader has to do.
    pub awaits: Option<Awaits>,
    /// Whether the writer was asked to complete it, and has not answered.
    pub waiting: bool,
    /// Whether it was declined by itself, and nobody has told the writer yet.
    pub lapsed: bool,
    /// Whether only those on its list of readers may read it.
    pub restricted: bool,
    /// Its key in the queue it was read from.
    pub key: i64,
}

/// How a unit was urged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Urged {
    /// How often.
    pub times: u32,
    /// The code of the last step.
    pub step: Option<String>,
    /// When the next step is due.
    pub next_at: Option<Timestamp>,
    /// Whether the unit has explained itself: the ladder rests.
    pub explained: bool,
}

/// What a member of staff may see in lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sight {
    /// A liaison's unit: he sees the letters that it has, and no others.
    pub unit: Option<UnitId>,
    /// By whose name lists of readers are looked through; `None` sees everything.
    pub reader: Option<String>,
}

impl Sight {
    /// What a member of staff may see. A liaison without a unit sees nothing.
    pub fn of(who: &Staff) -> Sight {
        let unit = who.is_liaison_only().then(|| who.unit.unwrap_or(UnitId(0)));
        Sight {
            unit,
            reader: Some(who.id.clone()),
        }
    }
}

/// What a list is narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words, each of which stands in the title, the writer's name, the number or the lead unit's name.
    pub text: String,
    /// Letters that this unit has, as lead or as co-unit.
    pub unit: Option<UnitId>,
    /// What the reader may see.
    pub sight: Sight,
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
            Some(text) => Number {
                year: 0,
                seq: 0,
                text: text.clone(),
            }
            .short()
            .to_owned(),
            None => format!("#{}", self.id.0),
        }
    }
}
