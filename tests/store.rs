//! The store: one way in which a letter changes, a record that only grows, and rows that are what the record says.

mod advice;
mod bulk;
mod dry_runs;
mod idempotency;
mod identity;
mod keep;
mod late;
mod lines;
mod lists;
mod moving;
mod offers;
mod opening;
mod refused;
mod reindexing;
mod rings;
mod search;
mod sight;
mod similar;
mod twins;
pub(crate) mod upgrade;
mod verify;
mod windows;

use std::time::Duration;
use xinxiang::domain::directory::staff::Role;
use xinxiang::domain::directory::unit::{Unit, UnitId};
use xinxiang::domain::letter::LetterId;
use xinxiang::domain::letter::draft::{Draft, DraftRef, MANUAL_ENTRY_ID};
use xinxiang::domain::letter::event::Notified;
use xinxiang::domain::letter::incoming::Enclosure;
use xinxiang::domain::letter::stage::{Queue, Stage};
use xinxiang::domain::letter::summary::AccessScope;
use xinxiang::domain::workflow::action::{Action, Verb};
use xinxiang::i18n::{Lang, with_language};
use xinxiang::store::change::perform::{Actor, Change};
use xinxiang::store::change::receive::Received;
use xinxiang::store::{Store, StoreError};

use crate::office::{Office, accept, administrator, at, good, incoming, staff};

/// Everything that an action can do to letters, in one office: a letter to every stage, and the directory changed.
pub(crate) fn long_life() -> Office {
    use Verb::*;
    let mut office = Office::new();
    let mut now = at("2026-03-02 09:00");
    let roads: [&[Verb]; 14] = [
        &[],
        &[Note, Link],
        &[Decline],
        &[Accept],
        &[Accept, MarkMajor, Propose],
        &[Accept, Propose, Instruct, SignFor],
        &[Accept, Assign],
        &[Accept, Assign, SignFor, Feedback],
        &[Accept, ReplyDirectly, Draft, Draft],
        &[Accept, Assign, Feedback, Draft, Submit],
        &[Accept, Assign, Feedback, Draft, Submit, SendBack],
        &[
            Accept, Assign, Feedback, Draft, Submit, SendBack, Draft, Submit, Approve,
        ],
        &[Accept, ReplyDirectly, Draft, Submit, Approve, Send, Note],
        &[
            Accept, Assign, SignFor, Feedback, Draft, Submit, Approve, Send, Close,
        ],
    ];
    for (n, road) in roads.into_iter().enumerate() {
        let mut letter = incoming(&format!("第{n}件事"), now);
        if n % 3 == 0 {
            letter.writer.name = None;
            letter.received_at = None;
            let bytes = |name: &str| Enclosure {
                name: name.to_owned(),
                media_type: "image/jpeg".to_owned(),
                bytes: name.as_bytes().to_vec(),
            };
            letter.attachments = vec![bytes("现场.jpg"), bytes("证据.jpg")];
        }
        let id = office.receive(letter, now);
        // A letter that is linked names one that exists.
        for verb in road {
            let seen = office.store.load_letter(id).unwrap();
            let regulation = office.store.office().regulation.clone();
            let action = match verb {
                Link => Action::Link { to: LetterId(1) },
                other => good(*other, &seen, &regulation),
            };
            now = now.saturating_add(Duration::from_mins(7));
            office.act(id, action, now);
        }
    }
    let unit = |name: &str| Unit {
        id: UnitId(0),
        name: name.to_owned(),
        kind: "部门".to_owned(),
        aliases: vec![format!("{name}简称")],
        duties: "试验".to_owned(),
        ..Unit::default()
    };
    let added = office
        .store
        .add_unit(unit("区试验局"), "administrator", now)
        .unwrap();
    office
        .store
        .add_alias(added, "试验办", "administrator", now)
        .unwrap();
    office
        .store
        .set_roles(
            "observer",
            vec![Role::Office, Role::Observer],
            "administrator",
            now,
        )
        .unwrap();
    office
        .store
        .disable_staff("liaison", "administrator", now)
        .unwrap();
    office
        .store
        .enable_staff("liaison", Some(4_712), "administrator", now)
        .unwrap();
    office
        .store
        .disable_staff("liaison", "administrator", now)
        .unwrap();
    office
}

