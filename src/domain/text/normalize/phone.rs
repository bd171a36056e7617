//! Telephone numbers in any notation: with hyphens, blanks, dots or brackets, with or without
//! country code.

use std::ops::Range;

use super::MIN_PHONE_DIGITS;
use super::table::fold;

/// A digit with its byte range in the text.
type Digit = (char, Range<usize>);

/// The maximum number of groups of digits, and of digits.
const MAX_GROUPS: usize = 6;
const MAX_DIGITS: usize = 16;

/// The maximum number of separators between two groups.
const MAX_SEPARATORS: usize = 4;

/// A group of consecutive digits.
struct Group {
    /// Its range among the text's digits.
    digits: Range<usize>,
    /// Whether only separators lie between it and the previous group.
    follows: bool,
}

fn is_separator(char: char) -> bool {
    match char {
        '-' | '.' | '(' | ')' | '/' | '_' | '\u{B7}' | '\u{2010}'..='\u{2015}' | '\u{2212}' => true,
        other => other.is_whitespace(),
    }
}

/// Returns the digits of a text and their groups.
fn digit_groups(text: &str) -> (Vec<Digit>, Vec<Group>) {
    let (mut digits, mut groups): (Vec<Digit>, Vec<Group>) = (Vec::new(), Vec::new());
    let (mut inside, mut signs, mut follows) = (false, 0, false);
    for (start, char) in text.char_indices() {
        // Skips Chinese characters early, which are neither digits nor separators and make up most
        // of a text.
        if matches!(char, '\u{4E00}'..='\u{9FFF}') {
            (inside, follows) = (false, false);
            continue;
        }
        let Some(folded) = fold(char) else { continue };
        if folded.is_ascii_digit() {
            if !inside {
                groups.push(Group {
                    digits: digits.len()..digits.len(),
                    follows: follows && signs <= MAX_SEPARATORS,
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
            follows &= is_separator(folded);
        }
    }
    (digits, groups)
}

/// Returns the domestic form of a telephone number, without country code; `None` if the digits are
/// not one. `several` is the first of two groups; without it, a local number without area code is
/// not recognised.
fn domestic_digits(digits: &[Digit], several: Option<&[Digit]>) -> Option<Vec<Digit>> {
    if digits.len() < MIN_PHONE_DIGITS {
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
    // A local number without area code consists of two groups, the second of four digits.
    let first = several?;
    let year = first.len() == 4 && (plain.starts_with("19") || plain.starts_with("20"));
    let local = digits.len() == first.len() + 4 && matches!(first.len(), 3 | 4) && !year;
    (local && plain.starts_with(|char| matches!(char, '2'..='8'))).then(|| digits.to_vec())
}

fn is_mobile(digits: &str) -> bool {
    digits.len() == 11 && digits.starts_with('1') && matches!(digits.as_bytes()[1], b'3'..=b'9')
}

/// Reports whether these are an area code of three digits (010, 02x) with seven or eight digits, or
/// one of four digits with seven or eight.
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

/// Reports whether `digits` end with `number`.
fn ends_with(digits: &[Digit], number: &[Digit]) -> bool {
    digits
        .iter()
        .rev()
        .map(|(digit, _)| digit)
        .take(number.len())
        .eq(number.iter().rev().map(|(digit, _)| digit))
}

/// Reports whether the digits may start with a country code.
fn has_country(digits: &[Digit]) -> bool {
    matches!(digits, [('8', _), ('6', _), ..] | [('0', _), ('0', _), ..])
}

/// Calls `take` with each telephone number of a text that is not written as its plain domestic
/// digits.
pub(super) fn for_each_number(text: &str, mut take: impl FnMut(&[Digit])) {
    let (all, groups) = digit_groups(text);
    for (n, first) in groups.iter().enumerate() {
        let mut end = first.digits.end;
        for count in 1..=MAX_GROUPS {
            let digits = &all[first.digits.start..end];
            if digits.len() > MAX_DIGITS {
                break;
            }
            let two = (count == 2).then(|| &all[first.digits.clone()]);
            // A number written as its plain digits is found without help.
            if (count > 1 || has_country(digits))
                && let Some(number) = domestic_digits(digits, two)
                    .filter(|number| count > 1 || !ends_with(digits, number))
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

/// Returns the digits of a telephone number if the text consists of one and nothing else.
pub fn phone_digits(text: &str) -> Option<String> {
    let outside = |char: char| {
        char.is_whitespace()
            || fold(char).is_none_or(|char| {
                matches!(char, '(' | ')' | '+') || char.is_ascii_digit() || is_separator(char)
            })
    };
    if text.len() > 128 || !text.chars().all(outside) {
        return None;
    }
    let (digits, groups) = digit_groups(text);
    let (first, rest) = groups.split_first()?;
    if rest.iter().any(|group| !group.follows) || rest.len() >= MAX_GROUPS {
        return None;
    }
    if digits.len() > MAX_DIGITS {
        return None;
    }
    let two = (rest.len() == 1).then(|| &digits[first.digits.clone()]);
    Some(
        domestic_digits(&digits, two)?
            .into_iter()
            .map(|(digit, _)| digit)
            .collect(),
    )
}
