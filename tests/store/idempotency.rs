//! Idempotency keys: a retried request is applied once, and under the key of another request nothing is.

use rusqlite::Connection;
use xinxiang::domain::directory::staff::{Role, Staff};
use xinxiang::domain::directory::unit::UnitId;
use xinxiang::domain::letter::LetterId;
use xinxiang::domain::letter::event::Attachment;
use xinxiang::domain::letter::incoming::Enclosure;
use xinxiang::domain::time::Timestamp;
use xinxiang::domain::workflow::action::{Action, Verb};
use xinxiang::store::change::idempotency::{
    IdempotencyKey, MAX_KEYS, Outcome, SPLIT_KEYS, find_outcome,
};
use xinxiang::store::change::perform::{Actor, Change};
use xinxiang::store::{Store, StoreError};

use super::upgrade::fourth_version;
use crate::office::{Office, administrator, at, good, staff};

fn now() -> Timestamp {
    at("2026-03-02 09:30")
}

fn note(text: &str) -> Vec<Action> {
    vec![Action::Note { text: text.into() }]
}

/// Notes something by a name that a script chose, on the letter as it stands. Returns the version after it.
fn noted(
    store: &mut Store,
    name: &str,
    id: LetterId,
    text: &str,
    who: &Staff,
) -> Result<u32, StoreError> {
    let (op, seen) = (
        IdempotencyKey::from_name(name, &who.id, &note(text), None),
        store.load_letter(id).unwrap().version,
    );
    store
        .perform(
            Change::all(id, seen, note(text)).with_key(Some(&op)),
            Actor::new(who, now()),
        )
        .map(|letter| letter.version)
}

#[test]
fn what_is_asked_for_again_is_not_done_again() {
    let mut office = Office::new();
    let id = office.letter("停水", now());
    let note = || note("已电话核实");
    let op = IdempotencyKey::from_request(id, 1, "administrator", &note(), None);
    let script = |name: &str| IdempotencyKey::from_name(name, "administrator", &note(), None);
    let mut once = |op: &IdempotencyKey, seen| {
        let done = office.store.perform(
            Change::all(id, seen, note()).with_key(Some(op)),
            Actor::new(&administrator(), now()),
        );
        (
            done.map(|letter| letter.version),
            office.store.load_letter(id).unwrap().version,
        )
    };
    assert!(matches!(once(&op, 1), (Ok(2), 2)));
    assert!(
        matches!(once(&op, 1), (Ok(2), 2)),
        "the same asking is told that it is done"
    );
    let other = IdempotencyKey::from_request(id, 2, "administrator", &note(), None);
    let scan = |bytes: &[u8]| {
        vec![Enclosure {
            name: "批示.pdf".into(),
            media_type: "application/pdf".into(),
            bytes: bytes.to_vec(),
        }]
    };
    let (one, two) = (scan(b"1"), scan(b"2"));
    assert_ne!(
        other.clone().with_proof(&one),
        other.clone().with_proof(&two)
    );
    assert_eq!(other.clone().with_proof(&[]), other);
    assert_ne!(other, op);
    assert!(
        matches!(once(&other, 1), (Err(StoreError::Conflict { .. }), 2)),
        "another asking is another"
    );
    assert!(
        matches!(once(&other, 2), (Ok(3), 3)),
        "a refusal is not kept as done"
    );
    assert!(matches!(once(&script("script-7"), 3), (Ok(4), 4)));
    assert!(matches!(once(&script("script-7"), 9), (Ok(4), 4)));
    let elsewhere = office.letter("停电", now());
    let wrong = office.store.perform(
        Change::all(elsewhere, 1, note()).with_key(Some(&op)),
        Actor::new(&administrator(), now()),
    );
    assert!(matches!(wrong, Err(StoreError::KeyOfOtherLetter(letter)) if letter == id.0));
    let again = office.store.applied_letter(&op).unwrap().unwrap();
    assert_eq!(
        (again.id, again.version),
        (id, 4),
        "the letter as it is now"
    );
    assert_eq!(
        office.store.applied_letter(&script("script-8")).unwrap(),
        None
    );
    assert_ne!(
        IdempotencyKey::from_request(id, 1, "li", &note(), None),
        op,
        "another person's asking is another"
    );
    assert_eq!(
        office.store.verify(&mut |_, _| ()).unwrap().findings,
        Vec::<String>::new()
    );
}

#[test]
fn a_name_is_of_one_action_by_one_person() {
    let mut office = Office::new();
    let id = office.letter("停水", now());
    let store = &mut office.store;
    assert!(matches!(
        noted(store, "a", id, "已核实", &administrator()),
        Ok(2)
    ));
    assert!(matches!(
        noted(store, "a", id, "已核实", &administrator()),
        Ok(2)
    ));
    let other = noted(store, "a", id, "已办结", &administrator());
    assert!(
        matches!(&other, Err(error @ StoreError::KeyOfOtherRequest(letter)) if *letter == id.0 && !error.may_have_committed())
    );
    let leader = staff(Role::Leader);
    assert!(matches!(
        noted(store, "a", id, "已核实", &leader),
        Err(StoreError::KeyOfOtherRequest(_))
    ));
    assert!(
        matches!(noted(store, "a:1", id, "已办结", &administrator()), Ok(3)),
        "another name"
    );
    assert!(matches!(
        noted(store, "a:1", id, "已办结", &administrator()),
        Ok(3)
    ));
    // A name that an earlier program kept has nothing behind it.
    store
        .disable_staff("leader", "administrator", now())
        .unwrap();
    office.tamper("INSERT INTO done (seq, op, letter) VALUES (1, 'old', 1)");
    assert!(matches!(
        noted(&mut office.store, "old", id, "已核实", &administrator()),
        Ok(3)
    ));
    let gone = noted(&mut office.store, "a", id, "已核实", &leader);
    assert!(
        matches!(gone, Err(StoreError::NotStaff(_))),
        "who may not act hears nothing of what was done"
    );
    assert_eq!(office.store.load_letter(id).unwrap().notes.len(), 2);
}

