//! Collects the files to read: walks folders in order and never opens the office's own database.

use std::fs::{self, File, Metadata};
use std::io::{self, Seek};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::error::IntakeError;
use super::rejection::{RejectReason, Rejection};
use crate::platform::file_guard::FileGuard;

/// One unit to read: a file, or a Maildir with its messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// The path of the file, or of the Maildir.
    pub path: PathBuf,
    /// The name without the folder.
    pub name: String,
    /// The total size in bytes.
    pub bytes: u64,
    /// The message files of a Maildir, in order; `None` for a plain file.
    pub messages: Option<Vec<PathBuf>>,
    /// The file, if it is open already; `path` is not used then.
    pub opened: Option<OpenedFile>,
}

/// A file that is open already.
#[derive(Clone, Debug)]
pub struct OpenedFile(Arc<File>);

impl PartialEq for OpenedFile {
    fn eq(&self, other: &OpenedFile) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for OpenedFile {}

impl SourceFile {
    /// Creates a source from an open file.
    pub fn from_open(name: String, file: File, bytes: u64) -> SourceFile {
        SourceFile {
            path: PathBuf::new(),
            name,
            bytes,
            messages: None,
            opened: Some(OpenedFile(Arc::new(file))),
        }
    }

    /// Opens the file at its beginning. The handles of an open file share one position, so it
    /// supports only one reader at a time.
    pub(super) fn open(&self) -> io::Result<File> {
        match &self.opened {
            None => File::open(&self.path),
            Some(OpenedFile(file)) => {
                let mut file = file.try_clone()?;
                file.rewind()?;
                Ok(file)
            }
        }
    }
}

/// Walks `paths` and returns the sources and the rejected files.
///
/// Folders are read in the order of names, hidden files and lock files of Office are skipped, and a
/// Maildir is one source. A file whose (device, inode) is in `forbidden` is refused **without being
/// opened**: closing a database in its own process would drop SQLite's locks.
pub fn collect_sources(paths: &[PathBuf], guard: &FileGuard) -> (Vec<SourceFile>, Vec<Rejection>) {
    let mut walk = SourceWalk {
        guard,
        found: Vec::new(),
        rejected: Vec::new(),
    };
    for path in paths {
        walk.visit(path);
    }
    (walk.found, walk.rejected)
}

struct SourceWalk<'a> {
    guard: &'a FileGuard,
    found: Vec<SourceFile>,
    rejected: Vec<Rejection>,
}

impl SourceWalk<'_> {
    fn visit(&mut self, path: &Path) {
        let name = file_name(path);
        let about = match fs::metadata(path) {
            Ok(about) => about,
            Err(error) => {
                return self.rejected.push(Rejection::for_file(
                    &name,
                    IntakeError::from_io(&name, &error),
                ));
            }
        };
        if about.is_dir() {
            if is_maildir(path) {
                self.visit_maildir(path, name)
            } else {
                self.visit_folder(path, &name)
            }
        } else if self.may_open(&name, &about) {
            self.found.push(SourceFile {
                path: path.to_owned(),
                name,
                bytes: about.len(),
                messages: None,
                opened: None,
            });
        }
    }

    fn may_open(&mut self, name: &str, about: &Metadata) -> bool {
        let why = if self.guard.is_own(about) {
            RejectReason::Database
        } else if !about.is_file() {
            RejectReason::NotAFile
        } else {
            return true;
        };
        self.rejected.push(Rejection {
            file: name.to_owned(),
            row: None,
            why,
        });
        false
    }

    fn visit_folder(&mut self, folder: &Path, name: &str) {
        for path in self.list_folder(folder, name) {
            // A link to a folder may lead back up, so only links to files are followed.
            let loops =
                fs::symlink_metadata(&path).is_ok_and(|about| about.is_symlink()) && path.is_dir();
            if !loops {
                self.visit(&path);
            }
        }
    }

    fn visit_maildir(&mut self, folder: &Path, name: String) {
        let mut messages = Vec::new();
        let mut bytes = 0;
        for part in ["cur", "new"] {
            for path in self.list_folder(&folder.join(part), &name) {
                let message = file_name(&path);
                match fs::metadata(&path) {
                    Ok(about) if about.is_dir() => {}
                    Ok(about) => {
                        if self.may_open(&message, &about) {
                            bytes += about.len();
                            messages.push(path);
                        }
                    }
                    Err(error) => self.rejected.push(Rejection::for_file(
                        &message,
                        IntakeError::from_io(&message, &error),
                    )),
                }
            }
        }
        self.found.push(SourceFile {
            path: folder.to_owned(),
            name,
            bytes,
            messages: Some(messages),
            opened: None,
        });
    }

    fn list_folder(&mut self, folder: &Path, name: &str) -> Vec<PathBuf> {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => {
                self.rejected.push(Rejection::for_file(
                    name,
                    IntakeError::from_io(name, &error),
                ));
                return Vec::new();
            }
        };
        let mut paths: Vec<PathBuf> = Vec::new();
        for entry in entries {
            match entry {
                Ok(entry) => paths.push(entry.path()),
                Err(error) => self.rejected.push(Rejection::for_file(
                    name,
                    IntakeError::from_io(name, &error),
                )),
            }
        }
        paths.retain(|path| {
            let name = file_name(path);
            !name.starts_with('.') && !name.starts_with("~$")
        });
        paths.sort();
        paths
    }
}

fn is_maildir(folder: &Path) -> bool {
    folder.join("cur").is_dir() && folder.join("new").is_dir()
}

pub(super) fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}
