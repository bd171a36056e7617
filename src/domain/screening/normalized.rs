//! A text normalised for matching, as a search normalises it, with a mapping back to the original
//! text.

use std::ops::Range;

use crate::domain::text::normalize::fold;

/// A normalised character, with its byte range in the original text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sign {
    pub char: char,
    pub start: usize,
    pub end: usize,
}

/// The normalised characters of a text.
#[derive(Debug)]
pub(super) struct NormalizedText {
    pub signs: Vec<Sign>,
}

/// A text without the filler signs that are put between Chinese characters to disguise a word.
pub(super) struct DenseText {
    pub text: String,
    /// For each byte of `text`, the index of its sign.
    pub sign_of_byte: Vec<usize>,
}

impl NormalizedText {
    pub(super) fn from_text(text: &str) -> NormalizedText {
        let mut signs: Vec<Sign> = Vec::with_capacity(text.len() / 2);
        for (start, char) in text.char_indices() {
            let end = start + char.len_utf8();
            match (char, fold(char)) {
                // U+20E3 (combining enclosing keycap) belongs to the preceding digit.
                ('\u{20E3}', _) => {
                    if let Some(last) = signs.last_mut() {
                        last.end = end;
                    }
                }
                (_, Some(char)) => signs.push(Sign { char, start, end }),
                (_, None) => {}
            }
        }
        NormalizedText { signs }
    }

    pub(super) fn char_at(&self, at: usize) -> Option<char> {
        self.signs.get(at).map(|sign| sign.char)
    }

    /// Returns the character before a position.
    pub(super) fn char_before(&self, at: usize) -> Option<char> {
        at.checked_sub(1).and_then(|at| self.char_at(at))
    }

    /// Returns the byte range of these signs in the original text; empty if there are none.
    pub(super) fn source_range(&self, signs: Range<usize>) -> Range<usize> {
        match self
            .signs
            .get(signs)
            .and_then(|signs| signs.first().zip(signs.last()))
        {
            Some((first, last)) => first.start..last.end,
            None => 0..0,
        }
    }

    pub(super) fn to_dense(&self) -> DenseText {
        let mut dense = DenseText {
            text: String::with_capacity(self.signs.len() * 3),
            sign_of_byte: Vec::new(),
        };
        dense.sign_of_byte.reserve(self.signs.len() * 3);
        let mut at = 0;
        while let Some(sign) = self.signs.get(at) {
            if is_filler(sign.char) && self.char_before(at).is_some_and(is_han) {
                let next = self.signs[at..]
                    .iter()
                    .take(MAX_FILLERS + 1)
                    .position(|sign| !is_filler(sign.char));
                if let Some(next) = next.filter(|next| self.char_at(at + next).is_some_and(is_han))
                {
                    at += next;
                    continue;
                }
            }
            dense.text.push(sign.char);
            dense.sign_of_byte.resize(dense.text.len(), at);
            at += 1;
        }
        dense
    }
}

/// The maximum number of consecutive filler signs; more of them are not a disguise.
const MAX_FILLERS: usize = 3;

fn is_filler(char: char) -> bool {
    match char {
        '*' | '.' | '_' | '~' | '-' | '\u{B7}' | '\u{2022}' => true,
        '\n' | '\r' => false,
        other => other.is_whitespace(),
    }
}

/// Reports whether this is a Chinese character.
pub(super) fn is_han(char: char) -> bool {
    matches!(char, '\u{3007}' | '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Reports whether a sentence ends with this character.
pub(super) fn ends_sentence(char: char) -> bool {
    matches!(char, '\u{3002}' | '!' | '?' | ';' | '\n' | '\r')
}
