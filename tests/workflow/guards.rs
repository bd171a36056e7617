//! What the stage alone does not say: each guard, with the reason and the article that it names, under both regulations.

use std::time::Duration;
use xinxiang::domain::directory::staff::{Role, Staff};
use xinxiang::domain::directory::unit::UnitId;
use xinxiang::domain::letter::LetterId;
use xinxiang::domain::letter::cause::ReopenCause;
use xinxiang::domain::letter::incoming::Channel;
use xinxiang::domain::letter::stage::Stage;
use xinxiang::domain::regulation::Tier;
use xinxiang::domain::workflow::Ask;
use xinxiang::domain::workflow::action::{Action, Verb};
use xinxiang::domain::workflow::refusal::RefusalReason;

use super::{both, instruct, refused};
use crate::office::{administrator, another, at, good, staff, to_unit};

const HANDLING: &str = "细则第六条(二)";
const REPORT: &str = "细则第三条(六)、信访工作条例第三十条";
const OUT_OF_SCOPE: &str = "细则第四条";

fn several(lead: i64, co: &[i64]) -> Action {
    let co = co.iter().copied().map(UnitId).collect();
    Action::Assign {
        lead: UnitId(lead),
        co,
        tier: Tier::Ordinary,
        why: None,
        demand: None,
        person: None,
    }
}

#[test]
fn a_major_letter_and_one_for_several_units_need_an_instruction() {
    for desk in both() {
        let (now, boss) = (at("2026-03-02 09:00"), administrator());
        let mut letter = desk.received(1, now);
        desk.walk(&mut letter, &[Verb::MarkMajor, Verb::Accept], now);
        refused(
            &desk,
            &letter,
            to_unit(UnitId(1)),
            &boss,
            now,
            "major_uninstructed",
            HANDLING,
        );
        let mut plain = desk.letter_at(Stage::Registered, now);
        refused(
            &desk,
            &plain,
            several(1, &[2]),
            &boss,
            now,
            "several_uninstructed",
            HANDLING,
        );
        // The unit that was named returns it: the leader named that one, and names another.
        for (letter, kind) in [
            (&mut letter, "major_uninstructed"),
            (&mut plain, "instruction_lapsed"),
        ] {
            desk.walk(letter, &[Verb::Propose, Verb::Instruct, Verb::Return], now);
            let later = now.saturating_add(Duration::from_mins(1));
            refused(
                &desk,
                letter,
                several(2, &[3]),
                &boss,
                later,
                kind,
                HANDLING,
            );
            desk.walk(letter, &[Verb::Propose], later);
            desk.act(letter, instruct(2, &[3]), &staff(Role::Leader), later)
                .unwrap();
            assert_eq!(
                letter
                    .current_assignments()
                    .filter(|held| held.is_active())
                    .count(),
                2
            );
        }
    }
}

#[test]
fn units_are_known_and_named_once() {
    for desk in both() {
        let (now, leader) = (at("2026-03-02 09:00"), staff(Role::Leader));
        let letter = desk.letter_at(Stage::AwaitingInstruction, now);
        for (lead, co, kind) in [
            (1, &[1][..], "same_unit"),
            (1, &[2, 3, 2], "same_unit"),
            (99, &[], "no_such_unit"),
            (1, &[99], "no_such_unit"),
        ] {
            refused(
                &desk,
                &letter,
                instruct(lead, co),
                &leader,
                now,
                kind,
                HANDLING,
            );
        }
        let registered = desk.letter_at(Stage::Registered, now);
        let propose = |lead, co: &[i64]| Action::Propose {
            text: "拟办".into(),
            lead: Some(UnitId(lead)),
            co: co.iter().copied().map(UnitId).collect(),
        };
        refused(
            &desk,
            &registered,
            propose(2, &[2]),
            &administrator(),
            now,
            "same_unit",
            HANDLING,
        );
        refused(
            &desk,
            &registered,
            propose(2, &[77]),
            &administrator(),
            now,
            "no_such_unit",
            HANDLING,
        );
        refused(
            &desk,
            &registered,
            to_unit(UnitId(77)),
            &administrator(),
            now,
            "no_such_unit",
            HANDLING,
        );
    }
}

