//! The signals that stop a process (Ctrl-Z, or a terminal that is another job's), held back while the write lock is held: who is
//! stopped in the middle of a transaction would keep everybody else from writing for as long as they like.
//!
//! SIGSTOP cannot be held back.

use std::cell::Cell;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use nix::sys::signal::{SigSet, SigmaskHow, Signal};

/// How many threads of this process are in a transaction that writes.
static WRITING: Mutex<u32> = Mutex::new(0);
static WRITTEN: Condvar = Condvar::new();

thread_local! {
    /// The signals that this thread held back before the transaction that it is in.
    static BEFORE: Cell<Option<SigSet>> = const { Cell::new(None) };
}

/// SIGTSTP, SIGTTIN and SIGTTOU.
pub fn signals() -> SigSet {
    let mut stops = SigSet::empty();
    [Signal::SIGTSTP, Signal::SIGTTIN, Signal::SIGTTOU]
        .into_iter()
        .for_each(|signal| stops.add(signal));
    stops
}

fn hold_back() -> SigSet {
    // The system refuses no set of signals; where it did, a stop comes as it always did.
    signals()
        .thread_swap_mask(SigmaskHow::SIG_BLOCK)
        .unwrap_or_else(|_| SigSet::empty())
}

/// Holds the signals back in this thread, and in those that it begins from now on, for as long as the process lives.
pub fn never() {
    hold_back();
}

/// While it lives, the signals are held back in this thread and in those that it begins; what came meanwhile is delivered at its end.
pub struct Held(SigSet);

/// Holds the signals back for a while.
pub fn held() -> Held {
    Held(hold_back())
}

impl Drop for Held {
    fn drop(&mut self) {
        // As above.
        let _ = self.0.thread_set_mask();
    }
}

/// A transaction that writes begins in this thread.
pub(in crate::store) fn begin() {
    if BEFORE.get().is_none() {
        *WRITING.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        BEFORE.set(Some(hold_back()));
    }
}

/// It has ended; where none had begun, nothing happens.
pub(in crate::store) fn end() {
    if let Some(before) = BEFORE.take() {
        let mut writing = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
        *writing = writing.saturating_sub(1);
        drop(writing);
        WRITTEN.notify_all();
        // As above.
        let _ = before.thread_set_mask();
    }
}

/// Does something while no transaction of this process writes and none can begin. Returns whether it was done: it is not where one
/// lasts longer than this.
pub fn between(patience: Duration, work: impl FnOnce()) -> bool {
    let writing = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
    let (writing, _) = WRITTEN
        .wait_timeout_while(writing, patience, |writing| *writing > 0)
        .unwrap_or_else(PoisonError::into_inner);
    let idle = *writing == 0;
    if idle {
        work();
    }
    drop(writing);
    idle
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds() -> bool {
        SigSet::thread_get_mask().unwrap().contains(Signal::SIGTSTP)
    }

    #[test]
    fn a_transaction_holds_the_signals_back_and_nothing_is_done_between_while_it_lasts() {
        assert!(!holds());
        begin();
        begin();
        assert!(holds(), "in a transaction");
        let at_once = || between(Duration::ZERO, || ());
        assert!(!at_once());
        end();
        assert!(!holds() && at_once(), "after it");
        end();
        assert!(at_once(), "an end without a beginning counts nothing");
        let held = held();
        begin();
        end();
        assert!(holds(), "what was held back before stays so");
        drop(held);
        assert!(!holds());
    }
}
