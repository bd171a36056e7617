//! The table of units. What has no room stands in a table of its own below.

use super::columns::{COLUMNS, UnitColumn, row_link, unit_names};
use super::page::BulletinPage;
use crate::document::tone::Tone;
use crate::domain::office::Office;
use crate::report::change::RowChange;
use crate::report::{Report, UnitRow};
use crate::text::width::{pad_right, text_width};

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
