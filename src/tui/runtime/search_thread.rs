//! The search thread: a latest-wins worker with its own connection, which also interrupts the
//! search it is running.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::guard::PanicGuard;
use crate::domain::directory::staff::Staff;
use crate::domain::letter::LetterId;
use crate::domain::letter::summary::PageCursor;
use crate::domain::time::Timestamp;
use crate::store::index::search::{Hit, MAX_LOOKS, SearchPage, TextSearch};
use crate::store::{Store, StoreError};
use crate::tui::effect::SearchRequest;
use crate::tui::message::ReadReply;
use crate::tui::message::{Message, ResultsPage};
use crate::tui::state::search::HitCount;

/// Interval between partial counts.
const COUNT_INTERVAL: Duration = Duration::from_millis(100);

/// Number of results when they are sorted by relevance.
const BEST_LIMIT: usize = 200;

/// A page of a search to read.
pub struct SearchQuestion {
    /// The search request.
    pub asking: SearchRequest,
    /// Cursor of the page.
    pub from: PageCursor,
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
pub struct SearchThread {
    tx: Sender<(u64, SearchQuestion)>,
    latest: Arc<AtomicU64>,
    interrupt: Interrupt,
    thread: JoinHandle<()>,
}

impl SearchThread {
    /// Starts the thread. It opens the database with the first question.
    pub fn start(database: PathBuf, answers: Sender<Message>) -> SearchThread {
        let (tx, rx) = channel();
        let (latest, interrupt) = (Arc::new(AtomicU64::new(0)), Interrupt::default());
        let mut finder = SearchWorker {
            database,
            store: None,
            latest: latest.clone(),
            interrupt: interrupt.clone(),
            counted_generation: 0,
            answers,
        };
        let thread = std::thread::spawn(move || {
            let _guard = PanicGuard(finder.answers.clone());
            finder.serve_questions(&rx);
        });
        SearchThread {
            tx,
            latest,
            interrupt,
            thread,
        }
    }

    /// Queues a question, and cancels the one before. Returns whether the thread accepted it.
    pub fn ask(&self, question: SearchQuestion) -> bool {
        let number = self.cancel();
        self.tx.send((number, question)).is_ok()
    }

    /// Cancels the current question, and returns the number of the next one. The interrupt comes
    /// before the next question is queued, so that it cannot hit that one.
    pub fn cancel(&self) -> u64 {
        let number = self.latest.fetch_add(1, Ordering::Relaxed) + 1;
        let interrupt = self.interrupt.lock();
        if let Some(interrupt) = &*interrupt.unwrap_or_else(PoisonError::into_inner) {
            interrupt();
        }
        number
    }

    /// Cancels the current question, and joins the thread.
    pub fn finish(self) {
        self.cancel();
        drop(self.tx);
        // A panic was already printed by the hook; the program ends either way.
        let _ = self.thread.join();
    }
}

struct SearchWorker {
    database: PathBuf,
    store: Option<Store>,
    latest: Arc<AtomicU64>,
    interrupt: Interrupt,
    /// Generation of the search that was counted last: further pages of it are not counted again.
    counted_generation: u64,
    answers: Sender<Message>,
}

impl SearchWorker {
    fn serve_questions(&mut self, rx: &Receiver<(u64, SearchQuestion)>) {
        while let Ok(first) = rx.recv() {
            let (number, question) = rx.try_iter().last().unwrap_or(first);
            let latest = self.latest.clone();
            let wanted = move || latest.load(Ordering::Relaxed) == number;
            let generation = question.asking.generation;
            if let Err(error) = self.answer_question(&question, &wanted)
                && wanted()
            {
                self.send_message(Message::Read(ReadReply::NotSearched(
                    generation,
                    error.to_string(),
                )));
            }
        }
    }

    fn send_message(&self, message: Message) {
        // Without a receiver no further question arrives, either.
        let _ = self.answers.send(message);
    }

