//! Verifies the file: SQLite's own integrity, and that tables, indexes and triggers are those of
//! `schema.sql`.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::VerifyReport;
use crate::store::error::StoreError;
use crate::store::sqlite::schema;

/// Runs SQLite's integrity and foreign key checks.
pub(super) fn check_integrity(
    connection: &Connection,
    report: &mut VerifyReport,
) -> Result<(), StoreError> {
    let mut read = connection.prepare("PRAGMA integrity_check")?;
    for line in read.query_map([], |row| row.get::<_, String>(0))? {
        let line = line?;
        if line != "ok" {
            report.findings.push(say!("verify-sqlite", why = line));
        }
    }
    let mut read = connection.prepare("PRAGMA foreign_key_check")?;
    for table in read.query_map([], |row| row.get::<_, String>(0))? {
        report
            .findings
            .push(say!("verify-foreign-key", table = table?));
    }
    Ok(())
}

/// Compares the schema with that of a new database. A dropped trigger, for example, no longer
/// enforces its rule.
pub(super) fn check_schema(
    connection: &Connection,
    report: &mut VerifyReport,
) -> Result<(), StoreError> {
    let fresh = Connection::open_in_memory()?;
    fresh.execute_batch(schema::SCHEMA)?;
    let (wanted, found) = (schema_objects(&fresh)?, schema_objects(connection)?);
    for (name, parts) in &wanted {
        match found.get(name) {
            None => report
                .findings
                .push(say!("verify-schema-missing", what = name.as_str())),
            Some(other) if other != parts => {
                report
                    .findings
                    .push(say!("verify-schema-changed", what = name.as_str()));
            }
            Some(_) => {}
        }
    }
    for name in found.keys().filter(|name| !wanted.contains_key(*name)) {
        report
            .findings
            .push(say!("verify-schema-more", what = name.as_str()));
    }
    Ok(())
}

/// Returns every table, index and trigger with the parts of its definition, except the tables of
/// `ANALYZE`. Parts of a table are sorted, because an upgrade appends columns.
fn schema_objects(connection: &Connection) -> Result<BTreeMap<String, Vec<String>>, StoreError> {
    let mut read = connection.prepare(
        "SELECT type || ' ' || name AS name, type = 'table' AS any_order, coalesce(sql, '') AS sql FROM sqlite_schema
         WHERE NOT (type = 'table' AND name IN ('sqlite_stat1', 'sqlite_stat4'))",
    )?;
    let rows = read.query_map([], |row| {
        let mut parts = split_definition(&row.get::<_, String>("sql")?);
        if row.get("any_order")? {
            parts.sort();
        }
        Ok((row.get("name")?, parts))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Splits a definition into parts, without comments and with single spaces.
fn split_definition(sql: &str) -> Vec<String> {
    let plain: String = sql
        .lines()
        .map(|line| line.split("--").next().unwrap_or_default())
        .collect::<Vec<_>>()
        .join(" ");
    let (mut depth, mut part, mut parts) = (0, String::new(), Vec::new());
    for char in plain.chars() {
        match char {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        // The outermost brackets enclose the list of columns; commas in deeper ones belong to a
        // part.
        let edge = match char {
            '(' => depth == 1,
            ')' => depth == 0,
            ',' => depth == 1,
            _ => false,
        };
        if edge {
            parts.push(std::mem::take(&mut part));
        } else {
            part.push(char);
        }
    }
    parts.push(part);
    let single = |part: &String| part.split_whitespace().collect::<Vec<_>>().join(" ");
    parts
        .iter()
        .map(single)
        .filter(|part| !part.is_empty())
        .collect()
}
