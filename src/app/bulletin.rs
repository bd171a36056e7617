//! Counts and publishes bulletins for both interfaces.

use std::collections::BTreeSet;

use super::error::AppError;
use crate::domain::directory::staff::Staff;
use crate::domain::time::Timestamp;
use crate::report::bulletin::Publication;
use crate::report::figure::Item;
use crate::report::publish::may_publish;
use crate::report::{Bulletin, Counting, Period, Report, document};
use crate::store::{Store, StoreError};

/// Returns the report of a period as `who` sees it now: the published bulletin, where there is one,
/// with the figures that have changed since.
pub fn make(
    store: &Store,
    period: Period,
    who: &Staff,
    now: Timestamp,
) -> Result<Report, StoreError> {
    let published = store
        .published(&period.to_string())?
        .as_ref()
        .and_then(document::read);
    // The previous period is counted up to the same cut-off, so that the two compare.
    let cut_off = published
        .as_ref()
        .map_or(now, |published| published.cut_off);
    let [counted, previous] = count(store, [(period, now), (period.previous(), cut_off)])?;
    let mut report = Report::new(counted, previous, published, who);
    // Counts are visible to everybody; the letters behind them only to those who may read them.
    let (mut letters, mut linked) = (BTreeSet::new(), BTreeSet::new());
    report.bulletin.each_figure(|item, figure| {
        letters.extend(&figure.letters);
        if item == Some(Item::Linked) {
            linked.extend(&figure.letters);
        }
    });
    let (hidden, alone) = (
        store.hidden_of(letters, who)?,
        store.repeats_of_hidden(linked, who)?,
    );
    report.bulletin.each_figure(|item, figure| {
        let linked = item == Some(Item::Linked);
        figure
            .letters
            .retain(|id| !hidden.contains(id) && (!linked || !alone.contains(id)));
    });
    Ok(report)
}

/// Publishes the bulletin of a period and so freezes its figures. Fails where the person may not
/// publish, the period is not over, or its bulletin is published already.
pub fn publish(
    store: &mut Store,
    period: Period,
    who: &Staff,
    now: Timestamp,
) -> Result<(), AppError> {
    may_publish(period, who, store.office(), now)?;
    let [counted] = count(store, [(period, now)])?;
    let bulletin = Bulletin {
        published: Some(Publication {
            at: now,
            who: who.id.clone(),
        }),
        ..counted
    };
    let figures = document::frozen(&bulletin, &store.office().regulation.hours);
    Ok(store.publish(&period.to_string(), figures, &who.id, now)?)
}

/// Counts several periods, each up to its own cut-off, in one pass over the events.
fn count<const N: usize>(
    store: &Store,
    wanted: [(Period, Timestamp); N],
) -> Result<[Bulletin; N], StoreError> {
    let office = store.office();
    let hours = &office.regulation.hours;
    let since = wanted
        .iter()
        .map(|(period, _)| period.begin(hours))
        .min()
        .unwrap_or(Timestamp::MIN);
    // Later events matter only for letters of these periods, whose histories are loaded whole.
    let until = wanted
        .iter()
        .map(|(period, cut_off)| period.end(hours).min(*cut_off))
        .max()
        .unwrap_or(Timestamp::MAX);
    let mut counting = wanted.map(|(period, cut_off)| Counting::new(period, cut_off, office));
    store.lives(since, until, |letter, events| {
        counting.iter_mut().for_each(|one| one.take(letter, events))
    })?;
    Ok(counting.map(Counting::end))
}
