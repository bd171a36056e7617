//! Novelty: passages and numbers of a letter that an earlier letter about the same matter does not
//! contain.
//!
//! Passages are compared as sets of bigrams rather than in sequence. Citizens tell the same story
//! in a different order, and a sequential diff would highlight everything that was moved.

use std::collections::HashSet;
use std::ops::Range;

use super::{ComparableText, DocumentFrequencies};
use crate::domain::text::bigram::{Bigram, distinct_tokens};
use crate::domain::text::normalize::fold;

/// Up to the first share of bigrams that the earlier letter lacks, nothing is new. From the second
/// share on, the wording differs so much that novelty cannot be determined.
const NOTHING_NEW_SHARE: f32 = 0.10;
const REWORDED_SHARE: f32 = 0.45;

/// A passage is new if it has at least this many new rare bigrams, and at least this share of its
/// total IDF is new.
const MIN_NEW_BIGRAMS: usize = 8;
const MIN_NEW_MASS: f32 = 0.6;

/// A sentence of more characters than the first number is split at commas, into pieces of at least
/// the second.
const LONG_SENTENCE: usize = 60;
const MIN_PIECE: usize = 30;

/// The novelty of a later letter compared with an earlier one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Novelty {
    /// The share of its total IDF that the earlier letter lacks, from 0 to 1.
    pub share: f32,
    /// New passages, as byte ranges of the later text.
    pub passages: Vec<Range<usize>>,
    /// New numbers of two or more digits, as byte ranges of the later text.
    pub numbers: Vec<Range<usize>>,
}

impl Novelty {
    /// Reports whether the later letter may contain new facts.
    pub fn has_new_facts(&self) -> bool {
        self.share >= REWORDED_SHARE || !self.passages.is_empty() || !self.numbers.is_empty()
    }

    /// Reports whether the wording differs so much that only reading both letters can tell.
    pub fn is_reworded(&self) -> bool {
        self.share >= REWORDED_SHARE || (self.share >= NOTHING_NEW_SHARE && !self.has_new_facts())
    }

    /// Returns the highlight spans in the later text, in order; overlapping and adjacent ones are
    /// merged.
    pub fn highlight_spans(&self) -> Vec<Range<usize>> {
        let mut places = [self.passages.as_slice(), &self.numbers].concat();
        places.sort_unstable_by_key(|place| (place.start, place.end));
        places.dedup_by(|next, last| {
            let one = next.start <= last.end;
            if one {
                last.end = last.end.max(next.end);
            }
            one
        });
        places
    }
}

/// Splits a text into trimmed passages: sentences, and pieces of long sentences.
fn split_passages(text: &str) -> Vec<Range<usize>> {
    let mut passages = Vec::new();
    let mut begin = 0;
    for (at, char) in text.char_indices() {
        if matches!(char, '。' | '！' | '？' | '；' | '\n' | '!' | '?' | ';') {
            let end = at + char.len_utf8();
            split_sentence(text, begin..end, &mut passages);
            begin = end;
        }
    }
    split_sentence(text, begin..text.len(), &mut passages);
    passages
}

fn split_sentence(text: &str, sentence: Range<usize>, passages: &mut Vec<Range<usize>>) {
    let mut trimmed = |range: Range<usize>| {
        let (start, text) = (range.start, &text[range]);
        let start = start + text.len() - text.trim_start().len();
        let end = start + text.trim().len();
        if start < end {
            passages.push(start..end);
        }
    };
    let (mut begin, mut n) = (sentence.start, 0);
    if text[sentence.clone()].chars().count() > LONG_SENTENCE {
        for (at, char) in text[sentence.clone()].char_indices() {
            n += 1;
            if n >= MIN_PIECE && matches!(char, '，' | '：' | '、' | ',' | ':') {
                let end = sentence.start + at + char.len_utf8();
                trimmed(begin..end);
                (begin, n) = (end, 0);
            }
        }
    }
    trimmed(begin..sentence.end);
}

/// Returns the runs of two or more digits, folded, with their byte ranges.
fn find_numbers(text: &str) -> Vec<(String, Range<usize>)> {
    let mut found: Vec<(String, Range<usize>)> = Vec::new();
    let mut open = false;
    for (at, char) in text.char_indices() {
        let Some(folded) = fold(char) else { continue };
        if !folded.is_ascii_digit() {
            open = false;
            continue;
        }
        let end = at + char.len_utf8();
        match found.last_mut() {
            Some((digits, place)) if open => {
                digits.push(folded);
                place.end = end;
            }
            Some(_) | None => found.push((folded.to_string(), at..end)),
        }
        open = true;
    }
    found.retain(|(digits, _)| digits.len() >= 2);
    found
}

