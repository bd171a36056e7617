//! The exchange folders next to the database: two for each member of staff, one for files coming in
//! and one for files going out. A session over SSH or sudo may touch no other files.

mod room;
mod walk;

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::Read;
use std::os::fd::OwnedFd;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Component, Path, PathBuf};

use rustix::fs::{CWD, Mode, OFlags, openat};
use rustix::io::Errno;

use crate::platform::limits::{ATTACHMENT_MIB, MIB};

/// The length of the longest file that is read as one piece, an attachment, in bytes.
const LONGEST: u64 = ATTACHMENT_MIB as u64 * MIB;

pub use room::{Room, Waiting};
use walk::{FOLDER, about, entries, into, is_plain_file, named, one, plain, shown};

/// The direction in which a file is exchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Into the office: the program reads the file.
    In,
    /// Out of the office: the program writes the file.
    Out,
}

impl Way {
    /// Both directions.
    pub const ALL: [Way; 2] = [Way::In, Way::Out];

    fn name(self) -> &'static str {
        match self {
            Way::In => "in",
            Way::Out => "out",
        }
    }
}

/// Why a path is refused.
#[derive(Debug, thiserror::Error)]
pub enum NotExchanged {
    /// The path lies outside the folder of its direction.
    #[error("{}", say!(if *.0 == Way::In { "exchange-outside" } else { "exchange-save-outside" }, folder = .1.display().to_string()))]
    Outside(Way, PathBuf),
    /// A link, a device, a socket, or a file with a second hard link.
    #[error("{}", say!("exchange-no-file", name = .0.as_str()))]
    NoFile(String),
    /// The files that still wait to be fetched leave no space.
    #[error("{}", say!("exchange-no-room", folder = .0.display().to_string(), most = room::MOST_MIB))]
    NoRoom(PathBuf),
    /// The file cannot be read or written.
    #[error("{}", say!("cli-file", path = .0.display().to_string(), why = crate::i18n::of_io(.1)))]
    Io(PathBuf, std::io::Error),
}

/// The folders `exchange/in` and `exchange/out`, or those of one member of staff in them,
/// `exchange/in/li`. Every path is resolved from there, one name at a time, following no link and
/// no `..`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    folder: PathBuf,
    /// The name of the folders of one member of staff.
    own: Option<String>,
    /// Whether files directly in `exchange/in`, outside any personal folder, may be imported too.
    loose: bool,
}

/// A resolved path: its parent folder, open, and the name in it; `None` is the folder itself.
struct Spot {
    within: OwnedFd,
    name: Option<OsString>,
    path: PathBuf,
}

impl Exchange {
    /// Returns the exchange folders next to `database`.
    pub fn beside(database: &Path) -> Exchange {
        let real = database
            .canonicalize()
            .unwrap_or_else(|_| database.to_owned());
        Exchange {
            folder: real.parent().unwrap_or(Path::new("/")).join("exchange"),
            own: None,
            loose: false,
        }
    }

    /// Narrows to the folders of one member of staff. Files that were put into `exchange/in` before
    /// there were personal folders belong to nobody: administrators, who import letters, may still
    /// import them; nobody may attach them.
    pub fn of(self, id: &str, administrator: bool) -> Exchange {
        Exchange {
            own: Some(named(id)),
            loose: administrator,
            ..self
        }
    }

    /// Returns the folder of a direction.
    pub fn folder(&self, way: Way) -> PathBuf {
        let folder = self.folder.join(way.name());
        match &self.own {
            Some(own) => folder.join(own),
            None => folder,
        }
    }

    /// Creates the missing folders, with mode 0700.
    pub fn make(&self) -> Result<(), NotExchanged> {
        let ways = Way::ALL.map(|way| self.folder.join(way.name()));
        for folder in [self.folder.clone()]
            .into_iter()
            .chain(ways)
            .chain(Way::ALL.map(|way| self.folder(way)))
        {
            match std::fs::DirBuilder::new().mode(0o700).create(&folder) {
                Ok(()) => {}
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(NotExchanged::Io(folder, error)),
            }
        }
        Ok(())
    }

