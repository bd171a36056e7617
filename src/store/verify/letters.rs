//! Verifies the letters: folds them again and compares rows, attachments, official numbers and
//! queue counts.

use std::collections::BTreeMap;

use rusqlite::{Connection, named_params};

use super::{BadEvent, VerifyReport};
use crate::domain::letter::stage::Queue;
use crate::domain::letter::{Letter, LetterId};
use crate::domain::office::Office;
use crate::store::directory::calendars::deadlines_match;
use crate::store::error::StoreError;
use crate::store::index::tokens::IndexChecksum;
use crate::store::record::events::RawEvent;
use crate::store::record::projection::{LetterRow, assignment_rows};

/// Folds all letters. Returns the checksum over the texts of those before `indexed`, to be compared
/// with the index.
pub(super) fn check(
    connection: &Connection,
    indexed: LetterId,
    report: &mut VerifyReport,
    step: &mut dyn FnMut(),
) -> Result<IndexChecksum, StoreError> {
    let (mut texts, mut unindexed) = (IndexChecksum::default(), IndexChecksum::default());
    let mut read = connection.prepare(
        "SELECT seq, letter, version, at, who, kind, body, previous, hash FROM event
         WHERE letter IS NOT NULL ORDER BY letter, version",
    )?;
    let mut rows = read.query([])?;
    let office = crate::store::office::load(connection)?;
    let mut of_one: Vec<RawEvent> = Vec::new();
    loop {
        let raw = match rows.next()? {
            Some(row) => Some(RawEvent::from_row(row)?),
            None => None,
        };
        let letter = raw.as_ref().and_then(|raw| raw.letter);
        if let Some(before) = of_one.first().and_then(|first| first.letter)
            && Some(before) != letter
        {
            let sum = if before < indexed.0 {
                &mut texts
            } else {
                &mut unindexed
            };
            check_letter(
                connection,
                LetterId(before),
                std::mem::take(&mut of_one),
                &office,
                (report, sum),
            )?;
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
        report
            .findings
            .push(say!("verify-attachment", letter = letter?));
    }
    let rows: i64 = connection.query_row("SELECT count(*) FROM letter", [], |row| row.get(0))?;
    if rows.unsigned_abs() != report.letters {
        report.findings.push(say!(
            "verify-letter-count",
            rows = rows,
            folded = report.letters
        ));
    }
    Ok(texts)
}

fn check_letter(
    connection: &Connection,
    id: LetterId,
    raw: Vec<RawEvent>,
    office: &Office,
    (report, texts): (&mut VerifyReport, &mut IndexChecksum),
) -> Result<(), StoreError> {
    report.letters += 1;
    let other_kind = |raw: &&RawEvent| {
        raw.decode::<serde_json::Value>()
            .is_none_or(|body| body["kind"] != raw.kind.as_str())
    };
    if let Some(raw) = raw.iter().find(other_kind) {
        report.findings.push(say!("verify-kind", letter = id.0));
        report.note_bad(BadEvent::from_raw(raw, say!("verify-other-kind")));
    }
    let mut letter = None;
    for raw in &raw {
        letter = raw.to_recorded().and_then(|recorded| match letter.take() {
            None => Letter::fold(id, [recorded]),
            Some(mut letter) => Letter::apply(&mut letter, recorded).map(|()| letter),
        });
        if letter.is_none() {
            report.note_bad(BadEvent::from_raw(raw, say!("verify-does-not-follow")));
            break;
        }
    }
    let Some(letter) = letter else {
        report.findings.push(say!("verify-fold", letter = id.0));
        return Ok(());
    };
    texts.add(&letter);
    let mut read = connection.prepare_cached("SELECT * FROM letter WHERE id = :id")?;
    let stored = read
        .query_map(named_params! { ":id": id.0 }, LetterRow::from_row)?
        .next()
        .transpose()?;
    if stored != Some(LetterRow::from_letter(&letter)) {
        report.findings.push(say!("verify-row", letter = id.0));
    }
    let mut read = connection.prepare_cached(
        "SELECT position, unit, co, stands FROM assignment WHERE letter = :id ORDER BY position",
    )?;
    let stored = read
        .query_map(named_params! { ":id": id.0 }, |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })?
        .collect::<Result<Vec<_>, _>>()?;
    if stored != assignment_rows(&letter) {
        report
            .findings
            .push(say!("verify-assignment", letter = id.0));
    }
    if !deadlines_match(&letter, office) {
        report.findings.push(say!("verify-deadline", letter = id.0));
    }
    check_attachments(connection, &letter, report)
}

fn check_attachments(
    connection: &Connection,
    letter: &Letter,
    report: &mut VerifyReport,
) -> Result<(), StoreError> {
    if letter.attachments.is_empty() {
        return Ok(());
    }
    let mut read = connection.prepare_cached(
        "SELECT position, bytes FROM attachment WHERE letter = :letter ORDER BY position",
    )?;
    let files = read
        .query_map(named_params! { ":letter": letter.id.0 }, |row| {
            Ok((
                row.get("position")?,
                blake3::hash(row.get_ref("bytes")?.as_blob()?)
                    .to_hex()
                    .to_string(),
            ))
        })?
        .collect::<Result<Vec<(i64, String)>, _>>()?;
    report.attachments += files.len() as u64;
    let wanted = (0_i64..).zip(
        letter
            .attachments
            .iter()
            .map(|attachment| attachment.hash.clone()),
    );
    if !files.into_iter().eq(wanted) {
        report
            .findings
            .push(say!("verify-attachment", letter = letter.id.0));
    }
    Ok(())
}

/// Checks that the numbers of a year have no gap.
pub(super) fn check_numbers(
    connection: &Connection,
    report: &mut VerifyReport,
) -> Result<(), StoreError> {
    let mut read = connection.prepare(
        "SELECT number_year, count(*) AS n, max(number_seq) AS last FROM letter
         WHERE number_seq IS NOT NULL GROUP BY number_year",
    )?;
    let mut rows = read.query([])?;
    while let Some(row) = rows.next()? {
        let (n, last): (i64, i64) = (row.get("n")?, row.get("last")?);
        if n != last {
            report.findings.push(say!(
                "verify-number-gap",
                year = row.get::<_, i64>("number_year")?.to_string()
            ));
        }
    }
    Ok(())
}

/// Checks that the maintained queue counts match the letters.
pub(super) fn check_tallies(
    connection: &Connection,
    report: &mut VerifyReport,
) -> Result<(), StoreError> {
    let count = |sql: &str| -> Result<BTreeMap<String, i64>, StoreError> {
        let mut read = connection.prepare(sql)?;
        let rows = read.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    };
    let mut kept = count("SELECT queue, n FROM tally")?;
    // A queue that became empty keeps its row.
    kept.retain(|queue, n| *n != 0 || Queue::parse(queue).is_none());
    if kept != count("SELECT queue, count(*) FROM letter GROUP BY queue")? {
        report.findings.push(say!("verify-tally"));
    }
    Ok(())
}
