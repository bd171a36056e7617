//! What a mail says: pages, flowed text, mails without a text of their own, dates.

use xinxiang::domain::letter::incoming::IncomingLetter;

use super::mails::mail;
use super::{Desk, at};

fn of(kind: &str, body: &str) -> IncomingLetter {
    mail(format!(
        "From: a@example.cn\r\nDate: Mon, 2 Mar 2026 09:00:00 +0800\r\nSubject: s\r\nMIME-Version: 1.0\r\nContent-Type: {kind}\r\n\r\n{body}"
    ))
}

#[test]
fn what_a_page_hides_is_kept_and_is_no_title() {
    let letter = mail(
        "From: a@example.cn\r\nDate: Mon, 2 Mar 2026 09:00:00 +0800\r\nContent-Type: text/html; charset=utf-8\r\n\r\n\
         <div style=\"display:none\">内部编号请勿回复</div><p>见<a href=\"https://pan.example/s/1\">网盘</a></p>",
    );
    assert_eq!(
        (letter.title.as_str(), letter.body.as_str()),
        (
            "见网盘（https://pan.exam…",
            "见网盘（https://pan.example/s/1）"
        )
    );
    assert!(
        letter.remarks[0].contains('8') && letter.remarks[0].contains("网页正文.html"),
        "{:?}",
        letter.remarks
    );
    assert_eq!(
        (
            letter.attachments[0].name.as_str(),
            letter.attachments[0].media_type.as_str()
        ),
        ("网页正文.html", "text/html")
    );
    assert!(String::from_utf8_lossy(&letter.attachments[0].bytes).contains("内部编号请勿回复"));
    let open = of(
        "text/html; charset=utf-8",
        "<div style=\"display:none\">&nbsp;&zwnj;&nbsp;</div><p>正文</p>",
    );
    assert_eq!(
        (
            open.body.as_str(),
            open.attachments.len(),
            open.remarks.len()
        ),
        ("正文", 0, 0)
    );
}

#[test]
fn flowed_text_is_unfolded() {
    let letter = of(
        "text/plain; charset=utf-8; format=flowed; delsp=yes",
        "水管破裂已经 \r\n三天。\r\n\r\n> 上次 \r\n> 说会修\r\n-- \r\n张三",
    );
    assert_eq!(letter.body, "水管破裂已经三天。\n\n> 上次说会修\n-- \n张三");
    let letter = of(
        "text/plain; Format=\"Flowed\"",
        "Dark for \r\nthree days.\r\n",
    );
    assert_eq!(letter.body, "Dark for three days.\n");
    assert_eq!(of("text/plain; charset=utf-8", "一 \r\n二").body, "一 \n二");
}

#[test]
fn a_mail_without_text_says_what_it_holds_and_where() {
    for (kind, name, word) in [
        (
            "application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m",
            "smime.p7m",
            "加密",
        ),
        (
            "application/ms-tnef; name=winmail.dat",
            "winmail.dat",
            "Outlook",
        ),
        ("application/pdf; name=a.pdf", "a.pdf", "附件"),
        ("image/jpeg", "附件1.jpg", "附件"),
        ("audio/amr", "附件1.amr", "附件"),
        ("text/rtf", "附件1.rtf", "附件"),
    ] {
        let letter = of(
            &format!("{kind}\r\nContent-Transfer-Encoding: base64"),
            "AAEC",
        );
        assert_eq!(
            (letter.body.trim(), letter.attachments[0].name.as_str()),
            ("", name),
            "{kind}"
        );
        assert!(
            letter.remarks[0].contains(name) && letter.remarks[0].contains(word),
            "{kind}: {:?}",
            letter.remarks
        );
    }
    let pgp = of(
        "multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b",
        "--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--b\r\nContent-Type: application/octet-stream; name=encrypted.asc\r\n\r\n\
         -----BEGIN PGP MESSAGE-----\r\nabc\r\n-----END PGP MESSAGE-----\r\n--b--\r\n",
    );
    assert!(pgp.remarks[0].contains("加密"), "{:?}", pgp.remarks);
    assert_eq!(pgp.attachments[0].name, "附件1.asc");
    let mixed = of(
        "multipart/mixed; boundary=b",
        "--b\r\n\r\n见附件\r\n--b\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\nAAEC\r\n--b--\r\n",
    );
    assert!(
        mixed.body.contains("见附件") && mixed.remarks[0].contains("winmail.dat"),
        "{:?}",
        mixed.remarks
    );
    let untitled = mail(
        "From: a@example.cn\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nAAEC",
    );
    assert!(untitled.title.contains("a.pdf"), "{}", untitled.title);
}

