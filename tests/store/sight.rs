//! What each may see: a liaison his own unit's letters, a report about a unit's people those on its list, and nobody else a word.

use xinxiang::document::facts::{Fact, letter_facts};
use xinxiang::domain::directory::staff::{Role, Staff};
use xinxiang::domain::directory::unit::UnitId;
use xinxiang::domain::letter::LetterId;
use xinxiang::domain::letter::cause::ReopenCause;
use xinxiang::domain::letter::event::{Event, Notified};
use xinxiang::domain::letter::stage::Queue;
use xinxiang::domain::letter::summary::{AccessScope, Filter, ListView, PageCursor};
use xinxiang::domain::query::{QueryContext, parse};
use xinxiang::domain::time::Timestamp;
use xinxiang::domain::workflow::action::{Action, Verb};
use xinxiang::store::StoreError;
use xinxiang::store::change::perform::{Actor, Change};
use xinxiang::store::index::search::TextSearch;

use crate::office::{Office, administrator, another, at, good, incoming, staff, to_unit};

pub(super) fn now() -> Timestamp {
    at("2026-03-02 10:00")
}

/// The liaisons of units 1 and 2, and a second administrator, besides one of each role.
pub(super) fn office() -> Office {
    let mut office = Office::keeping_contacts();
    for who in [another(Role::Liaison), another(Role::Administrator)] {
        office.store.add_staff(who, "administrator", now()).unwrap();
    }
    office
}

/// A letter with every text about it that people can write, each with a word of its own in it.
pub(super) fn letter(office: &mut Office, word: &str) -> LetterId {
    let mut letter = incoming(word, now());
    letter.writer.phone = Some("13800000000".into());
    letter.writer.email = Some("secret@example.cn".into());
    letter.writer.address = Some("经二路12号".into());
    office.receive(letter, now())
}

/// What somebody finds in everything by these words.
fn found(office: &Office, who: &Staff, text: &str) -> Vec<i64> {
    let filter = Filter {
        view: ListView {
            text: text.to_owned(),
            ..ListView::default()
        },
        scope: AccessScope::for_staff(who),
        ..Filter::default()
    };
    let rows = office
        .store
        .page(Queue::All, &filter, PageCursor::Start, 100, now())
        .unwrap();
    rows.iter().map(|row| row.id.0).collect()
}

pub(super) fn refused(error: StoreError) -> String {
    match error {
        StoreError::Refused(refusal) => refusal.kind().to_owned(),
        StoreError::NoLetter(_) => "no_letter".to_owned(),
        other => panic!("{other}"),
    }
}

