//! Letters received in bulk are what letters received one by one are, the index among them.

use std::ops::ControlFlow;

use rusqlite::Connection;
use xinxiang::app::import::{DeliveryError, ImportRequest, import_files};
use xinxiang::domain::letter::LetterId;
use xinxiang::domain::letter::incoming::IncomingLetter;
use xinxiang::domain::workflow::action::Verb;
use xinxiang::intake::MapOverrides;
use xinxiang::store::StoreError;
use xinxiang::store::change::bulk::BulkImport;
use xinxiang::store::change::receive::Received;
use xinxiang::store::sqlite::schema::VERSION;

use crate::office::{Office, at, incoming};

/// Letters of many different words, and of a few that nearly all have: lists that go over pages.
fn letters(from: u32, n: u32) -> Vec<IncomingLetter> {
    let one = |n: u32| {
        let word = |k: u32| {
            char::from_u32(
                0x4E00 + (n.wrapping_mul(2_654_435_761) >> 7).wrapping_add(k * k * 31) % 5_000,
            )
        };
        let rare: String = (0..40).filter_map(word).collect();
        let body = format!(
            "尊敬的区长：{rare}。停水第{n}天，电话1380000{:04}。A{}座",
            n % 10_000,
            n % 7
        );
        IncomingLetter {
            body,
            ..incoming(&n.to_string(), at("2026-03-02 09:00"))
        }
    };
    (from..from + n).map(one).collect()
}

