//! A backup: taken while others write, verified, encrypted where that is wanted, put into place with its manifest.

use std::path::{Path, PathBuf};

use age::x25519::Recipient;
use jiff::Timestamp;
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};

use super::KeepError;
use super::manifest::{Content, FORMAT, Manifest, beside, measure};
use super::part::{Part, must_be_free};
use crate::platform::filesystem;
use crate::store::sqlite::{connection, disk_space, schema};
use crate::store::verify::{self, Report};
use crate::store::{Store, StoreError};

/// What the name of the plain copy ends with, while an encrypted backup is made.
pub(super) const PLAIN: &str = ".backup";

/// How many pages are copied between two looks at the clock of the progress bar: 4 MB.
const STEP: i32 = 256;

/// How far a copy is.
pub type Progress<'a> = &'a mut dyn FnMut(Doing, u64, u64);

/// What it is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// Copying pages.
    Copying,
    /// Verifying the copy.
    Verifying,
}

impl Store {
    /// Makes a backup at `target`, where nothing lies yet, and its manifest beside it. With recipients, it is encrypted for them: the
    /// plain copy is made beside the database then, whose folder is as closed as the office itself, and is gone afterwards.
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
                made_at: regulation.hours.rfc3339(at),
                office: regulation.office.words().to_owned(),
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
        // A manifest without its backup harms nobody; a backup without its manifest could not be told from another's.
        manifest.write(target)?;
        part.place()
            .inspect_err(|_| _ = std::fs::remove_file(beside(target)))?;
        Ok(manifest)
    }

    /// Refuses to begin what the disk has no room for.
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

    /// Copies the database, as it is at one moment, into an empty file.
    fn copy(&self, to: &Path, progress: Progress<'_>) -> Result<(), KeepError> {
        let (source, _) = connection::connect(&self.path, None)?;
        let mut copy = Connection::open(to)?;
        copy.execute_batch("PRAGMA synchronous = OFF")?;
        // One reading transaction is one moment, and others go on writing into the log beside it: a copy taken in steps without
        // one begins again whenever somebody commits.
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
        // One file, complete in itself.
        copy.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(()))?;
        copy.close().map_err(|(_, error)| error)?;
        Ok(())
    }
}

/// A path that does not depend on where the program was started, with its folder as it really is.
fn absolute(path: &Path) -> Result<PathBuf, KeepError> {
    let real = filesystem::folder(path)
        .canonicalize()
        .map_err(KeepError::io(filesystem::folder(path)))?;
    Ok(path
        .file_name()
        .map_or_else(|| path.to_owned(), |name| real.join(name)))
}

/// Verifies a copy, whole, and that it is clean.
pub fn verified(copy: &Path, progress: &mut dyn FnMut(u64, u64)) -> Result<Report, KeepError> {
    let mut connection = connection::connect_still(copy, false)?;
    clean(verify::whole(&mut connection, &[], progress)?).map_err(|error| match error {
        // It is what it was copied from.
        KeepError::NotClean(first, n) => KeepError::OfficeNotClean(first, n),
        other => other,
    })
}

/// Refuses what is not clean.
pub fn clean(report: Report) -> Result<Report, KeepError> {
    match report.findings.first() {
        None => Ok(report),
        Some(first) => Err(KeepError::NotClean(first.clone(), report.findings.len())),
    }
}
