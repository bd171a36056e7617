//! Lists of holidays that come later: what moves is shown first, moves with an event each, and is provisional no more.

use xinxiang::domain::directory::unit::UnitId;
use xinxiang::domain::letter::LetterId;
use xinxiang::domain::letter::event::{DeadlineKind, Event};
use xinxiang::domain::time::Timestamp;
use xinxiang::domain::time::calendar::{ImportConsent, YearList};
use xinxiang::domain::workflow::action::{Action, Verb};
use xinxiang::store::change::perform::{Actor, Change};
use xinxiang::store::directory::calendars::MovedDeadline;
use xinxiang::store::{Store, StoreError};

use crate::office::{LINJIANG, Office, at, incoming, to_unit, written};

/// An invented list of 2027: New Year's Day to Sunday the 3rd, and Saturday the 9th made up for it.
const LIST: &str = r#"
year = 2027
[[day]]
date = "2027-01-01"
kind = "holiday"
name = "元旦"
[[day]]
date = "2027-01-02"
kind = "holiday"
name = "元旦"
[[day]]
date = "2027-01-03"
kind = "holiday"
name = "元旦"
[[day]]
date = "2027-01-04"
kind = "holiday"
name = "元旦"
[[day]]
date = "2027-01-09"
kind = "workday"
name = "元旦"
"#;

fn list() -> YearList {
    YearList::parse(LIST).unwrap()
}

/// Imports the list, which has one holiday of seven, as whoever says so may. Returns what moves.
fn import(store: &mut Store, dry: bool, now: Timestamp) -> Vec<MovedDeadline> {
    let consent = ImportConsent {
        incomplete: true,
        ..ImportConsent::default()
    };
    store
        .import_calendar(vec![list()], consent, dry, "administrator", now)
        .unwrap()
        .moved
}

/// What moves: the letter, which deadline, from when to when, and whether it was and is provisional.
fn told(moved: &[MovedDeadline]) -> Vec<(i64, DeadlineKind, String, String, bool, bool)> {
    let line = |one: &MovedDeadline| {
        let (was, due) = (written(one.was.at), written(one.due.at));
        (
            one.letter.0,
            one.which,
            was,
            due,
            one.was.provisional,
            one.due.provisional,
        )
    };
    moved.iter().map(line).collect()
}

/// Letters whose deadlines reach into 2027, or do not.
fn at_the_end_of_the_year() -> (Office, Timestamp) {
    let mut office = Office::new();
    let now = at("2026-12-30 10:00");
    for name in ["早", "住", "教", "复", "问"] {
        office.letter(name, at("2026-12-21 09:00"));
    }
    // 1: due before the end of the year. 2 and 3: at units. 4: answered. 5: its writer is asked.
    office.walk(
        LetterId(1),
        &[Verb::Accept, Verb::Assign],
        at("2026-12-21 10:00"),
    );
    for (id, unit) in [(2, 1), (3, 2), (4, 1)] {
        office.walk(LetterId(id), &[Verb::Accept], now);
        office.act(LetterId(id), to_unit(UnitId(unit)), now);
    }
    office.walk(LetterId(4), &[Verb::Feedback], now);
    office.walk(LetterId(5), &[Verb::AskWriter], now);
    (office, now)
}

