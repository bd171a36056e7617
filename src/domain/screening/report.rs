//! The screening report of a letter: its passages, and one row for each kind.

use super::{Passage, PassageKind, WordLists, find_passages};
use crate::domain::regulation::{Ground, Regulation};

/// The maximum length of an excerpt in a row, in characters.
const EXCERPT_CHARS: usize = 24;

/// The screening report of a letter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScreeningReport {
    /// The passages of the title.
    pub title: Vec<Passage>,
    /// The passages of the text.
    pub body: Vec<Passage>,
}

/// A row of the report: one kind of passage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScreeningRow<'a> {
    /// The kind.
    pub kind: PassageKind,
    /// The number of its passages in the letter.
    pub count: usize,
    /// The first of them with its context, on one line of at most 24 characters.
    pub excerpt: String,
    /// The ground on which such a letter may be declined, if the regulation has one.
    pub ground: Option<&'a Ground>,
}

/// Screens a letter with this title and text.
pub fn screen_letter(title: &str, body: &str, words: &WordLists) -> ScreeningReport {
    ScreeningReport {
        title: find_passages(title, words),
        body: find_passages(body, words),
    }
}

impl ScreeningReport {
    /// Returns a row for each kind found, in display order.
    pub fn rows<'a>(
        &self,
        title: &str,
        body: &str,
        regulation: &'a Regulation,
    ) -> Vec<ScreeningRow<'a>> {
        let all = || {
            self.title
                .iter()
                .map(|one| (title, one))
                .chain(self.body.iter().map(|one| (body, one)))
        };
        let row = |kind: PassageKind| {
            let of_kind = || all().filter(|(_, one)| one.kind == kind);
            let (text, first) = of_kind().next()?;
            let ground = regulation.ground_for(kind);
            Some(ScreeningRow {
                kind,
                count: of_kind().count(),
                excerpt: first.excerpt(text),
                ground,
            })
        };
        PassageKind::ALL.into_iter().filter_map(row).collect()
    }
}

impl Passage {
    /// Returns the passage with its context, on one line of at most 24 characters; `…` marks
    /// omissions. Returns an empty string if the passage does not belong to this text.
    pub fn excerpt(&self, text: &str) -> String {
        let parts = (
            text.get(..self.range.start),
            text.get(self.range.clone()),
            text.get(self.range.end..),
        );
        let (Some(before), Some(passage), Some(after)) = parts else {
            return String::new();
        };
        let clean = |char: char| {
            if char.is_whitespace() || char.is_control() {
                ' '
            } else {
                char
            }
        };
        let mut passage: Vec<char> = passage.chars().map(clean).collect();
        if passage.len() > EXCERPT_CHARS {
            passage.truncate(EXCERPT_CHARS - 1);
            return passage.into_iter().chain(['\u{2026}']).collect();
        }
        let free = EXCERPT_CHARS - passage.len();
        let (lefts, rights) = (before.chars().count(), after.chars().count());
        // Each side gets half of the free space, plus what the other side does not need.
        let left = lefts.min((free / 2).max(free.saturating_sub(rights)));
        let right = rights.min(free - left);
        let mut shown: Vec<char> = before.chars().skip(lefts - left).map(clean).collect();
        shown.append(&mut passage);
        shown.extend(after.chars().take(right).map(clean));
        if let (true, Some(first)) = (left > 0 && left < lefts, shown.first_mut()) {
            *first = '\u{2026}';
        }
        if let (true, Some(last)) = (right > 0 && right < rights, shown.last_mut()) {
            *last = '\u{2026}';
        }
        shown.into_iter().collect()
    }
}
