//! Makes a backup while others write: copied, verified, encrypted on request, and put in place with
//! its manifest.

use std::path::{Path, PathBuf};

use age::x25519::Recipient;
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};

use super::KeepError;
use super::manifest::{Content, FORMAT, Manifest, beside, measure};
use super::part::{Part, must_be_free};
use crate::domain::time::Timestamp;
use crate::platform::filesystem;
use crate::store::sqlite::{connection, disk_space, schema};
use crate::store::verify::{self, Report};
use crate::store::{Store, StoreError};

/// The suffix of the plain copy from which an encrypted backup is made.
pub(super) const PLAIN: &str = ".backup";

/// Pages copied between two progress reports: 4 MB.
const STEP: i32 = 256;

/// Callback for progress: the phase, the units done, the units in total.
pub type Progress<'a> = &'a mut dyn FnMut(Doing, u64, u64);

/// The phase of a backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// Copying pages.
    Copying,
    /// Verifying the copy.
    Verifying,
}

impl Store {
    /// Makes a backup at `target`, which must not exist, and its manifest next to it. With
    /// recipients, it is encrypted for them; the plain copy is then made next to the database,
    /// where it is protected as the office is, and deleted afterwards.
    pub fn backup(
        &self,
        target: &Path,
        recipients: &[Recipient],
        at: Timestamp,
        progress: Progress<'_>,
    ) -> Result<Manifest, KeepError> {
        must_be_free(target)?;
        must_be_free(&beside(target))?;
        let target = &absolute(target)?;
        let part = Part::begin(target)?;
        let plain = match recipients {
            [] => None,
            [_, ..] => Some(Part::begin_at(
                &filesystem::beside(&self.path, PLAIN),
                target,
            )?),
        };
        let copy = plain.as_ref().unwrap_or(&part).path().to_owned();
        self.room_for(&copy)?;
        self.room_for(part.path())?;
        self.copy(&copy, progress)?;
        let report = verified(&copy, &mut |done, all| {
            progress(Doing::Verifying, done, all)
        })?;
        if let Some(plain) = &plain {
            super::seal::seal(plain.path(), part.file(), recipients)?;
        }
        drop(plain);
        let (bytes, blake3) = measure(part.path())?;
        let regulation = &self.office.regulation;
        let manifest = Manifest {
            format: FORMAT.to_owned(),
            content: Content {
                program: env!("CARGO_PKG_VERSION").to_owned(),
                schema: schema::VERSION,
                made_at: regulation.hours.to_rfc3339(at),
                office: regulation.office.localized().to_owned(),
                founding: report.founding,
                events: report.events,
                head: report.head,
                letters: report.letters,
                attachments: report.attachments,
            },
            bytes,
            blake3,
            encrypted: !recipients.is_empty(),
        };
        // A manifest without its backup does no harm; a backup without its manifest could not be
        // identified.
        manifest.write(target)?;
        part.place()
            .inspect_err(|_| _ = std::fs::remove_file(beside(target)))?;
        Ok(manifest)
    }

    /// Refuses to start if the disk has too little space for the copy.
    fn room_for(&self, copy: &Path) -> Result<(), KeepError> {
        let needed = disk_space::of(&self.path).map_or(0, |room| room.office);
        match disk_space::free(filesystem::folder(copy)) {
            Some(free) if free < needed => Err(KeepError::NoRoom(
                filesystem::folder(copy).to_owned(),
                needed,
                free,
            )),
            Some(_) | None => Ok(()),
        }
    }

    /// Copies the database, as of one point in time, into an empty file.
    fn copy(&self, to: &Path, progress: Progress<'_>) -> Result<(), KeepError> {
        let (source, _) = connection::connect(&self.path, None)?;
        let mut copy = Connection::open(to)?;
        copy.execute_batch("PRAGMA synchronous = OFF")?;
        // A single read transaction is one snapshot, and others go on writing to the log. A
        // stepwise copy without it would start over whenever somebody commits.
        source.execute_batch("BEGIN")?;
        source.query_row("SELECT count(*) FROM gram_count", [], |_| Ok(()))?;
        let backup = Backup::new(&source, &mut copy)?;
        let mut turns = 0;
        loop {
            match backup.step(STEP)? {
                StepResult::Done => break,
                StepResult::Busy | StepResult::Locked if turns < connection::TURNS => {
                    connection::wait_a_little(turns);
                    turns += 1;
                }
                StepResult::Busy | StepResult::Locked => return Err(StoreError::Busy.into()),
                _ => turns = 0,
            }
            let far = backup.progress();
            let (all, left) = (far.pagecount.unsigned_abs(), far.remaining.unsigned_abs());
            progress(Doing::Copying, u64::from(all - left), u64::from(all));
        }
        drop(backup);
        drop(source);
        // Leaves WAL mode, so that the copy is a single complete file.
        copy.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(()))?;
        copy.close().map_err(|(_, error)| error)?;
        Ok(())
    }
}

/// Returns an absolute path, with the links in its folder resolved.
fn absolute(path: &Path) -> Result<PathBuf, KeepError> {
    let real = filesystem::folder(path)
        .canonicalize()
        .map_err(KeepError::io(filesystem::folder(path)))?;
    Ok(path
        .file_name()
        .map_or_else(|| path.to_owned(), |name| real.join(name)))
}

/// Verifies a copy completely and requires it to be clean.
pub fn verified(copy: &Path, progress: &mut dyn FnMut(u64, u64)) -> Result<Report, KeepError> {
    let mut connection = connection::connect_still(copy, false)?;
    clean(verify::whole(&mut connection, &[], progress)?).map_err(|error| match error {
        // The copy equals its original.
        KeepError::NotClean(first, n) => KeepError::OfficeNotClean(first, n),
        other => other,
    })
}

/// Refuses a report with findings.
pub fn clean(report: Report) -> Result<Report, KeepError> {
    match report.findings.first() {
        None => Ok(report),
        Some(first) => Err(KeepError::NotClean(first.clone(), report.findings.len())),
    }
}
