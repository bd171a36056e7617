//! The table of units: its columns, and which of them give way when room is short.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::page::{Opens, Page, Tone};
use crate::domain::letter::LetterId;
use crate::domain::office::Office;
use crate::report::change::RowChange;
use crate::report::{Item, Report, Row};
use crate::text::width::{pad_right, width};

/// Column of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    /// A count.
    Count(Item),
    /// The increase of assignments over the period before.
    More,
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
const COLUMNS: [Column; 20] = {
    use Column::*;
    [
        Count(Item::Handled),
        More,
        Count(Item::InTime),
        Count(Item::Late),
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

impl Column {
    fn heading(self) -> String {
        match self {
            Column::Count(Item::Handled) => say!("column-handled"),
            Column::Count(Item::InTime) => say!("column-in-time"),
            Column::Count(Item::Late) => say!("column-late"),
            Column::Count(Item::LateOpen) => say!("column-late-open"),
            Column::Count(Item::Open) => say!("column-open"),
            Column::Count(Item::Extended) => say!("column-extended"),
            Column::Count(Item::SentBack) => say!("column-sent-back"),
            Column::Count(Item::Returned) => say!("column-returned"),
            Column::Count(Item::Urgings) => say!("column-urgings"),
            Column::Count(Item::Named) => say!("column-named"),
            Column::Count(Item::Replied) => say!("column-replied"),
            Column::Count(Item::Repeats) => say!("column-repeats"),
            Column::Count(other) => other.words(),
            Column::More => say!("column-more"),
            Column::Share => say!("column-share"),
            Column::Rise => say!("column-rise"),
            Column::Mean => say!("column-mean"),
            Column::Median => say!("column-median"),
            Column::Content => say!("column-satisfaction"),
            Column::Rated => say!("column-rated"),
            Column::Unrated => say!("column-unrated"),
        }
    }

    /// Returns the priority of a column when room is short: the lowest goes first.
    fn worth(self) -> u8 {
        match self {
            Column::Count(Item::Replied) => 1,
            Column::Median => 2,
            Column::Rise => 3,
            Column::Unrated => 4,
            Column::Rated => 5,
            Column::Count(Item::Named) => 6,
            Column::Count(Item::Returned) => 7,
            Column::More => 8,
            Column::Count(Item::Extended) => 9,
            Column::Count(Item::Open) => 10,
            Column::Count(Item::Urgings) => 11,
            Column::Mean => 12,
            Column::Count(Item::SentBack) => 13,
            Column::Count(Item::Repeats) => 14,
            Column::Content => 15,
            Column::Count(_) | Column::Share => u8::MAX,
        }
    }

    fn text(self, row: &Row, change: Option<&RowChange>) -> String {
        let number = |value: Option<f64>| {
            value.map_or_else(|| NONE.to_owned(), |value| format!("{value:.1}"))
        };
        match self {
            Column::Count(item) => row.n(item).to_string(),
            Column::More => change
                .and_then(|change| change.figures.get(&Item::Handled))
                .map(|n| signed(*n))
                .unwrap_or_default(),
            Column::Share => percent(row.in_time_share()),
            Column::Rise => {
                let rise = change.and_then(|change| change.in_time_share);
                rise.map_or_else(
                    || NONE.to_owned(),
                    |rise| signed((rise * 100.0).round() as i64),
                )
            }
            Column::Mean => number(row.took.mean),
            Column::Median => number(row.took.median),
            Column::Content => row
                .content
                .mean
                .map_or_else(|| NONE.to_owned(), |mean| format!("{mean:.2}")),
            Column::Rated => row.content.rated.n.to_string(),
            Column::Unrated => row.content.unknown.n.to_string(),
        }
    }

    /// Returns the code, the name and the letters of the figure; `None` for a column that only
    /// compares periods.
    fn opens(self, row: &Row) -> Option<(&'static str, String, Cow<'_, BTreeSet<LetterId>>)> {
        let answered = || Cow::Owned(row.letters(&[Item::InTime, Item::Late]));
        let measured = || Cow::Owned(row.letters(&[Item::InTime, Item::Late, Item::LateOpen]));
        let (rated, unrated) = (&row.content.rated.letters, &row.content.unknown.letters);
        match self {
            Column::Count(item) => Some((
                item.code(),
                item.words(),
                Cow::Borrowed(&row.figure(item).letters),
            )),
            Column::Share => Some(("share", say!("figure-share"), measured())),
            Column::Mean => Some(("mean", say!("figure-hours"), answered())),
            Column::Median => Some(("median", say!("figure-median"), answered())),
            Column::Content => Some(("content", say!("figure-satisfaction"), Cow::Borrowed(rated))),
            Column::Rated => Some(("rated", say!("figure-rated"), Cow::Borrowed(rated))),
            Column::Unrated => Some(("unrated", say!("figure-unrated"), Cow::Borrowed(unrated))),
            Column::More | Column::Rise => None,
        }
    }

    fn tone(self) -> Tone {
        match self {
            Column::Count(Item::Late | Item::LateOpen | Item::Named) => Tone::Late,
            Column::Count(Item::SentBack | Item::Urgings | Item::Repeats) => Tone::Close,
            Column::More | Column::Rise => Tone::Quiet,
            Column::Count(_)
            | Column::Share
            | Column::Mean
            | Column::Median
            | Column::Content
            | Column::Rated
            | Column::Unrated => Tone::Text,
        }
    }
}

/// Text for a missing value.
pub const NONE: &str = "-";

/// Formats a share as a percentage: `87%`.
pub fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| NONE.to_owned(), |share| format!("{:.0}%", share * 100.0))
}

