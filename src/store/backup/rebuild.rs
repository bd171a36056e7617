//! Rebuilds an office: a new file with the events of another one, and with rows that are folded
//! from them.

use std::path::Path;

use rusqlite::types::Value as Cell;
use rusqlite::{Connection, named_params, params_from_iter};

use super::BackupError;
use super::source::{Source, UNRECORDED_TABLES, UnrecordedRow};
use crate::domain::letter::LetterId;
use crate::domain::office_event::OfficeEvent;
use crate::store::backup::make::require_clean;
use crate::store::backup::staged_file::StagedFile;
use crate::store::change::idempotency;
use crate::store::directory;
use crate::store::index::tokens;
use crate::store::record::events::GENESIS;
use crate::store::record::{events, projection};
use crate::store::sqlite::{connection, schema};
use crate::store::verify::{self, VerifyReport, chain};

/// Creates a new file from the events, attachments, drafts and preferences of a source, and
/// verifies it. A damaged event or attachment is an error, and no file is left.
pub fn rebuild(
    source: &dyn Source,
    target: &Path,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<VerifyReport, BackupError> {
    let part = StagedFile::create(target)?;
    let mut connection = Connection::open(part.path())?;
    // No journal and no fsync: until it is complete, the file is discarded after any failure.
    connection.execute_batch(
        "PRAGMA page_size = 16384; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = ON;
         PRAGMA temp_store = MEMORY; PRAGMA cache_size = -64000; PRAGMA trusted_schema = OFF",
    )?;
    let transaction = connection.transaction()?;
    transaction.execute_batch(schema::SCHEMA)?;
    let (id, version) = (schema::APPLICATION_ID, schema::VERSION);
    transaction.execute_batch(&format!(
        "PRAGMA application_id = {id}; PRAGMA user_version = {version}"
    ))?;
    copy_events(&transaction, source)?;
    insert_letters(&transaction, source)?;
    for table in UNRECORDED_TABLES {
        source.for_each_row(table, &mut |row| insert_row(&transaction, table.0, &row))?;
    }
    transaction.execute_batch(idempotency::SPLIT_KEYS)?;
    tokens::rebuild_index(&transaction)?;
    transaction.commit()?;
    connection.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(()))?;
    connection.close().map_err(|(_, error)| error)?;
    let mut connection = connection::connect_unchanged(part.path(), false)?;
    let anchors: Vec<_> = source.claimed_anchor().into_iter().collect();
    let report = require_clean(verify::verify_connection(
        &mut connection,
        &anchors,
        progress,
    )?)?;
    drop(connection);
    part.persist()?;
    Ok(report)
}

/// Copies the events, checks their chain, and applies those of the office.
fn copy_events(connection: &Connection, source: &dyn Source) -> Result<(), BackupError> {
    let (mut last, mut before) = (0, GENESIS);
    source.for_each_event(&mut |raw| {
        let bad = |seq: i64, why: String| BackupError::BadEvent(seq, why);
        if raw.seq != last + 1 {
            return Err(bad(last + 1, say!("verify-missing")));
        }
        if let Some(why) = chain::find_fault(&raw, &before) {
            return Err(bad(raw.seq, why));
        }
        (last, before) = (raw.seq, raw.hash);
        let office = match raw.letter {
            Some(_) => None,
            None => {
                let event = raw
                    .decode::<OfficeEvent>()
                    .filter(|event| event.kind() == raw.kind);
                Some(event.ok_or_else(|| bad(raw.seq, say!("verify-does-not-follow")))?)
            }
        };
        raw.insert(connection)?;
        if let Some(event) = office {
            directory::apply_office_event(connection, raw.seq, &event)?;
        }
        Ok(())
    })
}

/// Inserts the rows of all letters, with their attachments.
fn insert_letters(connection: &Connection, source: &dyn Source) -> Result<(), BackupError> {
    let ids = connection
        .prepare("SELECT DISTINCT letter FROM event WHERE letter IS NOT NULL ORDER BY letter")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<Vec<i64>, _>>()?;
    let mut keep = connection.prepare(
        "INSERT INTO attachment (letter, position, bytes) VALUES (:letter, :position, :bytes)",
    )?;
    for id in ids {
        let Some(letter) = events::load(connection, LetterId(id))? else {
            continue;
        };
        projection::insert(connection, &letter)?;
        for (position, about) in (0_i64..).zip(&letter.attachments) {
            let bytes = source.read_attachment(id, position, &about.hash)?;
            let bytes = bytes.filter(|bytes| blake3::hash(bytes).to_hex().as_str() == about.hash);
            let n = usize::try_from(position).unwrap_or_default() + 1;
            let bytes = bytes.ok_or(BackupError::BadAttachment(id, n))?;
            keep.execute(named_params! { ":letter": id, ":position": position, ":bytes": bytes })?;
        }
    }
    Ok(())
}

/// Inserts a row into a table that is not derived from the record, with those columns that the
/// table has.
fn insert_row(
    connection: &Connection,
    table: &str,
    row: &UnrecordedRow,
) -> Result<(), BackupError> {
    let known = connection
        .prepare_cached("SELECT name, type = 'BLOB' FROM pragma_table_info(:table)")?
        .query_map(named_params! { ":table": table }, |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?
        .collect::<Result<Vec<(String, bool)>, _>>()?;
    let columns: Vec<&(String, bool)> = known
        .iter()
        .filter(|(name, _)| row.contains_key(name))
        .collect();
    if columns.is_empty() {
        return Ok(());
    }
    let names = columns
        .iter()
        .map(|(name, _)| format!("\"{name}\""))
        .collect::<Vec<_>>()
        .join(", ");
    let marks = vec!["?"; columns.len()].join(", ");
    // Exports hold bytes in hexadecimal.
    let values = columns
        .iter()
        .filter_map(|(name, bytes)| match row.get(name)? {
            Cell::Text(text) if *bytes => {
                Some(decode_hex(text).map_or_else(|| Cell::Text(text.clone()), Cell::Blob))
            }
            other => Some(other.clone()),
        });
    connection
        .prepare_cached(&format!(
            "INSERT INTO \"{table}\" ({names}) VALUES ({marks})"
        ))?
        .execute(params_from_iter(values))?;
    Ok(())
}

/// Decodes hexadecimal; `None` if the text is not hexadecimal.
fn decode_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| {
        char::from(byte)
            .to_digit(16)
            .and_then(|digit| u8::try_from(digit).ok())
    };
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    rest.is_empty()
        .then(|| {
            pairs
                .iter()
                .map(|[high, low]| Some(digit(*high)? * 16 + digit(*low)?))
                .collect()
        })
        .flatten()
}
