//! What goes to the writer and comes from them: promises, call-backs, ways of reaching them, clocks that stand still, parts.

use std::time::Duration;

use xinxiang::domain::letter::cause::{CallOutcome, Solved};
use xinxiang::domain::letter::event::{Event, Notified, ReplyChannel, UrgingChannel};
use xinxiang::domain::letter::follow_up::CallBack;
use xinxiang::domain::letter::incoming::{Channel, Writer};
use xinxiang::domain::letter::stage::Stage;
use xinxiang::domain::workflow::action::{Action, Verb};

use super::{both, refused};
use crate::office::{Desk, administrator, at, good, written};

const HANDLING: &str = "细则第六条(二)";
const ASSESSMENT: &str = "细则第七条";

fn send(by: ReplyChannel, promise: Option<(&str, &str)>) -> Action {
    Action::Send {
        by,
        promise: promise.map(|(day, _)| day.to_owned()),
        promised: promise.map(|(_, text)| text.to_owned()),
    }
}

fn call(outcome: CallOutcome, solved: Option<Solved>, result: Option<u8>) -> Action {
    Action::CallBack(CallBack {
        by: UrgingChannel::Phone,
        outcome,
        solved,
        attitude: result,
        result,
        note: None,
    })
}

#[test]
fn a_way_that_the_writer_does_not_have_is_refused_and_the_web_site_of_a_restricted_letter() {
    for desk in both() {
        let now = at("2026-03-02 09:00");
        let mut letter = desk.letter_at(Stage::Approved, now);
        letter.writer = Writer {
            name: letter.writer.name.clone(),
            ..Writer::default()
        };
        for by in [
            ReplyChannel::Phone,
            ReplyChannel::Email,
            ReplyChannel::Letter,
        ] {
            refused(
                &desk,
                &letter,
                send(by, None),
                &administrator(),
                now,
                "no_way",
                HANDLING,
            );
        }
        for by in [
            ReplyChannel::Website,
            ReplyChannel::Visit,
            ReplyChannel::QueryCode,
        ] {
            desk.decide(&letter, send(by, None), &administrator(), now)
                .unwrap();
        }
        desk.walk(&mut letter, &[Verb::Restrict], now);
        let website = send(ReplyChannel::Website, None);
        refused(
            &desk,
            &letter,
            website,
            &administrator(),
            now,
            "restricted_way",
            HANDLING,
        );
        let mut sent = letter.clone();
        desk.act(
            &mut sent,
            send(ReplyChannel::QueryCode, None),
            &administrator(),
            now,
        )
        .unwrap();
        refused(
            &desk,
            &sent,
            Action::Publish,
            &administrator(),
            now,
            "restricted_unpublished",
            HANDLING,
        );
        let mut told = desk.letter_at(Stage::Declined, now);
        told.writer.phone = None;
        let tell = Action::Tell {
            told: Notified::Phone,
        };
        refused(
            &desk,
            &told,
            tell,
            &administrator(),
            now,
            "no_way",
            "细则第六条(一)",
        );
    }
}

#[test]
fn a_promise_waits_with_its_day_until_it_is_kept() {
    for desk in both() {
        let now = at("2026-03-02 09:00");
        let letter = desk.letter_at(Stage::Approved, now);
        for (promise, kind) in [
            (("2026-02-27", "安装"), "no_such_date"),
            (("月底", "安装"), "no_such_date"),
        ] {
            let action = send(ReplyChannel::Phone, Some(promise));
            refused(
                &desk,
                &letter,
                action,
                &administrator(),
                now,
                kind,
                HANDLING,
            );
        }
        let half = Action::Send {
            by: ReplyChannel::Phone,
            promise: Some("2026-03-31".into()),
            promised: None,
        };
        refused(
            &desk,
            &letter,
            half,
            &administrator(),
            now,
            "missing_answer",
            HANDLING,
        );
        let mut letter = letter;
        let promise = send(ReplyChannel::Phone, Some(("2026-03-31", "安装路灯")));
        desk.act(&mut letter, promise, &administrator(), now)
            .unwrap();
        assert_eq!(
            &written(letter.current_due().unwrap().at)[..10],
            "2026-03-31"
        );
        desk.walk(&mut letter, &[Verb::Close, Verb::Fulfil], now);
        assert_eq!((letter.stage, letter.current_due()), (Stage::Closed, None));
        refused(
            &desk,
            &letter,
            good(Verb::Fulfil, &letter, &desk.regulation),
            &administrator(),
            now,
            "nothing_promised",
            HANDLING,
        );
    }
}

