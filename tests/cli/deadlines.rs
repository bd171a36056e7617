//! `due`: one instant, another number of days, one instant a line.

use serde_json::{Value, json};

use super::{each, fields};
use crate::program::Program;

#[test]
fn a_deadline_explains_itself_day_by_day() {
    let program = Program::real();
    // Friday before the spring festival: a make-up Saturday counts, nine days of holiday do not.
    let due = program.json(&["due", "2026-02-13T17:00:00+08:00"]);
    assert_eq!(fields(&due), ["days", "due_at", "provisional"].into());
    assert_eq!(
        (&due["due_at"], &due["provisional"]),
        (&json!("2026-02-25T18:00:00+08:00"), &json!(false))
    );
    assert!(fields(&due["days"][0]).is_superset(&["date", "counts", "why"].into()));
    let counted: Vec<_> = due["days"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|day| day["counts"] == true)
        .collect();
    let counted: Vec<_> = counted
        .iter()
        .map(|day| day["date"].as_str().unwrap())
        .collect();
    assert_eq!(counted, ["2026-02-14", "2026-02-24", "2026-02-25"]);
    assert_eq!(
        each(&due["days"], "date").len(),
        13,
        "every day from the receipt to the last"
    );
    assert!(
        program.done(&["due", "2026-02-13T17:00"]).contains("春节"),
        "in words"
    );
}

#[test]
fn civil_time_is_the_offices_and_days_may_be_others() {
    let program = Program::real();
    let due = |words: &[&str]| program.json(&[&["due"], words].concat())["due_at"].clone();
    assert_eq!(due(&["2026-03-02T09:00"]), "2026-03-05T18:00:00+08:00");
    assert_eq!(due(&["2026-03-02T01:00:00Z"]), "2026-03-05T18:00:00+08:00");
    assert_eq!(
        due(&["2026-03-02T18:00"]),
        "2026-03-05T18:00:00+08:00",
        "at closing time sharp: inside the day"
    );
    assert_eq!(
        due(&["2026-03-02T18:00:01"]),
        "2026-03-06T18:00:00+08:00",
        "after closing: the next day"
    );
    assert_eq!(
        due(&["2026-03-02T09:00", "--days", "1"]),
        "2026-03-03T18:00:00+08:00"
    );
    assert_eq!(
        due(&["--days", "15", "2026-03-02"]),
        "2026-03-23T18:00:00+08:00"
    );
    assert_eq!(
        program.json(&["due", "2026-12-31T10:00"])["provisional"],
        true,
        "2027 is not published"
    );
    assert_eq!(program.run(&["due", "2026-03-02", "--days", "0"]).code, 2);
    let (code, error) = program.refused(&["due", "tomorrow"]);
    assert_eq!((code, &error["kind"]), (2, &json!("usage")));
}

#[test]
fn one_instant_a_line_is_one_document_a_line() {
    let program = Program::real();
    let ran = program.given(
        "2026-03-02T09:00\n2026-02-13T17:00:00+08:00\nnonsense\n2026-03-06\n",
        &["due", "--stdin"],
    );
    let lines: Vec<Value> = ran.out.lines().map(|line| line.parse().unwrap()).collect();
    assert_eq!(lines.len(), 4, "{ran:?}");
    assert_eq!(lines[0], program.json(&["due", "2026-03-02T09:00"]));
    assert_eq!(lines[1], program.json(&["due", "2026-02-13T17:00"]));
    assert_eq!(lines[2]["error"]["kind"], "usage");
    assert_eq!(lines[3], program.json(&["due", "2026-03-06"]));
    assert_eq!(ran.code, 3, "one line of four was rejected: {ran:?}");
    let mut endless = program.command(&["due", "--stdin"]);
    let ran = crate::program::ran(endless.stdin(std::fs::File::open("/dev/zero").unwrap()));
    assert!(
        ran.code == 2 && ran.err.contains("太长"),
        "a line without an end: {ran:?}"
    );
    let ran = program.given("2026-03-02T09:00\n", &["due", "--stdin", "--days", "1"]);
    assert_eq!((ran.code, ran.out.lines().count()), (0, 1));
}
