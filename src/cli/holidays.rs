//! Days of a calendar, and what an import does to them, in JSON.

use serde_json::{Value, json};

use crate::domain::time::calendar::{ListedDay, LocalDay, YearChange};

/// A day of a list in JSON.
pub fn listed(day: &ListedDay) -> Value {
    json!({ "date": day.date.to_string(), "kind": day.kind.code(), "name": day.name, "own": false })
}

/// A day of the office's own in JSON.
pub fn local(day: &LocalDay) -> Value {
    json!({
        "date": day.date.to_string(), "kind": day.kind.code(), "name": day.name, "own": true,
        "part": day.part.map(|part| part.code()), "why": day.why,
    })
}

/// What an import does to each year, in JSON.
pub fn changes(changes: &[YearChange]) -> Value {
    let one = |change: &YearChange| {
        json!({
            "year": change.year, "before": change.before, "after": change.after,
            "lost": change.lost.iter().map(listed).collect::<Vec<_>>(),
            "added": change.added.iter().map(listed).collect::<Vec<_>>(),
            "own": change.own.iter().map(local).collect::<Vec<_>>(),
            "doubts": change.doubts.iter().map(|doubt| doubt.words()).collect::<Vec<_>>(),
        })
    };
    changes.iter().map(one).collect()
}