#[test]
fn a_unit_that_returned_it_gets_it_again_only_for_a_reason() {
    for desk in both() {
        let (now, boss) = (at("2026-03-02 09:00"), administrator());
        let mut letter = desk.letter_at(Stage::Assigned, now);
        desk.walk(&mut letter, &[Verb::Return], now);
        refused(
            &desk,
            &letter,
            to_unit(UnitId(1)),
            &boss,
            now,
            "returned_before",
            HANDLING,
        );
        let spaces = Action::Assign {
            lead: UnitId(1),
            co: vec![],
            tier: Tier::Ordinary,
            why: Some(" ".into()),
            demand: None,
            person: None,
        };
        refused(
            &desk,
            &letter,
            spaces,
            &boss,
            now,
            "returned_before",
            HANDLING,
        );
        desk.decide(&letter, to_unit(UnitId(2)), &boss, now)
            .unwrap();
        let why = Some("职责清单第3条".to_owned());
        let again = Action::Assign {
            lead: UnitId(1),
            co: vec![],
            tier: Tier::Ordinary,
            why,
            demand: None,
            person: None,
        };
        desk.decide(&letter, again, &boss, now).unwrap();
    }
}

#[test]
fn nobody_approves_his_own_draft() {
    for desk in both() {
        let now = at("2026-03-02 09:00");
        let both_roles = Staff {
            roles: vec![Role::Administrator, Role::Leader],
            ..staff(Role::Leader)
        };
        let mut letter = desk.letter_at(Stage::Assigned, now);
        desk.walk(&mut letter, &[Verb::Feedback], now);
        let draft = good(Verb::Draft, &letter, &desk.regulation);
        desk.act(&mut letter, draft, &both_roles, now).unwrap();
        desk.walk(&mut letter, &[Verb::Submit], now);
        let approve = Action::Approve {
            note: None,
            text: None,
        };
        refused(
            &desk,
            &letter,
            approve.clone(),
            &both_roles,
            now,
            "own_draft",
            HANDLING,
        );
        desk.decide(&letter, approve.clone(), &another(Role::Leader), now)
            .unwrap();
        // It is the last hand on the draft that counts.
        desk.walk(
            &mut letter,
            &[Verb::SendBack, Verb::Draft, Verb::Submit],
            now,
        );
        desk.decide(&letter, approve, &both_roles, now).unwrap();
    }
}

#[test]
fn a_reply_is_drafted_before_it_is_submitted() {
    for desk in both() {
        let (now, boss) = (at("2026-03-02 09:00"), administrator());
        let mut letter = desk.letter_at(Stage::Registered, now);
        desk.walk(&mut letter, &[Verb::ReplyDirectly], now);
        refused(
            &desk,
            &letter,
            Action::Submit,
            &boss,
            now,
            "nothing_drafted",
            HANDLING,
        );
        refused(
            &desk,
            &letter,
            Action::Draft { text: " \n".into() },
            &boss,
            now,
            "missing_answer",
            HANDLING,
        );
        // In a second round the draft of the first one is no draft.
        let mut letter = desk.letter_at(Stage::Closed, now);
        desk.walk(&mut letter, &[Verb::Reopen, Verb::ReplyDirectly], now);
        refused(
            &desk,
            &letter,
            Action::Submit,
            &boss,
            now,
            "nothing_drafted",
            HANDLING,
        );
    }
}

#[test]
fn the_writer_is_asked_once_at_a_time_and_waited_for_until_the_limit() {
    for desk in both() {
        let (now, boss) = (at("2026-03-02 09:00"), administrator());
        let mut letter = desk.received(1, now);
        let answered = || Action::WriterAnswered {
            text: "在经二路口。".into(),
        };
        for action in [answered(), Action::Lapse] {
            refused(
                &desk,
                &letter,
                action,
                &boss,
                now,
                "not_asked",
                OUT_OF_SCOPE,
            );
        }
        desk.walk(&mut letter, &[Verb::AskWriter], now);
        let until = letter.current_due().unwrap().at;
        let ask = || good(Verb::AskWriter, &desk.received(1, now), &desk.regulation);
        refused(&desk, &letter, ask(), &boss, now, "waiting", OUT_OF_SCOPE);
        refused(
            &desk,
            &letter,
            Action::Lapse,
            &boss,
            until,
            "waiting",
            OUT_OF_SCOPE,
        );
        let later = until.saturating_add(Duration::from_secs(1));
        let mut lapsed = letter.clone();
        desk.act(&mut lapsed, Action::Lapse, &boss, later).unwrap();
        assert_eq!(lapsed.stage, Stage::Declined);
        let declined = lapsed.declined.as_ref().unwrap();
        let ground = if desk.regulation.id == "linjiang" {
            "B3"
        } else {
            "4.4"
        };
        assert_eq!(
            (declined.ground.as_deref(), declined.needs_notice),
            (Some(ground), true)
        );
        assert!(
            declined.notice.contains("李秀兰") && declined.notice.contains("路灯不亮"),
            "{}",
            declined.notice
        );
        // An answer that comes late, before anybody declined it, is an answer.
        desk.act(&mut letter, answered(), &boss, later).unwrap();
        refused(
            &desk,
            &letter,
            answered(),
            &boss,
            later,
            "not_asked",
            OUT_OF_SCOPE,
        );
        desk.decide(&letter, ask(), &boss, later).unwrap();
    }
}

