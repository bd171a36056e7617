//! The transactions that write: each begins here, on a file that is still the one that was opened, still of this program's
//! version, and, on a network disk, still this process's to write.

use std::ops::Deref;

use rusqlite::{Connection, FileControl, MAIN_DB, Transaction, TransactionBehavior};

use super::error::StoreError;
use super::lease::Lease;
use super::schema;

/// A transaction that holds the write lock. Dropped without [`Write::commit`], it has changed nothing.
pub struct Write<'a> {
    transaction: Transaction<'a>,
    lease: Option<&'a Lease>,
}

/// Begins to write. A file that was moved or replaced, that a newer program has upgraded, or that is another's to write now is
/// refused.
pub fn begin<'a>(connection: &'a mut Connection, lease: Option<&'a Lease>) -> Result<Write<'a>, StoreError> {
    stands(connection, lease)?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    schema::still_ours(&transaction)?;
    Ok(Write { transaction, lease })
}

/// Refuses a file that is not where it was opened, or another's to write.
pub fn stands(connection: &Connection, lease: Option<&Lease>) -> Result<(), StoreError> {
    if let Some(lease) = lease {
        lease.check()?;
    }
    // What is written to a file that has another name, or none, reaches nobody, and SQLite says that all is well.
    if has_moved(connection)? { Err(StoreError::Moved) } else { Ok(()) }
}

/// Whether the file is no longer where it was opened.
pub fn has_moved(connection: &Connection) -> rusqlite::Result<bool> {
    let mut moved = 0;
    connection.file_control(Some(MAIN_DB), FileControl::HasMoved(&mut moved))?;
    Ok(moved != 0)
}

impl Write<'_> {
    /// Commits. After an error, it may be there all the same: only reading again tells.
    pub fn commit(self) -> Result<(), StoreError> {
        stands(&self.transaction, self.lease)?;
        self.transaction.execute_batch("COMMIT")?;
        stands(&self.transaction, self.lease)
    }
}

impl Deref for Write<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.transaction
    }
}
