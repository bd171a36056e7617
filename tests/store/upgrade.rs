//! A database of the first version, as its program left it, upgraded: the very schema, the rows that the record says, work goes on.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, params};
use serde_json::{Value, json};
use tempfile::TempDir;
use xinxiang::domain::directory::unit::UnitId;
use xinxiang::domain::letter::stage::{LeaderTask, Queue, Stage};
use xinxiang::domain::letter::summary::{AccessScope, Filter, PageCursor};
use xinxiang::domain::letter::{Letter, LetterId};
use xinxiang::domain::time::Timestamp;
use xinxiang::domain::workflow::action::{Action, Verb};
use xinxiang::store::Store;
use xinxiang::store::change::perform::{Actor, Change};
use xinxiang::store::record::events::RawEvent;
use xinxiang::store::sqlite::schema::{APPLICATION_ID, VERSION};

use crate::office::{at, good_for};

/// The schema of the first version. Never changed.
const SCHEMA: &str = include_str!("../shapes/schema_1.sql");

/// What happened to letters under the first version, as its program wrote it. Lines are never changed.
const RECORD: &str = include_str!("../shapes/record_1.jsonl");

const REGULATION: &str = include_str!("../shapes/other_office.toml");

/// A row of table `letter` as the first version had it: id, version, stage, queue, number, lead, due, signed, major, sent
/// back, repeated.
type Row = (
    i64,
    u32,
    &'static str,
    &'static str,
    Option<u32>,
    Option<i64>,
    bool,
    bool,
    bool,
    bool,
    bool,
);

const ROWS: [Row; 7] = [
    (
        1, 2, "received", "inbox", None, None, false, false, false, false, false,
    ),
    (
        2, 2, "declined", "ended", None, None, false, false, false, false, false,
    ),
    (
        3,
        4,
        "assigned",
        "assignment",
        Some(1),
        Some(1),
        true,
        true,
        false,
        false,
        false,
    ),
    (
        4,
        3,
        "awaiting_instruction",
        "triage",
        Some(2),
        None,
        false,
        false,
        true,
        false,
        false,
    ),
    (
        5,
        9,
        "closed",
        "ended",
        Some(3),
        Some(2),
        false,
        false,
        false,
        false,
        false,
    ),
    (
        6,
        11,
        "drafting",
        "drafting",
        Some(4),
        Some(2),
        false,
        false,
        true,
        true,
        true,
    ),
    (
        7,
        5,
        "in_review",
        "drafting",
        Some(5),
        None,
        false,
        false,
        false,
        false,
        true,
    ),
];

fn milliseconds(instant: &str) -> i64 {
    instant.parse::<Timestamp>().unwrap().as_millisecond()
}

fn append(
    connection: &Connection,
    letter: Option<i64>,
    version: u32,
    at: &str,
    who: &str,
    body: &Value,
) -> i64 {
    let last = connection.query_row(
        "SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1",
        [],
        |row| Ok((row.get::<_, i64>(0)?, row.get::<_, [u8; 32]>(1)?)),
    );
    let (last, previous) = last.unwrap_or((0, [0; 32]));
    let mut raw = RawEvent {
        seq: last + 1,
        letter,
        version,
        at: milliseconds(at),
        who: who.to_owned(),
        kind: body["kind"].as_str().unwrap().to_owned(),
        body: body.to_string(),
        previous,
        hash: [0; 32],
    };
    raw.hash = raw.expected_hash();
    let RawEvent {
        seq,
        at,
        who,
        kind,
        body,
        previous,
        hash,
        ..
    } = raw;
    let sql = "INSERT INTO event (seq, letter, version, at, who, kind, body, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    connection
        .execute(
            sql,
            params![seq, letter, version, at, who, kind, body, previous, hash],
        )
        .unwrap();
    seq
}

