//! Finds home addresses that lead to a door: building, staircase, floor and room, with the
//! preceding name of the estate.

use std::ops::Range;

use serde::Deserialize;

use super::lists::{Chars, Words};
use super::number::Cues;
use super::plain::{Plain, han};

/// The maximum length of an estate's name, in signs.
const NAME: usize = 16;

/// The maximum number of parts of an address: estate, building, staircase, floor, door.
const PARTS: usize = 5;
/// The maximum number of digits of its numbers.
const MOST: usize = 5;

/// The words for the parts of an address.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Parts {
    block: Words,
    stair: Words,
    floor: Words,
    door: Words,
    village: Words,
    tens: Chars,
    letters: Chars,
    not_doors: Words,
    counts: Words,
    cues: Words,
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

impl Parts {
    /// Returns the length in signs of the number at `at`, which may consist of digits or Chinese
    /// numerals and may start with a letter; 0 if there is none.
    fn number(&self, plain: &Plain, cues: &Cues, at: usize) -> usize {
        let letter = plain
            .char(at)
            .is_some_and(|char| char.is_ascii_alphabetic() || self.letters.has(char));
        let from = at + usize::from(letter);
        let numeral = |char: char| {
            char.is_ascii_digit() || cues.numeral(char).is_some() || self.tens.has(char)
        };
        let digits = plain
            .signs
            .iter()
            .skip(from)
            .take(MOST + 1)
            .take_while(|sign| numeral(sign.char))
            .count();
        if digits > MOST {
            0
        } else {
            digits + usize::from(letter)
        }
    }

    /// Returns the level and the end of the part that begins at `at`.
    fn part(&self, plain: &Plain, cues: &Cues, at: usize, inside: bool) -> Option<(Level, usize)> {
        let number = self.number(plain, cues, at);
        let end = at + number;
        let named = |words: &Words| words.at(plain, end).map(|len| end + len);
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
        let counted = self.counts.at(plain, end).is_some();
        levels
            .into_iter()
            .find_map(|(level, words)| Some((level, named(words)?)))
            .or_else(|| {
                named(&self.door)
                    .filter(|end| self.not_doors.at(plain, *end).is_none())
                    .map(|end| (Level::Door, end))
            })
            .or_else(|| named(&self.floor).map(|end| (Level::Floor, end)))
            .or_else(|| {
                // Inside an address, three or four bare digits are a room number, unless they are
                // counted or belong to a longer word.
                (inside && (3..=4).contains(&digits) && !counted && !part_of_word(plain, end))
                    .then_some((Level::Door, end))
            })
    }

    /// Returns the end of the address that begins with this number: parts from the building or
    /// village to the door.
    fn address(&self, plain: &Plain, cues: &Cues, start: usize) -> Option<usize> {
        let (mut at, mut outer) = (start, None);
        for _ in 0..PARTS {
            let (level, end) = self.part(plain, cues, at, outer.is_some())?;
            match (outer, level) {
                (None, Level::Floor | Level::Door) => return None,
                (Some(_), Level::Door) => return Some(end),
                (_, Level::Block | Level::Stair | Level::Village | Level::Floor) => {}
            }
            outer = Some(level);
            at = end
                + usize::from(
                    plain
                        .char(end)
                        .is_some_and(|char| matches!(char, '-' | ' ')),
                );
        }
        None
    }

    /// Returns the start of the estate's or village's name: after a punctuation mark or an
    /// introducing word.
    fn name(&self, plain: &Plain, at: usize) -> usize {
        let named = |char: char| han(char) || char.is_ascii_alphanumeric();
        let before = plain.signs[..at]
            .iter()
            .rev()
            .take(NAME)
            .take_while(|sign| named(sign.char))
            .count();
        (at - before..=at)
            .rev()
            .find(|place| *place < at && self.cues.before(plain, *place).is_some())
            .unwrap_or(at - before)
    }
}

/// Reports whether letters or digits continue the number, so that it is not a room number.
fn part_of_word(plain: &Plain, end: usize) -> bool {
    plain
        .char(end)
        .is_some_and(|char| char.is_ascii_alphanumeric() || char == '.')
}

/// Finds all addresses that lead to a door.
pub(super) fn find(plain: &Plain, cues: &Cues, parts: &Parts) -> Vec<Range<usize>> {
    let (mut found, mut at) = (Vec::new(), 0);
    while at < plain.signs.len() {
        let digit = |char: Option<char>| {
            char.is_some_and(|char| char.is_ascii_alphanumeric() || cues.numeral(char).is_some())
        };
        match parts
            .address(plain, cues, at)
            .filter(|_| !digit(plain.before(at)))
        {
            Some(end) => {
                found.push(parts.name(plain, at)..end);
                at = end;
            }
            None => at += 1,
        }
    }
    found
}
