//! Sources of a rebuild: a database whose rows may be damaged, or a folder written by `export`.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use rusqlite::types::Value as Cell;
use rusqlite::{Connection, OptionalExtension, named_params};
use serde_json::Value;

use super::BackupError;
use super::export::{self, EventLine};
use super::manifest::measure_file;
use crate::platform::files;
use crate::store::StoreError;
use crate::store::record::anchor::Anchor;
use crate::store::record::events::{ALL_EVENTS, RawEvent};
use crate::store::sqlite::connection;

/// Tables that are stored but not derived from the record: drafts, preferences, applied idempotency
/// keys, mails set aside. Each with its file in an export.
pub const UNRECORDED_TABLES: [(&str, &str); 5] = [
    ("draft", "drafts.jsonl"),
    ("draft_beside", "drafts_beside.jsonl"),
    ("preference", "preferences.jsonl"),
    ("done", "done.jsonl"),
    ("mail_aside", "mail_aside.jsonl"),
];

/// Files that exports of earlier schemas lack, with the first schema version that has them.
const ADDED_LATER: [(&str, i32); 1] = [("mail_aside.jsonl", 5)];

/// A row of such a table, by column name.
pub type UnrecordedRow = BTreeMap<String, Cell>;

/// A source from which an office can be rebuilt.
pub trait Source {
    /// Passes all events to `take`, in order.
    fn for_each_event(
        &self,
        take: &mut dyn FnMut(RawEvent) -> Result<(), BackupError>,
    ) -> Result<(), BackupError>;

    /// Returns the contents of an attachment, unchecked; `None` if they are missing.
    fn read_attachment(
        &self,
        letter: i64,
        position: i64,
        hash: &str,
    ) -> Result<Option<Vec<u8>>, BackupError>;

    /// Returns the anchor that the source itself claims, if any.
    fn claimed_anchor(&self) -> Option<Anchor>;

    /// Passes the rows of a table outside the record to `take`.
    fn for_each_row(
        &self,
        beside: (&str, &str),
        take: &mut dyn FnMut(UnrecordedRow) -> Result<(), BackupError>,
    ) -> Result<(), BackupError>;
}

/// A database, read through SQLite and not modified.
pub struct DatabaseSource(Connection);

impl DatabaseSource {
    /// Opens the database with a read transaction, so that all reads see one snapshot.
    pub fn open(path: &Path) -> Result<DatabaseSource, BackupError> {
        if !path.exists() {
            return Err(StoreError::Missing(path.to_owned()).into());
        }
        if !path.is_file() {
            return Err(StoreError::NotRegularFile(path.to_owned()).into());
        }
        let connection = connection::connect_unchanged(path, false)?;
        connection.execute_batch("BEGIN")?;
        Ok(DatabaseSource(connection))
    }
}

impl Source for DatabaseSource {
    fn for_each_event(
        &self,
        take: &mut dyn FnMut(RawEvent) -> Result<(), BackupError>,
    ) -> Result<(), BackupError> {
        let mut read = self.0.prepare(ALL_EVENTS)?;
        let mut rows = read.query([])?;
        let mut last = 0;
        loop {
            let unreadable = |error: rusqlite::Error| {
                BackupError::BadEvent(
                    last + 1,
                    say!("verify-unreadable", why = StoreError::from(error).reason()),
                )
            };
            let Some(row) = rows.next().map_err(unreadable)? else {
                return Ok(());
            };
            let raw = RawEvent::from_row(row).map_err(unreadable)?;
            last = raw.seq;
            take(raw)?;
        }
    }

    fn read_attachment(
        &self,
        letter: i64,
        position: i64,
        _hash: &str,
    ) -> Result<Option<Vec<u8>>, BackupError> {
        let mut read = self.0.prepare_cached(
            "SELECT bytes FROM attachment WHERE letter = :letter AND position = :position",
        )?;
        Ok(read
            .query_row(
                named_params! { ":letter": letter, ":position": position },
                |row| row.get(0),
            )
            .optional()?)
    }

    fn claimed_anchor(&self) -> Option<Anchor> {
        None
    }

    fn for_each_row(
        &self,
        (table, _): (&str, &str),
        take: &mut dyn FnMut(UnrecordedRow) -> Result<(), BackupError>,
    ) -> Result<(), BackupError> {
        for_each_row_of(&self.0, table, take)
    }
}

