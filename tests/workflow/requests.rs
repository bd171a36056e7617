//! Requests for more time: one made in time is not held against the unit, one made late is recorded, an old one ends with the answer.

use xinxiang::domain::directory::staff::Role;
use xinxiang::domain::directory::unit::UnitId;
use xinxiang::domain::letter::event::{Event, Notified, RecordedEvent};
use xinxiang::domain::letter::stage::{LeaderTask, Stage};
use xinxiang::domain::letter::{ExtensionDecision, Letter};
use xinxiang::domain::time::Timestamp;
use xinxiang::domain::workflow::action::{Action, Verb};

use super::{both, feedback, liaison, refused};
use crate::office::{Desk, administrator, at, good, staff};

const REPLY: &str = "细则第六条(三)";

fn ask(days: u32) -> Action {
    Action::AskExtension {
        unit: UnitId(1),
        days,
        why: "灯具待到货".into(),
    }
}

fn decide(grant: bool) -> Action {
    Action::DecideExtension {
        unit: UnitId(1),
        grant,
        why: Some("没有理由".into()),
        told: Notified::None,
    }
}

fn later(at: Timestamp, seconds: i64) -> Timestamp {
    Timestamp::from_second(at.as_second() + seconds).unwrap()
}

fn due(letter: &Letter) -> Timestamp {
    letter.lead_assignment().unwrap().due.at
}

/// Asks after the limit: that is refused, and the attempt is put on record.
#[track_caller]
fn attempt(desk: &Desk, letter: &mut Letter, days: u32, at: Timestamp) {
    refused(
        desk,
        letter,
        ask(days),
        &liaison(1),
        at,
        "extension_too_late",
        REPLY,
    );
    let refusal = desk.decide(letter, ask(days), &liaison(1), at).unwrap_err();
    let event = *refusal.attempt.expect("the attempt is to be recorded");
    assert_eq!(
        event,
        Event::ExtensionTooLate {
            unit: UnitId(1),
            days,
            why: "灯具待到货".into()
        }
    );
    letter
        .apply(RecordedEvent {
            late: None,
            version: letter.version + 1,
            at,
            who: "liaison-of-1".into(),
            event,
        })
        .unwrap();
}

#[test]
fn feedback_within_the_days_that_were_asked_for_in_time_is_not_late() {
    for desk in both() {
        let now = at("2026-03-02 09:00");
        let mut letter = desk.letter_at(Stage::Assigned, now);
        let limit = due(&letter);
        desk.act(&mut letter, ask(2), &liaison(1), limit).unwrap();
        let mut granted = letter.clone();
        desk.act(
            &mut granted,
            decide(true),
            &staff(Role::Leader),
            later(due(&letter), 60),
        )
        .unwrap();
        let until = due(&granted);
        assert!(until > due(&letter));
        for (at, late) in [
            (later(due(&letter), 1), false),
            (until, false),
            (later(until, 1), true),
        ] {
            let mut letter = letter.clone();
            desk.act(&mut letter, feedback(1), &liaison(1), at).unwrap();
            assert_eq!(
                letter
                    .lead_assignment()
                    .unwrap()
                    .valid_feedback()
                    .unwrap()
                    .late,
                late,
                "{at} under {}",
                desk.regulation.id
            );
        }
        // What was denied is no more time.
        desk.act(&mut letter, decide(false), &staff(Role::Leader), now)
            .unwrap();
        desk.act(&mut letter, feedback(1), &liaison(1), later(limit, 1))
            .unwrap();
        assert!(
            letter
                .lead_assignment()
                .unwrap()
                .valid_feedback()
                .unwrap()
                .late
        );
    }
}

