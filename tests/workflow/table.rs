//! Who may do what at which stage: a table written by hand from the regulation, every action × every stage × every person.

use std::collections::BTreeSet;

use std::time::Duration;
use xinxiang::domain::directory::staff::{Role, Staff};
use xinxiang::domain::directory::unit::UnitId;
use xinxiang::domain::letter::event::{Event, RecordedEvent};
use xinxiang::domain::letter::stage::Stage;
use xinxiang::domain::letter::{Letter, PaperEntry};
use xinxiang::domain::time::Timestamp;
use xinxiang::domain::workflow::action::{Action, Verb};
use xinxiang::domain::workflow::{WORKFLOW, check_permitted};

use super::{article, both, feedback, instruct, liaison};
use crate::office::{Desk, administrator, at, doer, good, staff};

/// Who: A administrator, L leader, O office, U liaison of a unit that has it, B observer. Where a unit acts, the centre may do it
/// for the unit (which sent its paper by messenger). A letter is read by all, and every reading of a restricted one is recorded.
/// The stages are in the order of the road: 收 received, 不 declined, 登 registered, 批 awaiting instruction, 承 assigned,
/// 拟 drafting, 审 in review, 定 approved, 复 replied, 结 closed, 终 ended. To: `=` is where it stands, `←` a stage before it.
const TABLE: &str = "
    action              who        from                  to   article
    accept              A          收                    登   细则第六条(一)
    decline             A          收                    不   细则第四条
    refer               A          收                    不   细则第五条
    ask-writer          A          收承                  =    细则第四条
    writer-answered     A          收承                  =    细则第四条
    lapse               A          收                    不   细则第四条
    resume              A          承                    =    细则第四条
    tell                A          不                    =    细则第六条(一)
    reply-directly      A          登                    拟   细则第六条(二)
    propose             A          登批                  批   细则第六条(二)
    instruct            L          批承                  承   细则第六条(二)
    assign              A          登                    承   细则第六条(二)
    sign-for            A,U        承                    =    细则第六条(三)
    return              A,U        承                    登   细则第六条(三)
    decide-return       A          承                    登   细则第六条(三)
    take-back           A,L,O      承                    登   细则第六条(二)
    add-unit            A,L        承                    =    细则第六条(二)
    change-lead         A,L        承                    =    细则第六条(二)
    ask-extension       A,U        承                    =    细则第六条(三)
    decide-extension    A,L        承                    =    细则第六条(三)
    feedback            A,U        承                    拟   细则第六条(三)
    send-back-feedback  A          承拟                  承   细则第六条(三)
    ask-waiver          A,U        承                    =    细则第六条(三)
    waive               A          承                    =    细则第六条(三)
    explain             A,U        承                    =    细则第六条(四)
    report-major        A,U        承                    =    细则第六条(二)
    contact-writer      A,U        承                    =    细则第五条
    remind              A,O        承                    =    细则第六条(四)
    urge                A,O        承                    =    细则第六条(四)
    draft               A          拟                    =    细则第六条(二)
    submit              A          拟                    审   细则第六条(二)
    approve             L          审                    定   细则第六条(二)
    recall              A          批审定                ←    细则第六条(二)
    send-back           L          审                    拟   细则第六条(二)
    send                A          定                    复   细则第六条(二)
    publish             A          复结                  =    细则第六条(二)
    withhold            A          复结                  =    细则第六条(二)
    rate                A,O        复结                  =    细则第七条
    call-back           A,O        复结                  =    细则第七条
    fulfil              A          复结                  =    细则第六条(二)
    close               A          复                    结   细则第六条(二)
    unclose             A          结                    复   细则第六条(二)
    amend               A          复结                  拟   细则第六条(二)
    end                 A,L        登批承拟审定          终   细则第六条(二)
    revoke              A,L,O      不终                  ←    细则第六条(一)
    reopen              A,L,O      复结                  登   细则第七条
    link                A          收登批承拟审定复      =    细则第四条
    unlink              A          收不登批承拟审定复结终  =    细则第四条
    mark-major          A,L        收登批承拟审定复      =    细则第六条(二)
    unmark-major        L          收登批承拟审定复      =    细则第六条(二)
    acknowledge         L          登批承拟审定复结      =    细则第六条(二)
    contest             L          登批承拟审定复结终    =    细则第六条(二)
    restrict            A,L        收登批承拟审定复      =    细则第三条(六)、信访工作条例第三十条
    read                A,L,O,U,B  收不登批承拟审定复结终  =    细则第三条(六)、信访工作条例第三十条
    allow-contact       A          登批承拟审定复        =    细则第五条
    correct             A,L        收不登批承拟审定复结终  =    细则第六条(一)
    attach              A          收登批承拟审定复      =    细则第六条(一)
    split               A          登批承拟审定          =    细则第六条(一)
    note                A,L,O      收登批承拟审定复      =    细则第六条(二)
