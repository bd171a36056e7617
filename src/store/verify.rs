//! Verifying: folds all events again, compares every row, checks the hash chain and SQLite's own integrity.

use std::collections::BTreeMap;

use rusqlite::{Connection, named_params};
use serde::Serialize;

use super::calendars::explained;
use super::error::StoreError;
use super::events::{GENESIS, Raw};
use super::project::{LetterRow, assigned};
use super::texts::Sum;
use super::{Store, directory, schema};
use crate::domain::letter::{Letter, LetterId};
use crate::domain::office::Office;
use crate::domain::office_event::OfficeEvent;

/// What was verified, and what was found wrong.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// How many events were read.
    pub events: u64,
    /// How many letters were folded.
    pub letters: u64,
    /// How many attachments were read.
    pub attachments: u64,
    /// The hash of the last event, in hexadecimal.
    pub head: String,
    /// What is wrong, a sentence each; empty is clean.
    pub findings: Vec<String>,
}

/// How many events pass between two reports of progress.
const STEP: u64 = 1_000;

/// After so many findings one more says nothing new.
const MOST: usize = 100;

impl Store {
    /// Verifies the whole database inside one reading transaction. `progress` is told how many events are done, of how many:
    /// each is read twice.
    pub fn verify(&self, progress: &mut dyn FnMut(u64, u64)) -> Result<Report, StoreError> {
        // A connection of its own: in one that has asked it, FTS5 checks the index as it knew it before others wrote.
        let (mut connection, _) = super::open::connect(&self.path, None)?;
        let transaction = connection.transaction()?;
        let mut report = Report::default();
        let all: i64 = transaction.query_row("SELECT count(*) FROM event", [], |row| row.get(0))?;
        let mut done = 0;
        let mut step = || {
            done += 1;
            if done % STEP == 0 {
                progress(done, 2 * all.unsigned_abs());
            }
        };
        sqlite_itself(&transaction, &mut report)?;
        chain(&transaction, &mut report, &mut step)?;
        let texts = letters(&transaction, &mut report, &mut step)?;
        if texts != Sum::of_index(&transaction)? {
            report.findings.push(say!("verify-index"));
        }
        numbers(&transaction, &mut report)?;
        tallies(&transaction, &mut report)?;
        office(&transaction, &mut report)?;
        report.findings.truncate(MOST);
        Ok(report)
    }
}

fn sqlite_itself(connection: &Connection, report: &mut Report) -> Result<(), StoreError> {
    let mut read = connection.prepare("PRAGMA integrity_check")?;
    for line in read.query_map([], |row| row.get::<_, String>(0))? {
        let line = line?;
        if line != "ok" {
            report.findings.push(say!("verify-sqlite", why = line));
        }
    }
    let mut read = connection.prepare("PRAGMA foreign_key_check")?;
    for table in read.query_map([], |row| row.get::<_, String>(0))? {
        report.findings.push(say!("verify-foreign-key", table = table?));
    }
    Ok(())
}

fn chain(connection: &Connection, report: &mut Report, step: &mut dyn FnMut()) -> Result<(), StoreError> {
    let mut read = connection
        .prepare("SELECT seq, letter, version, at, who, kind, body, previous, hash FROM event ORDER BY seq")?;
    let (mut last, mut previous) = (0, GENESIS);
    for raw in read.query_map([], Raw::from_row)? {
        let raw = raw?;
        report.events += 1;
        step();
        if report.findings.len() < MOST {
            if raw.seq != last + 1 {
                report.findings.push(say!("verify-gap", seq = last + 1));
            }
            if raw.previous != previous || raw.hash != raw.expected_hash() {
                report.findings.push(say!("verify-hash", seq = raw.seq));
            }
        }
        (last, previous) = (raw.seq, raw.hash);
    }
    report.head = blake3::Hash::from_bytes(previous).to_hex().to_string();
    Ok(())
}

fn letters(connection: &Connection, report: &mut Report, step: &mut dyn FnMut()) -> Result<Sum, StoreError> {
    let mut texts = Sum::default();
    let mut read = connection.prepare(
        "SELECT seq, letter, version, at, who, kind, body, previous, hash FROM event
         WHERE letter IS NOT NULL ORDER BY letter, version",
    )?;
    let mut rows = read.query([])?;
    let office = super::office::load(connection)?;
    let mut of_one: Vec<Raw> = Vec::new();
    loop {
        let raw = match rows.next()? {
            Some(row) => Some(Raw::from_row(row)?),
            None => None,
        };
        let letter = raw.as_ref().and_then(|raw| raw.letter);
        if let Some(before) = of_one.first().and_then(|first| first.letter)
            && Some(before) != letter
        {
            one_letter(connection, LetterId(before), std::mem::take(&mut of_one), &office, (report, &mut texts))?;
        }
        match raw {
            Some(raw) => {
                step();
                of_one.push(raw);
            }
            None => break,
        }
    }
    let mut read = connection.prepare(
        "SELECT DISTINCT letter FROM attachment JOIN letter ON letter.id = attachment.letter WHERE attached = 0",
    )?;
    for letter in read.query_map([], |row| row.get::<_, i64>(0))? {
        report.findings.push(say!("verify-attachment", letter = letter?));
    }
    let rows: i64 = connection.query_row("SELECT count(*) FROM letter", [], |row| row.get(0))?;
    if rows.unsigned_abs() != report.letters {
        report.findings.push(say!("verify-letter-count", rows = rows, folded = report.letters));
    }
    Ok(texts)
}