#[test]
fn a_dry_run_tells_what_would_move_and_moves_nothing() {
    let (mut office, now) = at_the_end_of_the_year();
    let events = office.value::<i64>("SELECT count(*) FROM event");
    let due = office
        .store
        .load_letter(LetterId(2))
        .unwrap()
        .current_due()
        .unwrap();
    assert_eq!(
        (written(due.at).as_str(), due.provisional),
        ("2027-01-04 18:00", true),
        "Friday the 1st was assumed to be one"
    );
    let moved = import(&mut office.store, true, now);
    let unit = |id, unit| {
        let (was, due) = ("2027-01-04 18:00".to_owned(), "2027-01-06 18:00".to_owned());
        (id, DeadlineKind::Unit(UnitId(unit)), was, due, true, false)
    };
    let waits = (
        5,
        DeadlineKind::Stage,
        "2027-01-06 18:00".to_owned(),
        "2027-01-08 18:00".to_owned(),
        true,
        false,
    );
    assert_eq!(told(&moved), [unit(2, 1), unit(3, 2), waits]);
    assert_eq!(
        (
            moved[0].title.as_str(),
            moved[0].number.as_ref().unwrap().seq
        ),
        ("关于住的来信", 2)
    );
    assert_eq!(office.value::<i64>("SELECT count(*) FROM event"), events);
    assert_eq!(
        office.store.load_letter(LetterId(2)).unwrap().current_due(),
        Some(due)
    );
    assert!(
        !office
            .store
            .office()
            .calendar
            .listed_years()
            .any(|year| year == 2027)
    );
    assert_eq!(office.verify().findings, Vec::<String>::new());
}

#[test]
fn an_import_moves_what_it_showed_with_an_event_each_and_no_mark_stays() {
    let (mut office, now) = at_the_end_of_the_year();
    let mut other = Store::open(office.store.path()).unwrap();
    let dry = import(&mut office.store, true, now);
    let events = office.value::<i64>("SELECT count(*) FROM event");
    let moved = import(&mut office.store, false, now);
    assert_eq!(moved, dry);
    assert_eq!(
        office.value::<i64>("SELECT count(*) FROM event"),
        events + 1 + 3,
        "the list, and three deadlines"
    );
    for one in &moved {
        let history = office.store.history(one.letter).unwrap();
        let last = history.last().unwrap();
        assert_eq!(
            last.event,
            Event::DeadlineMoved {
                which: one.which,
                was: one.was,
                due: one.due
            }
        );
        assert_eq!((last.at, last.who.as_str()), (now, "administrator"));
        let letter = office.store.load_letter(one.letter).unwrap();
        assert_eq!(letter.current_due(), Some(one.due));
    }
    assert_eq!(
        office.value::<i64>("SELECT count(*) FROM letter WHERE provisional = 1"),
        0
    );
    assert_eq!(
        office.value::<i64>("SELECT due_at FROM letter WHERE id = 2"),
        at("2027-01-06 18:00").as_millisecond()
    );
    // Another program counts by the new list without being told; and the same list again moves nothing.
    other.refresh().unwrap();
    assert!(
        other
            .office()
            .calendar
            .listed_years()
            .any(|year| year == 2027)
    );
    let again = import(&mut other, false, now);
    assert_eq!(again, []);
    let seen = other.load_letter(LetterId(2)).unwrap().version;
    let feedback = crate::office::good_for(
        Verb::Feedback,
        &other.load_letter(LetterId(2)).unwrap(),
        &office.store.office().regulation,
        UnitId(1),
    );
    let late = other
        .perform(
            Change::of(LetterId(2), seen, feedback),
            Actor::new(&crate::office::administrator(), at("2027-01-06 17:59")),
        )
        .unwrap();
    assert!(
        !late.assignments[0].feedbacks[0].late,
        "by the moved limit it is in time"
    );
    assert_eq!(office.verify().findings, Vec::<String>::new());
}

#[test]
fn who_saw_a_letter_before_its_deadline_moved_is_told() {
    let (mut office, now) = at_the_end_of_the_year();
    let seen = office.store.load_letter(LetterId(2)).unwrap().version;
    import(&mut office.store, false, now);
    let note = Action::Note { text: "x".into() };
    let error = office
        .store
        .perform(
            Change::of(LetterId(2), seen, note),
            Actor::new(&crate::office::administrator(), now),
        )
        .unwrap_err();
    assert!(matches!(error, StoreError::Conflict { .. }), "{error}");
}

