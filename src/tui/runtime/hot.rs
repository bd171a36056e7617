//! Gathers frequent topics on a reader thread.

use super::latest::Question;
use crate::domain::directory::staff::Staff;
use crate::domain::similarity::recall::Window;
use crate::domain::time::Timestamp;
use crate::store::{Store, StoreError};
use crate::tui::message::Message;

/// Request for the topics that many people write about.
pub struct Gather {
    /// Time window, and the minimum number of writers of a topic.
    pub window: Window,
    /// Person who asks, whose access applies.
    pub who: Staff,
    /// Current instant, the end of the time window.
    pub now: Timestamp,
}

impl Question for Gather {
    fn answer(&self, store: &mut Store) -> Result<Message, StoreError> {
        Ok(Message::Topics(
            self.window,
            Ok(store.hot(&self.who, self.now, self.window)?),
        ))
    }

    fn failed(&self, error: &StoreError) -> Option<Message> {
        Some(Message::Topics(self.window, Err(error.to_string())))
    }
}
