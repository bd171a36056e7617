//! `anchor`, `close-day`, `verify --anchor`, `backup`, `restore`.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use xinxiang::text::width::text_width;

use super::fields;
use crate::program::Program;

/// A practice office with two letters, one of them on its way.
pub(super) fn begun() -> Program {
    let program = Program::practice();
    program.letters(2);
    program.done(&["act", "1", "accept", "--category", "3.5"]);
    program
}

/// Changes the file as one who holds it can.
pub(super) fn tamper(file: &Path, sql: &str) {
    let connection = rusqlite::Connection::open(file).unwrap();
    connection
        .execute_batch(&format!("PRAGMA foreign_keys = OFF; {sql}"))
        .unwrap();
}

pub(super) fn path(program: &Program, name: &str) -> PathBuf {
    program.folder.path().join(name)
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn an_anchor_is_kept_and_holds_until_the_record_is_another() {
    let program = begun();
    let anchor = program.json(&["anchor", "a.json"]);
    assert_eq!(
        fields(&anchor),
        ["at", "events", "founding", "head", "office"].into()
    );
    assert_eq!(mode(&path(&program, "a.json")), 0o600);
    assert_eq!(
        serde_json::from_str::<Value>(&std::fs::read_to_string(path(&program, "a.json")).unwrap())
            .unwrap(),
        anchor
    );
    assert_eq!(
        program.refused(&["anchor", "a.json"]).0,
        1,
        "nothing is written over"
    );
    program.done(&["act", "2", "accept", "--category", "3.5"]);
    let (events, head) = (
        anchor["events"].as_u64().unwrap(),
        anchor["head"].as_str().unwrap(),
    );
    let typed = format!("{events}: {} {}", head[..8].to_uppercase(), &head[8..16]);
    for given in ["a.json", &typed, &format!("{events}:{head}")] {
        let report = program.json(&["verify", "--anchor", given]);
        assert_eq!(
            (&report["clean"], &report["anchors"]),
            (&json!(true), &json!(1)),
            "{given}"
        );
    }
    for words in [
        &["anchor"][..],
        &["close-day"],
        &["--lang", "en", "anchor"],
        &["--lang", "en", "close-day"],
    ] {
        program.put("printed", program.done(words));
        assert_eq!(
            program.json(&["verify", "--anchor", "printed"])["anchors"],
            1,
            "{words:?}"
        );
    }
    let piped = program.given(&anchor.to_string(), &["verify", "--anchor", "-"]);
    assert_eq!(piped.code, 0, "{piped:?}");
    for wrong in ["office.db", "invented.csv", "12", "1:abc"] {
        let (code, _) = program.refused(&["verify", "--anchor", wrong]);
        assert!([1, 2].contains(&code), "{wrong}");
    }
    let other = format!("{events}:{}", "0".repeat(16));
    let ran = program.run(&["--json", "verify", "--anchor", &other]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.out.contains("改写") && ran.out.contains(&format!("第 {events} 条")),
        "{ran:?}"
    );
    let foreign = anchor
        .to_string()
        .replace(anchor["founding"].as_str().unwrap(), &"0".repeat(64));
    program.put("foreign.json", foreign);
    assert!(
        program
            .run(&["verify", "--anchor", "foreign.json"])
            .out
            .contains("另一个信箱")
    );
}

#[test]
fn the_first_bad_event_is_named() {
    let program = begun();
    let anchor = program.json(&["anchor"]);
    let last = anchor["events"].as_u64().unwrap();
    tamper(
        &program.database(),
        "DROP TRIGGER event_is_never_changed; UPDATE event SET who = 'nobody' WHERE seq = 5",
    );
    let ran = program.run(&["--json", "verify"]);
    assert_eq!(ran.code, 1);
    let report: Value = serde_json::Deserializer::from_str(&ran.out)
        .into_iter()
        .next()
        .unwrap()
        .unwrap();
    assert_eq!(
        (&report["first_bad"]["seq"], &report["first_bad"]["who"]),
        (&json!(5), &json!("nobody"))
    );
    assert!(ran.out.contains("最先出错的是第 5 条记录"), "{ran:?}");
    let program = begun();
    let cut = format!("DROP TRIGGER event_is_never_deleted; DELETE FROM event WHERE seq = {last};
        CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'an event is never deleted'); END;");
    program.put("a.json", program.json(&["anchor"]).to_string());
    tamper(&program.database(), &cut);
    program.done(&["rebuild", "cut.db"]);
    let cut = path(&program, "cut.db");
    let cut = cut.to_str().unwrap();
    assert_eq!(
        program.json(&["verify", "--db", cut])["clean"],
        true,
        "it is consistent in itself"
    );
    let ran = program.run(&["verify", "--db", cut, "--anchor", "a.json"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.out.contains(&format!("最先出错的是第 {last} 条")) && ran.out.contains("被删去"),
        "{ran:?}"
    );
}

#[test]
fn the_page_that_closes_a_day_fits_on_paper_and_has_the_anchor() {
    let program = Program::demo();
    for lang in ["zh", "en"] {
        let page = program.done(&["--lang", lang, "close-day"]);
        let wide: Vec<&str> = page.lines().filter(|line| text_width(line) > 72).collect();
        assert!(wide.is_empty(), "{wide:#?}");
        assert!(
            page.contains("2026-03-06") && page.contains("verify --anchor"),
            "{page}"
        );
    }
    let day = program.json(&["close-day"]);
    let expected = [
        "accepted", "anchor", "answered", "closed", "cut_off", "date", "declined", "people",
        "queues", "received", "reopened",
    ];
    assert_eq!(fields(&day), expected.into());
    // The queues are those of the screen, and what is late is what the list says.
    let mut late = 0;
    for queue in day["queues"].as_array().unwrap() {
        let listed = program.json(&[
            "list",
            "--limit",
            "500",
            "--queue",
            queue["queue"].as_str().unwrap(),
        ]);
        let listed = listed.as_array().unwrap();
        assert_eq!(queue["open"], listed.len(), "{queue}");
        assert_eq!(
            queue["late"],
            listed.iter().filter(|row| row["overdue"] == true).count(),
            "{queue}"
        );
        late += queue["late"].as_u64().unwrap();
    }
    assert!(late > 0);
    let verified = program.json(&["verify"]);
    assert_eq!(
        (&day["anchor"]["head"], &day["anchor"]["events"]),
        (&verified["head"], &verified["events"])
    );
    // A day that is over: what was done on it, and the anchor as it was then.
    let before = program.json(&["close-day", "--date", "2026-03-05"]);
    assert!(before["anchor"]["events"].as_u64() < day["anchor"]["events"].as_u64());
    let short = &before["anchor"]["head"].as_str().unwrap()[..16];
    program.done(&[
        "verify",
        "--anchor",
        &format!("{}:{short}", before["anchor"]["events"]),
    ]);
    for (date, code) in [("2026-03-07", 2), ("gestern", 2), ("2019-03-05", 1)] {
        assert_eq!(
            program.refused(&["close-day", "--date", date]).0,
            code,
            "{date}"
        );
    }
    let before = program.refused(&["close-day", "--date", "2019-03-05"]).1;
    assert!(
        before["message"].as_str().unwrap().contains("以后才建立"),
        "{before}"
    );
    assert_ne!(
        program
            .run(&["verify", "--anchor", "0:0000000000000000"])
            .code,
        0
    );
    let liaison = program.json(&["staff", "list"]);
    let liaison = liaison
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["roles"] == json!(["liaison"]))
        .unwrap()
        .clone();
    assert_eq!(
        program
            .refused(&["close-day", "--as", liaison["id"].as_str().unwrap()])
            .1["kind"],
        "role"
    );
}

#[test]
fn a_backup_is_one_closed_file_with_its_manifest_and_is_restored_into_a_new_one() {
    let program = begun();
    let made = program.json(&["backup", "b.db"]);
    let (file, manifest) = (path(&program, "b.db"), path(&program, "b.db.manifest.json"));
    assert_eq!((mode(&file), mode(&manifest)), (0o600, 0o600));
    let bytes = std::fs::read(&file).unwrap();
    assert_eq!(
        bytes[18..20],
        [1, 1],
        "a rollback journal: no log belongs to it"
    );
    assert_eq!(made["backup"]["bytes"], bytes.len());
    assert_eq!(
        made["backup"]["blake3"],
        blake3::hash(&bytes).to_hex().as_str()
    );
    let expected = [
        "attachments",
        "blake3",
        "bytes",
        "encrypted",
        "events",
        "format",
        "founding",
        "head",
        "letters",
        "made_at",
        "office",
        "program",
        "schema",
    ];
    assert_eq!(fields(&made["backup"]), expected.into());
    let names = |program: &Program| std::fs::read_dir(program.folder.path()).unwrap().count();
    let before = names(&program);
    assert_eq!(program.refused(&["backup", "b.db"]).1["kind"], "exists");
    program.json(&["verify", "--anchor", "b.db.manifest.json"]);
    let back = program.json(&["restore", "b.db", "new.db"]);
    assert_eq!(
        (&back["events"], &back["head"], &back["letters"]),
        (
            &made["backup"]["events"],
            &made["backup"]["head"],
            &json!(2)
        )
    );
    assert_eq!(mode(&path(&program, "new.db")), 0o600);
    assert_eq!(
        program.json(&["verify", "--db", path(&program, "new.db").to_str().unwrap()])["clean"],
        true
    );
    // Never over anything, be it the living database or a link that leads nowhere.
    std::os::unix::fs::symlink(path(&program, "nowhere"), path(&program, "link.db")).unwrap();
    let before_refusals = program.json(&["verify"]);
    for target in ["office.db", "new.db", "link.db", "b.db"] {
        assert_eq!(
            program.refused(&["restore", "b.db", target]).1["kind"],
            "exists",
            "{target}"
        );
        assert_eq!(
            program.refused(&["rebuild", target]).1["kind"],
            "exists",
            "{target}"
        );
    }
    assert!(!path(&program, "nowhere").exists());
    assert_eq!(program.json(&["verify"]), before_refusals);
    // Without its manifest it is taken on request only.
    std::fs::remove_file(&manifest).unwrap();
    assert_eq!(
        program.refused(&["restore", "b.db", "x.db"]).1["kind"],
        "no_manifest"
    );
    let ran = program.run(&["restore", "b.db", "x.db", "--without-manifest"]);
    assert!(ran.code == 0 && ran.err.contains("没有清单作证"), "{ran:?}");
    assert!(names(&program) > before);
    program.clean();
}

#[test]
fn no_file_is_made_over_one_that_somebody_called_part() {
    let program = begun();
    program.done(&["backup", "one.db.part"]);
    std::fs::remove_file(path(&program, "one.db.part.manifest.json")).unwrap();
    let part = path(&program, "one.db.part");
    let bytes = std::fs::read(&part).unwrap();
    program.done(&["restore", "--without-manifest", "one.db.part", "one.db"]);
    let from = ["--db", part.to_str().unwrap()];
    program.done(&["rebuild", "two.db", from[0], from[1]]);
    std::fs::remove_file(path(&program, "one.db")).unwrap();
    program.done(&["rebuild", "one.db", from[0], from[1]]);
    std::fs::remove_file(path(&program, "one.db")).unwrap();
    program.done(&["backup", "one.db"]);
    assert!(std::fs::read(&part).unwrap() == bytes, "it is as it was");
}

#[test]
fn nothing_is_restored_beside_the_log_of_an_older_database() {
    let program = begun();
    program.done(&["backup", "b.db"]);
    for tail in ["-wal", "-shm", "-journal"] {
        let log = program.put(
            &format!("new.db{tail}"),
            "of the office that was here before",
        );
        for words in [&["restore", "b.db", "new.db"][..], &["rebuild", "new.db"]] {
            let (code, error) = program.refused(words);
            assert_eq!(
                (code, &error["kind"]),
                (1, &json!("left_beside")),
                "{words:?}"
            );
            assert!(
                error["message"]
                    .as_str()
                    .unwrap()
                    .contains(&format!("new.db{tail}")),
                "{error}"
            );
        }
        assert!(!path(&program, "new.db").exists());
        std::fs::remove_file(log).unwrap();
    }
    program.done(&["restore", "b.db", "new.db"]);
}

#[test]
fn the_databases_own_files_are_read_as_nothing_else() {
    let program = begun();
    program.done(&["act", "1", "assign", "--lead", "住建局"]);
    std::fs::hard_link(program.database(), path(&program, "second-name")).unwrap();
    let feedback = [
        "act",
        "1",
        "feedback",
        "--unit",
        "住建局",
        "--text",
        "已修好。",
        "--person",
        "周凯",
        "--attach",
    ];
    let own = |words: &[&str]| {
        let (_, error) = program.refused(words);
        assert_eq!(error["kind"], "own_file", "{words:?}");
        assert!(
            error["message"]
                .as_str()
                .unwrap()
                .contains("信箱自己的数据库"),
            "{error}"
        );
    };
    for file in ["office.db", "office.db-shm", "office.db-wal", "second-name"] {
        own(&[&feedback[..], &[file]].concat());
    }
    let who = program.json(&["staff", "list"])[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    for words in [
        &["calendar", "import", "office.db"][..],
        &["regulation", "check", "office.db"],
        &["regulation", "import", "office.db"],
        &["ssh-line", &who, "office.db"],
        &["backup", "b.db", "--recipient", "office.db"],
        &["restore", "b.db", "c.db", "--identity", "office.db"],
        &["verify", "--anchor", "office.db"],
        &[
            "suggest",
            "--evaluate",
            "--table",
            "office.db",
            "--field",
            "category=x",
        ],
    ] {
        own(words);
    }
    program.put("photo.jpg", "x");
    program.done(
        &[
            &feedback[..],
            &["photo.jpg", "--head", "何志远", "--sealed"],
        ]
        .concat(),
    );
    program.done(&["attachment", "1", "1", "saved.jpg"]);
    assert_eq!(mode(&path(&program, "saved.jpg")), 0o600);
    assert_eq!(
        program.refused(&["attachment", "1", "1", "saved.jpg"]).0,
        1,
        "nothing is written over"
    );
    program.clean();
}

#[test]
fn an_encrypted_backup_is_opened_by_its_key_alone() {
    let program = begun();
    let made = program.json(&["backup", "--make-key", "key"]);
    let public = made["recipient"].as_str().unwrap().to_owned();
    assert_eq!(mode(&path(&program, "key")), 0o600);
    assert_eq!(
        program.refused(&["backup", "--make-key", "key"]).1["kind"],
        "exists"
    );
    program.put("recipients", format!("# 科长\n{public}\n"));
    program.done(&["backup", "b.age", "--recipient", "recipients"]);
    let bytes = std::fs::read(path(&program, "b.age")).unwrap();
    assert!(bytes.starts_with(b"age-encryption.org/v1"));
    let plain: Vec<_> = std::fs::read_dir(program.folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert!(
        !plain
            .iter()
            .any(|name| name.to_string_lossy().contains("part")),
        "the plain copy is gone: {plain:?}"
    );
    assert_eq!(
        program.refused(&["restore", "b.age", "new.db"]).1["kind"],
        "needs_identity"
    );
    program.done(&["backup", "--make-key", "other"]);
    assert_eq!(
        program
            .refused(&["restore", "b.age", "new.db", "--identity", "other"])
            .1["kind"],
        "wrong_identity"
    );
    assert_eq!(
        program
            .refused(&["restore", "b.age", "new.db", "--identity", "recipients"])
            .1["kind"],
        "bad_identity"
    );
    assert_eq!(
        program
            .refused(&["backup", "c.age", "--recipient", "age1xyz"])
            .1["kind"],
        "bad_recipient"
    );
    assert!(!path(&program, "new.db").exists() && !path(&program, "c.age").exists());
    program.done(&["restore", "b.age", "new.db", "--identity", "key"]);
    assert_eq!(
        program.json(&["verify", "--db", path(&program, "new.db").to_str().unwrap()])["clean"],
        true
    );
}

#[test]
fn daily_backups_are_named_by_the_day_and_the_newest_are_kept() {
    let mut program = begun();
    let folder = path(&program, "backups");
    let daily = |program: &Program| program.json(&["backup", "--daily", "3", "--to", "backups"]);
    let names = || {
        let all = std::fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut all: Vec<String> = all.filter(|name| !name.ends_with(".json")).collect();
        all.sort();
        all
    };
    daily(&program);
    assert_eq!(mode(&folder), 0o700);
    daily(&program);
    assert_eq!(
        names(),
        ["xinxiang-2026-03-06-2.db", "xinxiang-2026-03-06.db"]
    );
    // What is not ours is not touched: another name, no manifest, another office's, a damaged one.
    std::fs::write(folder.join("xinxiang-2020-01-01.db"), "somebody's").unwrap();
    std::fs::write(folder.join("letters.db"), "somebody's").unwrap();
    let other = Program::real();
    other.done(&[
        "backup",
        folder.join("xinxiang-2020-01-02.db").to_str().unwrap(),
    ]);
    std::fs::write(
        folder.join("xinxiang-2026-03-05.db.part-7-0123456789abcdef"),
        "left behind by a kill",
    )
    .unwrap();
    let plain = program.put(
        "office.db.backup.part-7-0123456789abcdef",
        "left behind by a kill",
    );
    program.at("2026-03-09T09:00:00+08:00");
    daily(&program);
    let first = folder.join("xinxiang-2026-03-06.db");
    std::fs::OpenOptions::new()
        .write(true)
        .open(&first)
        .unwrap()
        .set_len(100)
        .unwrap();
    program.at("2026-03-10T09:00:00+08:00");
    assert_eq!(
        daily(&program)["damaged"],
        json!([path(&program, "backups/xinxiang-2026-03-06.db")
            .strip_prefix(program.folder.path())
            .unwrap()])
    );
    program.at("2026-03-11T09:00:00+08:00");
    let told = daily(&program);
    assert_eq!(
        (&told["kept"], told["removed"].as_array().unwrap().len()),
        (&json!(3), 1)
    );
    assert_eq!(
        names(),
        [
            "letters.db",
            "xinxiang-2020-01-01.db",
            "xinxiang-2020-01-02.db",
            "xinxiang-2026-03-06.db",
            "xinxiang-2026-03-09.db",
            "xinxiang-2026-03-10.db",
            "xinxiang-2026-03-11.db",
        ]
    );
    assert!(
        !folder
            .join("xinxiang-2026-03-06-2.db.manifest.json")
            .exists()
            && !plain.exists()
    );
    assert_eq!(program.refused(&["backup", "--daily", "3"]).0, 2);
    assert_eq!(
        program
            .refused(&["backup", "--daily", "0", "--to", "backups"])
            .0,
        2
    );
}

#[test]
fn a_corrected_reply_is_no_second_one_on_the_page_of_the_day() {
    let program = Program::practice();
    program.letters(1);
    for words in [
        "accept --category 3.5",
        "reply-directly --because policy --policy 渭政办发〔2025〕3号",
        "draft --text 您好，已修复。",
        "submit",
        "send --by visit",
        "amend --fault centre --why 日期写错",
        "draft --text 您好，昨日已修复。",
        "submit",
    ] {
        let words: Vec<&str> = ["act", "1"].into_iter().chain(words.split(' ')).collect();
        program.done(&words);
    }
    if program.json(&["show", "1"])["stage"] == "in_review" {
        program.done(&["--as", "li", "act", "1", "approve"]);
    }
    program.done(&["act", "1", "send", "--by", "visit"]);
    assert_eq!(program.json(&["close-day"])["answered"], 1);
    program.clean();
}
