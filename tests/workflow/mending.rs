//! What happens besides the course of a letter: taken back, corrected, ended, undone.

use xinxiang::domain::directory::staff::{Role, Staff};
use xinxiang::domain::directory::unit::UnitId;
use xinxiang::domain::letter::cause::{CorrectedField, Fault, ReopenCause, TakeBackCause};
use xinxiang::domain::letter::event::Notified;
use xinxiang::domain::letter::stage::Stage;
use xinxiang::domain::letter::{AssignmentEnd, Letter, LetterId};
use xinxiang::domain::time::Timestamp;
use xinxiang::domain::workflow::action::{Action, Verb};

use super::{both, feedback, instruct, refused};
use crate::office::{Desk, administrator, another, at, good, staff, to_unit};

const HANDLING: &str = "细则第六条(二)";
const RECEIPT: &str = "细则第六条(一)";

fn now() -> Timestamp {
    at("2026-03-02 09:00")
}

fn take_back(unit: i64) -> Action {
    Action::TakeBack {
        unit: UnitId(unit),
        cause: TakeBackCause::Mistake,
        why: "应由城管局承办".into(),
    }
}

fn end(because: &str) -> Action {
    Action::End {
        because: because.into(),
        why: "见电话记录".into(),
        told: Notified::Phone,
        to: None,
        into: None,
        ground: None,
    }
}

fn correct(field: CorrectedField, value: &str) -> Action {
    Action::Correct {
        fields: vec![(field, value.to_owned())],
        why: "登记有误".into(),
    }
}

/// A letter that a leader gave to lead unit 1 and co-unit 2.
fn instructed(desk: &Desk) -> Letter {
    let mut letter = desk.letter_at(Stage::AwaitingInstruction, now());
    desk.act(&mut letter, instruct(1, &[2]), &staff(Role::Leader), now())
        .unwrap();
    letter
}

#[test]
fn a_letter_at_the_wrong_unit_is_taken_back_whenever_and_is_no_return() {
    for desk in both() {
        let mut letter = desk.letter_at(Stage::Assigned, now());
        // Long after the unit could have returned it.
        let later = at("2026-03-20 10:00");
        desk.act(&mut letter, take_back(1), &administrator(), later)
            .unwrap();
        assert_eq!(letter.stage, Stage::Registered);
        assert!(!letter.was_returned_by(UnitId(1)) && letter.lead_assignment().is_none());
        assert!(matches!(
            letter.assignments[0].ended,
            Some(AssignmentEnd::TakenBack(_))
        ));
        // The next unit gets a whole limit, and the first one may have it again without a reason.
        desk.act(&mut letter, to_unit(UnitId(1)), &administrator(), later)
            .unwrap();
        let fresh = desk.letter_at(Stage::Assigned, later);
        assert_eq!(
            letter.lead_assignment().unwrap().due.at,
            fresh.lead_assignment().unwrap().due.at
        );
    }
}

#[test]
fn a_letter_taken_from_the_unit_that_a_leader_named_goes_to_the_leader_again() {
    for desk in both() {
        let mut letter = instructed(&desk);
        desk.act(&mut letter, take_back(1), &staff(Role::Office), now())
            .unwrap();
        assert!(letter.current_assignments().all(|held| !held.is_active()));
        refused(
            &desk,
            &letter,
            to_unit(UnitId(3)),
            &administrator(),
            now(),
            "instruction_lapsed",
            HANDLING,
        );
        desk.walk(&mut letter, &[Verb::Propose], now());
        desk.act(&mut letter, instruct(3, &[]), &staff(Role::Leader), now())
            .unwrap();
        assert_eq!(letter.stage, Stage::Assigned);
    }
}

#[test]
fn an_answer_that_stands_is_sent_back_and_not_taken() {
    for desk in both() {
        let mut letter = instructed(&desk);
        desk.act(&mut letter, feedback(2), &administrator(), now())
            .unwrap();
        refused(
            &desk,
            &letter,
            take_back(2),
            &administrator(),
            now(),
            "feedback_stands",
            HANDLING,
        );
        // A co-unit alone is taken out, and the letter stays.
        let mut letter = instructed(&desk);
        desk.act(&mut letter, take_back(2), &administrator(), now())
            .unwrap();
        assert_eq!(letter.stage, Stage::Assigned);
        assert!(letter.held_by(UnitId(1)).is_some() && letter.held_by(UnitId(2)).is_none());
    }
}

