//! Write transactions: all begin here, after checking that the file was not moved or upgraded, and
//! on a network disk that this process still has the lease.

use std::ops::Deref;
use std::time::Instant;

use rusqlite::{Connection, FileControl, MAIN_DB};

use super::lease::Lease;
use super::{locks, schema, unwritable};
use crate::store::error::StoreError;
use crate::store::sqlite::stop_signals;

/// A transaction that holds the write lock. Dropping it without a commit rolls back.
pub struct WriteTransaction<'a> {
    connection: &'a mut Connection,
    lease: Option<&'a Lease>,
}

/// Begins a write transaction. Refuses a file that was moved or replaced, that a newer program has
/// upgraded, or whose lease another process has.
pub fn begin<'a>(
    connection: &'a mut Connection,
    lease: Option<&'a Lease>,
) -> Result<WriteTransaction<'a>, StoreError> {
    begin_unguarded(connection, lease)?;
    Ok(WriteTransaction { connection, lease })
}

/// Begins a write transaction as [`begin`] does, without a guard: the caller must commit it or roll
/// it back. If the lock is not available in time, the error names its owner.
pub fn begin_unguarded(connection: &Connection, lease: Option<&Lease>) -> Result<(), StoreError> {
    if unwritable::is_in_memory(connection) {
        return Err(StoreError::Full);
    }
    check_target(connection, lease)?;
    stop_signals::enter_transaction();
    let begun = Instant::now();
    let locked = connection.execute_batch("BEGIN IMMEDIATE");
    tracing::debug!(waited = ?begun.elapsed(), locked = locked.is_ok(), "begin");
    locked
        .map_err(|error| locks::add_lock_owner(connection, error.into()))
        .and_then(|()| schema::check_not_upgraded(connection))
        .inspect_err(|_| rollback(connection))
}

/// Rolls back an open transaction.
pub fn rollback(connection: &Connection) {
    if !connection.is_autocommit() {
        // If it fails, SQLite rolls back when the file is opened next.
        let _ = connection.execute_batch("ROLLBACK");
    }
    stop_signals::leave_transaction();
}

/// Commits. After a failure of the machine the change may be stored nevertheless; only reading
/// again shows it.
pub fn commit(connection: &Connection, lease: Option<&Lease>) -> Result<(), StoreError> {
    check_target(connection, lease)?;
    let begun = Instant::now();
    connection.execute_batch("COMMIT")?;
    tracing::debug!(elapsed = ?begun.elapsed(), "commit");
    stop_signals::leave_transaction();
    check_target(connection, lease).map_err(|error| StoreError::CommitUncertain(Box::new(error)))
}

/// Refuses a file that was moved, or whose lease this process has lost.
fn check_target(connection: &Connection, lease: Option<&Lease>) -> Result<(), StoreError> {
    if let Some(lease) = lease {
        lease.check()?;
    }
    // Writes to a file that was renamed or deleted reach nobody, and SQLite reports success.
    if has_moved(connection)? {
        Err(StoreError::Moved)
    } else {
        Ok(())
    }
}

/// Reports whether the file is no longer where it was opened.
pub fn has_moved(connection: &Connection) -> rusqlite::Result<bool> {
    let mut moved = 0;
    connection.file_control(Some(MAIN_DB), FileControl::HasMoved(&mut moved))?;
    Ok(moved != 0)
}

impl WriteTransaction<'_> {
    /// Commits, as [`commit`] does.
    pub fn commit(self) -> Result<(), StoreError> {
        commit(self.connection, self.lease)
    }
}

impl Drop for WriteTransaction<'_> {
    fn drop(&mut self) {
        rollback(self.connection);
    }
}

impl Deref for WriteTransaction<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.connection
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::sqlite::lease;
    use std::time::Duration;

    #[test]
    fn what_is_committed_while_the_lease_is_lost_is_told_as_doubtful() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("office.db");
        let open = || {
            let connection = Connection::open(&path).unwrap();
            connection.busy_timeout(Duration::from_secs(60)).unwrap();
            connection
        };
        let mut writer = open();
        writer
            .execute_batch("CREATE TABLE t (n INTEGER) STRICT")
            .unwrap();
        let lease = lease::acquire(&path, "li").unwrap();
        // A reader delays the commit until after the check of the lease.
        let (reader, other) = (open(), open());
        other.busy_timeout(Duration::ZERO).unwrap();
        reader
            .execute_batch("BEGIN; SELECT count(*) FROM t")
            .unwrap();
        let write = begin(&mut writer, Some(&lease)).unwrap();
        write.execute_batch("INSERT INTO t VALUES (1)").unwrap();
        let there = &path;
        let told = std::thread::scope(|scope| {
            scope.spawn(move || {
                // New readers are refused: the commit has begun.
                while other
                    .query_row("SELECT count(*) FROM t", [], |_| Ok(()))
                    .is_ok()
                {
                    std::thread::yield_now();
                }
                lease::revoke(there).unwrap();
                reader.execute_batch("COMMIT").unwrap();
            });
            write.commit().unwrap_err()
        });
        assert!(
            matches!(&told, StoreError::CommitUncertain(why) if why.kind() == "leased"),
            "{told:?}"
        );
        assert!(told.may_have_committed());
        assert_eq!(
            open()
                .query_row("SELECT count(*) FROM t", [], |row| row.get::<_, i64>(0))
                .unwrap(),
            1
        );
        assert!(
            matches!(begin(&mut writer, Some(&lease)), Err(StoreError::Leased(_))),
            "and nothing more is begun"
        );
    }
}
