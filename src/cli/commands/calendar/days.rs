//! `calendar add` and `calendar drop`: days that the office itself declares off or working.

use serde_json::json;

use super::local_line;
use super::moves::DeadlineMoves;
use crate::app::error::AppError;
use crate::app::settings::change::{MAX_REASON_CHARS, check_text};
use crate::cli::args::Xinxiang;
use crate::cli::args::calendar_args::LocalDay as Wanted;
use crate::cli::holidays::local_day_json;
use crate::cli::{open, output};
use crate::domain::directory::names::LONGEST_NAME;
use crate::domain::directory::staff::Role;
use crate::domain::time::Date;
use crate::domain::time::calendar::{DayMark, HalfDay, LocalDay};
use crate::domain::time::holidays;

fn parse_date(text: &str) -> Result<Date, AppError> {
    holidays::parse_date(text).ok_or_else(|| AppError::Usage(say!("cli-bad-date", value = text)))
}

/// Declares a day; with `--dry-run`, only prints the effect.
pub(super) fn add_day(args: &Xinxiang, wanted: &Wanted) -> Result<(), AppError> {
    let (mut store, who, now) = open::open_as_actor(args)?;
    open::require_role(&who, Role::Administrator, &say!("cli-about-calendar-add"))?;
    let day = LocalDay {
        date: parse_date(&wanted.date)?,
        kind: if wanted.off {
            DayMark::Holiday
        } else {
            DayMark::Workday
        },
        part: wanted.part.as_deref().and_then(HalfDay::parse),
        name: check_text(&wanted.name, LONGEST_NAME)?,
        why: check_text(&wanted.why, MAX_REASON_CHARS)?,
    };
    store.refresh()?;
    let listed = store.office().calendar.listed_status(day.date);
    // A declared day normally differs from the regular week. It deserves a remark if it contradicts
    // the State Council's list, or if it changes nothing.
    let differs = listed.is_working_day() != (day.kind == DayMark::Workday);
    let remark = match (differs, listed.is_listed()) {
        (true, false) => None,
        (true, true) => Some(say!(
            "cli-calendar-contrary",
            date = day.date.to_string(),
            listed = listed.label()
        )),
        (false, _) => Some(say!(
            "cli-calendar-same",
            date = day.date.to_string(),
            listed = listed.label()
        )),
    };
    let moves =
        DeadlineMoves::from_all(store.declare_day(day.clone(), wanted.dry_run, &who.id, now)?);
    let office = store.office();
    if args.json {
        let mut document = local_day_json(&day);
        document["dry_run"] = json!(wanted.dry_run);
        document["remarks"] = json!(remark.iter().collect::<Vec<_>>());
        moves.add_to(&mut document, office);
        return output::print_json(&document);
    }
    output::print_line(&local_line(&day))?;
    remark
        .iter()
        .try_for_each(|remark| output::print_line(remark))?;
    moves.print_moved(office)?;
    let key = if wanted.dry_run {
        "cli-calendar-would-add"
    } else {
        "cli-calendar-has-added"
    };
    output::print_line(&say!(
        key,
        date = day.date.to_string(),
        n = moves.moved.len()
    ))
}

/// Withdraws a declared day; with `dry`, only prints the effect.
pub(super) fn drop_day(args: &Xinxiang, day: &str, why: &str, dry: bool) -> Result<(), AppError> {
    let (mut store, who, now) = open::open_as_actor(args)?;
    open::require_role(&who, Role::Administrator, &say!("cli-about-calendar-drop"))?;
    let (date, why) = (parse_date(day)?, check_text(why, MAX_REASON_CHARS)?);
    let moves = DeadlineMoves::from_all(store.drop_day(date, &why, dry, &who.id, now)?);
    let office = store.office();
    if args.json {
        let mut document = json!({ "date": date.to_string(), "why": why, "dry_run": dry });
        moves.add_to(&mut document, office);
        return output::print_json(&document);
    }
    moves.print_moved(office)?;
    let key = if dry {
        "cli-calendar-would-drop"
    } else {
        "cli-calendar-has-dropped"
    };
    output::print_line(&say!(key, date = date.to_string(), n = moves.moved.len()))
}
