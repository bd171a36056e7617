//! Linjiang's numbers: five, ten, fifteen working days from the signing; returns run on; a colleague reviews; the centre has limits.

use xinxiang::domain::directory::staff::Role;
use xinxiang::domain::directory::unit::UnitId;
use xinxiang::domain::letter::Letter;
use xinxiang::domain::letter::event::{Notified, ReplyChannel};
use xinxiang::domain::letter::stage::Stage;
use xinxiang::domain::regulation::Tier;
use xinxiang::domain::time::Timestamp;
use xinxiang::domain::workflow::action::{Action, Verb};
use xinxiang::store::directory::create::DEFAULT_REGULATION;

use super::{liaison, refused};
use crate::office::{Desk, accept, administrator, another, at, good, staff, to_unit, written};

const REPLY: &str = "细则第六条(三)";

fn due(letter: &Letter) -> String {
    written(letter.current_due().unwrap().at)
}

fn sign(unit: i64) -> Action {
    Action::SignFor {
        unit: UnitId(unit),
        person: "周强".into(),
        phone: None,
    }
}

fn ask(days: u32) -> Action {
    Action::AskExtension {
        unit: UnitId(1),
        days,
        why: "待料".into(),
    }
}

/// Asks for days more and gets them.
fn extend(desk: &Desk, letter: &mut Letter, days: u32, now: Timestamp) {
    desk.act(letter, ask(days), &liaison(1), now).unwrap();
    let grant = Action::DecideExtension {
        unit: UnitId(1),
        grant: true,
        why: None,
        told: Notified::None,
    };
    desk.act(letter, grant, &staff(Role::Leader), now).unwrap();
}

/// Assigned to unit 1 under a tier at nine on Monday.
fn assigned(desk: &Desk, tier: Tier) -> Letter {
    let monday = at("2026-03-02 09:00");
    let mut letter = desk.letter_at(Stage::Registered, monday);
    let assign = Action::Assign {
        lead: UnitId(1),
        co: vec![],
        tier,
        why: None,
        demand: None,
        person: None,
    };
    desk.act(&mut letter, assign, &administrator(), monday)
        .unwrap();
    letter
}

#[test]
fn the_tiers_are_five_two_and_ten_working_days() {
    let desk = Desk::linjiang();
    for (tier, expected) in [
        (Tier::Ordinary, "2026-03-09 17:30"),
        (Tier::Urgent, "2026-03-04 17:30"),
        (Tier::Complex, "2026-03-16 17:30"),
    ] {
        let letter = assigned(&desk, tier);
        assert_eq!(
            (
                due(&letter).as_str(),
                letter.lead_assignment().unwrap().tier
            ),
            (expected, tier)
        );
    }
    // A leader may set another number, counted in the same way.
    let monday = at("2026-03-02 09:00");
    let mut letter = desk.letter_at(Stage::AwaitingInstruction, monday);
    let own = Action::Instruct {
        text: "限期一日".into(),
        lead: Some(UnitId(1)),
        co: vec![UnitId(2)],
        days: Some(1),
        tier: Tier::Complex,
        outcome: Default::default(),
        to: None,
        to_leader: None,
    };
    desk.act(&mut letter, own, &staff(Role::Leader), monday)
        .unwrap();
    assert!(
        letter
            .current_assignments()
            .all(|held| written(held.due.at) == "2026-03-03 17:30")
    );
    // It began with his word: the signing does not restart it.
    let signed = Action::SignFor {
        unit: UnitId(1),
        person: "周强".into(),
        phone: None,
    };
    desk.act(
        &mut letter,
        signed,
        &administrator(),
        at("2026-03-03 10:00"),
    )
    .unwrap();
    assert!(
        letter
            .current_assignments()
            .all(|held| written(held.due.at) == "2026-03-03 17:30")
    );
}

#[test]
fn the_limit_starts_with_the_signing_and_a_missed_one_stays_missed() {
    let desk = Desk::linjiang();
    let mut letter = assigned(&desk, Tier::Ordinary);
    desk.act(&mut letter, sign(1), &liaison(1), at("2026-03-04 18:00"))
        .unwrap();
    // Signed for after closing time: as on Thursday; the fifth day after that is Thursday the 12th.
    assert_eq!(due(&letter), "2026-03-12 17:30");
    let mut late = assigned(&desk, Tier::Ordinary);
    desk.act(&mut late, sign(1), &liaison(1), at("2026-03-09 17:31"))
        .unwrap();
    assert_eq!(due(&late), "2026-03-09 17:30");
}

