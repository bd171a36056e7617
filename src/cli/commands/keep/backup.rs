//! `backup`: makes a verified copy, by hand or from a timer, optionally encrypted; `--make-key`
//! creates a key for that.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde_json::json;

use super::{must_own, tell_room};
use crate::app::entry;
use crate::app::error::AppError;
use crate::cli::args::Xinxiang;
use crate::cli::args::keep_args::Backup;
use crate::cli::{open, output};
use crate::platform::file_guard::FileGuard;
use crate::platform::new_files;
use crate::store::Store;
use crate::store::backup::make::Doing;
use crate::store::backup::manifest::{Manifest, beside};
use crate::store::backup::seal;

/// Makes a backup, the daily backup, or a key. Returns status 1 where a manifest in the folder
/// belongs to a diverged history; the backup is made nevertheless.
pub fn run(args: &Xinxiang, wanted: &Backup) -> Result<ExitCode, AppError> {
    if let Some(path) = &wanted.make_key {
        return key(args, path).map(|()| ExitCode::SUCCESS);
    }
    let path = open::database(args)?;
    must_own(&path)?;
    let store = Store::open(&path)?;
    let now = entry::now(store.office())?;
    let recipients = seal::recipients(&wanted.recipients, &FileGuard::of(&path))?;
    let mut bar = output::Bar::new();
    let mut progress = |doing, done, all| {
        let message = match doing {
            Doing::Copying => say!("backup-copying"),
            Doing::Verifying => say!("cli-verifying"),
        };
        bar.show(done, all, &message);
    };
    tell_room(&path);
    let (Some(keep), Some(folder)) = (wanted.daily, &wanted.folder) else {
        let Some(file) = &wanted.new_file else {
            return Ok(ExitCode::SUCCESS);
        };
        let manifest = store.backup(file, &recipients, now, &mut progress)?;
        bar.end();
        let other = store.other_line(new_files::folder(file))?;
        if args.json {
            let mut document = document(file, &manifest);
            document["other_line"] = json!(other);
            output::document(&document)?;
        } else {
            output::line(&sentence(file, &manifest))?;
        }
        return Ok(status(&other));
    };
    let done = store.daily(folder, usize::from(keep), &recipients, now, &mut progress)?;
    bar.end();
    for path in &done.damaged {
        output::told(&say!("backup-damaged", path = path.display().to_string()));
    }
    for path in &done.swept {
        output::told(&say!("backup-swept", path = path.display().to_string()));
    }
    if args.json {
        let mut document = document(&done.file, &done.manifest);
        document["kept"] = json!(done.kept);
        document["removed"] = json!(done.removed);
        document["damaged"] = json!(done.damaged);
        document["other_line"] = json!(done.other_line);
        document["swept"] = json!(done.swept);
        output::document(&document)?;
    } else {
        let sentence = sentence(&done.file, &done.manifest);
        output::line(&say!(
            "backup-daily",
            done = sentence,
            kept = done.kept,
            removed = done.removed.len()
        ))?;
    }
    Ok(status(&done.other_line))
}

/// Warns about manifests of a diverged history. Returns the exit status.
fn status(other_line: &[PathBuf]) -> ExitCode {
    let Some(first) = other_line.first() else {
        return ExitCode::SUCCESS;
    };
    let first = shell_words::quote(&first.display().to_string()).into_owned();
    output::told(&say!(
        "backup-other-line",
        n = other_line.len(),
        first = first
    ));
    ExitCode::FAILURE
}

fn document(file: &Path, manifest: &Manifest) -> serde_json::Value {
    json!({ "file": file, "manifest": beside(file), "backup": manifest })
}

fn sentence(file: &Path, manifest: &Manifest) -> String {
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

fn key(args: &Xinxiang, path: &Path) -> Result<(), AppError> {
    let recipient = seal::make_key(path)?;
    let public = seal::public_path(path);
    if args.json {
        return output::document(
            &json!({ "identity": path, "public": public, "recipient": recipient }),
        );
    }
    let (path, public) = (path.display().to_string(), public.display().to_string());
    output::line(&say!(
        "backup-key",
        path = path,
        public = public,
        recipient = recipient
    ))
}
