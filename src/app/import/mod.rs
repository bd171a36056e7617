//! Imports letters: a reader thread parses the files, this thread writes them to the store in
//! batches, one transaction each.

mod outcome;
pub(crate) mod read_ahead;
pub(crate) mod reader;
pub(crate) mod received_date;
pub(crate) mod tally;

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::Duration;

use crate::app::import::read_ahead::{ByteBudget, reserved_bytes};
use crate::app::import::reader::{ReaderEnd, WriterEnd, read_all};
pub use crate::app::import::received_date::correct_received_date;
pub use crate::app::import::tally::Tally;
use crate::domain::letter::LetterId;
use crate::domain::letter::incoming::{IncomingLetter, Source};
use crate::domain::letter::quarantine::QuarantinedMail;
use crate::i18n::{current_language, with_language};
use crate::intake::sandbox::{Reader, SandboxSession};
use crate::intake::{ReadResult, Rejection, SkipReason, collect_sources};
use crate::store::change::aside::mail_hash;
use crate::store::change::bulk::BulkImport;
use crate::store::change::receive::{Received, identity};
use crate::store::letters::repeats::ExpectedRepeats;
use crate::store::{Store, StoreError};
pub use outcome::{DeliveryError, ImportOutcome, ImportRequest, SetAsideMail};

/// Letters per transaction, and bytes of attachments per transaction.
const BATCH_LETTERS: usize = 500;
const BATCH_BYTES: usize = 32 << 20;

/// How many items the reader may be ahead.
const READ_AHEAD: usize = 500;

/// From this total size of the files, in bytes, letters are written by the bulk writer.
const BULK_THRESHOLD_BYTES: u64 = 8 << 20;

/// Progress is reported after this many items.
const REPORT_INTERVAL: usize = 50;

/// The caller is asked this often whether to go on while nothing is found.
const POLL_INTERVAL: Duration = Duration::from_millis(250);

/// How many rejections are stored with their reasons; further ones are only counted.
const MAX_REASONS: usize = 10_000;

struct Delivery<'a> {
    store: &'a mut Store,
    import: &'a ImportRequest,
    outcome: ImportOutcome,
    batch: Vec<IncomingLetter>,
    aside: Vec<QuarantinedMail>,
    bytes: usize,
    found: usize,
    seen: HashSet<String>,
    aside_fingerprints: HashSet<[u8; 32]>,
    new_letters: Vec<LetterId>,
    expected: ExpectedRepeats,
    bulk: Option<BulkImport>,
    /// The committed state: counts of new letters, known letters and mails set aside, and the
    /// length of `new`.
    committed: (u64, u64, u64, usize),
    /// The store's error, after which nothing more is written; `left` counts the letters that are
    /// missing.
    store_error: Option<StoreError>,
    missing: u64,
}

