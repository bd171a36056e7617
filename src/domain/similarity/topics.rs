//! Clusters the letters of a time window into topics, in the order in which they arrived.

use super::{ComparableText, DocumentFrequencies, idf};
use crate::domain::text::bigram::Bigram;

/// The thresholds for joining a topic.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TopicThresholds {
    /// The minimum similarity to the most similar letter of the topic (single linkage).
    pub nearest: f32,
    /// The minimum mean similarity to the topic's letters (average linkage). It prevents chains of
    /// letters that each resemble only the next.
    pub mean: f32,
}

/// Letters about the same matter.
pub const SAME_MATTER_TOPIC: TopicThresholds = TopicThresholds {
    nearest: super::SAME_MATTER,
    mean: 0.15,
};

/// Similar letters. Measured on 4,326 real letters: in the 25 topics with most writers, 92 of 100
/// letters are about the topic's main matter. With the stricter thresholds above nearly all are,
/// but the largest topics, of 41 and 53 letters, fall into pieces of five.
pub const SIMILAR_TOPIC: TopicThresholds = TopicThresholds {
    nearest: super::SIMILAR,
    mean: 0.10,
};

/// A bigram is too common to select candidates if more than one in 20 letters, and more than 50
/// letters, contain it.
const POSTINGS_DIVISOR: usize = 20;
const MIN_POSTINGS_LIMIT: usize = 50;

/// The minimum weighted overlap of the selective bigrams for two letters to be compared.
const MIN_SHARED: f32 = 0.03;

/// The maximum number of a topic's letters that are compared with one that may join it.
const MAX_COMPARED: usize = 50;

/// A cluster of similar letters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TopicCluster {
    /// Their indexes in the input, ascending.
    pub letters: Vec<usize>,
    /// The index of the most central letter.
    pub centre: usize,
}

/// A letter with its bigrams as indexes.
struct IndexedLetter {
    all: Vec<u32>,
    titled: Vec<u32>,
    weight: f32,
    title_weight: f32,
}

/// An inverted index over the bigrams of all letters.
struct BigramIndex {
    weights: Vec<f32>,
    letters: Vec<IndexedLetter>,
    /// The postings of each bigram: the letters so far that contain it.
    postings: Vec<Vec<u32>>,
    /// Whether the bigram is rare enough to select candidates.
    is_selective: Vec<bool>,
}

impl BigramIndex {
    fn build(texts: &[ComparableText], common: Option<&DocumentFrequencies>) -> BigramIndex {
        let all = texts
            .iter()
            .zip(0_u32..)
            .flat_map(|(words, at)| words.bigrams.iter().map(move |gram| (*gram, at)));
        let mut all: Vec<(Bigram, u32)> = all.collect();
        all.sort_unstable();
        let most = (texts.len() / POSTINGS_DIVISOR).max(MIN_POSTINGS_LIMIT);
        let mut numbers: Vec<Vec<u32>> = texts
            .iter()
            .map(|words| Vec::with_capacity(words.bigrams.len()))
            .collect();
        let (mut weights, mut leads) = (Vec::new(), Vec::new());
        for (same, number) in all.chunk_by(|one, other| one.0 == other.0).zip(0..) {
            for (_, at) in same {
                numbers[*at as usize].push(number);
            }
            weights.push(match common {
                Some(common) => common.squared_idf(same[0].0),
                None => idf(same.len() as u64, texts.len() as u64).powi(2),
            });
            leads.push((2..=most).contains(&same.len()));
        }
        let sum = |pairs: &[u32]| pairs.iter().map(|pair| weights[*pair as usize]).sum();
        let letters = texts.iter().zip(numbers).map(|(words, all)| {
            let titled = |gram: &Bigram| {
                words
                    .bigrams
                    .binary_search(gram)
                    .ok()
                    .and_then(|at| all.get(at).copied())
            };
            let titled: Vec<u32> = words.title_bigrams.iter().filter_map(titled).collect();
            let (weight, title_weight) = (sum(&all), sum(&titled));
            IndexedLetter {
                all,
                titled,
                weight,
                title_weight,
            }
        });
        BigramIndex {
            letters: letters.collect(),
            postings: vec![Vec::new(); weights.len()],
            is_selective: leads,
            weights,
        }
    }

    fn weighted_jaccard(&self, one: (&[u32], f32), other: (&[u32], f32)) -> f32 {
        let (mut at, mut both) = (0, 0.0);
        for pair in one.0 {
            while other.0.get(at).is_some_and(|other| other < pair) {
                at += 1;
            }
            if other.0.get(at) == Some(pair) {
                both += self.weights[*pair as usize];
            }
        }
        let all = one.1 + other.1 - both;
        if all > 0.0 { both / all } else { 0.0 }
    }

    fn score(&self, one: usize, other: usize) -> f32 {
        let (one, other) = (&self.letters[one], &self.letters[other]);
        let titles = self.weighted_jaccard(
            (&one.titled, one.title_weight),
            (&other.titled, other.title_weight),
        );
        self.weighted_jaccard((&one.all, one.weight), (&other.all, other.weight))
            + super::TITLE_WEIGHT * titles
    }

