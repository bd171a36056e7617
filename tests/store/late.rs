//! What others did is registered afterwards, with the time at which it happened.

use xinxiang::domain::directory::staff::{Role, Staff};
use xinxiang::domain::letter::incoming::Enclosure;
use xinxiang::domain::letter::{Letter, LetterId};
use xinxiang::domain::workflow::action::{Action, Verb};
use xinxiang::domain::workflow::decide::late::GivenTime;
use xinxiang::store::StoreError;
use xinxiang::store::change::idempotency::IdempotencyKey;
use xinxiang::store::change::perform::{Actor, Change};

use crate::office::{Office, administrator, at, good, staff};

fn given(at: &str, why: Option<&str>) -> GivenTime {
    GivenTime {
        at: at.to_owned(),
        why: why.map(str::to_owned),
        proof: false,
        by: None,
    }
}

/// A letter that unit 1 has until Thursday 5 March, 18:00.
fn assigned(office: &mut Office) -> LetterId {
    let now = at("2026-03-02 09:00");
    let id = office.letter("停水", now);
    office.walk(id, &[Verb::Accept, Verb::Assign], now);
    id
}

fn register(
    office: &mut Office,
    id: LetterId,
    verb: Verb,
    given: &GivenTime,
    who: &Staff,
    now: &str,
) -> Result<Letter, StoreError> {
    let letter = office.store.load_letter(id).unwrap();
    let regulation = office.store.office().regulation.clone();
    let action = good(verb, &letter, &regulation);
    office.store.perform(
        Change::of(id, letter.version, action).that_happened(given),
        Actor::new(who, at(now)),
    )
}

fn kind(refused: Result<Letter, StoreError>) -> &'static str {
    refused.map(drop).unwrap_err().kind()
}

#[test]
fn a_paper_that_came_in_time_and_is_typed_next_morning_is_in_time() {
    let mut office = Office::new();
    let id = assigned(&mut office);
    let brought = given("2026-03-05 17:30", Some("纸质反馈，次日录入"));
    let boss = administrator();
    let letter = register(
        &mut office,
        id,
        Verb::Feedback,
        &brought,
        &boss,
        "2026-03-06 09:05",
    )
    .unwrap();
    let answer = letter.assignments[0].valid_feedback().unwrap();
    assert_eq!((answer.late, answer.at), (false, at("2026-03-05 17:30")));
    // Both times are in the record, and it verifies.
    let history = office.store.history(id).unwrap();
    let last = history.last().unwrap();
    assert_eq!(
        (last.at, last.happened_at()),
        (at("2026-03-06 09:05"), at("2026-03-05 17:30"))
    );
    assert_eq!(
        last.late.as_ref().unwrap().why.as_deref(),
        Some("纸质反馈，次日录入")
    );
    assert_eq!(office.verify().findings, Vec::<String>::new());
    // Without the time it would be late.
    let mut other = Office::new();
    let id = assigned(&mut other);
    let letter = other.act(
        id,
        good(
            Verb::Feedback,
            &other.store.load_letter(id).unwrap(),
            &other.store.office().regulation.clone(),
        ),
        at("2026-03-06 09:05"),
    );
    assert!(letter.assignments[0].valid_feedback().unwrap().late);
}

#[test]
fn an_extension_that_was_asked_for_by_telephone_in_time_counts() {
    let mut office = Office::new();
    let id = assigned(&mut office);
    let called = given("2026-03-05 17:50", Some("电话申请"));
    let letter = register(
        &mut office,
        id,
        Verb::AskExtension,
        &called,
        &administrator(),
        "2026-03-06 09:00",
    )
    .unwrap();
    assert!(letter.assignments[0].pending_extension().is_some());
}

#[test]
fn a_time_that_cannot_be_is_refused_and_nothing_is_recorded() {
    let mut office = Office::new();
    let id = assigned(&mut office);
    let (boss, now) = (administrator(), "2026-03-05 10:00");
    let version = office.store.load_letter(id).unwrap().version;
    for (verb, at, why, expected) in [
        (Verb::SignFor, "2026-03-05 10:01", Some("x"), "future_time"),
        (Verb::SignFor, "2026-03-02 08:59", Some("x"), "before_last"),
        (
            Verb::SignFor,
            "2026-03-02 10:00",
            Some("x"),
            "late_too_long",
        ),
        (Verb::SignFor, "2026-03-05 09:00", None, "missing_answer"),
        (Verb::SignFor, "昨天下午", Some("x"), "no_such_time"),
        (Verb::Note, "2026-03-05 09:00", Some("x"), "no_late_entry"),
    ] {
        let refused = register(&mut office, id, verb, &given(at, why), &boss, now);
        assert_eq!(kind(refused), expected, "{verb:?} {at}");
    }
    let liaison = staff(Role::Liaison);
    let mine = given("2026-03-05 09:00", Some("x"));
    let refused = register(&mut office, id, Verb::SignFor, &mine, &liaison, now);
    assert_eq!(kind(refused), "late_by_centre");
    assert_eq!(office.store.load_letter(id).unwrap().version, version);
    // Longer ago, the office says so: what it urged itself.
    let long_ago = given("2026-03-09 10:00", Some("补记"));
    let urged = register(
        &mut office,
        id,
        Verb::Urge,
        &long_ago,
        &staff(Role::Office),
        "2026-03-20 10:00",
    )
    .unwrap();
    assert_eq!(
        urged.assignments[0].urgings[0].remark.at,
        at("2026-03-09 10:00")
    );
}