fn one_letter(
    connection: &Connection,
    id: LetterId,
    raw: Vec<Raw>,
    office: &Office,
    (report, texts): (&mut Report, &mut Sum),
) -> Result<(), StoreError> {
    report.letters += 1;
    if raw.iter().any(|raw| raw.decode::<serde_json::Value>().is_none_or(|body| body["kind"] != raw.kind.as_str())) {
        report.findings.push(say!("verify-kind", letter = id.0));
    }
    let events: Option<Vec<_>> = raw.iter().map(Raw::recorded).collect();
    let Some(letter) = events.and_then(|events| Letter::fold(id, events)) else {
        report.findings.push(say!("verify-fold", letter = id.0));
        return Ok(());
    };
    texts.add(&letter);
    let mut read = connection.prepare_cached("SELECT * FROM letter WHERE id = :id")?;
    let stored = read.query_map(named_params! { ":id": id.0 }, LetterRow::from_row)?.next().transpose()?;
    if stored != Some(LetterRow::of(&letter)) {
        report.findings.push(say!("verify-row", letter = id.0));
    }
    let mut read = connection
        .prepare_cached("SELECT position, unit, co, stands FROM assignment WHERE letter = :id ORDER BY position")?;
    let stored = read
        .query_map(named_params! { ":id": id.0 }, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?
        .collect::<Result<Vec<_>, _>>()?;
    if stored != assigned(&letter) {
        report.findings.push(say!("verify-assignment", letter = id.0));
    }
    if !explained(&letter, office) {
        report.findings.push(say!("verify-deadline", letter = id.0));
    }
    attachments(connection, &letter, report)
}

fn attachments(connection: &Connection, letter: &Letter, report: &mut Report) -> Result<(), StoreError> {
    if letter.attachments.is_empty() {
        return Ok(());
    }
    let mut read =
        connection.prepare_cached("SELECT bytes FROM attachment WHERE letter = :letter ORDER BY position")?;
    let hashes = read
        .query_map(named_params! { ":letter": letter.id.0 }, |row| {
            Ok(blake3::hash(row.get_ref("bytes")?.as_blob()?).to_hex().to_string())
        })?
        .collect::<Result<Vec<_>, _>>()?;
    report.attachments += hashes.len() as u64;
    if !hashes.iter().eq(letter.attachments.iter().map(|attachment| &attachment.hash)) {
        report.findings.push(say!("verify-attachment", letter = letter.id.0));
    }
    Ok(())
}

fn numbers(connection: &Connection, report: &mut Report) -> Result<(), StoreError> {
    let mut read = connection.prepare(
        "SELECT number_year, count(*) AS n, max(number_seq) AS last FROM letter
         WHERE number_seq IS NOT NULL GROUP BY number_year",
    )?;
    let mut rows = read.query([])?;
    while let Some(row) = rows.next()? {
        let (n, last): (i64, i64) = (row.get("n")?, row.get("last")?);
        if n != last {
            report.findings.push(say!("verify-number-gap", year = row.get::<_, i64>("number_year")?.to_string()));
        }
    }
    Ok(())
}

fn tallies(connection: &Connection, report: &mut Report) -> Result<(), StoreError> {
    let count = |sql: &str| -> Result<BTreeMap<String, i64>, StoreError> {
        let mut read = connection.prepare(sql)?;
        let rows = read.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    };
    if count("SELECT queue, n FROM tally WHERE n > 0")? != count("SELECT queue, count(*) FROM letter GROUP BY queue")? {
        report.findings.push(say!("verify-tally"));
    }
    Ok(())
}

/// Plays the events of the office into fresh tables in memory and compares.
fn office(connection: &Connection, report: &mut Report) -> Result<(), StoreError> {
    let fresh = Connection::open_in_memory()?;
    fresh.execute_batch(schema::SCHEMA)?;
    let mut read = connection.prepare(
        "SELECT seq, letter, version, at, who, kind, body, previous, hash FROM event WHERE letter IS NULL ORDER BY seq",
    )?;
    for raw in read.query_map([], Raw::from_row)? {
        let raw = raw?;
        match raw.decode::<OfficeEvent>() {
            Some(event) if event.kind() == raw.kind => directory::apply(&fresh, raw.seq, &event)?,
            Some(_) | None => report.findings.push(say!("verify-office-event", seq = raw.seq)),
        }
    }
    const TABLES: [&str; 7] = [
        "SELECT json_array(id, name, kind, duties) FROM unit ORDER BY id",
        "SELECT json_array(unit, position, alias) FROM unit_alias ORDER BY unit, position",
        "SELECT json_array(id, name, roles, unit, uid, active) FROM staff ORDER BY id",
        "SELECT json_array(seq, id, text, \"from\") FROM regulation ORDER BY seq",
        "SELECT json_array(period, seq, body) FROM bulletin ORDER BY period",
        "SELECT json_array(year) FROM calendar_year ORDER BY year",
        "SELECT json_array(list, date, kind, name) FROM calendar_day ORDER BY list, date",
    ];
    for sql in TABLES {
        if lines(&fresh, sql)? != lines(connection, sql)? {
            let table = sql.split(" FROM ").nth(1).and_then(|rest| rest.split(' ').next()).unwrap_or_default();
            report.findings.push(say!("verify-office", table = table));
        }
    }
    super::office::load(connection).map(|_| ())
}

fn lines(connection: &Connection, sql: &str) -> Result<Vec<String>, StoreError> {
    let mut read = connection.prepare(sql)?;
    let rows = read.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