/// Imports files. `progress` is called after every batch and may stop the import; what was
/// committed until then stays. If the store fails after the first commit, the rest is read and only
/// counted: importing the same files again adds it.
pub fn import_files(
    store: &mut Store,
    import: &ImportRequest,
    progress: &mut dyn FnMut(&Tally) -> ControlFlow<()>,
) -> Result<ImportOutcome, DeliveryError> {
    let (files, rejected) = collect_sources(&import.paths, &store.guard());
    let offset = store.office().regulation.hours.offset;
    let mut delivery = Delivery {
        store,
        import,
        outcome: ImportOutcome {
            dry_run: import.dry_run,
            ..ImportOutcome::default()
        },
        batch: Vec::new(),
        aside: Vec::new(),
        bytes: 0,
        found: 0,
        seen: HashSet::new(),
        aside_fingerprints: HashSet::new(),
        new_letters: Vec::new(),
        expected: ExpectedRepeats::default(),
        bulk: None,
        committed: (0, 0, 0, 0),
        store_error: None,
        missing: 0,
    };
    for rejection in rejected {
        delivery.reject(rejection);
    }
    delivery.outcome.tally.total_bytes = files.iter().map(|file| file.bytes).sum();
    let bulk = delivery.outcome.tally.total_bytes >= BULK_THRESHOLD_BYTES;
    if bulk && !import.dry_run && !import.past {
        delivery.store.refresh()?;
        delivery.bulk = Some(BulkImport::begin(delivery.store, &import.who)?);
    }
    let room = ByteBudget::default();
    let reading = SandboxSession::new(Reader::current(), &delivery.store.guard());
    let stop = reading.stop_handle();
    std::thread::scope(|scope| {
        let (next, read) = sync_channel(READ_AHEAD);
        let (files, ahead, lang) = (
            &files,
            ReaderEnd {
                sender: next,
                budget: &room,
            },
            current_language(),
        );
        scope
            .spawn(move || with_language(lang, || read_all(files, import, offset, reading, ahead)));
        // Moved into the closure, so that an error drops it and stops the reader.
        let read = WriterEnd {
            receiver: read,
            budget: &room,
            stop,
        };
        loop {
            let flow = match read.receiver.recv_timeout(POLL_INTERVAL) {
                Ok((found, done_bytes)) => {
                    room.release(reserved_bytes(&found));
                    delivery.outcome.tally.done_bytes = done_bytes;
                    delivery.take_item(found, progress)?
                }
                Err(RecvTimeoutError::Timeout) => delivery.report_progress(progress),
                Err(RecvTimeoutError::Disconnected) => return Ok::<(), StoreError>(()),
            };
            if flow.is_break() {
                return Ok(());
            }
        }
    })?;
    if !delivery.outcome.stopped {
        delivery.outcome.tally.done_bytes = delivery.outcome.tally.total_bytes;
    }
    delivery.flush_batch()?;
    if let Some(mut bulk) = delivery.bulk.take() {
        let committed = bulk.commit();
        drop(bulk);
        match committed {
            Err(error) => delivery.handle_store_error(error, 0)?,
            // An error does no harm: every letter is committed, and the token counts are updated
            // when more letters come.
            Ok(()) => _ = delivery.store.recount_after_bulk(),
        }
    }
    let repeats = match import.dry_run {
        true => Ok(delivery.expected.into_repeats()),
        false => delivery
            .store
            .find_repeats(&delivery.new_letters, &import.who),
    };
    match delivery.store_error {
        None => Ok(ImportOutcome {
            repeats: repeats?,
            ..delivery.outcome
        }),
        Some(error) => {
            let outcome = ImportOutcome {
                repeats: repeats.unwrap_or_default(),
                ..delivery.outcome
            };
            Err(DeliveryError::PartlyImported(
                Box::new(outcome),
                delivery.missing,
                Box::new(error),
            ))
        }
    }
}

