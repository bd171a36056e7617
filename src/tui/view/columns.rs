//! The columns of each queue's list, and which of them give way when room is short.

use crate::domain::letter::SIGNING_STEP;
use crate::domain::letter::stage::{LeaderTask, Queue, Stage};
use crate::domain::letter::summary::{SortKey, Summary};
use crate::domain::office::Office;
use crate::domain::regulation::Worded;
use crate::domain::time::Timestamp;
use crate::domain::time::remaining::{Remaining, Urgency, working_time_left};
use crate::text::dates;
use crate::text::sanitize::one_line;
use crate::text::width::text_width;

/// Column of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListColumn {
    /// The deadline as the office says it, or how long a leader has been awaited.
    Deadline,
    /// The official number, in short form.
    Number,
    /// When it was received.
    Received,
    /// Since when it is in its stage.
    Since,
    /// The stage; in the review queue, what a leader has to do.
    Stage,
    /// The writer.
    Writer,
    /// The lead unit.
    Unit,
    /// The channel.
    Channel,
    /// The title; takes the room that is left.
    Title,
    /// Marks: anonymous, repeated, attached, major …
    Marks,
}

/// Returns the columns of a queue, in order.
pub fn queue_columns(queue: Queue) -> &'static [ListColumn] {
    use ListColumn::*;
    match queue {
        Queue::Inbox => &[Received, Writer, Title, Channel, Marks],
        Queue::Triage | Queue::All => &[Number, Received, Writer, Title, Stage, Marks],
        Queue::Assignment => &[Deadline, Number, Unit, Title, Marks],
        Queue::Drafting => &[Number, Stage, Since, Title, Marks],
        Queue::Overdue => &[Deadline, Number, Unit, Title, Marks],
        Queue::Review => &[Deadline, Number, Stage, Title, Marks],
        Queue::Ended => &[Number, Stage, Since, Title, Marks],
    }
}

impl ListColumn {
    /// Returns its heading.
    pub fn heading(self) -> String {
        match self {
            ListColumn::Deadline => say!("list-column-deadline"),
            ListColumn::Number => say!("list-column-number"),
            ListColumn::Received => say!("list-column-received"),
            ListColumn::Since => say!("list-column-since"),
            ListColumn::Stage => say!("list-column-stage"),
            ListColumn::Writer => say!("list-column-writer"),
            ListColumn::Unit => say!("list-column-unit"),
            ListColumn::Channel => say!("list-column-channel"),
            ListColumn::Title => say!("list-column-title"),
            ListColumn::Marks => say!("list-column-marks"),
        }
    }

    /// Returns what its heading sorts the list of a queue by.
    pub fn sort_key(self, queue: Queue) -> Option<SortKey> {
        let by_receipt = matches!(queue, Queue::Inbox | Queue::Triage);
        match self {
            ListColumn::Deadline | ListColumn::Since => Some(SortKey::Queue),
            ListColumn::Received if by_receipt => Some(SortKey::Queue),
            ListColumn::Received => Some(SortKey::Received),
            ListColumn::Number => Some(SortKey::Number),
            ListColumn::Stage => Some(SortKey::Stage),
            ListColumn::Unit => Some(SortKey::Unit),
            _ => None,
        }
    }

    /// Returns its priority when room is short: the lowest goes first; the title and the deadline
    /// never.
    fn priority(self) -> u8 {
        match self {
            ListColumn::Channel => 1,
            ListColumn::Received | ListColumn::Since => 2,
            ListColumn::Writer => 3,
            ListColumn::Number => 4,
            ListColumn::Stage => 5,
            ListColumn::Unit => 6,
            ListColumn::Marks => 7,
            ListColumn::Title | ListColumn::Deadline => u8::MAX,
        }
    }

    /// Returns its width in a list `room` cells wide. It does not depend on the letters: a long name
    /// is cut, and takes no column away.
    fn width(self, room: usize) -> usize {
        match self {
            ListColumn::Deadline => 11,
            ListColumn::Number => 7,
            ListColumn::Received | ListColumn::Since => 9,
            ListColumn::Writer => 7,
            ListColumn::Stage => {
                let names = Stage::ALL.iter().map(|stage| text_width(&stage.label()));
                names.max().unwrap_or(0).min(10)
            }
            ListColumn::Unit if room < NARROW_LIST => 10,
            ListColumn::Unit if room < WIDE_LIST => 12,
            ListColumn::Unit => 16,
            ListColumn::Channel => 5,
            ListColumn::Marks if room < WIDE_LIST => 15,
            ListColumn::Marks => 22,
            ListColumn::Title => 0,
        }
    }
}

