//! Tables of text: encodings, separators, headings, odd rows, keys.

use std::fs;
use std::io::Write;
use std::ops::ControlFlow;

use encoding_rs::GB18030;
use xinxiang::domain::letter::incoming::Channel;
use xinxiang::intake::{
    IntakeError, MapOverrides, ReadResult, RejectReason, Rejection, SourceFormat, preview_source,
    read,
};

use super::{BEIJING, Desk, at, overrides, read_all, source};

pub(super) const TABLE: &str = "留言编号,留言用户,留言主题,留言时间,留言详情,联系电话,答复意见\r\n\
    7,张三,渭滨大道路灯不亮,2022/5/9 10:11:12,\"您好：\r\n路灯, 坏了\"\"三天\"\"。\u{a0}谢谢\",138-0000-0001,已修\r\n\
    7,李四,噪声,,夜里施工,,\r\n";

#[test]
fn a_table_is_read_in_every_encoding_that_offices_use() {
    let desk = Desk::new();
    let utf16 = |big: bool| -> Vec<u8> {
        let units = std::iter::once(0xfeff).chain(TABLE.encode_utf16());
        units
            .flat_map(|unit| {
                if big {
                    unit.to_be_bytes()
                } else {
                    unit.to_le_bytes()
                }
            })
            .collect()
    };
    let files: [(&str, Vec<u8>, &str); 6] = [
        ("utf8.csv", TABLE.into(), "UTF-8"),
        ("bom.csv", format!("\u{feff}{TABLE}").into(), "UTF-8"),
        ("gb.csv", GB18030.encode(TABLE).0.into_owned(), "gb18030"),
        ("le.csv", utf16(false), "UTF-16LE"),
        ("be.csv", utf16(true), "UTF-16BE"),
        ("le-without-bom.csv", utf16(false)[2..].to_vec(), "UTF-16LE"),
    ];
    for (name, bytes, encoding) in files {
        let (letters, rejected) = desk.read(name, bytes);
        assert_eq!(rejected, [], "{name}");
        assert_eq!(letters.len(), 2, "{name}");
        let first = &letters[0];
        assert_eq!(first.title, "渭滨大道路灯不亮", "{name}");
        assert_eq!(
            first.body, "您好：\n路灯, 坏了\"三天\"。\u{a0}谢谢",
            "{name}"
        );
        assert_eq!(first.received_at, at("2022-05-09T02:11:12Z"), "{name}");
        assert_eq!(first.writer.name.as_deref(), Some("张三"));
        assert_eq!(first.writer.phone.as_deref(), Some("138-0000-0001"));
        assert_eq!(
            (first.source.id.as_deref(), first.source.row),
            (Some("7"), Some(2))
        );
        assert_eq!(first.source.file.as_deref(), Some(name));
        assert_eq!(first.channel, Channel::Website);
        assert_eq!(
            letters[1].received_at, None,
            "a missing time is unknown, never today"
        );
        assert_eq!(first.remarks, Vec::<String>::new());
        let path = desk.0.path().join(name);
        assert_eq!(
            preview_source(&source(&path), &MapOverrides::default())
                .unwrap()
                .encoding,
            encoding,
            "{name}"
        );
    }
}

#[test]
fn separators_are_told_from_the_content() {
    let desk = Desk::new();
    for (separator, name) in [(',', "c.csv"), (';', "s.txt"), ('\t', "t.dat")] {
        let table = format!("title{separator}body\n\"a;b,c\td\"{separator}1, 2; 3, 4\n").replace(
            "1, 2; 3, 4",
            if separator == ',' || separator == ';' {
                "\"1, 2; 3, 4\""
            } else {
                "1, 2; 3, 4"
            },
        );
        let (letters, _) = desk.read(name, table);
        assert_eq!(
            (letters[0].title.as_str(), letters[0].body.as_str()),
            ("a;b,c d", "1, 2; 3, 4"),
            "{separator:?}"
        );
        let seen =
            preview_source(&source(&desk.0.path().join(name)), &MapOverrides::default()).unwrap();
        assert_eq!(
            (seen.kind, seen.separator),
            (SourceFormat::Csv, Some(separator))
        );
    }
}

