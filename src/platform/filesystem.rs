//! The kind of file system decides SQLite's journal mode: write-ahead log on a local disk, rollback
//! journal elsewhere.

use std::path::{Path, PathBuf};

pub use crate::platform::new_files::folder;

/// The kind of file system that a database file lies on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A file system on which SQLite's shared memory and locks work.
    Local,
    /// A network or unknown file system.
    Other,
}

/// Magic numbers (`statfs(2)`) of tested file systems: ext2–4, xfs, btrfs, tmpfs, overlayfs, zfs,
/// f2fs.
#[cfg(target_os = "linux")]
const LOCAL: [u64; 7] = [
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
pub fn of(folder: &Path) -> Place {
    match rustix::fs::statfs(folder) {
        // f_type is signed on some machines, and 32 bits wide on others.
        Ok(stat) if LOCAL.contains(&(stat.f_type as u64 & 0xffff_ffff)) => Place::Local,
        Ok(_) | Err(_) => Place::Other,
    }
}

/// Returns the kind of file system of a folder; on systems other than Linux always `Local`.
#[cfg(not(target_os = "linux"))]
pub fn of(_folder: &Path) -> Place {
    Place::Local
}

/// Returns the path of the file next to `file` whose name has `tail` appended.
pub fn beside(file: &Path, tail: &str) -> PathBuf {
    let mut path = file.as_os_str().to_owned();
    path.push(tail);
    path.into()
}
