//! The record and its projections: SQLite, shared by several processes.

pub mod backup;
pub mod change;
pub mod directory;
pub mod error;
pub mod index;
pub mod letters;
pub mod office;
pub mod recall;
pub mod record;
pub mod sqlite;
pub mod verify;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::Connection;

use crate::domain::office::Office;

use crate::platform::filesystem::Place;
use crate::store::change::drafts::Window;
use crate::store::sqlite::disk_space::Hindrance;
use crate::store::sqlite::lease::Lease;
use crate::store::sqlite::transaction::Write;
pub use error::StoreError;

/// An open database, with the office that it holds.
pub struct Store {
    connection: Connection,
    path: PathBuf,
    office: Office,
    /// Where it lies on a network disk and this process may write it.
    lease: Option<Arc<Lease>>,
    /// Whether it was opened where nothing can be written.
    reads_only: bool,
    /// What it is to those who write drafts.
    window: Window,
}

impl Store {
    /// Opens an existing database.
    pub fn open(path: &Path) -> Result<Store, StoreError> {
        let (connection, _) = crate::store::sqlite::connection::connect(path, None)?;
        let (office, reads_only) = (
            office::load(&connection)?,
            crate::store::sqlite::unwritable::is(&connection, path)?,
        );
        Ok(Store {
            connection,
            path: real(path),
            office,
            lease: None,
            reads_only,
            window: Window::open(),
        })
    }

    /// Opens the same database again, after an error: what is there is read from the disk, and not from what is remembered of it.
    pub fn again(&mut self) -> Result<(), StoreError> {
        // One that another took away is given up: until it is taken again, this process only reads.
        self.lease = self.lease.take().filter(|lease| lease.check().is_ok());
        self.connection = match self.lease {
            Some(_) => crate::store::sqlite::connection::to_write(&self.path)?,
            None => crate::store::sqlite::connection::connect(&self.path, None)?.0,
        };
        self.reads_only = crate::store::sqlite::unwritable::is(&self.connection, &self.path)?;
        self.refresh()
    }

    /// Why this store only reads, where the disk takes nothing; the sentence.
    pub fn hindrance(&self) -> Option<String> {
        let why = || {
            Hindrance::of(crate::platform::filesystem::folder(&self.path))
                .unwrap_or(Hindrance::Full)
        };
        self.reads_only.then(|| why().words())
    }

    /// Opens the same database again where it could only be read and the disk takes something by now: what others write is seen again.
    /// Returns whether it did.
    pub fn fresh(&mut self) -> Result<bool, StoreError> {
        let again = self.reads_only
            && Hindrance::of(crate::platform::filesystem::folder(&self.path)).is_none();
        if again {
            self.again()?;
        }
        Ok(again)
    }

    /// Makes it ready to be written by a member of staff. On a local disk it always is; on a network disk one process takes the
    /// lease, and every other is told who has it.
    pub fn ready(&mut self, who: &str) -> Result<(), StoreError> {
        if self.lease.is_some() {
            return Ok(());
        }
        if crate::platform::filesystem::of(crate::platform::filesystem::folder(&self.path))
            == Place::Local
        {
            if self.reads_only {
                self.connection = crate::store::sqlite::connection::to_write_again(&self.path)?;
                self.reads_only = false;
            }
            return Ok(());
        }
        let lease = crate::store::sqlite::lease::take(&self.path, who)?;
        self.connection = crate::store::sqlite::connection::to_write(&self.path)?;
        self.lease = Some(lease);
        Ok(())
    }

    /// Begins to write in the name of a member of staff, who is still one.
    fn write(&mut self, who: &str) -> Result<(Write<'_>, &mut Office, &mut Window), StoreError> {
        let begun = self.write_as_system(who)?;
        office::must_be_staff(&begun.0, who)?;
        Ok(begun)
    }

    /// Begins to write what no member of staff asks for; on a network disk, in this name.
    fn write_as_system(
        &mut self,
        who: &str,
    ) -> Result<(Write<'_>, &mut Office, &mut Window), StoreError> {
        self.ready(who)?;
        Ok((
            crate::store::sqlite::transaction::begin(&mut self.connection, self.lease.as_deref())?,
            &mut self.office,
            &mut self.window,
        ))
    }

    /// Opens an existing database for a thread that reads beside the one that writes, with little memory of its own.
    pub fn open_beside(path: &Path) -> Result<Store, StoreError> {
        let store = Store::open(path)?;
        store
            .connection
            .execute_batch("PRAGMA cache_size = -2000")?;
        Ok(store)
    }

    /// The office as last read: regulation, calendar, units, people.
    pub fn office(&self) -> &Office {
        &self.office
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A number that changes when another process has committed (`PRAGMA data_version`).
    pub fn data_version(&self) -> Result<i64, StoreError> {
        Ok(self
            .connection
            .query_row("PRAGMA data_version", [], |row| row.get(0))?)
    }

    /// What ends, from another thread, the reading that this store is at.
    pub fn interrupter(&self) -> impl Fn() + Send + Sync + 'static {
        let handle = self.connection.get_interrupt_handle();
        move || handle.interrupt()
    }

    /// Tells the office the time: the regulation in force may be another.
    pub fn turn(&mut self, now: jiff::Timestamp) {
        self.office.turn(now);
    }

    /// Reads the office again where somebody changed it.
    pub fn refresh(&mut self) -> Result<(), StoreError> {
        office::renew(&self.connection, &mut self.office)
    }
}

/// The file itself, where the path leads to it by a link: its log lies beside the file, not beside the link.
fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// The device and inode numbers of a database and the files beside it, which nothing but SQLite may open: closing one of
/// them would drop the process's locks.
pub fn own_files(database: &Path) -> Vec<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    [
        "",
        "-wal",
        "-shm",
        "-journal",
        crate::store::sqlite::presence::TAIL,
        "-presence-journal",
    ]
    .iter()
    .filter_map(|tail| {
        let file = std::fs::metadata(crate::platform::filesystem::beside(database, tail)).ok()?;
        Some((file.dev(), file.ino()))
    })
    .collect()
}