#[test]
fn a_table_without_known_columns_says_what_stands_there_and_map_reads_it() {
    let desk = Desk::new();
    let path = desk.put(
        "x.csv",
        "甲栏,乙栏,丙栏\n路灯,渭滨大道路灯不亮,2022年5月9日\n",
    );
    let error = read_all(&path, &MapOverrides::default()).unwrap_err();
    let sentence = error.to_string();
    assert!(matches!(error, IntakeError::NoColumns { .. }));
    assert!(
        sentence.contains("乙栏") && sentence.contains("--map title="),
        "{sentence}"
    );
    for pairs in [
        ["title=甲栏", "body=乙栏", "time=丙栏"],
        ["title=1", "内容=2", "time=3"],
    ] {
        let (letters, _) = read_all(&path, &overrides(&pairs)).unwrap();
        assert_eq!(letters.len(), 1);
        assert_eq!(letters[0].body, "渭滨大道路灯不亮");
        assert_eq!(letters[0].received_at, at("2022-05-08T16:00:00Z"));
    }
    let error = read_all(&path, &overrides(&["body=丁栏"])).unwrap_err();
    assert!(
        matches!(&error, IntakeError::NoSuchColumn { column, .. } if column == "丁栏"),
        "{error}"
    );
    for bad in ["body", "body=", "reply=2", "=3"] {
        assert!(
            matches!(MapOverrides::parse(&[bad]), Err(IntakeError::BadMap { .. })),
            "{bad}"
        );
    }
    let seen = preview_source(&source(&path), &MapOverrides::default()).unwrap();
    assert_eq!(seen.headings, ["甲栏", "乙栏", "丙栏"]);
    assert!(!seen.mapping.is_readable());
}

#[test]
fn what_was_said_wins_over_what_is_guessed() {
    let desk = Desk::new();
    let path = desk.put("x.csv", "标题,内容,原文\n甲,摘要,全文\n");
    let (letters, _) = read_all(&path, &overrides(&["body=原文"])).unwrap();
    assert_eq!(
        (letters[0].title.as_str(), letters[0].body.as_str()),
        ("甲", "全文")
    );
    let (letters, _) = read_all(&path, &overrides(&["title=2"])).unwrap();
    assert_eq!(letters[0].title, "摘要");
    assert_eq!(
        letters[0].body, "摘要",
        "a column is one field only; a letter that is all title has it as its text"
    );
}

#[test]
fn odd_rows_are_read_where_they_can_be_and_named_where_not() {
    let desk = Desk::new();
    let (letters, rejected) = desk.read(
        "x.csv",
        "编号,标题,内容,时间\n1,甲,路灯不亮\n2,,,2022-05-09\n3\n4,丁,多,2022-05-09,一栏\n5,,只有内容,大前天\n6,\"己\0\",\u{7}响,\n",
    );
    let numbers: Vec<_> = letters
        .iter()
        .map(|letter| letter.source.row.unwrap())
        .collect();
    assert_eq!(numbers, [2, 5, 6, 7]);
    assert_eq!(letters[0].received_at, None);
    assert_eq!(letters[0].remarks.len(), 1);
    assert_eq!(letters[1].remarks.len(), 1);
    assert_eq!(letters[2].title, "只有内容");
    assert!(letters[2].received_at.is_none() && letters[2].remarks[0].contains("大前天"));
    assert_eq!(
        (letters[3].title.as_str(), letters[3].body.as_str()),
        ("己", "\u{7}响")
    );
    assert_eq!(
        rejected[0],
        Rejection {
            file: "x.csv".into(),
            row: Some(3),
            why: RejectReason::NoContent
        }
    );
    assert_eq!(
        rejected[1].why,
        RejectReason::WrongFields {
            found: 1,
            expected: 4
        }
    );
    let json = serde_json::to_value(&rejected[1]).unwrap();
    assert_eq!(json["row"], 4);
    assert_eq!(json["why"], rejected[1].why.to_string());
}

#[test]
fn bad_bytes_are_marked_and_the_rest_of_the_letter_kept() {
    let desk = Desk::new();
    let mut table = "标题,内容\n甲,路灯坏了请派人修理一下谢谢您辛苦了\n乙,路"
        .as_bytes()
        .to_vec();
    table.extend_from_slice(b"\xff");
    table.extend_from_slice("灯\n".as_bytes());
    let (letters, _) = desk.read("x.csv", table);
    assert_eq!(letters[1].body, "路\u{fffd}灯");
    assert_eq!((letters[0].remarks.len(), letters[1].remarks.len()), (0, 1));
}

#[test]
fn the_key_is_the_row_itself() {
    let desk = Desk::new();
    let keys = |name: &str, rows: &str| -> Vec<String> {
        let (letters, _) = desk.read(name, format!("mail_id,title,query\n{rows}"));
        letters
            .into_iter()
            .map(|letter| letter.source.key)
            .collect()
    };
    let first = keys("a.csv", "1,甲,路灯\n1,甲,噪声\n2,甲,路灯\n1,甲,路灯\n");
    assert_ne!(first[0], first[1], "one id, two texts");
    assert_ne!(first[0], first[2], "two ids, one text");
    assert_eq!(first[0], first[3]);
    assert_eq!(
        keys("b.csv", "1,甲,路灯\n")[0],
        first[0],
        "in another file it is the same letter"
    );
}

