//! The index of texts is made anew in steps: between any two of them every search finds what it should, others write, and `verify` has
//! nothing to say.

use xinxiang::domain::directory::staff::Role;
use xinxiang::domain::letter::LetterId;
use xinxiang::domain::query::parse;
use xinxiang::store::Store;
use xinxiang::store::change::perform::{Actor, Change};
use xinxiang::store::index::search::{HitCount, TextSearch};

use super::search::search;
use crate::office::{Office, accept, at, incoming, staff};

/// What must be found: every letter by the word that all have, in both directions, and each by its own.
fn finds_all(store: &Store, letters: i64) {
    let who = staff(Role::Administrator);
    let all: Vec<i64> = (1..=letters).rev().collect();
    for word in ["路灯", "灯"] {
        let count = HitCount {
            n: letters.unsigned_abs(),
            more: false,
        };
        assert_eq!(
            search(store, word, &who),
            (all.clone(), count),
            "{word} of {letters}"
        );
    }
    assert_eq!(search(store, "路灯乙3号", &who).0, [3]);
    let asked = xinxiang::domain::query::QueryContext {
        units: &store.office().units,
        regulation: &store.office().regulation,
        today: xinxiang::domain::time::date(2026, 3, 9),
    };
    let query = parse("路灯", &asked).unwrap();
    let asked = TextSearch {
        query: &query,
        who: &who,
        now: at("2026-03-09 10:00"),
        wanted: &|| true,
    };
    let up = store.search_up(asked, Some(LetterId(2)), 4).unwrap();
    assert_eq!(
        up.hits
            .iter()
            .map(|hit| hit.summary.id.0)
            .collect::<Vec<_>>(),
        [6, 5, 4, 3],
        "of {letters}"
    );
    assert_eq!(
        store.verify(&mut |_, _| ()).unwrap().findings,
        Vec::<String>::new(),
        "of {letters}"
    );
}

fn name(n: i64) -> String {
    format!("路灯乙{n}号")
}

#[test]
fn between_any_two_steps_every_search_finds_what_it_should_and_anybody_writes() {
    let mut office = Office::new();
    for n in 1..=11 {
        office.letter(&name(n), at("2026-03-02 09:00"));
    }
    let mut other = Store::open(office.store.path()).unwrap();
    office.store.reindex_begin().unwrap();
    let mut letters = 11;
    loop {
        assert!(other.is_reindexing().unwrap());
        finds_all(&other, letters);
        // One comes in, and one that may be done already or not is worked on.
        letters += 1;
        let new = vec![incoming(&name(letters), at("2026-03-03 09:00"))];
        other
            .receive(new, "administrator", at("2026-03-03 09:00"))
            .unwrap();
        let id = LetterId(letters - 9);
        other
            .perform(
                Change::of(id, 1, accept("3.5")),
                Actor::new(&staff(Role::Administrator), at("2026-03-03 09:05")),
            )
            .unwrap();
        if !office.store.reindex_step(2).unwrap() {
            break;
        }
    }
    assert!(letters > 15 && !other.is_reindexing().unwrap());
    finds_all(&other, letters);
}

#[test]
fn what_was_broken_off_is_gone_on_with_by_whoever_comes_next() {
    let mut office = Office::new();
    for n in 1..=9 {
        office.letter(&name(n), at("2026-03-02 09:00"));
    }
    office.store.reindex_begin().unwrap();
    assert!(office.store.reindex_step(4).unwrap());
    let mut next = Store::open(office.store.path()).unwrap();
    let mut told = Vec::new();
    assert_eq!(
        next.reindex(&mut |done, all| told.push((done, all)))
            .unwrap(),
        9
    );
    assert!(told.is_empty(), "nine letters are one step");
    assert!(!next.is_reindexing().unwrap());
    finds_all(&next, 9);
    // A tenth, and from the beginning.
    office.letter(&name(10), at("2026-03-03 09:00"));
    assert_eq!(next.reindex(&mut |_, _| ()).unwrap(), 10);
    finds_all(&next, 10);
}
