//! Rows that are no letters: headings again, blank ones, sums, captions; headings of two lines; hidden sheets.

use proptest::prelude::*;
use rust_xlsxwriter::{Format, Workbook};
use xinxiang::intake::{
    IntakeError, MapOverrides, RejectReason, SkipReason, Skipped, describe_skipped, preview_source,
};

use super::{Desk, read_all, read_with_skipped, source};

fn reasons(skipped: &[Skipped]) -> Vec<(SkipReason, Vec<(u64, u64)>)> {
    skipped
        .iter()
        .map(|one| (one.reason, one.rows.clone()))
        .collect()
}

#[test]
fn tables_put_together_keep_their_letters_and_nothing_else() {
    let desk = Desk::new();
    let path = desk.put(
        "x.csv",
        "渭滨区来信登记表,,,\n填表单位：区政府办,,,2026年3月\n编号,标题,内容,来信人\n1,路灯,不亮,甲\n,,,\n\u{feff}编号,标 题,内容：,来信人\n\
         2,井盖,没了,乙\n小计,,,2\n渭滨区来信登记表,,,\n编号,标题,内容,来信人\n3,合计,物业费的合计不对,丙\n-----,---,---,---\n\
         合计,,,3件\n填表人：丁,,,审核人：戊\n第 1 页 共 2 页,,,\n,（以下空白）,,\n\n",
    );
    let (letters, rejected, skipped) = read_with_skipped(&path);
    let titles: Vec<_> = letters
        .iter()
        .map(|letter| (letter.title.as_str(), letter.source.row))
        .collect();
    assert_eq!(
        titles,
        [("路灯", Some(4)), ("井盖", Some(7)), ("合计", Some(11))]
    );
    assert_eq!(rejected, []);
    assert_eq!(
        reasons(&skipped),
        [
            (SkipReason::Heading, vec![(6, 6), (10, 10)]),
            (SkipReason::Blank, vec![(5, 5), (12, 12), (16, 16)]),
            (SkipReason::Total, vec![(8, 8), (13, 13)]),
            (SkipReason::Caption, vec![(1, 2), (9, 9), (14, 15)]),
        ]
    );
    let lines = describe_skipped(&skipped);
    assert_eq!(lines.len(), 1);
    assert!(
        lines[0].contains("x.csv") && lines[0].contains("12") && lines[0].contains("14-15"),
        "{lines:?}"
    );
}

#[test]
fn a_second_table_with_other_headings_is_read_by_them() {
    let desk = Desk::new();
    let path = desk
        .put("x.csv", "编号,标题,内容,来信人\n1,路灯,不亮,甲\n留言主题,留言用户,留言内容,留言编号\n井盖,乙,没了,2\n");
    let (letters, rejected, _) = read_with_skipped(&path);
    assert_eq!(rejected, []);
    let second = &letters[1];
    assert_eq!(
        (second.title.as_str(), second.body.as_str()),
        ("井盖", "没了")
    );
    assert_eq!(
        (second.writer.name.as_deref(), second.source.id.as_deref()),
        (Some("乙"), Some("2"))
    );
}

#[test]
fn a_thousand_blank_rows_are_no_fault() {
    let desk = Desk::new();
    for row in [",,", ",\"\",", " ,　,\u{a0}", "-,-,-"] {
        let path = desk.put(
            "x.csv",
            format!(
                "标题,内容,电话\n路灯,不亮,13800000000\n{}",
                format!("{row}\n").repeat(1_000)
            ),
        );
        let (letters, rejected, skipped) = read_with_skipped(&path);
        assert_eq!((letters.len(), rejected.len()), (1, 0), "{row}");
        assert_eq!(
            (skipped[0].count, skipped[0].rows.as_slice()),
            (1_000, [(3, 1_002)].as_slice())
        );
    }
    let path = desk.put("heads.csv", "标题,内容\n");
    let (letters, rejected, skipped) = read_with_skipped(&path);
    assert_eq!(
        (letters.len(), rejected.len(), skipped[0].reason),
        (0, 0, SkipReason::OnlyHeadings)
    );
    assert!(describe_skipped(&skipped)[0].contains("heads.csv"));
}

