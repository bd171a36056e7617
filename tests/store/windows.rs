//! One who writes the same in two windows, actions asked for again, a file that is not where it was.

use xinxiang::domain::letter::LetterId;
use xinxiang::domain::letter::draft::{Draft, DraftRef, REPLY_PURPOSE};
use xinxiang::domain::time::Timestamp;
use xinxiang::store::change::drafts::DraftSaved;
use xinxiang::store::change::perform::{Actor, Change};
use xinxiang::store::{Store, StoreError};

use crate::office::{Office, accept, administrator, at};

fn now() -> Timestamp {
    at("2026-03-02 09:30")
}

fn text(text: &str, revision: u32) -> Draft {
    Draft {
        text: text.into(),
        line: 0,
        col: 0,
        base_version: 1,
        saved_at: now(),
        revision,
        conflict_window: None,
    }
}

fn save(store: &mut Store, letter: LetterId, draft: &Draft) -> DraftSaved {
    store
        .save_draft(letter, REPLY_PURPOSE, "administrator", draft)
        .unwrap()
}

fn texts(store: &Store, letter: LetterId) -> Vec<String> {
    store
        .drafts(letter, REPLY_PURPOSE, "administrator")
        .unwrap()
        .into_iter()
        .map(|draft| draft.text)
        .collect()
}

#[test]
fn what_two_windows_write_is_kept_beside_one_another_until_one_is_chosen() {
    let mut office = Office::new();
    let id = office.letter("停水", now());
    let mut second = Store::open(office.store.path()).unwrap();
    let first = &mut office.store;
    assert_eq!(save(first, id, &text("一", 0)), DraftSaved::AsDraft(None));
    assert_eq!(
        save(first, id, &text("一、二", 0)),
        DraftSaved::AsDraft(None),
        "its own saving is no stranger's"
    );
    let DraftSaved::AsConflict(other) = save(&mut second, id, &text("甲", 0)) else {
        panic!("it knew of no draft")
    };
    assert_eq!(
        (&*other.text, other.revision),
        (
            "一、二",
            first
                .draft(id, REPLY_PURPOSE, "administrator")
                .unwrap()
                .unwrap()
                .revision
        )
    );
    save(&mut second, id, &text("甲、乙", 0));
    let DraftSaved::AsDraft(Some(other)) = save(first, id, &text("一、二、三", 0)) else {
        panic!("it is told, too")
    };
    assert_eq!(
        (other.text.as_str(), other.conflict_window.is_some()),
        ("甲、乙", true)
    );
    assert_eq!(texts(first, id), ["一、二、三", "甲、乙"]);
    // The second window chooses its own, having seen the other as it is now.
    let there = second
        .draft(id, REPLY_PURPOSE, "administrator")
        .unwrap()
        .unwrap();
    assert_eq!(
        save(&mut second, id, &text("甲、乙、丙", there.revision)),
        DraftSaved::AsDraft(None)
    );
    assert_eq!(texts(first, id), ["甲、乙、丙"]);
    // Now it is the first that is behind.
    assert!(matches!(
        save(first, id, &text("一、二、三、四", 0)),
        DraftSaved::AsConflict(_)
    ));
    assert_eq!(texts(first, id), ["甲、乙、丙", "一、二、三、四"]);
    let beside = second
        .drafts(id, REPLY_PURPOSE, "administrator")
        .unwrap()
        .remove(1);
    second
        .drop_draft_conflict(
            id,
            REPLY_PURPOSE,
            "administrator",
            beside.conflict_window.as_deref(),
        )
        .unwrap();
    assert_eq!(texts(first, id), ["甲、乙、丙"]);
}

