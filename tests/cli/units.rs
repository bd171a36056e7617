//! `act` for what happens at the units: signing, return, extension, several units, urging; each by one who may.

use serde_json::{Value, json};

use super::each;
use crate::program::Program;

const REPLY: &str = "细则第六条(三)";
const URGING: &str = "细则第六条(四)";

/// A practice office with a leader (li), one of the office (zhao), and the liaisons of two units (sun, zhou).
pub(super) fn office(letters: usize) -> Program {
    let program = Program::practice();
    program.done(&["staff", "add", "zhao", "--name", "赵倩", "--role", "office"]);
    for (id, name, unit) in [("sun", "孙强", "住建局"), ("zhou", "周莉", "交通局")] {
        program.done(&[
            "staff", "add", id, "--name", name, "--role", "liaison", "--unit", unit,
        ]);
    }
    program.letters(letters);
    program
}

/// Does something in somebody's name, and reads the letter after it.
pub(super) fn act(program: &Program, who: &str, letter: &str, words: &[&str]) -> Value {
    let who = if who.is_empty() {
        vec![]
    } else {
        vec!["--as", who]
    };
    program.json(&[&who[..], &["act", letter], words].concat())
}

/// It is refused with this kind and article, and the sentence says the article, too.
#[track_caller]
pub(super) fn refused(
    program: &Program,
    who: &str,
    letter: &str,
    words: &[&str],
    kind: &str,
    article: &str,
) {
    let who = if who.is_empty() {
        vec![]
    } else {
        vec!["--as", who]
    };
    let before = events(program, letter);
    let (code, error) = program.refused(&[&who[..], &["act", letter], words].concat());
    assert_eq!(
        (code, &error["kind"], &error["article"]),
        (1, &json!(kind), &json!(article)),
        "{words:?}: {error}"
    );
    assert!(
        error["message"].as_str().unwrap().contains(article),
        "{error}"
    );
    let recorded = usize::from(kind == "extension_too_late");
    assert_eq!(
        events(program, letter),
        before + recorded,
        "{words:?}: a refusal changes nothing"
    );
}

/// How much has happened to a letter, besides that it was read.
fn events(program: &Program, letter: &str) -> usize {
    let letter = program.json(&["show", letter, "--events"]);
    letter["events"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|event| event["event"]["kind"] != "read")
        .count()
}

/// A letter at the unit of sun, and with `two` at that of zhou, too.
fn at_units(program: &Program, letter: &str, two: bool) {
    act(program, "", letter, &["accept", "--category", "3.5"]);
    act(
        program,
        "",
        letter,
        &["propose", "--text", "拟由住建局牵头", "--lead", "住建局"],
    );
    let co: &[&str] = if two { &["--co", "交通局"] } else { &[] };
    act(
        program,
        "li",
        letter,
        &[&["instruct", "--text", "同意", "--lead", "住建局"], co].concat(),
    );
}

#[test]
fn a_liaison_signs_for_and_returns_his_own_units_letters() {
    let program = office(2);
    at_units(&program, "1", true);
    let sign = ["sign-for", "--unit", "住建局", "--person", "周凯"];
    refused(&program, "zhou", "1", &sign, "not_your_unit", REPLY);
    refused(&program, "li", "1", &sign, "role", REPLY);
    assert_eq!(
        act(&program, "sun", "1", &sign)["assignments"][0]["signed_by"],
        "周凯"
    );
    refused(&program, "sun", "1", &sign, "already_signed", REPLY);
    let give_back = ["return", "--unit", "交通局", "--why", "与交通无关"];
    refused(&program, "sun", "1", &give_back, "not_your_unit", REPLY);
    act(&program, "zhou", "1", &give_back);
    let letter = program.json(&["show", "1"]);
    assert_eq!(
        (&letter["stage"], &letter["assignments"][1]["ended"]),
        (&json!("assigned"), &json!("returned"))
    );
    assert_eq!(letter["assignments"][1]["why"]["text"], "与交通无关");
    // The lead unit's return brings it back to the centre; the liaison hears that it was done, and sees it no more.
    let answer = act(
        &program,
        "sun",
        "1",
        &["return", "--unit", "住建局", "--why", "属水利局"],
    );
    assert_eq!(
        (&answer["id"], &answer["stage"]),
        (&json!(1), &json!("registered"))
    );
    assert_eq!(
        program.refused(&["--as", "sun", "show", "1"]).1["kind"],
        "no_such_letter"
    );
    let again = ["assign", "--lead", "住建局"];
    refused(
        &program,
        "",
        "1",
        &again,
        "instruction_lapsed",
        "细则第六条(二)",
    );
    act(
        &program,
        "",
        "1",
        &["propose", "--text", "职责清单第3条", "--lead", "住建局"],
    );
    assert_eq!(
        act(
            &program,
            "li",
            "1",
            &["instruct", "--text", "仍由住建局办", "--lead", "住建局"]
        )["stage"],
        "assigned"
    );
    refused(
        &program,
        "",
        "1",
        &["return", "--unit", "水利局", "--why", "x"],
        "not_at_unit",
        REPLY,
    );
    program.clean();
}

