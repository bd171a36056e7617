//! The schema and its version, by which a file is known as ours.

use rusqlite::Connection;

use crate::store::error::StoreError;

/// The `application_id` of our files: "xinx".
pub const APPLICATION_ID: i32 = 0x7869_6e78;

/// The whole schema, for a new database.
pub const SCHEMA: &str = include_str!("../../../schema.sql");

/// The schema version of `schema.sql`.
pub const VERSION: i32 = 7;

/// The state of a file before anything is written to it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FileState {
    /// Nothing was written yet.
    Empty,
    /// A database of this program, with its schema version.
    Ours(i32),
    /// A file of another program.
    Foreign,
}

/// Returns the state of a file.
pub fn read_state(connection: &Connection) -> rusqlite::Result<FileState> {
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
