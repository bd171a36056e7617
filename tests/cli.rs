//! The command line's contract: names, flags, JSON fields, exit statuses.

mod acting;
mod advising;
mod after;
mod aside;
mod bulletins;
mod calendar;
mod deadlines;
mod exporting;
mod held;
mod importing;
mod keeping;
mod lines;
mod lists;
mod logging;
mod making;
mod mending;
mod names;
mod otherwise;
mod outside;
mod past;
mod quarter;
mod reach;
mod readers;
mod rules;
mod searching;
mod settings;
mod similar;
mod strangers;
mod tables;
mod twins;
mod units;

use std::collections::BTreeSet;

use serde_json::Value;

/// The names of the fields of a JSON object.
fn fields(object: &Value) -> BTreeSet<&str> {
    object
        .as_object()
        .unwrap_or_else(|| panic!("no object: {object}"))
        .keys()
        .map(String::as_str)
        .collect()
}

/// One field of every row of a list.
fn each<'a>(rows: &'a Value, field: &str) -> Vec<&'a Value> {
    rows.as_array()
        .unwrap_or_else(|| panic!("no array: {rows}"))
        .iter()
        .map(|row| &row[field])
        .collect()
}

/// Whether an instant is written as RFC 3339 with the office's offset.
fn beijing(instant: &Value) -> bool {
    let text = instant
        .as_str()
        .unwrap_or_else(|| panic!("no instant: {instant}"));
    text.ends_with("+08:00")
        && text.contains('T')
        && text.parse::<xinxiang::domain::time::Timestamp>().is_ok()
}
