//! The filter of every picker: by characters, by pinyin initials (`zjj` → 住建局), by full pinyin, by mixtures.

use ib_matcher::matcher::{IbMatcher, PinyinMatchConfig};
use ib_matcher::pinyin::PinyinNotation;

/// A compiled filter.
pub struct Filter<'a> {
    matcher: Option<IbMatcher<'a>>,
}

impl<'a> Filter<'a> {
    /// A filter for what was typed; the empty filter lets everything through.
    pub fn new(typed: &'a str) -> Filter<'a> {
        let matcher = (!typed.is_empty()).then(|| {
            IbMatcher::builder(typed)
                .pinyin(PinyinMatchConfig::notations(
                    PinyinNotation::Ascii | PinyinNotation::AsciiFirstLetter,
                ))
                .build()
        });
        Filter { matcher }
    }

    /// How well `text` fits what was typed: 0 where it is all of it, 1 where it begins with it, 2 where it has it inside,
    /// `None` where it has not.
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

    /// Whether `text` has what was typed in it.
    pub fn matches(&self, text: &str) -> bool {
        self.matcher
            .as_ref()
            .is_none_or(|matcher| matcher.is_match(text))
    }
}
