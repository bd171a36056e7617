//! Random roads: an action is offered exactly when it can be done, whoever asks, under both regulations.

use std::cell::RefCell;
use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::time::Duration;
use xinxiang::domain::directory::staff::{Role, Staff};
use xinxiang::domain::directory::unit::UnitId;
use xinxiang::domain::letter::Letter;
use xinxiang::domain::letter::stage::Stage;
use xinxiang::domain::time::Timestamp;
use xinxiang::domain::workflow::action::{Action, Verb};
use xinxiang::domain::workflow::refusal::RefusalReason;
use xinxiang::domain::workflow::unit_guards;
use xinxiang::domain::workflow::{GuardContext, check_permitted, find_transition};

use super::{both, instruct, liaison};
use crate::office::{Desk, bad, good_for, staff, turn};

/// A unit whose turn it is with this person.
fn unit(desk: &Desk, verb: Verb, letter: &Letter, who: &Staff, at: Timestamp) -> UnitId {
    let asking = GuardContext {
        verb,
        letter,
        who,
        regulation: &desk.regulation,
        at,
    };
    unit_guards::applicable_units(&asking)
        .first()
        .copied()
        .unwrap_or_else(|| turn(verb, letter))
}

/// The good action, about such a unit.
fn action(desk: &Desk, verb: Verb, letter: &Letter, who: &Staff, at: Timestamp) -> Action {
    good_for(
        verb,
        letter,
        &desk.regulation,
        unit(desk, verb, letter, who, at),
    )
}

fn people() -> Vec<Staff> {
    Role::ALL
        .into_iter()
        .map(staff)
        .chain([liaison(2), crate::office::another(Role::Administrator)])
        .collect()
}

/// Takes a letter along a random road. Each step names one of the actions that are offered to somebody.
fn road(
    desk: &Desk,
    steps: &[(u16, bool, bool, u8)],
    mut check: impl FnMut(&Letter, &Staff, Timestamp),
) {
    let mut now = crate::office::at("2026-02-27 16:00");
    let mut letter = desk.received(7, now);
    let people = people();
    for (pick, on, major, hours) in steps {
        for who in &people {
            check(&letter, who, now);
        }
        let offered: Vec<(Verb, &Staff)> = Verb::ALL
            .iter()
            .flat_map(|verb| people.iter().map(move |who| (*verb, who)))
            .filter(|(verb, who)| {
                check_permitted(&letter, *verb, who, &desk.regulation, now).is_ok()
            })
            .filter(|(verb, _)| !*on || find_transition(*verb).is_some_and(|row| row.to.is_some()))
            .filter(|(verb, _)| {
                *major
                    || !matches!(
                        verb,
                        Verb::MarkMajor
                            | Verb::Restrict
                            | Verb::Decline
                            | Verb::Refer
                            | Verb::TakeBack
                            | Verb::Recall
                            | Verb::End
                            | Verb::Amend
                            | Verb::Reopen
                    )
            })
            .collect();
        let Some((verb, who)) = offered.get(usize::from(*pick) % (offered.len() + 1)) else {
            continue;
        };
        let mut action = action(desk, *verb, &letter, who, now);
        if let Action::Accept { major: of, .. } = &mut action {
            *of = *major;
        }
        if *verb == Verb::Instruct && letter.stage == Stage::AwaitingInstruction {
            action = instruct(1, if *major { &[2] } else { &[] });
        }
        let late =
            *verb == Verb::AskExtension && desk.decide(&letter, action.clone(), who, now).is_err();
        if !late {
            let before = letter.version;
            desk.act(&mut letter, action, who, now)
                .unwrap_or_else(|refusal| panic!("{verb:?} {}: {refusal}", who.id));
            assert!(letter.version > before);
        }
        now = now.saturating_add(Duration::from_hours(u64::from(*hours)));
    }
    for who in &people {
        check(&letter, who, now);
    }
}

/// Whether what was offered is refused all the same for a reason that the offer cannot know: it was asked for too late, and that
/// is recorded; or it would be more than the regulation has in all.
fn only_when_tried(verb: Verb, refusal: &RefusalReason) -> bool {
    match verb {
        Verb::AskExtension => matches!(
            refusal,
            RefusalReason::ExtensionTooLate { .. } | RefusalReason::ExtensionWhole { .. }
        ),
        // Every unit of this small office has it already.
        Verb::AddUnit | Verb::ChangeLead => *refusal == RefusalReason::NoSuchUnit,
        // The unit that it accuses has joined meanwhile.
        Verb::Restrict => matches!(refusal, RefusalReason::Accused { .. }),
        _ => false,
    }
}

