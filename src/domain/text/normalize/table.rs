//! The folding table: maps each character to its folded form.

use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::compose;

use crate::domain::text::half_width::to_half_width;
use crate::domain::text::normalize::invisible::is_invisible;

/// The table, built on first use.
static TABLE: OnceLock<Table> = OnceLock::new();

pub(super) struct Table {
    /// The folded forms of the basic plane; 0 means dropped, 1 means listed in `several`.
    basic: Box<[u16]>,
    /// The characters that fold to several, or to a digit that is not part of a number (①), sorted.
    several: Vec<(char, Box<str>)>,
    /// The folded forms of the other planes, sorted. Those planes are rarely used, so only
    /// characters that change are listed.
    beyond: Vec<(char, char)>,
}

const NOTHING: u16 = 0;
const SEVERAL: u16 = 1;

/// The ranges of the other planes that contain compatibility forms.
const BEYOND: [std::ops::RangeInclusive<char>; 4] = [
    '\u{1D400}'..='\u{1D7FF}',
    '\u{1EE00}'..='\u{1EEFF}',
    '\u{1F100}'..='\u{1F2FF}',
    '\u{2F800}'..='\u{2FA1F}',
];

/// Traditional characters with their simplified forms, from Open Chinese Convert.
const SIMPLIFIED: &str = include_str!("../../../../assets/han/simplified.tsv");

/// Radicals that PDF files contain instead of the characters they look like, and for which Unicode
/// has no compatibility form.
const RADICALS: &str = include_str!("../../../../assets/han/radicals.tsv");

fn parse_pairs(table: &'static str) -> impl Iterator<Item = (char, char)> {
    table
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let (from, to) = line.split_once('\t')?;
            Some((from.chars().next()?, to.chars().next()?))
        })
}

/// The folded form of a character.
#[derive(Clone, Copy)]
pub(super) enum FoldedChar {
    /// One character, possibly the same.
    One(char),
    /// Nothing, because the character is invisible.
    Nothing,
    /// Several characters.
    Several(&'static str),
}

fn to_narrow(char: char) -> char {
    match char {
        '\u{00A0}' => ' ',
        other => to_half_width(other),
    }
}

fn to_lower(char: char) -> char {
    let mut lower = char.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(only), None) => only,
        _ => char,
    }
}

/// Reports whether Unicode may have a compatibility form for the character; the excluded ranges,
/// most of the plane, have none.
fn may_be_compatible(char: char) -> bool {
    !matches!(char, '\0'..='\u{9F}' | '\u{4E00}'..='\u{D7FF}' | '\u{E000}'..='\u{F8FF}')
}

/// Returns the Unicode compatibility form (NFKC) in lower case.
fn compatibility_form(char: char) -> String {
    if char.is_whitespace() || !may_be_compatible(char) {
        return to_lower(to_narrow(char)).to_string();
    }
    std::iter::once(char)
        .nfkc()
        .map(|char| to_lower(to_narrow(char)))
        .collect()
}

/// Reports whether a character folds to several, or to a digit that is not part of a number.
fn is_several(char: char, stands_for: &str) -> bool {
    let digit = stands_for.starts_with(|char: char| char.is_ascii_digit());
    stands_for.chars().nth(1).is_some()
        || (digit && !matches!(char, '0'..='9' | '\u{FF10}'..='\u{FF19}'))
}

fn bmp_index(char: char) -> Option<usize> {
    u16::try_from(u32::from(char)).ok().map(usize::from)
}

fn build_table() -> Table {
    let mut table = Table {
        basic: vec![NOTHING; 1 << 16].into_boxed_slice(),
        several: Vec::new(),
        beyond: Vec::new(),
    };
    let mut several = Vec::new();
    for (code, place) in (0_u32..).zip(&mut table.basic) {
        let Some(char) = char::from_u32(code).filter(|char| !is_invisible(*char)) else {
            continue;
        };
        // CJK unified ideographs and Hangul syllables have no compatibility form and no case.
        if matches!(char, '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7FF}') {
            *place = code as u16;
            continue;
        }
        let stands_for = compatibility_form(char);
        if is_several(char, &stands_for) {
            several.push((char, stands_for));
            *place = SEVERAL;
        } else {
            *place = stands_for
                .chars()
                .next()
                .and_then(|one| u16::try_from(u32::from(one)).ok())
                .unwrap_or(code as u16);
        }
    }
    for (from, to) in parse_pairs(RADICALS).chain(parse_pairs(SIMPLIFIED)) {
        match (bmp_index(from), u16::try_from(u32::from(to))) {
            (Some(from), Ok(to)) => table.basic[from] = to,
            _ => table.beyond.push((from, to)),
        }
    }
    for char in BEYOND.into_iter().flatten() {
        let stands_for = compatibility_form(char);
        if is_several(char, &stands_for) {
            several.push((char, stands_for));
        } else {
            table.beyond.extend(
                stands_for
                    .chars()
                    .next()
                    .filter(|one| *one != char)
                    .map(|one| (char, one)),
            );
        }
    }
    table.beyond.sort_by_key(|(from, _)| *from);
    table.beyond.dedup_by_key(|(from, _)| *from);
    // A compatibility form may be a traditional character, so fold once more.
    for code in 0..table.basic.len() {
        let again = table.basic[usize::from(table.basic[code])];
        if table.basic[code] > SEVERAL && again > SEVERAL {
            table.basic[code] = again;
        }
    }
    let beyond: Vec<_> = table
        .beyond
        .iter()
        .map(|(from, to)| (*from, table.fold_single(*to)))
        .collect();
    table.beyond = beyond;
    let through = |(char, text): (char, String)| {
        (
            char,
            text.chars().map(|char| table.fold_single(char)).collect(),
        )
    };
    table.several = several.into_iter().map(through).collect();
    table
}