#[test]
fn a_liaison_sees_counts_searches_and_reads_his_units_letters_only() {
    let mut office = office();
    let (his, others) = (staff(Role::Liaison), another(Role::Liaison));
    let ids: Vec<LetterId> = ["路灯", "路面", "路牌", "路口"]
        .iter()
        .map(|word| letter(&mut office, word))
        .collect();
    for (id, unit) in [(ids[0], 1), (ids[1], 2), (ids[2], 1)] {
        office.walk(id, &[Verb::Accept], now());
        office.act(id, to_unit(UnitId(unit)), now());
    }
    let feedback = good(
        Verb::Feedback,
        &office.store.load_letter(ids[2]).unwrap(),
        &office.store.office().regulation.clone(),
    );
    office.act(ids[2], feedback, now());
    for (who, expected) in [
        (&his, vec![1, 3]),
        (&others, vec![2]),
        (&administrator(), vec![1, 2, 3, 4]),
    ] {
        assert_eq!(found(&office, who, ""), expected, "{}", who.id);
        assert_eq!(found(&office, who, "路"), expected, "{}", who.id);
        let counts = office
            .store
            .queue_counts(now(), &AccessScope::for_staff(who))
            .unwrap();
        assert_eq!(counts.get(Queue::All), expected.len() as u64, "{}", who.id);
        let unit = Filter {
            view: ListView {
                unit: Some(UnitId(2)),
                ..ListView::default()
            },
            scope: AccessScope::for_staff(who),
            ..Filter::default()
        };
        let rows = office
            .store
            .page(Queue::All, &unit, PageCursor::Start, 100, now())
            .unwrap();
        assert_eq!(
            rows.len(),
            usize::from(expected.contains(&2)),
            "{}: of unit 2",
            who.id
        );
        for id in &ids {
            let sees = expected.contains(&id.0);
            assert_eq!(office.store.may_read(*id, who).unwrap(), sees);
            assert_eq!(office.store.peek(*id, who).is_ok(), sees);
            assert_eq!(office.store.read(*id, who, now()).is_ok(), sees);
            let rows = office
                .store
                .summaries(&[*id], &AccessScope::for_staff(who))
                .unwrap();
            assert_eq!(
                rows.len(),
                usize::from(sees),
                "the row of letter {id} for {}",
                who.id
            );
        }
    }
    let counts = office
        .store
        .queue_counts(now(), &AccessScope::for_staff(&his))
        .unwrap();
    assert_eq!(
        (
            counts.get(Queue::Assignment),
            counts.get(Queue::Drafting),
            counts.get(Queue::Inbox)
        ),
        (1, 1, 0)
    );
    // To him another unit's letter does not exist; and what he cannot read he cannot do anything to.
    assert_eq!(
        refused(office.store.read(ids[1], &his, now()).unwrap_err()),
        "no_letter"
    );
    let sign = Action::SignFor {
        unit: UnitId(2),
        person: "周强".into(),
        phone: None,
    };
    assert_eq!(
        refused(office.act_as(ids[1], sign, &his, now()).unwrap_err()),
        "not_your_unit"
    );
    // He who has no unit sees nothing.
    let nowhere = Staff {
        id: "nowhere".into(),
        unit: None,
        ..staff(Role::Liaison)
    };
    assert_eq!(found(&office, &nowhere, ""), Vec::<i64>::new());
    assert_eq!(
        office
            .store
            .queue_counts(now(), &AccessScope::for_staff(&nowhere))
            .unwrap()
            .get(Queue::All),
        0
    );
}

#[test]
fn a_letter_that_was_returned_is_there_no_more() {
    let mut office = office();
    let his = staff(Role::Liaison);
    let id = letter(&mut office, "路灯");
    office.walk(id, &[Verb::Accept, Verb::Assign], now());
    assert_eq!(found(&office, &his, ""), [1]);
    let give_back = Action::Return {
        unit: UnitId(1),
        why: "不属我单位".into(),
    };
    office.act_as(id, give_back, &his, now()).unwrap();
    assert_eq!(found(&office, &his, ""), Vec::<i64>::new());
    assert_eq!(
        refused(office.store.peek(id, &his).unwrap_err()),
        "no_letter"
    );
}

#[test]
fn a_liaison_learns_how_to_reach_the_writer_only_where_that_was_allowed() {
    let mut office = office();
    let his = staff(Role::Liaison);
    let id = letter(&mut office, "路灯");
    office.walk(id, &[Verb::Accept, Verb::Assign], now());
    for letter in [
        office.store.peek(id, &his).unwrap(),
        office.store.read(id, &his, now()).unwrap(),
    ] {
        assert_eq!(
            (
                &letter.writer.phone,
                &letter.writer.email,
                &letter.writer.address
            ),
            (&None, &None, &None)
        );
        assert_eq!(letter.writer.name.as_deref(), Some("来信人路灯"));
    }
    assert!(
        office
            .store
            .peek(id, &administrator())
            .unwrap()
            .writer
            .phone
            .is_some()
    );
    office.walk(id, &[Verb::AllowContact], now());
    let letter = office.store.read(id, &his, now()).unwrap();
    assert_eq!(letter.writer.phone.as_deref(), Some("13800000000"));
    assert!(letter.writer.email.is_some() && letter.writer.address.is_some());
    let events = office.store.history(id).unwrap();
    assert_eq!(
        events.last().unwrap().event,
        Event::ContactAllowed,
        "reading a plain letter is no event"
    );
}