#[test]
fn the_proof_of_it_is_added_to_the_letter() {
    let mut office = Office::new();
    let id = assigned(&mut office);
    let letter = office.store.load_letter(id).unwrap();
    let regulation = office.store.office().regulation.clone();
    let scan = Enclosure {
        name: "签收单.jpg".into(),
        media_type: "image/jpeg".into(),
        bytes: vec![7; 9],
    };
    let time = GivenTime {
        proof: true,
        ..given("2026-03-02 11:00", None)
    };
    let action = good(Verb::SignFor, &letter, &regulation);
    let key = |given| {
        IdempotencyKey::from_name(
            "签收",
            "administrator",
            std::slice::from_ref(&action),
            given,
        )
    };
    let files = [scan];
    let (timed, plain) = (key(Some(&time)), key(None));
    let change = |key| {
        Change::of(id, letter.version, action.clone())
            .with_files(&files)
            .that_happened(&time)
            .with_key(key)
    };
    let boss = administrator();
    let now = at("2026-03-02 16:00");
    let signed = office
        .store
        .perform(change(Some(&timed)), Actor::new(&boss, now))
        .unwrap();
    assert_eq!(signed.attachments[0].name, "签收单.jpg");
    assert_eq!(
        office.store.read_attachment(id, 0).unwrap(),
        Some(vec![7; 9])
    );
    assert_eq!(
        signed.assignments[0].signed.as_ref().unwrap().0,
        at("2026-03-02 11:00")
    );
    // The time is part of what is asked for.
    let again = office
        .store
        .perform(change(Some(&timed)), Actor::new(&boss, now))
        .unwrap();
    assert_eq!(again.version, signed.version);
    let other = office
        .store
        .perform(change(Some(&plain)), Actor::new(&boss, now));
    assert_eq!(kind(other), "done_otherwise");
    assert_eq!(office.verify().findings, Vec::<String>::new());
}

#[test]
fn a_text_that_quotes_the_field_is_no_late_entry() {
    let mut office = Office::new();
    let id = assigned(&mut office);
    let note = Action::Note {
        text: r#"他写道："late_entry":{"at":"2026-03-02T01:00:00Z"}"#.into(),
    };
    office.act(id, note, at("2026-03-02 10:00"));
    assert!(
        office
            .store
            .history(id)
            .unwrap()
            .iter()
            .all(|recorded| recorded.late.is_none())
    );
}

#[test]
fn a_leader_who_does_not_log_in_signs_on_paper() {
    let mut office = Office::new();
    let now = at("2026-03-02 09:00");
    let id = office.letter("停水", now);
    office.walk(id, &[Verb::Accept, Verb::Propose], now);
    let letter = office.store.load_letter(id).unwrap();
    let regulation = office.store.office().regulation.clone();
    let action = good(Verb::Instruct, &letter, &regulation);
    let scan = Enclosure {
        name: "批示.jpg".into(),
        media_type: "image/jpeg".into(),
        bytes: vec![1; 20],
    };
    let files = [scan];
    let paper = |by: &str, proof| GivenTime {
        proof,
        by: Some(by.to_owned()),
        ..given("2026-03-02 11:30", None)
    };
    let later = at("2026-03-09 09:00");
    let boss = administrator();
    let mut try_by = |paper: &GivenTime, who: &Staff| {
        office.store.perform(
            Change::of(id, letter.version, action.clone())
                .with_files(&files)
                .that_happened(paper),
            Actor::new(who, later),
        )
    };
    assert_eq!(
        kind(try_by(&paper("leader", false), &boss)),
        "missing_answer"
    );
    assert_eq!(kind(try_by(&paper("liaison", true), &boss)), "no_leader");
    assert_eq!(kind(try_by(&paper("nobody", true), &boss)), "no_such_staff");
    let liaison = staff(Role::Liaison);
    assert_eq!(
        kind(try_by(&paper("leader", true), &liaison)),
        "late_by_centre"
    );
    let signed = try_by(&paper("leader", true), &boss).unwrap();
    let words = signed.instruction.as_ref().unwrap();
    assert_eq!(
        (words.who.as_str(), words.at),
        ("leader", at("2026-03-02 11:30"))
    );
    // The unit has it from now on, and the paper is with the letter.
    assert_eq!(signed.assignments[0].assigned_at, later);
    assert!(signed.assignments[0].due.at > later);
    assert_eq!(signed.attachments[0].name, "批示.jpg");
    let history = office.store.history(id).unwrap();
    let instructed = history
        .iter()
        .find(|recorded| recorded.event.kind() == "instructed")
        .unwrap();
    assert_eq!(
        (instructed.who.as_str(), instructed.actor()),
        ("administrator", "leader")
    );
    assert_eq!(office.verify().findings, Vec::<String>::new());
}
