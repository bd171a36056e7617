//! The ladder of urging: about the limit that runs, climbed on the day on which a step is due, at rest while something is explained
//! or asked for.

use xinxiang::domain::directory::staff::Role;
use xinxiang::domain::directory::unit::UnitId;
use xinxiang::domain::letter::Letter;
use xinxiang::domain::letter::event::{Notified, UrgingChannel};
use xinxiang::domain::letter::stage::Stage;
use xinxiang::domain::time::Timestamp;
use xinxiang::domain::workflow::action::{Action, Verb};

use super::{both, feedback, liaison, refused};
use crate::office::{Desk, administrator, at, staff, written};

const URGING: &str = "细则第六条(四)";

fn urge() -> Action {
    Action::Urge {
        unit: UnitId(1),
        by: UrgingChannel::Phone,
        to: "周强".into(),
        answer: None,
        step: None,
    }
}

fn explain() -> Action {
    Action::Explain {
        unit: UnitId(1),
        text: "因连续降雨无法施工。".into(),
    }
}

fn later(at: Timestamp, seconds: i64) -> Timestamp {
    Timestamp::from_second(at.as_second() + seconds).unwrap()
}

fn due(letter: &Letter) -> Timestamp {
    letter.lead_assignment().unwrap().due.at
}

/// The steps that were taken, by code.
fn steps(letter: &Letter) -> Vec<&str> {
    letter
        .lead_assignment()
        .unwrap()
        .urgings
        .iter()
        .map(|urging| urging.step.as_str())
        .collect()
}

/// The step that is to be done next, by code.
fn next<'a>(desk: &'a Desk, letter: &Letter, now: Timestamp) -> Option<&'a str> {
    letter
        .lead_assignment()
        .unwrap()
        .next_step(&desk.regulation, now)
        .map(|(step, _)| step.code.as_str())
}

#[test]
fn what_was_urged_and_explained_before_an_answer_that_was_sent_back_is_about_another_limit() {
    for desk in both() {
        let mut letter = desk.letter_at(Stage::Assigned, at("2026-03-02 09:00"));
        let [first, second] = [0, 1].map(|n| desk.regulation.ladder[n].code.as_str());
        let late = later(due(&letter), 60);
        desk.act(&mut letter, urge(), &staff(Role::Office), late)
            .unwrap();
        let climbs = letter.lead_assignment().unwrap().urgings[0]
            .next
            .as_ref()
            .unwrap()
            .due
            .at;
        desk.act(&mut letter, urge(), &staff(Role::Office), climbs)
            .unwrap();
        desk.act(&mut letter, explain(), &liaison(1), later(climbs, 60))
            .unwrap();
        assert_eq!(next(&desk, &letter, later(climbs, 61)), None);
        desk.act(&mut letter, feedback(1), &liaison(1), later(climbs, 120))
            .unwrap();
        desk.walk(&mut letter, &[Verb::SendBackFeedback], later(climbs, 180));
        assert!(
            letter
                .lead_assignment()
                .unwrap()
                .current_urgings()
                .is_empty()
                && !letter.lead_assignment().unwrap().has_explained()
        );
        let late = later(due(&letter), 1);
        assert_eq!(
            next(&desk, &letter, due(&letter)),
            None,
            "it is not late again yet"
        );
        assert_eq!(
            next(&desk, &letter, late),
            Some(first),
            "under {}",
            desk.regulation.id
        );
        desk.act(&mut letter, urge(), &staff(Role::Office), late)
            .unwrap();
        assert_eq!(steps(&letter), [first, second, first]);
        assert_eq!(letter.lead_assignment().unwrap().current_urgings().len(), 1);
        desk.act(&mut letter, explain(), &liaison(1), later(late, 60))
            .unwrap();
        assert_eq!(
            next(&desk, &letter, later(late, 999_999)),
            None,
            "a new explanation rests it again"
        );
    }
}

