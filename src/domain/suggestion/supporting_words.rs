//! Reconstructs the words of a letter that support a suggestion, as written in it.

use std::ops::Range;

use super::TargetLetter;
use crate::domain::text::bigram::{Bigram, bigrams_with_spans};

/// The maximum number of words, and of bigrams from which they are assembled.
const MAX_WORDS: usize = 3;
const MAX_BIGRAMS: usize = 8;

/// A word of the letter, assembled from overlapping bigrams.
struct SupportingWord<'a> {
    text: &'a str,
    weight: f64,
    own: bool,
}

/// Returns the words with the highest weight, and those among them that are the label's own.
/// `weights` are those of the letter's bigrams.
pub(super) fn strongest_words(
    text: &TargetLetter<'_>,
    weights: &[f64],
    own: &[Bigram],
) -> (Vec<String>, Vec<String>) {
    let mut strong: Vec<(f64, Bigram)> = text
        .grams
        .iter()
        .zip(weights)
        .map(|(gram, weight)| (*weight, *gram))
        .collect();
    strong.retain(|(weight, _)| *weight > 0.0);
    strong.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
    strong.truncate(MAX_BIGRAMS);
    let mut words: Vec<SupportingWord<'_>> = Vec::new();
    for part in [text.title, text.body] {
        let mut run: Option<(Range<usize>, f64, bool)> = None;
        for (place, gram) in bigrams_with_spans(part) {
            let Some((weight, _)) = strong.iter().find(|(_, other)| *other == gram) else {
                continue;
            };
            let is_own = own.binary_search(&gram).is_ok();
            run = match run.take() {
                Some((range, sum, owned)) if place.start < range.end => {
                    Some((range.start..place.end, sum + weight, owned || is_own))
                }
                before => {
                    push_word(part, before, &mut words);
                    Some((place, *weight, is_own))
                }
            };
        }
        push_word(part, run, &mut words);
    }
    words.sort_by(|one, other| other.weight.total_cmp(&one.weight));
    let mut told: Vec<SupportingWord<'_>> = Vec::new();
    for word in words {
        if told.len() < MAX_WORDS && !told.iter().any(|other| other.text.contains(word.text)) {
            told.push(word);
        }
    }
    let own = told
        .iter()
        .filter(|word| word.own)
        .map(|word| word.text.to_owned())
        .collect();
    (
        told.into_iter().map(|word| word.text.to_owned()).collect(),
        own,
    )
}

fn push_word<'a>(
    part: &'a str,
    run: Option<(Range<usize>, f64, bool)>,
    words: &mut Vec<SupportingWord<'a>>,
) {
    let Some((range, weight, own)) = run else {
        return;
    };
    let Some(text) = part.get(range) else { return };
    if !words.iter().any(|word| word.text == text) {
        words.push(SupportingWord { text, weight, own });
    }
}
