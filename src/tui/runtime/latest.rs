//! A thread that reads beside the desk, on a connection of its own, and answers the latest question alone.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use super::guard::Guard;
use crate::store::{Store, StoreError};
use crate::tui::message::Message;

/// What may be asked on such a thread.
pub trait Question: Send + 'static {
    /// The answer.
    fn answer(&self, store: &mut Store) -> Result<Message, StoreError>;

    /// What is said where there is none.
    fn failed(&self, error: &StoreError) -> Option<Message>;
}

/// The thread at work.
pub struct Handle<Q> {
    tx: Sender<Q>,
    thread: JoinHandle<()>,
}

impl<Q: Question> Handle<Q> {
    /// Starts the thread; the database is opened there, at the first question.
    pub fn start(database: PathBuf, answers: Sender<Message>) -> Handle<Q> {
        let (tx, rx) = channel();
        let thread = std::thread::spawn(move || {
            let _guard = Guard(answers.clone());
            work(&database, &rx, &answers);
        });
        Handle { tx, thread }
    }

    /// Asks. Returns whether it was taken.
    pub fn ask(&self, question: Q) -> bool {
        self.tx.send(question).is_ok()
    }

    /// Waits until the thread has ended.
    pub fn finish(self) {
        drop(self.tx);
        // One that panicked has said so; the program ends either way.
        let _ = self.thread.join();
    }
}

fn work<Q: Question>(database: &Path, questions: &Receiver<Q>, answers: &Sender<Message>) {
    let mut store = None;
    while let Ok(first) = questions.recv() {
        let question = questions.try_iter().last().unwrap_or(first);
        let said = match answer(&mut store, database, &question) {
            Ok(message) => Some(message),
            Err(error) => question.failed(&error),
        };
        if said.is_some_and(|message| answers.send(message).is_err()) {
            return;
        }
    }
}

fn answer<Q: Question>(
    store: &mut Option<Store>,
    database: &Path,
    question: &Q,
) -> Result<Message, StoreError> {
    let store = match store {
        Some(store) => store,
        None => store.insert(Store::open_beside(database)?),
    };
    store.fresh()?;
    store.refresh()?;
    question.answer(store)
}
