//! Sources of a rebuild: a database whose rows may be damaged, or a folder written by `export`.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use rusqlite::types::Value as Cell;
use rusqlite::{Connection, OptionalExtension, named_params};
use serde_json::Value;

use super::KeepError;
use super::export::{self, Line};
use super::manifest::measure;
use crate::platform::files;
use crate::store::StoreError;
use crate::store::record::anchor::Anchor;
use crate::store::record::events::{ALL, Raw};
use crate::store::sqlite::connection;

/// Tables that are stored but not derived from the record: drafts, preferences, applied idempotency
/// keys, mails set aside. Each with its file in an export.
pub const BESIDE: [(&str, &str); 5] = [
    ("draft", "drafts.jsonl"),
    ("draft_beside", "drafts_beside.jsonl"),
    ("preference", "preferences.jsonl"),
    ("done", "done.jsonl"),
    ("mail_aside", "mail_aside.jsonl"),
];

/// Files that exports of earlier schemas lack, with the first schema version that has them.
const LATER: [(&str, i32); 1] = [("mail_aside.jsonl", 5)];

/// A row of such a table, by column name.
pub type Row = BTreeMap<String, Cell>;

/// A source from which an office can be rebuilt.
pub trait Source {
    /// Passes all events to `take`, in order.
    fn events(&self, take: &mut dyn FnMut(Raw) -> Result<(), KeepError>) -> Result<(), KeepError>;

    /// Returns the contents of an attachment, unchecked; `None` if they are missing.
    fn attachment(
        &self,
        letter: i64,
        position: i64,
        hash: &str,
    ) -> Result<Option<Vec<u8>>, KeepError>;

    /// Returns the anchor that the source itself claims, if any.
    fn anchor(&self) -> Option<Anchor>;

    /// Passes the rows of a table outside the record to `take`.
    fn rows(
        &self,
        beside: (&str, &str),
        take: &mut dyn FnMut(Row) -> Result<(), KeepError>,
    ) -> Result<(), KeepError>;
}

/// A database, read through SQLite and not modified.
pub struct Database(Connection);

impl Database {
    /// Opens the database with a read transaction, so that all reads see one snapshot.
    pub fn open(path: &Path) -> Result<Database, KeepError> {
        if !path.exists() {
            return Err(StoreError::Missing(path.to_owned()).into());
        }
        if !path.is_file() {
            return Err(StoreError::NoFile(path.to_owned()).into());
        }
        let connection = connection::connect_still(path, false)?;
        connection.execute_batch("BEGIN")?;
        Ok(Database(connection))
    }
}

impl Source for Database {
    fn events(&self, take: &mut dyn FnMut(Raw) -> Result<(), KeepError>) -> Result<(), KeepError> {
        let mut read = self.0.prepare(ALL)?;
        let mut rows = read.query([])?;
        let mut last = 0;
        loop {
            let unreadable = |error: rusqlite::Error| {
                KeepError::BadEvent(
                    last + 1,
                    say!("verify-unreadable", why = StoreError::from(error).reason()),
                )
            };
            let Some(row) = rows.next().map_err(unreadable)? else {
                return Ok(());
            };
            let raw = Raw::from_row(row).map_err(unreadable)?;
            last = raw.seq;
            take(raw)?;
        }
    }

    fn attachment(
        &self,
        letter: i64,
        position: i64,
        _hash: &str,
    ) -> Result<Option<Vec<u8>>, KeepError> {
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

    fn anchor(&self) -> Option<Anchor> {
        None
    }

    fn rows(
        &self,
        (table, _): (&str, &str),
        take: &mut dyn FnMut(Row) -> Result<(), KeepError>,
    ) -> Result<(), KeepError> {
        beside(&self.0, table, take)
    }
}

/// Passes the rows of a table to `take`, ordered by its first two columns.
pub fn beside(
    connection: &Connection,
    table: &str,
    take: &mut dyn FnMut(Row) -> Result<(), KeepError>,
) -> Result<(), KeepError> {
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
        take(cells.collect::<Result<Row, rusqlite::Error>>()?)?;
    }
    Ok(())
}

/// A folder written by `export`, whose files match its manifest.
pub struct Folder {
    path: PathBuf,
    anchor: Anchor,
    files: BTreeSet<String>,
}

impl Folder {
    /// Opens a folder and checks every file against the manifest.
    pub fn open(path: &Path) -> Result<Folder, KeepError> {
        let manifest = export::Manifest::read(path)?;
        for (name, about) in &manifest.files {
            let (bytes, hash) =
                measure(&path.join(name)).map_err(|_| KeepError::BadFile(name.clone()))?;
            if (bytes, &hash) != (about.bytes, &about.blake3) {
                return Err(KeepError::BadFile(name.clone()));
            }
        }
        for name in std::iter::once(export::EVENTS).chain(BESIDE.map(|(_, file)| file)) {
            let later = LATER
                .iter()
                .any(|(file, since)| *file == name && manifest.content.schema < *since);
            if !later && !manifest.files.contains_key(name) {
                return Err(KeepError::BadFile(name.to_owned()));
            }
        }
        let files = manifest.files.into_keys().collect();
        Ok(Folder {
            path: path.to_owned(),
            anchor: manifest.content.anchor(),
            files,
        })
    }

    /// Parses each line of a file and passes it to `take`.
    fn lines<T: serde::de::DeserializeOwned>(
        &self,
        name: &str,
        take: &mut dyn FnMut(T) -> Result<(), KeepError>,
    ) -> Result<(), KeepError> {
        let file = BufReader::new(files::regular(&self.path.join(name))?);
        for (n, line) in (1..).zip(file.lines()) {
            let bad = || KeepError::BadLine(name.to_owned(), n);
            let line = line.map_err(|_| bad())?;
            take(serde_json::from_str(&line).map_err(|_| bad())?)?;
        }
        Ok(())
    }
}

impl Source for Folder {
    fn events(&self, take: &mut dyn FnMut(Raw) -> Result<(), KeepError>) -> Result<(), KeepError> {
        let mut n = 0;
        self.lines(export::EVENTS, &mut |line: Line| {
            n += 1;
            take(
                line.raw()
                    .ok_or_else(|| KeepError::BadLine(export::EVENTS.to_owned(), n))?,
            )
        })
    }

    fn attachment(
        &self,
        _letter: i64,
        _position: i64,
        hash: &str,
    ) -> Result<Option<Vec<u8>>, KeepError> {
        // The hash comes from a file, so it is used as a path only if it looks like a hash.
        let ours = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        let Some(mut file) = ours
            .then(|| files::regular(&self.path.join(export::ATTACHMENTS).join(hash)).ok())
            .flatten()
        else {
            return Ok(None);
        };
        let mut bytes = Vec::new();
        Ok(file.read_to_end(&mut bytes).ok().map(|_| bytes))
    }

    fn anchor(&self) -> Option<Anchor> {
        Some(self.anchor.clone())
    }

    fn rows(
        &self,
        (_, file): (&str, &str),
        take: &mut dyn FnMut(Row) -> Result<(), KeepError>,
    ) -> Result<(), KeepError> {
        if !self.files.contains(file) {
            return Ok(());
        }
        self.lines(file, &mut |line: BTreeMap<String, Value>| {
            take(
                line.into_iter()
                    .map(|(name, value)| (name, cell(value)))
                    .collect(),
            )
        })
    }
}

fn cell(value: Value) -> Cell {
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
