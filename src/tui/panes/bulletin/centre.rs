//! The figures of the mailbox centre: totals, categories, routes, grounds.

use std::borrow::Cow;

use super::columns::{NONE, signed};
use super::page::{Opens, Page, Tone};
use crate::domain::office::Office;
use crate::domain::regulation::Worded;
use crate::report::{Figure, Item, Report};
use crate::text::width::width;

/// Adds the centre's figures; a liaison's report has none.
pub fn centre(page: &mut Page, report: &Report, office: &Office) {
    let Some(centre) = &report.bulletin.centre else {
        return;
    };
    let name = say!("bulletin-centre");
    page.title(&name);
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
                item.words(),
                centre.figure(*item),
                more(item),
            )
        })
        .collect();
    figures.push((
        "rated".to_owned(),
        say!("figure-rated"),
        &centre.content.rated,
        None,
    ));
    figures.push((
        "unrated".to_owned(),
        say!("figure-unrated"),
        &centre.content.unknown,
        None,
    ));
    let label = figures
        .iter()
        .map(|(_, words, ..)| width(words))
        .max()
        .unwrap_or(0);
    let cells = label + 12;
    let columns = (page.room / cells).max(1);
    for (n, (code, words, figure, more)) in figures.into_iter().enumerate() {
        if n % columns == 0 {
            page.line();
        }
        let x = 1 + n % columns * cells;
        page.put(x, &words, Tone::Text);
        let title = say!(
            "bulletin-place",
            of = name.as_str(),
            figure = words.as_str()
        );
        let of = Opens {
            key: format!("centre/{code}"),
            title,
            letters: Cow::Borrowed(&figure.letters),
        };
        page.figure(x + label, 5, &figure.n.to_string(), Tone::Text, of);
        if let Some(more) = more.filter(|more| *more != 0) {
            page.put(x + label + 6, &signed(more), Tone::Quiet);
        }
    }
    let mean = centre
        .content
        .mean
        .map_or_else(|| NONE.to_owned(), |mean| format!("{mean:.2}"));
    page.line();
    page.put(1, &say!("figure-satisfaction"), Tone::Text);
    let title = say!(
        "bulletin-place",
        of = name.as_str(),
        figure = say!("figure-satisfaction")
    );
    let letters = Cow::Borrowed(&centre.content.rated.letters);
    page.figure(
        1 + label,
        5,
        &mean,
        Tone::Text,
        Opens {
            key: "centre/content".to_owned(),
            title,
            letters,
        },
    );
    let regulation = &office.regulation;
    let category = |code: &str| {
        regulation
            .category(code)
            .map(|entry| entry.words().to_owned())
    };
    let ground = |code: &str| {
        regulation
            .ground(code)
            .map(|entry| entry.words().to_owned())
    };
    list(
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
    list(
        page,
        "route",
        &say!("bulletin-routes"),
        &centre.routes,
        route,
    );
    list(
        page,
        "ground",
        &say!("bulletin-grounds"),
        &centre.declined,
        ground,
    );
}

/// Adds letters by code, the figure before its label. Codes without letters are left out.
fn list(
    page: &mut Page,
    key: &str,
    title: &str,
    list: &[(String, Figure)],
    words: impl Fn(&str) -> Option<String>,
) {
    if list.iter().all(|(_, figure)| figure.n == 0) {
        return;
    }
    page.title(title);
    for (code, figure) in list.iter().filter(|(_, figure)| figure.n > 0) {
        let words = words(code);
        // Codes of routes are internal; those of the regulation are known in the office and shown.
        let words = if key == "route" {
            words
        } else {
            Some(format!("{code} {}", words.unwrap_or_default()))
        };
        let words = words.unwrap_or_default();
        page.line();
        let letters = Cow::Borrowed(&figure.letters);
        let of = Opens {
            key: format!("{key}/{code}"),
            title: words.clone(),
            letters,
        };
        page.figure(1, 5, &figure.n.to_string(), Tone::Text, of);
        page.put(8, &words, Tone::Text);
    }
}
