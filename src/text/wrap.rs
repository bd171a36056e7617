//! Wraps Chinese and mixed text into lines of a number of cells, by the Unicode line breaking rules
//! (UAX #14).

use std::borrow::Cow;
use std::ops::Range;

use textwrap::WordSeparator;
use textwrap::core::Fragment;
use textwrap::wrap_algorithms::wrap_first_fit;
use unicode_segmentation::UnicodeSegmentation;

use crate::text::width::{grapheme_width, text_width};

/// Returns the lines of `text`, none wider than `cells` (if `cells` ≥ 2). Empty lines stay; spaces
/// at line ends are dropped.
///
/// No closing punctuation begins a line and no opening punctuation ends one, unless a line is too
/// narrow for anything else.
pub fn wrap_text(text: &str, cells: usize) -> Vec<String> {
    wrapped_rows(text, cells)
        .into_iter()
        .map(|row| text[row].to_owned())
        .collect()
}

/// Returns the byte ranges in `text` of the lines that [`wrap_text`] returns.
pub fn wrapped_rows(text: &str, cells: usize) -> Vec<Range<usize>> {
    let mut rows = Vec::new();
    let mut from = 0;
    for paragraph in text.split('\n') {
        let mut start = 0;
        for end in row_ends(paragraph, cells) {
            let row = paragraph[start..end].trim_end_matches(' ');
            rows.push(from + start..from + start + row.len());
            start = end;
        }
        from += paragraph.len() + 1;
    }
    rows
}

/// Returns the byte offsets at which the rows of one paragraph end. There is always at least one;
/// the last is the paragraph's length.
///
/// Spaces at the end of a row belong to it and may hang over `cells`.
fn row_ends(paragraph: &str, cells: usize) -> Vec<usize> {
    let cells = cells.max(1);
    let mut pieces = Vec::new();
    let mut start = 0;
    for word in WordSeparator::UnicodeBreakProperties.find_words(&without_dictionary(paragraph)) {
        let bytes = word.word.len() + word.whitespace.len();
        let wide = text_width(&paragraph[start..start + word.word.len()]);
        let whole = Piece {
            bytes,
            cells: wide,
            spaces: word.whitespace.len(),
        };
        if wide <= cells {
            pieces.push(whole);
        } else {
            break_apart(
                &paragraph[start..start + word.word.len()],
                whole,
                cells,
                &mut pieces,
            );
        }
        start += bytes;
    }
    let mut at = 0;
    let mut ends: Vec<usize> = wrap_first_fit(&pieces, &[cells as f64])
        .into_iter()
        .map(|row| {
            at += row.iter().map(|piece| piece.bytes).sum::<usize>();
            at
        })
        .collect();
    if ends.is_empty() {
        ends.push(paragraph.len());
    }
    ends
}

/// Replaces each letter of a script that needs a dictionary for line breaking by an ordinary letter
/// of the same byte length. There is no dictionary here, and in debug builds the library would
/// print a warning onto the screen. Such words break only where they are too long for a line.
fn without_dictionary(paragraph: &str) -> Cow<'_, str> {
    if !paragraph.chars().any(needs_dictionary) {
        return Cow::Borrowed(paragraph);
    }
    let plain = |c: char| match c.len_utf8() {
        3 if needs_dictionary(c) => '\u{A4D0}',
        4 if needs_dictionary(c) => '\u{10400}',
        _ => c,
    };
    Cow::Owned(paragraph.chars().map(plain).collect())
}

/// Reports whether a character is a letter or sign of Thai, Lao, Burmese or Khmer.
fn needs_dictionary(c: char) -> bool {
    match c {
        '\u{E3F}' | '\u{E5A}'..='\u{E5B}' | '\u{104A}'..='\u{104F}' | '\u{17D4}'..='\u{17DB}' => {
            false
        }
        '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' => {
            !c.is_numeric()
        }
        '\u{A9E0}'..='\u{A9FF}' | '\u{AA60}'..='\u{AA7F}' | '\u{116D0}'..='\u{116FF}' => {
            !c.is_numeric()
        }
        _ => false,
    }
}

#[derive(Debug)]
struct Piece {
    bytes: usize,
    cells: usize,
    spaces: usize,
}

impl Fragment for Piece {
    fn width(&self) -> f64 {
        self.cells as f64
    }
    fn whitespace_width(&self) -> f64 {
        self.spaces as f64
    }
    fn penalty_width(&self) -> f64 {
        0.0
    }
}

/// Cuts a word that is wider than a line, with no closing punctuation at the start and no opening
/// punctuation at the end of a line, where possible.
fn break_apart(word: &str, whole: Piece, cells: usize, pieces: &mut Vec<Piece>) {
    let mut units = Vec::new();
    for grapheme in word.graphemes(true) {
        let wide = grapheme_width(grapheme);
        if wide <= cells {
            units.push((grapheme, wide));
        } else {
            // A grapheme cluster of some Indic scripts can be wider than any line.
            units.extend(
                grapheme
                    .split("")
                    .filter(|c| !c.is_empty())
                    .map(|c| (c, grapheme_width(c))),
            );
        }
    }
    let mut from = 0;
    while from < units.len() {
        let mut to = from;
        let mut used = 0;
        while to < units.len() && (to == from || used + units[to].1 <= cells) {
            used += units[to].1;
            to += 1;
        }
        let cut = if to == units.len() {
            to
        } else {
            find_better_cut(&units, from, to)
        };
        let piece = &units[from..cut];
        pieces.push(Piece {
            bytes: piece.iter().map(|unit| unit.0.len()).sum(),
            cells: piece.iter().map(|unit| unit.1).sum(),
            spaces: 0,
        });
        from = cut;
    }
    if let Some(last) = pieces.last_mut() {
        last.bytes += whole.spaces;
        last.spaces = whole.spaces;
    }
}

fn find_better_cut(units: &[(&str, usize)], from: usize, to: usize) -> usize {
    let nearest = to.saturating_sub(8).max(from + 1);
    (nearest..=to)
        .rev()
        .find(|&cut| !is_closing(units[cut].0) && !is_opening(units[cut - 1].0))
        .unwrap_or(to)
}

fn is_closing(grapheme: &str) -> bool {
    grapheme.starts_with(|c| "，。、；：？！）》〉」』】〕〗”’…—～％,.;:?!)]}%".contains(c))
}

fn is_opening(grapheme: &str) -> bool {
    grapheme.starts_with(|c| "（《〈「『【〔〖“‘([{".contains(c))
}
