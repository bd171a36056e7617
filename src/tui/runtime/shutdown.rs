//! Shutdown: drafts are saved, whatever ends the program.

use std::time::{Duration, Instant};

use super::{FRAME_DELAY, Runtime};
use crate::domain::office_event::SessionEnd;
use crate::domain::time::Timestamp;
use crate::tui::effect::StoreRequest;
use crate::tui::message::{Message, StoreReply, TimerEvent};
use crate::tui::model::Screen;
use crate::tui::runtime::startup::open_office;
use crate::tui::runtime::store_thread::{self, files::list_folder};
use crate::tui::update::{has_unsaved_drafts, mark_drafts_unsaved};

/// Maximum time for saving drafts at the end. A machine that shuts down kills its processes after
/// 90 seconds.
const EXIT_SAVE_LIMIT: Duration = Duration::from_secs(80);

/// Interval at which a dead store thread is noticed.
const LIVENESS_INTERVAL: Duration = Duration::from_millis(200);

impl Runtime {
    /// Retries saving until it succeeds or time runs out: a lock of another process passes.
    pub(super) fn save_on_exit(&mut self) {
        let begun = Instant::now();
        // A running import is ahead of the drafts in the queue.
        self.store_thread
            .iter()
            .for_each(store_thread::StoreThread::stop_import);
        loop {
            while self.pending > 0 && begun.elapsed() < EXIT_SAVE_LIMIT {
                if let Ok(message) = self.rx.recv_timeout(LIVENESS_INTERVAL) {
                    self.handle_message(message);
                } else if self
                    .store_thread
                    .as_ref()
                    .is_none_or(store_thread::StoreThread::is_gone)
                {
                    // It panicked: the drafts that were queued are not saved.
                    self.pending = 0;
                    mark_drafts_unsaved(&mut self.screen);
                }
            }
            if !has_unsaved_drafts(&self.screen) || begun.elapsed() >= EXIT_SAVE_LIMIT {
                return;
            }
            std::thread::sleep(FRAME_DELAY);
            self.handle_message(Message::Timer(TimerEvent::Autosave));
            if self.pending == 0 {
                return;
            }
        }
    }

    /// Handles an effect without a store thread: at the first start, where folders are listed; or
    /// when it has panicked, where drafts are saved over a new connection, and the program ends.
    pub(super) fn handle_without_store(&mut self, request: StoreRequest, now: Timestamp) {
        if let (Screen::Welcome(_), StoreRequest::ListFolder(folder)) = (&self.screen, &request) {
            let entries = list_folder(folder, None);
            return self
                .handle_message(Message::Store(StoreReply::Folder(folder.clone(), entries)));
        }
        self.ended = Some(SessionEnd::Failed);
        if matches!(request, StoreRequest::SaveDraft(..))
            && let Ok((mut desk, _)) = open_office(&self.from)
        {
            desk.carry_out(request, now);
        }
    }
}