#[test]
fn a_liaison_sees_no_notes_and_is_told_that_the_centre_has_the_contact() {
    let mut office = office();
    let his = staff(Role::Liaison);
    let reachable = letter(&mut office, "路灯");
    let mut nobody = incoming("路面", now());
    nobody.writer = xinxiang::domain::letter::incoming::Writer {
        name: nobody.writer.name,
        ..Default::default()
    };
    let unreachable = office.receive(nobody, now());
    let writer = |office: &Office, id, who: &Staff| {
        let letter = office.store.peek(id, who).unwrap();
        let facts = letter_facts(&letter, office.store.office(), now());
        facts
            .into_iter()
            .find(|(fact, _)| *fact == Fact::Writer)
            .unwrap()
            .1
    };
    for id in [reachable, unreachable] {
        office.walk(id, &[Verb::Accept, Verb::Assign, Verb::Note], now());
        assert_eq!(
            office.store.peek(id, &administrator()).unwrap().notes.len(),
            1
        );
        assert!(office.store.peek(id, &his).unwrap().notes.is_empty());
        assert!(office.store.read(id, &his, now()).unwrap().notes.is_empty());
    }
    assert_eq!(
        writer(&office, reachable, &his),
        "来信人路灯 · 联系方式由中心掌握"
    );
    assert_eq!(
        writer(&office, unreachable, &his),
        "来信人路面 · 无联系方式"
    );
    assert!(writer(&office, reachable, &administrator()).contains("13800000000"));
    office.walk(reachable, &[Verb::AllowContact], now());
    let allowed = writer(&office, reachable, &his);
    assert!(
        allowed.contains("13800000000") && !allowed.contains("联系方式"),
        "{allowed}"
    );
    assert!(office.store.peek(reachable, &his).unwrap().notes.is_empty());
}

/// A report that went all the way and back, with a secret in every text that anybody wrote.
fn report(office: &mut Office) -> LetterId {
    let secret = |n: u32| format!("机密{n}");
    let id = letter(office, "机密");
    let boss = administrator();
    let leader = staff(Role::Leader);
    let mut step = |action: Action, who: &Staff| office.act_as(id, action, who, now()).unwrap();
    step(
        Action::AskWriter {
            text: secret(1),
            by: xinxiang::domain::letter::event::ReplyChannel::Phone,
        },
        &boss,
    );
    step(Action::WriterAnswered { text: secret(2) }, &boss);
    step(
        Action::Accept {
            category: "3.6".into(),
            major: true,
            accused: Some(UnitId(2)),
            of_type: None,
            subject: None,
        },
        &boss,
    );
    step(Action::Note { text: secret(3) }, &boss);
    for round in 0..2 {
        step(
            Action::Propose {
                text: secret(4),
                lead: Some(UnitId(1)),
                co: vec![],
            },
            &boss,
        );
        step(
            Action::Instruct {
                text: secret(5),
                lead: Some(UnitId(1)),
                co: vec![UnitId(3), UnitId(4)],
                days: None,
                tier: Default::default(),
                outcome: Default::default(),
                to: None,
                to_leader: None,
            },
            &leader,
        );
        step(
            Action::SignFor {
                unit: UnitId(1),
                person: secret(6),
                phone: None,
            },
            &boss,
        );
        step(
            Action::AskExtension {
                unit: UnitId(1),
                days: 1,
                why: secret(7),
            },
            &boss,
        );
        let told = Notified::None;
        step(
            Action::DecideExtension {
                unit: UnitId(1),
                grant: true,
                why: Some(secret(8)),
                told,
            },
            &leader,
        );
        step(
            Action::Explain {
                unit: UnitId(1),
                text: secret(9),
            },
            &boss,
        );
        step(
            Action::Return {
                unit: UnitId(4),
                why: secret(10),
            },
            &boss,
        );
        step(
            Action::Waive {
                unit: UnitId(3),
                why: secret(11),
                deny: false,
            },
            &boss,
        );
        let feedback = || Action::Feedback {
            unit: UnitId(1),
            text: secret(12),
            head: secret(13),
            sealed: true,
            files: vec![],
            mandate: None,
            person: Some("经办人".into()),
        };
        step(feedback(), &boss);
        step(
            Action::SendBackFeedback {
                unit: UnitId(1),
                why: secret(14),
            },
            &boss,
        );
        step(feedback(), &boss);
        step(
            Action::Draft {
                text: secret(15) + &secret(17),
            },
            &boss,
        );
        step(Action::Submit, &boss);
        step(
            Action::SendBack {
                why: secret(16),
                passage: Some(secret(17)),
                below: false,
            },
            &leader,
        );
        step(Action::Submit, &boss);
        step(
            Action::Approve {
                note: Some(secret(18)),
                text: None,
            },
            &leader,
        );
        step(
            Action::Send {
                by: xinxiang::domain::letter::event::ReplyChannel::Phone,
                promise: None,
                promised: None,
            },
            &boss,
        );
        step(Action::Withhold { why: secret(19) }, &boss);
        let source = xinxiang::domain::letter::incoming::Channel::Phone;
        step(
            Action::Rate {
                score: 1,
                source,
                note: Some(secret(20)),
            },
            &boss,
        );
        if round == 0 {
            step(
                Action::Reopen {
                    cause: ReopenCause::Unsatisfied,
                    why: secret(21),
                },
                &boss,
            );
        }
    }
    id
}

