//! Opening a file: a fresh one has the very schema of `schema.sql`; what is not ours is refused and left as it was.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use rusqlite::Connection;
use xinxiang::domain::directory::staff::{Role, Staff};
use xinxiang::domain::directory::unit::{Unit, UnitId};
use xinxiang::domain::letter::draft::{Draft, REPLY_PURPOSE};
use xinxiang::domain::office_event::SessionEnd;
use xinxiang::domain::time::calendar::{ImportConsent, YearList};
use xinxiang::platform::file_guard::FileGuard;
use xinxiang::store::change::bulk::BulkImport;
use xinxiang::store::change::perform::{Actor, Change};
use xinxiang::store::directory::create::PUBLISHED_CALENDARS;
use xinxiang::store::open;
use xinxiang::store::sqlite::schema::{APPLICATION_ID, SCHEMA, VERSION};
use xinxiang::store::{Store, StoreError};

use crate::office::{Office, accept, administrator, at, founding, incoming, own_day, staff};

fn schema(connection: &Connection) -> Vec<(String, String, Option<String>)> {
    let mut read = connection
        .prepare("SELECT type, name, sql FROM sqlite_schema ORDER BY type, name")
        .unwrap();
    let rows = read
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .unwrap();
    rows.map(Result::unwrap).collect()
}

fn pragma<T: rusqlite::types::FromSql>(connection: &Connection, name: &str) -> T {
    connection
        .query_row(&format!("PRAGMA {name}"), [], |row| row.get(0))
        .unwrap()
}

fn found(path: &Path) -> Result<Store, StoreError> {
    Store::create(path, &founding(), at("2026-03-02 09:00"))
}

#[test]
fn a_fresh_database_has_the_very_schema_of_the_file() {
    let office = Office::new();
    let fresh = Connection::open(office.store.path()).unwrap();
    let plain = Connection::open_in_memory().unwrap();
    plain
        .execute_batch(include_str!("../../schema.sql"))
        .unwrap();
    assert_eq!(schema(&fresh), schema(&plain));
    assert_eq!(SCHEMA, include_str!("../../schema.sql"));
    assert!(schema(&fresh).len() > 25);
    assert_eq!(pragma::<i32>(&fresh, "application_id"), APPLICATION_ID);
    assert_eq!(APPLICATION_ID.to_be_bytes(), *b"xinx");
    assert_eq!(pragma::<i32>(&fresh, "user_version"), VERSION);
    assert_eq!(pragma::<String>(&fresh, "journal_mode"), "wal");
}

#[test]
fn every_table_is_strict() {
    let office = Office::new();
    let connection = Connection::open(office.store.path()).unwrap();
    let sql = "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'";
    // The index of texts is SQLite's own.
    let sql = format!("{sql} AND name NOT LIKE 'letter_text_%'");
    let (all, strict) = (sql.clone(), format!("{sql} AND strict"));
    let count = |sql: &str| {
        connection
            .query_row(sql, [], |row| row.get::<_, i64>(0))
            .unwrap()
    };
    assert_eq!(count(&all), count(&strict));
    assert_eq!(count(&all), 24);
}

#[test]
fn the_sqlite_inside_loses_no_commits() {
    assert!(
        rusqlite::version_number() >= 3_051_003,
        "{}",
        rusqlite::version()
    );
}

#[test]
fn the_file_is_readable_by_its_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep/er/a.db");
    let mut store = found(&path).unwrap();
    store
        .set_preference("administrator", "theme", "dark")
        .unwrap();
    for tail in ["", "-wal", "-shm"] {
        let file = format!("{}{tail}", path.display());
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
    assert_eq!(FileGuard::of(&path).files().len(), 3);
}

#[test]
fn a_foreign_file_is_refused_and_untouched() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("letter.txt");
    std::fs::write(&text, "这是一封信，不是数据库。".repeat(100)).unwrap();
    let database = folder.path().join("other.db");
    let other = Connection::open(&database).unwrap();
    other
        .execute_batch("CREATE TABLE t (x); INSERT INTO t VALUES (1)")
        .unwrap();
    drop(other);
    let marked = folder.path().join("marked.db");
    let other = Connection::open(&marked).unwrap();
    other
        .execute_batch("PRAGMA application_id = 7; PRAGMA user_version = 1; VACUUM")
        .unwrap();
    drop(other);
    for path in [text, database, marked] {
        let before = std::fs::read(&path).unwrap();
        assert!(!before.is_empty());
        assert!(
            matches!(Store::open(&path), Err(StoreError::Foreign)),
            "{}",
            path.display()
        );
        assert!(
            matches!(found(&path), Err(StoreError::Foreign)),
            "{}",
            path.display()
        );
        assert_eq!(std::fs::read(&path).unwrap(), before, "{}", path.display());
    }
    let names: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(names.len(), 3, "something was left behind: {names:?}");
}

