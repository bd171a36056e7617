//! A file in the making: beside where it will lie, ours alone, put into place only when it is whole, and gone otherwise.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::ErrorKind;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, OFlags, RenameFlags};

use super::KeepError;
use crate::store::place::{beside, folder};

/// A file in the making.
pub struct Part {
    path: PathBuf,
    target: PathBuf,
    /// Held locked, so that another process tells one that is being made from one that was left behind.
    file: File,
}

/// Refuses a path where something lies already, be it a link that leads nowhere.
pub fn must_be_free(path: &Path) -> Result<(), KeepError> {
    match std::fs::symlink_metadata(path) {
        Ok(_) => Err(KeepError::Exists(path.to_owned())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(KeepError::Io(path.to_owned(), error)),
    }
}

/// Writes a folder to the disk: what was put into it stays there through a power cut.
pub fn sync_folder(folder: &Path) -> Result<(), KeepError> {
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(KeepError::io(folder))
}

impl Part {
    /// Begins the file that will lie at `target`, beside it.
    pub fn begin(target: &Path) -> Result<Part, KeepError> {
        must_be_free(target)?;
        Part::begin_at(beside(target, ".part"), target)
    }

    /// Begins a file at `path`, mode 0600. One that a killed process left there is begun anew.
    pub fn begin_at(path: PathBuf, target: &Path) -> Result<Part, KeepError> {
        let mut new = OpenOptions::new();
        new.read(true).write(true).mode(0o600).custom_flags(OFlags::NOFOLLOW.bits().cast_signed());
        let file = match new.clone().create_new(true).open(&path) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => new.open(&path),
            other => other,
        };
        let file = file.map_err(KeepError::io(&path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(KeepError::UnderWay(path)),
            Err(TryLockError::Error(error)) => return Err(KeepError::Io(path, error)),
        }
        let part = Part { path, target: target.to_owned(), file };
        // Whoever made it may have put it into place between our opening it and our lock.
        let ours = part.file.metadata().map_err(KeepError::io(&part.path))?;
        let same = std::fs::symlink_metadata(&part.path)
            .is_ok_and(|there| (there.dev(), there.ino()) == (ours.dev(), ours.ino()));
        if !same || !ours.is_file() {
            let path = part.path.clone();
            part.leave();
            return Err(KeepError::UnderWay(path));
        }
        part.besides().iter().for_each(|path| _ = std::fs::remove_file(path));
        part.file.set_len(0).map_err(KeepError::io(&part.path))?;
        part.file.set_permissions(PermissionsExt::from_mode(0o600)).map_err(KeepError::io(&part.path))?;
        Ok(part)
    }

    /// Where it is being made.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The open file.
    pub fn file(&self) -> &File {
        &self.file
    }

    /// What SQLite may have put beside it.
    fn besides(&self) -> [PathBuf; 3] {
        ["-wal", "-shm", "-journal"].map(|tail| beside(&self.path, tail))
    }

    /// Puts it into place for good, over nothing that may lie there by now.
    pub fn place(self) -> Result<(), KeepError> {
        self.file.sync_all().map_err(KeepError::io(&self.path))?;
        rename_new(&self.path, &self.target)?;
        sync_folder(folder(&self.target))?;
        self.leave();
        Ok(())
    }

    /// Forgets it without touching the file.
    fn leave(mut self) {
        self.path = PathBuf::new();
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if !self.path.as_os_str().is_empty() {
            self.besides().iter().for_each(|path| _ = std::fs::remove_file(path));
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

/// Renames a file where nothing lies at the new name.
fn rename_new(from: &Path, to: &Path) -> Result<(), KeepError> {
    match rustix::fs::renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
        Ok(()) => return Ok(()),
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS | rustix::io::Errno::NOTSUP) => {}
        Err(error) => return Err(KeepError::io(to)(error.into())),
    }
    // A file system without that: the name is claimed first, and what is replaced is our own empty file.
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(to).map_err(KeepError::io(to))?;
    std::fs::rename(from, to).map_err(|error| {
        let _ = std::fs::remove_file(to);
        KeepError::Io(to.to_owned(), error)
    })
}