#[test]
fn an_attempt_after_the_limit_is_recorded_beside_a_request_that_waits_and_that_one_is_decided() {
    for desk in both() {
        let mut letter = desk.letter_at(Stage::Assigned, at("2026-03-02 09:00"));
        let limit = due(&letter);
        desk.act(&mut letter, ask(2), &liaison(1), limit).unwrap();
        let late = later(due(&letter), 1);
        attempt(&desk, &mut letter, 1, late);
        // A number that could not be granted is an attempt all the same.
        attempt(&desk, &mut letter, 99, later(late, 1));
        assert_eq!(
            (
                letter.leader_task(),
                letter
                    .lead_assignment()
                    .unwrap()
                    .pending_extension()
                    .unwrap()
                    .days
            ),
            (Some(LeaderTask::Extension), 2)
        );
        let before = due(&letter);
        desk.act(
            &mut letter,
            decide(true),
            &staff(Role::Leader),
            later(late, 2),
        )
        .unwrap();
        let answers: Vec<&ExtensionDecision> = letter
            .lead_assignment()
            .unwrap()
            .extensions
            .iter()
            .map(|asked| &asked.decision)
            .collect();
        assert!(
            matches!(
                answers[..],
                [
                    ExtensionDecision::Granted(..),
                    ExtensionDecision::TooLate,
                    ExtensionDecision::TooLate
                ]
            ),
            "{answers:?}"
        );
        assert!(due(&letter) > before);
        assert_eq!(letter.leader_task(), None);
    }
}

#[test]
fn an_attempt_after_the_limit_is_recorded_where_no_more_could_be_granted() {
    for desk in both() {
        let now = at("2026-03-02 09:00");
        let mut letter = desk.letter_at(Stage::Assigned, now);
        for _ in 0..desk.regulation.extensions.unwrap().times {
            desk.act(&mut letter, ask(1), &liaison(1), now).unwrap();
            desk.act(&mut letter, decide(true), &staff(Role::Leader), now)
                .unwrap();
        }
        refused(
            &desk,
            &letter,
            ask(1),
            &liaison(1),
            due(&letter),
            "extension_times",
            REPLY,
        );
        let late = later(due(&letter), 1);
        attempt(&desk, &mut letter, 1, late);
        refused(
            &desk,
            &letter,
            decide(true),
            &staff(Role::Leader),
            late,
            "no_extension_asked",
            REPLY,
        );
    }
}

#[test]
fn a_request_from_before_feedback_that_was_sent_back_waits_no_more() {
    for desk in both() {
        let now = at("2026-03-02 09:00");
        let mut letter = desk.letter_at(Stage::Assigned, now);
        desk.act(&mut letter, ask(2), &liaison(1), later(now, 60))
            .unwrap();
        desk.act(&mut letter, feedback(1), &liaison(1), later(now, 120))
            .unwrap();
        desk.walk(&mut letter, &[Verb::SendBackFeedback], later(now, 180));
        assert_eq!(
            (
                letter.lead_assignment().unwrap().pending_extension(),
                letter.leader_task()
            ),
            (None, None)
        );
        let then = later(now, 240);
        refused(
            &desk,
            &letter,
            decide(true),
            &staff(Role::Leader),
            then,
            "no_extension_asked",
            REPLY,
        );
        let late = later(due(&letter), 1);
        desk.decide(
            &letter,
            good(Verb::Urge, &letter, &desk.regulation),
            &administrator(),
            late,
        )
        .expect("it rests no ladder");
        let mut answered = letter.clone();
        desk.act(&mut answered, feedback(1), &liaison(1), late)
            .unwrap();
        assert!(
            answered
                .lead_assignment()
                .unwrap()
                .valid_feedback()
                .unwrap()
                .late,
            "nor does it excuse anything"
        );
        // A new one may be made, and it is that which is decided.
        desk.act(&mut letter, ask(1), &liaison(1), then).unwrap();
        let before = due(&letter);
        desk.act(
            &mut letter,
            decide(true),
            &staff(Role::Leader),
            later(then, 60),
        )
        .unwrap();
        let answers: Vec<&ExtensionDecision> = letter
            .lead_assignment()
            .unwrap()
            .extensions
            .iter()
            .map(|asked| &asked.decision)
            .collect();
        assert!(
            matches!(
                answers[..],
                [ExtensionDecision::Pending, ExtensionDecision::Granted(..)]
            ),
            "{answers:?}"
        );
        assert!(due(&letter) > before);
    }
}