#[test]
fn a_newer_database_is_refused_and_untouched() {
    let office = Office::new();
    office.tamper(&format!("PRAGMA user_version = {}", VERSION + 1));
    let path = office.store.path().to_owned();
    assert!(matches!(Store::open(&path), Err(StoreError::Newer)));
    assert!(matches!(found(&path), Err(StoreError::Newer)));
    assert_eq!(
        office.value::<i32>("SELECT user_version FROM pragma_user_version"),
        VERSION + 1
    );
}

#[test]
fn an_older_program_that_is_still_running_writes_nothing_to_a_newer_file() {
    let mut office = Office::new();
    let now = at("2026-03-02 09:00");
    let id = office.letter("停水", now);
    let (letters, boss) = (office.store.load_letter(id).unwrap(), administrator());
    office.tamper(&format!("PRAGMA user_version = {}", VERSION + 1));
    let year = || YearList::parse(PUBLISHED_CALENDARS.last().unwrap()).unwrap();
    let unit = Unit {
        id: UnitId(0),
        name: "区试验局".into(),
        kind: "部门".into(),
        aliases: vec![],
        duties: String::new(),
        ..Unit::default()
    };
    let store = &mut office.store;
    let read = Staff {
        id: "wang".into(),
        ..staff(Role::Administrator)
    };
    let answers = [
        store
            .perform(Change::of(id, 1, accept("3.5")), Actor::new(&boss, now))
            .map(drop),
        store
            .receive(vec![incoming("停电", now)], "administrator", now)
            .map(drop),
        store
            .receive(vec![incoming("停水", now)], "administrator", now)
            .map(drop),
        store
            .import_calendar(
                vec![year()],
                ImportConsent::default(),
                false,
                "administrator",
                now,
            )
            .map(drop),
        store
            .declare_day(own_day("2026-03-09"), false, "administrator", now)
            .map(drop),
        store
            .drop_day(
                xinxiang::domain::time::date(2026, 3, 9),
                "x",
                false,
                "administrator",
                now,
            )
            .map(drop),
        store.add_unit(unit, "administrator", now).map(drop),
        store.add_staff(read, "administrator", now),
        store.disable_staff("leader", "administrator", now),
        store.publish("2026-1", serde_json::json!({}), "administrator", now),
    ];
    for (n, answer) in answers.into_iter().enumerate() {
        assert!(
            matches!(answer, Err(StoreError::Newer)),
            "answer {n}: {answer:?}"
        );
    }
    assert_eq!(office.store.load_letter(id).unwrap(), letters);
    office.tamper(&format!("PRAGMA user_version = {VERSION}"));
    assert_eq!(office.verify().findings, Vec::<String>::new());
    assert_eq!(office.value::<i64>("SELECT count(*) FROM letter"), 1);
    office.act(id, accept("3.5"), now);
}

#[test]
fn nothing_is_made_by_opening_and_nothing_is_made_twice() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    assert!(matches!(Store::open(&path), Err(StoreError::Missing(at)) if at == path));
    assert!(!path.exists());
    std::fs::write(&path, "").unwrap();
    assert!(matches!(
        Store::open(&path),
        Err(StoreError::NotInitialized)
    ));
    let store = found(&path).unwrap();
    let seq = store.office().seq;
    assert!(matches!(found(&path), Err(StoreError::Exists(at)) if at == path));
    assert_eq!(Store::open(&path).unwrap().office().seq, seq);
}

#[test]
fn eight_at_once_make_one_office() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let made = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(|| found(&path))).collect();
        let answers = threads.into_iter().map(|thread| thread.join().unwrap());
        let told = answers.map(|answer| match answer {
            Ok(_) => true,
            Err(StoreError::Exists(_)) => false,
            Err(other) => panic!("{other}"),
        });
        told.filter(|made| *made).count()
    });
    assert_eq!(made, 1);
    let store = Store::open(&path).unwrap();
    assert_eq!(
        store.verify(&mut |_, _| ()).unwrap().findings,
        Vec::<String>::new()
    );
    assert_eq!(store.office().units.all().len(), founding().units.len());
}