    fn answer_question(
        &mut self,
        question: &SearchQuestion,
        wanted: &dyn Fn() -> bool,
    ) -> Result<(), StoreError> {
        let (store, opened) = match self.store.take() {
            Some(store) => (store, false),
            None => (Store::open_reader(&self.database)?, true),
        };
        let store = self.store.insert(store);
        // The handle is that of one connection.
        if store.reopen_if_writable()? || opened {
            let interrupter = Box::new(store.interrupter());
            *self
                .interrupt
                .lock()
                .unwrap_or_else(PoisonError::into_inner) = Some(interrupter);
        }
        let SearchQuestion {
            asking,
            from,
            limit,
            who,
            now,
        } = question;
        let search = TextSearch {
            query: &asking.query,
            who,
            now: *now,
            wanted,
        };
        let hits = read_page(store, search, asking, *from, *limit)?;
        if !wanted() {
            return Ok(());
        }
        self.send_message(Message::Read(ReadReply::Hits(Box::new(hits))));
        if self.counted_generation == asking.generation {
            return Ok(());
        }
        let tally =
            |tally| self.send_message(Message::Read(ReadReply::Tally(asking.generation, tally)));
        let Some(store) = &self.store else {
            return Ok(());
        };
        let mut told = Instant::now();
        let count = store.search_count(search, MAX_LOOKS, &mut |n| {
            if told.elapsed() >= COUNT_INTERVAL {
                told = Instant::now();
                tally(HitCount::Counting(n));
            }
        })?;
        if wanted() {
            tally(if count.more {
                HitCount::AtLeast(count.n)
            } else {
                HitCount::Exact(count.n)
            });
            self.counted_generation = asking.generation;
        }
        Ok(())
    }
}

/// Reads the page that a list asks for. Its rows are in the order of their keys, newest or best
/// first.
fn read_page(
    store: &Store,
    search: TextSearch<'_>,
    asking: &SearchRequest,
    from: PageCursor,
    limit: usize,
) -> Result<ResultsPage, StoreError> {
    let generation = asking.generation;
    if asking.best_first {
        // Results by relevance have no keyset order to page by: all of them are returned as one
        // page.
        let found = store.search_best(search, BEST_LIMIT)?;
        let (rows, excerpts) = collect_rows(found.hits.into_iter().zip(1..));
        return Ok(ResultsPage {
            generation,
            from: PageCursor::Start,
            limit: usize::MAX,
            rows,
            excerpts,
        });
    }
    let mut found = match from {
        PageCursor::Start => store.search(search, None, limit)?,
        PageCursor::After(_, id) => store.search(search, Some(id), limit)?,
        PageCursor::Before(_, id) => store.search_up(search, Some(id), limit)?,
        PageCursor::End => store.search_up(search, None, limit)?,
        PageCursor::At(_, id) => store.search(search, Some(cursor_including(id)), limit)?,
        PageCursor::Around(_, id) => {
            let mut found = store.search_up(search, Some(id), limit / 2)?;
            let SearchPage { hits, next } =
                store.search(search, Some(cursor_including(id)), limit - limit / 2)?;
            found.hits.extend(hits);
            SearchPage { next, ..found }
        }
    };
    let (rows, excerpts) = collect_rows(found.hits.drain(..).map(|hit| {
        // Lists sort by ascending key, results by descending id.
        let key = -hit.summary.id.0;
        (hit, key)
    }));
    Ok(ResultsPage {
        generation,
        from,
        limit,
        rows,
        excerpts,
    })
}

/// Returns the cursor whose page begins with this letter: a page holds ids below its cursor.
fn cursor_including(id: LetterId) -> LetterId {
    LetterId(id.0.saturating_add(1))
}

type RowsWithExcerpts = (
    Vec<crate::domain::letter::summary::Summary>,
    Vec<(LetterId, crate::domain::query::excerpt::Excerpt)>,
);

fn collect_rows(hits: impl Iterator<Item = (Hit, i64)>) -> RowsWithExcerpts {
    let (mut rows, mut excerpts) = RowsWithExcerpts::default();
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