";

/// How many of the table's cells are a yes: the sum of its lines, stages times people, less those of a liaison whose unit has
/// not got the letter yet (to read what is received, declined, registered or awaits an instruction).
/// In Weibin, a unit's return stands and no clock stops: there, four of the cells are none.
const ALLOWED: [usize; 2] = [297 - 5 - 4, 297 - 5];

/// What only a regulation allows by which the centre decides returns and clocks may stop.
const ELSEWHERE: [Verb; 4] = [
    Verb::AskWriter,
    Verb::WriterAnswered,
    Verb::Resume,
    Verb::DecideReturn,
];

struct Line {
    verb: Verb,
    who: Vec<Role>,
    from: Vec<Stage>,
    to: Option<Stage>,
    article: String,
}

const SIGNS: [(char, Stage); 11] = [
    ('收', Stage::Received),
    ('不', Stage::Declined),
    ('登', Stage::Registered),
    ('批', Stage::AwaitingInstruction),
    ('承', Stage::Assigned),
    ('拟', Stage::Drafting),
    ('审', Stage::InReview),
    ('定', Stage::Approved),
    ('复', Stage::Replied),
    ('结', Stage::Closed),
    ('终', Stage::Terminated),
];

fn stage(sign: char) -> Option<Stage> {
    assert!(
        matches!(sign, '=' | '←') || SIGNS.iter().any(|known| known.0 == sign),
        "no stage {sign}"
    );
    SIGNS
        .iter()
        .find(|known| known.0 == sign)
        .map(|known| known.1)
}

fn table() -> Vec<Line> {
    let role = |sign: &str| match sign {
        "A" => Role::Administrator,
        "L" => Role::Leader,
        "O" => Role::Office,
        "U" => Role::Liaison,
        "B" => Role::Observer,
        other => panic!("no role {other}"),
    };
    let lines = TABLE
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>());
    lines
        .filter(|cells| cells.len() == 5 && cells[0] != "action")
        .map(|cells| Line {
            verb: Verb::parse(cells[0]).unwrap_or_else(|| panic!("no action {}", cells[0])),
            who: cells[1].split(',').map(role).collect(),
            from: cells[2].chars().filter_map(stage).collect(),
            to: cells[3].chars().next().and_then(stage),
            article: cells[4].to_owned(),
        })
        .collect()
}

/// The liaison of a unit that never had the letter.
const STRANGER: i64 = 3;

