//! Read access where nothing can be written: a full disk, or a file system mounted read-only.
//!
//! Before it reads, SQLite creates an index of the write-ahead log (32 KB) next to the file. If
//! there is no space for it, the database is locked and copied into memory, as it is at that
//! moment. On a read-only file system nobody can write, so no lock is needed.

use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, MAIN_DB, OpenFlags};

use super::schema;
use crate::platform::filesystem::{parent_folder, with_name_tail};
use crate::store::error::StoreError;
use crate::store::sqlite::connection::{self, prepare};
use crate::store::sqlite::disk_space::WriteObstacle;

/// Larger databases are not copied into memory.
const MAX_SNAPSHOT_BYTES: u64 = 1 << 30;

/// Pages copied per step of the backup.
const PAGES_PER_STEP: i32 = 1_000;

/// A copy in memory: of which file, its sizes and times then, and the connection that keeps the
/// copy alive.
struct Snapshot {
    path: PathBuf,
    stamps: Vec<Option<(u64, SystemTime)>>,
    name: String,
    _keeper: Connection,
}

static SNAPSHOT: Mutex<Option<Snapshot>> = Mutex::new(None);

/// Opens a database that cannot be written for this reason, as well as it can be read.
pub(in crate::store) fn open_unwritable(
    path: &Path,
    why: WriteObstacle,
) -> Result<Connection, StoreError> {
    let connection = match why {
        WriteObstacle::ReadOnly => open_read_only(path)?,
        WriteObstacle::Full | WriteObstacle::NoMoreFiles => open_snapshot(path, why)?,
    };
    if !schema::is_current_version(&connection)? {
        return Err(why.into());
    }
    Ok(connection)
}

/// Opens a database on a read-only file system.
fn open_read_only(path: &Path) -> Result<Connection, StoreError> {
    if has_wal(path) {
        // An index of the log that already exists is enough.
        let opened = Connection::open_with_flags(
            path,
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        );
        return opened
            .map_err(StoreError::from)
            .and_then(prepare)
            .map_err(|error| match error {
                StoreError::Sqlite(_) => StoreError::LogNotApplied(path.to_owned()),
                error => error,
            });
    }
    prepare(open_immutable(path)?)
}

/// Reports whether the write-ahead log holds anything; without its contents the database is
/// outdated.
fn has_wal(path: &Path) -> bool {
    std::fs::metadata(with_name_tail(path, "-wal")).is_ok_and(|log| log.len() > 0)
}

fn open_immutable(path: &Path) -> Result<Connection, StoreError> {
    let mut name = "file:".to_owned();
    // Bytes that a URI filename may not contain literally are percent-encoded.
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

/// Connects to the shared copy in memory, and refreshes it if the file has changed. All connections
/// of this process share one copy.
fn open_snapshot(path: &Path, why: WriteObstacle) -> Result<Connection, StoreError> {
    let mut snapshot = SNAPSHOT.lock().unwrap_or_else(PoisonError::into_inner);
    let of = file_stamps(path);
    let name = match &*snapshot {
        Some(there) if there.path == path && there.stamps == of => there.name.clone(),
        Some(_) | None => {
            let name = format!(
                "file:xinxiang-{}?mode=memory&cache=shared",
                connection::new_session_id()
            );
            let keeper = copy_to_memory(path, &name, why)?;
            *snapshot = Some(Snapshot {
                path: path.to_owned(),
                stamps: file_stamps(path),
                name: name.clone(),
                _keeper: keeper,
            });
            name
        }
    };
    prepare(connect_memory(&name)?)
}

fn file_stamps(path: &Path) -> Vec<Option<(u64, SystemTime)>> {
    let one = |tail| {
        let about = std::fs::metadata(with_name_tail(path, tail)).ok()?;
        Some((about.len(), about.modified().ok()?))
    };
    ["", "-wal"].map(one).into()
}

fn connect_memory(name: &str) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_URI;
    Connection::open_with_flags(name, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)
}

/// Copies the database into a shared memory database of this name, at one point in time.
fn copy_to_memory(path: &Path, name: &str, why: WriteObstacle) -> Result<Connection, StoreError> {
    if file_stamps(path)
        .iter()
        .flatten()
        .map(|(size, _)| size)
        .sum::<u64>()
        > MAX_SNAPSHOT_BYTES
    {
        return Err(why.into());
    }
    let mut keeper = connect_memory(name)?;
    match open_exclusive(path).and_then(|source| copy(&source, &mut keeper)) {
        Ok(()) => Ok(keeper),
        // No file can be created, so no other process can create a log either: the file is
        // complete.
        Err(StoreError::Sqlite(_)) if why == WriteObstacle::NoMoreFiles && !has_wal(path) => {
            let before = file_stamps(path);
            copy(&open_immutable(path)?, &mut keeper)?;
            if file_stamps(path) == before {
                Ok(keeper)
            } else {
                Err(StoreError::Busy)
            }
        }
        Err(StoreError::Sqlite(_)) => Err(why.into()),
        Err(error) => Err(error),
    }
}

/// Opens the file with an exclusive lock. SQLite then keeps the index of the log in heap memory,
/// not in a file.
fn open_exclusive(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags)?;
    connection.busy_handler(Some(connection::wait_with_jitter))?;
    connection.execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN")?;
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    Ok(connection)
}

fn copy(source: &Connection, to: &mut Connection) -> Result<(), StoreError> {
    let backup = Backup::new(source, to)?;
    loop {
        match backup.step(PAGES_PER_STEP)? {
            StepResult::Done => return Ok(()),
            StepResult::Busy | StepResult::Locked => return Err(StoreError::Busy),
            _ => {}
        }
    }
}

/// Reports whether a connection only reads because the disk accepts no writes. Missing permissions
/// are another matter.
pub(in crate::store) fn is_unwritable(
    connection: &Connection,
    path: &Path,
) -> rusqlite::Result<bool> {
    Ok(is_in_memory(connection)
        || (is_read_only(connection)? && WriteObstacle::detect(parent_folder(path)).is_some()))
}

/// Reports whether a connection reads a copy in memory, where writes would be lost.
pub(in crate::store) fn is_in_memory(connection: &Connection) -> bool {
    connection.path().is_none_or(str::is_empty)
}

/// Reports whether SQLite opened a file read-only although read-write was requested.
pub(in crate::store) fn is_read_only(connection: &Connection) -> rusqlite::Result<bool> {
    connection.is_readonly(MAIN_DB)
}
