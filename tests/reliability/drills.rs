//! Drills: a backup is made while somebody writes, and restored; every bad one is refused, and leaves nothing behind.

mod ways;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use fastrand::Rng;
use xinxiang::domain::letter::LetterId;
use xinxiang::domain::letter::incoming::Enclosure;
use xinxiang::domain::workflow::action::Verb;
use xinxiang::platform::file_guard::FileGuard;
use xinxiang::store::Store;
use xinxiang::store::backup::restore::{RestoreOptions, restore};
use xinxiang::store::backup::{BackupError, encryption};

use super::times;
use crate::office::{Office, at, incoming};

/// A letter of the drill, with an attachment now and then.
fn receive(store: &mut Store, name: &str) -> LetterId {
    let now = at("2026-03-02 09:00");
    let mut letter = incoming(name, now);
    if name.len().is_multiple_of(3) {
        let file = Enclosure {
            name: "a.txt".into(),
            media_type: "text/plain".into(),
            bytes: name.repeat(50).into_bytes(),
        };
        letter.attachments = vec![file];
    }
    match store.receive(vec![letter], "administrator", now).unwrap()[..] {
        [xinxiang::store::change::receive::Received::New(id)] => id,
        ref other => panic!("{other:?}"),
    }
}

/// An office with some letters, each somewhere on its way.
fn office(dice: &mut Rng) -> Office {
    const ROAD: [Verb; 8] = [
        Verb::Accept,
        Verb::Assign,
        Verb::SignFor,
        Verb::Feedback,
        Verb::Draft,
        Verb::Submit,
        Verb::Approve,
        Verb::Send,
    ];
    let mut office = Office::new();
    for n in 0..3 + dice.usize(..5) {
        let id = receive(&mut office.store, &format!("起初{n}"));
        let far = dice.usize(..ROAD.len() + 1);
        office.walk(id, &ROAD[..far], at("2026-03-02 10:00"));
    }
    office
}

/// The titles of all letters in a file.
fn titles(store: &Store) -> BTreeSet<String> {
    let mut id = 1;
    let mut titles = BTreeSet::new();
    while let Ok(letter) = store.load_letter(LetterId(id)) {
        titles.insert(letter.title);
        id += 1;
    }
    titles
}

/// A backup, its key where it is encrypted, and what had been acknowledged before it was begun.
pub(super) struct Made {
    pub file: PathBuf,
    pub key: Option<PathBuf>,
    before: BTreeSet<String>,
}

/// Makes a backup while somebody writes without a pause.
fn made(folder: &Path, office: &Office, name: &str, sealed: bool) -> Made {
    let (file, database) = (folder.join(name), office.store.path());
    let key = sealed.then(|| folder.join(format!("{name}.key")));
    let recipients = match &key {
        Some(key) => {
            encryption::parse_recipients(&[encryption::make_key(key).unwrap()], &FileGuard::none())
                .unwrap()
        }
        None => Vec::new(),
    };
    let acknowledged = Mutex::new(titles(&office.store));
    let over = AtomicBool::new(false);
    let before = std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut store = Store::open(database).unwrap();
            let mut n = 0;
            while !over.load(Ordering::Relaxed) {
                let name = format!("{name}期间{n}");
                let id = receive(&mut store, &name);
                acknowledged
                    .lock()
                    .unwrap()
                    .insert(store.load_letter(id).unwrap().title);
                n += 1;
            }
            assert!(n > 0, "nobody wrote");
        });
        let began = acknowledged.lock().unwrap().len();
        // The writer is at it before the backup begins.
        while acknowledged.lock().unwrap().len() == began {
            std::thread::yield_now();
        }
        let before = acknowledged.lock().unwrap().clone();
        let done = office.store.backup(
            &file,
            &recipients,
            at("2026-03-02 18:00"),
            &mut |_, _, _| (),
        );
        over.store(true, Ordering::Relaxed);
        done.unwrap();
        before
    });
    Made { file, key, before }
}

/// Restores a backup.
pub(super) fn restored(
    backup: &Path,
    key: Option<&Path>,
    target: &Path,
) -> Result<(), BackupError> {
    let identities = key
        .map(|key| encryption::read_identities(key, &FileGuard::none()).unwrap())
        .unwrap_or_default();
    let wanted = RestoreOptions {
        backup,
        target,
        identities: &identities,
        anchors: Vec::new(),
        without_manifest: false,
    };
    restore(&wanted, &mut |_, _| ()).map(|_| ())
}

fn files(folder: &Path) -> BTreeSet<PathBuf> {
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect()
}

fn drills(n: u64) {
    let mut refused = std::collections::BTreeMap::<&str, u64>::new();
    for seed in 0..n {
        let mut dice = Rng::with_seed(seed);
        let folder = tempfile::tempdir().unwrap();
        let office = office(&mut dice);
        let sealed = seed % 2 == 1;
        let backup = made(folder.path(), &office, "good.db", sealed);
        let another = made(folder.path(), &Office::new(), "another.db", sealed);
        let later = made(folder.path(), &office, "later.db", sealed);
        let target = folder.path().join("restored.db");
        for good in [&backup, &later] {
            restored(&good.file, good.key.as_deref(), &target)
                .unwrap_or_else(|error| panic!("seed {seed}: {error}"));
            let store = Store::open(&target).unwrap();
            let there = titles(&store);
            let lost: Vec<_> = good.before.difference(&there).collect();
            assert!(
                lost.is_empty(),
                "seed {seed}: acknowledged and not in the backup: {lost:?}"
            );
            // The last one who closes it leaves no log behind, beside which nothing would be restored.
            drop(store);
            std::fs::remove_file(&target).unwrap();
        }
        for way in ways::WAYS {
            let bad = ways::spoil(way, &mut dice, &backup, [&another, &later], folder.path());
            let before = files(folder.path());
            let told = restored(&bad.file, bad.key.as_deref(), &target);
            let error = told.expect_err(&format!("seed {seed}: a bad backup was taken: {way}"));
            assert!(!error.to_string().is_empty());
            assert_eq!(
                files(folder.path()),
                before,
                "seed {seed}: {way}: something was left behind"
            );
            *refused.entry(way).or_default() += 1;
        }
    }
    eprintln!("{n} drills; bad backups refused: {refused:?}");
}

#[test]
fn five_drills_restore_what_is_good_and_nothing_else() {
    let _alone = crate::concurrency::alone();
    drills(5);
}

#[test]
#[ignore = "a hundred drills"]
fn a_hundred_drills_restore_what_is_good_and_nothing_else() {
    let _alone = crate::concurrency::alone();
    drills(times(100));
}