#[test]
fn one_window_forgets_nothing_of_the_other() {
    let mut office = Office::new();
    let id = office.letter("停水", now());
    let mut second = Store::open(office.store.path()).unwrap();
    save(&mut second, id, &text("甲", 0));
    let unread = DraftRef {
        purpose: REPLY_PURPOSE.into(),
        revision: 0,
    };
    // The first has read no draft: emptying its own, and doing what it is for, leaves the other's.
    office
        .store
        .drop_draft(id, &unread, "administrator")
        .unwrap();
    assert_eq!(texts(&office.store, id), ["甲"]);
    save(&mut office.store, id, &text("一", 0));
    assert_eq!(texts(&office.store, id), ["甲", "一"]);
    office
        .store
        .perform(
            Change::all(id, 1, vec![accept("3.5")]).finishing(Some(&unread)),
            Actor::new(&administrator(), now()),
        )
        .unwrap();
    assert_eq!(texts(&office.store, id), ["甲"], "its own is done with");
    // The window that wrote it is gone: what it wrote is found by the next.
    let there = second
        .draft(id, REPLY_PURPOSE, "administrator")
        .unwrap()
        .unwrap();
    second
        .drop_draft(
            id,
            &DraftRef {
                purpose: REPLY_PURPOSE.into(),
                revision: there.revision,
            },
            "administrator",
        )
        .unwrap();
    save(&mut second, id, &text("甲", there.revision));
    assert!(matches!(
        save(&mut office.store, id, &text("一", 0)),
        DraftSaved::AsConflict(_)
    ));
    second
        .drop_draft(
            id,
            &DraftRef {
                purpose: REPLY_PURPOSE.into(),
                revision: there.revision,
            },
            "administrator",
        )
        .unwrap();
    let left = second
        .draft(id, REPLY_PURPOSE, "administrator")
        .unwrap()
        .unwrap();
    assert_eq!(
        (left.text.as_str(), left.conflict_window.is_some()),
        ("一", true)
    );
    assert_eq!(
        save(
            &mut second,
            id,
            &Draft {
                text: "一、二".into(),
                ..left
            }
        ),
        DraftSaved::AsDraft(None)
    );
    assert_eq!(texts(&second, id), ["一、二"]);
}

#[test]
fn a_revision_that_was_read_is_never_another_text() {
    let mut office = Office::new();
    let id = office.letter("停水", now());
    let mut second = Store::open(office.store.path()).unwrap();
    save(&mut office.store, id, &text("一", 0));
    let read = second
        .draft(id, REPLY_PURPOSE, "administrator")
        .unwrap()
        .unwrap();
    // The second window has done what the draft was for, and writes the next.
    second
        .drop_draft(
            id,
            &DraftRef {
                purpose: REPLY_PURPOSE.into(),
                revision: read.revision,
            },
            "administrator",
        )
        .unwrap();
    assert_eq!(
        save(&mut second, id, &text("甲", 0)),
        DraftSaved::AsDraft(None)
    );
    assert!(
        matches!(save(&mut office.store, id, &text("一、二", 0)), DraftSaved::AsConflict(other) if other.text == "甲")
    );
    assert_eq!(texts(&second, id), ["甲", "一、二"]);
    // And the first, being done with its own, takes nothing with it.
    office
        .store
        .drop_draft(
            id,
            &DraftRef {
                purpose: REPLY_PURPOSE.into(),
                revision: read.revision,
            },
            "administrator",
        )
        .unwrap();
    assert_eq!(texts(&second, id), ["甲"]);
}

#[test]
fn what_was_told_as_an_error_and_is_there_is_ones_own() {
    let mut office = Office::new();
    let id = office.letter("停水", now());
    for (n, typed) in ["一", "一、二", "一、二、三"].into_iter().enumerate() {
        assert_eq!(
            save(&mut office.store, id, &text(typed, 0)),
            DraftSaved::AsDraft(None),
            "{n}"
        );
        // As if the window had not heard of it: the number is not the one that it knows.
        office.tamper("UPDATE draft SET revision = revision + 1");
    }
    assert_eq!(texts(&office.store, id), ["一、二、三"]);
    office
        .store
        .drop_draft(
            id,
            &DraftRef {
                purpose: REPLY_PURPOSE.into(),
                revision: 0,
            },
            "administrator",
        )
        .unwrap();
    assert_eq!(texts(&office.store, id), Vec::<String>::new());
}

#[test]
fn a_file_that_was_moved_or_replaced_is_not_written() {
    let folder = tempfile::tempdir().unwrap();
    let mut office = Office::new();
    let id = office.letter("停水", now());
    let path = office.store.path().to_owned();
    let put = folder.path().join("elsewhere.db");
    std::fs::rename(&path, &put).unwrap();
    std::fs::copy(&put, &path).unwrap();
    let refused = [
        office
            .store
            .perform(
                Change::of(id, 1, accept("3.5")),
                Actor::new(&administrator(), now()),
            )
            .map(drop),
        office
            .store
            .save_draft(id, REPLY_PURPOSE, "administrator", &text("一", 0))
            .map(drop),
        office
            .store
            .set_preference("administrator", "theme", "dark"),
        office
            .store
            .add_staff(administrator(), "administrator", now()),
        office
            .store
            .receive(Vec::new(), "administrator", now())
            .map(drop),
        office.store.reindex(&mut |_, _| ()).map(drop),
    ];
    for refused in refused {
        assert!(matches!(refused, Err(StoreError::Moved)), "{refused:?}");
    }
    // Opened again, it is the file that is there.
    office.store.reopen().unwrap();
    office
        .store
        .perform(
            Change::of(id, 1, accept("3.5")),
            Actor::new(&administrator(), now()),
        )
        .unwrap();
    assert_eq!(office.store.load_letter(id).unwrap().version, 2);
}
