//! Bulk import: large transactions on a connection with a large cache, with the tokens of letters
//! prepared by another thread.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::aside;
use super::receive::{ReceiveContext, Received};
use crate::domain::letter::incoming::IncomingLetter;
use crate::domain::letter::quarantine::QuarantinedMail;
use crate::domain::letter::{Letter, LetterId};
use crate::domain::office::Office;
use crate::domain::time::Timestamp;
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::index::merge::{self, MergeExtent};
use crate::store::index::tokens;
use crate::store::record::events;
use crate::store::sqlite::lease::Lease;
use crate::store::sqlite::transaction;

/// Limits of a transaction: letters, bytes, and the time that others wait to write.
const MAX_LETTERS: usize = 40_000;
const MAX_BYTES: usize = 96 << 20;
const MAX_DURATION: Duration = Duration::from_secs(4);

/// The number of letters that may wait for their tokens.
const MAX_QUEUED: usize = 1_000;

/// Transactions after which segments of the text index are merged: one more and somebody's save
/// could have to merge them all at once, if the import were killed.
const COMMITS_PER_MERGE: usize = 8;

/// The tokens of a letter, as FTS5 takes them.
type TokenLine = (LetterId, String);

/// An import in progress.
pub struct BulkImport {
    connection: Connection,
    lease: Option<Arc<Lease>>,
    letters: SyncSender<Box<Letter>>,
    lines: Receiver<TokenLine>,
    worker: Option<JoinHandle<()>>,
    office: Office,
    /// When the open transaction began.
    open: Option<Instant>,
    n: usize,
    /// Letters of the open transaction that are not in the index yet.
    unindexed: usize,
    bytes: usize,
    commits: usize,
}

fn prepare_lines(letters: &Receiver<Box<Letter>>, lines: &Sender<TokenLine>) {
    while let Ok(letter) = letters.recv() {
        let line = tokens::token_line(&tokens::letter_tokens(&letter));
        if lines.send((letter.id, line)).is_err() {
            return;
        }
    }
}

impl BulkImport {
    /// Begins to receive letters into a database in the name of a member of staff.
    pub fn begin(store: &mut Store, who: &str) -> Result<BulkImport, StoreError> {
        store.acquire_lease(who)?;
        let lease = store.lease.clone();
        let connection = match lease {
            Some(_) => crate::store::open::open_writable(store.path())?,
            None => crate::store::open::connect(store.path(), None)?.0,
        };
        // Holds the upper pages of every index; otherwise a large file would read them again for
        // each letter.
        connection.execute_batch("PRAGMA cache_size = -64000")?;
        let (letters, waiting) = sync_channel(MAX_QUEUED);
        let (done, lines) = channel();
        let worker = std::thread::spawn(move || prepare_lines(&waiting, &done));
        let office = crate::store::office::load(&connection)?;
        Ok(BulkImport {
            connection,
            lease,
            letters,
            lines,
            worker: Some(worker),
            office,
            open: None,
            n: 0,
            unindexed: 0,
            bytes: 0,
            commits: 0,
        })
    }

    /// Receives letters; one result each, in order. They are durable after [`BulkImport::commit`], which
    /// also runs by itself after many letters or some seconds. After an error, uncommitted letters
    /// are lost.
    pub fn receive(
        &mut self,
        letters: Vec<IncomingLetter>,
        who: &str,
        at: Timestamp,
    ) -> Result<Vec<Received>, StoreError> {
        let since = match self.open {
            Some(since) => since,
            None => self.begin_transaction(who)?,
        };
        let receiving = ReceiveContext {
            connection: &self.connection,
            office: &self.office,
            who,
            at,
        };
        let mut answers = Vec::with_capacity(letters.len());
        let mut gone = false;
        for letter in letters {
            self.bytes += letter.body.len()
                + letter
                    .attachments
                    .iter()
                    .map(|file| file.bytes.len())
                    .sum::<usize>();
            answers.push(receiving.receive_one(letter, |letter| {
                self.n += 1;
                self.unindexed += 1;
                gone |= self.letters.send(Box::new(letter)).is_err();
            })?);
        }
        if gone {
            return Err(StoreError::CorruptRecord(0));
        }
        while let Ok((id, line)) = self.lines.try_recv() {
            self.index(id, &line)?;
        }
        if self.n >= MAX_LETTERS || self.bytes >= MAX_BYTES || since.elapsed() >= MAX_DURATION {
            self.commit()?;
        }
        Ok(answers)
    }

