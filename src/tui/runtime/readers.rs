//! The threads that read beside the desk: the finder, the memory and the gathering of topics, each begun with its first question.

use std::path::PathBuf;
use std::sync::mpsc::Sender;

use jiff::Timestamp;

use super::finder;
use super::hot::Gather;
use super::latest::Handle;
use super::recall::Remember;
use crate::domain::directory::staff::Staff;
use crate::domain::letter::LetterId;
use crate::domain::letter::summary::PageFrom;
use crate::domain::similarity::recall::Window;
use crate::tui::effect::Asking;
use crate::tui::message::Message;

/// The threads; one that panics ends the program, as every other does.
pub struct Readers {
    database: PathBuf,
    answers: Sender<Message>,
    finder: Option<finder::Handle>,
    recall: Option<Handle<Remember>>,
    topics: Option<Handle<Gather>>,
    /// Whether the finder has not answered yet.
    pub searching: bool,
}

impl Readers {
    /// None has begun.
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

    /// Hands a search to the finder.
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

    /// Gives up what is searched for.
    pub fn stop(&mut self) {
        self.searching = false;
        self.finder.iter().for_each(|finder| _ = finder.stop());
    }

    /// Asks what is remembered beside a letter.
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

    /// Asks what many people write about; somebody waits for the answer.
    pub fn gather(&mut self, window: Window, who: &Staff, now: Timestamp) {
        let begin = || Handle::start(self.database.clone(), self.answers.clone());
        self.topics.get_or_insert_with(begin).ask(Gather {
            window,
            who: who.clone(),
            now,
        });
    }

    /// Waits until the threads have ended.
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
