//! What is due today: the letters that wait for a person, by what has to be done with them.

use crate::domain::directory::staff::{Role, Staff};
use crate::domain::letter::stage::{Queue, Stage};
use crate::domain::letter::summary::{AccessScope, Filter, PageCursor, Summary};
use crate::domain::letter::summary::{ReceiptTrend, TodayFigure, TodayItem};
use crate::domain::time::{Date, Timestamp};
use crate::store::{Store, StoreError};

/// Maximum number of letters of a queue that are looked at.
const MAX_LETTERS: usize = 1_000;

/// Returns the figures of the day for a person, as far as they may see the letters. A leader's own
/// come first.
pub fn today_figures(
    store: &Store,
    who: &Staff,
    now: Timestamp,
) -> Result<Vec<TodayFigure>, StoreError> {
    let hours = &store.office().regulation.hours;
    let today = hours.to_civil(now).date();
    let day_of = |at: Timestamp| hours.to_civil(at).date();
    let scope = AccessScope::for_staff(who);
    let filter = Filter {
        scope: scope.clone(),
        ..Filter::default()
    };
    let page = |queue| store.page(queue, &filter, PageCursor::Start, MAX_LETTERS, now);
    let figure = |item, rows: &[&Summary]| TodayFigure {
        item,
        letters: rows.iter().map(|row| row.id).collect(),
        oldest_days: rows
            .iter()
            .map(|row| today.days_since(day_of(row.stage_since)))
            .max()
            .unwrap_or(0),
    };
    let pick = |rows: &[Summary], item, wanted: &dyn Fn(&Summary) -> bool| {
        let rows: Vec<&Summary> = rows.iter().filter(|row| wanted(row)).collect();
        figure(item, &rows)
    };
    let limits = page(Queue::Overdue)?;
    let is_due = |row: &Summary, late: bool| row.due.is_some_and(|due| (due.at < now) == late);
    let mut figures = vec![
        pick(&limits, TodayItem::DueToday, &|row| {
            is_due(row, false) && row.due.is_some_and(|due| day_of(due.at) == today)
        }),
        pick(&limits, TodayItem::Late, &|row| is_due(row, true)),
    ];
    let at_units = page(Queue::Assignment)?;
    let unsigned = pick(&at_units, TodayItem::Unsigned, &|row| {
        row.due.is_some() && !row.signed
    });
    if who.is_liaison_only() {
        figures.push(unsigned);
        return Ok(without_empty(figures));
    }
    let review = page(Queue::Review)?;
    let with_leader = pick(&review, TodayItem::WithLeader, &|_| true);
    if who.is_one_of(&[Role::Leader]) {
        figures.insert(0, with_leader);
        return Ok(without_empty(figures));
    }
    let (inbox, triage) = (page(Queue::Inbox)?, page(Queue::Triage)?);
    let drafting = page(Queue::Drafting)?;
    let in_drafting = |row: &Summary| row.stage == Stage::Drafting;
    figures.extend([
        pick(&inbox, TodayItem::ToAccept, &|row| {
            row.stage == Stage::Received
        }),
        pick(&triage, TodayItem::ToAssign, &|row| {
            row.stage == Stage::Registered
        }),
        unsigned,
        pick(&drafting, TodayItem::ToDraft, &|row| {
            in_drafting(row) && !row.sent_back
        }),
        pick(&drafting, TodayItem::SentBack, &|row| {
            in_drafting(row) && row.sent_back
        }),
        pick(&drafting, TodayItem::ToSend, &|row| {
            row.stage == Stage::Approved
        }),
        with_leader,
    ]);
    let mut to_call = store.replied_letters()?;
    to_call.truncate(MAX_LETTERS);
    let mut called = Vec::new();
    for id in to_call {
        let letter = store.load_letter(id)?;
        if letter.may_read(who) && letter.is_to_be_called() {
            called.push(id);
        }
    }
    let promised = store.promising_letters()?;
    for (item, ids) in [(TodayItem::ToCall, called), (TodayItem::Promised, promised)] {
        let rows = store.summaries(&ids, &scope)?;
        figures.push(pick(&rows, item, &|_| true));
    }
    Ok(without_empty(figures))
}

/// Months of the trend.
const TREND_MONTHS: i32 = 12;

/// Returns how many letters were received in each of the last months; `None` for somebody who sees
/// only the letters of a unit.
pub fn receipt_trend(
    store: &Store,
    who: &Staff,
    now: Timestamp,
) -> Result<Option<ReceiptTrend>, StoreError> {
    let hours = &store.office().regulation.hours;
    let today = hours.to_civil(now).date();
    let first = Date::new(today.year(), today.month(), 1);
    let starts: Option<Vec<(Date, Timestamp)>> = (0..TREND_MONTHS)
        .rev()
        .map(|back| {
            let month = first?.add_months(-back)?;
            Some((month, hours.midnight(month)?))
        })
        .collect();
    let Some(starts) = starts.filter(|_| !who.is_liaison_only()) else {
        return Ok(None);
    };
    let ends = starts.iter().skip(1).map(|(_, start)| *start).chain([now]);
    let mut months = Vec::new();
    for ((month, start), end) in starts.iter().zip(ends) {
        months.push((*month, store.count_received(*start, end)?));
    }
    let month_ago = today
        .add_months(-1)
        .and_then(|day| hours.midnight(day.tomorrow()?));
    let before = match (starts.iter().rev().nth(1), month_ago) {
        (Some((_, start)), Some(end)) => store.count_received(*start, end)?,
        _ => 0,
    };
    Ok(Some(ReceiptTrend { months, before }))
}

/// Leaves out what there is none of, but for what is late and due today, which one wants to know.
fn without_empty(figures: Vec<TodayFigure>) -> Vec<TodayFigure> {
    let always = [TodayItem::DueToday, TodayItem::Late];
    let kept = figures
        .into_iter()
        .filter(|figure| always.contains(&figure.item) || !figure.letters.is_empty());
    kept.collect()
}