/// Formats a number with its sign: `+3`.
pub fn signed(n: i64) -> String {
    if n > 0 {
        format!("+{n}")
    } else {
        n.to_string()
    }
}

/// Returns the names of the units of these rows, in the short form below 110 cells, and the width
/// of their column.
pub fn names(rows: &[Row], office: &Office, room: usize) -> (Vec<String>, usize) {
    let full: Vec<String> = rows.iter().map(|row| row.name.clone()).collect();
    let short = || {
        rows.iter().map(|row| {
            row.unit
                .map_or_else(|| row.name.clone(), |unit| office.units.short(unit))
        })
    };
    let names = if room < 110 { short().collect() } else { full };
    let widest = names.iter().map(|name| width(name)).max().unwrap_or(0);
    let all = width(&say!("bulletin-all")).max(width(&say!("column-unit")));
    (names, widest.max(all).min(if room < 110 { 14 } else { 24 }))
}

/// Returns what a figure of a row opens.
pub fn of_row<'a>(
    row: &Row,
    code: &str,
    words: &str,
    letters: Cow<'a, BTreeSet<LetterId>>,
) -> Opens<'a> {
    let of = if row.unit.is_some() {
        row.name.clone()
    } else {
        say!("bulletin-all")
    };
    let key = format!("{}/{code}", row.unit.map_or(0, |unit| unit.0));
    Opens {
        key,
        title: say!("bulletin-place", of = of, figure = words),
        letters,
    }
}

/// Adds the table.
pub fn table(page: &mut Page, report: &Report, office: &Office) {
    let bulletin = &report.bulletin;
    let (names, first) = names(&bulletin.rows, office, page.room);
    let all = bulletin.centre.as_ref().map(|centre| &centre.units);
    let rows = || {
        let units = bulletin.rows.iter().zip(&names);
        let units = units.map(|(row, name)| {
            (
                row,
                name.clone(),
                row.unit.and_then(|unit| report.change.units.get(&unit)),
            )
        });
        units.chain(all.map(|all| (all, say!("bulletin-all"), report.change.all.as_ref())))
    };
    let mut columns: Vec<(Column, usize)> = COLUMNS
        .into_iter()
        .map(|column| {
            let cells = rows()
                .map(|(row, _, change)| width(&column.text(row, change)))
                .max()
                .unwrap_or(0);
            (column, cells.max(width(&column.heading())))
        })
        .collect();
    // Columns are two cells apart, or one if that lets another column stay.
    let used = |columns: &[(Column, usize)], gap: usize| {
        first + columns.iter().map(|(_, cells)| cells + gap).sum::<usize>()
    };
    while used(&columns, 1) > page.room
        && let Some(least) = (0..columns.len()).min_by_key(|n| {
            columns
                .get(*n)
                .map_or(u8::MAX, |(column, _)| column.worth())
        })
    {
        columns.remove(least);
    }
    let gap = if used(&columns, 2) <= page.room { 2 } else { 1 };
    page.line();
    page.put(0, &say!("column-unit"), Tone::Quiet);
    let mut x = first;
    for (column, cells) in &columns {
        let heading = column.heading();
        page.put(
            x + gap + cells - width(&heading).min(*cells),
            &heading,
            Tone::Quiet,
        );
        x += cells + gap;
    }
    for (row, name, change) in rows() {
        page.line();
        page.put(
            0,
            &pad_right(&name, first),
            if row.unit.is_some() {
                Tone::Text
            } else {
                Tone::Strong
            },
        );
        let mut x = first;
        for (column, cells) in &columns {
            let text = column.text(row, change);
            match column.opens(row) {
                Some((code, words, letters)) => {
                    page.figure(
                        x + gap,
                        *cells,
                        &text,
                        column.tone(),
                        of_row(row, code, &words, letters),
                    );
                }
                None => page.put(
                    x + gap + cells - width(&text).min(*cells),
                    &text,
                    column.tone(),
                ),
            }
            x += cells + gap;
        }
    }
}