#[test]
fn empty_lines_count_as_rows() {
    let desk = Desk::new();
    let (letters, _) = desk.read(
        "x.csv",
        "标题,内容\n\n路灯,不亮\r\n\r\n井盖,\"没了\n\n真的\"\n\n树,倒了\n",
    );
    let rows: Vec<_> = letters
        .iter()
        .map(|letter| letter.source.row.unwrap())
        .collect();
    assert_eq!(rows, [3, 5, 7], "as a spreadsheet counts them");
}

#[test]
fn headings_of_two_lines_keep_who_wrote() {
    let desk = Desk::new();
    let path = desk.0.path().join("two.xlsx");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let plain = Format::new();
    sheet
        .merge_range(0, 0, 0, 5, "渭滨区来信内容汇总表", &plain)
        .unwrap();
    for (column, heading) in ["序号", "标题", "内容", "来信时间"].into_iter().enumerate()
    {
        sheet
            .merge_range(1, column as u16, 2, column as u16, heading, &plain)
            .unwrap();
    }
    sheet.merge_range(1, 4, 1, 5, "来信人", &plain).unwrap();
    sheet.write(2, 4, "姓名").unwrap();
    sheet.write(2, 5, "电话").unwrap();
    for (row, text) in [(3, "路灯不亮"), (4, "井盖没了")] {
        sheet.write(row, 0, row - 2).unwrap();
        sheet.write(row, 2, text).unwrap();
        sheet.write(row, 4, "甲").unwrap();
        sheet.write(row, 5, "13800000001").unwrap();
    }
    sheet.merge_range(3, 1, 4, 1, "两件事", &plain).unwrap();
    sheet.write(6, 0, "合计").unwrap();
    sheet.write(6, 5, "2件").unwrap();
    sheet.write(7, 0, "填表人：乙").unwrap();
    sheet.write(7, 3, "审核人：丙").unwrap();
    sheet.write(8, 0, "说明：本表一式两份").unwrap();
    book.save(&path).unwrap();
    let (letters, rejected, skipped) = read_with_skipped(&path);
    assert_eq!(rejected, []);
    assert_eq!(letters.len(), 2);
    assert_eq!(
        (letters[0].title.as_str(), letters[1].title.as_str()),
        ("两件事", "井盖没了")
    );
    for letter in &letters {
        assert_eq!(
            (
                letter.writer.name.as_deref(),
                letter.writer.phone.as_deref()
            ),
            (Some("甲"), Some("13800000001"))
        );
    }
    assert_eq!(
        reasons(&skipped),
        [
            (SkipReason::Heading, vec![(3, 3)]),
            (SkipReason::Total, vec![(7, 7)]),
            (SkipReason::Caption, vec![(1, 1), (8, 9)])
        ]
    );
    // The groups stand above, and title and text below.
    let (letters, _) = desk.read(
        "up.csv",
        "序号,来信,,反映人,\n,标题,内容,姓名,电话\n1,路灯,不亮,甲,13800000001\n",
    );
    assert_eq!(
        (
            letters[0].source.id.as_deref(),
            letters[0].writer.phone.as_deref()
        ),
        (Some("1"), Some("13800000001"))
    );
}

