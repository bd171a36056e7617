//! `list` and `show`: queues, pages, fields.

use serde_json::{Value, json};

use super::{beijing, each, fields};
use crate::program::Program;

const QUEUES: [(&str, &[&str]); 7] = [
    ("inbox", &["received"]),
    ("triage", &["registered", "awaiting_instruction"]),
    ("assignment", &["assigned"]),
    ("drafting", &["drafting", "in_review", "approved"]),
    ("review", &["awaiting_instruction", "in_review", "assigned"]),
    ("ended", &["declined", "replied", "closed"]),
    // A letter that waits at the centre longer than a working day is there too.
    (
        "overdue",
        &[
            "received",
            "registered",
            "awaiting_instruction",
            "assigned",
            "drafting",
            "in_review",
        ],
    ),
];

#[test]
fn every_queue_holds_its_stages_and_every_letter_stands_in_one() {
    let program = Program::demo();
    let all = program.json(&["list", "--limit", "1000"]);
    assert_eq!(
        all,
        program.json(&["list", "--queue", "all", "--limit", "1000"])
    );
    let mut once: Vec<Value> = Vec::new();
    for (queue, stages) in QUEUES {
        let rows = program.json(&["list", "--queue", queue, "--limit", "1000"]);
        assert!(!rows.as_array().unwrap().is_empty(), "{queue} is empty");
        for stage in each(&rows, "stage") {
            assert!(
                stages.contains(&stage.as_str().unwrap()),
                "{stage} in {queue}"
            );
        }
        if queue != "review" && queue != "overdue" {
            once.extend(each(&rows, "id").into_iter().cloned());
        }
        if queue == "overdue" {
            let due = each(&rows, "due_at");
            assert!(
                due.iter().all(|due| beijing(due)) && due.is_sorted_by_key(|due| due.as_str()),
                "latest first"
            );
        }
    }
    once.sort_by_key(Value::as_u64);
    assert_eq!(once.iter().collect::<Vec<_>>(), each(&all, "id"));
}

#[test]
fn a_row_has_the_fields_of_the_contract() {
    let program = Program::demo();
    let rows = program.json(&["list", "--limit", "1000"]);
    let names = [
        "id",
        "number",
        "title",
        "writer",
        "stage",
        "received_at",
        "due_at",
        "overdue",
        "lead",
        "version",
    ];
    for row in rows.as_array().unwrap() {
        assert!(fields(row).is_superset(&names.into()), "{row}");
        assert!(row["received_at"].is_null() || beijing(&row["received_at"]));
        assert!(row["due_at"].is_null() || beijing(&row["due_at"]));
        assert!(row["id"].is_u64() && row["version"].is_u64() && row["overdue"].is_boolean());
        let late = row["due_at"]
            .as_str()
            .is_some_and(|due| due < crate::program::NOW);
        assert_eq!(row["overdue"], json!(late), "{row}");
    }
    let text = program.done(&["list", "--queue", "inbox"]);
    assert_eq!(
        text.lines().count(),
        program
            .json(&["list", "--queue", "inbox"])
            .as_array()
            .unwrap()
            .len()
    );
}

#[test]
fn pages_join_without_a_gap_or_a_repeat() {
    let program = Program::demo();
    for queue in ["inbox", "overdue", "assignment", "ended", "all"] {
        let whole = program.json(&["list", "--queue", queue, "--limit", "1000"]);
        let whole: Vec<Value> = each(&whole, "id").into_iter().cloned().collect();
        let mut paged: Vec<Value> = Vec::new();
        loop {
            let after = paged.last().map(ToString::to_string);
            let mut words = vec!["list", "--queue", queue, "--limit", "4"];
            words.extend(after.iter().flat_map(|after| ["--after", after]));
            let page = program.json(&words);
            assert!(page.as_array().unwrap().len() <= 4);
            if page == json!([]) {
                break;
            }
            paged.extend(each(&page, "id").into_iter().cloned());
        }
        assert_eq!(paged, whole, "{queue}");
    }
    assert_eq!(
        program.refused(&["list", "--after", "99999"]).1["kind"],
        "no_such_letter"
    );
}

#[test]
fn a_unit_by_any_of_its_names_narrows_a_list() {
    let program = Program::demo();
    let all = program.json(&["list", "--limit", "1000"]);
    let name = "区住房和城乡建设局";
    let expected: Vec<_> = all
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["lead"] == name)
        .map(|row| &row["id"])
        .collect();
    assert!(!expected.is_empty());
    for named in [name, "住建局"] {
        let rows = program.json(&["list", "--unit", named, "--limit", "1000"]);
        assert_eq!(each(&rows, "id"), expected);
    }
    let (code, error) = program.refused(&["list", "--unit", "没有这个局"]);
    assert_eq!((code, &error["kind"]), (1, &json!("no_such_unit")));
}

