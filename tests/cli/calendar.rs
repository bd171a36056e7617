//! `calendar import`, `add`, `drop`: what a year would lose is refused and said, and the office's own days hold, move and go.

use serde_json::{Value, json};

use super::{each, fields};
use crate::calendar::imports::WHOLE;
use crate::program::{Program, bare, ran};

/// A letter that is due on Thursday 5 March 2026 at six.
fn assigned() -> Program {
    let mut program = Program::practice();
    program.letters(1);
    program.at("2026-03-02T10:00:00+08:00");
    program.done(&["act", "1", "accept", "--category", "3.5"]);
    program.done(&["act", "1", "assign", "--lead", "住建局"]);
    assert_eq!(due(&program), "2026-03-05T18:00:00+08:00");
    program
}

fn due(program: &Program) -> String {
    program.json(&["show", "1"])["due_at"]
        .as_str()
        .unwrap()
        .to_owned()
}

const ADD: [&str; 7] = [
    "calendar",
    "add",
    "2026-03-04",
    "--off",
    "--name",
    "停电检修",
    "--why",
];

#[test]
fn a_list_of_one_day_is_refused_with_what_it_would_lose_dry_or_not() {
    let program = assigned();
    let file = program.put("day.csv", "date,kind,name\n2026-03-04,holiday,临时放假\n");
    let import = ["calendar", "import", file.to_str().unwrap()];
    let (code, error) = program.refused(&import);
    assert_eq!((code, &error["kind"]), (1, &json!("calendar_loses")));
    let said = |more: &[&str]| {
        program
            .run(&[&["--json"], &import[..], more].concat())
            .json()
    };
    let refusal = said(&[]);
    let change = &refusal["changes"][0];
    assert!(fields(change).is_superset(&["year", "before", "after", "lost", "added"].into()));
    assert_eq!(
        (&change["year"], &change["before"], &change["after"]),
        (&json!(2026), &json!(39), &json!(1))
    );
    assert_eq!(each(&change["lost"], "date").len(), 39);
    assert_eq!(each(&change["added"], "date"), ["2026-03-04"]);
    assert_eq!(said(&["--dry-run"]), refusal, "a dry run says the same");
    let refused = program.run(&import);
    assert!(
        refused
            .out
            .contains("2026 年：原有 39 天，导入后 1 天，新增 1 天，失去 39 天"),
        "{refused:?}"
    );
    assert!(
        refused
            .out
            .contains("失去  2026-10-01 周四  放假         国庆节"),
        "{refused:?}"
    );
    assert!(
        refused.err.contains("xinxiang calendar add") && refused.err.contains("--replace"),
        "{refused:?}"
    );
    assert_eq!(
        (
            due(&program).as_str(),
            each(&program.json(&["calendar", "2026"])["days"], "date").len()
        ),
        ("2026-03-05T18:00:00+08:00", 39)
    );
    let replace = [&import[..], &["--replace"]].concat();
    let dry = program.json(&[&replace[..], &["--dry-run"]].concat());
    let done = program.json(&replace);
    assert_eq!(
        (&dry["changes"], &dry["moved"]),
        (&done["changes"], &done["moved"]),
        "what was shown is what was done"
    );
    assert_eq!(done["changes"][0]["lost"], change["lost"]);
    assert_eq!(due(&program), "2026-03-06T18:00:00+08:00");
    program.clean();
}

#[test]
fn a_doubtful_list_of_the_next_year_asks_and_a_whole_one_does_not() {
    let program = Program::practice();
    let few = program.put("few.csv", "日期,类型,名称\n2027-01-01,放假,元旦\n");
    let import = |path: &std::path::Path, more: &[&str]| {
        let words = [&["calendar", "import", path.to_str().unwrap()], more].concat();
        let answer = program.run(&words);
        (answer.code, answer.out + &answer.err)
    };
    let (code, said) = import(&few, &[]);
    assert!(
        code == 1 && said.contains("没有春节、清明节") && said.contains("--incomplete"),
        "{said}"
    );
    assert_eq!(program.json(&["calendar", "2027"])["published"], false);
    assert_eq!(
        program.json(&["due", "2026-12-31T10:00"])["provisional"],
        true
    );
    let whole = program.put("whole.csv", WHOLE);
    let (code, said) = import(&whole, &[]);
    assert!(
        code == 0 && said.contains("2027 年：原有 0 天，导入后 19 天，新增 19 天，失去 0 天"),
        "{said}"
    );
    assert_eq!(
        program.json(&["calendar", "2026"])["days"]
            .as_array()
            .unwrap()
            .len(),
        39,
        "its December is 2027's"
    );
    assert_eq!(
        import(&few, &["--incomplete"]).0,
        1,
        "now it would lose days"
    );
    assert_eq!(import(&few, &["--replace"]).0, 0);
}

