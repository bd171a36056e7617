//! The bulletin as a page of positioned pieces, some of them figures that open their letters, for
//! the screen and the command line.

mod centre;
pub(super) mod charts;
mod columns;
mod page;
mod scores;
mod table;

use crate::document::facts::letter_facts;
use crate::document::lines::{BAR, fact_unwrapped};
use crate::domain::letter::Letter;
use crate::domain::office::Office;
use crate::domain::time::Timestamp;
use crate::report::document::current_notes;
use crate::report::{Item, Report};
use crate::text::sanitize::for_display;
use crate::text::wrap::wrap_text;

pub use page::{BulletinPage, FigureLink, FigurePlace, Piece};

use super::tone::Tone;

/// Lays the report out on a page `room` cells wide, and at least 40.
pub fn page(report: &Report, office: &Office, room: usize) -> BulletinPage {
    let mut page = BulletinPage::new(room.max(40));
    add_head(&mut page, report, office);
    page.put_heading(&say!("bulletin-units"));
    if report.bulletin.rows.is_empty() {
        page.put_paragraph(1, &say!("bulletin-nothing"), Tone::Quiet);
    } else {
        table::add_unit_table(&mut page, report, office);
    }
    add_named_units(&mut page, report);
    charts::add_intake_chart(&mut page, report);
    charts::add_share_chart(&mut page, report, office);
    scores::add_scores(&mut page, report, office);
    scores::add_ranking(&mut page, report);
    centre::add_centre(&mut page, report, office);
    add_changes(&mut page, report);
    page.put_heading(&say!("bulletin-notes"));
    for (n, note) in (1..).zip(current_notes(&report.bulletin)) {
        let number = format!("{n:>2} ");
        for (at, line) in wrap_text(note, page.width.saturating_sub(4))
            .into_iter()
            .enumerate()
        {
            page.begin_line();
            if at == 0 {
                page.put_text(0, &number, Tone::Quiet);
            }
            page.put_text(3, &line, Tone::Text);
        }
    }
    page
}

fn add_head(page: &mut BulletinPage, report: &Report, office: &Office) {
    let bulletin = &report.bulletin;
    let (first, last) = (
        bulletin.period.first_day().to_string(),
        bulletin.period.last_day().to_string(),
    );
    let over = bulletin.cut_off >= bulletin.period.ends_at(&office.regulation.hours);
    let (state, tone) = match &bulletin.published {
        Some(published) => {
            let who = office.staff_name(&published.who);
            (
                say!(
                    "bulletin-frozen",
                    at = office.format_minute(published.at),
                    who = who
                ),
                Tone::Strong,
            )
        }
        None if over => (say!("bulletin-unpublished"), Tone::Quiet),
        None => (say!("bulletin-running"), Tone::Close),
    };
    page.put_paragraph(
        0,
        &say!(
            "bulletin-span",
            from = first,
            to = last,
            at = office.format_minute(bulletin.cut_off)
        ),
        Tone::Quiet,
    );
    page.put_paragraph(0, &state, tone);
}

/// Adds the units that the bulletin names, as the urging ladder provides for.
fn add_named_units(page: &mut BulletinPage, report: &Report) {
    let named = report
        .bulletin
        .rows
        .iter()
        .filter(|row| row.count_of(Item::Named) > 0);
    let named: Vec<String> = named
        .map(|row| {
            say!(
                "bulletin-named-unit",
                unit = row.name.as_str(),
                n = row.count_of(Item::Named)
            )
        })
        .collect();
    if !named.is_empty() {
        page.begin_line();
        page.put_paragraph(
            0,
            &say!("bulletin-named", units = named.join(&say!("list-and"))),
            Tone::Late,
        );
    }
}

/// Adds the figures that have changed since the bulletin was published.
fn add_changes(page: &mut BulletinPage, report: &Report) {
    if report.bulletin.published.is_none() {
        return;
    }
    page.put_heading(&say!("bulletin-changed"));
    if report.changed.is_empty() {
        page.put_paragraph(1, &say!("bulletin-unchanged"), Tone::Quiet);
    }
    for changed in &report.changed {
        let number = |value: Option<f64>| {
            value.map_or_else(|| columns::NO_VALUE.to_owned(), |value| value.to_string())
        };
        let unit = changed
            .unit
            .clone()
            .unwrap_or_else(|| say!("bulletin-centre"));
        let (published, now) = (number(changed.published), number(changed.now));
        let words = changed.label.as_str();
        page.put_paragraph(
            1,
            &say!(
                "bulletin-changed-line",
                unit = unit,
                figure = words,
                published = published,
                now = now
            ),
            Tone::Close,
        );
    }
}

/// Renders a letter behind a figure for reading: its facts, its text, its reply.
pub fn letter_lines(letter: &Letter, office: &Office, now: Timestamp) -> Vec<String> {
    let barred = |text: &str| -> Vec<String> {
        for_display(text.trim_end())
            .split('\n')
            .map(|line| format!("{BAR}{line}"))
            .collect()
    };
    let facts = letter_facts(letter, office, now).into_iter();
    let facts = facts.map(|(fact, text)| fact_unwrapped(&fact.label(), &for_display(&text)));
    let mut lines: Vec<String> = facts
        .flat_map(|fact| fact.split('\n').map(str::to_owned).collect::<Vec<_>>())
        .collect();
    lines.push(String::new());
    lines.extend(barred(&letter.body));
    if let Some(reply) = &letter.reply {
        lines.extend([String::new(), say!("bulletin-reply")]);
        lines.extend(barred(&reply.text));
    }
    lines
}
