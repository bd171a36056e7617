//! The bigrams of a letter, and which of them an earlier letter shares.

use crate::domain::letter::LetterId;
use crate::domain::text::bigram::{Bigram, bigrams_with_spans};

/// Returns the distinct bigrams of these texts, sorted. The other tokens of the index (single
/// characters, groups of four ASCII characters) serve only searching and are left out.
pub(super) fn sorted_bigrams<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<Bigram> {
    let mut grams: Vec<Bigram> = texts
        .into_iter()
        .flat_map(bigrams_with_spans)
        .map(|(_, gram)| gram)
        .collect();
    grams.sort_unstable();
    grams.dedup();
    grams
}

/// The letter for which suggestions are wanted.
pub struct TargetLetter<'a> {
    /// The title.
    pub title: &'a str,
    /// The text.
    pub body: &'a str,
    /// The distinct bigrams, sorted.
    pub grams: Vec<Bigram>,
    /// For each bigram, whether it occurs in the title.
    pub(super) titled: Vec<bool>,
    /// Words that are no reason for anything.
    pub(super) stop_words: &'a [String],
}

impl<'a> TargetLetter<'a> {
    /// Returns the letter with words that are no reason for anything, though labels have them among
    /// their own ones.
    pub fn with_stop_words(self, stop_words: &'a [String]) -> TargetLetter<'a> {
        TargetLetter { stop_words, ..self }
    }

    /// Prepares a letter with this title and text.
    pub fn new(title: &'a str, body: &'a str) -> TargetLetter<'a> {
        let (titled, grams) = (sorted_bigrams([title]), sorted_bigrams([title, body]));
        let titled = grams
            .iter()
            .map(|gram| titled.binary_search(gram).is_ok())
            .collect();
        TargetLetter {
            title,
            body,
            grams,
            titled,
            stop_words: &[],
        }
    }
}

/// An earlier letter as a neighbour.
#[derive(Clone, Debug, PartialEq)]
pub struct Neighbour {
    /// Its id.
    pub id: LetterId,
    /// The indexes of the shared bigrams, ascending, each with whether it occurs in its title.
    pub(super) shared: Vec<(usize, bool)>,
    /// Its length in bigrams.
    length: usize,
}

impl Neighbour {
    /// Compares an earlier letter with the one for which suggestions are wanted.
    pub fn new(text: &TargetLetter<'_>, id: LetterId, title: &str, body: &str) -> Neighbour {
        let (titled, rest) = (bigrams_with_spans(title), bigrams_with_spans(body));
        let place = |gram: &Bigram| text.grams.binary_search(gram).ok();
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
        Neighbour {
            id,
            shared,
            length: titled.len() + rest.len(),
        }
    }
}

/// Sorts letters by similarity to the text, most similar first: by the squared IDF of the shared
/// bigrams, normalised by length. Frequencies are counted among these letters.
pub fn sort_by_similarity<T>(
    text: &TargetLetter<'_>,
    letters: &mut [T],
    near: impl Fn(&T) -> &Neighbour,
) {
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
        let Neighbour { shared, length, .. } = near(letter);
        shared.iter().map(|(place, _)| rare[*place]).sum::<f64>() / (*length as f64 + 1.0).sqrt()
    };
    letters.sort_by_cached_key(|letter| std::cmp::Reverse((like(letter) * 1e6) as u64));
}