#[test]
fn of_a_restricted_letter_others_see_that_it_is_there_and_no_word_of_it() {
    let mut office = office();
    let id = report(&mut office);
    let plain = letter(&mut office, "路灯");
    let (reader, other) = (administrator(), another(Role::Administrator));
    for who in [&other, &staff(Role::Office), &staff(Role::Observer)] {
        let letter = office.store.peek(id, who).unwrap();
        let shown = format!("{letter:?}");
        let at = shown.find("机密").map(|at| {
            shown[at.saturating_sub(120)..]
                .chars()
                .take(160)
                .collect::<String>()
        });
        assert_eq!(at, None, "{} sees a word of it", who.id);
        assert!(!shown.contains("13800000000") && !shown.contains("secret@"));
        assert_eq!(
            letter.restriction.unwrap().accused,
            None,
            "{} learns who is accused",
            who.id
        );
        let filter = Filter {
            scope: AccessScope::for_staff(who),
            ..Filter::default()
        };
        let rows = office
            .store
            .page(Queue::All, &filter, PageCursor::Start, 10, now())
            .unwrap();
        assert_eq!((rows.len(), rows[0].restricted), (2, true));
        assert!(
            !rows[0].title.contains("机密") && !rows[0].writer.as_ref().unwrap().contains("机密")
        );
        assert_eq!(
            found(&office, who, "机密"),
            Vec::<i64>::new(),
            "nor is it found by its words"
        );
        assert_eq!(found(&office, who, "路灯"), [plain.0]);
        assert_eq!(
            found(&office, who, "0001"),
            [id.0],
            "its number is no secret"
        );
        let before = office.store.history(id).unwrap().len();
        assert_eq!(
            refused(office.store.read(id, who, now()).unwrap_err()),
            "not_reader"
        );
        assert_eq!(
            office.store.history(id).unwrap().len(),
            before + 1,
            "no more than that it was tried"
        );
    }
    assert_eq!(found(&office, &reader, "机密"), [id.0]);
    let rows = office
        .store
        .summaries(&[id], &AccessScope::for_staff(&reader))
        .unwrap();
    assert!(rows[0].title.contains("机密"));
    assert_eq!(office.verify().findings, Vec::<String>::new());
}

#[test]
fn every_reading_of_a_restricted_letter_is_recorded_and_disturbs_nobody() {
    let mut office = office();
    let id = report(&mut office);
    let seen = office.store.load_letter(id).unwrap().version;
    let stands = office.store.load_letter(id).unwrap();
    for (who, n) in [
        (administrator(), 1),
        (staff(Role::Leader), 2),
        (staff(Role::Liaison), 3),
        (administrator(), 4),
    ] {
        let letter = office.store.read(id, &who, now()).unwrap();
        assert!(letter.body.contains("机密"));
        assert_eq!(letter.version, seen + n);
        let last = office.store.history(id).unwrap().pop().unwrap();
        assert_eq!((last.event, last.who), (Event::Read, who.id));
    }
    let letter = office.store.load_letter(id).unwrap();
    assert_eq!(
        (letter.stage, letter.stage_since, letter.assignments),
        (stands.stage, stands.stage_since, stands.assignments)
    );
    // He who saw it before the others read it still does what he was about to do.
    office
        .store
        .perform(
            Change::of(id, seen, Action::Close),
            Actor::new(&administrator(), now()),
        )
        .unwrap();
    assert_eq!(office.verify().findings, Vec::<String>::new());
}

