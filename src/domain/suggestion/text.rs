//! The pairs of characters of a letter, and which of them an earlier letter has.

use crate::domain::letter::LetterId;
use crate::domain::text::bigram::{Gram, pairs};

/// The pairs of these texts, each once, in order. The rest of what the index holds is there for searching, and says nothing.
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

/// The letter about which advice is wanted.
pub struct Text<'a> {
    /// Its title.
    pub title: &'a str,
    /// Its text.
    pub body: &'a str,
    /// Its pairs, in order.
    pub grams: Vec<Gram>,
    /// Of each pair, whether it stands in the title.
    pub(super) titled: Vec<bool>,
}

impl<'a> Text<'a> {
    /// A letter with this title and text.
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

/// An earlier letter.
#[derive(Clone, Debug, PartialEq)]
pub struct Near {
    /// Which.
    pub id: LetterId,
    /// The places of the pairs that it shares, in order, each with whether it stands in its title.
    pub(super) shared: Vec<(usize, bool)>,
    /// How long it is, in pairs.
    length: usize,
}

impl Near {
    /// An earlier letter with this title and text, beside the one about which advice is wanted.
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
        // Of a pair in the title and the text, the title counts.
        shared.sort_unstable_by_key(|(place, titled)| (*place, !titled));
        shared.dedup_by_key(|(place, _)| *place);
        Near {
            id,
            shared,
            length: titled.len() + rest.len(),
        }
    }
}

/// Puts the letters that are most like the text first: those that share what few of them have, for their length.
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
