//! Similarity of two letters: the Jaccard index over character bigrams, weighted by squared IDF.

pub(crate) mod novelty;
mod place;
pub mod recall;
pub(crate) mod relation;
mod topics;

use std::collections::HashMap;

use crate::domain::text::bigram::{Bigram, distinct_tokens};

pub use crate::domain::similarity::novelty::{Novelty, find_novelty, novel_spans};
pub use crate::domain::similarity::relation::{
    AnswerState, Relation, classify_relation, same_writer,
};
pub use place::Places;
pub use topics::{SAME_MATTER_TOPIC, SIMILAR_TOPIC, TopicCluster, TopicThresholds, cluster_topics};

/// At or above this score, two letters that name no conflicting places are considered to be about
/// the same matter.
pub const SAME_MATTER: f32 = 0.40;

/// The minimum similarity of the texts themselves for that. Titles are short and often alike.
const MIN_TEXT_SIMILARITY: f32 = 0.05;

/// At or above this score, a letter is shown as similar. The most similar pair of unrelated letters
/// scores about this much.
pub const SIMILAR: f32 = 0.20;

/// At or above this score (identical letters score 1.5), letters without different numbers or
/// places count as the same text.
pub const SAME_TEXT: f32 = 1.45;

/// The weight of the titles' similarity, added to that of title and text together.
const TITLE_WEIGHT: f32 = 0.5;

/// A bigram in fewer letters than this is rare in any office. A bigram that was not counted is
/// assumed to occur in half as many.
const RARE_BELOW: u64 = 8;

/// The minimum IDF. With few letters, a bigram may occur in all of them.
const MIN_IDF: f32 = 0.05;

/// Returns the smoothed inverse document frequency (IDF) of a bigram.
fn idf(having: u64, letters: u64) -> f32 {
    ((letters as f32 + 1.0) / (having as f32 + 0.5))
        .ln()
        .max(MIN_IDF)
}

/// Document frequencies: the number of letters that contain each bigram.
#[derive(Clone, Debug, Default)]
pub struct DocumentFrequencies {
    letters: u64,
    of: HashMap<Bigram, u64>,
}

impl DocumentFrequencies {
    /// Creates document frequencies over this many letters, without any bigram yet.
    pub fn new(letters: u64) -> DocumentFrequencies {
        DocumentFrequencies {
            letters,
            of: HashMap::new(),
        }
    }

    /// Sets the number of letters that contain a bigram.
    pub fn set(&mut self, gram: Bigram, letters: u64) {
        self.of.insert(gram, letters);
    }

    /// Reports whether the frequency of a bigram was set.
    pub fn contains(&self, gram: Bigram) -> bool {
        self.of.contains_key(&gram)
    }

    fn of(&self, gram: Bigram) -> u64 {
        self.of.get(&gram).copied().unwrap_or(RARE_BELOW / 2)
    }

    fn idf(&self, gram: Bigram) -> f32 {
        idf(self.of(gram), self.letters)
    }

    /// Returns the weight of a bigram, its squared IDF.
    fn squared_idf(&self, gram: Bigram) -> f32 {
        self.idf(gram).powi(2)
    }

    fn total_weight(&self, grams: &[Bigram]) -> f32 {
        grams.iter().map(|gram| self.squared_idf(*gram)).sum()
    }

    fn is_rare(&self, gram: Bigram) -> bool {
        self.of(gram) < (self.letters / 100).max(RARE_BELOW)
    }
}

/// A letter's text, prepared for comparison.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ComparableText {
    /// The title.
    pub title: String,
    /// The text.
    pub body: String,
    /// The distinct bigrams of title and text, sorted.
    pub bigrams: Vec<Bigram>,
    title_bigrams: Vec<Bigram>,
}

impl ComparableText {
    /// Prepares a letter with this title and text.
    pub fn new(title: String, body: String) -> ComparableText {
        let grams_of_both = distinct_tokens([title.as_str(), body.as_str()]);
        let titled = distinct_tokens([title.as_str()]);
        ComparableText {
            title,
            body,
            bigrams: grams_of_both,
            title_bigrams: titled,
        }
    }
}

/// The similarity of two letters.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Similarity {
    texts: f32,
    titles: f32,
}

impl Similarity {
    /// Returns the score, from 0 to 1.5 for identical letters.
    pub fn score(self) -> f32 {
        self.texts + TITLE_WEIGHT * self.titles
    }

    /// Reports whether the letters are similar enough to be about the same matter.
    pub fn is_same_matter(self) -> bool {
        self.score() >= SAME_MATTER && self.texts >= MIN_TEXT_SIMILARITY
    }
}

