//! What is refused leaves nothing behind, but for an attempt that the regulation wants recorded.

use xinxiang::domain::directory::unit::UnitId;
use xinxiang::domain::letter::LetterId;
use xinxiang::domain::letter::stage::Stage;
use xinxiang::domain::workflow::action::{Action, Verb};
use xinxiang::store::StoreError;
use xinxiang::store::change::perform::{Actor, Change};

use crate::office::{Office, accept, administrator, at};

#[test]
fn a_refusal_among_several_actions_takes_back_them_all() {
    let mut office = Office::new();
    let id = office.letter("停水", at("2026-03-02 09:00"));
    let now = at("2026-03-02 09:05");
    let error = office
        .store
        .perform(
            Change::all(id, 1, vec![accept("3.5"), Action::Close]),
            Actor::new(&administrator(), now),
        )
        .unwrap_err();
    assert!(
        matches!(&error, StoreError::Refused(refusal) if refusal.kind() == "stage"),
        "{error}"
    );
    let letter = office.store.load_letter(id).unwrap();
    assert_eq!(
        (letter.version, letter.stage, letter.number),
        (1, Stage::Received, None)
    );
    assert_eq!(
        office.walk(id, &[Verb::Accept], now).number.unwrap().seq,
        1,
        "the number that was taken back is given"
    );
    let link = Action::Link { to: LetterId(77) };
    assert!(
        matches!(office.store.perform(Change::of(id, 2, link), Actor::new(&administrator(), now)), Err(StoreError::NoLetter(which)) if which == "77")
    );
    assert!(matches!(
        office.store.load_letter(LetterId(77)),
        Err(StoreError::NoLetter(_))
    ));
    assert_eq!(office.verify().findings, Vec::<String>::new());
}

#[test]
fn an_extension_asked_for_too_late_is_recorded_and_nothing_else_of_that_moment() {
    let mut office = Office::new();
    let id = office.letter("停水", at("2026-03-02 09:00"));
    office.walk(id, &[Verb::Accept, Verb::Assign], at("2026-03-02 09:00"));
    let late = at("2026-03-05 18:01");
    let ask = Action::AskExtension {
        unit: UnitId(1),
        days: 2,
        why: "待料".into(),
    };
    for (n, actions) in [
        (5, vec![ask.clone()]),
        (
            6,
            vec![
                Action::Note {
                    text: "先记一笔".into(),
                },
                ask,
            ],
        ),
    ] {
        let seen = office.store.load_letter(id).unwrap().version;
        let error = office
            .store
            .perform(
                Change::all(id, seen, actions),
                Actor::new(&administrator(), late),
            )
            .unwrap_err();
        assert!(
            matches!(&error, StoreError::Refused(refusal) if refusal.kind() == "extension_too_late"),
            "{error}"
        );
        let letter = office.store.load_letter(id).unwrap();
        assert_eq!(
            (letter.version, letter.notes.len()),
            (n, 0),
            "all or nothing, but for the attempt"
        );
        let last = office.store.history(id).unwrap().pop().unwrap();
        assert_eq!(
            (last.event.kind(), last.who.as_str()),
            ("extension_too_late", "administrator")
        );
    }
    assert_eq!(office.verify().findings, Vec::<String>::new());
}

#[test]
fn two_letters_are_not_linked_to_each_other() {
    let mut office = Office::new();
    let now = at("2026-03-02 09:00");
    let [first, second] = ["停水", "停电"].map(|name| office.letter(name, now));
    office.act(second, Action::Link { to: first }, now);
    let error = office
        .act_as(first, Action::Link { to: second }, &administrator(), now)
        .unwrap_err();
    assert!(
        matches!(&error, StoreError::Refused(refusal) if refusal.kind() == "repeats_this"),
        "{error}"
    );
    office.act(second, Action::Unlink { to: first }, now);
    assert_eq!(
        office.act(first, Action::Link { to: second }, now).repeats,
        [second]
    );
    assert_eq!(office.verify().findings, Vec::<String>::new());
}
