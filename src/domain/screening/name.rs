//! Names of people: after a word that announces one, or directly before their number.

use std::ops::Range;

use serde::Deserialize;

use super::lists::{Chars, Net, Words};
use super::plain::{Dense, Plain, han};

/// Before a number the name stands behind at most so many words.
const WORDS_BETWEEN: usize = 5;

#[derive(Clone, Copy, PartialEq)]
enum Cue {
    /// A name is expected.
    Strong,
    /// Many other words may follow.
    Weak,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    strong: Vec<String>,
    weak: Vec<String>,
    compound: Words,
    single: Chars,
    never: Chars,
    not_names: Words,
    follows: Words,
    then: Words,
}

/// Cues, and what names are made of.
#[derive(Default, Deserialize)]
#[serde(from = "File")]
pub(super) struct Names {
    cues: Net<Cue>,
    compound: Words,
    single: Chars,
    never: Chars,
    not_names: Words,
    follows: Words,
    then: Words,
}

impl From<File> for Names {
    fn from(file: File) -> Names {
        let File {
            strong,
            weak,
            compound,
            single,
            never,
            not_names,
            follows,
            then,
        } = file;
        let cues = Net::of([(Cue::Strong, strong), (Cue::Weak, weak)]);
        Names {
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

impl Names {
    /// Whether these signs are a surname and one or two more characters that may stand in a given name.
    fn is_name(&self, plain: &Plain, signs: Range<usize>) -> bool {
        let Some(chars) = plain.signs.get(signs.clone()) else {
            return false;
        };
        let surname = match self.compound.at(plain, signs.start) {
            Some(len) => len,
            None if chars
                .first()
                .is_some_and(|first| self.single.has(first.char)) =>
            {
                1
            }
            None => return false,
        };
        let given = chars.get(surname..).unwrap_or_default();
        (1..=2).contains(&given.len())
            && given
                .iter()
                .all(|sign| han(sign.char) && !self.never.has(sign.char))
            && self.not_names.at(plain, signs.start).is_none()
    }

    /// Whether a name may end before this place.
    fn ends(&self, plain: &Plain, at: usize) -> bool {
        plain.char(at).is_none_or(|char| !char.is_alphanumeric())
            || self.follows.at(plain, at).is_some()
    }
}

fn is_mark(char: Option<char>) -> bool {
    matches!(char, Some(':' | ' ' | '(' | '-' | '\t'))
}

/// Names behind their cues; of the numbers, each with the name before it.
pub(super) fn find(
    plain: &Plain,
    dense: &Dense,
    numbers: &[Range<usize>],
    names: &Names,
) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for cue in names.cues.find(dense) {
        let mut from = cue.signs.end;
        while from < cue.signs.end + 3 && is_mark(plain.char(from)) {
            from += 1;
        }
        let marked = from > cue.signs.end;
        let length = [4, 3, 2].into_iter().find(|length| {
            let end = from + length;
            let ends = match cue.class {
                Cue::Strong => {
                    names.ends(plain, end)
                        || marked && plain.char(end).is_none_or(|char| char.is_ascii_digit())
                }
                Cue::Weak => names.ends(plain, end),
            };
            ends && names.is_name(plain, from..end)
        });
        found.extend(length.map(|length| from..from + length));
    }
    found.extend(
        numbers
            .iter()
            .filter_map(|number| before(plain, number.start, names)),
    );
    found
}

/// The name before a number: behind the beginning of a clause, before a word that leads to the number, or a blank.
fn before(plain: &Plain, number: usize, names: &Names) -> Option<Range<usize>> {
    let mut end = number;
    for _ in 0..WORDS_BETWEEN {
        match names.then.before(plain, end) {
            Some(len) => end -= len,
            None => break,
        }
    }
    [4, 3, 2].into_iter().find_map(|length| {
        let start = end.checked_sub(length)?;
        let begins = plain
            .before(start)
            .is_none_or(|char| !char.is_alphanumeric());
        (begins && names.is_name(plain, start..end)).then_some(start..end)
    })
}
