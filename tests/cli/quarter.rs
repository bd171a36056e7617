//! A quarter of real letters, played with the program and counted a second time by another one.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use xinxiang::domain::time::date;

use crate::program::Program;

/// Three towns and five departments.
const UNITS: [&str; 8] = [
    "金陵街道办事处",
    "经二路街道办事处",
    "马营镇人民政府",
    "区住房和城乡建设局",
    "区城市管理执法局",
    "区交通运输局",
    "区民政局",
    "区农业农村局",
];

/// What is done with the letters of the quarter, in order of time.
struct Diary {
    /// The instant, the letter (by its place in the file), who acts, and the words of the action.
    steps: Vec<(String, usize, &'static str, Vec<String>)>,
    letter: usize,
    /// The day of the quarter on which the letter came.
    day: i32,
}

impl Diary {
    /// `day` days after the letter came, at an hour and a minute that differ from letter to letter.
    fn then(&mut self, day: i32, hour: i32, who: &'static str, words: &str) {
        let (date, minute) = (
            date(2026, 4, 1).add_days(self.day + day).unwrap(),
            self.letter % 60,
        );
        let at = format!("{date}T{hour:02}:{minute:02}:00+08:00");
        let words = words.split(' ').map(str::to_owned).collect();
        self.steps.push((at, self.letter, who, words));
    }

    fn feedback(&mut self, day: i32, unit: &str) {
        let words = format!(
            "feedback --unit {unit} --text 已办理。 --person 经办人 --head 何志远 --sealed"
        );
        self.then(day, 16, "wang", &words);
    }

    /// Draft, review, reply; and the writer's score, where there is one.
    fn reply(&mut self, day: i32, direct: bool, score: Option<usize>) {
        self.then(day, 9, "wang", "draft --text 您好，所反映的事项已办理。");
        self.then(day, 10, "wang", "submit");
        if !direct {
            self.then(day, 11, "li", "approve");
        }
        self.then(day, 15, "wang", "send --by website");
        if let Some(score) = score {
            let called =
                format!("call-back --outcome reached --solved yes --attitude 5 --result {score}");
            let rated = format!("rate --score {score} --source website");
            let words = if score % 2 == 0 { called } else { rated };
            self.then(day + 4, 10, "wang", &words);
        }
    }

