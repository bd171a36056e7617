//! What can go wrong with the store: one variant per situation, each a sentence with the next step.

use std::path::PathBuf;

use jiff::civil::Date;

use crate::domain::directory::names::BadName;
use crate::domain::regulation::BadRegulation;
use crate::domain::time::calendar::BadImport;
use crate::domain::workflow::refusal::Refusal;
use crate::store::sqlite::lease::Why;
use crate::store::sqlite::locks::Held;

/// An error of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A rule refused.
    #[error("{0}")]
    Refused(#[from] Refusal),
    /// Somebody else changed the letter since it was read.
    #[error("{}", say!("store-conflict", who = .who.as_str(), what = .what.as_str(), at = .at.as_str()))]
    Conflict {
        /// Who.
        who: String,
        /// What he did, in words.
        what: String,
        /// When, in the office's time.
        at: String,
    },
    /// The file was moved or replaced while it was open.
    #[error("{}", say!("store-moved"))]
    Moved,
    /// On a network disk, another process may write now.
    #[error("{}", crate::store::sqlite::lease::words(.0))]
    Leased(Why),
    /// It was committed, and what was looked at afterwards says that it may be nowhere; that error.
    #[error("{}", say!("store-doubtful", why = .0.to_string()))]
    Doubtful(Box<StoreError>),
    /// Under this name, something was done to another letter.
    #[error("{}", say!("store-done-elsewhere", letter = *.0))]
    DoneElsewhere(i64),
    /// Under this name, another thing was done to the letter, or by another person.
    #[error("{}", say!("store-done-otherwise", letter = *.0))]
    DoneOtherwise(i64),
    /// There is no such letter.
    #[error("{}", say!("store-no-letter", letter = .0.as_str()))]
    NoLetter(String),
    /// There is no such mail among those that were set aside.
    #[error("{}", say!("store-no-aside", id = *.0))]
    NoAside(i64),
    /// The mail that was set aside is a letter by now, or was dropped.
    #[error("{}", say!("store-aside-settled", id = *.0))]
    AsideSettled(i64),
    /// There is no such unit; the names that are near.
    #[error("{}", say!(if .1.is_empty() { "store-no-unit-at-all" } else { "store-no-unit" }, unit = .0.as_str(), near = .1.as_str()))]
    NoUnit(String, String),
    /// A name of the directory is not added.
    #[error("{0}")]
    Name(#[from] BadName),
    /// There is no such member of staff.
    #[error("{}", say!("store-no-staff", id = .0.as_str()))]
    NoStaff(String),
    /// Whoever writes is no member of staff, or no longer.
    #[error("{}", say!("store-not-staff", id = .0.as_str()))]
    NotStaff(String),
    /// A member of staff with this short name or user exists already.
    #[error("{}", say!("store-staff-exists", id = .0.as_str()))]
    StaffExists(String),
    /// The member of staff was disabled; his name in the directory.
    #[error("{}", say!("store-staff-disabled", id = .0.as_str()))]
    StaffDisabled(String),
    /// Whoever asks was disabled: his short name, and the names of those who can bring him back.
    #[error("{}", say!("store-taken-off", id = .0.as_str(), ask = .1.as_str()))]
    TakenOff(String, String),
    /// The user of the operating system is nobody here.
    #[error("{}", say!("store-unknown-user", uid = i64::from(*.0)))]
    UnknownUser(u32),
    /// `--as` by one who does not own the file.
    #[error("{}", say!("store-not-owner"))]
    NotOwner,
    /// There is no database at this path.
    #[error("{}", say!("store-missing", path = .0.display().to_string()))]
    Missing(PathBuf),
    /// The file is empty: nobody has founded an office in it.
    #[error("{}", say!("store-unfounded"))]
    Unfounded,
    /// There is one already where a new one should be made.
    #[error("{}", say!("store-exists", path = .0.display().to_string()))]
    Exists(PathBuf),
    /// The file is no database of this program.
    #[error("{}", say!("store-foreign"))]
    Foreign,
    /// The file was written by a newer program.
    #[error("{}", say!("store-newer"))]
    Newer,
    /// The SQLite in this program can lose commits.
    #[error("{}", say!("store-old-sqlite", version = rusqlite::version()))]
    OldSqlite,
    /// Another process held the lock too long.
    #[error("{}", say!("store-busy"))]
    Busy,
    /// Another process held the lock too long, and it is known whose that is.
    #[error("{}", .0.words())]
    Held(Held),
    /// The disk is full.
    #[error("{}", say!("store-full"))]
    Full,
    /// The disk has room and takes no more files.
    #[error("{}", say!("store-no-more-files"))]
    NoMoreFiles,
    /// The file system is mounted read-only.
    #[error("{}", say!("store-read-only-disk"))]
    ReadOnlyDisk,
    /// The file system is read-only, and what stands in the log of the database is not in it yet.
    #[error("{}", say!("store-log-unread", path = .0.display().to_string()))]
    LogUnread(PathBuf),
    /// What lies at this path is a folder, a device or the like.
    #[error("{}", say!("store-no-file", path = .0.display().to_string()))]
    NoFile(PathBuf),
    /// The file may not be written.
    #[error("{}", say!("store-read-only"))]
    ReadOnly,
    /// An event cannot be read or does not follow.
    #[error("{}", say!("store-broken-record", letter = *.0))]
    Broken(i64),
    /// A regulation in the database or a file does not read.
    #[error("{0}")]
    Regulation(#[from] BadRegulation),
    /// A regulation of this identity is there already.
    #[error("{}", say!("store-regulation-exists", id = .0.as_str()))]
    RegulationExists(String),
    /// Lists of holidays were refused.
    #[error("{}", .0)]
    CalendarImport(#[from] Box<BadImport>),
    /// The office declared something else of the day already.
    #[error("{}", say!("store-local-day-exists", date = .0.to_string(), what = .1.as_str()))]
    LocalDayExists(Date, String),
    /// The office declared nothing of the day.
    #[error("{}", say!("store-no-local-day", date = .0.to_string()))]
    NoLocalDay(Date),
    /// The quarter is published already.
    #[error("{}", say!("store-published", period = .0.as_str()))]
    Published(String),
    /// Anything else that SQLite says.
    #[error("{}", of_sqlite(.0))]
    Sqlite(rusqlite::Error),
    /// A folder or file around the database.
    #[error("{}", crate::i18n::of_file(.0, .1))]
    Io(PathBuf, std::io::Error),
}

/// What SQLite says, with the way out: of a damaged file, another one is made.
fn of_sqlite(error: &rusqlite::Error) -> String {
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
    say!(key, why = reason(error))
}

/// What went wrong: the number alone where SQLite has one, for its own sentences are English.
fn reason(error: &rusqlite::Error) -> String {
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
            // The index of the log finds no room.
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
    /// Whether nothing can be written for want of a disk that takes it, though reading goes on.
    pub fn is_of_the_disk(&self) -> bool {
        matches!(
            self,
            StoreError::Full | StoreError::NoMoreFiles | StoreError::ReadOnlyDisk
        )
    }

    /// Whether the file is damaged.
    pub fn is_damaged(&self) -> bool {
        let corrupt = Some(rusqlite::ErrorCode::DatabaseCorrupt);
        matches!(self, StoreError::Sqlite(error) if error.sqlite_error_code() == corrupt)
    }

    /// What went wrong, without the next step, where SQLite said it.
    pub fn reason(&self) -> String {
        match self {
            StoreError::Sqlite(error) => reason(error),
            other => other.to_string(),
        }
    }

    /// Whether what was asked for may have been done all the same: the machine failed, and no rule.
    pub fn may_be_done(&self) -> bool {
        matches!(
            self,
            StoreError::Sqlite(_)
                | StoreError::Full
                | StoreError::Io(..)
                | StoreError::Moved
                | StoreError::Doubtful(_)
        )
    }

    /// Whether another process held the lock too long: what was asked for is asked again.
    pub fn is_busy(&self) -> bool {
        matches!(self, StoreError::Busy | StoreError::Held(_))
    }

    /// The code in the JSON form of an error.
    pub fn kind(&self) -> &'static str {
        match self {
            StoreError::Refused(refusal) => refusal.kind(),
            StoreError::Conflict { .. } => "conflict",
            StoreError::DoneElsewhere(_) => "done_elsewhere",
            StoreError::DoneOtherwise(_) => "done_otherwise",
            StoreError::Doubtful(_) => "doubtful",
            StoreError::NotStaff(_) => "not_staff",
            StoreError::Moved => "moved",
            StoreError::Leased(_) => "leased",
            StoreError::NoLetter(_) => "no_such_letter",
            StoreError::NoAside(_) => "no_such_mail",
            StoreError::AsideSettled(_) => "mail_settled",
            StoreError::NoUnit(..) => "no_such_unit",
            StoreError::Name(error) => error.kind(),
            StoreError::NoStaff(_) => "no_such_staff",
            StoreError::StaffExists(_) => "staff_exists",
            StoreError::StaffDisabled(_) | StoreError::TakenOff(..) => "disabled",
            StoreError::UnknownUser(_) => "unknown_user",
            StoreError::NotOwner => "not_owner",
            StoreError::Missing(_) => "no_database",
            StoreError::Unfounded => "unfounded",
            StoreError::Exists(_) => "database_exists",
            StoreError::Foreign => "not_ours",
            StoreError::Newer => "newer_database",
            StoreError::OldSqlite => "old_sqlite",
            StoreError::Busy | StoreError::Held(_) => "busy",
            StoreError::Full => "disk_full",
            StoreError::NoMoreFiles => "disk_full",
            StoreError::ReadOnlyDisk => "read_only_disk",
            StoreError::LogUnread(_) => "log_unread",
            StoreError::NoFile(_) => "no_file",
            StoreError::ReadOnly => "read_only",
            StoreError::Broken(_) => "broken_record",
            StoreError::Regulation(_) => "bad_regulation",
            StoreError::RegulationExists(_) => "regulation_exists",
            StoreError::CalendarImport(bad) => bad.kind(),
            StoreError::LocalDayExists(..) => "local_day_exists",
            StoreError::NoLocalDay(_) => "no_local_day",
            StoreError::Published(_) => "published",
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
