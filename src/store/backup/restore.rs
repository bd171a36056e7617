//! Restores a backup into a new file, only if it matches its manifest and verifies completely.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::Path;

use age::x25519::Identity;

use super::BackupError;
use super::manifest::{BackupManifest, measure_file};
use crate::platform::files;
use crate::store::StoreError;
use crate::store::backup::make::require_clean;
use crate::store::backup::staged_file::StagedFile;
use crate::store::record::anchor::Anchor;
use crate::store::sqlite::connection;
use crate::store::upgrade;
use crate::store::verify::{self, VerifyReport};

/// The options of a restore.
pub struct RestoreOptions<'a> {
    /// The backup.
    pub backup: &'a Path,
    /// The file to create, which must not exist.
    pub target: &'a Path,
    /// The secret keys to decrypt it with.
    pub identities: &'a [Identity],
    /// Anchors that were kept elsewhere.
    pub anchors: Vec<Anchor>,
    /// Whether a backup without a manifest is accepted.
    pub without_manifest: bool,
}

/// Restores a backup. If any check fails, no file is left.
pub fn restore(
    wanted: &RestoreOptions<'_>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<(VerifyReport, Option<BackupManifest>), BackupError> {
    let RestoreOptions {
        backup,
        target,
        identities,
        anchors,
        without_manifest,
    } = wanted;
    let mut from = files::open_regular(backup)?;
    let sealed = crate::store::backup::encryption::is_encrypted(&mut from)
        .map_err(BackupError::for_path(backup))?;
    let manifest = BackupManifest::read(backup)?;
    if manifest.is_none()
        && !sealed
        && !is_database(&mut from).map_err(BackupError::for_path(backup))?
    {
        return Err(BackupError::NoBackup(backup.to_path_buf()));
    }
    let mut anchors = anchors.clone();
    match &manifest {
        Some(manifest) => {
            // Length and hash can be checked without a key.
            let (bytes, hash) = measure_file(backup)?;
            require_match("bytes", bytes == manifest.bytes)?;
            require_match("blake3", hash == manifest.blake3)?;
            anchors.push(manifest.content.anchor());
        }
        None if !without_manifest => return Err(BackupError::NoManifest(backup.to_path_buf())),
        None => {}
    }
    let part = StagedFile::create(target)?;
    require_match(
        "encrypted",
        manifest
            .as_ref()
            .is_none_or(|manifest| manifest.encrypted == sealed),
    )?;
    if sealed {
        if identities.is_empty() {
            return Err(BackupError::NeedsIdentity);
        }
        crate::store::backup::encryption::decrypt(from, part.file(), identities)?;
    } else {
        let mut to = part.file();
        io::copy(&mut from, &mut to).map_err(BackupError::for_path(part.path()))?;
    }
    let foreign = |error: StoreError| match error {
        StoreError::Foreign | StoreError::NotInitialized => {
            BackupError::NoBackup(backup.to_path_buf())
        }
        other => other.into(),
    };
    let mut connection = connection::connect_unchanged(part.path(), true).map_err(foreign)?;
    connection.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(()))?;
    // A backup of an earlier program is upgraded; its events stay unchanged.
    upgrade::create_or_upgrade(&mut connection, None).map_err(foreign)?;
    let report = verify::verify_connection(&mut connection, &anchors, progress)?;
    // An anchor with more events than the backup is only older data, not damage, if the record
    // itself is intact.
    let whole = report
        .first_bad
        .as_ref()
        .is_none_or(|bad| bad.seq.unsigned_abs() > report.events);
    let as_made = manifest
        .as_ref()
        .is_none_or(|manifest| manifest.content.events == report.events);
    if let Some(later) = wanted
        .anchors
        .iter()
        .find(|anchor| whole && as_made && anchor.events > report.events)
    {
        return Err(BackupError::AnchorBeyondBackup(later.events, report.events));
    }
    let report = require_clean(report)?;
    drop(connection);
    if let Some(BackupManifest {
        content: manifest, ..
    }) = &manifest
    {
        require_match("events", report.events == manifest.events)?;
        require_match("founding", report.founding == manifest.founding)?;
        require_match("letters", report.letters == manifest.letters)?;
        require_match("attachments", report.attachments == manifest.attachments)?;
    }
    part.persist()?;
    Ok((report, manifest))
}

/// Reports whether a file has the header of a SQLite database, and rewinds it.
fn is_database(file: &mut File) -> io::Result<bool> {
    const MAGIC: &[u8] = b"SQLite format 3\0";
    let mut first = Vec::new();
    Read::by_ref(file)
        .take(MAGIC.len() as u64)
        .read_to_end(&mut first)?;
    file.rewind()?;
    Ok(first == MAGIC)
}

fn require_match(what: &'static str, yes: bool) -> Result<(), BackupError> {
    if yes {
        Ok(())
    } else {
        Err(BackupError::ManifestMismatch(what))
    }
}
