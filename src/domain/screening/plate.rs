//! Finds licence plates (GA 36-2018), including those of new-energy vehicles.

use std::ops::Range;

use serde::Deserialize;

use super::lists::CharSet;
use crate::domain::screening::normalized::NormalizedText;

/// The Chinese characters on licence plates.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PlateChars {
    provinces: CharSet,
    last: CharSet,
}

/// Finds all licence plates: a province, the letter of its authority, then five signs, or six for
/// new energy.
pub(super) fn find(plain: &NormalizedText, marks: &PlateChars) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for at in 0..plain.signs.len() {
        if !plain
            .char_at(at)
            .is_some_and(|char| marks.provinces.contains(char))
        {
            continue;
        }
        let letter = at + 1 + usize::from(plain.char_at(at + 1) == Some(' '));
        if !plain
            .char_at(letter)
            .is_some_and(|char| char.is_ascii_lowercase() && char != 'i')
        {
            continue;
        }
        let dots = plain.signs[letter + 1..]
            .iter()
            .take(2)
            .take_while(|sign| matches!(sign.char, '\u{B7}' | '\u{2022}' | '.' | '-' | ' '));
        let from = letter + 1 + dots.count();
        let serial: Vec<char> = plain.signs[from..]
            .iter()
            .map(|sign| sign.char)
            .take_while(char::is_ascii_alphanumeric)
            .take(7)
            .collect();
        let last = plain
            .char_at(from + serial.len())
            .filter(|char| marks.last.contains(*char));
        if is_ordinary_serial(&serial, last.is_some()) || is_new_energy_serial(&serial) {
            found.push(at..from + serial.len() + usize::from(serial.len() == 4));
        }
    }
    found
}

/// Reports whether this is an ordinary serial: five signs, at most two of them letters, none of
/// them I or O; the fifth may be a Chinese character.
fn is_ordinary_serial(serial: &[char], marked: bool) -> bool {
    let letters = serial
        .iter()
        .filter(|char| char.is_ascii_lowercase())
        .count();
    let clear = !serial.iter().any(|char| matches!(char, 'i' | 'o'));
    clear && letters <= 2 && (serial.len() == 5 || serial.len() == 4 && marked)
}

/// Reports whether this is a new-energy serial: five digits and the letter of the kind of energy,
/// which comes last, or first and then may be followed by another letter.
fn is_new_energy_serial(serial: &[char]) -> bool {
    let energy = |char: char| matches!(char, 'a'..='h' | 'j' | 'k');
    let digits = |chars: &[char]| chars.iter().all(char::is_ascii_digit);
    match serial {
        [first, second, rest @ ..] if rest.len() == 4 && energy(*first) => {
            digits(rest) && second.is_ascii_alphanumeric() && !matches!(second, 'i' | 'o')
        }
        [front @ .., last] if front.len() == 5 && energy(*last) => digits(front),
        _ => false,
    }
}