#[test]
fn a_founding_that_fails_leaves_no_office() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let mut twice = founding();
    twice.units.push(twice.units[0].clone());
    assert!(matches!(
        Store::create(&path, &twice, at("2026-03-02 09:00")),
        Err(StoreError::InvalidName(_))
    ));
    assert!(matches!(
        Store::open(&path),
        Err(StoreError::NotInitialized)
    ));
    found(&path).unwrap();
}

#[test]
fn who_acts_is_the_user_and_only_the_owner_says_who_else() {
    let mut office = Office::new();
    let uid = rustix::process::getuid().as_raw();
    assert_eq!(
        office
            .store
            .acting_staff(Some("leader"), uid)
            .unwrap()
            .roles,
        [Role::Leader]
    );
    assert!(matches!(
        office.store.acting_staff(Some("leader"), uid + 1),
        Err(StoreError::NotOwner)
    ));
    assert!(matches!(
        office.store.acting_staff(Some("nobody"), uid),
        Err(StoreError::NoStaff(_))
    ));
    assert!(matches!(
        office.store.acting_staff(None, 4_711),
        Err(StoreError::UnknownUser(4_711))
    ));
    let mut wang = administrator();
    (wang.id, wang.name, wang.uid) = ("wang".into(), "王敏".into(), Some(4_711));
    office
        .store
        .add_staff(wang.clone(), "administrator", at("2026-03-02 09:00"))
        .unwrap();
    assert_eq!(office.store.acting_staff(None, 4_711).unwrap().id, "wang");
    wang.id = "other".into();
    let again = office
        .store
        .add_staff(wang, "administrator", at("2026-03-02 09:00"));
    assert!(
        matches!(again, Err(StoreError::StaffExists(_))),
        "two people for one user"
    );
    office
        .store
        .disable_staff("wang", "administrator", at("2026-03-02 09:01"))
        .unwrap();
    let off = office.store.acting_staff(None, 4_711).unwrap_err();
    let ask = administrator().name;
    assert!(
        matches!(&off, StoreError::CallerDisabled(id, names) if id == "wang" && names.contains(&ask)),
        "{off:?}"
    );
    assert!(!off.to_string().contains("staff list"), "{off}");
    assert!(matches!(
        office.store.acting_staff(Some("wang"), uid),
        Err(StoreError::CallerDisabled(..))
    ));
}

#[test]
fn one_who_was_disabled_is_shown_and_brought_back() {
    let mut office = Office::new();
    let (me, now) = ("administrator", at("2026-03-02 09:00"));
    let store = &mut office.store;
    let was = store.office().staff("leader").unwrap().clone();
    store.disable_staff("leader", me, now).unwrap();
    assert_eq!(
        store.disabled_staff().unwrap(),
        [Staff {
            uid: None,
            ..was.clone()
        }]
    );
    assert!(matches!(
        store.set_roles("leader", vec![Role::Office], me, now),
        Err(StoreError::StaffDisabled(_))
    ));
    let again = store.add_staff(was.clone(), me, now).unwrap_err();
    assert!(
        matches!(again, StoreError::StaffDisabled(_))
            && again.to_string().contains("staff enable leader")
    );
    assert!(matches!(
        store.enable_staff("nobody", None, me, now),
        Err(StoreError::NoStaff(_))
    ));
    let mut wang = administrator();
    (wang.id, wang.name, wang.uid) = ("wang".into(), "王敏".into(), Some(4_711));
    store.add_staff(wang, me, now).unwrap();
    assert!(matches!(
        store.enable_staff("leader", Some(4_711), me, now),
        Err(StoreError::StaffExists(_))
    ));
    store.enable_staff("leader", Some(4_712), me, now).unwrap();
    assert_eq!(
        store.acting_staff(None, 4_712).unwrap(),
        Staff {
            uid: Some(4_712),
            ..was
        }
    );
    assert_eq!(store.disabled_staff().unwrap(), []);
    store.disable_staff("leader", me, now).unwrap();
    assert!(
        matches!(store.acting_staff(None, 4_712), Err(StoreError::CallerDisabled(id, _)) if id == "leader")
    );
    assert_eq!(office.verify().findings, Vec::<String>::new());
}

