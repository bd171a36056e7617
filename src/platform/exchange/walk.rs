//! Walks from folder to folder by name, and checks each entry before it is opened.

use std::ffi::OsStr;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use crate::platform::files::FolderEntry;
use rustix::fs::{AtFlags, Dir, FileType, Mode, OFlags, Stat, openat, statat};

use super::ExchangeError;

/// The flags that open a folder and refuse a link.
pub(super) const FOLDER_FLAGS: OFlags = OFlags::RDONLY
    .union(OFlags::DIRECTORY)
    .union(OFlags::NOFOLLOW)
    .union(OFlags::CLOEXEC);

/// Returns the name of a person's folder: the short name, or a hash of it where it is no safe file
/// name.
pub(super) fn safe_folder_name(id: &str) -> String {
    let plain = |char: char| char.is_alphanumeric() || matches!(char, '.' | '_' | '-');
    if id.chars().all(plain) && !id.is_empty() && !id.starts_with('.') && id.len() < 200 {
        return id.to_owned();
    }
    format!(".{}", &blake3::hash(id.as_bytes()).to_hex()[..16])
}

/// Lists the plain files and folders in a folder, unordered; `true` marks a folder.
pub(super) fn list_entries(within: &OwnedFd) -> Vec<FolderEntry> {
    let entries = Dir::read_from(within).into_iter().flatten().flatten();
    let named = entries.filter_map(|entry| {
        let name = OsStr::from_bytes(entry.file_name().to_bytes());
        let about = stat_entry(within, name).ok()?;
        let name = name.to_str().filter(|name| *name != "." && *name != "..")?;
        let is_folder = is_folder(&about);
        (is_folder || is_plain_file(&about)).then(|| FolderEntry {
            name: name.to_owned(),
            is_folder,
            bytes: if is_folder {
                0
            } else {
                u64::try_from(about.st_size).unwrap_or(0)
            },
        })
    });
    named.collect()
}

/// Opens a folder, refusing a link.
pub(super) fn open_folder(within: &OwnedFd, name: &OsStr) -> std::io::Result<OwnedFd> {
    Ok(openat(within, name, FOLDER_FLAGS, Mode::empty())?)
}

pub(super) fn stat_entry(within: &OwnedFd, name: &OsStr) -> std::io::Result<Stat> {
    Ok(statat(within, name, AtFlags::SYMLINK_NOFOLLOW)?)
}

pub(super) fn is_folder(about: &Stat) -> bool {
    FileType::from_raw_mode(about.st_mode) == FileType::Directory
}

/// Reports whether this is a regular file with one name. A file with a second hard link may be the
/// database itself.
pub(super) fn is_plain_file(about: &Stat) -> bool {
    FileType::from_raw_mode(about.st_mode) == FileType::RegularFile && about.st_nlink == 1
}

pub(super) fn display_name(name: &OsStr) -> String {
    name.to_string_lossy().into_owned()
}

pub(super) fn check_entry(
    within: &OwnedFd,
    name: &OsStr,
    path: &Path,
) -> Result<(), ExchangeError> {
    let failed = |error| ExchangeError::Io(path.to_owned(), error);
    let about = stat_entry(within, name).map_err(failed)?;
    if is_folder(&about) {
        return check_folder(&open_folder(within, name).map_err(failed)?, path);
    }
    if is_plain_file(&about) {
        Ok(())
    } else {
        Err(ExchangeError::NotPlainFile(display_name(name)))
    }
}

/// Checks that everything in a folder is a plain file or folder.
pub(super) fn check_folder(folder: &OwnedFd, path: &Path) -> Result<(), ExchangeError> {
    let failed = |error: rustix::io::Errno| ExchangeError::Io(path.to_owned(), error.into());
    for entry in Dir::read_from(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = OsStr::from_bytes(entry.file_name().to_bytes());
        if name != "." && name != ".." {
            check_entry(folder, name, &path.join(name))?;
        }
    }
    Ok(())
}
