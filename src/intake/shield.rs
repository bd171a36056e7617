//! The last defence against a parser that panics on a hostile file: the panic becomes a rejection.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};

thread_local! {
    static SHIELDED: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread is inside a third-party parser whose panic will be caught; the panic hook keeps quiet then.
pub fn shielded() -> bool {
    SHIELDED.get()
}

/// What the panics said that were caught since they were last told, in a process that notes them.
static NOTED: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// From now on panics are noted, and not printed.
pub(in crate::intake) fn note_panics() {
    std::panic::set_hook(Box::new(|panic| {
        NOTED
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(panic.to_string());
    }));
}

/// What was noted since this was last asked.
pub(in crate::intake) fn noted() -> Vec<String> {
    std::mem::take(&mut *NOTED.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Runs third-party reading code; `None` where it panicked.
pub(in crate::intake) fn shield<T>(work: impl FnOnce() -> T) -> Option<T> {
    let before = SHIELDED.replace(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    SHIELDED.set(before);
    result.ok()
}
