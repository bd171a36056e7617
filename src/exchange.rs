//! The two folders beside the database through which files come in and go out: all that a session from outside may touch.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::Read;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Component, Path, PathBuf};

use rustix::fs::{AtFlags, CWD, Dir, FileType, Mode, OFlags, Stat, openat, statat};
use rustix::io::Errno;

use crate::intake::limits::{ATTACHMENT_MIB, MIB};

/// The bytes of the longest file that is taken in as one piece: an attachment.
const LONGEST: u64 = ATTACHMENT_MIB as u64 * MIB;

/// Which way a file goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// It is read here.
    In,
    /// It is written here.
    Out,
}

impl Way {
    /// Both.
    pub const ALL: [Way; 2] = [Way::In, Way::Out];

    fn name(self) -> &'static str {
        match self {
            Way::In => "in",
            Way::Out => "out",
        }
    }
}

/// Why a path will not do.
#[derive(Debug, thiserror::Error)]
pub enum NotExchanged {
    /// It lies elsewhere than in the folder of its way.
    #[error("{}", say!(if *.0 == Way::In { "exchange-outside" } else { "exchange-save-outside" }, folder = .1.display().to_string()))]
    Outside(Way, PathBuf),
    /// It is a link, a device, a socket, or a file that has a second name.
    #[error("{}", say!("exchange-no-file", name = .0.as_str()))]
    NoFile(String),
    /// It cannot be read or written.
    #[error("{}", say!("cli-file", path = .0.display().to_string(), why = crate::words::of_io(.1)))]
    Io(PathBuf, std::io::Error),
}

/// The folders `exchange/in` and `exchange/out`. Every path is walked from there, name by name, through no link and no `..`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    folder: PathBuf,
}

/// A place in one of the folders: the folder it lies in, open, and its name there; no name is the folder itself.
struct Spot {
    within: OwnedFd,
    name: Option<OsString>,
    path: PathBuf,
}

impl Exchange {
    /// The folders beside this database.
    pub fn beside(database: &Path) -> Exchange {
        let real = database.canonicalize().unwrap_or_else(|_| database.to_owned());
        Exchange { folder: real.parent().unwrap_or(Path::new("/")).join("exchange") }
    }

    /// Where files go this way.
    pub fn folder(&self, way: Way) -> PathBuf {
        self.folder.join(way.name())
    }

    /// Makes them where they are missing, for their owner alone.
    pub fn make(&self) -> Result<(), NotExchanged> {
        for folder in [self.folder.clone(), self.folder(Way::In), self.folder(Way::Out)] {
            match std::fs::DirBuilder::new().mode(0o700).create(&folder) {
                Ok(()) => {}
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(NotExchanged::Io(folder, error)),
            }
        }
        Ok(())
    }

    /// The path of a file or folder that may be imported: everything under it is a plain file or folder. It is opened by that path
    /// later; what lies there by then can be another thing only by the account's own hand, for nobody else can enter the folders
    /// ([`Exchange::make`], and `doctor`).
    pub fn admit(&self, typed: &Path) -> Result<PathBuf, NotExchanged> {
        let spot = self.spot(Way::In, typed)?;
        match &spot.name {
            None => plain(&spot.within, &spot.path)?,
            Some(name) => one(&spot.within, name, &spot.path)?,
        }
        Ok(spot.path)
    }

    /// What stands in a file, as far as it can be an attachment: of a longer one, a byte more than that.
    pub fn read(&self, typed: &Path) -> Result<Vec<u8>, NotExchanged> {
        let spot = self.spot(Way::In, typed)?;
        let failed = |error: std::io::Error| NotExchanged::Io(spot.path.clone(), error);
        let name = spot.name.as_deref().ok_or_else(|| NotExchanged::Outside(Way::In, self.folder(Way::In)))?;
        // Asked before it is opened: closing a second name of the database would drop SQLite's locks.
        let about = about(&spot.within, name).map_err(failed)?;
        if !is_plain_file(&about) {
            return Err(NotExchanged::NoFile(shown(name)));
        }
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let file = File::from(openat(&spot.within, name, flags, Mode::empty()).map_err(|e| failed(e.into()))?);
        let mut bytes = Vec::new();
        file.take(LONGEST + 1).read_to_end(&mut bytes).map_err(failed)?;
        Ok(bytes)
    }

    /// A new file, for its owner alone. Returns it with its path.
    pub fn create(&self, typed: &Path) -> Result<(File, PathBuf), NotExchanged> {
        let spot = self.spot(Way::Out, typed)?;
        let name = spot.name.as_deref().ok_or_else(|| NotExchanged::Outside(Way::Out, self.folder(Way::Out)))?;
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let made = openat(&spot.within, name, flags, Mode::RUSR | Mode::WUSR);
        let file = made.map_err(|error| NotExchanged::Io(spot.path.clone(), error.into()))?;
        Ok((File::from(file), spot.path))
    }

