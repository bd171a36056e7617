//! Home addresses down to the door: a building, a staircase, a floor, a room, with the name of the estate before them.

use std::ops::Range;

use serde::Deserialize;

use super::lists::{Chars, Words};
use super::number::Cues;
use super::plain::{Plain, han};

/// The name of an estate has at most so many signs.
const NAME: usize = 16;

/// An address has at most so many parts: an estate, a building, a staircase, a floor, a door.
const PARTS: usize = 5;
/// And its numbers at most so many digits.
const MOST: usize = 5;

/// Words for the parts of an address.
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
    /// The last of it.
    Door,
}

impl Parts {
    /// The signs of a number from here: digits, Chinese numerals or a letter before them.
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

    /// The part that begins here, and where it ends.
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
                (inside && (3..=4).contains(&digits) && !counted && !part_of_word(plain, end))
                    .then_some((Level::Door, end))
            })
    }

    /// An address from this number on: parts from the building or the village to the door.
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

    /// Where the name of the estate or village begins: behind a mark, or behind a word that leads to it.
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

/// A number that letters or hyphens lead on from is not the last of an address.
fn part_of_word(plain: &Plain, end: usize) -> bool {
    plain
        .char(end)
        .is_some_and(|char| char.is_ascii_alphanumeric() || char == '.')
}

/// All addresses that lead to a door.
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
