//! Full-width forms, which an input method leaves behind, as ASCII.

/// Returns the ASCII character of a full-width form (U+FF01 to U+FF5E, and the ideographic space);
/// any other character as it is.
pub fn to_half_width(char: char) -> char {
    match char {
        // The forms are ASCII plus 0xFEE0 (Unicode, "Halfwidth and Fullwidth Forms").
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(char) - 0xfee0).unwrap_or(char),
        '\u{3000}' => ' ',
        other => other,
    }
}
