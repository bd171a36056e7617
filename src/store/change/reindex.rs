//! Making the index of texts anew while others work: in many short transactions, between which anybody may write.
//!
//! The table `reindex` says from which letter on there is nothing in the index yet. A search looks at the texts of those letters
//! themselves, so that it finds every letter at any time, and slower; who is like whom is judged from what is there. Whoever comes
//! next goes on where a killed program stopped.

use rusqlite::{Connection, OptionalExtension, named_params};

use crate::domain::letter::LetterId;
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::index::tokens;
use crate::store::record::events;
use crate::store::sqlite::lease::Lease;
use crate::store::sqlite::{connection, transaction};

/// So many letters are indexed while the lock is held: less than a tenth of a second.
const LETTERS: usize = 400;

/// So many pages of the index are merged while the lock is held.
const PAGES: i64 = 500;

/// Told how many letters are done, of how many.
pub type Progress<'a> = &'a mut dyn FnMut(u64, u64);

/// Returns the first letter that is not in the index; `None` where the index is whole.
pub fn next(connection: &Connection) -> Result<Option<LetterId>, StoreError> {
    let mut read = connection.prepare_cached("SELECT next FROM reindex")?;
    Ok(read
        .query_row([], |row| row.get(0).map(LetterId))
        .optional()?)
}

/// Empties the index, in the transaction that is open: from here on it is made anew, from the first letter.
pub fn empty(connection: &Connection) -> Result<(), StoreError> {
    Ok(connection.execute_batch(
        "INSERT INTO letter_text (letter_text) VALUES ('delete-all');
         INSERT OR REPLACE INTO reindex (only, next) VALUES (1, 1)",
    )?)
}

/// Indexes the next `most` letters, in a transaction of its own. Returns the letter to go on with; `None` where all are done.
fn step(
    connection: &mut Connection,
    lease: Option<&Lease>,
    most: usize,
) -> Result<Option<LetterId>, StoreError> {
    let transaction = transaction::begin(connection, lease)?;
    // Read under the lock: another process may have gone on meanwhile.
    let Some(from) = next(&transaction)? else {
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
            // One that came in or changed meanwhile is there already.
            tokens::replace(&transaction, *id, &tokens::of(&letter))?;
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

/// Lets others in who wait for the lock: they ask for it every few milliseconds.
fn pause() {
    (0..3).for_each(|_| _ = connection::wait_a_little(connection::TURNS));
}

/// Makes the index whole, where it is not, and counts its tokens.
pub fn finish(
    connection: &mut Connection,
    lease: Option<&Lease>,
    progress: Progress<'_>,
) -> Result<(), StoreError> {
    if next(connection)?.is_none() {
        return Ok(());
    }
    let all: i64 = connection.query_row("SELECT coalesce(max(id), 0) FROM letter", [], |row| {
        row.get(0)
    })?;
    while let Some(next) = step(connection, lease, LETTERS)? {
        progress((next.0 - 1).unsigned_abs(), all.unsigned_abs());
        pause();
    }
    merge(connection, lease)?;
    let counted = tokens::counts(connection)?;
    let transaction = transaction::begin(connection, lease)?;
    tokens::set_counts(&transaction, &counted)?;
    transaction.commit()
}

/// Merges the pieces of the index into one, which is searched faster: FTS5's own way of doing that in steps (its documentation, "The
/// 'merge' command"). One that is broken off is whole all the same.
fn merge(connection: &mut Connection, lease: Option<&Lease>) -> Result<(), StoreError> {
    let mut pages = -PAGES;
    loop {
        pause();
        let transaction = transaction::begin(connection, lease)?;
        let before = transaction.total_changes();
        transaction
            .prepare_cached("INSERT INTO letter_text (letter_text, rank) VALUES ('merge', :pages)")?
            .execute(named_params! { ":pages": pages })?;
        // It says by the number of changes whether it has done anything.
        let done = transaction.total_changes() - before < 2;
        transaction.commit()?;
        if done {
            return Ok(());
        }
        pages = PAGES;
    }
}

impl Store {
    /// Makes the index of texts anew, or goes on where that was broken off. Returns how many letters there are.
    pub fn reindex(&mut self, progress: Progress<'_>) -> Result<u64, StoreError> {
        let (transaction, ..) = self.write_as_system("doctor")?;
        if next(&transaction)?.is_none() {
            empty(&transaction)?;
        }
        transaction.commit()?;
        finish(&mut self.connection, self.lease.as_deref(), progress)?;
        let letters: i64 = self
            .connection
            .query_row("SELECT count(*) FROM letter", [], |row| row.get(0))?;
        Ok(letters.unsigned_abs())
    }

    /// Empties the index of texts, as [`Store::reindex`] begins.
    pub fn reindex_begin(&mut self) -> Result<(), StoreError> {
        let (transaction, ..) = self.write_as_system("doctor")?;
        empty(&transaction)?;
        transaction.commit()
    }

    /// Indexes so many more letters. Returns whether some are left.
    pub fn reindex_step(&mut self, letters: usize) -> Result<bool, StoreError> {
        Ok(step(&mut self.connection, self.lease.as_deref(), letters)?.is_some())
    }

    /// Returns whether the index of texts is being made anew, or that was broken off.
    pub fn is_reindexing(&self) -> Result<bool, StoreError> {
        Ok(next(&self.connection)?.is_some())
    }
}
