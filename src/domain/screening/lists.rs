//! Word lists, normalised on loading: short ones are looked up at a position, long ones are
//! compiled into an automaton.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use serde::Deserialize;

use super::plain::{Dense, Plain};
use super::{address, advertising, court, name, number, plate, uncivil};
use crate::domain::text::normalize::{fold, folded};

const WORDS: &str = include_str!("../../../assets/passages/words.toml");

static EMBEDDED: LazyLock<Lists> = LazyLock::new(|| toml::from_str(WORDS).unwrap_or_default());

/// The compiled word lists of all screening rules.
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
    /// Returns the lists of `assets/passages/words.toml`, compiled once. They are empty if the file
    /// does not parse, which a test rules out.
    pub fn embedded() -> &'static Lists {
        &EMBEDDED
    }
}

/// A short list that is looked up at a position.
#[derive(Default, Deserialize)]
#[serde(from = "Vec<String>")]
pub(super) struct Words(Vec<Vec<char>>);

impl From<Vec<String>> for Words {
    fn from(words: Vec<String>) -> Words {
        let mut words: Vec<Vec<char>> = words
            .iter()
            .map(|word| word.chars().filter_map(fold).collect())
            .collect();
        // Longest first, so that the first match is the longest.
        words.sort_unstable_by_key(|word| std::cmp::Reverse(word.len()));
        Words(words)
    }
}

impl Words {
    /// Returns the length in signs of the longest word that begins at `at`.
    pub fn at(&self, plain: &Plain, at: usize) -> Option<usize> {
        let here = plain.signs.get(at..)?;
        let begins = |word: &&Vec<char>| {
            word.len() <= here.len() && word.iter().zip(here).all(|(a, b)| *a == b.char)
        };
        self.0.iter().find(begins).map(Vec::len)
    }

    /// Returns the length in signs of the longest word that ends before `at`.
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

/// A set of characters.
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

/// Long lists, searched for simultaneously (Aho–Corasick). Matches do not overlap; the leftmost one
/// wins, and among those the longest.
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

/// A matched word, as a range of signs.
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
            // A Latin word must match as a whole, not as part of a longer one.
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
