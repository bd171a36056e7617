//! Finds personal numbers in any notation: mobile phones, landlines, identity numbers, bank cards.

use std::ops::Range;

use serde::Deserialize;

use super::checksum::{is_birthday, is_province_code, mod_11_2, passes_luhn};
use super::digit::{Digit, can_end, can_start, digit_runs, is_single_number};
use super::lists::WordList;
use crate::domain::regulation::passage_kind::PassageKind;
use crate::domain::screening::normalized::NormalizedText;

/// Chinese numerals with their values, sorted for binary search.
#[derive(Default, Deserialize)]
#[serde(from = "[String; 10]")]
struct Numerals(Vec<(char, u8)>);

impl From<[String; 10]> for Numerals {
    fn from(rows: [String; 10]) -> Numerals {
        let mut all: Vec<(char, u8)> = (0..)
            .zip(&rows)
            .flat_map(|(n, row)| row.chars().map(move |char| (char, n)))
            .collect();
        all.sort_unstable();
        Numerals(all)
    }
}

/// The context words and signs around numbers.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ContextWords {
    numerals: Numerals,
    identity: WordList,
    card: WordList,
    phone: WordList,
    office: WordList,
    no_person_before: WordList,
    no_person_after: WordList,
    glued: WordList,
    between: WordList,
}

impl ContextWords {
    /// Returns the value of a Chinese numeral.
    pub(super) fn numeral_value(&self, char: char) -> Option<u8> {
        let all = &self.numerals.0;
        all.binary_search_by_key(&char, |(numeral, _)| *numeral)
            .ok()
            .map(|at| all[at].1)
    }

    /// Reports whether one of these words precedes a position, with at most signs and connecting
    /// words in between.
    fn is_announced(&self, plain: &NormalizedText, mut at: usize, by: &WordList) -> bool {
        for _ in 0..5 {
            if by.match_before(plain, at).is_some() {
                return true;
            }
            match self.between.match_before(plain, at) {
                Some(len) => at -= len,
                None => return false,
            }
        }
        false
    }
}

/// A run of digits in its text.
struct DigitRun<'a> {
    plain: &'a NormalizedText,
    cues: &'a ContextWords,
    digits: &'a [Digit],
}

/// A match: its kind, and its range of digits within the run.
type NumberMatch = Option<(PassageKind, Range<usize>)>;

