//! Proposals and the instructions on them: a proposal that waits can be made anew, an instruction holds while its lead unit has the
//! letter.

use std::time::Duration;
use xinxiang::domain::directory::staff::Role;
use xinxiang::domain::directory::unit::UnitId;
use xinxiang::domain::letter::stage::{LeaderTask, Stage};
use xinxiang::domain::workflow::action::{Action, Verb};

use super::{both, instruct, liaison, refused};
use crate::office::{administrator, another, at, staff, to_unit};

const HANDLING: &str = "细则第六条(二)";

#[test]
fn a_proposal_that_waits_is_replaced_by_another() {
    for desk in both() {
        let now = at("2026-03-02 09:00");
        let mut letter = desk.letter_at(Stage::AwaitingInstruction, now);
        let limit = letter.current_due();
        let propose = |text: &str, lead, co| Action::Propose {
            text: text.into(),
            lead,
            co,
        };
        let later = now.saturating_add(Duration::from_mins(30));
        refused(
            &desk,
            &letter,
            propose(" ", None, vec![]),
            &administrator(),
            later,
            "missing_answer",
            HANDLING,
        );
        let anew = propose("改由教体局承办", Some(UnitId(2)), vec![UnitId(4)]);
        desk.act(&mut letter, anew, &another(Role::Administrator), later)
            .unwrap();
        let (words, lead, co) = letter.proposal.clone().unwrap();
        assert_eq!(
            (words.text.as_str(), words.who.as_str(), words.at),
            ("改由教体局承办", "administrator-2", later)
        );
        assert_eq!((lead, co), (Some(UnitId(2)), vec![UnitId(4)]));
        assert_eq!(
            (letter.stage, letter.leader_task()),
            (Stage::AwaitingInstruction, Some(LeaderTask::Instruction))
        );
        assert_eq!(
            letter.current_due(),
            limit,
            "the centre's time for a route runs on"
        );
        desk.act(&mut letter, instruct(2, &[4]), &staff(Role::Leader), later)
            .unwrap();
        refused(
            &desk,
            &letter,
            propose("再拟", None, vec![]),
            &administrator(),
            later,
            "stage",
            HANDLING,
        );
    }
}

#[test]
fn an_instruction_holds_until_the_lead_unit_returns_the_letter() {
    for desk in both() {
        let (now, boss, leader) = (at("2026-03-02 09:00"), administrator(), staff(Role::Leader));
        let minutes = |n| now.saturating_add(Duration::from_mins(n));
        let mut letter = desk.received(1, now);
        desk.walk(
            &mut letter,
            &[Verb::MarkMajor, Verb::Accept, Verb::Propose],
            now,
        );
        assert!(!letter.has_valid_instruction());
        desk.act(&mut letter, instruct(1, &[2]), &leader, minutes(1))
            .unwrap();
        let give_back = |unit| Action::Return {
            unit: UnitId(unit),
            why: "不属我单位".into(),
        };
        desk.act(&mut letter, give_back(2), &liaison(2), minutes(2))
            .unwrap();
        assert!(
            letter.has_valid_instruction(),
            "a co-unit's return leaves it as it is"
        );
        desk.act(&mut letter, give_back(1), &liaison(1), minutes(3))
            .unwrap();
        assert!(!letter.has_valid_instruction());
        refused(
            &desk,
            &letter,
            to_unit(UnitId(3)),
            &boss,
            minutes(4),
            "major_uninstructed",
            HANDLING,
        );
        desk.walk(&mut letter, &[Verb::Propose], minutes(5));
        desk.act(&mut letter, instruct(3, &[]), &leader, minutes(6))
            .unwrap();
        assert!(letter.has_valid_instruction());
        assert_eq!(letter.lead_assignment().unwrap().unit, UnitId(3));
        // With a plain letter, too, the leader who named a unit is asked again.
        let mut plain = desk.letter_at(Stage::AwaitingInstruction, now);
        desk.act(&mut plain, instruct(1, &[]), &leader, minutes(1))
            .unwrap();
        desk.act(&mut plain, give_back(1), &liaison(1), minutes(2))
            .unwrap();
        refused(
            &desk,
            &plain,
            to_unit(UnitId(3)),
            &boss,
            minutes(3),
            "instruction_lapsed",
            HANDLING,
        );
    }
}
