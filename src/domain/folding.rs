//! What counts as the same in a search: full and half width, upper and lower case, traditional and simplified characters.

use std::ops::Range;
use std::sync::OnceLock;

/// The characters of the basic plane, each as what it counts as; 0 is left out.
static FOLDED: OnceLock<Box<[u16]>> = OnceLock::new();

/// The other planes are hardly ever written: only these of their characters count as another.
static BEYOND: OnceLock<Vec<(char, char)>> = OnceLock::new();

/// Traditional characters with their simplified ones, of Open Chinese Convert.
const SIMPLIFIED: &str = include_str!("../../assets/han/simplified.tsv");

fn pairs() -> impl Iterator<Item = (char, char)> {
    SIMPLIFIED.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let (from, to) = line.split_once('\t')?;
        Some((from.chars().next()?, to.chars().next()?))
    })
}

/// Nothing is seen of it: one who searches cannot know that it is there.
fn unseen(char: char) -> bool {
    match char {
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{180E}' | '\u{FEFF}' => true,
        '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' => true,
        '\u{FE00}'..='\u{FE0F}' | '\u{E0000}'..='\u{E01EF}' => true,
        other => other.is_control() && !other.is_whitespace(),
    }
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

fn table() -> &'static [u16] {
    FOLDED.get_or_init(|| {
        let mut table: Box<[u16]> = (0..=u16::MAX)
            .map(|code| match char::from_u32(u32::from(code)) {
                Some(char) if !unseen(char) => u16::try_from(u32::from(lower(narrow(char)))).unwrap_or(code),
                _ => 0,
            })
            .collect();
        for (from, to) in pairs() {
            if let (Ok(from), Ok(to)) = (u16::try_from(u32::from(from)), u16::try_from(u32::from(to))) {
                table[usize::from(from)] = to;
            }
        }
        table
    })
}

/// What a character counts as; `None` where it counts for nothing, because nobody sees it.
pub fn fold(char: char) -> Option<char> {
    if let Ok(code) = u16::try_from(u32::from(char)) {
        return char::from_u32(u32::from(table()[usize::from(code)])).filter(|char| *char != '\0');
    }
    if unseen(char) {
        return None;
    }
    let beyond = BEYOND.get_or_init(|| {
        let mut beyond: Vec<_> = pairs().filter(|(from, to)| u32::from(*from).max(u32::from(*to)) > 0xFFFF).collect();
        beyond.sort_unstable();
        beyond
    });
    let found = beyond.binary_search_by_key(&char, |(from, _)| *from);
    Some(found.map_or(char, |found| beyond[found].1))
}

/// A text as it counts in a search: two texts that fold to the same are the same.
pub fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    folded.extend(text.chars().filter_map(fold));
    folded
}

/// Where these folded words stand in a text: byte ranges of the text itself, in order; those that overlap or touch are one.
pub fn places<S: AsRef<str>>(text: &str, words: &[S]) -> Vec<Range<usize>> {
    let mut folded = String::with_capacity(text.len());
    // For every byte of the folded text, where its character begins in the text itself.
    let mut origin = Vec::with_capacity(text.len() + 1);
    for (at, char) in text.char_indices() {
        if let Some(char) = fold(char) {
            folded.push(char);
            origin.resize(folded.len(), at);
        }
    }
    let end_of = |at: usize| text[at..].chars().next().map_or(at, |char| at + char.len_utf8());
    let mut found: Vec<Range<usize>> = Vec::new();
    for word in words.iter().map(AsRef::as_ref).filter(|word| !word.is_empty()) {
        found.extend(folded.match_indices(word).map(|(at, word)| origin[at]..end_of(origin[at + word.len() - 1])));
    }
    found.sort_unstable_by_key(|range| (range.start, range.end));
    let mut places: Vec<Range<usize>> = Vec::with_capacity(found.len());
    for range in found {
        match places.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => places.push(range),
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_otherwise_is_the_same() {
        assert_eq!(folded("ＡＢＣ　１２３"), "abc 123");
        assert_eq!(folded("區長信箱：停水三天，請解決。"), folded("区长信箱：停水三天，请解决。"));
        assert_eq!(folded("停\u{200B}水\u{FEFF}"), "停水");
        assert_eq!(folded("第一行\n第二行"), "第一行\n第二行");
        assert_eq!(folded(&folded("乾麵裡後𩷕")), folded("乾麵裡後𩷕"));
    }

    #[test]
    fn a_word_is_marked_where_it_stands_in_the_text_itself() {
        let text = "經二路停\u{200B}水，又停水！";
        let marked: Vec<&str> = places(text, &["停水", "又"]).into_iter().map(|range| &text[range]).collect();
        assert_eq!(marked, ["停\u{200B}水", "又停水"]);
        assert!(places(text, &["", "没有"]).is_empty());
    }
}