#[test]
fn an_attempt_that_was_refused_is_refused_again_and_recorded_once() {
    let mut office = Office::new();
    let id = office.letter("停水", at("2026-03-02 09:00"));
    office.walk(id, &[Verb::Accept, Verb::Assign], at("2026-03-02 09:00"));
    let seen = office.store.load_letter(id).unwrap().version;
    let ask = vec![Action::AskExtension {
        unit: UnitId(1),
        days: 2,
        why: "待料".into(),
    }];
    let op = IdempotencyKey::from_request(id, seen, "administrator", &ask, None);
    for seen in [seen, seen, seen + 1] {
        let late = at("2026-03-05 18:01");
        let told = office.store.perform(
            Change::all(id, seen, ask.clone()).with_key(Some(&op)),
            Actor::new(&administrator(), late),
        );
        assert!(
            matches!(&told, Err(StoreError::Refused(why)) if why.kind() == "extension_too_late"),
            "{told:?}"
        );
        assert_eq!(
            office.store.load_letter(id).unwrap().version,
            5,
            "the attempt, once"
        );
        assert_eq!(
            office.store.applied_letter(&op).unwrap(),
            None,
            "it is not done"
        );
    }
    // Where it is possible after all, the letter is another than he saw.
    let early = office.store.perform(
        Change::all(id, seen, ask.clone()).with_key(Some(&op)),
        Actor::new(&administrator(), now()),
    );
    assert!(
        matches!(early, Err(StoreError::Conflict { .. })),
        "{early:?}"
    );
    office
        .store
        .perform(
            Change::all(id, seen + 1, ask).with_key(Some(&op)),
            Actor::new(&administrator(), now()),
        )
        .unwrap();
    assert_eq!(
        office.store.applied_letter(&op).unwrap().unwrap().version,
        6
    );
    assert_eq!(office.verify().findings, Vec::<String>::new());
}

#[test]
fn the_newest_names_are_kept_however_much_is_recorded_meanwhile() {
    let mut office = Office::new();
    let id = office.letter("停水", now());
    noted(&mut office.store, "first", id, "一", &administrator()).unwrap();
    // As if 20,000 events, and then names, had come in between.
    office.tamper("UPDATE done SET seq = -1000000");
    let between = MAX_KEYS - 2;
    office.tamper(&format!(
        "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {between})
         INSERT INTO done (seq, op, letter) SELECT -n, 'x' || n, 1 FROM n"
    ));
    noted(&mut office.store, "second", id, "二", &administrator()).unwrap();
    assert_eq!(
        noted(&mut office.store, "first", id, "一", &administrator()).unwrap(),
        3,
        "known: it is the oldest kept"
    );
    noted(&mut office.store, "third", id, "三", &administrator()).unwrap();
    assert_eq!(
        noted(&mut office.store, "first", id, "一", &administrator()).unwrap(),
        5,
        "forgotten, and done again"
    );
    assert_eq!(office.value::<i64>("SELECT count(*) FROM done"), MAX_KEYS);
}

#[test]
fn a_key_of_before_the_upgrade_is_recognised_after_it() {
    let (_folder, path) = fourth_version();
    drop(Store::open(&path).unwrap());
    let connection = Connection::open(&path).unwrap();
    // A rebuild from an older export splits what is split already.
    connection.execute_batch(SPLIT_KEYS).unwrap();
    let ask = |name: &str, letter| {
        let key = IdempotencyKey::from_name(name, "wang", &note("已核实"), None);
        find_outcome(&connection, &key, Some(LetterId(letter)))
    };
    for (name, refused) in [
        ("script-1", false),
        ("script-2", true),
        ("script-3", false),
        ("script-4", true),
        ("a:b", false),
        ("c:not-a-hash", false),
    ] {
        assert_eq!(
            ask(name, 7).unwrap(),
            Some(Outcome {
                letter: LetterId(7),
                refused
            }),
            "{name}"
        );
        assert!(
            matches!(ask(name, 6), Err(StoreError::KeyOfOtherLetter(7))),
            "{name}"
        );
    }
    assert_eq!(ask("a", 7).unwrap(), None);
}

/// The JSON of one action of each verb, over which a request is hashed. Lines are never changed.
const ACTIONS: &str = include_str!("../shapes/actions.jsonl");

#[test]
fn what_a_request_is_hashed_over_outlives_the_names_of_fields() {
    let mut office = Office::new();
    let id = office.letter("停水", now());
    let letter = office.store.load_letter(id).unwrap();
    let scan = Enclosure {
        name: "反馈.jpg".into(),
        media_type: "image/jpeg".into(),
        bytes: vec![7; 9],
    };
    let actions = Verb::ALL.iter().map(|&verb| {
        match good(verb, &letter, &office.store.office().regulation) {
            Action::Feedback {
                unit,
                text,
                head,
                sealed,
                ..
            } => Action::Feedback {
                unit,
                text,
                head,
                sealed,
                files: vec![Attachment::from_enclosure(&scan)],
                person: None,
                mandate: None,
            },
            other => other,
        }
    });
    let lines: Vec<String> = actions
        .map(|action| serde_json::to_string(&action).unwrap())
        .collect();
    assert_eq!(
        lines,
        ACTIONS.lines().collect::<Vec<_>>(),
        "{}",
        lines.join("\n")
    );
}
