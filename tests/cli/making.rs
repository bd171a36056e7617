//! `init`, `demo`, `verify`, `doctor`, `unit`, `staff`, `completions`, `man`; who acts and what time it is.

use std::os::unix::fs::PermissionsExt;

use serde_json::json;

use super::each;
use crate::program::{Program, bare, ran};

#[test]
fn init_makes_an_office_once() {
    let program = Program::nowhere(None);
    let made = program.json(&["init"]);
    assert_eq!(
        (&made["practice"], &made["regulation"]),
        (&json!(false), &json!("weibin"))
    );
    let mode = std::fs::metadata(program.database())
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600, "nobody else reads it");
    let units = program.json(&["unit", "list"]);
    assert_eq!(
        units.as_array().unwrap().len(),
        made["units"].as_u64().unwrap() as usize
    );
    let staff = program.json(&["staff", "list"]);
    assert_eq!(each(&staff, "roles"), [&json!(["administrator"])]);
    assert_eq!(staff[0]["uid"], rustix::process::getuid().as_raw());
    let before = program.json(&["verify"]);
    let (code, error) = program.refused(&["init"]);
    assert_eq!((code, &error["kind"]), (1, &json!("database_exists")));
    assert_eq!(program.json(&["verify"]), before, "nothing was changed");
}

#[test]
fn an_office_has_its_own_regulation_and_units() {
    let program = Program::nowhere(None);
    let regulation = include_str!("../../assets/regulations/weibin.toml");
    let regulation = program.put(
        "r.toml",
        regulation.replace("渭信〔{year}〕{seq:4}号", "青信{year}-{seq:3}"),
    );
    let units = program.put(
        "u.csv",
        "单位名称,类别,别名\n甲局,部门,甲\n乙镇人民政府,镇,乙镇、乙\n",
    );
    program.done(&[
        "init",
        "--regulation",
        regulation.to_str().unwrap(),
        "--units",
        units.to_str().unwrap(),
    ]);
    let listed = program.json(&["unit", "list"]);
    assert_eq!(each(&listed, "name"), ["甲局", "乙镇人民政府"]);
    assert_eq!(listed[1]["aliases"], json!(["乙镇", "乙"]));
    program.letters(1);
    let number = program.json(&["act", "1", "accept", "--category", "3.5"])["number"].clone();
    assert!(
        number.as_str().unwrap().starts_with("青信") && number.as_str().unwrap().ends_with("-001"),
        "{number}"
    );
    let broken = program.put("broken.toml", "id = \"x\"");
    let other = Program::nowhere(None);
    let (code, error) = other.refused(&["init", "--regulation", broken.to_str().unwrap()]);
    assert_eq!((code, &error["kind"]), (1, &json!("bad_regulation")));
    assert!(!other.database().exists());
}

#[test]
fn without_an_office_every_command_says_how_to_make_one() {
    let program = Program::nowhere(None);
    for words in [
        &["list"][..],
        &["verify"],
        &["show", "1"],
        &["due", "2026-03-02"],
        &["unit", "list"],
    ] {
        let (code, error) = program.refused(words);
        assert_eq!(
            (code, &error["kind"]),
            (1, &json!("no_database")),
            "{words:?}"
        );
        assert!(error["message"].as_str().unwrap().contains("xinxiang init"));
    }
    let file = program.put(
        "office.db",
        "not a database, but long enough to be read as one ".repeat(20),
    );
    assert_eq!(program.refused(&["list"]).1["kind"], "not_ours");
    assert_eq!(program.refused(&["init"]).1["kind"], "not_ours");
    assert!(
        std::fs::read_to_string(file)
            .unwrap()
            .starts_with("not a database"),
        "it was not touched"
    );
}

#[test]
fn the_database_is_where_the_flag_the_variable_or_the_folder_says() {
    let program = Program::practice();
    let other = tempfile::tempdir().unwrap();
    let by_variable = ran(bare().arg("verify").env("XINXIANG_DB", program.database()));
    assert_eq!(by_variable.code, 0, "{by_variable:?}");
    let at_home = || {
        let mut command = bare();
        command
            .env("HOME", other.path())
            .env_remove("XDG_DATA_HOME");
        command
    };
    assert_eq!(ran(at_home().arg("init")).code, 0);
    assert_eq!(ran(at_home().arg("verify")).code, 0);
    assert!(
        other
            .path()
            .join(".local/share/xinxiang/xinxiang.db")
            .exists()
    );
}

#[test]
fn demo_is_an_office_with_letters_in_every_stage() {
    let program = Program::demo();
    let all = program.json(&["list", "--limit", "1000"]);
    assert!(all.as_array().unwrap().len() >= 40);
    let stages = each(&all, "stage");
    for stage in [
        "received",
        "declined",
        "registered",
        "awaiting_instruction",
        "assigned",
        "drafting",
        "in_review",
        "approved",
        "replied",
        "closed",
    ] {
        assert!(
            stages.iter().any(|at| **at == stage),
            "no letter is {stage}"
        );
    }
    assert!(
        each(&all, "overdue").contains(&&json!(true)),
        "something is late"
    );
    program.clean();
}