    /// One letter: which of twelve courses it takes depends on its place.
    fn play(&mut self, n: usize) {
        (self.letter, self.day) = (n, i32::try_from(n * 17 % 78).unwrap());
        let (unit, other) = (UNITS[n % 8], UNITS[(n + 3) % 8]);
        let types = ["consultation", "complaint", "help", "suggestion"];
        if n % 12 == 10 {
            match n / 12 % 3 {
                0 => self.then(0, 11, "wang", "decline --ground 4.2 --told none"),
                1 => {
                    self.then(0, 11, "wang", "decline --ground 4.2 --told none");
                    self.then(1, 11, "li", "revoke --why 情况属于受理范围");
                }
                _ => {
                    let accept = "accept --category 3.5 --type help";
                    self.then(0, 11, "wang", accept);
                    let because = ["withdrawn", "void"][n / 12 % 2];
                    let end = format!("end --because {because} --why 来信人电话撤回 --told none");
                    self.then(2, 11, "wang", &end);
                }
            }
            return;
        }
        let (of_type, category) = (types[n % 4], 2 + n % 4);
        let accept = format!("accept --category 3.{category} --type {of_type}");
        self.then(0, 11, "wang", &accept);
        if n == 24 || n == 36 {
            // It complains about the matter of an earlier letter again.
            self.then(0, 12, "wang", &format!("link --to letter:{}", n - 24));
        }
        if n % 12 == 9 {
            self.then(
                1,
                9,
                "wang",
                "reply-directly --because policy --policy 有关规定",
            );
            self.reply(2, true, (n % 5 > 1).then_some(n % 5));
            return;
        }
        // A quarter has a second unit, whose opinion comes before the lead's, is waived, or comes late.
        let co = (n % 4 == 1).then(|| UNITS[(n + 5) % 8]);
        match co {
            Some(co) => {
                let units = format!("--lead {unit} --co {co}");
                let propose = format!("propose --text 拟由两家办理 {units}");
                self.then(0, 12, "wang", &propose);
                self.then(0, 14, "li", &format!("instruct --text 同意 {units}"));
            }
            None => self.then(0, 14, "wang", &format!("assign --lead {unit}")),
        }
        if let Some(co) = co {
            match n / 12 % 3 {
                0 => self.feedback(0, co),
                1 => self.then(
                    0,
                    17,
                    "wang",
                    &format!("waive --unit {co} --why 牵头单位已说明"),
                ),
                _ => {
                    // Both are late: the lead because of the other, or of itself.
                    self.then(12, 15, "wang", &format!("feedback --unit {co} --text 已办理。 --person 经办人 --head 何志远 --sealed"));
                    self.feedback(if n % 12 == 1 { 12 } else { 19 }, unit);
                    self.reply(21, false, None);
                    return;
                }
            }
        }
        let score = (!n.is_multiple_of(5)).then_some(n % 5);
        match n % 12 {
            1 => {
                let urge = |by| format!("urge --unit {unit} --by {by} --to 负责人 --answer 抓紧办");
                self.then(12, 9, "wang", &urge("phone"));
                self.feedback(13, unit);
                self.reply(15, false, score);
            }
            2 => {
                self.then(
                    1,
                    9,
                    "wang",
                    &format!("ask-extension --unit {unit} --days 5 --why 需要勘测"),
                );
                self.then(
                    1,
                    15,
                    "li",
                    &format!("decide-extension --unit {unit} --grant --why 同意 --told email"),
                );
                self.feedback(5, unit);
                self.reply(7, false, score);
            }
            3 => {
                self.then(
                    0,
                    17,
                    "wang",
                    &format!("return --unit {unit} --why 不属我单位职责"),
                );
                self.then(1, 9, "wang", &format!("assign --lead {other}"));
                self.feedback(2, other);
                self.reply(4, false, score);
            }
            4 => {
                self.then(
                    12,
                    9,
                    "wang",
                    &format!("urge --unit {unit} --by phone --to 负责人 --answer 不归我们"),
                );
                self.then(
                    12,
                    10,
                    "wang",
                    &format!("take-back --unit {unit} --cause mistake --why 交错单位"),
                );
                self.then(12, 11, "wang", &format!("assign --lead {other}"));
                self.feedback(13, other);
                self.reply(15, false, score);
            }
            5 => {
                self.feedback(1, unit);
                self.then(
                    2,
                    9,
                    "wang",
                    &format!("send-back-feedback --unit {unit} --why 没有答到点上"),
                );
                self.then(2, 12, "wang", &format!("feedback --unit {unit} --text 补充办理。 --person 经办人 --head 何志远 --sealed"));
                self.reply(4, false, score);
            }
            6 => {
                // Brought on paper in time, typed the next day of the calendar.
                let came = date(2026, 4, 1).add_days(self.day).unwrap();
                let entry = format!(
                    "feedback --unit {unit} --text 已办理。 --person 经办人 --head 何志远 --sealed --happened-at {came}T17:30 --why 纸质件次日录入"
                );
                if (n / 12).is_multiple_of(2) {
                    self.then(1, 9, "wang", &entry);
                } else {
                    // Found only after the unit was urged; the office countersigns.
                    let urge =
                        format!("urge --unit {unit} --by phone --to 负责人 --answer 早已送去");
                    self.then(12, 9, "wang", &urge);
                    self.then(12, 10, "zhao", &entry);
                }
                self.then(
                    13,
                    9,
                    "wang",
                    "correct --phone 138-0000-0042 --why 来电更正",
                );
                self.reply(14, false, score);
            }
            7 => {
                self.feedback(1, unit);
                self.reply(3, false, score);
                let cause = ["unsatisfied", "ordered"][n / 12 % 2];
                self.then(
                    9,
                    9,
                    "li",
                    &format!("reopen --cause {cause} --why 问题仍在"),
                );
                self.then(9, 11, "wang", &format!("assign --lead {unit}"));
                self.feedback(10, unit);
                self.reply(12, false, None);
            }
            8 => {
                self.feedback(1, unit);
                self.reply(3, false, Some(2));
                // A better score later does not take the place of the first; a worse one does.
                self.then(
                    8,
                    9,
                    "wang",
                    &format!("rate --score {} --source phone", 1 + n / 12 % 2 * 4),
                );
                self.then(9, 9, "wang", "close --why 已向来信人说明");
            }
            // Nobody answers any more.
            11 => {}
            _ => {
                self.feedback(1, unit);
                self.reply(3, false, score);
                self.then(5, 9, "wang", "publish");
            }
        }
    }
}

/// Every figure of the second count is in the first: objects by their fields, rows by their unit or code.
fn compare(place: &str, second: &Value, first: &Value, wrong: &mut Vec<String>) {
    match second {
        Value::Object(fields) => {
            for (name, value) in fields {
                let other = match first {
                    Value::Array(rows) => rows.iter().find(|row| {
                        ["id", "code", "ground"].iter().any(|key| match &row[*key] {
                            Value::String(code) => code == name,
                            code => code.as_u64().is_some_and(|id| name.parse() == Ok(id)),
                        })
                    }),
                    other => other.get(name),
                };
                let other = other.unwrap_or(&Value::Null);
                let other = match value {
                    Value::Object(_) => other,
                    _ => other.get("n").unwrap_or(other),
                };
                compare(&format!("{place}/{name}"), value, other, wrong);
            }
        }
        value => {
            let same = match (value.as_f64(), first.as_f64()) {
                (Some(second), Some(first)) => (second - first).abs() < 1e-9,
                _ => value == first,
            };
            if !same {
                wrong.push(format!("{place}: {first}, counted again {value}"));
            }
        }
    }
}

#[test]
fn a_quarter_of_real_letters_is_counted_the_same_by_another_program() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let letters = root.join("../shared/data/letters/shangluo.csv");
    let python = Command::new("python3").arg("--version").output();
    if !letters.exists() || python.is_err() {
        eprintln!("not tried: it needs python3, and the letters of a city beside the project");
        return;
    }
    let mut program = Program::practice();
    program.done(&["staff", "add", "zhao", "--name", "赵敏", "--role", "office"]);
    let mut diary = Diary {
        steps: Vec::new(),
        letter: 0,
        day: 0,
    };
    let mut tables = Vec::new();
    let mut rows = csv::Reader::from_path(&letters).unwrap();
    let texts: Vec<csv::StringRecord> = rows.records().take(60).map(Result::unwrap).collect();
    for (n, text) in texts.iter().enumerate() {
        diary.play(n);
        let came = date(2026, 4, 1).add_days(diary.day).unwrap();
        let mut table = csv::Writer::from_writer(Vec::new());
        let heading = ["留言主题", "留言详情", "留言时间", "留言用户", "电子邮箱"];
        table.write_record(heading).unwrap();
        let when = format!("{came} 10:{:02}", n % 60);
        let writer = format!("来信人{}", ["甲", "乙", "丙"][n % 3]);
        table
            .write_record([&text[1], &text[2], &when, &writer, "writer@example.org"])
            .unwrap();
        tables.push(table.into_inner().unwrap());
        diary.then(0, 10, "wang", "import");
    }
    let asked = [
        "2026-05-15T12:00:00+08:00",
        "2026-06-30T18:00:00+08:00",
        "2026-07-03T09:00:00+08:00",
        "2026-07-31T18:00:00+08:00",
    ];
    for cut_off in asked {
        diary
            .steps
            .push((cut_off.to_owned(), 0, "zhao", vec!["bulletin".to_owned()]));
    }
    diary.steps.sort();
    let (mut bulletins, mut ids) = (Vec::new(), vec![String::new(); 60]);
    for (at, n, who, words) in diary.steps {
        program.at(at.leak());
        let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
        match words[0] {
            "import" => {
                let file = program.put("day.csv", &tables[n]);
                let counts = program.json(&["import", file.to_str().unwrap()]);
                assert_eq!(counts["imported"], 1, "{counts}");
                let all = program.json(&["list", "--limit", "100"]);
                let newest = all
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|row| row["id"].as_u64().unwrap());
                ids[n] = newest.max().unwrap().to_string();
            }
            "bulletin" => bulletins.push(program.json(&["bulletin", "2026Q2"])),
            _ => {
                for word in &mut words {
                    if let Some(n) = word.strip_prefix("letter:") {
                        *word = &ids[n.parse::<usize>().unwrap()];
                    }
                }
                words.splice(0..0, ["act", &ids[n]]);
                if who != "wang" {
                    words.splice(0..0, ["--as", who]);
                }
                program.done(&words);
            }
        }
    }
    let events: Vec<Value> = ids
        .iter()
        .map(|id| json!({ "id": id.parse::<u64>().unwrap(), "events": program.json(&["show", id, "--events"])["events"] }))
        .collect();
    let given = json!({
        "letters": events,
        "calendar": program.json(&["calendar", "2026"])["days"],
        "units": program.json(&["unit", "list"]),
        "asked": asked.map(|cut_off| ["2026-04-01", "2026-06-30", cut_off]),
    });
    let mut second = Command::new("python3")
        .arg(root.join("tests/cli/quarter/count.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = second.stdin.take().unwrap();
    input.write_all(given.to_string().as_bytes()).unwrap();
    drop(input);
    let output = second.wait_with_output().unwrap();
    assert!(output.status.success());
    let counted: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    let mut wrong = Vec::new();
    for (n, (second, first)) in counted.iter().zip(&bulletins).enumerate() {
        compare(asked[n], second, first, &mut wrong);
        assert_eq!(
            second["units"].as_object().unwrap().len(),
            first["units"].as_array().unwrap().len()
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // It is a quarter in which everything happens.
    let totals = &counted[3]["totals"];
    for name in [
        "returned",
        "extended",
        "sent_back",
        "urgings",
        "late",
        "late_through_co",
        "late_open",
        "repeats",
    ] {
        assert!(
            totals["units"][name].as_u64() > Some(0),
            "{name} in {totals}"
        );
    }
    for name in [
        "repeats",
        "declined",
        "direct",
        "ended",
        "reopened",
        "published",
        "called_back",
    ] {
        assert!(totals[name].as_u64() > Some(0), "{name} in {totals}");
    }
    program.clean();
}