#[test]
fn units_join_and_the_lead_changes_on_a_leaders_word() {
    for desk in both() {
        let add = || Action::AddUnit {
            co: vec![UnitId(3)],
            why: "请街道会办".into(),
        };
        let change = |keep| Action::ChangeLead {
            lead: UnitId(2),
            keep,
            why: "职责已调整".into(),
        };
        let mut letter = desk.letter_at(Stage::Assigned, now());
        for action in [add(), change(true)] {
            refused(
                &desk,
                &letter,
                action,
                &administrator(),
                now(),
                "several_uninstructed",
                HANDLING,
            );
        }
        desk.act(&mut letter, add(), &staff(Role::Leader), now())
            .unwrap();
        assert!(letter.has_valid_instruction() && letter.held_by(UnitId(3)).unwrap().co);
        refused(
            &desk,
            &letter,
            change(true),
            &administrator(),
            now(),
            "lead_by_leader",
            HANDLING,
        );
        desk.act(&mut letter, change(true), &staff(Role::Leader), now())
            .unwrap();
        assert_eq!(letter.lead_assignment().unwrap().unit, UnitId(2));
        assert!(letter.held_by(UnitId(1)).unwrap().co);
        assert!(letter.has_valid_instruction());
        // The unit that stays out of it, and a co-unit that comes to lead.
        let mut letter = instructed(&desk);
        desk.act(&mut letter, change(false), &staff(Role::Leader), now())
            .unwrap();
        assert_eq!(letter.lead_assignment().unwrap().unit, UnitId(2));
        assert!(letter.held_by(UnitId(1)).is_none());
        assert!(!letter.was_returned_by(UnitId(1)));
        let active = letter.current_assignments().filter(|held| held.is_active());
        assert_eq!(active.count(), 1);
    }
}

#[test]
fn an_accepted_letter_ends_without_a_reply_and_names_what_its_ending_wants() {
    for desk in both() {
        let letter = desk.letter_at(Stage::Assigned, now());
        for (because, missing) in [
            ("referred", "missing_answer"),
            ("merged", "missing_answer"),
            ("out-of-scope", "missing_answer"),
            ("gone", "unknown_code"),
        ] {
            let refusal = desk
                .decide(&letter, end(because), &administrator(), now())
                .unwrap_err();
            assert_eq!(refusal.kind(), missing, "{because}: {refusal}");
        }
        let mut ended = letter.clone();
        desk.act(&mut ended, end("withdrawn"), &administrator(), now())
            .unwrap();
        assert_eq!(
            (ended.stage, &ended.number),
            (Stage::Terminated, &letter.number)
        );
        assert!(ended.current_due().is_none() && ended.lead_assignment().is_none());
        assert!(matches!(
            ended.assignments[0].ended,
            Some(AssignmentEnd::Released(_))
        ));
        let merged = Action::End {
            because: "merged".into(),
            why: "同一件事".into(),
            told: Notified::None,
            to: Some("不用".into()),
            into: Some(LetterId(7)),
            ground: None,
        };
        let mut ended = letter.clone();
        desk.act(&mut ended, merged, &administrator(), now())
            .unwrap();
        assert_eq!(ended.repeats, [LetterId(7)]);
        assert_eq!(ended.ending.unwrap().to, None);
        // What a leader has instructed is ended by a leader.
        let mut letter = instructed(&desk);
        refused(
            &desk,
            &letter,
            end("filed"),
            &administrator(),
            now(),
            "ended_by_leader",
            HANDLING,
        );
        desk.act(&mut letter, end("filed"), &staff(Role::Leader), now())
            .unwrap();
    }
}

#[test]
fn another_person_revokes_a_decline_or_an_ending() {
    for desk in both() {
        let revoke = || Action::Revoke {
            why: "属受理范围".into(),
        };
        for (stage, back) in [
            (Stage::Declined, Stage::Received),
            (Stage::Terminated, Stage::Registered),
        ] {
            let mut letter = desk.letter_at(stage, now());
            refused(
                &desk,
                &letter,
                revoke(),
                &administrator(),
                now(),
                "own_decline",
                RECEIPT,
            );
            let later = at("2026-03-09 09:00");
            desk.act(&mut letter, revoke(), &another(Role::Administrator), later)
                .unwrap();
            assert_eq!((letter.stage, letter.stage_since), (back, later));
            assert!(letter.declined.is_none() && letter.ending.is_none());
        }
    }
}

#[test]
fn what_was_registered_is_corrected_and_the_words_of_the_writer_never_are() {
    for desk in both() {
        let mut letter = desk.letter_at(Stage::Received, now());
        let body = letter.body.clone();
        for (field, value) in [
            (CorrectedField::Title, "路灯三天不亮"),
            (CorrectedField::Writer, "李秀兰"),
            (CorrectedField::Phone, "138-0000-0009"),
            (CorrectedField::Email, "li@example.com"),
            (CorrectedField::Address, "经二路3号"),
            (CorrectedField::Channel, "phone"),
            (CorrectedField::Received, "2026-02-27 16:00"),
            (CorrectedField::OwnNumber, "来信12"),
        ] {
            let before = letter.clone();
            let done = desk.act(&mut letter, correct(field, value), &administrator(), now());
            let same = matches!(field, CorrectedField::Writer);
            assert_eq!(
                done.map_err(|refusal| refusal.kind()),
                if same {
                    Err("nothing_to_correct")
                } else {
                    Ok(())
                },
                "{field:?}"
            );
            assert_eq!(letter == before, same, "{field:?}");
        }
        assert_eq!(letter.body, body);
        assert_eq!(letter.received_at, Some(at("2026-02-27 16:00")));
        // The centre's own limit runs from the arrival.
        if let Some(limit) = &letter.stage_limit {
            assert_eq!(limit.term.from, at("2026-02-27 16:00"));
        }
        refused(
            &desk,
            &letter,
            correct(CorrectedField::Category, "3.5"),
            &administrator(),
            now(),
            "not_accepted",
            RECEIPT,
        );
    }
}

