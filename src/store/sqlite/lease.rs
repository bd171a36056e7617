//! The lease on a network disk: one process at a time may write, namely the one that created the
//! lease file next to the database.
//!
//! Two mounts of one share that both wrote under SQLite's own locks lost commits and corrupted the
//! file. `O_EXCL` works where locks do not. On a local disk there is no lease.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use std::time::Duration;

use crate::domain::time::Timestamp;
use crate::platform::filesystem;
use crate::platform::new_files;
use crate::store::error::StoreError;
use crate::store::error::lease::{LeaseHolder, LeaseRefusal};

/// A holder who renewed the lease within this time counts as active.
const ACTIVE_WITHIN: Duration = Duration::from_secs(30);

/// A lease is renewed when the last renewal is at least this old.
const RENEW_AFTER: Duration = Duration::from_secs(10);

/// The file has a fixed length in bytes, so that it can be renewed in place.
const FILE_BYTES: usize = 1024;

/// The right to write to a database on a network disk. Released when dropped.
#[derive(Debug)]
pub struct Lease {
    path: PathBuf,
    token: String,
}

/// The leases of this process; all connections to a database share one.
static HELD_LEASES: Mutex<Vec<Weak<Lease>>> = Mutex::new(Vec::new());

fn lease_file(database: &Path) -> PathBuf {
    filesystem::with_name_tail(database, ".lease")
}

fn read_holder(path: &Path) -> Option<LeaseHolder> {
    serde_json::from_slice(std::fs::read(path).ok()?.trim_ascii()).ok()
}

/// Returns the lease of a database if this process holds it.
pub fn held_lease(database: &Path) -> Option<Arc<Lease>> {
    let path = lease_file(database);
    let held = HELD_LEASES.lock().unwrap_or_else(PoisonError::into_inner);
    held.iter()
        .filter_map(Weak::upgrade)
        .find(|lease| lease.path == path)
}

/// Acquires the lease of a database for a member of staff; the error names the current holder.
pub fn acquire(database: &Path, person: &str) -> Result<Arc<Lease>, StoreError> {
    let path = lease_file(database);
    let mut held = HELD_LEASES.lock().unwrap_or_else(PoisonError::into_inner);
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
    let holder = LeaseHolder {
        host,
        person: person.to_owned(),
        process,
        since: now,
        renewed: now,
        token: token.clone(),
    };
    match new_files::create_file(&path, &encode_holder(&holder)) {
        Ok(()) => {}
        // File servers report an existing file with various error codes, so existence is what
        // counts.
        Err(_) if path.symlink_metadata().is_ok() => {
            return Err(StoreError::Leased(LeaseRefusal::HeldBy(
                read_holder(&path).map(Box::new),
            )));
        }
        Err(error) => return Err(StoreError::Io(path, error)),
    }
    let lease = Arc::new(Lease { path, token });
    held.push(Arc::downgrade(&lease));
    Ok(lease)
}

/// The result of taking a lease away.
#[derive(Clone, Debug)]
pub enum Revoked {
    /// There was no lease.
    Nothing,
    /// A lease that could not be parsed.
    Unreadable,
    /// The lease of this holder.
    Of(Box<LeaseHolder>),
}

/// Returns the holder who renewed the lease within the last half minute, and how many seconds ago.
pub fn active_holder(database: &Path) -> Option<(LeaseHolder, u64)> {
    let holder = read_holder(&lease_file(database))?;
    // A renewal in the future, by a clock that is ahead, counts as now.
    let since = Timestamp::now().saturating_duration_since(holder.renewed);
    (since < ACTIVE_WITHIN).then_some((holder, since.as_secs()))
}

/// Removes a lease that a person declares stale. Its former holder notices at the next write, and
/// writes nothing.
pub fn revoke(database: &Path) -> Result<Revoked, StoreError> {
    let path = lease_file(database);
    let holder = read_holder(&path);
    match std::fs::remove_file(&path) {
        Ok(()) => Ok(holder.map_or(Revoked::Unreadable, |holder| Revoked::Of(Box::new(holder)))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Revoked::Nothing),
        Err(error) => Err(StoreError::Io(path, error)),
    }
}

