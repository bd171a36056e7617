//! The two charts: letters per week or month as columns, and each unit's share in time as bars.

use std::borrow::Cow;

use super::columns::{format_percent, row_link, unit_names};
use super::page::{BulletinPage, FigureLink};
use crate::document::tone::Tone;
use crate::domain::office::Office;
use crate::report::{Item, Report};
use crate::text::width::{pad_left, pad_right};

/// Height of the highest column, in lines.
const CHART_HEIGHT: usize = 5;

/// Columns in eighths of a cell.
pub(in crate::document) const EIGHTHS: [&str; 9] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/// Adds the number of letters received in each week, or in each month of a year.
pub(super) fn add_intake_chart(page: &mut BulletinPage, report: &Report) {
    let bulletin = &report.bulletin;
    let Some(centre) = bulletin
        .centre
        .as_ref()
        .filter(|centre| !centre.received_by_step.is_empty())
    else {
        return;
    };
    let year = bulletin.period.steps_by_month();
    page.put_heading(&if year {
        say!("bulletin-steps-month")
    } else {
        say!("bulletin-steps-week")
    });
    let most = centre
        .received_by_step
        .iter()
        .map(|(_, figure)| figure.n)
        .max()
        .unwrap_or(0)
        .max(1);
    let cells = (page.width.saturating_sub(2) / centre.received_by_step.len()).clamp(5, 8);
    let bar = cells - 2;
    let eighths = |n: u64| {
        usize::try_from(n * 8 * CHART_HEIGHT as u64 / most)
            .unwrap_or(0)
            .max(usize::from(n > 0))
    };
    for level in (0..CHART_HEIGHT).rev() {
        page.begin_line();
        for (at, (_, figure)) in centre.received_by_step.iter().enumerate() {
            let fill = eighths(figure.n).saturating_sub(level * 8).min(8);
            if fill > 0 {
                page.put_text(
                    1 + at * cells,
                    &EIGHTHS.get(fill).unwrap_or(&" ").repeat(bar),
                    Tone::Strong,
                );
            }
        }
    }
    page.begin_line();
    for (at, (from, figure)) in centre.received_by_step.iter().enumerate() {
        let title = say!(
            "bulletin-place",
            of = from.to_string(),
            figure = Item::Received.label()
        );
        let of = FigureLink {
            key: format!("step/{from}"),
            title,
            letters: Cow::Borrowed(&figure.letters),
        };
        page.put_figure(1 + at * cells, bar, &figure.n.to_string(), Tone::Text, of);
    }
    page.begin_line();
    let mut month = 0;
    for (at, (from, _)) in centre.received_by_step.iter().enumerate() {
        let label = if year {
            say!("bulletin-month", n = i64::from(from.month()))
        } else if from.month() == month {
            from.day().to_string()
        } else {
            format!("{}/{}", from.month(), from.day())
        };
        month = from.month();
        page.put_text(1 + at * cells, &pad_left(&label, bar), Tone::Quiet);
    }
}

/// Adds each unit's share in time.
pub(super) fn add_share_chart(page: &mut BulletinPage, report: &Report, office: &Office) {
    let rows = &report.bulletin.rows;
    if !rows.iter().any(|row| row.in_time_share().is_some()) {
        return;
    }
    page.put_heading(&say!("bulletin-shares"));
    let (names, first) = unit_names(rows, office, page.width);
    let bar = page.width.saturating_sub(first + 16).clamp(10, 50);
    let shares = rows.iter().zip(names);
    let mut shares: Vec<_> = shares
        .filter_map(|(row, name)| Some((row.in_time_share()?, row, name)))
        .collect();
    // The best first; those with the same share in the order of the directory.
    shares.sort_by(|one, other| other.0.total_cmp(&one.0));
    for (share, row, name) in shares {
        let full = ((share * bar as f64).round() as usize).min(bar);
        page.begin_line();
        page.put_text(0, &pad_right(&name, first), Tone::Text);
        page.put_text(first + 1, &"█".repeat(full), Tone::Strong);
        page.put_text(
            first + 1 + full,
            &"░".repeat(bar - full),
            if full < bar { Tone::Late } else { Tone::Quiet },
        );
        let letters = Cow::Owned(row.union_letters(&[Item::InTime, Item::Late, Item::LateOpen]));
        let opens = row_link(row, "bar", &say!("figure-share"), letters);
        page.put_figure(
            first + bar + 2,
            4,
            &format_percent(Some(share)),
            Tone::Text,
            opens,
        );
        let of =
            row.count_of(Item::InTime) + row.count_of(Item::Late) + row.count_of(Item::LateOpen);
        page.put_text(
            first + bar + 8,
            &say!(
                "bulletin-share-of",
                in_time = row.count_of(Item::InTime),
                of = of
            ),
            Tone::Quiet,
        );
    }
}
