//! Limits how far the reader may be ahead of the store, in bytes, so that large attachments do not
//! fill the memory.

use std::sync::{Condvar, Mutex, PoisonError};

use crate::domain::letter::incoming::IncomingLetter;
use crate::intake::Found;
use crate::platform::limits::AHEAD_BYTES;

#[derive(Default)]
struct State {
    taken: usize,
    closed: bool,
}

/// A counting semaphore in bytes between the reader and the store.
#[derive(Default)]
pub struct Room {
    state: Mutex<State>,
    freed: Condvar,
}

impl Room {
    /// Blocks until `bytes` fit, and reserves them. An item larger than the limit waits until
    /// nothing else is reserved.
    pub fn take(&self, bytes: usize) {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let full = |state: &mut State| {
            !state.closed && state.taken > 0 && state.taken + bytes > AHEAD_BYTES
        };
        let mut state = self
            .freed
            .wait_while(state, full)
            .unwrap_or_else(PoisonError::into_inner);
        state.taken += bytes;
    }

    /// Releases `bytes`.
    pub fn free(&self, bytes: usize) {
        self.change(|state| state.taken = state.taken.saturating_sub(bytes));
    }

    /// Unblocks the reader for good: nothing will be released any more.
    pub fn close(&self) {
        self.change(|state| state.closed = true);
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner));
        self.freed.notify_all();
    }
}

/// Returns the bytes that an item reserves: its attachments, and the raw mail if it is set aside.
pub fn weight(found: &Found) -> usize {
    match found {
        Found::Letter(letter) => enclosed(letter),
        Found::Aside(aside) => enclosed(&aside.letter) + aside.raw.len(),
        Found::Rejected(_) | Found::Skipped(_) => 0,
    }
}

fn enclosed(letter: &IncomingLetter) -> usize {
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
        let room = Room::default();
        room.take(AHEAD_BYTES * 2);
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| room.take(1));
            std::thread::yield_now();
            assert!(!waiting.is_finished());
            room.free(AHEAD_BYTES * 2);
            waiting.join().unwrap();
        });
        room.take(AHEAD_BYTES - 1);
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| room.take(1));
            room.close();
            waiting.join().unwrap();
        });
    }
}
