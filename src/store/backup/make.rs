//! Makes a backup while others write: copied, verified, encrypted on request, and put in place with
//! its manifest.

use std::path::{Path, PathBuf};

use age::x25519::Recipient;
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};

use super::BackupError;
use super::manifest::{BACKUP_FORMAT, BackupManifest, OfficeContent, manifest_path, measure_file};
use crate::domain::time::Timestamp;
use crate::platform::filesystem;
use crate::store::backup::staged_file::{StagedFile, require_free};
use crate::store::open;
use crate::store::sqlite::{connection, disk_space, schema};
use crate::store::verify::{self, VerifyReport};
use crate::store::{Store, StoreError};

/// The suffix of the plain copy from which an encrypted backup is made.
pub(super) const PLAIN_SUFFIX: &str = ".backup";

/// Pages copied between two progress reports: 4 MB.
const PAGES_PER_STEP: i32 = 256;

/// Callback for progress: the phase, the units done, the units in total.
pub type Progress<'a> = &'a mut dyn FnMut(BackupPhase, u64, u64);

/// The phase of a backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BackupPhase {
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
    ) -> Result<BackupManifest, BackupError> {
        require_free(target)?;
        require_free(&manifest_path(target))?;
        let target = &resolve_folder(target)?;
        let part = StagedFile::create(target)?;
        let plain = match recipients {
            [] => None,
            [_, ..] => Some(StagedFile::create_at(
                &filesystem::with_name_tail(&self.path, PLAIN_SUFFIX),
                target,
            )?),
        };
        let copy = plain.as_ref().unwrap_or(&part).path().to_owned();
        self.check_disk_space(&copy)?;
        self.check_disk_space(part.path())?;
        self.copy_database(&copy, progress)?;
        let report = verify_copy(&copy, &mut |done, all| {
            progress(BackupPhase::Verifying, done, all)
        })?;
        if let Some(plain) = &plain {
            crate::store::backup::encryption::encrypt(plain.path(), part.file(), recipients)?;
        }
        drop(plain);
        let (bytes, blake3) = measure_file(part.path())?;
        let regulation = &self.office.regulation;
        let manifest = BackupManifest {
            format: BACKUP_FORMAT.to_owned(),
            content: OfficeContent {
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
        part.persist()
            .inspect_err(|_| _ = std::fs::remove_file(manifest_path(target)))?;
        Ok(manifest)
    }

    /// Refuses to start if the disk has too little space for the copy.
    fn check_disk_space(&self, copy: &Path) -> Result<(), BackupError> {
        let needed = disk_space::measure_space(&self.path).map_or(0, |room| room.office_bytes);
        match disk_space::free_bytes(filesystem::parent_folder(copy)) {
            Some(free) if free < needed => Err(BackupError::NoRoom(
                filesystem::parent_folder(copy).to_owned(),
                needed,
                free,
            )),
            Some(_) | None => Ok(()),
        }
    }

    /// Copies the database, as of one point in time, into an empty file.
    fn copy_database(&self, to: &Path, progress: Progress<'_>) -> Result<(), BackupError> {
        let (source, _) = open::connect(&self.path, None)?;
        let mut copy = Connection::open(to)?;
        copy.execute_batch("PRAGMA synchronous = OFF")?;
        // A single read transaction is one snapshot, and others go on writing to the log. A
        // stepwise copy without it would start over whenever somebody commits.
        source.execute_batch("BEGIN")?;
        source.query_row("SELECT count(*) FROM gram_count", [], |_| Ok(()))?;
        let backup = Backup::new(&source, &mut copy)?;
        let mut turns = 0;
        loop {
            match backup.step(PAGES_PER_STEP)? {
                StepResult::Done => break,
                StepResult::Busy | StepResult::Locked if turns < connection::MAX_ATTEMPTS => {
                    connection::wait_with_jitter(turns);
                    turns += 1;
                }
                StepResult::Busy | StepResult::Locked => return Err(StoreError::Busy.into()),
                _ => turns = 0,
            }
            let far = backup.progress();
            let (all, left) = (far.pagecount.unsigned_abs(), far.remaining.unsigned_abs());
            progress(BackupPhase::Copying, u64::from(all - left), u64::from(all));
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
fn resolve_folder(path: &Path) -> Result<PathBuf, BackupError> {
    let real = filesystem::parent_folder(path)
        .canonicalize()
        .map_err(BackupError::for_path(filesystem::parent_folder(path)))?;
    Ok(path
        .file_name()
        .map_or_else(|| path.to_owned(), |name| real.join(name)))
}

/// Verifies a copy completely and requires it to be clean.
pub fn verify_copy(
    copy: &Path,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<VerifyReport, BackupError> {
    let mut connection = connection::connect_unchanged(copy, false)?;
    require_clean(verify::verify_connection(&mut connection, &[], progress)?).map_err(|error| {
        match error {
            // The copy equals its original.
            BackupError::NotClean(first, n) => BackupError::OfficeNotClean(first, n),
            other => other,
        }
    })
}

/// Refuses a report with findings.
pub fn require_clean(report: VerifyReport) -> Result<VerifyReport, BackupError> {
    match report.findings.first() {
        None => Ok(report),
        Some(first) => Err(BackupError::NotClean(first.clone(), report.findings.len())),
    }
}
