//! Persons and papers: the sign-off ladder, portfolios and delegations, what a leader can decide on a sheet, and what was
//! entered for them.

use std::time::Duration;

use xinxiang::domain::directory::staff::{Delegation, DelegationScope, Portfolio, Role, Staff};
use xinxiang::domain::directory::unit::UnitId;
use xinxiang::domain::letter::Letter;
use xinxiang::domain::letter::cause::InstructionOutcome;
use xinxiang::domain::letter::event::{Event, RecordedEvent};
use xinxiang::domain::letter::late_entry::LateEntry;
use xinxiang::domain::letter::stage::{LeaderTask, Stage};
use xinxiang::domain::regulation::approver::Approver;
use xinxiang::domain::regulation::{Regulation, Tier};
use xinxiang::domain::time::Timestamp;
use xinxiang::domain::workflow::action::{Action, Verb};

use super::refused;
use crate::office::{Desk, administrator, at, good, staff};

const HANDLING: &str = "细则第六条(二)";

fn leader(id: &str) -> Staff {
    Staff {
        id: id.to_owned(),
        name: id.to_owned(),
        ..staff(Role::Leader)
    }
}

fn approve(text: Option<&str>) -> Action {
    Action::Approve {
        note: None,
        text: text.map(str::to_owned),
    }
}

fn send_back(below: bool) -> Action {
    Action::SendBack {
        why: "请核实".into(),
        passage: None,
        below,
    }
}

fn decided(outcome: InstructionOutcome) -> Action {
    Action::Instruct {
        text: "照此办理".into(),
        outcome,
        lead: None,
        co: vec![],
        days: None,
        tier: Tier::Ordinary,
        to: (outcome == InstructionOutcome::Refer).then(|| "市公安局".to_owned()),
        to_leader: None,
    }
}

/// Weibin with a ladder of three for letters that units answer.
fn ladder() -> Desk {
    let text = format!(
        "{}\n[[sign_off]]\nroute = \"assigned\"\nsteps = [\"colleague\", \"office\", \"leader\"]\n",
        include_str!("../../assets/regulations/weibin.toml")
    );
    Desk {
        regulation: Regulation::parse(&text).unwrap(),
        ..Desk::weibin()
    }
}

#[test]
fn a_draft_climbs_the_ladder_and_goes_one_step_down_or_to_the_drafter() {
    let desk = ladder();
    let now = at("2026-03-02 09:00");
    let mut letter = desk.letter_at(Stage::Assigned, now);
    desk.walk(
        &mut letter,
        &[Verb::Feedback, Verb::Draft, Verb::Submit],
        now,
    );
    assert_eq!(letter.approver, Approver::Colleague);
    // Not by the drafter, nor by the office before its turn.
    refused(
        &desk,
        &letter,
        approve(None),
        &administrator(),
        now,
        "own_draft",
        HANDLING,
    );
    refused(
        &desk,
        &letter,
        approve(None),
        &staff(Role::Office),
        now,
        "role",
        HANDLING,
    );
    let colleague = crate::office::another(Role::Administrator);
    desk.act(&mut letter, approve(None), &colleague, now)
        .unwrap();
    assert_eq!(
        (letter.stage, letter.approver),
        (Stage::InReview, Approver::Office)
    );
    desk.act(&mut letter, approve(None), &staff(Role::Office), now)
        .unwrap();
    assert_eq!(
        (letter.stage, letter.approver),
        (Stage::InReview, Approver::Leader)
    );
    // One step down, and up again with the leader's own words.
    desk.act(&mut letter, send_back(true), &staff(Role::Leader), now)
        .unwrap();
    assert_eq!(
        (letter.stage, letter.approver),
        (Stage::InReview, Approver::Office)
    );
    desk.act(&mut letter, approve(None), &staff(Role::Office), now)
        .unwrap();
    desk.act(
        &mut letter,
        approve(Some("您好，已办结。")),
        &staff(Role::Leader),
        now,
    )
    .unwrap();
    assert_eq!(
        (letter.stage, letter.draft.as_str()),
        (Stage::Approved, "您好，已办结。")
    );
    // Nobody stands at two steps.
    let mut again = desk.letter_at(Stage::Assigned, now);
    desk.walk(
        &mut again,
        &[Verb::Feedback, Verb::Draft, Verb::Submit],
        now,
    );
    desk.act(&mut again, approve(None), &staff(Role::Leader), now)
        .unwrap();
    desk.act(&mut again, approve(None), &staff(Role::Office), now)
        .unwrap();
    refused(
        &desk,
        &again,
        approve(None),
        &staff(Role::Leader),
        now,
        "own_approval",
        HANDLING,
    );
    desk.act(&mut again, send_back(false), &staff(Role::Leader), now)
        .unwrap();
    assert_eq!((again.stage, again.sent_back), (Stage::Drafting, true));
}

