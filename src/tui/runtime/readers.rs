//! The reader threads: search, recall and topics, each started with its first question.

use std::path::PathBuf;
use std::sync::mpsc::Sender;

use super::finder;
use super::hot::Gather;
use super::latest::Handle;
use super::recall::Remember;
use crate::domain::directory::staff::Staff;
use crate::domain::letter::LetterId;
use crate::domain::letter::summary::PageFrom;
use crate::domain::similarity::recall::Window;
use crate::domain::time::Timestamp;
use crate::tui::effect::Asking;
use crate::tui::message::Message;

/// Handles of the reader threads. A panic in one of them ends the program.
pub struct Readers {
    database: PathBuf,
    answers: Sender<Message>,
    finder: Option<finder::Handle>,
    recall: Option<Handle<Remember>>,
    topics: Option<Handle<Gather>>,
    /// Whether the current search has not replied yet.
    pub searching: bool,
}

impl Readers {
    /// Creates the handles without starting a thread.
    pub fn new(database: PathBuf, answers: Sender<Message>) -> Readers {
        Readers {
            database,
            answers,
            finder: None,
            recall: None,
            topics: None,
            searching: false,
        }
    }

    /// Starts a search; the one before is cancelled.
    pub fn search(
        &mut self,
        asking: Asking,
        from: PageFrom,
        limit: usize,
        who: &Staff,
        now: Timestamp,
    ) {
        let begin = || finder::Handle::start(self.database.clone(), self.answers.clone());
        let question = finder::Question {
            asking,
            from,
            limit,
            who: who.clone(),
            now,
        };
        self.searching = self.finder.get_or_insert_with(begin).ask(question);
    }

    /// Cancels the search.
    pub fn stop(&mut self) {
        self.searching = false;
        self.finder.iter().for_each(|finder| _ = finder.stop());
    }

    /// Requests similar letters and suggestions for a letter.
    pub fn recall(&mut self, letter: LetterId, version: u32, who: &Staff, now: Timestamp) {
        let begin = || Handle::start(self.database.clone(), self.answers.clone());
        let question = Remember {
            letter,
            version,
            who: who.clone(),
            now,
        };
        self.recall.get_or_insert_with(begin).ask(question);
    }

    /// Requests the frequent topics.
    pub fn gather(&mut self, window: Window, who: &Staff, now: Timestamp) {
        let begin = || Handle::start(self.database.clone(), self.answers.clone());
        self.topics.get_or_insert_with(begin).ask(Gather {
            window,
            who: who.clone(),
            now,
        });
    }

    /// Joins all threads.
    pub fn finish(self) {
        if let Some(finder) = self.finder {
            finder.finish();
        }
        if let Some(recall) = self.recall {
            recall.finish();
        }
        if let Some(topics) = self.topics {
            topics.finish();
        }
    }
}
