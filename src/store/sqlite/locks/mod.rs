//! Identifies the process that holds the write lock of a database, for everybody who waits for it.
//!
//! SQLite reports only that a file is busy. The system lists every lock with its process, and the
//! presence file tells who uses that process. None of the database's own files is opened here:
//! closing one would drop this process's POSIX locks.

mod table;

use std::path::Path;

use rusqlite::Connection;

use super::presence::Presence;
use crate::store::error::StoreError;
use crate::store::error::lock::{LockHolder, LockOwner};

/// Returns the process that holds the write lock of a database; `None` if there is none, it is this
/// process, or the system does not report it.
pub fn find_holder(database: &Path) -> Option<LockHolder> {
    let process = table::find_writer(database)?;
    let open = Presence::for_database(database)
        .map(|mut presence| presence.list_processes())
        .unwrap_or_default();
    let name = open
        .into_iter()
        .find(|(of, _)| *of == process)
        .map(|(_, name)| name);
    Some(LockHolder {
        process,
        name,
        stopped: table::is_stopped(process),
    })
}

/// Adds the owner of the lock to [`StoreError::Busy`]; returns other errors unchanged.
pub fn add_lock_owner(connection: &Connection, error: StoreError) -> StoreError {
    let (StoreError::Busy, Some(path)) = (&error, connection.path()) else {
        return error;
    };
    let path = Path::new(path);
    if let Some(holder) = find_holder(path) {
        return StoreError::LockedBy(LockOwner::By(holder));
    }
    let open = Presence::for_database(path)
        .map(|mut presence| presence.list_processes())
        .unwrap_or_default();
    let mut names: Vec<String> = open
        .into_iter()
        .filter(|(process, _)| *process != std::process::id())
        .map(|(_, name)| name)
        .collect();
    names.sort();
    names.dedup();
    if names.is_empty() {
        error
    } else {
        StoreError::LockedBy(LockOwner::Among(names))
    }
}
