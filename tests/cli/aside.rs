//! `mail aside`: what an import sets aside is told, kept once, comes as a letter or goes, and outlives export and rebuild.

use serde_json::{Value, json};

use super::units;
use crate::program::Program;

const ANSWER: &str = "From: Li <li@example.cn>\nAuto-Submitted: auto-replied\nMessage-ID: <1@example.cn>\nDate: Mon, 2 Mar 2026 09:00:00 +0800\n\
    Subject: 自动回复：收到\n\n我在休假，三月九日回来。\n";
const BOUNCE: &str = "From: postmaster@example.cn\nReturn-Path: <>\nMessage-ID: <2@example.cn>\nDate: Mon, 2 Mar 2026 09:00:00 +0800\n\
    Subject: 系统退信\n\n无法投递。\n";
const LETTER: &str = "From: wang@example.cn\nMessage-ID: <3@example.cn>\nDate: Mon, 2 Mar 2026 09:00:00 +0800\nSubject: 路灯\n\n路灯不亮。\n";

fn office() -> (Program, String) {
    let program = Program::practice();
    std::fs::create_dir(program.folder.path().join("mails")).unwrap();
    for (name, mail) in [("1.eml", ANSWER), ("2.eml", BOUNCE), ("3.eml", LETTER)] {
        program.put(&format!("mails/{name}"), mail);
    }
    let folder = program.folder.path().join("mails").display().to_string();
    (program, folder)
}

fn numbers(counts: &Value) -> (Value, Value, Value) {
    (
        counts["imported"].clone(),
        counts["already_there"].clone(),
        counts["set_aside"].clone(),
    )
}

#[test]
fn what_is_set_aside_is_kept_once_and_told_once() {
    let (program, folder) = office();
    let dry = program.json(&["import", "--dry-run", &folder]);
    assert_eq!(program.json(&["mail", "aside", "list"]), json!([]));
    let counts = program.json(&["import", &folder]);
    assert_eq!(numbers(&dry), numbers(&counts), "the dry run says the same");
    assert_eq!(
        (&counts["imported"], &counts["rejected"]),
        (&json!(1), &json!([]))
    );
    let classes: Vec<&Value> = counts["set_aside"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["class"])
        .collect();
    assert_eq!(classes, [&json!("auto"), &json!("bounce")]);
    assert_eq!(
        (
            &counts["set_aside"][0]["file"],
            &counts["set_aside"][0]["row"]
        ),
        (&json!("1.eml"), &json!(null))
    );
    let again = program.json(&["import", &folder]);
    assert_eq!(
        numbers(&again),
        (json!(0), json!(3), json!([])),
        "what waits on the list is there already"
    );
    assert_eq!(
        numbers(&program.json(&["import", "--dry-run", &folder])),
        numbers(&again)
    );
    let list = program.json(&["mail", "aside", "list"]);
    assert_eq!(
        (list.as_array().unwrap().len(), &list[0]["title"]),
        (2, &json!("自动回复：收到"))
    );
    assert_eq!(program.json(&["list"]).as_array().unwrap().len(), 1);
}

#[test]
fn one_of_them_is_a_letter_as_soon_as_somebody_says_so() {
    let (program, folder) = office();
    program.json(&["import", &folder]);
    let (code, error) = program.refused(&["--as", "li", "mail", "aside", "letter", "1"]);
    assert_eq!((code, &error["kind"]), (1, &json!("role")));
    assert_eq!(
        program.json(&["mail", "aside", "letter", "1"]),
        json!({ "mail": 1, "letter": 2, "already_there": false })
    );
    let letter = program.json(&["show", "2"]);
    assert_eq!(
        (&letter["title"], &letter["source"]["key"]),
        (&json!("自动回复：收到"), &json!("mid:1@example.cn"))
    );
    assert_eq!(
        program.refused(&["mail", "aside", "letter", "1"]).1["kind"],
        "mail_settled"
    );
    let again = program.json(&["import", &folder]);
    assert_eq!(
        (&again["imported"], &again["already_there"]),
        (&json!(0), &json!(3)),
        "never doubled"
    );
    assert_eq!(
        program.json(&["mail", "aside", "drop", "2"]),
        json!({ "mail": 2, "dropped": true })
    );
    for words in [&["import", "--dry-run", &folder][..], &["import", &folder]] {
        assert_eq!(
            numbers(&program.json(words)),
            (json!(0), json!(3), json!([])),
            "nor is it counted as new"
        );
    }
    assert_eq!(
        program.json(&["mail", "aside", "list"]),
        json!([]),
        "what was dropped does not come back"
    );
    assert_eq!(
        program
            .json(&["mail", "aside", "list", "--settled"])
            .as_array()
            .unwrap()
            .len(),
        2
    );
    assert_eq!(
        program.refused(&["mail", "aside", "drop", "9"]).1["kind"],
        "no_such_mail"
    );
    assert_eq!(program.json(&["verify"])["clean"], true);
}

