//! Letters about what another one was about: linked as its repeats, or answered with its reply.

use xinxiang::domain::letter::event::Event;
use xinxiang::domain::letter::stage::Stage;
use xinxiang::domain::letter::{Letter, LetterId};
use xinxiang::domain::regulation::Tier;
use xinxiang::domain::time::Timestamp;
use xinxiang::domain::workflow::action::{Action, Verb};

use super::article;
use crate::office::{Desk, administrator, at};

const HANDLING: &str = "细则第六条(二)";
const OUT_OF_SCOPE: &str = "细则第四条";

fn now() -> Timestamp {
    at("2026-03-02 09:00")
}

fn directly(because: &str) -> Action {
    Action::ReplyDirectly {
        because: because.into(),
        earlier: Some(LetterId(2)),
        policy: None,
        tier: Tier::Ordinary,
    }
}

/// Letter 2, which went this way.
fn second(desk: &Desk, road: &[Verb]) -> Letter {
    let mut other = desk.received(2, now());
    desk.walk(&mut other, road, now());
    other
}

/// An action that names another letter is refused for this reason, on this article.
#[track_caller]
fn refused(desk: &Desk, letter: &Letter, other: &Letter, action: Action, kind: &str, cited: &str) {
    let refusal = desk
        .decide_naming(letter, Some(other), action, &administrator(), now())
        .unwrap_err();
    assert_eq!(refusal.kind(), kind, "{refusal}");
    assert_eq!(refusal.article.unwrap().zh, article(desk, cited));
}

#[test]
fn what_was_handled_before_has_a_reply() {
    use Verb::*;
    let desk = Desk::weibin();
    let letter = desk.letter_at(Stage::Registered, now());
    for road in [
        &[][..],
        &[Accept],
        &[Decline],
        &[Accept, ReplyDirectly, Draft, Submit, Approve],
    ] {
        let other = second(&desk, road);
        refused(
            &desk,
            &letter,
            &other,
            directly("handled"),
            "not_answered",
            HANDLING,
        );
        desk.decide_naming(
            &letter,
            Some(&other),
            directly("repeated"),
            &administrator(),
            now(),
        )
        .expect("a repeat may be of a letter that is in hand");
    }
    let sent = [Accept, ReplyDirectly, Draft, Submit, Approve, Send];
    // One that is handled again was replied to once.
    for road in [
        &sent[..],
        &[&sent[..], &[Close]].concat(),
        &[&sent[..], &[Reopen]].concat(),
    ] {
        let other = second(&desk, road);
        let decided = desk
            .decide_naming(
                &letter,
                Some(&other),
                directly("handled"),
                &administrator(),
                now(),
            )
            .unwrap();
        assert!(
            matches!(
                decided[..],
                [Event::RepliedDirectly {
                    earlier: Some(LetterId(2)),
                    ..
                }]
            ),
            "{decided:?}"
        );
    }
}

#[test]
fn a_repeated_letter_is_linked_to_the_earlier_one_once() {
    let desk = Desk::weibin();
    let other = second(&desk, &[Verb::Accept]);
    let mut letter = desk.letter_at(Stage::Registered, now());
    let repeated = |letter: &Letter| {
        desk.decide_naming(
            letter,
            Some(&other),
            directly("repeated"),
            &administrator(),
            now(),
        )
        .unwrap()
    };
    let decided = repeated(&letter);
    assert!(
        matches!(
            decided[..],
            [
                Event::Linked { to: LetterId(2) },
                Event::RepliedDirectly { .. }
            ]
        ),
        "{decided:?}"
    );
    desk.act(
        &mut letter,
        Action::Link { to: LetterId(2) },
        &administrator(),
        now(),
    )
    .unwrap();
    assert!(
        matches!(repeated(&letter)[..], [Event::RepliedDirectly { .. }]),
        "it is linked already"
    );
    desk.act(&mut letter, directly("repeated"), &administrator(), now())
        .unwrap();
    assert_eq!(
        (letter.repeats, letter.stage),
        (vec![LetterId(2)], Stage::Drafting)
    );
}

#[test]
fn no_letter_repeats_itself_through_others() {
    for desk in super::both() {
        let letter = desk.letter_at(Stage::Registered, now());
        let mut other = second(&desk, &[Verb::Accept]);
        desk.act(
            &mut other,
            Action::Link { to: LetterId(3) },
            &administrator(),
            now(),
        )
        .unwrap();
        let decide = |repeated: &[i64], action: Action| {
            let repeated = repeated.iter().copied().map(LetterId).collect();
            desk.decide_in_chain(
                &letter,
                Some(&other),
                &repeated,
                action,
                &administrator(),
                now(),
            )
        };
        let because = desk
            .regulation
            .direct_reply
            .iter()
            .find(|because| because.repeats)
            .map(|because| &because.code);
        let actions = [
            Some(Action::Link { to: LetterId(2) }),
            because.map(|because| directly(because)),
        ];
        for action in actions.into_iter().flatten() {
            if let Action::Link { .. } = action {
                decide(&[3, 4], action.clone()).unwrap();
            }
            for ring in [&[3, letter.id.0][..], &[3, 4, 5, letter.id.0]] {
                let refusal = decide(ring, action.clone()).unwrap_err();
                assert_eq!(refusal.kind(), "repeats_this", "{refusal}");
                assert!(
                    refusal.to_string().contains("unlink") || refusal.to_string().contains("取消"),
                    "{refusal}"
                );
            }
        }
    }
}

#[test]
fn no_two_letters_repeat_each_other() {
    for desk in super::both() {
        let letter = desk.letter_at(Stage::Registered, now());
        let mut other = second(&desk, &[Verb::Accept]);
        let link = || Action::Link { to: LetterId(2) };
        desk.decide_naming(&letter, Some(&other), link(), &administrator(), now())
            .unwrap();
        desk.act(
            &mut other,
            Action::Link { to: letter.id },
            &administrator(),
            now(),
        )
        .unwrap();
        refused(&desk, &letter, &other, link(), "repeats_this", OUT_OF_SCOPE);
        let because = &desk.regulation.direct_reply[0].code;
        refused(
            &desk,
            &letter,
            &other,
            directly(because),
            "repeats_this",
            HANDLING,
        );
    }
}
