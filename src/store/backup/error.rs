//! Errors of backups, restores, rebuilds and exports; each message is a sentence with the next
//! step.

use std::path::{Path, PathBuf};

use crate::platform::files::FileReadError;
use crate::store::StoreError;
use crate::store::sqlite::disk_space::{format_megabytes, format_megabytes_up};

/// An error of a backup, a restore, a rebuild or an export.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// An error of the store.
    #[error("{0}")]
    Store(#[from] StoreError),
    /// The caller does not own the database file.
    #[error("{}", say!("keep-not-owner"))]
    NotOwner,
    /// An I/O error on a file or folder.
    #[error("{}", crate::i18n::describe_file_error(.0, .1))]
    Io(PathBuf, std::io::Error),
    /// Something already exists where a new file should be created.
    #[error("{}", say!("keep-exists", path = .0.display().to_string()))]
    Exists(PathBuf),
    /// A log of an older database lies next to the path of a new file.
    #[error("{}", say!("keep-left-beside", path = .0.display().to_string()))]
    SideFileLeft(PathBuf),
    /// The database is too damaged to be rebuilt; the reason from SQLite.
    #[error("{}", say!("keep-damaged", why = .0.as_str()))]
    Damaged(String),
    /// A file named by the user could not be read.
    #[error("{0}")]
    NotRead(FileReadError),
    /// Another process removed or locked the staged file as it was created.
    #[error("{}", say!("keep-under-way", path = .0.display().to_string()))]
    StagedFileLost(PathBuf),
    /// Too little disk space for a copy: the folder, the bytes needed, the bytes free.
    #[error("{}", say!("keep-no-room", path = .0.display().to_string(), needed = format_megabytes_up(*.1), free = format_megabytes(*.2)))]
    NoRoom(PathBuf, u64, u64),
    /// The backup has no manifest.
    #[error("{}", say!("keep-no-manifest", path = .0.display().to_string()))]
    NoManifest(PathBuf),
    /// The manifest cannot be parsed.
    #[error("{}", say!("keep-bad-manifest", path = .0.display().to_string()))]
    BadManifest(PathBuf),
    /// A copy does not match its manifest; the name of the field.
    #[error("{}", say!("keep-differs", what = *.0))]
    ManifestMismatch(&'static str),
    /// A copy does not verify: the first finding, and the number of findings.
    #[error("{}", say!("keep-not-clean", first = .0.as_str(), n = *.1))]
    NotClean(String, usize),
    /// The copy does not verify because the office itself does not: the first finding, and the
    /// number of findings.
    #[error("{}", say!("keep-office-not-clean", first = .0.as_str(), n = *.1))]
    OfficeNotClean(String, usize),
    /// The file is not a backup: it is empty, or belongs to another program.
    #[error("{}", say!("keep-no-backup", path = .0.display().to_string()))]
    NoBackup(PathBuf),
    /// An anchor has more events than the backup: its count, and the count of the backup.
    #[error("{}", say!("keep-anchor-later", events = *.0, there = *.1))]
    AnchorBeyondBackup(u64, u64),
    /// The backup is encrypted and no identity was given.
    #[error("{}", say!("keep-needs-identity"))]
    NeedsIdentity,
    /// The identity is not one of those the backup was encrypted for.
    #[error("{}", say!("keep-wrong-identity"))]
    WrongIdentity,
    /// An encrypted backup was modified or truncated.
    #[error("{}", say!("keep-unsealed", why = .0.as_str()))]
    NotDecrypted(String),
    /// A secret key was given where a public key is expected.
    #[error("{}", say!("keep-secret-key"))]
    SecretKey,
    /// A recipient cannot be parsed; its beginning, or the file that contains none.
    #[error("{}", say!("keep-bad-recipient", recipient = .0.as_str()))]
    BadRecipient(String),
    /// A file contains no identity.
    #[error("{}", say!("keep-bad-identity", path = .0.display().to_string()))]
    BadIdentity(PathBuf),
    /// An event from which no rows can be made: its sequence number, and the reason.
    #[error("{}", say!("keep-bad-event", seq = *.0, why = .1.as_str()))]
    BadEvent(i64, String),
    /// The contents of an attachment do not match its hash: the letter, and the attachment's number
    /// from 1.
    #[error("{}", say!("keep-bad-attachment", letter = *.0, n = *.1))]
    BadAttachment(i64, usize),
    /// A line of an export cannot be parsed: the file, and the line number.
    #[error("{}", say!("keep-bad-line", file = .0.as_str(), line = *.1))]
    BadLine(String, usize),
    /// A file of an export is missing or does not match the manifest.
    #[error("{}", say!("keep-bad-file", file = .0.as_str()))]
    BadFile(String),
}

impl BackupError {
    /// Converts an I/O error on a path.
    pub fn for_path(path: &Path) -> impl FnOnce(std::io::Error) -> BackupError {
        let path = path.to_owned();
        move |error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => BackupError::Exists(path),
            _ => BackupError::Io(path, error),
        }
    }

    /// Converts the error for a rebuild: a damaged database must not lead to the advice to rebuild
    /// it.
    pub fn for_rebuild(self) -> BackupError {
        match self {
            BackupError::Store(error) if error.is_damaged() => BackupError::Damaged(error.reason()),
            other => other,
        }
    }

    /// Returns the stable code of the error in JSON output.
    pub fn kind(&self) -> &'static str {
        match self {
            BackupError::Store(error) => error.kind(),
            BackupError::NotOwner => "not_owner",
            BackupError::Io(..) => "io",
            BackupError::Exists(_) => "exists",
            BackupError::SideFileLeft(_) => "left_beside",
            BackupError::Damaged(_) => "sqlite",
            BackupError::NotRead(error) => error.kind(),
            BackupError::StagedFileLost(_) => "under_way",
            BackupError::NoRoom(..) => "no_room",
            BackupError::NoManifest(_) => "no_manifest",
            BackupError::BadManifest(_) => "bad_manifest",
            BackupError::ManifestMismatch(_) => "differs",
            BackupError::NotClean(..) => "not_clean",
            BackupError::OfficeNotClean(..) => "not_clean",
            BackupError::NoBackup(_) => "no_backup",
            BackupError::AnchorBeyondBackup(..) => "anchor_later",
            BackupError::NeedsIdentity => "needs_identity",
            BackupError::WrongIdentity => "wrong_identity",
            BackupError::NotDecrypted(_) => "unsealed",
            BackupError::SecretKey => "secret_key",
            BackupError::BadRecipient(_) => "bad_recipient",
            BackupError::BadIdentity(_) => "bad_identity",
            BackupError::BadEvent(..) => "bad_event",
            BackupError::BadAttachment(..) => "bad_attachment",
            BackupError::BadLine(..) => "bad_line",
            BackupError::BadFile(_) => "bad_file",
        }
    }
}

impl From<FileReadError> for BackupError {
    fn from(error: FileReadError) -> BackupError {
        match error {
            FileReadError::Io(path, error) => BackupError::Io(path, error),
            other => BackupError::NotRead(other),
        }
    }
}

impl From<rusqlite::Error> for BackupError {
    fn from(error: rusqlite::Error) -> BackupError {
        BackupError::Store(error.into())
    }
}
