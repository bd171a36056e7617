//! Ends the program when one of its threads panics.

use std::sync::mpsc::Sender;

use crate::tui::message::Message;
use crate::tui::message::ScreenEvent;

/// Sends a hangup when it is dropped by a panic. The panic hook has restored the terminal by then;
/// drafts are saved.
pub(super) struct PanicGuard(pub Sender<Message>);

impl Drop for PanicGuard {
    fn drop(&mut self) {
        if std::thread::panicking() {
            // A missing receiver means that the program is ending anyway.
            let _ = self.0.send(Message::Terminal(ScreenEvent::Hangup));
        }
    }
}
