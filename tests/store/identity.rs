//! Which letters are one: by whom, of when and with what they are, and not by an identifier that gateways use again.

use std::collections::HashSet;

use std::time::Duration;
use xinxiang::domain::letter::incoming::{Enclosure, IncomingLetter, Source, Writer};
use xinxiang::store::change::receive::{Received, identity};

use crate::office::{Office, at, incoming};

fn file(bytes: &[u8]) -> Enclosure {
    Enclosure {
        name: "证据.jpg".into(),
        media_type: "image/jpeg".into(),
        bytes: bytes.to_vec(),
    }
}

/// A mail as this version reads it.
fn mail() -> IncomingLetter {
    let sent = at("2026-03-02 08:00");
    IncomingLetter {
        writer: Writer {
            name: Some("王伟".into()),
            email: Some("wang@example.cn".into()),
            ..Writer::default()
        },
        source: Source {
            key: "mid:form@example.cn".into(),
            sent: Some(sent),
            print: Some("a".into()),
            ..Source::default()
        },
        attachments: vec![file(b"one")],
        ..incoming("停水", at("2026-03-02 09:00"))
    }
}

/// A mail as the version before recorded it.
fn former() -> IncomingLetter {
    let mut mail = mail();
    (mail.source.sent, mail.source.print) = (None, None);
    mail
}

fn row() -> IncomingLetter {
    IncomingLetter {
        writer: Writer {
            name: Some("王伟".into()),
            phone: Some("138-0000-0001".into()),
            ..Writer::default()
        },
        source: Source {
            key: "row:0123456789abcdef01234567".into(),
            row: Some(2),
            ..Source::default()
        },
        ..incoming("停水", at("2026-03-02 09:00"))
    }
}

fn changed(mut letter: IncomingLetter, change: impl FnOnce(&mut IncomingLetter)) -> IncomingLetter {
    change(&mut letter);
    letter
}

/// What a dry run says, and then what the import does; they must be the same. Imported again, nothing is new.
fn news(before: Option<IncomingLetter>, letters: &[IncomingLetter]) -> Vec<bool> {
    let mut office = Office::new();
    let now = at("2026-03-03 09:00");
    if let Some(before) = before {
        office.receive(before, now);
    }
    let mut seen = HashSet::new();
    let dry: Vec<bool> = letters
        .iter()
        .map(|letter| !office.store.was_received(letter).unwrap() && seen.insert(identity(letter)))
        .collect();
    let done = office
        .store
        .receive(letters.to_vec(), "administrator", now)
        .unwrap();
    let done: Vec<bool> = done
        .iter()
        .map(|answer| matches!(answer, Received::New(_)))
        .collect();
    assert_eq!(dry, done);
    let again = office
        .store
        .receive(letters.to_vec(), "administrator", now)
        .unwrap();
    assert!(
        again
            .iter()
            .all(|answer| matches!(answer, Received::AlreadyThere(_)))
    );
    assert_eq!(
        office.store.verify(&mut |_, _| ()).unwrap().findings,
        Vec::<String>::new()
    );
    done
}

#[test]
fn mails_of_one_identifier_are_one_where_all_is_the_same() {
    let day = Duration::from_hours(24);
    let other = |change: fn(&mut IncomingLetter)| {
        changed(mail(), |mail| {
            mail.source.print = Some("b".into());
            change(mail);
        })
    };
    let letters = [
        mail(),
        other(|mail| mail.attachments = vec![file(b"two")]),
        other(|mail| mail.attachments.push(file(b"two"))),
        other(|mail| mail.attachments.clear()),
        other(|mail| mail.writer.name = Some("李娜".into())),
        other(|mail| mail.writer.email = Some("li@example.cn".into())),
        other(|mail| mail.source.sent = None),
        other(|mail| mail.body.push_str("又及")),
        other(|mail| mail.title.push_str("又及")),
    ];
    assert_eq!(news(None, &letters), [true; 9]);
    let later = changed(mail(), |mail| {
        mail.source.sent = mail.source.sent.map(|sent| sent.saturating_add(day))
    });
    let later = changed(later, |mail| mail.source.print = Some("b".into()));
    // Exported again: by another way, with other line ends, in other parts.
    let same = [
        changed(mail(), |mail| {
            mail.received_at = mail.received_at.map(|at| at.saturating_add(day))
        }),
        other(|mail| mail.received_at = None),
    ];
    assert_eq!(
        news(None, &[[mail(), later].as_slice(), &same].concat()),
        [true, true, false, false]
    );
    // Read otherwise by a later version: its bytes are the same.
    assert_eq!(
        news(
            Some(mail()),
            &[changed(mail(), |mail| mail.body.push_str("，读法不同"))]
        ),
        [false]
    );
}

