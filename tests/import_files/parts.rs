//! The parts of a mail: where they begin and end, whatever stands in their text, and what is left of them when they are cut.

use proptest::prelude::*;

use super::mails::mail;

const HEAD: &str = "From: a@example.cn\nDate: Mon, 2 Mar 2026 09:00:00 +0800\nSubject: 分隔\nMIME-Version: 1.0\nContent-Type: multipart/";

fn mixed(boundary: &str, rest: &str) -> String {
    format!("{HEAD}mixed; boundary=\"{boundary}\"\n\n{rest}")
}

/// A mail of one text and one file, both as they are.
fn with_file(boundary: &str, text: &str, file: &str, end: &str) -> String {
    let mail = mixed(
        boundary,
        &format!(
            "--{boundary}\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{text}\n--{boundary}\n\
             Content-Type: application/octet-stream; name=a.bin\nContent-Transfer-Encoding: binary\n\n{file}\n--{boundary}--\n"
        ),
    );
    mail.replace('\n', end)
}

#[test]
fn a_boundary_that_is_no_line_of_its_own_is_text() {
    for (boundary, line) in [
        ("BND", "请看 --BND 这个网址"),
        ("ab", "--abc 像分隔线"),
        ("ab", "--ab 后缀"),
        ("ab", "--ab--x"),
        ("ab", "--AB"),
        ("ab", "> --ab"),
        ("ab", " --ab"),
        ("==", "如下----==分隔----"),
        ("--=_Part_1", "------=_Part_1 引用"),
        (
            "----=_Part_1",
            "------=_Part_12\nContent-Type: text/plain\n\n------=_Part_12--",
        ),
        ("-", "--\n----\n-----------"),
        ("=", "--==\nx --="),
        ("x", "--xx\n--x x\n--x---"),
        ("a b", "--a\n--a  b"),
    ] {
        for end in ["\n", "\r\n"] {
            let text = format!("前面的文字\n{line}\n后面的文字");
            let letter = mail(with_file(boundary, &text, &text, end));
            // A line of five dashes ends a multipart with the boundary of one dash.
            assert_eq!(letter.body, text, "{boundary}");
            assert_eq!(
                letter.attachments[0].bytes,
                text.replace('\n', end).as_bytes(),
                "{boundary}"
            );
            assert_eq!(
                (letter.attachments.len(), letter.remarks.len()),
                (1, 0),
                "{boundary} {:?}",
                letter.remarks
            );
        }
    }
}

fn line(boundary: &str, (one, two): (u8, u8)) -> String {
    let piece = |n| match n {
        0 => "--".to_owned() + boundary,
        1 => boundary.to_owned(),
        2 => "--".to_owned(),
        3 => "-".to_owned(),
        4 => " ".to_owned(),
        5 => "路灯".to_owned(),
        6 => "--".to_owned() + boundary + "--",
        7 => "Content-Type: text/html".to_owned(),
        8 => "=".to_owned(),
        9 => boundary.to_uppercase(),
        10 => boundary.chars().skip(1).collect(),
        _ => String::new(),
    };
    let line = piece(one) + &piece(two);
    let text = line.trim_end();
    let parts = text
        .strip_prefix("--")
        .is_some_and(|rest| rest == boundary || rest.strip_suffix("--") == Some(boundary));
    if parts {
        String::from("|") + &line
    } else {
        line
    }
}

proptest! {
    /// Whatever a text and a file have in them, but a line that is a delimiter, they come out as they went in.
    #[test]
    fn any_text_with_any_boundary_in_it_survives(
        boundary in "[0-9A-Za-z'()+_,./:=?-]{1,12}",
        lines in prop::collection::vec((0..12_u8, 0..12_u8), 0..12),
        crlf in any::<bool>(),
    ) {
        let text = lines.into_iter().map(|two| line(&boundary, two)).collect::<Vec<_>>().join("\n");
        let text = format!("甲\n{text}\n乙");
        let end = if crlf { "\r\n" } else { "\n" };
        let letter = mail(with_file(&boundary, &text, &text, end));
        prop_assert_eq!(&letter.body, &text);
        prop_assert_eq!(&letter.attachments[0].bytes, &text.replace('\n', end).into_bytes());
        prop_assert_eq!(&letter.remarks, &Vec::<String>::new());
    }
}

#[test]
fn a_delimiter_of_the_outer_multipart_ends_the_inner_one() {
    let letter = mail(mixed(
        "out",
        "--out\nContent-Type: multipart/alternative; boundary=outer\n\n--outer\n\n甲 --outer\n--out\nContent-Type: text/plain\n\n乙\n--out--\n",
    ));
    assert_eq!(letter.body, "甲 --outer\n乙");
    assert_eq!(letter.remarks, Vec::<String>::new());
}

#[test]
fn blanks_behind_a_delimiter_and_an_inner_multipart_of_the_same_boundary_are_understood() {
    let letter = mail(mixed("b", "--b \t\n\n甲\n--b  \n\n乙\n--b-- \n"));
    assert_eq!(letter.body, "甲\n乙");
    let letter = mail(mixed(
        "b",
        "--b\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n甲\n--b--\n--b\n\n乙\n--b--\n",
    ));
    assert_eq!((letter.body.as_str(), letter.remarks.len()), ("甲\n乙", 0));
}

#[test]
fn parts_without_a_header_or_a_blank_line_keep_their_text() {
    let letter = mail(mixed(
        "b",
        "--b\n没有空行\nhttp://example.cn/x\n--b\nContent-Type: text/plain; charset=utf-8\n紧跟着\n--b--\n",
    ));
    assert_eq!(letter.body, "没有空行\nhttp://example.cn/x\n紧跟着");
    let letter = mail("Subject: a\nContent-Type: text/plain\n没有空行的正文\n\n第二段\n");
    assert_eq!(letter.body, "没有空行的正文\n\n第二段\n");
}

