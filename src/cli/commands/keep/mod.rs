//! The commands that protect an office against loss: verify, anchor, close-day, backup, restore,
//! rebuild, export.

pub mod anchor;
pub mod backup;
pub mod close_day;
pub mod export;
pub mod restore;
pub mod verify;

use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::ExitCode;

use crate::app::error::AppError;
use crate::cli::args::Xinxiang;
use crate::cli::args::keep_args::Keep;
use crate::platform::account;
use crate::store::backup::BackupError;
use crate::store::sqlite::disk_space;

/// Runs one of these commands.
pub fn run(args: &Xinxiang, command: Keep) -> Result<ExitCode, AppError> {
    match command {
        Keep::Verify(wanted) => verify::run(args, &wanted)?,
        Keep::Anchor(wanted) => anchor::run(args, &wanted)?,
        Keep::CloseDay(wanted) => close_day::run(args, &wanted)?,
        Keep::Backup(wanted) => return backup::run(args, &wanted),
        Keep::Restore(wanted) => restore::run(args, &wanted)?,
        Keep::Rebuild(wanted) => restore::rebuild(args, &wanted)?,
        Keep::Export(wanted) => export::run(args, &wanted)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Fails for anybody but the owner of the database file and the superuser: a copy contains every
/// letter.
pub fn require_owner(database: &Path) -> Result<(), AppError> {
    let file = std::fs::metadata(database)
        .map_err(|_| AppError::Store(crate::store::StoreError::Missing(database.to_owned())))?;
    let uid = account::calling_uid();
    if uid == file.uid() || uid == 0 {
        Ok(())
    } else {
        Err(BackupError::NotOwner.into())
    }
}

/// Warns where the disk is nearly full.
pub fn warn_disk_space(database: &Path) {
    if let Some(sentence) = disk_space::measure_space(database).and_then(|room| room.low_warning())
    {
        crate::cli::output::eprint_line(&sentence);
    }
}
