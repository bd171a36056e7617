//! Verifying: folds all events again, compares every row, checks the hash chain, anchors, the schema and SQLite's own integrity.

pub mod chain;
mod file;
mod letters;
mod office;

use jiff::Timestamp;
use rusqlite::Connection;
use serde::Serialize;

use super::Store;
use super::error::StoreError;
use crate::domain::letter::LetterId;
use crate::store::change::reindex;
use crate::store::index::tokens::Sum;
use crate::store::record::anchor::Anchor;
use crate::store::record::events::Raw;

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
    /// The hash of the first event, in hexadecimal: which office it is.
    pub founding: String,
    /// The first event that is wrong.
    pub first_bad: Option<Bad>,
    /// Whether every event is as it was recorded, and the record as each anchor says: the rows can be made again from it.
    pub record_holds: bool,
    /// In how many places an event is dated before the one that was recorded before it: a clock was wrong. Nothing is wrong with the
    /// record for that.
    pub backwards: u64,
    /// What is wrong, a sentence each; empty is clean.
    pub findings: Vec<String>,
}

/// An event that is wrong, as it says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Bad {
    /// Its place in the record.
    pub seq: i64,
    /// Its letter; `None` is the office, or unknown.
    pub letter: Option<i64>,
    /// When, in milliseconds since 1970; `None` where it is missing or does not read.
    pub at: Option<i64>,
    /// Who.
    pub who: Option<String>,
    /// The code of its kind.
    pub kind: Option<String>,
    /// What is wrong with it.
    pub why: String,
}

impl Bad {
    fn nameless(seq: i64, why: String) -> Bad {
        Bad {
            seq,
            letter: None,
            at: None,
            who: None,
            kind: None,
            why,
        }
    }

    fn of(raw: &Raw, why: String) -> Bad {
        let Raw {
            seq,
            letter,
            at,
            who,
            kind,
            ..
        } = raw;
        Bad {
            seq: *seq,
            letter: *letter,
            at: Some(*at),
            who: Some(who.clone()),
            kind: Some(kind.clone()),
            why,
        }
    }

    /// It in a sentence: which, of what, when, by whom, and what is wrong.
    pub fn words(&self) -> String {
        let (Some(at), Some(who), Some(kind)) = (self.at, &self.who, &self.kind) else {
            return say!(
                "verify-first-nameless",
                seq = self.seq,
                why = self.why.as_str()
            );
        };
        let at =
            Timestamp::from_millisecond(at).map_or_else(|_| at.to_string(), |at| at.to_string());
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

impl Report {
    /// Takes in an event that is wrong; the first is told.
    fn bad(&mut self, bad: Bad) {
        if self
            .first_bad
            .as_ref()
            .is_none_or(|first| bad.seq < first.seq)
        {
            self.first_bad = Some(bad);
        }
    }
}

/// How many events pass between two reports of progress.
const STEP: u64 = 1_000;

/// After so many findings one more says nothing new.
const MOST: usize = 100;

impl Store {
    /// Verifies the whole database inside one reading transaction. `progress` is told how many events are done, of how many:
    /// each is read twice.
    pub fn verify(&self, progress: &mut dyn FnMut(u64, u64)) -> Result<Report, StoreError> {
        self.verify_against(&[], progress)
    }

    /// Verifies, and that the record up to each of these anchors is the one that they were taken of.
    pub fn verify_against(
        &self,
        anchors: &[Anchor],
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Report, StoreError> {
        // A connection of its own: in one that has asked it, FTS5 checks the index as it knew it before others wrote.
        let (mut connection, _) = crate::store::sqlite::connection::connect(&self.path, None)?;
        whole(&mut connection, anchors, progress)
    }
}

/// Verifies what a connection is open to.
pub fn whole(
    connection: &mut Connection,
    anchors: &[Anchor],
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Report, StoreError> {
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
    file::sqlite_itself(&transaction, &mut report)?;
    file::schema(&transaction, &mut report)?;
    let before = report.findings.len();
    let readable = chain::check(&transaction, anchors, &mut report, &mut step)?;
    let holds = readable && report.findings.len() == before;
    if readable {
        rows(&transaction, &mut report, &mut step)?;
    }
    report.record_holds = holds && report.first_bad.is_none();
    if let Some(first) = &report.first_bad {
        report.findings.insert(0, first.words());
    }
    report.findings.truncate(MOST);
    Ok(report)
}

/// The projections.
fn rows(
    connection: &Connection,
    report: &mut Report,
    step: &mut dyn FnMut(),
) -> Result<(), StoreError> {
    // What is still to be indexed is no fault; of what is done, the index is compared.
    let before = reindex::next(connection)?.unwrap_or(LetterId(i64::MAX));
    let texts = letters::check(connection, before, report, step)?;
    if texts != Sum::of_index(connection, before)? {
        report.findings.push(say!("verify-index"));
    }
    letters::numbers(connection, report)?;
    letters::tallies(connection, report)?;
    office::check(connection, report)
}
