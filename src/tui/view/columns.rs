//! The columns of each queue's list, and which of them give way when room is short.

use crate::domain::letter::SIGNING_STEP;
use crate::domain::letter::stage::{LeaderTask, Queue, Stage};
use crate::domain::letter::summary::Summary;
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
pub fn queue_columns(queue: Queue) -> &'static [ListColumn] {
    use ListColumn::*;
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
fn column_priority(column: ListColumn) -> u8 {
    match column {
        ListColumn::Channel | ListColumn::Assigned | ListColumn::Due => 1,
        ListColumn::Received | ListColumn::Since => 2,
        ListColumn::Writer => 3,
        ListColumn::Stage => 4,
        ListColumn::Unit => 5,
        ListColumn::Number => 6,
        ListColumn::Marks => 7,
        ListColumn::Title | ListColumn::Left => u8::MAX,
    }
}

/// Returns the maximum width of a column, in cells.
fn max_width(column: ListColumn) -> usize {
    match column {
        ListColumn::Left | ListColumn::Received | ListColumn::Writer | ListColumn::Channel => 10,
        ListColumn::Since | ListColumn::Assigned | ListColumn::Due => 15,
        ListColumn::Number => 8,
        ListColumn::Stage => 15,
        ListColumn::Unit => 16,
        ListColumn::Marks => 26,
        ListColumn::Title => usize::MAX,
    }
}

/// Returns the minimum width of a title. It may be narrower where the unit and its state say more.
fn min_title_width(queue: Queue) -> usize {
    match queue {
        Queue::Assignment | Queue::Overdue | Queue::Review => 10,
        Queue::Inbox | Queue::Triage | Queue::Drafting | Queue::Ended | Queue::All => 16,
    }
}

/// Texts of a row, with its urgency.
pub struct RowCells {
    /// The text of each column of the queue.
    pub texts: Vec<String>,
    /// How close it is to its deadline.
    pub urgency: Urgency,
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
    let text = |column: &ListColumn| match column {
        ListColumn::Left => match left {
            Some(left) => left.short_label(),
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
            |at| dates::format_relative(at, now, hours),
        ),
        ListColumn::Since => say!(
            "since-on",
            date = dates::format_relative(row.stage_since, now, hours)
        ),
        ListColumn::Assigned => say!(
            "assigned-on",
            date = dates::format_relative(row.stage_since, now, hours)
        ),
        ListColumn::Due => row
            .due
            .map(|due| say!("due-on", date = dates::format_relative(due.at, now, hours)))
            .unwrap_or_default(),
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
        ListColumn::Marks => mark_labels(queue, row, office, now),
    };
    RowCells {
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

/// Returns the marks of a letter, short words, the most pressing first.
fn mark_labels(queue: Queue, row: &Summary, office: &Office, now: Timestamp) -> String {
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
    let at_unit = row.stage == Stage::Assigned;
    mark(at_unit && row.urged.times > 0, &|| {
        say!("mark-urged", n = row.urged.times)
    });
    mark(at_unit && row.urged.explained, &|| say!("mark-explained"));
    let step = next_step(row, office, now);
    mark(step.is_some(), &|| step.clone().unwrap_or_default());
    let signing = row.urged.step.as_deref() == Some(SIGNING_STEP);
    let unsigned = at_unit && row.due.is_some() && !row.signed;
    let sign_now = signing && row.urged.next_at.is_some_and(|at| at < now);
    mark(unsigned && sign_now, &|| say!("mark-sign"));
    mark(unsigned && !sign_now, &|| say!("mark-unsigned"));
    mark(at_unit && row.co > 0, &|| say!("mark-co", n = row.co));
    mark(row.due.is_some_and(|due| due.provisional), &|| {
        say!("mark-provisional")
    });
    mark(row.repeated, &|| say!("mark-repeated"));
    mark(row.writer.is_none() && queue == Queue::Inbox, &|| {
        say!("mark-anonymous")
    });
    mark(row.has_attachments, &|| say!("mark-attached"));
    marks.join(&say!("mark-join"))
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

/// Returns the width of each column for these rows in a list `room` cells wide; 0 for a column that
/// gave way.
pub fn column_widths(queue: Queue, rows: &[RowCells], room: usize) -> Vec<usize> {
    let columns = queue_columns(queue);
    let mut widths: Vec<usize> = columns
        .iter()
        .enumerate()
        .map(|(n, column)| {
            let widest = rows
                .iter()
                .filter_map(|row| row.texts.get(n))
                .map(|text| text_width(text))
                .max()
                .unwrap_or(0);
            widest.min(max_width(*column))
        })
        .collect();
    let title = columns
        .iter()
        .position(|column| *column == ListColumn::Title)
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
                && columns.get(n).is_some_and(|c| column_priority(*c) <= 2)
        });
        let least = if dates { 16 } else { min_title_width(queue) };
        let wanted = widths.get(title).copied().unwrap_or(0).min(least);
        let least = (0..columns.len())
            .filter(|n| *n != title && widths.get(*n).is_some_and(|width| *width > 0))
            .min_by_key(|n| {
                columns
                    .get(*n)
                    .map_or(u8::MAX, |column| column_priority(*column))
            })
            .filter(|n| {
                columns
                    .get(*n)
                    .is_some_and(|column| column_priority(*column) < u8::MAX)
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
