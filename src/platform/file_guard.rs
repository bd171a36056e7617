//! The files of the open database, which nothing but SQLite may open.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::filesystem::with_name_tail;

/// What is appended to the name of a database for the file of who is present.
pub const PRESENCE: &str = "-presence";

/// What is appended to the name of a database for itself and each of its side files.
pub const TAILS: [&str; 6] = [
    "",
    "-wal",
    "-shm",
    "-journal",
    PRESENCE,
    "-presence-journal",
];

/// Recognises the database and its side files, whatever name they are reached by.
///
/// POSIX drops all locks of a process on a file as soon as the process closes any descriptor of
/// that file (fcntl(2)): reading the database as a letter's attachment would let two programs write
/// at once. The files are looked up anew for each question, because SQLite makes and removes them
/// at any time.
#[derive(Clone, Debug, Default)]
pub struct FileGuard(Option<PathBuf>);

impl FileGuard {
    /// Guards a database. Symbolic links must have been resolved: SQLite puts the side files next
    /// to the target.
    pub fn of(database: &Path) -> FileGuard {
        FileGuard(Some(database.to_owned()))
    }

    /// Guards nothing: this process has no database open.
    pub fn none() -> FileGuard {
        FileGuard(None)
    }

    /// Returns the device and inode numbers of the guarded files that exist.
    pub fn files(&self) -> Vec<(u64, u64)> {
        let Some(database) = &self.0 else {
            return Vec::new();
        };
        TAILS
            .iter()
            .filter_map(|tail| std::fs::metadata(with_name_tail(database, tail)).ok())
            .map(|file| (file.dev(), file.ino()))
            .collect()
    }

    /// Reports whether a file is one of the guarded.
    pub fn is_own(&self, file: &Metadata) -> bool {
        self.files().contains(&(file.dev(), file.ino()))
    }
}
