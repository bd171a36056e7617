//! Word lists, normalised on loading: short ones are looked up at a position, long ones are
//! compiled into an automaton.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use serde::Deserialize;

use super::{address, advertising, court, name, number, plate, uncivil};
use crate::domain::screening::normalized::{DenseText, NormalizedText};
use crate::domain::text::normalize::{fold, fold_text};

const WORDS: &str = include_str!("../../../assets/passages/words.toml");

static EMBEDDED: LazyLock<WordLists> = LazyLock::new(|| toml::from_str(WORDS).unwrap_or_default());

/// The compiled word lists of all screening rules.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WordLists {
    pub(super) uncivil: uncivil::UncivilWords,
    pub(super) advertising: advertising::AdvertisingWords,
    pub(super) court: court::CourtWords,
    pub(super) numbers: number::ContextWords,
    pub(super) plates: plate::PlateChars,
    pub(super) names: name::NameWords,
    pub(super) addresses: address::AddressWords,
}

impl WordLists {
    /// Returns the lists of `assets/passages/words.toml`, compiled once. They are empty if the file
    /// does not parse, which a test rules out.
    pub fn embedded() -> &'static WordLists {
        &EMBEDDED
    }
}

/// A short list that is looked up at a position.
#[derive(Default, Deserialize)]
#[serde(from = "Vec<String>")]
pub(super) struct WordList(Vec<Vec<char>>);

impl From<Vec<String>> for WordList {
    fn from(words: Vec<String>) -> WordList {
        let mut words: Vec<Vec<char>> = words
            .iter()
            .map(|word| word.chars().filter_map(fold).collect())
            .collect();
        // Longest first, so that the first match is the longest.
        words.sort_unstable_by_key(|word| std::cmp::Reverse(word.len()));
        WordList(words)
    }
}

impl WordList {
    /// Returns the length in signs of the longest word that begins at `at`.
    pub(super) fn match_at(&self, plain: &NormalizedText, at: usize) -> Option<usize> {
        let here = plain.signs.get(at..)?;
        let begins = |word: &&Vec<char>| {
            word.len() <= here.len() && word.iter().zip(here).all(|(a, b)| *a == b.char)
        };
        self.0.iter().find(begins).map(Vec::len)
    }

    /// Returns the length in signs of the longest word that ends before `at`.
    pub(super) fn match_before(&self, plain: &NormalizedText, at: usize) -> Option<usize> {
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
pub(super) struct CharSet(Vec<char>);

impl From<String> for CharSet {
    fn from(chars: String) -> CharSet {
        let mut chars: Vec<char> = chars.chars().filter_map(fold).collect();
        chars.sort_unstable();
        chars.dedup();
        CharSet(chars)
    }
}

impl CharSet {
    pub(super) fn contains(&self, char: char) -> bool {
        self.0.binary_search(&char).is_ok()
    }
}

/// Long lists, searched for simultaneously (Aho–Corasick). Matches do not overlap; the leftmost one
/// wins, and among those the longest.
pub(super) struct WordMatcher<C> {
    automaton: Option<AhoCorasick>,
    classes: Vec<C>,
}

impl<C> Default for WordMatcher<C> {
    fn default() -> WordMatcher<C> {
        WordMatcher {
            automaton: None,
            classes: Vec::new(),
        }
    }
}

/// A matched word, as a range of signs.
#[derive(Clone, Debug)]
pub(super) struct WordMatch<C> {
    pub class: C,
    pub signs: Range<usize>,
}

impl<C: Copy> WordMatcher<C> {
    pub(super) fn compile<const N: usize>(lists: [(C, Vec<String>); N]) -> WordMatcher<C> {
        let (mut words, mut classes) = (Vec::new(), Vec::new());
        for (class, list) in lists {
            classes.resize(classes.len() + list.len(), class);
            words.extend(list.iter().map(|word| fold_text(word)));
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(&words);
        WordMatcher {
            automaton: automaton.ok(),
            classes,
        }
    }

    pub(super) fn find_all(&self, dense: &DenseText) -> Vec<WordMatch<C>> {
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
            .map(|found| WordMatch {
                class: self.classes[found.pattern().as_usize()],
                signs: dense.sign_of_byte[found.start()]..dense.sign_of_byte[found.end() - 1] + 1,
            })
            .collect()
    }
}
