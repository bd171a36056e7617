//! Exports everything to plain files: events and letters as JSON lines, attachments as they were
//! received.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rusqlite::types::Value as Cell;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::BackupError;
use super::manifest::OfficeContent;
use super::source::{UNRECORDED_TABLES, for_each_row_of};
use crate::domain::letter::LetterId;
use crate::domain::time::Timestamp;
use crate::platform::new_files::sync_folder;
use crate::platform::{files, new_files};
use crate::store::record::anchor::to_hex;
use crate::store::record::events::{ALL_EVENTS, RawEvent};
use crate::store::sqlite::schema;
use crate::store::{Store, StoreError};

/// The format identifier of exports.
pub const EXPORT_FORMAT: &str = "xinxiang-export-1";

/// The file of events.
pub const EVENTS_FILE: &str = "events.jsonl";

/// The folder of attachments, each named by its hash.
pub const ATTACHMENTS_FOLDER: &str = "attachments";

const MANIFEST_FILE: &str = "manifest.json";

/// A line of `events.jsonl`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventLine {
    seq: i64,
    letter: Option<i64>,
    version: u32,
    at: i64,
    who: String,
    kind: String,
    /// The JSON as a string, because the hash covers its exact bytes.
    body: String,
    previous: String,
    hash: String,
}

impl EventLine {
    fn from_raw(raw: RawEvent) -> EventLine {
        let RawEvent {
            seq,
            letter,
            version,
            at,
            who,
            kind,
            body,
            previous,
            hash,
        } = raw;
        EventLine {
            seq,
            letter,
            version,
            at,
            who,
            kind,
            body,
            previous: to_hex(&previous),
            hash: to_hex(&hash),
        }
    }

    /// Converts the line back to an event; `None` if a hash is malformed.
    pub fn into_raw(self) -> Option<RawEvent> {
        let EventLine {
            seq,
            letter,
            version,
            at,
            who,
            kind,
            body,
            previous,
            hash,
        } = self;
        let bytes = |text: String| {
            blake3::Hash::from_hex(text)
                .ok()
                .map(|hash| *hash.as_bytes())
        };
        Some(RawEvent {
            seq,
            letter,
            version,
            at,
            who,
            kind,
            body,
            previous: bytes(previous)?,
            hash: bytes(hash)?,
        })
    }
}

/// A file of an export, as listed in the manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// Its size in bytes.
    pub bytes: u64,
    /// BLAKE3 of its contents, in hexadecimal.
    pub blake3: String,
}

/// The manifest of an export. An attachment received twice is stored once and counted twice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportManifest {
    /// Always [`EXPORT_FORMAT`].
    pub format: String,
    /// The contents of the export.
    #[serde(flatten)]
    pub content: OfficeContent,
    /// All files except the attachments, whose names are their hashes, and the manifest itself.
    pub files: BTreeMap<String, FileEntry>,
}

impl ExportManifest {
    /// Reads the manifest of a folder, and refuses names that lead out of the folder.
    pub fn read(folder: &Path) -> Result<ExportManifest, BackupError> {
        let path = folder.join(MANIFEST_FILE);
        let bytes = files::read_regular(&path)?;
        let manifest: Option<ExportManifest> = serde_json::from_slice(&bytes).ok();
        let plain = |name: &String| !name.contains('/') && name != "..";
        let ours = |manifest: &ExportManifest| {
            manifest.format == EXPORT_FORMAT && manifest.files.keys().all(plain)
        };
        let anchored = |manifest: &ExportManifest| manifest.content.head.len() == 64;
        manifest
            .filter(ours)
            .filter(anchored)
            .ok_or(BackupError::BadManifest(path))
    }
}

/// A file being written, with the hash of its contents so far.
struct HashingFile {
    path: PathBuf,
    file: BufWriter<File>,
    hasher: blake3::Hasher,
    bytes: u64,
}

impl HashingFile {
    fn new(path: PathBuf) -> Result<HashingFile, BackupError> {
        let file = std::fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path);
        let file = BufWriter::new(file.map_err(BackupError::for_path(&path))?);
        Ok(HashingFile {
            path,
            file,
            hasher: blake3::Hasher::new(),
            bytes: 0,
        })
    }

    fn write_bytes(&mut self, bytes: &[u8]) -> Result<(), BackupError> {
        self.hasher.update(bytes);
        self.bytes += bytes.len() as u64;
        self.file
            .write_all(bytes)
            .map_err(BackupError::for_path(&self.path))
    }

    fn write_line(&mut self, value: &impl Serialize) -> Result<(), BackupError> {
        let mut line = serde_json::to_vec(value)
            .map_err(|error| BackupError::for_path(&self.path)(error.into()))?;
        line.push(b'\n');
        self.write_bytes(&line)
    }

    fn finish(self) -> Result<FileEntry, BackupError> {
        let HashingFile {
            path,
            file,
            hasher,
            bytes,
        } = self;
        let file = file
            .into_inner()
            .map_err(|error| BackupError::for_path(&path)(error.into_error()))?;
        file.sync_all().map_err(BackupError::for_path(&path))?;
        Ok(FileEntry {
            bytes,
            blake3: hasher.finalize().to_hex().to_string(),
        })
    }
}

/// What the caller adds to an export: the JSON of letters and of the office, and a page that
/// explains the files.
pub struct ExportContent<'a> {
    /// Returns the JSON of a letter.
    pub letter: &'a mut dyn FnMut(&Store, LetterId) -> Result<Value, StoreError>,
    /// Returns the JSON of the office.
    pub office: &'a dyn Fn(&Store) -> Value,
    /// The text of `README.md`.
    pub readme: &'a str,
    /// Called with the letters done and the letters in total.
    pub progress: &'a mut dyn FnMut(u64, u64),
}

