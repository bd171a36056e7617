//! Invisible characters that normalisation drops.

/// Reports whether a character is invisible, so that somebody who searches cannot know that it is
/// there.
pub(super) fn is_invisible(char: char) -> bool {
    match char {
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{180E}' | '\u{FEFF}' => true,
        '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' => true,
        '\u{FE00}'..='\u{FE0F}' | '\u{E0000}'..='\u{E01EF}' => true,
        other => other.is_control() && !other.is_whitespace(),
    }
}