/// Width of a list, in cells, from which on units and marks have more room.
const WIDE_LIST: usize = 90;

/// Width of a list, in cells, up to which units have less room.
const NARROW_LIST: usize = 60;

/// Least width of the marks, in cells: they are cut before the unit or the stage goes.
const MARKS_FLOOR: usize = 6;

/// Least width of a title, in cells.
pub const TITLE_FLOOR: usize = 24;

/// Texts of a row, with its urgency.
pub struct RowCells {
    /// The text of each column of the queue.
    pub texts: Vec<String>,
    /// How close it is to its deadline.
    pub urgency: Urgency,
    /// Whether its marks say that something is owed now.
    pub owed: bool,
}

/// Returns the texts of a letter's row.
pub fn row_cells(queue: Queue, row: &Summary, office: &Office, now: Timestamp) -> RowCells {
    let hours = &office.regulation.hours;
    let left = row
        .due
        .map(|due| working_time_left(now, due.at, hours, &office.calendar));
    let urgency = left.map_or(Urgency::Calm, |left| {
        left.urgency(office.regulation.warn_minutes)
    });
    let (marks, owed) = mark_labels(queue, row, office, now);
    let text = |column: &ListColumn| match column {
        ListColumn::Deadline => match row.due.zip(left) {
            Some((due, left)) => dates::format_deadline(due.at, left, now, hours),
            // A letter that awaits a leader without a deadline shows how long it has waited.
            None => format_waiting_time(working_time_left(
                now,
                row.stage_since,
                hours,
                &office.calendar,
            )),
        },
        ListColumn::Number => row.short_name(),
        ListColumn::Received => row.received_at.map_or_else(
            || say!("unknown"),
            |at| dates::format_in_list(at, now, hours),
        ),
        ListColumn::Since => dates::format_in_list(row.stage_since, now, hours),
        ListColumn::Stage => match row.awaits.filter(|_| queue == Queue::Review) {
            Some(awaits) => awaits.label(),
            None => row.stage.label(),
        },
        ListColumn::Writer => row
            .writer
            .as_deref()
            .map_or_else(|| say!("anonymous"), |name| one_line(name).into_owned()),
        ListColumn::Unit => row
            .lead
            .map(|unit| office.units.short_name(unit))
            .unwrap_or_default(),
        ListColumn::Channel => say!(&format!("channel-{}-short", row.channel)),
        ListColumn::Title => one_line(&row.title).into_owned(),
        ListColumn::Marks => marks.clone(),
    };
    RowCells {
        owed,
        texts: queue_columns(queue).iter().map(text).collect(),
        urgency,
    }
}

/// Formats how long something has waited, in working time: `等2日`.
fn format_waiting_time(passed: Remaining) -> String {
    match (passed.days, passed.hours) {
        (0, 0) => say!("waits-minutes"),
        (0, hours) => say!("waits-hours", hours = hours),
        (days, _) => say!("waits-days", days = days),
    }
}

