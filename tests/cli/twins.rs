//! A letter with the very text of a report that one may not read: nothing that any command says of it names the report, by whatever
//! name, and no count tells of it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::units::{act, office};
use crate::program::Program;

/// The intake id of the report; no count and no day of this office is this number.
const REPORT: i64 = 83;

/// Its twin; another of the same text, answered because of it; one that is alike.
const TWIN: &str = "84";
const ANSWERED: &str = "85";

/// What stands in the report's title and in its writer's name, and nowhere else.
const SECRET: [&str; 2] = ["QXZ", "虚构举报人"];

const TEXT: &str =
    "交通局某科长在经二路工地吃拿卡要，知道的人很多，请派人查一查，别把我的信转给他们。";

/// The report became one only after others had named it: the twin is linked to it, and another was answered with its reply.
fn reported() -> Program {
    let program = office(0);
    for (id, name, role) in [
        ("chen", "陈芳", "administrator"),
        ("obs", "何看", "observer"),
    ] {
        program.done(&["staff", "add", id, "--name", name, "--role", role]);
    }
    let mut table = "编号,来信人,标题,内容,来信时间\n".to_owned();
    for n in 1..REPORT {
        let days = 1 + n % 28;
        table.push_str(&format!(
            "{n},来信人{n},第{n}件小事,第{n}盏路灯、第{n}号井盖都坏了,2026-02-{days:02} 09:30\n"
        ));
    }
    for (n, writer, title, text) in [
        (REPORT, SECRET[1], SECRET[0], TEXT.to_owned()),
        (REPORT + 1, "赵某", "反映科长", TEXT.to_owned()),
        (REPORT + 2, "钱某", "又反映科长", TEXT.to_owned()),
        (
            REPORT + 3,
            "孙某",
            "再反映科长",
            format!("{TEXT}他上周还来过一次。"),
        ),
    ] {
        table.push_str(&format!("{n},{writer},{title},{text},2026-03-03 09:30\n"));
    }
    // With more after them, no count comes near the report's id.
    for n in REPORT + 4..REPORT + 17 {
        table.push_str(&format!(
            "{n},来信人{n},第{n}件小事,第{n}盏路灯、第{n}号井盖都坏了,2026-03-04 09:30\n"
        ));
    }
    let file = program.put("letters.csv", table);
    assert_eq!(
        program.json(&["import", file.to_str().unwrap()])["imported"],
        REPORT + 16
    );
    let report = REPORT.to_string();
    act(&program, "", &report, &["accept", "--category", "3.5"]);
    act(
        &program,
        "",
        &report,
        &[
            "reply-directly",
            "--because",
            "policy",
            "--policy",
            "渭政发〔2025〕3号",
        ],
    );
    act(
        &program,
        "",
        &report,
        &["draft", "--text", "您好，已转纪检部门。"],
    );
    act(&program, "", &report, &["submit"]);
    act(&program, "", &report, &["send", "--by", "visit"]);
    act(&program, "", TWIN, &["accept", "--category", "3.5"]);
    act(&program, "", TWIN, &["link", "--to", &report]);
    act(&program, "", TWIN, &["assign", "--lead", "住建局"]);
    act(&program, "", ANSWERED, &["accept", "--category", "3.5"]);
    act(
        &program,
        "",
        ANSWERED,
        &[
            "reply-directly",
            "--because",
            "repeated",
            "--earlier",
            &report,
        ],
    );
    act(
        &program,
        "",
        &report,
        &["restrict", "--accused", "交通局", "--reader", "li"],
    );
    program
}

/// How a letter says in a document that it is sealed: it is there, and no more.
fn sealed(value: &Value) -> bool {
    value["restricted"] == json!(true) && value["id"] == json!(REPORT)
}

/// Whether a document names the report anywhere but in its own sealed row.
fn names(value: &Value) -> bool {
    match value {
        Value::Number(n) => n.as_i64() == Some(REPORT),
        Value::Array(values) => values.iter().any(names),
        Value::Object(_) if sealed(value) => false,
        Value::Object(fields) => fields.values().any(names),
        Value::String(_) | Value::Bool(_) | Value::Null => false,
    }
}

