//! `calendar import`: prints the changes by year and the deadlines that move. A dry run and a
//! refusal print the same.

use std::path::Path;

use serde_json::json;

use super::moves::DeadlineMoves;
use super::{listed_line, local_line};
use crate::app::error::AppError;
use crate::app::settings::files::read_calendars;
use crate::cli::args::Xinxiang;
use crate::cli::holidays::changes_json;
use crate::cli::{open, output};
use crate::domain::directory::staff::Role;
use crate::domain::time::calendar::{ImportConsent, YearChange};
use crate::store::StoreError;

/// Imports the lists of a file; with `dry`, only prints the changes.
pub(super) fn run(
    args: &Xinxiang,
    path: &Path,
    consent: ImportConsent,
    dry: bool,
) -> Result<(), AppError> {
    let (mut store, who, now) = open::open_as_actor(args)?;
    open::require_role(
        &who,
        Role::Administrator,
        &say!("cli-about-calendar-import"),
    )?;
    let lists = read_calendars(path, &store.guard())?;
    let years: Vec<i16> = lists.iter().map(|list| list.year).collect();
    let imported = store
        .import_calendar(lists, consent, dry, &who.id, now)
        .map_err(AppError::Store);
    if let (Err(AppError::Store(StoreError::CalendarImport(bad))), false) = (&imported, args.json) {
        print_changes(bad.changes())?;
    }
    let imported = imported?;
    let moves = DeadlineMoves::from_all(imported.moved);
    let office = store.office();
    if args.json {
        let mut document =
            json!({ "years": years, "dry_run": dry, "changes": changes_json(&imported.changes) });
        moves.add_to(&mut document, office);
        return output::print_json(&document);
    }
    print_changes(&imported.changes)?;
    moves.print_moved(office)?;
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
    output::print_line(&say!(
        key,
        years = years,
        n = moves.moved.len(),
        settled = moves.unmoved.len()
    ))
}

fn print_changes(changes: &[YearChange]) -> Result<(), AppError> {
    for change in changes {
        output::print_line(&say!(
            "cli-calendar-change",
            year = change.year.to_string(),
            before = change.before,
            after = change.after,
            added = change.added.len(),
            lost = change.lost.len()
        ))?;
        for day in &change.lost {
            output::print_line(&say!("cli-calendar-lost", day = listed_line(day)))?;
        }
        // In a year without a list before, every day is new.
        for day in change.added.iter().filter(|_| change.known) {
            output::print_line(&say!("cli-calendar-added", day = listed_line(day)))?;
        }
        for day in &change.own {
            output::print_line(&say!("cli-calendar-stays", day = local_line(day)))?;
        }
        for doubt in &change.doubts {
            output::print_line(&say!(
                "cli-calendar-doubt",
                year = change.year.to_string(),
                why = doubt.label()
            ))?;
        }
    }
    Ok(())
}
