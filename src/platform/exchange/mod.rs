//! The exchange folders next to the database: two for each member of staff, one for files coming in
//! and one for files going out. A session over SSH or sudo may touch no other files.

pub(crate) mod waiting;
mod walk;

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::Read;
use std::os::fd::OwnedFd;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Component, Path, PathBuf};

use rustix::fs::{CWD, Mode, OFlags, openat};
use rustix::io::Errno;

use crate::platform::files::FolderEntry;
use crate::platform::limits::{ATTACHMENT_MIB, MIB};

/// The length of the longest file that is read as one piece, an attachment, in bytes.
const MAX_FILE_BYTES: u64 = ATTACHMENT_MIB as u64 * MIB;

pub use crate::platform::exchange::waiting::{SaveCheck, WaitingFile};
use walk::{
    FOLDER_FLAGS, check_entry, check_folder, display_name, is_plain_file, list_entries,
    open_folder, safe_folder_name, stat_entry,
};

/// The direction in which a file is exchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExchangeDirection {
    /// Into the office: the program reads the file.
    In,
    /// Out of the office: the program writes the file.
    Out,
}

impl ExchangeDirection {
    /// Both directions.
    pub const ALL: [ExchangeDirection; 2] = [ExchangeDirection::In, ExchangeDirection::Out];

    fn folder_name(self) -> &'static str {
        match self {
            ExchangeDirection::In => "in",
            ExchangeDirection::Out => "out",
        }
    }
}

/// Why a path is refused.
#[derive(Debug, thiserror::Error)]
pub enum ExchangeError {
    /// The path lies outside the folder of its direction.
    #[error("{}", say!(if *.0 == ExchangeDirection::In { "exchange-outside" } else { "exchange-save-outside" }, folder = .1.display().to_string()))]
    OutsideFolder(ExchangeDirection, PathBuf),
    /// A link, a device, a socket, or a file with a second hard link.
    #[error("{}", say!("exchange-no-file", name = .0.as_str()))]
    NotPlainFile(String),
    /// The files that still wait to be fetched leave no space.
    #[error("{}", say!("exchange-no-room", folder = .0.display().to_string(), most = crate::platform::exchange::waiting::MAX_WAITING_MIB))]
    NoSpace(PathBuf),
    /// The file cannot be read or written.
    #[error("{}", say!("cli-file", path = .0.display().to_string(), why = crate::i18n::describe_io_error(.1)))]
    Io(PathBuf, std::io::Error),
}

/// The folders `exchange/in` and `exchange/out`, or those of one member of staff in them,
/// `exchange/in/li`. Every path is resolved from there, one name at a time, following no link and
/// no `..`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    folder: PathBuf,
    /// The name of the folders of one member of staff.
    person_folder: Option<String>,
    /// Whether files directly in `exchange/in`, outside any personal folder, may be imported too.
    loose: bool,
}

/// A resolved path: its parent folder, open, and the name in it; `None` is the folder itself.
struct ResolvedPath {
    parent: OwnedFd,
    name: Option<OsString>,
    path: PathBuf,
}

impl Exchange {
    /// Returns the exchange folders next to `database`.
    pub fn next_to(database: &Path) -> Exchange {
        let real = database
            .canonicalize()
            .unwrap_or_else(|_| database.to_owned());
        Exchange {
            folder: real.parent().unwrap_or(Path::new("/")).join("exchange"),
            person_folder: None,
            loose: false,
        }
    }

    /// Narrows to the folders of one member of staff. Files that were put into `exchange/in` before
    /// there were personal folders belong to nobody: administrators, who import letters, may still
    /// import them; nobody may attach them.
    pub fn for_person(self, id: &str, administrator: bool) -> Exchange {
        Exchange {
            person_folder: Some(safe_folder_name(id)),
            loose: administrator,
            ..self
        }
    }

    /// Returns the folder of a direction.
    pub fn folder(&self, way: ExchangeDirection) -> PathBuf {
        let folder = self.folder.join(way.folder_name());
        match &self.person_folder {
            Some(own) => folder.join(own),
            None => folder,
        }
    }

