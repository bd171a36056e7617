//! Backups at the edges: nothing without its manifest, and the new one stays whatever lies there.

use xinxiang::domain::incoming::{Enclosure, Incoming};
use xinxiang::store::keep::KeepError;
use xinxiang::store::keep::backup::Doing;

use crate::office::{Office, at, incoming};

#[test]
fn a_backup_whose_manifest_cannot_be_written_is_none() {
    let mut office = Office::new();
    // So large that its copy is told of on the way.
    let bytes = vec![7; 6 << 20];
    let file = Enclosure { name: "a.bin".into(), media_type: "application/octet-stream".into(), bytes };
    let now = at("2026-03-02 09:00");
    office.receive(Incoming { attachments: vec![file], ..incoming("停水", now) }, now);
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("b.db");
    let manifest = folder.path().join("b.db.manifest.json");
    let blocked = office.store.backup(&target, &[], at("2026-03-02 18:00"), &mut |doing, _, _| {
        if doing == Doing::Copying {
            std::fs::write(&manifest, "somebody's").unwrap();
        }
    });
    assert!(matches!(blocked, Err(KeepError::Exists(path)) if path.ends_with("b.db.manifest.json")));
    let names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["b.db.manifest.json"], "and what was there stays");
    std::fs::remove_file(&manifest).unwrap();
    // The other way round: somebody is there before the backup itself is put into place.
    let blocked = office.store.backup(&target, &[], at("2026-03-02 18:00"), &mut |doing, _, _| {
        if doing == Doing::Copying {
            std::fs::write(&target, "somebody's").unwrap();
        }
    });
    assert!(matches!(blocked, Err(KeepError::Exists(path)) if path.ends_with("b.db")));
    assert_eq!(std::fs::read_to_string(&target).unwrap(), "somebody's");
    assert!(!manifest.exists());
}

#[test]
fn the_new_backup_stays_where_an_older_one_is_named_after_a_later_day() {
    let mut office = Office::new();
    let folder = tempfile::tempdir().unwrap();
    let daily = |office: &Office, keep, day: &str| {
        let done = office.store.daily(folder.path(), keep, &[], at(day), &mut |_, _, _| ()).unwrap();
        assert!(done.file.exists(), "{day}: the new one is there");
        assert_eq!(done.kept, keep, "{day}");
        done.removed.iter().map(|path| path.file_name().unwrap().to_str().unwrap().to_owned()).collect::<Vec<_>>()
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
    assert_eq!(daily(&office, 2, "2026-03-04 18:00"), ["xinxiang-2026-05-20.db"], "it has less of the record");
    assert_eq!(daily(&office, 1, "2026-03-04 18:30"), ["xinxiang-2026-03-03.db", "xinxiang-2026-03-04.db"]);
}