#[test]
fn a_long_life_leaves_every_row_as_the_record_says() {
    let mut office = long_life();
    let report = office.verify();
    assert_eq!(report.findings, Vec::<String>::new());
    assert_eq!((report.letters, report.attachments), (14, 10));
    assert_eq!(
        report.events,
        office
            .value::<i64>("SELECT count(*) FROM event")
            .unsigned_abs()
    );
    let stages: i64 = office.value("SELECT count(DISTINCT stage) FROM letter");
    assert_eq!(stages, 10, "not every stage was reached");
    for (id, stage, queue) in [
        (1, Stage::Received, Queue::Inbox),
        (3, Stage::Declined, Queue::Ended),
        (5, Stage::AwaitingInstruction, Queue::Triage),
        (6, Stage::Assigned, Queue::Assignment),
        (11, Stage::Drafting, Queue::Drafting),
        (14, Stage::Closed, Queue::Ended),
    ] {
        let letter = office.store.load_letter(LetterId(id)).unwrap();
        let row = &office
            .store
            .summaries(&[LetterId(id)], &AccessScope::default())
            .unwrap()[0];
        assert_eq!(
            (letter.stage, row.stage, row.stage.queue()),
            (stage, stage, queue),
            "letter {id}"
        );
        assert_eq!(
            (row.version, row.due, row.sent_back),
            (letter.version, letter.current_due(), id == 11)
        );
        assert_eq!(row.number, letter.number.map(|number| number.text));
    }
    let at_unit = &office
        .store
        .summaries(&[LetterId(6)], &AccessScope::default())
        .unwrap()[0];
    assert_eq!((at_unit.lead, at_unit.signed), (Some(UnitId(1)), true));
    let counts = office
        .store
        .queue_counts(at("2026-03-02 18:00"), &AccessScope::default())
        .unwrap();
    let counted: Vec<u64> = Queue::ALL.iter().map(|queue| counts.get(*queue)).collect();
    // Whose own work has a working day left is close to its limit.
    assert_eq!(counted, [2, 2, 2, 5, 6, 2, 3, 14]);
}

#[test]
fn what_was_opened_again_is_what_was_there() {
    let office = long_life();
    let again = Store::open(office.store.path()).unwrap();
    for id in (1..=14).map(LetterId) {
        assert_eq!(
            again.load_letter(id).unwrap(),
            office.store.load_letter(id).unwrap()
        );
    }
    let (ours, theirs) = (office.store.office(), again.office());
    assert_eq!(
        (ours.seq, ours.practice, &ours.regulation),
        (theirs.seq, true, &theirs.regulation)
    );
    assert_eq!(
        (ours.units.all(), &ours.staff, &ours.calendar),
        (theirs.units.all(), &theirs.staff, &theirs.calendar)
    );
    assert_eq!(
        theirs.units.find_by_name("试验办").unwrap().name,
        "区试验局"
    );
    assert!(
        theirs.staff("liaison").is_none()
            && theirs.staff("observer").unwrap().roles == [Role::Office, Role::Observer]
    );
}

