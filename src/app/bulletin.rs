//! The bulletin as both interfaces make and publish it.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::error::AppError;
use crate::domain::directory::staff::Staff;
use crate::report::bulletin::Publication;
use crate::report::figure::Item;
use crate::report::publish::may_publish;
use crate::report::{Bulletin, Counting, Period, Report, document};
use crate::store::{Store, StoreError};

/// The bulletin of a period as a member of staff sees it now: as it was published, where it was, with what has changed since.
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
    // The period before is compared as it stood at the same instant.
    let cut_off = published
        .as_ref()
        .map_or(now, |published| published.cut_off);
    let [counted, previous] = count(store, [(period, now), (period.previous(), cut_off)])?;
    let mut report = Report::new(counted, previous, published, who);
    // How many is everybody's to know; which letters, only where they may be read.
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

/// Publishes a bulletin: its figures are frozen. Refuses whoever may not, a period that is not over, and one that was published.
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

/// Counts periods, each until its cut-off, in one reading of the record.
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
    // What happened later counts for the letters of these periods only, and comes with them.
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
