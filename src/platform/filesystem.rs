//! The kind of file system decides SQLite's journal mode: write-ahead log on a local disk, rollback
//! journal elsewhere.

use std::path::{Path, PathBuf};

pub use crate::platform::new_files::parent_folder;

/// The kind of file system that a database file lies on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilesystemKind {
    /// A file system on which SQLite's shared memory and locks work.
    Local,
    /// A network or unknown file system.
    Other,
}

/// Magic numbers (`statfs(2)`) of tested file systems: ext2–4, xfs, btrfs, tmpfs, overlayfs, zfs,
/// f2fs.
#[cfg(target_os = "linux")]
const LOCAL_MAGIC: [u64; 7] = [
    0xef53,
    0x5846_5342,
    0x9123_683e,
    0x0102_1994,
    0x794c_7630,
    0x2fc1_2fc1,
    0xf2f5_2010,
];

/// Returns the kind of file system of a folder. Anything not known to be local is `Other`.
#[cfg(target_os = "linux")]
pub fn filesystem_kind(folder: &Path) -> FilesystemKind {
    match rustix::fs::statfs(folder) {
        // f_type is signed on some machines, and 32 bits wide on others.
        Ok(stat) if LOCAL_MAGIC.contains(&(stat.f_type as u64 & 0xffff_ffff)) => {
            FilesystemKind::Local
        }
        Ok(_) | Err(_) => FilesystemKind::Other,
    }
}

/// Returns the kind of file system of a folder; on systems other than Linux always `Local`.
#[cfg(not(target_os = "linux"))]
pub fn of(_folder: &Path) -> FilesystemKind {
    FilesystemKind::Local
}

/// Returns the path of the file next to `file` whose name has `tail` appended.
pub fn with_name_tail(file: &Path, tail: &str) -> PathBuf {
    let mut path = file.as_os_str().to_owned();
    path.push(tail);
    path.into()
}