#[test]
fn a_sheet_goes_to_the_leader_in_charge_and_to_who_stands_in_for_them() {
    let mut desk = Desk::weibin();
    let now = at("2026-03-02 09:00");
    let li = Staff {
        portfolio: Portfolio {
            units: vec![UnitId(2)],
            categories: vec![],
        },
        ..leader("li")
    };
    let mut zhao = leader("zhao");
    desk.staff.retain(|staff| !staff.is_one_of(&[Role::Leader]));
    desk.staff.extend([li.clone(), zhao.clone()]);
    let mut letter = desk.letter_at(Stage::Registered, now);
    // The proposal names the unit of which they are in charge.
    desk.walk(&mut letter, &[Verb::Propose], now);
    assert_eq!(letter.addressee.as_deref(), Some("li"));
    let instruct = good(Verb::Instruct, &letter, &desk.regulation);
    refused(
        &desk,
        &letter,
        instruct.clone(),
        &zhao,
        now,
        "not_addressee",
        HANDLING,
    );
    let delegation = |scopes: &[DelegationScope], until: &str| Delegation {
        of: "li".to_owned(),
        from: "2026-03-02".parse().unwrap(),
        until: until.parse().unwrap(),
        scopes: scopes.to_vec(),
        why: "出差".to_owned(),
    };
    // Only for what was delegated, and only for its days.
    zhao.delegations = vec![delegation(&[DelegationScope::Review], "2026-03-06")];
    refused(
        &desk,
        &letter,
        instruct.clone(),
        &zhao,
        now,
        "not_addressee",
        HANDLING,
    );
    zhao.delegations = vec![delegation(&[DelegationScope::Instruct], "2026-03-06")];
    let later = at("2026-03-07 09:00");
    refused(
        &desk,
        &letter,
        instruct.clone(),
        &zhao,
        later,
        "not_addressee",
        HANDLING,
    );
    let mut by_delegate = letter.clone();
    let events = desk.decide(&letter, instruct.clone(), &zhao, now).unwrap();
    assert!(matches!(&events[0], Event::Instructed { on_behalf_of: Some(of), .. } if of == "li"));
    desk.act(&mut by_delegate, instruct.clone(), &zhao, now)
        .unwrap();
    assert_eq!(by_delegate.stage, Stage::Assigned);
    desk.act(&mut letter, instruct, &li, now).unwrap();
    assert_eq!(letter.addressee, None);
}