/// Returns the marks of a letter, short words, the most pressing first; and whether one says that
/// something is owed now.
fn mark_labels(queue: Queue, row: &Summary, office: &Office, now: Timestamp) -> (String, bool) {
    let step = next_step(row, office, now);
    let at_unit = row.stage == Stage::Assigned;
    let unsigned = at_unit && row.due.is_some() && !row.signed;
    let signing = row.urged.step.as_deref() == Some(SIGNING_STEP);
    let sign_now = signing && row.urged.next_at.is_some_and(|at| at < now);
    let owed = step.is_some()
        || (unsigned && sign_now)
        || row.lapsed
        || row.sent_back
        || row.returned
        || row.return_asked
        || row.inquiry_open
        || matches!(row.awaits, Some(LeaderTask::Report | LeaderTask::Extension));
    let mut marks = Vec::new();
    let mut mark = |is: bool, words: &dyn Fn() -> String| {
        if is {
            marks.push(words());
        }
    };
    mark(row.lapsed, &|| say!("mark-lapsed"));
    mark(row.major, &|| say!("mark-major"));
    mark(
        row.awaits == Some(LeaderTask::Report) && queue != Queue::Review,
        &|| say!("mark-report"),
    );
    mark(row.restricted, &|| say!("mark-restricted"));
    mark(row.round > 1, &|| say!("mark-round", n = row.round));
    mark(row.sent_back, &|| say!("mark-sent-back"));
    mark(row.returned, &|| say!("mark-returned"));
    mark(row.return_asked, &|| say!("mark-return-asked"));
    let replied = matches!(row.stage, Stage::Replied | Stage::Closed);
    mark(replied && row.due.is_some(), &|| say!("mark-promise"));
    mark(row.inquiry_open, &|| say!("mark-waiting"));
    mark(
        row.awaits == Some(LeaderTask::Extension) && queue != Queue::Review,
        &|| say!("mark-extension"),
    );
    mark(at_unit && row.urged.times > 0, &|| {
        say!("mark-urged", n = row.urged.times)
    });
    mark(at_unit && row.urged.explained, &|| say!("mark-explained"));
    mark(step.is_some(), &|| step.clone().unwrap_or_default());
    mark(unsigned && sign_now, &|| say!("mark-sign"));
    mark(unsigned && !sign_now, &|| say!("mark-unsigned"));
    mark(at_unit && row.co > 0, &|| say!("mark-co", n = row.co));
    mark(row.due.is_some_and(|due| due.provisional), &|| {
        say!("mark-provisional")
    });
    mark(row.repeated, &|| say!("mark-repeated"));
    mark(row.has_attachments, &|| say!("mark-attached"));
    (marks.join(&say!("mark-join")), owed)
}

/// Returns the next step of the urging ladder, if it is due now or today.
fn next_step(row: &Summary, office: &Office, now: Timestamp) -> Option<String> {
    let late = row.stage == Stage::Assigned
        && row.due.is_some_and(|due| due.at < now)
        && !row.urged.explained
        && row.awaits != Some(LeaderTask::Extension);
    if !late {
        return None;
    }
    let ladder = &office.regulation.ladder;
    let last = row
        .urged
        .step
        .as_ref()
        .and_then(|code| ladder.iter().position(|step| step.code == *code));
    let next = match (row.urged.times, last) {
        (0, _) => ladder.first(),
        (_, Some(last)) => ladder.get(last + 1),
        (_, None) => None,
    }?;
    let at = if row.urged.times == 0 {
        now
    } else {
        row.urged.next_at?
    };
    let hours = &office.regulation.hours;
    if at <= now {
        Some(say!("mark-urge-now", step = next.words()))
    } else if hours.to_civil(at).date() == hours.to_civil(now).date() {
        Some(say!("mark-urge-today", step = next.words()))
    } else {
        None
    }
}

/// Returns the width of each column of a queue in a list `room` cells wide; 0 for a column that gave
/// way so that a title has room.
pub fn column_widths(queue: Queue, room: usize) -> Vec<usize> {
    let columns = queue_columns(queue);
    let mut widths: Vec<usize> = columns.iter().map(|column| column.width(room)).collect();
    loop {
        // Each is followed by a space.
        let used: usize = widths
            .iter()
            .filter(|width| **width > 0)
            .map(|width| width + 1)
            .sum();
        let left = room.saturating_sub(used);
        let first = (0..columns.len())
            .filter(|n| widths.get(*n).is_some_and(|width| *width > 0))
            .filter_map(|n| Some((columns.get(n)?.priority(), n)))
            .filter(|(priority, _)| *priority < u8::MAX)
            .min();
        let missing = TITLE_FLOOR.saturating_sub(left);
        let marks = columns.iter().position(|one| *one == ListColumn::Marks);
        let marks = marks.and_then(|at| widths.get_mut(at));
        match first {
            Some((priority, _))
                if missing > 0
                    && priority >= ListColumn::Stage.priority()
                    && marks
                        .as_ref()
                        .is_some_and(|width| **width >= MARKS_FLOOR + missing) =>
            {
                marks.into_iter().for_each(|width| *width -= missing);
            }
            Some((_, n)) if left < TITLE_FLOOR => {
                if let Some(width) = widths.get_mut(n) {
                    *width = 0;
                }
            }
            Some(_) | None => {
                let title = columns.iter().position(|one| *one == ListColumn::Title);
                if let Some(width) = title.and_then(|at| widths.get_mut(at)) {
                    *width = left;
                }
                return widths;
            }
        }
    }
}