/// A letter at a stage, on the road by the units 1 (lead) and, where two are needed, 2, so prepared that nothing but person and
/// stage can forbid the action; and the instant at which it is tried.
fn prepared(desk: &Desk, verb: Verb, stage: Stage) -> (Letter, Timestamp) {
    use Verb::*;
    let now = at("2026-03-02 09:00");
    let mut letter = desk.received(1, now);
    let everybody = desk.staff.iter().map(|staff| staff.id.clone()).collect();
    let first = match verb {
        Unlink => vec![Action::Link {
            to: xinxiang::domain::letter::LetterId(7),
        }],
        Read => vec![Action::Restrict {
            accused: None,
            readers: everybody,
        }],
        WriterAnswered | Lapse if stage == Stage::Received => {
            vec![good(AskWriter, &letter, &desk.regulation)]
        }
        UnmarkMajor
            if matches!(
                stage,
                Stage::Received | Stage::Registered | Stage::AwaitingInstruction
            ) =>
        {
            vec![Action::MarkMajor]
        }
        _ => vec![],
    };
    for action in first {
        desk.act(&mut letter, action, &administrator(), now)
            .unwrap();
    }
    let n = match stage {
        Stage::Terminated => 2,
        _ => Stage::ALL.iter().position(|at| *at == stage).unwrap(),
    };
    // Who declined or ended it does not revoke that.
    let another = Staff {
        id: "another".to_owned(),
        ..administrator()
    };
    if stage == Stage::Declined {
        let decline = good(Decline, &letter, &desk.regulation);
        let by = if letter.restriction.is_some() {
            &administrator()
        } else {
            &another
        };
        desk.act(&mut letter, decline, by, now).unwrap();
    }
    if n >= 2 {
        desk.walk(&mut letter, &[Accept], now);
    }
    // The leaders hear of a letter that became major at a unit, and may hear of it after the unit has returned it.
    if verb == Acknowledge && (2..=3).contains(&n) {
        desk.walk(&mut letter, &[Assign, MarkMajor, Return], now);
    }
    let two = matches!(verb, Waive | AskWaiver | SendBackFeedback);
    let instructed = two || verb == AddUnit;
    if n == 3 || (n >= 4 && instructed) {
        desk.walk(&mut letter, &[Propose], now);
    }
    if n >= 4 && instructed {
        let co: &[i64] = if two { &[2] } else { &[] };
        desk.act(&mut letter, instruct(1, co), &staff(Role::Leader), now)
            .unwrap();
    } else if n >= 4 {
        desk.walk(&mut letter, &[Assign], now);
    }
    if n >= 4 && matches!(verb, Acknowledge | UnmarkMajor) {
        desk.walk(&mut letter, &[MarkMajor], now);
    }
    if n >= 5 && two {
        desk.act(&mut letter, feedback(2), &administrator(), now)
            .unwrap();
    }
    let elsewhere = desk.regulation.id != "weibin";
    if stage == Stage::Assigned && elsewhere {
        match verb {
            DecideReturn => letter
                .apply(RecordedEvent {
                    late: None,
                    version: letter.version + 1,
                    at: now,
                    who: "liaison".into(),
                    event: Event::ReturnAsked {
                        unit: UnitId(1),
                        why: "属教体局职责".into(),
                    },
                })
                .unwrap(),
            WriterAnswered | Resume => desk.walk(&mut letter, &[AskWriter], now),
            _ => {}
        }
    }
    if n >= 4 && verb == AllowContact {
        letter.contact_allowed = false;
    }
    if stage == Stage::Assigned && verb == ContactWriter && !letter.contact_allowed {
        desk.walk(&mut letter, &[AllowContact], now);
    }
    let promises = verb == Fulfil;
    for (from, verb) in [
        (5, Feedback),
        (5, Draft),
        (6, Submit),
        (7, Approve),
        (8, Send),
        (9, Close),
    ] {
        if n >= from && verb == Send && promises {
            let send = Action::Send {
                by: xinxiang::domain::letter::event::ReplyChannel::Phone,
                promise: Some("2026-03-31".to_owned()),
                promised: Some("安装路灯".to_owned()),
            };
            desk.act(&mut letter, send, &administrator(), now).unwrap();
        } else if n >= from {
            desk.walk(&mut letter, &[verb], now);
        }
    }
    if stage == Stage::Terminated {
        let end = good(End, &letter, &desk.regulation);
        let by = if letter.restriction.is_some() {
            staff(Role::Leader)
        } else {
            another
        };
        desk.act(&mut letter, end, &by, now).unwrap();
    }
    if stage == Stage::Assigned && verb == DecideExtension {
        let ask = good(AskExtension, &letter, &desk.regulation);
        desk.act(&mut letter, ask, &staff(Role::Liaison), now)
            .unwrap();
    }
    if stage == Stage::Assigned && verb == SendBackFeedback {
        desk.act(&mut letter, feedback(2), &administrator(), now)
            .unwrap();
    }
    assert_eq!(letter.stage, stage, "{verb:?}");
    // Somebody has reviewed it but where nobody needs to.
    letter.review_waived |= verb == Recall && stage == Stage::Approved;
    if verb == Contest {
        // What was entered for the leader, who is asked to look at it.
        letter.paper = Some(Box::new(PaperEntry {
            by: staff(Role::Leader).id,
            at: now,
            before: letter.clone(),
        }));
    }
    let late = matches!(verb, Urge | Lapse | Resume);
    (
        letter,
        if late {
            now.saturating_add(Duration::from_hours(24 * 30))
        } else {
            now
        },
    )
}

