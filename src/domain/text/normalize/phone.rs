//! Telephone numbers in any spelling: with hyphens, blanks, dots or brackets between their digits, with the country before them.

use std::ops::Range;

use super::DIGITS;
use super::table::fold;

/// A digit, and where it stands in the text.
type Digit = (char, Range<usize>);

/// No number has more groups of digits, or more digits.
const GROUPS: usize = 6;
const MOST: usize = 16;

/// So many signs stand between two groups at the most.
const SIGNS: usize = 4;

/// Digits that follow one another.
struct Group {
    /// Which of the text's digits they are.
    digits: Range<usize>,
    /// Whether only signs of a telephone number stand between it and the group before.
    follows: bool,
}

fn sign(char: char) -> bool {
    match char {
        '-' | '.' | '(' | ')' | '/' | '_' | '\u{B7}' | '\u{2010}'..='\u{2015}' | '\u{2212}' => true,
        other => other.is_whitespace(),
    }
}

/// The digits of a text, and their groups.
fn groups(text: &str) -> (Vec<Digit>, Vec<Group>) {
    let (mut digits, mut groups): (Vec<Digit>, Vec<Group>) = (Vec::new(), Vec::new());
    let (mut inside, mut signs, mut follows) = (false, 0, false);
    for (start, char) in text.char_indices() {
        // Chinese is neither a digit nor a sign.
        if matches!(char, '\u{4E00}'..='\u{9FFF}') {
            (inside, follows) = (false, false);
            continue;
        }
        let Some(folded) = fold(char) else { continue };
        if folded.is_ascii_digit() {
            if !inside {
                groups.push(Group {
                    digits: digits.len()..digits.len(),
                    follows: follows && signs <= SIGNS,
                });
            }
            if let Some(last) = groups.last_mut() {
                last.digits.end += 1;
            }
            digits.push((folded, start..start + char.len_utf8()));
            (inside, signs, follows) = (true, 0, true);
        } else {
            inside = false;
            signs += 1;
            follows &= sign(folded);
        }
    }
    (digits, groups)
}

/// The digits by which a number is dialled in this country, where this is one; the country before it goes. `several`: whether signs
/// stand between the digits, without which a short number is none.
fn dialled(digits: &[Digit], several: Option<&[Digit]>) -> Option<Vec<Digit>> {
    if digits.len() < DIGITS {
        return None;
    }
    let plain: String = digits.iter().map(|(digit, _)| *digit).collect();
    let from = |n: usize| digits.get(n..).map(<[Digit]>::to_vec);
    for country in ["0086", "86"] {
        let Some(rest) = plain.strip_prefix(country) else {
            continue;
        };
        if is_mobile(rest) || is_landline(rest) {
            return from(country.len());
        }
        let with_zero = format!("0{rest}");
        if !rest.starts_with('0') && is_landline(&with_zero) {
            let mut digits = from(country.len())?;
            let place = digits.first()?.1.clone();
            digits.insert(0, ('0', place));
            return Some(digits);
        }
    }
    if is_mobile(&plain) || is_landline(&plain) || is_service(&plain) {
        return from(0);
    }
    // A number without its area: two groups, the second of four digits.
    let first = several?;
    let year = first.len() == 4 && (plain.starts_with("19") || plain.starts_with("20"));
    let local = digits.len() == first.len() + 4 && matches!(first.len(), 3 | 4) && !year;
    (local && plain.starts_with(|char| matches!(char, '2'..='8'))).then(|| digits.to_vec())
}

fn is_mobile(digits: &str) -> bool {
    digits.len() == 11 && digits.starts_with('1') && matches!(digits.as_bytes()[1], b'3'..=b'9')
}

/// An area of three digits (010, 02x) with eight or seven behind it, or one of four with seven or eight.
fn is_landline(digits: &str) -> bool {
    let short = digits.starts_with("010") || digits.starts_with("02");
    match digits.as_bytes() {
        [b'0', b'1'..=b'9', ..] if short => matches!(digits.len(), 10 | 11),
        [b'0', b'3'..=b'9', ..] => matches!(digits.len(), 11 | 12),
        _ => false,
    }
}

fn is_service(digits: &str) -> bool {
    digits.len() == 10 && (digits.starts_with("400") || digits.starts_with("800"))
}

/// Whether digits end with a number.
fn ends(digits: &[Digit], number: &[Digit]) -> bool {
    digits
        .iter()
        .rev()
        .map(|(digit, _)| digit)
        .take(number.len())
        .eq(number.iter().rev().map(|(digit, _)| digit))
}

/// Whether digits may begin with a country.
fn has_country(digits: &[Digit]) -> bool {
    matches!(digits, [('8', _), ('6', _), ..] | [('0', _), ('0', _), ..])
}

/// Goes through the numbers of a text whose digits do not stand there just as they are dialled.
pub(super) fn each(text: &str, mut take: impl FnMut(&[Digit])) {
    let (all, groups) = groups(text);
    for (n, first) in groups.iter().enumerate() {
        let mut end = first.digits.end;
        for count in 1..=GROUPS {
            let digits = &all[first.digits.start..end];
            if digits.len() > MOST {
                break;
            }
            let two = (count == 2).then(|| &all[first.digits.clone()]);
            // Digits that stand there as they are dialled are found by themselves.
            if (count > 1 || has_country(digits))
                && let Some(number) =
                    dialled(digits, two).filter(|number| count > 1 || !ends(digits, number))
            {
                take(&number);
            }
            match groups.get(n + count).filter(|next| next.follows) {
                Some(next) => end = next.digits.end,
                None => break,
            }
        }
    }
}

/// The digits of a telephone number, where the text is one and nothing else.
pub fn number(text: &str) -> Option<String> {
    let outside = |char: char| {
        char.is_whitespace()
            || fold(char).is_none_or(|char| {
                matches!(char, '(' | ')' | '+') || char.is_ascii_digit() || sign(char)
            })
    };
    if text.len() > 128 || !text.chars().all(outside) {
        return None;
    }
    let (digits, groups) = groups(text);
    let (first, rest) = groups.split_first()?;
    if rest.iter().any(|group| !group.follows) || rest.len() >= GROUPS {
        return None;
    }
    if digits.len() > MOST {
        return None;
    }
    let two = (rest.len() == 1).then(|| &digits[first.digits.clone()]);
    Some(
        dialled(&digits, two)?
            .into_iter()
            .map(|(digit, _)| digit)
            .collect(),
    )
}