#[test]
fn an_invitation_and_a_forwarded_mail_are_read_and_stay_attached() {
    let invitation = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:听证会\r\nDTSTART:20260310T090000\r\nDESCRIPTION:请参加\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    let letter = of("text/calendar; charset=utf-8; method=REQUEST", invitation);
    assert_eq!(letter.body, "听证会\n2026-03-10 09:00\n请参加\n");
    assert_eq!(letter.attachments[0].name, "附件1.ics");
    assert!(letter.remarks[0].contains("附件1.ics"));
    let inner =
        "Subject: 原信\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n工地拖欠工资三个月。";
    let letter = of(
        "multipart/mixed; boundary=b",
        &format!("--b\r\n\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n{inner}\r\n--b--\r\n"),
    );
    assert_eq!(letter.body.trim(), "工地拖欠工资三个月。");
    assert_eq!(
        (
            letter.attachments.len(),
            letter.attachments[0].media_type.as_str()
        ),
        (1, "message/rfc822")
    );
    assert!(
        letter.remarks[0].contains(&letter.attachments[0].name),
        "{:?}",
        letter.remarks
    );
}

#[test]
fn dates_of_a_mail_are_the_offices_and_are_not_believed_blindly() {
    let desk = Desk::new();
    let read = |header: &str| {
        let (mut letters, _) = desk.read(
            "a.eml",
            format!("From: a@example.cn\nSubject: s\n{header}\n\n正文"),
        );
        letters.pop().unwrap()
    };
    for date in [
        "Mon, 2 Mar 2026 09:00:00 CST",
        "Mon, 02 Mar 2026 09:00:00",
        "2026-03-02 09:00:00",
        "星期一, 2 三月 2026 09:00:00 +0800",
    ] {
        let letter = read(&format!("Date: {date}"));
        assert_eq!(
            (letter.received_at, letter.remarks.len()),
            (at("2026-03-02T01:00:00Z"), 0),
            "{date}"
        );
    }
    for date in [
        "Date: Thu, 1 Jan 1970 00:00:00 +0000",
        "Date: Mon, 2 Mar 2026 25:00:00 +0800",
        "X-Date: none",
    ] {
        let letter = read(date);
        assert_eq!(
            (letter.received_at, letter.remarks.len()),
            (None, 1),
            "{date}"
        );
    }
    let passed_on = "Received: by localhost (no date)\nReceived: from x by a; Mon, 2 Mar 2026 09:00:10 +0800 (CST)\nDate: Mon, 2 Mar 2026 08:00:00 +0800";
    assert_eq!(read(passed_on).received_at, at("2026-03-02T01:00:10Z"));
}