impl Store {
    /// Exports everything, as of one point in time, into a new folder (mode 0700). After an error
    /// the folder is deleted.
    pub fn export(
        &self,
        folder: &Path,
        at: Timestamp,
        telling: &mut ExportContent<'_>,
    ) -> Result<ExportManifest, BackupError> {
        std::fs::DirBuilder::new()
            .mode(0o700)
            .create(folder)
            .map_err(BackupError::for_path(folder))?;
        let written = self.with_snapshot(|| self.write_all(folder, at, telling));
        if written.is_err() {
            let _ = std::fs::remove_dir_all(folder);
        }
        written
    }

    fn with_snapshot<T>(
        &self,
        work: impl FnOnce() -> Result<T, BackupError>,
    ) -> Result<T, BackupError> {
        self.connection.execute_batch("BEGIN")?;
        let done = work();
        self.connection.execute_batch("COMMIT")?;
        done
    }

    fn write_all(
        &self,
        folder: &Path,
        at: Timestamp,
        telling: &mut ExportContent<'_>,
    ) -> Result<ExportManifest, BackupError> {
        let mut files = BTreeMap::new();
        let anchor = self.anchor(None, at)?;
        let mut events = HashingFile::new(folder.join(EVENTS_FILE))?;
        let mut read = self.connection.prepare(ALL_EVENTS)?;
        for raw in read.query_map([], RawEvent::from_row)? {
            events.write_line(&EventLine::from_raw(raw?))?;
        }
        files.insert(EVENTS_FILE.to_owned(), events.finish()?);
        let attachments = self.write_attachments(&folder.join(ATTACHMENTS_FOLDER))?;
        for (table, file) in UNRECORDED_TABLES {
            let mut rows = HashingFile::new(folder.join(file))?;
            for_each_row_of(&self.connection, table, &mut |row| {
                rows.write_line(
                    &row.into_iter()
                        .map(|(name, cell)| (name, to_json(cell)))
                        .collect::<Map<_, _>>(),
                )
            })?;
            files.insert(file.to_owned(), rows.finish()?);
        }
        let letters = self.write_letters(folder, telling, &mut files)?;
        let mut office = HashingFile::new(folder.join("office.json"))?;
        office.write_line(&(telling.office)(self))?;
        files.insert("office.json".to_owned(), office.finish()?);
        let mut readme = HashingFile::new(folder.join("README.md"))?;
        readme.write_bytes(telling.readme.as_bytes())?;
        files.insert("README.md".to_owned(), readme.finish()?);
        let manifest = ExportManifest {
            format: EXPORT_FORMAT.to_owned(),
            content: OfficeContent {
                program: env!("CARGO_PKG_VERSION").to_owned(),
                schema: schema::VERSION,
                made_at: anchor.at.unwrap_or_default(),
                office: anchor.office.unwrap_or_default(),
                founding: anchor.founding.unwrap_or_default(),
                events: anchor.events,
                head: anchor.head,
                letters,
                attachments,
            },
            files,
        };
        // Written last: a folder without a manifest is incomplete.
        let mut last = HashingFile::new(folder.join(MANIFEST_FILE))?;
        last.write_line(&manifest)?;
        last.finish()?;
        sync_folder(folder)
            .and_then(|()| sync_folder(new_files::parent_folder(folder)))
            .map_err(BackupError::for_path(folder))?;
        Ok(manifest)
    }

    fn write_letters(
        &self,
        folder: &Path,
        telling: &mut ExportContent<'_>,
        files: &mut BTreeMap<String, FileEntry>,
    ) -> Result<u64, BackupError> {
        const LETTERS: &str = "letters.jsonl";
        let mut lines = HashingFile::new(folder.join(LETTERS))?;
        let ids = self
            .connection
            .prepare("SELECT id FROM letter ORDER BY id")?
            .query_map([], |row| row.get(0).map(LetterId))?
            .collect::<Result<Vec<_>, _>>()?;
        let all = ids.len() as u64;
        for (done, id) in (1..).zip(ids) {
            lines.write_line(&(telling.letter)(self, id)?)?;
            (telling.progress)(done, all);
        }
        files.insert(LETTERS.to_owned(), lines.finish()?);
        Ok(all)
    }

    fn write_attachments(&self, folder: &Path) -> Result<u64, BackupError> {
        std::fs::DirBuilder::new()
            .mode(0o700)
            .create(folder)
            .map_err(BackupError::for_path(folder))?;
        let mut read = self
            .connection
            .prepare("SELECT bytes FROM attachment ORDER BY letter, position")?;
        let mut rows = read.query([])?;
        let mut n = 0;
        while let Some(row) = rows.next()? {
            let bytes = row
                .get_ref("bytes")?
                .as_blob()
                .map_err(rusqlite::Error::from)?;
            let path = folder.join(blake3::hash(bytes).to_hex().as_str());
            n += 1;
            if path.exists() {
                continue;
            }
            let mut file = HashingFile::new(path)?;
            file.write_bytes(bytes)?;
            file.finish()?;
        }
        sync_folder(folder).map_err(BackupError::for_path(folder))?;
        Ok(n)
    }
}

fn to_json(cell: Cell) -> Value {
    match cell {
        Cell::Null => Value::Null,
        Cell::Integer(n) => json!(n),
        Cell::Real(n) => json!(n),
        Cell::Text(text) => Value::String(text),
        Cell::Blob(bytes) => {
            let digit = |half: u8| char::from_digit(half.into(), 16).unwrap_or_default();
            Value::String(
                bytes
                    .iter()
                    .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
                    .collect(),
            )
        }
    }
}
