//! From when a limit is counted: one of the leader's own, one that runs on after a return, one that began with feedback sent back.

use xinxiang::domain::directory::staff::Role;
use xinxiang::domain::directory::unit::UnitId;
use xinxiang::domain::letter::Letter;
use xinxiang::domain::letter::event::Notified;
use xinxiang::domain::letter::stage::Stage;
use xinxiang::domain::regulation::Tier;
use xinxiang::domain::workflow::action::{Action, Verb};

use super::{both, liaison, refused};
use crate::office::{Desk, administrator, at, staff, to_unit, written};

const HANDLING: &str = "细则第六条(二)";
const REPLY: &str = "细则第六条(三)";

fn due(letter: &Letter) -> String {
    written(letter.current_due().unwrap().at)
}

/// An instruction to unit 2, with a limit of the leader's own or without.
fn own(days: Option<u32>) -> Action {
    Action::Instruct {
        text: "限期办结".into(),
        lead: Some(UnitId(2)),
        co: vec![],
        days,
        tier: Tier::Ordinary,
        outcome: Default::default(),
        to: None,
        to_leader: None,
    }
}

fn ask(unit: i64, days: u32) -> Action {
    Action::AskExtension {
        unit: UnitId(unit),
        days,
        why: "待料".into(),
    }
}

/// A letter that unit 1 had from nine on Monday and returned on Wednesday; with `more`, five days had been granted to it.
fn returned(desk: &Desk, more: bool) -> Letter {
    let mut letter = desk.letter_at(Stage::Assigned, at("2026-03-02 09:00"));
    if more {
        desk.act(&mut letter, ask(1, 5), &liaison(1), at("2026-03-02 10:00"))
            .unwrap();
        let grant = Action::DecideExtension {
            unit: UnitId(1),
            grant: true,
            why: None,
            told: Notified::None,
        };
        desk.act(
            &mut letter,
            grant,
            &staff(Role::Leader),
            at("2026-03-02 11:00"),
        )
        .unwrap();
    }
    desk.walk(&mut letter, &[Verb::Return], at("2026-03-03 11:00"));
    letter
}

#[test]
fn a_limit_of_the_leaders_own_is_counted_from_his_instruction_also_where_another_ran_on() {
    for (days, linjiang, weibin) in [
        (None, "2026-03-09 17:30", "2026-03-10 18:00"),
        (Some(1), "2026-03-06 17:30", "2026-03-06 18:00"),
        (Some(5), "2026-03-12 17:30", "2026-03-12 18:00"),
    ] {
        for (desk, expected) in [(Desk::linjiang(), linjiang), (Desk::weibin(), weibin)] {
            let mut letter = returned(&desk, false);
            desk.walk(&mut letter, &[Verb::Propose], at("2026-03-04 10:00"));
            desk.act(
                &mut letter,
                own(days),
                &staff(Role::Leader),
                at("2026-03-05 10:00"),
            )
            .unwrap();
            assert_eq!(
                due(&letter),
                expected,
                "{days:?} days under {}",
                desk.regulation.id
            );
        }
    }
}

#[test]
fn a_limit_of_the_leaders_own_is_of_a_year_at_most() {
    for desk in both() {
        let (now, leader) = (at("2026-03-02 09:00"), staff(Role::Leader));
        let letter = desk.letter_at(Stage::AwaitingInstruction, now);
        for days in [366, u32::MAX] {
            refused(
                &desk,
                &letter,
                own(Some(days)),
                &leader,
                now,
                "limit_too_long",
                HANDLING,
            );
        }
        refused(
            &desk,
            &letter,
            own(Some(0)),
            &leader,
            now,
            "missing_answer",
            HANDLING,
        );
        desk.decide(&letter, own(Some(365)), &leader, now).unwrap();
    }
}

#[test]
fn what_was_granted_before_the_return_stays_with_the_next_unit_where_the_limit_runs_on() {
    let desk = Desk::linjiang();
    let mut letter = returned(&desk, true);
    desk.act(
        &mut letter,
        to_unit(UnitId(2)),
        &administrator(),
        at("2026-03-04 10:00"),
    )
    .unwrap();
    assert_eq!(
        due(&letter),
        "2026-03-16 17:30",
        "five days from Monday, and the five that were granted"
    );
    let sign = Action::SignFor {
        unit: UnitId(2),
        person: "周强".into(),
        phone: None,
    };
    desk.act(&mut letter, sign, &liaison(2), at("2026-03-05 10:00"))
        .unwrap();
    assert_eq!(due(&letter), "2026-03-16 17:30");
    // And it counts: of the fifteen days in all, five are left.
    let now = at("2026-03-06 10:00");
    desk.act(&mut letter, ask(2, 5), &liaison(2), now).unwrap();
    let grant = Action::DecideExtension {
        unit: UnitId(2),
        grant: true,
        why: None,
        told: Notified::None,
    };
    desk.act(&mut letter, grant, &staff(Role::Leader), now)
        .unwrap();
    assert_eq!(due(&letter), "2026-03-23 17:30");
    refused(
        &desk,
        &letter,
        ask(2, 1),
        &liaison(2),
        now,
        "extension_whole",
        REPLY,
    );
    // Where the limit starts anew, so does everything.
    let desk = Desk::weibin();
    let mut letter = returned(&desk, true);
    desk.act(
        &mut letter,
        to_unit(UnitId(2)),
        &administrator(),
        at("2026-03-04 10:00"),
    )
    .unwrap();
    assert_eq!(due(&letter), "2026-03-09 18:00");
}

#[test]
fn signing_after_feedback_was_sent_back_restarts_nothing() {
    let desk = Desk::linjiang();
    let mut letter = desk.letter_at(Stage::Assigned, at("2026-03-02 09:00"));
    desk.walk(&mut letter, &[Verb::Feedback], at("2026-03-03 10:00"));
    desk.walk(
        &mut letter,
        &[Verb::SendBackFeedback],
        at("2026-03-04 10:00"),
    );
    assert_eq!(due(&letter), "2026-03-06 17:30");
    // Who handled it has signed for it, and does not sign again.
    assert!(letter.lead_assignment().unwrap().signed.is_some());
    let sign = Action::SignFor {
        unit: UnitId(1),
        person: "周强".into(),
        phone: None,
    };
    refused(
        &desk,
        &letter,
        sign,
        &liaison(1),
        at("2026-03-06 10:00"),
        "already_signed",
        REPLY,
    );
}
