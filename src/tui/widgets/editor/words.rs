//! Length of a word, for moving and deleting by words.
//!
//! Chinese is written without spaces, and its words are mostly of two characters: a step in a
//! Chinese run goes over two characters at most and stops at punctuation. So one Ctrl-W never
//! deletes an unexpectedly long part of a sentence.

/// Maximum number of Chinese characters in one step.
const CHINESE_STEP: usize = 2;

#[derive(Clone, Copy, PartialEq, Eq)]
enum CharClass {
    Space,
    Chinese,
    Letters,
    Other,
}

fn char_class(grapheme: &str) -> CharClass {
    match grapheme.chars().next() {
        Some(c) if c.is_whitespace() => CharClass::Space,
        Some(
            '々'
            | '〇'
            | '\u{3041}'..='\u{30FF}'
            | '\u{3400}'..='\u{9FFF}'
            | '\u{AC00}'..='\u{D7A3}',
        ) => CharClass::Chinese,
        Some('\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}') => CharClass::Chinese,
        Some(c) if c.is_alphanumeric() || c == '_' => CharClass::Letters,
        Some(_) | None => CharClass::Other,
    }
}

/// Returns the number of characters of the first word of `graphemes`, with the spaces before it.
pub(super) fn word_length<'a>(graphemes: impl Iterator<Item = &'a str>) -> usize {
    let mut chars = 0;
    let mut run: Option<(CharClass, usize)> = None;
    for grapheme in graphemes {
        let class = char_class(grapheme);
        run = match (run, class) {
            (None, CharClass::Space) => None,
            (None, CharClass::Chinese | CharClass::Letters | CharClass::Other) => Some((class, 1)),
            (Some((CharClass::Chinese, CHINESE_STEP)), _) => break,
            (Some((same, count)), _) if same == class => Some((class, count + 1)),
            (Some(_), _) => break,
        };
        chars += grapheme.chars().count();
    }
    chars
}
