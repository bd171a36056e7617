//! Makes untrusted text safe to draw: no invisible characters, no terminal control, and only widths
//! that all programs agree on.

use std::borrow::Cow;

use unicode_width::UnicodeWidthChar;

use crate::text::disputed_width::{Replacement, find_replacement, has_disputed_width};

/// Replaces a character that must not reach the terminal. One cell wide, present in every font, and
/// not used as punctuation.
///
/// Its East Asian width is ambiguous, like that of `…` and of the borders; the start-up check warns
/// about that.
pub const MARK: char = '\u{FFFD}';

const TAB_SPACES: &str = "    ";
const MARKS_ON_ONE_CHARACTER: usize = 4;

/// Returns `text` as it may be drawn on several lines; the stored original is not changed.
///
/// * Line ends of every kind become `\n`, a tab four spaces; no-break and ideographic spaces stay.
/// * Joiners, variation selectors, skin tones, keycaps, soft hyphens and byte order marks are
///   dropped: an emoji sequence falls apart into emoji of two cells each, a flag into its two
///   letters.
/// * Escape and other control characters, direction controls, tags and the remaining zero-width
///   characters become [`MARK`].
/// * A character whose width programs disagree about becomes one that they agree on: the composed
///   form of the pair, or [`MARK`].
/// * Of combining marks on one character, the first four stay.
pub fn for_display(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_plain) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(filter_text(text, Some(MARK)))
}

/// Returns `text` as it may be drawn on one line: [`for_display`] with every line end as a space.
pub fn one_line(text: &str) -> Cow<'_, str> {
    let shown = for_display(text);
    if shown.contains('\n') {
        Cow::Owned(shown.replace('\n', " "))
    } else {
        shown
    }
}

/// Returns `text` as it may enter an editor: as [`for_display`], but characters that would be
/// marked are dropped, and characters of unsure width stay, because they are text.
pub fn for_entry(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_plain) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(filter_text(text, None))
}

/// Reports whether a character could control a terminal, is invisible, or changes the direction of
/// its neighbours: everything that is not left as it is.
pub fn is_unsafe(c: char) -> bool {
    !matches!(treatment_of(c), Treatment::Keep | Treatment::DisputedWidth)
}

/// Reports whether a cell with this character is drawn as [`MARK`]: the last defence for text that
/// was not sanitised before.
pub fn needs_mark(c: char) -> bool {
    !is_plain(c) && (c.is_control() || is_unsafe(c) || has_disputed_width(c))
}

enum Treatment {
    Keep,
    Drop,
    Mark,
    Become(char),
    Spaces,
    DisputedWidth,
}

fn is_plain(c: char) -> bool {
    match c {
        ' '..='~'
        | '\n'
        | '\u{3000}'..='\u{3029}'
        | '\u{4E00}'..='\u{9FFF}'
        | '\u{FF01}'..='\u{FF5E}' => true,
        _ => matches!(treatment_of(c), Treatment::Keep) && c.width() != Some(0),
    }
}

fn treatment_of(c: char) -> Treatment {
    match c {
        '\n' => Treatment::Keep,
        '\t' => Treatment::Spaces,
        '\r' | '\u{0B}' | '\u{0C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Treatment::Become('\n'),
        // Joiners and selectors of emoji and other scripts, skin tones, the keycap, the soft
        // hyphen, the byte order mark.
        '\u{200D}'
        | '\u{FE00}'..='\u{FE0F}'
        | '\u{E0100}'..='\u{E01EF}'
        | '\u{180B}'..='\u{180F}' => Treatment::Drop,
        '\u{1F3FB}'..='\u{1F3FF}' | '\u{20E3}' | '\u{AD}' | '\u{34F}' | '\u{FEFF}' => {
            Treatment::Drop
        }
        // A regional indicator: a flag becomes its two letters.
        '\u{1F1E6}'..='\u{1F1FF}' => {
            match char::from_u32(u32::from(c) - 0x1F1E6 + u32::from('A')) {
                Some(letter) => Treatment::Become(letter),
                None => Treatment::Drop,
            }
        }
        // Direction controls.
        '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {
            Treatment::Mark
        }
        // Characters without a width or a shape; tags; annotation anchors.
        '\u{200B}'
        | '\u{200C}'
        | '\u{2060}'..='\u{2065}'
        | '\u{206A}'..='\u{206F}'
        | '\u{FFF9}'..='\u{FFFB}' => Treatment::Mark,
        '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{FFA0}' | '\u{17B4}' | '\u{17B5}' => {
            Treatment::Mark
        }
        '\u{E0000}'..='\u{E00FF}' | '\u{E01F0}'..='\u{E0FFF}' | '\u{1D173}'..='\u{1D17A}' => {
            Treatment::Mark
        }
        _ if c.is_control() => Treatment::Mark,
        _ if has_disputed_width(c) => Treatment::DisputedWidth,
        _ => Treatment::Keep,
    }
}

fn filter_text(text: &str, mark: Option<char>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut piled = 0;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match treatment_of(c) {
            Treatment::DisputedWidth if mark.is_some() => {
                match find_replacement(out.chars().next_back(), c) {
                    Some(Replacement::Composed(both)) => {
                        out.pop();
                        out.push(both);
                    }
                    Some(Replacement::Spacing(after)) => out.push(after),
                    None => out.extend(mark),
                }
            }
            Treatment::Keep | Treatment::DisputedWidth if c.width() == Some(0) => {
                piled += 1;
                if piled <= MARKS_ON_ONE_CHARACTER {
                    out.push(c);
                }
                continue;
            }
            Treatment::Keep | Treatment::DisputedWidth => out.push(c),
            Treatment::Drop => continue,
            Treatment::Mark => out.extend(mark),
            Treatment::Become('\n') if c == '\r' && chars.peek() == Some(&'\n') => continue,
            Treatment::Become(other) => out.push(other),
            Treatment::Spaces => out.push_str(TAB_SPACES),
        }
        piled = 0;
    }
    out
}
