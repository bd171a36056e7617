//! Restores a backup into a new file, only if it matches its manifest and verifies completely.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::Path;

use age::x25519::Identity;

use super::KeepError;
use super::manifest::{Manifest, measure};
use super::part::Part;
use crate::platform::files;
use crate::store::StoreError;
use crate::store::backup::make::clean;
use crate::store::record::anchor::Anchor;
use crate::store::sqlite::{connection, schema};
use crate::store::verify::{self, Report};

/// The options of a restore.
pub struct Wanted<'a> {
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
    wanted: &Wanted<'_>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<(Report, Option<Manifest>), KeepError> {
    let Wanted {
        backup,
        target,
        identities,
        anchors,
        without_manifest,
    } = wanted;
    let mut from = files::regular(backup)?;
    let sealed = super::seal::is_sealed(&mut from).map_err(KeepError::io(backup))?;
    let manifest = Manifest::read(backup)?;
    if manifest.is_none() && !sealed && !is_database(&mut from).map_err(KeepError::io(backup))? {
        return Err(KeepError::NoBackup(backup.to_path_buf()));
    }
    let mut anchors = anchors.clone();
    match &manifest {
        Some(manifest) => {
            // Length and hash can be checked without a key.
            let (bytes, hash) = measure(backup)?;
            same("bytes", bytes == manifest.bytes)?;
            same("blake3", hash == manifest.blake3)?;
            anchors.push(manifest.content.anchor());
        }
        None if !without_manifest => return Err(KeepError::NoManifest(backup.to_path_buf())),
        None => {}
    }
    let part = Part::begin(target)?;
    same(
        "encrypted",
        manifest
            .as_ref()
            .is_none_or(|manifest| manifest.encrypted == sealed),
    )?;
    if sealed {
        if identities.is_empty() {
            return Err(KeepError::NeedsIdentity);
        }
        super::seal::unseal(from, part.file(), identities)?;
    } else {
        let mut to = part.file();
        std::io::copy(&mut from, &mut to).map_err(KeepError::io(part.path()))?;
    }
    let foreign = |error: StoreError| match error {
        StoreError::Foreign | StoreError::Unfounded => KeepError::NoBackup(backup.to_path_buf()),
        other => other.into(),
    };
    let mut connection = connection::connect_still(part.path(), true).map_err(foreign)?;
    connection.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(()))?;
    // A backup of an earlier program is upgraded; its events stay unchanged.
    schema::settle(&mut connection, None).map_err(foreign)?;
    let report = verify::whole(&mut connection, &anchors, progress)?;
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
        return Err(KeepError::AnchorLater(later.events, report.events));
    }
    let report = clean(report)?;
    drop(connection);
    if let Some(Manifest {
        content: manifest, ..
    }) = &manifest
    {
        same("events", report.events == manifest.events)?;
        same("founding", report.founding == manifest.founding)?;
        same("letters", report.letters == manifest.letters)?;
        same("attachments", report.attachments == manifest.attachments)?;
    }
    part.place()?;
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

fn same(what: &'static str, yes: bool) -> Result<(), KeepError> {
    if yes {
        Ok(())
    } else {
        Err(KeepError::Differs(what))
    }
}
