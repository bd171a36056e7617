//! Opens databases: safe for several processes on a new file, and never with a SQLite that can lose
//! commits.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use crate::platform::filesystem::{self, FilesystemKind, parent_folder};
use crate::store::error::StoreError;
use crate::store::sqlite::disk_space::WriteObstacle;
use crate::store::sqlite::{connection, lease, schema, unwritable};
use crate::store::upgrade::{self, Initializer};

/// SQLite before 3.51.3 can lose commits when two connections write or checkpoint at once
/// (WAL-reset bug).
const MIN_SQLITE_VERSION: i32 = 3_051_003;

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

fn open_and_upgrade(
    path: &Path,
    found: Option<Initializer<'_>>,
) -> Result<(Connection, bool), StoreError> {
    let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE;
    flags.set(OpenFlags::SQLITE_OPEN_CREATE, found.is_some());
    let mut connection = connection::open_prepared(path, flags)?;
    if found.is_some() {
        // With letters of 1.5 KB, pages of 4 KB waste a quarter and those of 8 KB a tenth. The
        // pragma has no effect on a file that already has pages.
        connection.execute_batch("PRAGMA page_size = 16384")?;
    }
    connection::set_journal_mode(&connection, parent_folder(path))?;
    let created = upgrade::create_or_upgrade(&mut connection, found)?;
    Ok((connection, created))
}

/// Opens a connection that cannot write, not even roll back a transaction of another mount. Returns
/// `None` if the file must be written first: upgraded, or taken out of WAL mode.
fn open_read_only(path: &Path) -> Result<Option<Connection>, StoreError> {
    // In WAL mode nothing can be read without writing.
    let connection = match connection::open_prepared(path, OpenFlags::SQLITE_OPEN_READ_ONLY) {
        Ok(connection) => connection,
        Err(StoreError::Sqlite(_) | StoreError::ReadOnly) => return Ok(None),
        Err(error) => return Err(error),
    };
    let mode: String = connection.query_row("PRAGMA journal_mode", [], |row| row.get(0))?;
    Ok((mode != "wal" && schema::is_current_version(&connection)?).then_some(connection))
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
