//! The days of a calendar, and the changes that an import makes to them, as JSON.

use serde_json::{Value, json};

use crate::domain::time::calendar::{ListedDay, LocalDay, YearChange};

/// Returns a day of a published list.
pub(super) fn listed_day_json(day: &ListedDay) -> Value {
    json!({ "date": day.date.to_string(), "kind": day.kind.code(), "name": day.name, "own": false })
}

/// Returns a day that the office declared itself.
pub(super) fn local_day_json(day: &LocalDay) -> Value {
    json!({
        "date": day.date.to_string(), "kind": day.kind.code(), "name": day.name, "own": true,
        "part": day.part.map(|part| part.code()), "why": day.why,
    })
}

/// Returns the changes of an import, by year.
pub(super) fn changes_json(changes: &[YearChange]) -> Value {
    let one = |change: &YearChange| {
        json!({
            "year": change.year, "before": change.before, "after": change.after,
            "lost": change.lost.iter().map(listed_day_json).collect::<Vec<_>>(),
            "added": change.added.iter().map(listed_day_json).collect::<Vec<_>>(),
            "own": change.own.iter().map(local_day_json).collect::<Vec<_>>(),
            "doubts": change.doubts.iter().map(|doubt| doubt.label()).collect::<Vec<_>>(),
        })
    };
    changes.iter().map(one).collect()
}
