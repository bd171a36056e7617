//! `act` for what happens besides the course of a letter.

use serde_json::json;

use crate::program::Program;

fn accepted() -> Program {
    let program = Program::practice();
    program.letters(2);
    for letter in ["1", "2"] {
        program.done(&["act", letter, "accept", "--category", "3.5"]);
    }
    program
}

#[test]
fn a_paper_of_a_leader_and_a_call_of_yesterday_are_registered() {
    let mut program = accepted();
    program.put("批示.jpg", "scan");
    program.done(&[
        "act",
        "1",
        "propose",
        "--text",
        "拟由住建局承办",
        "--lead",
        "住建局",
    ]);
    let instruct = ["act", "1", "instruct", "--text", "同意", "--lead", "住建局"];
    let refused = |words: &[&str]| program.refused(words).1["kind"].clone();
    assert_eq!(refused(&instruct), "role");
    let signed = [
        &instruct[..],
        &[
            "--signed-by",
            "li",
            "--signed-at",
            "2026-03-06 08:40",
            "--scan",
            "批示.jpg",
        ],
    ]
    .concat();
    let letter = program.json(&signed);
    assert_eq!(
        (&letter["stage"], &letter["instruction"]),
        (&json!("assigned"), &json!("同意"))
    );
    assert_eq!(letter["attachments"][0]["name"], "批示.jpg");
    let shown = program.json(&["show", "1", "--events"]);
    let events = shown["events"].as_array().unwrap();
    let instructed = events
        .iter()
        .find(|event| event["event"]["kind"] == "instructed")
        .unwrap();
    assert_eq!(
        (&instructed["signed_by"], &instructed["happened_at"]),
        (&json!("li"), &json!("2026-03-06T08:40:00+08:00"))
    );
    // The unit answered on paper in time; it is typed the next working day.
    let due = letter["due_at"].as_str().unwrap().to_owned();
    assert_eq!(due, "2026-03-11T18:00:00+08:00");
    program.at("2026-03-12T09:10:00+08:00");
    let answer = [
        "act",
        "1",
        "feedback",
        "--unit",
        "住建局",
        "--text",
        "已修复。",
        "--person",
        "经办人",
        "--head",
        "何志远",
        "--sealed",
        "--happened-at",
        "2026-03-11 17:40",
    ];
    assert_eq!(program.refused(&answer).1["kind"], "missing_answer");
    let letter = program.json(&[&answer[..], &["--why", "纸质件次日录入"]].concat());
    assert_eq!(letter["assignments"][0]["feedback"]["late"], false);
    program.clean();
}

#[test]
fn an_ending_a_correction_and_what_undoes_them() {
    let program = accepted();
    let letter = program.json(&[
        "act",
        "1",
        "correct",
        "--phone",
        "138-0000-0042",
        "--title",
        "三号楼停水",
        "--why",
        "来电更正",
    ]);
    assert_eq!(
        (&letter["phone"], &letter["title"]),
        (&json!("138-0000-0042"), &json!("三号楼停水"))
    );
    let end = [
        "act",
        "1",
        "end",
        "--because",
        "merged",
        "--why",
        "同一件事",
    ];
    assert_eq!(program.refused(&end).1["kind"], "missing_answer");
    let ended = program.json(&[&end[..], &["--into", "2"]].concat());
    assert_eq!(
        (&ended["stage"], &ended["ending"]["into"], &ended["repeats"]),
        (&json!("terminated"), &json!(2), &json!([2]))
    );
    let revoke = ["act", "1", "revoke", "--why", "不是一件事"];
    assert_eq!(program.refused(&revoke).1["kind"], "own_decline");
    let back = program.json(&[&["--as", "li"], &revoke[..]].concat());
    assert_eq!(
        (&back["stage"], &back["number"]),
        (&json!("registered"), &ended["number"])
    );
    program.put("原件.jpg", "scan");
    let letter = program.json(&["act", "1", "attach", "原件.jpg", "--note", "纸质原件"]);
    assert_eq!(letter["attachments"][0]["name"], "原件.jpg");
    // It is found by its corrected title, and the day's list counts it.
    let found = program.json(&["search", "三号楼停水"]);
    assert_eq!(found.as_array().unwrap().len(), 1);
    program.clean();
}
