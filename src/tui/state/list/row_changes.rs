//! Detects what is new in a window that was read again.

use std::collections::BTreeMap;

use crate::domain::letter::LetterId;
use crate::domain::letter::summary::Summary;

/// Returns the rows of a newer version, and those that came into view: between the first and the
/// last row of `before`, or beyond them where that window reached the start or the end.
pub(crate) fn changed_rows<'a>(
    before: &[Summary],
    (at_start, at_end): (bool, bool),
    now: &'a [Summary],
) -> impl Iterator<Item = &'a Summary> {
    let key = |row: &Summary| (row.key, row.id);
    let after = before.first().map(key).filter(|_| !at_start);
    let until = before.last().map(key).filter(|_| !at_end);
    let known: BTreeMap<LetterId, u32> = before.iter().map(|row| (row.id, row.version)).collect();
    now.iter().filter(move |row| match known.get(&row.id) {
        Some(version) => *version < row.version,
        None => {
            after.is_none_or(|after| key(row) > after) && until.is_none_or(|until| key(row) < until)
        }
    })
}
