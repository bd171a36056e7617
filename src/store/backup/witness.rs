//! The backup manifests in a folder. Each has an anchor, and so proves what the record was when the
//! backup was made.
//!
//! The record may not match an older manifest for two reasons: the office was restored and has
//! diverged since, or the record was rewritten. They cannot be distinguished here. In both cases
//! the older backups may be the only copies of their state, so none is removed and a person has to
//! look.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension, named_params};

use super::KeepError;
use super::manifest::{MANIFEST, Manifest, beside};
use crate::store::record::anchor::{self, Anchor};
use crate::store::{Store, StoreError};

/// A manifest in a folder.
pub struct Witness {
    /// The path of its backup, which may no longer exist.
    pub backup: PathBuf,
    /// The manifest.
    pub manifest: Manifest,
}

impl Witness {
    /// Returns the anchor in the manifest.
    pub fn anchor(&self) -> Anchor {
        self.manifest.content.anchor()
    }
}

/// Reads the manifests of one office in a folder, sorted by name. The office is identified by the
/// hash of its first event; manifests of other offices and unreadable ones are skipped.
pub fn of(folder: &Path, founding: &str) -> Result<Vec<Witness>, KeepError> {
    let mut witnesses = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(KeepError::io(folder))? {
        let entry = entry.map_err(KeepError::io(folder))?;
        let name = entry.file_name();
        let Some(backup) = name.to_str().and_then(|name| name.strip_suffix(MANIFEST)) else {
            continue;
        };
        // Opening a pipe of that name would block.
        let Some(backup) = entry.path().is_file().then(|| folder.join(backup)) else {
            continue;
        };
        if let Ok(Some(manifest)) = Manifest::read(&backup)
            && manifest.content.founding == founding
        {
            witnesses.push(Witness { backup, manifest });
        }
    }
    witnesses.sort_by(|one, other| one.backup.cmp(&other.backup));
    Ok(witnesses)
}

/// Reports whether the record contains the anchor: the event with that number has that hash.
fn lies_in(connection: &Connection, witness: &Witness) -> Result<bool, StoreError> {
    let hash: Option<[u8; 32]> = connection
        .prepare_cached("SELECT hash FROM event WHERE seq = :seq")?
        .query_row(
            named_params! { ":seq": witness.manifest.content.events.cast_signed() },
            |row| row.get(0),
        )
        .optional()?;
    Ok(hash.is_some_and(|hash| witness.anchor().holds(&hash)))
}

impl Store {
    /// Returns the hash of the office's first event, which identifies the office.
    pub fn founding(&self) -> Result<String, StoreError> {
        anchor::founding(&self.connection)
    }

    /// Splits manifests into those that this record contains, and those of a diverged history.
    pub fn lines(
        &self,
        witnesses: Vec<Witness>,
    ) -> Result<(Vec<Witness>, Vec<Witness>), StoreError> {
        let (mut ours, mut other) = (Vec::new(), Vec::new());
        for witness in witnesses {
            if lies_in(&self.connection, &witness)? {
                ours.push(witness)
            } else {
                other.push(witness)
            }
        }
        Ok((ours, other))
    }

    /// Returns the paths of the manifests of a diverged history in a folder.
    pub fn other_line(&self, folder: &Path) -> Result<Vec<PathBuf>, KeepError> {
        let (_, other) = self.lines(of(folder, &self.founding()?)?)?;
        Ok(other
            .iter()
            .map(|witness| beside(&witness.backup))
            .collect())
    }
}
