//! Verifies the hash chain: every event unchanged, none missing, none inserted, and every anchor
//! matched.

use rusqlite::{Connection, Row};

use super::{BadEvent, MAX_FINDINGS, VerifyReport};
use crate::domain::time::Timestamp;
use crate::store::error::StoreError;
use crate::store::record::anchor::{self, Anchor, to_hex};
use crate::store::record::events::{ALL_EVENTS, GENESIS, RawEvent, is_backwards};

/// Reads the chain from the first event to the last. Returns whether every event could be read.
pub fn check(
    connection: &Connection,
    anchors: &[Anchor],
    report: &mut VerifyReport,
    step: &mut dyn FnMut(),
) -> Result<bool, StoreError> {
    let mut anchors: Vec<&Anchor> = anchors.iter().collect();
    anchors.sort_by_key(|anchor| anchor.events);
    let office = anchor::founding_hash(connection)?;
    // An anchor of another office is reported once and not compared.
    let known = anchors.len();
    anchors.retain(|anchor| {
        anchor
            .founding
            .as_ref()
            .is_none_or(|founding| *founding == office)
    });
    if anchors.len() < known {
        report.findings.push(say!("verify-other-office"));
    }
    let mut read = connection.prepare(ALL_EVENTS)?;
    let mut rows = read.query([])?;
    let (mut last, mut previous, mut agreed) = (0, GENESIS, 0);
    let (mut whole, mut before) = (true, None);
    loop {
        let raw = match rows.next() {
            Ok(None) => break,
            Ok(Some(row)) => {
                RawEvent::from_row(row).map_err(|error| (seq_of(row, last), error, true))
            }
            Err(error) => Err((last + 1, error, false)),
        };
        step();
        let raw = match raw {
            Ok(raw) => raw,
            Err((seq, error, goes_on)) => {
                whole = false;
                report.note_bad(BadEvent::unreadable(
                    seq,
                    say!("verify-unreadable", why = StoreError::from(error).reason()),
                ));
                if goes_on {
                    (last, report.events) = (seq, report.events + 1);
                    continue;
                }
                break;
            }
        };
        report.events += 1;
        let at = Timestamp::from_millisecond(raw.at);
        report.backwards += u64::from(
            at.zip(before)
                .is_some_and(|(at, before)| is_backwards(at, before)),
        );
        before = at;
        if report.findings.len() < MAX_FINDINGS {
            if raw.seq != last + 1 {
                report.note_bad(BadEvent::unreadable(last + 1, say!("verify-missing")));
                report.findings.push(say!("verify-gap", seq = last + 1));
            }
            if let Some(why) = find_fault(&raw, &previous) {
                report.findings.push(say!("verify-hash", seq = raw.seq));
                report.note_bad(BadEvent::from_raw(&raw, why));
            }
        }
        while let Some(anchor) = anchors
            .first()
            .filter(|anchor| i64::try_from(anchor.events).is_ok_and(|n| n <= raw.seq))
        {
            // A missing event fails its anchor, but the following anchors are still compared.
            if i64::try_from(anchor.events) == Ok(raw.seq) && anchor.matches_hash(&raw.hash) {
                agreed = anchor.events;
            } else {
                report.findings.push(say!(
                    "verify-anchor",
                    events = anchor.events,
                    agreed = agreed
                ));
            }
            anchors.remove(0);
        }
        (last, previous) = (raw.seq, raw.hash);
    }
    for short in anchors {
        report.note_bad(BadEvent::unreadable(last + 1, say!("verify-missing")));
        report
            .findings
            .push(say!("verify-cut", events = short.events, there = last));
    }
    (report.head, report.founding) = (to_hex(&previous), office);
    Ok(whole)
}

/// Returns the sequence number of a row whose other columns cannot be read.
fn seq_of(row: &Row<'_>, last: i64) -> i64 {
    row.get("seq").unwrap_or(last + 1)
}

/// Returns what is wrong with an event that follows the hash `previous`, if anything.
pub fn find_fault(raw: &RawEvent, previous: &[u8; 32]) -> Option<String> {
    // The hash treats a letter 0 like no letter, so that edit must be detected separately.
    if raw.hash != raw.expected_hash() || raw.letter == Some(0) {
        return Some(say!("verify-edited"));
    }
    (raw.previous != *previous).then(|| say!("verify-not-after"))
}
