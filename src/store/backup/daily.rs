//! The daily backup: named by the day, and of older ones the newest are kept.

use std::fs::DirEntry;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use age::x25519::Recipient;
use jiff::Timestamp;
use jiff::civil::Date;

use super::KeepError;
use super::manifest::{MANIFEST, Manifest, beside};
use super::part::{made, sweep};
use super::witness::{self, Witness};
use crate::platform::filesystem;
use crate::platform::new_files;
use crate::store::backup::make::{PLAIN, Progress};
use crate::store::{Store, own_files};

/// What the names of our backups begin with.
const NAME: &str = "xinxiang-";

/// What a daily backup did.
pub struct Daily {
    /// The new backup.
    pub file: PathBuf,
    /// Its manifest.
    pub manifest: Manifest,
    /// How many backups of this record are there now.
    pub kept: usize,
    /// The older ones that were removed.
    pub removed: Vec<PathBuf>,
    /// The manifests whose anchor does not lie in this record: of another line of history, neither counted nor removed.
    pub other_line: Vec<PathBuf>,
    /// The manifests that were left without their backup, and were removed.
    pub swept: Vec<PathBuf>,
    /// Those of our naming whose file is not as long as its manifest says: neither counted nor removed.
    pub damaged: Vec<PathBuf>,
}

/// The day of a backup, and the how-manieth of that day it is; `None` for a name that is not ours.
fn read_name(name: &str) -> Option<(Date, u32)> {
    let name = name.strip_prefix(NAME)?;
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
    // Only what the program itself would write.
    (write_name(day, n) == format!("{NAME}{name}.db")).then_some((day, n))
}

fn write_name(day: Date, n: u32) -> String {
    let again = if n > 1 {
        format!("-{n}")
    } else {
        String::new()
    };
    format!("{NAME}{day}{again}.db")
}

impl Store {
    /// Makes the backup of a day in a folder, which is made (0700) where there is none, and removes all but the newest `keep` of this
    /// record. Nothing is removed unless the new one is whole and in place; nothing at all while a manifest there is of another line of
    /// history; and never anything that has another name, another office's manifest, or none.
    pub fn daily(
        &self,
        folder: &Path,
        keep: usize,
        recipients: &[Recipient],
        at: Timestamp,
        progress: Progress<'_>,
    ) -> Result<Daily, KeepError> {
        let new = !folder.exists();
        new_files::make_folder(folder).map_err(KeepError::io(folder))?;
        self.sweep(folder);
        let day = self.office.regulation.hours.civil(at).date();
        let file = free_name(folder, day, !recipients.is_empty())?;
        let manifest = self
            .backup(&file, recipients, at, progress)
            .inspect_err(|_| {
                // Of a folder that was made for nothing, nothing stays; one that has something in it is not removed.
                if new {
                    let _ = std::fs::remove_dir(folder);
                }
            })?;
        let (ours, other) = self.lines(witness::of(folder, &manifest.content.founding)?)?;
        let (mut whole, mut damaged, mut alone) = (Vec::new(), Vec::new(), Vec::new());
        for Witness {
            backup: path,
            manifest: theirs,
        } in ours
        {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let Some(key) = read_name(&name).filter(|_| path != file) else {
                continue;
            };
            match std::fs::symlink_metadata(&path) {
                Ok(about) if about.is_file() && about.len() == theirs.bytes => {
                    // By the record, and not by the name or the clock: within one line of history, more events are later, and a clock
                    // that was ahead has named a backup after a day to come.
                    let made_at = theirs.content.made_at.parse::<Timestamp>().ok();
                    whole.push(((theirs.content.events, made_at, key), path));
                }
                Err(error) if error.kind() == ErrorKind::NotFound => alone.push(path),
                Ok(_) => damaged.push(path),
                Err(error) => return Err(KeepError::Io(path, error)),
            }
        }
        whole.sort();
        let (mut removed, mut swept) = (Vec::new(), Vec::new());
        if other.is_empty() {
            // The new one stays, whatever there is.
            let old = (whole.len() + 1).saturating_sub(keep.max(1));
            for (_, path) in whole.drain(..old) {
                // In this order, for the reason of the other order when it is made.
                std::fs::remove_file(&path).map_err(KeepError::io(&path))?;
                let manifest = beside(&path);
                std::fs::remove_file(&manifest).map_err(KeepError::io(&manifest))?;
                removed.push(path);
            }
            for path in alone
                .into_iter()
                .filter(|path| !is_in_the_making(folder, path))
            {
                let manifest = beside(&path);
                std::fs::remove_file(&manifest).map_err(KeepError::io(&manifest))?;
                swept.push(manifest);
            }
        }
        damaged.sort();
        let other_line = other
            .iter()
            .map(|witness| beside(&witness.backup))
            .collect();
        Ok(Daily {
            file,
            manifest,
            kept: whole.len() + 1,
            removed,
            other_line,
            swept,
            damaged,
        })
    }
}

impl Store {
    /// Takes away what daily backups that were killed left in the making.
    fn sweep(&self, folder: &Path) {
        let own = own_files(&self.path);
        let ours = |name: &str| read_name(name.strip_suffix(MANIFEST).unwrap_or(name)).is_some();
        sweep(folder, ours, &own);
        let plain = filesystem::beside(&self.path, PLAIN);
        sweep(
            filesystem::folder(&self.path),
            |name| plain.file_name().is_some_and(|plain| plain == name),
            &own,
        );
    }
}

/// Whether a backup that is not there is being made, or came to be since it was looked for: its manifest is there before it.
fn is_in_the_making(folder: &Path, backup: &Path) -> bool {
    let name = backup
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let is_made = |entry: &DirEntry| {
        entry
            .file_name()
            .to_str()
            .and_then(made)
            .is_some_and(|made| made == name)
    };
    // In this order: once it is in place, it is no longer in the making.
    std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .any(|entry| is_made(&entry))
        || backup.exists()
}

/// The first name of a day after all that are there: one that a removed backup had is not given to another.
fn free_name(folder: &Path, day: Date, sealed: bool) -> Result<PathBuf, KeepError> {
    let number = |entry: DirEntry| {
        let name = entry.file_name().to_str()?.to_owned();
        let (of, n) = read_name(name.strip_suffix(MANIFEST).unwrap_or(&name))?;
        (of == day).then_some(n)
    };
    let entries = std::fs::read_dir(folder).map_err(KeepError::io(folder))?;
    let last = entries
        .filter_map(|entry| number(entry.ok()?))
        .max()
        .unwrap_or(0);
    let path = folder.join(write_name(day, last.saturating_add(1)));
    Ok(if sealed {
        filesystem::beside(&path, ".age")
    } else {
        path
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

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
            assert_eq!(read_name(name), key, "{name}");
        }
    }
}
