//! The reader threads: search, recall and topics, each started with its first question.

use std::path::PathBuf;
use std::sync::mpsc::Sender;

use super::recall::RecallQuestion;
use crate::domain::directory::staff::Staff;
use crate::domain::letter::LetterId;
use crate::domain::letter::summary::PageCursor;
use crate::domain::similarity::recall::TopicWindow;
use crate::domain::time::Timestamp;
use crate::tui::effect::SearchRequest;
use crate::tui::message::Message;
use crate::tui::runtime::latest_wins::LatestWinsThread;
use crate::tui::runtime::search_thread;
use crate::tui::runtime::topics::TopicsQuestion;

/// Handles of the reader threads. A panic in one of them ends the program.
pub(crate) struct ReaderThreads {
    database: PathBuf,
    answers: Sender<Message>,
    search: Option<search_thread::SearchThread>,
    recall: Option<LatestWinsThread<RecallQuestion>>,
    topics: Option<LatestWinsThread<TopicsQuestion>>,
    /// Whether the current search has not replied yet.
    pub searching: bool,
}

impl ReaderThreads {
    /// Creates the handles without starting a thread.
    pub(crate) fn new(database: PathBuf, answers: Sender<Message>) -> ReaderThreads {
        ReaderThreads {
            database,
            answers,
            search: None,
            recall: None,
            topics: None,
            searching: false,
        }
    }

    /// Starts a search; the one before is cancelled.
    pub(crate) fn start_search(
        &mut self,
        asking: SearchRequest,
        from: PageCursor,
        limit: usize,
        who: &Staff,
        now: Timestamp,
    ) {
        let begin =
            || search_thread::SearchThread::start(self.database.clone(), self.answers.clone());
        let question = search_thread::SearchQuestion {
            asking,
            from,
            limit,
            who: who.clone(),
            now,
        };
        self.searching = self.search.get_or_insert_with(begin).ask(question);
    }

    /// Cancels the search.
    pub(crate) fn cancel_search(&mut self) {
        self.searching = false;
        self.search.iter().for_each(|finder| _ = finder.cancel());
    }

    /// Requests similar letters and suggestions for a letter.
    pub(crate) fn request_recall(
        &mut self,
        letter: LetterId,
        version: u32,
        who: &Staff,
        now: Timestamp,
    ) {
        let begin = || LatestWinsThread::start(self.database.clone(), self.answers.clone());
        let question = RecallQuestion {
            letter,
            version,
            who: who.clone(),
            now,
        };
        self.recall.get_or_insert_with(begin).ask(question);
    }

    /// Requests the frequent topics.
    pub(crate) fn request_topics(&mut self, window: TopicWindow, who: &Staff, now: Timestamp) {
        let begin = || LatestWinsThread::start(self.database.clone(), self.answers.clone());
        self.topics.get_or_insert_with(begin).ask(TopicsQuestion {
            window,
            who: who.clone(),
            now,
        });
    }

    /// Joins all threads.
    pub(crate) fn finish(self) {
        if let Some(finder) = self.search {
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