#[test]
fn a_category_of_reports_restricts_at_once_and_a_leader_lifts_it() {
    for desk in both() {
        let restricted = desk
            .regulation
            .categories
            .iter()
            .find(|category| category.restricted)
            .unwrap()
            .code
            .clone();
        let open = desk.regulation.categories[0].code.clone();
        let mut letter = desk.letter_at(Stage::Registered, now());
        let action = correct(CorrectedField::Category, &restricted);
        desk.act(&mut letter, action, &administrator(), now())
            .unwrap();
        let readers = &letter.restriction.as_ref().unwrap().readers;
        assert!(readers.contains(&staff(Role::Leader).id));
        let back = || correct(CorrectedField::Category, &open);
        refused(
            &desk,
            &letter,
            back(),
            &administrator(),
            now(),
            "unrestricted_by_leader",
            RECEIPT,
        );
        desk.act(&mut letter, back(), &staff(Role::Leader), now())
            .unwrap();
        assert!(letter.restriction.is_none());
    }
}

#[test]
fn a_corrected_reply_is_the_same_answer_and_no_complaint() {
    for desk in both() {
        let mut letter = desk.letter_at(Stage::Closed, now());
        let first = letter.reply.clone().unwrap();
        let amend = Action::Amend {
            why: "日期写错".into(),
            fault: Fault::Centre,
        };
        desk.act(&mut letter, amend, &administrator(), now())
            .unwrap();
        assert_eq!(
            (letter.stage, letter.draft.as_str()),
            (Stage::Drafting, first.text.as_str())
        );
        let later = at("2026-03-03 10:00");
        let draft = Action::Draft {
            text: "您好，已于三月一日修复。".into(),
        };
        desk.act(&mut letter, draft, &administrator(), later)
            .unwrap();
        desk.walk(
            &mut letter,
            &[Verb::Submit, Verb::Approve, Verb::Send],
            later,
        );
        let reply = letter.reply.unwrap();
        assert_eq!((reply.at, reply.amended_at), (first.at, Some(later)));
        assert_eq!(letter.rounds.len(), 0);
        assert_eq!(letter.amendments[0].text, first.text);
    }
}

#[test]
fn what_was_submitted_or_proposed_is_recalled_by_whoever_did_it() {
    for desk in both() {
        for (stage, back) in [
            (Stage::AwaitingInstruction, Stage::Registered),
            (Stage::InReview, Stage::Drafting),
        ] {
            let mut letter = desk.letter_at(stage, now());
            refused(
                &desk,
                &letter,
                Action::Recall,
                &another(Role::Administrator),
                now(),
                "not_own_request",
                HANDLING,
            );
            desk.act(&mut letter, Action::Recall, &administrator(), now())
                .unwrap();
            assert_eq!(letter.stage, back);
        }
        // What a leader has approved is not taken back; what nobody had to review is.
        let mut letter = desk.letter_at(Stage::Approved, now());
        let who = administrator();
        if desk.regulation.id == "linjiang" {
            let (why, article) = ("not_own_request", HANDLING);
            refused(&desk, &letter, Action::Recall, &who, now(), why, article);
        } else {
            desk.act(&mut letter, Action::Recall, &who, now()).unwrap();
            assert_eq!(letter.stage, Stage::Drafting);
            desk.walk(&mut letter, &[Verb::Submit], now());
            assert_eq!(letter.stage, Stage::Approved);
        }
    }
}

#[test]
fn who_proposed_does_not_instruct_and_a_closing_is_undone_on_its_day() {
    for desk in both() {
        let both_roles = Staff {
            roles: vec![Role::Administrator, Role::Leader],
            ..administrator()
        };
        let letter = desk.letter_at(Stage::AwaitingInstruction, now());
        let action = good(Verb::Instruct, &letter, &desk.regulation);
        refused(
            &desk,
            &letter,
            action,
            &both_roles,
            now(),
            "own_proposal",
            HANDLING,
        );
        let closed = desk.letter_at(Stage::Closed, now());
        refused(
            &desk,
            &closed,
            Action::Unclose,
            &administrator(),
            at("2026-03-03 09:00"),
            "closed_earlier",
            HANDLING,
        );
    }
}

#[test]
fn a_reopening_that_somebody_ordered_is_no_complaint() {
    for cause in ReopenCause::ALL {
        let counts = matches!(cause, ReopenCause::Unsatisfied | ReopenCause::NewFacts);
        assert_eq!(cause.counts(), counts);
        let mut letter = Desk::weibin().letter_at(Stage::Closed, now());
        let reopen = Action::Reopen {
            cause: *cause,
            why: "再办".into(),
        };
        Desk::weibin()
            .act(&mut letter, reopen, &staff(Role::Leader), now())
            .unwrap();
        assert_eq!(letter.rounds[0].cause, *cause);
    }
}