/// What each command is given here; `NEW` is a table with one more letter of the same text. A command without words tells nothing of
/// letters, or is the owner's of the file, who may take all of it away: why stands beside it.
const COMMANDS: &[(&str, &[&[&str]], &str)] = &[
    ("init", &[], "makes another office"),
    ("demo", &[], "makes another office"),
    ("import", &[&["NEW"], &["--dry-run", "NEW"]], ""),
    (
        "list",
        &[
            &["--limit", "500"],
            &["--queue", "inbox"],
            &["--queue", "assignment"],
            &["--after", TWIN],
        ],
        "",
    ),
    (
        "search",
        &[
            &["科长"],
            &["--best", "吃拿卡要"],
            &["--count", "吃拿卡要"],
            &["工地"],
            &["stage:replied"],
        ],
        "",
    ),
    (
        "show",
        &[
            &[TWIN],
            &[TWIN, "--events"],
            &[ANSWERED, "--events"],
            &["86", "--events"],
        ],
        "",
    ),
    ("similar", &[&[TWIN], &[ANSWERED], &["86"]], ""),
    ("mail", &[], "has commands of its own"),
    ("mail aside", &[], "has commands of its own"),
    ("mail aside list", &[&[], &["--settled"]], ""),
    ("mail aside letter", &[], "no letter yet"),
    ("mail aside drop", &[], "no letter yet"),
    (
        "hot",
        &[&["--least", "2"], &["--least", "2", "--days", "90"]],
        "",
    ),
    (
        "act",
        &[
            &[TWIN, "note", "--text", "已核实"],
            &[TWIN, "mark-major"],
            &[TWIN, "link", "--to", "83"],
            &[TWIN, "unlink", "--to", "83"],
            &["86", "link", "--to", "83"],
            &["86", "unlink", "--to", "83"],
            &["86", "link", "--to", TWIN],
            &["86", "accept", "--category", "3.5"],
            &[
                "86",
                "reply-directly",
                "--because",
                "repeated",
                "--earlier",
                "83",
            ],
        ],
        "",
    ),
    ("suggest", &[&[TWIN], &["86"], &["--evaluate"]], ""),
    ("due", &[&["--letter", TWIN], &["--letter", ANSWERED]], ""),
    ("calendar", &[&["2026"]], ""),
    ("calendar import", &[], "the office's days"),
    // As chen, who may declare days: with a deadline that moves, its letter is named.
    (
        "calendar add",
        &[&[
            "2026-03-09",
            "--off",
            "--name",
            "停电检修",
            "--why",
            "整楼停电",
            "--dry-run",
        ]],
        "",
    ),
    (
        "calendar drop",
        &[&["2026-03-09", "--why", "改期", "--dry-run"]],
        "",
    ),
    ("regulation", &[], "has commands of its own"),
    ("regulation list", &[&[]], ""),
    ("regulation check", &[], "a file"),
    ("regulation import", &[], "a file"),
    ("bulletin", &[&["2026Q1"], &["2026"]], ""),
    ("document", &[], "has commands of its own"),
    (
        "document ledger",
        &[
            &["--out", "-"],
            &["停水", "--out", "-"],
            &["--names", "--list", "assignment", "--out", "-"],
        ],
        "",
    ),
    ("document bulletin", &[&["2026Q1", "--out", "-"]], ""),
    (
        "document sheet",
        &[&["83", "--out", "-"], &["1", "--out", "-"]],
        "",
    ),
    ("document notice", &[&["83", "--out", "-"]], ""),
    ("document assignment", &[&["83", "--out", "-"]], ""),
    ("document urging", &[&["83", "--out", "-"]], ""),
    ("document extension", &[&["83", "--out", "-"]], ""),
    ("document reply", &[&["83", "--out", "-"]], ""),
    ("document directory", &[&["--out", "-"]], ""),
    ("unit", &[], "has commands of its own"),
    ("unit list", &[&[]], ""),
    ("unit add", &[], "the directory"),
    ("unit alias", &[], "the directory"),
    ("unit rename", &[], "the directory"),
    ("unit merge", &[], "the directory"),
    ("unit close", &[], "the directory"),
    ("unit reopen", &[], "the directory"),
    ("unit kind", &[], "the directory"),
    ("unit head", &[], "the directory"),
    ("unit mail", &[], "the directory"),
    ("phrase", &[], "has commands of its own"),
    ("phrase list", &[&[]], ""),
    ("phrase show", &[], "the phrases"),
    ("phrase set", &[], "the phrases"),
    ("phrase remove", &[], "the phrases"),
    ("template", &[], "has commands of its own"),
    ("template list", &[&[]], ""),
    ("template show", &[], "the phrases"),
    ("template set", &[], "the phrases"),
    ("template remove", &[], "the phrases"),
    ("office", &[], "has commands of its own"),
    ("office show", &[&[]], ""),
    ("office set", &[], "the settings of the office"),
    ("staff", &[], "has commands of its own"),
    ("staff list", &[&[]], ""),
    ("staff add", &[], "the directory"),
    ("staff role", &[], "the directory"),
    ("staff name", &[], "the directory"),
    ("staff move", &[], "the directory"),
    ("staff portfolio", &[], "the directory"),
    ("staff delegate", &[], "the directory"),
    ("staff disable", &[], "the directory"),
    ("staff enable", &[], "the directory"),
    (
        "staff refused",
        &[],
        "who asked to read it, told by its id, which every list shows",
    ),
    ("staff sessions", &[&[]], ""),
    ("verify", &[&[]], ""),
    (
        "anchor",
        &[],
        "a count and a hash, of the owner of the file",
    ),
    ("close-day", &[&[], &["--date", "2026-03-05"]], ""),
    ("backup", &[], "the owner of the file takes all of it"),
    ("restore", &[], "the owner of the file takes all of it"),
    ("rebuild", &[], "the owner of the file takes all of it"),
    (
        "export",
        &[],
        "the owner of the file takes all of it, and that is recorded",
    ),
    ("doctor", &[&[]], ""),
    (
        "attachment",
        &[&[TWIN, "1", "saved"], &[ANSWERED, "1", "saved"]],
        "",
    ),
    ("ssh-line", &[], "a key"),
    ("completions", &[], "no office"),
    ("man", &[], "no office"),
];

