//! `phrase`, `template` and `office`: what an office changes of itself.

use serde_json::json;

use super::units;
use crate::program::Program;

#[test]
fn the_name_and_the_format_of_numbers_are_the_offices_own() {
    let program = Program::practice();
    program.letters(1);
    let set = |field: &str, value: &str| program.json(&["office", "set", field, value]);
    set("name", "金台区区长信箱");
    let shown = set("number", "金信〔{year}〕{seq:5}号");
    assert_eq!(
        shown["name"],
        json!({"value": "金台区区长信箱", "set": true})
    );
    assert_eq!(
        shown["authority"],
        json!({"value": "金台区人民政府办公室", "set": false})
    );
    let letter = units::act(&program, "", "1", &["accept", "--category", "3.1"]);
    let number = letter["number"].as_str().unwrap();
    assert!(
        number.starts_with("金信〔") && number.ends_with("〕00001号"),
        "{number}"
    );
    let (code, error) = program.refused(&["office", "set", "number", "金信{seq}号"]);
    assert_eq!((code, &error["kind"]), (1, &json!("bad_setting")));
    // Without a value, what the regulation says is in force again; the letter keeps its number.
    let shown = program.json(&["office", "set", "number"]);
    assert_eq!(shown["number"]["set"], json!(false));
    assert_eq!(program.json(&["show", "1"])["number"], json!(number));
    program.done(&["verify"]);
}

#[test]
fn phrases_are_added_changed_and_removed() {
    let program = Program::practice();
    let names = || -> Vec<String> {
        let all = program.json(&["phrase", "list"]);
        let all = all.as_array().unwrap();
        all.iter()
            .map(|one| one["name"].as_str().unwrap().to_owned())
            .collect()
    };
    let shipped = names().len();
    let text = "尊敬的{writer}：{authority}";
    let add = [
        "phrase",
        "set",
        "开头·自拟",
        "--kind",
        "opening",
        "--text",
        text,
    ];
    program.done(&add);
    // The same once more records nothing.
    let events = |program: &Program| program.json(&["anchor"])["events"].clone();
    let before = events(&program);
    program.done(&add);
    assert_eq!((names().len(), events(&program)), (shipped + 1, before));
    // Another name, the rest stays.
    program.done(&[
        "phrase",
        "set",
        "开头·新",
        "--code",
        "own-1",
        "--text",
        "您好",
    ]);
    let one = program.json(&["phrase", "show", "own-1"]);
    assert_eq!(
        (&one["name"], &one["kind"], &one["text"]),
        (&json!("开头·新"), &json!("opening"), &json!("您好"))
    );
    program.done(&["phrase", "remove", "范文·其他事项"]);
    assert_eq!(names().len(), shipped);
    assert!(!names().contains(&"范文·其他事项".to_owned()));
    let templates = program.json(&["template", "list"]);
    let whole = |one: &serde_json::Value| one["kind"] == "template";
    assert!(templates.as_array().unwrap().iter().all(whole));
    for (words, kind) in [
        (
            &["phrase", "set", "某", "--text", "{来信人}"][..],
            "bad_phrase",
        ),
        (
            &[
                "phrase",
                "set",
                "开头·感谢来信",
                "--code",
                "own-1",
                "--text",
                "x",
            ],
            "bad_phrase",
        ),
        (
            &["phrase", "set", "某", "--text", "x", "--category", "9.9"],
            "bad_phrase",
        ),
        (&["phrase", "remove", "没有"], "no_such_phrase"),
        (
            &["phrase", "set", "某", "--code", "own-9", "--text", "x"],
            "no_such_phrase",
        ),
    ] {
        let (code, error) = program.refused(words);
        assert_eq!((code, &error["kind"]), (1, &json!(kind)), "{words:?}");
    }
    program.done(&["verify"]);
}

#[test]
fn only_the_administrator_changes_them() {
    let program = units::office(0);
    for words in [
        &["--as", "zhao", "phrase", "remove", "own-1"][..],
        &["--as", "zhao", "office", "set", "name", "某信箱"],
        &["--as", "zhao", "phrase", "set", "某", "--text", "x"],
    ] {
        let (code, error) = program.refused(words);
        let role = error["kind"] == "role" || error["kind"] == "no_such_phrase";
        assert!(code == 1 && role, "{words:?}: {error}");
    }
}