/// Iterates over the bigrams in both sorted lists.
fn shared_bigrams<'a>(one: &'a [Bigram], other: &'a [Bigram]) -> impl Iterator<Item = Bigram> + 'a {
    // Both lists are sorted, so one pass suffices.
    let mut rest = other;
    one.iter().copied().filter(move |gram| {
        while rest.first().is_some_and(|first| first < gram) {
            rest = &rest[1..];
        }
        rest.first() == Some(gram)
    })
}

fn weighted_jaccard(one: &[Bigram], other: &[Bigram], common: &DocumentFrequencies) -> f32 {
    let both: f32 = shared_bigrams(one, other)
        .map(|gram| common.squared_idf(gram))
        .sum();
    let all = common.total_weight(one) + common.total_weight(other) - both;
    if all > 0.0 { both / all } else { 0.0 }
}

/// Computes the similarity: the weighted Jaccard index of the bigrams of title and text, and that
/// of the titles.
pub fn compute_similarity(
    one: &ComparableText,
    other: &ComparableText,
    common: &DocumentFrequencies,
) -> Similarity {
    Similarity {
        texts: weighted_jaccard(&one.bigrams, &other.bigrams, common),
        titles: weighted_jaccard(&one.title_bigrams, &other.title_bigrams, common),
    }
}

/// Approximates the similarity when only the frequencies of the bigrams of `one` are known: all
/// others are given the mean weight of those. It is precise enough to select the letters that are
/// worth comparing exactly.
pub fn approximate_similarity(
    one: &ComparableText,
    other: &ComparableText,
    common: &DocumentFrequencies,
) -> f32 {
    let part = |one: &[Bigram], other: &[Bigram]| {
        let whole = common.total_weight(one);
        let (mut n, mut both) = (0, 0.0);
        for gram in shared_bigrams(one, other) {
            n += 1;
            both += common.squared_idf(gram);
        }
        let middle = whole / one.len().max(1) as f32;
        let all = whole + middle * (other.len() - n) as f32;
        if all > 0.0 { both / all } else { 0.0 }
    };
    part(&one.bigrams, &other.bigrams)
        + TITLE_WEIGHT * part(&one.title_bigrams, &other.title_bigrams)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(title: &str, body: &str) -> ComparableText {
        ComparableText::new(title.to_owned(), body.to_owned())
    }

    /// Returns frequencies over a thousand letters in which courtesies are common and everything
    /// else is rare.
    fn common() -> DocumentFrequencies {
        let mut common = DocumentFrequencies::new(1000);
        for gram in distinct_tokens([
            "尊敬的区长您好，感谢您在百忙之中阅读此信，请领导予以解决，谢谢，此致敬礼",
        ]) {
            common.set(gram, 600);
        }
        common
    }

    #[test]
    fn what_is_the_same_is_one_and_a_half_and_what_is_another_is_nothing() {
        let (one, other) = (
            words("停水", "金陵小区停水三天。"),
            words("噪声", "夜市摊点吵闹到凌晨。"),
        );
        assert!((compute_similarity(&one, &one, &common()).score() - 1.5).abs() < 1e-4);
        assert_eq!(compute_similarity(&one, &other, &common()).score(), 0.0);
        assert_eq!(
            compute_similarity(
                &ComparableText::default(),
                &ComparableText::default(),
                &common()
            )
            .score(),
            0.0
        );
    }

    #[test]
    fn courtesies_weigh_nearly_nothing() {
        let one = words("路灯不亮", "清姜路口的路灯坏了半个月，晚上过马路看不清。");
        let polite = words(
            "路灯不亮",
            "尊敬的区长您好，感谢您在百忙之中阅读此信。清姜路口的路灯坏了半个月，晚上过马路看不清。请领导予以解决，谢谢，此致敬礼",
        );
        let rude = words(
            "噪声扰民",
            "尊敬的区长您好，感谢您在百忙之中阅读此信。楼下烧烤店半夜还在放音响。请领导予以解决，谢谢，此致敬礼",
        );
        assert!(compute_similarity(&one, &polite, &common()).score() > 1.2);
        assert!(compute_similarity(&polite, &rude, &common()).score() < 0.1);
        let about = approximate_similarity(&one, &polite, &common());
        assert!(
            about > 0.9 && approximate_similarity(&one, &rude, &common()) < 0.1,
            "{about}"
        );
    }

    #[test]
    fn like_titles_alone_are_not_the_same_matter() {
        let alike = Similarity {
            texts: 0.04,
            titles: 1.0,
        };
        assert!(alike.score() > SAME_MATTER && !alike.is_same_matter());
        assert!(
            Similarity {
                texts: 0.2,
                titles: 0.5
            }
            .is_same_matter()
        );
    }
}
