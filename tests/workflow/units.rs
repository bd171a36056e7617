//! What happens at the units: each acts for itself, co-units before the lead, returns, extensions, urging.

use xinxiang::domain::directory::staff::{Role, Staff};
use xinxiang::domain::directory::unit::UnitId;
use xinxiang::domain::letter::cause::InstructionOutcome;
use xinxiang::domain::letter::event::{Event, Notified, UrgingChannel};
use xinxiang::domain::letter::stage::Stage;
use xinxiang::domain::letter::{AssignmentEnd, ExtensionDecision, Letter};
use xinxiang::domain::regulation::Tier;
use xinxiang::domain::time::Timestamp;
use xinxiang::domain::workflow::action::{Action, Verb};

use super::{both, feedback, instruct, liaison, refused};
use crate::office::{Desk, administrator, another, at, good_for, staff};

const REPLY: &str = "细则第六条(三)";

/// A letter at lead unit 1 and co-unit 2.
fn at_two(desk: &Desk, now: Timestamp) -> Letter {
    let mut letter = desk.letter_at(Stage::AwaitingInstruction, now);
    desk.act(&mut letter, instruct(1, &[2]), &staff(Role::Leader), now)
        .unwrap();
    letter
}

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
        why: (!grant).then(|| "没有理由".to_owned()),
        told: Notified::None,
    }
}

fn urge(unit: i64) -> Action {
    Action::Urge {
        unit: UnitId(unit),
        by: UrgingChannel::Phone,
        to: "周强".into(),
        answer: None,
        step: None,
    }
}

fn later(at: Timestamp, seconds: i64) -> Timestamp {
    Timestamp::from_second(at.as_second() + seconds).unwrap()
}

#[test]
fn a_liaison_acts_for_his_own_unit_only() {
    for desk in both() {
        let now = at("2026-03-02 09:00");
        let letter = at_two(&desk, now);
        for verb in [
            Verb::SignFor,
            Verb::Return,
            Verb::AskExtension,
            Verb::Feedback,
            Verb::Explain,
        ] {
            let for_lead = good_for(verb, &letter, &desk.regulation, UnitId(1));
            refused(
                &desk,
                &letter,
                for_lead.clone(),
                &liaison(2),
                now,
                "not_your_unit",
                article_of(verb),
            );
            // To him who has it not at all it is another unit's matter, whatever he wants to do.
            for stranger in [
                liaison(3),
                Staff {
                    unit: None,
                    ..liaison(1)
                },
            ] {
                refused(
                    &desk,
                    &letter,
                    for_lead.clone(),
                    &stranger,
                    now,
                    "not_your_unit",
                    REPLY,
                );
            }
            let for_co = good_for(verb, &letter, &desk.regulation, UnitId(2));
            desk.decide(&letter, for_co, &liaison(2), now).unwrap();
            let nowhere = good_for(verb, &letter, &desk.regulation, UnitId(3));
            refused(
                &desk,
                &letter,
                nowhere,
                &administrator(),
                now,
                "not_at_unit",
                article_of(verb),
            );
        }
        // A person who is a leader, or of the office, besides acts for his own unit all the same.
        for role in [Role::Leader, Role::Office, Role::Observer] {
            let mixed = Staff {
                roles: vec![role, Role::Liaison],
                ..liaison(2)
            };
            let sign = good_for(Verb::SignFor, &letter, &desk.regulation, UnitId(1));
            refused(&desk, &letter, sign, &mixed, now, "not_your_unit", REPLY);
            let sign = good_for(Verb::SignFor, &letter, &desk.regulation, UnitId(2));
            desk.decide(&letter, sign, &mixed, now).unwrap();
        }
    }
}

/// The article on which a unit's action rests: that it is late it explains under the one on urging.
fn article_of(verb: Verb) -> &'static str {
    if verb == Verb::Explain {
        "细则第六条(四)"
    } else {
        REPLY
    }
}