#[test]
fn who_was_slower_is_told_who_was_faster_what_he_did_and_when() {
    let mut office = Office::new();
    let id = office.letter("停水", at("2026-03-02 09:00"));
    let mut other = Store::open(office.store.path()).unwrap();
    let leader = staff(Role::Leader);
    let note = |text: &str| Action::Note { text: text.into() };
    other
        .perform(
            Change::of(id, 1, note("我先看")),
            Actor::new(&leader, at("2026-03-02 10:15")),
        )
        .unwrap();
    let before = office.value::<i64>("SELECT count(*) FROM event");
    let decline = Action::Decline {
        ground: "4.4".into(),
        told: Notified::None,
        notice: String::new(),
        document: None,
        earlier: None,
    };
    let error = office
        .store
        .perform(
            Change::of(id, 1, decline.clone()),
            Actor::new(&administrator(), at("2026-03-02 10:16")),
        )
        .unwrap_err();
    let StoreError::Conflict {
        who,
        what,
        at: when,
    } = &error
    else {
        panic!("{error}")
    };
    assert_eq!(
        (who.as_str(), what.as_str(), when.as_str()),
        ("某leader", "备注", "2026-03-02 10:15")
    );
    let said = with_language(Lang::Zh, || error.to_string());
    assert!(
        ["某leader", "备注", "2026-03-02 10:15"]
            .iter()
            .all(|part| said.contains(part)),
        "{said}"
    );
    assert_eq!(
        office.value::<i64>("SELECT count(*) FROM event"),
        before,
        "a conflict has changed something"
    );
    office
        .store
        .perform(
            Change::of(id, 2, decline),
            Actor::new(&administrator(), at("2026-03-02 10:17")),
        )
        .unwrap();
    assert!(matches!(
        office.store.perform(
            Change::of(id, 9, note("x")),
            Actor::new(&leader, at("2026-03-02 10:18"))
        ),
        Err(StoreError::Conflict { .. })
    ));
}

#[test]
fn numbers_have_no_gap_and_no_repeat_in_either_year() {
    let mut office = Office::new();
    let mut given = Vec::new();
    for (n, when) in [
        (1, "2026-12-31 23:58"),
        (2, "2027-01-01 00:00"),
        (3, "2026-12-31 23:59"),
        (4, "2027-01-04 09:00"),
        (5, "2027-01-04 09:00"),
    ] {
        let id = office.letter(&n.to_string(), at("2026-12-30 09:00"));
        let refused = office.store.perform(
            Change::of(id, 1, Action::Close),
            Actor::new(&administrator(), at(when)),
        );
        assert!(refused.is_err(), "a refused action takes no number");
        given.push(
            office
                .walk(id, &[Verb::Accept], at(when))
                .number
                .unwrap()
                .text,
        );
    }
    let expected = [
        "渭信〔2026〕0001号",
        "渭信〔2027〕0001号",
        "渭信〔2026〕0002号",
        "渭信〔2027〕0002号",
        "渭信〔2027〕0003号",
    ];
    assert_eq!(given, expected);
    for (n, number) in (1..).zip(&given) {
        assert_eq!(office.store.find_letter(number).unwrap(), LetterId(n));
    }
    assert_eq!(office.store.find_letter(" 3 ").unwrap(), LetterId(3));
    assert!(matches!(
        office.store.find_letter("渭信〔2028〕0001号"),
        Err(StoreError::NoLetter(_))
    ));
    let closed = office.walk(
        LetterId(1),
        &[Verb::ReplyDirectly, Verb::Draft],
        at("2027-02-01 09:00"),
    );
    assert_eq!(
        closed.number.unwrap().text,
        given[0],
        "a number never changes"
    );
}

#[test]
fn what_was_imported_twice_is_there_once() {
    let mut office = Office::new();
    let now = at("2026-03-02 09:00");
    let both = vec![
        incoming("停水", now),
        incoming("噪声", now),
        incoming("停水", now),
    ];
    let answers = office
        .store
        .receive(both.clone(), "administrator", now)
        .unwrap();
    assert_eq!(
        answers,
        [
            Received::New(LetterId(1)),
            Received::New(LetterId(2)),
            Received::AlreadyThere(LetterId(1))
        ]
    );
    let events = office.value::<i64>("SELECT count(*) FROM event");
    let again = office
        .store
        .receive(
            both,
            "administrator",
            now.saturating_add(Duration::from_hours(1)),
        )
        .unwrap();
    assert!(
        again
            .iter()
            .all(|answer| matches!(answer, Received::AlreadyThere(_)))
    );
    assert_eq!(office.value::<i64>("SELECT count(*) FROM event"), events);
    assert!(
        office.store.was_received(&incoming("停水", now)).unwrap()
            && !office.store.was_received(&incoming("停电", now)).unwrap()
    );
}

