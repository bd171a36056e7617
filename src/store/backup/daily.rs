//! Daily backups: named by date, with only the newest ones retained.

use std::fs::DirEntry;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use age::x25519::Recipient;

use super::BackupError;
use super::manifest::{BackupManifest, MANIFEST_SUFFIX, manifest_path};
use crate::domain::time::{Date, Timestamp};
use crate::platform::file_guard::FileGuard;
use crate::platform::filesystem;
use crate::platform::new_files;
use crate::store::Store;
use crate::store::backup::lineage;
use crate::store::backup::lineage::FoundManifest;
use crate::store::backup::make::{PLAIN_SUFFIX, Progress};
use crate::store::backup::staged_file::{staged_target, sweep_abandoned};

/// The prefix of our backup names.
const PREFIX: &str = "xinxiang-";

/// The result of a daily backup.
pub struct DailyBackup {
    /// The path of the new backup.
    pub file: PathBuf,
    /// Its manifest.
    pub manifest: BackupManifest,
    /// The number of backups of this record that exist now.
    pub retained: usize,
    /// The older backups that were removed.
    pub removed: Vec<PathBuf>,
    /// Manifests whose anchor is not in this record: of a diverged history, neither counted nor
    /// removed.
    pub diverged: Vec<PathBuf>,
    /// Manifests without their backup, which were removed.
    pub orphaned: Vec<PathBuf>,
    /// Backups with our naming whose size differs from their manifest: neither counted nor removed.
    pub damaged: Vec<PathBuf>,
}

/// Parses the date of a backup and its number on that date; `None` if the name is not one of ours.
fn parse_name(name: &str) -> Option<(Date, u32)> {
    let name = name.strip_prefix(PREFIX)?;
    let name = name
        .strip_suffix(".age")
        .unwrap_or(name)
        .strip_suffix(".db")?;
    let (day, rest) = name.split_at_checked("2026-11-24".len())?;
    let n = if rest.is_empty() {
        1
    } else {
        rest.strip_prefix('-')?.parse().ok().filter(|n| *n > 1)?
    };
    let day: Date = day.parse().ok()?;
    // Only the canonical spelling that the program itself writes.
    (format_name(day, n) == format!("{PREFIX}{name}.db")).then_some((day, n))
}

fn format_name(day: Date, n: u32) -> String {
    let again = if n > 1 {
        format!("-{n}")
    } else {
        String::new()
    };
    format!("{PREFIX}{day}{again}.db")
}

impl Store {
    /// Makes the backup of a day in a folder, created with mode 0700 if missing, and removes all
    /// but the newest `keep` of this record. Nothing is removed before the new backup is complete
    /// and in place, and nothing while the folder has a manifest of a diverged history. Files with
    /// other names, with another office's manifest, or without one are never removed.
    pub fn make_daily_backup(
        &self,
        folder: &Path,
        keep: usize,
        recipients: &[Recipient],
        at: Timestamp,
        progress: Progress<'_>,
    ) -> Result<DailyBackup, BackupError> {
        let new = !folder.exists();
        new_files::create_folder(folder).map_err(BackupError::for_path(folder))?;
        self.sweep_staged(folder);
        let day = self.office.regulation.hours.to_civil(at).date();
        let file = free_name(folder, day, !recipients.is_empty())?;
        let manifest = self
            .backup(&file, recipients, at, progress)
            .inspect_err(|_| {
                // A folder that was created for nothing is removed again; `remove_dir` fails if it
                // is not empty.
                if new {
                    let _ = std::fs::remove_dir(folder);
                }
            })?;
        let (ours, other) =
            self.split_by_history(lineage::read_manifests(folder, &manifest.content.founding)?)?;
        let (mut whole, mut damaged, mut alone) = (Vec::new(), Vec::new(), Vec::new());
        for FoundManifest {
            backup: path,
            manifest: theirs,
        } in ours
        {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let Some(key) = parse_name(&name).filter(|_| path != file) else {
                continue;
            };
            match std::fs::symlink_metadata(&path) {
                Ok(about) if about.is_file() && about.len() == theirs.bytes => {
                    // Sorted by the record, not by name or clock: within one history more events
                    // are newer, while a clock that was ahead has named a backup after a future
                    // day.
                    let made_at = theirs.content.made_at.parse::<Timestamp>().ok();
                    whole.push(((theirs.content.events, made_at, key), path));
                }
                Err(error) if error.kind() == ErrorKind::NotFound => alone.push(path),
                Ok(_) => damaged.push(path),
                Err(error) => return Err(BackupError::Io(path, error)),
            }
        }
        whole.sort();
        let (mut removed, mut swept) = (Vec::new(), Vec::new());
        if other.is_empty() {
            // The new backup always stays.
            let old = (whole.len() + 1).saturating_sub(keep.max(1));
            for (_, path) in whole.drain(..old) {
                // Backup first, manifest second, the reverse of creation: a backup without a
                // manifest could not be identified.
                std::fs::remove_file(&path).map_err(BackupError::for_path(&path))?;
                let manifest = manifest_path(&path);
                std::fs::remove_file(&manifest).map_err(BackupError::for_path(&manifest))?;
                removed.push(path);
            }
            for path in alone
                .into_iter()
                .filter(|path| !is_being_made(folder, path))
            {
                let manifest = manifest_path(&path);
                std::fs::remove_file(&manifest).map_err(BackupError::for_path(&manifest))?;
                swept.push(manifest);
            }
        }
        damaged.sort();
        let other_line = other
            .iter()
            .map(|witness| manifest_path(&witness.backup))
            .collect();
        Ok(DailyBackup {
            file,
            manifest,
            retained: whole.len() + 1,
            removed,
            diverged: other_line,
            orphaned: swept,
            damaged,
        })
    }
}

