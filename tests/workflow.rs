//! The workflow, against a table written by hand from the regulation and the command line's contract, not from the code.

mod other_office;

use std::cell::RefCell;
use std::collections::BTreeSet;

use jiff::SignedDuration;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use xinxiang::domain::action::{Action, Verb};
use xinxiang::domain::event::{Event, Told};
use xinxiang::domain::letter::Letter;
use xinxiang::domain::refusal::Why;
use xinxiang::domain::staff::{Role, Staff};
use xinxiang::domain::stage::Stage;
use xinxiang::domain::unit::UnitId;
use xinxiang::domain::workflow::{WORKFLOW, offer};

use crate::office::{Desk, administrator, at, bad, good, staff};

/// Who: administrator, leader, office, liaison, observer. Until the rest of the roles have their work, an administrator may do
/// everything. The stages are in the order of the road: 收 received, 登 registered, 批 awaiting instruction, 承 assigned, 拟 drafting,
/// 审 in review, 定 approved, 复 replied; declined and closed letters take nothing. To: `=` is where it stands.
const TABLE: &str = "
    action          who     from              to   article
    accept          A       收                登   细则第六条(一)
    decline         A       收                不   细则第四条
    reply-directly  A       登                拟   细则第六条(二)
    propose         A       登                批   细则第六条(二)
    instruct        A,L     批                承   细则第六条(二)
    assign          A       登                承   细则第六条(二)
    sign-for        A       承                =    细则第六条(三)
    feedback        A       承                拟   细则第六条(三)
    draft           A       拟                =    细则第六条(二)
    submit          A       拟                审   细则第六条(二)
    approve         A,L     审                定   细则第六条(二)
    send-back       A,L     审                拟   细则第六条(二)
    send            A       定                复   细则第六条(二)
    close           A       复                结   细则第六条(二)
    link            A       收登批承拟审定复  =    细则第四条
    mark-major      A,L     收登批承拟审定复  =    细则第六条(二)
    note            A,L,O   收登批承拟审定复  =    细则第六条(二)
";

struct Line {
    verb: Verb,
    who: Vec<Role>,
    from: Vec<Stage>,
    to: Option<Stage>,
    article: String,
}

fn stage(sign: char) -> Option<Stage> {
    Some(match sign {
        '收' => Stage::Received,
        '不' => Stage::Declined,
        '登' => Stage::Registered,
        '批' => Stage::AwaitingInstruction,
        '承' => Stage::Assigned,
        '拟' => Stage::Drafting,
        '审' => Stage::InReview,
        '定' => Stage::Approved,
        '复' => Stage::Replied,
        '结' => Stage::Closed,
        '=' => return None,
        other => panic!("no stage {other}"),
    })
}

fn table() -> Vec<Line> {
    let role = |sign: &str| match sign {
        "A" => Role::Administrator,
        "L" => Role::Leader,
        "O" => Role::Office,
        other => panic!("no role {other}"),
    };
    let lines = TABLE.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    lines
        .filter(|cells| cells.len() == 5 && cells[0] != "action")
        .map(|cells| Line {
            verb: Verb::parse(cells[0]).unwrap(),
            who: cells[1].split(',').map(role).collect(),
            from: cells[2].chars().filter_map(stage).collect(),
            to: cells[3].chars().next().and_then(stage),
            article: cells[4].to_owned(),
        })
        .collect()
}

#[test]
fn every_action_has_one_row_in_both_tables() {
    let verbs: Vec<Verb> = table().iter().map(|line| line.verb).collect();
    assert_eq!(verbs.len(), 17);
    assert_eq!(BTreeSet::from_iter(&verbs), BTreeSet::from_iter(Verb::ALL));
    let rows: Vec<Verb> = WORKFLOW.iter().map(|row| row.verb).collect();
    assert_eq!((rows.len(), BTreeSet::from_iter(&rows)), (17, BTreeSet::from_iter(&verbs)));
}