#[test]
fn a_sheet_is_decided_in_six_ways_and_units_are_instructed_further() {
    for desk in super::both() {
        let now = at("2026-03-02 09:00");
        let boss = staff(Role::Leader);
        let sheet = desk.letter_at(Stage::AwaitingInstruction, now);
        for (outcome, stage) in [
            (InstructionOutcome::Direct, Stage::Drafting),
            (InstructionOutcome::File, Stage::Terminated),
            (InstructionOutcome::Refer, Stage::Terminated),
            (InstructionOutcome::Redo, Stage::Registered),
        ] {
            let mut letter = sheet.clone();
            desk.act(&mut letter, decided(outcome), &boss, now).unwrap();
            assert_eq!(letter.stage, stage, "{outcome:?}");
        }
        // Without a unit nothing is assigned.
        refused(
            &desk,
            &sheet,
            decided(InstructionOutcome::Assign),
            &boss,
            now,
            "missing_answer",
            HANDLING,
        );
        // Another leader decides instead, and nobody who is none.
        let pass = |to: &str| Action::Instruct {
            text: "请示".into(),
            outcome: InstructionOutcome::Pass,
            lead: None,
            co: vec![],
            days: None,
            tier: Tier::Ordinary,
            to: None,
            to_leader: Some(to.to_owned()),
        };
        for to in ["administrator", "leader", "nobody"] {
            refused(
                &desk,
                &sheet,
                pass(to),
                &boss,
                now,
                "no_other_leader",
                HANDLING,
            );
        }
        let mut wider = Desk { ..desk };
        wider.staff.push(leader("li"));
        let mut letter = sheet.clone();
        wider.act(&mut letter, pass("li"), &boss, now).unwrap();
        assert_eq!(
            (letter.stage, letter.addressee.as_deref()),
            (Stage::AwaitingInstruction, Some("li"))
        );
        // While units have it, words are added and no unit is named.
        let mut held = wider.letter_at(Stage::Assigned, now);
        wider
            .act(&mut held, decided(InstructionOutcome::Assign), &boss, now)
            .unwrap();
        assert_eq!((held.stage, held.further.len()), (Stage::Assigned, 1));
        refused(
            &wider,
            &held,
            decided(InstructionOutcome::File),
            &boss,
            now,
            "already_assigned",
            HANDLING,
        );
    }
}

/// Applies what was entered for the leader from a paper.
fn entered(desk: &Desk, letter: &mut Letter, action: Action, now: Timestamp) {
    let boss = staff(Role::Leader);
    for event in desk.decide(letter, action, &boss, now).unwrap() {
        let signed = !matches!(event, Event::Assigned { .. } | Event::ContactAllowed);
        letter
            .apply(RecordedEvent {
                version: letter.version + 1,
                at: now,
                who: "administrator".into(),
                late: signed.then(|| LateEntry {
                    at: now,
                    why: None,
                    by: Some(boss.id.clone()),
                    proof: true,
                }),
                event,
            })
            .unwrap();
    }
}

#[test]
fn what_was_entered_for_a_leader_waits_for_them_and_is_undone_whole() {
    for desk in super::both() {
        let now = at("2026-03-02 09:00");
        let later = now.saturating_add(Duration::from_mins(1));
        let boss = staff(Role::Leader);
        let sheet = desk.letter_at(Stage::AwaitingInstruction, now);
        let mut letter = sheet.clone();
        let instruct = good(Verb::Instruct, &letter, &desk.regulation);
        entered(&desk, &mut letter, instruct, later);
        assert_eq!(
            (letter.stage, letter.leader_task()),
            (Stage::Assigned, Some(LeaderTask::Entered))
        );
        let contest = Action::Contest {
            why: "我没有签过".into(),
        };
        let other = leader("li");
        refused(
            &desk,
            &letter,
            contest.clone(),
            &other,
            later,
            "entered_for_another",
            HANDLING,
        );
        let mut undone = letter.clone();
        desk.act(&mut undone, contest.clone(), &boss, later)
            .unwrap();
        assert_eq!(
            Letter {
                version: sheet.version,
                ..undone.clone()
            },
            sheet,
            "as if it had not been entered"
        );
        // Whoever acts on it takes the choice away; a note does not.
        desk.walk(&mut letter, &[Verb::Note], later);
        assert!(letter.paper.is_some());
        desk.walk(&mut letter, &[Verb::SignFor], later);
        refused(
            &desk,
            &letter,
            contest,
            &boss,
            later,
            "nothing_entered",
            HANDLING,
        );
    }
}
