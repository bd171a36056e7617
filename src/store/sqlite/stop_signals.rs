//! Blocks the job-control stop signals (Ctrl-Z, or access to a terminal that belongs to another
//! job) while the write lock is held. A process stopped in the middle of a transaction would keep
//! everybody else from writing.
//!
//! SIGSTOP cannot be blocked.

use std::cell::Cell;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use nix::sys::signal::{SigSet, SigmaskHow, Signal};

/// The number of threads of this process in a write transaction.
static ACTIVE_WRITERS: Mutex<u32> = Mutex::new(0);
static WRITER_DONE: Condvar = Condvar::new();

thread_local! {
    /// The signal mask of this thread before its current transaction.
    static BEFORE: Cell<Option<SigSet>> = const { Cell::new(None) };
}

/// Returns SIGTSTP, SIGTTIN and SIGTTOU.
pub fn stop_signals() -> SigSet {
    let mut stops = SigSet::empty();
    [Signal::SIGTSTP, Signal::SIGTTIN, Signal::SIGTTOU]
        .into_iter()
        .for_each(|signal| stops.add(signal));
    stops
}

fn block_stops() -> SigSet {
    // Cannot fail for a valid set; if it did, the signals would stay unblocked.
    stop_signals()
        .thread_swap_mask(SigmaskHow::SIG_BLOCK)
        .unwrap_or_else(|_| SigSet::empty())
}

/// Blocks the signals in this thread, and in threads it starts from now on, until the process ends.
pub fn block_forever() {
    block_stops();
}

/// Blocks the signals in this thread, and in threads it starts, until dropped. Signals that arrived
/// meanwhile are delivered then.
pub struct StopGuard(SigSet);

/// Blocks the signals until the returned guard is dropped.
pub fn block_until_drop() -> StopGuard {
    StopGuard(block_stops())
}

impl Drop for StopGuard {
    fn drop(&mut self) {
        // Cannot fail, as above.
        let _ = self.0.thread_set_mask();
    }
}

/// Notes that this thread begins a write transaction.
pub(in crate::store) fn enter_transaction() {
    if BEFORE.get().is_none() {
        *ACTIVE_WRITERS
            .lock()
            .unwrap_or_else(PoisonError::into_inner) += 1;
        BEFORE.set(Some(block_stops()));
    }
}

/// Notes that the write transaction of this thread has ended; does nothing if there was none.
pub(in crate::store) fn leave_transaction() {
    if let Some(before) = BEFORE.take() {
        let mut writing = ACTIVE_WRITERS
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *writing = writing.saturating_sub(1);
        drop(writing);
        WRITER_DONE.notify_all();
        // Cannot fail, as above.
        let _ = before.thread_set_mask();
    }
}

/// Runs `work` while no transaction of this process writes and none can begin. Returns `false`,
/// without running it, if a transaction lasts longer than `patience`.
pub fn run_between_writes(patience: Duration, work: impl FnOnce()) -> bool {
    let writing = ACTIVE_WRITERS
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    let (writing, _) = WRITER_DONE
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
        enter_transaction();
        enter_transaction();
        assert!(holds(), "in a transaction");
        let at_once = || run_between_writes(Duration::ZERO, || ());
        assert!(!at_once());
        leave_transaction();
        assert!(!holds() && at_once(), "after it");
        leave_transaction();
        assert!(at_once(), "an end without a beginning counts nothing");
        let held = block_until_drop();
        enter_transaction();
        leave_transaction();
        assert!(holds(), "what was held back before stays so");
        drop(held);
        assert!(!holds());
    }
}