/// Every command there is, by its words.
fn commands(command: &clap::Command, path: &str, found: &mut BTreeSet<String>) {
    for sub in command
        .get_subcommands()
        .filter(|sub| sub.get_name() != "help")
    {
        let path = format!("{path} {}", sub.get_name()).trim().to_owned();
        found.insert(path.clone());
        // The actions print a letter, all in one way.
        if path != "act" {
            commands(sub, &path, found);
        }
    }
}

#[test]
fn every_command_has_its_line() {
    let mut all = BTreeSet::new();
    commands(
        &xinxiang::cli::args::help::localised_command(),
        "",
        &mut all,
    );
    let listed: BTreeSet<String> = COMMANDS
        .iter()
        .map(|(name, ..)| (*name).to_owned())
        .collect();
    assert_eq!(
        all, listed,
        "a command that is new gets a line, with what it is given here"
    );
    for (name, given, why) in COMMANDS {
        assert_eq!(given.is_empty(), !why.is_empty(), "{name}");
    }
}

#[test]
fn no_command_names_the_report_to_who_may_not_read_it() {
    let program = reported();
    let number = program.number("83");
    let again = format!("编号,标题,内容,来信时间\n187,还反映科长,{TEXT},2026-03-04 09:30\n");
    let again = program.put("again.csv", again);
    let again = again.to_str().unwrap();
    // It is all there for who may read it: nothing here passes for want of something to find.
    let shown = program.json(&["show", TWIN, "--events"]);
    assert!(
        names(&shown["same_text"]) && names(&shown["repeats"]) && names(&shown["events"]),
        "{shown}"
    );
    assert!(names(
        &program.json(&["show", ANSWERED, "--events"])["earlier"]
    ));
    assert!(
        names(&program.json(&["similar", TWIN])) && names(&program.json(&["bulletin", "2026Q1"]))
    );
    for who in ["chen", "zhao", "obs", "sun"] {
        for (name, given, _) in COMMANDS {
            for words in *given {
                let mut words: Vec<&str> = name.split(' ').chain(words.iter().copied()).collect();
                words
                    .iter_mut()
                    .filter(|word| **word == "NEW")
                    .for_each(|word| *word = again);
                let ran = program.run(&[&["--as", who, "--json"], &words[..]].concat());
                let document: Value = serde_json::from_str(&ran.out).unwrap_or(Value::Null);
                assert!(!names(&document), "{who} {words:?}: {ran:?}");
                let told = |ran: &crate::program::Ran| {
                    let own = words.contains(&"83");
                    let lines = ran
                        .out
                        .lines()
                        .chain(ran.err.lines())
                        .filter(|line| !line.contains("（保密件）"));
                    lines.map(str::to_owned).find(|line| {
                        let echoed = !own && (line.contains("#83") || line.contains(&number));
                        echoed || SECRET.iter().any(|secret| line.contains(secret))
                    })
                };
                if name != &"list" && name != &"search" {
                    assert_eq!(told(&ran), None, "{who} {words:?} in JSON");
                }
                let plain = program.run(&[&["--as", who], &words[..]].concat());
                assert_eq!(told(&plain), None, "{who} {words:?}");
            }
        }
        for words in ["吃拿卡要", SECRET[0], SECRET[1]] {
            let rows = program.json(&["--as", who, "search", "--limit", "500", words]);
            let count = program.json(&["--as", who, "search", "--count", words]);
            assert_eq!(
                count["count"],
                rows.as_array().unwrap().len(),
                "{who} {words}"
            );
        }
    }
    program.clean();
}

