//! What can go wrong with copies: one variant per situation, each a sentence with the next step.

use std::path::{Path, PathBuf};

use crate::platform::files::NotRead;
use crate::store::StoreError;
use crate::store::sqlite::disk_space::{megabytes, megabytes_wanted};

/// An error of a backup, a restore, a rebuild or an export.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    /// The store refused or failed.
    #[error("{0}")]
    Store(#[from] StoreError),
    /// The person does not own the database file.
    #[error("{}", say!("keep-not-owner"))]
    NotOwner,
    /// A file or folder.
    #[error("{}", crate::i18n::of_file(.0, .1))]
    Io(PathBuf, std::io::Error),
    /// There is something already where a new file should be.
    #[error("{}", say!("keep-exists", path = .0.display().to_string()))]
    Exists(PathBuf),
    /// The log of an older database lies beside where a new file should be.
    #[error("{}", say!("keep-left-beside", path = .0.display().to_string()))]
    LeftBeside(PathBuf),
    /// The database is so damaged that nothing can be made again from it; what SQLite says.
    #[error("{}", say!("keep-damaged", why = .0.as_str()))]
    Damaged(String),
    /// A file that was named could not be read.
    #[error("{0}")]
    NotRead(NotRead),
    /// Another process took the copy away while it was begun.
    #[error("{}", say!("keep-under-way", path = .0.display().to_string()))]
    UnderWay(PathBuf),
    /// There is not room enough for a copy.
    #[error("{}", say!("keep-no-room", path = .0.display().to_string(), needed = megabytes_wanted(*.1), free = megabytes(*.2)))]
    NoRoom(PathBuf, u64, u64),
    /// The backup has no manifest.
    #[error("{}", say!("keep-no-manifest", path = .0.display().to_string()))]
    NoManifest(PathBuf),
    /// The manifest does not read.
    #[error("{}", say!("keep-bad-manifest", path = .0.display().to_string()))]
    BadManifest(PathBuf),
    /// A copy is not what its manifest says; the name of the field.
    #[error("{}", say!("keep-differs", what = *.0))]
    Differs(&'static str),
    /// A copy does not verify: the first finding, and how many there are.
    #[error("{}", say!("keep-not-clean", first = .0.as_str(), n = *.1))]
    NotClean(String, usize),
    /// The copy of an office does not verify, for the office itself does not: the first finding, and how many there are.
    #[error("{}", say!("keep-office-not-clean", first = .0.as_str(), n = *.1))]
    OfficeNotClean(String, usize),
    /// A file that is no backup: empty, or of another program.
    #[error("{}", say!("keep-no-backup", path = .0.display().to_string()))]
    NoBackup(PathBuf),
    /// An anchor has more events than the backup: how many, and how many the backup has.
    #[error("{}", say!("keep-anchor-later", events = *.0, there = *.1))]
    AnchorLater(u64, u64),
    /// The backup is encrypted, and no identity was given.
    #[error("{}", say!("keep-needs-identity"))]
    NeedsIdentity,
    /// The identity is not one of those that it was encrypted for.
    #[error("{}", say!("keep-wrong-identity"))]
    WrongIdentity,
    /// An encrypted backup was changed, or is not whole.
    #[error("{}", say!("keep-unsealed", why = .0.as_str()))]
    Unsealed(String),
    /// A secret key where a public one is wanted.
    #[error("{}", say!("keep-secret-key"))]
    SecretKey,
    /// A recipient does not read; its beginning, or the file that has none.
    #[error("{}", say!("keep-bad-recipient", recipient = .0.as_str()))]
    BadRecipient(String),
    /// There is no identity in a file.
    #[error("{}", say!("keep-bad-identity", path = .0.display().to_string()))]
    BadIdentity(PathBuf),
    /// An event that the rows cannot be made from: its place, and what is wrong.
    #[error("{}", say!("keep-bad-event", seq = *.0, why = .1.as_str()))]
    BadEvent(i64, String),
    /// The bytes of an attachment are not those that came: the letter, and its place from 1.
    #[error("{}", say!("keep-bad-attachment", letter = *.0, n = *.1))]
    BadAttachment(i64, usize),
    /// A line of an export does not read.
    #[error("{}", say!("keep-bad-line", file = .0.as_str(), line = *.1))]
    BadLine(String, usize),
    /// A file of an export is missing, or is not what the manifest says.
    #[error("{}", say!("keep-bad-file", file = .0.as_str()))]
    BadFile(String),
}

impl KeepError {
    /// An error of the operating system about a path.
    pub fn io(path: &Path) -> impl FnOnce(std::io::Error) -> KeepError {
        let path = path.to_owned();
        move |error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => KeepError::Exists(path),
            _ => KeepError::Io(path, error),
        }
    }

    /// The same for a rebuild, which is no next step after itself.
    pub fn of_rebuild(self) -> KeepError {
        match self {
            KeepError::Store(error) if error.is_damaged() => KeepError::Damaged(error.reason()),
            other => other,
        }
    }

    /// The code in the JSON form of an error.
    pub fn kind(&self) -> &'static str {
        match self {
            KeepError::Store(error) => error.kind(),
            KeepError::NotOwner => "not_owner",
            KeepError::Io(..) => "io",
            KeepError::Exists(_) => "exists",
            KeepError::LeftBeside(_) => "left_beside",
            KeepError::Damaged(_) => "sqlite",
            KeepError::NotRead(error) => error.kind(),
            KeepError::UnderWay(_) => "under_way",
            KeepError::NoRoom(..) => "no_room",
            KeepError::NoManifest(_) => "no_manifest",
            KeepError::BadManifest(_) => "bad_manifest",
            KeepError::Differs(_) => "differs",
            KeepError::NotClean(..) => "not_clean",
            KeepError::OfficeNotClean(..) => "not_clean",
            KeepError::NoBackup(_) => "no_backup",
            KeepError::AnchorLater(..) => "anchor_later",
            KeepError::NeedsIdentity => "needs_identity",
            KeepError::WrongIdentity => "wrong_identity",
            KeepError::Unsealed(_) => "unsealed",
            KeepError::SecretKey => "secret_key",
            KeepError::BadRecipient(_) => "bad_recipient",
            KeepError::BadIdentity(_) => "bad_identity",
            KeepError::BadEvent(..) => "bad_event",
            KeepError::BadAttachment(..) => "bad_attachment",
            KeepError::BadLine(..) => "bad_line",
            KeepError::BadFile(_) => "bad_file",
        }
    }
}

impl From<NotRead> for KeepError {
    fn from(error: NotRead) -> KeepError {
        match error {
            NotRead::Io(path, error) => KeepError::Io(path, error),
            other => KeepError::NotRead(other),
        }
    }
}

impl From<rusqlite::Error> for KeepError {
    fn from(error: rusqlite::Error) -> KeepError {
        KeepError::Store(error.into())
    }
}
