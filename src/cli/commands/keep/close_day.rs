//! `close-day`: prints the daily case list, with the anchor of the event log at its foot, to be
//! signed on paper.

use serde_json::json;

use crate::app::error::AppError;
use crate::cli::args::Xinxiang;
use crate::cli::args::keep_args::CloseDay;
use crate::cli::{open, output};
use crate::domain::directory::staff::Role;
use crate::domain::office::Office;
use crate::domain::time::{Date, Timestamp};
use crate::report::day::DayBalance;
use crate::store::Store;
use crate::store::record::anchor::{Anchor, MIN_HEAD_DIGITS};
use crate::text::sanitize::one_line;
use crate::text::width::{fit, pad_left, pad_right, text_width};

/// The page width in cells, which every printer supports.
const PAGE_WIDTH: usize = 72;

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
    let mut day = DayBalance::new(date, now, hours).ok_or_else(|| bad(&date.to_string()))?;
    store.for_each_history(Timestamp::MIN, day.cut_off, |id, events| {
        day.add_letter(id, events)
    })?;
    let anchor = store.anchor(Some(day.cut_off), now)?;
    if anchor.events == 0 {
        return Err(AppError::Refused(say!(
            "close-day-before",
            date = date.to_string()
        )));
    }
    if args.json {
        return output::print_json(&balance_json(&day, &anchor, &store));
    }
    page_lines(&day, &anchor, store.office())
        .iter()
        .try_for_each(|line| output::print_line(line))
}

fn balance_json(day: &DayBalance, anchor: &Anchor, store: &Store) -> serde_json::Value {
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

/// Returns the lines of the page, none wider than [`WIDTH`].
fn page_lines(day: &DayBalance, anchor: &Anchor, office: &Office) -> Vec<String> {
    let (title, date) = (say!("close-day-title"), day.date.to_string());
    let name = fit(
        office.name(),
        PAGE_WIDTH - text_width(&title) - text_width(&date) - 6,
    );
    let head = format!("{name} · {title}");
    let mut lines = vec![
        format!("{}{date}", pad_right(&head, PAGE_WIDTH - text_width(&date))),
        "-".repeat(PAGE_WIDTH),
    ];
    for (key, n) in [
        ("close-day-received", day.received),
        ("close-day-accepted", day.accepted),
        ("close-day-declined", day.declined),
        ("close-day-answered", day.answered),
        ("close-day-closed", day.closed),
        ("close-day-reopened", day.reopened),
    ] {
        lines.push(format!(
            "{}{}",
            pad_right(&say!(key), 24),
            pad_left(&n.to_string(), 10)
        ));
    }
    let row = |name: &str, open: &str, late: &str| {
        format!(
            "{}{}{}",
            pad_right(name, 24),
            pad_left(open, 10),
            pad_left(late, 14)
        )
    };
    lines.extend([
        String::new(),
        row(
            &say!("close-day-balance"),
            &say!("close-day-open"),
            &say!("close-day-late"),
        ),
    ]);
    for (queue, (open, late)) in &day.queues {
        let name = say!(&format!("queue-{}", queue.code()));
        lines.push(row(
            &format!("  {name}"),
            &open.to_string(),
            &late.to_string(),
        ));
    }
    let (open, late) = day.open_totals();
    lines.push(row(
        &say!("close-day-sum"),
        &open.to_string(),
        &late.to_string(),
    ));
    lines.extend([String::new(), say!("close-day-people")]);
    for (who, work) in &day.people {
        let name = office.staff_name(who);
        let work = say!(
            "close-day-work",
            acts = work.event_count,
            letters = work.letters.len()
        );
        lines.push(format!("  {}{work}", pad_right(&one_line(&name), 22)));
    }
    if day.people.is_empty() {
        lines.push(format!("  {}", say!("close-day-nobody")));
    }
    let at = office.format_minute(day.cut_off);
    lines.extend([
        String::new(),
        say!("close-day-anchor", at = at, events = anchor.events),
    ]);
    lines.extend(
        anchor
            .grouped_head()
            .chunks(8)
            .map(|groups| format!("  {}", groups.join(" "))),
    );
    let short = anchor.head.get(..MIN_HEAD_DIGITS).unwrap_or_default();
    lines.extend([
        String::new(),
        say!("close-day-check"),
        format!("  xinxiang verify --anchor {}:{short}", anchor.events),
    ]);
    lines.extend([String::new(), String::new(), say!("close-day-signed")]);
    lines
        .iter()
        .map(|line| fit(line.trim_end(), PAGE_WIDTH))
        .collect()
}
