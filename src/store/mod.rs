//! The store: the event log and its projections in SQLite, shared by several processes.

pub mod backup;
pub mod change;
pub mod directory;
pub mod error;
pub mod index;
pub mod letters;
pub mod office;
pub mod open;
pub mod rebuild;
pub mod recall;
pub mod record;
pub mod sqlite;
pub mod upgrade;
pub mod verify;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::Connection;

use crate::domain::office::Office;
use crate::domain::time::Timestamp;
use crate::platform::file_guard::FileGuard;

use crate::platform::filesystem::FilesystemKind;
use crate::store::change::drafts::DraftWindow;
use crate::store::sqlite::disk_space::WriteObstacle;
use crate::store::sqlite::lease::Lease;
use crate::store::sqlite::transaction::WriteTransaction;
pub use error::StoreError;

/// An open database together with a snapshot of the office it holds.
pub struct Store {
    connection: Connection,
    path: PathBuf,
    office: Office,
    /// `Some` if the database is on a network disk and this process may write to it.
    lease: Option<Arc<Lease>>,
    /// The disk accepts no writes; see [`crate::store::sqlite::unwritable`].
    reads_only: bool,
    /// The identity and bookkeeping of this window for drafts.
    window: DraftWindow,
}

impl Store {
    /// Opens an existing database. On a network disk, or where the disk accepts no writes, the
    /// connection only reads.
    pub fn open(path: &Path) -> Result<Store, StoreError> {
        let (connection, _) = open::connect(path, None)?;
        let (office, reads_only) = (
            office::load(&connection)?,
            sqlite::unwritable::is_unwritable(&connection, path)?,
        );
        Ok(Store {
            connection,
            path: resolve_links(path),
            office,
            lease: None,
            reads_only,
            window: DraftWindow::begin(),
        })
    }

    /// Reopens the database after an I/O error, dropping cached pages, so that the disk is read
    /// again.
    pub fn reopen(&mut self) -> Result<(), StoreError> {
        // A lease that another process revoked is dropped: this process only reads until it
        // acquires a new one.
        self.lease = self.lease.take().filter(|lease| lease.check().is_ok());
        self.connection = match self.lease {
            Some(_) => open::open_writable(&self.path)?,
            None => open::connect(&self.path, None)?.0,
        };
        self.reads_only = sqlite::unwritable::is_unwritable(&self.connection, &self.path)?;
        self.refresh()
    }

    /// Returns the sentence that says why this store only reads, where the disk accepts no writes.
    pub fn read_only_reason(&self) -> Option<String> {
        let why = || {
            WriteObstacle::detect(crate::platform::filesystem::parent_folder(&self.path))
                .unwrap_or(WriteObstacle::Full)
        };
        self.reads_only.then(|| why().message())
    }

    /// Reopens a store that could only read, once the disk accepts writes again, so that changes of
    /// other processes become visible. Returns whether it did.
    pub fn reopen_if_writable(&mut self) -> Result<bool, StoreError> {
        let again = self.reads_only
            && WriteObstacle::detect(crate::platform::filesystem::parent_folder(&self.path))
                .is_none();
        if again {
            self.reopen()?;
        }
        Ok(again)
    }

    /// Prepares the store for writing in the name of a member of staff. On a local disk nothing
    /// needs to be acquired. On a network disk one process takes the lease; every other gets
    /// [`StoreError::Leased`], which names the holder.
    pub fn acquire_lease(&mut self, who: &str) -> Result<(), StoreError> {
        if self.lease.is_some() {
            return Ok(());
        }
        if crate::platform::filesystem::filesystem_kind(crate::platform::filesystem::parent_folder(
            &self.path,
        )) == FilesystemKind::Local
        {
            if self.reads_only {
                self.connection = open::reopen_writable(&self.path)?;
                self.reads_only = false;
            }
            return Ok(());
        }
        let lease = sqlite::lease::acquire(&self.path, who)?;
        self.connection = open::open_writable(&self.path)?;
        self.lease = Some(lease);
        Ok(())
    }

    /// Begins a write transaction in the name of `who`, and refuses if they are not an active
    /// member of staff.
    fn begin_write(
        &mut self,
        who: &str,
    ) -> Result<(WriteTransaction<'_>, &mut Office, &mut DraftWindow), StoreError> {
        let begun = self.begin_system_write(who)?;
        office::require_active_staff(&begun.0, who)?;
        Ok(begun)
    }

    /// Begins a write transaction that no member of staff asks for. `who` is only the name on the
    /// lease of a network disk.
    fn begin_system_write(
        &mut self,
        who: &str,
    ) -> Result<(WriteTransaction<'_>, &mut Office, &mut DraftWindow), StoreError> {
        self.acquire_lease(who)?;
        Ok((
            sqlite::transaction::begin(&mut self.connection, self.lease.as_deref())?,
            &mut self.office,
            &mut self.window,
        ))
    }

    /// Opens an existing database for a thread that reads next to the writing one. Its page cache
    /// is limited to 2 MB.
    pub fn open_reader(path: &Path) -> Result<Store, StoreError> {
        let store = Store::open(path)?;
        store
            .connection
            // A negative `cache_size` is in KiB.
            .execute_batch("PRAGMA cache_size = -2000")?;
        Ok(store)
    }

    /// The office as last read: regulation, calendar, units, people.
    pub fn office(&self) -> &Office {
        &self.office
    }

    /// The path of the database, with symbolic links resolved.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns a number that changes when another process has committed (`PRAGMA data_version`).
    pub fn data_version(&self) -> Result<i64, StoreError> {
        Ok(self
            .connection
            .query_row("PRAGMA data_version", [], |row| row.get(0))?)
    }

    /// Returns a function that interrupts, from another thread, the query that this store is
    /// running.
    pub fn interrupter(&self) -> impl Fn() + Send + Sync + 'static {
        let handle = self.connection.get_interrupt_handle();
        move || handle.interrupt()
    }

    /// Sets the office's current time, which may change the regulation in force.
    pub fn set_now(&mut self, now: Timestamp) {
        self.office.set_now(now);
    }

    /// Returns the guard over the files of this database.
    pub fn guard(&self) -> FileGuard {
        FileGuard::of(&self.path)
    }

    /// Reloads the office if somebody changed it.
    pub fn refresh(&mut self) -> Result<(), StoreError> {
        office::refresh_office(&self.connection, &mut self.office)
    }
}

/// Resolves symbolic links: SQLite puts the `-wal` and `-shm` files next to the target, not next to
/// the link.
fn resolve_links(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}
