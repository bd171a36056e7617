//! The bulletin's figures against a count over the events that knows nothing of how they are made.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use xinxiang::cli::bulletin::make;
use xinxiang::domain::event::Event;
use xinxiang::report::Period;
use xinxiang::report::figure::Item;

use super::deeds::Desks;

/// Every quarter in which something happened, as things stand a minute later.
pub fn add_up(desks: &Desks, now: Timestamp) {
    let now = now + SignedDuration::from_mins(1);
    let store = &desks.first;
    let office = store.office();
    let hours = office.regulation.hours;
    let who = desks.staff.iter().find(|who| !who.is_liaison_only()).unwrap();
    let mut kinds: BTreeMap<String, BTreeMap<&'static str, u64>> = BTreeMap::new();
    let mut periods = BTreeMap::new();
    for letter in desks.letters() {
        for recorded in store.history(letter.id).unwrap() {
            let received = match &recorded.event {
                Event::Received { received_at, .. } => received_at.unwrap_or(recorded.at),
                _ => recorded.at,
            };
            let period = Period::of(hours.civil(received).date());
            let name = period.to_string();
            *kinds.entry(name.clone()).or_default().entry(recorded.event.kind()).or_default() += 1;
            periods.insert(name, period);
        }
    }
    for (name, period) in periods {
        let bulletin = make(store, period, who, now).unwrap().bulletin;
        let centre = bulletin.centre.as_ref().unwrap();
        let events = |kind: &str| kinds[&name].get(kind).copied().unwrap_or(0);
        let sum = |item| bulletin.rows.iter().map(|row| row.n(item)).sum::<u64>();
        for (item, kind) in [
            (Item::Received, "received"),
            (Item::Accepted, "accepted"),
            (Item::Declined, "declined"),
            (Item::Referred, "referred"),
            (Item::Replied, "sent"),
            (Item::Reopened, "reopened"),
            (Item::Published, "published"),
            (Item::Withheld, "withheld"),
        ] {
            assert_eq!(centre.figure(item).n, events(kind), "{name}: {kind}");
        }
        assert_eq!(sum(Item::Handled) + sum(Item::Returned), events("assigned"), "{name}: assigned");
        let handled = [Item::InTime, Item::Late, Item::LateOpen, Item::Open].map(sum).iter().sum::<u64>();
        assert_eq!(handled, sum(Item::Handled), "{name}: in time, late, late and open, open");
        assert_eq!(sum(Item::Replied) + centre.figure(Item::Direct).n, events("sent"), "{name}: replies");
        assert_eq!(sum(Item::Urgings), events("urged"), "{name}: urgings");
        for item in Item::OF_UNIT {
            assert_eq!(centre.units.n(item), sum(item), "{name}: {item:?}");
        }
    }
}