#[test]
fn an_extended_limit_a_return_and_a_step_move_by_their_own_count() {
    let mut office = Office::new();
    let start = at("2026-12-28 10:00");
    let id = office.letter("路灯", start);
    office.walk(
        id,
        &[
            Verb::Accept,
            Verb::Assign,
            Verb::AskExtension,
            Verb::DecideExtension,
        ],
        start,
    );
    let late = office.letter("路面", at("2026-12-21 09:00"));
    office.walk(late, &[Verb::Accept, Verb::Assign], at("2026-12-21 10:00"));
    office.walk(late, &[Verb::Urge], at("2026-12-31 10:00"));
    let fresh = office.letter("路牌", at("2026-12-31 09:00"));
    office.walk(fresh, &[Verb::Accept, Verb::Assign], at("2026-12-31 11:00"));
    let moved = import(&mut office.store, false, at("2026-12-31 12:00"));
    let line = |id: LetterId, which, was: &str, due: &str| {
        (
            id.0,
            which,
            format!("2027-01-{was} 18:00"),
            format!("2027-01-{due} 18:00"),
            true,
            false,
        )
    };
    let unit = UnitId(1);
    assert_eq!(
        told(&moved),
        [
            // Three days and one more: 29, 30, 31 and the 1st, which is now the 5th.
            line(id, DeadlineKind::Unit(unit), "01", "05"),
            line(late, DeadlineKind::Step(unit), "01", "05"),
            line(fresh, DeadlineKind::Unit(unit), "05", "07"),
            line(fresh, DeadlineKind::Return(unit), "01", "05"),
            line(fresh, DeadlineKind::Sign(unit), "01", "05"),
        ]
    );
    assert_eq!(
        office.store.load_letter(id).unwrap().assignments[0]
            .extensions
            .len(),
        1
    );
    assert_eq!(office.verify().findings, Vec::<String>::new());
}

#[test]
fn of_a_restricted_letter_the_list_of_what_moves_tells_no_title() {
    let mut office = Office::new();
    let now = at("2026-12-30 10:00");
    let id = office.letter("机密", now);
    let accept = Action::Accept {
        category: "3.6".into(),
        major: false,
        accused: None,
        of_type: None,
        subject: None,
    };
    office.act(id, accept, now);
    office.walk(id, &[Verb::Assign], now);
    let moved = import(&mut office.store, true, now);
    assert!(!moved.is_empty() && moved.iter().all(|one| !one.title.contains("机密")));
}

#[test]
fn the_centres_own_limits_move_too() {
    let folder = tempfile::tempdir().unwrap();
    let founding = xinxiang::store::directory::create::NewOffice {
        regulation: LINJIANG.to_owned(),
        ..crate::office::founding()
    };
    let now = at("2026-12-31 10:00");
    let mut store = Store::create(&folder.path().join("a.db"), &founding, now).unwrap();
    let letters = ["收", "登", "答"].map(|name| incoming(name, now));
    store
        .receive(letters.to_vec(), "administrator", now)
        .unwrap();
    let who = crate::office::administrator();
    let regulation = store.office().regulation.clone();
    for (id, road) in [
        (2, &[Verb::Accept][..]),
        (3, &[Verb::Accept, Verb::ReplyDirectly]),
    ] {
        for verb in road {
            let letter = store.load_letter(LetterId(id)).unwrap();
            let action = crate::office::good(*verb, &letter, &regulation);
            store
                .perform(
                    Change::of(LetterId(id), letter.version, action),
                    Actor::new(&who, now),
                )
                .unwrap();
        }
    }
    let moved = import(&mut store, false, now);
    let told: Vec<(i64, DeadlineKind, String)> = moved
        .iter()
        .map(|one| (one.letter.0, one.which, written(one.due.at)))
        .collect();
    let due = |day: &str| format!("2027-01-{day} 17:30");
    assert_eq!(
        told,
        [
            (1, DeadlineKind::Stage, due("05")),
            (2, DeadlineKind::Stage, due("05")),
            (3, DeadlineKind::Route, due("07"))
        ]
    );
    assert_eq!(
        store.verify(&mut |_, _| ()).unwrap().findings,
        Vec::<String>::new()
    );
}