#[test]
fn a_letter_is_shown_by_number_and_by_id_with_everything() {
    let program = Program::demo();
    let closed = program.json(&["list", "--queue", "ended", "--limit", "1000"]);
    let closed = closed
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["stage"] == "closed" && !row["lead"].is_null());
    let (id, number) = (
        closed.unwrap()["id"].to_string(),
        closed.unwrap()["number"].as_str().unwrap(),
    );
    let letter = program.json(&["show", number]);
    assert_eq!(letter, program.json(&["show", &id]));
    let names = [
        "body",
        "category",
        "ground",
        "route",
        "major",
        "assignments",
        "urgings",
        "reply",
        "repeats",
        "satisfaction",
        "attachments",
        "number",
        "title",
        "version",
    ];
    assert!(fields(&letter).is_superset(&names.into()), "{letter}");
    assert!(!fields(&letter).contains("events"));
    let held = &letter["assignments"][0];
    let names = [
        "unit",
        "role",
        "assigned_at",
        "signed_at",
        "due_at",
        "extensions",
        "feedback",
    ];
    assert!(fields(held).is_superset(&names.into()), "{held}");
    assert_eq!(held["role"], "lead");
    assert!(
        beijing(&held["assigned_at"])
            && beijing(&held["due_at"])
            && beijing(&held["feedback"]["at"])
    );
    let events = program.json(&["show", number, "--events"])["events"].clone();
    let versions: Vec<u64> = each(&events, "version")
        .iter()
        .map(|version| version.as_u64().unwrap())
        .collect();
    assert_eq!(
        versions,
        (1..=letter["version"].as_u64().unwrap()).collect::<Vec<_>>()
    );
    assert!(each(&events, "at").iter().all(|at| beijing(at)));
    assert!(each(&events, "at").is_sorted_by_key(|at| at.as_str()));
    for (lost, status, kind) in [
        ("99999", 1, "no_such_letter"),
        ("渭信〔2026〕9999号", 1, "no_such_letter"),
        ("0", 1, "no_such_letter"),
        ("", 2, "usage"),
        ("-1", 2, "usage"),
    ] {
        let (code, error) = program.refused(&["show", "--", lost]);
        assert_eq!((code, &error["kind"]), (status, &json!(kind)), "{lost}");
    }
    let text = program.done(&["show", number, "--events"]);
    assert!(text.contains(number) && text.contains("区"), "{text}");
}

#[test]
fn a_letter_is_printed_with_feedback_draft_and_the_reply_that_was_sent() {
    let program = Program::practice();
    program.letters(1);
    program.done(&["act", "1", "accept", "--category", "3.5"]);
    program.done(&[
        "act",
        "1",
        "propose",
        "--text",
        "拟由住建局承办。",
        "--lead",
        "住建局",
    ]);
    program.done(&[
        "--as",
        "li",
        "act",
        "1",
        "instruct",
        "--text",
        "请三日内办结。",
        "--lead",
        "住建局",
    ]);
    let feedback = [
        "act",
        "1",
        "feedback",
        "--unit",
        "住建局",
        "--text",
        "灯泡已更换。",
        "--person",
        "经办人",
        "--head",
        "何志远",
        "--sealed",
    ];
    program.done(&feedback);
    let shows = |texts: &[&str], not: &[&str]| {
        let shown = program.done(&["show", "1"]);
        texts
            .iter()
            .for_each(|text| assert!(shown.contains(text), "no {text} in\n{shown}"));
        not.iter()
            .for_each(|text| assert!(!shown.contains(text), "{text} in\n{shown}"));
    };
    shows(
        &[
            "拟由住建局承办。",
            "请三日内办结。",
            "灯泡已更换。",
            "何志远审核",
            "请派人修一修",
        ],
        &["您好，"],
    );
    program.done(&["act", "1", "draft", "--text", "您好，路灯已修复。"]);
    shows(
        &["灯泡已更换。", "拟稿", "您好，路灯已修复。"],
        &["网站回复"],
    );
    program.done(&["act", "1", "submit"]);
    let back = [
        "act",
        "1",
        "send-back",
        "--why",
        "语气不妥",
        "--passage",
        "路灯已修复",
    ];
    let (_, error) = program.refused(&[
        "--as",
        "li",
        "act",
        "1",
        "send-back",
        "--why",
        "x",
        "--passage",
        "路灯已更换",
    ]);
    assert_eq!(error["kind"], "no_such_passage");
    program.done(&[&["--as", "li"], &back[..]].concat());
    shows(&["语气不妥", "路灯已修复", "李建国"], &[]);
    program.done(&["act", "1", "submit"]);
    program.done(&["--as", "li", "act", "1", "approve", "--note", "同意发出。"]);
    program.done(&["act", "1", "send", "--by", "website"]);
    shows(
        &["灯泡已更换。", "网站回复", "您好，路灯已修复。"],
        &["语气不妥"],
    );
    assert_eq!(
        program
            .done(&["show", "1"])
            .matches("您好，路灯已修复。")
            .count(),
        1,
        "once: it is no draft any more"
    );
}