#[test]
fn who_may_do_what_at_which_stage_is_as_the_regulation_says() {
    let desk = Desk::weibin();
    let now = at("2026-03-02 09:00");
    let mut allowed = 0;
    for line in table() {
        for stage in Stage::ALL {
            let letter = desk.letter_at(stage, now);
            for role in Role::ALL {
                let offered = offer(&letter, line.verb, &staff(role), &desk.regulation);
                let right = line.from.contains(&stage) && line.who.contains(&role);
                assert_eq!(
                    offered.is_ok(),
                    right,
                    "{} of a letter {} by {}",
                    line.verb.code(),
                    stage.code(),
                    role.code()
                );
                match offered {
                    Ok(row) => {
                        allowed += 1;
                        assert_eq!((row.verb, row.to), (line.verb, line.to));
                        assert_eq!(desk.regulation.article(row.article).zh, line.article);
                    }
                    Err(refusal) => {
                        assert_eq!(refusal.article.map(|article| article.zh).as_deref(), Some(line.article.as_str()));
                        let expected = if line.who.contains(&role) { "stage" } else { "role" };
                        let kind = match refusal.why {
                            Why::Stage { verb, stage: told } if verb == line.verb && told == stage => "stage",
                            Why::Role { verb, .. } if verb == line.verb => "role",
                            other => panic!("{other:?}"),
                        };
                        assert_eq!(kind, expected);
                    }
                }
            }
        }
    }
    assert_eq!(allowed, 65);
}

#[test]
fn every_action_leads_to_the_stage_of_the_table() {
    let desk = Desk::weibin();
    let now = at("2026-03-02 09:00");
    for line in table() {
        for from in &line.from {
            let mut letter = desk.letter_at(*from, now);
            let action = good(line.verb, &letter, &desk.regulation);
            desk.act(&mut letter, action, &administrator(), now).unwrap();
            assert_eq!(letter.stage, line.to.unwrap_or(*from), "{} from {}", line.verb.code(), from.code());
        }
    }
}

/// Takes a letter along a random road. Each step names one of the actions that are offered, mostly, and a role.
fn road(desk: &Desk, steps: &[(u16, u16, bool)], mut check: impl FnMut(&Letter, &Staff)) {
    let mut now = at("2026-02-27 16:00");
    let mut letter = desk.received(7, now);
    for (pick, role, major) in steps {
        let who = staff(Role::ALL[usize::from(*role) % Role::ALL.len()]);
        check(&letter, &who);
        let offered: Vec<Verb> = Verb::ALL
            .iter()
            .copied()
            .filter(|verb| offer(&letter, *verb, &administrator(), &desk.regulation).is_ok())
            .filter(|verb| *verb != Verb::MarkMajor || *major)
            .collect();
        let Some(verb) = offered.get(usize::from(*pick) % (offered.len() + 1)) else { continue };
        let mut action = good(*verb, &letter, &desk.regulation);
        if let Action::Accept { major: of, .. } = &mut action {
            *of = *major;
        }
        let before = letter.version;
        desk.act(&mut letter, action, &administrator(), now).unwrap();
        assert!(letter.version > before);
        now += SignedDuration::from_hours(5);
    }
    check(&letter, &administrator());
}

#[test]
fn an_action_is_offered_exactly_when_it_can_be_done() {
    let desk = Desk::weibin();
    let reached = RefCell::new(BTreeSet::new());
    let refused = RefCell::new(BTreeSet::new());
    let steps = prop::collection::vec((any::<u16>(), any::<u16>(), any::<bool>()), 0..40);
    let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::with_cases(300) });
    runner
        .run(&steps, |steps| {
            road(&desk, &steps, |letter, who| {
                reached.borrow_mut().insert(letter.stage);
                let now = letter.stage_since;
                for verb in Verb::ALL {
                    let offered = offer(letter, *verb, who, &desk.regulation);
                    let decided = desk.decide(letter, good(*verb, letter, &desk.regulation), who, now);
                    assert_eq!(offered.as_ref().err(), decided.as_ref().err(), "{verb:?} {letter:?}");
                    refused.borrow_mut().extend(decided.err().map(|refusal| refusal.kind()));
                    for action in bad(*verb, letter) {
                        let refusal = desk.decide(letter, action, who, now).unwrap_err();
                        refused.borrow_mut().insert(refusal.kind());
                        match &offered {
                            Ok(row) => {
                                assert!(refusal.wants_answer(), "{refusal}");
                                if let Why::Missing(ask) = refusal.why {
                                    assert!(row.asks.contains(&ask), "{verb:?} lacks what it does not ask: {ask:?}");
                                }
                            }
                            Err(why) => assert_eq!(*why, refusal),
                        }
                        assert!(refusal.article.is_some(), "{refusal}");
                    }
                }
            });
            Ok(())
        })
        .unwrap();
    assert_eq!(reached.into_inner(), BTreeSet::from(Stage::ALL), "the roads do not reach every stage");
    let kinds = "already_linked already_major already_signed major_uninstructed missing_answer no_such_unit not_at_unit \
                 not_sealed nothing_drafted role same_letter stage unknown_code";
    let expected: BTreeSet<&str> = kinds.split(' ').collect();
    assert_eq!(refused.into_inner(), expected, "the roads do not meet every refusal");
}

