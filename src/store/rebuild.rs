//! Rebuilds what is derived from the events: the rows of letters in one transaction, and the text
//! index in many short ones, while others work.
//!
//! The table `reindex` stores the first letter that is not in the index yet. A search verifies the
//! texts of those letters directly, so it finds every letter at any time, only more slowly;
//! similarity uses what is indexed. A rebuild that was interrupted is continued by the next call.

use rusqlite::{Connection, named_params};

use crate::domain::letter::LetterId;
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::index::tokens;
use crate::store::record::{events, projection};
use crate::store::sqlite::lease::Lease;
use crate::store::sqlite::{connection, transaction};

/// Letters indexed per transaction: less than a tenth of a second.
const LETTERS_PER_STEP: usize = 400;

/// Index pages merged per transaction.
const PAGES_PER_STEP: i64 = 500;

/// Callback for progress: the letters done, the letters in total.
pub type Progress<'a> = &'a mut dyn FnMut(u64, u64);

/// Indexes the next `most` letters in a transaction of its own. Returns the letter to continue
/// with; `None` if all are done.
fn index_next(
    connection: &mut Connection,
    lease: Option<&Lease>,
    most: usize,
) -> Result<Option<LetterId>, StoreError> {
    let transaction = transaction::begin(connection, lease)?;
    // Read under the lock: another process may have made progress.
    let Some(from) = tokens::first_unindexed(&transaction)? else {
        return Ok(None);
    };
    let ids: Vec<LetterId> = transaction
        .prepare_cached("SELECT id FROM letter WHERE id >= :from ORDER BY id LIMIT :most")?
        .query_map(
            named_params! { ":from": from.0, ":most": i64::try_from(most).unwrap_or(i64::MAX) },
            |row| row.get(0).map(LetterId),
        )?
        .collect::<Result<_, _>>()?;
    for id in &ids {
        if let Some(letter) = events::load(&transaction, *id)? {
            // A letter that was received or changed meanwhile is already indexed, hence `replace`.
            tokens::replace(&transaction, *id, &tokens::letter_tokens(&letter))?;
        }
    }
    let next = ids
        .last()
        .filter(|_| ids.len() == most)
        .map(|last| LetterId(last.0 + 1));
    match next {
        Some(next) => transaction
            .prepare_cached("UPDATE reindex SET next = :next")?
            .execute(named_params! { ":next": next.0 })?,
        None => transaction.execute("DELETE FROM reindex", [])?,
    };
    transaction.commit()?;
    Ok(next)
}

/// Pauses so that others can take the lock, which they try every few milliseconds.
fn pause() {
    (0..3).for_each(|_| _ = connection::wait_with_jitter(connection::MAX_ATTEMPTS));
}

/// Writes the rows of all letters anew from their events, after an upgrade of the schema.
pub fn rebuild_rows(connection: &Connection) -> Result<(), StoreError> {
    let ids = connection
        .prepare("SELECT id FROM letter ORDER BY id")?
        .query_map([], |row| row.get(0).map(LetterId))?
        .collect::<Result<Vec<_>, _>>()?;
    for id in ids {
        if let Some(letter) = events::load(connection, id)? {
            projection::update(connection, &letter)?;
        }
    }
    Ok(())
}

/// Completes the index, if it is incomplete, and counts its tokens.
pub fn finish(
    connection: &mut Connection,
    lease: Option<&Lease>,
    progress: Progress<'_>,
) -> Result<(), StoreError> {
    if tokens::first_unindexed(connection)?.is_none() {
        return Ok(());
    }
    let all: i64 = connection.query_row("SELECT coalesce(max(id), 0) FROM letter", [], |row| {
        row.get(0)
    })?;
    while let Some(next) = index_next(connection, lease, LETTERS_PER_STEP)? {
        progress((next.0 - 1).unsigned_abs(), all.unsigned_abs());
        pause();
    }
    merge(connection, lease)?;
    let counted = tokens::read_counts(connection)?;
    let transaction = transaction::begin(connection, lease)?;
    tokens::store_counts(&transaction, &counted)?;
    transaction.commit()
}

/// Merges the segments of the index into one, which is searched faster, in steps (FTS5
/// documentation, "The 'merge' command"). An interrupted merge leaves a valid index.
fn merge(connection: &mut Connection, lease: Option<&Lease>) -> Result<(), StoreError> {
    // A negative number of pages starts a full merge; positive ones continue it.
    let mut pages = -PAGES_PER_STEP;
    loop {
        pause();
        let transaction = transaction::begin(connection, lease)?;
        let before = transaction.total_changes();
        transaction
            .prepare_cached("INSERT INTO letter_text (letter_text, rank) VALUES ('merge', :pages)")?
            .execute(named_params! { ":pages": pages })?;
        // FTS5 signals by fewer than two changes that there was nothing left to merge.
        let done = transaction.total_changes() - before < 2;
        transaction.commit()?;
        if done {
            return Ok(());
        }
        pages = PAGES_PER_STEP;
    }
}

impl Store {
    /// Rebuilds the text index, or continues an interrupted rebuild. Returns the number of letters.
    pub fn reindex(&mut self, progress: Progress<'_>) -> Result<u64, StoreError> {
        let (transaction, ..) = self.begin_system_write("doctor")?;
        if tokens::first_unindexed(&transaction)?.is_none() {
            tokens::clear_index(&transaction)?;
        }
        transaction.commit()?;
        finish(&mut self.connection, self.lease.as_deref(), progress)?;
        let letters: i64 = self
            .connection
            .query_row("SELECT count(*) FROM letter", [], |row| row.get(0))?;
        Ok(letters.unsigned_abs())
    }

    /// Empties the text index, which is the first part of [`Store::reindex`].
    pub fn reindex_begin(&mut self) -> Result<(), StoreError> {
        let (transaction, ..) = self.begin_system_write("doctor")?;
        tokens::clear_index(&transaction)?;
        transaction.commit()
    }

    /// Indexes the next letters. Returns whether some are left.
    pub fn reindex_step(&mut self, letters: usize) -> Result<bool, StoreError> {
        Ok(index_next(&mut self.connection, self.lease.as_deref(), letters)?.is_some())
    }

    /// Reports whether the text index is incomplete because a rebuild runs or was interrupted.
    pub fn is_reindexing(&self) -> Result<bool, StoreError> {
        Ok(tokens::first_unindexed(&self.connection)?.is_some())
    }
}
