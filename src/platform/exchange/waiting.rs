//! The files that wait to be fetched: a limit on their total size, and no file saved twice.

use std::ffi::OsStr;
use std::fs::File;
use std::io::Read;
use std::os::fd::{AsFd, OwnedFd};
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags, openat};

use super::walk::{list_entries, open_folder, stat_entry};
use super::{Exchange, ExchangeDirection, ExchangeError};
use crate::platform::files::FolderEntry;
use crate::platform::limits::MIB;

/// How much may wait in the folder of one member of staff, in MiB.
pub(crate) const MAX_WAITING_MIB: u64 = 200;

/// How many levels of nested folders are visited.
const MAX_DEPTH: usize = 8;

/// A file that waits to be fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingFile {
    /// The file's path.
    pub path: PathBuf,
    /// The file's length in bytes.
    pub bytes: u64,
    /// The time of its last change, in seconds since 1970.
    pub modified_at: i64,
}

/// The result of a check before an attachment is saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaveCheck {
    /// There is space, and no file with the same content.
    HasSpace,
    /// A file with the same bytes is already there.
    AlreadySaved(PathBuf),
}

impl Exchange {
    /// Returns the plain files of a direction, with those in nested folders.
    pub fn list_waiting(&self, way: ExchangeDirection) -> Vec<WaitingFile> {
        let mut found = Vec::new();
        if let Ok(spot) = self.resolve_path(way, Path::new("")) {
            visit_files(&spot.parent, &spot.path, MAX_DEPTH, &mut |_, _, waiting| {
                found.push(waiting)
            });
        }
        found
    }

    /// Counts the plain files directly in `exchange/in`, which belong to no member of staff.
    pub fn count_loose_files(&self) -> usize {
        self.open_shared_folder().map_or(0, |shared| {
            list_entries(&shared)
                .iter()
                .filter(|entry| !entry.is_folder)
                .count()
        })
    }

    /// Checks whether these bytes may be saved under a typed name. A file with the same bytes is
    /// not saved again.
    ///
    /// # Errors
    /// Fails where the path is refused, the name is taken, or too much waits to be fetched.
    pub fn check_save(&self, typed: &Path, bytes: &[u8]) -> Result<SaveCheck, ExchangeError> {
        let spot = self.resolve_path(ExchangeDirection::Out, typed)?;
        let folder = self.folder(ExchangeDirection::Out);
        let root = self.resolve_path(ExchangeDirection::Out, Path::new(""))?;
        let (mut there, mut all) = (None, 0);
        visit_files(
            &root.parent,
            &root.path,
            MAX_DEPTH,
            &mut |within, name, waiting| {
                all += waiting.bytes;
                if there.is_none()
                    && waiting.bytes == bytes.len() as u64
                    && has_content(within, name, bytes)
                {
                    there = Some(waiting.path);
                }
            },
        );
        if let Some(path) = there {
            return Ok(SaveCheck::AlreadySaved(path));
        }
        if let Some(name) = &spot.name
            && stat_entry(&spot.parent, name).is_ok()
        {
            return Err(ExchangeError::Io(
                spot.path,
                std::io::ErrorKind::AlreadyExists.into(),
            ));
        }
        if all.saturating_add(bytes.len() as u64) > MAX_WAITING_MIB * MIB {
            return Err(ExchangeError::NoSpace(folder));
        }
        Ok(SaveCheck::HasSpace)
    }
}

/// Calls `tell` for every plain file of a folder and of the folders in it.
fn visit_files(
    within: &OwnedFd,
    path: &Path,
    deep: usize,
    tell: &mut dyn FnMut(&OwnedFd, &str, WaitingFile),
) {
    for FolderEntry {
        name, is_folder, ..
    } in list_entries(within)
    {
        let path = path.join(&name);
        if !is_folder {
            if let Ok(about) = stat_entry(within, OsStr::new(&name)) {
                let bytes = u64::try_from(about.st_size).unwrap_or_default();
                tell(
                    within,
                    &name,
                    WaitingFile {
                        path,
                        bytes,
                        modified_at: about.st_mtime,
                    },
                );
            }
        } else if deep > 0
            && let Ok(inner) = open_folder(within, OsStr::new(&name))
        {
            visit_files(&inner, &path, deep - 1, tell);
        }
    }
}

/// Reports whether a file has exactly these bytes.
fn has_content(within: &OwnedFd, name: &str, bytes: &[u8]) -> bool {
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let Ok(file) = openat(within.as_fd(), name, flags, Mode::empty()) else {
        return false;
    };
    let mut read = Vec::with_capacity(bytes.len());
    let there = File::from(file)
        .take(bytes.len() as u64 + 1)
        .read_to_end(&mut read);
    there.is_ok() && read == bytes
}
