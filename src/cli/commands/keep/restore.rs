//! `restore` and `rebuild`: create a new database file from a backup, or from the events alone.

use std::os::unix::fs::MetadataExt;
use std::path::Path;

use serde_json::json;

use super::{anchor, require_owner};
use crate::app::error::AppError;
use crate::cli::args::Xinxiang;
use crate::cli::args::keep_args::{Rebuild, Restore};
use crate::cli::{open, output};
use crate::platform::file_guard::FileGuard;
use crate::platform::new_files;
use crate::store::backup::source::{DatabaseSource, ExportSource, Source};
use crate::store::backup::{BackupError, encryption, rebuild as again, restore};
use crate::store::verify::VerifyReport;

/// Restores a backup into a new file.
pub fn run(args: &Xinxiang, wanted: &Restore) -> Result<(), AppError> {
    let database = open::database_path(args)?;
    let identities = match &wanted.identity {
        Some(path) => encryption::read_identities(path, &FileGuard::of(&database))?,
        None => Vec::new(),
    };
    let wanted = restore::RestoreOptions {
        backup: &wanted.backup,
        target: &wanted.new_file,
        identities: &identities,
        anchors: anchor::parse_anchors(&wanted.anchors, &database)?,
        without_manifest: wanted.without_manifest,
    };
    let mut bar = output::Bar::new();
    let (report, manifest) = restore::restore(&wanted, &mut |done, all| {
        bar.update(done, all, &say!("cli-verifying"))
    })?;
    bar.finish();
    if manifest.is_none() {
        output::eprint_line(&say!("restore-unwitnessed"));
    }
    print_report(
        args,
        wanted.target,
        &report,
        manifest.map(|manifest| manifest.content.made_at),
    )
}

/// Rebuilds a new file from the events of the database, or of an export.
pub fn rebuild(args: &Xinxiang, wanted: &Rebuild) -> Result<(), AppError> {
    let source: Box<dyn Source> = match &wanted.exported {
        Some(folder) => Box::new(ExportSource::open(folder)?),
        None => {
            let path = open::database_path(args)?;
            require_owner(&path)?;
            Box::new(DatabaseSource::open(&path).map_err(BackupError::for_rebuild)?)
        }
    };
    let mut bar = output::Bar::new();
    let report = again::rebuild(source.as_ref(), &wanted.new_file, &mut |done, all| {
        bar.update(done, all, &say!("cli-verifying"))
    })
    .map_err(BackupError::for_rebuild)?;
    bar.finish();
    print_report(args, &wanted.new_file, &report, None)
}

fn print_report(
    args: &Xinxiang,
    file: &Path,
    report: &VerifyReport,
    made_at: Option<String>,
) -> Result<(), AppError> {
    if args.json {
        return output::print_json(&json!({
            "file": file, "events": report.events, "letters": report.letters, "attachments": report.attachments,
            "head": report.head, "made_at": made_at,
        }));
    }
    output::print_line(&say!(
        "restore-done",
        path = file.display().to_string(),
        events = report.events,
        letters = report.letters,
        attachments = report.attachments
    ))?;
    if let Some(made_at) = made_at {
        output::print_line(&say!("restore-made", at = made_at))?;
    }
    let path = file.display().to_string();
    match differing_owners(file) {
        None => output::print_line(&say!("restore-open", path = path)),
        Some((now, owner)) => {
            let (command, now) = (format!("chown {owner} {}", shell_words::quote(&path)), now);
            output::print_line(&say!(
                "restore-give",
                owner = owner,
                now = now,
                command = command
            ))
        }
    }
}

/// Returns the owner of a new file and the owner of its folder, by name; `None` where they are the
/// same user.
fn differing_owners(file: &Path) -> Option<(String, String)> {
    let (made, folder) = (
        std::fs::metadata(file).ok()?.uid(),
        std::fs::metadata(new_files::parent_folder(file))
            .ok()?
            .uid(),
    );
    let name = |uid: u32| {
        crate::platform::account::find_account(uid)
            .map_or_else(|| uid.to_string(), |account| account.login)
    };
    (made != folder).then(|| (name(made), name(folder)))
}
