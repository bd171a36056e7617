//! Reading where nothing can be written: a full disk, and a file system that is mounted read-only.
//!
//! SQLite makes an index of its log next to the file before it reads, which takes 32 KB. Where there is no room for it, the file is read
//! under its lock into memory, as it is at that moment. Where nobody at all can write, it needs no lock.

use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, MAIN_DB, OpenFlags};

use super::schema;
use crate::platform::filesystem::{beside, folder};
use crate::store::error::StoreError;
use crate::store::sqlite::connection::{self, prepared};
use crate::store::sqlite::disk_space::Hindrance;

/// A larger file is not read into memory.
const LARGEST: u64 = 1 << 30;

/// Pages at a time.
const STEP: i32 = 1_000;

/// What is in memory: of which file, as it was when, and what keeps it there.
struct Snapshot {
    path: PathBuf,
    of: Vec<Option<(u64, SystemTime)>>,
    name: String,
    _keeper: Connection,
}

static SNAPSHOT: Mutex<Option<Snapshot>> = Mutex::new(None);

/// Opens a database that cannot be written to, for this reason, as well as it can be read.
pub(in crate::store) fn read(path: &Path, why: Hindrance) -> Result<Connection, StoreError> {
    let connection = match why {
        Hindrance::ReadOnly => read_only(path)?,
        Hindrance::Full | Hindrance::NoMoreFiles => in_memory(path, why)?,
    };
    if !schema::is_of_this_version(&connection)? {
        return Err(why.into());
    }
    Ok(connection)
}

/// On a file system that nobody can write to.
fn read_only(path: &Path) -> Result<Connection, StoreError> {
    if has_log(path) {
        // The index that is there is enough.
        let opened = Connection::open_with_flags(
            path,
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        );
        return opened
            .map_err(StoreError::from)
            .and_then(prepared)
            .map_err(|error| match error {
                StoreError::Sqlite(_) => StoreError::LogUnread(path.to_owned()),
                error => error,
            });
    }
    prepared(immutable(path)?)
}

/// The log, where anything is in it: without it, the file is not what it was last.
fn has_log(path: &Path) -> bool {
    std::fs::metadata(beside(path, "-wal")).is_ok_and(|log| log.len() > 0)
}

fn immutable(path: &Path) -> Result<Connection, StoreError> {
    let mut name = "file:".to_owned();
    for byte in path.as_os_str().as_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => {
                name.push(char::from(*byte))
            }
            _ => name.push_str(&format!("%{byte:02X}")),
        }
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Ok(Connection::open_with_flags(name + "?immutable=1", flags)?)
}

/// Every connection of this process reads the same memory, until the file is another.
fn in_memory(path: &Path, why: Hindrance) -> Result<Connection, StoreError> {
    let mut snapshot = SNAPSHOT.lock().unwrap_or_else(PoisonError::into_inner);
    let of = state(path);
    let name = match &*snapshot {
        Some(there) if there.path == path && there.of == of => there.name.clone(),
        Some(_) | None => {
            let name = format!(
                "file:xinxiang-{}?mode=memory&cache=shared",
                connection::session()
            );
            let keeper = copied(path, &name, why)?;
            *snapshot = Some(Snapshot {
                path: path.to_owned(),
                of: state(path),
                name: name.clone(),
                _keeper: keeper,
            });
            name
        }
    };
    prepared(memory(&name)?)
}

fn state(path: &Path) -> Vec<Option<(u64, SystemTime)>> {
    let one = |tail| {
        let about = std::fs::metadata(beside(path, tail)).ok()?;
        Some((about.len(), about.modified().ok()?))
    };
    ["", "-wal"].map(one).into()
}

fn memory(name: &str) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_URI;
    Connection::open_with_flags(name, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)
}

/// Copies the file into memory under this name, at one moment.
fn copied(path: &Path, name: &str, why: Hindrance) -> Result<Connection, StoreError> {
    if state(path)
        .iter()
        .flatten()
        .map(|(size, _)| size)
        .sum::<u64>()
        > LARGEST
    {
        return Err(why.into());
    }
    let mut keeper = memory(name)?;
    match alone(path).and_then(|source| copy(&source, &mut keeper)) {
        Ok(()) => Ok(keeper),
        // Not one more file can be made, and so there will be no log: the file is all there is.
        Err(StoreError::Sqlite(_)) if why == Hindrance::NoMoreFiles && !has_log(path) => {
            let before = state(path);
            copy(&immutable(path)?, &mut keeper)?;
            if state(path) == before {
                Ok(keeper)
            } else {
                Err(StoreError::Busy)
            }
        }
        Err(StoreError::Sqlite(_)) => Err(why.into()),
        Err(error) => Err(error),
    }
}

/// The file under its lock: then the index of its log is in memory.
fn alone(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags)?;
    connection.busy_handler(Some(connection::wait_a_little))?;
    connection.execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN")?;
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    Ok(connection)
}

fn copy(source: &Connection, to: &mut Connection) -> Result<(), StoreError> {
    let backup = Backup::new(source, to)?;
    loop {
        match backup.step(STEP)? {
            StepResult::Done => return Ok(()),
            StepResult::Busy | StepResult::Locked => return Err(StoreError::Busy),
            _ => {}
        }
    }
}

/// Whether a connection reads where nothing can be written; one that only the rights of the file hinder is another matter.
pub(in crate::store) fn is(connection: &Connection, path: &Path) -> rusqlite::Result<bool> {
    Ok(is_in_memory(connection)
        || (was_opened_so(connection)? && Hindrance::of(folder(path)).is_some()))
}

/// Whether a connection reads a copy in memory: what is written to it would be lost.
pub(in crate::store) fn is_in_memory(connection: &Connection) -> bool {
    connection.path().is_none_or(str::is_empty)
}

/// Whether SQLite opened a file for reading only, though it was asked to write it.
pub(in crate::store) fn was_opened_so(connection: &Connection) -> rusqlite::Result<bool> {
    connection.is_readonly(MAIN_DB)
}
