//! Two lines of history in one folder of backups: after a restore, and after the record was written anew.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, params};
use xinxiang::store::Store;
use xinxiang::store::backup::daily::DailyBackup;
use xinxiang::store::backup::manifest::manifest_path;
use xinxiang::store::backup::restore::{RestoreOptions, restore};
use xinxiang::store::backup::staged_file::StagedFile;
use xinxiang::store::record::events::RawEvent;

use crate::office::{Office, at, incoming};

fn daily(store: &Store, folder: &Path, keep: usize, day: &str) -> DailyBackup {
    store
        .make_daily_backup(folder, keep, &[], at(day), &mut |_, _, _| ())
        .unwrap()
}

fn receive(store: &mut Store, names: &[&str], day: &str) {
    let letters = names.iter().map(|name| incoming(name, at(day))).collect();
    store.receive(letters, "administrator", at(day)).unwrap();
}

fn names(paths: &[PathBuf]) -> Vec<String> {
    paths
        .iter()
        .map(|path| path.file_name().unwrap().to_str().unwrap().to_owned())
        .collect()
}

/// Moves a backup away with its manifest.
fn move_away(backup: &Path, to: &Path) {
    for path in [backup.to_owned(), manifest_path(backup)] {
        std::fs::rename(&path, to.join(path.file_name().unwrap())).unwrap();
    }
}

#[test]
fn after_a_restore_no_backup_is_removed_until_the_abandoned_ones_are_moved_away() {
    let mut office = Office::new();
    let (folder, place) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut abandoned = Vec::new();
    for (day, name) in [
        ("2026-03-02", "停水"),
        ("2026-03-03", "停电"),
        ("2026-03-04", "停气"),
    ] {
        // Ten letters a day, as many as the restored office will not have in a week.
        let letters: Vec<String> = (0..10).map(|n| format!("{name}{n}")).collect();
        receive(
            &mut office.store,
            &letters.iter().map(String::as_str).collect::<Vec<_>>(),
            &format!("{day} 09:00"),
        );
        abandoned.push(daily(&office.store, folder.path(), 3, &format!("{day} 18:00")).file);
    }
    let first = abandoned.remove(0);
    let target = place.path().join("restored.db");
    let wanted = RestoreOptions {
        backup: &first,
        target: &target,
        identities: &[],
        anchors: vec![],
        without_manifest: false,
    };
    restore(&wanted, &mut |_, _| ()).unwrap();
    let mut restored = Store::open(&target).unwrap();
    let mut ours = vec![first.clone()];
    for (day, name) in [
        ("2026-03-05", "噪声"),
        ("2026-03-06", "路灯"),
        ("2026-03-09", "井盖"),
        ("2026-03-10", "树木"),
    ] {
        receive(&mut restored, &[name], &format!("{day} 09:00"));
        let done = daily(&restored, folder.path(), 3, &format!("{day} 18:00"));
        ours.push(done.file.clone());
        assert_eq!(
            (done.retained, names(&done.removed)),
            (ours.len(), vec![]),
            "{day}"
        );
        assert_eq!(
            names(&done.diverged),
            [
                "xinxiang-2026-03-03.db.manifest.json",
                "xinxiang-2026-03-04.db.manifest.json"
            ]
        );
    }
    assert!(
        ours.iter()
            .chain(&abandoned)
            .all(|path| path.exists() && manifest_path(path).exists())
    );
    // Somebody has looked.
    abandoned
        .iter()
        .for_each(|path| move_away(path, place.path()));
    receive(&mut restored, &["垃圾"], "2026-03-11 09:00");
    let done = daily(&restored, folder.path(), 3, "2026-03-11 18:00");
    assert_eq!(
        (done.retained, done.removed, names(&done.diverged)),
        (3, ours[..3].to_vec(), vec![])
    );
}

/// Writes the newest event of the record anew, as one who knows how can: its hash fits, and so do the rows.
fn rewrite(office: &Office) {
    let connection = Connection::open(office.store.path()).unwrap();
    let last = "SELECT * FROM event ORDER BY seq DESC LIMIT 1";
    let mut raw = connection.query_row(last, [], RawEvent::from_row).unwrap();
    raw.body = raw.body.replace("192.0.2.7", "192.0.2.8");
    raw.hash = raw.expected_hash();
    let trigger = "SELECT sql FROM sqlite_schema WHERE name = 'event_is_never_changed'";
    let trigger: String = connection.query_row(trigger, [], |row| row.get(0)).unwrap();
    connection
        .execute_batch("DROP TRIGGER event_is_never_changed")
        .unwrap();
    connection
        .execute(
            "UPDATE event SET body = ?, hash = ? WHERE seq = ?",
            params![raw.body, raw.hash, raw.seq],
        )
        .unwrap();
    connection.execute_batch(&trigger).unwrap();
}

#[test]
fn a_manifest_in_the_folder_bears_witness_against_a_record_that_was_written_anew() {
    let mut office = Office::new();
    let folder = tempfile::tempdir().unwrap();
    office
        .store
        .begin_session("leader", "192.0.2.7", None, at("2026-03-02 09:00"))
        .unwrap();
    let witness = daily(&office.store, folder.path(), 1, "2026-03-02 18:00").file;
    rewrite(&office);
    office.letter("停水", at("2026-03-03 09:00"));
    assert!(
        office.verify().findings.is_empty(),
        "the record alone says nothing"
    );
    let done = daily(&office.store, folder.path(), 1, "2026-03-03 18:00");
    assert!(done.file.exists() && witness.exists() && done.removed.is_empty());
    assert_eq!(done.diverged, [manifest_path(&witness)]);
    assert_eq!(
        office.store.diverged_manifests(folder.path()).unwrap(),
        [manifest_path(&witness)]
    );
}

#[test]
fn a_name_is_given_once_a_day_also_after_its_backup_was_removed() {
    let mut office = Office::new();
    let folder = tempfile::tempdir().unwrap();
    let mut given = Vec::new();
    for n in 0..4 {
        office.letter(&format!("停水{n}"), at("2026-03-02 09:00"));
        given.push(daily(&office.store, folder.path(), 1, "2026-03-02 18:00").file);
    }
    assert_eq!(
        names(&given),
        [
            "xinxiang-2026-03-02.db",
            "xinxiang-2026-03-02-2.db",
            "xinxiang-2026-03-02-3.db",
            "xinxiang-2026-03-02-4.db"
        ]
    );
}

#[test]
fn a_manifest_without_its_backup_is_removed_unless_that_is_being_made() {
    let office = Office::new();
    let folder = tempfile::tempdir().unwrap();
    let [killed, made] = ["2026-03-02 18:00", "2026-03-03 18:00"]
        .map(|day| daily(&office.store, folder.path(), 9, day));
    std::fs::remove_file(&killed.file).unwrap();
    std::fs::remove_file(&made.file).unwrap();
    let making = StagedFile::create(&made.file).unwrap();
    let done = daily(&office.store, folder.path(), 9, "2026-03-04 18:00");
    assert_eq!(
        (done.retained, done.orphaned),
        (1, vec![manifest_path(&killed.file)])
    );
    assert!(!manifest_path(&killed.file).exists() && manifest_path(&made.file).exists());
    drop(making);
    assert_eq!(
        daily(&office.store, folder.path(), 9, "2026-03-05 18:00").orphaned,
        [manifest_path(&made.file)]
    );
}
