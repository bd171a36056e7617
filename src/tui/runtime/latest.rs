//! A latest-wins worker: a thread with its own connection that answers only the latest question.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use super::guard::Guard;
use crate::store::{Store, StoreError};
use crate::tui::message::Message;

/// A question that a worker answers from the store.
pub trait Question: Send + 'static {
    /// Answers the question.
    fn answer(&self, store: &mut Store) -> Result<Message, StoreError>;

    /// Returns the message for a question that failed, if any.
    fn failed(&self, error: &StoreError) -> Option<Message>;
}

/// Handle of a worker thread.
pub struct Handle<Q> {
    tx: Sender<Q>,
    thread: JoinHandle<()>,
}

impl<Q: Question> Handle<Q> {
    /// Starts the thread. It opens the database with the first question.
    pub fn start(database: PathBuf, answers: Sender<Message>) -> Handle<Q> {
        let (tx, rx) = channel();
        let thread = std::thread::spawn(move || {
            let _guard = Guard(answers.clone());
            work(&database, &rx, &answers);
        });
        Handle { tx, thread }
    }

    /// Queues a question; it replaces those that are still queued. Returns whether the thread
    /// accepted it.
    pub fn ask(&self, question: Q) -> bool {
        self.tx.send(question).is_ok()
    }

    /// Joins the thread, after the question that it is answering.
    pub fn finish(self) {
        drop(self.tx);
        // A panic was already printed by the hook; the program ends either way.
        let _ = self.thread.join();
    }
}

fn work<Q: Question>(database: &Path, questions: &Receiver<Q>, answers: &Sender<Message>) {
    let mut store = None;
    while let Ok(first) = questions.recv() {
        // Questions that queued up meanwhile are outdated, but for the latest.
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
