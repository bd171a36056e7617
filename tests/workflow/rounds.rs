//! Review, sending, satisfaction, a second round, letters that become major; and the sentences that refuse.

use xinxiang::domain::directory::staff::Role;
use xinxiang::domain::directory::unit::UnitId;
use xinxiang::domain::letter::Publication;
use xinxiang::domain::letter::event::{Event, Notified, ReplyChannel};
use xinxiang::domain::letter::stage::{LeaderTask, Stage};
use xinxiang::domain::workflow::action::{Action, Verb};
use xinxiang::domain::workflow::refusal::RefusalReason;

use super::{both, instruct, liaison, refused};
use crate::office::{Desk, accept, administrator, at, good, staff, to_unit, written};

/// One refusal: from which stage, what, and the sentence with its article.
fn refusal(stage: Stage, prepare: &[Action], action: Action) -> String {
    let desk = Desk::weibin();
    let now = at("2026-03-02 09:00");
    let mut letter = desk.letter_at(stage, now);
    for step in prepare {
        desk.act(&mut letter, step.clone(), &administrator(), now)
            .unwrap();
    }
    desk.decide(&letter, action, &administrator(), now)
        .unwrap_err()
        .to_string()
}

#[test]
fn a_refusal_names_the_article_and_the_next_step() {
    let feedback = |head: &str, sealed| Action::Feedback {
        unit: UnitId(1),
        text: "已更换灯具。".into(),
        head: head.into(),
        sealed,
        files: vec![],
        mandate: None,
        person: Some("经办人".into()),
    };
    let directly = |because: &str| Action::ReplyDirectly {
        because: because.into(),
        earlier: None,
        policy: None,
        tier: Default::default(),
    };
    let told = |text: String, parts: &[&str]| {
        for part in parts {
            assert!(text.contains(part), "“{text}” says nothing of “{part}”");
        }
    };
    told(
        refusal(Stage::Assigned, &[], feedback("高峰", false)),
        &["公章", "细则第六条(三)"],
    );
    told(
        refusal(Stage::Assigned, &[], feedback(" ", true)),
        &["主要领导", "细则第六条(三)"],
    );
    told(
        refusal(Stage::Registered, &[Action::MarkMajor], to_unit(UnitId(1))),
        &["批示", "拟办", "细则第六条(二)"],
    );
    told(
        refusal(Stage::Registered, &[], directly("repeated")),
        &["原信件", "细则第六条(二)"],
    );
    told(
        refusal(Stage::Registered, &[], directly("handled")),
        &["原信件", "细则第六条(二)"],
    );
    told(
        refusal(Stage::Registered, &[], directly("policy")),
        &["政策", "细则第六条(二)"],
    );
    let decline = Action::Decline {
        ground: "4.8".into(),
        told: Notified::None,
        notice: String::new(),
        document: None,
        earlier: None,
    };
    told(
        refusal(Stage::Received, &[], decline),
        &["4.8", "4.1、4.2", "4.7", "细则第四条"],
    );
    told(
        refusal(Stage::Received, &[], accept("4.1")),
        &["4.1", "3.1、3.2", "3.7", "细则第三条"],
    );
    told(
        refusal(Stage::Registered, &[], accept("3.1")),
        &["已登记", "待受理", "细则第六条(一)"],
    );
    told(
        refusal(
            Stage::InReview,
            &[],
            Action::Send {
                by: ReplyChannel::Phone,
                promise: None,
                promised: None,
            },
        ),
        &["待审阅", "已审定", "细则第六条(二)"],
    );
    told(
        refusal(
            Stage::InReview,
            &[],
            Action::Approve {
                note: None,
                text: None,
            },
        ),
        &["区领导", "细则第六条(二)"],
    );
}

#[test]
fn a_major_letter_is_assigned_only_by_an_instruction() {
    let desk = Desk::weibin();
    let now = at("2026-03-02 09:00");
    let mut letter = desk.received(1, now);
    let major = Action::Accept {
        category: "3.1".into(),
        major: true,
        accused: None,
        of_type: None,
        subject: None,
    };
    desk.act(&mut letter, major, &administrator(), now).unwrap();
    let refused = desk
        .decide(&letter, to_unit(UnitId(1)), &administrator(), now)
        .unwrap_err();
    assert_eq!(refused.why, RefusalReason::MajorUninstructed);
    let propose = Action::Propose {
        text: "拟由住建局牵头".into(),
        lead: None,
        co: vec![],
    };
    desk.act(&mut letter, propose, &administrator(), now)
        .unwrap();
    let events = desk
        .decide(&letter, instruct(2, &[3, 1]), &staff(Role::Leader), now)
        .unwrap();
    let units: Vec<(UnitId, bool)> = events
        .iter()
        .filter_map(|event| {
            if let Event::Assigned { unit, co, .. } = event {
                Some((*unit, *co))
            } else {
                None
            }
        })
        .collect();
    assert!(matches!(events[0], Event::Instructed { .. }));
    assert_eq!(
        units,
        [(UnitId(2), false), (UnitId(3), true), (UnitId(1), true)]
    );
    desk.act(&mut letter, instruct(2, &[]), &staff(Role::Leader), now)
        .unwrap();
    let instruction = letter.instruction.as_ref().unwrap();
    assert_eq!(
        (instruction.who.as_str(), instruction.text.as_str()),
        ("leader", "请抓紧办理")
    );
    assert!(letter.major && letter.stage == Stage::Assigned);
}

