//! Files that begin otherwise than they should, or hold nothing: read, or refused with a sentence, and never passed over in silence.

use xinxiang::intake::{IntakeError, MapOverrides, UnsupportedFormat};

use super::{Desk, at, read_all, read_with_skipped};

fn refused(desk: &Desk, name: &str, bytes: impl AsRef<[u8]>) -> IntakeError {
    read_all(&desk.put(name, bytes), &MapOverrides::default()).unwrap_err()
}

fn wide(text: &str) -> Vec<u8> {
    format!("\u{feff}{text}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect()
}

const MBOX: &str = "From a@example.cn Mon Mar  2 08:00:00 2026\nSubject: one\n\nlamp\n\n\
    From b@example.cn Mon Mar  2 09:00:00 2026\nSubject: two\n\nwater\n";

#[test]
fn an_mbox_behind_a_mark_or_with_old_line_ends_is_read() {
    let desk = Desk::new();
    for (name, bytes) in [
        ("plain", MBOX.to_owned()),
        ("mark", format!("\u{feff}{MBOX}")),
        ("old", MBOX.replace('\n', "\r")),
        ("dos", format!("\u{feff}{}", MBOX.replace('\n', "\r\n"))),
    ] {
        let (letters, rejected) = desk.read(name, bytes);
        let titles: Vec<&str> = letters.iter().map(|letter| letter.title.as_str()).collect();
        assert_eq!((titles, rejected), (vec!["one", "two"], vec![]), "{name}");
    }
    let (letters, _) = desk.read("old.eml", "From: a@example.cn\rSubject: one\r\rlamp\r");
    assert_eq!(
        (letters[0].title.as_str(), letters[0].body.trim_end()),
        ("one", "lamp")
    );
}

#[test]
fn what_yields_nothing_is_named() {
    let desk = Desk::new();
    for text in ["Subject: x\n\ny\n", MBOX] {
        let error = refused(&desk, "wide", wide(text));
        assert_eq!(
            error,
            IntakeError::Foreign {
                file: "wide".into(),
                what: UnsupportedFormat::WideMail
            }
        );
    }
    let mmdf = "\u{1}\u{1}\u{1}\u{1}\nSubject: x\n\ny\n\u{1}\u{1}\u{1}\u{1}\n";
    assert_eq!(
        refused(&desk, "m", mmdf),
        IntakeError::Foreign {
            file: "m".into(),
            what: UnsupportedFormat::Mmdf
        }
    );
    assert_eq!(
        refused(&desk, "none.json", "[]"),
        IntakeError::Nothing {
            file: "none.json".into()
        }
    );
    let (_, _, skipped) = read_with_skipped(&desk.put("head.csv", "标题,内容\n"));
    assert!(xinxiang::intake::describe_skipped(&skipped)[0].contains("head.csv"));
}

#[test]
fn json_with_something_in_front_is_no_table() {
    let desk = Desk::new();
    let rows = "[{\"标题\":\"路灯\",\"内容\":\"不亮\"},\n{\"标题\":\"井盖\",\"内容\":\"没了\"}]";
    let quoted = serde_json::to_string(rows).unwrap();
    let lines =
        "本月来信\n{\"标题\":\"路灯\",\"内容\":\"不亮\"}\n{\"标题\":\"井盖\",\"内容\":\"没了\"}\n";
    let before = [
        "callback(",
        "var data = ",
        "// x\n",
        "/* x */\n",
        ")]}',\n",
        "2\n",
        "\u{1e}",
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n",
        "Content-Type: application/json\r\n\r\n",
    ];
    let texts = before
        .iter()
        .map(|before| format!("{before}{rows}"))
        .chain([quoted, lines.to_owned()]);
    for text in texts {
        let error = refused(&desk, "x.json", &text);
        assert_eq!(
            error,
            IntakeError::Foreign {
                file: "x.json".into(),
                what: UnsupportedFormat::WrappedJson
            },
            "{text}"
        );
    }
    assert_eq!(desk.read("good.json", rows).0.len(), 2);
    let (letters, _) = desk.read("cell.csv", "标题,内容\n路灯,\"{\"\"a\"\":1}\"\n");
    assert_eq!(letters[0].body, "{\"a\":1}");
}

#[test]
fn a_mail_in_an_mbox_begins_where_a_header_follows_an_address_or_a_date() {
    let desk = Desk::new();
    let titles = |text: &str| -> Vec<String> {
        desk.read("x.mbox", text)
            .0
            .into_iter()
            .map(|letter| letter.title)
            .collect()
    };
    let first = "From a@example.cn Mon Mar  2 08:00:00 2026\nSubject: one\n\nlamp\n";
    let second = "From b@example.cn Mon Mar  2 09:00:00 2026\nSubject: two\n\nwater\n";
    assert_eq!(
        titles(&format!("{first}{second}")),
        ["one", "two"],
        "no blank line between them"
    );
    let undated = "From b@example.cn\nFrom: b@example.cn\nSubject: two\n\nwater\n";
    assert_eq!(titles(&format!("{first}\n{undated}")), ["one", "two"]);
    let prose = "\nFrom here on 2026 12:00 it is\nbad: luck\n\nFrom b@example.cn on 2026-03-02 12:00\nbad: luck\n";
    let (letters, _) = desk.read("y.mbox", format!("{first}{prose}"));
    assert_eq!(letters.len(), 1);
    assert!(letters[0].body.contains("it is\nbad: luck"));
}

#[test]
fn a_time_that_some_rows_write_with_its_day_is_put_together_row_by_row() {
    let desk = Desk::new();
    let wanted = [at("2026-03-02T02:00:00Z"), at("2026-03-03T01:30:00Z")];
    let (one, two) = (
        "路灯,不亮,2026-03-02,2026-03-02 10:00\n",
        "井盖,没了,2026-03-03,9:30\n",
    );
    let times = |rows: String| -> Vec<_> {
        let (letters, _) = desk.read("x.csv", format!("标题,内容,日期,时间\n{rows}"));
        letters
            .into_iter()
            .map(|letter| letter.received_at)
            .collect()
    };
    assert_eq!(times(format!("{one}{two}")), wanted);
    assert_eq!(times(format!("{two}{one}")), [wanted[1], wanted[0]]);
}

#[test]
fn a_row_knows_the_key_under_which_the_version_before_kept_it() {
    let desk = Desk::new();
    let former = |name: &str, text: &str| -> Vec<Vec<String>> {
        desk.read(name, text)
            .0
            .into_iter()
            .map(|letter| letter.source.former)
            .collect()
    };
    let times = "编号,日期,时间,标题,内容,姓名\n1,2026-03-02,9:30,路灯,坏了,甲\n2,2026-03-03,10:00,井盖,没了,乙\n";
    assert_eq!(
        former("times.csv", times),
        [
            ["row:abd843a21f14dea1a6fed427"],
            ["row:c2850f5749f115647b5a3a62"]
        ]
    );
    let formulas = "编号,标题,内容,姓名,电话,来信时间\n=\"001\",=\"路灯\",=\"坏了\",=\"甲\",=\"13800000001\",=\"2026-03-02 09:30\"\n";
    assert_eq!(
        former("formulas.csv", formulas),
        [["row:44e588fb5e128c6a5e6df2c2"]]
    );
    assert_eq!(
        former("plain.csv", "标题,内容\n路灯,不亮\n"),
        [Vec::<String>::new()]
    );
}
