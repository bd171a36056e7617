//! The bulletin as the office writes and publishes it, and the periods that are only looked at.

use serde_json::json;

use crate::program::Program;

/// A practice office with two letters of the first quarter of 2026, one answered and called back about.
fn office() -> Program {
    let program = Program::practice();
    program.letters(2);
    program.done(&["staff", "add", "zhao", "--name", "赵倩", "--role", "office"]);
    for words in [
        &[
            "act",
            "1",
            "accept",
            "--category",
            "3.5",
            "--type",
            "help",
            "--subject",
            "planning",
        ][..],
        &[
            "act",
            "1",
            "assign",
            "--lead",
            "住建局",
            "--person",
            "周凯",
            "--text",
            "请三日内修复",
        ],
        &[
            "act",
            "1",
            "feedback",
            "--unit",
            "住建局",
            "--text",
            "已修好。",
            "--person",
            "周凯",
            "--head",
            "何志远",
            "--sealed",
        ],
        &["act", "1", "draft", "--text", "您好，已修好。"],
        &["act", "1", "submit"],
        &[
            "--as",
            "li",
            "act",
            "1",
            "approve",
            "--text",
            "您好，路灯已修好。",
        ],
        &[
            "act",
            "1",
            "send",
            "--by",
            "website",
            "--promise",
            "2026-03-31",
            "更换整条路的灯",
        ],
        &[
            "act",
            "1",
            "call-back",
            "--outcome",
            "reached",
            "--solved",
            "yes",
            "--attitude",
            "5",
            "--result",
            "4",
        ],
        &[
            "act",
            "2",
            "accept",
            "--category",
            "3.5",
            "--type",
            "complaint",
        ],
    ] {
        program.done(words);
    }
    program
}

/// The words, in the name of the office.
fn by_office<'a>(words: &[&'a str]) -> Vec<&'a str> {
    [&["--as", "zhao"], words].concat()
}

#[test]
fn months_half_years_and_days_are_looked_at_and_not_published() {
    let mut program = office();
    for (period, received) in [
        ("2026M02", 2),
        ("2026M03", 0),
        ("2026H1", 2),
        ("2026-02-01..2026-03-31", 2),
        ("2026Q1", 2),
        ("2026", 2),
    ] {
        let report = program.json(&["bulletin", period]);
        assert_eq!(report["totals"]["received"], json!(received), "{period}");
    }
    program.at("2026-07-02T09:00:00+08:00");
    for period in ["2026M02", "2026H1", "2026-02-01..2026-03-31"] {
        let (_, error) = program.refused(&["--as", "zhao", "bulletin", period, "--publish"]);
        assert_eq!(error["kind"], "not_a_quarter", "{period}");
    }
    let report = program.json(&["bulletin", "2026Q1"]);
    let totals = &report["totals"];
    assert_eq!(
        (
            &totals["accepted"],
            &totals["settled"],
            &totals["called_back"],
            &totals["satisfied"]
        ),
        (&json!(2), &json!(1), &json!(1), &json!(1))
    );
    assert_eq!(
        (
            &totals["closing_rate"],
            &totals["satisfied_share"],
            &totals["call_back_rate"]
        ),
        (&json!(0.5), &json!(1.0), &json!(1.0))
    );
    let types = report["types"].as_array().unwrap();
    let counted: Vec<_> = types
        .iter()
        .filter(|entry| entry["n"] == 1)
        .map(|entry| &entry["code"])
        .collect();
    assert_eq!(counted, ["complaint", "help"]);
    assert_eq!(report["units"][0]["rank"], 1);
    assert_eq!(report["last_year"]["period"], "2025Q1");
}

