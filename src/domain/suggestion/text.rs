//! The bigrams of a letter, and which of them an earlier letter shares.

use crate::domain::letter::LetterId;
use crate::domain::text::bigram::{Gram, pairs};

/// Returns the distinct bigrams of these texts, sorted. The other tokens of the index (single
/// characters, groups of four ASCII characters) serve only searching and are left out.
pub(super) fn sorted<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<Gram> {
    let mut grams: Vec<Gram> = texts
        .into_iter()
        .flat_map(pairs)
        .map(|(_, gram)| gram)
        .collect();
    grams.sort_unstable();
    grams.dedup();
    grams
}

/// The letter for which suggestions are wanted.
pub struct Text<'a> {
    /// The title.
    pub title: &'a str,
    /// The text.
    pub body: &'a str,
    /// The distinct bigrams, sorted.
    pub grams: Vec<Gram>,
    /// For each bigram, whether it occurs in the title.
    pub(super) titled: Vec<bool>,
}

impl<'a> Text<'a> {
    /// Prepares a letter with this title and text.
    pub fn new(title: &'a str, body: &'a str) -> Text<'a> {
        let (titled, grams) = (sorted([title]), sorted([title, body]));
        let titled = grams
            .iter()
            .map(|gram| titled.binary_search(gram).is_ok())
            .collect();
        Text {
            title,
            body,
            grams,
            titled,
        }
    }
}

/// An earlier letter as a neighbour.
#[derive(Clone, Debug, PartialEq)]
pub struct Near {
    /// Its id.
    pub id: LetterId,
    /// The indexes of the shared bigrams, ascending, each with whether it occurs in its title.
    pub(super) shared: Vec<(usize, bool)>,
    /// Its length in bigrams.
    length: usize,
}

impl Near {
    /// Compares an earlier letter with the one for which suggestions are wanted.
    pub fn new(text: &Text<'_>, id: LetterId, title: &str, body: &str) -> Near {
        let (titled, rest) = (pairs(title), pairs(body));
        let place = |gram: &Gram| text.grams.binary_search(gram).ok();
        let titles = titled
            .iter()
            .filter_map(|(_, gram)| Some((place(gram)?, true)));
        let mut shared: Vec<(usize, bool)> = titles
            .chain(
                rest.iter()
                    .filter_map(|(_, gram)| Some((place(gram)?, false))),
            )
            .collect();
        // For a bigram in both title and text, only the title counts.
        shared.sort_unstable_by_key(|(place, titled)| (*place, !titled));
        shared.dedup_by_key(|(place, _)| *place);
        Near {
            id,
            shared,
            length: titled.len() + rest.len(),
        }
    }
}

/// Sorts letters by similarity to the text, most similar first: by the squared IDF of the shared
/// bigrams, normalised by length. Frequencies are counted among these letters.
pub fn nearest_first<T>(text: &Text<'_>, letters: &mut [T], near: impl Fn(&T) -> &Near) {
    let mut with = vec![0.0_f64; text.grams.len()];
    letters
        .iter()
        .flat_map(|letter| &near(letter).shared)
        .for_each(|(place, _)| with[*place] += 1.0);
    let all = letters.len() as f64;
    let rare: Vec<f64> = with
        .iter()
        .map(|with| ((all + 1.0) / (with + 0.5)).ln().max(0.1).powi(2))
        .collect();
    let like = |letter: &T| {
        let Near { shared, length, .. } = near(letter);
        shared.iter().map(|(place, _)| rare[*place]).sum::<f64>() / (*length as f64 + 1.0).sqrt()
    };
    letters.sort_by_cached_key(|letter| std::cmp::Reverse((like(letter) * 1e6) as u64));
}