/// Computes the novelty of the later letter.
pub fn find_novelty(
    later: &ComparableText,
    earlier: &ComparableText,
    common: &DocumentFrequencies,
) -> Novelty {
    let is_new = |gram: &&Bigram| earlier.bigrams.binary_search(gram).is_err();
    let mass =
        |grams: &mut dyn Iterator<Item = &Bigram>| grams.map(|gram| common.idf(*gram)).sum::<f32>();
    let share = |grams: &[Bigram]| {
        let all = mass(&mut grams.iter());
        if all > 0.0 {
            mass(&mut grams.iter().filter(is_new)) / all
        } else {
            0.0
        }
    };
    let fresh = |passage: &Range<usize>| {
        let grams = distinct_tokens([&later.body[passage.clone()]]);
        let rare = grams
            .iter()
            .filter(is_new)
            .filter(|gram| common.is_rare(**gram))
            .count();
        rare >= MIN_NEW_BIGRAMS && share(&grams) >= MIN_NEW_MASS
    };
    let passages = split_passages(&later.body)
        .into_iter()
        .filter(fresh)
        .collect();
    let known: HashSet<String> = [&earlier.title, &earlier.body]
        .into_iter()
        .flat_map(|text| find_numbers(text))
        .map(|(digits, _)| digits)
        .collect();
    let numbers = find_numbers(&later.body)
        .into_iter()
        .filter(|(digits, _)| !known.contains(digits));
    Novelty {
        share: share(&later.bigrams),
        passages,
        numbers: numbers.map(|(_, place)| place).collect(),
    }
}

/// Returns the byte ranges of the later text to highlight as new. With the arguments swapped, they
/// are what was left out.
pub fn novel_spans(
    earlier: &ComparableText,
    later: &ComparableText,
    common: &DocumentFrequencies,
) -> Vec<Range<usize>> {
    find_novelty(later, earlier, common).highlight_spans()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAMP: &str = "清姜路口的路灯坏了半个月，晚上过马路看不清。物业说不归他们管。";

    fn words(body: &str) -> ComparableText {
        ComparableText::new("路灯不亮".to_owned(), body.to_owned())
    }

    fn marked<'a>(later: &'a str, earlier: &str) -> Vec<&'a str> {
        let places = novel_spans(
            &words(earlier),
            &words(later),
            &DocumentFrequencies::new(1000),
        );
        places.into_iter().map(|place| &later[place]).collect()
    }

    #[test]
    fn passages_end_with_sentences_and_long_ones_at_commas() {
        let shown = |text| {
            split_passages(text)
                .into_iter()
                .map(|range| &text[range])
                .collect::<Vec<_>>()
        };
        assert_eq!(
            shown("  停水了。 又停水了！\n\n怎么办"),
            ["停水了。", "又停水了！", "怎么办"]
        );
        let long = format!(
            "{}，{}，{}。",
            "停".repeat(20),
            "水".repeat(20),
            "电".repeat(40)
        );
        let pieces: Vec<usize> = split_passages(&long)
            .into_iter()
            .map(|range| long[range].chars().count())
            .collect();
        assert_eq!(pieces, [42, 41]);
    }

    #[test]
    fn the_same_in_another_order_is_nothing_new() {
        let reordered = "物业说不归他们管。晚上过马路看不清，清姜路口的路灯坏了半个月。";
        let news = find_novelty(
            &words(reordered),
            &words(LAMP),
            &DocumentFrequencies::new(1000),
        );
        assert!(!news.has_new_facts(), "{news:?}");
        assert_eq!(marked(reordered, LAMP), Vec::<&str>::new());
    }

    #[test]
    fn a_passage_and_a_number_that_were_not_there_are_marked() {
        let later = format!("{LAMP}昨晚有位老人在那里摔倒骨折，已经送医院抢救。");
        assert_eq!(
            marked(&later, LAMP),
            ["昨晚有位老人在那里摔倒骨折，已经送医院抢救。"]
        );
        assert_eq!(marked(LAMP, &later), Vec::<&str>::new());
        let later = format!("{LAMP}电话１３８。");
        assert_eq!(marked(&later, LAMP), ["１３８"]);
        assert_eq!(marked(&format!("{LAMP}138"), &later), Vec::<&str>::new());
    }

    #[test]
    fn what_is_told_in_other_words_cannot_be_told() {
        let news = |later: &str| {
            find_novelty(&words(later), &words(LAMP), &DocumentFrequencies::new(1000))
        };
        let other = news("十字那边一到天黑就漆黑一片，行人很危险，打了几次热线也没有人来修。");
        assert!(other.has_new_facts() && other.is_reworded(), "{other:?}");
        assert!(!news(LAMP).is_reworded());
    }
}
