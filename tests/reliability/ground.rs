//! The office that is ill-treated, and what must be true of it afterwards.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension, params};
use std::time::Duration;
use tempfile::TempDir;
use xinxiang::domain::directory::staff::{Role, Staff};
use xinxiang::domain::letter::LetterId;
use xinxiang::domain::time::Timestamp;
use xinxiang::domain::time::calendar::YearList;
use xinxiang::domain::workflow::action::Verb;
use xinxiang::store::Store;
use xinxiang::store::change::perform::{Actor, Change};
use xinxiang::store::directory::create::{NewOffice, PUBLISHED_CALENDARS};
use xinxiang::store::record::events::{GENESIS, RawEvent};

use super::person::{Said, said_by};
use crate::office::{at, doer, founding, good, incoming, keeping_contacts, own_day};

/// How many people work in it.
pub(super) const PEOPLE: usize = 16;

/// The short name of the n-th of them, from 1.
pub(super) fn name(n: usize) -> String {
    format!("p{n:02}")
}

/// When the first of them begins.
pub(super) fn morning() -> Timestamp {
    at("2026-03-06 09:12")
}

/// A database that nobody has open, to be copied.
pub(super) struct Template {
    folder: TempDir,
}

impl Template {
    /// An office with sixteen people who may do everything, and this many letters on all the roads.
    pub(super) fn new(letters: usize) -> Template {
        let folder = super::folder();
        let everything = vec![Role::Administrator, Role::Leader, Role::Office];
        let person = |n| Staff {
            id: name(n),
            name: format!("某{n}"),
            roles: everything.clone(),
            unit: None,
            uid: None,
            ..Staff::default()
        };
        let mut office = NewOffice {
            calendars: vec![YearList::parse(PUBLISHED_CALENDARS.last().unwrap()).unwrap()],
            staff: Role::ALL
                .map(crate::office::staff)
                .into_iter()
                .chain((1..=PEOPLE).map(person))
                .collect(),
            // So that every action is possible somewhere.
            regulation: keeping_contacts(),
            ..founding()
        };
        office.units.truncate(6);
        let mut store = Store::create(
            &folder.path().join("office.db"),
            &office,
            at("2026-01-05 09:00"),
        )
        .unwrap();
        store
            .declare_day(
                own_day("2026-08-10"),
                false,
                "administrator",
                at("2026-01-05 09:30"),
            )
            .unwrap();
        use Verb::*;
        let roads: [&[Verb]; 5] = [
            &[],
            &[Accept],
            &[Accept, Assign],
            &[Accept, ReplyDirectly, Draft],
            &[Accept, ReplyDirectly, Draft, Submit, Approve],
        ];
        let mut now = at("2026-03-05 09:00");
        for (n, road) in (1..=letters).zip(roads.into_iter().cycle()) {
            store
                .receive(
                    vec![incoming(&format!("第{n}件事"), now)],
                    "administrator",
                    now,
                )
                .unwrap();
            let id = LetterId(i64::try_from(n).unwrap());
            for verb in road {
                let seen = store.load_letter(id).unwrap();
                // Where nobody reviews, what is submitted is approved.
                if *verb == Approve
                    && seen.stage == xinxiang::domain::letter::stage::Stage::Approved
                {
                    continue;
                }
                let action = good(*verb, &seen, &store.office().regulation.clone());
                now = now.saturating_add(Duration::from_secs(7));
                store
                    .perform(
                        Change::of(id, seen.version, action),
                        Actor::new(&doer(*verb), now),
                    )
                    .unwrap();
            }
        }
        drop(store);
        assert!(
            !folder.path().join("office.db-wal").exists(),
            "nobody has it open: its file is all of it"
        );
        Template { folder }
    }

    /// Another office like this one, in a folder of its own.
    pub(super) fn copy(&self) -> (TempDir, PathBuf) {
        let folder = super::folder();
        let path = folder.path().join("office.db");
        std::fs::copy(self.path(), &path).unwrap();
        (folder, path)
    }

    pub(super) fn path(&self) -> PathBuf {
        self.folder.path().join("office.db")
    }
}

/// How thoroughly one looks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// Everything acknowledged is there, and the chain of hashes is whole.
    Light,
    /// And SQLite finds its pages and indexes whole.
    Pages,
    /// All that `xinxiang verify` does.
    Full,
}

