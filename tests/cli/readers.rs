//! Who may read: the list of readers of a report, added to and taken from; and what a liaison finds of other units' letters.

use serde_json::{Value, json};

use super::each;
use super::units::{act, office, refused};
use crate::program::Program;

const REPORT: &str = "细则第三条(六)、信访工作条例第三十条";

/// The unit that a report accuses and its readers besides who set the office up, as one of them is shown them.
fn known(program: &Program, who: &str) -> (Value, Vec<String>) {
    let letter = program.json(&["--as", who, "show", "1"]);
    let all = letter["readers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|reader| reader.as_str().unwrap().to_owned());
    let (added, founder): (Vec<String>, Vec<String>) =
        all.partition(|reader| ["li", "zhang", "chen"].contains(&reader.as_str()));
    assert_eq!(
        founder.len(),
        1,
        "he who set the office up is never left out here"
    );
    (letter["accused"].clone(), added)
}

#[test]
fn a_reader_is_added_to_the_list_or_taken_off_it_and_the_accused_unit_stays() {
    let program = office(1);
    for (id, role) in [("chen", "administrator"), ("zhang", "leader")] {
        program.done(&["staff", "add", id, "--name", id, "--role", role]);
    }
    act(
        &program,
        "",
        "1",
        &["accept", "--category", "3.6", "--accused", "交通局"],
    );
    let accused = json!("区交通运输局");
    assert_eq!(
        known(&program, "li"),
        (accused.clone(), ["li", "zhang"].map(str::to_owned).into())
    );
    act(&program, "", "1", &["restrict", "--reader", "chen"]);
    assert_eq!(
        known(&program, "chen"),
        (
            accused.clone(),
            ["li", "zhang", "chen"].map(str::to_owned).into()
        )
    );
    act(&program, "", "1", &["restrict", "--without", "zhang"]);
    assert_eq!(
        known(&program, "chen"),
        (accused.clone(), ["li", "chen"].map(str::to_owned).into())
    );
    refused(
        &program,
        "zhang",
        "1",
        &["restrict", "--reader", "zhang"],
        "not_reader",
        REPORT,
    );
    refused(
        &program,
        "",
        "1",
        &["assign", "--lead", "交通局"],
        "accused",
        REPORT,
    );
    // A leader on the list changes it, too; he who changes it stays on it.
    act(
        &program,
        "li",
        "1",
        &[
            "restrict",
            "--reader",
            "zhang",
            "--without",
            "chen",
            "--without",
            "li",
        ],
    );
    let (unit, mut readers) = known(&program, "li");
    readers.sort_unstable();
    assert_eq!(
        (unit, readers),
        (accused, ["li", "zhang"].map(str::to_owned).into())
    );
    assert_eq!(
        program.refused(&["--as", "chen", "show", "1"]).1["kind"],
        "not_reader"
    );
    // Who has left the office is no reader, and keeps nobody from changing the list.
    program.done(&["staff", "disable", "zhang"]);
    act(&program, "", "1", &["restrict", "--reader", "chen"]);
    assert!(!known(&program, "chen").1.contains(&"zhang".to_owned()));
    refused(
        &program,
        "",
        "1",
        &["restrict", "--reader", "zhang"],
        "no_such_reader",
        REPORT,
    );
    program.clean();
}

#[test]
fn a_letter_that_accuses_a_unit_is_restricted_whatever_its_category() {
    let program = office(1);
    let letter = act(
        &program,
        "",
        "1",
        &["accept", "--category", "3.5", "--accused", "交通局"],
    );
    assert_eq!(
        (&letter["stage"], &letter["category"]),
        (&json!("registered"), &json!("3.5"))
    );
    assert_eq!(
        known(&program, "li"),
        (json!("区交通运输局"), ["li"].map(str::to_owned).into())
    );
    refused(
        &program,
        "",
        "1",
        &["assign", "--lead", "交通局"],
        "accused",
        REPORT,
    );
    program.clean();
}

#[test]
fn to_a_liaison_another_units_letter_is_answered_as_one_that_does_not_exist() {
    let program = office(3);
    for (letter, unit) in [("1", "住建局"), ("2", "交通局"), ("3", "住建局")] {
        act(&program, "", letter, &["accept", "--category", "3.5"]);
        act(&program, "", letter, &["assign", "--lead", unit]);
    }
    let theirs = program.number("2");
    let missing = theirs.replace("0002", "0009");
    let saved = program.folder.path().join("out");
    let saved = saved.to_str().unwrap();
    let answer = |words: &[&str], named: &str| {
        let words: Vec<&str> = words
            .iter()
            .map(|word| if *word == "LETTER" { named } else { word })
            .collect();
        let (code, error) = program.refused(&[&["--as", "sun"], &words[..]].concat());
        (
            code,
            error["kind"].clone(),
            error["message"].as_str().unwrap().replace(named, "LETTER"),
        )
    };
    for words in [
        &["list", "--after", "LETTER"][..],
        &["list", "--queue", "assignment", "--after", "LETTER"],
        &["show", "LETTER"],
        &["due", "--letter", "LETTER"],
        &["attachment", "LETTER", "1", saved],
        &[
            "act",
            "LETTER",
            "sign-for",
            "--unit",
            "住建局",
            "--person",
            "周凯",
        ],
        &["act", "LETTER", "read"],
    ] {
        for (there, not_there) in [
            ("2", "9"),
            (theirs.as_str(), missing.as_str()),
            ("#2", "#9"),
        ] {
            let theirs = answer(words, there);
            assert_eq!(theirs, answer(words, not_there), "{words:?}");
            assert_eq!(
                (theirs.0, &theirs.1),
                (1, &json!("no_such_letter")),
                "{words:?}"
            );
        }
    }
    // Also where it is named beside the liaison's own letter: that it is not there comes before what a liaison may do.
    for words in [
        &["act", "1", "link", "--to", "LETTER"][..],
        &["act", "1", "unlink", "--to", "LETTER"],
        &[
            "act",
            "1",
            "reply-directly",
            "--because",
            "repeated",
            "--earlier",
            "LETTER",
        ],
        &["similar", "LETTER"],
        &["suggest", "LETTER"],
        &["search", "--after", "LETTER", "路灯"],
    ] {
        for (there, not_there) in [
            ("2", "9"),
            (theirs.as_str(), missing.as_str()),
            ("#2", "#9"),
            ("0002", "0009"),
        ] {
            let theirs = answer(words, there);
            assert_eq!(theirs, answer(words, not_there), "{words:?}");
            assert_eq!(
                (theirs.0, &theirs.1),
                (1, &json!("no_such_letter")),
                "{words:?}"
            );
        }
    }
    assert_eq!(
        answer(&["act", "1", "link", "--to", "LETTER"], "3").1,
        "role",
        "one that is there for the liaison"
    );
    // Half a number is theirs alone, however many others there are.
    assert_eq!(program.json(&["--as", "sun", "show", "0001"])["id"], 1);
    assert_eq!(
        each(
            &program.json(&["--as", "sun", "list", "--after", "1"]),
            "id"
        ),
        [3]
    );
}

#[test]
fn a_liaison_is_shown_no_notes() {
    let program = office(1);
    act(&program, "", "1", &["accept", "--category", "3.5"]);
    act(&program, "", "1", &["assign", "--lead", "住建局"]);
    act(
        &program,
        "",
        "1",
        &["note", "--text", "已电话核实，来信人情绪激动。"],
    );
    assert!(program.done(&["show", "1"]).contains("来信人情绪激动"));
    assert_eq!(
        program.json(&["--as", "sun", "show", "1"])["notes"],
        json!([])
    );
    let signed = act(
        &program,
        "sun",
        "1",
        &["sign-for", "--unit", "住建局", "--person", "周凯"],
    );
    assert_eq!(signed["notes"], json!([]));
    assert!(
        !program
            .done(&["--as", "sun", "show", "1"])
            .contains("情绪激动")
    );
}