#[test]
fn hidden_sheets_are_told() {
    let desk = Desk::new();
    let path = desk.0.path().join("hidden.xlsx");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet
        .write_row(0, 0, ["标题", "内容"])
        .unwrap()
        .write_row(1, 0, ["路灯", "不亮"])
        .unwrap();
    sheet
        .write_row(2, 0, ["井盖", "没了"])
        .unwrap()
        .set_row_hidden(2)
        .unwrap()
        .set_column_hidden(1)
        .unwrap();
    let old = book.add_worksheet().set_name("旧稿").unwrap();
    old.write_row(0, 0, ["标题", "内容"])
        .unwrap()
        .write_row(1, 0, ["树", "倒了"])
        .unwrap()
        .set_hidden(true);
    let codes = book.add_worksheet().set_name("字典").unwrap();
    codes
        .write_row(0, 0, ["类别", "代码"])
        .unwrap()
        .write_row(1, 0, ["投诉", "1"])
        .unwrap()
        .set_very_hidden(true);
    book.add_worksheet().set_name("空表").unwrap();
    book.save(&path).unwrap();
    let (letters, rejected, skipped) = read_with_skipped(&path);
    assert_eq!(
        (letters.len(), rejected),
        (3, vec![]),
        "hidden rows and columns are read"
    );
    let told: Vec<_> = skipped
        .iter()
        .map(|one| (one.reason, one.sheet.as_deref()))
        .collect();
    assert_eq!(
        told,
        [
            (SkipReason::HiddenSheetRead, Some("旧稿")),
            (SkipReason::HiddenSheet, Some("字典"))
        ]
    );
    let lines = describe_skipped(&skipped);
    assert!(
        lines[0].contains("旧稿") && lines[1].contains("字典"),
        "{lines:?}"
    );
}

#[test]
fn wide_and_damaged_tables_say_what_is_so() {
    let desk = Desk::new();
    let more: String = (0..1_500).map(|n| format!(",备注{n}")).collect();
    let (letters, rejected) = desk.read(
        "wide.csv",
        format!("编号,标题,内容{more}\n1,路灯,不亮{}\n", ",x".repeat(1_500)),
    );
    assert_eq!(
        (letters.len(), rejected),
        (1, vec![]),
        "what stands far to the right is not asked for"
    );
    let (letters, rejected) = desk.read(
        "row.csv",
        format!("标题,内容\n路灯,不亮\n井盖,没了{}\n", ",".repeat(2_000)),
    );
    assert_eq!((letters.len(), rejected[0].row), (1, Some(3)));
    assert!(matches!(
        rejected[0].why,
        RejectReason::TooManyFields { .. }
    ));
    // Nothing but damage: each line says what is wrong, and no list of nothing is shown.
    let (letters, rejected) = desk.read("open.csv", "\"标题,内容\n");
    assert_eq!(
        (letters.len(), rejected.len(), &rejected[0].why),
        (0, 1, &RejectReason::OpenQuote)
    );
    for table in ["甲栏,乙栏\n1,2\n", "甲栏\n1\n"] {
        let error = read_all(&desk.put("none.csv", table), &MapOverrides::default()).unwrap_err();
        assert!(
            matches!(&error, IntakeError::NoColumns { .. }) && error.to_string().contains("甲栏"),
            "{error}"
        );
    }
    let (letters, _) = desk.read(
        "nul.csv",
        "编号,标题,内容\n1,空\0字符,正文\0尾\n2,第二,正文\n",
    );
    assert_eq!(
        (
            letters.len(),
            letters[0].title.as_str(),
            letters[0].body.as_str()
        ),
        (2, "空字符", "正文尾")
    );
}

#[test]
fn other_separators_are_told_and_the_text_is_whole() {
    let desk = Desk::new();
    for (name, table, separator) in [
        ("pipe.csv", "编号|标题|内容\n1|路灯|不亮，请修\n", '|'),
        ("wide.csv", "编号，标题，内容\n1，路灯，不亮，请修\n", '，'),
        (
            "markdown.txt",
            "| 编号 | 标题 | 内容 |\n|---|---|---|\n| 1 | 路灯 | 不亮，请修 |\n",
            '|',
        ),
    ] {
        let path = desk.put(name, table);
        let (letters, rejected, _) = read_with_skipped(&path);
        assert_eq!((letters.len(), rejected), (1, vec![]), "{name}");
        assert_eq!(
            (letters[0].title.as_str(), letters[0].body.trim()),
            ("路灯", "不亮，请修"),
            "{name}"
        );
        let seen = preview_source(&source(&path), &MapOverrides::default()).unwrap();
        assert_eq!(seen.separator, Some(separator), "{name}");
    }
    let (letters, _) = desk.read("one.csv", "标题\n路灯不亮，请修;谢谢\n井盖, 没了\n");
    let titles: Vec<_> = letters.iter().map(|letter| letter.title.as_str()).collect();
    assert_eq!(
        titles,
        ["路灯不亮，请修;谢谢", "井盖, 没了"],
        "a table of one column has no separator"
    );
}

