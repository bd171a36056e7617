//! Opening connections: safe for several processes on a new file, and never with a SQLite that can
//! lose commits.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::schema::{self, Initializer};
use super::{lease, locks, unwritable};
use crate::platform::filesystem::{self, FilesystemKind, parent_folder};
use crate::store::error::StoreError;
use crate::store::sqlite::disk_space::WriteObstacle;

/// SQLite before 3.51.3 can lose commits when two connections write or checkpoint at once
/// (WAL-reset bug).
const MIN_SQLITE_VERSION: i32 = 3_051_003;

/// Time to wait for another process's lock.
const LOCK_TIMEOUT: Duration = Duration::from_secs(10);

/// Attempts to get a lock before giving up: about 3.5 ms each, ten seconds in total.
pub(in crate::store) const MAX_ATTEMPTS: i32 = 2_900;

/// Opens a connection with all pragmas set; with `found`, creates a missing file. Returns whether
/// it was created now. On a network disk the connection only reads.
pub fn connect(
    path: &Path,
    found: Option<Initializer<'_>>,
) -> Result<(Connection, bool), StoreError> {
    let create = found.is_some();
    if rusqlite::version_number() < MIN_SQLITE_VERSION {
        return Err(StoreError::OldSqlite);
    }
    match path.metadata() {
        Ok(about) if !about.is_file() => return Err(StoreError::NotRegularFile(path.to_owned())),
        Ok(_) => {}
        Err(_) if create => {}
        Err(_) => return Err(StoreError::Missing(path.to_owned())),
    }
    let path = &path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let folder = parent_folder(path);
    if create {
        // Folders created here are private; existing ones are checked by `doctor`.
        let mut ours = std::fs::DirBuilder::new();
        std::os::unix::fs::DirBuilderExt::mode(ours.recursive(true), 0o700);
        ours.create(folder)
            .map_err(|error| StoreError::Io(folder.to_owned(), error))?;
        create_private(path)?;
    }
    if filesystem::filesystem_kind(folder) == FilesystemKind::Local {
        return if create {
            open_and_upgrade(path, found)
        } else {
            open_local(path)
        };
    }
    // A file that needs writing first is written under the lease; afterwards the connection only
    // reads.
    if let Some(connection) = found
        .is_none()
        .then(|| open_read_only(path))
        .transpose()?
        .flatten()
    {
        return Ok((connection, false));
    }
    let lease = lease::acquire(path, "")?;
    let (_, created) = open_and_upgrade(path, found)?;
    drop(lease);
    Ok((open_read_only(path)?.ok_or(StoreError::ReadOnly)?, created))
}

/// Opens a writing connection to a database on a network disk. The caller holds the lease.
pub fn open_writable(path: &Path) -> Result<Connection, StoreError> {
    Ok(open_and_upgrade(path, None)?.0)
}

/// Opens a database on a local disk for writing, or for reading if nothing can be written.
fn open_local(path: &Path) -> Result<(Connection, bool), StoreError> {
    let (connection, error) = match open_and_upgrade(path, None) {
        Ok((connection, _)) if unwritable::is_read_only(&connection)? => {
            (Some(connection), StoreError::ReadOnly)
        }
        Ok(opened) => return Ok(opened),
        Err(error) => (None, error),
    };
    match (
        WriteObstacle::detect_cause(&error, parent_folder(path)),
        connection,
    ) {
        // Reading is enough, whether the disk or the permissions forbid writing.
        (_, Some(connection)) => Ok((connection, false)),
        (Some(why), None) => Ok((unwritable::open_unwritable(path, why)?, false)),
        (None, None) => Err(error),
    }
}

/// Reopens for writing a database on a local disk that could not be written before.
pub(in crate::store) fn reopen_writable(path: &Path) -> Result<Connection, StoreError> {
    let opened = open_and_upgrade(path, None).and_then(|(connection, _)| {
        match unwritable::is_read_only(&connection)? {
            true => Err(StoreError::ReadOnly),
            false => Ok(connection),
        }
    });
    opened.map_err(|error| {
        WriteObstacle::detect_cause(&error, parent_folder(path)).map_or(error, StoreError::from)
    })
}

fn open_prepared(path: &Path, flags: OpenFlags) -> Result<Connection, StoreError> {
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

fn open_and_upgrade(
    path: &Path,
    found: Option<Initializer<'_>>,
) -> Result<(Connection, bool), StoreError> {
    let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE;
    flags.set(OpenFlags::SQLITE_OPEN_CREATE, found.is_some());
    let mut connection = open_prepared(path, flags)?;
    if found.is_some() {
        // With letters of 1.5 KB, pages of 4 KB waste a quarter and those of 8 KB a tenth. The
        // pragma has no effect on a file that already has pages.
        connection.execute_batch("PRAGMA page_size = 16384")?;
    }
    set_journal_mode(&connection, parent_folder(path))?;
    let created = schema::create_or_upgrade(&mut connection, found)?;
    Ok((connection, created))
}

/// Opens a connection that cannot write, not even roll back a transaction of another mount. Returns
/// `None` if the file must be written first: upgraded, or taken out of WAL mode.
fn open_read_only(path: &Path) -> Result<Option<Connection>, StoreError> {
    // In WAL mode nothing can be read without writing.
    let connection = match open_prepared(path, OpenFlags::SQLITE_OPEN_READ_ONLY) {
        Ok(connection) => connection,
        Err(StoreError::Sqlite(_) | StoreError::ReadOnly) => return Ok(None),
        Err(error) => return Err(error),
    };
    let mode: String = connection.query_row("PRAGMA journal_mode", [], |row| row.get(0))?;
    Ok((mode != "wal" && schema::is_current_version(&connection)?).then_some(connection))
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

/// Creates the file with mode 0600 before SQLite writes to it.
fn create_private(path: &Path) -> Result<(), StoreError> {
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

fn set_journal_mode(connection: &Connection, folder: &Path) -> Result<(), StoreError> {
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
