//! `act`: every action to the closing, and every refusal with its article.

use serde_json::{Value, json};

use super::each;
use crate::program::{NOW, Program};

#[test]
fn a_letter_goes_to_the_closing_by_act_alone() {
    let program = Program::practice();
    program.letters(2);
    let act = |words: &[&str]| program.json(&[&["act", "1"], words].concat());
    let leader = |words: &[&str]| program.json(&[&["--as", "li", "act", "1"], words].concat());
    let stage = |letter: &Value| letter["stage"].as_str().unwrap().to_owned();
    assert_eq!(stage(&act(&["accept", "--category", "3.5"])), "registered");
    assert_eq!(program.number("1"), "渭信〔2026〕0001号");
    assert_eq!(act(&["link", "--to", "2"])["repeats"], json!([2]));
    assert_eq!(
        act(&["note", "--text", "已电话核实。"])["notes"][0]["text"],
        "已电话核实。"
    );
    assert_eq!(act(&["mark-major"])["major"], true);
    let (_, error) = program.refused(&["act", "1", "assign", "--lead", "住建局"]);
    assert_eq!(error["kind"], "major_uninstructed");
    assert_eq!(
        stage(&act(&[
            "propose",
            "--text",
            "建议住建局办理。",
            "--lead",
            "住建局"
        ])),
        "awaiting_instruction"
    );
    let letter = leader(&["instruct", "--text", "同意，抓紧办理。", "--lead", "住建局"]);
    assert_eq!(
        (stage(&letter).as_str(), &letter["lead"]),
        ("assigned", &json!("区住房和城乡建设局"))
    );
    assert_eq!(letter["due_at"], "2026-03-11T18:00:00+08:00");
    assert_eq!(
        act(&["sign-for", "--unit", "住建局", "--person", "周凯"])["assignments"][0]["signed_by"],
        "周凯"
    );
    let feedback = [
        "feedback",
        "--unit",
        "住建局",
        "--text",
        "已修好。",
        "--person",
        "经办人",
        "--head",
        "何志远",
        "--sealed",
    ];
    assert_eq!(stage(&act(&feedback)), "drafting");
    let ran = program.given(
        "李先生：\n路灯已修好。\n",
        &["--json", "act", "1", "draft", "--text", "-"],
    );
    assert_eq!(
        ran.json()["draft"],
        "李先生：\n路灯已修好。",
        "from standard input"
    );
    assert_eq!(stage(&act(&["submit"])), "in_review");
    assert_eq!(
        stage(&leader(&["send-back", "--why", "写明哪天修好。"])),
        "drafting"
    );
    act(&["draft", "--text", "李先生：\n路灯已于3月5日修好。"]);
    act(&["submit"]);
    assert_eq!(stage(&leader(&["approve", "--note", "同意。"])), "approved");
    assert_eq!(stage(&act(&["send", "--by", "visit"])), "replied");
    let letter = act(&["close"]);
    assert_eq!(stage(&letter), "closed");
    assert_eq!(
        letter["reply"],
        json!({ "text": "李先生：\n路灯已于3月5日修好。", "by": "visit", "at": NOW, "amended_at": null })
    );
    assert_eq!(letter["verdicts"].as_array().unwrap().len(), 2);
    let (_, error) = program.refused(&["act", "1", "note", "--text", "晚了。"]);
    assert_eq!(error["kind"], "stage", "what is closed is closed");
    let events = program.json(&["show", "渭信〔2026〕0001号", "--events"]);
    assert_eq!(events["events"].as_array().unwrap().len(), 19, "{events:#}");
    program.clean();
}

#[test]
fn the_other_roads_decline_and_direct_reply() {
    let program = Program::practice();
    program.letters(4);
    let letter = program.json(&["act", "1", "decline", "--ground", "4.1", "--told", "visit"]);
    assert_eq!(
        (&letter["stage"], &letter["ground"], &letter["told"]),
        (&json!("declined"), &json!("4.1"), &json!("visit"))
    );
    assert_eq!(
        letter["number"],
        Value::Null,
        "only what is accepted has a number"
    );
    for id in ["2", "3", "4"] {
        program.done(&["act", id, "accept", "--category", "3.4"]);
    }
    let letter = program.json(&[
        "act",
        "2",
        "reply-directly",
        "--because",
        "policy",
        "--policy",
        "渭政发〔2025〕3号",
    ]);
    assert_eq!(
        (&letter["stage"], &letter["policy"]),
        (&json!("drafting"), &json!("渭政发〔2025〕3号"))
    );
    let number = program.number("2");
    let letter = program.json(&[
        "act",
        "3",
        "reply-directly",
        "--because",
        "repeated",
        "--earlier",
        &number,
    ]);
    assert_eq!(
        (&letter["because"], &letter["earlier"]),
        (&json!("repeated"), &json!(2))
    );
    assert_eq!(
        program.json(&["act", "4", "assign", "--lead", "区住房和城乡建设局"])["stage"],
        "assigned"
    );
    program.clean();
}

