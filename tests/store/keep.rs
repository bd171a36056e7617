//! Backups at the edges: nothing without its manifest, and the new one stays whatever lies there.

use xinxiang::domain::letter::incoming::{Enclosure, IncomingLetter};
use xinxiang::platform::file_guard::FileGuard;
use xinxiang::store::backup::make::BackupPhase;
use xinxiang::store::backup::restore::{RestoreOptions, restore};
use xinxiang::store::backup::{BackupError, encryption};
use xinxiang::store::{Store, StoreError};

use crate::office::{Office, at, incoming};

#[test]
fn a_backup_whose_manifest_cannot_be_written_is_none() {
    let mut office = Office::new();
    // So large that its copy is told of on the way.
    let bytes = vec![7; 6 << 20];
    let file = Enclosure {
        name: "a.bin".into(),
        media_type: "application/octet-stream".into(),
        bytes,
    };
    let now = at("2026-03-02 09:00");
    office.receive(
        IncomingLetter {
            attachments: vec![file],
            ..incoming("停水", now)
        },
        now,
    );
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("b.db");
    let manifest = folder.path().join("b.db.manifest.json");
    let blocked = office
        .store
        .backup(&target, &[], at("2026-03-02 18:00"), &mut |doing, _, _| {
            if doing == BackupPhase::Copying {
                std::fs::write(&manifest, "somebody's").unwrap();
            }
        });
    assert!(
        matches!(blocked, Err(BackupError::Exists(path)) if path.ends_with("b.db.manifest.json"))
    );
    let names: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(names, ["b.db.manifest.json"], "and what was there stays");
    std::fs::remove_file(&manifest).unwrap();
    // The other way round: somebody is there before the backup itself is put into place.
    let blocked = office
        .store
        .backup(&target, &[], at("2026-03-02 18:00"), &mut |doing, _, _| {
            if doing == BackupPhase::Copying {
                std::fs::write(&target, "somebody's").unwrap();
            }
        });
    assert!(matches!(blocked, Err(BackupError::Exists(path)) if path.ends_with("b.db")));
    assert_eq!(std::fs::read_to_string(&target).unwrap(), "somebody's");
    assert!(!manifest.exists());
}

