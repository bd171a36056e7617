//! The table of units: its columns, and which of them give way when room is short.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::page::{BulletinPage, FigureLink};
use crate::document::tone::Tone;
use crate::domain::letter::LetterId;
use crate::domain::office::Office;
use crate::report::change::RowChange;
use crate::report::{Item, Report, UnitRow};
use crate::text::width::{pad_right, text_width};

/// Column of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum UnitColumn {
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
const COLUMNS: [UnitColumn; 21] = {
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
    fn heading(self) -> String {
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
    fn priority(self) -> u8 {
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

    fn cell_text(self, row: &UnitRow, change: Option<&RowChange>) -> String {
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
    fn linked_figure(
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

    fn tone(self) -> Tone {
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

/// Adds the table.
pub(super) fn add_unit_table(page: &mut BulletinPage, report: &Report, office: &Office) {
    let bulletin = &report.bulletin;
    let (names, first) = unit_names(&bulletin.rows, office, page.width);
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
    let mut left: Vec<(UnitColumn, usize)> = COLUMNS
        .into_iter()
        .map(|column| {
            let cells = rows()
                .map(|(row, _, change)| text_width(&column.cell_text(row, change)))
                .max()
                .unwrap_or(0);
            (column, cells.max(text_width(&column.heading())))
        })
        .collect();
    // What has no room stands in a table of its own below.
    while !left.is_empty() {
        let (columns, gap) = fit_columns(&mut left, first, page.width);
        if columns.is_empty() {
            return;
        }
        draw_columns(page, &rows().collect::<Vec<_>>(), (&columns, gap), first);
        if !left.is_empty() {
            page.put_heading(&say!("bulletin-more-columns"));
        }
    }
}

/// Takes the columns that have room behind the names, and says how many cells they are apart: two,
/// or one if that lets another column stay.
fn fit_columns(
    left: &mut Vec<(UnitColumn, usize)>,
    first: usize,
    room: usize,
) -> (Vec<(UnitColumn, usize)>, usize) {
    let used = |columns: &[(UnitColumn, usize)], gap: usize| {
        first + columns.iter().map(|(_, cells)| cells + gap).sum::<usize>()
    };
    let mut columns = std::mem::take(left);
    while used(&columns, 1) > room
        && let Some(least) = (0..columns.len()).min_by_key(|n| {
            let column = columns.get(*n);
            column.map_or(u8::MAX, |(column, _)| column.priority())
        })
    {
        left.push(columns.remove(least));
    }
    let place = |column: UnitColumn| COLUMNS.iter().position(|known| *known == column);
    left.sort_by_key(|(column, _)| place(*column));
    let gap = if used(&columns, 2) <= room { 2 } else { 1 };
    (columns, gap)
}

/// Row of the table: its figures, its name, and how it changed.
type TableRow<'a> = (&'a UnitRow, String, Option<&'a RowChange>);

/// Draws a table of these columns.
fn draw_columns(
    page: &mut BulletinPage,
    rows: &[TableRow<'_>],
    (columns, gap): (&[(UnitColumn, usize)], usize),
    first: usize,
) {
    page.begin_line();
    page.put_text(0, &say!("column-unit"), Tone::Quiet);
    let mut x = first;
    for (column, cells) in columns {
        let heading = column.heading();
        page.put_text(
            x + gap + cells - text_width(&heading).min(*cells),
            &heading,
            Tone::Quiet,
        );
        x += cells + gap;
    }
    for (row, name, change) in rows {
        page.begin_line();
        page.put_text(
            0,
            &pad_right(name, first),
            if row.unit.is_some() {
                Tone::Text
            } else {
                Tone::Strong
            },
        );
        let mut x = first;
        for (column, cells) in columns {
            let text = column.cell_text(row, *change);
            match column.linked_figure(row) {
                Some((code, words, letters)) => {
                    page.put_figure(
                        x + gap,
                        *cells,
                        &text,
                        column.tone(),
                        row_link(row, code, &words, letters),
                    );
                }
                None => page.put_text(
                    x + gap + cells - text_width(&text).min(*cells),
                    &text,
                    column.tone(),
                ),
            }
            x += cells + gap;
        }
    }
}