#[test]
fn feedback_after_the_limit_is_late_and_at_the_limit_is_not() {
    let desk = Desk::weibin();
    for (when, expected) in [("2026-03-05 18:00", false), ("2026-03-05 18:01", true)] {
        let mut letter = desk.letter_at(Stage::Assigned, at("2026-03-02 09:00"));
        let action = good(Verb::Feedback, &letter, &desk.regulation);
        desk.act(&mut letter, action, &administrator(), at(when))
            .unwrap();
        assert_eq!(
            letter
                .lead_assignment()
                .unwrap()
                .valid_feedback()
                .unwrap()
                .late,
            expected,
            "{when}"
        );
        assert_eq!(
            written(letter.current_due().unwrap().at),
            if expected {
                "2026-03-09 18:00"
            } else {
                "2026-03-06 18:00"
            },
            "an answered letter runs against the centre's own limit, to draft"
        );
    }
}

#[test]
fn a_second_round_begins_with_everything_but_the_number_and_the_record() {
    for desk in both() {
        let now = at("2026-03-02 09:00");
        let mut letter = desk.letter_at(Stage::Assigned, now);
        desk.walk(
            &mut letter,
            &[
                Verb::Feedback,
                Verb::Draft,
                Verb::Submit,
                Verb::Approve,
                Verb::Send,
                Verb::Publish,
            ],
            now,
        );
        desk.walk(&mut letter, &[Verb::Rate, Verb::Close], now);
        let number = letter.number.clone();
        assert!(letter.may_read(&liaison(1)));
        desk.walk(&mut letter, &[Verb::Reopen], now);
        assert_eq!(
            (letter.stage, letter.current_round(), &letter.number),
            (Stage::Registered, 2, &number)
        );
        assert_eq!(
            (
                letter.route,
                letter.lead_assignment(),
                letter.draft.as_str()
            ),
            (None, None, "")
        );
        assert_eq!(
            (&letter.reply, &letter.rating, &letter.publication),
            (&None, &None, &None)
        );
        assert!(
            !letter.may_read(&liaison(1)),
            "the unit of the first round has it no more"
        );
        let first = &letter.rounds[0];
        assert_eq!(first.reply.as_ref().unwrap().text, "您好，路灯已修复。");
        assert_eq!(
            (
                first.rating.as_ref().unwrap().score,
                first.reopened.text.as_str()
            ),
            (4, "路灯又不亮了")
        );
        // A major letter needs an instruction in each round.
        desk.walk(&mut letter, &[Verb::MarkMajor], now);
        let refused = desk
            .decide(&letter, to_unit(UnitId(1)), &administrator(), now)
            .unwrap_err();
        assert_eq!(refused.kind(), "major_uninstructed");
        desk.walk(
            &mut letter,
            &[
                Verb::Propose,
                Verb::Instruct,
                Verb::Feedback,
                Verb::Draft,
                Verb::Submit,
            ],
            now,
        );
        desk.walk(
            &mut letter,
            &[
                Verb::Approve,
                Verb::Send,
                Verb::Close,
                Verb::Reopen,
                Verb::Propose,
            ],
            now,
        );
        assert_eq!((letter.current_round(), letter.number), (3, number));
    }
}

