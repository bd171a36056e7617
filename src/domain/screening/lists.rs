//! Lists of words: folded when they are read, sought at a place, or compiled to be sought everywhere at once.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use serde::Deserialize;

use super::plain::{Dense, Plain};
use super::{address, advertising, court, name, number, plate, uncivil};
use crate::domain::text::normalize::{fold, folded};

const WORDS: &str = include_str!("../../../assets/passages/words.toml");

static EMBEDDED: LazyLock<Lists> = LazyLock::new(|| toml::from_str(WORDS).unwrap_or_default());

/// The words that tell what stands in a letter, compiled.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lists {
    pub(super) uncivil: uncivil::Insults,
    pub(super) advertising: advertising::Trade,
    pub(super) court: court::Court,
    pub(super) numbers: number::Cues,
    pub(super) plates: plate::Marks,
    pub(super) names: name::Names,
    pub(super) addresses: address::Parts,
}

impl Lists {
    /// Those of `assets/passages/words.toml`, compiled once; empty where that file does not read, which a test rules out.
    pub fn embedded() -> &'static Lists {
        &EMBEDDED
    }
}

/// A short list, looked up at a place.
#[derive(Default, Deserialize)]
#[serde(from = "Vec<String>")]
pub(super) struct Words(Vec<Vec<char>>);

impl From<Vec<String>> for Words {
    fn from(words: Vec<String>) -> Words {
        let mut words: Vec<Vec<char>> = words
            .iter()
            .map(|word| word.chars().filter_map(fold).collect())
            .collect();
        words.sort_unstable_by_key(|word| std::cmp::Reverse(word.len()));
        Words(words)
    }
}

impl Words {
    /// The length of the longest word that begins here, in signs.
    pub fn at(&self, plain: &Plain, at: usize) -> Option<usize> {
        let here = plain.signs.get(at..)?;
        let begins = |word: &&Vec<char>| {
            word.len() <= here.len() && word.iter().zip(here).all(|(a, b)| *a == b.char)
        };
        self.0.iter().find(begins).map(Vec::len)
    }

    /// The length of the longest word that ends before this place.
    pub fn before(&self, plain: &Plain, at: usize) -> Option<usize> {
        let here = plain.signs.get(..at)?;
        let ends = |word: &&Vec<char>| {
            word.len() <= here.len()
                && word
                    .iter()
                    .rev()
                    .zip(here.iter().rev())
                    .all(|(a, b)| *a == b.char)
        };
        self.0.iter().find(ends).map(Vec::len)
    }
}

/// A list of characters.
#[derive(Default, Deserialize)]
#[serde(from = "String")]
pub(super) struct Chars(Vec<char>);

impl From<String> for Chars {
    fn from(chars: String) -> Chars {
        let mut chars: Vec<char> = chars.chars().filter_map(fold).collect();
        chars.sort_unstable();
        chars.dedup();
        Chars(chars)
    }
}

impl Chars {
    pub fn has(&self, char: char) -> bool {
        self.0.binary_search(&char).is_ok()
    }
}

/// Long lists, sought all at once; of words that overlap the first counts, and of those that begin together the longest.
pub(super) struct Net<C> {
    automaton: Option<AhoCorasick>,
    classes: Vec<C>,
}

impl<C> Default for Net<C> {
    fn default() -> Net<C> {
        Net {
            automaton: None,
            classes: Vec::new(),
        }
    }
}

/// A word that was found, in signs.
#[derive(Clone, Debug)]
pub(super) struct Found<C> {
    pub class: C,
    pub signs: Range<usize>,
}

impl<C: Copy> Net<C> {
    pub fn of<const N: usize>(lists: [(C, Vec<String>); N]) -> Net<C> {
        let (mut words, mut classes) = (Vec::new(), Vec::new());
        for (class, list) in lists {
            classes.resize(classes.len() + list.len(), class);
            words.extend(list.iter().map(|word| folded(word)));
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(&words);
        Net {
            automaton: automaton.ok(),
            classes,
        }
    }

    pub fn find(&self, dense: &Dense) -> Vec<Found<C>> {
        let Some(automaton) = &self.automaton else {
            return Vec::new();
        };
        let whole = |range: &Range<usize>| {
            let part = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
            let bytes = dense.text.as_bytes();
            let before = range.start.checked_sub(1).and_then(|at| bytes.get(at));
            // A Latin word stands alone, or it is a part of another one.
            !(part(before) && part(bytes.get(range.start))
                || part(bytes.get(range.end - 1)) && part(bytes.get(range.end)))
        };
        let found = automaton
            .find_iter(&dense.text)
            .filter(|found| whole(&found.range()));
        found
            .map(|found| Found {
                class: self.classes[found.pattern().as_usize()],
                signs: dense.of[found.start()]..dense.of[found.end() - 1] + 1,
            })
            .collect()
    }
}
