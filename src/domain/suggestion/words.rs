//! Reconstructs the words of a letter that support a suggestion, as written in it.

use std::ops::Range;

use super::Text;
use crate::domain::text::bigram::{Gram, pairs};

/// The maximum number of words, and of bigrams from which they are assembled.
const TOLD: usize = 3;
const PAIRS: usize = 8;

/// A word of the letter, assembled from overlapping bigrams.
struct Word<'a> {
    text: &'a str,
    weight: f64,
    own: bool,
}

/// Returns the words with the highest weight, and those among them that are the label's own.
/// `weights` are those of the letter's bigrams.
pub(super) fn telling(
    text: &Text<'_>,
    weights: &[f64],
    own: &[Gram],
) -> (Vec<String>, Vec<String>) {
    let mut strong: Vec<(f64, Gram)> = text
        .grams
        .iter()
        .zip(weights)
        .map(|(gram, weight)| (*weight, *gram))
        .collect();
    strong.retain(|(weight, _)| *weight > 0.0);
    strong.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
    strong.truncate(PAIRS);
    let mut words: Vec<Word<'_>> = Vec::new();
    for part in [text.title, text.body] {
        let mut run: Option<(Range<usize>, f64, bool)> = None;
        for (place, gram) in pairs(part) {
            let Some((weight, _)) = strong.iter().find(|(_, other)| *other == gram) else {
                continue;
            };
            let is_own = own.binary_search(&gram).is_ok();
            run = match run.take() {
                Some((range, sum, owned)) if place.start < range.end => {
                    Some((range.start..place.end, sum + weight, owned || is_own))
                }
                before => {
                    finish(part, before, &mut words);
                    Some((place, *weight, is_own))
                }
            };
        }
        finish(part, run, &mut words);
    }
    words.sort_by(|one, other| other.weight.total_cmp(&one.weight));
    let mut told: Vec<Word<'_>> = Vec::new();
    for word in words {
        if told.len() < TOLD && !told.iter().any(|other| other.text.contains(word.text)) {
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

fn finish<'a>(part: &'a str, run: Option<(Range<usize>, f64, bool)>, words: &mut Vec<Word<'a>>) {
    let Some((range, weight, own)) = run else {
        return;
    };
    let Some(text) = part.get(range) else { return };
    if !words.iter().any(|word| word.text == text) {
        words.push(Word { text, weight, own });
    }
}
