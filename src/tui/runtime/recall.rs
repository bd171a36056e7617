//! What is remembered beside the letter that is read: on a thread and a connection of its own, for the latest letter alone.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use jiff::Timestamp;

use crate::domain::letter::LetterId;
use crate::domain::recall::Recall;
use crate::domain::staff::Staff;
use crate::domain::summary::Sight;
use crate::store::{Store, StoreError};
use crate::tui::message::Message;

/// What is asked: about which letter at which version, by whom, when.
pub struct Question {
    /// The letter.
    pub letter: LetterId,
    /// Its version.
    pub version: u32,
    /// Who asks.
    pub who: Staff,
    /// When.
    pub now: Timestamp,
}

/// The memory at work on its own thread.
pub struct Handle {
    tx: Sender<Question>,
    thread: JoinHandle<()>,
}

impl Handle {
    /// Starts the thread; the database is opened there, at the first question.
    pub fn start(database: PathBuf, answers: Sender<Message>) -> Handle {
        let (tx, rx) = channel();
        let thread = std::thread::spawn(move || work(&database, &rx, &answers));
        Handle { tx, thread }
    }

    /// Asks. Returns whether it was taken.
    pub fn ask(&self, question: Question) -> bool {
        self.tx.send(question).is_ok()
    }

    /// Waits until the thread has ended.
    pub fn finish(self) {
        drop(self.tx);
        // One that panicked has said so; the program ends either way.
        let _ = self.thread.join();
    }
}

fn work(database: &PathBuf, questions: &Receiver<Question>, answers: &Sender<Message>) {
    let mut store = None;
    while let Ok(first) = questions.recv() {
        let question = questions.try_iter().last().unwrap_or(first);
        // What cannot be remembered is not shown: the letter is there without it, and its own reading has said what is wrong.
        if let Ok(recall) = answer(&mut store, database, &question)
            && answers.send(Message::Recalled(Box::new(recall))).is_err()
        {
            return;
        }
    }
}

fn answer(store: &mut Option<Store>, database: &PathBuf, question: &Question) -> Result<Recall, StoreError> {
    let store = match store {
        Some(store) => store,
        None => store.insert(Store::open_beside(database)?),
    };
    store.refresh()?;
    let Question { letter, version, who, now } = question;
    let similar = store.similar(*letter, who)?;
    let advice = store.suggest(*letter, who, *now)?;
    let rows = store.summaries(&advice.named(), &Sight::of(who))?;
    Ok(Recall { letter: *letter, version: *version, similar, advice, rows })
}