/// Passes the rows of a table to `take`, ordered by its first two columns.
pub fn for_each_row_of(
    connection: &Connection,
    table: &str,
    take: &mut dyn FnMut(UnrecordedRow) -> Result<(), BackupError>,
) -> Result<(), BackupError> {
    // The tables and columns are those of the version that wrote the file.
    let there =
        "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = :table)";
    if !connection.query_row(there, named_params! { ":table": table }, |row| row.get(0))? {
        return Ok(());
    }
    let mut read = connection.prepare(&format!("SELECT * FROM \"{table}\" ORDER BY 1, 2"))?;
    let names: Vec<String> = read.column_names().map(str::to_owned).collect();
    let mut rows = read.query([])?;
    while let Some(row) = rows.next()? {
        let cells = names
            .iter()
            .enumerate()
            .map(|(n, name)| Ok((name.clone(), row.get(n)?)));
        take(cells.collect::<Result<UnrecordedRow, rusqlite::Error>>()?)?;
    }
    Ok(())
}

/// A folder written by `export`, whose files match its manifest.
pub struct ExportSource {
    path: PathBuf,
    anchor: Anchor,
    files: BTreeSet<String>,
}

impl ExportSource {
    /// Opens a folder and checks every file against the manifest.
    pub fn open(path: &Path) -> Result<ExportSource, BackupError> {
        let manifest = export::ExportManifest::read(path)?;
        for (name, about) in &manifest.files {
            let (bytes, hash) =
                measure_file(&path.join(name)).map_err(|_| BackupError::BadFile(name.clone()))?;
            if (bytes, &hash) != (about.bytes, &about.blake3) {
                return Err(BackupError::BadFile(name.clone()));
            }
        }
        for name in
            std::iter::once(export::EVENTS_FILE).chain(UNRECORDED_TABLES.map(|(_, file)| file))
        {
            let later = ADDED_LATER
                .iter()
                .any(|(file, since)| *file == name && manifest.content.schema < *since);
            if !later && !manifest.files.contains_key(name) {
                return Err(BackupError::BadFile(name.to_owned()));
            }
        }
        let files = manifest.files.into_keys().collect();
        Ok(ExportSource {
            path: path.to_owned(),
            anchor: manifest.content.anchor(),
            files,
        })
    }

    /// Parses each line of a file and passes it to `take`.
    fn for_each_line<T: serde::de::DeserializeOwned>(
        &self,
        name: &str,
        take: &mut dyn FnMut(T) -> Result<(), BackupError>,
    ) -> Result<(), BackupError> {
        let file = BufReader::new(files::open_regular(&self.path.join(name))?);
        for (n, line) in (1..).zip(file.lines()) {
            let bad = || BackupError::BadLine(name.to_owned(), n);
            let line = line.map_err(|_| bad())?;
            take(serde_json::from_str(&line).map_err(|_| bad())?)?;
        }
        Ok(())
    }
}

impl Source for ExportSource {
    fn for_each_event(
        &self,
        take: &mut dyn FnMut(RawEvent) -> Result<(), BackupError>,
    ) -> Result<(), BackupError> {
        let mut n = 0;
        self.for_each_line(export::EVENTS_FILE, &mut |line: EventLine| {
            n += 1;
            take(
                line.into_raw()
                    .ok_or_else(|| BackupError::BadLine(export::EVENTS_FILE.to_owned(), n))?,
            )
        })
    }

    fn read_attachment(
        &self,
        _letter: i64,
        _position: i64,
        hash: &str,
    ) -> Result<Option<Vec<u8>>, BackupError> {
        // The hash comes from a file, so it is used as a path only if it looks like a hash.
        let ours = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        let Some(mut file) = ours
            .then(|| {
                files::open_regular(&self.path.join(export::ATTACHMENTS_FOLDER).join(hash)).ok()
            })
            .flatten()
        else {
            return Ok(None);
        };
        let mut bytes = Vec::new();
        Ok(file.read_to_end(&mut bytes).ok().map(|_| bytes))
    }

    fn claimed_anchor(&self) -> Option<Anchor> {
        Some(self.anchor.clone())
    }

    fn for_each_row(
        &self,
        (_, file): (&str, &str),
        take: &mut dyn FnMut(UnrecordedRow) -> Result<(), BackupError>,
    ) -> Result<(), BackupError> {
        if !self.files.contains(file) {
            return Ok(());
        }
        self.for_each_line(file, &mut |line: BTreeMap<String, Value>| {
            take(
                line.into_iter()
                    .map(|(name, value)| (name, to_cell(value)))
                    .collect(),
            )
        })
    }
}

fn to_cell(value: Value) -> Cell {
    match value {
        Value::Null => Cell::Null,
        Value::Bool(yes) => Cell::Integer(yes.into()),
        Value::Number(number) => number
            .as_i64()
            .map(Cell::Integer)
            .or(number.as_f64().map(Cell::Real))
            .unwrap_or(Cell::Null),
        Value::String(text) => Cell::Text(text),
        Value::Array(_) | Value::Object(_) => Cell::Text(value.to_string()),
    }
}