#[test]
fn the_accused_unit_never_gets_it_and_the_one_that_has_it_reads_it() {
    let mut office = office();
    let id = report(&mut office);
    let accused = another(Role::Liaison);
    assert_eq!(accused.unit, Some(UnitId(2)));
    assert_eq!(found(&office, &accused, ""), Vec::<i64>::new());
    assert_eq!(
        refused(office.store.peek(id, &accused).unwrap_err()),
        "no_letter"
    );
    assert_eq!(
        refused(office.store.read(id, &accused, now()).unwrap_err()),
        "no_letter"
    );
    assert_eq!(found(&office, &staff(Role::Liaison), ""), [id.0]);
    assert!(
        office
            .store
            .read(id, &staff(Role::Liaison), now())
            .unwrap()
            .body
            .contains("机密")
    );
    office.walk(id, &[Verb::Reopen], now());
    let error = office.act_as(
        id,
        Action::Propose {
            text: "x".into(),
            lead: Some(UnitId(2)),
            co: vec![],
        },
        &administrator(),
        now(),
    );
    assert_eq!(refused(error.unwrap_err()), "accused");
    // The list of readers is the centre's to change; he who changes it stays on it.
    let restrict = Action::Restrict {
        accused: Some(UnitId(2)),
        readers: vec!["administrator-2".into()],
    };
    let letter = office
        .act_as(id, restrict, &administrator(), now())
        .unwrap();
    assert_eq!(
        letter.restriction.unwrap().readers,
        ["administrator", "administrator-2"]
    );
    assert!(
        office
            .store
            .read(id, &another(Role::Administrator), now())
            .is_ok()
    );
    assert_eq!(
        refused(
            office
                .store
                .read(id, &staff(Role::Leader), now())
                .unwrap_err()
        ),
        "not_reader"
    );
}

/// What somebody finds by these words in all texts, and how many he is told there are.
fn searched(office: &Office, who: &Staff, text: &str) -> (Vec<i64>, u64) {
    let today = xinxiang::domain::time::date(2026, 3, 2);
    let of = office.store.office();
    let asked = QueryContext {
        units: &of.units,
        regulation: &of.regulation,
        today,
    };
    let query = parse(text, &asked).unwrap();
    let search = TextSearch {
        query: &query,
        who,
        now: now(),
        wanted: &|| true,
    };
    let found = office.store.search(search, None, 100).unwrap();
    for hit in &found.hits {
        assert!(
            hit.excerpt.is_none() || !hit.summary.restricted,
            "a list is no reading"
        );
    }
    let count = office
        .store
        .search_count(search, u64::MAX, &mut |_| ())
        .unwrap();
    (
        found.hits.iter().map(|hit| hit.summary.id.0).collect(),
        count.n,
    )
}

#[test]
fn a_search_finds_and_counts_what_one_may_read() {
    let mut office = office();
    let id = report(&mut office);
    let plain = letter(&mut office, "机密路灯");
    office.walk(plain, &[Verb::Accept, Verb::Note], now());
    office.act(plain, to_unit(UnitId(2)), now());
    let (reader, other) = (administrator(), another(Role::Administrator));
    for n in 1..=21 {
        let word = format!("机密{n}");
        assert_eq!(searched(&office, &reader, &word).0, [id.0], "{word}");
        for who in [&other, &staff(Role::Office), &staff(Role::Observer)] {
            assert_eq!(
                searched(&office, who, &word),
                (vec![], 0),
                "{} finds {word}",
                who.id
            );
        }
    }
    for word in [
        "机密",
        "机",
        "机密 路灯",
        "来信人机密",
        "stage:open",
        "-没有",
    ] {
        let seen = searched(&office, &reader, word);
        let all = searched(&office, &other, word);
        assert_eq!((all.0, all.1), (vec![plain.0], 1), "{word}");
        assert!(seen.0.contains(&plain.0) && seen.0.len() as u64 == seen.1);
    }
    // A liaison finds what he is shown: not the notes, not how to reach the writer, and of his unit alone.
    let (his, theirs) = (another(Role::Liaison), staff(Role::Liaison));
    let note = office.store.load_letter(plain).unwrap().notes[0]
        .text
        .clone();
    for (word, who, finds) in [
        ("路灯", &his, true),
        (note.as_str(), &his, false),
        ("13800000000", &his, false),
        ("路灯", &theirs, false),
    ] {
        let expected = if finds { vec![plain.0] } else { vec![] };
        assert_eq!(
            searched(&office, who, &format!("「{word}」")),
            (expected.clone(), expected.len() as u64),
            "{word}"
        );
    }
    assert_eq!(searched(&office, &reader, "13800000000").0, [plain.0, id.0]);
}