/// What is wrong with an office in which these people worked, as its own program opens it. Each of them may have been in the
/// middle of `unsaid` deeds.
pub(super) fn wrong(path: &Path, people: &[String], unsaid: usize, look: Look) -> Vec<String> {
    let store = match Store::open(path) {
        Ok(store) => store,
        Err(error) => return vec![format!("it does not open: {error}")],
    };
    let mut wrong = record(path, look == Look::Pages);
    let plain = Connection::open(path).unwrap();
    for who in people {
        let said = said_by(path, who);
        wrong.extend(said.iter().filter_map(|said| lost(&plain, who, said)));
        wrong.extend(more_than_said(&plain, who, &said, unsaid));
    }
    if look == Look::Full {
        match store.verify(&mut |_, _| ()) {
            Ok(report) => wrong.extend(report.findings),
            Err(error) => wrong.push(format!("it does not verify: {error}")),
        }
    }
    wrong
}

/// Follows the chain of hashes, and asks SQLite about its pages.
fn record(path: &Path, pages: bool) -> Vec<String> {
    let plain = Connection::open(path).unwrap();
    let read = || -> rusqlite::Result<Vec<String>> {
        let mut wrong = Vec::new();
        let sql = "SELECT seq, letter, version, at, who, kind, body, previous, hash FROM event ORDER BY seq";
        let mut read = plain.prepare(sql)?;
        let (mut last, mut previous) = (0, GENESIS);
        for raw in read.query_map([], RawEvent::from_row)? {
            let raw = raw?;
            if raw.seq != last + 1 || raw.previous != previous || raw.hash != raw.expected_hash() {
                wrong.push(format!("event {} does not follow", raw.seq));
            }
            (last, previous) = (raw.seq, raw.hash);
        }
        if pages {
            let answer: String = plain.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
            wrong.extend((answer != "ok").then_some(answer));
        }
        let gaps = "SELECT count(*) FROM (SELECT count(*) AS n, max(number_seq) AS last FROM letter
                    WHERE number_seq IS NOT NULL GROUP BY number_year) WHERE n <> last";
        let gaps: i64 = plain.query_row(gaps, [], |row| row.get(0))?;
        wrong.extend((gaps > 0).then(|| "a number lacks".to_owned()));
        Ok(wrong)
    };
    read().unwrap_or_else(|error| vec![format!("it does not read: {error}")])
}

/// What was acknowledged and is not there.
fn lost(plain: &Connection, who: &str, said: &Said) -> Option<String> {
    let there = match said {
        Said::Event {
            letter,
            version,
            at,
        } => plain
            .query_row(
                "SELECT 1 FROM event WHERE letter = ? AND version = ? AND at = ? AND who = ?",
                params![letter, version, at, who],
                |_| Ok(()),
            )
            .optional(),
        Said::Letter { letter, at } => plain
            .query_row(
                "SELECT 1 FROM event WHERE letter = ? AND kind = 'received' AND at = ? AND who = ?",
                params![letter, at, who],
                |_| Ok(()),
            )
            .optional(),
        // A later one may have taken its place without having been acknowledged.
        Said::Draft { letter, n } => plain
            .query_row(
                "SELECT 1 FROM draft WHERE letter = ? AND staff = ? AND CAST(text AS INTEGER) >= ?",
                params![letter, who, i64::try_from(*n).unwrap()],
                |_| Ok(()),
            )
            .optional(),
    };
    match there {
        Ok(Some(())) => None,
        Ok(None) => Some(format!("lost: {who} {said:?}")),
        Err(error) => Some(format!("{who} {said:?}: {error}")),
    }
}

/// What one did according to the record without having been told so, where that is more than may be.
fn more_than_said(plain: &Connection, who: &str, said: &[Said], unsaid: usize) -> Option<String> {
    let said: BTreeSet<i64> = said.iter().filter_map(Said::at).collect();
    let mut read = plain
        .prepare("SELECT DISTINCT at FROM event WHERE who = ? AND kind <> 'extension_too_late'")
        .ok()?;
    let did: BTreeSet<i64> = read
        .query_map([who], |row| row.get(0))
        .ok()?
        .flatten()
        .collect();
    let more: Vec<_> = did.difference(&said).collect();
    (more.len() > unsaid).then(|| {
        format!(
            "{who} did {} things that nobody was told of: {more:?}",
            more.len()
        )
    })
}
