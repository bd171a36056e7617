//! The ways of tampering with a file.

use std::path::Path;

use fastrand::Rng;
use rusqlite::types::Value;
use rusqlite::{Connection, params};
use xinxiang::store::backup::rebuild::rebuild;
use xinxiang::store::backup::source::DatabaseSource;
use xinxiang::store::record::events::RawEvent;

use super::{close, open_to_tamper};

/// What was done.
pub(super) struct Done {
    pub way: &'static str,
    /// The event that must be named as the first bad one, where it is known.
    pub first: Option<i64>,
    pub what: String,
}

pub(super) const WAYS: [&str; 14] = [
    "a column of an event",
    "an event deleted",
    "the tail cut",
    "two events swapped",
    "two hashes swapped",
    "an event inserted",
    "the chain made again",
    "the tail cut and the rows made again",
    "rewritten and the rows made again",
    "a column of a row",
    "a row deleted",
    "a row added",
    "the index",
    "the schema",
];

fn events(connection: &Connection) -> Vec<RawEvent> {
    let mut read = connection
        .prepare("SELECT * FROM event ORDER BY seq")
        .unwrap();
    read.query_map([], RawEvent::from_row)
        .unwrap()
        .map(Result::unwrap)
        .collect()
}

fn set(connection: &Connection, raw: &RawEvent) {
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
    connection
        .execute("DELETE FROM event WHERE seq = ?", [seq])
        .unwrap();
    let sql = "INSERT INTO event (seq, letter, version, at, who, kind, body, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    connection
        .execute(
            sql,
            params![seq, letter, version, at, who, kind, body, previous, hash],
        )
        .unwrap();
}

/// Makes the hashes of all events from a place on again, as one who knows how can.
fn rechain(connection: &Connection, mut all: Vec<RawEvent>, from: usize) {
    connection
        .execute("DELETE FROM event WHERE seq > ?", [from as i64])
        .unwrap();
    for n in from..all.len() {
        all[n].seq = n as i64 + 1;
        all[n].previous = if n == 0 { [0; 32] } else { all[n - 1].hash };
        all[n].hash = all[n].expected_hash();
        set(connection, &all[n]);
    }
}

/// Puts a file in place of another whose rows fit its record, whatever that is.
fn with_rows_made_again(file: &Path) {
    let again = file.with_extension("again");
    rebuild(&DatabaseSource::open(file).unwrap(), &again, &mut |_, _| ()).unwrap();
    std::fs::rename(again, file).unwrap();
}

/// The tables that are made from the record, but for the counts of the queues.
pub(super) const TABLES: [&str; 11] = [
    "letter",
    "assignment",
    "unit",
    "unit_alias",
    "staff",
    "regulation",
    "calendar_year",
    "calendar_day",
    "local_day",
    "bulletin",
    "attachment",
];