#[test]
fn an_action_is_offered_exactly_when_it_can_be_done() {
    let reached = RefCell::new(BTreeSet::new());
    let refused = RefCell::new(BTreeSet::new());
    let steps = prop::collection::vec(
        (
            any::<u16>(),
            any::<bool>(),
            prop::bool::weighted(0.25),
            0..30_u8,
        ),
        0..50,
    );
    // The same roads every time, for they are to meet every refusal.
    let config = Config {
        failure_persistence: None,
        ..Config::with_cases(120)
    };
    let mut runner =
        TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let desks = both();
    runner
        .run(&(0..2_usize, steps), |(desk, steps)| {
            let desk = &desks[desk];
            road(desk, &steps, |letter, who, now| {
                reached.borrow_mut().insert(letter.stage);
                for verb in Verb::ALL {
                    let offered = check_permitted(letter, *verb, who, &desk.regulation, now);
                    let decided =
                        desk.decide(letter, action(desk, *verb, letter, who, now), who, now);
                    refused
                        .borrow_mut()
                        .extend(decided.as_ref().err().map(|refusal| refusal.kind()));
                    if let (Ok(_), Err(refusal)) = (&offered, &decided)
                        && only_when_tried(*verb, &refusal.why)
                    {
                        continue;
                    }
                    let told = |refusal: &xinxiang::domain::workflow::refusal::Refusal| {
                        (refusal.why.clone(), refusal.article.clone())
                    };
                    assert_eq!(
                        offered.as_ref().err().map(told),
                        decided.as_ref().err().map(told),
                        "{verb:?} by {} {letter:?}",
                        who.id
                    );
                    for action in bad(*verb, letter, unit(desk, *verb, letter, who, now)) {
                        let tried = format!("{action:?} by {}", who.id);
                        let refusal = desk.decide(letter, action, who, now).expect_err(&tried);
                        refused.borrow_mut().insert(refusal.kind());
                        match &offered {
                            Ok(row) => {
                                let other = only_when_tried(*verb, &refusal.why)
                                    || (*verb == Verb::Waive
                                        && refusal.why == RefusalReason::NotYourUnit);
                                assert!(refusal.wants_answer() || other, "{tried}: {refusal}");
                                if let RefusalReason::Missing(ask) = refusal.why {
                                    assert!(
                                        row.asks.contains(&ask),
                                        "{verb:?} lacks what it does not ask: {ask:?}"
                                    );
                                }
                            }
                            Err(why) => assert_eq!(*why, refusal),
                        }
                        assert!(refusal.article.is_some(), "{refusal}");
                    }
                }
            });
            Ok(())
        })
        .unwrap();
    assert_eq!(
        reached.into_inner(),
        BTreeSet::from(Stage::ALL),
        "the roads do not reach every stage"
    );
    let kinds = "accused already_linked already_major already_published already_signed co_units_open \
                 contact_allowed extension_days extension_pending extension_too_late major_uninstructed missing_answer \
                 no_extension_asked no_such_reader no_such_score no_such_unit not_asked not_at_any_unit not_at_unit \
                 not_late not_linked not_reader not_reported not_restricted not_sealed not_your_unit nothing_answered \
                 nothing_drafted own_draft own_request return_too_late returned_before role same_letter same_unit \
                 several_uninstructed stage unknown_code waiting";
    let expected: BTreeSet<&str> = kinds.split_whitespace().collect();
    let refused = refused.into_inner();
    let missed: Vec<_> = expected.difference(&refused).collect();
    assert!(
        missed.is_empty(),
        "the roads do not meet every refusal: {missed:?}"
    );
}

/// Whether somebody can end the letter from here, or is one who can bring it to where that is so.
fn has_a_way_out(desk: &Desk, letter: &Letter, now: Timestamp) -> bool {
    let over = [Stage::Declined, Stage::Closed, Stage::Terminated];
    let people = people();
    let may = |letter: &Letter, verb: Verb, who: &Staff| {
        check_permitted(letter, verb, who, &desk.regulation, now).is_ok()
    };
    let ends = |letter: &Letter| {
        over.contains(&letter.stage)
            || [Verb::Decline, Verb::End, Verb::Close]
                .iter()
                .any(|verb| people.iter().any(|who| may(letter, *verb, who)))
    };
    // Who reads a restricted letter lets others read it.
    let lets_others_read = || {
        let readers: Vec<String> = desk.staff.iter().map(|who| who.id.clone()).collect();
        people.iter().any(|who| {
            let mut letter = letter.clone();
            let action = Action::Restrict {
                accused: None,
                readers: readers.clone(),
            };
            may(&letter, Verb::Restrict, who)
                && desk.act(&mut letter, action, who, now).is_ok()
                && ends(&letter)
        })
    };
    ends(letter) || lets_others_read()
}

#[test]
fn wherever_a_letter_is_somebody_can_bring_it_to_an_end() {
    let steps = prop::collection::vec(
        (any::<u16>(), any::<bool>(), any::<bool>(), 0..30_u8),
        0..60,
    );
    let config = Config {
        failure_persistence: None,
        ..Config::with_cases(60)
    };
    let mut runner =
        TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let desks = both();
    runner
        .run(&(0..2_usize, steps), |(desk, steps)| {
            let desk = &desks[desk];
            road(desk, &steps, |letter, _, now| {
                assert!(has_a_way_out(desk, letter, now), "{letter:?}");
            });
            Ok(())
        })
        .unwrap();
}
