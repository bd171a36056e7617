//! The figures of the mailbox centre: totals, categories, routes, grounds.

use std::borrow::Cow;

use super::columns::{NO_VALUE, format_percent, format_signed};
use super::page::{BulletinPage, FigureLink};
use crate::document::tone::Tone;
use crate::domain::office::Office;
use crate::domain::regulation::{Heading, Worded, numbered_words};
use crate::report::figure::AnswerHours;
use crate::report::{Figure, Item, Report};
use crate::text::width::text_width;

/// Adds the centre's figures; a liaison's report has none.
pub(super) fn add_centre(page: &mut BulletinPage, report: &Report, office: &Office) {
    let Some(centre) = &report.bulletin.centre else {
        return;
    };
    let name = say!("bulletin-centre");
    page.put_heading(&name);
    let more = |item: &Item| {
        report
            .change
            .centre
            .as_ref()
            .and_then(|change| change.get(item))
            .copied()
    };
    let mut figures: Vec<(String, String, &Figure, Option<i64>)> = Item::OF_CENTRE
        .iter()
        .map(|item| {
            (
                item.code().to_owned(),
                item.label(),
                centre.figure(*item),
                more(item),
            )
        })
        .collect();
    figures.push((
        "rated".to_owned(),
        say!("figure-rated"),
        &centre.satisfaction.rated,
        None,
    ));
    figures.push((
        "unrated".to_owned(),
        say!("figure-unrated"),
        &centre.satisfaction.unknown,
        None,
    ));
    let label = figures
        .iter()
        .map(|(_, words, ..)| text_width(words))
        .max()
        .unwrap_or(0);
    let cells = label + 12;
    let columns = (page.width / cells).max(1);
    for (n, (code, words, figure, more)) in figures.into_iter().enumerate() {
        if n % columns == 0 {
            page.begin_line();
        }
        let x = 1 + n % columns * cells;
        page.put_text(x, &words, Tone::Text);
        let title = say!(
            "bulletin-place",
            of = name.as_str(),
            figure = words.as_str()
        );
        let of = FigureLink {
            key: format!("centre/{code}"),
            title,
            letters: Cow::Borrowed(&figure.letters),
        };
        page.put_figure(x + label, 5, &figure.n.to_string(), Tone::Text, of);
        if let Some(more) = more.filter(|more| *more != 0) {
            page.put_text(x + label + 6, &format_signed(more), Tone::Quiet);
        }
    }
    let mean = centre
        .satisfaction
        .mean
        .map_or_else(|| NO_VALUE.to_owned(), |mean| format!("{mean:.2}"));
    page.begin_line();
    page.put_text(1, &say!("figure-satisfaction"), Tone::Text);
    let title = say!(
        "bulletin-place",
        of = name.as_str(),
        figure = say!("figure-satisfaction")
    );
    let letters = Cow::Borrowed(&centre.satisfaction.rated.letters);
    page.put_figure(
        1 + label,
        5,
        &mean,
        Tone::Text,
        FigureLink {
            key: "centre/content".to_owned(),
            title,
            letters,
        },
    );
    let regulation = &office.regulation;
    let category = |code: &str| {
        regulation
            .find_category(code)
            .map(|entry| entry.words().to_owned())
    };
    let ground = |code: &str| {
        regulation
            .find_ground(code)
            .map(|entry| entry.words().to_owned())
    };
    let percent = |share: Option<f64>| format_percent(share);
    let hours = |of: &AnswerHours| {
        of.mean
            .map_or_else(|| NO_VALUE.to_owned(), |mean| format!("{mean:.1}"))
    };
    page.put_paragraph(
        1,
        &say!(
            "bulletin-rates",
            closing = percent(centre.closing_rate()),
            satisfied = percent(centre.satisfied_share()),
            called = percent(centre.call_back_rate()),
            registering = hours(&centre.registering),
            replying = hours(&centre.replying)
        ),
        Tone::Text,
    );
    if let Some(change) = &report.last_year.1.centre {
        let more = |item: Item| format_signed(change.get(&item).copied().unwrap_or_default());
        page.put_paragraph(
            1,
            &say!(
                "bulletin-last-year",
                received = more(Item::Received),
                accepted = more(Item::Accepted),
                replied = more(Item::Replied)
            ),
            Tone::Quiet,
        );
    }
    let words = |entry: Option<&Heading>| entry.map(|entry| entry.words().to_owned());
    let counted = |list: &[(String, Figure)]| list.iter().any(|(_, figure)| figure.n > 0);
    if counted(&centre.types) {
        let label = say!("bulletin-types");
        add_code_list(page, "type", &label, &centre.types, |code| {
            words(regulation.find_type(code))
        });
    }
    if counted(&centre.subjects) {
        let label = say!("bulletin-subjects");
        add_code_list(page, "subject", &label, &centre.subjects, |code| {
            words(regulation.find_subject(code))
        });
    }
    add_code_list(
        page,
        "category",
        &say!("bulletin-categories"),
        &centre.categories,
        category,
    );
    let route = |code: &str| {
        let words = match code {
            "assigned" => say!("route-assigned"),
            "direct" => say!("route-direct"),
            _ => say!("route-none"),
        };
        Some(words)
    };
    add_code_list(
        page,
        "route",
        &say!("bulletin-routes"),
        &centre.routes,
        route,
    );
    add_code_list(
        page,
        "ground",
        &say!("bulletin-grounds"),
        &centre.declined,
        ground,
    );
}

/// Adds letters by code, the figure before its label. Codes without letters are left out.
fn add_code_list(
    page: &mut BulletinPage,
    key: &str,
    title: &str,
    list: &[(String, Figure)],
    words: impl Fn(&str) -> Option<String>,
) {
    if list.iter().all(|(_, figure)| figure.n == 0) {
        return;
    }
    page.put_heading(title);
    for (code, figure) in list.iter().filter(|(_, figure)| figure.n > 0) {
        let words = words(code);
        // Codes of routes are internal; those of the regulation are known in the office and shown.
        let words = if key == "route" {
            words
        } else {
            Some(numbered_words(code, &words.unwrap_or_default()))
        };
        let words = words.unwrap_or_default();
        page.begin_line();
        let letters = Cow::Borrowed(&figure.letters);
        let of = FigureLink {
            key: format!("{key}/{code}"),
            title: words.clone(),
            letters,
        };
        page.put_figure(1, 5, &figure.n.to_string(), Tone::Text, of);
        page.put_text(8, &words, Tone::Text);
    }
}