/// An office as the first version left it: a regulation, a list of holidays, two units, two members of staff, seven letters.
fn first_version(path: &Path) {
    let connection = Connection::open(path).unwrap();
    connection
        .execute_batch(&format!(
            "PRAGMA journal_mode = WAL; PRAGMA application_id = {APPLICATION_ID}"
        ))
        .unwrap();
    connection
        .execute_batch(&format!("{SCHEMA}; PRAGMA user_version = 1"))
        .unwrap();
    let office = |body: Value| append(&connection, None, 0, "2026-03-02T00:30:00Z", "wang", &body);
    let run = |sql: &str, parameters: &[&dyn rusqlite::ToSql]| {
        connection.execute(sql, parameters).unwrap()
    };
    office(json!({ "kind": "founded", "practice": true }));
    let seq = office(json!({ "kind": "regulation_loaded", "id": "other", "text": REGULATION }));
    run(
        "INSERT INTO regulation (seq, id, text) VALUES (?, 'other', ?)",
        &[&seq, &REGULATION],
    );
    let day = json!({ "date": "2026-04-06", "kind": "holiday", "name": "清明节" });
    office(json!({ "kind": "calendar_loaded", "list": { "year": 2026, "day": [day] } }));
    run("INSERT INTO calendar_year (year) VALUES (2026)", &[]);
    run(
        "INSERT INTO calendar_day (list, date, kind, name) VALUES (2026, '2026-04-06', 'holiday', '清明节')",
        &[],
    );
    for (id, name, alias) in [(1, "区住建局", "住建局"), (2, "区教体局", "教体局")] {
        let unit =
            json!({ "id": id, "name": name, "kind": "部门", "aliases": [alias], "duties": "" });
        office(json!({ "kind": "unit_added", "unit": unit }));
        run(
            "INSERT INTO unit (id, name, kind, duties) VALUES (?, ?, '部门', '')",
            &[&id, &name],
        );
        run(
            "INSERT INTO unit_alias (unit, position, alias) VALUES (?, 1, ?)",
            &[&id, &alias],
        );
    }
    for (id, name, role) in [
        ("wang", "王敏", "administrator"),
        ("li", "李建国", "leader"),
    ] {
        office(
            json!({ "kind": "staff_added", "staff": { "id": id, "name": name, "roles": [role] } }),
        );
        run(
            "INSERT INTO staff (id, name, roles, active) VALUES (?, ?, ?, 1)",
            &[&id, &name, &role],
        );
    }
    let mut first: BTreeMap<i64, Value> = BTreeMap::new();
    for line in RECORD.lines() {
        let line: Value = line.parse().unwrap();
        let letter = line["letter"].as_i64().unwrap();
        let version = u32::try_from(line["version"].as_u64().unwrap()).unwrap();
        let (at, who) = (line["at"].as_str().unwrap(), line["who"].as_str().unwrap());
        append(&connection, Some(letter), version, at, who, &line["body"]);
        first.entry(letter).or_insert(line["body"].clone());
    }
    for (id, version, stage, queue, seq, lead, due, signed, major, sent_back, repeated) in ROWS {
        let body = &first[&id];
        let received = body["received_at"].as_str().map(milliseconds);
        let (since, year) = (milliseconds("2026-03-02T01:31:00Z"), seq.map(|_| 2026));
        let number = seq.map(|seq| format!("CZ-2026/{seq}"));
        let due = due.then(|| milliseconds("2026-03-09T09:30:00Z"));
        let hash = *blake3::hash(id.to_string().as_bytes()).as_bytes();
        connection
            .execute(
                "INSERT INTO letter (id, version, stage, stage_since, queue, rank, number_year, number_seq, number, title,
                    writer, channel, received_at, due_at, provisional, lead, signed, category, major, attached, repeated,
                    sent_back, source_key, text_hash)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?4, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, 0, ?14, ?15, ?16, ?17, 0, ?18, ?19, ?20, ?21)",
                params![
                    id, version, stage, since, queue, year, seq, number, body["title"].as_str(),
                    body["writer"]["name"].as_str(), body["channel"].as_str(), received, due, lead, signed,
                    seq.map(|_| "甲"), major, repeated, sent_back, body["source"]["key"].as_str(), hash,
                ],
            )
            .unwrap();
    }
    connection
        .execute_batch("INSERT INTO preference VALUES ('wang', 'theme', 'dark')")
        .unwrap();
}

pub(crate) fn old() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("office.db");
    first_version(&path);
    (folder, path)
}