impl Store {
    /// Removes staged files of killed daily backups.
    fn sweep_staged(&self, folder: &Path) {
        let own = FileGuard::of(&self.path);
        let ours =
            |name: &str| parse_name(name.strip_suffix(MANIFEST_SUFFIX).unwrap_or(name)).is_some();
        sweep_abandoned(folder, ours, &own);
        let plain = filesystem::with_name_tail(&self.path, PLAIN_SUFFIX);
        sweep_abandoned(
            filesystem::parent_folder(&self.path),
            |name| plain.file_name().is_some_and(|plain| plain == name),
            &own,
        );
    }
}

/// Reports whether a missing backup is being made, or has just appeared: its manifest is written
/// before it.
fn is_being_made(folder: &Path, backup: &Path) -> bool {
    let name = backup
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let is_made = |entry: &DirEntry| {
        entry
            .file_name()
            .to_str()
            .and_then(staged_target)
            .is_some_and(|made| made == name)
    };
    // In this order, because a backup that is put in place stops being staged.
    std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .any(|entry| is_made(&entry))
        || backup.exists()
}

/// Returns the first unused name of a day. Names of removed backups are not reused while a later
/// one exists.
fn free_name(folder: &Path, day: Date, sealed: bool) -> Result<PathBuf, BackupError> {
    let number = |entry: DirEntry| {
        let name = entry.file_name().to_str()?.to_owned();
        let (of, n) = parse_name(name.strip_suffix(MANIFEST_SUFFIX).unwrap_or(&name))?;
        (of == day).then_some(n)
    };
    let entries = std::fs::read_dir(folder).map_err(BackupError::for_path(folder))?;
    let last = entries
        .filter_map(|entry| number(entry.ok()?))
        .max()
        .unwrap_or(0);
    let path = folder.join(format_name(day, last.saturating_add(1)));
    Ok(if sealed {
        filesystem::with_name_tail(&path, ".age")
    } else {
        path
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::date;

    #[test]
    fn only_our_own_names_are_read() {
        for (name, key) in [
            ("xinxiang-2026-11-24.db", Some((date(2026, 11, 24), 1))),
            ("xinxiang-2026-11-24.db.age", Some((date(2026, 11, 24), 1))),
            ("xinxiang-2026-11-24-12.db", Some((date(2026, 11, 24), 12))),
            ("xinxiang-2026-11-24-1.db", None),
            ("xinxiang-2026-11-24-02.db", None),
            ("xinxiang-2026-11-31.db", None),
            ("xinxiang-2026-11-24.db.part", None),
            ("xinxiang-2026-11-24.db.manifest.json", None),
            ("xinxiang-二〇二六-11-24.db", None),
            ("xinxiang.db", None),
            ("letters-2026-11-24.db", None),
        ] {
            assert_eq!(parse_name(name), key, "{name}");
        }
    }
}
