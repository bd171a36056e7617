//! Real tables and test suites, where they are on this machine.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use xinxiang::intake::{
    IntakeError, MapOverrides, ReadResult, RejectReason, collect_sources, read,
};
use xinxiang::platform::file_guard::FileGuard;

use super::{BEIJING, read_all};

fn shared(path: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/data")
        .join(path);
    if !path.exists() {
        eprintln!("skipped: {} is not here", path.display());
        return None;
    }
    Some(path)
}

#[test]
fn every_row_of_the_real_tables_is_a_letter_or_named() {
    let Some(folder) = shared("letters") else {
        return;
    };
    for (name, rows) in [
        ("shangluo.csv", 729),
        ("taidi_hot.csv", 4326),
        ("taidi_replied.csv", 1711),
        ("taidi_labelled.csv", 849),
    ] {
        let (letters, rejected) = read_all(&folder.join(name), &MapOverrides::default()).unwrap();
        assert_eq!(letters.len() + rejected.len(), rows, "{name}");
        for rejection in &rejected {
            eprintln!("{name} {:?}: {}", rejection.row, rejection.why);
        }
        assert!(rejected.len() < 5, "{name}");
        assert!(letters.iter().all(|letter| !letter.title.trim().is_empty()));
        let undated = letters
            .iter()
            .filter(|letter| letter.received_at.is_none())
            .count();
        let remarks = letters
            .iter()
            .filter(|letter| !letter.remarks.is_empty())
            .count();
        eprintln!(
            "{name}: {} letters, {undated} without a time, {remarks} with remarks",
            letters.len()
        );
        assert!(remarks < 5, "{name}");
    }
    let error = read_all(&folder.join("taidi_labels.csv"), &MapOverrides::default()).unwrap_err();
    assert!(matches!(error, IntakeError::NoColumns { .. }), "{error}");
}

#[test]
fn every_mail_of_four_test_suites_is_a_letter_or_named() {
    let Some(folder) = shared("mail/eml") else {
        return;
    };
    let (found, rejected) = collect_sources(&[folder], &FileGuard::none());
    assert_eq!((found.len(), rejected.len()), (321, 0));
    let mut letters = 0;
    for source in &found {
        let mut any = 0;
        let result = read(
            source,
            &MapOverrides::default(),
            BEIJING,
            &mut |found, _| {
                any += 1;
                match found {
                    ReadResult::Letter(letter) => {
                        letters += 1;
                        assert!(!letter.title.is_empty());
                        assert!(
                            letter
                                .attachments
                                .iter()
                                .all(|one| !one.name.is_empty() && one.name.len() <= 130)
                        );
                    }
                    ReadResult::Aside(aside) => eprintln!("{}: {}", source.name, aside.reason),
                    ReadResult::Rejected(rejection) => {
                        assert_ne!(rejection.why, RejectReason::Unreadable, "{}", source.name);
                        eprintln!("{}: {}", source.name, rejection.why);
                    }
                    ReadResult::Skipped(skipped) => eprintln!("{}: {:?}", source.name, skipped),
                }
                ControlFlow::Continue(())
            },
        );
        match result {
            Ok(()) => assert!(any > 0, "{} came to nothing", source.name),
            Err(error) => eprintln!("{}: {error}", source.name),
        }
    }
    eprintln!("{letters} letters from {} files", found.len());
    assert!(letters > 280, "{letters}");
}
