//! The search thread: a latest-wins worker with its own connection, which also interrupts the
//! search it is running.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::guard::Guard;
use crate::domain::directory::staff::Staff;
use crate::domain::letter::LetterId;
use crate::domain::letter::summary::PageFrom;
use crate::domain::time::Timestamp;
use crate::store::index::search::{Found, Hit, LOOKS, Search};
use crate::store::{Store, StoreError};
use crate::tui::effect::Asking;
use crate::tui::message::{Hits, Message, Tally};

/// Interval between partial counts.
const EVERY: Duration = Duration::from_millis(100);

/// Number of results when they are sorted by relevance.
const BEST: usize = 200;

/// A page of a search to read.
pub struct Question {
    /// The search request.
    pub asking: Asking,
    /// Cursor of the page.
    pub from: PageFrom,
    /// Maximum number of rows.
    pub limit: usize,
    /// Person who asks, whose access applies.
    pub who: Staff,
    /// Current instant: whether a letter is overdue depends on it.
    pub now: Timestamp,
}

/// Interrupts the SQL query that the thread is running. Set whenever the thread opens the database.
type Interrupt = Arc<Mutex<Option<Box<dyn Fn() + Send + Sync>>>>;

/// Handle of the search thread.
pub struct Handle {
    tx: Sender<(u64, Question)>,
    latest: Arc<AtomicU64>,
    interrupt: Interrupt,
    thread: JoinHandle<()>,
}

impl Handle {
    /// Starts the thread. It opens the database with the first question.
    pub fn start(database: PathBuf, answers: Sender<Message>) -> Handle {
        let (tx, rx) = channel();
        let (latest, interrupt) = (Arc::new(AtomicU64::new(0)), Interrupt::default());
        let mut finder = Finder {
            database,
            store: None,
            latest: latest.clone(),
            interrupt: interrupt.clone(),
            counted: 0,
            answers,
        };
        let thread = std::thread::spawn(move || {
            let _guard = Guard(finder.answers.clone());
            finder.work(&rx);
        });
        Handle {
            tx,
            latest,
            interrupt,
            thread,
        }
    }

    /// Queues a question, and cancels the one before. Returns whether the thread accepted it.
    pub fn ask(&self, question: Question) -> bool {
        let number = self.stop();
        self.tx.send((number, question)).is_ok()
    }

    /// Cancels the current question, and returns the number of the next one. The interrupt comes
    /// before the next question is queued, so that it cannot hit that one.
    pub fn stop(&self) -> u64 {
        let number = self.latest.fetch_add(1, Ordering::Relaxed) + 1;
        let interrupt = self.interrupt.lock();
        if let Some(interrupt) = &*interrupt.unwrap_or_else(PoisonError::into_inner) {
            interrupt();
        }
        number
    }

    /// Cancels the current question, and joins the thread.
    pub fn finish(self) {
        self.stop();
        drop(self.tx);
        // A panic was already printed by the hook; the program ends either way.
        let _ = self.thread.join();
    }
}

struct Finder {
    database: PathBuf,
    store: Option<Store>,
    latest: Arc<AtomicU64>,
    interrupt: Interrupt,
    /// Generation of the search that was counted last: further pages of it are not counted again.
    counted: u64,
    answers: Sender<Message>,
}

impl Finder {
    fn work(&mut self, rx: &Receiver<(u64, Question)>) {
        while let Ok(first) = rx.recv() {
            let (number, question) = rx.try_iter().last().unwrap_or(first);
            let latest = self.latest.clone();
            let wanted = move || latest.load(Ordering::Relaxed) == number;
            let generation = question.asking.generation;
            if let Err(error) = self.answer(&question, &wanted)
                && wanted()
            {
                self.say(Message::NotSearched(generation, error.to_string()));
            }
        }
    }

    fn say(&self, message: Message) {
        // Without a receiver no further question arrives, either.
        let _ = self.answers.send(message);
    }