/// The lists of whom to ring, and of what was promised (practice.md B7, B8).
#[test]
fn who_is_to_be_called_and_what_was_promised() {
    let mut program = Program::practice();
    program.letters(2);
    for letter in ["1", "2"] {
        for words in [
            &["accept", "--category", "3.5"][..],
            &["correct", "--phone", "138-0000-0042", "--why", "来电补充"],
            &["reply-directly", "--because", "policy", "--policy", "规定"],
            &["draft", "--text", "您好，将予修复。"],
            &["submit"],
        ] {
            program.done(&[&["act", letter], words].concat());
        }
    }
    program.done(&[
        "act",
        "2",
        "send",
        "--by",
        "phone",
        "--promise",
        "2026-03-31",
        "修好路灯",
    ]);
    program.at("2026-03-06T10:00:00+08:00");
    program.done(&["act", "1", "send", "--by", "phone"]);
    let to_call = program.json(&["list", "--to-call"]);
    assert_eq!(each(&to_call, "id"), [2, 1], "the earliest reply first");
    assert_eq!(to_call[0]["phone"], "138-0000-0042");
    let shown = program.done(&["list", "--to-call", "--limit", "1"]);
    assert!(
        shown.contains("138-0000-0042") && shown.lines().count() == 1,
        "{shown}"
    );
    let promised = program.json(&["list", "--promised"]);
    assert_eq!(each(&promised, "id"), [2]);
    assert_eq!(
        (&promised[0]["until"], &promised[0]["promise"]),
        (&"2026-03-31".into(), &"修好路灯".into())
    );
    let call = ["act", "1", "call-back", "--outcome"];
    program.done(&[&call[..], &["unreachable"]].concat());
    assert_eq!(program.json(&["list", "--to-call"])[1]["tries"], 1);
    program.done(&[&call[..], &["reached", "--solved", "yes", "--result", "4"]].concat());
    assert_eq!(each(&program.json(&["list", "--to-call"]), "id"), [2]);
    // Who reads a restricted letter is recorded: the list does not open it.
    program.done(&["act", "2", "restrict", "--reader", "li"]);
    assert_eq!(
        program.json(&["list", "--to-call"])[0]["phone"],
        Value::Null
    );
    // A promise outlives the closing of its letter.
    program.done(&["act", "2", "close"]);
    assert_eq!(each(&program.json(&["list", "--promised"]), "id"), [2]);
    program.done(&["act", "2", "fulfil", "--text", "已修好"]);
    assert_eq!(
        program
            .json(&["list", "--promised"])
            .as_array()
            .unwrap()
            .len(),
        0
    );
    program.clean();
}

#[test]
fn a_list_is_sorted_and_narrowed_as_it_is_asked() {
    let program = Program::demo();
    let list = |words: &[&str]| program.json(&[&["list", "--limit", "1000"], words].concat());
    let ids = |rows: &Value| -> Vec<u64> {
        each(rows, "id")
            .iter()
            .map(|id| id.as_u64().unwrap())
            .collect()
    };
    let plain = list(&["--queue", "assignment"]);
    let mut turned = ids(&list(&["--queue", "assignment", "--sort", "-queue"]));
    turned.reverse();
    assert_eq!(ids(&plain), turned);
    let numbered = list(&["--queue", "ended", "--sort", "-number"]);
    let numbers = each(&numbered, "number");
    assert!(
        numbers
            .iter()
            .rev()
            .is_sorted_by_key(|number| number.as_str())
    );
    let late = list(&["--late"]);
    assert!(!each(&late, "overdue").is_empty());
    assert!(
        each(&late, "overdue")
            .iter()
            .all(|late| **late == json!(true))
    );
    let days = list(&["--from", "2026-02-27", "--to", "2026-02-28"]);
    let received = each(&days, "received_at");
    assert!(!received.is_empty());
    assert!(received.iter().all(|at| {
        let day = &at.as_str().unwrap()[..10];
        ("2026-02-27"..="2026-02-28").contains(&day)
    }));
    // Pages go on in the order of the list.
    let first = program.json(&[
        "list", "--queue", "all", "--sort", "received", "--limit", "5",
    ]);
    let last = each(&first, "id")[4].to_string();
    let whole = ids(&list(&["--sort", "received"]));
    let next = list(&["--sort", "received", "--after", &last]);
    assert_eq!(ids(&next), whole[5..]);
    for (words, part) in [
        (["--sort", "title"], "queue"),
        (["--type", "x"], "x"),
        (["--from", "某日"], "某日"),
    ] {
        let (code, error) = program.refused(&[&["list"], &words[..]].concat());
        assert!(
            code == 2 && error["message"].as_str().unwrap().contains(part),
            "{error}"
        );
    }
}