#[test]
fn verify_and_doctor_say_what_they_saw() {
    let program = Program::demo();
    let report = program.json(&["verify"]);
    assert_eq!(report["head"].as_str().unwrap().len(), 64);
    assert!(report["events"].as_u64() > report["letters"].as_u64());
    assert!(
        program
            .done(&["verify"])
            .contains(&report["head"].as_str().unwrap()[..16])
    );
    let folder = program.folder.path();
    let rights =
        |mode| std::fs::set_permissions(folder, std::fs::Permissions::from_mode(mode)).unwrap();
    rights(0o755);
    let doctor = |program: &Program| {
        let ran = program.run(&["doctor"]);
        assert_eq!(ran.code, 1, "something is not well: {ran:?}");
        ran.out
    };
    assert!(
        doctor(&program).contains(&format!("chmod 700 {}", folder.display())),
        "others can enter"
    );
    assert_eq!(program.run(&["doctor", "--json"]).code, 1);
    rights(0o700);
    let findings = program.json(&["doctor"]);
    assert!(
        each(&findings, "well")
            .iter()
            .all(|well| **well == json!(true)),
        "{findings:#}"
    );
    let said = program.done(&["doctor"]);
    assert!(
        said.contains("office.db") && said.contains("SQLite"),
        "{said}"
    );
    let lost = Program::nowhere(None);
    assert!(
        doctor(&lost).contains("xinxiang init"),
        "it says what to do"
    );
    let alone = Program::real();
    assert!(
        doctor(&alone).contains("--role leader"),
        "nobody could review"
    );
}