#[test]
fn co_units_give_their_opinions_before_the_lead_unit_answers() {
    for desk in both() {
        let now = at("2026-03-02 09:00");
        let mut letter = at_two(&desk, now);
        refused(
            &desk,
            &letter,
            feedback(1),
            &liaison(1),
            now,
            "co_units_open",
            REPLY,
        );
        let mut waived = letter.clone();
        desk.act(&mut letter, feedback(2), &liaison(2), now)
            .unwrap();
        assert_eq!(
            letter.stage,
            Stage::Assigned,
            "a co-unit's opinion moves nothing"
        );
        refused(
            &desk,
            &letter,
            feedback(2),
            &liaison(2),
            now,
            "already_answered",
            REPLY,
        );
        desk.act(&mut letter, feedback(1), &liaison(1), now)
            .unwrap();
        assert_eq!(letter.stage, Stage::Drafting);
        // Or the centre says that it is not needed, whatever the lead unit asks for.
        let waive = |unit, why: &str| Action::Waive {
            unit: UnitId(unit),
            why: why.into(),
            deny: false,
        };
        refused(
            &desk,
            &waived,
            waive(2, "无关"),
            &liaison(2),
            now,
            "role",
            REPLY,
        );
        refused(
            &desk,
            &waived,
            waive(2, " "),
            &administrator(),
            now,
            "missing_answer",
            REPLY,
        );
        refused(
            &desk,
            &waived,
            waive(1, "无关"),
            &administrator(),
            now,
            "not_a_co_unit",
            REPLY,
        );
        desk.act(&mut waived, waive(2, "无关"), &administrator(), now)
            .unwrap();
        assert!(matches!(
            waived.current_assignments().last().unwrap().ended,
            Some(AssignmentEnd::Waived(_))
        ));
        assert!(
            !waived.may_read(&liaison(2)),
            "its opinion is not needed: the letter is not there"
        );
        desk.act(&mut waived, feedback(1), &administrator(), now)
            .unwrap();
        assert_eq!(waived.stage, Stage::Drafting);
    }
}

#[test]
fn feedback_bears_the_seal_and_the_name_of_the_head() {
    for desk in both() {
        let now = at("2026-03-02 09:00");
        let letter = desk.letter_at(Stage::Assigned, now);
        let given = |text: &str, head: &str, sealed| Action::Feedback {
            unit: UnitId(1),
            text: text.into(),
            head: head.into(),
            sealed,
            files: vec![],
            mandate: None,
            person: Some("经办人".into()),
        };
        for who in [administrator(), liaison(1)] {
            refused(
                &desk,
                &letter,
                given("已修。", "高峰", false),
                &who,
                now,
                "not_sealed",
                REPLY,
            );
            refused(
                &desk,
                &letter,
                given("已修。", "\u{3000}", true),
                &who,
                now,
                "missing_answer",
                REPLY,
            );
            refused(
                &desk,
                &letter,
                given("", "高峰", true),
                &who,
                now,
                "missing_answer",
                REPLY,
            );
        }
    }
}

#[test]
fn a_unit_returns_a_letter_in_time_and_before_it_has_answered() {
    for desk in both() {
        let now = at("2026-03-02 09:00");
        let give_back = |unit| Action::Return {
            unit: UnitId(unit),
            why: "属教体局职责".into(),
        };
        let letter = at_two(&desk, now);
        let until = letter
            .lead_assignment()
            .unwrap()
            .return_by
            .as_ref()
            .unwrap()
            .due
            .at;
        refused(
            &desk,
            &letter,
            give_back(1),
            &liaison(1),
            later(until, 1),
            "return_too_late",
            REPLY,
        );
        desk.decide(&letter, give_back(1), &liaison(1), until)
            .unwrap();
        // A co-unit that returns it leaves it with the others; the lead unit takes it away from them all.
        let mut one = letter.clone();
        desk.act(&mut one, give_back(2), &liaison(2), now).unwrap();
        assert_eq!(
            (
                one.stage,
                one.may_read(&liaison(1)),
                one.may_read(&liaison(2))
            ),
            (Stage::Assigned, true, false)
        );
        for answered in [false, true] {
            let mut all = letter.clone();
            if answered {
                desk.act(&mut all, feedback(2), &liaison(2), now).unwrap();
                refused(
                    &desk,
                    &all,
                    give_back(2),
                    &liaison(2),
                    now,
                    "already_answered",
                    REPLY,
                );
            }
            desk.act(&mut all, give_back(1), &liaison(1), now).unwrap();
            assert_eq!(all.stage, Stage::Registered);
            assert!(
                !all.may_read(&liaison(1)) && !all.may_read(&liaison(2)),
                "answered: {answered}"
            );
            assert_eq!(all.lead_assignment(), None);
            let nothing_more = all.current_assignments().all(|held| !held.is_active());
            assert!(
                nothing_more,
                "no unit has it any more, whether it had answered ({answered}) or not"
            );
        }
    }
}

#[test]
fn what_a_co_unit_answered_before_the_return_cannot_be_sent_back_to_it() {
    for desk in both() {
        let (now, boss) = (at("2026-03-02 09:00"), administrator());
        let mut letter = at_two(&desk, now);
        desk.act(&mut letter, feedback(2), &liaison(2), now)
            .unwrap();
        desk.walk(&mut letter, &[Verb::Return, Verb::Propose], now);
        let direct = Action::Instruct {
            text: "请中心直接答复".into(),
            outcome: InstructionOutcome::Direct,
            lead: None,
            co: vec![],
            days: None,
            tier: Tier::Ordinary,
            to: None,
            to_leader: None,
        };
        desk.act(&mut letter, direct, &staff(Role::Leader), now)
            .unwrap();
        let back = Action::SendBackFeedback {
            unit: UnitId(2),
            why: "再查".into(),
        };
        refused(&desk, &letter, back, &boss, now, "not_at_any_unit", REPLY);
    }
}

