//! The contents of files attached to letters.

use rusqlite::{Connection, OptionalExtension, named_params};

use crate::domain::letter::LetterId;
use crate::domain::letter::incoming::Enclosure;
use crate::store::Store;
use crate::store::error::StoreError;

/// Stores attachments of a letter, numbered from `position`.
pub fn store_attachments(
    connection: &Connection,
    letter: LetterId,
    position: usize,
    files: &[Enclosure],
) -> Result<(), StoreError> {
    for (position, file) in (i64::try_from(position).unwrap_or(i64::MAX)..).zip(files) {
        connection
            .prepare_cached("INSERT INTO attachment (letter, position, bytes) VALUES (:letter, :position, :bytes)")?
            .execute(named_params! { ":letter": letter.0, ":position": position, ":bytes": file.bytes })?;
    }
    Ok(())
}

impl Store {
    /// Returns the contents of an attachment, by its position from 0; `None` if there is none.
    pub fn read_attachment(
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