#[test]
fn feedback_without_a_seal_is_refused_with_its_article() {
    let program = Program::practice();
    program.letters(1);
    program.done(&["act", "1", "accept", "--category", "3.5"]);
    program.done(&["act", "1", "assign", "--lead", "住建局"]);
    let before = program.json(&["show", "1", "--events"]);
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
    ];
    let (code, error) = program.refused(&[&feedback[..], &["--head", "何志远"]].concat());
    assert_eq!(
        (code, &error["kind"], &error["article"]),
        (1, &json!("not_sealed"), &json!("细则第六条(三)"))
    );
    let message = error["message"].as_str().unwrap();
    assert!(
        message.contains("公章") && message.contains("细则第六条(三)"),
        "{message}"
    );
    let (code, error) = program.refused(&[&feedback[..], &["--sealed"]].concat());
    assert_eq!(
        (code, &error["kind"], &error["article"]),
        (1, &json!("missing_answer"), &json!("细则第六条(三)"))
    );
    let (_, error) = program.refused(&[
        "act",
        "1",
        "feedback",
        "--unit",
        "水利局",
        "--text",
        "无。",
        "--person",
        "经办人",
        "--head",
        "何",
        "--sealed",
    ]);
    assert_eq!(error["kind"], "not_at_unit");
    assert_eq!(
        program.json(&["show", "1", "--events"]),
        before,
        "a refusal changes nothing"
    );
    let english = program.run(&[
        "--lang",
        "en",
        "--json",
        "act",
        "1",
        "feedback",
        "--unit",
        "住建局",
        "--text",
        "x",
        "--person",
        "经办人",
        "--head",
        "y",
    ]);
    assert_eq!(english.json()["error"]["article"], "Rules, art. 6(3)");
}

#[test]
fn every_refusal_has_its_kind_and_status_one() {
    let program = Program::practice();
    program.letters(2);
    for (words, kind) in [
        (
            &["act", "1", "accept", "--category", "9.9"][..],
            "unknown_code",
        ),
        (&["act", "1", "decline", "--ground", "3.1"], "unknown_code"),
        (&["act", "1", "submit"], "stage"),
        (&["act", "1", "close"], "stage"),
        (&["act", "1", "assign", "--lead", "住建局"], "stage"),
        (&["act", "1", "link", "--to", "1"], "same_letter"),
        (&["act", "1", "link", "--to", "77"], "no_such_letter"),
        (&["act", "77", "mark-major"], "no_such_letter"),
        (
            &["act", "1", "assign", "--lead", "没有的局"],
            "no_such_unit",
        ),
    ] {
        let (code, error) = program.refused(words);
        assert_eq!((code, &error["kind"]), (1, &json!(kind)), "{words:?}");
        assert!(!error["message"].as_str().unwrap().is_empty());
        let rule = !matches!(kind, "no_such_letter" | "no_such_unit");
        assert_eq!(error["article"].is_string(), rule, "{words:?}: {error}");
    }
    // No option takes a blank value.
    let (code, error) = program.refused(&["act", "1", "note", "--text", "  "]);
    assert_eq!((code, &error["kind"]), (2, &json!("usage")));
    program.done(&["act", "1", "accept", "--category", "3.1"]);
    for (words, kind) in [
        (
            &["act", "1", "reply-directly", "--because", "repeated"][..],
            "missing_answer",
        ),
        (
            &["act", "1", "reply-directly", "--because", "policy"],
            "missing_answer",
        ),
        (
            &["act", "1", "reply-directly", "--because", "boredom"],
            "unknown_code",
        ),
        (&["act", "1", "accept", "--category", "3.1"], "stage"),
    ] {
        assert_eq!(program.refused(words).1["kind"], kind, "{words:?}");
    }
    program.done(&[
        "act",
        "1",
        "reply-directly",
        "--because",
        "policy",
        "--policy",
        "有规定。",
    ]);
    assert_eq!(
        program.refused(&["act", "1", "submit"]).1["kind"],
        "nothing_drafted"
    );
    for words in [
        &["act", "1", "send", "--by", "pigeon"][..],
        &["act", "1", "decline", "--ground", "4.1", "--told", "x"],
    ] {
        assert_eq!(program.run(words).code, 2, "{words:?}");
    }
    let letters = program.json(&["list"]);
    assert_eq!(each(&letters, "version"), [&json!(3), &json!(1)]);
    program.clean();
}

#[test]
fn numbers_have_no_gap_and_begin_anew_each_year() {
    let mut program = Program::practice();
    program.letters(5);
    program.done(&["act", "2", "accept", "--category", "3.1"]);
    program.done(&["act", "1", "decline", "--ground", "4.5"]);
    program.refused(&["act", "3", "accept", "--category", "9.9"]);
    program.done(&["act", "4", "accept", "--category", "3.1"]);
    // Half past midnight on new year's day here is still last year in Greenwich.
    program.at("2026-12-31T16:30:00Z");
    program.done(&["act", "3", "accept", "--category", "3.1"]);
    program.done(&["act", "5", "accept", "--category", "3.1"]);
    assert_eq!(
        ["2", "4", "3", "5"].map(|id| program.number(id)),
        [
            "渭信〔2026〕0001号",
            "渭信〔2026〕0002号",
            "渭信〔2027〕0001号",
            "渭信〔2027〕0002号"
        ]
    );
    program.clean();
}

#[test]
fn without_json_the_letter_after_it_is_printed() {
    let program = Program::practice();
    program.letters(1);
    let said = program.done(&["act", "1", "accept", "--category", "3.5"]);
    assert!(
        said.contains("渭信〔2026〕0001号") && said.contains("已登记"),
        "{said}"
    );
    let ran = program.run(&["act", "1", "accept", "--category", "3.5"]);
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (1, ""),
        "a refusal prints nothing on standard output"
    );
    assert!(ran.err.contains("已登记"), "{}", ran.err);
}
