//! The columns of each queue's list, and which of them give way when room is short.

use crate::domain::letter::stage::{Awaits, Queue, Stage};
use crate::domain::letter::summary::Summary;
use crate::domain::office::Office;
use crate::domain::regulation::Worded;
use crate::domain::time::Timestamp;
use crate::domain::time::remaining::{Remaining, Urgency, remaining};
use crate::text::dates;
use crate::text::sanitize::one_line;
use crate::text::width::width;

/// Column of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// The working time left, or how long a leader has been awaited.
    Left,
    /// The official number, in short form.
    Number,
    /// When it was received.
    Received,
    /// Since when it is in its stage.
    Since,
    /// The stage; in the review queue, what a leader has to do.
    Stage,
    /// When it was assigned.
    Assigned,
    /// The deadline.
    Due,
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
pub fn of(queue: Queue) -> &'static [Column] {
    use Column::*;
    match queue {
        Queue::Inbox => &[Received, Writer, Title, Channel, Marks],
        Queue::Triage | Queue::All => &[Number, Received, Writer, Title, Stage, Marks],
        Queue::Assignment => &[Left, Number, Unit, Title, Assigned, Due, Marks],
        Queue::Drafting => &[Number, Stage, Since, Title, Marks],
        Queue::Overdue => &[Left, Number, Unit, Title, Marks],
        Queue::Review => &[Left, Number, Stage, Title, Marks],
        Queue::Ended => &[Number, Stage, Since, Title, Marks],
    }
}

/// Returns the priority of a column when room is short: the lowest goes first; the title and the
/// time left never.
fn worth(column: Column) -> u8 {
    match column {
        Column::Channel | Column::Assigned | Column::Due => 1,
        Column::Received | Column::Since => 2,
        Column::Writer => 3,
        Column::Stage => 4,
        Column::Unit => 5,
        Column::Number => 6,
        Column::Marks => 7,
        Column::Title | Column::Left => u8::MAX,
    }
}

/// Returns the maximum width of a column, in cells.
fn most(column: Column) -> usize {
    match column {
        Column::Left | Column::Received | Column::Writer | Column::Channel => 10,
        Column::Since | Column::Assigned | Column::Due => 15,
        Column::Number => 8,
        Column::Stage => 15,
        Column::Unit => 16,
        Column::Marks => 26,
        Column::Title => usize::MAX,
    }
}

/// Returns the minimum width of a title. It may be narrower where the unit and its state say more.
fn least_title(queue: Queue) -> usize {
    match queue {
        Queue::Assignment | Queue::Overdue | Queue::Review => 10,
        Queue::Inbox | Queue::Triage | Queue::Drafting | Queue::Ended | Queue::All => 16,
    }
}

/// Texts of a row, with its urgency.
pub struct Cells {
    /// The text of each column of the queue.
    pub texts: Vec<String>,
    /// How close it is to its deadline.
    pub urgency: Urgency,
}

/// Returns the texts of a letter's row.
pub fn cells(queue: Queue, row: &Summary, office: &Office, now: Timestamp) -> Cells {
    let hours = &office.regulation.hours;
    let left = row
        .due
        .map(|due| remaining(now, due.at, hours, &office.calendar));
    let urgency = left.map_or(Urgency::Calm, |left| {
        left.urgency(office.regulation.warn_minutes)
    });
    let text = |column: &Column| match column {
        Column::Left => match left {
            Some(left) => left.short(),
            // A letter that awaits a leader without a deadline shows how long it has waited.
            None => waited(remaining(now, row.stage_since, hours, &office.calendar)),
        },
        Column::Number => row.called(),
        Column::Received => row
            .received_at
            .map_or_else(|| say!("unknown"), |at| dates::relative(at, now, hours)),
        Column::Since => say!(
            "since-on",
            date = dates::relative(row.stage_since, now, hours)
        ),
        Column::Assigned => say!(
            "assigned-on",
            date = dates::relative(row.stage_since, now, hours)
        ),
        Column::Due => row
            .due
            .map(|due| say!("due-on", date = dates::relative(due.at, now, hours)))
            .unwrap_or_default(),
        Column::Stage => match row.awaits.filter(|_| queue == Queue::Review) {
            Some(awaits) => awaits.words(),
            None => row.stage.words(),
        },
        Column::Writer => row
            .writer
            .as_deref()
            .map_or_else(|| say!("anonymous"), |name| one_line(name).into_owned()),
        Column::Unit => row
            .lead
            .map(|unit| office.units.short(unit))
            .unwrap_or_default(),
        Column::Channel => say!(&format!("channel-{}-short", row.channel)),
        Column::Title => one_line(&row.title).into_owned(),
        Column::Marks => marks(queue, row, office, now),
    };
    Cells {
        texts: of(queue).iter().map(text).collect(),
        urgency,
    }
}

