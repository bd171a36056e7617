//! The lease on a network disk: one process at a time may write, namely the one that created the
//! lease file next to the database.
//!
//! Two mounts of one share that both wrote under SQLite's own locks lost commits and corrupted the
//! file. `O_EXCL` works where locks do not. On a local disk there is no lease.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use serde::{Deserialize, Serialize};
use std::time::Duration;

use crate::domain::time::{Offset, Timestamp};
use crate::platform::filesystem;
use crate::platform::new_files;
use crate::store::error::StoreError;

/// A holder who renewed the lease within this time counts as active.
const AT_WORK: Duration = Duration::from_secs(30);

/// A lease is renewed when the last renewal is at least this old.
const RENEW: Duration = Duration::from_secs(10);

/// The file has a fixed length in bytes, so that it can be renewed in place.
const LENGTH: usize = 1024;

/// The holder of a lease.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Holder {
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
    token: String,
}

/// Why this process may not write on a network disk.
#[derive(Clone, Debug)]
pub enum Why {
    /// Somebody else holds the lease; `None` if the file cannot be parsed.
    Has(Option<Box<Holder>>),
    /// The lease was taken away from this process; the new holder, if there is one and the file can
    /// be parsed.
    TakenAway(Option<Box<Holder>>),
}

/// The right to write to a database on a network disk. Released when dropped.
#[derive(Debug)]
pub struct Lease {
    path: PathBuf,
    token: String,
}

/// The leases of this process; all connections to a database share one.
static HELD: Mutex<Vec<Weak<Lease>>> = Mutex::new(Vec::new());

fn file(database: &Path) -> PathBuf {
    filesystem::beside(database, ".lease")
}

fn read(path: &Path) -> Option<Holder> {
    serde_json::from_slice(std::fs::read(path).ok()?.trim_ascii()).ok()
}

/// Returns the lease of a database if this process holds it.
pub fn held(database: &Path) -> Option<Arc<Lease>> {
    let path = file(database);
    let held = HELD.lock().unwrap_or_else(PoisonError::into_inner);
    held.iter()
        .filter_map(Weak::upgrade)
        .find(|lease| lease.path == path)
}

/// Acquires the lease of a database for a member of staff; the error names the current holder.
pub fn take(database: &Path, person: &str) -> Result<Arc<Lease>, StoreError> {
    let path = file(database);
    let mut held = HELD.lock().unwrap_or_else(PoisonError::into_inner);
    held.retain(|lease| lease.strong_count() > 0);
    if let Some(lease) = held
        .iter()
        .filter_map(Weak::upgrade)
        .find(|lease| lease.path == path)
    {
        return Ok(lease);
    }
    let now = Timestamp::now();
    let host = rustix::system::uname()
        .nodename()
        .to_string_lossy()
        .into_owned();
    let process = std::process::id();
    let token = blake3::hash(format!("{host} {process} {now} {}", held.len()).as_bytes())
        .to_hex()
        .to_string();
    let holder = Holder {
        host,
        person: person.to_owned(),
        process,
        since: now,
        renewed: now,
        token: token.clone(),
    };
    match new_files::create(&path, &written(&holder)) {
        Ok(()) => {}
        // File servers report an existing file with various error codes, so existence is what
        // counts.
        Err(_) if path.symlink_metadata().is_ok() => {
            return Err(StoreError::Leased(Why::Has(read(&path).map(Box::new))));
        }
        Err(error) => return Err(StoreError::Io(path, error)),
    }
    let lease = Arc::new(Lease { path, token });
    held.push(Arc::downgrade(&lease));
    Ok(lease)
}

/// The result of taking a lease away.
#[derive(Clone, Debug)]
pub enum TakenAway {
    /// There was no lease.
    Nothing,
    /// A lease that could not be parsed.
    Unreadable,
    /// The lease of this holder.
    Of(Box<Holder>),
}

/// Returns the holder who renewed the lease within the last half minute, and how many seconds ago.
pub fn at_work(database: &Path) -> Option<(Holder, u64)> {
    let holder = read(&file(database))?;
    // A renewal in the future, by a clock that is ahead, counts as now.
    let since = Timestamp::now().saturating_duration_since(holder.renewed);
    (since < AT_WORK).then_some((holder, since.as_secs()))
}

/// Removes a lease that a person declares stale. Its former holder notices at the next write, and
/// writes nothing.
pub fn take_away(database: &Path) -> Result<TakenAway, StoreError> {
    let path = file(database);
    let holder = read(&path);
    match std::fs::remove_file(&path) {
        Ok(()) => Ok(holder.map_or(TakenAway::Unreadable, |holder| {
            TakenAway::Of(Box::new(holder))
        })),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(TakenAway::Nothing),
        Err(error) => Err(StoreError::Io(path, error)),
    }
}

