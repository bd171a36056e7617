//! Letters that repeat one another: whatever is linked and unlinked, in whatever order, none comes round to itself.

use proptest::prelude::*;
use xinxiang::domain::directory::staff::Role;
use xinxiang::domain::letter::LetterId;
use xinxiang::domain::workflow::action::{Action, Verb};

use crate::office::{Office, at, staff};

const LETTERS: i64 = 5;

/// Whether a letter comes round to itself.
fn ring(office: &Office) -> bool {
    let repeats = |id: LetterId| office.store.load_letter(id).unwrap().repeats;
    (1..=LETTERS).map(LetterId).any(|first| {
        let (mut seen, mut next) = (std::collections::BTreeSet::new(), repeats(first));
        while let Some(id) = next.pop() {
            if seen.insert(id) {
                next.extend(repeats(id));
            }
        }
        seen.contains(&first)
    })
}

fn office() -> Office {
    let mut office = Office::new();
    for n in 1..=LETTERS {
        let id = office.letter(&n.to_string(), at("2026-03-02 09:00"));
        office.walk(id, &[Verb::Accept], at("2026-03-02 09:00"));
    }
    office
}

fn act(office: &mut Office, id: i64, action: Action) -> bool {
    office
        .act_as(
            LetterId(id),
            action,
            &staff(Role::Administrator),
            at("2026-03-02 10:00"),
        )
        .is_ok()
}

#[test]
fn a_ring_of_any_length_is_refused_by_every_way() {
    let mut office = office();
    let link = |to| Action::Link { to: LetterId(to) };
    for (id, to) in [(1, 2), (2, 3), (3, 4)] {
        assert!(act(&mut office, id, link(to)));
    }
    for (id, to) in [(4, 1), (3, 1), (4, 2), (2, 1), (1, 1)] {
        assert!(!act(&mut office, id, link(to)), "{id} to {to}");
    }
    let directly = |earlier| Action::ReplyDirectly {
        because: "repeated".into(),
        earlier: Some(LetterId(earlier)),
        policy: None,
        tier: Default::default(),
    };
    assert!(!act(&mut office, 4, directly(1)));
    // Where the ring is open again, it may be closed elsewhere.
    assert!(act(&mut office, 2, Action::Unlink { to: LetterId(3) }));
    assert!(act(&mut office, 4, directly(1)));
    assert!(!act(&mut office, 2, link(3)));
    assert!(!ring(&office) && office.verify().findings.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(24) })]

    #[test]
    fn never_a_ring(steps in prop::collection::vec((1..=LETTERS, 1..=LETTERS, prop::bool::weighted(0.8)), 1..24)) {
        let mut office = office();
        for (id, to, link) in steps {
            let to = LetterId(to);
            let before = ring(&office);
            act(&mut office, id, if link { Action::Link { to } } else { Action::Unlink { to } });
            prop_assert!(!before && !ring(&office));
        }
    }
}
