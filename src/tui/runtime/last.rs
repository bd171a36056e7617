//! Shutdown: drafts are saved, whatever ends the program.

use std::time::{Duration, Instant};

use super::enter::enter;
use super::{PATIENCE, Runtime, desk};
use crate::domain::office_event::SessionEnd;
use crate::domain::time::Timestamp;
use crate::tui::effect::Effect;
use crate::tui::message::Message;
use crate::tui::update::{not_saved, unsaved};

/// Maximum time for saving drafts at the end. A machine that shuts down kills its processes after
/// 90 seconds.
const LAST: Duration = Duration::from_secs(80);

/// Interval at which a dead store thread is noticed.
const SOON: Duration = Duration::from_millis(200);

impl Runtime {
    /// Retries saving until it succeeds or time runs out: a lock of another process passes.
    pub(super) fn save_at_last(&mut self) {
        let begun = Instant::now();
        // A running import is ahead of the drafts in the queue.
        self.desk.iter().for_each(desk::Handle::stop_import);
        loop {
            while self.pending > 0 && begun.elapsed() < LAST {
                if let Ok(message) = self.rx.recv_timeout(SOON) {
                    self.take(message);
                } else if self.desk.as_ref().is_none_or(desk::Handle::is_gone) {
                    // It panicked: the drafts that were queued are not saved.
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

    /// Handles an effect when the store thread has panicked: drafts are saved over a new
    /// connection, and the program ends.
    pub(super) fn without_desk(&mut self, effect: Effect, now: Timestamp) {
        self.ended = Some(SessionEnd::Failed);
        if matches!(effect, Effect::SaveDraft(..))
            && let Ok((mut desk, _)) = enter(&self.from)
        {
            desk.do_now(effect, now);
        }
    }
}
