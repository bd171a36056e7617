//! Dates that cannot be: a letter that came after it was imported, or before there were any.

use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

use crate::domain::incoming::Incoming;

/// How far a sender's clock may be ahead, with the widest error about its zone.
const AHEAD: SignedDuration = SignedDuration::from_hours(26);

/// The letter, as far as the date can be believed: one that is after `now` is unknown, with a remark, and no limit runs from it.
pub fn believable(mut letter: Incoming, now: Timestamp, offset: Offset) -> Incoming {
    let latest = now.checked_add(AHEAD).unwrap_or(now);
    if let Some(at) = letter.received_at.filter(|at| *at > latest) {
        letter
            .remarks
            .push(say!("intake-remark-future", text = offset.to_datetime(at).strftime("%Y-%m-%d %H:%M").to_string()));
        letter.received_at = None;
    }
    letter
}
