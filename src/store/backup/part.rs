//! Staged files: written next to their target with mode 0600, renamed atomically when complete,
//! deleted otherwise.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::ErrorKind;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, RenameFlags};

use super::KeepError;
use crate::platform::file_guard::FileGuard;
use crate::platform::filesystem::{beside, folder};
use crate::platform::{files, new_files};
use crate::store::sqlite::connection;

/// Separates the name of the target from the unique suffix of a staged file.
const MAKING: &str = ".part-";

/// The side files of a database. Leftovers of an older one would be applied to a new one of the
/// same name.
const LOGS: [&str; 3] = ["-wal", "-shm", "-journal"];

/// A staged file, under a generated name.
pub struct Part {
    path: PathBuf,
    target: PathBuf,
    /// Locked (flock) while it is written, so that other processes can tell it from an abandoned
    /// one.
    file: File,
}

fn is_there(path: &Path) -> Result<bool, KeepError> {
    match std::fs::symlink_metadata(path) {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(KeepError::Io(path.to_owned(), error)),
    }
}

/// Refuses a path where something exists, even a dangling link.
pub fn must_be_free(path: &Path) -> Result<(), KeepError> {
    if is_there(path)? {
        Err(KeepError::Exists(path.to_owned()))
    } else {
        Ok(())
    }
}

/// Refuses a path next to which an older database of that name has left side files.
fn must_be_alone(path: &Path) -> Result<(), KeepError> {
    for log in LOGS.map(|tail| beside(path, tail)) {
        if is_there(&log)? {
            return Err(KeepError::LeftBeside(log));
        }
    }
    Ok(())
}

/// Returns the suffix of a staged file: the process id and a unique hash.
fn ending() -> String {
    let once = blake3::hash(connection::session().as_bytes()).to_hex();
    format!(
        "{MAKING}{}-{}",
        std::process::id(),
        once.get(..16).unwrap_or_default()
    )
}

/// Returns the name of the target of a staged file; `None` if it does not have our naming.
pub(super) fn made(name: &str) -> Option<&str> {
    let (file, ending) = name.rsplit_once(MAKING)?;
    let (process, once) = ending.split_once('-')?;
    let digits = !process.is_empty() && process.bytes().all(|byte| byte.is_ascii_digit());
    let hex = once.len() == 16
        && once
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    (digits && hex).then_some(file)
}

fn remove_logs(path: &Path) {
    LOGS.iter()
        .for_each(|tail| _ = std::fs::remove_file(beside(path, tail)));
}

/// Reports whether the open file is the one at a path.
fn lies_at(file: &File, path: &Path) -> bool {
    let (Ok(open), Ok(there)) = (file.metadata(), std::fs::symlink_metadata(path)) else {
        return false;
    };
    (there.dev(), there.ino()) == (open.dev(), open.ino()) && there.is_file()
}

/// Deletes staged files that killed processes left in a folder, if the target's name satisfies
/// `ours`. Files that are still locked are skipped, and so are those in `own`.
pub fn sweep(folder: &Path, ours: impl Fn(&str) -> bool, own: &FileGuard) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        let left = name.to_str().and_then(made).is_some_and(&ours);
        if !left
            || !entry
                .metadata()
                .is_ok_and(|about| about.is_file() && about.nlink() == 1)
        {
            continue;
        }
        // The lock of a killed process is gone.
        if let Ok(file) = files::open(&path, own)
            && file.try_lock().is_ok()
            && lies_at(&file, &path)
        {
            remove_logs(&path);
            let _ = std::fs::remove_file(&path);
        }
    }
}

impl Part {
    /// Creates a staged file next to `target`.
    pub fn begin(target: &Path) -> Result<Part, KeepError> {
        must_be_free(target)?;
        must_be_alone(target)?;
        Part::begin_at(target, target)
    }

