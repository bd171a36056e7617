//! Files that are called tables and are something else: read where they hold a table, named where not.

use std::io::Write;

use encoding_rs::GB18030;
use xinxiang::intake::{
    IntakeError, MapOverrides, SkipReason, SourceFormat, UnsupportedFormat, preview_source,
};

use super::{Desk, at, read_all, read_with_skipped, source};

const PAGE: &str = "<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><head><meta http-equiv=Content-Type content=\"text/html; charset=CHARSET\">\
    <style>td{mso-number-format:\"\\@\"}</style></head><body><table border=1><tr><th rowspan=2>留言主题</th><th rowspan=2>留言内容</th>\
    <th rowspan=2>留言时间</th><th colspan=2>来信人</th></tr><tr><th>姓名</th><th>电话</th></tr><tr><td>路灯&nbsp;不亮</td>\
    <td>第一行<br style='mso-data-placement:same-cell'>第二行 &lt;急&gt;</td><td>2026-03-02 09:30</td><td>甲</td><td>13800000001</td></tr>\
    <tr><td>井盖</td><td>没了</td><td></td><td></td><td></td></tr></table></body></html>";

#[test]
fn a_web_page_under_another_name_is_read_as_the_table_that_it_is() {
    let desk = Desk::new();
    let page = |charset: &str| PAGE.replace("CHARSET", charset);
    for (name, bytes) in [
        ("utf8.xls", page("utf-8").into_bytes()),
        ("gbk.xls", GB18030.encode(&page("gb2312")).0.into_owned()),
        ("bom.xls", format!("\u{feff}{}", page("utf-8")).into_bytes()),
        ("lies.csv", page("gb2312").into_bytes()),
    ] {
        let (letters, rejected) = desk.read(name, bytes);
        assert_eq!((letters.len(), rejected), (2, vec![]), "{name}");
        let first = &letters[0];
        assert_eq!(
            (first.title.as_str(), first.body.as_str()),
            ("路灯\u{a0}不亮", "第一行\n第二行 <急>"),
            "{name}"
        );
        assert_eq!(first.received_at, at("2026-03-02T01:30:00Z"), "{name}");
        assert_eq!(
            (first.writer.name.as_deref(), first.writer.phone.as_deref()),
            (Some("甲"), Some("13800000001"))
        );
        let seen =
            preview_source(&source(&desk.0.path().join(name)), &MapOverrides::default()).unwrap();
        assert_eq!(
            (seen.kind, seen.sample.len()),
            (SourceFormat::Html, 2),
            "{name}"
        );
    }
    let short = GB18030
        .encode("<meta charset=gbk><table><tr><td>标题<td>内容<tr><td>路<td>灯</table>")
        .0
        .into_owned();
    let (letters, _) = desk.read("short.xls", short);
    assert_eq!(
        (letters[0].title.as_str(), letters[0].body.as_str()),
        ("路", "灯")
    );
    let several =
        "<table><tr><td>a<td>b</table><table><tr><td>标题<td>内容<tr><td>路灯<td>不亮</table>";
    let (letters, _, skipped) = read_with_skipped(&desk.put("several.xls", several));
    assert_eq!(
        (letters.len(), skipped[0].reason),
        (1, SkipReason::OtherTable)
    );
}

const XML: &str = "<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?>\
    <Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\">\
    <Worksheet ss:Name=\"来信\"><Table><Row><Cell ss:MergeAcross=\"2\"><Data ss:Type=\"String\">来信登记表</Data></Cell></Row>\
    <Row ss:Index=\"3\"><Cell><Data ss:Type=\"String\">标题</Data></Cell><Cell><Data ss:Type=\"String\">内容</Data></Cell>\
    <Cell><Data ss:Type=\"String\">来信时间</Data></Cell><Cell><Data ss:Type=\"String\">电话</Data></Cell></Row>\
    <Row><Cell><Data ss:Type=\"String\">路灯 &amp; 井盖</Data></Cell><Cell><ss:Data ss:Type=\"String\"><B>不亮</B>&#10;没了</ss:Data></Cell>\
    <Cell><Data ss:Type=\"DateTime\">2026-03-02T09:30:00.000</Data></Cell><Cell><Data ss:Type=\"Number\">13800000001</Data></Cell></Row>\
    <Row><Cell ss:Index=\"2\"><Data ss:Type=\"String\">只有内容</Data></Cell></Row></Table></Worksheet>\
    <Worksheet ss:Name=\"码\"><Table><Row><Cell><Data ss:Type=\"String\">x</Data></Cell></Row></Table>\
    <WorksheetOptions xmlns=\"urn:schemas-microsoft-com:office:excel\"><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet></Workbook>";

