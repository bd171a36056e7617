//! The rules in force: `calendar`, `calendar import`, `regulation`, and the deadlines that move with them.

use serde_json::json;

use super::each;
use crate::program::Program;

const NEXT_YEAR: &str = "日期,类型,节日
2027-01-01,放假,元旦
2027-01-04,放假,元旦
2027-01-09,上班,元旦
";

/// A letter that was assigned on the last working day but one of 2026: its limit reaches into a year without a list.
fn at_the_end_of_the_year() -> Program {
    let mut program = Program::practice();
    program.letters(1);
    program.at("2026-12-30T10:00:00+08:00");
    program.done(&["act", "1", "accept", "--category", "3.5"]);
    program.done(&["act", "1", "assign", "--lead", "住建局"]);
    program
}

#[test]
fn an_import_lists_the_deadlines_that_it_moves_and_moves_them() {
    let program = at_the_end_of_the_year();
    let assigned = program.json(&["show", "1"]);
    assert_eq!(
        (&assigned["due_at"], &assigned["provisional"]),
        (&json!("2027-01-04T18:00:00+08:00"), &json!(true))
    );
    assert!(
        program.done(&["list"]).contains("暂定"),
        "provisional in every list"
    );
    let file = program.put("2027.csv", NEXT_YEAR);
    let import = ["calendar", "import", file.to_str().unwrap(), "--incomplete"];
    let dry = program.json(&[&import[..], &["--dry-run"]].concat());
    assert_eq!(
        (&dry["years"], &dry["dry_run"]),
        (&json!([2027]), &json!(true))
    );
    let moved = dry["moved"]
        .as_array()
        .unwrap()
        .iter()
        .find(|moved| moved["clock"] == "unit")
        .unwrap();
    assert_eq!(
        (&moved["from"], &moved["to"]),
        (
            &json!("2027-01-04T18:00:00+08:00"),
            &json!("2027-01-06T18:00:00+08:00")
        )
    );
    assert_eq!(
        (&moved["letter"], &moved["unit"]),
        (&json!(1), &json!("区住房和城乡建设局"))
    );
    assert_eq!(
        program.json(&["show", "1"]),
        assigned,
        "a dry run changes nothing"
    );
    let done = program.json(&import);
    assert_eq!(done["moved"], dry["moved"], "what was shown is what moved");
    let after = program.json(&["show", "1", "--events"]);
    assert_eq!(
        (&after["due_at"], &after["provisional"]),
        (&json!("2027-01-06T18:00:00+08:00"), &json!(false))
    );
    let events = after["events"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|event| event["event"]["kind"] == "deadline_moved");
    assert!(events.count() >= 1);
    let why = program.json(&["due", "--letter", "1"]);
    let unit = why
        .as_array()
        .unwrap()
        .iter()
        .find(|clock| clock["clock"] == "unit")
        .unwrap();
    assert_eq!(
        unit["due_at"], after["due_at"],
        "the deadline explains itself"
    );
    let days: Vec<_> = unit["days"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|day| day["counts"] == true)
        .collect();
    assert_eq!(
        each(&json!(days), "date"),
        ["2026-12-31", "2027-01-05", "2027-01-06"]
    );
    assert_eq!(
        program.json(&import)["moved"],
        json!([]),
        "the same list again moves nothing"
    );
    program.clean();
}

#[test]
fn the_calendar_is_listed_and_a_bad_list_is_refused_whole() {
    let program = Program::practice();
    assert_eq!(
        program.json(&["calendar"])["years"],
        json!([2020, 2021, 2022, 2023, 2024, 2025, 2026])
    );
    let year = program.json(&["calendar", "2026"]);
    assert_eq!(year["published"], true);
    assert!(each(&year["days"], "date").contains(&&json!("2026-02-17")));
    assert_eq!(
        program.json(&["calendar", "2027"]),
        json!({ "year": 2027, "published": false, "days": [] })
    );
    assert!(program.done(&["calendar", "2027"]).contains("暂定"));
    let bad = program.put(
        "bad.csv",
        NEXT_YEAR.replace("2027-01-04,放假", "2027-13-04,放假"),
    );
    let (code, error) = program.refused(&["calendar", "import", bad.to_str().unwrap()]);
    assert_eq!((code, &error["kind"]), (1, &json!("bad_calendar")));
    assert!(
        error["message"].as_str().unwrap().contains('3'),
        "it names the line: {error}"
    );
    assert_eq!(program.json(&["calendar", "2027"])["published"], false);
}

