//! Configured connections: pragmas, the journal mode, and how to wait for a lock.

use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::{locks, schema};
use crate::platform::filesystem::{self, FilesystemKind};
use crate::store::error::StoreError;

/// Time to wait for another process's lock.
const LOCK_TIMEOUT: Duration = Duration::from_secs(10);

/// Attempts to get a lock before giving up: about 3.5 ms each, ten seconds in total.
pub(in crate::store) const MAX_ATTEMPTS: i32 = 2_900;

/// Opens a configured connection.
pub(in crate::store) fn open_prepared(
    path: &Path,
    flags: OpenFlags,
) -> Result<Connection, StoreError> {
    prepare(Connection::open_with_flags(
        path,
        flags | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?)
}

/// Configures a connection, and refuses files of other programs.
pub(in crate::store) fn prepare(connection: Connection) -> Result<Connection, StoreError> {
    let mut connection = connection;
    connection.busy_handler(Some(wait_with_jitter))?;
    connection.execute_batch(
        "PRAGMA trusted_schema = OFF; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -4000;
         PRAGMA journal_size_limit = 67108864;",
    )?;
    connection.set_prepared_statement_cache_capacity(64);
    // The check must come before the journal mode is changed: another program's file must not be
    // touched.
    schema::check_version(&connection)?;
    Ok(connection)
}

/// Opens a file that does not change: a copy that nobody else has open, or a possibly damaged one
/// that is only read. Its journal mode and schema are left alone.
pub fn connect_unchanged(path: &Path, write: bool) -> Result<Connection, StoreError> {
    open_prepared(
        path,
        if write {
            OpenFlags::SQLITE_OPEN_READ_WRITE
        } else {
            OpenFlags::SQLITE_OPEN_READ_ONLY
        },
    )
}

/// Sets the journal mode that the file system allows, and the durability that it needs.
pub(in crate::store) fn set_journal_mode(
    connection: &Connection,
    folder: &Path,
) -> Result<(), StoreError> {
    let mode = match filesystem::filesystem_kind(folder) {
        FilesystemKind::Local => "wal",
        FilesystemKind::Other => "delete",
    };
    // Switching to WAL mode fails with SQLITE_BUSY at once and ignores the busy handler, so it is
    // retried here.
    let begun = Instant::now();
    let mut turn = 0;
    loop {
        let now: rusqlite::Result<String> =
            connection.query_row(&format!("PRAGMA journal_mode = {mode}"), [], |row| {
                row.get(0)
            });
        match now {
            Ok(answer) => {
                // Without a write-ahead log only EXTRA keeps acknowledged commits through a power
                // failure.
                let synchronous = if answer == "wal" { "FULL" } else { "EXTRA" };
                connection.execute_batch(&format!("PRAGMA synchronous = {synchronous}"))?;
                return Ok(());
            }
            Err(error)
                if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
                    && begun.elapsed() < LOCK_TIMEOUT =>
            {
                wait_with_jitter(turn);
                turn += 1;
            }
            Err(error) => return Err(locks::add_lock_owner(connection, error.into())),
        }
    }
}

/// Busy handler: sleeps with jitter. SQLite's own handler starves writers that compete without a
/// pause.
pub(in crate::store) fn wait_with_jitter(turn: i32) -> bool {
    let nanos = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap_or_default()
        .subsec_nanos();
    // The golden-ratio multiplier (Knuth) spreads neighbouring process ids, so that processes sleep
    // for different times.
    let jitter = u64::from(nanos ^ std::process::id().wrapping_mul(2_654_435_761)) % 4_000;
    let ceiling = 500 + 500 * u64::try_from(turn.clamp(0, 20)).unwrap_or_default();
    std::thread::sleep(Duration::from_micros(ceiling.min(4_000) / 2 + jitter));
    turn < MAX_ATTEMPTS
}

/// Returns an identifier that is unique to this opening of a database.
pub fn new_session_id() -> String {
    static OPENED: AtomicU32 = AtomicU32::new(0);
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap_or_default()
        .as_nanos();
    format!(
        "{}-{}-{now}",
        std::process::id(),
        OPENED.fetch_add(1, Ordering::Relaxed)
    )
}
