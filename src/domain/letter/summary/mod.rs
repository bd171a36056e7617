//! Summaries of letters for lists, and how lists are read: pages, filters, counts.

mod view;

use super::stage::{LeaderTask, Queue, Stage};
use crate::domain::directory::staff::Staff;
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::LetterId;
use crate::domain::regulation::number::OfficialNumber;
use crate::domain::time::deadline::Due;
use crate::domain::time::{Date, Timestamp};

pub use view::{ListOrder, ListView, QueueGroup, SortKey};

/// A letter as a row of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The intake id.
    pub id: LetterId,
    /// The letter's version.
    pub version: u32,
    /// The current stage.
    pub stage: Stage,
    /// When it entered that stage.
    pub stage_since: Timestamp,
    /// The official number.
    pub number: Option<String>,
    /// The title.
    pub title: String,
    /// The writer's name; `None` if anonymous.
    pub writer: Option<String>,
    /// The channel's code.
    pub channel: String,
    /// When it arrived; `None` if unknown.
    pub received_at: Option<Timestamp>,
    /// The earliest running deadline.
    pub due: Option<Due>,
    /// The lead unit.
    pub lead: Option<UnitId>,
    /// Whether the lead unit has signed for it.
    pub signed: bool,
    /// Whether it needs a leader's instruction.
    pub major: bool,
    /// Whether it has attachments.
    pub has_attachments: bool,
    /// Whether it has the text of an earlier letter or is linked to one.
    pub repeated: bool,
    /// Whether its draft was sent back.
    pub sent_back: bool,
    /// The current round, counted from 1.
    pub round: u32,
    /// The number of co-units that have it.
    pub co: u32,
    /// Whether a unit has returned it to triage.
    pub returned: bool,
    /// How the unit whose deadline runs was urged.
    pub urged: Urged,
    /// The decision for which it waits on a leader.
    pub awaits: Option<LeaderTask>,
    /// Whether the writer was asked to complete it and has not answered.
    pub inquiry_open: bool,
    /// Whether a unit has asked to return it, which the centre decides.
    pub return_asked: bool,
    /// Whether it was declined automatically and nobody has notified the writer yet.
    pub lapsed: bool,
    /// Whether only its list of readers may read it.
    pub restricted: bool,
    /// The sort key in the queue it was read from; the page cursor uses it.
    pub key: i64,
}

/// The urgings of a unit, summarised.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Urged {
    /// How often the unit was urged.
    pub times: u32,
    /// The code of the last step.
    pub step: Option<String>,
    /// When the next step is due.
    pub next_at: Option<Timestamp>,
    /// Whether the unit has explained itself, which suspends the ladder.
    pub explained: bool,
}

/// The access scope of a member of staff in lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccessScope {
    /// A liaison's unit: they see the letters which that unit has, and no others.
    pub unit: Option<UnitId>,
    /// The staff id looked up in lists of readers; `None` sees everything.
    pub reader: Option<String>,
}

impl AccessScope {
    /// Returns the scope of a member of staff. A liaison without a unit sees nothing.
    pub fn for_staff(who: &Staff) -> AccessScope {
        // No unit has id 0, so a liaison without a unit matches no letter.
        let unit = who.is_liaison_only().then(|| who.unit.unwrap_or(UnitId(0)));
        AccessScope {
            unit,
            reader: Some(who.id.clone()),
        }
    }
}

/// The filter of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// What the list shows of its queue, and in which order.
    pub view: ListView,
    /// The code of the subject: only letters that have it.
    pub subject: Option<String>,
    /// The code of the category: only letters that have it.
    pub category: Option<String>,
    /// Received at this instant or later.
    pub received_from: Option<Timestamp>,
    /// Received before this instant.
    pub received_before: Option<Timestamp>,
    /// Staff id of the reader, whose own letters [`ListView::mine`] asks for.
    pub reader: String,
    /// The reader's access scope.
    pub scope: AccessScope,
}

impl Filter {
    /// Reports whether the filter lets every visible letter through, in the order of the queue.
    pub fn is_empty(&self) -> bool {
        let others = Filter {
            reader: self.reader.clone(),
            scope: self.scope.clone(),
            ..Filter::default()
        };
        *self == others
    }
}

/// The cursor from which a page is read (keyset pagination by sort key and id).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageCursor {
    /// The start of the list.
    Start,
    /// This row and those after it.
    At(i64, LetterId),
    /// The rows after this one.
    After(i64, LetterId),
    /// The nearest rows before this one.
    Before(i64, LetterId),
    /// This row and the nearest on both sides.
    Around(i64, LetterId),
    /// The end of the list.
    End,
}