/// The people: one of each role, the liaison of the lead unit among them, and the liaison of another unit.
fn people() -> Vec<Staff> {
    Role::ALL
        .into_iter()
        .map(staff)
        .chain([liaison(STRANGER)])
        .collect()
}

#[test]
fn every_action_has_one_row_in_both_tables() {
    let verbs: Vec<Verb> = table().iter().map(|line| line.verb).collect();
    assert_eq!(verbs.len(), 59);
    assert_eq!(BTreeSet::from_iter(&verbs), BTreeSet::from_iter(Verb::ALL));
    let rows: Vec<Verb> = WORKFLOW.iter().map(|row| row.verb).collect();
    assert_eq!(
        (rows.len(), BTreeSet::from_iter(&rows)),
        (59, BTreeSet::from_iter(&verbs))
    );
}

#[test]
fn who_may_do_what_at_which_stage_is_as_the_regulation_says() {
    for (desk, expected_cells) in both().into_iter().zip(ALLOWED) {
        let mut allowed = 0;
        for line in table() {
            for stage in Stage::ALL {
                let (letter, now) = prepared(&desk, line.verb, stage);
                // From the assignment on the lead unit has it.
                let at_unit = !matches!(
                    stage,
                    Stage::Received
                        | Stage::Declined
                        | Stage::Registered
                        | Stage::AwaitingInstruction
                        | Stage::Terminated
                );
                for who in people() {
                    let liaison = who.roles == [Role::Liaison];
                    let has = liaison && at_unit && who.unit == Some(UnitId(1));
                    let expected = if !who.is_one_of(&line.who) {
                        Some(("role", line.article.as_str()))
                    } else if liaison && !has {
                        Some(("not_your_unit", "细则第六条(三)"))
                    } else if ELSEWHERE.contains(&line.verb)
                        && stage == Stage::Assigned
                        && desk.regulation.id == "weibin"
                    {
                        Some(("", line.article.as_str()))
                    } else if !line.from.contains(&stage) {
                        // What a stage can never hold is said in whichever way.
                        Some((
                            if line.verb == Verb::Acknowledge {
                                ""
                            } else {
                                "stage"
                            },
                            line.article.as_str(),
                        ))
                    } else {
                        None
                    };
                    let what = format!(
                        "{} of a letter {} by {} under {}",
                        line.verb.code(),
                        stage.code(),
                        who.id,
                        desk.regulation.id
                    );
                    match (
                        check_permitted(&letter, line.verb, &who, &desk.regulation, now),
                        expected,
                    ) {
                        (Ok(row), None) => {
                            allowed += 1;
                            assert_eq!(row.verb, line.verb);
                            assert_eq!(
                                desk.regulation.article_name(row.article).zh,
                                article(&desk, &line.article),
                                "{what}"
                            );
                        }
                        (Err(refusal), Some((kind, named))) => {
                            assert!(
                                kind.is_empty() || refusal.kind() == kind,
                                "{what}: {refusal}"
                            );
                            let cited = refusal.article.as_ref().unwrap();
                            assert_eq!(cited.zh, article(&desk, named), "{what}: {refusal}");
                            assert!(refusal.to_string().contains(&cited.zh), "{what}: {refusal}");
                            // What is not offered cannot be done either.
                            let action = good(line.verb, &letter, &desk.regulation);
                            assert_eq!(
                                desk.decide(&letter, action, &who, now).unwrap_err(),
                                refusal,
                                "{what}"
                            );
                        }
                        (Ok(_), Some((kind, _))) => {
                            panic!("{what} is offered, and should be refused ({kind})")
                        }
                        (Err(refusal), None) => panic!("{what} should be offered: {refusal}"),
                    }
                }
            }
        }
        assert_eq!(allowed, expected_cells, "{}", desk.regulation.id);
    }
}