#[test]
fn what_is_done_is_not_done_twice() {
    for desk in both() {
        let (now, boss) = (at("2026-03-02 09:00"), administrator());
        let mut letter = desk.letter_at(Stage::Replied, now);
        refused(
            &desk,
            &letter,
            Action::Unlink { to: LetterId(3) },
            &boss,
            now,
            "not_linked",
            OUT_OF_SCOPE,
        );
        let heard = Action::Acknowledge { text: None };
        refused(
            &desk,
            &letter,
            heard,
            &staff(Role::Leader),
            now,
            "not_reported",
            HANDLING,
        );
        refused(
            &desk,
            &letter,
            Action::Read,
            &boss,
            now,
            "not_restricted",
            REPORT,
        );
        desk.walk(
            &mut letter,
            &[
                Verb::Publish,
                Verb::MarkMajor,
                Verb::AllowContact,
                Verb::Link,
            ],
            now,
        );
        refused(
            &desk,
            &letter,
            Action::Publish,
            &boss,
            now,
            "already_published",
            HANDLING,
        );
        refused(
            &desk,
            &letter,
            Action::MarkMajor,
            &boss,
            now,
            "already_major",
            HANDLING,
        );
        refused(
            &desk,
            &letter,
            Action::AllowContact,
            &boss,
            now,
            "contact_allowed",
            "细则第五条",
        );
        refused(
            &desk,
            &letter,
            Action::Link {
                to: LetterId(1_000),
            },
            &boss,
            now,
            "already_linked",
            OUT_OF_SCOPE,
        );
        refused(
            &desk,
            &letter,
            Action::Link { to: letter.id },
            &boss,
            now,
            "same_letter",
            OUT_OF_SCOPE,
        );
        refused(
            &desk,
            &letter,
            Action::Unlink { to: LetterId(3) },
            &boss,
            now,
            "not_linked",
            OUT_OF_SCOPE,
        );
        // What was withheld may be published after all.
        desk.walk(
            &mut letter,
            &[Verb::Withhold, Verb::Publish, Verb::Unlink],
            now,
        );
        assert!(letter.repeats.is_empty());
    }
}

#[test]
fn answers_that_lack_are_asked_for_on_the_article_of_the_action() {
    for desk in both() {
        let (now, boss) = (at("2026-03-02 09:00"), administrator());
        let none = || " \u{3000}".to_owned();
        let replied = desk.letter_at(Stage::Replied, now);
        for score in [0, 6] {
            let rate = Action::Rate {
                score,
                source: Channel::Phone,
                note: None,
            };
            refused(
                &desk,
                &replied,
                rate,
                &boss,
                now,
                "no_such_score",
                "细则第七条",
            );
        }
        refused(
            &desk,
            &replied,
            Action::Reopen {
                cause: ReopenCause::Unsatisfied,
                why: none(),
            },
            &boss,
            now,
            "missing_answer",
            "细则第七条",
        );
        refused(
            &desk,
            &replied,
            Action::Withhold { why: none() },
            &boss,
            now,
            "missing_answer",
            HANDLING,
        );
        let received = desk.received(1, now);
        let refer = |to: String, why: String| Action::Refer {
            to,
            why,
            told: Default::default(),
            notice: none(),
        };
        for (action, ask) in [
            (refer(none(), "x".into()), Ask::To),
            (refer("公安".into(), none()), Ask::Why),
        ] {
            refused(
                &desk,
                &received,
                action.clone(),
                &boss,
                now,
                "missing_answer",
                "细则第五条",
            );
            let refusal = desk.decide(&received, action, &boss, now).unwrap_err();
            assert_eq!(refusal.why, RefusalReason::Missing(ask));
        }
        let accept = |code: &str| crate::office::accept(code);
        refused(
            &desk,
            &received,
            accept(""),
            &boss,
            now,
            "missing_answer",
            "细则第三条",
        );
        refused(
            &desk,
            &received,
            accept("9.9"),
            &boss,
            now,
            "unknown_code",
            "细则第三条",
        );
        let review = desk.letter_at(Stage::InReview, now);
        let back = Action::SendBack {
            why: none(),
            passage: None,
            below: false,
        };
        refused(
            &desk,
            &review,
            back,
            &staff(Role::Leader),
            now,
            "missing_answer",
            HANDLING,
        );
    }
}