#[test]
fn an_extension_is_asked_for_by_the_unit_and_decided_by_another() {
    let mut program = office(2);
    for letter in ["1", "2"] {
        at_units(&program, letter, false);
    }
    assert_eq!(
        program.json(&["show", "1"])["due_at"],
        "2026-03-11T18:00:00+08:00"
    );
    let ask = |days| {
        [
            "ask-extension",
            "--unit",
            "住建局",
            "--days",
            days,
            "--why",
            "灯具待到货",
        ]
    };
    let decide = [
        "decide-extension",
        "--unit",
        "住建局",
        "--grant",
        "--why",
        "同意",
        "--told",
        "visit",
    ];
    refused(&program, "", "1", &decide, "no_extension_asked", REPLY);
    refused(&program, "sun", "1", &ask("9"), "extension_days", REPLY);
    refused(&program, "zhao", "1", &ask("2"), "role", REPLY);
    let letter = act(&program, "sun", "1", &ask("2"));
    assert_eq!(
        letter["assignments"][0]["extensions"][0]["answer"],
        "pending"
    );
    refused(&program, "sun", "1", &decide, "role", REPLY);
    assert_eq!(
        each(&program.json(&["list", "--queue", "review"]), "id"),
        [1]
    );
    let letter = act(&program, "li", "1", &decide);
    let extension = &letter["assignments"][0]["extensions"][0];
    assert_eq!(
        (&extension["answer"], &extension["told"]),
        (&json!("granted"), &json!("visit"))
    );
    assert_eq!(letter["due_at"], "2026-03-13T18:00:00+08:00");
    act(&program, "", "2", &ask("1"));
    let deny = [
        "decide-extension",
        "--unit",
        "住建局",
        "--deny",
        "--why",
        "没有理由",
    ];
    refused(&program, "", "2", &deny, "own_request", REPLY);
    assert_eq!(
        act(&program, "li", "2", &deny)["assignments"][0]["extensions"][0]["answer"],
        "denied"
    );
    assert_eq!(
        program
            .run(&["act", "2", "decide-extension", "--unit", "住建局"])
            .code,
        2,
        "granted or denied"
    );
    program.at("2026-03-11T18:00:01+08:00");
    refused(&program, "sun", "2", &ask("1"), "extension_too_late", REPLY);
    let letter = program.json(&["show", "2"]);
    assert_eq!(
        letter["assignments"][0]["extensions"][1]["answer"], "too_late",
        "the attempt is recorded"
    );
    program.clean();
}