/// A row of a table of four columns.
type Cells = [String; 4];

fn cells(texts: [&str; 4]) -> Cells {
    texts.map(str::to_owned)
}

/// A letter of any words, with a text; and what stands around letters.
fn letter() -> impl Strategy<Value = Cells> {
    let word = "[\\u{4e00}-\\u{4e2f}合计标题填表人a-c ,\"0-9：]{1,12}";
    (
        "[1-9][0-9]{0,3}",
        word,
        "[\\u{4e00}-\\u{4e8f}。，\n\"]{4,30}件",
        "[\\u{4e00}-\\u{4e2f}]{2,3}",
    )
        .prop_map(|(id, title, body, name)| [id, title, format!("正{body}"), name])
        .prop_filter("a title", |cells| {
            cells[1].chars().any(char::is_alphanumeric)
        })
}

fn around() -> impl Strategy<Value = Cells> {
    prop::sample::select(vec![
        cells(["", "", "", ""]),
        cells([" ", "\u{3000}", "", ""]),
        cells(["---", "---", "---", "---"]),
        cells(["", "以下空白", "", ""]),
        cells(["编号", "标题", "内容", "来信人"]),
        cells(["\u{feff}编号", "标 题：", "内容", "来信人"]),
        cells(["序号", "留言主题", "留言内容", "姓名"]),
        cells(["合计", "", "", "12件"]),
        cells(["小 计：3", "", "", ""]),
        cells(["总计", "", "", "1,234"]),
        cells(["填表人：张某", "", "", "审核人：李某"]),
        cells(["制表：张某", "", "审核：李某", ""]),
        cells(["第 3 页", "", "", ""]),
        cells(["单位：区政府办公室", "", "", ""]),
        cells(["打印时间：2026-03-02 09:30:00", "", "", ""]),
        cells(["来信登记表", "", "", ""]),
    ])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn rows_around_letters_leave_exactly_the_letters(
        rows in prop::collection::vec(prop_oneof![letter().prop_map(|row| (true, row)), around().prop_map(|row| (false, row))], 0..25),
        captions in 0usize..4,
    ) {
        let mut table = csv::WriterBuilder::new().from_writer(Vec::new());
        for _ in 0..captions {
            table.write_record(["来信登记表", "", "", ""]).unwrap();
        }
        table.write_record(["编号", "标题", "内容", "来信人"]).unwrap();
        for (_, row) in &rows {
            table.write_record(row).unwrap();
        }
        let desk = Desk::new();
        let path = desk.put("x.csv", table.into_inner().unwrap());
        // A page's title is known as one where it stood above the headings.
        let titled = |row: &Cells| row[0] == "来信登记表" && captions == 0;
        let (letters, rejected, skipped) = read_with_skipped(&path);
        let read: Vec<_> = letters.iter().map(|letter| letter.body.clone()).collect();
        let wanted: Vec<_> = rows.iter().filter(|(is, _)| *is).map(|(_, row)| row[2].clone()).collect();
        prop_assert_eq!(read, wanted);
        let untold = rows.iter().filter(|(is, row)| !is && titled(row)).count();
        prop_assert_eq!(rejected.len(), untold);
        let passed = rows.iter().filter(|(is, _)| !is).count() - untold + captions;
        prop_assert_eq!(skipped.iter().map(|one| one.count).sum::<u64>(), passed as u64);
    }
}
