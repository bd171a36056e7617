//! Where files lie: folders, Maildirs, the database that is never opened.

use std::fs;

use xinxiang::i18n::{Lang, with_language};
use xinxiang::intake::{
    IntakeError, MapOverrides, RejectReason, UnsupportedFormat, collect_sources,
};
use xinxiang::platform::file_guard::FileGuard;

use super::mails::PLAIN;
use super::{Desk, read_all};

#[test]
fn folders_are_walked_and_a_maildir_is_one_source() {
    let desk = Desk::new();
    desk.put("box/cur/1:2,S", PLAIN);
    desk.put("box/new/2", PLAIN.replace("<1@", "<2@"));
    desk.put("box/tmp/3", PLAIN);
    desk.put("b/2.csv", "title\nx\n");
    desk.put("a/1.csv", "title\nx\n");
    desk.put(".hidden.csv", "title\nx\n");
    desk.put("~$x.xlsx", "lock");
    std::os::unix::fs::symlink(desk.0.path(), desk.0.path().join("b/loop")).unwrap();
    let (found, rejected) = collect_sources(
        &[desk.0.path().to_owned(), desk.0.path().join("missing")],
        &FileGuard::none(),
    );
    let names: Vec<_> = found.iter().map(|source| source.name.as_str()).collect();
    assert_eq!(names, ["1.csv", "2.csv", "box"]);
    assert_eq!(rejected.len(), 1);
    assert!(matches!(
        &rejected[0].why,
        RejectReason::File(IntakeError::Io { .. })
    ));
    let (letters, _) = read_all(&desk.0.path().join("box"), &MapOverrides::default()).unwrap();
    let keys: Vec<_> = letters
        .iter()
        .map(|letter| letter.source.key.as_str())
        .collect();
    assert_eq!(keys, ["mid:1@example.cn", "mid:2@example.cn"]);
    assert_eq!(letters[0].source.file.as_deref(), Some("1:2,S"));
}

#[test]
fn the_database_is_refused_by_its_inode_and_a_pipe_is_never_opened() {
    let desk = Desk::new();
    let database = desk.put("letters.db", "title\nx\n");
    fs::hard_link(&database, desk.0.path().join("innocent.csv")).unwrap();
    std::os::unix::fs::symlink(&database, desk.0.path().join("link.csv")).unwrap();
    desk.put("m/new/x", "Subject: a\n\nb");
    fs::create_dir(desk.0.path().join("m/cur")).unwrap();
    fs::hard_link(&database, desk.0.path().join("m/cur/y")).unwrap();
    // Opening a pipe without a writer would wait for ever.
    rustix::fs::mkfifoat(
        rustix::fs::CWD,
        desk.0.path().join("pipe"),
        rustix::fs::Mode::RUSR,
    )
    .unwrap();
    let (found, rejected) = collect_sources(&[desk.0.path().to_owned()], &FileGuard::of(&database));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].messages.as_ref().map(Vec::len), Some(1));
    let whys: Vec<_> = rejected
        .iter()
        .map(|rejection| (rejection.file.as_str(), rejection.why.clone()))
        .collect();
    let database = |name| (name, RejectReason::Database);
    assert_eq!(
        whys,
        [
            database("innocent.csv"),
            database("letters.db"),
            database("link.csv"),
            database("y"),
            ("pipe", RejectReason::NotAFile)
        ]
    );
}

#[test]
fn what_is_no_letter_at_all_says_so() {
    let desk = Desk::new();
    let error = read_all(
        &desk.put("c.bin", [0xff, 1, 2, 0xfe, 3, 0x80]),
        &MapOverrides::default(),
    )
    .unwrap_err();
    assert_eq!(
        error,
        IntakeError::Unknown {
            file: "c.bin".into()
        }
    );
    let error = read_all(&desk.put("d.csv", " \n"), &MapOverrides::default()).unwrap_err();
    assert_eq!(
        error,
        IntakeError::Empty {
            file: "d.csv".into()
        }
    );
    let (letters, rejected) = desk.read("only-headings.csv", "标题,内容\n");
    assert_eq!((letters.len(), rejected.len()), (0, 0));
}

#[test]
fn every_reason_is_a_sentence_in_both_languages() {
    let file = || "x.csv".to_owned();
    let columns = || vec!["甲栏".to_owned()];
    let errors = [
        IntakeError::Io {
            file: file(),
            why: "no".into(),
        },
        IntakeError::Empty { file: file() },
        IntakeError::Unknown { file: file() },
        IntakeError::Foreign {
            file: file(),
            what: UnsupportedFormat::WebPage,
        },
        IntakeError::NoColumns {
            file: file(),
            columns: columns(),
        },
        IntakeError::NoColumns {
            file: file(),
            columns: Vec::new(),
        },
        IntakeError::NoSuchColumn {
            file: file(),
            column: "乙".into(),
            columns: columns(),
        },
        IntakeError::BadMap { text: "x".into() },
        IntakeError::Workbook { file: file() },
        IntakeError::Locked { file: file() },
        IntakeError::TooBig {
            file: file(),
            limit: 256,
        },
    ];
    let own = [
        RejectReason::NoContent,
        RejectReason::WrongFields {
            found: 1,
            expected: 4,
        },
        RejectReason::NotAnObject,
        RejectReason::NothingInMail {
            subject: String::new(),
        },
        RejectReason::NothingInMail {
            subject: "噪声".into(),
        },
        RejectReason::NotMail,
        RejectReason::TooManyParts { limit: 9 },
        RejectReason::TooLong { limit: 64 },
        RejectReason::Unreadable,
        RejectReason::BrokenOff,
        RejectReason::TooMuch { rows: 9 },
        RejectReason::Sheet {
            name: "说明".into(),
        },
        RejectReason::Database,
        RejectReason::NotAFile,
    ];
    let whys: Vec<RejectReason> = own
        .into_iter()
        .chain(errors.into_iter().map(RejectReason::File))
        .collect();
    for lang in [Lang::Zh, Lang::En] {
        for why in &whys {
            let sentence = with_language(lang, || why.to_string());
            assert!(
                !sentence.starts_with("intake-") && !sentence.contains("{$"),
                "{lang:?} {why:?}: {sentence}"
            );
        }
    }
}