#[test]
fn the_same_mail_twice_in_one_import_is_set_aside_once() {
    let (program, folder) = office();
    program.put("mails/4.eml", ANSWER);
    let dry = program.json(&["import", "--dry-run", &folder]);
    assert_eq!(
        (
            &dry["already_there"],
            dry["set_aside"].as_array().unwrap().len()
        ),
        (&json!(1), 2)
    );
    assert_eq!(numbers(&program.json(&["import", &folder])), numbers(&dry));
}

#[test]
fn of_one_that_is_a_restricted_letter_no_more_is_told_than_that() {
    let program = units::office(1);
    program.done(&[
        "staff",
        "add",
        "chen",
        "--name",
        "陈",
        "--role",
        "administrator",
    ]);
    std::fs::create_dir(program.folder.path().join("mails")).unwrap();
    program.put("mails/1.eml", ANSWER);
    program.put(
        "mails/2.eml",
        ANSWER.replace("Auto-Submitted", "X-Queue: b\nAuto-Submitted"),
    );
    let folder = program.folder.path().join("mails").display().to_string();
    assert_eq!(
        program.json(&["import", &folder])["set_aside"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    let id = program.json(&["mail", "aside", "letter", "1"])["letter"].to_string();
    units::act(
        &program,
        "",
        &id,
        &["accept", "--category", "3.6", "--accused", "交通局"],
    );
    assert_eq!(
        program.refused(&["--as", "chen", "show", &id]).1["kind"],
        "not_reader"
    );
    let list = program.json(&["--as", "chen", "mail", "aside", "list", "--settled"]);
    assert_eq!(
        (&list[0]["letter"], &list[0]["file"], &list[0]["row"]),
        (&json!(null), &json!(null), &json!(null))
    );
    assert_eq!(
        (&list[0]["restricted"], &list[0]["dropped"]),
        (&json!(true), &json!(false))
    );
    let told = list[0].to_string()
        + &program.done(&["--as", "chen", "mail", "aside", "list", "--settled"]);
    assert!(!told.contains("1.eml"), "{told}");
    for word in ["li@example.cn", "自动回复：收到"] {
        assert_eq!(
            told.matches(word).count(),
            1,
            "that of the mail which still waits: {told}"
        );
    }
    let there = program.json(&["--as", "chen", "mail", "aside", "letter", "2"]);
    assert_eq!(
        there,
        json!({ "mail": 2, "letter": null, "already_there": true })
    );
    let list = program.json(&["mail", "aside", "list", "--settled"]);
    assert_eq!(
        (list[0]["letter"].to_string(), &list[0]["from"]),
        (id.clone(), &json!("li@example.cn")),
        "its reader"
    );
    assert_eq!(
        (list[1]["letter"].to_string(), &list[1]["restricted"]),
        (id, &json!(false))
    );
    program.clean();
}

#[test]
fn an_export_has_them_and_a_rebuild_keeps_them() {
    let (program, folder) = office();
    program.json(&["import", &folder]);
    let before = program.json(&["mail", "aside", "list"]);
    program.json(&["export", "--all", "all"]);
    program.json(&["rebuild", "--from", "all", "new.db"]);
    assert_eq!(
        program.json(&["mail", "aside", "list", "--db", "new.db"]),
        before
    );
    assert_eq!(
        program.json(&["mail", "aside", "letter", "2", "--db", "new.db"])["letter"],
        2,
        "with its bytes"
    );
    assert_eq!(program.json(&["verify", "--db", "new.db"])["clean"], true);
}

#[test]
fn a_large_import_keeps_them_with_its_letters() {
    let program = Program::practice();
    let line = format!("{}\n", "渭滨大道的路灯不亮。".repeat(20));
    let mut mbox = String::new();
    for n in 0..12 {
        let header =
            "From a@example.cn Mon Mar  2 09:00:00 2026\nDate: Mon, 2 Mar 2026 09:00:00 +0800\n";
        mbox += &format!(
            "{header}Message-ID: <letter{n}@example.cn>\nSubject: {n}\n\n{}\n",
            line.repeat(1_200)
        );
        mbox += &format!(
            "{header}Message-ID: <answer{n}@example.cn>\nAuto-Submitted: auto-replied\nSubject: {n}\n\n{n}\n\n"
        );
    }
    assert!(mbox.len() > 8 << 20, "{}", mbox.len());
    let file = program.put("all.mbox", mbox);
    let file = file.to_str().unwrap();
    let dry = program.json(&["import", "--dry-run", file]);
    let counts = program.json(&["import", file]);
    assert_eq!(numbers(&dry), numbers(&counts));
    assert_eq!(
        (
            &counts["imported"],
            counts["set_aside"].as_array().unwrap().len()
        ),
        (&json!(12), 12)
    );
    assert_eq!(
        program
            .json(&["mail", "aside", "list"])
            .as_array()
            .unwrap()
            .len(),
        12
    );
    assert_eq!(
        program.json(&["mail", "aside", "letter", "12"])["letter"],
        13
    );
    assert_eq!(program.json(&["verify"])["clean"], true);
}
