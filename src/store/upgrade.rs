//! Creates the schema or upgrades it: append-only steps, each applied under the write lock.

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::store::error::StoreError;
use crate::store::index::tokens;
use crate::store::rebuild;
use crate::store::sqlite::locks;
use crate::store::sqlite::schema::{APPLICATION_ID, FileState, SCHEMA, VERSION, read_state};

/// Upgrade steps; the one at index i leads from version i + 1 to i + 2. Steps are added, never
/// changed. They only add to the schema, so that an older program still running is told to restart
/// instead of failing.
const UPGRADES: [&str; (VERSION - 1) as usize] = [
    include_str!("upgrades/2.sql"),
    include_str!("upgrades/3.sql"),
    include_str!("upgrades/4.sql"),
    concat!(
        include_str!("upgrades/5.sql"),
        include_str!("upgrades/split_keys.sql")
    ),
    include_str!("upgrades/6.sql"),
    include_str!("upgrades/7.sql"),
];

/// Before this version the rows of letters had other contents, so they are written anew.
const ROWS_SINCE: i32 = 7;

/// Before this version the text index had other contents, so it is built anew.
const INDEX_SINCE: i32 = 5;

/// Fills a new database, in the same transaction as its schema.
pub type Initializer<'a> = &'a mut dyn FnMut(&Connection) -> Result<(), StoreError>;

/// Creates the schema (if `found` is given) or upgrades it. Returns whether it was created now.
pub fn create_or_upgrade(
    connection: &mut Connection,
    found: Option<Initializer<'_>>,
) -> Result<bool, StoreError> {
    match read_state(connection)? {
        FileState::Ours(VERSION) => return Ok(false),
        FileState::Ours(version) if version > VERSION => return Err(StoreError::Newer),
        FileState::Foreign => return Err(StoreError::Foreign),
        FileState::Empty | FileState::Ours(_) => {}
    }
    let transaction = Transaction::new_unchecked(connection, TransactionBehavior::Immediate)
        .map_err(|error| locks::add_lock_owner(connection, error.into()))?;
    // Read again under the write lock: another process may have been faster.
    let created = match (read_state(&transaction)?, found) {
        (FileState::Empty, None) => return Err(StoreError::NotInitialized),
        (FileState::Empty, Some(found)) => {
            transaction.execute_batch(SCHEMA)?;
            transaction.execute_batch(&format!("PRAGMA application_id = {APPLICATION_ID}"))?;
            found(&transaction)?;
            true
        }
        (FileState::Foreign, _) => return Err(StoreError::Foreign),
        (FileState::Ours(version), _) if version > VERSION => return Err(StoreError::Newer),
        (FileState::Ours(version), _) => {
            for step in UPGRADES
                .iter()
                .skip(usize::try_from(version - 1).unwrap_or_default())
            {
                transaction.execute_batch(step)?;
            }
            if version < ROWS_SINCE {
                // New columns are filled from the events.
                rebuild::rebuild_rows(&transaction)?;
            }
            if version < INDEX_SINCE {
                tokens::clear_index(&transaction)?;
            }
            false
        }
    };
    transaction.execute_batch(&format!("PRAGMA user_version = {VERSION}"))?;
    transaction.commit()?;
    // Builds the text index of an upgraded file while others already work. The upgrade itself is
    // committed; an index left incomplete here is reported by `doctor`, and searches find every
    // letter in the meantime.
    let _ = rebuild::finish(connection, None, &mut |_, _| ());
    Ok(created)
}
