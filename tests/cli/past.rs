//! Letters of before the office had this program: found and told alike, outside serials and bulletins.

use serde_json::json;

use crate::program::Program;

const TABLE: &str = "编号,标题,内容,来信时间,类型,公开意愿,答复内容,答复时间,承办单位,类别,状态,满意度,受理员
2024-17,路灯不亮,经二路路灯坏了三天。,2024-03-05,求助,不公开,已更换灯泡。,2024-03-07,住建局,需行政机关协调解决的问题,已办结,满意,小李
2024-18,公园建议,建议增设健身器材。,2024-03-06,建议,,感谢您的建议。,2024年3月,市园林处,城建,已办结,,小李
";

#[test]
fn letters_of_the_past_come_in_with_how_they_were_handled_and_count_for_nothing() {
    let program = Program::practice();
    let table = program.put("history.csv", TABLE);
    let path = table.to_str().unwrap();
    let dry = program.run(&["import", "--past", "--dry-run", path]);
    assert!(
        dry.err.contains("受理员") && !dry.err.contains("答复内容"),
        "{dry:?}"
    );
    program.done(&["import", "--past", path]);
    let letter = program.json(&["show", "1"]);
    assert_eq!(
        (&letter["stage"], &letter["number"], &letter["lead"]),
        (&json!("closed"), &json!(null), &json!("区住房和城乡建设局"))
    );
    assert_eq!(
        (&letter["category"], &letter["type"], &letter["wish"]),
        (&json!("3.5"), &json!("help"), &json!("confidential"))
    );
    assert_eq!(
        (&letter["reply"]["text"], &letter["satisfaction"]["score"]),
        (&json!("已更换灯泡。"), &json!(4))
    );
    // What the directory and the regulation do not know stands as the file has it.
    let shown = program.done(&["show", "2"]);
    assert!(
        shown.contains("市园林处") && shown.contains("城建"),
        "{shown}"
    );
    // Found by their words and their own numbers, and by no number of this office.
    assert!(program.done(&["search", "2024-17"]).contains("路灯不亮"));
    assert!(program.done(&["search", "健身器材"]).contains("公园建议"));
    let report = program.json(&["bulletin", "2024"]);
    assert_eq!(report["totals"]["received"], 0);
    for words in [
        &["act", "1", "reopen", "--why", "又坏了"][..],
        &["act", "1", "publish"],
    ] {
        let (_, error) = program.refused(words);
        assert_eq!(error["kind"], "of_the_past", "{words:?}");
    }
    // The same file twice changes nothing, and a new letter gets the first number.
    let again = program.json(&["import", "--past", path]);
    assert_eq!(
        (&again["imported"], &again["already_there"]),
        (&json!(0), &json!(2))
    );
    program.letters(1);
    program.done(&["act", "3", "accept", "--category", "3.5"]);
    assert!(
        program.json(&["show", "3"])["number"]
            .as_str()
            .unwrap()
            .contains("0001")
    );
    program.clean();
}

#[test]
fn an_ordinary_import_names_the_columns_that_it_did_not_use() {
    let program = Program::practice();
    let table = program.put("letters.csv", TABLE);
    let ran = program.run(&["import", table.to_str().unwrap()]);
    assert!(
        ran.err.contains("受理员") && ran.err.contains("--past"),
        "{ran:?}"
    );
    let letter = program.json(&["show", "1"]);
    assert_eq!(
        (&letter["stage"], &letter["type"], &letter["wish"]),
        (&json!("received"), &json!("help"), &json!("confidential"))
    );
    program.done(&["act", "1", "accept", "--category", "3.5"]);
    assert_eq!(
        program.json(&["show", "1"])["type"],
        "help",
        "what the file tells stays"
    );
    program.clean();
}

/// Several people signed, and the writer wishes no publication (practice.md B9).
#[test]
fn who_else_signed_and_what_the_writer_wishes_are_imported_and_corrected() {
    let program = Program::practice();
    let table = "标题,内容,来信时间,来信人,联名人,公开意愿\n小区停水,三号楼停水三天。,2026-03-05,王某,李某、赵某等十二人,不公开\n";
    program.done(&["import", program.put("group.csv", table).to_str().unwrap()]);
    let letter = program.json(&["show", "1"]);
    assert_eq!(
        (&letter["signatories"], &letter["wish"]),
        (&json!("李某、赵某等十二人"), &json!("confidential"))
    );
    let shown = program.done(&["show", "1"]);
    assert!(
        shown.contains("李某、赵某等十二人") && shown.contains("不公开"),
        "{shown}"
    );
    let correct = ["act", "1", "correct", "--why", "来电更正"];
    program.refused(&[&correct[..], &["--wish", "yes"]].concat());
    let changed = ["--signatories", "李某、赵某等十三人", "--wish", "anonymous"];
    let letter = program.json(&[&correct[..], &changed].concat());
    assert_eq!(
        (&letter["signatories"], &letter["wish"]),
        (&json!("李某、赵某等十三人"), &json!("anonymous"))
    );
    program.clean();
}

/// All of the real letters of one city, where they are there.
#[test]
fn seven_hundred_letters_of_a_city_come_in_and_are_found() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/data/letters/shangluo.csv");
    if !path.exists() {
        eprintln!("not tried: the letters of a city are not beside the project");
        return;
    }
    let program = Program::practice();
    let imported = program.json(&["import", "--past", path.to_str().unwrap()]);
    assert_eq!(
        (
            &imported["imported"],
            imported["rejected"].as_array().unwrap().len()
        ),
        (&json!(729), 0)
    );
    let unused = imported["skipped"][0]["columns"].as_array().unwrap();
    assert_eq!(
        unused.len(),
        8,
        "each column that is not read is named: {unused:?}"
    );
    let found = program.json(&["search", "医保", "--limit", "500"]);
    assert!(
        found["letters"]
            .as_array()
            .is_none_or(|rows| !rows.is_empty()),
        "{found}"
    );
    let replied = program
        .json(&["list", "--limit", "1000"])
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["stage"] == "closed")
        .count();
    assert_eq!(replied, 729);
    program.clean();
}

#[test]
fn the_fields_of_json_that_are_not_read_are_named() {
    let program = Program::practice();
    let file = program.put(
        "letters.json",
        r#"[{"标题":"路灯","内容":"经二路的路灯不亮。","经办系统号":"7"},{"标题":"停水","内容":"小区停水。","经办系统号":"8","热度":"3"}]"#,
    );
    let imported = program.json(&["import", file.to_str().unwrap()]);
    assert_eq!(imported["imported"], 2);
    assert_eq!(
        imported["skipped"][0]["columns"],
        json!(["经办系统号", "热度"])
    );
}
