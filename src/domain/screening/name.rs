//! Finds names of people: after an introducing word, or directly before a person's number.

use std::ops::Range;

use serde::Deserialize;

use super::lists::{Chars, Net, Words};
use super::plain::{Dense, Plain, han};

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

/// Introducing words, and the characters of which names consist.
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
    /// Reports whether these signs are a surname followed by one or two characters that may occur
    /// in a given name.
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

    /// Reports whether a name may end before this position.
    fn ends(&self, plain: &Plain, at: usize) -> bool {
        plain.char(at).is_none_or(|char| !char.is_alphanumeric())
            || self.follows.at(plain, at).is_some()
    }
}

fn is_mark(char: Option<char>) -> bool {
    matches!(char, Some(':' | ' ' | '(' | '-' | '\t'))
}

/// Finds the names after introducing words, and the name before each number.
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
        // Two to four characters, longest first: a surname of one or two and a given name of one or
        // two.
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

/// Returns the name before a number. It must start a clause, and only connecting words or a blank
/// may lie between it and the number.
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
