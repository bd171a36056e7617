//! Idle lock: without a key the screen is blanked after a timeout, and after a second timeout the
//! program ends.

use std::time::Duration;

use crate::domain::time::Timestamp;

/// Idle lock of one screen. Durations are measured since the start of the program.
#[derive(Debug, Default)]
pub struct IdleLock {
    /// Timeout without a key; `None` if the screen never locks.
    timeout: Option<Duration>,
    /// When the last key came.
    last_key: Duration,
    /// Time of the last key before the lock, and the program's running time when it was locked.
    locked: Option<(Timestamp, Duration)>,
}

/// What has happened by itself as time passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockEvent {
    /// Nothing.
    None,
    /// The screen is blanked.
    Locked,
    /// The program ends.
    Expired,
}

impl IdleLock {
    /// Creates a lock with this timeout; `None` never locks.
    pub fn new(after: Option<Duration>) -> IdleLock {
        IdleLock {
            timeout: after,
            ..IdleLock::default()
        }
    }

    /// Reports whether the screen is blanked.
    pub fn is_locked(&self) -> bool {
        self.locked.is_some()
    }

    /// Returns since when nobody has pressed a key, and when the program ends by itself; `None`
    /// unless locked.
    pub fn idle_and_exit_times(&self) -> Option<(Timestamp, Timestamp)> {
        let (at, _) = self.locked?;
        let twice = self.timeout.and_then(|after| after.checked_mul(2))?;
        Some((at, at.checked_add(twice).unwrap_or(at)))
    }

    /// Returns the time until the lock or the end of the program, given how long it has run; `None`
    /// if it never locks.
    pub fn time_left(&self, elapsed: Duration) -> Option<Duration> {
        let begun = self.locked.map_or(self.last_key, |(_, at)| at);
        self.timeout
            .map(|after| (begun + after).saturating_sub(elapsed))
    }

    /// Advances to `now`, the program having run for `elapsed`, and returns what happens by itself.
    pub fn advance_to(&mut self, now: Timestamp, elapsed: Duration) -> LockEvent {
        if self.time_left(elapsed) != Some(Duration::ZERO) {
            return LockEvent::None;
        }
        if self.is_locked() {
            return LockEvent::Expired;
        }
        let idle = elapsed.saturating_sub(self.last_key);
        self.locked = Some((now.checked_sub(idle).unwrap_or(now), elapsed));
        LockEvent::Locked
    }

    /// Postpones the end of the program by another timeout.
    pub fn postpone_exit(&mut self, elapsed: Duration) {
        if let Some((_, begun)) = &mut self.locked {
            *begun = elapsed;
        }
    }

    /// Returns for how long no key has come.
    pub fn idle_time(&self, elapsed: Duration) -> Duration {
        elapsed.saturating_sub(self.last_key)
    }

    /// Records a key. Returns whether it unlocked the screen, in which case the key does nothing
    /// else.
    pub fn record_key(&mut self, elapsed: Duration) -> bool {
        self.last_key = elapsed;
        self.locked.take().is_some()
    }
}
