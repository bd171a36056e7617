//! The finder: searches on a thread and a connection of its own; it answers the latest question, and gives up the one before.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, OnceLock};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::guard::Guard;
use crate::domain::directory::staff::Staff;
use crate::domain::letter::LetterId;
use crate::domain::letter::summary::PageFrom;
use crate::store::index::search::{Found, Hit, LOOKS, Search};
use crate::store::{Store, StoreError};
use crate::tui::effect::Asking;
use crate::tui::message::{Hits, Message, Tally};

/// How often one is told how far the count is.
const EVERY: Duration = Duration::from_millis(100);

/// So many are shown where the best come first.
const BEST: usize = 200;

/// What is asked, and by whom.
pub struct Question {
    /// The search.
    pub asking: Asking,
    /// From where the page is read.
    pub from: PageFrom,
    /// At most how many.
    pub limit: usize,
    /// Who asks.
    pub who: Staff,
    /// When.
    pub now: Timestamp,
}

/// What ends the reading that the finder is at.
type Interrupt = Arc<OnceLock<Box<dyn Fn() + Send + Sync>>>;

/// The finder at work on its own thread.
pub struct Handle {
    tx: Sender<(u64, Question)>,
    latest: Arc<AtomicU64>,
    interrupt: Interrupt,
    thread: JoinHandle<()>,
}

impl Handle {
    /// Starts the thread; the database is opened there, at the first question.
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

    /// Asks, and gives up what was asked before. Returns whether the finder took it.
    pub fn ask(&self, question: Question) -> bool {
        let number = self.stop();
        self.tx.send((number, question)).is_ok()
    }

    /// Gives up what was asked. The reading is ended before the next question is handed over, so that it cannot be that one's.
    pub fn stop(&self) -> u64 {
        let number = self.latest.fetch_add(1, Ordering::Relaxed) + 1;
        if let Some(interrupt) = self.interrupt.get() {
            interrupt();
        }
        number
    }

    /// Gives up, and waits until the thread has ended.
    pub fn finish(self) {
        self.stop();
        drop(self.tx);
        // A finder that panicked has said so; the program ends either way.
        let _ = self.thread.join();
    }
}

struct Finder {
    database: PathBuf,
    store: Option<Store>,
    latest: Arc<AtomicU64>,
    interrupt: Interrupt,
    /// The search that was counted last.
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
        // Whether anybody still listens is of no matter: then no question comes, either.
        let _ = self.answers.send(message);
    }

    fn answer(&mut self, question: &Question, wanted: &dyn Fn() -> bool) -> Result<(), StoreError> {
        let store = match self.store.take() {
            Some(store) => store,
            None => {
                let store = Store::open_beside(&self.database)?;
                // Opened anew only where it was not opened before.
                let _ = self.interrupt.set(Box::new(store.interrupter()));
                store
            }
        };
        let store = self.store.insert(store);
        store.fresh()?;
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

/// The page that a list asks for. Its rows are in the order of their keys, the newest or the best first.
fn page(
    store: &Store,
    search: Search<'_>,
    asking: &Asking,
    from: PageFrom,
    limit: usize,
) -> Result<Hits, StoreError> {
    let generation = asking.generation;
    if asking.best {
        // All of it at once, whatever is asked.
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