#[test]
fn a_workbook_in_xml_is_read() {
    let desk = Desk::new();
    let (letters, rejected, skipped) = read_with_skipped(&desk.put("x.xls", XML));
    assert_eq!((letters.len(), rejected), (2, vec![]));
    assert_eq!(
        (letters[0].title.as_str(), letters[0].body.as_str()),
        ("路灯 & 井盖", "不亮\n没了")
    );
    assert_eq!(letters[0].received_at, at("2026-03-02T01:30:00Z"));
    assert_eq!(
        (letters[0].writer.phone.as_deref(), letters[0].source.row),
        (Some("13800000001"), Some(4))
    );
    assert_eq!(
        (letters[1].body.as_str(), letters[1].source.row),
        ("只有内容", Some(5))
    );
    assert!(
        skipped
            .iter()
            .any(|one| one.reason == SkipReason::HiddenSheet && one.sheet.as_deref() == Some("码")),
        "{skipped:?}"
    );
    let cut = read_all(&desk.put("cut.xls", &XML[..900]), &MapOverrides::default());
    assert!(cut.is_err() || cut.is_ok_and(|(letters, _)| letters.is_empty()));
}

fn packed(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in entries {
        zip.start_file(*name, zip::write::SimpleFileOptions::default())
            .unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_workbook_of_opendocument_is_read() {
    let desk = Desk::new();
    let cell = |text: &str| {
        format!(
            "<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
        )
    };
    let row = |texts: [&str; 2]| {
        format!(
            "<table:table-row>{}{}</table:table-row>",
            cell(texts[0]),
            cell(texts[1])
        )
    };
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\">\
         <office:body><office:spreadsheet><table:table table:name=\"s\">{}{}</table:table></office:spreadsheet></office:body></office:document-content>",
        row(["标题", "内容"]),
        row(["路灯", "不亮"])
    );
    let manifest = "<?xml version=\"1.0\"?><manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>";
    let kind = "application/vnd.oasis.opendocument.spreadsheet";
    let bytes = packed(&[
        ("mimetype", kind),
        ("META-INF/manifest.xml", manifest),
        ("content.xml", &content),
    ]);
    let (letters, rejected) = desk.read("x.ods", bytes);
    assert_eq!(
        (letters.len(), rejected, letters[0].title.as_str()),
        (1, vec![], "路灯")
    );
}

#[test]
fn what_is_no_table_is_named_with_the_next_step() {
    let desk = Desk::new();
    let archive = "MIME-Version: 1.0\nX-Document-Type: Workbook\nContent-Type: multipart/related; boundary=\"b\"\n\n--b\n\
                   Content-Location: file:///C:/a.htm\nContent-Type: text/html\n\n<table><tr><td>标题<td>内容</table>\n--b--\n";
    for (name, bytes, what) in [
        (
            "page.xls",
            b"<html><body><p>no table</p></body></html>".to_vec(),
            UnsupportedFormat::WebPage,
        ),
        (
            "whole.xls",
            archive.as_bytes().to_vec(),
            UnsupportedFormat::WebArchive,
        ),
        (
            "note.xml",
            b"<?xml version=\"1.0\"?><note>x</note>".to_vec(),
            UnsupportedFormat::Xml,
        ),
        (
            "old.xls",
            b"ID;PWXL;N;E\r\nP;PGeneral\r\nC;Y1;X1;K\"x\"\r\n".to_vec(),
            UnsupportedFormat::Sylk,
        ),
        (
            "a.docx",
            packed(&[
                ("[Content_Types].xml", "<Types/>"),
                ("word/document.xml", "<w/>"),
            ]),
            UnsupportedFormat::Document,
        ),
        (
            "a.pptx",
            packed(&[
                ("[Content_Types].xml", "<Types/>"),
                ("ppt/presentation.xml", "<p/>"),
            ]),
            UnsupportedFormat::Slides,
        ),
        (
            "a.ofd",
            packed(&[("OFD.xml", "<ofd/>")]),
            UnsupportedFormat::Ofd,
        ),
        (
            "a.zip",
            packed(&[("letters.csv", "标题,内容\n")]),
            UnsupportedFormat::Archive,
        ),
        (
            "a.eml.gz",
            b"\x1f\x8b\x08\0\0\0\0\0".to_vec(),
            UnsupportedFormat::Archive,
        ),
        (
            "a.rar",
            b"Rar!\x1a\x07\0".to_vec(),
            UnsupportedFormat::Archive,
        ),
        (
            "a.7z",
            b"7z\xbc\xaf\x27\x1c".to_vec(),
            UnsupportedFormat::Archive,
        ),
        (
            "a.pst",
            b"!BDN\0\0\0\0".to_vec(),
            UnsupportedFormat::OutlookMailbox,
        ),
        ("a.pdf", b"%PDF-1.7".to_vec(), UnsupportedFormat::Pdf),
        (
            "a.jpg",
            b"\xff\xd8\xff\xe0".to_vec(),
            UnsupportedFormat::Picture,
        ),
        ("a.rtf", b"{\\rtf1 x}".to_vec(), UnsupportedFormat::Document),
    ] {
        let error = read_all(&desk.put(name, bytes), &MapOverrides::default()).unwrap_err();
        let sentence = error.to_string();
        assert_eq!(
            error,
            IntakeError::Foreign {
                file: name.to_owned(),
                what
            },
            "{sentence}"
        );
        assert!(
            sentence.contains(name) && sentence.contains('请'),
            "{sentence}"
        );
    }
}
