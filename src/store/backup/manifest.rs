//! Backup manifests: size, hash, and the anchor of the record in the backup.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::BackupError;
use crate::platform::files::{self, FileReadError};
use crate::platform::filesystem;
use crate::store::backup::staged_file::StagedFile;
use crate::store::record::anchor::Anchor;

/// The format identifier of backups.
pub const BACKUP_FORMAT: &str = "xinxiang-backup-1";

/// The maximum size of a manifest in bytes.
const MAX_BYTES: u64 = 64 << 10;

/// The contents of a copy of an office, including the anchor of its record; part of every manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeContent {
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

impl OfficeContent {
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
pub struct BackupManifest {
    /// Always [`BACKUP_FORMAT`].
    pub format: String,
    /// The contents of the backup.
    #[serde(flatten)]
    pub content: OfficeContent,
    /// The size of the file in bytes.
    pub bytes: u64,
    /// BLAKE3 of the file as stored, encrypted or not, in hexadecimal.
    pub blake3: String,
    /// Whether it is encrypted.
    pub encrypted: bool,
}

/// The suffix appended to the name of the backup.
pub const MANIFEST_SUFFIX: &str = ".manifest.json";

/// Returns the path of the manifest of a backup.
pub fn manifest_path(backup: &Path) -> PathBuf {
    filesystem::with_name_tail(backup, MANIFEST_SUFFIX)
}

impl BackupManifest {
    /// Reads the manifest of a backup; `None` if there is none.
    pub fn read(backup: &Path) -> Result<Option<BackupManifest>, BackupError> {
        let path = manifest_path(backup);
        let file = match files::open_regular(&path) {
            Err(FileReadError::Io(_, error)) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(None);
            }
            other => other?,
        };
        let mut text = String::new();
        file.take(MAX_BYTES)
            .read_to_string(&mut text)
            .map_err(|_| BackupError::BadManifest(path.clone()))?;
        let manifest: BackupManifest =
            serde_json::from_str(&text).map_err(|_| BackupError::BadManifest(path.clone()))?;
        if manifest.format != BACKUP_FORMAT || Anchor::parse(&text).is_none() {
            return Err(BackupError::BadManifest(path));
        }
        Ok(Some(manifest))
    }

    /// Writes the manifest next to its backup.
    pub fn write(&self, backup: &Path) -> Result<(), BackupError> {
        let part = StagedFile::create(&manifest_path(backup))?;
        let mut text = serde_json::to_string_pretty(self)
            .map_err(|error| BackupError::for_path(part.path())(error.into()))?;
        text.push('\n');
        part.file()
            .write_all(text.as_bytes())
            .map_err(BackupError::for_path(part.path()))?;
        part.persist()
    }
}

/// Returns the size of a file and the BLAKE3 of its contents in hexadecimal.
pub fn measure_file(path: &Path) -> Result<(u64, String), BackupError> {
    let mut hasher = blake3::Hasher::new();
    let mut file = files::open_regular(path)?;
    let bytes = std::io::copy(&mut file, &mut hasher).map_err(BackupError::for_path(path))?;
    Ok((bytes, hasher.finalize().to_hex().to_string()))
}
