//! Verification: folds all events again and compares rows, hash chain, anchors, schema and SQLite's
//! integrity.

pub mod chain;
mod file;
mod letters;
mod office;

use rusqlite::Connection;
use serde::Serialize;

use super::Store;
use super::error::StoreError;
use crate::domain::letter::LetterId;
use crate::domain::time::Timestamp;
use crate::store::index::tokens::{self, IndexChecksum};
use crate::store::record::anchor::Anchor;
use crate::store::record::events::RawEvent;

/// The result of a verification.
#[derive(Debug, Default, Serialize)]
pub struct VerifyReport {
    /// The number of events read.
    pub events: u64,
    /// The number of letters folded.
    pub letters: u64,
    /// The number of attachments read.
    pub attachments: u64,
    /// The hash of the last event, in hexadecimal.
    pub head: String,
    /// The hash of the first event in hexadecimal, which identifies the office.
    pub founding: String,
    /// The first bad event.
    pub first_bad: Option<BadEvent>,
    /// Whether every event is unchanged and every anchor matches, so that the rows can be rebuilt
    /// from the record.
    pub record_holds: bool,
    /// The number of events dated before their predecessor, because a clock was wrong. This is not
    /// damage.
    pub backwards: u64,
    /// The findings, one sentence each; empty if clean.
    pub findings: Vec<String>,
}

/// A bad event, with what could be read of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BadEvent {
    /// Its sequence number.
    pub seq: i64,
    /// Its letter; `None` for the office, or if unknown.
    pub letter: Option<i64>,
    /// Its time in milliseconds since 1970; `None` if missing or unreadable.
    pub at: Option<i64>,
    /// The short name of its author.
    pub who: Option<String>,
    /// The code of its kind.
    pub kind: Option<String>,
    /// What is wrong with it.
    pub why: String,
}

impl BadEvent {
    fn unreadable(seq: i64, why: String) -> BadEvent {
        BadEvent {
            seq,
            letter: None,
            at: None,
            who: None,
            kind: None,
            why,
        }
    }

    fn from_raw(raw: &RawEvent, why: String) -> BadEvent {
        let RawEvent {
            seq,
            letter,
            at,
            who,
            kind,
            ..
        } = raw;
        BadEvent {
            seq: *seq,
            letter: *letter,
            at: Some(*at),
            who: Some(who.clone()),
            kind: Some(kind.clone()),
            why,
        }
    }

    /// Returns a sentence: which event, of what, when, by whom, and what is wrong.
    pub fn message(&self) -> String {
        let (Some(at), Some(who), Some(kind)) = (self.at, &self.who, &self.kind) else {
            return say!(
                "verify-first-nameless",
                seq = self.seq,
                why = self.why.as_str()
            );
        };
        let at =
            Timestamp::from_millisecond(at).map_or_else(|| at.to_string(), |at| at.to_string());
        let of = match self.letter {
            Some(letter) => say!("verify-of-letter", letter = letter),
            None => say!("verify-of-office"),
        };
        let (who, kind) = (who.as_str(), kind.as_str());
        say!(
            "verify-first",
            seq = self.seq,
            of = of,
            at = at,
            who = who,
            kind = kind,
            why = self.why.as_str()
        )
    }
}

impl VerifyReport {
    /// Records a bad event; only the first is retained.
    fn note_bad(&mut self, bad: BadEvent) {
        if self
            .first_bad
            .as_ref()
            .is_none_or(|first| bad.seq < first.seq)
        {
            self.first_bad = Some(bad);
        }
    }
}

/// Events between two progress reports.
const EVENTS_PER_REPORT: u64 = 1_000;

/// The maximum number of findings; more add no information.
const MAX_FINDINGS: usize = 100;

impl Store {
    /// Verifies the whole database in one read transaction. `progress` gets the events done and the
    /// total; each event is read twice.
    pub fn verify(&self, progress: &mut dyn FnMut(u64, u64)) -> Result<VerifyReport, StoreError> {
        self.verify_against(&[], progress)
    }

    /// Verifies the database, and that the record matches each of these anchors.
    pub fn verify_against(
        &self,
        anchors: &[Anchor],
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<VerifyReport, StoreError> {
        // A new connection: in one that has queried FTS5, the integrity check uses the index cached
        // before others wrote.
        let (mut connection, _) = crate::store::open::connect(&self.path, None)?;
        verify_connection(&mut connection, anchors, progress)
    }
}

/// Verifies the database of a connection.
pub fn verify_connection(
    connection: &mut Connection,
    anchors: &[Anchor],
    progress: &mut dyn FnMut(u64, u64),
) -> Result<VerifyReport, StoreError> {
    let transaction = connection.transaction()?;
    let mut report = VerifyReport::default();
    let all: i64 = transaction.query_row("SELECT count(*) FROM event", [], |row| row.get(0))?;
    let mut done = 0;
    let mut step = || {
        done += 1;
        if done % EVENTS_PER_REPORT == 0 {
            progress(done, 2 * all.unsigned_abs());
        }
    };
    file::check_integrity(&transaction, &mut report)?;
    file::check_schema(&transaction, &mut report)?;
    let before = report.findings.len();
    let readable = chain::check(&transaction, anchors, &mut report, &mut step)?;
    let holds = readable && report.findings.len() == before;
    if readable {
        check_projections(&transaction, &mut report, &mut step)?;
    }
    report.record_holds = holds && report.first_bad.is_none();
    if let Some(first) = &report.first_bad {
        report.findings.insert(0, first.message());
    }
    report.findings.truncate(MAX_FINDINGS);
    Ok(report)
}

/// Verifies the projections.
fn check_projections(
    connection: &Connection,
    report: &mut VerifyReport,
    step: &mut dyn FnMut(),
) -> Result<(), StoreError> {
    // Letters not indexed yet are no error; the index is compared for those before.
    let before = tokens::first_unindexed(connection)?.unwrap_or(LetterId(i64::MAX));
    let texts = letters::check(connection, before, report, step)?;
    if texts != IndexChecksum::of_index(connection, before)? {
        report.findings.push(say!("verify-index"));
    }
    letters::check_numbers(connection, report)?;
    letters::check_tallies(connection, report)?;
    office::check(connection, report)
}