    /// Returns the candidates among the preceding letters, each with its score, and adds this
    /// letter to the postings. `shared` is a buffer of zeros, and is again on return.
    fn candidates_before(&mut self, at: usize, shared: &mut [f32]) -> Vec<(usize, f32)> {
        let mut found = Vec::new();
        for pair in &self.letters[at].all {
            let pair = *pair as usize;
            if !self.is_selective[pair] {
                continue;
            }
            for other in &self.postings[pair] {
                let sum = &mut shared[*other as usize];
                if *sum == 0.0 {
                    found.push(*other as usize);
                }
                *sum += self.weights[pair];
            }
            self.postings[pair].extend(u32::try_from(at));
        }
        let weight = self.letters[at].weight;
        found.retain(|other| {
            let both = std::mem::take(&mut shared[*other]);
            both >= MIN_SHARED * (weight + self.letters[*other].weight - both)
        });
        found
            .into_iter()
            .map(|other| (other, self.score(at, other)))
            .collect()
    }
}

/// Clusters letters, given in order of arrival, into topics. Each letter joins the topic of the
/// most similar earlier letter or starts its own. Without `common`, document frequencies are
/// counted from these letters.
pub fn cluster_topics(
    texts: &[ComparableText],
    common: Option<&DocumentFrequencies>,
    within: TopicThresholds,
) -> Vec<TopicCluster> {
    let mut pairs = BigramIndex::build(texts, common);
    let mut topics: Vec<TopicCluster> = Vec::new();
    let mut topic_of: Vec<usize> = Vec::with_capacity(texts.len());
    let mut shared = vec![0.0; texts.len()];
    // The sum of each letter's similarities to the others of its topic.
    let mut central = vec![0.0_f32; texts.len()];
    for at in 0..texts.len() {
        let near = pairs.candidates_before(at, &mut shared);
        let likest = near
            .iter()
            // The earlier letter wins a tie.
            .max_by(|one, other| one.1.total_cmp(&other.1).then(other.0.cmp(&one.0)));
        let joined = likest
            .filter(|(_, score)| *score >= within.nearest)
            .map(|(other, _)| topic_of[*other]);
        let members: Vec<(usize, f32)> = joined.map_or_else(Vec::new, |topic| {
            let letters = &topics[topic].letters;
            let spread = letters.iter().step_by(letters.len().div_ceil(MAX_COMPARED));
            spread
                .map(|other| (*other, pairs.score(at, *other)))
                .collect()
        });
        let sum: f32 = members.iter().map(|(_, score)| score).sum();
        let joined = joined.filter(|_| sum >= within.mean * members.len() as f32);
        match joined {
            Some(topic) => {
                topic_of.push(topic);
                topics[topic].letters.push(at);
                for (other, score) in members {
                    central[other] += score;
                    central[at] += score;
                }
            }
            None => {
                topic_of.push(topics.len());
                topics.push(TopicCluster {
                    letters: vec![at],
                    centre: at,
                });
            }
        }
    }
    for topic in &mut topics {
        let most = topic.letters.iter().copied().max_by(|one, other| {
            central[*one]
                .total_cmp(&central[*other])
                .then(other.cmp(one))
        });
        topic.centre = most.unwrap_or(topic.centre);
    }
    topics
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(title: &str, body: &str) -> ComparableText {
        ComparableText::new(title.to_owned(), body.to_owned())
    }

    #[test]
    fn letters_about_one_matter_are_a_topic_and_others_stay_alone() {
        let texts = [
            words("滨河小区停水", "滨河小区从周一开始停水，居民用水困难。"),
            words("夜市噪声", "夜市摊点放音响到凌晨，孩子睡不着。"),
            words(
                "滨河小区又停水了",
                "滨河小区从周一开始停水，到今天还没有恢复。",
            ),
            words("公交车不停", "公交司机见到老人不停车，希望处理。"),
            words(
                "反映滨河小区停水",
                "我是滨河小区居民，从周一开始停水，用水困难。",
            ),
        ];
        let found = cluster_topics(
            &texts,
            Some(&DocumentFrequencies::new(1000)),
            SAME_MATTER_TOPIC,
        );
        let members: Vec<&[usize]> = found.iter().map(|topic| topic.letters.as_slice()).collect();
        assert_eq!(members, [&[0, 2, 4][..], &[1], &[3]]);
        assert_eq!(found[0].centre, 0);
        assert_eq!(cluster_topics(&[], None, SIMILAR_TOPIC), []);
    }

    #[test]
    fn a_topic_has_the_likeness_that_two_letters_have() {
        let texts = [
            words("停水", "滨河小区停水三天。"),
            words("停水了", "滨河小区停水四天，请解决。"),
        ];
        let common = DocumentFrequencies::new(1000);
        let pairs = BigramIndex::build(&texts, Some(&common));
        let whole = super::super::compute_similarity(&texts[0], &texts[1], &common).score();
        assert!((pairs.score(1, 0) - whole).abs() < 1e-5);
    }
}
