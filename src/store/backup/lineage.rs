//! The backup manifests in a folder. Each has an anchor, and so proves what the record was when the
//! backup was made.
//!
//! The record may not match an older manifest for two reasons: the office was restored and has
//! diverged since, or the record was rewritten. They cannot be distinguished here. In both cases
//! the older backups may be the only copies of their state, so none is removed and a person has to
//! look.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension, named_params};

use super::BackupError;
use super::manifest::{BackupManifest, MANIFEST_SUFFIX, manifest_path};
use crate::store::record::anchor::{self, Anchor};
use crate::store::{Store, StoreError};

/// A manifest in a folder.
pub struct FoundManifest {
    /// The path of its backup, which may no longer exist.
    pub backup: PathBuf,
    /// The manifest.
    pub manifest: BackupManifest,
}

impl FoundManifest {
    /// Returns the anchor in the manifest.
    pub fn anchor(&self) -> Anchor {
        self.manifest.content.anchor()
    }
}

/// Reads the manifests of one office in a folder, sorted by name. The office is identified by the
/// hash of its first event; manifests of other offices and unreadable ones are skipped.
pub fn read_manifests(folder: &Path, founding: &str) -> Result<Vec<FoundManifest>, BackupError> {
    let mut witnesses = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(BackupError::for_path(folder))? {
        let entry = entry.map_err(BackupError::for_path(folder))?;
        let name = entry.file_name();
        let Some(backup) = name
            .to_str()
            .and_then(|name| name.strip_suffix(MANIFEST_SUFFIX))
        else {
            continue;
        };
        // Opening a pipe of that name would block.
        let Some(backup) = entry.path().is_file().then(|| folder.join(backup)) else {
            continue;
        };
        if let Ok(Some(manifest)) = BackupManifest::read(&backup)
            && manifest.content.founding == founding
        {
            witnesses.push(FoundManifest { backup, manifest });
        }
    }
    witnesses.sort_by(|one, other| one.backup.cmp(&other.backup));
    Ok(witnesses)
}

/// Reports whether the record contains the anchor: the event with that number has that hash.
fn is_in_record(connection: &Connection, witness: &FoundManifest) -> Result<bool, StoreError> {
    let hash: Option<[u8; 32]> = connection
        .prepare_cached("SELECT hash FROM event WHERE seq = :seq")?
        .query_row(
            named_params! { ":seq": witness.manifest.content.events.cast_signed() },
            |row| row.get(0),
        )
        .optional()?;
    Ok(hash.is_some_and(|hash| witness.anchor().matches_hash(&hash)))
}

impl Store {
    /// Returns the hash of the office's first event, which identifies the office.
    pub fn founding_hash(&self) -> Result<String, StoreError> {
        anchor::founding_hash(&self.connection)
    }

    /// Splits manifests into those that this record contains, and those of a diverged history.
    pub fn split_by_history(
        &self,
        witnesses: Vec<FoundManifest>,
    ) -> Result<(Vec<FoundManifest>, Vec<FoundManifest>), StoreError> {
        let (mut ours, mut other) = (Vec::new(), Vec::new());
        for witness in witnesses {
            if is_in_record(&self.connection, &witness)? {
                ours.push(witness)
            } else {
                other.push(witness)
            }
        }
        Ok((ours, other))
    }

    /// Returns the paths of the manifests of a diverged history in a folder.
    pub fn diverged_manifests(&self, folder: &Path) -> Result<Vec<PathBuf>, BackupError> {
        let (_, other) = self.split_by_history(read_manifests(folder, &self.founding_hash()?)?)?;
        Ok(other
            .iter()
            .map(|witness| manifest_path(&witness.backup))
            .collect())
    }
}
