//! Opening connections: safe for several processes on a new file, and never with a SQLite that can
//! lose commits.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::schema::{self, Founding};
use super::{lease, locks, unwritable};
use crate::platform::filesystem::{self, Place, folder};
use crate::store::error::StoreError;
use crate::store::sqlite::disk_space::Hindrance;

/// SQLite before 3.51.3 can lose commits when two connections write or checkpoint at once
/// (WAL-reset bug).
const OLDEST_SQLITE: i32 = 3_051_003;

/// Time to wait for another process's lock.
const PATIENCE: Duration = Duration::from_secs(10);

/// Attempts to get a lock before giving up: about 3.5 ms each, ten seconds in total.
pub(in crate::store) const TURNS: i32 = 2_900;

/// Opens a connection with all pragmas set; with `found`, creates a missing file. Returns whether
/// it was created now. On a network disk the connection only reads.
pub fn connect(path: &Path, found: Option<Founding<'_>>) -> Result<(Connection, bool), StoreError> {
    let create = found.is_some();
    if rusqlite::version_number() < OLDEST_SQLITE {
        return Err(StoreError::OldSqlite);
    }
    match path.metadata() {
        Ok(about) if !about.is_file() => return Err(StoreError::NoFile(path.to_owned())),
        Ok(_) => {}
        Err(_) if create => {}
        Err(_) => return Err(StoreError::Missing(path.to_owned())),
    }
    let path = &path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let folder = folder(path);
    if create {
        // Folders created here are private; existing ones are checked by `doctor`.
        let mut ours = std::fs::DirBuilder::new();
        std::os::unix::fs::DirBuilderExt::mode(ours.recursive(true), 0o700);
        ours.create(folder)
            .map_err(|error| StoreError::Io(folder.to_owned(), error))?;
        restrict(path)?;
    }
    if filesystem::of(folder) == Place::Local {
        return if create {
            writing(path, found)
        } else {
            local(path)
        };
    }
    // A file that needs writing first is written under the lease; afterwards the connection only
    // reads.
    if let Some(connection) = found
        .is_none()
        .then(|| reading(path))
        .transpose()?
        .flatten()
    {
        return Ok((connection, false));
    }
    let lease = lease::take(path, "")?;
    let (_, created) = writing(path, found)?;
    drop(lease);
    Ok((reading(path)?.ok_or(StoreError::ReadOnly)?, created))
}

/// Opens a writing connection to a database on a network disk. The caller holds the lease.
pub fn to_write(path: &Path) -> Result<Connection, StoreError> {
    Ok(writing(path, None)?.0)
}

/// Opens a database on a local disk for writing, or for reading if nothing can be written.
fn local(path: &Path) -> Result<(Connection, bool), StoreError> {
    let (connection, error) = match writing(path, None) {
        Ok((connection, _)) if unwritable::was_opened_so(&connection)? => {
            (Some(connection), StoreError::ReadOnly)
        }
        Ok(opened) => return Ok(opened),
        Err(error) => (None, error),
    };
    match (Hindrance::behind(&error, folder(path)), connection) {
        // Reading is enough, whether the disk or the permissions forbid writing.
        (_, Some(connection)) => Ok((connection, false)),
        (Some(why), None) => Ok((unwritable::read(path, why)?, false)),
        (None, None) => Err(error),
    }
}

/// Reopens for writing a database on a local disk that could not be written before.
pub(in crate::store) fn to_write_again(path: &Path) -> Result<Connection, StoreError> {
    let opened = writing(path, None).and_then(|(connection, _)| {
        match unwritable::was_opened_so(&connection)? {
            true => Err(StoreError::ReadOnly),
            false => Ok(connection),
        }
    });
    opened.map_err(|error| Hindrance::behind(&error, folder(path)).map_or(error, StoreError::from))
}

