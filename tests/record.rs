//! The record is for ever: every shape of event that was ever written is read, and a broken row of events is not.

use std::collections::BTreeSet;
use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use xinxiang::domain::directory::staff::Role;
use xinxiang::domain::directory::unit::UnitId;
use xinxiang::domain::letter::event::{
    Event, Notified, RecordedEvent, ReplyChannel, UrgingChannel,
};
use xinxiang::domain::letter::incoming::Channel;
use xinxiang::domain::letter::stage::Stage;
use xinxiang::domain::letter::{Letter, LetterId};
use xinxiang::domain::office_event::OfficeEvent;
use xinxiang::domain::regulation::Tier;
use xinxiang::domain::time::calendar::{DayMark, HalfDay};

use crate::office::{Desk, at};

// Lines are added to these files, and never changed: each is a shape that lies in somebody's database.
const LETTER: &str = include_str!("shapes/letter.jsonl");
const OFFICE: &str = include_str!("shapes/office.jsonl");

/// The codes of all variants, as `fn kind` in the source of the enum lists them.
fn kinds(source: &str) -> BTreeSet<&str> {
    let arms = source
        .lines()
        .filter(|line| line.contains("Event::") && line.contains(" => \""));
    arms.filter_map(|line| line.split('"').nth(1)).collect()
}

/// Whether everything in `old` stands in `new` too; `new` may say more.
fn holds(new: &Value, old: &Value) -> bool {
    match (new, old) {
        (Value::Object(new), Value::Object(old)) => old
            .iter()
            .all(|(key, value)| new.get(key).is_some_and(|new| holds(new, value))),
        (Value::Array(new), Value::Array(old)) => {
            new.len() == old.len() && new.iter().zip(old).all(|(new, old)| holds(new, old))
        }
        (new, old) => new == old,
    }
}

/// Reads every line, writes it again, and tells the kinds of those that came back to the letter.
fn read_all<T>(lines: &str, kind: fn(&T) -> &'static str) -> BTreeSet<String>
where
    T: Serialize + DeserializeOwned + Debug + PartialEq,
{
    let mut same = BTreeSet::new();
    for line in lines.lines() {
        let event: T = serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}"));
        let written = serde_json::to_string(&event).unwrap();
        let (old, new): (Value, Value) = (
            serde_json::from_str(line).unwrap(),
            serde_json::from_str(&written).unwrap(),
        );
        assert_eq!(old["kind"], kind(&event), "{line}");
        assert!(holds(&new, &old), "something was lost:\n{line}\n{written}");
        assert_eq!(serde_json::from_str::<T>(&written).unwrap(), event);
        if written == line {
            same.insert(kind(&event).to_owned());
        }
    }
    same
}

#[test]
fn every_shape_of_a_letters_events_is_read_and_written_as_it_was() {
    let same = read_all::<Event>(LETTER, Event::kind);
    let kinds = kinds(include_str!("../src/domain/letter/event_kind.rs"));
    assert_eq!(kinds.len(), 66);
    assert_eq!(
        same.iter().map(String::as_str).collect::<BTreeSet<_>>(),
        kinds,
        "a kind has no line in shapes/letter.jsonl"
    );
}

#[test]
fn every_shape_of_the_offices_events_is_read_and_written_as_it_was() {
    let same = read_all::<OfficeEvent>(OFFICE, OfficeEvent::kind);
    let kinds = kinds(include_str!("../src/domain/office_event.rs"));
    assert_eq!(kinds.len(), 30);
    assert_eq!(
        same.iter().map(String::as_str).collect::<BTreeSet<_>>(),
        kinds,
        "a kind has no line in shapes/office.jsonl"
    );
}

#[test]
fn a_field_that_is_missing_is_what_it_was_before_there_was_one() {
    let event = |n: usize| serde_json::from_str::<Event>(LETTER.lines().nth(n).unwrap()).unwrap();
    let Event::Received {
        received_at,
        attachments,
        same_text,
        remarks,
        writer,
        source,
        ..
    } = event(1)
    else {
        panic!()
    };
    assert_eq!(
        (
            received_at,
            attachments.len(),
            same_text.len(),
            remarks.len()
        ),
        (None, 0, 0, 0)
    );
    assert!(writer.is_anonymous() && writer.is_unreachable());
    assert_eq!((source.file, source.row, source.id), (None, None, None));
    assert!(matches!(event(4), Event::Accepted { major: false, .. }));
}

