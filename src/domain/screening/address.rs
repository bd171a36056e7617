//! Finds home addresses that lead to a door: building, staircase, floor and room, with the
//! preceding name of the estate.

use std::ops::Range;

use serde::Deserialize;

use super::lists::{CharSet, WordList};
use super::number::ContextWords;
use crate::domain::screening::normalized::{NormalizedText, is_han};

/// The maximum length of an estate's name, in signs.
const MAX_NAME_SIGNS: usize = 16;

/// The maximum number of parts of an address: estate, building, staircase, floor, door.
const MAX_PARTS: usize = 5;
/// The maximum number of digits of its numbers.
const MAX_DIGITS: usize = 5;

/// The words for the parts of an address.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AddressWords {
    block: WordList,
    stair: WordList,
    floor: WordList,
    door: WordList,
    village: WordList,
    tens: CharSet,
    letters: CharSet,
    not_doors: WordList,
    counts: WordList,
    cues: WordList,
}

#[derive(Clone, Copy, PartialEq)]
enum Level {
    Block,
    Stair,
    Floor,
    Village,
    /// The last part of an address.
    Door,
}

impl AddressWords {
    /// Returns the length in signs of the number at `at`, which may consist of digits or Chinese
    /// numerals and may start with a letter; 0 if there is none.
    fn number_length(&self, plain: &NormalizedText, cues: &ContextWords, at: usize) -> usize {
        let letter = plain
            .char_at(at)
            .is_some_and(|char| char.is_ascii_alphabetic() || self.letters.contains(char));
        let from = at + usize::from(letter);
        let numeral = |char: char| {
            char.is_ascii_digit() || cues.numeral_value(char).is_some() || self.tens.contains(char)
        };
        let digits = plain
            .signs
            .iter()
            .skip(from)
            .take(MAX_DIGITS + 1)
            .take_while(|sign| numeral(sign.char))
            .count();
        if digits > MAX_DIGITS {
            0
        } else {
            digits + usize::from(letter)
        }
    }

    /// Returns the level and the end of the part that begins at `at`.
    fn part_at(
        &self,
        plain: &NormalizedText,
        cues: &ContextWords,
        at: usize,
        inside: bool,
    ) -> Option<(Level, usize)> {
        let number = self.number_length(plain, cues, at);
        let end = at + number;
        let named = |words: &WordList| words.match_at(plain, end).map(|len| end + len);
        if number == 0 {
            return None;
        }
        let levels = [
            (Level::Block, &self.block),
            (Level::Stair, &self.stair),
            (Level::Village, &self.village),
        ];
        let digits = plain.signs[at..end]
            .iter()
            .filter(|sign| sign.char.is_ascii_digit())
            .count();
        let counted = self.counts.match_at(plain, end).is_some();
        levels
            .into_iter()
            .find_map(|(level, words)| Some((level, named(words)?)))
            .or_else(|| {
                named(&self.door)
                    .filter(|end| self.not_doors.match_at(plain, *end).is_none())
                    .map(|end| (Level::Door, end))
            })
            .or_else(|| named(&self.floor).map(|end| (Level::Floor, end)))
            .or_else(|| {
                // Inside an address, three or four bare digits are a room number, unless they are
                // counted or belong to a longer word.
                (inside && (3..=4).contains(&digits) && !counted && !continues_in_word(plain, end))
                    .then_some((Level::Door, end))
            })
    }

    /// Returns the end of the address that begins with this number: parts from the building or
    /// village to the door.
    fn address_end(
        &self,
        plain: &NormalizedText,
        cues: &ContextWords,
        start: usize,
    ) -> Option<usize> {
        let (mut at, mut outer) = (start, None);
        for _ in 0..MAX_PARTS {
            let (level, end) = self.part_at(plain, cues, at, outer.is_some())?;
            match (outer, level) {
                (None, Level::Floor | Level::Door) => return None,
                (Some(_), Level::Door) => return Some(end),
                (_, Level::Block | Level::Stair | Level::Village | Level::Floor) => {}
            }
            outer = Some(level);
            at = end
                + usize::from(
                    plain
                        .char_at(end)
                        .is_some_and(|char| matches!(char, '-' | ' ')),
                );
        }
        None
    }

    /// Returns the start of the estate's or village's name: after a punctuation mark or an
    /// introducing word.
    fn name_start(&self, plain: &NormalizedText, at: usize) -> usize {
        let named = |char: char| is_han(char) || char.is_ascii_alphanumeric();
        let before = plain.signs[..at]
            .iter()
            .rev()
            .take(MAX_NAME_SIGNS)
            .take_while(|sign| named(sign.char))
            .count();
        (at - before..=at)
            .rev()
            .find(|place| *place < at && self.cues.match_before(plain, *place).is_some())
            .unwrap_or(at - before)
    }
}

/// Reports whether letters or digits continue the number, so that it is not a room number.
fn continues_in_word(plain: &NormalizedText, end: usize) -> bool {
    plain
        .char_at(end)
        .is_some_and(|char| char.is_ascii_alphanumeric() || char == '.')
}

/// Finds all addresses that lead to a door.
pub(super) fn find(
    plain: &NormalizedText,
    cues: &ContextWords,
    parts: &AddressWords,
) -> Vec<Range<usize>> {
    let (mut found, mut at) = (Vec::new(), 0);
    while at < plain.signs.len() {
        let digit = |char: Option<char>| {
            char.is_some_and(|char| {
                char.is_ascii_alphanumeric() || cues.numeral_value(char).is_some()
            })
        };
        match parts
            .address_end(plain, cues, at)
            .filter(|_| !digit(plain.char_before(at)))
        {
            Some(end) => {
                found.push(parts.name_start(plain, at)..end);
                at = end;
            }
            None => at += 1,
        }
    }
    found
}