    /// Returns the path of a file or folder that may be imported: everything under it is a plain
    /// file or folder. The caller opens it by that path later. In the meantime only the office's
    /// own account can replace what is there, because nobody else can enter the folders
    /// ([`Exchange::make`], checked by `doctor`).
    pub fn admit(&self, typed: &Path) -> Result<PathBuf, NotExchanged> {
        let spot = match self.loose(typed) {
            Some(spot) => spot,
            None => self.spot(Way::In, typed)?,
        };
        match &spot.name {
            None => plain(&spot.within, &spot.path)?,
            Some(name) => one(&spot.within, name, &spot.path)?,
        }
        Ok(spot.path)
    }

    /// Reads a file that may be attached. Of a file that is too long for an attachment, returns one
    /// byte more than the limit.
    pub fn read(&self, typed: &Path) -> Result<Vec<u8>, NotExchanged> {
        let spot = self.spot(Way::In, typed)?;
        let failed = |error: std::io::Error| NotExchanged::Io(spot.path.clone(), error);
        let name = spot
            .name
            .as_deref()
            .ok_or_else(|| NotExchanged::Outside(Way::In, self.folder(Way::In)))?;
        // Checked before it is opened: closing a second hard link to the database would drop
        // SQLite's locks.
        let about = about(&spot.within, name).map_err(failed)?;
        if !is_plain_file(&about) {
            return Err(NotExchanged::NoFile(shown(name)));
        }
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let file = File::from(
            openat(&spot.within, name, flags, Mode::empty()).map_err(|e| failed(e.into()))?,
        );
        let mut bytes = Vec::new();
        file.take(LONGEST + 1)
            .read_to_end(&mut bytes)
            .map_err(failed)?;
        Ok(bytes)
    }

    /// Creates a new file with mode 0600 and returns it with its path.
    pub fn create(&self, typed: &Path) -> Result<(File, PathBuf), NotExchanged> {
        let spot = self.spot(Way::Out, typed)?;
        let name = spot
            .name
            .as_deref()
            .ok_or_else(|| NotExchanged::Outside(Way::Out, self.folder(Way::Out)))?;
        let flags =
            OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let made = openat(&spot.within, name, flags, Mode::RUSR | Mode::WUSR);
        let file = made.map_err(|error| NotExchanged::Io(spot.path.clone(), error.into()))?;
        Ok((File::from(file), spot.path))
    }

    /// Returns the names of plain files and folders in a readable folder, unordered; `true` marks a
    /// folder.
    pub fn names(&self, folder: &Path) -> Vec<(String, bool)> {
        let listed = || -> Option<Vec<(String, bool)>> {
            let spot = self.spot(Way::In, folder).ok()?;
            let within = match &spot.name {
                None => spot.within,
                Some(name) => into(&spot.within, name).ok()?,
            };
            Some(entries(&within))
        };
        let mut names = listed().unwrap_or_default();
        if self.loose && (folder == Path::new(".") || folder == self.folder.join(Way::In.name())) {
            let loose = self
                .shared()
                .map(|shared| entries(&shared))
                .unwrap_or_default();
            names.extend(loose.into_iter().filter(|(_, folder)| !folder));
            names.dedup();
        }
        names
    }

    /// Opens `exchange/in` itself, the parent of the personal folders.
    fn shared(&self) -> Option<OwnedFd> {
        let exchange = openat(CWD, &self.folder, FOLDER, Mode::empty()).ok()?;
        into(&exchange, OsStr::new(Way::In.name())).ok()
    }

