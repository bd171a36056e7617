//! `restore` and `rebuild`: create a new database file from a backup, or from the events alone.

use std::os::unix::fs::MetadataExt;
use std::path::Path;

use serde_json::json;

use super::{anchor, must_own};
use crate::app::error::AppError;
use crate::cli::args::Xinxiang;
use crate::cli::args::keep_args::{Rebuild, Restore};
use crate::cli::{open, output};
use crate::platform::file_guard::FileGuard;
use crate::platform::new_files;
use crate::store::backup::source::{Database, Folder, Source};
use crate::store::backup::{KeepError, rebuild as again, restore, seal};
use crate::store::verify::Report;

/// Restores a backup into a new file.
pub fn run(args: &Xinxiang, wanted: &Restore) -> Result<(), AppError> {
    let database = open::database(args)?;
    let identities = match &wanted.identity {
        Some(path) => seal::identities(path, &FileGuard::of(&database))?,
        None => Vec::new(),
    };
    let wanted = restore::Wanted {
        backup: &wanted.backup,
        target: &wanted.new_file,
        identities: &identities,
        anchors: anchor::read(&wanted.anchors, &database)?,
        without_manifest: wanted.without_manifest,
    };
    let mut bar = output::Bar::new();
    let (report, manifest) = restore::restore(&wanted, &mut |done, all| {
        bar.show(done, all, &say!("cli-verifying"))
    })?;
    bar.end();
    if manifest.is_none() {
        output::told(&say!("restore-unwitnessed"));
    }
    print(
        args,
        wanted.target,
        &report,
        manifest.map(|manifest| manifest.content.made_at),
    )
}

/// Rebuilds a new file from the events of the database, or of an export.
pub fn rebuild(args: &Xinxiang, wanted: &Rebuild) -> Result<(), AppError> {
    let source: Box<dyn Source> = match &wanted.exported {
        Some(folder) => Box::new(Folder::open(folder)?),
        None => {
            let path = open::database(args)?;
            must_own(&path)?;
            Box::new(Database::open(&path).map_err(KeepError::of_rebuild)?)
        }
    };
    let mut bar = output::Bar::new();
    let report = again::rebuild(source.as_ref(), &wanted.new_file, &mut |done, all| {
        bar.show(done, all, &say!("cli-verifying"))
    })
    .map_err(KeepError::of_rebuild)?;
    bar.end();
    print(args, &wanted.new_file, &report, None)
}

fn print(
    args: &Xinxiang,
    file: &Path,
    report: &Report,
    made_at: Option<String>,
) -> Result<(), AppError> {
    if args.json {
        return output::document(&json!({
            "file": file, "events": report.events, "letters": report.letters, "attachments": report.attachments,
            "head": report.head, "made_at": made_at,
        }));
    }
    output::line(&say!(
        "restore-done",
        path = file.display().to_string(),
        events = report.events,
        letters = report.letters,
        attachments = report.attachments
    ))?;
    if let Some(made_at) = made_at {
        output::line(&say!("restore-made", at = made_at))?;
    }
    let path = file.display().to_string();
    match strangers(file) {
        None => output::line(&say!("restore-open", path = path)),
        Some((now, owner)) => {
            let (command, now) = (format!("chown {owner} {}", shell_words::quote(&path)), now);
            output::line(&say!(
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
fn strangers(file: &Path) -> Option<(String, String)> {
    let (made, folder) = (
        std::fs::metadata(file).ok()?.uid(),
        std::fs::metadata(new_files::folder(file)).ok()?.uid(),
    );
    let name = |uid: u32| {
        crate::platform::account::account(uid)
            .map_or_else(|| uid.to_string(), |account| account.login)
    };
    (made != folder).then(|| (name(made), name(folder)))
}
