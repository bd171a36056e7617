//! Workbooks, honest and hostile, and JSON.

use std::fs;
use std::io::Write;

use xinxiang::intake::{
    Field, IntakeError, MapOverrides, RejectReason, Rejection, SourceFormat, preview_source,
};

use super::{Desk, at, overrides, read_all, source};

#[test]
fn a_workbook_with_a_caption_dates_and_two_sheets() {
    use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
    let desk = Desk::new();
    let path = desk.0.path().join("信件.xlsx");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "渭滨区区长信箱来信汇总表").unwrap();
    for (column, heading) in ["编号", "标题", "内容", "来信时间", "联系电话"]
        .into_iter()
        .enumerate()
    {
        sheet.write(1, column as u16, heading).unwrap();
    }
    sheet.write(2, 0, 7).unwrap();
    sheet.write(2, 1, "路灯").unwrap();
    sheet.write(2, 2, "渭滨大道\n路灯不亮").unwrap();
    let date = ExcelDateTime::from_ymd(2022, 5, 9)
        .unwrap()
        .and_hms(10, 11, 12)
        .unwrap();
    sheet
        .write_with_format(2, 3, &date, &Format::new().set_num_format("yyyy/m/d h:mm"))
        .unwrap();
    sheet.write(2, 4, 13_800_000_001_f64).unwrap();
    sheet.write(5, 1, "噪声").unwrap();
    sheet.write(5, 3, 44690.5).unwrap();
    sheet.write(6, 0, 9).unwrap();
    book.add_worksheet()
        .set_name("说明")
        .unwrap()
        .write(0, 0, "填表说明")
        .unwrap();
    book.save(&path).unwrap();

    let (letters, rejected) = read_all(&path, &MapOverrides::default()).unwrap();
    assert_eq!(letters.len(), 2);
    assert_eq!(letters[0].body, "渭滨大道\n路灯不亮");
    assert_eq!(letters[0].received_at, at("2022-05-09T02:11:12Z"));
    assert_eq!(letters[0].writer.phone.as_deref(), Some("13800000001"));
    assert_eq!(
        (letters[0].source.row, letters[0].source.id.as_deref()),
        (Some(3), Some("7"))
    );
    assert_eq!(
        (letters[1].source.row, letters[1].received_at),
        (Some(6), at("2022-05-09T04:00:00Z"))
    );
    assert_eq!(
        rejected[0],
        Rejection {
            file: "信件.xlsx".into(),
            row: Some(7),
            why: RejectReason::NoContent
        }
    );
    assert_eq!(
        rejected[1].why,
        RejectReason::Sheet {
            name: "说明".into()
        }
    );
    let seen = preview_source(&source(&path), &MapOverrides::default()).unwrap();
    assert_eq!(
        (
            seen.kind,
            seen.mapping.column(Field::Body),
            seen.sample.len()
        ),
        (SourceFormat::Xlsx, Some(2), 3)
    );
}

/// What every workbook has around its sheets.
pub(crate) const FRAME: [(&str, &str); 4] = [
    ("[Content_Types].xml", "<Types/>"),
    (
        "_rels/.rels",
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
    ),
    (
        "xl/workbook.xml",
        r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>"#,
    ),
    (
        "xl/_rels/workbook.xml.rels",
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
    ),
];

/// A workbook written by hand, as no honest program writes it.
fn hostile_workbook(sheet: &[u8], strings: &[u8]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let mut entry = |name: &str, bytes: &[u8]| {
        zip.start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        zip.write_all(bytes).unwrap();
    };
    FRAME
        .iter()
        .for_each(|(name, text)| entry(name, text.as_bytes()));
    entry("xl/sharedStrings.xml", strings);
    entry("xl/worksheets/sheet1.xml", sheet);
    zip.finish().unwrap().into_inner()
}

const STRINGS: &[u8] = "<sst><si><t>标题</t></si><si><t>路灯</t></si></sst>".as_bytes();

#[test]
fn a_workbook_that_would_fill_the_memory_is_refused_or_read_as_what_it_is() {
    let desk = Desk::new();
    // Two cells, a million rows and sixteen thousand columns apart.
    let sheet = br#"<worksheet><dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row>
        <row r="1048576"><c r="A1048576" t="s"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>"#;
    let (letters, _) = desk.read("wide.xlsx", hostile_workbook(sheet, STRINGS));
    assert_eq!(
        (letters[0].title.as_str(), letters[0].source.row),
        ("路灯", Some(1_048_576))
    );

    let claim = br#"<sst uniqueCount = "4000000000000"><si><t>x</t></si></sst>"#;
    let path = desk.put("claim.xlsx", hostile_workbook(sheet, claim));
    assert!(matches!(
        read_all(&path, &MapOverrides::default()),
        Err(IntakeError::TooBig { .. })
    ));

    let path = desk.put(
        "bomb.xlsx",
        hostile_workbook(&vec![b' '; 300 * 1024 * 1024], STRINGS),
    );
    assert!(fs::metadata(&path).unwrap().len() < 1024 * 1024);
    assert!(matches!(
        read_all(&path, &MapOverrides::default()),
        Err(IntakeError::TooBig { .. })
    ));

    let path = desk.put("not.xlsx", b"PK\x03\x04 and nothing more");
    assert!(matches!(
        read_all(&path, &MapOverrides::default()),
        Err(IntakeError::Workbook { .. })
    ));
}