#[test]
fn codes_in_the_record_are_those_of_the_command_line() {
    fn code<T: Serialize>(value: T) -> String {
        serde_json::to_value(value)
            .unwrap()
            .as_str()
            .unwrap()
            .to_owned()
    }
    Stage::ALL
        .into_iter()
        .for_each(|stage| assert_eq!(code(stage), stage.code()));
    Role::ALL
        .into_iter()
        .for_each(|role| assert_eq!(code(role), role.code()));
    Channel::ALL
        .into_iter()
        .for_each(|channel| assert_eq!(code(channel), channel.code()));
    Notified::ALL
        .into_iter()
        .for_each(|told| assert_eq!(code(told), told.code()));
    ReplyChannel::ALL
        .into_iter()
        .for_each(|way| assert_eq!(code(way), way.code()));
    UrgingChannel::ALL
        .into_iter()
        .for_each(|contact| assert_eq!(code(contact), contact.code()));
    Tier::ALL
        .into_iter()
        .for_each(|tier| assert_eq!(code(tier), tier.code()));
    [DayMark::Holiday, DayMark::Workday]
        .into_iter()
        .for_each(|mark| assert_eq!(code(mark), mark.code()));
    HalfDay::ALL
        .into_iter()
        .for_each(|half| assert_eq!(code(half), half.code()));
}

fn recorded(version: u32, event: Event) -> RecordedEvent {
    RecordedEvent {
        late: None,
        version,
        at: at("2026-03-02 09:00"),
        who: "wang".into(),
        event,
    }
}

/// The first two events of a letter: received, accepted.
fn begun() -> (RecordedEvent, RecordedEvent) {
    let mut lines = LETTER
        .lines()
        .map(|line| serde_json::from_str::<Event>(line).unwrap());
    let received = lines.next().unwrap();
    let accepted = lines.find(|event| event.kind() == "accepted").unwrap();
    (recorded(1, received), recorded(2, accepted))
}

#[test]
fn a_row_of_events_folds_only_without_a_gap_and_from_its_receipt() {
    let fold = |events: &[&RecordedEvent]| {
        Letter::fold(LetterId(1), events.iter().map(|&event| event.clone()))
    };
    let (received, accepted) = begun();
    let letter = fold(&[&received, &accepted]).unwrap();
    assert_eq!(
        (letter.version, letter.stage, letter.number.unwrap().seq),
        (2, Stage::Registered, 42)
    );
    assert_eq!(fold(&[]), None);
    assert_eq!(fold(&[&accepted]), None, "no receipt");
    assert_eq!(fold(&[&accepted, &received]), None);
    assert_eq!(
        fold(&[&received, &recorded(2, received.event.clone())]),
        None,
        "received twice"
    );
    for wrong in [0, 1, 3] {
        assert_eq!(
            fold(&[&received, &recorded(wrong, accepted.event.clone())]),
            None,
            "version {wrong} after 1"
        );
    }
    assert_eq!(
        fold(&[
            &received,
            &accepted,
            &recorded(2, Event::MarkedMajor { reported: false })
        ]),
        None,
        "a version twice"
    );
}

#[test]
fn what_happened_at_a_unit_that_has_not_the_letter_does_not_fold() {
    let (received, accepted) = begun();
    let due = Desk::weibin()
        .letter_at(Stage::Assigned, at("2026-03-02 09:00"))
        .current_due()
        .unwrap();
    let assigned = Event::Assigned {
        unit: UnitId(4),
        due,
        co: false,
        tier: Tier::Ordinary,
        term: None,
        return_by: None,
        why: None,
        demand: None,
        person: None,
        sign_by: None,
    };
    let assigned = recorded(3, assigned);
    let fold = |event: Event| {
        Letter::fold(
            LetterId(1),
            [
                received.clone(),
                accepted.clone(),
                assigned.clone(),
                recorded(4, event),
            ],
        )
    };
    let events = |unit| {
        [
            Event::SignedFor {
                unit,
                person: "周强".into(),
                limit: None,
                phone: None,
            },
            Event::Returned {
                unit,
                why: "不属我单位".into(),
                runs: None,
                limit: None,
            },
            Event::ExtensionAsked {
                unit,
                days: 2,
                why: "待料".into(),
            },
            Event::ExtensionTooLate {
                unit,
                days: 2,
                why: "待料".into(),
            },
            Event::FeedbackGiven {
                unit,
                text: "已办。".into(),
                head: "高峰".into(),
                late: false,
                attachments: vec![],
                drafting: None,
                mandate: None,
                through_co: false,
            },
            Event::OpinionWaived {
                unit,
                why: "无关".into(),
            },
            Event::Explained {
                unit,
                text: "下雨。".into(),
            },
            Event::Urged {
                unit,
                step: "remind".into(),
                by: UrgingChannel::Phone,
                to: "周强".into(),
                answer: None,
                next: None,
            },
        ]
    };
    for event in events(UnitId(4)) {
        assert!(fold(event).is_some());
    }
    for event in events(UnitId(5)) {
        assert_eq!(fold(event), None);
    }
}

#[test]
fn a_shape_that_was_never_written_is_not_read() {
    for line in [
        r#"{"kind":"vanished"}"#,
        r#"{"kind":"declined","ground":"4.1"}"#,
        r#"{"kind":"declined","ground":"4.1","told":"pigeon"}"#,
        r#"{"kind":"assigned","unit":"4","due":{"at":"2026-03-05T10:00:00Z","provisional":false}}"#,
        r#"{"kind":"linked","to":null}"#,
        r#"{"title":"路灯"}"#,
    ] {
        assert!(serde_json::from_str::<Event>(line).is_err(), "{line}");
    }
}
