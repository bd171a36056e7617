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
use crate::cli::holidays::{listed, local};
use crate::cli::{open, output};
use crate::domain::time::Date;
use crate::domain::time::calendar::{ImportConsent, ListedDay, LocalDay};
use crate::store::Store;
use crate::text::dates;
use crate::text::width::pad_right;
pub use moves::which;

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
        Some(Change::Add(day)) => days::add(args, &day),
        Some(Change::Drop { date, why, dry_run }) => days::drop(args, &date, &why, dry_run),
        None => list(args, calendar.year),
    }
}

fn list(args: &Xinxiang, year: Option<i16>) -> Result<(), AppError> {
    let store = Store::open(&open::database(args)?)?;
    let calendar = &store.office().calendar;
    let Some(year) = year else {
        let years: Vec<i16> = calendar.listed_years().collect();
        if args.json {
            return output::document(&json!({ "years": years }));
        }
        let years = years
            .iter()
            .map(i16::to_string)
            .collect::<Vec<_>>()
            .join(" ");
        return output::line(&say!("cli-calendar-years", years = years));
    };
    let list = calendar.year_list(year);
    // A day can be both listed and declared by the office; the declared one sorts last, because it
    // takes precedence.
    let mut days: BTreeMap<(Date, bool), (Value, String)> = BTreeMap::new();
    for day in list.iter().flat_map(|list| &list.days) {
        days.insert((day.date, false), (listed(day), listed_line(day)));
    }
    for day in calendar.local_days(year) {
        days.insert((day.date, true), (local(day), local_line(day)));
    }
    if args.json {
        let days: Vec<Value> = days.into_values().map(|(document, _)| document).collect();
        return output::document(
            &json!({ "year": year, "published": list.is_some(), "days": days }),
        );
    }
    if list.is_none() {
        output::line(&say!("cli-calendar-unpublished", year = year.to_string()))?;
    }
    for (_, line) in days.into_values() {
        output::line(&line)?;
    }
    Ok(())
}

fn dated(date: Date, what: &str, name: &str) -> String {
    let date = say!(
        "date-weekday",
        date = date.to_string(),
        weekday = dates::weekday(date)
    );
    format!("{date}  {} {name}", pad_right(what, 12))
}

/// Formats a day of a published list.
fn listed_line(day: &ListedDay) -> String {
    dated(day.date, &day.kind.label(), &day.name)
}

/// Formats a day that the office declared itself.
fn local_line(day: &LocalDay) -> String {
    let name = say!(
        "cli-calendar-own",
        name = day.name.as_str(),
        why = day.why.as_str()
    );
    dated(day.date, &day.label(), &name)
}
