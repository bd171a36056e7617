//! The lock of a screen that nobody is at: after a time without a key nothing is shown, and after as long again the program ends.

use std::time::Duration;

use jiff::Timestamp;

/// The lock.
#[derive(Debug, Default)]
pub struct Lock {
    /// After how long without a key; `None` where it never locks.
    after: Option<Duration>,
    /// When the last key came.
    last: Duration,
    /// Since when nobody is there, and when it was locked.
    locked: Option<(Timestamp, Duration)>,
}

/// What the time brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Nothing.
    None,
    /// The screen is blanked.
    Locks,
    /// The program ends.
    Ends,
}

impl Lock {
    /// A lock that comes after so long.
    pub fn new(after: Option<Duration>) -> Lock {
        Lock {
            after,
            ..Lock::default()
        }
    }

    /// Whether nothing is shown.
    pub fn is_locked(&self) -> bool {
        self.locked.is_some()
    }

    /// Since when nobody is there, and when the program ends by itself.
    pub fn since(&self) -> Option<(Timestamp, Timestamp)> {
        let (at, _) = self.locked?;
        let twice = self
            .after
            .and_then(|after| jiff::SignedDuration::try_from(2 * after).ok())?;
        Some((at, at.checked_add(twice).unwrap_or(at)))
    }

    /// How long until something happens by itself, the program having run so long.
    pub fn left(&self, elapsed: Duration) -> Option<Duration> {
        let begun = self.locked.map_or(self.last, |(_, at)| at);
        self.after
            .map(|after| (begun + after).saturating_sub(elapsed))
    }

    /// It is now this instant, and the program has run so long.
    pub fn turn(&mut self, now: Timestamp, elapsed: Duration) -> Turn {
        if self.left(elapsed) != Some(Duration::ZERO) {
            return Turn::None;
        }
        if self.is_locked() {
            return Turn::Ends;
        }
        let idle =
            jiff::SignedDuration::try_from(elapsed.saturating_sub(self.last)).unwrap_or_default();
        self.locked = Some((now.checked_sub(idle).unwrap_or(now), elapsed));
        Turn::Locks
    }

    /// It is to end later: after as long again.
    pub fn wait(&mut self, elapsed: Duration) {
        if let Some((_, begun)) = &mut self.locked {
            *begun = elapsed;
        }
    }

    /// Somebody pressed a key. Returns whether that was what it did: to unlock.
    pub fn touched(&mut self, elapsed: Duration) -> bool {
        self.last = elapsed;
        self.locked.take().is_some()
    }
}
