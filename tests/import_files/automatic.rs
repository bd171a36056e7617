//! Mails that no citizen wrote: told apart, with their bytes; a letter that only looks so is a letter.

use xinxiang::domain::letter::quarantine::{MailClass, QuarantinedMail};
use xinxiang::intake::{ReadResult, read_message};

use super::mails::mail;

fn aside(raw: &str) -> QuarantinedMail {
    match read_message(raw.as_bytes(), "a.eml", Some(3)) {
        ReadResult::Aside(aside) => *aside,
        ReadResult::Letter(letter) => panic!("{} is a letter", letter.title),
        ReadResult::Rejected(rejection) => panic!("{}", rejection.why),
        ReadResult::Skipped(skipped) => panic!("{skipped:?}"),
    }
}

#[test]
fn an_automatic_mail_is_set_aside_with_its_reason_and_its_bytes() {
    let answer = "From: a@example.cn\r\nAuto-Submitted: auto-replied\r\nMessage-ID: <1@example.cn>\r\nSubject: x\r\n\r\n我在休假。";
    let found = aside(answer);
    assert_eq!(
        (found.class, found.raw.as_slice()),
        (MailClass::Auto, answer.as_bytes())
    );
    assert_eq!(
        (found.letter.source.key.as_str(), found.letter.source.row),
        ("mid:1@example.cn", Some(3))
    );
    assert!(
        found.reason.contains("Auto-Submitted: auto-replied"),
        "{}",
        found.reason
    );
    let bounce = "From: MAILER-DAEMON@example.cn\r\nReturn-Path: <>\r\nSubject: =?utf-8?B?57O757uf6YCA5L+h?=\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\n无法投递\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nAction: failed\r\n--b--\r\n";
    assert_eq!(aside(bounce).class, MailClass::Bounce);
    assert_eq!(aside(bounce).letter.title, "系统退信");
    let list = "From: news@example.cn\r\nList-Id: <news.example.cn>\r\nPrecedence: bulk\r\nSubject: x\r\n\r\n新闻";
    assert_eq!(aside(list).class, MailClass::List);
    let blank = "From: a@example.cn\r\nAuto-Submitted: auto-replied\r\nSubject: 收到\r\n\r\n";
    assert_eq!(
        aside(blank).letter.title,
        "收到",
        "one that says nothing is no rejection"
    );
}

#[test]
fn what_a_portal_passes_on_is_a_letter() {
    let letter = mail(
        "From: noreply@example.cn\r\nAuto-Submitted: auto-generated\r\nPrecedence: bulk\r\nSubject: 网站留言：退信的问题\r\n\r\n渭滨大道路灯不亮。",
    );
    assert_eq!(letter.title, "网站留言：退信的问题");
}

#[test]
fn reports_are_known_by_the_type_that_the_mail_came_with() {
    let receipt = "From: li@example.cn\nSubject: 已读：停水\nMIME-Version: 1.0\nContent-Type: multipart/report;\n report-type=disposition-notification; boundary=r\n\n\
        --r\n\n已阅读\n--r\nContent-Type: message/disposition-notification\n\nDisposition: manual-action; displayed\n--r--\n";
    assert_eq!(aside(receipt).class, MailClass::Auto);
    assert!(
        aside(receipt)
            .reason
            .contains("multipart/report disposition-notification"),
        "{}",
        aside(receipt).reason
    );
    let failed = receipt
        .replace("disposition-notification", "delivery-status")
        .replace("已读：停水", "停水");
    assert_eq!(aside(&failed).class, MailClass::Bounce);
}
