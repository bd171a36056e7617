//! The bulletin's figures against a count over the events that knows nothing of how they are made.

use std::collections::BTreeMap;

use std::time::Duration;
use xinxiang::app::bulletin::load_report;
use xinxiang::domain::time::Timestamp;
use xinxiang::report::Period;

use super::deeds::Desks;
use crate::bulletin::tally::tally;

/// Every quarter in which something happened, as things stand a minute later.
pub(super) fn add_up(desks: &Desks, now: Timestamp) {
    let now = now.saturating_add(Duration::from_mins(1));
    let store = &desks.first;
    let office = store.office();
    let hours = office.regulation.hours;
    let who = desks
        .staff
        .iter()
        .find(|who| !who.is_liaison_only())
        .unwrap();
    let mut kinds: BTreeMap<String, BTreeMap<&'static str, u64>> = BTreeMap::new();
    let mut periods = BTreeMap::new();
    for letter in desks.letters() {
        for (at, kind) in tally(&store.history(letter.id).unwrap()) {
            let period = Period::quarter_of(hours.to_civil(at).date());
            let name = period.to_string();
            *kinds
                .entry(name.clone())
                .or_default()
                .entry(kind)
                .or_default() += 1;
            periods.insert(name, period);
        }
    }
    for (name, period) in periods {
        let bulletin = load_report(store, period, who, now).unwrap().bulletin;
        crate::bulletin::add_up(&bulletin, |kind| {
            kinds[&name].get(kind).copied().unwrap_or(0)
        });
    }
}