    /// Creates the missing folders, with mode 0700.
    pub fn create_folders(&self) -> Result<(), ExchangeError> {
        let ways = ExchangeDirection::ALL.map(|way| self.folder.join(way.folder_name()));
        for folder in [self.folder.clone()]
            .into_iter()
            .chain(ways)
            .chain(ExchangeDirection::ALL.map(|way| self.folder(way)))
        {
            match std::fs::DirBuilder::new().mode(0o700).create(&folder) {
                Ok(()) => {}
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(ExchangeError::Io(folder, error)),
            }
        }
        Ok(())
    }

    /// Returns the path of a file or folder that may be imported: everything under it is a plain
    /// file or folder. The caller opens it by that path later. In the meantime only the office's
    /// own account can replace what is there, because nobody else can enter the folders
    /// ([`Exchange::create_folders`], checked by `doctor`).
    pub fn check_importable(&self, typed: &Path) -> Result<PathBuf, ExchangeError> {
        let spot = match self.loose(typed) {
            Some(spot) => spot,
            None => self.resolve_path(ExchangeDirection::In, typed)?,
        };
        match &spot.name {
            None => check_folder(&spot.parent, &spot.path)?,
            Some(name) => check_entry(&spot.parent, name, &spot.path)?,
        }
        Ok(spot.path)
    }

    /// Reads a file that may be attached. Of a file that is too long for an attachment, returns one
    /// byte more than the limit.
    pub fn read_attachment(&self, typed: &Path) -> Result<Vec<u8>, ExchangeError> {
        let spot = self.resolve_path(ExchangeDirection::In, typed)?;
        let failed = |error: std::io::Error| ExchangeError::Io(spot.path.clone(), error);
        let name = spot.name.as_deref().ok_or_else(|| {
            ExchangeError::OutsideFolder(ExchangeDirection::In, self.folder(ExchangeDirection::In))
        })?;
        // Checked before it is opened: closing a second hard link to the database would drop
        // SQLite's locks.
        let about = stat_entry(&spot.parent, name).map_err(failed)?;
        if !is_plain_file(&about) {
            return Err(ExchangeError::NotPlainFile(display_name(name)));
        }
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let file = File::from(
            openat(&spot.parent, name, flags, Mode::empty()).map_err(|e| failed(e.into()))?,
        );
        let mut bytes = Vec::new();
        file.take(MAX_FILE_BYTES + 1)
            .read_to_end(&mut bytes)
            .map_err(failed)?;
        Ok(bytes)
    }

    /// Creates a new file with mode 0600 and returns it with its path.
    pub fn create_file(&self, typed: &Path) -> Result<(File, PathBuf), ExchangeError> {
        let spot = self.resolve_path(ExchangeDirection::Out, typed)?;
        let name = spot.name.as_deref().ok_or_else(|| {
            ExchangeError::OutsideFolder(
                ExchangeDirection::Out,
                self.folder(ExchangeDirection::Out),
            )
        })?;
        let flags =
            OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let made = openat(&spot.parent, name, flags, Mode::RUSR | Mode::WUSR);
        let file = made.map_err(|error| ExchangeError::Io(spot.path.clone(), error.into()))?;
        Ok((File::from(file), spot.path))
    }

    /// Returns the plain files and the folders in a readable folder, unordered.
    pub fn list_folder(&self, folder: &Path) -> Vec<FolderEntry> {
        let listed = || -> Option<Vec<FolderEntry>> {
            let spot = self.resolve_path(ExchangeDirection::In, folder).ok()?;
            let within = match &spot.name {
                None => spot.parent,
                Some(name) => open_folder(&spot.parent, name).ok()?,
            };
            Some(list_entries(&within))
        };
        let mut names = listed().unwrap_or_default();
        if self.loose
            && (folder == Path::new(".")
                || folder == self.folder.join(ExchangeDirection::In.folder_name()))
        {
            let loose = self
                .open_shared_folder()
                .map(|shared| list_entries(&shared))
                .unwrap_or_default();
            names.extend(loose.into_iter().filter(|entry| !entry.is_folder));
            names.dedup();
        }
        names
    }