    /// The plain files and folders in a folder of those that may be read, in no order; whether each is a folder.
    pub fn names(&self, folder: &Path) -> Vec<(String, bool)> {
        let listed = || -> Option<Vec<(String, bool)>> {
            let spot = self.spot(Way::In, folder).ok()?;
            let within = match &spot.name {
                None => spot.within,
                Some(name) => into(&spot.within, name).ok()?,
            };
            let entries = Dir::read_from(&within).ok()?.flatten();
            let names = entries.filter_map(|entry| {
                let name = OsStr::from_bytes(entry.file_name().to_bytes());
                let about = about(&within, name).ok()?;
                let name = name.to_str().filter(|name| *name != "." && *name != "..")?;
                let folder = is_folder(&about);
                (folder || is_plain_file(&about)).then(|| (name.to_owned(), folder))
            });
            Some(names.collect())
        };
        listed().unwrap_or_default()
    }

    /// Walks to a path: typed whole, or from the folder.
    fn spot(&self, way: Way, typed: &Path) -> Result<Spot, NotExchanged> {
        let folder = self.folder(way);
        let outside = || NotExchanged::Outside(way, folder.clone());
        let inside = if typed.is_absolute() { typed.strip_prefix(&folder).map_err(|_| outside())? } else { typed };
        let mut names = Vec::new();
        for part in inside.components() {
            match part {
                Component::Normal(name) => names.push(name),
                Component::CurDir => {}
                Component::Prefix(_) | Component::RootDir | Component::ParentDir => return Err(outside()),
            }
        }
        let last = names.pop();
        let failed = |path: &Path, error: std::io::Error| match Errno::from_io_error(&error) {
            Some(Errno::LOOP | Errno::NOTDIR) => NotExchanged::NoFile(shown(path.file_name().unwrap_or_default())),
            Some(_) | None => NotExchanged::Io(path.to_owned(), error),
        };
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let open = openat(CWD, &self.folder, flags, Mode::empty());
        let exchange = open.map_err(|error| failed(&self.folder, error.into()))?;
        let mut within = into(&exchange, OsStr::new(way.name())).map_err(|error| failed(&folder, error))?;
        let mut path = folder.clone();
        for name in names {
            path.push(name);
            within = into(&within, name).map_err(|error| failed(&path, error))?;
        }
        path.extend(last);
        Ok(Spot { within, name: last.map(OsStr::to_owned), path })
    }
}

/// Opens a folder that is no link.
fn into(within: &OwnedFd, name: &OsStr) -> std::io::Result<OwnedFd> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    Ok(openat(within, name, flags, Mode::empty())?)
}

fn about(within: &OwnedFd, name: &OsStr) -> std::io::Result<Stat> {
    Ok(statat(within, name, AtFlags::SYMLINK_NOFOLLOW)?)
}

fn is_folder(about: &Stat) -> bool {
    FileType::from_raw_mode(about.st_mode) == FileType::Directory
}

/// A file that has a second name may be the database itself.
fn is_plain_file(about: &Stat) -> bool {
    FileType::from_raw_mode(about.st_mode) == FileType::RegularFile && about.st_nlink == 1
}

fn shown(name: &OsStr) -> String {
    name.to_string_lossy().into_owned()
}

fn one(within: &OwnedFd, name: &OsStr, path: &Path) -> Result<(), NotExchanged> {
    let failed = |error| NotExchanged::Io(path.to_owned(), error);
    let about = about(within, name).map_err(failed)?;
    if is_folder(&about) {
        return plain(&into(within, name).map_err(failed)?, path);
    }
    if is_plain_file(&about) { Ok(()) } else { Err(NotExchanged::NoFile(shown(name))) }
}

/// Whether everything in a folder is plain.
fn plain(folder: &OwnedFd, path: &Path) -> Result<(), NotExchanged> {
    let failed = |error: rustix::io::Errno| NotExchanged::Io(path.to_owned(), error.into());
    for entry in Dir::read_from(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = OsStr::from_bytes(entry.file_name().to_bytes());
        if name != "." && name != ".." {
            one(folder, name, &path.join(name))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_outside_is_told_by_the_way_that_it_goes() {
        let folder = tempfile::tempdir().unwrap();
        let exchange = Exchange::beside(&folder.path().join("office.db"));
        exchange.make().unwrap();
        for (way, key) in [(Way::In, "exchange-outside"), (Way::Out, "exchange-save-outside")] {
            let told = match way {
                Way::In => exchange.read(Path::new("/etc/hostname")).err().unwrap(),
                Way::Out => exchange.create(Path::new("/tmp/x")).err().unwrap(),
            };
            let folder = exchange.folder(way).display().to_string();
            assert_eq!(told.to_string(), crate::words::sentence(key, &[("folder", folder.into())]));
        }
    }

    #[test]
    fn of_a_file_that_is_too_long_no_more_is_read_than_tells_that() {
        let folder = tempfile::tempdir().unwrap();
        let exchange = Exchange::beside(&folder.path().join("office.db"));
        exchange.make().unwrap();
        for (name, length, read) in [("a", LONGEST, LONGEST), ("b", LONGEST * 3, LONGEST + 1)] {
            File::create(exchange.folder(Way::In).join(name)).unwrap().set_len(length).unwrap();
            assert_eq!(exchange.read(Path::new(name)).unwrap().len() as u64, read);
        }
    }
}