#[test]
fn an_extension_is_asked_for_in_time_and_decided_by_another() {
    for desk in both() {
        let (now, boss) = (at("2026-03-02 09:00"), administrator());
        let mut letter = desk.letter_at(Stage::Assigned, now);
        refused(
            &desk,
            &letter,
            decide(true),
            &boss,
            now,
            "no_extension_asked",
            REPLY,
        );
        let many = desk.regulation.extensions.unwrap().days + 1;
        refused(
            &desk,
            &letter,
            ask(many),
            &liaison(1),
            now,
            "extension_days",
            REPLY,
        );
        refused(
            &desk,
            &letter,
            ask(0),
            &liaison(1),
            now,
            "missing_answer",
            REPLY,
        );
        desk.act(&mut letter, ask(2), &boss, now).unwrap();
        refused(
            &desk,
            &letter,
            ask(1),
            &liaison(1),
            now,
            "extension_pending",
            REPLY,
        );
        refused(
            &desk,
            &letter,
            decide(true),
            &boss,
            now,
            "own_request",
            REPLY,
        );
        refused(
            &desk,
            &letter,
            decide(true),
            &liaison(1),
            now,
            "role",
            REPLY,
        );
        let mut denied = letter.clone();
        let due = letter.lead_assignment().unwrap().due.at;
        desk.act(
            &mut letter,
            decide(true),
            &another(Role::Administrator),
            now,
        )
        .unwrap();
        assert!(letter.lead_assignment().unwrap().due.at > due);
        desk.act(&mut denied, decide(false), &staff(Role::Leader), now)
            .unwrap();
        assert_eq!(denied.lead_assignment().unwrap().due.at, due);
        // So often as the regulation has it; what was denied does not count.
        desk.act(&mut letter, ask(1), &liaison(1), now).unwrap();
        desk.act(&mut letter, decide(true), &staff(Role::Leader), now)
            .unwrap();
        refused(
            &desk,
            &letter,
            ask(1),
            &liaison(1),
            now,
            "extension_times",
            REPLY,
        );
        desk.decide(&denied, ask(1), &liaison(1), now).unwrap();
    }
}

#[test]
fn an_extension_asked_for_after_the_limit_is_refused_and_recorded() {
    for desk in both() {
        let now = at("2026-03-02 09:00");
        let letter = desk.letter_at(Stage::Assigned, now);
        let due = letter.lead_assignment().unwrap().due.at;
        assert!(
            desk.decide(&letter, ask(2), &liaison(1), due).is_ok(),
            "at the limit it is in time"
        );
        let refusal = desk
            .decide(&letter, ask(2), &liaison(1), later(due, 1))
            .unwrap_err();
        let attempt = Event::ExtensionTooLate {
            unit: UnitId(1),
            days: 2,
            why: "灯具待到货".into(),
        };
        assert_eq!(refusal.attempt.as_deref(), Some(&attempt));
        refused(
            &desk,
            &letter,
            ask(2),
            &liaison(1),
            later(due, 1),
            "extension_too_late",
            REPLY,
        );
        let mut letter = letter;
        let recorded = xinxiang::domain::letter::event::RecordedEvent {
            late: None,
            version: letter.version + 1,
            at: later(due, 1),
            who: "liaison-of-1".into(),
            event: attempt,
        };
        letter.apply(recorded).unwrap();
        let held = letter.lead_assignment().unwrap();
        assert_eq!((held.due.at, held.extensions.len()), (due, 1));
        assert_eq!(held.extensions[0].decision, ExtensionDecision::TooLate);
        // What nobody decides about does not stand in the leaders' queue.
        assert_eq!(letter.leader_task(), None);
        refused(
            &desk,
            &letter,
            decide(true),
            &staff(Role::Leader),
            later(due, 2),
            "no_extension_asked",
            REPLY,
        );
    }
}