fn index(connection: &Connection, sql: &str) -> Vec<String> {
    let mut read = connection.prepare(sql).unwrap();
    let rows = read.query_map([], |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

const POSTINGS: &str = "SELECT term || ' ' || doc FROM temp.every";

fn postings(office: &Office) -> Vec<String> {
    let connection = Connection::open(office.store.path()).unwrap();
    connection
        .execute_batch(
            "CREATE VIRTUAL TABLE temp.every USING fts5vocab (main, letter_text, instance)",
        )
        .unwrap();
    index(&connection, POSTINGS)
}

#[test]
fn in_bulk_or_one_by_one_the_index_is_the_same() {
    let (mut bulk, mut single) = (Office::new(), Office::new());
    let now = at("2026-03-02 10:00");
    let mut receiving = BulkImport::begin(&mut bulk.store, "administrator").unwrap();
    for (from, n) in [(0, 2_000), (2_000, 1), (2_001, 1_000)] {
        let answers = receiving
            .receive(letters(from, n), "administrator", now)
            .unwrap();
        assert!(
            answers
                .iter()
                .all(|answer| matches!(answer, Received::New(_)))
        );
        receiving.commit().unwrap();
    }
    let again = receiving
        .receive(letters(500, 2), "administrator", now)
        .unwrap();
    assert!(
        again
            .iter()
            .all(|answer| matches!(answer, Received::AlreadyThere(_)))
    );
    receiving.commit().unwrap();
    drop(receiving);
    bulk.store.recount_after_bulk().unwrap();
    for from in [0, 1_000, 2_000] {
        single
            .store
            .receive(letters(from, 1_000), "administrator", now)
            .unwrap();
    }
    single
        .store
        .receive(letters(3_000, 1), "administrator", now)
        .unwrap();
    assert_eq!(bulk.verify().findings, Vec::<String>::new());
    let (one, other) = (postings(&bulk), postings(&single));
    assert!(one.len() > 150_000, "{}", one.len());
    assert!(one == other);
    let counted = |office: &Office| {
        let connection = Connection::open(office.store.path()).unwrap();
        index(
            &connection,
            "SELECT code || ' ' || letters FROM gram ORDER BY code",
        )
        .len()
    };
    assert!(counted(&bulk) > 300);
    // Newest first, through the pages of several segments, and on from the middle.
    let connection = Connection::open(bulk.store.path()).unwrap();
    let sql = "SELECT rowid || '' FROM letter_text WHERE letter_text MATCH '\"停水\"' AND rowid < 2200 ORDER BY rowid DESC";
    let found = index(&connection, sql);
    assert!(
        found.iter().eq((1..2_200)
            .rev()
            .map(|id: i32| id.to_string())
            .collect::<Vec<_>>()
            .iter())
    );
}

#[test]
fn after_bulk_letters_are_worked_on_and_the_index_merged() {
    let mut office = Office::new();
    let now = at("2026-03-02 10:00");
    let mut receiving = BulkImport::begin(&mut office.store, "administrator").unwrap();
    for from in 0..6 {
        receiving
            .receive(letters(from * 300, 300), "administrator", now)
            .unwrap();
        receiving.commit().unwrap();
    }
    drop(receiving);
    for id in [1, 301, 1_500, 1_800] {
        office.walk(LetterId(id), &[Verb::Accept, Verb::Note], now);
    }
    office
        .store
        .receive(letters(1_800, 20), "administrator", now)
        .unwrap();
    assert_eq!(office.verify().findings, Vec::<String>::new());
    let connection = Connection::open(office.store.path()).unwrap();
    connection
        .execute_batch("INSERT INTO letter_text (letter_text) VALUES ('optimize')")
        .unwrap();
    connection
        .execute_batch("INSERT INTO letter_text (letter_text) VALUES ('integrity-check')")
        .unwrap();
    assert_eq!(office.verify().findings, Vec::<String>::new());
}

#[test]
fn what_was_not_committed_is_not_there() {
    let mut office = Office::new();
    let mut receiving = BulkImport::begin(&mut office.store, "administrator").unwrap();
    receiving
        .receive(letters(0, 300), "administrator", at("2026-03-02 10:00"))
        .unwrap();
    drop(receiving);
    let report = office.verify();
    assert_eq!((report.letters, report.findings), (0, Vec::<String>::new()));
}

/// Letters by mail, then a large import, then work on both, merges in between: every word is where its letter is.
#[test]
fn single_letters_and_bulk_in_turn_stay_true() {
    let mut office = Office::new();
    let now = at("2026-03-02 10:00");
    for n in 0..8 {
        office
            .store
            .receive(letters(n, 1), "administrator", now)
            .unwrap();
    }
    let mut from = 100;
    for round in 0..3 {
        let mut receiving = BulkImport::begin(&mut office.store, "administrator").unwrap();
        for _ in 0..3 {
            receiving
                .receive(letters(from, 120), "administrator", now)
                .unwrap();
            receiving.commit().unwrap();
            from += 120;
        }
        drop(receiving);
        let connection = Connection::open(office.store.path()).unwrap();
        // A merge that is begun and not finished.
        connection
            .execute_batch("INSERT INTO letter_text (letter_text, rank) VALUES ('merge', 3)")
            .unwrap();
        let newest: i64 = office.value("SELECT max(id) FROM letter");
        for id in [1 + round, 20 + round, newest, newest - 1] {
            office.walk(LetterId(id), &[Verb::Accept, Verb::Note], now);
        }
        assert_eq!(
            office.verify().findings,
            Vec::<String>::new(),
            "round {round}"
        );
    }
    let connection = Connection::open(office.store.path()).unwrap();
    connection
        .execute_batch("INSERT INTO letter_text (letter_text) VALUES ('optimize')")
        .unwrap();
    connection
        .execute_batch("INSERT INTO letter_text (letter_text) VALUES ('integrity-check')")
        .unwrap();
    assert_eq!(office.verify().findings, Vec::<String>::new());
}

#[test]
fn a_letter_without_a_word_leaves_the_index_whole() {
    let mut office = Office::new();
    let now = at("2026-03-02 10:00");
    let mut letter = incoming("甲", now);
    (letter.title, letter.body, letter.writer) =
        ("？？？".into(), "？？？".into(), Default::default());
    let mut receiving = BulkImport::begin(&mut office.store, "administrator").unwrap();
    receiving
        .receive(vec![letter], "administrator", now)
        .unwrap();
    receiving.commit().unwrap();
    receiving
        .receive(letters(0, 2), "administrator", now)
        .unwrap();
    receiving.commit().unwrap();
    drop(receiving);
    office.walk(LetterId(1), &[Verb::Accept, Verb::Note], now);
    assert_eq!(office.verify().findings, Vec::<String>::new());
}

#[test]
fn a_file_that_was_upgraded_meanwhile_receives_nothing_however_often_it_is_tried() {
    let mut office = Office::new();
    let now = at("2026-03-02 10:00");
    let mut receiving = BulkImport::begin(&mut office.store, "administrator").unwrap();
    office.tamper("PRAGMA user_version = 99");
    for _ in 0..2 {
        assert!(matches!(
            receiving.receive(letters(0, 3), "administrator", now),
            Err(StoreError::Newer)
        ));
        receiving.commit().unwrap();
    }
    // And nobody else is kept out meanwhile.
    office.tamper(&format!("PRAGMA user_version = {VERSION}"));
    assert!(matches!(
        receiving.receive(letters(0, 3), "nobody", now),
        Err(StoreError::NotStaff(_))
    ));
    assert_eq!(office.value::<i64>("SELECT count(*) FROM letter"), 0);
    office.tamper("BEGIN IMMEDIATE; COMMIT");
    receiving
        .receive(letters(0, 3), "administrator", now)
        .unwrap();
    receiving.commit().unwrap();
    drop(receiving);
    assert_eq!(
        (
            office.value::<i64>("SELECT count(*) FROM letter"),
            office.verify().findings.len()
        ),
        (3, 0)
    );
}

#[test]
fn an_import_that_the_store_breaks_off_says_what_is_there_and_brings_the_rest_later() {
    let mut office = Office::new();
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("letters.csv");
    std::fs::write(&table, crate::program::invented(1_200)).unwrap();
    let import = ImportRequest {
        paths: vec![table],
        overrides: MapOverrides::default(),
        dry_run: false,
        who: "administrator".into(),
        at: at("2026-03-02 09:00"),
        past: false,
    };
    let refuse = |office: &Office, after: usize| {
        office.tamper(&format!(
            "CREATE TRIGGER no_room BEFORE INSERT ON letter WHEN (SELECT count(*) FROM letter) >= {after}
             BEGIN SELECT RAISE(ABORT, 'no room'); END"
        ));
    };
    refuse(&office, 100);
    let none = import_files(&mut office.store, &import, &mut |_| {
        ControlFlow::Continue(())
    });
    assert!(
        matches!(none, Err(DeliveryError::NothingImported(_))),
        "of the first portion, nothing is there"
    );
    office.tamper("DROP TRIGGER no_room");
    refuse(&office, 700);
    let partly = import_files(&mut office.store, &import, &mut |_| {
        ControlFlow::Continue(())
    })
    .unwrap_err();
    let DeliveryError::PartlyImported(outcome, left, _) = &partly else {
        panic!("{partly:?}")
    };
    assert_eq!(
        (outcome.tally.imported, outcome.tally.already_there, *left),
        (500, 0, 700)
    );
    assert_eq!(office.value::<i64>("SELECT count(*) FROM letter"), 500);
    let told = partly.to_string();
    assert!(told.contains("500") && told.contains("700"), "{told}");
    let full =
        DeliveryError::PartlyImported(outcome.clone(), 1, Box::new(StoreError::Full)).to_string();
    assert!(
        !full.contains(&StoreError::Full.to_string()),
        "that nothing was written is not so: {full}"
    );
    office.tamper("DROP TRIGGER no_room");
    let rest = import_files(&mut office.store, &import, &mut |_| {
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!((rest.tally.imported, rest.tally.already_there), (700, 500));
    assert_eq!(office.verify().findings, Vec::<String>::new());
}

#[test]
fn of_a_bulk_that_breaks_off_what_was_not_committed_is_not_counted() {
    let mut office = Office::new();
    let now = at("2026-03-02 10:00");
    let mut receiving = BulkImport::begin(&mut office.store, "administrator").unwrap();
    assert!(!receiving.is_open());
    receiving
        .receive(letters(0, 3), "administrator", now)
        .unwrap();
    assert!(receiving.is_open(), "these may still be gone");
    receiving.commit().unwrap();
    assert!(!receiving.is_open());
}
