//! A plain writer with the same table of events, for the ways of keeping a database that do, and that do not, survive a power cut.

use std::io::Write;
use std::path::Path;

use rusqlite::{Connection, params};
use xinxiang::store::sqlite::schema::SCHEMA;

/// How many events it writes.
const EVENTS: i64 = 60;

/// How a database is kept: the journal, and how it is synced.
pub(super) fn way(connection: &Connection, way: &str) {
    let (journal, synchronous) = way.split_once('-').unwrap();
    connection
        .execute_batch(&format!(
            "PRAGMA journal_mode = {journal}; PRAGMA synchronous = {synchronous}"
        ))
        .unwrap();
}

/// The database before the first event, with the table of events as the office has it.
pub(super) fn found(path: &Path) {
    let (events, _) = SCHEMA.split_once("-- The handling units").unwrap();
    Connection::open(path)
        .unwrap()
        .execute_batch(events)
        .unwrap();
}

/// Writes events, each in a transaction of its own, and each acknowledged.
pub(super) fn writes(path: &Path, how: &str) {
    let said = path.with_file_name("said-plain");
    let mut said = std::fs::File::options()
        .create(true)
        .append(true)
        .open(said)
        .unwrap();
    for life in 0..3 {
        let connection = Connection::open(path).unwrap();
        way(&connection, how);
        // Small enough for the log to be put into the database on the way.
        connection
            .execute_batch("PRAGMA wal_autocheckpoint = 25")
            .unwrap();
        for n in 1..=EVENTS / 3 {
            let seq = life * EVENTS / 3 + n;
            let body = format!(
                "{{\"text\":\"{}\"}}",
                "经二路的路灯已有三天不亮。".repeat(20)
            );
            let sql =
                "INSERT INTO event (seq, letter, version, at, who, kind, body, previous, hash)
                       VALUES (?, 1, ?, 0, 'p01', 'note', ?, ?, ?)";
            connection
                .execute(sql, params![seq, seq, body, [0_u8; 32], [1_u8; 32]])
                .unwrap();
            said.write_all(format!("{seq}\n").as_bytes()).unwrap();
        }
    }
}

/// What is wrong with what a power cut has left.
pub(super) fn wrong(path: &Path) -> Option<String> {
    let said = std::fs::read_to_string(path.with_file_name("said-plain")).unwrap_or_default();
    let said = said
        .lines()
        .last()
        .map_or(0, |line| line.parse::<i64>().unwrap());
    let look = || -> rusqlite::Result<Option<String>> {
        let plain = Connection::open(path)?;
        let there: i64 = plain.query_row("SELECT coalesce(max(seq), 0) FROM event", [], |row| {
            row.get(0)
        })?;
        let n: i64 = plain.query_row("SELECT count(*) FROM event NOT INDEXED", [], |row| {
            row.get(0)
        })?;
        let whole: String = plain.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
        Ok(if whole != "ok" {
            Some(whole)
        } else if there < said || n != there {
            Some(format!(
                "of {said} that were acknowledged, {n} are there, up to {there}"
            ))
        } else {
            None
        })
    };
    look().unwrap_or_else(|error| Some(error.to_string()))
}