#[test]
fn what_two_letters_are_to_one_another_is_not_found_out_by_trying() {
    let program = reported();
    // Linked or not, answered or not, repeating the other or not: the answer is the same.
    let answers: BTreeSet<String> = [
        &["84", "link", "--to", "83"][..],
        &["86", "link", "--to", "83"],
        &["84", "unlink", "--to", "83"],
        &["86", "unlink", "--to", "83"],
    ]
    .iter()
    .map(|words| {
        let (code, error) = program.refused(&[&["--as", "chen", "act"], *words].concat());
        format!("{code} {} {}", error["kind"], error["message"])
    })
    .collect();
    assert_eq!(answers.len(), 1, "{answers:?}");
    assert!(
        answers.iter().all(|answer| answer.contains("not_reader")),
        "{answers:?}"
    );
    program.clean();
}

#[test]
fn who_was_refused_to_read_a_report_is_in_its_history_once_a_day() {
    let mut program = reported();
    let refused = |program: &Program| -> Vec<(String, String)> {
        let events = program.json(&["show", "83", "--events"])["events"].clone();
        let refused = events
            .as_array()
            .unwrap()
            .iter()
            .filter(|event| event["event"]["kind"] == "read_refused");
        refused
            .map(|event| {
                (
                    event["who"].as_str().unwrap().into(),
                    event["at"].as_str().unwrap()[..10].into(),
                )
            })
            .collect()
    };
    assert_eq!(refused(&program), []);
    for _ in 0..3 {
        for words in [
            &["show", "83"][..],
            &["similar", "83"],
            &["suggest", "83"],
            &["act", "83", "read"],
        ] {
            assert_eq!(
                program.refused(&[&["--as", "chen"], words].concat()).1["kind"],
                "not_reader",
                "{words:?}"
            );
        }
    }
    program.refused(&["--as", "obs", "attachment", "83", "1", "x"]);
    let today = "2026-03-06".to_owned();
    assert_eq!(
        refused(&program),
        [
            ("chen".to_owned(), today.clone()),
            ("obs".to_owned(), today)
        ]
    );
    program.at("2026-03-07T09:00:00+08:00");
    program.refused(&["--as", "chen", "show", "83"]);
    assert_eq!(
        refused(&program).pop(),
        Some(("chen".to_owned(), "2026-03-07".to_owned()))
    );
    // It is in nobody's way, in no day's work, and a liaison, to whom the letter does not exist, leaves no trace that takes time.
    assert_eq!(
        program.refused(&["--as", "sun", "show", "83"]).1["kind"],
        "no_such_letter"
    );
    assert_eq!(refused(&program).len(), 3);
    let people = program.json(&["close-day", "--date", "2026-03-07"])["people"].clone();
    assert_eq!(people, json!([]));
    assert!(
        program
            .done(&["show", "83", "--events"])
            .contains("申请阅读被拒")
    );
    let listed = program.json(&["staff", "refused"]);
    let listed: Vec<&Value> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["staff"])
        .collect();
    assert_eq!(listed, ["chen", "obs", "chen"]);
    assert!(
        program
            .done(&["staff", "refused", "--limit", "1"])
            .contains("2026-03-07 09:00")
    );
    assert_eq!(
        program.refused(&["--as", "obs", "staff", "refused"]).1["kind"],
        "role"
    );
    program.clean();
}

#[test]
fn a_clock_that_is_behind_the_record_is_told_and_counted() {
    let mut program = office(1);
    act(&program, "", "1", &["accept", "--category", "3.5"]);
    assert_eq!(program.json(&["verify"])["backwards"], 0);
    program.at("2026-03-05T09:12:00+08:00");
    let ran = program.run(&["act", "1", "note", "--text", "已核实"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.err.contains("请核对系统时钟"), "{ran:?}");
    let verified = program.json(&["verify"]);
    assert_eq!(
        (&verified["clean"], &verified["backwards"]),
        (&json!(true), &json!(1))
    );
    assert!(
        program
            .done(&["verify"])
            .contains("1 处的时间早于上一条记录")
    );
    let ran = program.run(&["act", "1", "note", "--text", "再核实"]);
    assert!(
        !ran.err.contains("系统时钟"),
        "the newest event is not later: {ran:?}"
    );
    program.clean();
}
