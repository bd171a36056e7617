//! `import`: counts, idempotence, what is partly done, and what is not done at all.

use serde_json::json;

use super::{each, fields};
use crate::program::{Program, invented};

#[test]
fn the_same_file_twice_changes_nothing() {
    let program = Program::practice();
    let file = program.put("letters.csv", invented(30));
    let file = file.to_str().unwrap();
    let dry = program.json(&["import", "--dry-run", file]);
    assert_eq!(
        (&dry["imported"], &dry["already_there"], &dry["dry_run"]),
        (&json!(30), &json!(0), &json!(true))
    );
    assert_eq!(program.json(&["list"]), json!([]));
    let counts = program.json(&["import", file]);
    assert!(fields(&counts).is_superset(&["imported", "already_there", "rejected"].into()));
    assert_eq!(
        (
            &counts["imported"],
            &counts["already_there"],
            &counts["rejected"]
        ),
        (&json!(30), &json!(0), &json!([]))
    );
    let before = program.json(&["verify"]);
    let again = program.json(&["import", file]);
    assert_eq!(
        (&again["imported"], &again["already_there"]),
        (&json!(0), &json!(30))
    );
    assert_eq!(program.json(&["verify"]), before);
}

#[test]
fn the_same_text_under_another_number_is_a_possible_repeat() {
    let program = Program::practice();
    let row = "李某,路灯不亮,2026-03-02 09:00,经二路的路灯不亮。";
    let file = program.put(
        "letters.csv",
        format!("编号,留言用户,留言主题,留言时间,留言详情\n1,{row}\n2,{row}\n"),
    );
    assert_eq!(
        program.json(&["import", file.to_str().unwrap()])["imported"],
        2
    );
    assert_eq!(program.json(&["show", "2"])["same_text"], json!([1]));
}

#[test]
fn what_is_partly_done_is_status_three_and_what_is_not_is_one() {
    let program = Program::practice();
    let table = "编号,标题,内容\n1,路灯不亮,经二路的路灯不亮。\n2,,\n3,井盖没了,金陵路井盖没了。\n";
    let file = program.put("partly.csv", table);
    let ran = program.run(&["--json", "import", file.to_str().unwrap()]);
    assert_eq!(ran.code, 3, "{ran:?}");
    let counts = ran.json();
    assert_eq!(counts["imported"], 2);
    assert_eq!(
        fields(&counts["rejected"][0]),
        ["file", "row", "why"].into()
    );
    assert_eq!(
        counts["rejected"][0]["row"], 3,
        "as the spreadsheet counts: the headings are row 1"
    );
    assert!(
        counts["rejected"][0]["file"]
            .as_str()
            .unwrap()
            .ends_with("partly.csv")
    );

    let file = program.put("none.csv", "编号,标题,内容\n1,,\n2,,\n");
    let ran = program.run(&["--json", "import", file.to_str().unwrap()]);
    assert_eq!(
        (ran.code, &ran.json()["imported"]),
        (1, &json!(0)),
        "{ran:?}"
    );
    let (code, error) = program.refused(&["import", "no/such/file.csv"]);
    assert_eq!((code, &error["kind"]), (1, &json!("io")));
    let own = program.database();
    assert_eq!(
        program.run(&["import", own.to_str().unwrap()]).code,
        1,
        "its own database is no letter"
    );
}

#[test]
fn columns_are_told_where_they_are_not_known() {
    let program = Program::practice();
    let file = program.put(
        "odd.csv",
        "甲,乙,丙\n路灯不亮,经二路的路灯不亮。,2026-03-02 09:00\n",
    );
    let file = file.to_str().unwrap();
    assert_eq!(program.run(&["import", file]).code, 1);
    let counts = program.json(&[
        "import",
        file,
        "--map",
        "title=甲",
        "--map",
        "body=2",
        "--map",
        "time=丙",
    ]);
    assert_eq!(counts["imported"], 1);
    let letter = program.json(&["show", "1"]);
    assert_eq!(
        (&letter["title"], &letter["body"]),
        (&json!("路灯不亮"), &json!("经二路的路灯不亮。"))
    );
    assert_eq!(letter["received_at"], "2026-03-02T09:00:00+08:00");
    assert_eq!(program.run(&["import", file, "--map", "colour=1"]).code, 2);
}

#[test]
fn a_folder_is_walked_and_mail_and_json_are_told_by_content() {
    let program = Program::practice();
    std::fs::create_dir(program.folder.path().join("in")).unwrap();
    program.put(
        "in/mail.eml",
        "From: =?utf-8?B?5p2O?= <li@example.com>\r\nSubject: lamp\r\nMessage-ID: <1@example.com>\r\n\r\nThe lamp is out.\r\n",
    );
    program.put(
        "in/rows.json",
        r#"[{"标题":"井盖没了","内容":"金陵路井盖没了。","时间":"2026-03-02 09:00"}]"#,
    );
    program.put("in/rows.txt", invented(2));
    let counts = program.json(&["import", "in"]);
    assert_eq!(counts["imported"], 4, "{counts}");
    let channels = program.json(&["list"]);
    let channels: Vec<_> = each(&channels, "id")
        .iter()
        .map(|id| program.json(&["show", &id.to_string()]))
        .collect();
    assert!(
        channels
            .iter()
            .any(|letter| letter["channel"] == "email" && letter["email"] == "li@example.com")
    );
    assert_eq!(program.json(&["import", "in"])["already_there"], 4);
}

#[test]
fn an_import_that_breaks_off_is_partly_done_and_says_how_far() {
    let program = Program::practice();
    let file = program.put("letters.csv", invented(700));
    let file = file.to_str().unwrap();
    super::keeping::tamper(
        &program.database(),
        "CREATE TRIGGER no_room BEFORE INSERT ON letter WHEN (SELECT count(*) FROM letter) >= 600
         BEGIN SELECT RAISE(ABORT, 'no room'); END",
    );
    let ran = program.run(&["--json", "import", file]);
    let counts = ran.json();
    assert_eq!(
        (ran.code, &counts["imported"], &counts["not_imported"]),
        (3, &json!(500), &json!(200)),
        "{ran:?}"
    );
    assert_eq!(
        fields(&counts["error"]),
        ["article", "kind", "message"].into()
    );
    assert!(
        ran.err.contains("500") && ran.err.contains("不会重复"),
        "{ran:?}"
    );
    super::keeping::tamper(&program.database(), "DROP TRIGGER no_room");
    assert_eq!(program.json(&["import", file])["imported"], 200);
}