#[test]
fn rows_count_telephone_and_address() {
    let letters = [
        row(),
        changed(row(), |row| row.writer.phone = Some("138-0000-0002".into())),
        changed(row(), |row| row.writer.phone = None),
        changed(row(), |row| row.writer.address = Some("经二路 3 号".into())),
        changed(row(), |row| row.source.row = Some(9)),
        changed(row(), |row| row.writer.phone = Some("13800000001".into())),
    ];
    assert_eq!(news(None, &letters), [true, true, true, true, false, false]);
}

#[test]
fn what_the_version_before_imported_is_there() {
    let hour = Duration::from_hours(1);
    let same = [
        mail(),
        changed(mail(), |mail| {
            mail.received_at = mail.received_at.map(|at| at.saturating_add(hour))
        }),
        // Read otherwise now, and received at the same instant.
        changed(mail(), |mail| mail.body.push_str(" https://example.cn/")),
        changed(mail(), |mail| mail.title = "停水（更正）".into()),
    ];
    for same in same {
        assert_eq!(
            news(Some(former()), std::slice::from_ref(&same)),
            [false],
            "{same:?}"
        );
    }
    for other in [
        changed(mail(), |mail| mail.attachments = vec![file(b"two")]),
        changed(mail(), |mail| mail.attachments.push(file(b"two"))),
        changed(mail(), |mail| {
            mail.writer.email = Some("li@example.cn".into())
        }),
        changed(mail(), |mail| {
            mail.source.sent = Some(at("2026-03-09 09:00"))
        }),
        changed(mail(), |mail| {
            mail.body = "另一件事".into();
            mail.received_at = mail.received_at.map(|at| at.saturating_add(hour));
        }),
    ] {
        assert_eq!(
            news(Some(former()), std::slice::from_ref(&other)),
            [true],
            "{other:?}"
        );
    }
    let damaged = changed(former(), |mail| mail.title = "停\u{fffd}\u{fffd}".into());
    assert_eq!(news(Some(damaged), &[mail()]), [false]);
}

#[test]
fn a_mail_that_was_read_otherwise_is_there() {
    let text = |bytes: &[u8]| Enclosure {
        name: "附件1.txt".into(),
        media_type: "text/plain".into(),
        bytes: bytes.to_vec(),
    };
    let nested = |bytes: &[u8]| Enclosure {
        name: "附件2.eml".into(),
        media_type: "message/rfc822".into(),
        bytes: bytes.to_vec(),
    };
    let hidden = changed(former(), |mail| {
        mail.body = String::new();
        mail.attachments = vec![text("停水三天".as_bytes())];
    });
    let shown = changed(mail(), |mail| mail.attachments.clear());
    assert_eq!(
        news(Some(hidden.clone()), std::slice::from_ref(&shown)),
        [false],
        "an unnamed part is the text now"
    );
    let dated = changed(hidden, |mail| {
        mail.received_at = mail.source.sent.or(Some(at("2026-03-02 08:00")))
    });
    assert_eq!(
        news(Some(dated), &[shown]),
        [false],
        "the date that the writer gave"
    );
    let before = changed(former(), |mail| mail.attachments.push(nested(b"one")));
    let after = changed(mail(), |mail| mail.attachments.push(nested(b"two")));
    assert_eq!(
        news(Some(before), &[after]),
        [false],
        "a mail within the mail"
    );
    let sealed = changed(former(), |mail| mail.body = String::new());
    let opened = changed(mail(), |mail| {
        mail.body = String::new();
        mail.attachments = vec![file(b"unsealed")];
    });
    assert_eq!(news(Some(sealed), &[opened]), [false], "an encrypted one");
}

#[test]
fn a_row_that_the_version_before_kept_under_another_key_is_there() {
    let before = changed(row(), |letter| letter.writer.phone = None);
    let now = changed(row(), |letter| {
        letter.source.former = vec![letter.source.key.clone()];
        letter.source.key = "row:fedcba9876543210fedcba98".into();
    });
    assert_eq!(
        news(Some(before.clone()), std::slice::from_ref(&now)),
        [false]
    );
    let other = changed(now.clone(), |letter| {
        letter.source.former = vec!["row:000000000000000000000000".into()]
    });
    assert_eq!(news(Some(before), &[other]), [true]);
    let mut office = Office::new();
    office.receive(now, at("2026-03-03 09:00"));
    let recorded = office.value::<String>("SELECT body FROM event WHERE version = 1");
    assert!(!recorded.contains("former"), "{recorded}");
}