#[test]
fn the_office_edits_the_text_and_its_publication_freezes_it_with_the_figures() {
    let mut program = office();
    program.at("2026-04-02T09:00:00+08:00");
    let draft = program.done(&["bulletin", "2026Q1", "--draft"]);
    assert!(
        draft.contains("〔收件〕") && draft.contains("六、下步要求"),
        "{draft}"
    );
    // The administrator does not write it, and a field that there is none of is named.
    let words = [
        "bulletin",
        "2026Q1",
        "--draft",
        "--set",
        "共〔收件〕件。请各单位按时签收。",
    ];
    let (_, error) = program.refused(&words);
    assert_eq!(error["kind"], "role");
    let wrong = ["bulletin", "2026Q1", "--draft", "--set", "共〔来电〕件。"];
    let (_, error) = program.refused(&by_office(&wrong));
    assert_eq!(error["kind"], "unknown_field");
    program.done(&by_office(&words));
    let text = program.done(&["bulletin", "2026Q1", "--text"]);
    assert_eq!(text.trim_end(), "共2件。请各单位按时签收。");
    program.done(&by_office(&["bulletin", "2026Q1", "--publish"]));
    // What is counted later changes neither.
    program.done(&["act", "2", "end", "--because", "void", "--why", "重复登记"]);
    assert_eq!(program.done(&["bulletin", "2026Q1", "--text"]), text);
    let report = program.json(&["bulletin", "2026Q1"]);
    assert_eq!(
        (&report["totals"]["received"], &report["text"]),
        (&json!(2), &json!(text.trim_end()))
    );
    let (_, error) = program.refused(&by_office(&words));
    assert_eq!(error["kind"], "published");
    program.clean();
}

#[test]
fn a_unit_that_was_renamed_and_merged_counts_as_what_it_is_and_keeps_its_name_of_the_time() {
    let program = office();
    program.done(&[
        "unit",
        "rename",
        "住建局",
        "区住房保障局",
        "--why",
        "机构改革",
    ]);
    let history = program.json(&["show", "1", "--events"]);
    assert!(program.done(&["show", "1"]).contains("区住房保障局"));
    assert!(history["events"].is_array());
    program.done(&[
        "unit",
        "merge",
        "区住房保障局",
        "--into",
        "交通局",
        "--why",
        "机构改革",
    ]);
    let report = program.json(&["bulletin", "2026Q1"]);
    assert_eq!(report["units"][0]["unit"], "区交通运输局");
    let (_, error) = program.refused(&["act", "2", "assign", "--lead", "区住房保障局"]);
    assert_eq!(error["kind"], "unit_closed");
    // It was a mistake: the unit takes letters again, under the name that it had.
    let reopen = ["unit", "reopen", "区住房保障局", "--why", "并错了"];
    program.done(&reopen);
    assert_eq!(program.refused(&reopen).1["kind"], "unit_open");
    program.done(&["act", "2", "assign", "--lead", "区住房保障局"]);
    // One that may be another name of it is added, and that is said.
    let told = program.done(&["unit", "add", "渭滨区住房保障局"]);
    assert!(told.contains("名录里已有「区住房保障局」"), "{told}");
    // Somebody gets an account of the machine later.
    program.done(&["staff", "enable", "li", "--uid", "4711"]);
    let staff = program.json(&["staff", "list"]);
    let li = staff
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["id"] == "li");
    assert_eq!(li.unwrap()["uid"], 4711);
    for (words, kind) in [
        (&["unit", "head", "交通局", "123"][..], "bad_name"),
        (&["unit", "mail", "交通局", "无"], "bad_name"),
        (
            &["unit", "rename", "交通局", "教体局", "--why", "x"],
            "unit_exists",
        ),
        (
            &[
                "staff",
                "delegate",
                "li",
                "--to",
                "zhao",
                "--until",
                "2026-03-06",
            ],
            "no_leader",
        ),
    ] {
        let (_, error) = program.refused(words);
        assert_eq!(error["kind"], kind, "{words:?}");
    }
    program.done(&["unit", "head", "交通局", "马文"]);
    program.done(&["staff", "name", "zhao", "赵小倩"]);
    program.done(&[
        "staff",
        "portfolio",
        "li",
        "--unit",
        "交通局",
        "--category",
        "3.5",
    ]);
    program.clean();
}