    fn index(&mut self, id: LetterId, line: &str) -> Result<(), StoreError> {
        self.unindexed -= 1;
        tokens::insert_line(&self.connection, id, line)
    }

    /// Sets mails aside in the same transaction as the letters before them.
    pub fn set_aside(
        &mut self,
        mails: &[QuarantinedMail],
        who: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        if self.open.is_none() {
            self.begin_transaction(who)?;
        }
        self.bytes += mails.iter().map(|mail| mail.raw.len()).sum::<usize>();
        aside::insert_mails(&self.connection, mails, who, events::to_milliseconds(at))
    }

    /// Begins a transaction in the name of a member of staff.
    fn begin_transaction(&mut self, who: &str) -> Result<Instant, StoreError> {
        transaction::begin_unguarded(&self.connection, self.lease.as_deref())?;
        let since = *self.open.insert(Instant::now());
        let ready =
            crate::store::office::require_active_staff(&self.connection, who).and_then(|()| {
                crate::store::office::refresh_office(&self.connection, &mut self.office)?;
                tokens::settings_for_many(&self.connection)
            });
        if let Err(error) = ready {
            self.open = None;
            transaction::rollback(&self.connection);
            return Err(error);
        }
        Ok(since)
    }

    /// Merges the segments of the text index that the import has written, while others work. An
    /// error does no harm: the letters are there, and later saves go on merging.
    pub fn merge_index(&mut self) -> Result<(), StoreError> {
        merge::merge(
            &mut self.connection,
            self.lease.as_deref(),
            MergeExtent::Levels,
        )
    }

    /// Reports whether there are uncommitted letters.
    pub fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Commits the letters received since the last commit.
    pub fn commit(&mut self) -> Result<(), StoreError> {
        if self.open.is_none() {
            return Ok(());
        }
        // Letters must not be committed without their index.
        while self.unindexed > 0 {
            let (id, line) = self
                .lines
                .recv()
                .map_err(|_| StoreError::CorruptRecord(0))?;
            // After some errors SQLite has rolled back by itself: then there is nothing to index.
            if self.connection.is_autocommit() {
                self.unindexed -= 1;
            } else {
                self.index(id, &line)?;
            }
        }
        tokens::settings_for_single(&self.connection)?;
        let committed = transaction::commit(&self.connection, self.lease.as_deref());
        if self.connection.is_autocommit() {
            (self.open, self.n, self.bytes) = (None, 0, 0);
        }
        committed?;
        self.commits += 1;
        if self.commits.is_multiple_of(COMMITS_PER_MERGE) {
            let _ = self.merge_index();
        }
        Ok(())
    }
}

impl Drop for BulkImport {
    /// Rolls back uncommitted letters, and joins the thread before the connection closes.
    fn drop(&mut self) {
        transaction::rollback(&self.connection);
        let (nobody, _) = sync_channel(0);
        self.letters = nobody;
        if let Some(worker) = self.worker.take() {
            let _ = worker.join();
        }
    }
}

impl Store {
    /// Recounts the tokens after a bulk import.
    pub fn recount_after_bulk(&mut self) -> Result<(), StoreError> {
        let (transaction, ..) = self.begin_system_write("")?;
        tokens::count_if_grown(&transaction)?;
        transaction.commit()
    }
}
