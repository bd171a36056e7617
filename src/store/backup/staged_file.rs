//! Staged files: written next to their target with mode 0600, renamed atomically when complete,
//! deleted otherwise.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::ErrorKind;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, RenameFlags};

use super::BackupError;
use crate::platform::file_guard::FileGuard;
use crate::platform::filesystem::{parent_folder, with_name_tail};
use crate::platform::{files, new_files};
use crate::store::sqlite::connection;

/// Separates the name of the target from the unique suffix of a staged file.
const STAGED_INFIX: &str = ".part-";

/// The side files of a database. Leftovers of an older one would be applied to a new one of the
/// same name.
const SIDE_FILES: [&str; 3] = ["-wal", "-shm", "-journal"];

/// A staged file, under a generated name.
pub struct StagedFile {
    path: PathBuf,
    target: PathBuf,
    /// Locked (flock) while it is written, so that other processes can tell it from an abandoned
    /// one.
    file: File,
}

fn path_exists(path: &Path) -> Result<bool, BackupError> {
    match std::fs::symlink_metadata(path) {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(BackupError::Io(path.to_owned(), error)),
    }
}

/// Refuses a path where something exists, even a dangling link.
pub fn require_free(path: &Path) -> Result<(), BackupError> {
    if path_exists(path)? {
        Err(BackupError::Exists(path.to_owned()))
    } else {
        Ok(())
    }
}

/// Refuses a path next to which an older database of that name has left side files.
fn require_no_side_files(path: &Path) -> Result<(), BackupError> {
    for log in SIDE_FILES.map(|tail| with_name_tail(path, tail)) {
        if path_exists(&log)? {
            return Err(BackupError::SideFileLeft(log));
        }
    }
    Ok(())
}

/// Returns the suffix of a staged file: the process id and a unique hash.
fn unique_suffix() -> String {
    let once = blake3::hash(connection::new_session_id().as_bytes()).to_hex();
    format!(
        "{STAGED_INFIX}{}-{}",
        std::process::id(),
        once.get(..16).unwrap_or_default()
    )
}

/// Returns the name of the target of a staged file; `None` if it does not have our naming.
pub(super) fn staged_target(name: &str) -> Option<&str> {
    let (file, ending) = name.rsplit_once(STAGED_INFIX)?;
    let (process, once) = ending.split_once('-')?;
    let digits = !process.is_empty() && process.bytes().all(|byte| byte.is_ascii_digit());
    let hex = once.len() == 16
        && once
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    (digits && hex).then_some(file)
}

fn remove_side_files(path: &Path) {
    SIDE_FILES
        .iter()
        .for_each(|tail| _ = std::fs::remove_file(with_name_tail(path, tail)));
}

/// Reports whether the open file is the one at a path.
fn is_file_at(file: &File, path: &Path) -> bool {
    let (Ok(open), Ok(there)) = (file.metadata(), std::fs::symlink_metadata(path)) else {
        return false;
    };
    (there.dev(), there.ino()) == (open.dev(), open.ino()) && there.is_file()
}

/// Deletes staged files that killed processes left in a folder, if the target's name satisfies
/// `ours`. Files that are still locked are skipped, and so are those in `own`.
pub fn sweep_abandoned(folder: &Path, ours: impl Fn(&str) -> bool, own: &FileGuard) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        let left = name.to_str().and_then(staged_target).is_some_and(&ours);
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
            && is_file_at(&file, &path)
        {
            remove_side_files(&path);
            let _ = std::fs::remove_file(&path);
        }
    }
}

impl StagedFile {
    /// Creates a staged file next to `target`.
    pub fn create(target: &Path) -> Result<StagedFile, BackupError> {
        require_free(target)?;
        require_no_side_files(target)?;
        StagedFile::create_at(target, target)
    }

    /// Creates a staged file next to `name`, with mode 0600.
    pub fn create_at(name: &Path, target: &Path) -> Result<StagedFile, BackupError> {
        let path = with_name_tail(name, &unique_suffix());
        let made = OpenOptions::new()
            .read(true)
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path);
        let part = StagedFile {
            file: made.map_err(BackupError::for_path(&path))?,
            path,
            target: target.to_owned(),
        };
        match part.file.try_lock() {
            // A sweep may have deleted it before it was locked.
            Ok(()) if is_file_at(&part.file, &part.path) => Ok(part),
            Ok(()) | Err(TryLockError::WouldBlock) => {
                Err(BackupError::StagedFileLost(part.path.clone()))
            }
            Err(TryLockError::Error(error)) => Err(BackupError::Io(part.path.clone(), error)),
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
    pub fn persist(mut self) -> Result<(), BackupError> {
        self.file
            .sync_all()
            .map_err(BackupError::for_path(&self.path))?;
        require_no_side_files(&self.target)?;
        rename_new(&self.path, &self.target)?;
        self.path = PathBuf::new();
        new_files::sync_folder(parent_folder(&self.target)).map_err(|error| {
            let _ = std::fs::remove_file(&self.target);
            BackupError::Io(self.target.clone(), error)
        })
    }
}

impl Drop for StagedFile {
    fn drop(&mut self) {
        if !self.path.as_os_str().is_empty() {
            remove_side_files(&self.path);
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

/// Renames a file without overwriting the target.
fn rename_new(from: &Path, to: &Path) -> Result<(), BackupError> {
    match rustix::fs::renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
        Ok(()) => return Ok(()),
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS | rustix::io::Errno::NOTSUP) => {}
        Err(error) => return Err(BackupError::for_path(to)(error.into())),
    }
    // For file systems without `RENAME_NOREPLACE`: the name is claimed with an empty file, which is
    // then replaced.
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(to)
        .map_err(BackupError::for_path(to))?;
    std::fs::rename(from, to).map_err(|error| {
        let _ = std::fs::remove_file(to);
        BackupError::Io(to.to_owned(), error)
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
        let name = format!("a.db{}", unique_suffix());
        assert_eq!(staged_target(&name), Some("a.db"));
        for name in [
            "a.db.part",
            "a.db.part-",
            "a.db.part-12-",
            "a.db.part-1-0123456789abcdeg",
            "a.db.part-x-0123456789abcdef",
        ] {
            assert_eq!(staged_target(name), None, "{name}");
        }
    }

    #[test]
    fn nothing_is_begun_or_put_beside_the_log_of_an_older_file() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("new.db");
        for tail in SIDE_FILES {
            let log = with_name_tail(&target, tail);
            let part = StagedFile::create(&target).unwrap();
            std::fs::write(&log, "of an older file").unwrap();
            assert!(matches!(part.persist(), Err(BackupError::SideFileLeft(left)) if left == log));
            assert!(
                matches!(StagedFile::create(&target), Err(BackupError::SideFileLeft(left)) if left == log)
            );
            assert_eq!(
                names(folder.path()),
                [format!("new.db{tail}")],
                "and nothing is left behind"
            );
            std::fs::remove_file(log).unwrap();
        }
        StagedFile::create(&target).unwrap().persist().unwrap();
        assert_eq!(names(folder.path()), ["new.db"]);
    }

    #[test]
    fn only_what_killed_makers_left_is_swept_away() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("a.db");
        let put = |name: &str| std::fs::write(folder.path().join(name), "x").unwrap();
        let part = StagedFile::create(&target).unwrap();
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
        sweep_abandoned(folder.path(), |name| name != "b.db", &own);
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
