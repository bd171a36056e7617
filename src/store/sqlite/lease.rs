//! Who may write on a network disk: one process at a time, by a file beside the database that only one can make.
//!
//! Two mounts of one share that both wrote under SQLite's own locks lost commits and broke the file. `O_EXCL` works where locks
//! do not. On a local disk there is no lease.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::platform::filesystem;
use crate::platform::new_files;
use crate::store::error::StoreError;

/// Who renewed his lease less than so long ago is at work.
const AT_WORK: SignedDuration = SignedDuration::from_secs(30);

/// A lease is renewed when it was last renewed so long ago.
const RENEW: SignedDuration = SignedDuration::from_secs(10);

/// The file is always as long, so that it is renewed in place.
const LENGTH: usize = 1024;

/// Who has a lease.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Holder {
    /// The machine's name.
    pub host: String,
    /// The member of staff.
    pub person: String,
    /// The process.
    pub process: u32,
    /// Since when.
    pub since: Timestamp,
    /// When it was renewed last.
    pub renewed: Timestamp,
    /// What nobody else has written.
    token: String,
}

/// Why one may not write on a network disk.
#[derive(Clone, Debug)]
pub enum Why {
    /// Somebody else has the lease; `None` where it does not read.
    Has(Option<Box<Holder>>),
    /// It was taken away from this process; who has it now, where somebody has and it reads.
    TakenAway(Option<Box<Holder>>),
}

/// The right to write a database on a network disk. Given back when dropped.
#[derive(Debug)]
pub struct Lease {
    path: PathBuf,
    token: String,
}

/// The leases of this process: all its connections share one.
static HELD: Mutex<Vec<Weak<Lease>>> = Mutex::new(Vec::new());

fn file(database: &Path) -> PathBuf {
    filesystem::beside(database, ".lease")
}

fn read(path: &Path) -> Option<Holder> {
    serde_json::from_slice(std::fs::read(path).ok()?.trim_ascii()).ok()
}

/// The lease of a database, where this process has one.
pub fn held(database: &Path) -> Option<Arc<Lease>> {
    let path = file(database);
    let held = HELD.lock().unwrap_or_else(PoisonError::into_inner);
    held.iter()
        .filter_map(Weak::upgrade)
        .find(|lease| lease.path == path)
}

/// Takes the lease of a database for a member of staff, or tells who has it.
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
        // File servers have other words for a file that came to be at that moment.
        Err(_) if path.symlink_metadata().is_ok() => {
            return Err(StoreError::Leased(Why::Has(read(&path).map(Box::new))));
        }
        Err(error) => return Err(StoreError::Io(path, error)),
    }
    let lease = Arc::new(Lease { path, token });
    held.push(Arc::downgrade(&lease));
    Ok(lease)
}

/// What was taken away.
#[derive(Clone, Debug)]
pub enum TakenAway {
    /// Nothing: there was no lease.
    Nothing,
    /// A lease that does not read.
    Unreadable,
    /// The lease of somebody.
    Of(Box<Holder>),
}

/// Who has the lease of a database and renewed it within the last half minute, and how many seconds ago: he is at work.
pub fn at_work(database: &Path) -> Option<(Holder, i64)> {
    let holder = read(&file(database))?;
    // Of a clock that is ahead, that was just now.
    let since = Timestamp::now().duration_since(holder.renewed);
    (since < AT_WORK).then(|| (holder, since.as_secs().max(0)))
}

/// Takes away a lease that a person says is left over. Whoever had it finds out at his next write, and writes nothing.
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

/// Why this process may not write a database on a network disk now: another has the lease, or took it away.
pub fn hindrance(database: &Path) -> Option<StoreError> {
    match held(database) {
        Some(lease) => lease.check().err(),
        // One that does not read keeps everybody out as well.
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

/// An instant as people read it: all of China keeps one time, and a machine's own zone may be another.
pub fn written_at(at: Timestamp) -> String {
    Offset::constant(8)
        .to_datetime(at)
        .strftime("%Y-%m-%d %H:%M")
        .to_string()
}

/// Why one may not write: who has the lease, where that reads; or that it was taken over.
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
    /// Refuses where somebody took it away; renews it where that was long ago.
    pub fn check(&self) -> Result<(), StoreError> {
        let failed = |error| StoreError::Io(self.path.clone(), error);
        // In place, and never made anew: of one who took it over, nothing is overwritten.
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
        if now.duration_since(holder.renewed).abs() >= RENEW {
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
            // What stays is told to the next one, with the way out.
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
        // Another has it: that is told, and how to take it away in turn is not.
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
        holder.renewed = Timestamp::now() - SignedDuration::from_secs(31);
        std::fs::write(file(&database), written(&holder)).unwrap();
        assert!(at_work(&database).is_none(), "he is not at work any more");
    }
}