#[test]
fn a_sheet_that_breaks_off_keeps_what_came_before() {
    let desk = Desk::new();
    let sheet = br#"<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" t="s"><v>1</v></c></row>
        <row r="3"><c r="A3" t="s"><v>1</v></c><c r="B3" t="s"><v>1"#;
    let (letters, rejected) = desk.read("x.xlsx", hostile_workbook(sheet, STRINGS));
    assert_eq!(letters.len(), 1, "half a row is not a letter");
    assert_eq!(
        rejected,
        [Rejection {
            file: "x.xlsx".into(),
            row: Some(3),
            why: RejectReason::BrokenOff
        }]
    );
}

#[test]
fn json_in_its_three_shapes() {
    let desk = Desk::new();
    let one = r#"{"标题":"路灯","内容":"不亮","时间":"2022-05-09 10:11","编号":7,"标签":["a"],"答复":null}"#;
    let two = r#"{"内容":"夜里施工","标签":[]}"#;
    for (name, text) in [
        ("array.json", format!("[{one},\n {two}]")),
        (
            "around.json",
            format!(r#"{{"total":2,"data":[{one},{two}],"page":{{"n":1}}}}"#),
        ),
        ("lines.json", format!("{one}\n\n{two}\n")),
    ] {
        let (letters, rejected) = desk.read(name, text);
        assert_eq!(rejected, [], "{name}");
        assert_eq!(letters.len(), 2, "{name}");
        assert_eq!(letters[0].source.id.as_deref(), Some("7"));
        assert_eq!(letters[0].received_at, at("2022-05-09T02:11:00Z"));
        assert_eq!(letters[1].title, "夜里施工");
        let seen =
            preview_source(&source(&desk.0.path().join(name)), &MapOverrides::default()).unwrap();
        assert_eq!(
            (seen.kind, seen.sample.len()),
            (SourceFormat::Json, 2),
            "{name}"
        );
    }
    let (letters, _) = desk.read("single.json", one);
    assert_eq!(letters.len(), 1);
    let (letters, rejected) = desk.read(
        "odd.json",
        format!("[{one}, 5, {{\"x\":1}}, {two}, {{\"内容\": \"断"),
    );
    assert_eq!(letters.len(), 2);
    let whys: Vec<_> = rejected
        .iter()
        .map(|rejection| (rejection.row, rejection.why.clone()))
        .collect();
    assert_eq!(
        whys,
        [
            (Some(2), RejectReason::NotAnObject),
            (Some(3), RejectReason::NoContent),
            (Some(5), RejectReason::BrokenOff)
        ]
    );
    let path = desk.put("none.json", r#"[{"foo":1}]"#);
    assert!(matches!(
        read_all(&path, &MapOverrides::default()),
        Err(IntakeError::NoColumns { .. })
    ));
    let (letters, _) = read_all(&path, &overrides(&["body=foo"])).unwrap();
    assert_eq!(letters[0].body, "1");
    let deep = desk.put("deep.json", "[".repeat(200_000));
    let (letters, rejected) = read_all(&deep, &MapOverrides::default()).unwrap();
    assert_eq!((letters.len(), rejected.len()), (0, 1));
}

#[test]
fn a_workbook_of_before_2007_is_read() {
    // Both hold invented letters: one as Excel 97 wrote it, one as Excel 95 did, in GBK.
    let fixtures =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import_files/fixtures");
    let (letters, rejected) =
        read_all(&fixtures.join("letters.xls"), &MapOverrides::default()).unwrap();
    assert_eq!(letters.len(), 2);
    assert_eq!(
        (letters[0].title.as_str(), letters[0].writer.name.as_deref()),
        ("经二路的路灯不亮", Some("虚构一号"))
    );
    assert_eq!(
        letters[0].body,
        "经二路第三盏路灯已有三天不亮。\n请派人修一修，谢谢！"
    );
    assert_eq!(
        (letters[0].received_at, letters[0].source.row),
        (at("2026-02-03T01:30:00Z"), Some(3))
    );
    assert_eq!(letters[0].writer.phone.as_deref(), Some("13800000001"));
    assert_eq!(
        (letters[1].received_at, letters[1].source.row),
        (at("2026-02-04T02:00:00Z"), Some(4))
    );
    let whys: Vec<_> = rejected
        .iter()
        .map(|one| (one.row, one.why.clone()))
        .collect();
    assert_eq!(
        whys,
        [
            (Some(5), RejectReason::NoContent),
            (
                None,
                RejectReason::Sheet {
                    name: "说明".into()
                }
            )
        ]
    );

    let (letters, rejected) =
        read_all(&fixtures.join("gbk.xls"), &MapOverrides::default()).unwrap();
    assert_eq!(rejected, []);
    assert_eq!(
        (letters.len(), letters[0].title.as_str()),
        (1, "经二路的路灯不亮")
    );
    assert_eq!(letters[0].body, "经二路第三盏路灯已有三天不亮。");
    assert_eq!(letters[0].received_at, at("2026-02-03T01:30:00Z"));
    let seen =
        preview_source(&source(&fixtures.join("gbk.xls")), &MapOverrides::default()).unwrap();
    assert_eq!((seen.kind, seen.sample.len()), (SourceFormat::Xls, 1));
}

#[test]
fn an_object_of_a_hundred_thousand_keys_is_one_letter() {
    // Whether a key makes it a letter is asked of each key once: of all of them at every key, this would take hours.
    let desk = Desk::new();
    let keys: String = (0..100_000).map(|n| format!("\"z{n}\":[{n}],")).collect();
    let (letters, rejected) = desk.read(
        "keys.json",
        format!("{{{keys}\"title\":\"路灯\",\"zz\":[{{\"a\":1}}]}}"),
    );
    assert_eq!(
        (letters.len(), letters[0].title.as_str(), rejected),
        (1, "路灯", Vec::new())
    );
}