#[test]
fn a_from_line_without_a_header_behind_it_is_text() {
    let desk = Desk::new();
    let quoted = "引用：\nFrom zhang@example.cn Mon Mar  2 08:00:00 2026\n是他写的\n\nFrom li@example.cn Mon Mar  2 08:00:00 2026\n\n也是";
    let mbox = format!(
        ">From a@example.cn Mon Mar  2 09:00:00 2026\nSubject: one\n\n{quoted}\n\nFrom b@example.cn 2026年3月2日 09:00\nSubject: two\n\n第二封\n\n\
         From - Mon Mar  2 10:00:00 2026\n>From x Mon Mar  2 10:00:00 2026\nSubject: three\n\n第三封\n"
    );
    let (letters, rejected) = desk.read("a.mbox", mbox);
    assert_eq!(rejected, []);
    let titles: Vec<&str> = letters.iter().map(|letter| letter.title.as_str()).collect();
    assert_eq!(titles, ["one", "two", "three"]);
    assert_eq!(letters[0].body.trim_end(), quoted);
    let (letters, rejected) = desk.read(
        "a.emlx",
        "19\nSubject: x\n\n路灯\n<?xml version=\"1.0\"?><plist/>",
    );
    assert_eq!(
        (
            letters[0].title.as_str(),
            letters[0].body.as_str(),
            rejected.len()
        ),
        ("x", "路灯\n", 0)
    );
    let (letters, _) = desk.read("lead.eml", "\n\n\u{feff}Subject: x\n\n路灯");
    assert_eq!(letters[0].body, "路灯");
}

#[test]
fn a_short_zone_spares_the_header_behind_it() {
    for zone in ["UT", "Z", "E", "A", "AM", "PM", "GMT", "z"] {
        for end in ["\n", "\r\n"] {
            let head = format!(
                "Resent-Date: Mon, 2 Mar 2026 01:00:00 {zone}\nDate: Mon, 2 Mar 2026 01:00:00 {zone}\nSubject: 井盖松动\nDate: Mon, 2 Mar 2026 01:00:00 {zone}\n\
                 From: li@example.cn\nDate: Mon, 2 Mar 2026 01:00:00 {zone}\nContent-Type: text/plain; charset=utf-8\nResent-Date: 2 Mar 2026 01:00 {zone}\n\
                 Content-Transfer-Encoding: base64\n\n5LqV55uW"
            );
            let letter = mail(head.replace('\n', end));
            assert_eq!(
                (letter.title.as_str(), letter.body.as_str()),
                ("井盖松动", "井盖"),
                "{zone}"
            );
            assert_eq!(
                letter.writer.email.as_deref(),
                Some("li@example.cn"),
                "{zone}"
            );
        }
    }
}

#[test]
fn a_page_that_says_more_than_its_text_is_the_text() {
    let both = |text: &str, page: &str| {
        let kinds = [("plain", text), ("html", page)];
        let parts = kinds.map(|(kind, text)| {
            format!("--b\nContent-Type: text/{kind}; charset=utf-8\n\n{text}\n")
        });
        of(
            "multipart/alternative; boundary=b",
            &format!("{}--b--\n", parts.concat()),
        )
        .body
    };
    let page = format!(
        "<p>{}</p>",
        "小区北门的健身器材坏了两个月，老人摔倒过一次。".repeat(3)
    );
    let body = both("详见 HTML 版本", &page);
    assert!(body.contains("健身器材") && body.contains("详见"), "{body}");
    let body = both(
        "照片在这里",
        "<p>照片在<a href=\"https://pan.example/s/9\">这里</a></p>",
    );
    assert!(body.contains("https://pan.example/s/9"), "{body}");
    assert_eq!(
        both("照片在这里", "<p>照片在<b>这里</b></p>").trim_end(),
        "照片在这里"
    );
}

#[test]
fn text_of_a_rare_type_is_the_text() {
    for kind in [
        "text/markdown",
        "text/x-note; charset=utf-8",
        "text/enriched",
        "garbage",
        "application/xhtml+xml",
    ] {
        let letter = of(kind, "健身器材坏了");
        assert_eq!(
            (letter.body.as_str(), letter.attachments.len()),
            ("健身器材坏了", 0),
            "{kind}"
        );
    }
    let letter = of("text/markdown; name=a.md", "健身器材坏了");
    assert_eq!((letter.body.trim(), letter.attachments.len()), ("", 1));
}
