//! The columns of the table of units, and which of them give way when room is short.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::page::FigureLink;
use crate::document::tone::Tone;
use crate::domain::letter::LetterId;
use crate::domain::office::Office;
use crate::report::change::RowChange;
use crate::report::{Item, UnitRow};
use crate::text::width::text_width;

/// Column of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum UnitColumn {
    /// A count.
    Count(Item),
    /// The increase of assignments over the period before.
    Increase,
    /// The share in time.
    Share,
    /// The rise of that share, in percentage points.
    Rise,
    /// The mean hours.
    Mean,
    /// The median hours.
    Median,
    /// The mean rating.
    Content,
    /// How many were rated.
    Rated,
    /// How many were not.
    Unrated,
}

/// The columns, in order.
pub(super) const COLUMNS: [UnitColumn; 21] = {
    use UnitColumn::*;
    [
        Count(Item::Handled),
        Increase,
        Count(Item::InTime),
        Count(Item::Late),
        Count(Item::ThroughCo),
        Count(Item::LateOpen),
        Count(Item::Open),
        Share,
        Rise,
        Count(Item::Extended),
        Count(Item::SentBack),
        Count(Item::Returned),
        Count(Item::Urgings),
        Count(Item::Named),
        Mean,
        Median,
        Content,
        Rated,
        Unrated,
        Count(Item::Replied),
        Count(Item::Repeats),
    ]
};

impl UnitColumn {
    pub(super) fn heading(self) -> String {
        match self {
            UnitColumn::Count(Item::Handled) => say!("column-handled"),
            UnitColumn::Count(Item::InTime) => say!("column-in-time"),
            UnitColumn::Count(Item::Late) => say!("column-late"),
            UnitColumn::Count(Item::ThroughCo) => say!("column-through-co"),
            UnitColumn::Count(Item::LateOpen) => say!("column-late-open"),
            UnitColumn::Count(Item::Open) => say!("column-open"),
            UnitColumn::Count(Item::Extended) => say!("column-extended"),
            UnitColumn::Count(Item::SentBack) => say!("column-sent-back"),
            UnitColumn::Count(Item::Returned) => say!("column-returned"),
            UnitColumn::Count(Item::Urgings) => say!("column-urgings"),
            UnitColumn::Count(Item::Named) => say!("column-named"),
            UnitColumn::Count(Item::Replied) => say!("column-replied"),
            UnitColumn::Count(Item::Repeats) => say!("column-repeats"),
            UnitColumn::Count(other) => other.label(),
            UnitColumn::Increase => say!("column-more"),
            UnitColumn::Share => say!("column-share"),
            UnitColumn::Rise => say!("column-rise"),
            UnitColumn::Mean => say!("column-mean"),
            UnitColumn::Median => say!("column-median"),
            UnitColumn::Content => say!("column-satisfaction"),
            UnitColumn::Rated => say!("column-rated"),
            UnitColumn::Unrated => say!("column-unrated"),
        }
    }

    /// Returns the priority of a column when room is short: the lowest goes first.
    pub(super) fn priority(self) -> u8 {
        match self {
            UnitColumn::Count(Item::ThroughCo) => 0,
            UnitColumn::Count(Item::Replied) => 1,
            UnitColumn::Median => 2,
            UnitColumn::Rise => 3,
            UnitColumn::Unrated => 4,
            UnitColumn::Rated => 5,
            UnitColumn::Count(Item::Named) => 6,
            UnitColumn::Count(Item::Returned) => 7,
            UnitColumn::Increase => 8,
            UnitColumn::Count(Item::Extended) => 9,
            UnitColumn::Count(Item::Open) => 10,
            UnitColumn::Count(Item::Urgings) => 11,
            UnitColumn::Mean => 12,
            UnitColumn::Count(Item::SentBack) => 13,
            UnitColumn::Count(Item::Repeats) => 14,
            UnitColumn::Content => 15,
            UnitColumn::Count(_) | UnitColumn::Share => u8::MAX,
        }
    }

