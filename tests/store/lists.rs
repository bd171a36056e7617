//! Lists as windows: pages by key are the whole list whichever way one walks, filters mean what they say, what is late is listed.

use std::cell::RefCell;
use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::time::Duration;
use xinxiang::domain::directory::unit::UnitId;
use xinxiang::domain::letter::stage::{Queue, Stage};
use xinxiang::domain::letter::summary::{
    AccessScope, Filter, ListOrder, ListView, PageCursor, SortKey, Summary,
};
use xinxiang::domain::letter::{Letter, LetterId};
use xinxiang::domain::time::Timestamp;
use xinxiang::domain::time::remaining::{Urgency, working_time_left};
use xinxiang::domain::workflow::action::Verb;
use xinxiang::store::Store;
use xinxiang::store::change::perform::{Actor, Change};

use crate::office::{Office, accept, administrator, at, good, incoming, to_unit};

/// The administrator's filter of this view.
fn narrowed(view: ListView) -> Filter {
    Filter {
        view,
        reader: administrator().id,
        ..Filter::default()
    }
}

/// Some sixty letters, many received in the same minute, each as far along the road as its number says.
fn crowd() -> (Office, Vec<Letter>, Timestamp) {
    use Verb::*;
    let mut office = Office::new();
    let start = at("2026-03-02 09:00");
    let regulation = office.store.office().regulation.clone();
    let whole: [&[Verb]; 4] = [
        &[
            Accept, Assign, SignFor, Feedback, Draft, Submit, Approve, Send, Close,
        ],
        &[Accept, MarkMajor, Propose, Instruct],
        &[Decline],
        &[
            Accept,
            Assign,
            AskExtension,
            MarkMajor,
            DecideExtension,
            Feedback,
            Draft,
            Submit,
        ],
    ];
    let mut letters = Vec::new();
    for n in 0..60_i32 {
        let received =
            start.saturating_add(Duration::from_hours(u64::from((n / 7).unsigned_abs()) * 9));
        let id = office.letter(&format!("事{n}"), received);
        let road = match n % 5 {
            4 => whole[1 + usize::from(n % 2 == 0)],
            2 => whole[3],
            _ => whole[0],
        };
        for verb in road.iter().take(n as usize / 3 % (road.len() + 1)) {
            let letter = office.store.load_letter(id).unwrap();
            let action = match verb {
                Assign => to_unit(UnitId(1 + i64::from(n % 4))),
                other => good(*other, &letter, &regulation),
            };
            office.act(id, action, received.saturating_add(Duration::from_mins(3)));
        }
        letters.push(office.store.load_letter(id).unwrap());
    }
    (office, letters, at("2026-03-10 10:00"))
}

/// The queues of a letter, and its place in each, as the words of regulation.md and screens.md have it.
fn expected(letters: &[Letter], queue: Queue, now: Timestamp, office: &Office) -> Vec<LetterId> {
    let (hours, calendar) = (
        office.store.office().regulation.hours,
        office.store.office().calendar.clone(),
    );
    let close = |letter: &Letter| {
        letter.current_due().is_some_and(|due| {
            working_time_left(now, due.at, &hours, &calendar).urgency(540) != Urgency::Calm
        })
    };
    let holds = |letter: &&Letter| match queue {
        Queue::Inbox => letter.stage == Stage::Received,
        Queue::Triage => [Stage::Registered, Stage::AwaitingInstruction].contains(&letter.stage),
        Queue::Assignment => letter.stage == Stage::Assigned,
        Queue::Drafting => {
            [Stage::Drafting, Stage::InReview, Stage::Approved].contains(&letter.stage)
        }
        Queue::Overdue => close(letter),
        Queue::Review => {
            let asked = letter
                .current_assignments()
                .any(|held| held.is_open() && held.pending_extension().is_some());
            let waits = [Stage::AwaitingInstruction, Stage::InReview].contains(&letter.stage);
            waits || letter.report_pending || (asked && letter.stage == Stage::Assigned)
        }
        Queue::Ended => [Stage::Declined, Stage::Replied, Stage::Closed].contains(&letter.stage),
        Queue::All => true,
    };
    let mut rows: Vec<&Letter> = letters.iter().filter(holds).collect();
    rows.sort_by_key(|letter| {
        let key = match queue {
            Queue::Inbox | Queue::Triage => letter.received_at.unwrap().as_second(),
            Queue::Assignment | Queue::Overdue => letter.current_due().unwrap().at.as_second(),
            Queue::Drafting => letter.stage_since.as_second(),
            // As its rows say: the limit that runs, or else since when it waits.
            Queue::Review => letter
                .current_due()
                .map_or(letter.stage_since, |due| due.at)
                .as_second(),
            Queue::Ended => -letter.stage_since.as_second(),
            Queue::All => 0,
        };
        // The groups of a queue stay together.
        let group = match (queue, letter.stage) {
            (Queue::Drafting, Stage::Drafting) => usize::from(letter.sent_back),
            (Queue::Drafting, Stage::InReview) => 2,
            (Queue::Drafting, _) => 3,
            (Queue::Ended, Stage::Replied) => 1,
            (Queue::Ended, _) => 2,
            _ => 0,
        };
        (group, key, letter.id)
    });
    rows.iter().map(|letter| letter.id).collect()
}

