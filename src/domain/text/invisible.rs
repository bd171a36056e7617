//! Detects invisible text: characters without a glyph, and bidi controls.

/// Reports whether a character is invisible on its own without being white space: bidi controls,
/// joiners, fillers, variation selectors, tags.
pub fn is_invisible(char: char) -> bool {
    matches!(
        char,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{FEFF}' | '\u{2800}' | '\u{3164}' | '\u{FFA0}'
            | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FFF0}'..='\u{FFFB}' | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}

/// Reports whether a text has no visible characters.
pub fn is_blank(text: &str) -> bool {
    text.chars()
        .all(|char| char.is_whitespace() || char.is_control() || is_invisible(char))
}