#[test]
fn an_urging_climbs_from_the_day_on_which_the_next_step_is_due_and_not_the_day_before() {
    for desk in both() {
        let mut letter = desk.letter_at(Stage::Assigned, at("2026-03-02 09:00"));
        let [first, second] = [0, 1].map(|n| desk.regulation.ladder[n].code.as_str());
        let late = later(due(&letter), 60);
        desk.act(&mut letter, urge(), &staff(Role::Office), late)
            .unwrap();
        let next = letter.lead_assignment().unwrap().urgings[0].next.clone();
        let midnight = at(&format!(
            "{} 00:00",
            &written(next.as_ref().unwrap().due.at)[..10]
        ));
        let climbs = |letter: &Letter, at| {
            letter
                .lead_assignment()
                .unwrap()
                .due_urging_step(&desk.regulation, at)
                .map(|step| step.code.as_str().to_owned())
        };
        for (at, step) in [
            (later(midnight, -1), first),
            (midnight, second),
            (next.as_ref().unwrap().due.at, second),
        ] {
            let mut letter = letter.clone();
            let expected = (step == second).then(|| second.to_owned());
            assert_eq!(climbs(&letter, at), expected, "{}", written(at));
            desk.act(&mut letter, urge(), &staff(Role::Office), at)
                .unwrap();
            assert_eq!(
                steps(&letter),
                [first, step],
                "{} under {}",
                written(at),
                desk.regulation.id
            );
            // Another urging on the same step does not put off the next one.
            let same = letter.lead_assignment().unwrap().urgings[1].next == next;
            assert_eq!(same, step == first);
        }
    }
}

#[test]
fn a_unit_whose_request_waits_for_a_decision_is_not_urged() {
    for desk in both() {
        let mut letter = desk.letter_at(Stage::Assigned, at("2026-03-02 09:00"));
        // Who has not signed is urged to sign, which is another matter.
        desk.walk(&mut letter, &[Verb::SignFor], at("2026-03-02 09:00"));
        let ask = Action::AskExtension {
            unit: UnitId(1),
            days: 1,
            why: "灯具待到货".into(),
        };
        let limit = due(&letter);
        desk.act(&mut letter, ask, &liaison(1), limit).unwrap();
        let late = later(due(&letter), 60);
        assert_eq!(next(&desk, &letter, late), None);
        for who in [administrator(), staff(Role::Office)] {
            refused(
                &desk,
                &letter,
                urge(),
                &who,
                late,
                "extension_pending",
                URGING,
            );
        }
        let decide = |grant| Action::DecideExtension {
            unit: UnitId(1),
            grant,
            why: Some("没有理由".into()),
            told: Notified::None,
        };
        let mut granted = letter.clone();
        desk.act(&mut granted, decide(true), &staff(Role::Leader), late)
            .unwrap();
        refused(
            &desk,
            &granted,
            urge(),
            &administrator(),
            late,
            "not_late",
            URGING,
        );
        desk.act(&mut letter, decide(false), &staff(Role::Leader), late)
            .unwrap();
        assert_eq!(
            next(&desk, &letter, late),
            Some(desk.regulation.ladder[0].code.as_str())
        );
        desk.act(&mut letter, urge(), &staff(Role::Office), late)
            .unwrap();
    }
}

#[test]
fn an_explanation_from_before_an_extension_does_not_rest_the_ladder_after_it() {
    for desk in both() {
        let now = at("2026-03-02 09:00");
        let mut letter = desk.letter_at(Stage::Assigned, now);
        desk.act(&mut letter, explain(), &liaison(1), later(now, 60))
            .unwrap();
        desk.walk(
            &mut letter,
            &[Verb::AskExtension, Verb::DecideExtension],
            later(now, 120),
        );
        let late = later(due(&letter), 1);
        assert_eq!(
            next(&desk, &letter, late),
            Some(desk.regulation.ladder[0].code.as_str())
        );
    }
}
