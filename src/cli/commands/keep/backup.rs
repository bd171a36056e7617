//! `backup`: makes a verified copy, by hand or from a timer, optionally encrypted; `--make-key`
//! creates a key for that.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde_json::json;

use super::{require_owner, warn_disk_space};
use crate::app::entry;
use crate::app::error::AppError;
use crate::cli::args::Xinxiang;
use crate::cli::args::keep_args::Backup;
use crate::cli::{open, output};
use crate::platform::file_guard::FileGuard;
use crate::platform::new_files;
use crate::store::Store;
use crate::store::backup::encryption;
use crate::store::backup::make::BackupPhase;
use crate::store::backup::manifest::{BackupManifest, manifest_path};

/// Makes a backup, the daily backup, or a key. Returns status 1 where a manifest in the folder
/// belongs to a diverged history; the backup is made nevertheless.
pub fn run(args: &Xinxiang, wanted: &Backup) -> Result<ExitCode, AppError> {
    if let Some(path) = &wanted.make_key {
        return create_key(args, path).map(|()| ExitCode::SUCCESS);
    }
    let path = open::database_path(args)?;
    require_owner(&path)?;
    let store = Store::open(&path)?;
    let now = entry::current_time(store.office())?;
    let recipients = encryption::parse_recipients(&wanted.recipients, &FileGuard::of(&path))?;
    let mut bar = output::Bar::new();
    let mut progress = |doing, done, all| {
        let message = match doing {
            BackupPhase::Copying => say!("backup-copying"),
            BackupPhase::Verifying => say!("cli-verifying"),
        };
        bar.update(done, all, &message);
    };
    warn_disk_space(&path);
    let (Some(keep), Some(folder)) = (wanted.daily, &wanted.folder) else {
        let Some(file) = &wanted.new_file else {
            return Ok(ExitCode::SUCCESS);
        };
        let manifest = store.backup(file, &recipients, now, &mut progress)?;
        bar.finish();
        let other = store.diverged_manifests(new_files::parent_folder(file))?;
        if args.json {
            let mut document = backup_json(file, &manifest);
            document["other_line"] = json!(other);
            output::print_json(&document)?;
        } else {
            output::print_line(&backup_message(file, &manifest))?;
        }
        return Ok(warn_diverged(&other));
    };
    let done =
        store.make_daily_backup(folder, usize::from(keep), &recipients, now, &mut progress)?;
    bar.finish();
    for path in &done.damaged {
        output::eprint_line(&say!("backup-damaged", path = path.display().to_string()));
    }
    for path in &done.orphaned {
        output::eprint_line(&say!("backup-swept", path = path.display().to_string()));
    }
    if args.json {
        let mut document = backup_json(&done.file, &done.manifest);
        document["kept"] = json!(done.retained);
        document["removed"] = json!(done.removed);
        document["damaged"] = json!(done.damaged);
        document["other_line"] = json!(done.diverged);
        document["swept"] = json!(done.orphaned);
        output::print_json(&document)?;
    } else {
        let sentence = backup_message(&done.file, &done.manifest);
        output::print_line(&say!(
            "backup-daily",
            done = sentence,
            kept = done.retained,
            removed = done.removed.len()
        ))?;
    }
    Ok(warn_diverged(&done.diverged))
}

/// Warns about manifests of a diverged history. Returns the exit status.
fn warn_diverged(other_line: &[PathBuf]) -> ExitCode {
    let Some(first) = other_line.first() else {
        return ExitCode::SUCCESS;
    };
    let first = shell_words::quote(&first.display().to_string()).into_owned();
    output::eprint_line(&say!(
        "backup-other-line",
        n = other_line.len(),
        first = first
    ));
    ExitCode::FAILURE
}

fn backup_json(file: &Path, manifest: &BackupManifest) -> serde_json::Value {
    json!({ "file": file, "manifest": manifest_path(file), "backup": manifest })
}

fn backup_message(file: &Path, manifest: &BackupManifest) -> String {
    say!(
        if manifest.encrypted {
            "backup-done-sealed"
        } else {
            "backup-done"
        },
        path = file.display().to_string(),
        events = manifest.content.events,
        letters = manifest.content.letters,
        attachments = manifest.content.attachments
    )
}

fn create_key(args: &Xinxiang, path: &Path) -> Result<(), AppError> {
    let recipient = encryption::make_key(path)?;
    let public = encryption::public_path(path);
    if args.json {
        return output::print_json(
            &json!({ "identity": path, "public": public, "recipient": recipient }),
        );
    }
    let (path, public) = (path.display().to_string(), public.display().to_string());
    output::print_line(&say!(
        "backup-key",
        path = path,
        public = public,
        recipient = recipient
    ))
}
