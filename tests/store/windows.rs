//! One who writes the same in two windows, actions asked for again, a file that is not where it was.

use jiff::Timestamp;
use xinxiang::domain::action::Action;
use xinxiang::domain::draft::{Draft, Kept, REPLY};
use xinxiang::domain::letter::LetterId;
use xinxiang::store::drafts::Saved;
use xinxiang::store::once::OpId;
use xinxiang::store::{Store, StoreError};

use crate::office::{Office, accept, administrator, at};

fn now() -> Timestamp {
    at("2026-03-02 09:30")
}

fn text(text: &str, revision: u32) -> Draft {
    Draft { text: text.into(), line: 0, col: 0, base: 1, saved_at: now(), revision, beside: None }
}

fn save(store: &mut Store, letter: LetterId, draft: &Draft) -> Saved {
    store.save_draft(letter, REPLY, "wang", draft).unwrap()
}

fn texts(store: &Store, letter: LetterId) -> Vec<String> {
    store.drafts(letter, REPLY, "wang").unwrap().into_iter().map(|draft| draft.text).collect()
}

#[test]
fn what_two_windows_write_is_kept_beside_one_another_until_one_is_chosen() {
    let mut office = Office::new();
    let id = office.letter("停水", now());
    let mut second = Store::open(office.store.path()).unwrap();
    let first = &mut office.store;
    assert_eq!(save(first, id, &text("一", 0)), Saved::Here);
    assert_eq!(save(first, id, &text("一、二", 0)), Saved::Here, "its own saving is no stranger's");
    let Saved::Beside(other) = save(&mut second, id, &text("甲", 0)) else { panic!("it knew of no draft") };
    assert_eq!((other.text.as_str(), other.revision), ("一、二", 2));
    save(&mut second, id, &text("甲、乙", 0));
    assert_eq!(save(first, id, &text("一、二、三", 0)), Saved::Here);
    assert_eq!(texts(first, id), ["一、二、三", "甲、乙"]);
    // The second window chooses its own, having seen the other as it is now.
    let there = second.draft(id, REPLY, "wang").unwrap().unwrap();
    assert_eq!(save(&mut second, id, &text("甲、乙、丙", there.revision)), Saved::Here);
    assert_eq!(texts(first, id), ["甲、乙、丙"]);
    // Now it is the first that is behind.
    assert!(matches!(save(first, id, &text("一、二、三、四", 0)), Saved::Beside(_)));
    assert_eq!(texts(first, id), ["甲、乙、丙", "一、二、三、四"]);
    let beside = second.drafts(id, REPLY, "wang").unwrap().remove(1);
    second.drop_beside(id, REPLY, "wang", beside.beside.as_deref()).unwrap();
    assert_eq!(texts(first, id), ["甲、乙、丙"]);
}

#[test]
fn one_window_forgets_nothing_of_the_other() {
    let mut office = Office::new();
    let id = office.letter("停水", now());
    let mut second = Store::open(office.store.path()).unwrap();
    save(&mut second, id, &text("甲", 0));
    let unread = Kept { purpose: REPLY.into(), revision: 0 };
    // The first has read no draft: emptying its own, and doing what it is for, leaves the other's.
    office.store.drop_draft(id, &unread, "wang").unwrap();
    assert_eq!(texts(&office.store, id), ["甲"]);
    save(&mut office.store, id, &text("一", 0));
    assert_eq!(texts(&office.store, id), ["甲", "一"]);
    let seen = vec![accept("3.5")];
    let mut who = administrator();
    who.id = "wang".into();
    office.store.add_staff(who.clone(), "administrator", now()).unwrap();
    office.store.perform_all(id, 1, seen, &who, now(), Some(&unread)).unwrap();
    assert_eq!(texts(&office.store, id), ["甲"], "its own is done with");
    // The window that wrote it is gone: what it wrote is found by the next.
    second.drop_draft(id, &Kept { purpose: REPLY.into(), revision: 1 }, "wang").unwrap();
    save(&mut second, id, &text("甲", 1));
    assert!(matches!(save(&mut office.store, id, &text("一", 0)), Saved::Beside(_)));
    second.drop_draft(id, &Kept { purpose: REPLY.into(), revision: 1 }, "wang").unwrap();
    let left = second.draft(id, REPLY, "wang").unwrap().unwrap();
    assert_eq!((left.text.as_str(), left.beside.is_some()), ("一", true));
    assert_eq!(save(&mut second, id, &Draft { text: "一、二".into(), ..left }), Saved::Here);
    assert_eq!(texts(&second, id), ["一、二"]);
}

#[test]
fn what_is_asked_for_again_is_not_done_again() {
    let mut office = Office::new();
    let id = office.letter("停水", now());
    let note = || vec![Action::Note { text: "已电话核实".into() }];
    let op = OpId::of(id, 1, "administrator", &note());
    let mut once = |op: &OpId, seen| {
        let done = office.store.perform_once(Some(op), id, seen, note(), &administrator(), now(), None);
        (done.map(|letter| letter.version), office.store.letter(id).unwrap().version)
    };
    assert!(matches!(once(&op, 1), (Ok(2), 2)));
    assert!(matches!(once(&op, 1), (Ok(2), 2)), "the same asking is told that it is done");
    let other = OpId::of(id, 2, "administrator", &note());
    assert_ne!(other, op);
    assert!(matches!(once(&other, 1), (Err(StoreError::Conflict { .. }), 2)), "another asking is another");
    assert!(matches!(once(&other, 2), (Ok(3), 3)), "a refusal is not kept as done");
    assert!(matches!(once(&OpId::named("script-7"), 3), (Ok(4), 4)));
    assert!(matches!(once(&OpId::named("script-7"), 9), (Ok(4), 4)));
    let elsewhere = office.letter("停电", now());
    let wrong = office.store.perform_once(Some(&op), elsewhere, 1, note(), &administrator(), now(), None);
    assert!(matches!(wrong, Err(StoreError::DoneElsewhere(letter)) if letter == id.0));
    let again = office.store.done(&op).unwrap().unwrap();
    assert_eq!((again.id, again.version), (id, 4), "the letter as it is now");
    assert_eq!(office.store.done(&OpId::named("script-8")).unwrap(), None);
    assert_ne!(OpId::of(id, 1, "li", &note()), op, "another person's asking is another");
    assert_eq!(office.store.verify(&mut |_, _| ()).unwrap().findings, Vec::<String>::new());
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
        office.store.perform(id, 1, accept("3.5"), &administrator(), now()).map(drop),
        office.store.save_draft(id, REPLY, "wang", &text("一", 0)).map(drop),
        office.store.prefer("wang", "theme", "dark"),
        office.store.add_staff(administrator(), "administrator", now()),
        office.store.receive(Vec::new(), "administrator", now()).map(drop),
        office.store.reindex().map(drop),
    ];
    for refused in refused {
        assert!(matches!(refused, Err(StoreError::Moved)), "{refused:?}");
    }
    // Opened again, it is the file that is there.
    office.store.again().unwrap();
    office.store.perform(id, 1, accept("3.5"), &administrator(), now()).unwrap();
    assert_eq!(office.store.letter(id).unwrap().version, 2);
}
