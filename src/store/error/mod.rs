//! Errors of the store: one variant per situation; each message is a sentence with the next step.

pub mod lease;
pub mod lock;

use std::path::PathBuf;

use lease::LeaseRefusal;
use lock::LockOwner;

use crate::domain::directory::names::NameError;
use crate::domain::office_field::OfficeFieldError;
use crate::domain::phrase::PhraseError;
use crate::domain::regulation::RegulationError;
use crate::domain::time::Date;
use crate::domain::time::calendar::ImportRefusal;
use crate::domain::workflow::refusal::Refusal;

/// An error of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A rule of the workflow refused the action.
    #[error("{0}")]
    Refused(#[from] Refusal),
    /// Somebody else changed the letter since it was read (optimistic lock).
    #[error("{}", say!("store-conflict", who = .who.as_str(), what = .what.as_str(), at = .at.as_str()))]
    Conflict {
        /// Name of the person who made the change.
        who: String,
        /// Their action, as a label for users.
        what: String,
        /// Time of their change, in the office's time zone.
        at: String,
    },
    /// The file was moved or replaced while it was open.
    #[error("{}", say!("store-moved"))]
    Moved,
    /// The database is on a network disk and another process holds the lease.
    #[error("{}", lease::refusal_message(.0))]
    Leased(LeaseRefusal),
    /// The commit succeeded, but the check after it failed, so the change may be lost. Holds the
    /// error of that check.
    #[error("{}", say!("store-doubtful", why = .0.to_string()))]
    CommitUncertain(Box<StoreError>),
    /// The idempotency key was already used for another letter; its id.
    #[error("{}", say!("store-done-elsewhere", letter = *.0))]
    KeyOfOtherLetter(i64),
    /// The idempotency key was already used for another request, or by another person; the letter's
    /// id.
    #[error("{}", say!("store-done-otherwise", letter = *.0))]
    KeyOfOtherRequest(i64),
    /// No letter has this name or id.
    #[error("{}", say!("store-no-letter", letter = .0.as_str()))]
    NoLetter(String),
    /// No mail with this id was set aside.
    #[error("{}", say!("store-no-aside", id = *.0))]
    NoAside(i64),
    /// The mail that was set aside has become a letter or was dropped.
    #[error("{}", say!("store-aside-settled", id = *.0))]
    AsideResolved(i64),
    /// No unit has this name; the second field lists similar names, and may be empty.
    #[error("{}", say!(if .1.is_empty() { "store-no-unit-at-all" } else { "store-no-unit" }, unit = .0.as_str(), near = .1.as_str()))]
    NoUnit(String, String),
    /// The directory rejects this name.
    #[error("{0}")]
    InvalidName(#[from] NameError),
    /// A setting of the office is none.
    #[error("{0}")]
    OfficeField(#[from] OfficeFieldError),
    /// A phrase cannot be recorded.
    #[error("{0}")]
    InvalidPhrase(#[from] PhraseError),
    /// The office has no phrase with this code.
    #[error("{}", say!("store-no-phrase", code = .0.as_str()))]
    NoPhrase(String),
    /// No member of staff has this short name.
    #[error("{}", say!("store-no-staff", id = .0.as_str()))]
    NoStaff(String),
    /// A delegation is between leaders; the name of one who is none.
    #[error("{}", say!("store-no-leader", name = .0.as_str()))]
    NoLeader(String),
    /// Somebody who signed a paper is no leader; their name.
    #[error("{}", say!("store-signer-no-leader", name = .0.as_str()))]
    SignerNoLeader(String),
    /// The unit takes no letters; its name.
    #[error("{}", say!("store-unit-closed", name = .0.as_str()))]
    UnitClosed(String),
    /// The unit takes letters; its name.
    #[error("{}", say!("store-unit-open", name = .0.as_str()))]
    UnitOpen(String),
    /// The writer is not an active member of staff.
    #[error("{}", say!("store-not-staff", id = .0.as_str()))]
    NotStaff(String),
    /// A member of staff with this short name or system user already exists.
    #[error("{}", say!("store-staff-exists", id = .0.as_str()))]
    StaffExists(String),
    /// This member of staff was disabled; their name in the directory.
    #[error("{}", say!("store-staff-disabled", id = .0.as_str()))]
    StaffDisabled(String),
    /// The caller was disabled: their short name, and the names of the administrators who can
    /// enable them again.
    #[error("{}", say!("store-taken-off", id = .0.as_str(), ask = .1.as_str()))]
    CallerDisabled(String, String),
    /// The user of the operating system is not registered here; the uid.
    #[error("{}", say!("store-unknown-user", uid = i64::from(*.0)))]
    UnknownUser(u32),
    /// `--as` was used by somebody who does not own the file.
    #[error("{}", say!("store-not-owner"))]
    NotOwner,
    /// There is no database at this path.
    #[error("{}", say!("store-missing", path = .0.display().to_string()))]
    Missing(PathBuf),
    /// The file is empty: no office was created in it.
    #[error("{}", say!("store-unfounded"))]
    NotInitialized,
    /// There is already a database at the path of a new one.
    #[error("{}", say!("store-exists", path = .0.display().to_string()))]
    Exists(PathBuf),
    /// The file is not a database of this program.
    #[error("{}", say!("store-foreign"))]
    Foreign,
    /// The file was written by a newer version of the program.
    #[error("{}", say!("store-newer"))]
    Newer,
    /// The linked SQLite has a bug that can lose commits.
    #[error("{}", say!("store-old-sqlite", version = rusqlite::version()))]
    OldSqlite,
    /// Another process held the lock longer than the timeout.
    #[error("{}", say!("store-busy"))]
    Busy,
    /// Another process held the lock longer than the timeout, and its owner is known.
    #[error("{}", .0.message())]
    LockedBy(LockOwner),
    /// The disk is full.
    #[error("{}", say!("store-full"))]
    Full,
    /// The disk has space left but no free inodes.
    #[error("{}", say!("store-no-more-files"))]
    NoMoreFiles,
    /// The file system is mounted read-only.
    #[error("{}", say!("store-read-only-disk"))]
    ReadOnlyDisk,
    /// The file system is read-only, and the write-ahead log holds changes that are not in the
    /// database yet.
    #[error("{}", say!("store-log-unread", path = .0.display().to_string()))]
    LogNotApplied(PathBuf),
    /// The path names a folder, a device or the like, not a regular file.
    #[error("{}", say!("store-no-file", path = .0.display().to_string()))]
    NotRegularFile(PathBuf),
    /// The permissions of the file forbid writing.
    #[error("{}", say!("store-read-only"))]
    ReadOnly,
    /// An event cannot be parsed or does not follow from the ones before it; the letter's id.
    #[error("{}", say!("store-broken-record", letter = *.0))]
    CorruptRecord(i64),
    /// A regulation in the database or in a file does not parse.
    #[error("{0}")]
    Regulation(#[from] RegulationError),
    /// A regulation with this identity already exists.
    #[error("{}", say!("store-regulation-exists", id = .0.as_str()))]
    RegulationExists(String),
    /// An import of holiday lists was refused.
    #[error("{}", .0)]
    CalendarImport(#[from] Box<ImportRefusal>),
    /// The office already declared something else for this day.
    #[error("{}", say!("store-local-day-exists", date = .0.to_string(), what = .1.as_str()))]
    LocalDayExists(Date, String),
    /// The office declared nothing for this day.
    #[error("{}", say!("store-no-local-day", date = .0.to_string()))]
    NoLocalDay(Date),
    /// The bulletin of this quarter is already published.
    #[error("{}", say!("store-published", period = .0.as_str()))]
    AlreadyPublished(String),
    /// Any other error of SQLite.
    #[error("{}", sqlite_message(.0))]
    Sqlite(rusqlite::Error),
    /// An I/O error on a folder or file around the database.
    #[error("{}", crate::i18n::describe_file_error(.0, .1))]
    Io(PathBuf, std::io::Error),
}

/// Returns the message for an error of SQLite. A damaged file gets its own, with the way to
/// recover.
fn sqlite_message(error: &rusqlite::Error) -> String {
    use rusqlite::ErrorCode;
    let key = match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt) => "store-damaged",
        None if matches!(
            error,
            rusqlite::Error::Utf8Error(..) | rusqlite::Error::InvalidColumnType(..)
        ) =>
        {
            "store-damaged"
        }
        Some(ErrorCode::SystemIoFailure) => "store-disk",
        Some(ErrorCode::CannotOpen) => "store-cannot-open",
        Some(_) | None => "store-sqlite",
    };
    say!(key, why = sqlite_reason(error))
}

/// Returns the reason of an error. Where SQLite has an error code only the code is shown, because
/// its own messages are in English.
fn sqlite_reason(error: &rusqlite::Error) -> String {
    use rusqlite::Error as Sqlite;
    if let Some(error) = error.sqlite_error() {
        return say!("store-sqlite-code", code = error.extended_code);
    }
    match error {
        Sqlite::Utf8Error(_, why) => say!("store-cell-no-text", byte = why.valid_up_to() + 1),
        Sqlite::InvalidColumnType(_, column, _) => {
            say!("store-cell-kind", column = column.as_str())
        }
        _ => say!("store-cell-unreadable"),
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> StoreError {
        use rusqlite::{ErrorCode, ffi};
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy,
            Some(ErrorCode::DiskFull) => StoreError::Full,
            // The shared-memory index of the log could not be enlarged.
            Some(ErrorCode::SystemIoFailure)
                if error
                    .sqlite_error()
                    .is_some_and(|error| error.extended_code == ffi::SQLITE_IOERR_SHMSIZE) =>
            {
                StoreError::Full
            }
            Some(ErrorCode::ReadOnly) => StoreError::ReadOnly,
            Some(ErrorCode::NotADatabase) => StoreError::Foreign,
            Some(_) | None => StoreError::Sqlite(error),
        }
    }
}

impl StoreError {
    /// Reports whether the disk accepts no writes, while reading still works.
    pub fn is_unwritable_disk(&self) -> bool {
        matches!(
            self,
            StoreError::Full | StoreError::NoMoreFiles | StoreError::ReadOnlyDisk
        )
    }

    /// Reports whether SQLite found the file corrupt.
    pub fn is_damaged(&self) -> bool {
        let corrupt = Some(rusqlite::ErrorCode::DatabaseCorrupt);
        matches!(self, StoreError::Sqlite(error) if error.sqlite_error_code() == corrupt)
    }

    /// Returns the message; for an error of SQLite without the next step.
    pub fn reason(&self) -> String {
        match self {
            StoreError::Sqlite(error) => sqlite_reason(error),
            other => other.to_string(),
        }
    }

    /// Reports whether the request may have been applied nevertheless: the machine failed, not a
    /// rule.
    pub fn may_have_committed(&self) -> bool {
        matches!(
            self,
            StoreError::Sqlite(_)
                | StoreError::Full
                | StoreError::Io(..)
                | StoreError::Moved
                | StoreError::CommitUncertain(_)
        )
    }

    /// Reports whether another process held the lock too long; the request can be retried.
    pub fn is_busy(&self) -> bool {
        matches!(self, StoreError::Busy | StoreError::LockedBy(_))
    }

    /// Returns the stable code of the error in JSON output.
    pub fn kind(&self) -> &'static str {
        match self {
            StoreError::Refused(refusal) => refusal.kind(),
            StoreError::Conflict { .. } => "conflict",
            StoreError::KeyOfOtherLetter(_) => "done_elsewhere",
            StoreError::KeyOfOtherRequest(_) => "done_otherwise",
            StoreError::CommitUncertain(_) => "doubtful",
            StoreError::NotStaff(_) => "not_staff",
            StoreError::Moved => "moved",
            StoreError::Leased(_) => "leased",
            StoreError::NoLetter(_) => "no_such_letter",
            StoreError::NoAside(_) => "no_such_mail",
            StoreError::AsideResolved(_) => "mail_settled",
            StoreError::NoUnit(..) => "no_such_unit",
            StoreError::InvalidName(error) => error.kind(),
            StoreError::OfficeField(_) => "bad_setting",
            StoreError::InvalidPhrase(_) => "bad_phrase",
            StoreError::NoPhrase(_) => "no_such_phrase",
            StoreError::NoStaff(_) => "no_such_staff",
            StoreError::NoLeader(_) | StoreError::SignerNoLeader(_) => "no_leader",
            StoreError::UnitClosed(_) => "unit_closed",
            StoreError::UnitOpen(_) => "unit_open",
            StoreError::StaffExists(_) => "staff_exists",
            StoreError::StaffDisabled(_) | StoreError::CallerDisabled(..) => "disabled",
            StoreError::UnknownUser(_) => "unknown_user",
            StoreError::NotOwner => "not_owner",
            StoreError::Missing(_) => "no_database",
            StoreError::NotInitialized => "unfounded",
            StoreError::Exists(_) => "database_exists",
            StoreError::Foreign => "not_ours",
            StoreError::Newer => "newer_database",
            StoreError::OldSqlite => "old_sqlite",
            StoreError::Busy | StoreError::LockedBy(_) => "busy",
            StoreError::Full => "disk_full",
            StoreError::NoMoreFiles => "disk_full",
            StoreError::ReadOnlyDisk => "read_only_disk",
            StoreError::LogNotApplied(_) => "log_unread",
            StoreError::NotRegularFile(_) => "no_file",
            StoreError::ReadOnly => "read_only",
            StoreError::CorruptRecord(_) => "broken_record",
            StoreError::Regulation(_) => "bad_regulation",
            StoreError::RegulationExists(_) => "regulation_exists",
            StoreError::CalendarImport(bad) => bad.kind(),
            StoreError::LocalDayExists(..) => "local_day_exists",
            StoreError::NoLocalDay(_) => "no_local_day",
            StoreError::AlreadyPublished(_) => "published",
            StoreError::Sqlite(_) => "sqlite",
            StoreError::Io(..) => "io",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_a_matter_of_room_and_not_of_rights() {
        let told = |kind: std::io::ErrorKind| StoreError::Io("x".into(), kind.into()).to_string();
        let (full, denied) = (
            told(std::io::ErrorKind::StorageFull),
            told(std::io::ErrorKind::PermissionDenied),
        );
        assert!(
            !full.contains("权限") && denied.contains("权限"),
            "{full} {denied}"
        );
    }
}
