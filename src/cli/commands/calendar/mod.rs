//! `calendar`: lists holidays and make-up working days, imports published lists, and declares the
//! office's own days.

mod days;
mod import;
mod moves;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::app::error::AppError;
use crate::cli::args::Xinxiang;
use crate::cli::args::calendar_args::{Calendar, Change};
use crate::cli::holidays::{listed_day_json, local_day_json};
use crate::cli::{open, output};
use crate::domain::time::Date;
use crate::domain::time::calendar::{ImportConsent, ListedDay, LocalDay};
use crate::store::Store;
use crate::text::dates;
use crate::text::width::pad_right;
pub use moves::deadline_name;

/// Runs `calendar` or one of its subcommands.
pub fn run(args: &Xinxiang, calendar: Calendar) -> Result<(), AppError> {
    match calendar.command {
        Some(Change::Import {
            file,
            dry_run,
            replace,
            incomplete,
        }) => import::run(
            args,
            &file,
            ImportConsent {
                replace,
                incomplete,
            },
            dry_run,
        ),
        Some(Change::Add(day)) => days::add_day(args, &day),
        Some(Change::Drop { date, why, dry_run }) => days::drop_day(args, &date, &why, dry_run),
        None => print_calendar(args, calendar.year),
    }
}

fn print_calendar(args: &Xinxiang, year: Option<i16>) -> Result<(), AppError> {
    let store = Store::open(&open::database_path(args)?)?;
    let calendar = &store.office().calendar;
    let Some(year) = year else {
        let years: Vec<i16> = calendar.listed_years().collect();
        if args.json {
            return output::print_json(&json!({ "years": years }));
        }
        let years = years
            .iter()
            .map(i16::to_string)
            .collect::<Vec<_>>()
            .join(" ");
        return output::print_line(&say!("cli-calendar-years", years = years));
    };
    let list = calendar.year_list(year);
    // A day can be both listed and declared by the office; the declared one sorts last, because it
    // takes precedence.
    let mut days: BTreeMap<(Date, bool), (Value, String)> = BTreeMap::new();
    for day in list.iter().flat_map(|list| &list.days) {
        days.insert((day.date, false), (listed_day_json(day), listed_line(day)));
    }
    for day in calendar.local_days(year) {
        days.insert((day.date, true), (local_day_json(day), local_line(day)));
    }
    if args.json {
        let days: Vec<Value> = days.into_values().map(|(document, _)| document).collect();
        return output::print_json(
            &json!({ "year": year, "published": list.is_some(), "days": days }),
        );
    }
    if list.is_none() {
        output::print_line(&say!("cli-calendar-unpublished", year = year.to_string()))?;
    }
    for (_, line) in days.into_values() {
        output::print_line(&line)?;
    }
    Ok(())
}

fn format_dated(date: Date, what: &str, name: &str) -> String {
    let date = say!(
        "date-weekday",
        date = date.to_string(),
        weekday = dates::weekday_name(date)
    );
    format!("{date}  {} {name}", pad_right(what, 12))
}

/// Formats a day of a published list.
fn listed_line(day: &ListedDay) -> String {
    format_dated(day.date, &day.kind.label(), &day.name)
}

/// Formats a day that the office declared itself.
fn local_line(day: &LocalDay) -> String {
    let name = say!(
        "cli-calendar-own",
        name = day.name.as_str(),
        why = day.why.as_str()
    );
    format_dated(day.date, &day.label(), &name)
}