fn raw(path: &Path, flags: OpenFlags) -> Result<Connection, StoreError> {
    prepared(Connection::open_with_flags(
        path,
        flags | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?)
}

/// Configures a connection, and refuses files of other programs.
pub(in crate::store) fn prepared(connection: Connection) -> Result<Connection, StoreError> {
    let mut connection = connection;
    connection.busy_handler(Some(wait_a_little))?;
    connection.execute_batch(
        "PRAGMA trusted_schema = OFF; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -4000;
         PRAGMA journal_size_limit = 67108864;",
    )?;
    connection.set_prepared_statement_cache_capacity(64);
    // The check must come before the journal mode is changed: another program's file must not be
    // touched.
    schema::check(&connection)?;
    Ok(connection)
}

fn writing(path: &Path, found: Option<Founding<'_>>) -> Result<(Connection, bool), StoreError> {
    let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE;
    flags.set(OpenFlags::SQLITE_OPEN_CREATE, found.is_some());
    let mut connection = raw(path, flags)?;
    if found.is_some() {
        // With letters of 1.5 KB, pages of 4 KB waste a quarter and those of 8 KB a tenth. The
        // pragma has no effect on a file that already has pages.
        connection.execute_batch("PRAGMA page_size = 16384")?;
    }
    journal(&connection, folder(path))?;
    let created = schema::settle(&mut connection, found)?;
    Ok((connection, created))
}

/// Opens a connection that cannot write, not even roll back a transaction of another mount. Returns
/// `None` if the file must be written first: upgraded, or taken out of WAL mode.
fn reading(path: &Path) -> Result<Option<Connection>, StoreError> {
    // In WAL mode nothing can be read without writing.
    let connection = match raw(path, OpenFlags::SQLITE_OPEN_READ_ONLY) {
        Ok(connection) => connection,
        Err(StoreError::Sqlite(_) | StoreError::ReadOnly) => return Ok(None),
        Err(error) => return Err(error),
    };
    let mode: String = connection.query_row("PRAGMA journal_mode", [], |row| row.get(0))?;
    Ok((mode != "wal" && schema::is_of_this_version(&connection)?).then_some(connection))
}

/// Opens a file that does not change: a copy that nobody else has open, or a possibly damaged one
/// that is only read. Its journal mode and schema are left alone.
pub fn connect_still(path: &Path, write: bool) -> Result<Connection, StoreError> {
    raw(
        path,
        if write {
            OpenFlags::SQLITE_OPEN_READ_WRITE
        } else {
            OpenFlags::SQLITE_OPEN_READ_ONLY
        },
    )
}

/// Creates the file with mode 0600 before SQLite writes to it.
fn restrict(path: &Path) -> Result<(), StoreError> {
    use std::os::unix::fs::OpenOptionsExt;
    match std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
    {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(StoreError::Io(PathBuf::from(path), error)),
    }
}

fn journal(connection: &Connection, folder: &Path) -> Result<(), StoreError> {
    let mode = match filesystem::of(folder) {
        Place::Local => "wal",
        Place::Other => "delete",
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
                    && begun.elapsed() < PATIENCE =>
            {
                wait_a_little(turn);
                turn += 1;
            }
            Err(error) => return Err(locks::named(connection, error.into())),
        }
    }
}

/// Busy handler: sleeps with jitter. SQLite's own handler starves writers that compete without a
/// pause.
pub(in crate::store) fn wait_a_little(turn: i32) -> bool {
    let nanos = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap_or_default()
        .subsec_nanos();
    // The golden-ratio multiplier (Knuth) spreads neighbouring process ids, so that processes sleep
    // for different times.
    let jitter = u64::from(nanos ^ std::process::id().wrapping_mul(2_654_435_761)) % 4_000;
    let ceiling = 500 + 500 * u64::try_from(turn.clamp(0, 20)).unwrap_or_default();
    std::thread::sleep(Duration::from_micros(ceiling.min(4_000) / 2 + jitter));
    turn < TURNS
}

/// Returns an identifier that is unique to this opening of a database.
pub fn session() -> String {
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
