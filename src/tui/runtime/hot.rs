//! What many people write about just now.

use jiff::Timestamp;

use super::latest::Question;
use crate::domain::directory::staff::Staff;
use crate::domain::similarity::recall::Window;
use crate::store::{Store, StoreError};
use crate::tui::message::Message;

/// What is asked: how far back, by whom, when.
pub struct Gather {
    /// How far back.
    pub window: Window,
    /// Who asks.
    pub who: Staff,
    /// When.
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