#[test]
fn every_action_leads_to_the_stage_of_the_table_whoever_does_it() {
    for desk in both() {
        for line in table() {
            for from in &line.from {
                let weibin = desk.regulation.id == "weibin";
                if weibin && *from == Stage::Assigned && ELSEWHERE.contains(&line.verb) {
                    continue;
                }
                for who in line.who.iter().copied().map(staff) {
                    let (before, now) = prepared(&desk, line.verb, *from);
                    if !before.may_read(&who) {
                        continue;
                    }
                    let mut letter = before.clone();
                    let action = good(line.verb, &letter, &desk.regulation);
                    let what = format!("{} from {} by {}", line.verb.code(), from.code(), who.id);
                    desk.act(&mut letter, action, &who, now)
                        .unwrap_or_else(|refusal| panic!("{what}: {refusal}"));
                    let to = match (line.verb, *from) {
                        (Verb::Recall, Stage::AwaitingInstruction) => Stage::Registered,
                        (Verb::Recall, _) => Stage::Drafting,
                        (Verb::Revoke, Stage::Declined) => Stage::Received,
                        (Verb::Revoke, _) => Stage::Registered,
                        (_, from) => line.to.unwrap_or(from),
                    };
                    assert_eq!(letter.stage, to, "{what}");
                    assert!(letter.version > before.version);
                }
            }
        }
    }
}

#[test]
fn what_the_help_says_of_the_road_is_the_road() {
    for line in table() {
        let row = WORKFLOW.iter().find(|row| row.verb == line.verb).unwrap();
        assert_eq!(row.to, line.to, "{}", line.verb.code());
        assert_eq!(
            BTreeSet::from_iter(row.from),
            BTreeSet::from_iter(&line.from),
            "{}",
            line.verb.code()
        );
        assert_eq!(row.roles.len(), line.who.len());
        assert!(
            staff_of(&line).all(|who| who.is_one_of(row.roles)),
            "{}",
            line.verb.code()
        );
        assert!(doer(line.verb).is_one_of(row.roles), "{}", line.verb.code());
    }
}

fn staff_of(line: &Line) -> impl Iterator<Item = Staff> {
    line.who.iter().copied().map(staff)
}

#[test]
fn what_should_be_done_next_can_be_done_by_somebody() {
    let now = at("2026-03-02 09:00");
    for desk in both() {
        for stage in Stage::ALL {
            let letter = desk.letter_at(stage, now);
            for verb in xinxiang::domain::workflow::next_steps::next_steps(&letter, now) {
                let row = xinxiang::domain::workflow::find_transition(verb).unwrap();
                assert!(row.from.contains(&stage), "{verb:?} at {stage:?}");
                let who = doer(verb);
                let may = check_permitted(&letter, verb, &who, &desk.regulation, now);
                // Whose turn it is depends on what has been asked; nothing is named in vain.
                assert!(
                    may.is_ok() || matches!(stage, Stage::Drafting),
                    "{verb:?} at {stage:?}: {:?}",
                    may.err()
                );
            }
        }
    }
}
