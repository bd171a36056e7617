//! Merges segments of the text index in many short transactions, while others work (FTS5
//! documentation, "The 'merge' command"). An interrupted merge leaves a valid index.

use rusqlite::Connection;

use super::tokens::{Setting, set};
use crate::store::error::StoreError;
use crate::store::sqlite::lease::Lease;
use crate::store::sqlite::{connection, transaction};

/// Pages of the index that are merged per transaction.
const PAGES_PER_STEP: i64 = 500;

/// How far segments are merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MergeExtent {
    /// All into one, which rewrites the whole index.
    Whole,
    /// Those of one level into one of the next: as FTS5 does by itself, but before a level has so
    /// many that somebody's save would merge them at once.
    Levels,
}

/// Pauses so that others can take the lock, which they try every few milliseconds.
pub fn pause() {
    (0..3).for_each(|_| _ = connection::wait_with_jitter(connection::MAX_ATTEMPTS));
}

/// Merges until nothing is left to merge. No transaction may be open.
pub fn merge(
    connection: &mut Connection,
    lease: Option<&Lease>,
    extent: MergeExtent,
) -> Result<(), StoreError> {
    // A negative number of pages starts a full merge; positive ones continue it.
    let mut pages = match extent {
        MergeExtent::Whole => -PAGES_PER_STEP,
        MergeExtent::Levels => PAGES_PER_STEP,
    };
    loop {
        pause();
        let transaction = transaction::begin(connection, lease)?;
        // The setting is stored in the index: each transaction sets it back.
        set(&transaction, Setting::UserMerge, 2)?;
        let before = transaction.total_changes();
        set(&transaction, Setting::Merge, pages)?;
        // FTS5 signals by fewer than two changes that there was nothing left to merge.
        let done = transaction.total_changes() - before < 2;
        set(&transaction, Setting::UserMerge, 4)?;
        transaction.commit()?;
        if done {
            return Ok(());
        }
        pages = PAGES_PER_STEP;
    }
}