#[test]
fn an_ordinary_letter_grows_from_five_to_ten_to_fifteen_and_no_further() {
    let desk = Desk::linjiang();
    let now = at("2026-03-02 10:00");
    let mut letter = assigned(&desk, Tier::Ordinary);
    desk.act(&mut letter, sign(1), &liaison(1), now).unwrap();
    refused(
        &desk,
        &letter,
        ask(6),
        &liaison(1),
        now,
        "extension_days",
        REPLY,
    );
    extend(&desk, &mut letter, 5, now);
    assert_eq!(due(&letter), "2026-03-16 17:30");
    extend(&desk, &mut letter, 5, now);
    assert_eq!(due(&letter), "2026-03-23 17:30");
    refused(
        &desk,
        &letter,
        ask(1),
        &liaison(1),
        now,
        "extension_times",
        REPLY,
    );
    let mut complex = assigned(&desk, Tier::Complex);
    extend(&desk, &mut complex, 4, now);
    refused(
        &desk,
        &complex,
        ask(2),
        &liaison(1),
        now,
        "extension_whole",
        REPLY,
    );
    extend(&desk, &mut complex, 1, now);
    assert_eq!(due(&complex), "2026-03-23 17:30");
}

#[test]
fn what_was_granted_before_the_signing_is_not_lost_by_it() {
    let desk = Desk::linjiang();
    let mut letter = assigned(&desk, Tier::Ordinary);
    extend(&desk, &mut letter, 5, at("2026-03-02 10:00"));
    assert_eq!(due(&letter), "2026-03-16 17:30");
    desk.act(&mut letter, sign(1), &liaison(1), at("2026-03-03 10:00"))
        .unwrap();
    assert_eq!(
        due(&letter),
        "2026-03-17 17:30",
        "five days from the signing and the five that were granted"
    );
}

