//! Gathers frequent topics on a reader thread.

use crate::domain::directory::staff::Staff;
use crate::domain::similarity::recall::TopicWindow;
use crate::domain::time::Timestamp;
use crate::store::{Store, StoreError};
use crate::tui::message::Message;
use crate::tui::message::ReadReply;
use crate::tui::runtime::latest_wins::ReaderQuestion;

/// Request for the topics that many people write about.
pub(crate) struct TopicsQuestion {
    /// Time window, and the minimum number of writers of a topic.
    pub window: TopicWindow,
    /// Person who asks, whose access applies.
    pub who: Staff,
    /// Current instant, the end of the time window.
    pub now: Timestamp,
}

impl ReaderQuestion for TopicsQuestion {
    fn answer_from(&self, store: &mut Store) -> Result<Message, StoreError> {
        Ok(Message::Read(ReadReply::Topics(
            self.window,
            Ok(store.hot_topics(&self.who, self.now, self.window)?),
        )))
    }

    fn failure_message(&self, error: &StoreError) -> Option<Message> {
        Some(Message::Read(ReadReply::Topics(
            self.window,
            Err(error.to_string()),
        )))
    }
}
