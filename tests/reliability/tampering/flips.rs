//! A bit flips in the file, as old disks do it: it is found, or nothing that anybody can read has changed.

use std::path::Path;

use fastrand::Rng;
use rusqlite::Connection;
use xinxiang::store::sqlite::connection;

use super::ways::TABLES;
use super::{kept, verified};
use crate::reliability::times;

/// Everything in the tables that `verify` answers for.
fn contents(file: &Path) -> Option<Vec<String>> {
    let connection = connection::connect_unchanged(file, false).ok()?;
    let mut all = Vec::new();
    for table in ["event", "tally"].into_iter().chain(TABLES) {
        all.extend(rows(&connection, table)?);
    }
    Some(all)
}

fn rows(connection: &Connection, table: &str) -> Option<Vec<String>> {
    let mut read = connection.prepare(&format!("SELECT * FROM {table}")).ok()?;
    let columns = read.column_count();
    let rows = read.query_map([], |row| {
        (0..columns)
            .map(|n| row.get(n))
            .collect::<Result<Vec<rusqlite::types::Value>, _>>()
    });
    let rows = rows.ok()?.collect::<Result<Vec<_>, _>>().ok()?;
    Some(
        rows.into_iter()
            .map(|row| format!("{table} {row:?}"))
            .collect(),
    )
}

/// Flips bits in texts of the record, each in a fresh copy. Returns how many were found.
fn flips(n: u64) -> u64 {
    let kept = kept();
    let whole = std::fs::read(&kept.file).unwrap();
    let before = contents(&kept.file).unwrap();
    let bodies: Vec<String> = {
        let connection = Connection::open(&kept.file).unwrap();
        let mut read = connection
            .prepare("SELECT body FROM event WHERE letter IS NOT NULL")
            .unwrap();
        read.query_map([], |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect()
    };
    let mut found = 0;
    for seed in 0..n {
        let mut dice = Rng::with_seed(seed);
        let body = dice.choice(&bodies).unwrap().as_bytes();
        let window = body.len().min(40);
        let at = dice.usize(..body.len() - window + 1);
        let words = &body[at..at + window];
        let places: Vec<usize> = (0..whole.len() - window)
            .filter(|at| whole[*at] == words[0] && &whole[*at..*at + window] == words)
            .collect();
        // A long text may go over the edge of a page just there.
        let place = if places.is_empty() {
            dice.usize(..whole.len())
        } else {
            *dice.choice(&places).unwrap() + dice.usize(..window)
        };
        let mut bytes = whole.clone();
        bytes[place] ^= 1 << dice.usize(..8);
        let copy = kept.folder.path().join("flipped.db");
        std::fs::write(&copy, bytes).unwrap();
        let clean = verified(&copy, &kept.anchor).is_ok_and(|report| report.findings.is_empty());
        if clean {
            assert_eq!(
                contents(&copy).as_ref(),
                Some(&before),
                "seed {seed}: byte {place} changed something unseen"
            );
        } else {
            found += 1;
        }
        std::fs::remove_file(&copy).unwrap();
    }
    eprintln!(
        "{n} flipped bits: {found} found, {} where nothing reads",
        n - found
    );
    found
}

#[test]
fn a_flipped_bit_in_a_text_is_found() {
    assert!(
        flips(40) >= 30,
        "most of the places must be texts that are read"
    );
}

#[test]
#[ignore = "three hundred flipped bits"]
fn three_hundred_flipped_bits_are_found() {
    let n = times(300);
    assert!(flips(n) * 4 >= n * 3);
}
