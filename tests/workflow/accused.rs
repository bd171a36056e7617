//! The unit whose people a report accuses, under both regulations.

use xinxiang::domain::directory::staff::Role;
use xinxiang::domain::directory::unit::UnitId;
use xinxiang::domain::letter::stage::Stage;
use xinxiang::domain::workflow::action::{Action, Verb};

use super::{both, instruct, refused};
use crate::office::{administrator, another, at, good, staff, to_unit};

const REPORT: &str = "细则第三条(六)、信访工作条例第三十条";

#[test]
fn the_unit_that_a_report_accuses_never_gets_it() {
    for desk in both() {
        let (now, boss, leader) = (at("2026-03-02 09:00"), administrator(), staff(Role::Leader));
        let category = desk
            .regulation
            .categories
            .iter()
            .find(|category| category.restricted)
            .unwrap()
            .code
            .clone();
        let mut letter = desk.received(1, now);
        let accept = |accused| Action::Accept {
            category: category.clone(),
            major: false,
            accused: Some(UnitId(accused)),
            of_type: None,
            subject: None,
        };
        refused(
            &desk,
            &letter,
            accept(99),
            &boss,
            now,
            "no_such_unit",
            "细则第六条(一)",
        );
        desk.act(&mut letter, accept(2), &boss, now).unwrap();
        let restriction = letter.restriction.as_ref().unwrap();
        assert_eq!(restriction.accused, Some(UnitId(2)));
        assert_eq!(
            restriction.readers,
            ["administrator", "leader", "leader-2"],
            "he who accepts, and the leaders"
        );
        refused(
            &desk,
            &letter,
            to_unit(UnitId(2)),
            &boss,
            now,
            "accused",
            REPORT,
        );
        let propose = |lead, co| Action::Propose {
            text: "拟办".into(),
            lead: Some(UnitId(lead)),
            co,
        };
        refused(
            &desk,
            &letter,
            propose(2, vec![]),
            &boss,
            now,
            "accused",
            REPORT,
        );
        refused(
            &desk,
            &letter,
            propose(1, vec![UnitId(2)]),
            &boss,
            now,
            "accused",
            REPORT,
        );
        desk.act(&mut letter, propose(1, vec![]), &boss, now)
            .unwrap();
        refused(
            &desk,
            &letter,
            instruct(2, &[]),
            &leader,
            now,
            "accused",
            REPORT,
        );
        refused(
            &desk,
            &letter,
            instruct(1, &[3, 2]),
            &leader,
            now,
            "accused",
            REPORT,
        );
        desk.act(&mut letter, instruct(1, &[3]), &leader, now)
            .unwrap();
        // Nor is a unit accused that has it: it would have to return it first.
        let accuse = |unit| Action::Restrict {
            accused: Some(UnitId(unit)),
            readers: vec!["leader".into()],
        };
        refused(&desk, &letter, accuse(1), &boss, now, "accused", REPORT);
        refused(&desk, &letter, accuse(3), &boss, now, "accused", REPORT);
        // He who is not on the list does nothing, and does not read it.
        for action in [Action::Read, good(Verb::Note, &letter, &desk.regulation)] {
            refused(
                &desk,
                &letter,
                action,
                &another(Role::Administrator),
                now,
                "not_reader",
                REPORT,
            );
        }
        let unknown = Action::Restrict {
            accused: None,
            readers: vec!["leader".into(), "nobody".into()],
        };
        refused(
            &desk,
            &letter,
            unknown,
            &boss,
            now,
            "no_such_reader",
            REPORT,
        );
    }
}

#[test]
fn a_unit_that_has_answered_cannot_be_the_accused_one_and_read_on() {
    for desk in both() {
        let (now, boss) = (at("2026-03-02 09:00"), administrator());
        let mut letter = desk.letter_at(Stage::Assigned, now);
        desk.walk(&mut letter, &[Verb::Feedback], now);
        let accuse = Action::Restrict {
            accused: Some(UnitId(1)),
            readers: vec!["leader".into()],
        };
        // Either it is refused, or the unit loses the letter.
        if desk.act(&mut letter, accuse, &boss, now).is_ok() {
            assert!(
                !letter.may_read(&staff(Role::Liaison)),
                "the accused unit reads the report about it"
            );
        }
    }
}

#[test]
fn who_is_accused_is_kept_where_the_letter_was_restricted_before_it_was_accepted() {
    for desk in both() {
        let (now, boss) = (at("2026-03-02 09:00"), administrator());
        let category = desk
            .regulation
            .categories
            .iter()
            .find(|category| category.restricted)
            .unwrap()
            .code
            .clone();
        let mut letter = desk.received(1, now);
        let restrict = Action::Restrict {
            accused: None,
            readers: vec!["leader".into()],
        };
        desk.act(&mut letter, restrict, &boss, now).unwrap();
        let accept = Action::Accept {
            category,
            major: false,
            accused: Some(UnitId(2)),
            of_type: None,
            subject: None,
        };
        desk.act(&mut letter, accept, &boss, now).unwrap();
        let restriction = letter.restriction.clone().unwrap();
        assert_eq!(
            (restriction.accused, restriction.readers.len()),
            (Some(UnitId(2)), 2),
            "the readers stay those named"
        );
        refused(
            &desk,
            &letter,
            to_unit(UnitId(2)),
            &boss,
            now,
            "accused",
            REPORT,
        );
    }
}