fn ids(rows: &[Summary]) -> Vec<LetterId> {
    rows.iter().map(|row| row.id).collect()
}

fn whole(store: &Store, queue: Queue, filter: &Filter, now: Timestamp) -> Vec<LetterId> {
    ids(&store
        .page(queue, filter, PageCursor::Start, 1_000, now)
        .unwrap())
}

#[test]
fn every_queue_holds_what_it_should_in_its_order() {
    let (office, letters, now) = crowd();
    for queue in Queue::ALL {
        let expected = expected(&letters, queue, now, &office);
        assert!(
            expected.len() > 2,
            "{}: {} letters prove nothing",
            queue.code(),
            expected.len()
        );
        assert_eq!(
            whole(&office.store, queue, &Filter::default(), now),
            expected,
            "{}",
            queue.code()
        );
        assert_eq!(
            office
                .store
                .queue_counts(now, &AccessScope::default())
                .unwrap()
                .get(queue),
            expected.len() as u64,
            "{}",
            queue.code()
        );
    }
}

#[test]
fn pages_forwards_and_backwards_are_the_whole_list() {
    let (office, _, now) = crowd();
    let store = &office.store;
    let filters = [
        Filter::default(),
        narrowed(ListView {
            text: "事1".into(),
            ..ListView::default()
        }),
        narrowed(ListView {
            unit: Some(UnitId(2)),
            ..ListView::default()
        }),
        narrowed(ListView {
            late: true,
            ..ListView::default()
        }),
        narrowed(ListView {
            mine: true,
            ..ListView::default()
        }),
    ];
    let mut runner = TestRunner::new(Config {
        failure_persistence: None,
        ..Config::with_cases(200)
    });
    runner
        .run(
            &(
                prop::sample::select(Queue::ALL.to_vec()),
                1..20_usize,
                0..5_usize,
                prop::sample::select(SortKey::ALL.to_vec()),
                any::<bool>(),
                any::<u16>(),
            ),
            |(queue, limit, filter, by, descending, place)| {
                let mut filter = filters[filter].clone();
                filter.view.order = ListOrder { by, descending };
                let filter = &filter;
                let list = whole(store, queue, filter, now);
                let page = |from| store.page(queue, filter, from, limit, now).unwrap();
                let mut forwards = page(PageCursor::Start);
                while let Some(last) = forwards.last() {
                    let next = page(PageCursor::After(last.key, last.id));
                    prop_assert!(next.len() <= limit);
                    if next.is_empty() {
                        break;
                    }
                    forwards.extend(next);
                    prop_assert!(forwards.len() <= list.len(), "pages overlap");
                }
                prop_assert_eq!(&ids(&forwards), &list);
                let sorted = |a: &Summary, b: &Summary| match descending {
                    false => (a.key, a.id) < (b.key, b.id),
                    true => (a.key, a.id) > (b.key, b.id),
                };
                prop_assert!(forwards.is_sorted_by(sorted), "{:?}", by);
                let mut backwards = page(PageCursor::End);
                while let Some(first) = backwards.first() {
                    let mut before = page(PageCursor::Before(first.key, first.id));
                    if before.is_empty() {
                        break;
                    }
                    before.extend(backwards);
                    backwards = before;
                    prop_assert!(backwards.len() <= list.len(), "pages overlap");
                }
                prop_assert_eq!(&ids(&backwards), &list);
                if !list.is_empty() {
                    let n = usize::from(place) % list.len();
                    let row = &forwards[n];
                    let at = ids(&page(PageCursor::At(row.key, row.id)));
                    prop_assert_eq!(&at[..], &list[n..list.len().min(n + limit)]);
                    prop_assert_eq!(
                        store.queue_key(queue, filter.view.order, row.id).unwrap(),
                        Some(row.key)
                    );
                }
                Ok(())
            },
        )
        .unwrap();
}

