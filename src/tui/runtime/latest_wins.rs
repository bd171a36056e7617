//! A latest-wins worker: a thread with its own connection that answers only the latest question.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use super::guard::PanicGuard;
use crate::store::{Store, StoreError};
use crate::tui::message::Message;

/// A question that a worker answers from the store.
pub(crate) trait ReaderQuestion: Send + 'static {
    /// Answers the question.
    fn answer_from(&self, store: &mut Store) -> Result<Message, StoreError>;

    /// Returns the message for a question that failed, if any.
    fn failure_message(&self, error: &StoreError) -> Option<Message>;
}

/// Handle of a worker thread.
pub(crate) struct LatestWinsThread<Q> {
    tx: Sender<Q>,
    thread: JoinHandle<()>,
}

impl<Q: ReaderQuestion> LatestWinsThread<Q> {
    /// Starts the thread. It opens the database with the first question.
    pub(crate) fn start(database: PathBuf, answers: Sender<Message>) -> LatestWinsThread<Q> {
        let (tx, rx) = channel();
        let thread = std::thread::spawn(move || {
            let _guard = PanicGuard(answers.clone());
            serve_questions(&database, &rx, &answers);
        });
        LatestWinsThread { tx, thread }
    }

    /// Queues a question; it replaces those that are still queued. Returns whether the thread
    /// accepted it.
    pub(crate) fn ask(&self, question: Q) -> bool {
        self.tx.send(question).is_ok()
    }

    /// Joins the thread, after the question that it is answering.
    pub(crate) fn finish(self) {
        drop(self.tx);
        // A panic was already printed by the hook; the program ends either way.
        let _ = self.thread.join();
    }
}

fn serve_questions<Q: ReaderQuestion>(
    database: &Path,
    questions: &Receiver<Q>,
    answers: &Sender<Message>,
) {
    let mut store = None;
    while let Ok(first) = questions.recv() {
        // Questions that queued up meanwhile are outdated, but for the latest.
        let question = questions.try_iter().last().unwrap_or(first);
        let said = match answer_question(&mut store, database, &question) {
            Ok(message) => Some(message),
            Err(error) => question.failure_message(&error),
        };
        if said.is_some_and(|message| answers.send(message).is_err()) {
            return;
        }
    }
}

fn answer_question<Q: ReaderQuestion>(
    store: &mut Option<Store>,
    database: &Path,
    question: &Q,
) -> Result<Message, StoreError> {
    let store = match store {
        Some(store) => store,
        None => store.insert(Store::open_reader(database)?),
    };
    store.reopen_if_writable()?;
    store.refresh()?;
    question.answer_from(store)
}