    /// Opens `exchange/in` itself, the parent of the personal folders.
    fn open_shared_folder(&self) -> Option<OwnedFd> {
        let exchange = openat(CWD, &self.folder, FOLDER_FLAGS, Mode::empty()).ok()?;
        open_folder(&exchange, OsStr::new(ExchangeDirection::In.folder_name())).ok()
    }

    /// Resolves a plain file directly in `exchange/in`, where it may be imported and is not
    /// shadowed by a file of the same name in the personal folder.
    fn loose(&self, typed: &Path) -> Option<ResolvedPath> {
        let shared = self.folder.join(ExchangeDirection::In.folder_name());
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
            .resolve_path(ExchangeDirection::In, Path::new(name))
            .is_ok_and(|own| stat_entry(&own.parent, name).is_ok());
        let within = self
            .open_shared_folder()
            .filter(|_| typed.is_absolute() || !own)?;
        let plain = stat_entry(&within, name).is_ok_and(|about| is_plain_file(&about));
        plain.then(|| ResolvedPath {
            parent: within,
            name: Some(name.to_owned()),
            path: shared.join(name),
        })
    }

    /// Resolves a path, absolute or relative to the folder of its direction.
    fn resolve_path(
        &self,
        way: ExchangeDirection,
        typed: &Path,
    ) -> Result<ResolvedPath, ExchangeError> {
        let folder = self.folder(way);
        let outside = || ExchangeError::OutsideFolder(way, folder.clone());
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
                ExchangeError::NotPlainFile(display_name(path.file_name().unwrap_or_default()))
            }
            Some(_) | None => ExchangeError::Io(path.to_owned(), error),
        };
        let open = openat(CWD, &self.folder, FOLDER_FLAGS, Mode::empty());
        let exchange = open.map_err(|error| failed(&self.folder, error.into()))?;
        let mut within = open_folder(&exchange, OsStr::new(way.folder_name()))
            .map_err(|error| failed(&folder, error))?;
        if let Some(own) = &self.person_folder {
            within =
                open_folder(&within, OsStr::new(own)).map_err(|error| failed(&folder, error))?;
        }
        let mut path = folder.clone();
        for name in names {
            path.push(name);
            within = open_folder(&within, name).map_err(|error| failed(&path, error))?;
        }
        path.extend(last);
        Ok(ResolvedPath {
            parent: within,
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
        let exchange = Exchange::next_to(&folder.path().join("office.db"));
        exchange.create_folders().unwrap();
        for (way, key) in [
            (ExchangeDirection::In, "exchange-outside"),
            (ExchangeDirection::Out, "exchange-save-outside"),
        ] {
            let told = match way {
                ExchangeDirection::In => exchange
                    .read_attachment(Path::new("/etc/hostname"))
                    .err()
                    .unwrap(),
                ExchangeDirection::Out => exchange.create_file(Path::new("/tmp/x")).err().unwrap(),
            };
            let folder = exchange.folder(way).display().to_string();
            assert_eq!(
                told.to_string(),
                crate::i18n::format_message(key, &[("folder", folder.into())])
            );
        }
    }

    #[test]
    fn of_a_file_that_is_too_long_no_more_is_read_than_tells_that() {
        let folder = tempfile::tempdir().unwrap();
        let exchange = Exchange::next_to(&folder.path().join("office.db"));
        exchange.create_folders().unwrap();
        for (name, length, read) in [
            ("a", MAX_FILE_BYTES, MAX_FILE_BYTES),
            ("b", MAX_FILE_BYTES * 3, MAX_FILE_BYTES + 1),
        ] {
            File::create(exchange.folder(ExchangeDirection::In).join(name))
                .unwrap()
                .set_len(length)
                .unwrap();
            assert_eq!(
                exchange.read_attachment(Path::new(name)).unwrap().len() as u64,
                read
            );
        }
    }

    #[test]
    fn nobody_reads_what_waits_for_another_and_what_is_nobodys_is_imported_by_administrators_alone()
    {
        let folder = tempfile::tempdir().unwrap();
        let beside = Exchange::next_to(&folder.path().join("office.db"));
        let (wang, sun) = (
            beside.clone().for_person("wang", true),
            beside.clone().for_person("sun", false),
        );
        for exchange in [&wang, &sun] {
            exchange.create_folders().unwrap();
        }
        let put = |way: &str, text: &str| {
            std::fs::write(folder.path().join("exchange").join(way), text).unwrap()
        };
        put("in/loose.csv", "loose");
        put("in/sun/own.pdf", "own");
        put("in/wang/both.csv", "mine");
        put("in/both.csv", "loose");
        let name = |path: &str| Path::new(path).to_owned();
        assert_eq!(sun.read_attachment(&name("own.pdf")).unwrap(), b"own");
        for other in ["../sun/own.pdf", "sun/own.pdf", "loose.csv", "../loose.csv"] {
            assert!(wang.read_attachment(&name(other)).is_err(), "{other}");
            assert!(
                wang.check_importable(&name(other)).is_ok() == (other == "loose.csv"),
                "{other}"
            );
            assert!(
                sun.read_attachment(&name(other)).is_err()
                    && sun.check_importable(&name(other)).is_err(),
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
            wang.read_attachment(&whole("sun/own.pdf")).is_err()
                && wang.check_importable(&whole("sun/own.pdf")).is_err()
        );
        assert!(
            wang.check_importable(&whole("sun")).is_err(),
            "nor the folder as a whole"
        );
        assert_eq!(
            wang.check_importable(&name("both.csv")).unwrap(),
            whole("wang/both.csv")
        );
        let mut names: Vec<String> = wang
            .list_folder(Path::new("."))
            .into_iter()
            .map(|entry| entry.name)
            .collect();
        names.sort();
        names.dedup();
        assert_eq!(names, ["both.csv", "loose.csv"]);
        let own = FolderEntry {
            name: "own.pdf".to_owned(),
            is_folder: false,
            bytes: 3,
        };
        assert_eq!(sun.list_folder(Path::new(".")), [own]);
        assert_eq!(beside.count_loose_files(), 2);
        assert_eq!(
            safe_folder_name("../wang").len(),
            17,
            "a name that is none of a file"
        );
    }

    #[test]
    fn the_same_is_saved_once_and_what_waits_has_a_limit() {
        let folder = tempfile::tempdir().unwrap();
        let exchange = Exchange::next_to(&folder.path().join("office.db")).for_person("obs", false);
        exchange.create_folders().unwrap();
        let save = |name: &str, bytes: &[u8]| {
            let room = exchange.check_save(Path::new(name), bytes)?;
            if room == SaveCheck::HasSpace {
                let (file, path) = exchange.create_file(Path::new(name))?;
                crate::platform::new_files::write_new_file(file, &path, bytes).unwrap();
            }
            Ok::<_, ExchangeError>(room)
        };
        assert_eq!(save("a.jpg", b"one").unwrap(), SaveCheck::HasSpace);
        let there = exchange.folder(ExchangeDirection::Out).join("a.jpg");
        for name in ["a.jpg", "b.jpg", "c.jpg"] {
            assert_eq!(
                save(name, b"one").unwrap(),
                SaveCheck::AlreadySaved(there.clone()),
                "{name}"
            );
        }
        assert!(
            matches!(save("a.jpg", b"two"), Err(ExchangeError::Io(..))),
            "the name is taken"
        );
        File::create(exchange.folder(ExchangeDirection::Out).join("large"))
            .unwrap()
            .set_len(waiting::MAX_WAITING_MIB * MIB - 4)
            .unwrap();
        assert!(matches!(
            save("d.jpg", b"three"),
            Err(ExchangeError::NoSpace(_))
        ));
        assert_eq!(exchange.list_waiting(ExchangeDirection::Out).len(), 2);
        std::fs::remove_file(exchange.folder(ExchangeDirection::Out).join("large")).unwrap();
        assert_eq!(
            save("d.jpg", b"three").unwrap(),
            SaveCheck::HasSpace,
            "once it was fetched there is room"
        );
    }
}