/// Tampers with a file in one way.
pub(super) fn tamper(file: &Path, dice: &mut Rng) -> Done {
    let way = *dice.choice(&WAYS).unwrap();
    let opened = open_to_tamper(file);
    let connection = &opened.0;
    let mut all = events(connection);
    let n = dice.usize(..all.len());
    let mut first = None;
    let mut what = format!("event {}", n + 1);
    match way {
        "a column of an event" => {
            let raw = &mut all[n];
            first = Some(raw.seq);
            match dice.usize(..8) {
                0 => raw.letter = Some(raw.letter.map_or(0, |letter| letter + 1_000)),
                1 => raw.version += 1_000,
                2 => raw.at += 1,
                3 => raw.who.push('x'),
                4 => raw.kind.push('x'),
                5 => raw.body.push(' '),
                6 => raw.previous[dice.usize(..32)] ^= 1 << dice.usize(..8),
                _ => raw.hash[dice.usize(..32)] ^= 1 << dice.usize(..8),
            }
            set(connection, raw);
        }
        "an event deleted" => {
            let n = *dice.choice(&[0, n, all.len() - 1]).unwrap();
            connection
                .execute("DELETE FROM event WHERE seq = ?", [n as i64 + 1])
                .unwrap();
            (first, what) = (Some(n as i64 + 1), format!("event {}", n + 1));
        }
        "the tail cut" => {
            let left = all.len() - 1 - dice.usize(..all.len() / 2);
            connection
                .execute("DELETE FROM event WHERE seq > ?", [left as i64])
                .unwrap();
            (first, what) = (Some(left as i64 + 1), format!("after {left}"));
        }
        "two events swapped" => {
            let n = n.min(all.len() - 2);
            first = Some(n as i64 + 1);
            let sql = "UPDATE event SET seq = -1 WHERE seq = ?1; UPDATE event SET seq = ?1 WHERE seq = ?1 + 1;
                       UPDATE event SET seq = ?1 + 1 WHERE seq = -1";
            connection
                .execute_batch(&sql.replace("?1", &(n + 1).to_string()))
                .unwrap();
        }
        "two hashes swapped" => {
            let n = n.min(all.len() - 2);
            first = Some(n as i64 + 1);
            let (one, two) = (all[n].hash, all[n + 1].hash);
            (all[n].hash, all[n + 1].hash) = (two, one);
            set(connection, &all[n]);
            set(connection, &all[n + 1]);
        }
        "an event inserted" => {
            connection
                .execute(
                    "UPDATE event SET seq = -seq - 1 WHERE seq > ?",
                    [n as i64 + 1],
                )
                .unwrap();
            connection
                .execute_batch("UPDATE event SET seq = -seq WHERE seq < 0")
                .unwrap();
            let RawEvent {
                letter,
                version,
                at,
                who,
                kind,
                previous,
                ..
            } = &all[n];
            let mut raw = RawEvent {
                seq: n as i64 + 2,
                letter: *letter,
                version: version + 1_000,
                at: *at,
                who: who.clone(),
                kind: kind.clone(),
                body: all[n].body.clone(),
                previous: *previous,
                hash: [0; 32],
            };
            raw.previous = all[n].hash;
            raw.hash = raw.expected_hash();
            set(connection, &raw);
            // It is made to fit the chain, but the letter's story does not go on so.
            first = raw.letter.map(|_| raw.seq);
        }
        "the chain made again" => {
            all[n].who.push('x');
            rechain(connection, all, n);
        }
        "the tail cut and the rows made again" => {
            // The founding, the regulation and the people are needed to make rows at all.
            let left = all.len() - 1 - dice.usize(..10);
            connection
                .execute("DELETE FROM event WHERE seq > ?", [left as i64])
                .unwrap();
            close(opened);
            with_rows_made_again(file);
            return Done {
                way,
                first: Some(left as i64 + 1),
                what: format!("after {left}"),
            };
        }
        "rewritten and the rows made again" => {
            let letters: Vec<usize> = (0..all.len())
                .filter(|n| all[*n].letter.is_some())
                .collect();
            let n = *dice.choice(&letters).unwrap();
            all[n].at -= 1;
            rechain(connection, all, n);
            close(opened);
            with_rows_made_again(file);
            return Done {
                way,
                first: None,
                what: format!("event {}", n + 1),
            };
        }
        "a column of a row" => loop {
            let (table, columns, row) = row(connection, dice);
            let n = dice.usize(..columns.len());
            let value = match row[n].clone() {
                Value::Null => Value::Integer(1),
                Value::Integer(n) => Value::Integer(n + 1),
                Value::Real(n) => Value::Real(n + 1.0),
                Value::Text(text) => Value::Text(format!("{text} ")),
                Value::Blob(mut bytes) if !bytes.is_empty() => {
                    bytes[0] ^= 1;
                    Value::Blob(bytes)
                }
                Value::Blob(_) => Value::Blob(vec![0]),
            };
            what = format!("{table}.{} of {row:.80?}", columns[n]);
            let is = columns
                .iter()
                .map(|name| format!("\"{name}\" IS ?"))
                .collect::<Vec<_>>()
                .join(" AND ");
            let sql = format!("UPDATE {table} SET \"{}\" = ? WHERE {is}", columns[n]);
            // What the table itself refuses cannot be done.
            if connection
                .execute(
                    &sql,
                    rusqlite::params_from_iter(std::iter::once(value).chain(row)),
                )
                .is_ok()
            {
                break;
            }
        },
        "a row deleted" => {
            let (table, columns, row) = row(connection, dice);
            what = format!("{table} {row:.80?}");
            let is = columns
                .iter()
                .map(|name| format!("\"{name}\" IS ?"))
                .collect::<Vec<_>>()
                .join(" AND ");
            connection
                .execute(
                    &format!("DELETE FROM {table} WHERE {is}"),
                    rusqlite::params_from_iter(row),
                )
                .unwrap();
        }
        "a row added" => loop {
            let (table, columns, mut row) = row(connection, dice);
            for cell in &mut row {
                *cell = match std::mem::replace(cell, Value::Null) {
                    Value::Integer(n) if n > 1 || dice.usize(..2) == 0 => Value::Integer(n + 5_000),
                    Value::Text(text) if dice.usize(..2) == 0 => Value::Text(format!("{text}x")),
                    other => other,
                };
            }
            what = format!("{table} {row:.80?}");
            let marks = vec!["?"; columns.len()].join(", ");
            let sql = format!("INSERT INTO {table} VALUES ({marks})");
            if connection
                .execute(&sql, rusqlite::params_from_iter(row))
                .is_ok()
            {
                break;
            }
        },
        "the index" => {
            let id = 1 + dice.usize(..14);
            let sql = match dice.usize(..3) {
                0 => format!("DELETE FROM letter_text WHERE rowid = {id}"),
                1 => format!("INSERT INTO letter_text (rowid, grams) VALUES ({}, 'abc')", id + 1_000),
                // Two letters' tokens are exchanged: the counts of each stay as they were.
                _ => "CREATE VIRTUAL TABLE temp.instance USING fts5vocab (main, letter_text, instance);
                      CREATE TEMP TABLE words AS SELECT 3 - doc AS doc, group_concat(term, ' ') AS grams FROM temp.instance
                          WHERE doc IN (1, 2) GROUP BY doc;
                      DELETE FROM letter_text WHERE rowid IN (1, 2);
                      INSERT INTO letter_text (rowid, grams) SELECT doc, grams FROM words"
                    .to_owned(),
            };
            connection.execute_batch(&sql).unwrap();
            what = sql;
        }
        _ => {
            let sql = *dice
                .choice(&[
                    "CREATE TRIGGER quiet AFTER INSERT ON event BEGIN DELETE FROM draft; END",
                    "DROP INDEX event_of_letter",
                    "DROP INDEX letter_in_queue; CREATE INDEX letter_in_queue ON letter (queue)",
                    "CREATE VIEW sight AS SELECT * FROM letter",
                    "ALTER TABLE staff ADD COLUMN word TEXT",
                    "CREATE TABLE more (a INTEGER)",
                    "PRAGMA application_id = 7",
                    "PRAGMA user_version = 99",
                    "triggers",
                ])
                .unwrap();
            what = sql.to_owned();
            if sql == "triggers" {
                // They stay dropped.
                opened.0.close().unwrap();
                return Done { way, first, what };
            }
            connection.execute_batch(sql).unwrap();
        }
    }
    close(opened);
    Done { way, first, what }
}

/// A row of a table that is made from the record: the table, its columns, the row.
fn row(connection: &Connection, dice: &mut Rng) -> (&'static str, Vec<String>, Vec<Value>) {
    let table = *dice.choice(&TABLES).unwrap();
    let rows: i64 = connection
        .query_row(&format!("SELECT count(*) FROM {table}"), [], |row| {
            row.get(0)
        })
        .unwrap();
    let n = dice.usize(..rows as usize);
    let mut read = connection
        .prepare(&format!("SELECT * FROM {table} LIMIT 1 OFFSET {n}"))
        .unwrap();
    let columns: Vec<String> = read.column_names().map(str::to_owned).collect();
    let row = read
        .query_row([], |row| (0..columns.len()).map(|n| row.get(n)).collect())
        .unwrap();
    (table, columns, row)
}
