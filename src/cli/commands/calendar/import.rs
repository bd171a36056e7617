//! `calendar import`: prints the changes by year and the deadlines that move. A dry run and a
//! refusal print the same.

use std::path::Path;

use serde_json::json;

use super::moves::Moves;
use super::{listed_line, local_line};
use crate::app::error::AppError;
use crate::cli::args::Xinxiang;
use crate::cli::holidays::changes;
use crate::cli::{open, output};
use crate::domain::directory::staff::Role;
use crate::domain::time::calendar::{CalendarError, ImportConsent, YearChange, YearList};
use crate::domain::time::holidays::{self, OtherFileKind};
use crate::platform::file_guard::FileGuard;
use crate::platform::files;
use crate::store::StoreError;

/// Reads the holiday lists of a file; refuses the database's own files.
fn read(path: &Path, own: &FileGuard) -> Result<Vec<YearList>, AppError> {
    let bytes = files::read(path, own)?;
    match OtherFileKind::detect(&bytes) {
        Some(other) => Err(CalendarError::NotAList(other).into()),
        None => Ok(holidays::parse_calendars(&crate::intake::decoded(&bytes))?),
    }
}

/// Imports the lists of a file; with `dry`, only prints the changes.
pub fn run(args: &Xinxiang, path: &Path, consent: ImportConsent, dry: bool) -> Result<(), AppError> {
    let (mut store, who, now) = open::enter(args)?;
    open::must_be(
        &who,
        Role::Administrator,
        &say!("cli-about-calendar-import"),
    )?;
    let lists = read(path, &store.guard())?;
    let years: Vec<i16> = lists.iter().map(|list| list.year).collect();
    let imported = store
        .import_calendar(lists, consent, dry, &who.id, now)
        .map_err(AppError::Store);
    if let (Err(AppError::Store(StoreError::CalendarImport(bad))), false) = (&imported, args.json) {
        print(bad.changes())?;
    }
    let imported = imported?;
    let moves = Moves::of(imported.moved);
    let office = store.office();
    if args.json {
        let mut document =
            json!({ "years": years, "dry_run": dry, "changes": changes(&imported.changes) });
        moves.add_to(&mut document, office);
        return output::document(&document);
    }
    print(&imported.changes)?;
    moves.print(office)?;
    let years = years
        .iter()
        .map(i16::to_string)
        .collect::<Vec<_>>()
        .join(" ");
    let key = if dry {
        "cli-calendar-would"
    } else {
        "cli-calendar-imported"
    };
    output::line(&say!(
        key,
        years = years,
        n = moves.moved.len(),
        settled = moves.settled.len()
    ))
}

fn print(changes: &[YearChange]) -> Result<(), AppError> {
    for change in changes {
        output::line(&say!(
            "cli-calendar-change",
            year = change.year.to_string(),
            before = change.before,
            after = change.after,
            added = change.added.len(),
            lost = change.lost.len()
        ))?;
        for day in &change.lost {
            output::line(&say!("cli-calendar-lost", day = listed_line(day)))?;
        }
        // In a year without a list before, every day is new.
        for day in change.added.iter().filter(|_| change.known) {
            output::line(&say!("cli-calendar-added", day = listed_line(day)))?;
        }
        for day in &change.own {
            output::line(&say!("cli-calendar-stays", day = local_line(day)))?;
        }
        for doubt in &change.doubts {
            output::line(&say!(
                "cli-calendar-doubt",
                year = change.year.to_string(),
                why = doubt.label()
            ))?;
        }
    }
    Ok(())
}