#[test]
fn the_new_backup_stays_where_an_older_one_is_named_after_a_later_day() {
    let mut office = Office::new();
    let folder = tempfile::tempdir().unwrap();
    let daily = |office: &Office, keep, day: &str| {
        let done = office
            .store
            .make_daily_backup(folder.path(), keep, &[], at(day), &mut |_, _, _| ())
            .unwrap();
        assert!(done.file.exists(), "{day}: the new one is there");
        assert_eq!(done.retained, keep, "{day}");
        done.removed
            .iter()
            .map(|path| path.file_name().unwrap().to_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    // The clock was ahead.
    assert_eq!(daily(&office, 1, "2026-05-20 18:00"), Vec::<String>::new());
    assert_eq!(daily(&office, 2, "2026-03-02 18:00"), Vec::<String>::new());
    office.letter("停水", at("2026-03-03 09:00"));
    assert_eq!(
        daily(&office, 2, "2026-03-03 18:00"),
        ["xinxiang-2026-03-02.db"],
        "of two with one record, by when it was made"
    );
    office.letter("停电", at("2026-03-04 09:00"));
    assert_eq!(
        daily(&office, 2, "2026-03-04 18:00"),
        ["xinxiang-2026-05-20.db"],
        "it has less of the record"
    );
    assert_eq!(
        daily(&office, 1, "2026-03-04 18:30"),
        ["xinxiang-2026-03-03.db", "xinxiang-2026-03-04.db"]
    );
}

/// What a restore says of a file, with or without a manifest.
fn restored(
    backup: &std::path::Path,
    anchors: Vec<xinxiang::store::record::anchor::Anchor>,
) -> Result<(), BackupError> {
    let target = backup.with_extension("restored");
    let wanted = RestoreOptions {
        backup,
        target: &target,
        identities: &[],
        anchors,
        without_manifest: true,
    };
    let done = restore(&wanted, &mut |_, _| ()).map(|_| ());
    assert_eq!(target.exists(), done.is_ok());
    let _ = std::fs::remove_file(target);
    done
}

#[test]
fn what_is_no_backup_is_called_that_and_nobody_is_sent_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.db");
    let missing = restored(&path, vec![]);
    assert!(matches!(missing, Err(BackupError::Io(named, _)) if named == path));
    std::fs::write(&path, "").unwrap();
    assert!(matches!(restored(&path, vec![]), Err(BackupError::NoBackup(named)) if named == path));
    std::fs::write(&path, "a letter to my aunt").unwrap();
    assert!(matches!(
        restored(&path, vec![]),
        Err(BackupError::NoBackup(_))
    ));
    std::fs::remove_file(&path).unwrap();
    rusqlite::Connection::open(&path)
        .unwrap()
        .execute_batch("CREATE TABLE songs (name TEXT)")
        .unwrap();
    assert!(
        matches!(restored(&path, vec![]), Err(BackupError::NoBackup(_))),
        "another program's database"
    );
}

#[test]
fn an_anchor_that_is_later_than_the_backup_is_told_as_that() {
    let mut office = Office::new();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("b.db");
    let now = at("2026-03-02 18:00");
    let before = office.store.anchor(None, now).unwrap();
    office
        .store
        .backup(&path, &[], now, &mut |_, _, _| ())
        .unwrap();
    office.letter("停水", at("2026-03-03 09:00"));
    let later = office.store.anchor(None, now).unwrap();
    let told = restored(&path, vec![later.clone()]).unwrap_err();
    assert!(
        matches!(told, BackupError::AnchorBeyondBackup(events, there) if (events, there) == (later.events, before.events))
    );
    restored(&path, vec![before]).unwrap();
}

#[test]
fn a_backup_is_refused_by_the_name_that_was_given() {
    let office = Office::new();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("b.db");
    let backup = || {
        office
            .store
            .backup(&path, &[], at("2026-03-02 18:00"), &mut |_, _, _| ())
    };
    backup().unwrap();
    assert!(matches!(backup(), Err(BackupError::Exists(named)) if named == path));
}

#[test]
fn a_daily_backup_that_fails_leaves_no_empty_folder_and_says_how_the_office_is_mended() {
    let mut office = Office::new();
    office.letter("停水", at("2026-03-02 09:00"));
    office.tamper("UPDATE letter SET title = 'x'");
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("backups");
    let failed =
        office
            .store
            .make_daily_backup(&folder, 3, &[], at("2026-03-02 18:00"), &mut |_, _, _| ());
    let Err(failed) = failed else {
        panic!("the office is damaged")
    };
    assert!(
        matches!(failed, BackupError::OfficeNotClean(..))
            && failed.to_string().contains("xinxiang rebuild")
    );
    assert!(!folder.exists());
}

#[test]
fn a_damaged_database_says_how_another_is_made() {
    let office = Office::new();
    let path = office.store.path().to_owned();
    drop(office.store.backup(
        &path.with_extension("copy"),
        &[],
        at("2026-03-02 18:00"),
        &mut |_, _, _| (),
    ));
    let copy = path.with_extension("copy");
    let mut bytes = std::fs::read(&copy).unwrap();
    // The tables, after the page that names them.
    bytes[16_384..].fill(0x5a);
    std::fs::write(&copy, &bytes).unwrap();
    let damaged = Store::open(&copy)
        .and_then(|store| store.verify(&mut |_, _| ()).map(drop))
        .unwrap_err();
    let told = damaged.to_string();
    assert!(
        told.contains("xinxiang rebuild") && told.contains("xinxiang restore"),
        "{told}"
    );
    bytes[..100].fill(0);
    std::fs::write(&copy, &bytes).unwrap();
    let foreign = Store::open(&copy).map(drop).unwrap_err();
    assert!(
        matches!(foreign, StoreError::Foreign) && foreign.to_string().contains("xinxiang restore"),
        "{foreign}"
    );
}

#[test]
fn where_only_rows_are_wrong_the_record_holds() {
    let mut office = Office::new();
    office.letter("停水", at("2026-03-02 09:00"));
    assert!(office.verify().record_holds);
    office.tamper("UPDATE letter SET title = 'x'");
    let report = office.verify();
    assert!(report.record_holds && !report.findings.is_empty());
    office.tamper("DROP TRIGGER event_is_never_changed; UPDATE event SET who = 'x' WHERE seq = 2");
    assert!(!office.verify().record_holds);
}

#[test]
fn a_key_has_its_public_half_beside_it_and_the_secret_one_is_never_shown() {
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("office.key");
    let public = encryption::make_key(&key).unwrap();
    let beside = folder.path().join("office.pub");
    assert_eq!(std::fs::read_to_string(&beside).unwrap().trim(), public);
    let given = |path: &std::path::Path| {
        encryption::parse_recipients(&[path.to_str().unwrap().to_owned()], &FileGuard::none())
    };
    assert!(given(&beside).is_ok_and(|all| all.len() == 1));
    let text = std::fs::read_to_string(&key).unwrap();
    let secret = text.lines().last().unwrap().to_owned();
    for wrong in [
        given(&key),
        encryption::parse_recipients(std::slice::from_ref(&secret), &FileGuard::none()),
        encryption::parse_recipients(&[secret.to_lowercase()], &FileGuard::none()),
    ] {
        let told = wrong.map(|all| all.len()).unwrap_err();
        assert!(
            matches!(told, BackupError::SecretKey) && !told.to_string().contains(&secret[16..30]),
            "{told}"
        );
    }
    let unknown = "age1qqqqqqqqqqqqqqqqqqqqqqqqqq".to_owned();
    let told = encryption::parse_recipients(std::slice::from_ref(&unknown), &FileGuard::none())
        .map(|all| all.len())
        .unwrap_err()
        .to_string();
    assert!(
        told.contains("age1qqqq…") && !told.contains(&unknown),
        "{told}"
    );
    std::fs::remove_file(&key).unwrap();
    assert!(
        matches!(encryption::make_key(&key), Err(BackupError::Exists(named)) if named == beside),
        "and no key is made"
    );
    assert!(!key.exists());
    assert_eq!(
        encryption::public_path(std::path::Path::new("a/k")),
        std::path::Path::new("a/k.pub")
    );
}