    pub(super) fn cell_text(self, row: &UnitRow, change: Option<&RowChange>) -> String {
        let number = |value: Option<f64>| {
            value.map_or_else(|| NO_VALUE.to_owned(), |value| format!("{value:.1}"))
        };
        match self {
            UnitColumn::Count(item) => row.count_of(item).to_string(),
            UnitColumn::Increase => change
                .and_then(|change| change.figures.get(&Item::Handled))
                .map(|n| format_signed(*n))
                .unwrap_or_default(),
            UnitColumn::Share => format_percent(row.in_time_share()),
            UnitColumn::Rise => {
                let rise = change.and_then(|change| change.in_time_share);
                rise.map_or_else(
                    || NO_VALUE.to_owned(),
                    |rise| format_signed((rise * 100.0).round() as i64),
                )
            }
            UnitColumn::Mean => number(row.answer_hours.mean),
            UnitColumn::Median => number(row.answer_hours.median),
            UnitColumn::Content => row
                .satisfaction
                .mean
                .map_or_else(|| NO_VALUE.to_owned(), |mean| format!("{mean:.2}")),
            UnitColumn::Rated => row.satisfaction.rated.n.to_string(),
            UnitColumn::Unrated => row.satisfaction.unknown.n.to_string(),
        }
    }

    /// Returns the code, the name and the letters of the figure; `None` for a column that only
    /// compares periods.
    pub(super) fn linked_figure(
        self,
        row: &UnitRow,
    ) -> Option<(&'static str, String, Cow<'_, BTreeSet<LetterId>>)> {
        let answered = || Cow::Owned(row.union_letters(&[Item::InTime, Item::Late]));
        let measured =
            || Cow::Owned(row.union_letters(&[Item::InTime, Item::Late, Item::LateOpen]));
        let (rated, unrated) = (
            &row.satisfaction.rated.letters,
            &row.satisfaction.unknown.letters,
        );
        match self {
            UnitColumn::Count(item) => Some((
                item.code(),
                item.label(),
                Cow::Borrowed(&row.figure(item).letters),
            )),
            UnitColumn::Share => Some(("share", say!("figure-share"), measured())),
            UnitColumn::Mean => Some(("mean", say!("figure-hours"), answered())),
            UnitColumn::Median => Some(("median", say!("figure-median"), answered())),
            UnitColumn::Content => {
                Some(("content", say!("figure-satisfaction"), Cow::Borrowed(rated)))
            }
            UnitColumn::Rated => Some(("rated", say!("figure-rated"), Cow::Borrowed(rated))),
            UnitColumn::Unrated => {
                Some(("unrated", say!("figure-unrated"), Cow::Borrowed(unrated)))
            }
            UnitColumn::Increase | UnitColumn::Rise => None,
        }
    }

    pub(super) fn tone(self) -> Tone {
        match self {
            UnitColumn::Count(Item::Late | Item::LateOpen | Item::Named) => Tone::Late,
            UnitColumn::Count(Item::SentBack | Item::Urgings | Item::Repeats) => Tone::Close,
            UnitColumn::Increase | UnitColumn::Rise => Tone::Quiet,
            UnitColumn::Count(_)
            | UnitColumn::Share
            | UnitColumn::Mean
            | UnitColumn::Median
            | UnitColumn::Content
            | UnitColumn::Rated
            | UnitColumn::Unrated => Tone::Text,
        }
    }
}

/// Text for a missing value.
pub(super) const NO_VALUE: &str = "-";

/// Formats a share as a percentage: `87%`.
pub(super) fn format_percent(share: Option<f64>) -> String {
    share.map_or_else(
        || NO_VALUE.to_owned(),
        |share| format!("{:.0}%", share * 100.0),
    )
}

/// Formats a number with its sign: `+3`.
pub(super) fn format_signed(n: i64) -> String {
    if n > 0 {
        format!("+{n}")
    } else {
        n.to_string()
    }
}

/// Returns the names of the units of these rows, in the short form below 110 cells, and the width
/// of their column.
pub(super) fn unit_names(rows: &[UnitRow], office: &Office, room: usize) -> (Vec<String>, usize) {
    let full: Vec<String> = rows.iter().map(|row| row.name.clone()).collect();
    let short = || {
        rows.iter().map(|row| {
            row.unit
                .map_or_else(|| row.name.clone(), |unit| office.units.short_name(unit))
        })
    };
    let names = if room < 110 { short().collect() } else { full };
    let widest = names.iter().map(|name| text_width(name)).max().unwrap_or(0);
    let all = text_width(&say!("bulletin-all")).max(text_width(&say!("column-unit")));
    (names, widest.max(all).min(if room < 110 { 14 } else { 24 }))
}

/// Returns what a figure of a row opens.
pub(super) fn row_link<'a>(
    row: &UnitRow,
    code: &str,
    words: &str,
    letters: Cow<'a, BTreeSet<LetterId>>,
) -> FigureLink<'a> {
    let of = if row.unit.is_some() {
        row.name.clone()
    } else {
        say!("bulletin-all")
    };
    let key = format!("{}/{code}", row.unit.map_or(0, |unit| unit.0));
    FigureLink {
        key,
        title: say!("bulletin-place", of = of, figure = words),
        letters,
    }
}