#[test]
fn verify_finds_what_was_changed_behind_its_back() {
    let program = Program::demo();
    let database = rusqlite::Connection::open(program.database()).unwrap();
    assert!(
        database
            .execute("UPDATE event SET who = 'nobody' WHERE seq = 90", [])
            .is_err(),
        "a trigger refuses"
    );
    database
        .execute("UPDATE letter SET title = '改过的标题' WHERE id = 3", [])
        .unwrap();
    let ran = program.run(&["--json", "verify"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let report: serde_json::Value = ran.out.lines().next().unwrap().parse().unwrap();
    assert_eq!(report["clean"], json!(false));
    assert!(
        report["findings"][0].as_str().unwrap().contains('3'),
        "{report}"
    );
}

#[test]
fn units_and_staff_are_listed_added_and_named() {
    let program = Program::real();
    let unit = program.json(&[
        "unit",
        "add",
        "区城市更新中心",
        "--kind",
        "部门",
        "--alias",
        "更新中心",
    ]);
    assert_eq!(
        (&unit["name"], &unit["aliases"]),
        (&json!("区城市更新中心"), &json!(["更新中心"]))
    );
    let unit = program.json(&["unit", "alias", "更新中心", "城更"]);
    assert_eq!(unit["aliases"], json!(["更新中心", "城更"]));
    assert_eq!(
        program.refused(&["unit", "add", "城更"]).1["kind"],
        "unit_exists"
    );
    assert_eq!(
        program.refused(&["unit", "alias", "没有的局", "某局"]).1["kind"],
        "no_such_unit"
    );
    program.letters(1);
    program.done(&["act", "1", "accept", "--category", "3.5"]);
    assert_eq!(
        program.json(&["act", "1", "assign", "--lead", "城更"])["lead"],
        "区城市更新中心"
    );

    let staff = program.json(&[
        "staff",
        "add",
        "li",
        "--name",
        "李建国",
        "--role",
        "leader",
        "--uid",
        "54321",
    ]);
    let li = staff
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["id"] == "li")
        .unwrap();
    assert_eq!(
        (&li["name"], &li["roles"], &li["uid"]),
        (&json!("李建国"), &json!(["leader"]), &json!(54321))
    );
    assert_eq!(
        program
            .refused(&["staff", "add", "li", "--name", "李", "--role", "leader"])
            .1["kind"],
        "staff_exists"
    );
    assert_eq!(
        program
            .run(&["staff", "add", "x", "--name", "X", "--role", "emperor"])
            .code,
        2
    );
    let li = [
        "--as", "li", "staff", "add", "sun", "--name", "孙立", "--role", "office",
    ];
    assert_eq!(program.refused(&li).1["kind"], "role");
    program.clean();
}

#[test]
fn who_acts_is_the_user_and_the_owner_may_say_otherwise() {
    let program = Program::demo();
    let first = program.json(&["list", "--queue", "review"])[0]["id"].to_string();
    program.done(&["--as", "zhao", "act", &first, "note", "--text", "请尽快。"]);
    let letter = program.json(&["show", &first, "--events"]);
    assert_eq!(
        letter["events"].as_array().unwrap().last().unwrap()["who"],
        "zhao"
    );
    let (code, error) = program.refused(&["--as", "zhao", "act", &first, "approve"]);
    assert_eq!((code, &error["kind"]), (1, &json!("role")));
    assert_eq!(
        program.refused(&["--as", "nobody", "list"]).1["kind"],
        "no_such_staff"
    );
    let other = |words: &[&str]| {
        ran(program
            .command(&[&["--json"], words].concat())
            .env("SUDO_UID", "54321"))
    };
    assert_eq!(
        other(&["--as", "wang", "list"]).json()["error"]["kind"],
        "not_owner"
    );
    assert_eq!(other(&["list"]).json()["error"]["kind"], "unknown_user");
    program.done(&[
        "staff", "add", "he", "--name", "何立", "--role", "office", "--uid", "54321",
    ]);
    assert_eq!(
        other(&["act", &first, "note", "--text", "收到。"]).json()["notes"][1]["who"],
        "he"
    );
}

#[test]
fn the_clock_moves_in_a_practice_office_only() {
    let mut practice = Program::practice();
    practice.letters(1);
    practice.at("2031-07-08T10:00:00+08:00");
    let letter = practice.json(&["act", "1", "accept", "--category", "3.5"]);
    assert_eq!(letter["number"], "渭信〔2031〕0001号");
    practice.at("half past nine");
    let (code, error) = practice.refused(&["list"]);
    assert_eq!((code, &error["kind"]), (2, &json!("usage")));

    let mut real = Program::real();
    real.at("2019-07-08T10:00:00+08:00");
    real.letters(1);
    real.done(&["act", "1", "accept", "--category", "3.5"]);
    let letter = real.json(&["show", "1", "--events"]);
    let at: xinxiang::domain::time::Timestamp =
        letter["events"][1]["at"].as_str().unwrap().parse().unwrap();
    assert!(
        xinxiang::domain::time::Timestamp::now()
            .saturating_duration_since(at)
            .as_secs()
            < 600,
        "{at}"
    );
}

#[test]
fn the_shell_completes_and_the_manual_page_reads() {
    for shell in ["bash", "zsh", "fish"] {
        let ran = ran(bare().args(["completions", shell]));
        assert_eq!(ran.code, 0);
        assert!(
            ["accept", "feedback", "verify", "queue"]
                .iter()
                .all(|word| ran.out.contains(word)),
            "{shell}"
        );
    }
    let page = ran(bare().arg("man"));
    assert_eq!(page.code, 0);
    assert!(
        page.out.contains(".TH xinxiang") && page.out.contains("信箱"),
        "{}",
        page.out
    );
    let english = ran(bare().args(["--lang", "en", "--help"]));
    assert_eq!(english.code, 0);
    assert!(
        !english
            .out
            .chars()
            .any(|char| ('\u{4e00}'..='\u{9fff}').contains(&char)),
        "{}",
        english.out
    );
}

#[test]
fn help_and_version_print_nothing_that_steers_a_terminal() {
    for words in [&["--help"][..], &["list", "--help"], &["--version"]] {
        let ran = ran(bare()
            .args(words)
            .env("XINXIANG_DB", "/a\x1b]0;x\x07/\u{202e}b.db"));
        assert_eq!(ran.code, 0);
        assert!(
            !ran.out.contains(['\x1b', '\x07', '\u{202e}']) && !ran.out.contains("b.db"),
            "{}",
            ran.out
        );
    }
}

#[test]
fn a_document_is_printed_wherever_something_is() {
    let program = Program::nowhere(Some(crate::program::NOW));
    let made = program.json(&["demo", "--no-open"]);
    assert_eq!(
        made,
        json!({ "path": program.database().display().to_string() })
    );
    let letters = program.json(&["list", "--limit", "1000"]);
    let with = each(&letters, "id")
        .into_iter()
        .map(ToString::to_string)
        .find(|letter| {
            !program.json(&["show", letter])["attachments"]
                .as_array()
                .unwrap()
                .is_empty()
        });
    let saved = program
        .folder
        .path()
        .join("saved.txt")
        .display()
        .to_string();
    let told = program.json(&["attachment", &with.unwrap(), "1", &saved]);
    assert_eq!(
        told,
        json!({ "path": saved, "size": std::fs::metadata(&saved).unwrap().len() })
    );
}

#[test]
fn without_a_terminal_the_interface_says_so() {
    let program = Program::practice();
    let (code, error) = program.refused(&[]);
    assert_eq!((code, &error["kind"]), (1, &json!("no_terminal")));
}

#[test]
fn wrong_words_are_status_two_also_in_json() {
    let program = Program::practice();
    for words in [
        &["frobnicate"][..],
        &["act", "1", "accept"],
        &["list", "--queue", "lost"],
        &["show"],
        &["due"],
    ] {
        assert_eq!(program.run(words).code, 2, "{words:?}");
        let (code, error) = program.refused(words);
        assert_eq!((code, &error["kind"]), (2, &json!("usage")), "{words:?}");
    }
}
