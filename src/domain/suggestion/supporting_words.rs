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
}

/// Returns the words with the highest weight, and the words of the label itself that the letter has.
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
    let mut own_words: Vec<String> = Vec::new();
    for part in [text.title, text.body] {
        push_own_words(part, &strong, (own, text.stop_words), &mut own_words);
        let mut run: Option<(Range<usize>, f64)> = None;
        for (place, gram) in bigrams_with_spans(part) {
            let Some((weight, _)) = strong.iter().find(|(_, other)| *other == gram) else {
                continue;
            };
            run = match run.take() {
                Some((range, sum)) if place.start < range.end => {
                    Some((range.start..place.end, sum + weight))
                }
                before => {
                    push_word(part, before, &mut words);
                    Some((place, *weight))
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
    (
        told.into_iter().map(|word| word.text.to_owned()).collect(),
        own_words,
    )
}

/// Adds the words of a text that stand in the label's own words, too: only they may be quoted, since
/// other bigrams begin and end in the middle of words.
fn push_own_words(
    part: &str,
    strong: &[(f64, Bigram)],
    (own, stop_words): (&[Bigram], &[String]),
    own_words: &mut Vec<String>,
) {
    let mut run: Option<(Range<usize>, bool)> = None;
    let mut finish = |run: Option<(Range<usize>, bool)>| {
        let word = run.filter(|(_, strong)| *strong);
        let Some(word) = word.and_then(|(range, _)| part.get(range)) else {
            return;
        };
        let known = own_words.iter().any(|known| known == word);
        if own_words.len() < MAX_WORDS && !known && !stop_words.iter().any(|stop| stop == word) {
            own_words.push(word.to_owned());
        }
    };
    for (place, gram) in bigrams_with_spans(part) {
        if own.binary_search(&gram).is_err() {
            continue;
        }
        let weighs = strong.iter().any(|(_, other)| *other == gram);
        run = match run.take() {
            Some((range, before)) if place.start < range.end => {
                Some((range.start..place.end, before || weighs))
            }
            before => {
                finish(before);
                Some((place, weighs))
            }
        };
    }
    finish(run);
}

fn push_word<'a>(
    part: &'a str,
    run: Option<(Range<usize>, f64)>,
    words: &mut Vec<SupportingWord<'a>>,
) {
    let Some((range, weight)) = run else {
        return;
    };
    let Some(text) = part.get(range) else { return };
    if !words.iter().any(|word| word.text == text) {
        words.push(SupportingWord { text, weight });
    }
}
