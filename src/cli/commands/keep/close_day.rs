//! `close-day`: prints the daily case list, with the anchor of the event log at its foot, to be
//! signed on paper.

use serde_json::json;

use crate::app::close_day::ClosedDay;
use crate::app::error::AppError;
use crate::cli::args::Xinxiang;
use crate::cli::args::keep_args::CloseDay;
use crate::cli::{open, output};
use crate::domain::directory::staff::Role;
use crate::domain::time::Date;
use crate::store::Store;

/// Prints the page; allowed for administrators, the office and leaders.
pub fn run(args: &Xinxiang, wanted: &CloseDay) -> Result<(), AppError> {
    let (store, who, now) = open::open_as_actor(args)?;
    if !who.is_one_of(&[Role::Administrator, Role::Office, Role::Leader]) {
        let role = Role::Administrator.label();
        let what = say!("cli-about-close-day");
        return Err(AppError::NeedsRole(say!(
            "cli-needs-role",
            who = who.name.as_str(),
            role = role,
            what = what
        )));
    }
    let hours = &store.office().regulation.hours;
    let today = hours.to_civil(now).date();
    let bad = |value: &str| AppError::Usage(say!("close-day-bad-date", value = value));
    let date = match &wanted.date {
        None => today,
        Some(text) => text
            .parse::<Date>()
            .ok()
            .filter(|date| *date <= today)
            .ok_or_else(|| bad(text))?,
    };
    let closed = ClosedDay::read(&store, date, now)?;
    if args.json {
        return output::print_json(&balance_json(&closed, &store));
    }
    let lines = closed.page_lines(store.office());
    lines.iter().try_for_each(|line| output::print_line(line))
}

fn balance_json(closed: &ClosedDay, store: &Store) -> serde_json::Value {
    let ClosedDay { day, anchor } = closed;
    let office = store.office();
    let queues = day
        .queues
        .iter()
        .map(|(queue, (open, late))| json!({ "queue": queue.code(), "open": open, "late": late }));
    let people = day.people.iter().map(|(who, work)| {
        json!({ "who": who, "name": office.staff_name(who), "acts": work.event_count, "letters": work.letters.len() })
    });
    json!({
        "date": day.date, "cut_off": office.regulation.hours.to_rfc3339(day.cut_off),
        "received": day.received, "accepted": day.accepted, "declined": day.declined, "answered": day.answered,
        "closed": day.closed, "reopened": day.reopened,
        "queues": queues.collect::<Vec<_>>(), "people": people.collect::<Vec<_>>(), "anchor": anchor,
    })
}