    /// Creates a staged file next to `name`, with mode 0600.
    pub fn begin_at(name: &Path, target: &Path) -> Result<Part, KeepError> {
        let path = beside(name, &ending());
        let made = OpenOptions::new()
            .read(true)
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path);
        let part = Part {
            file: made.map_err(KeepError::io(&path))?,
            path,
            target: target.to_owned(),
        };
        match part.file.try_lock() {
            // A sweep may have deleted it before it was locked.
            Ok(()) if lies_at(&part.file, &part.path) => Ok(part),
            Ok(()) | Err(TryLockError::WouldBlock) => Err(KeepError::UnderWay(part.path.clone())),
            Err(TryLockError::Error(error)) => Err(KeepError::Io(part.path.clone(), error)),
        }
    }

    /// The path of the staged file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The open file.
    pub fn file(&self) -> &File {
        &self.file
    }

    /// Moves it to the target. Refuses if the target or a side file of it has come to exist.
    pub fn place(mut self) -> Result<(), KeepError> {
        self.file.sync_all().map_err(KeepError::io(&self.path))?;
        must_be_alone(&self.target)?;
        rename_new(&self.path, &self.target)?;
        self.path = PathBuf::new();
        new_files::sync_folder(folder(&self.target)).map_err(|error| {
            let _ = std::fs::remove_file(&self.target);
            KeepError::Io(self.target.clone(), error)
        })
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if !self.path.as_os_str().is_empty() {
            remove_logs(&self.path);
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

/// Renames a file without overwriting the target.
fn rename_new(from: &Path, to: &Path) -> Result<(), KeepError> {
    match rustix::fs::renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
        Ok(()) => return Ok(()),
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS | rustix::io::Errno::NOTSUP) => {}
        Err(error) => return Err(KeepError::io(to)(error.into())),
    }
    // For file systems without `RENAME_NOREPLACE`: the name is claimed with an empty file, which is
    // then replaced.
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(to)
        .map_err(KeepError::io(to))?;
    std::fs::rename(from, to).map_err(|error| {
        let _ = std::fs::remove_file(to);
        KeepError::Io(to.to_owned(), error)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        names.sort();
        names
            .into_iter()
            .map(|name| name.into_string().unwrap())
            .collect()
    }

    #[test]
    fn a_name_that_a_person_chose_is_no_name_of_ours() {
        let name = format!("a.db{}", ending());
        assert_eq!(made(&name), Some("a.db"));
        for name in [
            "a.db.part",
            "a.db.part-",
            "a.db.part-12-",
            "a.db.part-1-0123456789abcdeg",
            "a.db.part-x-0123456789abcdef",
        ] {
            assert_eq!(made(name), None, "{name}");
        }
    }

    #[test]
    fn nothing_is_begun_or_put_beside_the_log_of_an_older_file() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("new.db");
        for tail in LOGS {
            let log = beside(&target, tail);
            let part = Part::begin(&target).unwrap();
            std::fs::write(&log, "of an older file").unwrap();
            assert!(matches!(part.place(), Err(KeepError::LeftBeside(left)) if left == log));
            assert!(
                matches!(Part::begin(&target), Err(KeepError::LeftBeside(left)) if left == log)
            );
            assert_eq!(
                names(folder.path()),
                [format!("new.db{tail}")],
                "and nothing is left behind"
            );
            std::fs::remove_file(log).unwrap();
        }
        Part::begin(&target).unwrap().place().unwrap();
        assert_eq!(names(folder.path()), ["new.db"]);
    }

    #[test]
    fn only_what_killed_makers_left_is_swept_away() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("a.db");
        let put = |name: &str| std::fs::write(folder.path().join(name), "x").unwrap();
        let part = Part::begin(&target).unwrap();
        let held = part
            .path()
            .file_name()
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned();
        let chosen = [
            "a.db.part",
            "b.db.part-7-0123456789abcdef",
            "c.db.part-7-0123456789abcdef",
        ];
        chosen.iter().for_each(|name| put(name));
        put("a.db.part-7-0123456789abcdef");
        put("a.db.part-7-0123456789abcdef-wal");
        std::fs::hard_link(
            folder.path().join("a.db.part"),
            folder.path().join("a.db.part-8-0123456789abcdef"),
        )
        .unwrap();
        let own = FileGuard::of(&folder.path().join(chosen[2]));
        sweep(folder.path(), |name| name != "b.db", &own);
        let mut left = vec![
            chosen[0],
            "a.db.part-8-0123456789abcdef",
            &held,
            chosen[1],
            chosen[2],
        ];
        left.sort_unstable();
        assert_eq!(names(folder.path()), left);
        drop(part);
        assert!(!names(folder.path()).contains(&held));
    }
}
