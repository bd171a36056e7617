//! `act` for what is not accepted, for what comes after the reply, and for who may read.

use serde_json::{Value, json};

use super::units::{act, office, refused};
use super::{each, fields};
use crate::program::Program;

const HANDLING: &str = "细则第六条(二)";
const REPORT: &str = "细则第三条(六)、信访工作条例第三十条";

/// Takes a letter to its reply, all by the centre and the leader.
fn replied(program: &Program, letter: &str) {
    act(program, "", letter, &["accept", "--category", "3.4"]);
    act(
        program,
        "",
        letter,
        &[
            "reply-directly",
            "--because",
            "policy",
            "--policy",
            "渭政发〔2025〕3号",
        ],
    );
    act(program, "", letter, &["draft", "--text", "您好。"]);
    act(program, "", letter, &["submit"]);
    // Nobody has to approve a direct reply.
    act(program, "", letter, &["send", "--by", "visit"]);
}

/// A blank answer is refused before any rule is asked.
fn blank(program: &Program, letter: &str, words: &[&str]) {
    let (code, error) = program.refused(&[&["act", letter], words].concat());
    assert_eq!((code, &error["kind"]), (2, &json!("usage")), "{words:?}");
}

#[test]
fn refer_hands_a_letter_to_another_body_and_tell_tells_the_writer() {
    let program = office(2);
    blank(&program, "1", &["refer", "--to", " ", "--why", "恶意攻击"]);
    refused(
        &program,
        "",
        "1",
        &["tell", "--by", "phone"],
        "stage",
        "细则第六条(一)",
    );
    refused(
        &program,
        "li",
        "1",
        &["refer", "--to", "公安", "--why", "x"],
        "role",
        "细则第五条",
    );
    let letter = act(
        &program,
        "",
        "1",
        &["refer", "--to", "区公安分局", "--why", "恶意攻击"],
    );
    assert_eq!(
        (&letter["stage"], &letter["referred_to"]),
        (&json!("declined"), &json!("区公安分局"))
    );
    assert_eq!(
        (&letter["ground"], &letter["told"], &letter["number"]),
        (&Value::Null, &json!("none"), &Value::Null)
    );
    let notice = letter["notice"].as_str().unwrap();
    assert!(
        notice.contains("区公安分局") && notice.contains("虚构1号") && !notice.contains('{'),
        "{notice}"
    );
    assert_eq!(
        act(&program, "", "1", &["tell", "--by", "visit"])["told"],
        "visit"
    );
    let own = [
        "decline",
        "--ground",
        "4.5",
        "--notice",
        "自己写的告知",
        "--told",
        "visit",
    ];
    assert_eq!(act(&program, "", "2", &own)["notice"], "自己写的告知");
    program.clean();
}

#[test]
fn an_incomplete_letter_waits_for_its_writer_and_lapses() {
    let mut program = office(2);
    let scope = "细则第四条";
    for words in [&["lapse"][..], &["writer-answered", "--text", "x"]] {
        refused(&program, "", "1", words, "not_asked", scope);
    }
    let letter = act(&program, "", "1", &["ask-writer", "--by", "visit"]);
    let asked = &letter["asked"];
    assert_eq!(
        (&asked["by"], &asked["until"]),
        (&json!("visit"), &json!("2026-03-13T18:00:00+08:00"))
    );
    assert!(
        asked["text"].as_str().unwrap().contains("虚构1号"),
        "{asked}"
    );
    refused(
        &program,
        "",
        "1",
        &["ask-writer", "--text", "哪一盏？"],
        "waiting",
        scope,
    );
    refused(&program, "", "1", &["lapse"], "waiting", scope);
    blank(&program, "1", &["writer-answered", "--text", " "]);
    act(
        &program,
        "",
        "2",
        &["ask-writer", "--text", "哪一盏？", "--by", "website"],
    );
    assert_eq!(
        act(
            &program,
            "",
            "2",
            &["writer-answered", "--text", "第二盏。"]
        )["asked"]["answer"],
        "第二盏。"
    );
    program.at("2026-03-13T18:00:01+08:00");
    // Nobody does it: the first program of an administrator that looks notices it, and says so.
    assert_eq!(
        program.json(&["--as", "li", "show", "1"])["stage"],
        "received",
        "a leader's program does not"
    );
    let noticed = program.run(&["list"]);
    assert!(
        noticed.code == 0 && noticed.err.contains("已自动不予受理"),
        "{noticed:?}"
    );
    let letter = program.json(&["show", "1"]);
    assert_eq!(
        (&letter["stage"], &letter["ground"], &letter["lapsed"]),
        (&json!("declined"), &json!("4.4"), &json!(true))
    );
    assert_eq!(
        each(&program.json(&["list", "--queue", "inbox"]), "id"),
        [1, 2],
        "somebody has to see to the writer"
    );
    refused(&program, "", "1", &["lapse"], "stage", scope);
    assert_eq!(
        act(&program, "", "1", &["tell", "--by", "visit"])["lapsed"],
        false
    );
    program.clean();
}

