//! Tests whether bytes are plausible text in the language of their label.

use encoding_rs::{EUC_JP, EUC_KR, Encoding, GB18030, SHIFT_JIS, WINDOWS_874};

use super::common::count_common;

/// The syllables that make up about half of any Korean text.
const KOREAN: &str = "이다는을를에의가고하은지기한로서도사인자대해시리어나라과으아있수정일부전보조여게제동구상그면원장주관만안국성방용말것들세소않습니요등";

/// The labels of Western languages. Their accented letters stand alone between others, so they
/// never look like Chinese.
const WESTERN: [&str; 14] = [
    "windows-1250",
    "windows-1252",
    "windows-1254",
    "windows-1257",
    "windows-1258",
    "macintosh",
    "ISO-8859-2",
    "ISO-8859-3",
    "ISO-8859-4",
    "ISO-8859-10",
    "ISO-8859-13",
    "ISO-8859-14",
    "ISO-8859-15",
    "ISO-8859-16",
];

/// The labels of languages in Cyrillic script.
const CYRILLIC: [&str; 6] = [
    "ISO-8859-5",
    "windows-1251",
    "KOI8-R",
    "KOI8-U",
    "IBM866",
    "x-mac-cyrillic",
];

/// Reports whether bytes that are valid Chinese are more plausible as text in the language of
/// another label.
pub(super) fn is_plausible(bytes: &[u8], label: &'static Encoding) -> bool {
    let (text, bad) = label.decode_without_bom_handling(bytes);
    if bad || WESTERN.contains(&label.name()) {
        return false;
    }
    let foreign: Vec<char> = text.chars().filter(|char| !char.is_ascii()).collect();
    let percent = |count: usize| count * 100 / foreign.len().max(1);
    let kana = foreign
        .iter()
        .any(|char| matches!(char, '\u{3041}'..='\u{30ff}'));
    let (usual, all) = count_common(&GB18030.decode_without_bom_handling(bytes).0);
    // Read as Chinese, text in another language has as many rare characters as common ones.
    if all >= 2 && usual * 4 >= all * 3 && !kana {
        return false;
    }
    if CYRILLIC.contains(&label.name()) {
        // Ten letters make up nearly two thirds of any Russian text.
        let frequent = foreign
            .iter()
            .filter(|char| "оеаинтсрвлОЕАИНТСРВЛ".contains(**char))
            .count();
        percent(count_odd(&foreign)) <= 20 && percent(frequent) >= 30
    } else if label == WINDOWS_874 {
        // In Thai, some vowels and all tone marks are characters of their own.
        let signs = foreign
            .iter()
            .filter(|char| matches!(char, '\u{e30}'..='\u{e3a}' | '\u{e40}'..='\u{e4e}'));
        percent(signs.count()) >= 15
    } else if label == EUC_KR {
        // Names have rarer syllables, but Korean is hardly written with Chinese characters any
        // more.
        let han = foreign
            .iter()
            .filter(|char| matches!(char, '\u{4e00}'..='\u{9fff}'))
            .count();
        let few = foreign.len() < 8 && percent(han) < 10;
        few || percent(
            foreign
                .iter()
                .filter(|char| KOREAN.contains(**char))
                .count(),
        ) >= 20
    } else if label == SHIFT_JIS {
        // Single bytes are half-width kana, which are hardly used any more.
        percent(
            foreign
                .iter()
                .filter(|char| matches!(char, '\u{ff61}'..='\u{ff9f}'))
                .count(),
        ) < 20
    } else if label == EUC_JP {
        // Punctuation is the same in both, and few kanji are weak evidence.
        foreign.len() < 8 || percent(rare_kanji(bytes)) <= 25
    } else if label.is_single_byte() {
        percent(count_odd(&foreign)) <= 20
    } else {
        true
    }
}

/// Counts the characters in the second half (level 2) of the Japanese charset.
fn rare_kanji(bytes: &[u8]) -> usize {
    let mut rest = bytes.iter();
    let mut rare = 0;
    while let Some(byte) = rest.next() {
        if *byte >= 0x80 {
            rest.next();
            rare += usize::from(*byte >= 0xd0);
        }
    }
    rare
}

/// Counts the characters that are not letters, and the capitals after a lower-case letter.
fn count_odd(chars: &[char]) -> usize {
    let signs = chars.iter().filter(|char| !char.is_alphabetic()).count();
    signs
        + chars
            .windows(2)
            .filter(|two| two[0].is_lowercase() && two[1].is_uppercase())
            .count()
}