/// The same office, after the second version's program opened it.
pub(crate) fn second_version() -> (TempDir, PathBuf) {
    let (folder, path) = old();
    let connection = Connection::open(&path).unwrap();
    connection
        .execute_batch(include_str!("../../src/store/upgrades/2.sql"))
        .unwrap();
    connection.execute_batch("PRAGMA user_version = 2").unwrap();
    (folder, path)
}

/// The same office, after the third version's program opened it.
pub(crate) fn third_version() -> (TempDir, PathBuf) {
    let (folder, path) = second_version();
    drop(Store::open(&path).unwrap());
    let connection = Connection::open(&path).unwrap();
    let back = "DROP TABLE mail_aside; DROP TABLE local_day; DROP TABLE reindex; DROP TABLE done; DROP TABLE draft_beside; ALTER TABLE draft DROP COLUMN revision; PRAGMA user_version = 3";
    connection.execute_batch(back).unwrap();
    connection.execute_batch(WITHOUT_SEVENTH).unwrap();
    connection.execute_batch(WITHOUT_SIXTH).unwrap();
    let draft = "INSERT INTO draft VALUES (7, 'reply', 'wang', '您好', 0, 2, 5, 0)";
    connection.execute_batch(draft).unwrap();
    (folder, path)
}

/// The same office, after the fourth version's program opened it, with keys as that program recorded them.
pub(crate) fn fourth_version() -> (TempDir, PathBuf) {
    let (folder, path) = third_version();
    let connection = Connection::open(&path).unwrap();
    connection
        .execute_batch(include_str!("../../src/store/upgrades/4.sql"))
        .unwrap();
    let keys = "INSERT INTO done (seq, op, letter) VALUES
        (1, 'script-1:0123456789abcdef0123456789abcdef', 7), (2, 'script-2:0123456789abcdef0123456789abcdef!', 7),
        (3, 'script-3', 7), (4, 'script-4!', 7), (5, 'a:b:0123456789abcdef0123456789abcdef', 7), (6, 'c:not-a-hash', 7);
        PRAGMA user_version = 4";
    connection.execute_batch(keys).unwrap();
    // Other tokens in the index, and another list of readers.
    let rows = "DELETE FROM letter_text WHERE rowid > 2; UPDATE letter SET readers = ' root li ming ' WHERE id = 7";
    connection.execute_batch(rows).unwrap();
    (folder, path)
}

/// What the sixth version added to the tables.
const WITHOUT_SIXTH: &str = "
    ALTER TABLE unit DROP COLUMN head; ALTER TABLE unit DROP COLUMN mail; ALTER TABLE unit DROP COLUMN closed;
    ALTER TABLE unit DROP COLUMN merged; ALTER TABLE unit DROP COLUMN former;
    ALTER TABLE staff DROP COLUMN portfolio; ALTER TABLE staff DROP COLUMN delegations;
    DROP TABLE bulletin_draft;";

/// What the seventh version added to the tables.
const WITHOUT_SEVENTH: &str = "
    DROP TABLE phrase; DROP TABLE office_setting;
    ALTER TABLE letter DROP COLUMN of_type; ALTER TABLE letter DROP COLUMN subject;
    UPDATE letter SET rank = CASE queue WHEN 'drafting' THEN stage_since WHEN 'ended' THEN -stage_since ELSE rank END;";

/// The same office, after the fifth version's program opened it.
pub(crate) fn fifth_version() -> (TempDir, PathBuf) {
    let (folder, path) = fourth_version();
    drop(Store::open(&path).unwrap());
    let connection = Connection::open(&path).unwrap();
    connection.execute_batch(WITHOUT_SEVENTH).unwrap();
    connection.execute_batch(WITHOUT_SIXTH).unwrap();
    connection.execute_batch("PRAGMA user_version = 5").unwrap();
    (folder, path)
}

/// The same office, after the sixth version's program opened it.
pub(crate) fn sixth_version() -> (TempDir, PathBuf) {
    let (folder, path) = fifth_version();
    drop(Store::open(&path).unwrap());
    let connection = Connection::open(&path).unwrap();
    connection.execute_batch(WITHOUT_SEVENTH).unwrap();
    connection.execute_batch("PRAGMA user_version = 6").unwrap();
    (folder, path)
}

