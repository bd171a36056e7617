//! The reply of an earlier letter, offered as the draft of one that it answers: with this writer's name, and to its readers alone.

use xinxiang::domain::directory::staff::{Role, Staff};
use xinxiang::domain::directory::unit::UnitId;
use xinxiang::domain::letter::LetterId;
use xinxiang::domain::letter::draft::{Draft, REPLY_PURPOSE};
use xinxiang::domain::letter::event::{Event, ReplyChannel};
use xinxiang::domain::time::Timestamp;
use xinxiang::domain::workflow::action::{Action, Verb};

use crate::office::{Office, administrator, another, at, incoming, staff};

const ADDRESSED: &str = "尊敬的来信人路灯：\n您好，路灯已修复。\n感谢您的来信。";

fn now() -> Timestamp {
    at("2026-03-02 10:00")
}

/// An office with two administrators, and an earlier letter with this reply; a report about unit 2, or a plain one.
fn office(reply: &str, report: bool) -> (Office, LetterId) {
    let mut office = Office::new();
    office
        .store
        .add_staff(another(Role::Administrator), "administrator", now())
        .unwrap();
    let earlier = office.letter("路灯", now());
    let (category, accused) = if report {
        ("3.6", Some(UnitId(2)))
    } else {
        ("3.5", None)
    };
    office.act(
        earlier,
        Action::Accept {
            category: category.into(),
            major: false,
            accused,
            of_type: None,
            subject: None,
        },
        now(),
    );
    office.walk(earlier, &[Verb::ReplyDirectly], now());
    office.act(
        earlier,
        Action::Draft {
            text: reply.to_owned(),
        },
        now(),
    );
    office.walk(earlier, &[Verb::Submit, Verb::Approve], now());
    office.act(
        earlier,
        Action::Send {
            by: ReplyChannel::Phone,
            promise: None,
            promised: None,
        },
        now(),
    );
    (office, earlier)
}

/// What is offered to somebody who answers another writer's letter because of the earlier one.
fn offered(
    office: &mut Office,
    earlier: LetterId,
    writer: Option<&str>,
    who: &Staff,
) -> Option<Draft> {
    let name = format!("停水{}", office.value::<i64>("SELECT count(*) FROM letter"));
    let mut letter = incoming(&name, now());
    letter.writer.name = writer.map(str::to_owned);
    let id = office.receive(letter, now());
    office.walk(id, &[Verb::Accept], now());
    let direct = Action::ReplyDirectly {
        because: "handled".into(),
        earlier: Some(earlier),
        policy: None,
        tier: Default::default(),
    };
    let letter = match office.act_as(id, direct.clone(), who, now()) {
        Ok(letter) => letter,
        Err(error) => {
            // Who may not read the earlier one answers nobody because of it. Where another did, its reply is still not offered.
            assert_eq!(error.kind(), "not_reader");
            office.act(id, direct, now())
        }
    };
    office
        .store
        .draft_earlier_reply(&letter, who, now())
        .unwrap();
    office.store.draft(id, REPLY_PURPOSE, &who.id).unwrap()
}

#[test]
fn the_form_of_address_becomes_this_letters_writer() {
    let (mut office, earlier) = office(ADDRESSED, false);
    let mut text = |writer| {
        offered(&mut office, earlier, writer, &administrator())
            .unwrap()
            .text
    };
    assert_eq!(
        text(Some("王秀英")),
        "尊敬的王秀英：\n您好，路灯已修复。\n感谢您的来信。"
    );
    assert_eq!(
        text(Some(" 王秀英 ")),
        "尊敬的王秀英：\n您好，路灯已修复。\n感谢您的来信。"
    );
    for anonymous in [text(None), text(Some(" "))] {
        let (address, rest) = anonymous.split_once('\n').unwrap();
        assert!(
            address.starts_with("尊敬的") && address.ends_with('：') && !address.contains("路灯"),
            "{address}"
        );
        assert!(
            address.chars().count() > 4,
            "somebody is addressed: {address}"
        );
        assert_eq!(rest, "您好，路灯已修复。\n感谢您的来信。");
    }
    assert_eq!(
        office
            .store
            .history(earlier)
            .unwrap()
            .pop()
            .unwrap()
            .event
            .kind(),
        "sent",
        "a plain one is not recorded"
    );
    assert_eq!(office.verify().findings, Vec::<String>::new());
}

#[test]
fn a_reply_that_addresses_nobody_is_offered_as_it_is() {
    for reply in [
        "您好，路灯已修复。",
        "尊敬的市民，您好：路灯已修复。",
        "您好：\n尊敬的来信人路灯：\n路灯已修复。",
    ] {
        let (mut office, earlier) = office(reply, false);
        assert_eq!(
            offered(&mut office, earlier, Some("王秀英"), &administrator())
                .unwrap()
                .text,
            reply
        );
    }
}

#[test]
fn the_reply_of_a_report_is_offered_to_its_readers_alone_and_that_is_a_reading() {
    let (mut office, earlier) = office(ADDRESSED, true);
    let before = office.store.history(earlier).unwrap().len();
    assert!(
        !office
            .store
            .may_read(earlier, &another(Role::Administrator))
            .unwrap()
    );
    assert_eq!(
        offered(
            &mut office,
            earlier,
            Some("王秀英"),
            &another(Role::Administrator)
        ),
        None
    );
    assert_eq!(
        office.store.history(earlier).unwrap().len(),
        before,
        "nothing was read"
    );
    let draft = offered(&mut office, earlier, Some("王秀英"), &administrator()).unwrap();
    assert!(draft.text.starts_with("尊敬的王秀英：\n"), "{}", draft.text);
    let history = office.store.history(earlier).unwrap();
    let last = history.last().unwrap();
    assert_eq!(
        (history.len(), &last.event, last.who.as_str()),
        (before + 1, &Event::Read, "administrator")
    );
    assert_eq!(office.verify().findings, Vec::<String>::new());
}

#[test]
fn what_he_was_writing_stays_and_nothing_is_read_for_it() {
    let (mut office, earlier) = office(ADDRESSED, true);
    let id = office.letter("停水", now());
    office.walk(id, &[Verb::Accept], now());
    let mine = Draft {
        text: "我的稿子".into(),
        line: 0,
        col: 4,
        base_version: 2,
        saved_at: now(),
        revision: 0,
        conflict_window: None,
    };
    office
        .store
        .save_draft(id, REPLY_PURPOSE, "administrator", &mine)
        .unwrap();
    let direct = Action::ReplyDirectly {
        because: "handled".into(),
        earlier: Some(earlier),
        policy: None,
        tier: Default::default(),
    };
    let before = office.store.history(earlier).unwrap().len();
    let letter = office.act(id, direct, now());
    office
        .store
        .draft_earlier_reply(&letter, &administrator(), now())
        .unwrap();
    assert_eq!(
        office
            .store
            .draft(id, REPLY_PURPOSE, "administrator")
            .unwrap()
            .unwrap()
            .text,
        mine.text
    );
    assert_eq!(office.store.history(earlier).unwrap().len(), before);
    assert!(
        office
            .store
            .read(earlier, &staff(Role::Leader), now())
            .is_ok()
    );
}