#[test]
fn a_day_of_the_offices_own_moves_deadlines_holds_and_is_taken_back() {
    let program = assigned();
    let add = [&ADD[..], &["物业通知"]].concat();
    let dry = program.json(&[&add[..], &["--dry-run"]].concat());
    let moved = dry["moved"]
        .as_array()
        .unwrap()
        .iter()
        .find(|moved| moved["clock"] == "unit")
        .unwrap();
    assert_eq!(
        (&moved["from"], &moved["to"]),
        (
            &json!("2026-03-05T18:00:00+08:00"),
            &json!("2026-03-06T18:00:00+08:00")
        )
    );
    assert_eq!(
        due(&program),
        "2026-03-05T18:00:00+08:00",
        "a dry run changes nothing"
    );
    let done = program.json(&add);
    assert_eq!(
        (&done["moved"], &done["own"], &done["remarks"]),
        (&dry["moved"], &json!(true), &json!([]))
    );
    assert_eq!(due(&program), "2026-03-06T18:00:00+08:00");
    let days = program.json(&["calendar", "2026"])["days"].clone();
    let own: Vec<&Value> = days
        .as_array()
        .unwrap()
        .iter()
        .filter(|day| day["own"] == true)
        .collect();
    assert_eq!(
        own,
        [
            &json!({ "date": "2026-03-04", "kind": "holiday", "name": "停电检修", "own": true, "part": null, "why": "物业通知" })
        ]
    );
    assert!(
        program
            .done(&["calendar", "2026"])
            .contains("2026-03-04 周三  放假         停电检修（本机关自定：物业通知）")
    );
    let why = program.done(&["due", "--letter", "1"]);
    assert!(
        why.contains(
            "2026-03-04 周三  不计          本机关自定放假：停电检修（物业通知；原为工作日）"
        ),
        "{why}"
    );
    assert!(
        program
            .done(&["--lang", "en", "due", "--letter", "1"])
            .contains("the office’s own: off, 停电检修")
    );
    // The State Council's list comes later, says nothing of it, and the day holds.
    let list = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/assets/calendar/2026.toml"
    ))
    .unwrap();
    let list = program.put(
        "2026.toml",
        format!("{list}\n[[day]]\ndate = \"2026-11-02\"\nkind = \"holiday\"\nname = \"临时\"\n"),
    );
    let said = program.done(&["calendar", "import", list.to_str().unwrap()]);
    assert!(
        said.contains("新增 1 天，失去 0 天") && said.contains("保留  2026-03-04"),
        "{said}"
    );
    assert_eq!(due(&program), "2026-03-06T18:00:00+08:00");
    assert_eq!(
        program.json(&add)["moved"],
        json!([]),
        "the same again is nothing"
    );
    let (code, error) = program.refused(&[&add[..], &["--part", "pm"]].concat());
    assert_eq!((code, &error["kind"]), (1, &json!("local_day_exists")));
    program.clean();
    // All of it is in the record: a database that is made again from it has the day.
    let again = program.folder.path().join("again.db");
    program.done(&["rebuild", again.to_str().unwrap()]);
    let listed = |path: &std::path::Path| -> Value {
        let path = path.to_str().unwrap();
        ran(bare().args(["--db", path, "--json", "calendar", "2026"]))
            .out
            .parse()
            .unwrap()
    };
    assert_eq!(listed(&again), program.json(&["calendar", "2026"]));
    let everything = program.folder.path().join("everything");
    program.done(&["export", "--all", everything.to_str().unwrap()]);
    let third = program.folder.path().join("third.db");
    program.done(&[
        "rebuild",
        "--from",
        everything.to_str().unwrap(),
        third.to_str().unwrap(),
    ]);
    assert_eq!(listed(&third), listed(&again));
    let drop = ["calendar", "drop", "2026-03-04", "--why", "检修改期"];
    let dry = program.json(&[&drop[..], &["--dry-run"]].concat());
    assert_eq!(program.json(&drop)["moved"], dry["moved"]);
    assert_eq!(due(&program), "2026-03-05T18:00:00+08:00");
    let (code, error) = program.refused(&drop);
    assert_eq!((code, &error["kind"]), (1, &json!("no_local_day")));
    program.clean();
}

