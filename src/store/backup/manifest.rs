//! Backup manifests: size, hash, and the anchor of the record in the backup.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::KeepError;
use super::part::Part;
use crate::platform::files::{self, NotRead};
use crate::platform::filesystem;
use crate::store::record::anchor::Anchor;

/// The format identifier of backups.
pub const FORMAT: &str = "xinxiang-backup-1";

/// The maximum size of a manifest in bytes.
const MOST: u64 = 64 << 10;

/// The contents of a copy of an office, including the anchor of its record; part of every manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// The version of the program that made it.
    pub program: String,
    /// The schema version.
    pub schema: i32,
    /// When it was made, in RFC 3339.
    pub made_at: String,
    /// The office's name.
    pub office: String,
    /// The hash of the office's first event.
    pub founding: String,
    /// The number of events.
    pub events: u64,
    /// The hash of the last event, in hexadecimal.
    pub head: String,
    /// The number of letters.
    pub letters: u64,
    /// The number of attachments.
    pub attachments: u64,
}

impl Content {
    /// Returns the anchor of the record.
    pub fn anchor(&self) -> Anchor {
        Anchor {
            office: Some(self.office.clone()),
            founding: Some(self.founding.clone()),
            events: self.events,
            head: self.head.clone(),
            at: Some(self.made_at.clone()),
        }
    }
}

/// The manifest of a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Always [`FORMAT`].
    pub format: String,
    /// The contents of the backup.
    #[serde(flatten)]
    pub content: Content,
    /// The size of the file in bytes.
    pub bytes: u64,
    /// BLAKE3 of the file as stored, encrypted or not, in hexadecimal.
    pub blake3: String,
    /// Whether it is encrypted.
    pub encrypted: bool,
}

/// The suffix appended to the name of the backup.
pub const MANIFEST: &str = ".manifest.json";

/// Returns the path of the manifest of a backup.
pub fn beside(backup: &Path) -> PathBuf {
    filesystem::beside(backup, MANIFEST)
}

impl Manifest {
    /// Reads the manifest of a backup; `None` if there is none.
    pub fn read(backup: &Path) -> Result<Option<Manifest>, KeepError> {
        let path = beside(backup);
        let file = match files::regular(&path) {
            Err(NotRead::Io(_, error)) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(None);
            }
            other => other?,
        };
        let mut text = String::new();
        file.take(MOST)
            .read_to_string(&mut text)
            .map_err(|_| KeepError::BadManifest(path.clone()))?;
        let manifest: Manifest =
            serde_json::from_str(&text).map_err(|_| KeepError::BadManifest(path.clone()))?;
        if manifest.format != FORMAT || Anchor::parse(&text).is_none() {
            return Err(KeepError::BadManifest(path));
        }
        Ok(Some(manifest))
    }

    /// Writes the manifest next to its backup.
    pub fn write(&self, backup: &Path) -> Result<(), KeepError> {
        let part = Part::begin(&beside(backup))?;
        let mut text = serde_json::to_string_pretty(self)
            .map_err(|error| KeepError::io(part.path())(error.into()))?;
        text.push('\n');
        part.file()
            .write_all(text.as_bytes())
            .map_err(KeepError::io(part.path()))?;
        part.place()
    }
}

/// Returns the size of a file and the BLAKE3 of its contents in hexadecimal.
pub fn measure(path: &Path) -> Result<(u64, String), KeepError> {
    let mut hasher = blake3::Hasher::new();
    let mut file = files::regular(path)?;
    let bytes = std::io::copy(&mut file, &mut hasher).map_err(KeepError::io(path))?;
    Ok((bytes, hasher.finalize().to_hex().to_string()))
}
