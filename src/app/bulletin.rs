//! Counts and publishes bulletins for both interfaces.

use std::collections::BTreeSet;

use super::error::AppError;
use crate::domain::directory::staff::Staff;
use crate::domain::time::Timestamp;
use crate::report::bulletin::BulletinPublication;
use crate::report::figure::Item;
use crate::report::publish::{check_may_edit, check_may_publish};
use crate::report::{Bulletin, BulletinCounter, Period, Report, document, draft};
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
    let [counted, previous, last_year] = count_periods(
        store,
        [
            (period, now),
            (period.previous(), cut_off),
            (period.year_before(), cut_off),
        ],
    )?;
    let mut report = Report::new(counted, previous, last_year, published, who);
    report.text = store
        .published_bulletin(&period.to_string())?
        .and_then(|figures| figures.get("text")?.as_str().map(str::to_owned))
        .filter(|_| !who.is_liaison_only());
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
    let text = bulletin_text(store, period, who, now)?;
    let [counted] = count_periods(store, [(period, now)])?;
    let bulletin = Bulletin {
        published: Some(BulletinPublication {
            at: now,
            who: who.id.clone(),
        }),
        ..counted
    };
    let mut figures = document::stored_document(&bulletin, &store.office().regulation.hours);
    if let Some(object) = figures.as_object_mut() {
        object.insert("text".to_owned(), text.into());
    }
    Ok(store.publish(&period.to_string(), figures, &who.id, now)?)
}

/// Returns the text of a bulletin as the office edits it: its draft, or else the template.
pub fn bulletin_draft(store: &Store, period: Period) -> Result<String, StoreError> {
    let draft = store.bulletin_draft(&period.to_string())?;
    Ok(draft.unwrap_or_else(|| draft::TEMPLATE.to_owned()))
}

/// Returns the text of a bulletin with its fields filled: as it was published, or as it stands now.
pub fn bulletin_text(
    store: &Store,
    period: Period,
    who: &Staff,
    now: Timestamp,
) -> Result<String, StoreError> {
    let report = load_report(store, period, who, now)?;
    match &report.text {
        Some(text) => Ok(text.clone()),
        None => Ok(draft::render(
            &bulletin_draft(store, period)?,
            &report,
            store.office(),
        )),
    }
}

/// Records the text of a bulletin as the office edited it. `base` is the text that was edited, if
/// others may have edited it meanwhile.
///
/// # Errors
/// Somebody who may not publish it, a period that is not published, a field that is unknown, a
/// bulletin that is published already, a text that is not `base` any more.
pub fn edit_bulletin(
    store: &mut Store,
    period: Period,
    text: &str,
    base: Option<&str>,
    who: &Staff,
    now: Timestamp,
) -> Result<(), AppError> {
    check_may_edit(period, who, store.office())?;
    draft::check_fields(text)?;
    if let Some(base) = base {
        let recorded = bulletin_draft(store, period)?;
        if recorded.trim_end() != base.trim_end() {
            return Err(AppError::BulletinDiffers(recorded));
        }
    }
    Ok(store.draft_bulletin(&period.to_string(), text, &who.id, now)?)
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
