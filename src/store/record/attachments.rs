//! The bytes of what came with letters.

use rusqlite::{Connection, OptionalExtension, named_params};

use crate::domain::letter::LetterId;
use crate::domain::letter::incoming::Enclosure;
use crate::store::Store;
use crate::store::error::StoreError;

/// Keeps the bytes of files that came with a letter, from a place on.
pub fn keep(
    connection: &Connection,
    letter: LetterId,
    position: usize,
    files: Vec<Enclosure>,
) -> Result<(), StoreError> {
    for (position, file) in (i64::try_from(position).unwrap_or(i64::MAX)..).zip(files) {
        connection
            .prepare_cached("INSERT INTO attachment (letter, position, bytes) VALUES (:letter, :position, :bytes)")?
            .execute(named_params! { ":letter": letter.0, ":position": position, ":bytes": file.bytes })?;
    }
    Ok(())
}

impl Store {
    /// The bytes of a letter's attachment, by its place from 0; `None` where there is none.
    pub fn attachment(
        &self,
        letter: LetterId,
        position: usize,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let position = i64::try_from(position).unwrap_or(i64::MAX);
        let bytes = self
            .connection
            .prepare_cached(
                "SELECT bytes FROM attachment WHERE letter = :letter AND position = :position",
            )?
            .query_row(
                named_params! { ":letter": letter.0, ":position": position },
                |row| row.get(0),
            )
            .optional()?;
        Ok(bytes)
    }
}