/// Formats how long something has waited, in working time: `等2日`.
fn waited(passed: Remaining) -> String {
    match (passed.days, passed.hours) {
        (0, 0) => say!("waits-minutes"),
        (0, hours) => say!("waits-hours", hours = hours),
        (days, _) => say!("waits-days", days = days),
    }
}

/// Returns the marks of a letter, words of one or two characters, the most pressing first.
fn marks(queue: Queue, row: &Summary, office: &Office, now: Timestamp) -> String {
    let mut marks = Vec::new();
    let mut mark = |is: bool, words: &dyn Fn() -> String| {
        if is {
            marks.push(words());
        }
    };
    mark(row.lapsed, &|| say!("mark-lapsed"));
    mark(row.major, &|| say!("mark-major"));
    mark(
        row.awaits == Some(Awaits::Report) && queue != Queue::Review,
        &|| say!("mark-report"),
    );
    mark(row.restricted, &|| say!("mark-restricted"));
    mark(row.round > 1, &|| say!("mark-round", n = row.round));
    mark(row.sent_back, &|| say!("mark-sent-back"));
    mark(row.returned, &|| say!("mark-returned"));
    mark(row.waiting, &|| say!("mark-waiting"));
    mark(
        row.awaits == Some(Awaits::Extension) && queue != Queue::Review,
        &|| say!("mark-extension"),
    );
    let at_unit = row.stage == Stage::Assigned;
    mark(at_unit && row.urged.times > 0, &|| {
        say!("mark-urged", n = row.urged.times)
    });
    mark(at_unit && row.urged.explained, &|| say!("mark-explained"));
    let step = next_step(row, office, now);
    mark(step.is_some(), &|| step.clone().unwrap_or_default());
    mark(at_unit && row.due.is_some() && !row.signed, &|| {
        say!("mark-unsigned")
    });
    mark(at_unit && row.co > 0, &|| say!("mark-co", n = row.co));
    mark(row.due.is_some_and(|due| due.provisional), &|| {
        say!("mark-provisional")
    });
    mark(row.repeated, &|| say!("mark-repeated"));
    mark(row.writer.is_none() && queue == Queue::Inbox, &|| {
        say!("mark-anonymous")
    });
    mark(row.attached, &|| say!("mark-attached"));
    marks.join(&say!("mark-join"))
}

/// Returns the next step of the urging ladder, if it is due now or today.
fn next_step(row: &Summary, office: &Office, now: Timestamp) -> Option<String> {
    let late = row.stage == Stage::Assigned
        && row.due.is_some_and(|due| due.at < now)
        && !row.urged.explained
        && row.awaits != Some(Awaits::Extension);
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
    } else if hours.civil(at).date() == hours.civil(now).date() {
        Some(say!("mark-urge-today", step = next.words()))
    } else {
        None
    }
}

/// Returns the width of each column for these rows in a list `room` cells wide; 0 for a column that
/// gave way.
pub fn widths(queue: Queue, rows: &[Cells], room: usize) -> Vec<usize> {
    let columns = of(queue);
    let mut widths: Vec<usize> = columns
        .iter()
        .enumerate()
        .map(|(n, column)| {
            let widest = rows
                .iter()
                .filter_map(|row| row.texts.get(n))
                .map(|text| width(text))
                .max()
                .unwrap_or(0);
            widest.min(most(*column))
        })
        .collect();
    let title = columns
        .iter()
        .position(|column| *column == Column::Title)
        .unwrap_or(0);
    loop {
        let used: usize = (0..columns.len())
            .filter(|n| *n != title)
            .filter_map(|n| widths.get(n))
            .map(|width| if *width > 0 { width + 1 } else { 0 })
            .sum();
        let left = room.saturating_sub(used);
        // Channel, dates and deadline give way until the title has 16 cells; the other columns only
        // until it has its minimum.
        let dates = (0..columns.len()).any(|n| {
            n != title
                && widths.get(n).is_some_and(|width| *width > 0)
                && columns.get(n).is_some_and(|c| worth(*c) <= 2)
        });
        let least = if dates { 16 } else { least_title(queue) };
        let wanted = widths.get(title).copied().unwrap_or(0).min(least);
        let least = (0..columns.len())
            .filter(|n| *n != title && widths.get(*n).is_some_and(|width| *width > 0))
            .min_by_key(|n| columns.get(*n).map_or(u8::MAX, |column| worth(*column)))
            .filter(|n| {
                columns
                    .get(*n)
                    .is_some_and(|column| worth(*column) < u8::MAX)
            });
        match least {
            Some(least) if left < wanted => {
                if let Some(width) = widths.get_mut(least) {
                    *width = 0;
                }
            }
            Some(_) | None => {
                if let Some(width) = widths.get_mut(title) {
                    *width = left;
                }
                return widths;
            }
        }
    }
}
