//! `suggest`: fields, sentences, and what it measures.

use serde_json::json;

use super::fields;
use crate::program::Program;

fn table(rows: usize) -> String {
    let kinds = [
        ("供水", "停水三天，水表不走，水压太低"),
        ("供热", "暖气不热，供热公司不管，温度只有十度"),
        ("欠薪", "拖欠工资，包工头不给钱，讨薪无门"),
    ];
    let mut table = String::from("编号,标题,内容,类,转办\n");
    for n in 1..=rows {
        let (label, text) = kinds[n % 3];
        table.push_str(&format!(
            "{n},{label}问题{n},某小区第{n}栋{text}。电话138-0000-{n:04},{label},市{label}局|市政府\n"
        ));
    }
    table
}

#[test]
fn a_letter_gets_its_first_choices_each_with_why() {
    let program = Program::practice();
    program.put("letters.csv", table(10));
    program.done(&["import", "letters.csv"]);
    for (letter, unit) in [
        ("1", "住建局"),
        ("2", "人社局"),
        ("3", "林水局"),
        ("4", "住建局"),
        ("7", "住建局"),
    ] {
        program.done(&["act", letter, "accept", "--category", "3.5"]);
        program.done(&["act", letter, "assign", "--lead", unit]);
    }
    let advice = program.json(&["suggest", "10"]);
    assert_eq!(
        fields(&advice),
        ["category", "lead", "co", "route", "ground"].into()
    );
    let lead = &advice["lead"][0];
    assert_eq!(
        fields(lead),
        [
            "name", "code", "score", "sure", "shown", "words", "own", "from"
        ]
        .into()
    );
    assert_eq!(
        (&lead["code"], &lead["from"]),
        (&json!("区住房和城乡建设局"), &json!([1, 7, 4]))
    );
    assert_eq!(
        (&advice["category"][0]["code"], &advice["route"][0]["code"]),
        (&json!("3.5"), &json!("assigned"))
    );
    assert_eq!(advice["ground"], json!([]));
    let text = program.done(&["suggest", "10"]);
    let why = "同 0001号《供热问题1》、0005号《供热问题7》、0004号《供热问题4》";
    assert!(text.contains("主办单位") && text.contains(why), "{text}");
    assert!(
        program
            .done(&["--lang", "en", "suggest", "10"])
            .contains("as 0001号 \"供热问题1\"")
    );
    // What two letters and no more agree on is not shown to people.
    let two = program.json(&["suggest", "5"]);
    assert_eq!(two["lead"][0]["shown"], json!(false));
    assert!(!program.done(&["suggest", "5"]).contains("主办单位"));
    assert_eq!(
        program.refused(&["suggest", "99"]).1["kind"],
        "no_such_letter"
    );
    program.clean();
}

#[test]
fn history_is_replayed_and_measured() {
    let program = Program::practice();
    let nothing = program.done(&["suggest", "--evaluate"]);
    assert!(nothing.contains("没有可检验的信"), "{nothing}");
    let demo = Program::demo();
    let measured = demo.json(&["suggest", "--evaluate"]);
    let categories = &measured["fields"][0];
    assert_eq!(categories["field"], "category");
    let n = categories["all"]["letters"].as_u64().unwrap();
    assert!(
        n > 10
            && categories["all"]["right_at_1"].as_u64() <= categories["all"]["right_at_3"].as_u64()
    );
    assert_eq!(
        demo.json(&["suggest", "--evaluate", "--limit", "3"])["letters"],
        3
    );
    let text = demo.done(&["suggest", "--evaluate"]);
    assert!(
        text.contains("每封只参考排在它前面的信") && text.contains("首选正确"),
        "{text}"
    );
}

#[test]
fn a_table_is_measured_in_an_office_of_its_own() {
    let program = Program::nowhere(None);
    program.put("table.csv", table(24) + "25,,,,\n");
    program.put("labels.csv", "供水,水表,水压\n供热,暖气\n欠薪,工资\n");
    let words = [
        "suggest",
        "--evaluate",
        "--table",
        "table.csv",
        "--field",
        "category=类",
        "--field",
        "unit=转办",
    ];
    let measured = program.json(&[&words[..], &["--labels", "labels.csv"]].concat());
    let (category, unit) = (&measured["fields"][0], &measured["fields"][1]);
    assert_eq!(
        (&category["field"], &category["all"]["letters"]),
        (&json!("category"), &json!(24))
    );
    assert_eq!(
        (&category["all"]["right_at_1"], &unit["all"]["letters"]),
        (&json!(24), &json!(24))
    );
    assert!(unit["all"]["right_at_1"].as_u64().unwrap() >= 20, "{unit}");
    assert!(
        measured["measured"]
            .to_string()
            .contains("另有 1 行没有检验"),
        "{measured}"
    );
    assert_eq!(
        program.json(&[&words[..], &["--limit", "5"]].concat())["letters"],
        5
    );
    assert!(
        !program.database().exists(),
        "no office is needed, and none is made"
    );
    let wrong = |words: &[&str]| program.run(&[&["suggest"], words].concat()).code;
    assert_eq!(wrong(&[]), 2);
    assert_eq!(wrong(&["--evaluate", "--table", "table.csv"]), 2);
    assert_eq!(
        wrong(&["--evaluate", "--table", "table.csv", "--field", "colour=类"]),
        2
    );
    assert_eq!(
        wrong(&[
            "--evaluate",
            "--table",
            "table.csv",
            "--field",
            "category=没有"
        ]),
        1
    );
}
