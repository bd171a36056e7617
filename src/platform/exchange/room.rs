//! The files that wait to be fetched: a limit on their total size, and no file saved twice.

use std::ffi::OsStr;
use std::fs::File;
use std::io::Read;
use std::os::fd::{AsFd, OwnedFd};
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags, openat};

use super::walk::{about, entries, into};
use super::{Exchange, NotExchanged, Way};
use crate::platform::limits::MIB;

/// How much may wait in the folder of one member of staff, in MiB.
pub const MOST_MIB: u64 = 200;

/// How many levels of nested folders are visited.
const DEEPEST: usize = 8;

/// A file that waits to be fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The file's path.
    pub path: PathBuf,
    /// The file's length in bytes.
    pub bytes: u64,
    /// The time of its last change, in seconds since 1970.
    pub since: i64,
}

/// The result of a check before an attachment is saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Room {
    /// There is space, and no file with the same content.
    Free,
    /// A file with the same bytes is already there.
    There(PathBuf),
}

impl Exchange {
    /// Returns the plain files of a direction, with those in nested folders.
    pub fn waiting(&self, way: Way) -> Vec<Waiting> {
        let mut found = Vec::new();
        if let Ok(spot) = self.spot(way, Path::new("")) {
            each(&spot.within, &spot.path, DEEPEST, &mut |_, _, waiting| {
                found.push(waiting)
            });
        }
        found
    }

    /// Counts the plain files directly in `exchange/in`, which belong to no member of staff.
    pub fn adrift(&self) -> usize {
        self.shared().map_or(0, |shared| {
            entries(&shared)
                .iter()
                .filter(|(_, folder)| !folder)
                .count()
        })
    }

    /// Checks whether these bytes may be saved under a typed name. A file with the same bytes is
    /// not saved again.
    ///
    /// # Errors
    /// Fails where the path is refused, the name is taken, or too much waits to be fetched.
    pub fn room(&self, typed: &Path, bytes: &[u8]) -> Result<Room, NotExchanged> {
        let spot = self.spot(Way::Out, typed)?;
        let folder = self.folder(Way::Out);
        let root = self.spot(Way::Out, Path::new(""))?;
        let (mut there, mut all) = (None, 0);
        each(
            &root.within,
            &root.path,
            DEEPEST,
            &mut |within, name, waiting| {
                all += waiting.bytes;
                if there.is_none()
                    && waiting.bytes == bytes.len() as u64
                    && same(within, name, bytes)
                {
                    there = Some(waiting.path);
                }
            },
        );
        if let Some(path) = there {
            return Ok(Room::There(path));
        }
        if let Some(name) = &spot.name
            && about(&spot.within, name).is_ok()
        {
            return Err(NotExchanged::Io(
                spot.path,
                std::io::ErrorKind::AlreadyExists.into(),
            ));
        }
        if all.saturating_add(bytes.len() as u64) > MOST_MIB * MIB {
            return Err(NotExchanged::NoRoom(folder));
        }
        Ok(Room::Free)
    }
}

/// Calls `tell` for every plain file of a folder and of the folders in it.
fn each(within: &OwnedFd, path: &Path, deep: usize, tell: &mut dyn FnMut(&OwnedFd, &str, Waiting)) {
    for (name, folder) in entries(within) {
        let path = path.join(&name);
        if !folder {
            if let Ok(about) = about(within, OsStr::new(&name)) {
                let bytes = u64::try_from(about.st_size).unwrap_or_default();
                tell(
                    within,
                    &name,
                    Waiting {
                        path,
                        bytes,
                        since: about.st_mtime,
                    },
                );
            }
        } else if deep > 0
            && let Ok(inner) = into(within, OsStr::new(&name))
        {
            each(&inner, &path, deep - 1, tell);
        }
    }
}

/// Reports whether a file has exactly these bytes.
fn same(within: &OwnedFd, name: &str, bytes: &[u8]) -> bool {
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
