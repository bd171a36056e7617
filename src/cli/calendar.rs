//! `calendar`: the years' holidays and make-up working days, and importing lists of them.

use std::path::Path;

use serde_json::{Value, json};

use super::args::{Calendar, CalendarCommand, Xinxiang};
use super::error::CliError;
use super::{output, place};
use crate::domain::calendar::{Mark, YearList};
use crate::domain::event::Which;
use crate::domain::holidays;
use crate::domain::office::Office;
use crate::domain::staff::Role;
use crate::files;
use crate::store::calendars::Moved;
use crate::store::{Store, own_files};
use crate::tui::dates;
use crate::tui::widgets::fit::pad_right;

/// Lists, or imports.
pub fn run(args: &Xinxiang, calendar: Calendar) -> Result<(), CliError> {
    match calendar.command {
        Some(CalendarCommand::Import { file, dry_run }) => import(args, &file, dry_run),
        None => list(args, calendar.year),
    }
}

fn list(args: &Xinxiang, year: Option<i16>) -> Result<(), CliError> {
    let store = Store::open(&place::database(args)?)?;
    let calendar = &store.office().calendar;
    let Some(year) = year else {
        let years: Vec<i16> = calendar.years().collect();
        if args.json {
            return output::document(&json!({ "years": years }));
        }
        let years = years.iter().map(i16::to_string).collect::<Vec<_>>().join(" ");
        return output::line(&say!("cli-calendar-years", years = years));
    };
    let list = calendar.list(year);
    if args.json {
        let days = list
            .iter()
            .flat_map(|list| &list.days)
            .map(|day| json!({ "date": day.date.to_string(), "kind": day.kind.code(), "name": day.name }));
        return output::document(
            &json!({ "year": year, "published": list.is_some(), "days": days.collect::<Vec<_>>() }),
        );
    }
    let Some(list) = list else {
        return output::line(&say!("cli-calendar-unpublished", year = year.to_string()));
    };
    for day in &list.days {
        let kind = match day.kind {
            Mark::Holiday => say!("mark-holiday"),
            Mark::Workday => say!("mark-workday"),
        };
        let date = say!("date-weekday", date = day.date.to_string(), weekday = dates::weekday(day.date));
        output::line(&format!("{date}  {} {}", pad_right(&kind, 12), day.name))?;
    }
    Ok(())
}

/// Reads lists of holidays from a file, which is none of the database's `own`.
fn read(path: &Path, own: &[(u64, u64)]) -> Result<Vec<YearList>, CliError> {
    let bytes = files::read(path, own)?;
    Ok(holidays::read(&crate::intake::decoded(&bytes))?)
}

fn import(args: &Xinxiang, path: &Path, dry: bool) -> Result<(), CliError> {
    let (mut store, who, now) = place::enter(args)?;
    place::must_be(&who, Role::Administrator, &say!("cli-about-calendar-import"))?;
    let lists = read(path, &own_files(store.path()))?;
    let years: Vec<i16> = lists.iter().map(|list| list.year).collect();
    let all = store.import_calendar(lists, dry, &who.id, now)?;
    // Some deadlines stay where they were, and are no longer provisional.
    let (moved, settled): (Vec<Moved>, Vec<Moved>) = all.into_iter().partition(|moved| moved.was.at != moved.due.at);
    let office = store.office();
    if args.json {
        let moved = moved.iter().map(|moved| document(moved, office)).collect::<Vec<_>>();
        let settled = settled.iter().map(|settled| document(settled, office)).collect::<Vec<_>>();
        return output::document(&json!({ "years": years, "dry_run": dry, "moved": moved, "settled": settled }));
    }
    for moved in &moved {
        output::line(&line(moved, office))?;
    }
    let years = years.iter().map(i16::to_string).collect::<Vec<_>>().join(" ");
    let key = if dry { "cli-calendar-would" } else { "cli-calendar-imported" };
    output::line(&say!(key, years = years, n = moved.len(), settled = settled.len()))
}

/// What a deadline is called in JSON, and the unit that it is of.
pub fn which(which: Which, office: &Office) -> (&'static str, Option<String>) {
    match which {
        Which::Stage => ("stage", None),
        Which::Route => ("route", None),
        Which::Unit(unit) => ("unit", Some(office.units.name(unit))),
        Which::Return(unit) => ("return", Some(office.units.name(unit))),
        Which::Step(unit) => ("step", Some(office.units.name(unit))),
    }
}

fn document(moved: &Moved, office: &Office) -> Value {
    let hours = &office.regulation.hours;
    let (clock, unit) = which(moved.which, office);
    json!({
        "letter": moved.letter.0, "number": moved.number.as_ref().map(|number| &number.text), "title": moved.title,
        "clock": clock, "unit": unit, "from": hours.rfc3339(moved.was.at), "to": hours.rfc3339(moved.due.at),
        "provisional": moved.due.provisional,
    })
}

fn line(moved: &Moved, office: &Office) -> String {
    let (_, unit) = which(moved.which, office);
    let name = moved.number.as_ref().map_or_else(|| format!("#{}", moved.letter), |number| number.text.clone());
    let clock = match moved.which {
        Which::Stage => say!("moved-stage"),
        Which::Route => say!("moved-route"),
        Which::Unit(_) => say!("moved-unit"),
        Which::Return(_) => say!("moved-return"),
        Which::Step(_) => say!("moved-step"),
    };
    let what = unit.into_iter().chain([clock]).collect::<Vec<_>>().join(" ");
    let (was, due) = (office.written(moved.was.at), office.written(moved.due.at));
    say!("cli-calendar-moved", name = name, title = moved.title.as_str(), what = what, was = was, due = due)
}
