//! `export --all`: exports everything to plain files, from which the office can be rebuilt.

use serde_json::json;

use super::require_owner;
use crate::app::error::AppError;
use crate::cli::args::Xinxiang;
use crate::cli::args::keep_args::Export;
use crate::cli::{letter, open, output};
use crate::domain::directory::staff::Role;
use crate::domain::letter::summary::AccessScope;
use crate::store::Store;
use crate::store::backup::export::ExportContent;

/// The explanation of the files, in both languages.
const README: &str = include_str!("../../../../assets/export/README.md");

/// Exports everything, including restricted letters. Only for administrators who own the database
/// file; recorded as an event of the office.
pub fn run(args: &Xinxiang, wanted: &Export) -> Result<(), AppError> {
    let Some(folder) = &wanted.all else {
        return Ok(());
    };
    let path = open::database_path(args)?;
    require_owner(&path)?;
    let (mut store, who, now) = open::open_as_actor(args)?;
    open::require_role(&who, Role::Administrator, &say!("cli-about-export"))?;
    crate::store::backup::staged_file::require_free(folder)?;
    // Recorded before anything is written.
    store.record_export(&who.id, now)?;
    let mut bar = output::Bar::new();
    let mut telling = ExportContent {
        letter: &mut |store, id| {
            letter::letter_json(
                store,
                &store.load_letter(id)?,
                None,
                &AccessScope::default(),
                now,
            )
        },
        office: &|store| office_json(store),
        readme: README,
        progress: &mut |done, all| bar.update(done, all, &say!("export-writing")),
    };
    let manifest = store.export(folder, now, &mut telling)?;
    bar.finish();
    if args.json {
        return output::print_json(&json!({ "folder": folder, "export": manifest }));
    }
    output::print_line(&say!(
        "export-done",
        path = folder.display().to_string(),
        events = manifest.content.events,
        letters = manifest.content.letters,
        attachments = manifest.content.attachments
    ))
}

/// Returns the current regulations, units and staff.
fn office_json(store: &Store) -> serde_json::Value {
    let office = store.office();
    json!({
        "name": office.name(),
        "practice": office.practice,
        "regulations": office.effective_from.iter().map(|(from, regulation)| json!({ "id": regulation.id, "from": from })).collect::<Vec<_>>(),
        "calendars": office.calendar.listed_years().collect::<Vec<_>>(),
        "units": office.units.all(),
        "staff": office.staff.as_slice(),
    })
}