/// What a schema is, whatever the order in which its columns came to be and however it is written.
fn schema(connection: &Connection) -> BTreeMap<String, Vec<String>> {
    let lines = |sql: &str, name: &str| -> Vec<String> {
        let mut read = connection.prepare(sql).unwrap();
        let rows = read
            .query_map([name], |row| row.get::<_, String>(0))
            .unwrap();
        rows.map(|row| {
            row.unwrap()
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect()
    };
    let mut read = connection
        .prepare("SELECT type, name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'")
        .unwrap();
    let things = read
        .query_map([], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
        })
        .unwrap();
    let mut found = BTreeMap::new();
    for (kind, name) in things.map(Result::unwrap) {
        let parts = if kind == "table" {
            let columns = "SELECT json_array(name, type, \"notnull\", dflt_value, pk, hidden) FROM pragma_table_xinfo(?) ORDER BY name";
            let keys = "SELECT json_array(\"from\", \"table\", \"to\", on_update, on_delete) FROM pragma_foreign_key_list(?) ORDER BY 1";
            let options = "SELECT json_array(wr, strict) FROM pragma_table_list WHERE schema = 'main' AND name = ?";
            [columns, keys, options]
                .iter()
                .flat_map(|sql| lines(sql, &name))
                .collect()
        } else {
            lines("SELECT sql FROM sqlite_schema WHERE name = ?", &name)
        };
        found.insert(format!("{kind} {name}"), parts);
    }
    found
}

#[test]
fn an_upgraded_database_has_the_very_schema_of_the_file() {
    for (_folder, path) in [
        old(),
        second_version(),
        third_version(),
        fourth_version(),
        fifth_version(),
        sixth_version(),
    ] {
        same_schema(&path);
    }
}

fn same_schema(path: &Path) {
    let plain = Connection::open_in_memory().unwrap();
    plain
        .execute_batch(include_str!("../../schema.sql"))
        .unwrap();
    let before = Connection::open(path).unwrap();
    let version: i32 = before
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .unwrap();
    assert!(
        schema(&before) != schema(&plain),
        "the test sees a difference to version {version}"
    );
    drop(before);
    drop(Store::open(path).unwrap());
    let upgraded = Connection::open(path).unwrap();
    let (upgraded, plain) = (schema(&upgraded), schema(&plain));
    assert_eq!(
        upgraded.keys().collect::<Vec<_>>(),
        plain.keys().collect::<Vec<_>>()
    );
    for (name, parts) in &plain {
        assert_eq!(&upgraded[name], parts, "{name}");
    }
    assert_eq!(upgraded["table letter"].len(), 38 + 1);
    let version: i32 = Connection::open(path)
        .unwrap()
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .unwrap();
    assert_eq!(
        (version, VERSION),
        (7, 7),
        "a new version wants a step and a test of its own"
    );
}

#[test]
fn an_upgraded_record_verifies_and_its_letters_are_what_they_were() {
    for (_folder, path) in [
        old(),
        second_version(),
        third_version(),
        fourth_version(),
        fifth_version(),
        sixth_version(),
    ] {
        verifies(&path);
    }
}

fn verifies(path: &Path) {
    let store = Store::open(path).unwrap();
    let report = store.verify(&mut |_, _| ()).unwrap();
    assert_eq!((report.findings, report.letters), (Vec::<String>::new(), 7));
    for (id, version, stage, ..) in ROWS {
        let letter = store.load_letter(LetterId(id)).unwrap();
        assert_eq!(
            (letter.version, letter.stage.code(), letter.current_round()),
            (version, stage, 1)
        );
    }
    let page = |queue| -> Vec<i64> {
        let rows = store
            .page(
                queue,
                &Filter::default(),
                PageCursor::Start,
                10,
                at("2026-03-02 10:00"),
            )
            .unwrap();
        rows.iter().map(|row| row.id.0).collect()
    };
    assert_eq!(
        page(Queue::Review),
        [4, 7],
        "what waits for leaders, the longest first"
    );
    assert_eq!(
        (
            page(Queue::Inbox),
            page(Queue::Assignment),
            page(Queue::Ended)
        ),
        (vec![1], vec![3], vec![5, 2])
    );
    let counts = store
        .queue_counts(at("2026-03-02 10:00"), &AccessScope::default())
        .unwrap();
    assert_eq!(
        (
            counts.get(Queue::Review),
            counts.get(Queue::Drafting),
            counts.get(Queue::All)
        ),
        (2, 2, 7)
    );
    let awaits = |id| store.load_letter(LetterId(id)).unwrap().leader_task();
    assert_eq!(
        (awaits(4), awaits(7), awaits(6)),
        (
            Some(LeaderTask::Instruction),
            Some(LeaderTask::Review),
            None
        )
    );
    // What a liaison may see was not asked before.
    let sight = AccessScope {
        unit: Some(UnitId(2)),
        reader: Some("sun".into()),
    };
    let filter = Filter {
        scope: sight,
        ..Filter::default()
    };
    let rows = store
        .page(
            Queue::All,
            &filter,
            PageCursor::Start,
            10,
            at("2026-03-02 10:00"),
        )
        .unwrap();
    assert_eq!(rows.iter().map(|row| row.id.0).collect::<Vec<_>>(), [5, 6]);
    assert_eq!(store.preferences("wang").unwrap()["theme"], "dark");
    let indexed = "SELECT group_concat(rowid) FROM letter_text WHERE letter_text MATCH '\"停水\"'";
    let connection = Connection::open(path).unwrap();
    let found: Option<String> = connection.query_row(indexed, [], |row| row.get(0)).unwrap();
    let has = |letter: &Letter| {
        letter
            .searchable_texts()
            .iter()
            .any(|(_, text)| text.contains("停水"))
    };
    let all: Vec<_> = (1..=7)
        .map(|id| store.load_letter(LetterId(id)).unwrap())
        .filter(has)
        .collect();
    assert_eq!(
        found,
        Some(
            all.iter()
                .map(|letter| letter.id.to_string())
                .collect::<Vec<_>>()
                .join(",")
        )
    );
}

#[test]
fn work_goes_on_in_an_upgraded_office() {
    let (_folder, path) = old();
    let mut store = Store::open(&path).unwrap();
    let now = at("2026-03-03 10:00");
    let (wang, li) = (
        store.office().staff("wang").unwrap().clone(),
        store.office().staff("li").unwrap().clone(),
    );
    let regulation = store.office().regulation.clone();
    assert_eq!(regulation.id, "other");
    for (id, verb, who, stage) in [
        (3, Verb::Feedback, &wang, Stage::Drafting),
        (3, Verb::SendBackFeedback, &wang, Stage::Assigned),
        (4, Verb::Instruct, &li, Stage::Assigned),
        (5, Verb::Rate, &wang, Stage::Closed),
        (5, Verb::Reopen, &wang, Stage::Registered),
        (6, Verb::Draft, &wang, Stage::Drafting),
        (7, Verb::Approve, &li, Stage::Approved),
        (1, Verb::Accept, &wang, Stage::Registered),
    ] {
        let letter = store.load_letter(LetterId(id)).unwrap();
        let unit = letter.lead_assignment().map_or(UnitId(1), |held| held.unit);
        let action = good_for(verb, &letter, &regulation, unit);
        let after = store
            .perform(
                Change::of(LetterId(id), letter.version, action),
                Actor::new(who, now),
            )
            .unwrap();
        assert_eq!(after.stage, stage, "{verb:?} of {id}");
    }
    assert_eq!(
        store.load_letter(LetterId(1)).unwrap().number.unwrap().text,
        "CZ-2026/6"
    );
    let late = Action::AskExtension {
        unit: UnitId(1),
        days: 1,
        why: "x".into(),
    };
    let seen = store.load_letter(LetterId(4)).unwrap().version;
    assert!(
        store
            .perform(Change::of(LetterId(4), seen, late), Actor::new(&wang, now))
            .is_err(),
        "these rules know no extensions"
    );
    assert_eq!(
        store.verify(&mut |_, _| ()).unwrap().findings,
        Vec::<String>::new()
    );
}

#[test]
fn eight_at_once_upgrade_it_once() {
    let (_folder, path) = old();
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| Store::open(&path).map(|_| ())))
            .collect();
        threads
            .into_iter()
            .for_each(|thread| thread.join().unwrap().unwrap());
    });
    let store = Store::open(&path).unwrap();
    assert_eq!(
        store.verify(&mut |_, _| ()).unwrap().findings,
        Vec::<String>::new()
    );
}
