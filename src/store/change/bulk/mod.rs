//! Bulk import: large transactions, with the index tokens sorted by another thread.
//!
//! It uses a connection that never queries the index, because FTS5 caches what it has read of the
//! index until another connection commits.

mod segment;
mod structure;

use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rusqlite::{Connection, named_params};

use super::aside;
use super::receive::{ReceiveContext, Received};
use crate::domain::letter::Letter;
use crate::domain::letter::incoming::IncomingLetter;
use crate::domain::letter::quarantine::QuarantinedMail;
use crate::domain::office::Office;
use crate::domain::time::Timestamp;
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::index::tokens;
use crate::store::record::events;
use crate::store::sqlite::lease::Lease;
use crate::store::sqlite::transaction;
use segment::{Segment, TokenSorter};
use structure::Structure;

/// Limits of a transaction: letters, bytes, and the time that others wait to write.
const MAX_LETTERS: usize = 40_000;
const MAX_BYTES: usize = 96 << 20;
const MAX_DURATION: Duration = Duration::from_secs(4);

/// The rowids under which FTS5 stores its structure record and its totals.
const STRUCTURE_ROWID: i64 = 10;
const TOTALS_ROWID: i64 = 1;

/// The number of letters that may wait to be sorted.
const MAX_QUEUED: usize = 1_000;

enum SortTask {
    Letter(Box<Letter>),
    Finish,
}

/// An import in progress.
pub struct BulkImport {
    connection: Connection,
    lease: Option<Arc<Lease>>,
    tasks: SyncSender<SortTask>,
    segments: Receiver<Segment>,
    sorter: Option<JoinHandle<()>>,
    office: Office,
    /// When the open transaction began.
    open: Option<Instant>,
    n: usize,
    bytes: usize,
}

fn run_sorter(tasks: &Receiver<SortTask>, segments: &std::sync::mpsc::Sender<Segment>) {
    let mut tokens = TokenSorter::default();
    while let Ok(task) = tasks.recv() {
        match task {
            SortTask::Letter(letter) => tokens.add(letter.id.0, &tokens::letter_tokens(&letter)),
            SortTask::Finish => {
                if segments.send(tokens.take_segment()).is_err() {
                    return;
                }
            }
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
        let (tasks, waiting) = sync_channel(MAX_QUEUED);
        let (done, segments) = channel();
        let sorter = std::thread::spawn(move || run_sorter(&waiting, &done));
        let office = crate::store::office::load(&connection)?;
        Ok(BulkImport {
            connection,
            lease,
            tasks,
            segments,
            sorter: Some(sorter),
            office,
            open: None,
            n: 0,
            bytes: 0,
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
            past: false,
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
                gone |= self.tasks.send(SortTask::Letter(Box::new(letter))).is_err();
            })?);
        }
        if gone {
            return Err(StoreError::CorruptRecord(0));
        }
        if self.n >= MAX_LETTERS || self.bytes >= MAX_BYTES || since.elapsed() >= MAX_DURATION {
            self.commit()?;
        }
        Ok(answers)
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
                crate::store::office::refresh_office(&self.connection, &mut self.office)
            });
        if let Err(error) = ready {
            self.open = None;
            transaction::rollback(&self.connection);
            return Err(error);
        }
        Ok(since)
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
        if self.n > 0 {
            // Letters must not be committed without their index.
            self.tasks
                .send(SortTask::Finish)
                .map_err(|_| StoreError::CorruptRecord(0))?;
            let segment = self
                .segments
                .recv()
                .map_err(|_| StoreError::CorruptRecord(0))?;
            insert_segment(&self.connection, &segment)?;
        }
        let committed = transaction::commit(&self.connection, self.lease.as_deref());
        if self.connection.is_autocommit() {
            (self.open, self.n, self.bytes) = (None, 0, 0);
        }
        committed
    }
}

impl Drop for BulkImport {
    /// Rolls back uncommitted letters, and joins the thread before the connection closes.
    fn drop(&mut self) {
        transaction::rollback(&self.connection);
        let (nobody, _) = sync_channel(0);
        self.tasks = nobody;
        if let Some(sorter) = self.sorter.take() {
            let _ = sorter.join();
        }
    }
}

fn read_block(connection: &Connection, id: i64) -> Result<Vec<u8>, StoreError> {
    Ok(connection.query_row(
        "SELECT block FROM letter_text_data WHERE id = :id",
        named_params! { ":id": id },
        |row| row.get(0),
    )?)
}

/// Inserts a segment into the shadow tables of FTS5.
fn insert_segment(connection: &Connection, segment: &Segment) -> Result<(), StoreError> {
    let mut structure = Structure::read(&read_block(connection, STRUCTURE_ROWID)?)
        .ok_or(StoreError::CorruptRecord(0))?;
    let origin = structure.next_origin();
    // Letters without letters or digits have no tokens, and a segment needs at least one page.
    let id = match segment.pages.len() {
        0 => 0,
        pages => structure.add(pages as u64, segment.letters.len() as u64),
    };
    let mut put = connection.prepare_cached(
        "INSERT OR REPLACE INTO letter_text_data (id, block) VALUES (:id, :block)",
    )?;
    for (page, number) in segment.pages.iter().zip(1..) {
        // A page's rowid is the segment id shifted by 37 bits, plus the page number
        // (`FTS5_SEGMENT_ROWID`).
        let place = (id << 37) as i64 + number;
        put.execute(named_params! { ":id": place, ":block": page })?;
    }
    let mut begin = connection.prepare_cached(
        "INSERT INTO letter_text_idx (segid, term, pgno) VALUES (:segment, :term, :page)",
    )?;
    for (term, page) in &segment.begins {
        // The lowest bit of `pgno` would announce an index of a long posting list.
        begin
            .execute(named_params! { ":segment": id as i64, ":term": term, ":page": page << 1 })?;
    }
    let mut size = connection.prepare_cached(
        "INSERT INTO letter_text_docsize (id, sz, origin) VALUES (:id, :size, :origin)",
    )?;
    let mut tokens = 0;
    for (letter, n) in &segment.letters {
        let mut bytes = Vec::with_capacity(3);
        segment::put_varint(&mut bytes, *n);
        size.execute(named_params! { ":id": letter, ":size": bytes, ":origin": origin as i64 })?;
        tokens += n;
    }
    let totals = read_block(connection, TOTALS_ROWID)?;
    let mut before = totals.as_slice();
    let (letters, before) = (
        segment::take_varint(&mut before).unwrap_or_default(),
        segment::take_varint(&mut before).unwrap_or_default(),
    );
    let mut totals = Vec::new();
    segment::put_varint(&mut totals, letters + segment.letters.len() as u64);
    segment::put_varint(&mut totals, before + tokens);
    put.execute(named_params! { ":id": TOTALS_ROWID, ":block": totals })?;
    put.execute(named_params! { ":id": STRUCTURE_ROWID, ":block": structure.write() })?;
    Ok(())
}

impl Store {
    /// Recounts the tokens after a bulk import.
    pub fn recount_after_bulk(&mut self) -> Result<(), StoreError> {
        let (transaction, ..) = self.begin_system_write("")?;
        tokens::count_if_grown(&transaction)?;
        transaction.commit()
    }
}
