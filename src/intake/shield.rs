//! Catches panics of third-party parsers on hostile files, as the last defence: the panic becomes a
//! rejection.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};

thread_local! {
    static SHIELDED: Cell<bool> = const { Cell::new(false) };
}

/// Reports whether this thread is inside a third-party parser whose panic will be caught, so that
/// the panic hook prints nothing.
pub fn shielded() -> bool {
    SHIELDED.get()
}

/// The messages of the panics since they were last taken, in a process that collects them.
static NOTED: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Collects the messages of panics from now on, instead of printing them.
pub(in crate::intake) fn note_panics() {
    std::panic::set_hook(Box::new(|panic| {
        NOTED
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(panic.to_string());
    }));
}

/// Takes the messages that were collected since the last call.
pub(in crate::intake) fn noted() -> Vec<String> {
    std::mem::take(&mut *NOTED.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Runs a third-party parser; `None` if it panicked.
pub(in crate::intake) fn shield<T>(work: impl FnOnce() -> T) -> Option<T> {
    // Restores the old value and not `false`, since calls may be nested.
    let before = SHIELDED.replace(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    SHIELDED.set(before);
    result.ok()
}
