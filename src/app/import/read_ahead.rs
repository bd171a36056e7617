//! Limits how far the reader may be ahead of the store, in bytes, so that large attachments do not
//! fill the memory.

use std::sync::{Condvar, Mutex, PoisonError};

use crate::domain::letter::incoming::IncomingLetter;
use crate::intake::ReadResult;
use crate::platform::limits::READ_AHEAD_BYTES;

#[derive(Default)]
struct State {
    reserved: usize,
    closed: bool,
}

/// A counting semaphore in bytes between the reader and the store.
#[derive(Default)]
pub(crate) struct ByteBudget {
    state: Mutex<State>,
    freed: Condvar,
}

impl ByteBudget {
    /// Blocks until `bytes` fit, and reserves them. An item larger than the limit waits until
    /// nothing else is reserved.
    pub(crate) fn reserve(&self, bytes: usize) {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let full = |state: &mut State| {
            !state.closed && state.reserved > 0 && state.reserved + bytes > READ_AHEAD_BYTES
        };
        let mut state = self
            .freed
            .wait_while(state, full)
            .unwrap_or_else(PoisonError::into_inner);
        state.reserved += bytes;
    }

    /// Releases `bytes`.
    pub(crate) fn release(&self, bytes: usize) {
        self.update_state(|state| state.reserved = state.reserved.saturating_sub(bytes));
    }

    /// Unblocks the reader for good: nothing will be released any more.
    pub(crate) fn close(&self) {
        self.update_state(|state| state.closed = true);
    }

    fn update_state(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner));
        self.freed.notify_all();
    }
}

/// Returns the bytes that an item reserves: its attachments, and the raw mail if it is set aside.
pub(crate) fn reserved_bytes(found: &ReadResult) -> usize {
    match found {
        ReadResult::Letter(letter) => attachment_bytes(letter),
        ReadResult::Aside(aside) => attachment_bytes(&aside.letter) + aside.raw.len(),
        ReadResult::Rejected(_) | ReadResult::Skipped(_) => 0,
    }
}

fn attachment_bytes(letter: &IncomingLetter) -> usize {
    letter
        .attachments
        .iter()
        .map(|attachment| attachment.bytes.len())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_waits_until_there_is_room_or_nobody_minds() {
        let room = ByteBudget::default();
        room.reserve(READ_AHEAD_BYTES * 2);
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| room.reserve(1));
            std::thread::yield_now();
            assert!(!waiting.is_finished());
            room.release(READ_AHEAD_BYTES * 2);
            waiting.join().unwrap();
        });
        room.reserve(READ_AHEAD_BYTES - 1);
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| room.reserve(1));
            room.close();
            waiting.join().unwrap();
        });
    }
}
