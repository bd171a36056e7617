//! What each character counts as.

use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::compose;

use super::unseen::unseen;

/// What all characters count as.
static TABLE: OnceLock<Table> = OnceLock::new();

pub(super) struct Table {
    /// The characters of the basic plane, each as what it counts as; 0 is left out, 1 counts as several, which are listed apart.
    basic: Box<[u16]>,
    /// The characters that count as several, or as a digit that is none of a number (①), in order.
    several: Vec<(char, Box<str>)>,
    /// The other planes are hardly ever written: only these of their characters count as another one.
    beyond: Vec<(char, char)>,
}

const NOTHING: u16 = 0;
const SEVERAL: u16 = 1;

/// Where the other planes have compatibility forms.
const BEYOND: [std::ops::RangeInclusive<char>; 4] = [
    '\u{1D400}'..='\u{1D7FF}',
    '\u{1EE00}'..='\u{1EEFF}',
    '\u{1F100}'..='\u{1F2FF}',
    '\u{2F800}'..='\u{2FA1F}',
];

/// Traditional characters with their simplified ones, of Open Chinese Convert.
const SIMPLIFIED: &str = include_str!("../../../../assets/han/simplified.tsv");

/// Radicals that PDF files write for the characters that they look like, and for which Unicode has no compatibility form.
const RADICALS: &str = include_str!("../../../../assets/han/radicals.tsv");

fn pairs(table: &'static str) -> impl Iterator<Item = (char, char)> {
    table
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let (from, to) = line.split_once('\t')?;
            Some((from.chars().next()?, to.chars().next()?))
        })
}

/// What a character counts as.
#[derive(Clone, Copy)]
pub(super) enum Folded {
    /// Another character, or itself.
    One(char),
    /// Nothing: nobody sees it.
    Nothing,
    /// These characters.
    Several(&'static str),
}

fn narrow(char: char) -> char {
    match char {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(char) - 0xFEE0).unwrap_or(char),
        '\u{00A0}' | '\u{3000}' => ' ',
        other => other,
    }
}

fn lower(char: char) -> char {
    let mut lower = char.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(only), None) => only,
        _ => char,
    }
}

/// Whether Unicode has a compatibility form for any character about here; most of the plane has none.
fn may_be_compatible(char: char) -> bool {
    !matches!(char, '\0'..='\u{9F}' | '\u{4E00}'..='\u{D7FF}' | '\u{E000}'..='\u{F8FF}')
}

/// What Unicode says that a character stands for, in small letters.
fn compatible(char: char) -> String {
    if char.is_whitespace() || !may_be_compatible(char) {
        return lower(narrow(char)).to_string();
    }
    std::iter::once(char)
        .nfkc()
        .map(|char| lower(narrow(char)))
        .collect()
}

/// Whether a character stands for several, or for a digit that is none of a number.
fn is_several(char: char, stands_for: &str) -> bool {
    let digit = stands_for.starts_with(|char: char| char.is_ascii_digit());
    stands_for.chars().nth(1).is_some()
        || (digit && !matches!(char, '0'..='9' | '\u{FF10}'..='\u{FF19}'))
}

fn code(char: char) -> Option<usize> {
    u16::try_from(u32::from(char)).ok().map(usize::from)
}

fn build() -> Table {
    let mut table = Table {
        basic: vec![NOTHING; 1 << 16].into_boxed_slice(),
        several: Vec::new(),
        beyond: Vec::new(),
    };
    let mut several = Vec::new();
    for (code, place) in (0_u32..).zip(&mut table.basic) {
        let Some(char) = char::from_u32(code).filter(|char| !unseen(*char)) else {
            continue;
        };
        if matches!(char, '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7FF}') {
            *place = code as u16;
            continue;
        }
        let stands_for = compatible(char);
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
    for (from, to) in pairs(RADICALS).chain(pairs(SIMPLIFIED)) {
        match (code(from), u16::try_from(u32::from(to))) {
            (Some(from), Ok(to)) => table.basic[from] = to,
            _ => table.beyond.push((from, to)),
        }
    }
    for char in BEYOND.into_iter().flatten() {
        let stands_for = compatible(char);
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
    // What a compatibility form stands for may be a traditional character.
    for code in 0..table.basic.len() {
        let again = table.basic[usize::from(table.basic[code])];
        if table.basic[code] > SEVERAL && again > SEVERAL {
            table.basic[code] = again;
        }
    }
    let beyond: Vec<_> = table
        .beyond
        .iter()
        .map(|(from, to)| (*from, table.single(*to)))
        .collect();
    table.beyond = beyond;
    let through = |(char, text): (char, String)| {
        (char, text.chars().map(|char| table.single(char)).collect())
    };
    table.several = several.into_iter().map(through).collect();
    table
}

impl Table {
    /// What a character counts as, if it counts as one; else the character.
    fn single(&self, char: char) -> char {
        match code(char).map(|code| self.basic[code]) {
            Some(code) if code > SEVERAL => char::from_u32(u32::from(code)).unwrap_or(char),
            Some(_) => char,
            None => self.other(char),
        }
    }

    /// What a character of another plane counts as, if it counts as one.
    fn other(&self, char: char) -> char {
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

/// What a character counts as.
pub(super) fn folded_char(char: char) -> Folded {
    table().fold(char)
}

/// What all characters count as.
pub(super) fn table() -> &'static Table {
    TABLE.get_or_init(build)
}

impl Table {
    /// The Chinese character that a character of the basic plane counts as: nearly all of a text is of these.
    pub(super) fn han(&self, char: char) -> Option<char> {
        let folded = *self.basic.get(u32::from(char) as usize)?;
        if matches!(folded, 0x4E00..=0x9FFF) {
            char::from_u32(u32::from(folded))
        } else {
            None
        }
    }

    fn fold(&'static self, char: char) -> Folded {
        if let Some(code) = code(char) {
            return match self.basic[code] {
                NOTHING => Folded::Nothing,
                SEVERAL => self
                    .several(char)
                    .map_or(Folded::One(char), Folded::Several),
                code => Folded::One(char::from_u32(u32::from(code)).unwrap_or(char)),
            };
        }
        if unseen(char) {
            return Folded::Nothing;
        }
        self.several(char)
            .map_or_else(|| Folded::One(self.other(char)), Folded::Several)
    }
}

/// What a character counts as by itself; `None` where it counts for nothing, because nobody sees it. One that counts as several is
/// itself here.
pub fn fold(char: char) -> Option<char> {
    match folded_char(char) {
        Folded::One(folded) => Some(folded),
        Folded::Nothing => None,
        Folded::Several(_) => Some(char),
    }
}

/// The character that one and a mark behind it are together, where the mark is written apart, with how long the mark is in the text.
pub(super) fn composed(char: char, behind: &str) -> Option<(char, usize)> {
    for (at, mark) in behind.char_indices() {
        let Folded::One(folded) = folded_char(mark) else {
            // What nobody sees parts nothing.
            if matches!(folded_char(mark), Folded::Nothing) {
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

/// Whether this is a Chinese character.
pub fn is_han(char: char) -> bool {
    matches!(char, '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '\u{3007}' | '\u{20000}'..='\u{3FFFF}')
}

/// Whether it is a letter or a digit, as the standard library says: Unicode's tables are slow for what Chinese text is made of.
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