#[test]
fn a_quote_that_is_never_closed_costs_its_own_row() {
    let desk = Desk::new();
    let rows = |from: usize, to: usize| {
        (from..=to)
            .map(|n| format!("{n},第{n}盏路灯,\"不亮，\n请修\"\n"))
            .collect::<String>()
    };
    let (letters, rejected) = desk.read(
        "x.csv",
        format!("编号,标题,内容\n1,甲,\"没有合上的引号\n{}", rows(2, 40)),
    );
    assert_eq!(
        rejected,
        [Rejection {
            file: "x.csv".into(),
            row: Some(2),
            why: RejectReason::OpenQuote
        }]
    );
    assert_eq!(
        (
            letters.len(),
            letters[0].title.as_str(),
            letters[38].body.as_str()
        ),
        (39, "第2盏路灯", "不亮，\n请修")
    );
    // Its column is another, and no quote comes after it; and at the very end.
    let plain: String = (2..=40)
        .map(|n| format!("{n},第{n}盏路灯,不亮\n"))
        .collect();
    let (letters, rejected) = desk.read(
        "y.csv",
        format!("编号,标题,内容\n1,\"甲,x\n{plain}41,\"乙,y"),
    );
    assert_eq!(letters.len(), 39);
    assert_eq!(
        rejected
            .iter()
            .map(|one| (one.row, &one.why))
            .collect::<Vec<_>>(),
        [
            (Some(2), &RejectReason::OpenQuote),
            (Some(42), &RejectReason::OpenQuote)
        ]
    );
}

#[test]
fn a_quote_that_is_never_closed_does_not_fill_the_memory() {
    let desk = Desk::new();
    let path = desk.put("x.csv", "标题,内容\n甲,乙\n丙,\"");
    let mut file = fs::OpenOptions::new().append(true).open(&path).unwrap();
    let line = format!("{}\n", "没有引号的一行。".repeat(100)).repeat(1_000);
    for _ in 0..8 {
        file.write_all(line.as_bytes()).unwrap();
    }
    let mut letters = 0;
    read(
        &source(&path),
        &MapOverrides::default(),
        BEIJING,
        &mut |found, _| {
            match found {
                ReadResult::Letter(_) => letters += 1,
                ReadResult::Aside(aside) => panic!("{}", aside.reason),
                ReadResult::Rejected(one) => {
                    assert_eq!((one.row, one.why), (Some(3), RejectReason::OpenQuote))
                }
                ReadResult::Skipped(one) => panic!("{one:?}"),
            }
            ControlFlow::Continue(())
        },
    )
    .unwrap();
    assert_eq!(letters, 8 * 1_000, "each line after it is a row");
}

#[test]
fn a_mark_within_a_table_does_not_make_a_quote() {
    let desk = Desk::new();
    // One row of these begins what is taken apart together, whatever its size.
    let mut table = String::from("\u{feff}\u{feff}标题,内容\n");
    for n in 0..3_000 {
        table.push_str(&format!("\u{feff}\"第{n}盏,路灯不亮，夜里看不清路\n"));
    }
    let (letters, rejected) = desk.read("x.csv", table);
    assert_eq!((letters.len(), rejected), (3_000, vec![]));
    assert!(
        letters
            .iter()
            .enumerate()
            .all(|(n, letter)| letter.title.contains(&format!("第{n}盏")))
    );
}

#[test]
fn what_stands_before_a_quote_that_is_never_closed_is_handed_on_first() {
    let desk = Desk::new();
    let path = desk.put(
        "x.csv",
        format!("标题,内容\n甲,乙\n丙,\"{}丁,戊\n", "\n".repeat(4_000_000)),
    );
    let (mut letters, mut first) = (Vec::new(), None);
    read(
        &source(&path),
        &MapOverrides::default(),
        BEIJING,
        &mut |found, progress| {
            first.get_or_insert(progress.done_bytes);
            match found {
                ReadResult::Letter(letter) => letters.push(letter.title),
                ReadResult::Aside(aside) => panic!("{}", aside.reason),
                ReadResult::Rejected(one) => {
                    assert_eq!((one.row, one.why), (Some(3), RejectReason::OpenQuote))
                }
                ReadResult::Skipped(one) => panic!("{one:?}"),
            }
            ControlFlow::Continue(())
        },
    )
    .unwrap();
    assert_eq!(letters, ["甲", "丁"]);
    assert!(first.unwrap() < 200_000, "{first:?}");
}

#[test]
fn a_table_of_nothing_but_open_quotes_is_given_up() {
    let desk = Desk::new();
    let (letters, rejected) = desk.read(
        "x.csv",
        format!("标题,内容\n甲,乙\n{}", "y\",\"\n".repeat(20_000)),
    );
    assert!(
        letters.len() == 1 && rejected.len() < 1000,
        "{}",
        rejected.len()
    );
    assert_eq!(
        rejected.last().map(|one| &one.why),
        Some(&RejectReason::BrokenOff)
    );
}

#[test]
fn reading_stops_when_told() {
    let desk = Desk::new();
    let path = desk.put("x.csv", "title,body\na,b\nc,d\ne,f\n");
    let mut seen = 0;
    read(
        &source(&path),
        &MapOverrides::default(),
        BEIJING,
        &mut |_, _| {
            seen += 1;
            if seen == 2 {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        },
    )
    .unwrap();
    assert_eq!(seen, 2);
}
