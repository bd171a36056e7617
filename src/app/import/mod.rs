//! Imports letters: a reader thread parses the files, this thread writes them to the store in
//! batches, one transaction each.

mod believed;
mod outcome;
pub(crate) mod read_ahead;
mod reading;
pub(crate) mod tally;

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::Duration;

use crate::app::import::read_ahead::{Room, weight};
pub use crate::app::import::tally::Tally;
use crate::domain::letter::LetterId;
use crate::domain::letter::aside::QuarantinedMail;
use crate::domain::letter::incoming::{IncomingLetter, Source};
use crate::i18n::{language, with_language};
use crate::intake::sandbox::{Reader, Reading};
use crate::intake::{Found, Rejection, sources};
use crate::store::change::aside::print;
use crate::store::change::bulk::Bulk;
use crate::store::change::receive::{Received, identity};
use crate::store::letters::repeats::Expected;
use crate::store::{Store, StoreError};
pub use believed::believable;
pub use outcome::{Apart, Import, NotDelivered, Outcome};
use reading::{Ahead, Closing, read_all};

/// Letters per transaction, and bytes of attachments per transaction.
const BATCH: usize = 500;
const BATCH_BYTES: usize = 32 << 20;

/// How many items the reader may be ahead.
const AHEAD: usize = 500;

/// From this total size of the files, in bytes, letters are written by the bulk writer.
const LARGE: u64 = 8 << 20;

/// Progress is reported after this many items.
const REPORT: usize = 50;

/// The caller is asked this often whether to go on while nothing is found.
const ASK: Duration = Duration::from_millis(250);

/// How many rejections are stored with their reasons; further ones are only counted.
const REASONS: usize = 10_000;

struct Delivery<'a> {
    store: &'a mut Store,
    import: &'a Import,
    outcome: Outcome,
    batch: Vec<IncomingLetter>,
    aside: Vec<QuarantinedMail>,
    bytes: usize,
    found: usize,
    seen: HashSet<String>,
    apart: HashSet<[u8; 32]>,
    new: Vec<LetterId>,
    expected: Expected,
    bulk: Option<Bulk>,
    /// The committed state: counts of new letters, known letters and mails set aside, and the
    /// length of `new`.
    kept: (u64, u64, u64, usize),
    /// The store's error, after which nothing more is written; `left` counts the letters that are
    /// missing.
    broken: Option<StoreError>,
    left: u64,
}