#[test]
fn one_who_is_disabled_while_his_program_is_open_writes_nothing_more() {
    let mut office = Office::new();
    let now = at("2026-03-02 09:00");
    let id = office.letter("停水", now);
    let session = office
        .store
        .begin_session("administrator", "192.0.2.7", None, now)
        .unwrap();
    let mut other = Store::open(office.store.path()).unwrap();
    other
        .disable_staff("administrator", "administrator", now)
        .unwrap();
    let (who, boss) = ("administrator", administrator());
    let draft = Draft {
        text: "您好".into(),
        line: 0,
        col: 0,
        base_version: 1,
        saved_at: now,
        revision: 0,
        conflict_window: None,
    };
    let store = &mut office.store;
    let answers = [
        store
            .perform(Change::of(id, 1, accept("3.5")), Actor::new(&boss, now))
            .map(drop),
        store
            .receive(vec![incoming("停电", now)], who, now)
            .map(drop),
        BulkImport::begin(store, who)
            .and_then(|mut bulk| bulk.receive(vec![incoming("停气", now)], who, now))
            .map(drop),
        store.save_draft(id, REPLY_PURPOSE, who, &draft).map(drop),
        store.set_preference(who, "theme", "dark"),
        store.add_staff(
            Staff {
                id: "wang".into(),
                ..boss.clone()
            },
            who,
            now,
        ),
        store
            .receive(vec![incoming("停电", now)], "nobody", now)
            .map(drop),
    ];
    for (n, answer) in answers.into_iter().enumerate() {
        assert!(
            matches!(answer, Err(StoreError::NotStaff(_))),
            "answer {n}: {answer:?}"
        );
    }
    // What nobody asks for goes on.
    store.reindex(&mut |_, _| ()).unwrap();
    store
        .end_session(who, session, SessionEnd::Left, now)
        .unwrap();
    assert_eq!(office.value::<i64>("SELECT count(*) FROM letter"), 1);
    assert_eq!(office.verify().findings, Vec::<String>::new());
}

#[test]
fn a_script_in_a_loop_does_not_fill_the_record() {
    let mut office = Office::new();
    let mut begin = |who: &str, from: &str, command: Option<&str>, now: &str| {
        office
            .store
            .begin_session(who, from, command.map(str::to_owned), at(now))
            .unwrap()
    };
    let list = Some("list --json");
    let first: Vec<i64> = (0..20)
        .map(|_| begin("leader", "192.0.2.7", list, "2026-03-02 09:00"))
        .collect();
    assert!(
        first.is_sorted_by(|one, next| one < next),
        "twenty are recorded"
    );
    let last = first[19];
    assert_eq!(
        begin("leader", "192.0.2.7", list, "2026-03-02 09:01"),
        last,
        "it stands there already"
    );
    for (who, from, command, now) in [
        ("office", "192.0.2.7", list, "2026-03-02 09:01"),
        ("leader", "192.0.2.8", list, "2026-03-02 09:01"),
        (
            "leader",
            "192.0.2.7",
            Some("show 1 --json"),
            "2026-03-02 09:01",
        ),
        ("leader", "192.0.2.7", None, "2026-03-02 09:01"),
        ("leader", "192.0.2.7", None, "2026-03-02 09:01"),
        ("leader", "192.0.2.7", list, "2026-03-02 09:03"),
    ] {
        assert!(
            begin(who, from, command, now) > last,
            "{who} {from} {command:?} {now}"
        );
    }
    assert_eq!(office.store.sessions(99).unwrap().len(), 26);
    assert_eq!(office.verify().findings, Vec::<String>::new());
}

#[test]
fn logins_and_exports_of_others_change_nothing_of_the_office() {
    let mut office = Office::new();
    let now = at("2026-03-02 09:00");
    let mut other = Store::open(office.store.path()).unwrap();
    let seq = other.office().seq;
    let session = office
        .store
        .begin_session("leader", "192.0.2.7", None, now)
        .unwrap();
    office
        .store
        .end_session("leader", session, SessionEnd::Left, now)
        .unwrap();
    office.store.record_export("administrator", now).unwrap();
    other.refresh().unwrap();
    assert_eq!(other.office().seq, seq);
    office
        .store
        .disable_staff("leader", "administrator", now)
        .unwrap();
    office.store.record_export("administrator", now).unwrap();
    other.refresh().unwrap();
    assert!(other.office().seq > seq && other.office().staff("leader").is_none());
}

#[test]
fn the_log_shrinks_after_a_large_import() {
    let office = Office::new();
    let (connection, _) = open::connect(office.store.path(), None).unwrap();
    assert_eq!(pragma::<i64>(&connection, "journal_size_limit"), 64 << 20);
}
