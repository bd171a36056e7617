//! Columns: a date and a time of day in two, a day in three; numbers that a spreadsheet dressed up or cut.

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use super::{Desk, MapOverrides, at, overrides, read_all};

#[test]
fn a_date_and_a_time_of_day_in_two_columns_are_one_instant() {
    let desk = Desk::new();
    let half_past_nine = at("2026-03-02T01:30:00Z");
    for (name, table) in [
        ("a", "标题,内容,日期,时间\n甲,乙,2026-03-02,9:30\n"),
        ("b", "标题,内容,时间,日期\n甲,乙,9:30,2026-03-02\n"),
        (
            "c",
            "标题,内容,来信日期,来信时间\n甲,乙,2026年3月2日,上午9时30分\n",
        ),
        ("d", "title,body,date,time\na,b,2026-03-02,09:30\n"),
        ("e", "标题,内容,受理日期,来信时间\n甲,乙,2026-03-02,09:30\n"),
        ("f", "标题,内容,年,月,日,时间\n甲,乙,2026,3,2,9:30\n"),
        (
            "g",
            "标题,内容,受理时间,来信时间\n甲,乙,2026-03-05 10:00,2026-03-02 09:30\n",
        ),
        (
            "h",
            "标题,内容,来信日期,来信时间\n甲,乙,,2026-03-02 09:30\n",
        ),
        (
            "i",
            "标题,内容,来信日期,来信时间\n甲,乙,2026-03-02,1899-12-31 09:30:00\n",
        ),
    ] {
        let (letters, rejected) = desk.read(name, table);
        assert_eq!(
            (letters[0].received_at, rejected),
            (half_past_nine, vec![]),
            "{table}"
        );
        assert_eq!(letters[0].remarks, Vec::<String>::new(), "{table}");
    }
    let (letters, _) = desk.read(
        "j",
        "标题,内容,来信年,来信月,来信日\n甲,乙,2026年,03月,02日\n",
    );
    assert_eq!(letters[0].received_at, at("2026-03-01T16:00:00Z"));
}

#[test]
fn a_column_that_never_holds_a_date_is_not_the_date() {
    let desk = Desk::new();
    let rows: String = (1..=9)
        .map(|n| format!("信{n},正文{n},上午,2026-03-0{n} 09:30\n"))
        .collect();
    let (letters, _) = desk.read("a", format!("标题,内容,时间,日期\n{rows}"));
    assert!(
        letters.iter().all(|letter| letter.received_at.is_some()),
        "{letters:?}"
    );
    // Of one whose cells are empty here and there, the others say nothing about when the letter came.
    let (letters, _) = desk.read(
        "b",
        "标题,内容,来信时间,受理时间\n甲,乙,,2026-03-05\n丙,丁,2026-03-02,2026-03-06\n",
    );
    assert_eq!(
        (letters[0].received_at, letters[1].received_at),
        (None, at("2026-03-01T16:00:00Z"))
    );
    let (letters, _) = desk.read("c", "标题,内容,来信时间\n甲,乙,1899-12-31 09:30:00\n");
    assert_eq!(letters[0].received_at, None);
    assert!(
        letters[0].remarks[0].contains("09:30") && !letters[0].remarks[0].contains("1899"),
        "{:?}",
        letters[0]
    );
    let path = desk.put("d", "标题,内容,日期,时间\n甲,乙,2026-03-02,9:30\n");
    let (letters, _) = read_all(&path, &overrides(&["time=日期"])).unwrap();
    assert_eq!(
        letters[0].received_at,
        at("2026-03-02T01:30:00Z"),
        "the column that was said, and the time beside it"
    );
}

#[test]
fn dates_and_times_in_a_workbook_are_put_together() {
    let desk = Desk::new();
    let path = desk.0.path().join("x.xlsx");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet
        .write_row(0, 0, ["标题", "内容", "来信日期", "来信时间"])
        .unwrap();
    let day = ExcelDateTime::from_ymd(2026, 3, 2).unwrap();
    let time = ExcelDateTime::from_hms(9, 30, 0).unwrap();
    for row in 1..3 {
        sheet.write_row(row, 0, ["甲", "乙"]).unwrap();
    }
    sheet
        .write_with_format(1, 2, &day, &Format::new().set_num_format("yyyy-mm-dd"))
        .unwrap();
    sheet
        .write_with_format(1, 3, &time, &Format::new().set_num_format("h:mm"))
        .unwrap();
    sheet.write(2, 2, "2026-03-02").unwrap();
    sheet.write(2, 3, 0.395_833_333_333_333_3).unwrap();
    book.save(&path).unwrap();
    let (letters, _) = read_all(&path, &MapOverrides::default()).unwrap();
    for letter in &letters {
        assert_eq!(
            (letter.received_at, letter.remarks.len()),
            (at("2026-03-02T01:30:00Z"), 0),
            "{letter:?}"
        );
    }
}

#[test]
fn numbers_that_a_spreadsheet_dressed_up_are_whole_again() {
    let desk = Desk::new();
    let (letters, rejected) = desk.read(
        "x.csv",
        "编号,标题,内容,电话\n=\"0007\",=\"路灯,\",不亮,=\"13800000001\"\n\t0008,井盖,没了,13800000001\t\n'0009,树,倒了,'13800000001\n\
         0010,水,停了,1.38E+10\n0011,\u{1f}电,停了,\u{1f}13800000001\n0012,气,停了,1.3800000001E+10\n",
    );
    assert_eq!(rejected, []);
    let ids: Vec<_> = letters
        .iter()
        .map(|letter| letter.source.id.clone().unwrap())
        .collect();
    assert_eq!(ids, ["0007", "0008", "0009", "0010", "0011", "0012"]);
    assert_eq!(
        (letters[0].title.as_str(), letters[4].title.as_str()),
        ("路灯,", "电")
    );
    for (at, letter) in letters.iter().enumerate() {
        let phone = letter.writer.phone.as_deref().unwrap();
        if at == 3 {
            assert_eq!(phone, "1.38E+10");
            assert!(
                letter.remarks[0].contains("1.38E+10") && letter.remarks[0].contains("电话"),
                "{:?}",
                letter.remarks
            );
        } else {
            assert_eq!(
                (phone, letter.remarks.len()),
                ("13800000001", 0),
                "{letter:?}"
            );
        }
    }
}

#[test]
fn digits_that_a_workbook_has_lost_are_remarked() {
    let desk = Desk::new();
    let path = desk.0.path().join("x.xlsx");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet
        .write_row(0, 0, ["编号", "标题", "内容", "电话"])
        .unwrap();
    sheet
        .write(1, 0, 610_302_198_001_011_234_f64)
        .unwrap()
        .write_row(1, 1, ["甲", "乙"])
        .unwrap();
    sheet.write(1, 3, 13_800_000_001_f64).unwrap();
    sheet
        .write_row(2, 0, ["610302198001011234", "丙", "丁", "0138"])
        .unwrap();
    book.save(&path).unwrap();
    let (letters, _) = read_all(&path, &MapOverrides::default()).unwrap();
    assert_eq!(
        (letters[0].remarks.len(), letters[0].writer.phone.as_deref()),
        (1, Some("13800000001"))
    );
    assert!(
        letters[0].remarks[0].contains("编号"),
        "{:?}",
        letters[0].remarks
    );
    assert_eq!(letters[1].source.id.as_deref(), Some("610302198001011234"));
    assert_eq!(
        (letters[1].remarks.len(), letters[1].writer.phone.as_deref()),
        (0, Some("0138"))
    );
}