#[test]
fn leaders_hear_of_a_letter_that_becomes_major_at_a_unit_even_if_it_was_closed_meanwhile() {
    for desk in both() {
        let (now, leader) = (at("2026-03-02 09:00"), staff(Role::Leader));
        let mut early = desk.letter_at(Stage::Registered, now);
        desk.walk(&mut early, &[Verb::MarkMajor], now);
        assert_eq!(
            (early.report_pending, early.leader_task()),
            (false, None),
            "he will instruct"
        );
        let mut by_leader = desk.letter_at(Stage::Assigned, now);
        desk.act(&mut by_leader, Action::MarkMajor, &leader, now)
            .unwrap();
        assert!(!by_leader.report_pending, "he knows");
        let mut letter = desk.letter_at(Stage::Assigned, now);
        desk.walk(&mut letter, &[Verb::MarkMajor], now);
        assert_eq!(letter.leader_task(), Some(LeaderTask::Report));
        desk.walk(
            &mut letter,
            &[Verb::Feedback, Verb::Draft, Verb::Submit],
            now,
        );
        assert_eq!(
            letter.leader_task(),
            Some(LeaderTask::Review),
            "one thing at a time"
        );
        desk.walk(&mut letter, &[Verb::Approve, Verb::Send, Verb::Close], now);
        if letter.leader_task() == Some(LeaderTask::Report) {
            let heard = Action::Acknowledge {
                text: Some("知悉".into()),
            };
            desk.act(&mut letter, heard, &leader, now)
                .expect("what stands in his queue he can do");
            assert_eq!(letter.leader_task(), None);
            assert_eq!(letter.acknowledged.unwrap().text, "知悉");
        }
    }
}

#[test]
fn the_writer_hears_of_what_is_not_accepted() {
    for desk in both() {
        let now = at("2026-03-02 09:00");
        let mut letter = desk.received(1, now);
        desk.walk(&mut letter, &[Verb::Refer], now);
        let referred = letter.declined.as_ref().unwrap();
        assert_eq!(
            referred.referred.as_ref().unwrap(),
            &("区公安分局".to_owned(), "恶意攻击".to_owned())
        );
        for part in ["李秀兰", "路灯不亮", "区公安分局"] {
            assert!(
                referred.notice.contains(part) && !referred.notice.contains('{'),
                "{}",
                referred.notice
            );
        }
        assert_eq!(
            (referred.notified, referred.needs_notice),
            (Notified::None, false)
        );
        desk.walk(&mut letter, &[Verb::Tell], now);
        assert_eq!(letter.declined.as_ref().unwrap().notified, Notified::Letter);
        let own = Action::Decline {
            ground: desk.regulation.grounds[0].code.clone(),
            told: Notified::Email,
            notice: "自己写的告知".into(),
            document: None,
            earlier: None,
        };
        let mut letter = desk.received(1, now);
        desk.act(&mut letter, own, &administrator(), now).unwrap();
        assert_eq!(letter.declined.as_ref().unwrap().notice, "自己写的告知");
        // Every ground has a notice, and none leaves a place open.
        for ground in &desk.regulation.grounds {
            let code = ground.code.clone();
            let decline = Action::Decline {
                ground: code.clone(),
                told: Notified::None,
                notice: " ".into(),
                document: ground.names_earlier.then(|| "渭信终〔2025〕3号".into()),
                earlier: None,
            };
            let events = desk
                .decide(&desk.received(1, now), decline, &administrator(), now)
                .unwrap();
            let Event::Declined {
                notice,
                automatic: false,
                ..
            } = &events[0]
            else {
                panic!("{events:?}")
            };
            assert!(
                notice.contains("李秀兰") && notice.contains("路灯不亮"),
                "{code}: {notice}"
            );
            assert!(
                notice.contains(&desk.regulation.office.zh) && !notice.contains(['{', '}']),
                "{code}: {notice}"
            );
        }
        // Who withheld what says why.
        let mut letter = desk.letter_at(Stage::Replied, now);
        desk.walk(&mut letter, &[Verb::Withhold], now);
        assert!(
            matches!(&letter.publication, Some(Publication::Withheld(words)) if words.text == "涉及个人隐私")
        );
    }
}

#[test]
fn a_passage_that_is_meant_stands_in_the_draft() {
    for desk in both() {
        let (now, leader) = (at("2026-03-02 09:00"), staff(Role::Leader));
        let mut letter = desk.letter_at(Stage::InReview, now);
        let back = |passage: &str| Action::SendBack {
            why: "语气不妥".into(),
            passage: Some(passage.into()),
            below: false,
        };
        assert!(letter.draft.contains("路灯已修复"));
        for passage in ["路灯已更换", "您好，路灯已修复。。"] {
            refused(
                &desk,
                &letter,
                back(passage),
                &leader,
                now,
                "no_such_passage",
                "细则第六条(二)",
            );
        }
        desk.decide(&letter, back("\u{3000}"), &leader, now)
            .expect("a passage of spaces is none");
        desk.act(&mut letter, back(" 路灯已修复。\n"), &leader, now)
            .unwrap();
        assert_eq!(letter.stage, Stage::Drafting);
    }
}