/// Returns why this process may not write to a database on a network disk: another holds the lease
/// or took it away.
pub fn hindrance(database: &Path) -> Option<StoreError> {
    match held(database) {
        Some(lease) => lease.check().err(),
        // A lease that cannot be parsed excludes others as well.
        None => {
            let path = file(database);
            path.symlink_metadata()
                .is_ok()
                .then(|| StoreError::Leased(Why::Has(read(&path).map(Box::new))))
        }
    }
}

fn written(holder: &Holder) -> Vec<u8> {
    let mut bytes = serde_json::to_vec(holder).unwrap_or_default();
    bytes.resize(LENGTH.max(bytes.len() + 1) - 1, b' ');
    bytes.push(b'\n');
    bytes
}

/// Formats an instant in China Standard Time (UTC+8), whatever the zone of this machine.
pub fn written_at(at: Timestamp) -> String {
    at.to_civil(Offset::CHINA).to_minute()
}

/// Returns the sentence that says why this process may not write, with the holder where known.
pub fn words(why: &Why) -> String {
    let (key, holder) = match why {
        Why::Has(None) => return say!("store-leased-unknown"),
        Why::TakenAway(None) => return say!("store-lease-gone"),
        Why::Has(Some(holder)) => ("store-leased", holder),
        Why::TakenAway(Some(holder)) => ("store-lease-taken", holder),
    };
    let Holder {
        host,
        person,
        since,
        renewed,
        ..
    } = holder.as_ref();
    let (since, renewed) = (written_at(*since), written_at(*renewed));
    say!(
        key,
        host = host.as_str(),
        person = person.as_str(),
        since = since,
        renewed = renewed
    )
}

impl Lease {
    /// Refuses if the lease was taken away; renews it when due.
    pub fn check(&self) -> Result<(), StoreError> {
        let failed = |error| StoreError::Io(self.path.clone(), error);
        // Opened in place and never created, so that a lease of somebody who took over is not
        // overwritten.
        let mut file = match OpenOptions::new().read(true).write(true).open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Err(StoreError::Leased(Why::TakenAway(None)));
            }
            Err(error) => return Err(failed(error)),
        };
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(failed)?;
        let holder: Option<Holder> = serde_json::from_slice(bytes.trim_ascii()).ok();
        let Some(mut holder) = holder.filter(|holder| holder.token == self.token) else {
            return Err(StoreError::Leased(Why::TakenAway(
                read(&self.path).map(Box::new),
            )));
        };
        let now = Timestamp::now();
        if now.abs_diff(holder.renewed) >= RENEW {
            holder.renewed = now;
            file.rewind()
                .and_then(|()| file.write_all(&written(&holder)))
                .map_err(failed)?;
        }
        Ok(())
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if read(&self.path).is_some_and(|holder| holder.token == self.token) {
            // If removing it fails, the next process reports it together with the way out.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lease_that_does_not_read_is_seen_and_taken_away() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("office.db");
        assert!(hindrance(&database).is_none());
        assert!(matches!(take_away(&database), Ok(TakenAway::Nothing)));
        std::fs::write(file(&database), "").unwrap();
        let Some(why @ StoreError::Leased(Why::Has(None))) = hindrance(&database) else {
            panic!("nobody is kept out")
        };
        assert!(!why.to_string().contains('?'), "{why}");
        assert!(matches!(
            take(&database, "li"),
            Err(StoreError::Leased(Why::Has(None)))
        ));
        assert!(at_work(&database).is_none());
        assert!(matches!(take_away(&database), Ok(TakenAway::Unreadable)));
        let lease = take(&database, "li").unwrap();
        lease.check().unwrap();
        assert!(
            at_work(&database).is_some_and(|(holder, _)| holder.person == "li"),
            "it was renewed just now"
        );
        assert!(matches!(take_away(&database), Ok(TakenAway::Of(holder)) if holder.person == "li"));
        assert!(matches!(
            lease.check(),
            Err(StoreError::Leased(Why::TakenAway(None)))
        ));
        assert!(hindrance(&database).is_some(), "it was taken away");
        // Another process has it: the holder is named, but taking it over is not offered.
        let mut holder: Holder = serde_json::from_value(serde_json::json!({
            "host": "one", "person": "wang", "process": 7, "token": "another", "since": Timestamp::now(),
            "renewed": Timestamp::now(),
        }))
        .unwrap();
        std::fs::write(file(&database), written(&holder)).unwrap();
        let taken = lease.check().unwrap_err();
        assert!(matches!(
            &taken,
            StoreError::Leased(Why::TakenAway(Some(_)))
        ));
        assert!(
            taken.to_string().contains("wang") && !taken.to_string().contains("--take-over"),
            "{taken}"
        );
        assert!(!words(&Why::TakenAway(None)).contains("--take-over"));
        holder.renewed = Timestamp::now().saturating_sub(Duration::from_secs(31));
        std::fs::write(file(&database), written(&holder)).unwrap();
        assert!(at_work(&database).is_none(), "he is not at work any more");
    }
}
