//! Clusters the letters of a time window into topics, in the order in which they arrived.

use super::{Commonness, Words, rarity};
use crate::domain::text::bigram::Gram;

/// The thresholds for joining a topic.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Within {
    /// The minimum similarity to the most similar letter of the topic (single linkage).
    pub nearest: f32,
    /// The minimum mean similarity to the topic's letters (average linkage). It prevents chains of
    /// letters that each resemble only the next.
    pub middle: f32,
}

/// Letters about the same matter.
pub const SAME: Within = Within {
    nearest: super::SAME_MATTER,
    middle: 0.15,
};

/// Similar letters. Measured on 4,326 real letters: in the 25 topics with most writers, 92 of 100
/// letters are about the topic's main matter. With the stricter thresholds above nearly all are,
/// but the largest topics, of 41 and 53 letters, fall into pieces of five.
pub const LIKE: Within = Within {
    nearest: super::SIMILAR,
    middle: 0.10,
};

/// A bigram is too common to select candidates if more than one in 20 letters, and more than 50
/// letters, contain it.
const SHARE: usize = 20;
const MANY: usize = 50;

/// The minimum weighted overlap of the selective bigrams for two letters to be compared.
const PROMISING: f32 = 0.03;

/// The maximum number of a topic's letters that are compared with one that may join it.
const SPREAD: usize = 50;

/// A cluster of similar letters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Topic {
    /// Their indexes in the input, ascending.
    pub letters: Vec<usize>,
    /// The index of the most central letter.
    pub centre: usize,
}

/// A letter with its bigrams as indexes.
struct Numbered {
    all: Vec<u32>,
    titled: Vec<u32>,
    weight: f32,
    title_weight: f32,
}

/// An inverted index over the bigrams of all letters.
struct Pairs {
    weights: Vec<f32>,
    letters: Vec<Numbered>,
    /// The postings of each bigram: the letters so far that contain it.
    having: Vec<Vec<u32>>,
    /// Whether the bigram is rare enough to select candidates.
    leads: Vec<bool>,
}

impl Pairs {
    fn of(texts: &[Words], common: Option<&Commonness>) -> Pairs {
        let all = texts
            .iter()
            .zip(0_u32..)
            .flat_map(|(words, at)| words.grams.iter().map(move |gram| (*gram, at)));
        let mut all: Vec<(Gram, u32)> = all.collect();
        all.sort_unstable();
        let most = (texts.len() / SHARE).max(MANY);
        let mut numbers: Vec<Vec<u32>> = texts
            .iter()
            .map(|words| Vec::with_capacity(words.grams.len()))
            .collect();
        let (mut weights, mut leads) = (Vec::new(), Vec::new());
        for (same, number) in all.chunk_by(|one, other| one.0 == other.0).zip(0..) {
            for (_, at) in same {
                numbers[*at as usize].push(number);
            }
            weights.push(match common {
                Some(common) => common.weight(same[0].0),
                None => rarity(same.len() as u64, texts.len() as u64).powi(2),
            });
            leads.push((2..=most).contains(&same.len()));
        }
        let sum = |pairs: &[u32]| pairs.iter().map(|pair| weights[*pair as usize]).sum();
        let letters = texts.iter().zip(numbers).map(|(words, all)| {
            let titled = |gram: &Gram| {
                words
                    .grams
                    .binary_search(gram)
                    .ok()
                    .and_then(|at| all.get(at).copied())
            };
            let titled: Vec<u32> = words.titled.iter().filter_map(titled).collect();
            let (weight, title_weight) = (sum(&all), sum(&titled));
            Numbered {
                all,
                titled,
                weight,
                title_weight,
            }
        });
        Pairs {
            letters: letters.collect(),
            having: vec![Vec::new(); weights.len()],
            leads,
            weights,
        }
    }

    fn overlap(&self, one: (&[u32], f32), other: (&[u32], f32)) -> f32 {
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
        let titles = self.overlap(
            (&one.titled, one.title_weight),
            (&other.titled, other.title_weight),
        );
        self.overlap((&one.all, one.weight), (&other.all, other.weight)) + super::TITLES * titles
    }

    /// Returns the candidates among the preceding letters, each with its score, and adds this
    /// letter to the postings. `shared` is a buffer of zeros, and is again on return.
    fn before(&mut self, at: usize, shared: &mut [f32]) -> Vec<(usize, f32)> {
        let mut found = Vec::new();
        for pair in &self.letters[at].all {
            let pair = *pair as usize;
            if !self.leads[pair] {
                continue;
            }
            for other in &self.having[pair] {
                let sum = &mut shared[*other as usize];
                if *sum == 0.0 {
                    found.push(*other as usize);
                }
                *sum += self.weights[pair];
            }
            self.having[pair].extend(u32::try_from(at));
        }
        let weight = self.letters[at].weight;
        found.retain(|other| {
            let both = std::mem::take(&mut shared[*other]);
            both >= PROMISING * (weight + self.letters[*other].weight - both)
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
pub fn topics(texts: &[Words], common: Option<&Commonness>, within: Within) -> Vec<Topic> {
    let mut pairs = Pairs::of(texts, common);
    let mut topics: Vec<Topic> = Vec::new();
    let mut topic_of: Vec<usize> = Vec::with_capacity(texts.len());
    let mut shared = vec![0.0; texts.len()];
    // The sum of each letter's similarities to the others of its topic.
    let mut central = vec![0.0_f32; texts.len()];
    for at in 0..texts.len() {
        let near = pairs.before(at, &mut shared);
        let likest = near
            .iter()
            // The earlier letter wins a tie.
            .max_by(|one, other| one.1.total_cmp(&other.1).then(other.0.cmp(&one.0)));
        let joined = likest
            .filter(|(_, score)| *score >= within.nearest)
            .map(|(other, _)| topic_of[*other]);
        let members: Vec<(usize, f32)> = joined.map_or_else(Vec::new, |topic| {
            let letters = &topics[topic].letters;
            let spread = letters.iter().step_by(letters.len().div_ceil(SPREAD));
            spread
                .map(|other| (*other, pairs.score(at, *other)))
                .collect()
        });
        let sum: f32 = members.iter().map(|(_, score)| score).sum();
        let joined = joined.filter(|_| sum >= within.middle * members.len() as f32);
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
                topics.push(Topic {
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

    fn words(title: &str, body: &str) -> Words {
        Words::new(title.to_owned(), body.to_owned())
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
        let found = topics(&texts, Some(&Commonness::new(1000)), SAME);
        let members: Vec<&[usize]> = found.iter().map(|topic| topic.letters.as_slice()).collect();
        assert_eq!(members, [&[0, 2, 4][..], &[1], &[3]]);
        assert_eq!(found[0].centre, 0);
        assert_eq!(topics(&[], None, LIKE), []);
    }

    #[test]
    fn a_topic_has_the_likeness_that_two_letters_have() {
        let texts = [
            words("停水", "滨河小区停水三天。"),
            words("停水了", "滨河小区停水四天，请解决。"),
        ];
        let common = Commonness::new(1000);
        let pairs = Pairs::of(&texts, Some(&common));
        let whole = super::super::likeness(&texts[0], &texts[1], &common).score();
        assert!((pairs.score(1, 0) - whole).abs() < 1e-5);
    }
}
