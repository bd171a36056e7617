//! Errors whose next step leads on: anchors typed wrongly, refusals of the directory, files that are another user's, the keys of the operations pages.

use serde_json::json;

use super::keeping::{begun, path, tamper};
use super::{each, fields};
use crate::program::Program;

#[test]
fn an_anchor_from_paper_is_no_name_of_a_file() {
    let program = begun();
    let anchor = program.json(&["anchor"]);
    let head = anchor["head"].as_str().unwrap();
    let full_width: String = format!("{}：{}", anchor["events"], &head[..16])
        .chars()
        .collect();
    assert_eq!(
        program.json(&["verify", "--anchor", &full_width])["clean"],
        true
    );
    for given in ["131：8ff1", "13:8ff1 22", "8ff1", "１３１：８ｆｆ１"] {
        let (code, error) = program.refused(&["verify", "--anchor", given]);
        let told = error["message"].as_str().unwrap();
        assert!(code == 2 && told.contains("至少十六位"), "{given}: {told}");
    }
    let digit = if head.starts_with('0') { "1" } else { "0" };
    let wrong = format!("{}:{digit}{}", anchor["events"], &head[1..16]);
    assert!(
        program
            .run(&["verify", "--anchor", &wrong])
            .out
            .contains("核对有没有输错")
    );
    assert!(
        program.refused(&["verify", "--anchor", "none.json"]).1["message"]
            .as_str()
            .unwrap()
            .contains("none.json")
    );
}

#[test]
fn damaged_rows_are_made_again_from_the_record() {
    let program = begun();
    tamper(&program.database(), "UPDATE letter SET title = 'x'");
    let ran = program.run(&["verify"]);
    assert!(
        ran.code == 1 && ran.err.contains("xinxiang rebuild"),
        "{ran:?}"
    );
    program.done(&["rebuild", "new.db"]);
    tamper(
        &program.database(),
        "DROP TRIGGER event_is_never_changed; UPDATE event SET who = 'x' WHERE seq = 2",
    );
    let ran = program.run(&["verify"]);
    assert!(
        ran.err.contains("xinxiang restore") && !ran.err.contains("xinxiang rebuild"),
        "{ran:?}"
    );
}

#[test]
fn the_staff_who_were_disabled_are_listed_and_brought_back() {
    let program = begun();
    program.done(&["staff", "disable", "li"]);
    let listed = program.json(&["staff", "list"]);
    let li = listed
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["id"] == "li")
        .unwrap();
    assert_eq!(
        (fields(li), &li["disabled"]),
        (
            [
                "delegations",
                "disabled",
                "id",
                "name",
                "portfolio",
                "roles",
                "uid",
                "unit"
            ]
            .into(),
            &json!(true)
        )
    );
    assert!(program.done(&["staff", "list"]).contains("已停用"));
    let (code, error) = program.refused(&["staff", "role", "li", "--role", "office"]);
    assert_eq!((code, &error["kind"]), (1, &json!("disabled")));
    assert_eq!(
        program.refused(&["list", "--as", "li"]).1["kind"],
        "disabled"
    );
    program.done(&["staff", "enable", "li", "--uid", "4711"]);
    assert!(
        each(&program.json(&["staff", "list"]), "disabled")
            .iter()
            .all(|disabled| **disabled == json!(false))
    );
    program.clean();
    program.done(&["rebuild", "new.db"]);
    program.done(&["export", "--all", "everything"]);
    program.done(&["rebuild", "--from", "everything", "newer.db"]);
    let me = listed
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["roles"] == json!(["administrator"]))
        .unwrap();
    let (code, error) = program.refused(&["staff", "disable", me["id"].as_str().unwrap()]);
    assert_eq!(
        (code, &error["kind"]),
        (1, &json!("refused")),
        "a rule, and no wrong words"
    );
}

#[test]
fn what_is_restored_into_another_users_folder_must_be_given_to_him() {
    if !rustix::process::geteuid().is_root() {
        eprintln!("not tried: only root makes a folder of somebody else");
        return;
    }
    let program = begun();
    program.done(&["backup", "b.db"]);
    let folder = path(&program, "theirs");
    std::fs::create_dir(&folder).unwrap();
    std::os::unix::fs::chown(&folder, Some(47_110), None).unwrap();
    let told = program.done(&["restore", "b.db", "theirs/new.db"]);
    assert!(told.contains("chown 47110 theirs/new.db"), "{told}");
    assert!(
        !program
            .done(&["restore", "b.db", "new.db"])
            .contains("chown")
    );
}

#[test]
fn the_lines_of_the_operations_pages_on_encryption_work_as_printed() {
    for page in [
        include_str!("../../docs/operations.en.md"),
        include_str!("../../docs/operations.zh.md"),
    ] {
        let block = page
            .split("```")
            .find(|block| block.contains("--make-key"))
            .unwrap();
        let program = Program::practice();
        let mut n = 0;
        for line in block.lines().filter(|line| line.starts_with("xinxiang ")) {
            let line = line
                .split('#')
                .next()
                .unwrap()
                .replace("/mnt/nas", "nas")
                .replace("2026-11-24", "2026-03-06");
            program.done(&line.split_whitespace().skip(1).collect::<Vec<_>>());
            n += 1;
        }
        assert_eq!(n, 3);
        assert!(path(&program, "xinxiang.pub").exists() && path(&program, "drill.db").exists());
    }
}