#[test]
fn a_letter_has_no_key_in_a_queue_that_does_not_hold_it() {
    let (office, letters, now) = crowd();
    for queue in [
        Queue::Inbox,
        Queue::Triage,
        Queue::Assignment,
        Queue::Drafting,
        Queue::Review,
        Queue::Ended,
    ] {
        let held = expected(&letters, queue, now, &office);
        for letter in &letters {
            let key = office
                .store
                .queue_key(queue, ListOrder::default(), letter.id)
                .unwrap();
            assert_eq!(
                key.is_some(),
                held.contains(&letter.id),
                "letter {} ({:?}) in {}",
                letter.id,
                letter.stage,
                queue.code()
            );
        }
    }
    assert_eq!(
        office
            .store
            .queue_key(Queue::All, ListOrder::default(), LetterId(999))
            .unwrap(),
        None
    );
}

#[test]
fn every_word_of_a_filter_stands_somewhere_and_signs_are_only_signs() {
    let mut office = Office::new();
    let now = at("2026-03-02 09:00");
    for (n, title, writer) in [
        (1, "涨价100%是否合理", Some("王敏")),
        (2, "涨价1000元", Some("李_强")),
        (3, "路灯a_b不亮", None),
        (4, "路灯axb不亮", Some("王敏")),
        (5, r"路径C:\temp", Some("赵倩")),
    ] {
        let mut letter = incoming(&n.to_string(), now);
        letter.title = title.to_owned();
        letter.writer.name = writer.map(str::to_owned);
        assert_eq!(office.receive(letter, now), LetterId(n));
    }
    office.walk(LetterId(4), &[Verb::Accept, Verb::Assign], now);
    let unit = office.store.office().units.get(UnitId(1)).unwrap().clone();
    let listed = |text: &str| -> Vec<i64> {
        let filter = narrowed(ListView {
            text: text.to_owned(),
            ..ListView::default()
        });
        whole(&office.store, Queue::All, &filter, now)
            .iter()
            .map(|id| id.0)
            .collect()
    };
    for (text, expected) in [
        ("", vec![1, 2, 3, 4, 5]),
        ("  ", vec![1, 2, 3, 4, 5]),
        ("100%", vec![1]),
        ("%", vec![1]),
        ("a_b", vec![3]),
        ("_", vec![2, 3]),
        (r"\", vec![5]),
        (r"C:\t", vec![5]),
        ("王敏", vec![1, 4]),
        ("路灯 王敏", vec![4]),
        ("王敏　路灯", vec![4]),
        ("路灯 涨价", vec![]),
        ("0001", vec![4]),
        ("渭信〔2026〕0001号", vec![4]),
        ("AXB", vec![4]),
        ("'; DROP TABLE letter; --", vec![]),
        (&unit.name, vec![4]),
        (&unit.aliases[1], vec![4]),
    ] {
        assert_eq!(listed(text), expected, "“{text}”");
    }
}

/// What is late or close is the overdue queue, whatever the hour: nothing missing, nothing too much.
#[test]
fn the_overdue_queue_is_what_the_clock_says() {
    let (office, letters, _) = crowd();
    let start = at("2026-03-04 17:00").as_second();
    let seen = RefCell::new(BTreeSet::new());
    let mut runner = TestRunner::new(Config {
        failure_persistence: None,
        ..Config::with_cases(120)
    });
    runner
        .run(&(0..10 * 86_400_i64), |seconds| {
            let now = Timestamp::from_second(start + seconds).unwrap();
            let expected = expected(&letters, Queue::Overdue, now, &office);
            prop_assert_eq!(
                &whole(&office.store, Queue::Overdue, &Filter::default(), now),
                &expected,
                "at {}",
                now
            );
            prop_assert_eq!(
                office
                    .store
                    .queue_counts(now, &AccessScope::default())
                    .unwrap()
                    .get(Queue::Overdue),
                expected.len() as u64
            );
            seen.borrow_mut().insert(expected.len());
            Ok(())
        })
        .unwrap();
    let seen = seen.into_inner();
    assert!(
        seen.len() >= 4,
        "the clock hardly moved the queue: {seen:?}"
    );
}

/// A limit in calendar days may end on a Saturday; from Friday on it is close, on the screen and in the queue.
#[test]
fn a_limit_that_ends_on_a_holiday_is_close_when_the_screen_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let mut founding = crate::office::founding();
    founding.regulation = founding
        .regulation
        .replace(r#""working-days" "#, r#""calendar-days""#)
        .replace("amount = 3", "amount = 5");
    let mut store = Store::create(
        &folder.path().join("a.db"),
        &founding,
        at("2026-03-02 08:00"),
    )
    .unwrap();
    store
        .receive(
            vec![incoming("停水", at("2026-03-02 09:00"))],
            "administrator",
            at("2026-03-02 09:00"),
        )
        .unwrap();
    let actions = vec![accept("3.5"), to_unit(UnitId(1))];
    let letter = store
        .perform(
            Change::all(LetterId(1), 1, actions),
            Actor::new(&administrator(), at("2026-03-02 09:00")),
        )
        .unwrap();
    let due = letter.current_due().unwrap().at;
    assert_eq!(
        crate::office::written(due),
        "2026-03-07 18:00",
        "a Saturday"
    );
    for (now, urgency) in [
        ("2026-03-05 17:59", Urgency::Calm),
        ("2026-03-06 08:00", Urgency::Close),
        ("2026-03-06 12:00", Urgency::Close),
        ("2026-03-07 12:00", Urgency::Close),
        ("2026-03-07 18:01", Urgency::Late),
    ] {
        let office = store.office();
        let left = working_time_left(at(now), due, &office.regulation.hours, &office.calendar);
        assert_eq!(
            left.urgency(office.regulation.warn_minutes),
            urgency,
            "{now}"
        );
        let listed = whole(&store, Queue::Overdue, &Filter::default(), at(now)).len();
        assert_eq!(
            listed,
            usize::from(urgency != Urgency::Calm),
            "{now}: {urgency:?}, but listed {listed}"
        );
    }
}

/// Somebody pastes a whole letter, or a book, into the filter line.
#[test]
fn a_filter_of_any_length_is_a_filter() {
    let mut office = Office::new();
    let now = at("2026-03-02 09:00");
    office.letter("停水", now);
    let numbers: String = (0..5_000).map(|n| format!("{n} ")).collect();
    for (text, expected) in [
        ("水".repeat(100_000), 0),
        (numbers, 0),
        ("停水 ".repeat(5_000), 1),
    ] {
        let filter = narrowed(ListView {
            text,
            ..ListView::default()
        });
        let found = office
            .store
            .page(Queue::Inbox, &filter, PageCursor::Start, 10, now);
        assert_eq!(
            found
                .map(|rows| rows.len())
                .map_err(|error| error.to_string()),
            Ok(expected)
        );
    }
}

/// People say the number without its year; where two years have it, it does not say which letter is meant.
#[test]
fn the_end_of_a_number_names_the_letter_that_alone_has_it() {
    let mut office = Office::new();
    for (n, day) in ["2025-03-03 09:00", "2026-03-02 09:00", "2026-03-02 10:00"]
        .into_iter()
        .enumerate()
    {
        let id = office.letter(&format!("停水{n}"), at(day));
        office
            .store
            .perform(
                Change::of(id, 1, accept("3.5")),
                Actor::new(&administrator(), at(day)),
            )
            .unwrap();
    }
    assert_eq!(office.store.find_letter("0002号").unwrap(), LetterId(3));
    assert_eq!(
        office.store.find_letter("〔2025〕0001号").unwrap(),
        LetterId(1)
    );
    assert!(office.store.find_letter("0001号").is_err(), "of two years");
    assert!(office.store.find_letter("号").is_err(), "of all");
}

/// People type the brackets that their keyboard has, with or without what stands around the place in the year.
#[test]
fn a_number_is_found_as_people_type_it() {
    let mut office = Office::new();
    let id = office.letter("停水", at("2026-03-02 09:00"));
    office
        .store
        .perform(
            Change::of(id, 1, accept("3.5")),
            Actor::new(&administrator(), at("2026-03-02 09:00")),
        )
        .unwrap();
    for named in [
        "渭信〔2026〕0001号",
        "渭信[2026]0001号",
        "渭信［2026］0001号",
        "2026-0001",
        "0001",
        "0001号",
        "#1",
        "1",
        " 1 ",
    ] {
        assert_eq!(office.store.find_letter(named).unwrap(), id, "{named}");
    }
    for named in ["", "-1", "#", "0002", "2025-0001", "渭信", "1 1"] {
        assert!(office.store.find_letter(named).is_err(), "{named}");
    }
}
