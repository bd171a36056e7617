//! Screening of a letter: reports passages that a person should look at, because they may be out of
//! scope or are personal data.

mod address;
mod advertising;
mod checksum;
mod court;
mod digit;
mod email;
mod lists;
mod name;
pub(crate) mod normalized;
mod number;
mod plate;
pub(crate) mod report;
mod uncivil;

use std::ops::Range;

pub use crate::domain::regulation::passage_kind::PassageKind;
pub use crate::domain::screening::report::{ScreeningReport, ScreeningRow, screen_letter};
pub use lists::WordLists;

use crate::domain::screening::normalized::NormalizedText;

/// A passage that a person should look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// The kind of content.
    pub kind: PassageKind,
    /// The byte range in the original text; both ends are character boundaries.
    pub range: Range<usize>,
}

/// Two passages of one kind with at most this many signs between them are merged.
const MAX_JOIN_GAP: usize = 2;

/// Returns the passages of a text, in order. Passages of personal data do not overlap each other,
/// nor do the other passages; but personal data may lie within another passage. Screening only
/// reports: a person decides whether a passage matters.
pub fn find_passages(text: &str, words: &WordLists) -> Vec<Passage> {
    let plain = NormalizedText::from_text(text);
    let dense = plain.to_dense();
    let of = |kind: PassageKind| move |signs: Range<usize>| (kind, signs);
    let mut spoken: Vec<(PassageKind, Range<usize>)> = Vec::new();
    spoken.extend(
        uncivil::find(&dense, &words.uncivil)
            .into_iter()
            .map(of(PassageKind::Uncivil)),
    );
    spoken.extend(
        advertising::find(&dense, &words.advertising)
            .into_iter()
            .map(of(PassageKind::Advertising)),
    );
    spoken.extend(
        court::find(&plain, &dense, &words.court)
            .into_iter()
            .map(of(PassageKind::Court)),
    );
    let mut personal = number::find(&plain, &words.numbers);
    let numbers: Vec<Range<usize>> = personal.iter().map(|(_, signs)| signs.clone()).collect();
    personal.extend(
        name::find(&plain, &dense, &numbers, &words.names)
            .into_iter()
            .map(of(PassageKind::Name)),
    );
    personal.extend(email::find(&plain).into_iter().map(of(PassageKind::Email)));
    personal.extend(
        plate::find(&plain, &words.plates)
            .into_iter()
            .map(of(PassageKind::Plate)),
    );
    personal.extend(
        address::find(&plain, &words.numbers, &words.addresses)
            .into_iter()
            .map(of(PassageKind::Address)),
    );
    let mut all = resolve_overlaps(spoken);
    all.extend(resolve_overlaps(personal));
    all.sort_by_key(|(kind, signs)| (signs.start, *kind));
    all.into_iter()
        .map(|(kind, signs)| Passage {
            kind,
            range: plain.source_range(signs),
        })
        .collect()
}

/// Sorts passages and resolves overlaps: those of one kind are merged; otherwise the earlier, or
/// the longer of two that start together, wins.
fn resolve_overlaps(
    mut found: Vec<(PassageKind, Range<usize>)>,
) -> Vec<(PassageKind, Range<usize>)> {
    found.sort_by_key(|(kind, signs)| (signs.start, std::cmp::Reverse(signs.end), *kind));
    let mut kept: Vec<(PassageKind, Range<usize>)> = Vec::with_capacity(found.len());
    for (kind, signs) in found {
        match kept.last_mut() {
            Some((last, range))
                if *last == kind
                    && !kind.is_personal()
                    && signs.start <= range.end + MAX_JOIN_GAP =>
            {
                range.end = range.end.max(signs.end);
            }
            Some((_, range)) if signs.start < range.end => {}
            _ => kept.push((kind, signs)),
        }
    }
    kept
}
