//! Collects the files to read: walks folders in order and never opens the office's own database.

use std::fs::{self, File, Metadata};
use std::io::{self, Seek};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::error::IntakeError;
use super::rejection::{Rejection, Why};
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
    pub opened: Option<Opened>,
}

/// A file that is open already.
#[derive(Clone, Debug)]
pub struct Opened(Arc<File>);

impl PartialEq for Opened {
    fn eq(&self, other: &Opened) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Opened {}

impl SourceFile {
    /// Creates a source from an open file.
    pub fn opened(name: String, file: File, bytes: u64) -> SourceFile {
        SourceFile {
            path: PathBuf::new(),
            name,
            bytes,
            messages: None,
            opened: Some(Opened(Arc::new(file))),
        }
    }

    /// Opens the file at its beginning. The handles of an open file share one position, so it
    /// supports only one reader at a time.
    pub(super) fn open(&self) -> io::Result<File> {
        match &self.opened {
            None => File::open(&self.path),
            Some(Opened(file)) => {
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
pub fn sources(paths: &[PathBuf], guard: &FileGuard) -> (Vec<SourceFile>, Vec<Rejection>) {
    let mut walk = Walk {
        guard,
        found: Vec::new(),
        rejected: Vec::new(),
    };
    for path in paths {
        walk.visit(path);
    }
    (walk.found, walk.rejected)
}

struct Walk<'a> {
    guard: &'a FileGuard,
    found: Vec<SourceFile>,
    rejected: Vec<Rejection>,
}

impl Walk<'_> {
    fn visit(&mut self, path: &Path) {
        let name = name_of(path);
        let about = match fs::metadata(path) {
            Ok(about) => about,
            Err(error) => {
                return self
                    .rejected
                    .push(Rejection::of(&name, IntakeError::io(&name, &error)));
            }
        };
        if about.is_dir() {
            if is_maildir(path) {
                self.maildir(path, name)
            } else {
                self.folder(path, &name)
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
        let why = if self.guard.is_own(&about) {
            Why::Database
        } else if !about.is_file() {
            Why::NotAFile
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

    fn folder(&mut self, folder: &Path, name: &str) {
        for path in self.listed(folder, name) {
            // A link to a folder may lead back up, so only links to files are followed.
            let loops =
                fs::symlink_metadata(&path).is_ok_and(|about| about.is_symlink()) && path.is_dir();
            if !loops {
                self.visit(&path);
            }
        }
    }

    fn maildir(&mut self, folder: &Path, name: String) {
        let mut messages = Vec::new();
        let mut bytes = 0;
        for part in ["cur", "new"] {
            for path in self.listed(&folder.join(part), &name) {
                let message = name_of(&path);
                match fs::metadata(&path) {
                    Ok(about) if about.is_dir() => {}
                    Ok(about) => {
                        if self.may_open(&message, &about) {
                            bytes += about.len();
                            messages.push(path);
                        }
                    }
                    Err(error) => self
                        .rejected
                        .push(Rejection::of(&message, IntakeError::io(&message, &error))),
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

    fn listed(&mut self, folder: &Path, name: &str) -> Vec<PathBuf> {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => {
                self.rejected
                    .push(Rejection::of(name, IntakeError::io(name, &error)));
                return Vec::new();
            }
        };
        let mut paths: Vec<PathBuf> = Vec::new();
        for entry in entries {
            match entry {
                Ok(entry) => paths.push(entry.path()),
                Err(error) => self
                    .rejected
                    .push(Rejection::of(name, IntakeError::io(name, &error))),
            }
        }
        paths.retain(|path| {
            let name = name_of(path);
            !name.starts_with('.') && !name.starts_with("~$")
        });
        paths.sort();
        paths
    }
}

fn is_maildir(folder: &Path) -> bool {
    folder.join("cur").is_dir() && folder.join("new").is_dir()
}

pub(super) fn name_of(path: &Path) -> String {
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}