#[test]
fn the_same_text_under_another_id_is_a_letter_marked_as_repeated() {
    let mut office = Office::new();
    let now = at("2026-03-02 09:00");
    let first = office.letter("停水", now);
    let mut spaced = incoming("停水", now);
    spaced.source.key = "test:again".into();
    spaced.body = spaced.body.replace('，', " ,\n  ");
    spaced.title = "又是一封".into();
    let second = office.receive(spaced, now);
    let third = office.letter("停电", now);
    assert_eq!(office.store.load_letter(second).unwrap().same_text, [first]);
    assert_eq!(office.store.load_letter(third).unwrap().same_text, []);
    let repeated = |id| {
        office
            .store
            .summaries(&[id], &AccessScope::default())
            .unwrap()[0]
            .repeated
    };
    assert_eq!(
        (repeated(first), repeated(second), repeated(third)),
        (false, true, false)
    );
}

#[test]
fn an_unknown_time_of_receipt_stays_unknown() {
    let mut office = Office::new();
    let mut letter = incoming("停水", at("2026-03-02 09:00"));
    letter.received_at = None;
    let id = office.receive(letter, at("2026-03-03 09:00"));
    let letter = office.store.load_letter(id).unwrap();
    assert_eq!(
        (letter.received_at, letter.recorded_at),
        (None, at("2026-03-03 09:00"))
    );
    assert_eq!(
        office
            .store
            .summaries(&[id], &AccessScope::default())
            .unwrap()[0]
            .received_at,
        None
    );
}

#[test]
fn attachments_come_back_byte_by_byte() {
    let office = long_life();
    assert_eq!(
        office
            .store
            .read_attachment(LetterId(1), 1)
            .unwrap()
            .as_deref(),
        Some("证据.jpg".as_bytes())
    );
    assert_eq!(office.store.read_attachment(LetterId(1), 2).unwrap(), None);
    assert_eq!(office.store.read_attachment(LetterId(2), 0).unwrap(), None);
    let described = &office.store.load_letter(LetterId(1)).unwrap().attachments[1];
    assert_eq!((described.name.as_str(), described.size), ("证据.jpg", 10));
    assert_eq!(
        described.hash,
        blake3::hash("证据.jpg".as_bytes()).to_hex().to_string()
    );
}

#[test]
fn a_draft_is_there_again_under_the_cursor_and_for_nobody_else() {
    let mut office = Office::new();
    let id = office.letter("停水", at("2026-03-02 09:00"));
    let events = office.value::<i64>("SELECT count(*) FROM event");
    let draft = |text: &str, line, col| {
        let (saved_at, revision) = (at("2026-03-02 09:30"), 0);
        Draft {
            text: text.into(),
            line,
            col,
            base_version: 1,
            saved_at,
            revision,
            conflict_window: None,
        }
    };
    let read = |store: &Store, letter, purpose| {
        store
            .draft(letter, purpose, "administrator")
            .unwrap()
            .map(|draft| Draft {
                revision: 0,
                ..draft
            })
    };
    office
        .store
        .save_draft(id, "reply", "administrator", &draft("您好", 0, 2))
        .unwrap();
    office
        .store
        .save_draft(id, "reply", "administrator", &draft("您好：\n路灯", 1, 2))
        .unwrap();
    office
        .store
        .save_draft(id, "note", "administrator", &draft("备注", 0, 0))
        .unwrap();
    office
        .store
        .save_draft(
            MANUAL_ENTRY_ID,
            "hand",
            "administrator",
            &draft("来电", 0, 1),
        )
        .unwrap();
    let store = Store::open(office.store.path()).unwrap();
    assert_eq!(read(&store, id, "reply"), Some(draft("您好：\n路灯", 1, 2)));
    assert_eq!(read(&store, id, "note"), Some(draft("备注", 0, 0)));
    assert_eq!(
        read(&store, MANUAL_ENTRY_ID, "hand"),
        Some(draft("来电", 0, 1))
    );
    assert_eq!(store.draft(id, "reply", "li").unwrap(), None);
    office
        .store
        .drop_draft(
            id,
            &DraftRef {
                purpose: "reply".into(),
                revision: 0,
            },
            "administrator",
        )
        .unwrap();
    assert_eq!(store.draft(id, "reply", "administrator").unwrap(), None);
    assert!(store.draft(id, "note", "administrator").unwrap().is_some());
    office
        .store
        .set_preference("administrator", "theme", "light")
        .unwrap();
    office
        .store
        .set_preference("administrator", "theme", "dark")
        .unwrap();
    assert_eq!(store.preferences("administrator").unwrap()["theme"], "dark");
    assert_eq!(
        office.value::<i64>("SELECT count(*) FROM event"),
        events,
        "drafts are not in the record"
    );
}

