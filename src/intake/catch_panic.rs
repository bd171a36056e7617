//! Catches panics of third-party parsers on hostile files, as the last defence: the panic becomes a
//! rejection.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};

thread_local! {
    static CATCHING: Cell<bool> = const { Cell::new(false) };
}

/// Reports whether this thread is inside a third-party parser whose panic will be caught, so that
/// the panic hook prints nothing.
pub fn is_catching_panics() -> bool {
    CATCHING.get()
}

/// The messages of the panics since they were last taken, in a process that collects them.
static PANIC_MESSAGES: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Collects the messages of panics from now on, instead of printing them.
pub(in crate::intake) fn collect_panics() {
    std::panic::set_hook(Box::new(|panic| {
        PANIC_MESSAGES
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(panic.to_string());
    }));
}

/// Takes the messages that were collected since the last call.
pub(in crate::intake) fn take_panics() -> Vec<String> {
    std::mem::take(
        &mut *PANIC_MESSAGES
            .lock()
            .unwrap_or_else(PoisonError::into_inner),
    )
}

/// Runs a third-party parser; `None` if it panicked.
pub(in crate::intake) fn catch_panic<T>(work: impl FnOnce() -> T) -> Option<T> {
    // Restores the old value and not `false`, since calls may be nested.
    let before = CATCHING.replace(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    CATCHING.set(before);
    result.ok()
}