#[test]
fn several_units_answer_or_are_dispensed_with_and_answer_again() {
    let program = office(2);
    let feedback = |unit: &'static str| {
        [
            "feedback",
            "--unit",
            unit,
            "--text",
            "已办。",
            "--person",
            "经办人",
            "--head",
            "何志远",
            "--sealed",
        ]
    };
    for letter in ["1", "2"] {
        at_units(&program, letter, true);
    }
    refused(
        &program,
        "sun",
        "1",
        &feedback("住建局"),
        "co_units_open",
        REPLY,
    );
    let waive = ["waive", "--unit", "交通局", "--why", "与其职责无关"];
    refused(&program, "zhou", "1", &waive, "role", REPLY);
    // The lead unit asks, and the centre decides.
    let ask = ["ask-waiver", "--unit", "交通局", "--why", "与其职责无关"];
    refused(&program, "zhou", "1", &ask, "not_your_unit", REPLY);
    assert!(act(&program, "sun", "1", &ask)["assignments"][1]["waiver_asked"].is_object());
    let deny = ["waive", "--unit", "交通局", "--deny", "--why", "仍须会签"];
    assert!(act(&program, "", "1", &deny)["assignments"][1]["waiver_asked"].is_null());
    refused(
        &program,
        "",
        "1",
        &["waive", "--unit", "住建局", "--why", "x"],
        "not_a_co_unit",
        REPLY,
    );
    assert_eq!(
        act(&program, "", "1", &waive)["assignments"][1]["ended"],
        "waived"
    );
    let scan = program.put("反馈.pdf", "%PDF-1.4 x");
    let with_scan = [
        &feedback("住建局")[..],
        &["--attach", scan.to_str().unwrap()],
    ]
    .concat();
    let letter = act(&program, "sun", "1", &with_scan);
    assert_eq!(
        (
            &letter["stage"],
            &letter["assignments"][0]["feedback"]["attachments"][0]["name"]
        ),
        (&json!("drafting"), &json!("反馈.pdf"))
    );
    let again = |unit: &'static str| {
        [
            "send-back-feedback",
            "--unit",
            unit,
            "--why",
            "未答复第二问",
        ]
    };
    refused(&program, "sun", "1", &again("住建局"), "role", REPLY);
    refused(&program, "", "1", &again("交通局"), "not_at_unit", REPLY);
    let letter = act(&program, "", "1", &again("住建局"));
    assert_eq!(
        (&letter["stage"], &letter["assignments"][0]["feedback"]),
        (&json!("assigned"), &Value::Null)
    );
    assert_eq!(
        letter["assignments"][0]["feedbacks"][0]["sent_back"]["text"],
        "未答复第二问"
    );
    refused(
        &program,
        "",
        "2",
        &again("交通局"),
        "nothing_answered",
        REPLY,
    );
    act(&program, "zhou", "2", &feedback("交通局"));
    assert_eq!(
        act(&program, "sun", "2", &feedback("住建局"))["stage"],
        "drafting"
    );
    let saved = program.folder.path().join("out.pdf");
    assert!(
        program
            .run(&["attachment", "1", "1", saved.to_str().unwrap()])
            .code
            == 0
    );
    assert_eq!(std::fs::read_to_string(saved).unwrap(), "%PDF-1.4 x");
    program.clean();
}

#[test]
fn who_is_late_is_urged_and_explains_himself() {
    let mut program = office(1);
    at_units(&program, "1", false);
    let urge = [
        "urge",
        "--unit",
        "住建局",
        "--by",
        "phone",
        "--to",
        "周凯",
        "--answer",
        "今天报",
    ];
    refused(&program, "", "1", &urge, "not_late", URGING);
    program.at("2026-03-12T09:00:00+08:00");
    refused(&program, "li", "1", &urge, "role", URGING);
    let letter = act(&program, "zhao", "1", &urge);
    let urging = &letter["urgings"][0];
    assert_eq!(
        (&urging["step"], &urging["by"], &urging["to"]),
        (&json!("remind"), &json!("phone"), &json!("周凯"))
    );
    assert_eq!(
        (&urging["answer"], &urging["next_at"]),
        (&json!("今天报"), &json!("2026-03-13T18:00:00+08:00"))
    );
    program.at("2026-03-13T18:00:00+08:00");
    assert_eq!(
        act(&program, "", "1", &urge)["urgings"][1]["step"],
        "supervise"
    );
    assert_eq!(
        program
            .run(&[
                "act",
                "1",
                "urge",
                "--unit",
                "住建局",
                "--by",
                "pigeon",
                "--to",
                "x"
            ])
            .code,
        2
    );
    let explain = [
        "explain",
        "--unit",
        "住建局",
        "--text",
        "因连续降雨无法施工。",
    ];
    let (_, error) = program.refused(&[&["--as", "zhou", "act", "1"], &explain[..]].concat());
    assert_eq!(
        error["kind"], "no_such_letter",
        "to another unit there is no such letter"
    );
    let letter = act(&program, "sun", "1", &explain);
    assert_eq!(
        letter["assignments"][0]["explanations"][0]["text"],
        "因连续降雨无法施工。"
    );
    program.clean();
}

#[test]
fn the_head_of_a_unit_need_not_be_named_again() {
    let program = office(1);
    program.done(&["unit", "head", "住建局", "马文"]);
    act(&program, "", "1", &["accept", "--category", "3.5"]);
    act(&program, "", "1", &["assign", "--lead", "住建局"]);
    let feedback = "feedback --unit 住建局 --text 已办 --person 经办人 --sealed";
    let words: Vec<&str> = feedback.split(' ').collect();
    let letter = act(&program, "", "1", &words);
    assert_eq!(letter["assignments"][0]["feedback"]["head"], "马文");
    program.clean();
}