impl Table {
    /// Returns the folded form if it is a single character, or else the character itself.
    fn fold_single(&self, char: char) -> char {
        match bmp_index(char).map(|code| self.basic[code]) {
            Some(code) if code > SEVERAL => char::from_u32(u32::from(code)).unwrap_or(char),
            Some(_) => char,
            None => self.fold_beyond(char),
        }
    }

    /// Returns the folded form of a character outside the basic plane, if it is a single one.
    fn fold_beyond(&self, char: char) -> char {
        let found = self.beyond.binary_search_by_key(&char, |(from, _)| *from);
        found.map_or(char, |found| self.beyond[found].1)
    }

    fn several(&self, char: char) -> Option<&str> {
        let found = self
            .several
            .binary_search_by_key(&char, |(from, _)| *from)
            .ok()?;
        self.several.get(found).map(|(_, several)| &**several)
    }
}

/// Returns the folded form of a character.
pub(super) fn folded_char(char: char) -> FoldedChar {
    shared_table().fold(char)
}

/// Returns the table, building it on first use.
pub(super) fn shared_table() -> &'static Table {
    TABLE.get_or_init(build_table)
}

impl Table {
    /// Returns the Chinese character to which a character of the basic plane folds. This fast path
    /// covers most of a text.
    pub(super) fn fold_han(&self, char: char) -> Option<char> {
        let folded = *self.basic.get(u32::from(char) as usize)?;
        if matches!(folded, 0x4E00..=0x9FFF) {
            char::from_u32(u32::from(folded))
        } else {
            None
        }
    }

    fn fold(&'static self, char: char) -> FoldedChar {
        if let Some(code) = bmp_index(char) {
            return match self.basic[code] {
                NOTHING => FoldedChar::Nothing,
                SEVERAL => self
                    .several(char)
                    .map_or(FoldedChar::One(char), FoldedChar::Several),
                code => FoldedChar::One(char::from_u32(u32::from(code)).unwrap_or(char)),
            };
        }
        if is_invisible(char) {
            return FoldedChar::Nothing;
        }
        self.several(char).map_or_else(
            || FoldedChar::One(self.fold_beyond(char)),
            FoldedChar::Several,
        )
    }
}

/// Folds a single character. Returns `None` if it is invisible. A character that folds to several
/// is returned unchanged.
pub fn fold(char: char) -> Option<char> {
    match folded_char(char) {
        FoldedChar::One(folded) => Some(folded),
        FoldedChar::Nothing => None,
        FoldedChar::Several(_) => Some(char),
    }
}

/// Composes a character with the combining mark that follows it. Returns the composed character and
/// the length of the mark in bytes.
pub(super) fn compose_mark(char: char, behind: &str) -> Option<(char, usize)> {
    for (at, mark) in behind.char_indices() {
        let FoldedChar::One(folded) = folded_char(mark) else {
            // An invisible character does not separate a mark from its base.
            if matches!(folded_char(mark), FoldedChar::Nothing) {
                continue;
            }
            return None;
        };
        let mark_of = matches!(folded, '\u{300}'..='\u{36F}' | '\u{3099}' | '\u{309A}');
        if !mark_of {
            return None;
        }
        return compose(char, folded).map(|whole| (whole, at + mark.len_utf8()));
    }
    None
}

/// Reports whether this is a Chinese character.
pub fn is_han(char: char) -> bool {
    matches!(char, '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '\u{3007}' | '\u{20000}'..='\u{3FFFF}')
}

/// Reports whether this is a letter or a digit, like the standard library but faster for Chinese
/// text, whose lookup in Unicode's tables is slow.
pub fn is_alphanumeric(char: char) -> bool {
    match char {
        '\u{4E00}'..='\u{9FFF}' => true,
        '\u{2010}'..='\u{2027}' | '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{3020}' => false,
        '\u{FF01}'..='\u{FF0F}' | '\u{FF1A}'..='\u{FF20}' => false,
        other => other.is_alphanumeric(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_digits_are_those_of_the_standard_library() {
        let other =
            ('\0'..=char::MAX).find(|char| is_alphanumeric(*char) != char.is_alphanumeric());
        assert_eq!(other, None);
    }
}