    fn answer(&mut self, question: &Question, wanted: &dyn Fn() -> bool) -> Result<(), StoreError> {
        let (store, opened) = match self.store.take() {
            Some(store) => (store, false),
            None => (Store::open_beside(&self.database)?, true),
        };
        let store = self.store.insert(store);
        // The handle is that of one connection.
        if store.fresh()? || opened {
            let interrupter = Box::new(store.interrupter());
            *self
                .interrupt
                .lock()
                .unwrap_or_else(PoisonError::into_inner) = Some(interrupter);
        }
        let Question {
            asking,
            from,
            limit,
            who,
            now,
        } = question;
        let search = Search {
            query: &asking.query,
            who,
            now: *now,
            wanted,
        };
        let hits = page(store, search, asking, *from, *limit)?;
        if !wanted() {
            return Ok(());
        }
        self.say(Message::Hits(Box::new(hits)));
        if self.counted == asking.generation {
            return Ok(());
        }
        let tally = |tally| self.say(Message::Tally(asking.generation, tally));
        let Some(store) = &self.store else {
            return Ok(());
        };
        let mut told = Instant::now();
        let count = store.search_count(search, LOOKS, &mut |n| {
            if told.elapsed() >= EVERY {
                told = Instant::now();
                tally(Tally::Counting(n));
            }
        })?;
        if wanted() {
            tally(if count.more {
                Tally::AtLeast(count.n)
            } else {
                Tally::All(count.n)
            });
            self.counted = asking.generation;
        }
        Ok(())
    }
}

/// Reads the page that a list asks for. Its rows are in the order of their keys, newest or best
/// first.
fn page(
    store: &Store,
    search: Search<'_>,
    asking: &Asking,
    from: PageFrom,
    limit: usize,
) -> Result<Hits, StoreError> {
    let generation = asking.generation;
    if asking.best {
        // Results by relevance have no keyset order to page by: all of them are returned as one
        // page.
        let found = store.search_best(search, BEST)?;
        let (rows, excerpts) = rows(found.hits.into_iter().zip(1..));
        return Ok(Hits {
            generation,
            from: PageFrom::Start,
            limit: usize::MAX,
            rows,
            excerpts,
        });
    }
    let mut found = match from {
        PageFrom::Start => store.search(search, None, limit)?,
        PageFrom::After(_, id) => store.search(search, Some(id), limit)?,
        PageFrom::Before(_, id) => store.search_up(search, Some(id), limit)?,
        PageFrom::End => store.search_up(search, None, limit)?,
        PageFrom::At(_, id) => store.search(search, Some(next(id)), limit)?,
        PageFrom::Around(_, id) => {
            let mut found = store.search_up(search, Some(id), limit / 2)?;
            let Found { hits, next } = store.search(search, Some(next(id)), limit - limit / 2)?;
            found.hits.extend(hits);
            Found { next, ..found }
        }
    };
    let (rows, excerpts) = rows(found.hits.drain(..).map(|hit| {
        // Lists sort by ascending key, results by descending id.
        let key = -hit.summary.id.0;
        (hit, key)
    }));
    Ok(Hits {
        generation,
        from,
        limit,
        rows,
        excerpts,
    })
}

/// Returns the cursor whose page begins with this letter: a page holds ids below its cursor.
fn next(id: LetterId) -> LetterId {
    LetterId(id.0.saturating_add(1))
}

type Rows = (
    Vec<crate::domain::letter::summary::Summary>,
    Vec<(LetterId, crate::domain::query::excerpt::Excerpt)>,
);

fn rows(hits: impl Iterator<Item = (Hit, i64)>) -> Rows {
    let (mut rows, mut excerpts) = Rows::default();
    for (
        Hit {
            mut summary,
            excerpt,
        },
        key,
    ) in hits
    {
        summary.key = key;
        excerpts.extend(excerpt.map(|excerpt| (summary.id, excerpt)));
        rows.push(summary);
    }
    (rows, excerpts)
}