impl DigitRun<'_> {
    fn values(&self, digits: Range<usize>) -> Option<Vec<u8>> {
        Some(
            self.digits
                .get(digits)?
                .iter()
                .map(|digit| digit.value)
                .collect(),
        )
    }

    /// Reports whether these digits form a number of their own.
    fn stands_alone(&self, digits: Range<usize>, last: usize) -> bool {
        can_end(self.digits, digits.end)
            && self
                .digits
                .get(digits)
                .is_some_and(|digits| is_single_number(digits, last))
    }

    fn is_announced(&self, at: usize, by: &WordList) -> bool {
        self.cues
            .is_announced(self.plain, self.digits[at].index, by)
    }

    /// Reports whether the preceding text rules out a personal number: a word for another kind of
    /// number, or letters that belong to a longer one.
    fn belongs_to_other_kind(&self, at: usize) -> bool {
        let first = self.digits[at].index;
        let word = self.plain.signs[..first]
            .iter()
            .rev()
            .take_while(|sign| sign.char.is_ascii_alphabetic())
            .count();
        word > 0
            && self
                .cues
                .glued
                .match_before(self.plain, first)
                .is_none_or(|len| len != word)
            || self.is_announced(at, &self.cues.no_person_before)
    }

    /// Reports whether the surrounding text rules out a personal number.
    fn is_not_personal(&self, digits: &Range<usize>) -> bool {
        let after = self.digits[digits.end - 1].index + 1;
        let unit = after + usize::from(self.plain.char_at(after) == Some(' '));
        self.plain
            .char_at(after)
            .is_some_and(|char| char.is_ascii_alphabetic())
            || self.belongs_to_other_kind(digits.start)
            || self
                .cues
                .no_person_after
                .match_at(self.plain, unit)
                .is_some()
    }

    fn sign_range(&self, digits: &Range<usize>) -> Range<usize> {
        self.digits[digits.start].index..self.digits[digits.end - 1].index + 1
    }

    /// Returns the number of digits of the country code at `at`.
    fn country_code_length(&self, at: usize) -> usize {
        let starts = |code: &[u8]| {
            self.values(at..at + code.len())
                .is_some_and(|values| values == code)
        };
        [&[0, 0, 8, 6][..], &[8, 6]]
            .into_iter()
            .find(|code| starts(code))
            .map_or(0, <[u8]>::len)
    }

    /// Reads a mobile number: 1, then 3 to 9, then nine more digits; optionally preceded by 86 or
    /// by the 0 that was formerly dialled.
    fn read_mobile(&self, at: usize) -> NumberMatch {
        let zero = usize::from(
            self.digits[at].value == 0
                && self.digits.get(at + 1).is_some_and(|next| !next.separated),
        );
        [self.country_code_length(at), zero, 0]
            .into_iter()
            .find_map(|front| {
                let digits = at + front..at + front + 11;
                let values = self.values(digits.clone())?;
                let whole =
                    values[0] == 1 && values[1] >= 3 && self.stands_alone(digits.clone(), 3);
                (whole && !self.is_not_personal(&(at..digits.end)))
                    .then_some((PassageKind::Mobile, at..digits.end))
            })
    }

    /// Reads a landline number: an area code with its 0, or with the country code instead, and
    /// seven or eight digits; or only those digits after an introducing word.
    fn read_landline(&self, at: usize) -> NumberMatch {
        let country = self.country_code_length(at);
        let zero = usize::from(
            self.digits
                .get(at + country)
                .is_some_and(|digit| digit.value == 0),
        );
        let from = at + country + zero;
        let area = match (self.values(from..from + 2)?.as_slice(), country + zero) {
            (_, 0) => 0,
            ([1, 0] | [2, 0..=5 | 7..=9], _) => 2,
            ([3..=9, _], _) => 3,
            _ => return None,
        };
        let lengths = match area {
            0 => &[8, 7][..],
            2 => &[8],
            _ => &[8, 7],
        };
        lengths.iter().find_map(|length| {
            let local = from + area..from + area + length;
            let digits = at..local.end;
            let values = self.values(local.clone())?;
            let shaped = (2..=8).contains(&values[0]) && self.stands_alone(local, 3);
            let said = area > 0 || self.is_announced(at, &self.cues.phone) && !is_birthday(&values);
            // The area code is undivided. After a country code its 0 may be missing, but then the
            // area code is separated.
            let code = &self.digits[at + country..from + area];
            let divided = code.iter().skip(1).all(|digit| !digit.separated)
                && (country == 0 || zero > 0 || code.first().is_some_and(|first| first.separated));
            let office = self.is_announced(at, &self.cues.office);
            (shaped && said && divided && !office && !self.is_not_personal(&digits))
                .then_some((PassageKind::Landline, digits))
        })
    }

    /// Reads an identity number of 18 digits, the last of which may be X: province, birthday and
    /// check digit. After an introducing word the check digit may be wrong, and the old form of 15
    /// digits is accepted.
    fn read_identity(&self, at: usize) -> NumberMatch {
        let said = self.is_announced(at, &self.cues.identity);
        if let Some(values) = self.values(at..at + 17)
            && is_province_code(&values[..2])
            && is_birthday(&values[6..14])
            && is_single_number(&self.digits[at..at + 17], 1)
        {
            let last = self.digits[at + 16].index;
            let gap = usize::from(
                self.plain
                    .char_at(last + 1)
                    .is_some_and(|char| matches!(char, ' ' | '-')),
            );
            let signs = self.digits[at].index..last + gap + 2;
            let ends = !self
                .plain
                .char_at(signs.end)
                .is_some_and(|char| char.is_ascii_alphanumeric());
            let (check, digits) =
                match (self.digits.get(at + 17), self.plain.char_at(last + gap + 1)) {
                    (_, Some('x' | '\u{D7}')) if ends => (10, at..at + 17),
                    (Some(next), _) if can_end(self.digits, at + 18) => (next.value, at..at + 18),
                    _ => return None,
                };
            let free = || mod_11_2(&values, check) && !self.belongs_to_other_kind(at);
            if said || free() {
                return Some((PassageKind::Identity, digits));
            }
        }
        let values = self.values(at..at + 15)?;
        let old = said
            && is_province_code(&values[..2])
            && is_birthday(&values[6..12])
            && self.stands_alone(at..at + 15, 1);
        old.then_some((PassageKind::Identity, at..at + 15))
    }

    /// Reads a bank card number: 16 to 19 digits with a valid check digit, of an issuer of personal
    /// cards or after an introducing word.
    fn read_card(&self, at: usize) -> NumberMatch {
        (16..=19).rev().find_map(|length| {
            let digits = at..at + length;
            let values = self.values(digits.clone())?;
            let said = self.is_announced(at, &self.cues.card);
            let union = values[..2] == [6, 2];
            let issuer = union
                || matches!(
                    values[..4],
                    [4, ..] | [5, 1..=5, ..] | [3, 5, ..] | [9, 5, 5, 8]
                );
            let checked = passes_luhn(&values)
                && (said && values[0] > 2 || issuer && !self.is_not_personal(&digits));
            let whole = self.stands_alone(digits.clone(), 1) && (checked || said && union);
            whole.then_some((PassageKind::BankCard, digits))
        })
    }

    fn read(&self, at: usize) -> NumberMatch {
        if !can_start(self.digits, at) {
            return None;
        }
        self.read_identity(at)
            .or_else(|| self.read_card(at))
            .or_else(|| self.read_mobile(at))
            .or_else(|| self.read_landline(at))
    }
}

/// Finds all personal numbers, each with its range of signs, including the X of an identity number
/// and the brackets around a code.
pub(super) fn find(
    plain: &NormalizedText,
    cues: &ContextWords,
) -> Vec<(PassageKind, Range<usize>)> {
    let mut found = Vec::new();
    // No personal number has fewer than seven digits.
    for digits in digit_runs(plain, cues).iter().filter(|run| run.len() >= 7) {
        let run = DigitRun {
            plain,
            cues,
            digits,
        };
        let mut at = 0;
        while at < digits.len() {
            let Some((kind, read)) = run.read(at) else {
                at += 1;
                continue;
            };
            at = read.end;
            found.push((
                kind,
                widen_range(plain, kind, run.sign_range(&read), read.len()),
            ));
        }
    }
    found
}

fn widen_range(
    plain: &NormalizedText,
    kind: PassageKind,
    signs: Range<usize>,
    digits: usize,
) -> Range<usize> {
    let Range { mut start, mut end } = signs;
    if kind == PassageKind::Identity && digits == 17 {
        let gap = usize::from(
            plain
                .char_at(end)
                .is_some_and(|char| matches!(char, ' ' | '-')),
        );
        end += gap + 1;
    }
    let closed = plain.signs[start..end].iter().any(|sign| sign.char == ')');
    while plain
        .char_before(start)
        .is_some_and(|char| char == '+' || char == '(' && closed)
    {
        start -= 1;
    }
    start..end
}