/// Imports files. `progress` is called after every batch and may stop the import; what was
/// committed until then stays. If the store fails after the first commit, the rest is read and only
/// counted: importing the same files again adds it.
pub fn deliver(
    store: &mut Store,
    import: &Import,
    progress: &mut dyn FnMut(&Tally) -> ControlFlow<()>,
) -> Result<Outcome, NotDelivered> {
    let (files, rejected) = sources(&import.paths, &store.guard());
    let offset = store.office().regulation.hours.offset;
    let mut delivery = Delivery {
        store,
        import,
        outcome: Outcome {
            dry: import.dry,
            ..Outcome::default()
        },
        batch: Vec::new(),
        aside: Vec::new(),
        bytes: 0,
        found: 0,
        seen: HashSet::new(),
        apart: HashSet::new(),
        new: Vec::new(),
        expected: Expected::default(),
        bulk: None,
        kept: (0, 0, 0, 0),
        broken: None,
        left: 0,
    };
    for rejection in rejected {
        delivery.reject(rejection);
    }
    delivery.outcome.tally.total_bytes = files.iter().map(|file| file.bytes).sum();
    if delivery.outcome.tally.total_bytes >= LARGE && !import.dry {
        delivery.store.refresh()?;
        delivery.bulk = Some(Bulk::begin(delivery.store, &import.who)?);
    }
    let room = Room::default();
    let reading = Reading::new(Reader::in_force(), &delivery.store.guard());
    let stop = reading.stop();
    std::thread::scope(|scope| {
        let (next, read) = sync_channel(AHEAD);
        let (files, ahead, lang) = (&files, Ahead { next, room: &room }, language());
        scope
            .spawn(move || with_language(lang, || read_all(files, import, offset, reading, ahead)));
        // Moved into the closure, so that an error drops it and stops the reader.
        let read = Closing {
            read,
            room: &room,
            stop,
        };
        loop {
            let flow = match read.read.recv_timeout(ASK) {
                Ok((found, done_bytes)) => {
                    room.free(weight(&found));
                    delivery.outcome.tally.done_bytes = done_bytes;
                    delivery.take(found, progress)?
                }
                Err(RecvTimeoutError::Timeout) => delivery.go_on(progress),
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
    delivery.flush()?;
    if let Some(mut bulk) = delivery.bulk.take() {
        let committed = bulk.commit();
        drop(bulk);
        match committed {
            Err(error) => delivery.broke(error, 0)?,
            // An error does no harm: every letter is committed, and the token counts are updated
            // when more letters come.
            Ok(()) => _ = delivery.store.after_bulk(),
        }
    }
    let repeats = match import.dry {
        true => Ok(delivery.expected.repeats()),
        false => delivery.store.repeats(&delivery.new, &import.who),
    };
    match delivery.broken {
        None => Ok(Outcome {
            repeats: repeats?,
            ..delivery.outcome
        }),
        Some(error) => {
            let outcome = Outcome {
                repeats: repeats.unwrap_or_default(),
                ..delivery.outcome
            };
            Err(NotDelivered::Partly(
                Box::new(outcome),
                delivery.left,
                Box::new(error),
            ))
        }
    }
}

impl Delivery<'_> {
    fn reject(&mut self, rejection: Rejection) {
        self.outcome.tally.rejected += 1;
        if self.outcome.rejections.len() < REASONS {
            self.outcome.rejections.push(rejection);
        }
    }

    fn take(
        &mut self,
        found: Found,
        progress: &mut dyn FnMut(&Tally) -> ControlFlow<()>,
    ) -> Result<ControlFlow<()>, StoreError> {
        self.bytes += weight(&found);
        match found {
            Found::Rejected(rejection) => self.reject(rejection),
            Found::Skipped(skipped) => {
                self.outcome.tally.skipped += skipped.count;
                if self.outcome.skipped.len() < REASONS {
                    self.outcome.skipped.push(skipped);
                }
                return Ok(ControlFlow::Continue(()));
            }
            Found::Letter(letter) => {
                let offset = self.store.office().regulation.hours.offset;
                self.batch.push(believable(letter, self.import.at, offset));
            }
            Found::Aside(aside) => self.aside.push(*aside),
        }
        self.found += 1;
        if self.batch.len() + self.aside.len() >= BATCH || self.bytes >= BATCH_BYTES {
            self.flush()?;
        } else if !self.found.is_multiple_of(REPORT) {
            return Ok(ControlFlow::Continue(()));
        }
        Ok(self.go_on(progress))
    }

    fn go_on(&mut self, progress: &mut dyn FnMut(&Tally) -> ControlFlow<()>) -> ControlFlow<()> {
        let flow = progress(&self.outcome.tally);
        self.outcome.stopped = flow.is_break();
        flow
    }

    fn flush(&mut self) -> Result<(), StoreError> {
        self.bytes = 0;
        let (batch, aside) = (
            std::mem::take(&mut self.batch),
            std::mem::take(&mut self.aside),
        );
        let n = (batch.len() + aside.len()) as u64;
        if self.broken.is_some() {
            self.left += n;
            return Ok(());
        }
        if let Err(error) = self.put(batch) {
            return self.broke(error, n);
        }
        self.settle();
        let (n, before) = (aside.len() as u64, self.so_far());
        if let Err(error) = self.put_aside(aside) {
            return self.broke(error, n + before - self.so_far());
        }
        self.settle();
        Ok(())
    }

    /// Remembers the current counts as committed, unless a bulk transaction is still open.
    fn settle(&mut self) {
        if self.bulk.as_ref().is_none_or(|bulk| !bulk.is_open()) {
            let Tally {
                imported,
                already_there,
                set_aside,
                ..
            } = self.outcome.tally;
            self.kept = (imported, already_there, set_aside, self.new.len());
        }
    }

    /// Handles a store error at a batch of `n` items: rolls the counts back to the committed state,
    /// and only counts letters from now on. Where nothing was committed, returns the error.
    fn broke(&mut self, error: StoreError, n: u64) -> Result<(), StoreError> {
        self.bulk = None;
        let (imported, already_there, set_aside, new) = self.kept;
        if imported == 0 && set_aside == 0 {
            return Err(error);
        }
        let so_far = self.so_far();
        let tally = &mut self.outcome.tally;
        (tally.imported, tally.already_there, tally.set_aside) =
            (imported, already_there, set_aside);
        self.left += n + so_far - self.so_far();
        self.outcome
            .set_aside
            .truncate(usize::try_from(set_aside).unwrap_or(usize::MAX));
        self.new.truncate(new);
        self.broken = Some(error);
        Ok(())
    }

    /// Writes a batch to the store; in a dry run, only checks which letters are known.
    fn put(&mut self, batch: Vec<IncomingLetter>) -> Result<(), StoreError> {
        if self.import.dry {
            for letter in batch {
                let known = self.store.is_there(&letter)? || !self.seen.insert(identity(&letter));
                if !known {
                    self.expected.add(self.store, &letter, &self.import.who)?;
                }
                self.count(known);
            }
        } else if !batch.is_empty() {
            let (who, at) = (&self.import.who, self.import.at);
            let answers = match &mut self.bulk {
                Some(bulk) => bulk.receive(batch, who, at)?,
                None => self.store.receive(batch, who, at)?,
            };
            for received in answers {
                match received {
                    Received::New(id) => self.new.push(id),
                    Received::AlreadyThere(_) => {}
                }
                self.count(matches!(received, Received::AlreadyThere(_)));
            }
        }
        Ok(())
    }

    /// Returns how many letters and mails were counted so far.
    fn so_far(&self) -> u64 {
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
    fn put_aside(&mut self, aside: Vec<QuarantinedMail>) -> Result<(), StoreError> {
        let mut new = Vec::with_capacity(aside.len());
        for mail in aside {
            let print = print(&mail.raw);
            let letter =
                self.store.is_there(&mail.letter)? || self.seen.contains(&identity(&mail.letter));
            if letter || self.store.is_aside(&print)? || !self.apart.insert(print) {
                self.count(true);
                continue;
            }
            self.outcome.tally.set_aside += 1;
            if self.outcome.set_aside.len() < REASONS {
                let Source { file, row, .. } = mail.letter.source.clone();
                let (class, why) = (mail.class, mail.reason.clone());
                self.outcome.set_aside.push(Apart {
                    file: file.unwrap_or_default(),
                    row,
                    class,
                    why,
                });
            }
            new.push(mail);
        }
        if self.import.dry || new.is_empty() {
            return Ok(());
        }
        let (who, at) = (&self.import.who, self.import.at);
        match &mut self.bulk {
            Some(bulk) => bulk.set_aside(&new, who, at),
            None => self.store.set_aside(&new, who, at),
        }
    }

    fn count(&mut self, known: bool) {
        if known {
            self.outcome.tally.already_there += 1;
        } else {
            self.outcome.tally.imported += 1;
        }
    }
}
