//! What ends the program where one of its threads panics.

use std::sync::mpsc::Sender;

use crate::tui::message::Message;

/// Dropped by a panic, it ends the program: the terminal is given back by then, and what is being written is saved.
pub struct Guard(pub Sender<Message>);

impl Drop for Guard {
    fn drop(&mut self) {
        if std::thread::panicking() {
            // Whether anybody still listens is of no matter now.
            let _ = self.0.send(Message::Hangup);
        }
    }
}