/// One refusal: from which stage, what, and the sentence with its article.
fn refusal(stage: Stage, prepare: &[Action], action: Action) -> String {
    let desk = Desk::weibin();
    let now = at("2026-03-02 09:00");
    let mut letter = desk.letter_at(stage, now);
    for step in prepare {
        desk.act(&mut letter, step.clone(), &administrator(), now).unwrap();
    }
    desk.decide(&letter, action, &administrator(), now).unwrap_err().to_string()
}

#[test]
fn a_refusal_names_the_article_and_the_next_step() {
    let feedback = |head: &str, sealed| Action::Feedback {
        unit: UnitId(1),
        text: "已更换灯具。".into(),
        head: head.into(),
        sealed,
    };
    let assign = || Action::Assign { lead: UnitId(1) };
    let directly = |because: &str| Action::ReplyDirectly { because: because.into(), earlier: None, policy: None };
    let told = |text: String, parts: &[&str]| {
        for part in parts {
            assert!(text.contains(part), "“{text}” says nothing of “{part}”");
        }
    };
    told(refusal(Stage::Assigned, &[], feedback("高峰", false)), &["公章", "细则第六条(三)"]);
    told(refusal(Stage::Assigned, &[], feedback(" ", true)), &["负责人", "细则第六条(三)"]);
    told(refusal(Stage::Registered, &[Action::MarkMajor], assign()), &["批示", "拟办", "细则第六条(二)"]);
    told(refusal(Stage::Registered, &[], directly("repeated")), &["原信件", "细则第六条(二)"]);
    told(refusal(Stage::Registered, &[], directly("handled")), &["原信件", "细则第六条(二)"]);
    told(refusal(Stage::Registered, &[], directly("policy")), &["政策", "细则第六条(二)"]);
    let decline = Action::Decline { ground: "4.8".into(), told: Told::None };
    told(refusal(Stage::Received, &[], decline), &["4.8", "4.1、4.2", "4.7", "细则第四条"]);
    let accept = |code: &str| Action::Accept { category: code.into(), major: false };
    told(refusal(Stage::Received, &[], accept("4.1")), &["4.1", "3.1、3.2", "3.7", "细则第三条"]);
    told(refusal(Stage::Registered, &[], accept("3.1")), &["已登记", "待受理", "细则第六条(一)"]);
    told(
        refusal(Stage::InReview, &[], Action::Send { by: xinxiang::domain::event::Way::Phone }),
        &["待审阅", "已审定", "细则第六条(二)"],
    );
}

#[test]
fn a_major_letter_is_assigned_only_by_an_instruction() {
    let desk = Desk::weibin();
    let now = at("2026-03-02 09:00");
    let mut letter = desk.received(1, now);
    let accept = Action::Accept { category: "3.1".into(), major: true };
    desk.act(&mut letter, accept, &administrator(), now).unwrap();
    let refused = desk.decide(&letter, Action::Assign { lead: UnitId(1) }, &administrator(), now).unwrap_err();
    assert_eq!(refused.why, Why::MajorUninstructed);
    desk.act(&mut letter, Action::Propose { text: "拟由住建局牵头".into(), lead: None }, &administrator(), now)
        .unwrap();
    let instruct = Action::Instruct { text: "同意".into(), lead: UnitId(2) };
    let events = desk.decide(&letter, instruct.clone(), &staff(Role::Leader), now).unwrap();
    assert!(matches!(events[..], [Event::Instructed { .. }, Event::Assigned { unit: UnitId(2), .. }]), "{events:?}");
    desk.act(&mut letter, instruct, &staff(Role::Leader), now).unwrap();
    let instruction = letter.instruction.as_ref().unwrap();
    assert_eq!((instruction.who.as_str(), instruction.text.as_str()), ("leader", "同意"));
    assert!(letter.major && letter.stage == Stage::Assigned);
}

#[test]
fn feedback_after_the_limit_is_late_and_at_the_limit_is_not() {
    let desk = Desk::weibin();
    for (when, expected) in [("2026-03-05 18:00", false), ("2026-03-05 18:01", true)] {
        let mut letter = desk.letter_at(Stage::Assigned, at("2026-03-02 09:00"));
        let action = good(Verb::Feedback, &letter, &desk.regulation);
        desk.act(&mut letter, action, &administrator(), at(when)).unwrap();
        assert_eq!(letter.lead().unwrap().feedback.as_ref().unwrap().late, expected, "{when}");
        assert_eq!(letter.due(), None, "an answered letter runs against no limit");
    }
}
