//! The score of each unit, which is always shown together with its parts.

use std::borrow::Cow;

use super::columns::{NO_VALUE, format_percent, row_link, unit_names};
use super::page::BulletinPage;
use crate::document::tone::Tone;
use crate::domain::office::Office;
use crate::report::score::Score;
use crate::report::{Item, Report};
use crate::text::width::{pad_left, pad_right, text_width};

/// Adds the units in the order of their ranks, towns and departments apart.
pub(super) fn add_ranking(page: &mut BulletinPage, report: &Report) {
    let rows = &report.bulletin.rows;
    if rows.iter().all(|row| row.rank.is_none()) {
        return;
    }
    page.put_heading(&say!("bulletin-ranking"));
    for town in [true, false] {
        let mut ranked: Vec<_> = rows
            .iter()
            .filter(|row| row.town == town)
            .filter_map(|row| Some((row.rank?, row)))
            .collect();
        if ranked.is_empty() {
            continue;
        }
        ranked.sort_by_key(|(rank, _)| *rank);
        let named: Vec<String> = ranked
            .into_iter()
            .map(|(rank, row)| say!("bulletin-ranked", rank = rank, unit = row.name.as_str()))
            .collect();
        let units = named.join("  ");
        let line = match town {
            true => say!("bulletin-rank-towns", units = units),
            false => say!("bulletin-rank-departments", units = units),
        };
        page.put_paragraph(1, &line, Tone::Text);
    }
}

/// Adds the scores, if the regulation defines any.
pub(super) fn add_scores(page: &mut BulletinPage, report: &Report, office: &Office) {
    let rows = &report.bulletin.rows;
    let Some(parts) = rows
        .iter()
        .find_map(|row| row.score.as_ref())
        .map(|score| &score.parts)
    else {
        return;
    };
    page.put_heading(&say!("bulletin-scores"));
    let (names, first) = unit_names(rows, office, page.width);
    let headings: Vec<String> = parts.iter().map(|part| part.part.label()).collect();
    let score = say!("figure-score");
    let cells = |heading: &String| text_width(heading).max(6);
    page.begin_line();
    let mut x = first + 2;
    page.put_text(x, &pad_left(&score, cells(&score)), Tone::Quiet);
    x += cells(&score);
    for heading in &headings {
        page.put_text(x + 2, &pad_left(heading, cells(heading)), Tone::Quiet);
        x += cells(heading) + 2;
    }
    // The weights, under the headings that they weigh.
    page.begin_line();
    let mut x = first + 2 + cells(&score);
    for (part, heading) in parts.iter().zip(&headings) {
        let weight = say!("bulletin-weight", weight = part.weight);
        page.put_text(x + 2, &pad_left(&weight, cells(heading)), Tone::Quiet);
        x += cells(heading) + 2;
    }
    for (row, name) in rows.iter().zip(names) {
        let Some(Score { total, parts }) = &row.score else {
            continue;
        };
        page.begin_line();
        page.put_text(0, &pad_right(&name, first), Tone::Text);
        let mut x = first + 2;
        let total = total.map_or_else(|| NO_VALUE.to_owned(), |total| format!("{total:.1}"));
        let all = row_link(
            row,
            "score",
            &score,
            Cow::Owned(row.union_letters(&Item::OF_UNIT)),
        );
        page.put_figure(x, cells(&score), &total, Tone::Strong, all);
        x += cells(&score);
        for (part, heading) in parts.iter().zip(&headings) {
            let of = row_link(
                row,
                &format!("score.{}", part.part.code()),
                &part.part.label(),
                Cow::Owned(part.part.counted_letters(row)),
            );
            page.put_figure(
                x + 2,
                cells(heading),
                &format_percent(part.value),
                Tone::Text,
                of,
            );
            x += cells(heading) + 2;
        }
    }
}