#[test]
fn half_a_day_off_ends_the_limit_at_noon_and_says_so() {
    let program = assigned();
    let add = [
        "calendar",
        "add",
        "2026年3月5日",
        "--off",
        "--part",
        "pm",
        "--name",
        "妇女节",
        "--why",
        "办公室通知",
    ];
    program.done(&add);
    assert_eq!(due(&program), "2026-03-05T12:00:00+08:00");
    let why = program.done(&["due", "--letter", "1"]);
    assert!(
        why.contains("第3天")
            && why.contains(
                "本机关自定下午放假：妇女节（办公室通知；原为工作日），当日 09:00–12:00 上班，半天也计一个工作日"
            ),
        "{why}"
    );
    let after = program.json(&["due", "2026-03-05T12:01"]);
    assert_eq!(
        after["due_at"], "2026-03-11T18:00:00+08:00",
        "received after the closing of that day"
    );
    assert_eq!(
        (&after["days"][0]["own"], &after["days"][0]["open"]),
        (&json!(true), &json!(["09:00", "12:00"]))
    );
    assert_eq!(
        program.json(&["calendar", "2026"])["days"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|day| day["part"] == "pm")
            .count(),
        1
    );
    program.clean();
}

#[test]
fn what_the_list_says_of_a_day_is_said_where_it_is_declared() {
    let program = Program::practice();
    let add = |words: &[&str]| {
        let why = ["--name", "值守", "--why", "会议纪要"];
        program.json(&[&["calendar", "add"], words, &why].concat())["remarks"][0]
            .as_str()
            .map(str::to_owned)
    };
    let contrary = add(&["2026-10-01", "--work"]).unwrap();
    assert!(
        contrary.contains("不同") && contrary.contains("国庆节放假"),
        "{contrary}"
    );
    assert!(
        add(&["2026-10-02", "--off"])
            .unwrap()
            .contains("原为国庆节放假")
    );
    assert!(
        add(&["2026-03-09", "--work"])
            .unwrap()
            .contains("原为工作日")
    );
    assert_eq!(
        (
            add(&["2026-03-07", "--work"]),
            add(&["2026-03-10", "--off"])
        ),
        (None, None)
    );
    let due = program.done(&["due", "2026-09-30T09:00"]);
    assert!(
        due.contains(
            "2026-10-01 周四  第1天         本机关自定上班：值守（会议纪要；原为国庆节放假）"
        ),
        "{due}"
    );
    for (unfit, status, kind) in [
        (["--name", " ", "--why", "x"], 2, "usage"),
        (["--name", "x", "--why", "\u{200b}"], 2, "usage"),
        (["--name", "a\tb", "--why", "x"], 1, "refused"),
    ] {
        let (code, error) =
            program.refused(&[&["calendar", "add", "2026-03-11", "--off"], &unfit[..]].concat());
        assert_eq!((code, &error["kind"]), (status, &json!(kind)), "{unfit:?}");
    }
    let words = ["calendar", "add", "2026-03-11", "--name", "x", "--why", "x"];
    for wrong in [&[][..], &["--off", "--work"], &["--off", "--part", "noon"]] {
        assert_eq!(
            program.run(&[&words[..], wrong].concat()).code,
            2,
            "{wrong:?}"
        );
    }
    assert_eq!(
        program
            .run(&[
                "calendar",
                "add",
                "3月11日",
                "--off",
                "--name",
                "x",
                "--why",
                "x"
            ])
            .code,
        2
    );
    program.clean();
}

#[test]
fn only_an_administrator_declares_days() {
    let program = Program::practice();
    program.done(&["staff", "add", "chen", "--name", "陈刚", "--role", "leader"]);
    let (code, error) = program.refused(&[&["--as", "chen"], &ADD[..], &["x"]].concat());
    assert_eq!((code, &error["kind"]), (1, &json!("role")));
    let (code, _) = program.refused(&[
        "--as",
        "chen",
        "calendar",
        "drop",
        "2026-03-04",
        "--why",
        "x",
    ]);
    assert_eq!(code, 1);
}

#[test]
fn a_year_that_has_begun_was_published_and_is_not_imported() {
    let program = Program::practice();
    let past = program.done(&["due", "2019-09-30T09:00"]);
    assert!(
        past.contains("尚未导入，暂按周一至周五计算")
            && past.contains("（2019年放假安排尚未导入）"),
        "{past}"
    );
    assert!(!past.contains("公布"), "{past}");
    let next = program.done(&["due", "2026-12-31T09:00"]);
    assert!(next.contains("（2027年放假安排未公布）"), "{next}");
}