#[test]
fn after_the_reply_it_is_published_rated_and_taken_up_again() {
    let program = office(2);
    for words in [&["publish"][..], &["withhold", "--why", "x"]] {
        refused(&program, "", "1", words, "stage", HANDLING);
    }
    for words in [&["rate", "--score", "3"][..], &["reopen", "--why", "x"]] {
        refused(&program, "", "1", words, "stage", "细则第七条");
    }
    replied(&program, "1");
    let letter = act(&program, "", "1", &["withhold", "--why", "涉及隐私"]);
    assert_eq!(
        (
            &letter["published"]["published"],
            &letter["published"]["why"]["text"]
        ),
        (&json!(false), &json!("涉及隐私"))
    );
    assert_eq!(
        act(&program, "", "1", &["publish"])["published"]["published"],
        true
    );
    refused(
        &program,
        "",
        "1",
        &["publish"],
        "already_published",
        HANDLING,
    );
    refused(
        &program,
        "",
        "1",
        &["rate", "--score", "6"],
        "no_such_score",
        "细则第七条",
    );
    refused(
        &program,
        "li",
        "1",
        &["rate", "--score", "2"],
        "role",
        "细则第七条",
    );
    let letter = act(
        &program,
        "zhao",
        "1",
        &[
            "rate",
            "--score",
            "2",
            "--source",
            "website",
            "--note",
            "灯还是不亮",
        ],
    );
    let rating = &letter["satisfaction"];
    assert!(fields(rating).is_superset(&["score", "source", "note", "at"].into()));
    assert_eq!(
        (&rating["score"], &rating["source"], &rating["note"]),
        (&json!(2), &json!("website"), &json!("灯还是不亮"))
    );
    act(&program, "", "1", &["close"]);
    blank(&program, "1", &["reopen", "--why", " "]);
    let letter = act(&program, "zhao", "1", &["reopen", "--why", "灯又不亮了"]);
    assert_eq!(
        (&letter["stage"], &letter["number"]),
        (&json!("registered"), &json!("渭信〔2026〕0001号"))
    );
    let round = &letter["rounds"][0];
    assert_eq!(
        (&round["reply"], &round["satisfaction"]),
        (&json!("您好。"), &json!(2))
    );
    assert_eq!(
        (&letter["satisfaction"], &round["reopened"]["text"]),
        (&Value::Null, &json!("灯又不亮了"))
    );
    program.clean();
}

#[test]
fn a_link_is_taken_back_and_a_leader_hears_of_what_became_major() {
    let program = office(3);
    let scope = "细则第四条";
    refused(
        &program,
        "",
        "2",
        &["unlink", "--to", "1"],
        "not_linked",
        scope,
    );
    act(&program, "", "2", &["link", "--to", "1"]);
    refused(
        &program,
        "",
        "2",
        &["unlink", "--to", "3"],
        "not_linked",
        scope,
    );
    assert_eq!(
        act(&program, "", "2", &["unlink", "--to", "1"])["repeats"],
        json!([])
    );
    act(&program, "", "1", &["accept", "--category", "3.1"]);
    refused(
        &program,
        "li",
        "1",
        &["acknowledge"],
        "not_reported",
        HANDLING,
    );
    act(&program, "", "1", &["assign", "--lead", "住建局"]);
    assert_eq!(act(&program, "", "1", &["mark-major"])["reported"], true);
    assert_eq!(
        each(&program.json(&["list", "--queue", "review"]), "id"),
        [1]
    );
    refused(&program, "", "1", &["acknowledge"], "role", HANDLING);
    assert_eq!(
        act(
            &program,
            "li",
            "1",
            &["acknowledge", "--text", "知悉，抓紧办理"]
        )["reported"],
        false
    );
    assert_eq!(program.json(&["list", "--queue", "review"]), json!([]));
    program.clean();
}

