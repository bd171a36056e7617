//! `similar`, `hot`, and what an import says of letters that repeat others.

use serde_json::json;

use super::{beijing, each, fields};
use crate::program::Program;

const BODY: &str = "清姜路口东侧的路灯坏了半个月，晚上过马路看不清。物业说不归他们管，到现在没有人来修，希望尽快安排维修。";

/// A letter of 李秀兰, the same again, one of 赵敏 about the same matter and one of 王强 about another.
fn table() -> String {
    let rows = [
        ("李秀兰", "清姜路口路灯不亮", BODY.to_owned()),
        ("李秀兰", "清姜路口路灯不亮", BODY.to_owned()),
        (
            "赵敏",
            "反映清姜路口路灯不亮",
            format!("您好！{BODY}昨天夜里有一位骑车的老人在那里摔倒，手臂骨折送到医院。"),
        ),
        (
            "王强",
            "夜市噪声",
            "夜市摊点每天放音响到凌晨，孩子没法睡觉。".to_owned(),
        ),
    ];
    let mut table = String::from("编号,留言用户,留言主题,留言时间,留言详情\n");
    for (n, (name, title, body)) in rows.into_iter().enumerate() {
        table.push_str(&format!(
            "{n},{name},{title},2026-03-0{} 09:00,{body}\n",
            n + 1
        ));
    }
    table
}

#[test]
fn similar_lists_the_earlier_letters_with_what_they_are() {
    let program = Program::practice();
    let file = program.put("letters.csv", table());
    let counts = program.json(&["import", file.to_str().unwrap()]);
    assert_eq!(
        (&counts["imported"], &counts["repeated"], &counts["repeats"]),
        (&json!(4), &json!(1), &json!([[1, 2]]))
    );
    let again = program.json(&["import", file.to_str().unwrap()]);
    assert_eq!(
        (&again["repeated"], &again["repeats"]),
        (&json!(0), &json!([]))
    );
    let found = program.json(&["similar", "2"]);
    assert_eq!(each(&found, "id"), [1]);
    assert_eq!(each(&found, "class"), ["same_text"]);
    let found = program.json(&["similar", "3"]);
    assert_eq!(
        each(&found, "class"),
        ["same_matter_open", "same_matter_open"]
    );
    assert_eq!(each(&found, "same_writer"), [false, false]);
    let contract = "id number title writer stage class same_writer likeness lead received_at reply";
    assert!(
        fields(&found[0]).is_superset(&contract.split(' ').collect()),
        "{found}"
    );
    assert!(beijing(&found[0]["received_at"]) && found[0]["likeness"].as_f64().unwrap() > 0.4);
    assert_eq!(program.json(&["similar", "4"]), json!([]));
    let said = program.done(&["similar", "3"]);
    assert!(
        said.contains("同一事项，前信在办") && said.contains("手臂骨折"),
        "{said}"
    );
    assert_eq!(
        program.refused(&["similar", "9"]).1["kind"],
        "no_such_letter"
    );
}

#[test]
fn hot_lists_what_people_write_about_and_import_groups_repeats_in_words() {
    let program = Program::practice();
    let file = program.put("letters.csv", table());
    let said = program.done(&["import", "--dry-run", file.to_str().unwrap()]);
    assert!(said.contains("1 封与前信同文"), "{said}");
    let said = program.done(&["import", file.to_str().unwrap()]);
    assert!(
        said.contains("1 封与前信同文") && said.contains("1 2"),
        "{said}"
    );
    let topics = program.json(&["hot", "--least", "2"]);
    assert_eq!(each(&topics, "count"), [3]);
    assert_eq!(each(&topics, "writers"), [2]);
    let contract = "title centre count writers last_7_days first_half second_half growing open answered units letters";
    assert_eq!(fields(&topics[0]), contract.split(' ').collect());
    assert_eq!(
        (&topics[0]["growing"], &topics[0]["letters"]),
        (&json!(true), &json!([3, 2, 1]))
    );
    assert!(
        program
            .done(&["hot", "--least", "2"])
            .contains("清姜路口路灯不亮")
    );
    assert_eq!(program.json(&["hot"]), json!([]));
    assert!(program.done(&["hot", "--days", "7"]).contains('7'));
    assert_eq!(program.run(&["hot", "--days", "0"]).code, 2);
}
