//! The score of each unit, which never stands without its parts.

use super::columns::{NONE, names, percent};
use super::page::{Page, Tone};
use crate::domain::office::Office;
use crate::report::Report;
use crate::report::score::Score;
use crate::tui::widgets::fit::{pad_left, pad_right, width};

/// Draws the scores, where the regulation makes any.
pub fn table(page: &mut Page, report: &Report, office: &Office) {
    let rows = &report.bulletin.rows;
    let Some(parts) = rows.iter().find_map(|row| row.score.as_ref()).map(|score| &score.parts) else { return };
    page.title(&say!("bulletin-scores"));
    let (names, first) = names(rows, office, page.room);
    let headings: Vec<String> =
        parts.iter().map(|part| say!("bulletin-weighted", part = part.of.words(), weight = part.weight)).collect();
    let score = say!("figure-score");
    let cells = |heading: &String| width(heading).max(6);
    page.line();
    let mut x = first + 2;
    page.put(x, &pad_left(&score, cells(&score)), Tone::Quiet);
    x += cells(&score);
    for heading in &headings {
        page.put(x + 2, heading, Tone::Quiet);
        x += cells(heading) + 2;
    }
    for (row, name) in rows.iter().zip(names) {
        let Some(Score { total, parts }) = &row.score else { continue };
        page.line();
        page.put(0, &pad_right(&name, first), Tone::Text);
        let mut x = first + 2;
        let total = total.map_or_else(|| NONE.to_owned(), |total| format!("{total:.1}"));
        page.put(x, &pad_left(&total, cells(&score)), Tone::Strong);
        x += cells(&score);
        for (part, heading) in parts.iter().zip(&headings) {
            page.put(x + 2, &pad_left(&percent(part.value), cells(heading)), Tone::Text);
            x += cells(heading) + 2;
        }
    }
}
