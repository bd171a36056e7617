//! The manifests that lie in a folder: each has an anchor, and so bears witness to what the record was when it was made.
//!
//! Two things make a record that an older manifest does not fit: an office that was restored and went on from there, and a record that
//! was written anew. They cannot be told apart from here. Either way the older backups may be the only copies of what was, so a person
//! looks first, and none of them is removed.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension, named_params};

use super::KeepError;
use super::manifest::{MANIFEST, Manifest, beside};
use crate::store::record::anchor::{self, Anchor};
use crate::store::{Store, StoreError};

/// A manifest in a folder.
pub struct Witness {
    /// Where its backup lies, or lay.
    pub backup: PathBuf,
    /// The manifest.
    pub manifest: Manifest,
}

impl Witness {
    /// Returns the anchor in it.
    pub fn anchor(&self) -> Anchor {
        self.manifest.content.anchor()
    }
}

/// Reads the manifests of an office, which the hash of its first event names, in a folder, in the order of their names. Those of other
/// offices, and what does not read as a manifest, bear no witness.
pub fn of(folder: &Path, founding: &str) -> Result<Vec<Witness>, KeepError> {
    let mut witnesses = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(KeepError::io(folder))? {
        let entry = entry.map_err(KeepError::io(folder))?;
        let name = entry.file_name();
        let Some(backup) = name.to_str().and_then(|name| name.strip_suffix(MANIFEST)) else {
            continue;
        };
        // A pipe of that name would be waited for.
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

/// Whether the anchor of a witness lies in the record: the event with its number has its hash.
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
    /// Returns the hash of the office's first event, which tells it from every other.
    pub fn founding(&self) -> Result<String, StoreError> {
        anchor::founding(&self.connection)
    }

    /// Divides witnesses into those of this record and those of another line of history.
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

    /// Returns the manifests of another line of history in a folder.
    pub fn other_line(&self, folder: &Path) -> Result<Vec<PathBuf>, KeepError> {
        let (_, other) = self.lines(of(folder, &self.founding()?)?)?;
        Ok(other
            .iter()
            .map(|witness| beside(&witness.backup))
            .collect())
    }
}