#[test]
fn another_process_is_noticed_and_its_office_is_read() {
    let mut office = Office::new();
    let mut other = Store::open(office.store.path()).unwrap();
    let before = other.data_version().unwrap();
    let unit = Unit {
        id: UnitId(0),
        name: "区新局".into(),
        kind: "部门".into(),
        aliases: vec![],
        duties: String::new(),
        ..Unit::default()
    };
    let id = office
        .store
        .add_unit(unit.clone(), "administrator", at("2026-03-02 09:00"))
        .unwrap();
    assert_ne!(other.data_version().unwrap(), before);
    assert!(other.office().units.get(id).is_none());
    other.refresh().unwrap();
    assert_eq!(other.find_unit("区新局").unwrap(), id);
    assert!(matches!(
        other.add_unit(unit, "administrator", at("2026-03-02 09:01")),
        Err(StoreError::InvalidName(_))
    ));
    let alias = other.add_alias(id, "区新局", "administrator", at("2026-03-02 09:01"));
    assert!(matches!(alias, Err(StoreError::InvalidName(_))));
    assert!(
        matches!(other.find_unit("新"), Err(StoreError::NoUnit(_, near)) if near.contains("区新局"))
    );
}

#[test]
fn six_at_once_leave_no_gap_in_the_numbers_and_lose_no_note() {
    let mut office = Office::new();
    let now = at("2026-03-02 09:00");
    let ids: Vec<LetterId> = (0..24)
        .map(|n| office.letter(&n.to_string(), now))
        .collect();
    let common = office.letter("大家都写", now);
    let path = office.store.path().to_owned();
    let conflicts: usize = std::thread::scope(|scope| {
        let work = |ids: Vec<LetterId>| {
            let mut store = Store::open(&path).unwrap();
            let mut conflicts = 0;
            for id in ids {
                store
                    .perform(
                        Change::of(id, 1, accept("3.5")),
                        Actor::new(&administrator(), now),
                    )
                    .unwrap();
                let mut seen = 1;
                while let Err(error) = store.perform(
                    Change::of(
                        common,
                        seen,
                        Action::Note {
                            text: id.to_string(),
                        },
                    ),
                    Actor::new(&administrator(), now),
                ) {
                    assert!(matches!(error, StoreError::Conflict { .. }), "{error}");
                    conflicts += 1;
                    seen = store.load_letter(common).unwrap().version;
                }
            }
            conflicts
        };
        let threads: Vec<_> = ids
            .chunks(4)
            .map(|ids| scope.spawn(move || work(ids.to_vec())))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .sum()
    });
    assert!(conflicts > 0, "nobody met anybody");
    let numbers = ids
        .iter()
        .map(|id| office.store.load_letter(*id).unwrap().number.unwrap().seq);
    assert_eq!(
        numbers.collect::<std::collections::BTreeSet<_>>(),
        (1..=24).collect()
    );
    let mut notes: Vec<i64> = office
        .store
        .load_letter(common)
        .unwrap()
        .notes
        .iter()
        .map(|note| note.text.parse().unwrap())
        .collect();
    notes.sort_unstable();
    assert_eq!(notes, ids.iter().map(|id| id.0).collect::<Vec<_>>());
    assert_eq!(office.verify().findings, Vec::<String>::new());
}
