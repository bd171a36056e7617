//! The notes under a bulletin's table: what is counted, and the denominators.

use super::period::Period;
use super::score::ScorePart;
use crate::domain::office::Office;
use crate::domain::regulation::{Article, Regulation};
use crate::domain::time::{Date, Timestamp};
use crate::i18n::{Lang, with_language};

/// Returns the notes in Chinese and in English. They are stored with a published bulletin, so that
/// later wording does not change it.
pub fn build_notes(
    period: Period,
    cut_off: Timestamp,
    office: &Office,
    regulation: &Regulation,
) -> [Vec<String>; 2] {
    [Lang::Zh, Lang::En].map(|lang| {
        with_language(lang, || {
            notes_in_language(period, cut_off, office, regulation)
        })
    })
}

fn notes_in_language(
    period: Period,
    cut_off: Timestamp,
    office: &Office,
    regulation: &Regulation,
) -> Vec<String> {
    let article = regulation
        .article_name(Article::Assessment)
        .localized()
        .to_owned();
    let days = |date: Date| date.to_string();
    let mut notes = vec![
        say!(
            "note-period",
            article = article,
            from = days(period.first_day()),
            to = days(period.last_day()),
            at = office.format_minute(cut_off)
        ),
        say!("note-received"),
        say!("note-returned"),
        say!("note-in-time"),
        say!("note-share"),
        say!("note-extended"),
        say!("note-sent-back"),
        say!("note-urgings"),
        say!("note-hours"),
        say!("note-satisfaction"),
        say!("note-repeats"),
        say!("note-centre"),
        say!("note-ranking"),
        say!("note-change", period = period.previous().label()),
    ];
    if let Some(weights) = &regulation.weights {
        let part = |of: ScorePart| {
            say!(
                "note-weight",
                part = of.label(),
                weight = of.weight(weights)
            )
        };
        notes.push(say!(
            "note-score",
            parts = ScorePart::ALL.map(part).join(&say!("list-and"))
        ));
    }
    notes
}
