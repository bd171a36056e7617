//! What lies in the folders and waits to be fetched: how much may be saved, and nothing twice.

use std::ffi::OsStr;
use std::fs::File;
use std::io::Read;
use std::os::fd::{AsFd, OwnedFd};
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags, openat};

use super::walk::{about, entries, into};
use super::{Exchange, NotExchanged, Way};
use crate::platform::limits::MIB;

/// So much may lie in the folder of one member of staff, in MiB, before some of it is fetched.
pub const MOST_MIB: u64 = 200;

/// Folders in folders are looked into no deeper than this.
const DEEPEST: usize = 8;

/// A file that waits to be fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Where it lies.
    pub path: PathBuf,
    /// How long it is, in bytes.
    pub bytes: u64,
    /// Since when, in seconds since 1970.
    pub since: i64,
}

/// What an attachment that is to be saved finds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Room {
    /// There is room for it.
    Free,
    /// A file with these very bytes lies there already.
    There(PathBuf),
}

impl Exchange {
    /// The plain files of the folder of one way, and of the folders in it.
    pub fn waiting(&self, way: Way) -> Vec<Waiting> {
        let mut found = Vec::new();
        if let Ok(spot) = self.spot(way, Path::new("")) {
            each(&spot.within, &spot.path, DEEPEST, &mut |_, _, waiting| {
                found.push(waiting)
            });
        }
        found
    }

    /// The plain files in the shared folder in which letters lay before there were folders for each: nobody's own.
    pub fn adrift(&self) -> usize {
        self.shared().map_or(0, |shared| {
            entries(&shared)
                .iter()
                .filter(|(_, folder)| !folder)
                .count()
        })
    }

    /// Whether there is room for these bytes under a name that is typed. What lies there already is not saved again.
    ///
    /// # Errors
    /// Where the path will not do, something else has the name, or too much waits to be fetched.
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

/// Tells of every plain file of a folder, and of the folders in it.
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

/// Whether a file has these bytes.
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
