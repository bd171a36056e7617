//! Mails, and the mbox they lie in: who, when, what, in every charset.

use encoding_rs::GB18030;
use xinxiang::domain::letter::incoming::{Channel, IncomingLetter};
use xinxiang::intake::{
    MapOverrides, ReadResult, RejectReason, Rejection, SourceFormat, preview_source, read_message,
};

use super::{Desk, at, source};

pub(super) fn mail(raw: impl AsRef<[u8]>) -> IncomingLetter {
    match read_message(raw.as_ref(), "a.eml", None) {
        ReadResult::Letter(letter) => letter,
        ReadResult::Aside(aside) => panic!("{}", aside.reason),
        ReadResult::Rejected(rejection) => panic!("{}", rejection.why),
        ReadResult::Skipped(skipped) => panic!("{skipped:?}"),
    }
}

pub(super) const PLAIN: &str = "Received: from mx (mx [10.0.0.1]) by mail.weibin.example; Mon, 9 May 2022 10:11:12 +0800\r\n\
    Received: from home by mx; Mon, 9 May 2022 09:00:00 +0800\r\nDate: Sun, 8 May 2022 09:00:00 +0800\r\n\
    Message-ID: <1@example.cn>\r\nFrom: =?UTF-8?B?5byg5LiJ?= <zhangsan@example.cn>\r\nSubject: =?UTF-8?B?6Lev54Gv?=\r\n\
    MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n渭滨大道路灯不亮。\r\n电话 138-0000-0001\r\n";

#[test]
fn a_mail_is_a_letter() {
    let letter = mail(PLAIN);
    assert_eq!(
        (letter.title.as_str(), letter.channel),
        ("路灯", Channel::Email)
    );
    assert_eq!(
        letter.body.trim_end(),
        "渭滨大道路灯不亮。\n电话 138-0000-0001"
    );
    assert_eq!(letter.writer.name.as_deref(), Some("张三"));
    assert_eq!(letter.writer.email.as_deref(), Some("zhangsan@example.cn"));
    assert_eq!(
        letter.received_at,
        at("2022-05-09T02:11:12Z"),
        "when our server took it in, not when it was written"
    );
    assert_eq!(letter.source.key, "mid:1@example.cn");
    let other = mail(PLAIN.replace("Message-ID: <1@example.cn>\r\n", ""));
    assert!(other.source.key.starts_with("mail:") && other.source.key.len() == 69);
    let sent = mail(PLAIN.replace("Received:", "X-Old:"));
    assert_eq!(sent.received_at, at("2022-05-08T01:00:00Z"));
    let undated = mail(
        PLAIN
            .replace("Received:", "X-Old:")
            .replace("Sun, 8 May 2022 09:00:00 +0800", "很久以前"),
    );
    assert_eq!(undated.received_at, None);
    assert!(undated.remarks[0].contains("很久以前"));
}

#[test]
fn undeclared_gbk_is_read_in_text_headers_and_file_names() {
    let raw = "From: 张三 <a@example.cn>\r\nDate: Mon, 9 May 2022 10:11:12 +0800\r\nSubject: 渭滨大道路灯不亮\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
        --b\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: 8bit\r\n\r\n您好，渭滨大道的路灯已经三天不亮了，请尽快派人修理。\r\n\
        --b\r\nContent-Type: image/jpeg; name=\"现场照片.jpg\"\r\nContent-Disposition: attachment; filename=\"现场照片.jpg\"\r\n\
        Content-Transfer-Encoding: base64\r\n\r\nAAEC\r\n--b--\r\n";
    let letter = mail(GB18030.encode(raw).0);
    assert_eq!(letter.title, "渭滨大道路灯不亮");
    assert_eq!(letter.writer.name.as_deref(), Some("张三"));
    assert_eq!(
        letter.body.trim(),
        "您好，渭滨大道的路灯已经三天不亮了，请尽快派人修理。"
    );
    assert_eq!(letter.attachments.len(), 1);
    assert_eq!(letter.attachments[0].name, "现场照片.jpg");
    assert_eq!(letter.attachments[0].media_type, "image/jpeg");
    assert_eq!(letter.attachments[0].bytes, [0, 1, 2]);
    assert_eq!(letter.remarks, Vec::<String>::new());
    for charset in ["us-ascii", "x-unknown", "gb2312", "gbk"] {
        let raw = format!(
            "Subject: a\r\nContent-Type: text/plain; charset={charset}\r\n\r\n您好，渭滨大道的路灯不亮。\r\n"
        );
        assert_eq!(
            mail(GB18030.encode(&raw).0).body.trim(),
            "您好，渭滨大道的路灯不亮。",
            "{charset}"
        );
    }
}

