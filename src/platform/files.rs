//! Opens files that a person names: refuses the database's own files, and never blocks on a pipe.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};

use crate::platform::file_guard::FileGuard;
use crate::platform::limits::{MIB, OFFICE_FILE_MIB};

/// Maximum number of entries of a folder that are listed.
const MAX_ENTRIES: usize = 5_000;

/// File or folder in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FolderEntry {
    /// Its name.
    pub name: String,
    /// Whether it is a folder.
    pub is_folder: bool,
    /// Length in bytes; 0 for a folder.
    pub bytes: u64,
}

/// Returns the entries of a folder, unordered; a link counts as what it leads to. `None` if the
/// folder cannot be read.
pub fn list_folder(folder: &Path) -> Option<Vec<FolderEntry>> {
    let entries = std::fs::read_dir(folder).ok()?.flatten();
    let entry = |entry: std::fs::DirEntry| {
        let about = std::fs::metadata(entry.path()).ok()?;
        Some(FolderEntry {
            name: entry.file_name().into_string().ok()?,
            is_folder: about.is_dir(),
            bytes: if about.is_dir() { 0 } else { about.len() },
        })
    };
    Some(entries.filter_map(entry).take(MAX_ENTRIES).collect())
}

/// Why a file that a person named is not read.
#[derive(Debug, thiserror::Error)]
pub enum FileReadError {
    /// The database, or one of the files next to it.
    #[error("{}", say!("file-own", path = .0.display().to_string()))]
    DatabaseFile(PathBuf),
    /// A folder, a device or a named pipe.
    #[error("{}", say!("file-no-file", path = .0.display().to_string()))]
    NotRegular(PathBuf),
    /// Longer than the limit, which is given in MiB.
    #[error("{}", say!("file-long", path = .0.display().to_string(), limit = *.1))]
    TooLong(PathBuf, u64),
    /// Not text in any encoding that Chinese offices use.
    #[error("{}", say!("file-no-text", path = .0.display().to_string()))]
    NotText(PathBuf),
    /// The operating system refused.
    #[error("{}", say!("cli-file", path = .0.display().to_string(), why = crate::i18n::describe_io_error(.1)))]
    Io(PathBuf, io::Error),
}

impl FileReadError {
    /// Returns the code used in the JSON form of an error.
    pub fn kind(&self) -> &'static str {
        match self {
            FileReadError::DatabaseFile(_) => "own_file",
            FileReadError::NotRegular(_) => "no_file",
            FileReadError::TooLong(..) => "too_long",
            FileReadError::NotText(_) => "no_text",
            FileReadError::Io(..) => "io",
        }
    }
}

/// Opens a file without blocking: opening a named pipe would otherwise wait for a writer.
fn open_nonblocking(path: &Path) -> io::Result<File> {
    let file = OpenOptions::new()
        .read(true)
        .custom_flags(OFlags::NONBLOCK.bits().cast_signed())
        .open(path)?;
    let flags = fcntl_getfl(&file)?;
    // Only the opening must not block; reads may.
    fcntl_setfl(&file, flags - OFlags::NONBLOCK)?;
    Ok(file)
}

/// Opens a file that a person named. A file of the database is refused before it is opened, see
/// [`FileGuard`].
pub fn open(path: &Path, own: &FileGuard) -> Result<File, FileReadError> {
    let failed = |error| FileReadError::Io(path.to_owned(), error);
    let is_own = |about: &Metadata| own.is_own(about);
    if is_own(&std::fs::metadata(path).map_err(failed)?) {
        return Err(FileReadError::DatabaseFile(path.to_owned()));
    }
    let file = open_nonblocking(path).map_err(failed)?;
    if is_own(&file.metadata().map_err(failed)?) {
        // The path was replaced by a file of the database between the two checks. Leaked rather
        // than closed, for the same reason.
        std::mem::forget(file);
        return Err(FileReadError::DatabaseFile(path.to_owned()));
    }
    if is_named_pipe(&file).map_err(failed)? {
        return Err(FileReadError::NotRegular(path.to_owned()));
    }
    Ok(file)
}

/// Reports whether the file is a named pipe: reading one that somebody holds open without writing
/// would block for ever. An anonymous pipe, such as a shell makes for `<(…)`, ends with the command
/// behind it.
fn is_named_pipe(file: &File) -> io::Result<bool> {
    Ok(file.metadata()?.file_type().is_fifo() && rustix::fs::fstatfs(file)?.f_type != PIPEFS_MAGIC)
}

/// The magic number of the file system of anonymous pipes (statfs(2)).
const PIPEFS_MAGIC: rustix::fs::FsWord = 0x5049_5045;

/// Opens a regular file, and nothing else: a database, a manifest, a file of an export.
pub fn open_regular(path: &Path) -> Result<File, FileReadError> {
    let failed = |error| FileReadError::Io(path.to_owned(), error);
    if !std::fs::metadata(path).map_err(failed)?.is_file() {
        return Err(FileReadError::NotRegular(path.to_owned()));
    }
    let file = open_nonblocking(path).map_err(failed)?;
    if file.metadata().map_err(failed)?.is_file() {
        Ok(file)
    } else {
        Err(FileReadError::NotRegular(path.to_owned()))
    }
}

/// Reads a file that a person named. As [`open`]; refuses files longer than `OFFICE_FILE_MIB`.
pub fn read(path: &Path, own: &FileGuard) -> Result<Vec<u8>, FileReadError> {
    read_at_most(OFFICE_FILE_MIB, path, own)
}

/// Reads as [`read`] does, with another limit in MiB.
pub fn read_at_most(limit: u64, path: &Path, own: &FileGuard) -> Result<Vec<u8>, FileReadError> {
    let mut bytes = Vec::new();
    let file = open(path, own)?;
    // One byte more than the limit tells a longer file from one of exactly that length.
    file.take(limit * MIB + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| FileReadError::Io(path.to_owned(), error))?;
    if bytes.len() as u64 > limit * MIB {
        Err(FileReadError::TooLong(path.to_owned(), limit))
    } else {
        Ok(bytes)
    }
}

/// Reads a open_regular file, as [`open_regular`] and [`read`] do.
pub fn read_regular(path: &Path) -> Result<Vec<u8>, FileReadError> {
    open_regular(path)?;
    read(path, &FileGuard::none())
}

/// Reads a configuration file of another program (sshd, sudo), as [`read_regular`] does.
pub fn read_system_file(path: &Path) -> io::Result<Vec<u8>> {
    read_regular(path).map_err(|error| match error {
        FileReadError::Io(_, error) => error,
        error => io::Error::other(error.to_string()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_the_databases_own_is_not_opened_whatever_it_is_called() {
        let folder = tempfile::tempdir().unwrap();
        let [database, link, hard, other] =
            ["office.db", "link", "hard", "other"].map(|name| folder.path().join(name));
        std::fs::write(&database, "x").unwrap();
        std::fs::write(&other, "x").unwrap();
        std::os::unix::fs::symlink(&database, &link).unwrap();
        std::fs::hard_link(&database, &hard).unwrap();
        let own = FileGuard::of(&database);
        for path in [&database, &link, &hard] {
            assert!(
                matches!(read(path, &own), Err(FileReadError::DatabaseFile(named)) if named == *path)
            );
        }
        assert_eq!(read(&other, &own).unwrap(), b"x");
        assert!(matches!(
            read(&folder.path().join("none"), &own),
            Err(FileReadError::Io(..))
        ));
    }
}
