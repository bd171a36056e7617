//! Versions of the schema: append-only upgrade steps, each applied under the write lock.

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::locks;
use crate::store::change::reindex;
use crate::store::error::StoreError;

/// The `application_id` of our files: "xinx".
pub const APPLICATION_ID: i32 = 0x7869_6e78;

/// The whole schema, for a new database.
pub const SCHEMA: &str = include_str!("../../../schema.sql");

/// The schema version of `schema.sql`.
pub const VERSION: i32 = 5;

/// Upgrade steps; the one at index i leads from version i + 1 to i + 2. Steps are added, never
/// changed. They only add to the schema, so that an older program still running is told to restart
/// instead of failing.
const UPGRADES: [&str; (VERSION - 1) as usize] = [
    include_str!("../upgrades/2.sql"),
    include_str!("../upgrades/3.sql"),
    include_str!("../upgrades/4.sql"),
    concat!(
        include_str!("../upgrades/5.sql"),
        include_str!("../upgrades/split_keys.sql")
    ),
];

/// Before this version the rows of letters and their index had other contents, so they are rebuilt.
const REBUILT_SINCE: i32 = 5;

/// The state of a file before anything is written to it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum FileState {
    Empty,
    Ours(i32),
    Foreign,
}

fn read_state(connection: &Connection) -> rusqlite::Result<FileState> {
    // A single statement sees one snapshot. Between three, another process could create the office.
    let (id, version, objects): (i32, i32, i64) = connection.query_row(
        "SELECT application_id, user_version, (SELECT count(*) FROM sqlite_schema)
         FROM pragma_application_id, pragma_user_version",
        [],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )?;
    Ok(match (id, objects) {
        (APPLICATION_ID, _) => FileState::Ours(version),
        (0, 0) => FileState::Empty,
        (_, _) => FileState::Foreign,
    })
}

/// Refuses a file of another program or of a newer version.
pub fn check_version(connection: &Connection) -> Result<(), StoreError> {
    match read_state(connection)? {
        FileState::Foreign => Err(StoreError::Foreign),
        FileState::Ours(version) if version > VERSION => Err(StoreError::Newer),
        FileState::Empty | FileState::Ours(_) => Ok(()),
    }
}

/// Reports whether a file has exactly this program's schema version.
pub fn is_current_version(connection: &Connection) -> Result<bool, StoreError> {
    Ok(read_state(connection)? == FileState::Ours(VERSION))
}

/// Refuses to write to a file that a newer program has upgraded since it was opened: its rows may
/// need columns unknown here.
pub fn check_not_upgraded(connection: &Connection) -> Result<(), StoreError> {
    let version: i32 = connection
        .prepare_cached("PRAGMA user_version")?
        .query_row([], |row| row.get(0))?;
    if version > VERSION {
        Err(StoreError::Newer)
    } else {
        Ok(())
    }
}

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
            if version < REBUILT_SINCE {
                // New columns are filled from the events.
                crate::store::record::projection::rebuild_projection(&transaction)?;
            }
            false
        }
    };
    transaction.execute_batch(&format!("PRAGMA user_version = {VERSION}"))?;
    transaction.commit()?;
    // Builds the text index of an upgraded file while others already work. The upgrade itself is
    // committed; an index left incomplete here is reported by `doctor`, and searches find every
    // letter in the meantime.
    let _ = reindex::finish(connection, None, &mut |_, _| ());
    Ok(created)
}