#[test]
fn a_character_cut_between_two_words_is_whole() {
    // 路灯不亮 in GBK with 灯 (B5 C6) cut in two, in the subject, the name and the file name.
    let words = "=?gb2312?B?wre1?=\r\n =?gb2312?B?xrK7wcE=?=";
    let raw = format!(
        "From: {words} <a@example.cn>\r\nSubject: {words}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
         --b\r\n\r\nx\r\n--b\r\nContent-Type: application/pdf; name=\"{words}\"\r\n\r\ny\r\n--b--\r\n"
    );
    let letter = mail(raw);
    assert_eq!(letter.title, "路灯不亮");
    assert_eq!(letter.writer.name.as_deref(), Some("路灯不亮"));
    assert_eq!(letter.attachments[0].name, "路灯不亮");
}

#[test]
fn html_alone_gives_its_text() {
    let letter = mail(
        "Subject: a\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<div>您好：</div><div>路灯<b>不亮</b></div>",
    );
    assert_eq!(letter.body, "您好：\n路灯不亮");
}

#[test]
fn a_mail_in_a_mail_stays_whole_as_an_attachment() {
    let raw = format!(
        "Subject: \r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n请看转发的信，里面提到 message/rfc822。\r\n\
         --b\r\nContent-Type: message/rfc822\r\n\r\n{PLAIN}--b--\r\n"
    );
    let letter = mail(raw);
    assert_eq!(letter.title, "请看转发的信，里面提到 message/…");
    assert_eq!(
        letter.body.trim(),
        "请看转发的信，里面提到 message/rfc822。"
    );
    assert_eq!(letter.attachments.len(), 1);
    assert_eq!(letter.attachments[0].media_type, "message/rfc822");
    assert!(
        letter.attachments[0].name.ends_with(".eml"),
        "{}",
        letter.attachments[0].name
    );
    let inner = mail(&letter.attachments[0].bytes);
    assert_eq!(inner.source.key, "mid:1@example.cn");
}

#[test]
fn a_mail_with_nothing_in_it_is_named() {
    for (raw, subject) in [
        ("Subject: 空\r\nFrom: a@example.cn\r\n\r\n \r\n", "空"),
        (
            "From: a@example.cn\r\nContent-Type: text/html\r\n\r\n<p></p>",
            "",
        ),
    ] {
        let ReadResult::Rejected(rejection) = read_message(raw.as_bytes(), "a", None) else {
            panic!("{raw}")
        };
        assert_eq!(
            rejection.why,
            RejectReason::NothingInMail {
                subject: subject.into()
            }
        );
        assert!(rejection.why.to_string().contains(subject));
    }
    assert!(matches!(
        read_message(b"\n\n", "a", None),
        ReadResult::Rejected(_)
    ));
}

#[test]
fn an_mbox_is_parted_at_its_from_lines_only() {
    let desk = Desk::new();
    let mbox = "From zhang@example.cn Mon May  9 10:11:12 2022\nSubject: one\n\nFrom now on the lamps are dark.\n>From here too.\n>>From there.\n\n\
        From li@example.cn Tue May 10 08:00:00 2022\nSubject: two\n\nnoise\n\nFrom wang@example.cn Tue May 10 08:00:00 2022\nSubject: three\n\n\n";
    let (letters, rejected) = desk.read("信.mbox", mbox);
    assert_eq!(letters.len(), 2);
    assert_eq!(
        letters[0].body.trim_end(),
        "From now on the lamps are dark.\nFrom here too.\n>From there."
    );
    assert_eq!(
        (letters[1].title.as_str(), letters[1].source.row),
        ("two", Some(2))
    );
    assert_eq!(
        rejected,
        [Rejection {
            file: "信.mbox".into(),
            row: Some(3),
            why: RejectReason::NothingInMail {
                subject: "three".into()
            }
        }]
    );
    let seen = preview_source(
        &source(&desk.0.path().join("信.mbox")),
        &MapOverrides::default(),
    )
    .unwrap();
    assert_eq!((seen.kind, seen.sample.len()), (SourceFormat::Mbox, 2));
}
