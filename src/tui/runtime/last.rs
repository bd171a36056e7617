//! The end of the program: what is being written is saved, whatever ends it.

use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::enter::enter;
use super::{PATIENCE, Runtime, desk};
use crate::domain::office_event::SessionEnd;
use crate::tui::effect::Effect;
use crate::tui::message::Message;
use crate::tui::update::{not_saved, unsaved};

/// So long what is being written is tried to be saved when the program ends. A machine that is shut down kills after 90 seconds.
const LAST: Duration = Duration::from_secs(80);

/// How soon it is seen that nobody answers any more.
const SOON: Duration = Duration::from_millis(200);

impl Runtime {
    /// What is not saved when the program ends is tried again: the lock of another passes.
    pub(super) fn save_at_last(&mut self) {
        let begun = Instant::now();
        // An import that is under way is before it in the queue.
        self.desk.iter().for_each(desk::Handle::stop_import);
        loop {
            while self.pending > 0 && begun.elapsed() < LAST {
                if let Ok(message) = self.rx.recv_timeout(SOON) {
                    self.take(message);
                } else if self.desk.as_ref().is_none_or(desk::Handle::is_gone) {
                    // It panicked, and what was handed over to it is not saved.
                    self.pending = 0;
                    not_saved(&mut self.screen);
                }
            }
            if !unsaved(&self.screen) || begun.elapsed() >= LAST {
                return;
            }
            std::thread::sleep(PATIENCE);
            self.take(Message::Autosave);
            if self.pending == 0 {
                return;
            }
        }
    }

    /// The desk is gone (it panicked): what is being written is saved by a connection of its own, and the program ends.
    pub(super) fn without_desk(&mut self, effect: Effect, now: Timestamp) {
        self.ended = Some(SessionEnd::Failed);
        if matches!(effect, Effect::SaveDraft(..))
            && let Ok((mut desk, _)) = enter(&self.from)
        {
            desk.do_now(effect, now);
        }
    }
}
