//! Somebody who holds the file writes into it behind the program's back: whatever he changes of the record or of what is made of
//! it, `verify` finds it, and where he makes it all consistent again, the anchor does.

mod flips;
mod ways;

use std::path::{Path, PathBuf};

use fastrand::Rng;
use rusqlite::Connection;
use serde_json::json;
use tempfile::TempDir;
use xinxiang::store::StoreError;
use xinxiang::store::record::anchor::Anchor;
use xinxiang::store::sqlite::connection;
use xinxiang::store::verify::{self, VerifyReport};

use super::times;
use crate::office::{at, own_day};
use crate::store::long_life;

/// An office in a file that lies still, and its anchor.
pub(super) struct Kept {
    pub folder: TempDir,
    pub file: PathBuf,
    pub anchor: Anchor,
}

/// A long life, with a bulletin published and a day declared.
pub(super) fn kept() -> Kept {
    let mut office = long_life();
    let now = at("2026-04-02 09:00");
    office
        .store
        .publish("2026Q1", json!({ "units": [] }), "administrator", now)
        .unwrap();
    office
        .store
        .declare_day(own_day("2026-08-10"), false, "administrator", now)
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("kept.db");
    office
        .store
        .backup(&file, &[], now, &mut |_, _, _| ())
        .unwrap();
    let anchor = office.store.anchor(None, now).unwrap();
    Kept {
        folder,
        file,
        anchor,
    }
}

/// What `verify` says of a file.
pub(super) fn verified(file: &Path, anchor: &Anchor) -> Result<VerifyReport, StoreError> {
    let mut connection = connection::connect_unchanged(file, false)?;
    verify::verify_connection(
        &mut connection,
        std::slice::from_ref(anchor),
        &mut |_, _| (),
    )
}

/// A connection as one who holds the file has it: nothing is checked, and the record can be written to. The triggers are put back
/// by [`close`], so that their absence does not give him away.
pub(super) fn open_to_tamper(file: &Path) -> (Connection, String) {
    let connection = Connection::open(file).unwrap();
    connection
        .execute_batch("PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF")
        .unwrap();
    let triggers: String = connection
        .query_row(
            "SELECT group_concat(sql || ';', ' ') FROM sqlite_schema WHERE type = 'trigger'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    let names: Vec<String> = connection
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    for name in names {
        connection
            .execute_batch(&format!("DROP TRIGGER {name}"))
            .unwrap();
    }
    (connection, triggers)
}

pub(super) fn close((connection, triggers): (Connection, String)) {
    connection.execute_batch(&triggers).unwrap();
    connection.close().unwrap();
}

/// Tampers with a copy so many times, each time in another way or place.
fn tamperings(n: u64) {
    let kept = kept();
    let untouched = verified(&kept.file, &kept.anchor).unwrap();
    assert_eq!(
        untouched.findings,
        Vec::<String>::new(),
        "the control: nothing is found where nothing was done"
    );
    let mut tally = std::collections::BTreeMap::<&str, u64>::new();
    for seed in 0..n {
        let mut dice = Rng::with_seed(seed);
        let copy = kept.folder.path().join("copy.db");
        std::fs::copy(&kept.file, &copy).unwrap();
        let done = ways::tamper(&copy, &mut dice);
        *tally.entry(done.way).or_default() += 1;
        match verified(&copy, &kept.anchor) {
            // What cannot even be opened or read has been noticed.
            Err(_) => {}
            Ok(report) => {
                assert!(
                    !report.findings.is_empty(),
                    "seed {seed}: not found: {}: {}",
                    done.way,
                    done.what
                );
                if let Some(seq) = done.first {
                    let first = report.first_bad.map(|bad| bad.seq);
                    assert_eq!(
                        first,
                        Some(seq),
                        "seed {seed}: {}: {}: {:?}",
                        done.way,
                        done.what,
                        report.findings
                    );
                }
            }
        }
        std::fs::remove_file(&copy).unwrap();
    }
    eprintln!("{n} tamperings, all found: {tally:?}");
    assert!(
        n < 100 || tally.len() == ways::WAYS.len(),
        "not every way was gone: {tally:?}"
    );
}

#[test]
fn a_hundred_tamperings_are_found() {
    tamperings(100);
}

#[test]
#[ignore = "a thousand tamperings"]
fn a_thousand_tamperings_are_found() {
    tamperings(times(1_000));
}
