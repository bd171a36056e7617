//! Who holds the lease of a database on a network disk, and why this process may not write.

use serde::{Deserialize, Serialize};

use crate::domain::time::{Offset, Timestamp};

/// The holder of a lease.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LeaseHolder {
    /// The host name.
    pub host: String,
    /// The short name of the member of staff.
    pub person: String,
    /// The process id.
    pub process: u32,
    /// When the lease was taken.
    pub since: Timestamp,
    /// When it was last renewed.
    pub renewed: Timestamp,
    /// Identifies this acquisition: a hash of host, process, time and a count.
    pub(in crate::store) token: String,
}

/// Why this process may not write on a network disk.
#[derive(Clone, Debug)]
pub enum LeaseRefusal {
    /// Somebody else holds the lease; `None` if the file cannot be parsed.
    HeldBy(Option<Box<LeaseHolder>>),
    /// The lease was taken away from this process; the new holder, if there is one and the file can
    /// be parsed.
    TakenAway(Option<Box<LeaseHolder>>),
}

/// Formats an instant in China Standard Time (UTC+8), whatever the zone of this machine.
pub fn format_time(at: Timestamp) -> String {
    at.to_civil(Offset::CHINA).to_minute()
}

/// Returns the sentence that says why this process may not write, with the holder where known.
pub fn refusal_message(why: &LeaseRefusal) -> String {
    let (key, holder) = match why {
        LeaseRefusal::HeldBy(None) => return say!("store-leased-unknown"),
        LeaseRefusal::TakenAway(None) => return say!("store-lease-gone"),
        LeaseRefusal::HeldBy(Some(holder)) => ("store-leased", holder),
        LeaseRefusal::TakenAway(Some(holder)) => ("store-lease-taken", holder),
    };
    let LeaseHolder {
        host,
        person,
        since,
        renewed,
        ..
    } = holder.as_ref();
    let (since, renewed) = (format_time(*since), format_time(*renewed));
    say!(
        key,
        host = host.as_str(),
        person = person.as_str(),
        since = since,
        renewed = renewed
    )
}
