//! Measures text in terminal cells, and cuts or pads it to a number of them.

use ratatui::buffer::CellWidth;
use unicode_segmentation::UnicodeSegmentation;

/// Returns how many cells ratatui draws `text` in, on one line; control characters have no width.
pub fn text_width(text: &str) -> usize {
    let simple = text
        .chars()
        .try_fold(0, |cells, c| simple_width(c).map(|more| cells + more));
    simple.unwrap_or_else(|| text.graphemes(true).map(grapheme_width).sum())
}

/// Returns the width of the characters that make up nearly all of a letter, none of which joins
/// with another.
fn simple_width(c: char) -> Option<usize> {
    match c {
        ' '..='~' => Some(1),
        '\u{3000}'..='\u{3029}' | '\u{4E00}'..='\u{9FFF}' | '\u{FF01}'..='\u{FF5E}' => Some(2),
        _ => None,
    }
}

/// Returns how many cells one grapheme is drawn in.
pub fn grapheme_width(grapheme: &str) -> usize {
    let mut chars = grapheme.chars();
    match (chars.next().and_then(simple_width), chars.next()) {
        (Some(cells), None) => cells,
        _ if grapheme.contains(char::is_control) => 0,
        _ => usize::from(grapheme.cell_width()),
    }
}

/// Returns `text` if it fits into `cells`, else its beginning and `…`, together at most `cells`
/// wide.
///
/// Where a two-cell character does not fit before the `…`, the result is one cell narrower.
pub fn fit(text: &str, cells: usize) -> String {
    if text_width(text) <= cells {
        return text.to_owned();
    }
    if cells == 0 {
        return String::new();
    }
    let mut out = String::new();
    let mut used = 1;
    for grapheme in text.graphemes(true) {
        used += grapheme_width(grapheme);
        if used > cells {
            break;
        }
        out.push_str(grapheme);
    }
    out.push('…');
    out
}

/// Returns `text` left-aligned in exactly `cells`, cut with `…` when it is too long.
pub fn pad_right(text: &str, cells: usize) -> String {
    let mut out = fit(text, cells);
    out.extend(std::iter::repeat_n(
        ' ',
        cells.saturating_sub(text_width(&out)),
    ));
    out
}

/// Returns `text` right-aligned in exactly `cells`, cut with `…` when it is too long.
pub fn pad_left(text: &str, cells: usize) -> String {
    let fitted = fit(text, cells);
    let mut out = " ".repeat(cells.saturating_sub(text_width(&fitted)));
    out.push_str(&fitted);
    out
}
