//! `document`: the ledger, the figures of a bulletin and the directory as files for a spreadsheet, and
//! the papers of letters.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use serde_json::json;

use crate::program::Program;

fn workbook(program: &Program, name: &str) -> Xlsx<Cursor<Vec<u8>>> {
    let bytes = std::fs::read(program.folder.path().join(name)).unwrap();
    open_workbook_from_rs(Cursor::new(bytes)).unwrap()
}

#[test]
fn the_ledger_has_a_row_for_each_letter_with_dates_and_masked_writers() {
    let program = Program::practice();
    let table = "标题,内容,来信人,电话,来信时间\n\
                 \"=HYPERLINK(\"\"http://x\"\")\",路灯坏了。,欧阳小月,138-0000-0001,2026-03-02 09:00\n\
                 井盖丢了,井盖丢了三天。,李四,138-0000-0002,2026-03-03 10:00\n";
    program.done(&["import", program.put("t.csv", table).to_str().unwrap()]);
    program.done(&["act", "1", "accept", "--category", "3.5"]);
    program.done(&["act", "1", "assign", "--lead", "住建局"]);
    program.done(&["act", "2", "decline", "--ground", "4.4", "--told", "phone"]);
    program.done(&["document", "ledger", "--out", "台账.xlsx"]);
    let mut book = workbook(&program, "台账.xlsx");
    assert_eq!(book.sheet_names(), ["台账", "说明"]);
    assert!(book.worksheet_formula("台账").unwrap().is_empty());
    let range = book.worksheet_range("台账").unwrap();
    assert_eq!(range.height(), 3);
    let cell = |row: u32, heading: &str| -> Data {
        let width = u32::try_from(range.width()).unwrap();
        let column = (0..width)
            .find(|at| range.get_value((0, *at)) == Some(&Data::String(heading.to_owned())))
            .unwrap();
        range
            .get_value((row, column))
            .cloned()
            .unwrap_or(Data::Empty)
    };
    let text = |text: &str| Data::String(text.to_owned());
    assert_eq!(cell(1, "标题"), text("=HYPERLINK(\"http://x\")"));
    assert_eq!(
        (cell(1, "来信人"), cell(1, "主办")),
        (text("欧某"), text("区住房和城乡建设局"))
    );
    assert!(matches!(cell(1, "来信时间"), Data::DateTime(_)));
    assert!(matches!(cell(1, "期限"), Data::DateTime(_)));
    assert_eq!(
        (cell(2, "环节"), cell(2, "主办")),
        (text("不予受理"), Data::Empty)
    );
    assert_ne!(cell(2, "备注"), Data::Empty);
    // A file that is there is not written over, and other endings are none of a table.
    let (_, error) = program.refused(&["document", "ledger", "--out", "台账.xlsx"]);
    assert_eq!(error["kind"], "io");
    assert_eq!(
        program.refused(&["document", "ledger", "--out", "a.pdf"]).1["kind"],
        "usage"
    );
    // As lines of text: of a query, of a period, of a queue, with full names.
    let lines = |words: &[&str]| {
        let all = [&["document", "ledger"], words, &["--out", "-"]].concat();
        program
            .done(&all)
            .lines()
            .skip(1)
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(lines(&["井盖"]).len(), 1);
    assert_eq!(lines(&["--period", "2026M02"]).len(), 0);
    assert_eq!(lines(&["--period", "2026M03"]).len(), 2);
    let named = lines(&["--list", "assignment", "--names"]);
    assert!(
        named[0].contains("欧阳小月") && named[0].contains("'=HYPERLINK"),
        "{named:?}"
    );
    program.clean();
}

#[test]
fn the_figures_of_a_bulletin_and_the_directory_are_tables() {
    let program = Program::demo();
    let written = program.json(&["document", "bulletin", "2026Q1", "--out", "b.xlsx"]);
    assert_eq!(written["path"], "b.xlsx");
    let mut book = workbook(&program, "b.xlsx");
    assert_eq!(book.sheet_names(), ["承办单位", "中心", "分类", "说明"]);
    let report = program.json(&["bulletin", "2026Q1"]);
    let units = report["units"].as_array().unwrap();
    let range = book.worksheet_range("承办单位").unwrap();
    // The headings, the units, and the sum.
    assert_eq!(range.height(), units.len() + 2);
    for (row, unit) in (1..).zip(units) {
        let at = |column| range.get_value((row, column)).cloned().unwrap();
        assert_eq!(json!(at(0).to_string()), unit["unit"]);
        assert_eq!(at(2), Data::Float(unit["in_time"].as_f64().unwrap()));
    }
    let directory = program.done(&["document", "directory", "--out", "-"]);
    let units = program.json(&["unit", "list"]);
    assert_eq!(
        directory.lines().count(),
        units.as_array().unwrap().len() + 1
    );
    // The same record gives the same bytes.
    program.done(&["document", "directory", "--out", "1.xlsx"]);
    program.done(&["document", "directory", "--out", "2.xlsx"]);
    let bytes = |name: &str| std::fs::read(program.folder.path().join(name)).unwrap();
    assert!(bytes("1.xlsx") == bytes("2.xlsx"));
}

/// Returns the text of a document: that of its paragraphs, one a line.
fn document_text(program: &Program, name: &str) -> String {
    use std::io::Read as _;
    let bytes = std::fs::read(program.folder.path().join(name)).unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut xml = String::new();
    archive
        .by_name("word/document.xml")
        .unwrap()
        .read_to_string(&mut xml)
        .unwrap();
    let mut text = String::new();
    for piece in xml.replace("</w:p>", "\n<").split('<') {
        match piece
            .strip_prefix("w:t ")
            .and_then(|rest| rest.split_once('>'))
        {
            Some((_, own)) => text.push_str(own),
            None if piece.starts_with('\n') => text.push('\n'),
            None => {}
        }
    }
    text
}

#[test]
fn every_paper_of_a_letter_has_its_values_and_no_place_left() {
    let program = Program::practice();
    let letter = "标题,内容,来信人,电话,来信时间\n\
                  路灯〔来信人〕不亮,\"第一段<b>&\n第二段\",李四,138-0000-0001,2026-03-02 09:00\n\
                  问候,您好,王五,138-0000-0002,2026-03-02 09:00\n";
    program.done(&["import", program.put("t.csv", letter).to_str().unwrap()]);
    program.done(&["act", "1", "accept", "--category", "3.5"]);
    program.done(&["act", "1", "assign", "--lead", "住建局"]);
    program.done(&[
        "act",
        "1",
        "sign-for",
        "--unit",
        "住建局",
        "--person",
        "周凯",
    ]);
    program.done(&["act", "2", "decline", "--ground", "4.4", "--told", "phone"]);
    // What there is nothing for yet is refused, with how far the letter is.
    let (_, error) = program.refused(&["document", "reply", "1", "--out", "r.docx"]);
    assert_eq!(error["kind"], "refused");
    for (kind, letter, words) in [
        (
            "sheet",
            "1",
            &[
                "第一段&lt;b&gt;&amp;",
                "李四",
                "138-0000-0001",
                "区住房和城乡建设局",
            ][..],
        ),
        (
            "assignment",
            "1",
            &["关于办理", "区住房和城乡建设局：", "主办"],
        ),
        ("urging", "1", &["通知", "区住房和城乡建设局"]),
        ("notice", "2", &["来信不予受理告知书", "依据："]),
    ] {
        let name = format!("{kind}.docx");
        program.done(&["document", kind, letter, "--out", &name]);
        let text = document_text(&program, &name);
        for word in words {
            assert!(text.contains(word), "{kind} lacks {word}: {text}");
        }
        // A place in a citizen's own text is text, and none of the template's is left.
        let left = text
            .replace("路灯〔来信人〕不亮", "")
            .replace("〔2026〕", "");
        assert!(!left.contains('〔'), "{kind}: {left}");
    }
    // The values alone.
    let values = program.json(&["document", "sheet", "1", "--out", "-"]);
    assert_eq!(values["fields"]["来信人"], "李四");
    assert_eq!(values["fields"]["来信时间"], "2026年3月2日");
    // The same facts give the same bytes.
    let bytes = |name: &str| {
        program.done(&[
            "document",
            "assignment",
            "1",
            "--unit",
            "住建局",
            "--out",
            name,
        ]);
        std::fs::read(program.folder.path().join(name)).unwrap()
    };
    assert!(bytes("1.docx") == bytes("2.docx"));
    program.clean();
}