#[test]
fn a_returned_letters_limit_runs_on_in_triage_and_at_the_next_unit() {
    let desk = Desk::linjiang();
    let mut letter = assigned(&desk, Tier::Ordinary);
    let give_back = Action::Return {
        unit: UnitId(1),
        why: "不属我单位".into(),
    };
    refused(
        &desk,
        &letter,
        give_back.clone(),
        &liaison(1),
        at("2026-03-04 17:31"),
        "return_too_late",
        REPLY,
    );
    desk.act(&mut letter, give_back, &liaison(1), at("2026-03-04 11:00"))
        .unwrap();
    assert_eq!(
        due(&letter),
        "2026-03-05 17:30",
        "the centre has a day for another route"
    );
    assert_eq!(
        written(letter.route_limit.as_ref().unwrap().due.at),
        "2026-03-09 17:30"
    );
    desk.act(
        &mut letter,
        to_unit(UnitId(2)),
        &administrator(),
        at("2026-03-05 16:00"),
    )
    .unwrap();
    assert_eq!(due(&letter), "2026-03-09 17:30", "the limit ran on");
    desk.act(&mut letter, sign(2), &liaison(2), at("2026-03-06 09:00"))
        .unwrap();
    assert_eq!(
        due(&letter),
        "2026-03-09 17:30",
        "and runs on when the next unit signs for it"
    );
    // At Weibin the next unit gets a whole limit.
    let desk = Desk::weibin();
    let mut letter = assigned(&desk, Tier::Ordinary);
    desk.walk(&mut letter, &[Verb::Return], at("2026-03-03 11:00"));
    assert_eq!(
        (due(&letter).as_str(), &letter.route_limit),
        ("2026-03-04 18:00", &None)
    );
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
fn feedback_that_is_sent_back_has_a_limit_of_its_own() {
    for (desk, expected) in [
        (Desk::linjiang(), "2026-03-12 17:30"),
        (Desk::weibin(), "2026-03-13 18:00"),
    ] {
        let mut letter = assigned(&desk, Tier::Ordinary);
        desk.walk(&mut letter, &[Verb::Feedback], at("2026-03-03 10:00"));
        desk.walk(
            &mut letter,
            &[Verb::SendBackFeedback],
            at("2026-03-10 10:00"),
        );
        assert_eq!(
            (due(&letter).as_str(), letter.stage),
            (expected, Stage::Assigned)
        );
        desk.walk(&mut letter, &[Verb::Feedback], at("2026-03-11 10:00"));
        let held = letter.lead_assignment().unwrap();
        assert_eq!(
            held.feedbacks
                .iter()
                .map(|given| given.late)
                .collect::<Vec<_>>(),
            [false, false]
        );
        assert!(held.feedbacks[0].sent_back.is_some() && held.valid_feedback().is_some());
    }
}

#[test]
fn the_centre_has_limits_of_its_own_where_the_regulation_sets_them() {
    let (desk, boss) = (Desk::linjiang(), administrator());
    let mut letter = desk.received(1, at("2026-03-06 17:29"));
    assert_eq!(
        due(&letter),
        "2026-03-09 17:30",
        "a working day for the acceptance"
    );
    desk.act(&mut letter, accept("A1"), &boss, at("2026-03-09 09:00"))
        .unwrap();
    assert_eq!(
        due(&letter),
        "2026-03-10 17:30",
        "a working day for a route"
    );
    let mut proposed = letter.clone();
    desk.walk(&mut proposed, &[Verb::Propose], at("2026-03-10 09:00"));
    assert_eq!(
        due(&proposed),
        "2026-03-10 17:30",
        "which the proposal does not stop"
    );
    desk.walk(&mut letter, &[Verb::ReplyDirectly], at("2026-03-09 10:00"));
    assert_eq!(
        due(&letter),
        "2026-03-12 17:30",
        "three working days for a direct reply"
    );
    desk.walk(
        &mut letter,
        &[Verb::Draft, Verb::Submit],
        at("2026-03-10 10:00"),
    );
    assert_eq!(
        due(&letter),
        "2026-03-11 17:30",
        "of which one is the leader's"
    );
    desk.walk(&mut letter, &[Verb::Approve], at("2026-03-11 10:00"));
    assert_eq!(due(&letter), "2026-03-12 17:30");
    desk.walk(&mut letter, &[Verb::Send], at("2026-03-11 10:00"));
    assert_eq!(letter.current_due(), None);
    desk.walk(&mut letter, &[Verb::Reopen], at("2026-03-12 10:00"));
    assert_eq!(due(&letter), "2026-03-13 17:30");
    let mut asked = desk.received(1, at("2026-03-02 09:00"));
    let ask = Action::AskWriter {
        text: "请写明地点".into(),
        by: ReplyChannel::Phone,
    };
    desk.act(&mut asked, ask, &boss, at("2026-03-02 10:00"))
        .unwrap();
    assert_eq!(
        due(&asked),
        "2026-03-09 17:30",
        "seven days of the calendar for the writer"
    );
    desk.walk(&mut asked, &[Verb::WriterAnswered], at("2026-03-06 10:00"));
    assert_eq!(
        due(&asked),
        "2026-03-09 17:30",
        "a working day again from his answer"
    );
    // Weibin has the same, as its practice; an office without them is reminded of nothing.
    let lines = DEFAULT_REGULATION.lines().map(|line| {
        let stage = ["registration =", "triage =", "drafting =", "review ="];
        match stage.iter().any(|name| line.starts_with(name)) {
            true => "",
            false => line,
        }
    });
    let without = Desk::under(&lines.collect::<Vec<_>>().join("\n"));
    let desk = Desk::weibin();
    for stage in [Stage::Received, Stage::Registered, Stage::InReview] {
        let of = |desk: &Desk| desk.letter_at(stage, at("2026-03-02 09:00"));
        assert_eq!(due(&of(&desk)), "2026-03-03 18:00", "{}", stage.code());
        assert_eq!(of(&without).current_due(), None, "{}", stage.code());
    }
}

#[test]
fn a_direct_reply_is_reviewed_by_a_colleague_and_others_by_a_leader() {
    let (desk, now) = (Desk::linjiang(), at("2026-03-02 09:00"));
    let letter = desk.letter_at(Stage::InReview, now);
    let approve = || Action::Approve {
        note: None,
        text: None,
    };
    refused(
        &desk,
        &letter,
        approve(),
        &administrator(),
        now,
        "own_draft",
        "细则第六条(二)",
    );
    for who in [another(Role::Administrator), staff(Role::Leader)] {
        desk.decide(&letter, approve(), &who, now).unwrap();
        let back = Action::SendBack {
            why: "语气不妥".into(),
            passage: None,
            below: false,
        };
        desk.decide(&letter, back, &who, now).unwrap();
    }
    for role in [Role::Office, Role::Liaison, Role::Observer] {
        assert_eq!(
            desk.decide(&letter, approve(), &staff(role), now)
                .unwrap_err()
                .kind(),
            "role"
        );
    }
    let mut by_unit = assigned(&desk, Tier::Ordinary);
    desk.walk(
        &mut by_unit,
        &[Verb::Feedback, Verb::Draft, Verb::Submit],
        now,
    );
    refused(
        &desk,
        &by_unit,
        approve(),
        &another(Role::Administrator),
        now,
        "role",
        "细则第六条(二)",
    );
    // At Weibin a leader approves every reply.
    let weibin = Desk::weibin();
    let letter = weibin.letter_at(Stage::InReview, now);
    refused(
        &weibin,
        &letter,
        approve(),
        &another(Role::Administrator),
        now,
        "role",
        "细则第六条(二)",
    );
    // And where the regulation asks for nobody, what is submitted may be sent.
    let nobody = crate::office::LINJIANG.replace("direct = \"colleague\"", "direct = \"nobody\"");
    let desk = Desk::under(&nobody);
    assert_eq!(
        desk.letter_at(Stage::Registered, now).stage,
        Stage::Registered
    );
    let mut letter = desk.letter_at(Stage::Registered, now);
    desk.walk(
        &mut letter,
        &[Verb::ReplyDirectly, Verb::Draft, Verb::Submit],
        now,
    );
    assert_eq!(letter.stage, Stage::Approved);
    let send = good(Verb::Send, &letter, &desk.regulation);
    desk.act(&mut letter, send, &administrator(), now).unwrap();
}
