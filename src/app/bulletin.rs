//! Counts and publishes bulletins for both interfaces.

use std::collections::BTreeSet;

use super::error::AppError;
use crate::domain::directory::staff::Staff;
use crate::domain::time::Timestamp;
use crate::report::bulletin::BulletinPublication;
use crate::report::figure::Item;
use crate::report::publish::check_may_publish;
use crate::report::{Bulletin, BulletinCounter, Period, Report, document};
use crate::store::{Store, StoreError};

/// Returns the report of a period as `who` sees it now: the published bulletin, where there is one,
/// with the figures that have changed since.
pub fn load_report(
    store: &Store,
    period: Period,
    who: &Staff,
    now: Timestamp,
) -> Result<Report, StoreError> {
    let published = store
        .published_bulletin(&period.to_string())?
        .as_ref()
        .and_then(document::parse_document);
    // The previous period is counted up to the same cut-off, so that the two compare.
    let cut_off = published
        .as_ref()
        .map_or(now, |published| published.cut_off);
    let [counted, previous] = count_periods(store, [(period, now), (period.previous(), cut_off)])?;
    let mut report = Report::new(counted, previous, published, who);
    // Counts are visible to everybody; the letters behind them only to those who may read them.
    let (mut letters, mut linked) = (BTreeSet::new(), BTreeSet::new());
    report.bulletin.visit_figures(|item, figure| {
        letters.extend(&figure.letters);
        if item == Some(Item::Linked) {
            linked.extend(&figure.letters);
        }
    });
    let (hidden, alone) = (
        store.filter_hidden(letters, who)?,
        store.repeats_only_hidden(linked, who)?,
    );
    report.bulletin.visit_figures(|item, figure| {
        let linked = item == Some(Item::Linked);
        figure
            .letters
            .retain(|id| !hidden.contains(id) && (!linked || !alone.contains(id)));
    });
    Ok(report)
}

/// Publishes the bulletin of a period and so freezes its figures. Fails where the person may not
/// publish, the period is not over, or its bulletin is published already.
pub fn publish_bulletin(
    store: &mut Store,
    period: Period,
    who: &Staff,
    now: Timestamp,
) -> Result<(), AppError> {
    check_may_publish(period, who, store.office(), now)?;
    let [counted] = count_periods(store, [(period, now)])?;
    let bulletin = Bulletin {
        published: Some(BulletinPublication {
            at: now,
            who: who.id.clone(),
        }),
        ..counted
    };
    let figures = document::stored_document(&bulletin, &store.office().regulation.hours);
    Ok(store.publish(&period.to_string(), figures, &who.id, now)?)
}

/// Counts several periods, each up to its own cut-off, in one pass over the events.
fn count_periods<const N: usize>(
    store: &Store,
    wanted: [(Period, Timestamp); N],
) -> Result<[Bulletin; N], StoreError> {
    let office = store.office();
    let hours = &office.regulation.hours;
    let since = wanted
        .iter()
        .map(|(period, _)| period.begins_at(hours))
        .min()
        .unwrap_or(Timestamp::MIN);
    // Later events matter only for letters of these periods, whose histories are loaded whole.
    let until = wanted
        .iter()
        .map(|(period, cut_off)| period.ends_at(hours).min(*cut_off))
        .max()
        .unwrap_or(Timestamp::MAX);
    let mut counting =
        wanted.map(|(period, cut_off)| BulletinCounter::new(period, cut_off, office));
    store.for_each_history(since, until, |letter, events| {
        counting
            .iter_mut()
            .for_each(|one| one.add_letter(letter, events))
    })?;
    Ok(counting.map(BulletinCounter::finish))
}