#[test]
fn a_regulation_replaces_another_from_a_day_on_and_letters_keep_theirs() {
    let linjiang = include_str!("../../assets/regulations/linjiang.toml");
    let mut program = Program::practice();
    program.letters(1);
    let file = program.put("linjiang.toml", linjiang);
    let file = file.to_str().unwrap();
    program.done(&["regulation", "check", file]);
    let (code, _) = program.refused(&["regulation", "import", file, "--from", "2026-03-05"]);
    assert_eq!(code, 2, "what has been received has its regulation");
    program.done(&["regulation", "import", file, "--from", "2026-03-09"]);
    let in_force = |program: &Program| {
        let all = program.json(&["regulation", "list"]);
        let known = all
            .as_array()
            .unwrap()
            .iter()
            .find(|known| known["in_force"] == true)
            .unwrap();
        known["id"].as_str().unwrap().to_owned()
    };
    assert_eq!(in_force(&program), "weibin");
    let (_, error) = program.refused(&["regulation", "import", file, "--from", "2026-03-10"]);
    assert_eq!(error["kind"], "regulation_exists");
    program.at("2026-03-10T10:00:00+08:00");
    assert_eq!(in_force(&program), "linjiang");
    program.put(
        "more.csv",
        "编号,留言主题,留言时间,留言详情\nX9,公交改线,2026-03-10 09:00,请恢复八路车。\n",
    );
    program.done(&["import", "more.csv"]);
    assert_eq!(
        (
            &program.json(&["show", "1"])["regulation"],
            &program.json(&["show", "2"])["regulation"]
        ),
        (&json!("weibin"), &json!("linjiang"))
    );
    program.done(&["act", "1", "accept", "--category", "3.5"]);
    let (_, error) = program.refused(&["act", "2", "accept", "--category", "3.5"]);
    assert_eq!(
        error["kind"], "unknown_code",
        "each letter goes by its own categories"
    );
    program.done(&["act", "2", "accept", "--category", "A2"]);
    program.clean();
}

#[test]
fn a_bad_regulation_is_refused_with_its_line_and_reason() {
    let program = Program::practice();
    let weibin = include_str!("../../assets/regulations/weibin.toml");
    for (from, to, key) in [
        ("amount = 3\n", "amount = 0\n", "limit.amount"),
        ("days = 5 ", "days = 0 ", "extension.days"),
        ("in_time = 50", "in_time = 60", "score"),
        (
            "ground = \"4.4\"\n",
            "ground = \"9.9\"\n",
            "ask_writer.ground",
        ),
        ("code = \"4.2\"", "code = \"4.1\"", "ground.code"),
        (
            "points = [\"uncivil\"]",
            "points = [\"court\"]",
            "ground.points",
        ),
        (
            "points = [\"uncivil\"]",
            "points = [\"mobile\"]",
            "ground.points",
        ),
        ("points = [\"uncivil\"]", "points = [\"rude\"]", "rude"),
        ("starts = \"assigned\"", "starts = \"someday\"", "someday"),
    ] {
        assert!(weibin.contains(from), "{from}");
        let changed = weibin.replacen(from, to, 1);
        let lines: Vec<&str> = changed.lines().collect();
        let line = lines
            .iter()
            .rposition(|line| line.contains(to.trim()))
            .unwrap()
            + 1;
        let file = program.put("bad.toml", changed);
        let (code, error) = program.refused(&["regulation", "check", file.to_str().unwrap()]);
        assert_eq!((code, &error["kind"]), (1, &json!("bad_regulation")));
        let message = error["message"].as_str().unwrap();
        assert!(message.contains(key), "{key}: {message}");
        // The weights are wrong together: the line is that of their table.
        assert!(
            key == "score" || message.contains(&line.to_string()),
            "line {line} of {key}: {message}"
        );
    }
}