#[test]
fn a_report_is_read_by_those_on_its_list_and_each_reading_is_recorded() {
    let program = office(2);
    program.done(&[
        "staff",
        "add",
        "chen",
        "--name",
        "陈晓",
        "--role",
        "administrator",
    ]);
    let title = program.json(&["show", "1"])["title"].clone();
    refused(&program, "", "1", &["read"], "not_restricted", REPORT);
    act(
        &program,
        "",
        "1",
        &["accept", "--category", "3.6", "--accused", "交通局"],
    );
    refused(
        &program,
        "chen",
        "1",
        &["note", "--text", "x"],
        "not_reader",
        REPORT,
    );
    let (code, error) = program.refused(&["--as", "chen", "show", "1"]);
    assert_eq!(
        (code, &error["kind"], &error["article"]),
        (1, &json!("not_reader"), &json!(REPORT))
    );
    let listed = program.json(&["--as", "chen", "list"]);
    assert_ne!(listed[0]["title"], title, "the title is masked: {listed}");
    assert_eq!(program.json(&["list"])[0]["title"], title);
    refused(
        &program,
        "",
        "1",
        &["assign", "--lead", "交通局"],
        "accused",
        REPORT,
    );
    refused(
        &program,
        "",
        "1",
        &["restrict", "--reader", "nobody"],
        "no_such_reader",
        REPORT,
    );
    let letter = act(
        &program,
        "",
        "1",
        &["restrict", "--accused", "交通局", "--reader", "chen"],
    );
    assert_eq!(
        letter["accused"],
        Value::Null,
        "after it, nothing is shown that is not recorded as read"
    );
    let before = program.json(&["--as", "chen", "show", "1"]);
    let after = program.json(&["--as", "chen", "show", "1", "--events"]);
    assert_eq!(
        (&before["title"], &after["accused"]),
        (&title, &json!("区交通运输局"))
    );
    let events = after["events"].as_array().unwrap();
    let read: Vec<&Value> = events.iter().rev().take(2).collect();
    assert!(
        read.iter()
            .all(|event| event["event"]["kind"] == "read" && event["who"] == "chen"),
        "{read:?}"
    );
    assert_eq!(act(&program, "chen", "1", &["read"])["stage"], "registered");
    program.clean();
}

#[test]
fn a_liaison_calls_the_writer_only_where_that_was_allowed() {
    let mut program = office(1);
    // Where the centre keeps to itself how to reach a writer.
    let rules = crate::office::keeping_contacts().replace("id = \"weibin\"", "id = \"weibin-2\"");
    let rules = program.put("rules.toml", rules);
    program.done(&[
        "regulation",
        "import",
        rules.to_str().unwrap(),
        "--from",
        "2026-03-09",
    ]);
    program.at("2026-03-09T10:00:00+08:00");
    let csv = "编号,留言用户,联系电话,留言主题,留言时间,留言详情\nA,李某某,13800000000,停水,2026-03-05 10:00,停水两天。\n";
    let file = program.put("one.csv", csv);
    program.done(&["import", file.to_str().unwrap()]);
    assert_eq!(program.json(&["show", "2"])["phone"], "13800000000");
    refused(&program, "", "2", &["allow-contact"], "stage", "细则第五条");
    act(&program, "", "2", &["accept", "--category", "3.5"]);
    act(&program, "", "2", &["assign", "--lead", "住建局"]);
    let show = || program.json(&["--as", "sun", "show", "2"]);
    assert_eq!(
        (&show()["phone"], &show()["writer"]),
        (&Value::Null, &json!("李某某"))
    );
    refused(
        &program,
        "sun",
        "2",
        &["allow-contact"],
        "role",
        "细则第五条",
    );
    assert_eq!(
        act(&program, "", "2", &["allow-contact"])["contact_allowed"],
        true
    );
    assert_eq!(show()["phone"], "13800000000");
    refused(
        &program,
        "",
        "2",
        &["allow-contact"],
        "contact_allowed",
        "细则第五条",
    );
    // He sees his unit's letters only, and of them no record.
    assert_eq!(each(&program.json(&["--as", "sun", "list"]), "id"), [2]);
    assert_eq!(
        program.json(&["--as", "sun", "show", "2", "--events"])["events"],
        Value::Null
    );
    assert_eq!(
        program.refused(&["--as", "sun", "show", "1"]).1["kind"],
        "no_such_letter"
    );
    program.clean();
}
