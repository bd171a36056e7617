//! `rebuild`, `export --all`, `rebuild --from`.

use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde_json::{Value, json};

use super::keeping::{begun, path, tamper};
use crate::program::Program;

fn read(program: &Program, name: &str) -> String {
    std::fs::read_to_string(path(program, name)).unwrap()
}

fn lines(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn the_rows_are_made_again_from_a_record_whose_rows_are_damaged() {
    let program = Program::demo();
    let before = program.json(&["list", "--limit", "500"]);
    let head = program.json(&["verify"])["head"].clone();
    tamper(
        &program.database(),
        "UPDATE letter SET title = 'x'; DELETE FROM assignment; UPDATE tally SET n = 7; DELETE FROM calendar_day;
         UPDATE regulation SET text = 'no regulation'; DELETE FROM letter_text; DROP TRIGGER letter_moved; DELETE FROM gram;
         INSERT INTO draft (letter, purpose, staff, text, line, col, base, saved_at) VALUES (1, 'reply', 'wang', '草稿', 0, 2, 1, 7)",
    );
    assert_ne!(program.run(&["verify"]).code, 0);
    let made = program.json(&["rebuild", "new.db"]);
    assert_eq!(made["head"], head);
    let new = path(&program, "new.db");
    let new = new.to_str().unwrap();
    assert_eq!(
        program.json(&["list", "--limit", "500", "--db", new]),
        before
    );
    assert_eq!(program.json(&["verify", "--db", new])["clean"], true);
    let text: String = rusqlite::Connection::open(new)
        .unwrap()
        .query_row("SELECT text FROM draft", [], |row| row.get(0))
        .unwrap();
    assert_eq!(text, "草稿");
    assert!(
        !program
            .json(&["search", "路灯", "--db", new])
            .as_array()
            .unwrap()
            .is_empty()
    );
}

#[test]
fn a_damaged_event_or_attachment_stops_a_rebuild() {
    for (sql, kind, named) in [
        (
            "DROP TRIGGER event_is_never_changed; UPDATE event SET at = at + 1 WHERE seq = 9",
            "bad_event",
            "第 9 条",
        ),
        (
            "DROP TRIGGER event_is_never_deleted; DELETE FROM event WHERE seq = 9",
            "bad_event",
            "第 9 条",
        ),
        (
            "UPDATE attachment SET bytes = x'00'",
            "bad_attachment",
            "附件",
        ),
    ] {
        let program = Program::demo();
        tamper(&program.database(), sql);
        let (code, error) = program.refused(&["rebuild", "new.db"]);
        assert_eq!((code, &error["kind"]), (1, &json!(kind)));
        assert!(
            error["message"].as_str().unwrap().contains(named),
            "{error}"
        );
        let left: Vec<_> = std::fs::read_dir(program.folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        assert!(
            !left
                .iter()
                .any(|name| name.to_string_lossy().starts_with("new.db")),
            "{left:?}"
        );
    }
}

#[test]
fn what_was_exported_is_made_again_with_the_record_intact() {
    let program = Program::demo();
    tamper(
        &program.database(),
        "INSERT INTO draft (letter, purpose, staff, text, line, col, base, saved_at) VALUES (1, 'reply', 'wang', '草稿', 0, 2, 1, 7);
         INSERT INTO preference (staff, name, value) VALUES ('wang', 'theme', 'light')",
    );
    let made = program.json(&["export", "--all", "out"]);
    let mode = std::fs::metadata(path(&program, "out"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o700);
    let verified = program.json(&["verify"]);
    assert_eq!(
        (&made["export"]["events"], &made["export"]["head"]),
        (&verified["events"], &verified["head"])
    );
    // It was recorded before the first byte went out, and is part of what went out.
    let events = lines(&read(&program, "out/events.jsonl"));
    assert_eq!(events.last().unwrap()["kind"], "exported");
    assert_eq!(events.len() as u64, verified["events"].as_u64().unwrap());
    // Restricted letters are in it, and each letter is as `show` tells it.
    let letters = lines(&read(&program, "out/letters.jsonl"));
    assert!(
        letters
            .iter()
            .any(|letter| letter["restricted"] == true
                && !letter["body"].as_str().unwrap().is_empty())
    );
    let open = letters
        .iter()
        .find(|letter| letter["restricted"] == false && letter["number"].is_string())
        .unwrap();
    assert_eq!(
        *open,
        program.json(&["show", open["number"].as_str().unwrap()])
    );
    let files: BTreeSet<String> = letters
        .iter()
        .flat_map(|letter| letter["attachments"].as_array().unwrap())
        .map(|file| file["hash"].as_str().unwrap().to_owned())
        .collect();
    for hash in &files {
        let bytes = std::fs::read(path(&program, "out/attachments").join(hash)).unwrap();
        assert_eq!(blake3::hash(&bytes).to_hex().as_str(), hash);
    }
    assert!(!files.is_empty());
    // Every field is explained beside it.
    let readme = read(&program, "out/README.md");
    for field in events[0]
        .as_object()
        .unwrap()
        .keys()
        .chain(open.as_object().unwrap().keys())
    {
        assert!(
            readme.contains(&format!("`{field}`")),
            "{field} is not explained"
        );
    }
    program.done(&["rebuild", "--from", "out", "new.db"]);
    let new = path(&program, "new.db");
    let new = new.to_str().unwrap();
    let again = program.json(&["verify", "--db", new, "--anchor", "out/manifest.json"]);
    assert_eq!(
        (&again["clean"], &again["head"]),
        (&json!(true), &verified["head"])
    );
    program.done(&["export", "--all", "again", "--db", new]);
    let (first, second) = (
        read(&program, "out/events.jsonl"),
        read(&program, "again/events.jsonl"),
    );
    let more = second
        .strip_prefix(&first)
        .expect("the record is the same, byte for byte");
    assert_eq!(lines(more).len(), 1, "and that it was exported again");
    for file in [
        "drafts.jsonl",
        "preferences.jsonl",
        "letters.jsonl",
        "office.json",
    ] {
        assert_eq!(
            read(&program, &format!("out/{file}")),
            read(&program, &format!("again/{file}")),
            "{file}"
        );
    }
    assert_eq!(
        program.refused(&["export", "--all", "out"]).1["kind"],
        "exists"
    );
}

#[test]
fn a_spoiled_export_is_refused_whatever_file_it_is() {
    let program = Program::demo();
    program.done(&["export", "--all", "out"]);
    let out = path(&program, "out");
    let names: Vec<String> = std::fs::read_dir(&out)
        .unwrap()
        .chain(std::fs::read_dir(out.join("attachments")).unwrap().take(1))
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .map(|path| {
            path.strip_prefix(&out)
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    assert!(names.len() >= 8, "{names:?}");
    for name in names {
        let file = out.join(&name);
        let good = std::fs::read(&file).unwrap();
        let mut bad = good.clone();
        match bad.len() {
            0 => bad.push(b' '),
            n => bad[n / 2] ^= 1,
        }
        std::fs::write(&file, bad).unwrap();
        program.refused(&["rebuild", "--from", "out", "new.db"]);
        std::fs::remove_file(&file).unwrap();
        program.refused(&["rebuild", "--from", "out", "new.db"]);
        std::fs::write(&file, good).unwrap();
        let left = std::fs::read_dir(program.folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name());
        assert!(
            !left
                .into_iter()
                .any(|left| left.to_string_lossy().starts_with("new.db")),
            "{name}"
        );
    }
    program.done(&["rebuild", "--from", "out", "new.db"]);
}

#[test]
fn what_is_no_file_is_neither_restored_nor_rebuilt_nor_waited_for() {
    let program = Program::demo();
    let pipe = |at: &Path| {
        let _ = std::fs::remove_file(at);
        rustix::fs::mkfifoat(rustix::fs::CWD, at, rustix::fs::Mode::RWXU).unwrap();
    };
    pipe(&path(&program, "p"));
    let no_file = |words: &[&str]| {
        let (code, error) = program.refused(words);
        assert!(
            code == 1 && error["message"].as_str().unwrap().contains("不是文件"),
            "{words:?}: {error}"
        );
    };
    no_file(&["restore", "p", "new.db"]);
    no_file(&["calendar", "import", "p"]);
    no_file(&["verify", "--anchor", "p"]);
    no_file(&["rebuild", "new.db", "--db", "p"]);
    program.done(&["backup", "b.db"]);
    pipe(&path(&program, "b.db.manifest.json"));
    no_file(&["restore", "b.db", "new.db"]);
    std::fs::remove_file(path(&program, "b.db.manifest.json")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", path(&program, "b.db.manifest.json")).unwrap();
    no_file(&["restore", "b.db", "new.db"]);
    program.done(&["export", "--all", "out"]);
    for name in [
        "events.jsonl",
        "office.json",
        "drafts.jsonl",
        "manifest.json",
    ] {
        let file = path(&program, "out").join(name);
        let good = std::fs::read(&file).unwrap();
        for endless in [false, true] {
            pipe(&file);
            if endless {
                std::fs::remove_file(&file).unwrap();
                std::os::unix::fs::symlink("/dev/zero", &file).unwrap();
            }
            program.refused(&["rebuild", "--from", "out", "new.db"]);
        }
        std::fs::remove_file(&file).unwrap();
        std::fs::write(&file, good).unwrap();
    }
    program.done(&["rebuild", "--from", "out", "new.db"]);
}

#[test]
fn a_damaged_file_is_called_so_and_a_rebuild_of_it_leads_to_the_backup() {
    let program = Program::demo();
    let connection = rusqlite::Connection::open(program.database()).unwrap();
    connection
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        .unwrap();
    drop(connection);
    let file = program.database();
    let mut bytes = std::fs::read(&file).unwrap();
    // The tree of the schema: its header stays.
    bytes[100..200].fill(0xFF);
    std::fs::write(&file, bytes).unwrap();
    let (listed, doctor) = (program.run(&["list"]), program.run(&["doctor"]));
    assert!(listed.err.contains("损坏"), "{listed:?}");
    assert!(
        doctor.code == 1 && doctor.out.contains("损坏") && doctor.out.contains("xinxiang rebuild"),
        "{doctor:?}"
    );
    assert!(!doctor.out.contains("属主"), "{doctor:?}");
    let (_, error) = program.refused(&["rebuild", "new.db"]);
    let told = error["message"].as_str().unwrap();
    assert!(
        told.contains("xinxiang restore") && !told.contains("xinxiang rebuild"),
        "{told}"
    );
}

#[test]
fn the_name_of_an_asking_is_one_short_line() {
    let program = Program::demo();
    for name in ["a\nb", "a\rb", &"好".repeat(201)] {
        let (code, error) =
            program.refused(&["act", "1", "--op", name, "accept", "--category", "3.5"]);
        assert!(
            code == 2 && error["message"].as_str().unwrap().contains("200"),
            "{error}"
        );
    }
}

#[test]
fn everything_is_exported_by_an_administrator_and_nobody_else() {
    let program = begun();
    let (code, error) = program.refused(&["export", "--all", "out", "--as", "li"]);
    assert_eq!((code, &error["kind"]), (1, &json!("role")));
    assert!(!path(&program, "out").exists());
    assert_eq!(program.refused(&["export"]).0, 2);
    // In the name of another user of the machine, who does not own the file.
    let mut command = program.command(&["--json", "backup", "b.db"]);
    let ran = crate::program::ran(command.env("SUDO_UID", "4711"));
    assert_eq!(
        (ran.code, ran.json()["error"]["kind"].clone()),
        (1, json!("not_owner"))
    );
    assert!(!path(&program, "b.db").exists());
}
