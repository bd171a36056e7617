//! The manifest beside a backup: what it is, how long, its hash, and the anchor of the record in it.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::KeepError;
use super::part::Part;
use crate::platform::files::{self, NotRead};
use crate::platform::filesystem;
use crate::store::record::anchor::Anchor;

/// The format of backups.
pub const FORMAT: &str = "xinxiang-backup-1";

/// A manifest is never longer.
const MOST: u64 = 64 << 10;

/// What a copy of an office has in it, the anchor of its record among it: in every manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// The version of the program that made it.
    pub program: String,
    /// The version of the schema.
    pub schema: i32,
    /// When it was made, in RFC 3339.
    pub made_at: String,
    /// The office's name.
    pub office: String,
    /// The hash of the office's first event.
    pub founding: String,
    /// How many events.
    pub events: u64,
    /// The hash of the last, in hexadecimal.
    pub head: String,
    /// How many letters.
    pub letters: u64,
    /// How many attachments.
    pub attachments: u64,
}

impl Content {
    /// The anchor in it.
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
    /// [`FORMAT`].
    pub format: String,
    /// What is in it.
    #[serde(flatten)]
    pub content: Content,
    /// How long the file is.
    pub bytes: u64,
    /// BLAKE3 of the file as it lies there, encrypted or not, in hexadecimal.
    pub blake3: String,
    /// Whether it is encrypted.
    pub encrypted: bool,
}

/// What its name ends with, after that of the backup.
pub const MANIFEST: &str = ".manifest.json";

/// Where the manifest of a backup lies.
pub fn beside(backup: &Path) -> PathBuf {
    filesystem::beside(backup, MANIFEST)
}

impl Manifest {
    /// Reads the manifest of a backup; `None` where there is none.
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

    /// Puts it beside its backup.
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

/// The length of a file, and BLAKE3 of its bytes in hexadecimal.
pub fn measure(path: &Path) -> Result<(u64, String), KeepError> {
    let mut hasher = blake3::Hasher::new();
    let mut file = files::regular(path)?;
    let bytes = std::io::copy(&mut file, &mut hasher).map_err(KeepError::io(path))?;
    Ok((bytes, hasher.finalize().to_hex().to_string()))
}
