//! The filter of all pickers: matches characters, pinyin initials (`zjj` → 住建局), full pinyin,
//! and mixtures.

use ib_matcher::matcher::{IbMatcher, PinyinMatchConfig};
use ib_matcher::pinyin::PinyinNotation;

/// A compiled filter.
pub struct PinyinFilter<'a> {
    matcher: Option<IbMatcher<'a>>,
}

impl<'a> PinyinFilter<'a> {
    /// Compiles a filter from the typed text. The empty filter matches everything.
    pub fn new(typed: &'a str) -> PinyinFilter<'a> {
        let matcher = (!typed.is_empty()).then(|| {
            IbMatcher::builder(typed)
                .pinyin(PinyinMatchConfig::notations(
                    PinyinNotation::Ascii | PinyinNotation::AsciiFirstLetter,
                ))
                .build()
        });
        PinyinFilter { matcher }
    }

    /// Ranks how well `text` matches: 0 if all of it matches, 1 for a prefix, 2 for a part, `None`
    /// for no match.
    pub fn rank(&self, text: &str) -> Option<usize> {
        match &self.matcher {
            None => Some(0),
            Some(matcher) => {
                matcher
                    .find(text)
                    .map(|found| match (found.start(), found.end() == text.len()) {
                        (0, true) => 0,
                        (0, false) => 1,
                        (_, _) => 2,
                    })
            }
        }
    }

    /// Reports whether any part of `text` matches.
    pub fn matches(&self, text: &str) -> bool {
        self.matcher
            .as_ref()
            .is_none_or(|matcher| matcher.is_match(text))
    }
}