impl Delivery<'_> {
    fn reject(&mut self, rejection: Rejection) {
        self.outcome.tally.rejected += 1;
        if self.outcome.rejections.len() < MAX_REASONS {
            self.outcome.rejections.push(rejection);
        }
    }

    fn take_item(
        &mut self,
        found: ReadResult,
        progress: &mut dyn FnMut(&Tally) -> ControlFlow<()>,
    ) -> Result<ControlFlow<()>, StoreError> {
        self.bytes += reserved_bytes(&found);
        match found {
            ReadResult::Rejected(rejection) => self.reject(rejection),
            // They are read from these columns.
            ReadResult::Skipped(skipped)
                if self.import.past && skipped.reason == SkipReason::PastColumns =>
            {
                return Ok(ControlFlow::Continue(()));
            }
            ReadResult::Skipped(skipped) => {
                self.outcome.tally.skipped += skipped.count;
                if self.outcome.skipped.len() < MAX_REASONS {
                    self.outcome.skipped.push(skipped);
                }
                return Ok(ControlFlow::Continue(()));
            }
            ReadResult::Letter(letter) => {
                let offset = self.store.office().regulation.hours.offset;
                self.batch
                    .push(correct_received_date(letter, self.import.at, offset));
            }
            ReadResult::Aside(aside) => self.aside.push(*aside),
        }
        self.found += 1;
        if self.batch.len() + self.aside.len() >= BATCH_LETTERS || self.bytes >= BATCH_BYTES {
            self.flush_batch()?;
        } else if !self.found.is_multiple_of(REPORT_INTERVAL) {
            return Ok(ControlFlow::Continue(()));
        }
        Ok(self.report_progress(progress))
    }

    fn report_progress(
        &mut self,
        progress: &mut dyn FnMut(&Tally) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let flow = progress(&self.outcome.tally);
        self.outcome.stopped = flow.is_break();
        flow
    }

    fn flush_batch(&mut self) -> Result<(), StoreError> {
        self.bytes = 0;
        let (batch, aside) = (
            std::mem::take(&mut self.batch),
            std::mem::take(&mut self.aside),
        );
        let n = (batch.len() + aside.len()) as u64;
        if self.store_error.is_some() {
            self.missing += n;
            return Ok(());
        }
        if let Err(error) = self.store_batch(batch) {
            return self.handle_store_error(error, n);
        }
        self.mark_committed();
        let (n, before) = (aside.len() as u64, self.counted_items());
        if let Err(error) = self.store_aside(aside) {
            return self.handle_store_error(error, n + before - self.counted_items());
        }
        self.mark_committed();
        Ok(())
    }

    /// Remembers the current counts as committed, unless a bulk transaction is still open.
    fn mark_committed(&mut self) {
        if self.bulk.as_ref().is_none_or(|bulk| !bulk.is_open()) {
            let Tally {
                imported,
                already_there,
                set_aside,
                ..
            } = self.outcome.tally;
            self.committed = (imported, already_there, set_aside, self.new_letters.len());
        }
    }

    /// Handles a store error at a batch of `n` items: rolls the counts back to the committed state,
    /// and only counts letters from now on. Where nothing was committed, returns the error.
    fn handle_store_error(&mut self, error: StoreError, n: u64) -> Result<(), StoreError> {
        self.bulk = None;
        let (imported, already_there, set_aside, new) = self.committed;
        if imported == 0 && set_aside == 0 {
            return Err(error);
        }
        let so_far = self.counted_items();
        let tally = &mut self.outcome.tally;
        (tally.imported, tally.already_there, tally.set_aside) =
            (imported, already_there, set_aside);
        self.missing += n + so_far - self.counted_items();
        self.outcome
            .set_aside
            .truncate(usize::try_from(set_aside).unwrap_or(usize::MAX));
        self.new_letters.truncate(new);
        self.store_error = Some(error);
        Ok(())
    }

    /// Writes a batch to the store; in a dry run, only checks which letters are known.
    fn store_batch(&mut self, batch: Vec<IncomingLetter>) -> Result<(), StoreError> {
        if self.import.dry_run {
            for letter in batch {
                let known =
                    self.store.was_received(&letter)? || !self.seen.insert(identity(&letter));
                if !known {
                    self.expected.add(self.store, &letter, &self.import.who)?;
                }
                self.count_letter(known);
            }
        } else if !batch.is_empty() {
            let (who, at) = (&self.import.who, self.import.at);
            let answers = match &mut self.bulk {
                Some(bulk) => bulk.receive(batch, who, at)?,
                None if self.import.past => self.store.receive_past(batch, who, at)?,
                None => self.store.receive(batch, who, at)?,
            };
            for received in answers {
                match received {
                    Received::New(id) => self.new_letters.push(id),
                    Received::AlreadyThere(_) => {}
                }
                self.count_letter(matches!(received, Received::AlreadyThere(_)));
            }
        }
        Ok(())
    }

    /// Returns how many letters and mails were counted so far.
    fn counted_items(&self) -> u64 {
        let Tally {
            imported,
            already_there,
            set_aside,
            ..
        } = self.outcome.tally;
        imported + already_there + set_aside
    }

    /// Sets mails aside. A mail that was set aside before, or made a letter by somebody, counts as
    /// known.
    fn store_aside(&mut self, aside: Vec<QuarantinedMail>) -> Result<(), StoreError> {
        let mut new = Vec::with_capacity(aside.len());
        for mail in aside {
            let print = mail_hash(&mail.raw);
            let letter = self.store.was_received(&mail.letter)?
                || self.seen.contains(&identity(&mail.letter));
            if letter || self.store.is_mail_aside(&print)? || !self.aside_fingerprints.insert(print)
            {
                self.count_letter(true);
                continue;
            }
            self.outcome.tally.set_aside += 1;
            if self.outcome.set_aside.len() < MAX_REASONS {
                let Source { file, row, .. } = mail.letter.source.clone();
                let (class, why) = (mail.class, mail.reason.clone());
                self.outcome.set_aside.push(SetAsideMail {
                    file: file.unwrap_or_default(),
                    row,
                    class,
                    why,
                });
            }
            new.push(mail);
        }
        if self.import.dry_run || new.is_empty() {
            return Ok(());
        }
        let (who, at) = (&self.import.who, self.import.at);
        match &mut self.bulk {
            Some(bulk) => bulk.set_aside(&new, who, at),
            None => self.store.set_mails_aside(&new, who, at),
        }
    }

    fn count_letter(&mut self, known: bool) {
        if known {
            self.outcome.tally.already_there += 1;
        } else {
            self.outcome.tally.imported += 1;
        }
    }
}