#[test]
fn who_is_late_is_urged_step_by_step() {
    for desk in both() {
        let (now, boss) = (at("2026-03-02 09:00"), staff(Role::Office));
        let mut letter = desk.letter_at(Stage::Assigned, now);
        // Who has not signed is urged to sign, which is another matter.
        desk.walk(&mut letter, &[Verb::SignFor], now);
        let due = letter.lead_assignment().unwrap().due.at;
        for at in [now, due] {
            refused(
                &desk,
                &letter,
                urge(1),
                &boss,
                at,
                "not_late",
                "细则第六条(四)",
            );
        }
        let steps = |letter: &Letter| -> Vec<String> {
            letter
                .lead_assignment()
                .unwrap()
                .urgings
                .iter()
                .map(|urging| urging.step.clone())
                .collect()
        };
        let ladder: Vec<&str> = desk
            .regulation
            .ladder
            .iter()
            .map(|step| step.code.as_str())
            .collect();
        let mut at = later(due, 60);
        desk.act(&mut letter, urge(1), &staff(Role::Office), at)
            .unwrap();
        // Too early for the next step: he is urged again on the same one.
        desk.act(&mut letter, urge(1), &boss, later(at, 60))
            .unwrap();
        assert_eq!(steps(&letter), [ladder[0], ladder[0]]);
        let mut expected = vec![ladder[0], ladder[0]];
        for step in &ladder[1..] {
            at = letter
                .lead_assignment()
                .unwrap()
                .urgings
                .last()
                .unwrap()
                .next
                .as_ref()
                .unwrap()
                .due
                .at;
            desk.act(&mut letter, urge(1), &boss, at).unwrap();
            expected.push(step);
            assert_eq!(steps(&letter), expected);
        }
        assert_eq!(
            letter
                .lead_assignment()
                .unwrap()
                .urgings
                .last()
                .unwrap()
                .next,
            None,
            "the last step"
        );
        desk.act(&mut letter, urge(1), &boss, later(at, 60))
            .unwrap();
        assert_eq!(
            steps(&letter).last(),
            steps(&letter).get(expected.len() - 1),
            "it stays on the last step"
        );
        assert_eq!(
            letter
                .lead_assignment()
                .unwrap()
                .next_step(&desk.regulation, later(at, 999_999)),
            None
        );
        desk.act(&mut letter, feedback(1), &liaison(1), at).unwrap();
        assert!(letter.assignments[0].feedbacks[0].late);
    }
}

#[test]
fn a_unit_that_has_explained_itself_stands_on_no_step() {
    for desk in both() {
        let now = at("2026-03-02 09:00");
        let mut letter = desk.letter_at(Stage::Assigned, now);
        let late = later(letter.lead_assignment().unwrap().due.at, 1);
        assert!(
            letter
                .lead_assignment()
                .unwrap()
                .next_step(&desk.regulation, late)
                .is_some()
        );
        let explain = Action::Explain {
            unit: UnitId(1),
            text: "因连续降雨无法施工。".into(),
        };
        desk.act(&mut letter, explain.clone(), &liaison(1), late)
            .unwrap();
        assert_eq!(
            letter
                .lead_assignment()
                .unwrap()
                .next_step(&desk.regulation, late),
            None
        );
        desk.walk(&mut letter, &[Verb::Feedback], late);
        refused(
            &desk,
            &letter,
            explain,
            &liaison(1),
            late,
            "stage",
            "细则第六条(四)",
        );
    }
}

#[test]
fn what_was_signed_for_or_answered_is_not_again() {
    for desk in both() {
        let now = at("2026-03-02 09:00");
        let mut letter = at_two(&desk, now);
        let sign = |person: &str| Action::SignFor {
            unit: UnitId(1),
            person: person.into(),
            phone: None,
        };
        refused(
            &desk,
            &letter,
            sign(" "),
            &liaison(1),
            now,
            "missing_answer",
            REPLY,
        );
        desk.act(&mut letter, sign("周强"), &liaison(1), now)
            .unwrap();
        refused(
            &desk,
            &letter,
            sign("周强"),
            &liaison(1),
            now,
            "already_signed",
            REPLY,
        );
        let back = |unit| Action::SendBackFeedback {
            unit: UnitId(unit),
            why: "未答第二问".into(),
        };
        refused(
            &desk,
            &letter,
            back(2),
            &administrator(),
            now,
            "nothing_answered",
            REPLY,
        );
        desk.act(&mut letter, feedback(2), &liaison(2), now)
            .unwrap();
        let given = good_for(Verb::SignFor, &letter, &desk.regulation, UnitId(2));
        refused(
            &desk,
            &letter,
            given,
            &liaison(2),
            now,
            "already_answered",
            REPLY,
        );
        refused(
            &desk,
            &letter,
            back(3),
            &administrator(),
            now,
            "not_at_unit",
            REPLY,
        );
        desk.act(&mut letter, back(2), &administrator(), now)
            .unwrap();
        assert!(letter.held_by(UnitId(2)).unwrap().is_open());
        // The writer's reply is not drafted while a co-unit answers again.
        desk.walk(&mut letter, &[Verb::Feedback, Verb::Feedback], now);
        assert_eq!(letter.stage, Stage::Drafting);
        desk.act(&mut letter, back(2), &administrator(), now)
            .unwrap();
        assert_eq!(letter.stage, Stage::Assigned);
        desk.act(&mut letter, feedback(2), &liaison(2), now)
            .unwrap();
        assert_eq!(
            letter.stage,
            Stage::Drafting,
            "the lead unit's answer stands"
        );
    }
}
