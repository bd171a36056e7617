//! Finds names of people: after an introducing word, or directly before a person's number.

use std::ops::Range;

use serde::Deserialize;

use super::lists::{CharSet, WordList, WordMatcher};
use crate::domain::screening::normalized::{DenseText, NormalizedText, is_han};

/// The maximum number of connecting words between a name and a number.
const WORDS_BETWEEN: usize = 5;

#[derive(Clone, Copy, PartialEq)]
enum Cue {
    /// A name must follow.
    Strong,
    /// A name or many other words may follow.
    Weak,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NameFile {
    strong: Vec<String>,
    weak: Vec<String>,
    compound: WordList,
    single: CharSet,
    never: CharSet,
    not_names: WordList,
    follows: WordList,
    then: WordList,
}

/// Introducing words, and the characters of which names consist.
#[derive(Default, Deserialize)]
#[serde(from = "NameFile")]
pub(super) struct NameWords {
    cues: WordMatcher<Cue>,
    compound: WordList,
    single: CharSet,
    never: CharSet,
    not_names: WordList,
    follows: WordList,
    then: WordList,
}

impl From<NameFile> for NameWords {
    fn from(file: NameFile) -> NameWords {
        let NameFile {
            strong,
            weak,
            compound,
            single,
            never,
            not_names,
            follows,
            then,
        } = file;
        let cues = WordMatcher::compile([(Cue::Strong, strong), (Cue::Weak, weak)]);
        NameWords {
            cues,
            compound,
            single,
            never,
            not_names,
            follows,
            then,
        }
    }
}

impl NameWords {
    /// Reports whether these signs are a surname followed by one or two characters that may occur
    /// in a given name.
    fn is_name(&self, plain: &NormalizedText, signs: Range<usize>) -> bool {
        let Some(chars) = plain.signs.get(signs.clone()) else {
            return false;
        };
        let surname = match self.compound.match_at(plain, signs.start) {
            Some(len) => len,
            None if chars
                .first()
                .is_some_and(|first| self.single.contains(first.char)) =>
            {
                1
            }
            None => return false,
        };
        let given = chars.get(surname..).unwrap_or_default();
        (1..=2).contains(&given.len())
            && given
                .iter()
                .all(|sign| is_han(sign.char) && !self.never.contains(sign.char))
            && self.not_names.match_at(plain, signs.start).is_none()
    }

    /// Reports whether a name may end before this position.
    fn may_end(&self, plain: &NormalizedText, at: usize) -> bool {
        plain.char_at(at).is_none_or(|char| !char.is_alphanumeric())
            || self.follows.match_at(plain, at).is_some()
    }
}

fn is_separator(char: Option<char>) -> bool {
    matches!(char, Some(':' | ' ' | '(' | '-' | '\t'))
}

/// Finds the names after introducing words, and the name before each number.
pub(super) fn find(
    plain: &NormalizedText,
    dense: &DenseText,
    numbers: &[Range<usize>],
    names: &NameWords,
) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for cue in names.cues.find_all(dense) {
        let mut from = cue.signs.end;
        while from < cue.signs.end + 3 && is_separator(plain.char_at(from)) {
            from += 1;
        }
        let marked = from > cue.signs.end;
        // Two to four characters, longest first: a surname of one or two and a given name of one or
        // two.
        let length = [4, 3, 2].into_iter().find(|length| {
            let end = from + length;
            let ends = match cue.class {
                Cue::Strong => {
                    names.may_end(plain, end)
                        || marked && plain.char_at(end).is_none_or(|char| char.is_ascii_digit())
                }
                Cue::Weak => names.may_end(plain, end),
            };
            ends && names.is_name(plain, from..end)
        });
        found.extend(length.map(|length| from..from + length));
    }
    found.extend(
        numbers
            .iter()
            .filter_map(|number| name_before(plain, number.start, names)),
    );
    found
}

/// Returns the name before a number. It must start a clause, and only connecting words or a blank
/// may lie between it and the number.
fn name_before(plain: &NormalizedText, number: usize, names: &NameWords) -> Option<Range<usize>> {
    let mut end = number;
    for _ in 0..WORDS_BETWEEN {
        match names.then.match_before(plain, end) {
            Some(len) => end -= len,
            None => break,
        }
    }
    [4, 3, 2].into_iter().find_map(|length| {
        let start = end.checked_sub(length)?;
        let begins = plain
            .char_before(start)
            .is_none_or(|char| !char.is_alphanumeric());
        (begins && names.is_name(plain, start..end)).then_some(start..end)
    })
}