#[test]
fn text_before_the_first_part_and_after_the_last_is_kept() {
    let parts = "--b\nContent-Type: text/plain; charset=utf-8\n\n正文\n--b--\n";
    let usual = "This is a multi-part message in MIME format.\n";
    let letter = mail(mixed("b", &format!("{usual}{parts}\n")));
    assert_eq!((letter.body.as_str(), letter.remarks.len()), ("正文", 0));
    for (before, after, expected) in [
        ("写在前面的话\n", "", "正文\n\n写在前面的话"),
        ("", "写在后面的话\n", "正文\n\n写在后面的话"),
        (
            "This is a multi-part message in MIME format. Call 13800000001.\n",
            "",
            "13800000001",
        ),
        ("", "--b\n\n第二个结尾之后\n--b--\n", "第二个结尾之后"),
    ] {
        let letter = mail(mixed("b", &format!("{before}{parts}{after}")));
        assert!(
            letter.body.starts_with("正文") && letter.body.contains(expected),
            "{}",
            letter.body
        );
        assert_eq!(letter.remarks.len(), 1);
        assert!(letter.remarks[0].contains("之外"), "{:?}", letter.remarks);
    }
    let letter = mail(mixed(
        "b",
        &format!("{parts}{}", "很长的文字\n".repeat(3_000)),
    ));
    assert_eq!(
        (letter.body.as_str(), letter.attachments.len()),
        ("正文", 1)
    );
    assert!(
        letter.attachments[0]
            .bytes
            .ends_with("很长的文字".as_bytes())
    );
}

#[test]
fn a_mail_without_its_end_shows_its_text() {
    let text = "路灯不亮，请派人维修。";
    let plain = format!("--b\nContent-Type: text/plain; charset=utf-8\n\n{text}");
    let html = format!("--b\nContent-Type: text/html; charset=utf-8\n\n<p>{text}</p>");
    let base64 = "--b\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n6Lev54Gv5LiN5Lqu77yM6K+35rS+5Lq657u05L+u44CC5L";
    let nested = format!(
        "--b\nContent-Type: multipart/alternative; boundary=c\n\n{}",
        plain.replace("--b", "--c")
    );
    let file = format!(
        "{plain}\n--b\nContent-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\nJVBERi0x"
    );
    for (kind, boundary, rest) in [
        ("mixed", "; boundary=b", plain.clone()),
        ("mixed", "; boundary=b", plain.clone() + "\n"),
        ("mixed", "; boundary=B", plain.clone() + "\n--b--\n"),
        ("mixed", "; boundary=other", plain.clone() + "\n--b--\n"),
        ("mixed", "", plain.clone() + "\n--b--\n"),
        ("mixed", "; boundary=b", text.to_owned()),
        ("mixed", "", text.to_owned()),
        ("alternative", "; boundary=b", format!("{plain}\n{html}")),
        ("alternative", "; boundary=b", html.clone()),
        ("mixed", "; boundary=b", html),
        ("mixed", "; boundary=b", base64.to_owned()),
        ("mixed", "; boundary=b", nested),
        ("mixed", "; boundary=b", file),
        ("related", "; boundary=b", plain.clone()),
    ] {
        for end in ["\n", "\r\n"] {
            let letter = mail(format!("{HEAD}{kind}{boundary}\n\n{rest}").replace('\n', end));
            assert_eq!(letter.body.trim_end(), text, "{kind} {boundary} {rest}");
            assert!(
                letter
                    .remarks
                    .iter()
                    .any(|remark| remark.starts_with("邮件不完整")),
                "{:?}",
                letter.remarks
            );
            let files = if rest.contains("a.pdf") { 1 } else { 0 };
            assert_eq!(letter.attachments.len(), files, "{rest}");
            if files == 1 {
                assert_eq!(letter.attachments[0].bytes, b"%PDF-1");
            }
        }
    }
    let whole = mail(format!("{HEAD}mixed; boundary=b\n\n{plain}\n--b--"));
    assert_eq!((whole.body.as_str(), whole.remarks.len()), (text, 0));
    let almost = mail(format!("{HEAD}mixed; boundary=b\n\n{plain}\n--b\n"));
    assert_eq!(
        (almost.body.as_str(), almost.remarks.len()),
        (text, 0),
        "the last delimiter lacks its two dashes"
    );
}

#[test]
fn a_mail_within_a_mail_comes_out_byte_by_byte() {
    let inner = "Subject: =?gbk?B?wre1?= =?gbk?B?xrK7wcE=?=\r\nContent-Type: multipart/digest; boundary=c\r\n\r\n--c\r\n\r\nx-messg message/rfc822\r\n--c--\r\n";
    let raw = format!(
        "{HEAD}mixed; boundary=b\n\n--b\n\n甲 x-messg\n--b\nContent-Type: message/rfc822\n\n{inner}\n--b--\n"
    );
    let letter = mail(raw);
    assert_eq!(letter.body, "甲 x-messg");
    assert_eq!(letter.attachments[0].bytes, inner.as_bytes());
}

#[test]
fn many_boundaries_in_a_long_mail_are_read_in_one_pass() {
    let towers: String = (0..990)
        .map(|at| {
            format!(
                "--b{at}\nContent-Type: multipart/mixed; boundary=b{}\n\n",
                at + 1
            )
        })
        .collect();
    let noise = "--b1 x\n".repeat(90_000);
    let letter = mail(mixed("b0", &format!("{towers}--b990\n\n{noise}--b0--\n")));
    assert_eq!(letter.body.lines().count(), 90_000);
}