    /// Resolves a plain file directly in `exchange/in`, where it may be imported and is not
    /// shadowed by a file of the same name in the personal folder.
    fn loose(&self, typed: &Path) -> Option<Spot> {
        let shared = self.folder.join(Way::In.name());
        let inside = if typed.is_absolute() {
            typed.strip_prefix(&shared).ok()?
        } else {
            typed
        };
        let mut parts = inside
            .components()
            .filter(|part| *part != Component::CurDir);
        let (Some(Component::Normal(name)), None, true) = (parts.next(), parts.next(), self.loose)
        else {
            return None;
        };
        let own = self
            .spot(Way::In, Path::new(name))
            .is_ok_and(|own| about(&own.within, name).is_ok());
        let within = self.shared().filter(|_| typed.is_absolute() || !own)?;
        let plain = about(&within, name).is_ok_and(|about| is_plain_file(&about));
        plain.then(|| Spot {
            within,
            name: Some(name.to_owned()),
            path: shared.join(name),
        })
    }

    /// Resolves a path, absolute or relative to the folder of its direction.
    fn spot(&self, way: Way, typed: &Path) -> Result<Spot, NotExchanged> {
        let folder = self.folder(way);
        let outside = || NotExchanged::Outside(way, folder.clone());
        let inside = if typed.is_absolute() {
            typed.strip_prefix(&folder).map_err(|_| outside())?
        } else {
            typed
        };
        let mut names = Vec::new();
        for part in inside.components() {
            match part {
                Component::Normal(name) => names.push(name),
                Component::CurDir => {}
                Component::Prefix(_) | Component::RootDir | Component::ParentDir => {
                    return Err(outside());
                }
            }
        }
        let last = names.pop();
        let failed = |path: &Path, error: std::io::Error| match Errno::from_io_error(&error) {
            Some(Errno::LOOP | Errno::NOTDIR) => {
                NotExchanged::NoFile(shown(path.file_name().unwrap_or_default()))
            }
            Some(_) | None => NotExchanged::Io(path.to_owned(), error),
        };
        let open = openat(CWD, &self.folder, FOLDER, Mode::empty());
        let exchange = open.map_err(|error| failed(&self.folder, error.into()))?;
        let mut within =
            into(&exchange, OsStr::new(way.name())).map_err(|error| failed(&folder, error))?;
        if let Some(own) = &self.own {
            within = into(&within, OsStr::new(own)).map_err(|error| failed(&folder, error))?;
        }
        let mut path = folder.clone();
        for name in names {
            path.push(name);
            within = into(&within, name).map_err(|error| failed(&path, error))?;
        }
        path.extend(last);
        Ok(Spot {
            within,
            name: last.map(OsStr::to_owned),
            path,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_outside_is_told_by_the_way_that_it_goes() {
        let folder = tempfile::tempdir().unwrap();
        let exchange = Exchange::beside(&folder.path().join("office.db"));
        exchange.make().unwrap();
        for (way, key) in [
            (Way::In, "exchange-outside"),
            (Way::Out, "exchange-save-outside"),
        ] {
            let told = match way {
                Way::In => exchange.read(Path::new("/etc/hostname")).err().unwrap(),
                Way::Out => exchange.create(Path::new("/tmp/x")).err().unwrap(),
            };
            let folder = exchange.folder(way).display().to_string();
            assert_eq!(
                told.to_string(),
                crate::i18n::sentence(key, &[("folder", folder.into())])
            );
        }
    }

    #[test]
    fn of_a_file_that_is_too_long_no_more_is_read_than_tells_that() {
        let folder = tempfile::tempdir().unwrap();
        let exchange = Exchange::beside(&folder.path().join("office.db"));
        exchange.make().unwrap();
        for (name, length, read) in [("a", LONGEST, LONGEST), ("b", LONGEST * 3, LONGEST + 1)] {
            File::create(exchange.folder(Way::In).join(name))
                .unwrap()
                .set_len(length)
                .unwrap();
            assert_eq!(exchange.read(Path::new(name)).unwrap().len() as u64, read);
        }
    }

    #[test]
    fn nobody_reads_what_waits_for_another_and_what_is_nobodys_is_imported_by_administrators_alone()
    {
        let folder = tempfile::tempdir().unwrap();
        let beside = Exchange::beside(&folder.path().join("office.db"));
        let (wang, sun) = (
            beside.clone().of("wang", true),
            beside.clone().of("sun", false),
        );
        for exchange in [&wang, &sun] {
            exchange.make().unwrap();
        }
        let put = |way: &str, text: &str| {
            std::fs::write(folder.path().join("exchange").join(way), text).unwrap()
        };
        put("in/loose.csv", "loose");
        put("in/sun/own.pdf", "own");
        put("in/wang/both.csv", "mine");
        put("in/both.csv", "loose");
        let name = |path: &str| Path::new(path).to_owned();
        assert_eq!(sun.read(&name("own.pdf")).unwrap(), b"own");
        for other in ["../sun/own.pdf", "sun/own.pdf", "loose.csv", "../loose.csv"] {
            assert!(wang.read(&name(other)).is_err(), "{other}");
            assert!(
                wang.admit(&name(other)).is_ok() == (other == "loose.csv"),
                "{other}"
            );
            assert!(
                sun.read(&name(other)).is_err() && sun.admit(&name(other)).is_err(),
                "{other}"
            );
        }
        let whole = |path: &str| {
            folder
                .path()
                .canonicalize()
                .unwrap()
                .join("exchange/in")
                .join(path)
        };
        assert!(
            wang.read(&whole("sun/own.pdf")).is_err() && wang.admit(&whole("sun/own.pdf")).is_err()
        );
        assert!(
            wang.admit(&whole("sun")).is_err(),
            "nor the folder as a whole"
        );
        assert_eq!(
            wang.admit(&name("both.csv")).unwrap(),
            whole("wang/both.csv")
        );
        let mut names: Vec<String> = wang
            .names(Path::new("."))
            .into_iter()
            .map(|(name, _)| name)
            .collect();
        names.sort();
        names.dedup();
        assert_eq!(names, ["both.csv", "loose.csv"]);
        assert_eq!(sun.names(Path::new(".")), [("own.pdf".to_owned(), false)]);
        assert_eq!(beside.adrift(), 2);
        assert_eq!(named("../wang").len(), 17, "a name that is none of a file");
    }

    #[test]
    fn the_same_is_saved_once_and_what_waits_has_a_limit() {
        let folder = tempfile::tempdir().unwrap();
        let exchange = Exchange::beside(&folder.path().join("office.db")).of("obs", false);
        exchange.make().unwrap();
        let save = |name: &str, bytes: &[u8]| {
            let room = exchange.room(Path::new(name), bytes)?;
            if room == Room::Free {
                let (file, path) = exchange.create(Path::new(name))?;
                crate::platform::new_files::fill(file, &path, bytes).unwrap();
            }
            Ok::<_, NotExchanged>(room)
        };
        assert_eq!(save("a.jpg", b"one").unwrap(), Room::Free);
        let there = exchange.folder(Way::Out).join("a.jpg");
        for name in ["a.jpg", "b.jpg", "c.jpg"] {
            assert_eq!(
                save(name, b"one").unwrap(),
                Room::There(there.clone()),
                "{name}"
            );
        }
        assert!(
            matches!(save("a.jpg", b"two"), Err(NotExchanged::Io(..))),
            "the name is taken"
        );
        File::create(exchange.folder(Way::Out).join("large"))
            .unwrap()
            .set_len(room::MOST_MIB * MIB - 4)
            .unwrap();
        assert!(matches!(
            save("d.jpg", b"three"),
            Err(NotExchanged::NoRoom(_))
        ));
        assert_eq!(exchange.waiting(Way::Out).len(), 2);
        std::fs::remove_file(exchange.folder(Way::Out).join("large")).unwrap();
        assert_eq!(
            save("d.jpg", b"three").unwrap(),
            Room::Free,
            "once it was fetched there is room"
        );
    }
}