/// The number of letters in each queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    inbox: u64,
    triage: u64,
    assignment: u64,
    drafting: u64,
    overdue: u64,
    review: u64,
    ended: u64,
    /// How many of those in the overdue queue are late.
    pub late: u64,
}

impl Counts {
    /// Sets the count of one queue. `Queue::All` is ignored, because its count is a sum.
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

    /// Returns the count of one queue.
    pub fn get(&self, queue: Queue) -> u64 {
        match queue {
            Queue::Inbox => self.inbox,
            Queue::Triage => self.triage,
            Queue::Assignment => self.assignment,
            Queue::Drafting => self.drafting,
            Queue::Overdue => self.overdue,
            // `Overdue` and `Review` overlap with the other queues and are not part of the sum.
            Queue::Review => self.review,
            Queue::Ended => self.ended,
            Queue::All => self.inbox + self.triage + self.assignment + self.drafting + self.ended,
        }
    }
}

impl PageCursor {
    /// Reports whether rows may precede the page whose number is unknown.
    pub fn has_unknown_offset(self) -> bool {
        match self {
            PageCursor::At(..) | PageCursor::Around(..) | PageCursor::End => true,
            PageCursor::Start | PageCursor::After(..) | PageCursor::Before(..) => false,
        }
    }

    /// Returns the row at which the cursor points.
    pub fn anchor(self) -> Option<(i64, LetterId)> {
        match self {
            PageCursor::At(key, id)
            | PageCursor::After(key, id)
            | PageCursor::Before(key, id)
            | PageCursor::Around(key, id) => Some((key, id)),
            PageCursor::Start | PageCursor::End => None,
        }
    }
}

impl Summary {
    /// Returns a short name for narrow places: the end of the number, or the intake id.
    pub fn short_name(&self) -> String {
        match &self.number {
            Some(text) => OfficialNumber {
                year: 0,
                seq: 0,
                text: text.clone(),
            }
            .short_form()
            .to_owned(),
            None => format!("#{}", self.id.0),
        }
    }
}

/// What has to be done with letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TodayItem {
    /// Their deadline ends today.
    DueToday,
    /// Their deadline has passed.
    Late,
    /// A leader has to decide.
    WithLeader,
    /// They are to be accepted or declined.
    ToAccept,
    /// They are to be sorted and assigned.
    ToAssign,
    /// The unit has not signed for them.
    Unsigned,
    /// The reply is to be drafted.
    ToDraft,
    /// A leader sent the draft back.
    SentBack,
    /// The reply may be sent.
    ToSend,
    /// The writer is to be called back.
    ToCall,
    /// Something was promised.
    Promised,
}

impl TodayItem {
    /// All of them, in the order of the day.
    pub const ALL: [TodayItem; 11] = [
        TodayItem::DueToday,
        TodayItem::Late,
        TodayItem::WithLeader,
        TodayItem::ToAccept,
        TodayItem::ToAssign,
        TodayItem::Unsigned,
        TodayItem::ToDraft,
        TodayItem::SentBack,
        TodayItem::ToSend,
        TodayItem::ToCall,
        TodayItem::Promised,
    ];

    /// Returns the code used in messages.
    pub fn code(self) -> &'static str {
        match self {
            TodayItem::DueToday => "due-today",
            TodayItem::Late => "late",
            TodayItem::WithLeader => "with-leader",
            TodayItem::ToAccept => "to-accept",
            TodayItem::ToAssign => "to-assign",
            TodayItem::Unsigned => "unsigned",
            TodayItem::ToDraft => "to-draft",
            TodayItem::SentBack => "sent-back",
            TodayItem::ToSend => "to-send",
            TodayItem::ToCall => "to-call",
            TodayItem::Promised => "promised",
        }
    }
}

/// Letters that have to be dealt with in one way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TodayFigure {
    /// What has to be done.
    pub item: TodayItem,
    /// The letters, the most pressing first; of a queue, the first thousand.
    pub letters: Vec<LetterId>,
    /// Days since the first of them came to where it is.
    pub oldest_days: i64,
}

/// The letters received, by month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptTrend {
    /// The first day of each month and the number of letters received in it, the present month last.
    pub months: Vec<(Date, u64)>,
    /// The number received in the month before, up to the same day.
    pub before: u64,
}
