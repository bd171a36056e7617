//! `search` and `doctor --reindex`.

use serde_json::Value;

use crate::cli::{each, fields};
use crate::program::Program;

#[test]
fn words_are_found_with_the_line_in_which_they_stand() {
    let program = Program::practice();
    let table =
        "标题,内容\n经二路停水,小区停水三天\n路灯不亮,经二路路灯坏了\n感谢信,停水已修复，谢谢\n";
    program.done(&["import", program.put("t.csv", table).to_str().unwrap()]);
    let found = program.json(&["search", "停水"]);
    assert_eq!(each(&found, "title"), ["感谢信", "经二路停水"]);
    assert_eq!(each(&found, "part"), ["body", "body"]);
    assert_eq!(
        each(&found, "excerpt"),
        ["停水已修复，谢谢", "小区停水三天"]
    );
    let listed = program.json(&["list"]);
    let (row, hit) = (fields(&listed[0]), fields(&found[0]));
    assert!(row.is_subset(&hit), "{row:?} {hit:?}");
    assert_eq!(
        program
            .json(&["search", "停水", "-修复"])
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(program.json(&["search", "--count", "经二路"])["count"], 2);
    assert_eq!(
        each(&program.json(&["search", "--limit", "1", "停水"]), "title"),
        ["感谢信"]
    );
    assert_eq!(
        each(
            &program.json(&["search", "--limit", "1", "--after", "3", "停水"]),
            "title"
        ),
        ["经二路停水"]
    );
    assert_eq!(
        each(&program.json(&["search", "--best", "停水"]), "title"),
        ["经二路停水", "感谢信"]
    );
    assert_eq!(program.json(&["search", "没有的"]), Value::Array(vec![]));
    let text = program.done(&["search", "停水"]);
    assert!(
        text.contains("正文：") && text.contains("小区停水三天"),
        "{text}"
    );
    assert!(program.done(&["search", "没有的"]).contains("没有找到"));
}

#[test]
fn a_field_that_does_not_read_is_wrong_usage() {
    let program = Program::practice();
    let (status, told) = program.refused(&["search", "stage:没有"]);
    assert_eq!(status, 2);
    assert!(told["message"].as_str().unwrap().contains("没有"), "{told}");
}

#[test]
fn the_index_is_made_anew() {
    let program = Program::practice();
    program.done(&[
        "import",
        program
            .put("t.csv", "标题,内容\n经二路停水,小区停水三天\n")
            .to_str()
            .unwrap(),
    ]);
    let connection = rusqlite::Connection::open(program.database()).unwrap();
    connection.execute_batch("DELETE FROM letter_text").unwrap();
    drop(connection);
    assert_eq!(program.json(&["search", "停水"]), Value::Array(vec![]));
    let told = program.done(&["doctor", "--reindex"]);
    assert!(told.contains("全文索引已重建：1 封来信"), "{told}");
    assert_eq!(
        each(&program.json(&["search", "停水"]), "title"),
        ["经二路停水"]
    );
}
