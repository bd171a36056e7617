//! The last defence against a parser that panics on a hostile file: the panic becomes a rejection.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static SHIELDED: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread is inside a third-party parser whose panic will be caught; the panic hook keeps quiet then.
pub fn shielded() -> bool {
    SHIELDED.get()
}

/// Runs third-party reading code; `None` where it panicked.
pub(super) fn shield<T>(work: impl FnOnce() -> T) -> Option<T> {
    let before = SHIELDED.replace(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    SHIELDED.set(before);
    result.ok()
}