/// Returns why this process may not write to a database on a network disk: another holds the lease
/// or took it away.
pub fn find_refusal(database: &Path) -> Option<StoreError> {
    match held_lease(database) {
        Some(lease) => lease.check().err(),
        // A lease that cannot be parsed excludes others as well.
        None => {
            let path = lease_file(database);
            path.symlink_metadata()
                .is_ok()
                .then(|| StoreError::Leased(LeaseRefusal::HeldBy(read_holder(&path).map(Box::new))))
        }
    }
}

fn encode_holder(holder: &LeaseHolder) -> Vec<u8> {
    let mut bytes = serde_json::to_vec(holder).unwrap_or_default();
    bytes.resize(FILE_BYTES.max(bytes.len() + 1) - 1, b' ');
    bytes.push(b'\n');
    bytes
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
                return Err(StoreError::Leased(LeaseRefusal::TakenAway(None)));
            }
            Err(error) => return Err(failed(error)),
        };
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(failed)?;
        let holder: Option<LeaseHolder> = serde_json::from_slice(bytes.trim_ascii()).ok();
        let Some(mut holder) = holder.filter(|holder| holder.token == self.token) else {
            return Err(StoreError::Leased(LeaseRefusal::TakenAway(
                read_holder(&self.path).map(Box::new),
            )));
        };
        let now = Timestamp::now();
        if now.abs_diff(holder.renewed) >= RENEW_AFTER {
            holder.renewed = now;
            file.rewind()
                .and_then(|()| file.write_all(&encode_holder(&holder)))
                .map_err(failed)?;
        }
        Ok(())
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if read_holder(&self.path).is_some_and(|holder| holder.token == self.token) {
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
        assert!(find_refusal(&database).is_none());
        assert!(matches!(revoke(&database), Ok(Revoked::Nothing)));
        std::fs::write(lease_file(&database), "").unwrap();
        let Some(why @ StoreError::Leased(LeaseRefusal::HeldBy(None))) = find_refusal(&database)
        else {
            panic!("nobody is kept out")
        };
        assert!(!why.to_string().contains('?'), "{why}");
        assert!(matches!(
            acquire(&database, "li"),
            Err(StoreError::Leased(LeaseRefusal::HeldBy(None)))
        ));
        assert!(active_holder(&database).is_none());
        assert!(matches!(revoke(&database), Ok(Revoked::Unreadable)));
        let lease = acquire(&database, "li").unwrap();
        lease.check().unwrap();
        assert!(
            active_holder(&database).is_some_and(|(holder, _)| holder.person == "li"),
            "it was renewed just now"
        );
        assert!(matches!(revoke(&database), Ok(Revoked::Of(holder)) if holder.person == "li"));
        assert!(matches!(
            lease.check(),
            Err(StoreError::Leased(LeaseRefusal::TakenAway(None)))
        ));
        assert!(find_refusal(&database).is_some(), "it was taken away");
        // Another process has it: the holder is named, but taking it over is not offered.
        let mut holder: LeaseHolder = serde_json::from_value(serde_json::json!({
            "host": "one", "person": "wang", "process": 7, "token": "another", "since": Timestamp::now(),
            "renewed": Timestamp::now(),
        }))
        .unwrap();
        std::fs::write(lease_file(&database), encode_holder(&holder)).unwrap();
        let taken = lease.check().unwrap_err();
        assert!(matches!(
            &taken,
            StoreError::Leased(LeaseRefusal::TakenAway(Some(_)))
        ));
        assert!(
            taken.to_string().contains("wang") && !taken.to_string().contains("--take-over"),
            "{taken}"
        );
        assert!(
            !StoreError::Leased(LeaseRefusal::TakenAway(None))
                .to_string()
                .contains("--take-over")
        );
        holder.renewed = Timestamp::now().saturating_sub(Duration::from_secs(31));
        std::fs::write(lease_file(&database), encode_holder(&holder)).unwrap();
        assert!(
            active_holder(&database).is_none(),
            "he is not at work any more"
        );
    }
}