#[test]
fn a_bad_answer_makes_the_closing_ask_and_a_better_score_comes_too_late() {
    for desk in both() {
        let now = at("2026-03-02 09:00");
        let replied = desk.letter_at(Stage::Replied, now);
        let mut letter = replied.clone();
        let bad = call(CallOutcome::Reached, Some(Solved::No), Some(2));
        desk.act(&mut letter, bad, &administrator(), now).unwrap();
        assert_eq!(letter.rating.as_ref().unwrap().score, 2);
        refused(
            &desk,
            &letter,
            Action::Close,
            &administrator(),
            now,
            "unsolved_call",
            HANDLING,
        );
        let good = Action::Rate {
            score: 5,
            source: Channel::Phone,
            note: None,
        };
        desk.act(&mut letter, good, &administrator(), now).unwrap();
        assert_eq!(
            letter.rating.as_ref().unwrap().score,
            2,
            "the first score stands"
        );
        let close = Action::CloseUnsolved {
            why: "来信人同意分步解决".into(),
        };
        desk.act(&mut letter, close, &administrator(), now).unwrap();
        assert_eq!(letter.stage, Stage::Closed);
        // Three tries, and no scores of one who was not reached.
        let mut letter = replied;
        let scored = call(CallOutcome::Unreachable, None, Some(3));
        refused(
            &desk,
            &letter,
            scored,
            &administrator(),
            now,
            "no_scores_unreached",
            ASSESSMENT,
        );
        let nobody = || call(CallOutcome::Unreachable, None, None);
        for left in [true, true, true] {
            assert_eq!(letter.is_to_be_called(), left);
            desk.act(&mut letter, nobody(), &administrator(), now)
                .unwrap();
        }
        assert!(!letter.is_to_be_called());
        refused(
            &desk,
            &letter,
            nobody(),
            &administrator(),
            now,
            "called_enough",
            ASSESSMENT,
        );
    }
}

#[test]
fn the_clock_stands_still_while_the_writer_is_asked_and_goes_on_without_an_answer() {
    let desk = Desk::linjiang();
    let monday = at("2026-03-02 09:00");
    let mut letter = desk.letter_at(Stage::Assigned, monday);
    desk.walk(&mut letter, &[Verb::SignFor], monday);
    let due = letter.lead_assignment().unwrap().due.at;
    assert_eq!(written(due), "2026-03-09 17:30");
    desk.walk(&mut letter, &[Verb::AskWriter], at("2026-03-03 10:00"));
    assert!(
        letter
            .running_deadlines(&desk.regulation)
            .iter()
            .all(|(which, ..)| { *which == xinxiang::domain::letter::event::DeadlineKind::Stage })
    );
    let mut answered = letter.clone();
    // Asked on Tuesday, answered on Thursday: two working days do not count.
    desk.walk(
        &mut answered,
        &[Verb::WriterAnswered],
        at("2026-03-05 10:00"),
    );
    let held = answered.lead_assignment().unwrap();
    assert_eq!(written(held.due.at), "2026-03-11 17:30");
    let counted = held
        .term(&desk.regulation)
        .compute_deadline(&desk.regulation.hours, &desk.calendar)
        .unwrap();
    assert_eq!(counted.due, held.due, "and it explains itself");
    // Without an answer in its seven days the units go on.
    let expired = at("2026-03-11 10:00");
    desk.walk(&mut letter, &[Verb::Resume], expired);
    assert!(letter.open_inquiry().is_none());
    assert_eq!(
        written(letter.lead_assignment().unwrap().due.at),
        "2026-03-17 17:30"
    );
    // Weibin's rules let no clock stop.
    let weibin = Desk::weibin();
    let held = weibin.letter_at(Stage::Assigned, monday);
    let ask = good(Verb::AskWriter, &held, &weibin.regulation);
    refused(
        &weibin,
        &held,
        ask,
        &administrator(),
        monday.saturating_add(Duration::from_hours(1)),
        "no_pause",
        "细则第四条",
    );
}

#[test]
fn a_part_names_the_letter_that_it_was() {
    for desk in both() {
        let now = at("2026-03-02 09:00");
        let mut letter = desk.letter_at(Stage::Registered, now);
        let split = good(Verb::Split, &letter, &desk.regulation);
        let events = desk
            .decide(&letter, split.clone(), &administrator(), now)
            .unwrap();
        assert!(matches!(&events[..], [Event::Split { title, .. }] if title == "另一件事"));
        desk.act(&mut letter, split, &administrator(), now).unwrap();
        assert_eq!(letter.parts.len(), 1);
    }
}
