//! A letter that names one which somebody may not read: what names it is left out wherever it stands, and nothing is done with it.

use xinxiang::domain::directory::staff::{Role, Staff};
use xinxiang::domain::letter::LetterId;
use xinxiang::domain::letter::event::Event;
use xinxiang::domain::letter::stage::Queue;
use xinxiang::domain::letter::summary::{AccessScope, Filter, PageCursor};
use xinxiang::domain::workflow::action::{Action, Verb};

use super::sight::{letter, now, office, refused};
use crate::office::{Office, administrator, another, incoming, staff};

/// A letter, its twin that names it in each way, and a reader who may not read the first.
fn twins(office: &mut Office) -> (LetterId, LetterId, Staff) {
    let id = letter(office, "机密");
    office.walk(
        id,
        &[
            Verb::Accept,
            Verb::ReplyDirectly,
            Verb::Draft,
            Verb::Submit,
            Verb::Approve,
            Verb::Send,
        ],
        now(),
    );
    let mut same = incoming("机密", now());
    same.source.key = "another".into();
    let twin = office.receive(same, now());
    office.act(twin, Action::Link { to: id }, now());
    office.walk(twin, &[Verb::Accept], now());
    let because = office
        .store
        .office()
        .regulation
        .direct_reply
        .iter()
        .find(|because| because.repeats)
        .unwrap();
    let because = xinxiang::domain::regulation::Worded::code(because).to_owned();
    let reply = Action::ReplyDirectly {
        because,
        earlier: Some(id),
        policy: None,
        tier: Default::default(),
    };
    office.act(twin, reply, now());
    office.act(
        id,
        Action::Restrict {
            accused: None,
            readers: vec![],
        },
        now(),
    );
    (id, twin, another(Role::Administrator))
}

#[test]
fn what_names_a_letter_that_one_may_not_read_is_left_out_wherever_it_stands() {
    let mut office = office();
    let (id, twin, other) = twins(&mut office);
    let named = |office: &Office, who: &Staff| {
        let letter = office.store.peek(twin, who).unwrap();
        let events = office.store.history_for(twin, who).unwrap();
        let events =
            serde_json::to_string(&events.iter().map(|event| &event.event).collect::<Vec<_>>())
                .unwrap();
        let row = office
            .store
            .summaries(&[twin], &AccessScope::for_staff(who))
            .unwrap()
            .remove(0);
        let filter = Filter {
            scope: AccessScope::for_staff(who),
            ..Filter::default()
        };
        let page = office
            .store
            .page(Queue::All, &filter, PageCursor::Start, 10, now())
            .unwrap();
        let listed = page.iter().find(|row| row.id == twin).unwrap().repeated;
        assert_eq!(row.repeated, listed);
        let events =
            ["\"same_text\":[1]", "\"earlier\":1", "\"to\":1"].map(|name| events.contains(name));
        (
            letter.same_text,
            letter.repeats,
            letter.direct_reply.unwrap().earlier,
            events,
            row.repeated,
        )
    };
    assert_eq!(
        named(&office, &administrator()),
        (vec![id], vec![id], Some(id), [true; 3], true)
    );
    for who in [&other, &staff(Role::Office), &staff(Role::Observer)] {
        assert_eq!(
            named(&office, who),
            (vec![], vec![], None, [false; 3], false),
            "{}",
            who.id
        );
    }
    // The other way round, what the report names is everybody's to read who may read the report.
    let third = office.receive(
        {
            let mut third = incoming("机密", now());
            third.source.key = "third".into();
            third
        },
        now(),
    );
    assert_eq!(office.store.peek(third, &other).unwrap().same_text, [twin]);
    assert!(
        office
            .store
            .summaries(&[third], &AccessScope::for_staff(&other))
            .unwrap()[0]
            .repeated
    );
    // Whoever is put on the list sees it all again.
    office.act(
        id,
        Action::Restrict {
            accused: None,
            readers: vec![other.id.clone()],
        },
        now(),
    );
    assert_eq!(named(&office, &other).3, [true; 3]);
    assert_eq!(office.verify().findings, Vec::<String>::new());
}

#[test]
fn nothing_is_done_with_another_letter_that_one_may_not_read() {
    let mut office = office();
    let (id, twin, other) = twins(&mut office);
    let third = letter(&mut office, "路灯");
    for letter in [twin, third] {
        for action in [Action::Link { to: id }, Action::Unlink { to: id }] {
            assert_eq!(
                refused(office.act_as(letter, action, &other, now()).unwrap_err()),
                "not_reader"
            );
        }
    }
    let his = staff(Role::Liaison);
    for to in [id, LetterId(99)] {
        assert_eq!(
            refused(
                office
                    .act_as(third, Action::Link { to }, &his, now())
                    .unwrap_err()
            ),
            "no_letter"
        );
    }
}

#[test]
fn over_a_file_that_is_only_read_a_refusal_is_a_refusal() {
    let mut office = office();
    let (id, _, other) = twins(&mut office);
    let path = office.store.path().to_owned();
    let mut beside = xinxiang::store::Store::open(&path).unwrap();
    office.tamper(
        "CREATE TRIGGER nothing_more BEFORE INSERT ON event BEGIN SELECT RAISE(ABORT, 'no'); END",
    );
    let before = office.store.history(id).unwrap().len();
    assert_eq!(
        refused(beside.read(id, &other, now()).unwrap_err()),
        "not_reader"
    );
    assert_eq!(office.store.history(id).unwrap().len(), before);
    office.tamper("DROP TRIGGER nothing_more");
    assert_eq!(
        refused(beside.read(id, &other, now()).unwrap_err()),
        "not_reader"
    );
    let last = office.store.history(id).unwrap().pop().unwrap();
    assert_eq!(
        (last.event, last.who),
        (Event::ReadRefused, other.id.clone())
    );
    // Once a day is enough, and whoever reads or writes goes on undisturbed.
    assert_eq!(
        refused(beside.read(id, &other, now()).unwrap_err()),
        "not_reader"
    );
    assert_eq!(office.store.history(id).unwrap().len(), before + 1);
}
