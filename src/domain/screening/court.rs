//! Finds matters before a court, in arbitration or in administrative reconsideration (涉法涉诉):
//! what was done there, not the mere name of a body.

use std::ops::Range;

use serde::Deserialize;

use super::lists::{WordList, WordMatch, WordMatcher};
use crate::domain::screening::normalized::{DenseText, NormalizedText, Sign, ends_sentence};

/// The maximum distance between a body and what it did, in signs.
const MAX_DISTANCE: usize = 16;
/// The range in signs within which a preceding word marks another as hypothetical or as completed.
const MODIFIER_REACH: usize = 8;

#[derive(Clone, Copy, Debug, PartialEq)]
enum CourtClass {
    Phrase,
    Body,
    Outcome,
    Begun,
    DoneBefore,
    DoneAfter,
    Perhaps,
    PerhapsBegun,
    Innocent,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CourtFile {
    phrases: Vec<String>,
    bodies: Vec<String>,
    outcomes: Vec<String>,
    begun: Vec<String>,
    done_before: Vec<String>,
    done_after: Vec<String>,
    perhaps: Vec<String>,
    perhaps_begun: Vec<String>,
    innocent: Vec<String>,
    dockets: WordList,
    docket_ends: WordList,
}

#[derive(Default, Deserialize)]
#[serde(from = "CourtFile")]
pub(super) struct CourtWords {
    net: WordMatcher<CourtClass>,
    dockets: WordList,
    docket_ends: WordList,
}

impl From<CourtFile> for CourtWords {
    fn from(file: CourtFile) -> CourtWords {
        let net = WordMatcher::compile([
            (CourtClass::Phrase, file.phrases),
            (CourtClass::Body, file.bodies),
            (CourtClass::Outcome, file.outcomes),
            (CourtClass::Begun, file.begun),
            (CourtClass::DoneBefore, file.done_before),
            (CourtClass::DoneAfter, file.done_after),
            (CourtClass::Perhaps, file.perhaps),
            (CourtClass::PerhapsBegun, file.perhaps_begun),
            (CourtClass::Innocent, file.innocent),
        ]);
        CourtWords {
            net,
            dockets: file.dockets,
            docket_ends: file.docket_ends,
        }
    }
}

/// The matched words of one sentence.
struct Sentence<'a> {
    found: &'a [WordMatch<CourtClass>],
}

impl Sentence<'_> {
    /// Returns the nearest word of this class that ends at most `REACH` signs before the n-th
    /// word.
    fn shortly_before(&self, n: usize, class: CourtClass) -> Option<&WordMatch<CourtClass>> {
        let start = self.found[n].signs.start;
        let mut near = self.found[..n]
            .iter()
            .rev()
            .take_while(|found| start - found.signs.end <= MODIFIER_REACH);
        near.find(|found| found.class == class)
    }

    /// Returns the span of what a body did, together with the body's name: the nearest one on
    /// either side.
    fn outcome_span(&self, n: usize) -> Option<Range<usize>> {
        let this = &self.found[n].signs;
        let body = |at: &usize| self.found[*at].class == CourtClass::Body;
        let before = (0..n)
            .rev()
            .take_while(|at| this.start - self.found[*at].signs.end <= MAX_DISTANCE)
            .find(body);
        let after = (n + 1..self.found.len())
            .take_while(|at| self.found[*at].signs.start - this.end <= MAX_DISTANCE)
            .find(body);
        let spans = before
            .map(|at| at..n)
            .into_iter()
            .chain(after.map(|at| n..at));
        let span = |words: &Range<usize>| {
            self.found[words.start].signs.start..self.found[words.end].signs.end
        };
        let words = spans.min_by_key(|words| span(words).len())?;
        let perhaps = self.found[words.clone()]
            .iter()
            .any(|found| found.class == CourtClass::Perhaps);
        (!perhaps
            && self
                .shortly_before(words.start, CourtClass::Perhaps)
                .is_none())
        .then(|| span(&words))
    }

    /// Returns the span of what a party did, together with the word that marks it as completed.
    fn party_action_span(&self, n: usize) -> Option<Range<usize>> {
        let this = &self.found[n].signs;
        let possible = |class| self.shortly_before(n, class).is_some();
        if possible(CourtClass::Perhaps) || possible(CourtClass::PerhapsBegun) {
            return None;
        }
        let mut end = this.end;
        for next in &self.found[n + 1..] {
            match next.class {
                CourtClass::DoneAfter if next.signs.start == end => {
                    return Some(this.start..next.signs.end);
                }
                CourtClass::Body if next.signs.start <= end + 2 => end = next.signs.end,
                CourtClass::Phrase
                | CourtClass::Body
                | CourtClass::Outcome
                | CourtClass::Begun
                | CourtClass::DoneBefore
                | CourtClass::DoneAfter
                | CourtClass::Perhaps
                | CourtClass::PerhapsBegun
                | CourtClass::Innocent => break,
            }
        }
        self.shortly_before(n, CourtClass::DoneBefore)
            .map(|done| done.signs.start..this.end)
    }
}

pub(super) fn find(
    plain: &NormalizedText,
    dense: &DenseText,
    words: &CourtWords,
) -> Vec<Range<usize>> {
    let found = words.net.find_all(dense);
    let broken = |a: &WordMatch<CourtClass>, b: &WordMatch<CourtClass>| {
        plain.signs[a.signs.end..b.signs.start]
            .iter()
            .any(|sign| ends_sentence(sign.char))
    };
    let mut passages = Vec::new();
    for found in found.chunk_by(|a, b| !broken(a, b)) {
        let sentence = Sentence { found };
        for (n, one) in found.iter().enumerate() {
            passages.extend(match one.class {
                CourtClass::Phrase => Some(one.signs.clone()),
                CourtClass::Outcome => sentence.outcome_span(n),
                CourtClass::Begun => sentence.party_action_span(n),
                CourtClass::Body
                | CourtClass::DoneBefore
                | CourtClass::DoneAfter
                | CourtClass::Perhaps
                | CourtClass::PerhapsBegun
                | CourtClass::Innocent => None,
            });
        }
    }
    passages.extend(find_docket_numbers(plain, words));
    passages
}

/// Finds docket numbers: `(2018)`, the court's abbreviation, a word for the kind of case, and a
/// number.
fn find_docket_numbers(plain: &NormalizedText, words: &CourtWords) -> Vec<Range<usize>> {
    let mut passages = Vec::new();
    for at in 0..plain.signs.len() {
        let Some(len) = words.dockets.match_at(plain, at) else {
            continue;
        };
        let digits = |from: usize| {
            plain.signs[from..]
                .iter()
                .take_while(|sign| sign.char.is_ascii_digit())
                .count()
        };
        // Up to two characters may stand between the kind of case and the number, as in “字第”.
        let after =
            (0..=2).find(|skip| at + len + skip < plain.signs.len() && digits(at + len + skip) > 0);
        let Some(skip) = after else { continue };
        // The year stands within the 16 signs before the word for the kind of case.
        let before = &plain.signs[at.saturating_sub(16)..at];
        let year = |window: &[Sign]| {
            window[..4].iter().all(|sign| sign.char.is_ascii_digit())
                && matches!(window[4].char, ')' | ']' | '\u{3015}')
        };
        let Some(mut start) = before.windows(5).position(year) else {
            continue;
        };
        start -= usize::from(start > 0 && matches!(before[start - 1].char, '(' | '[' | '\u{3014}'));
        let end = at + len + skip + digits(at + len + skip);
        if before[start..]
            .iter()
            .all(|sign| !ends_sentence(sign.char) && sign.char != ',')
        {
            let end = end + words.docket_ends.match_at(plain, end).unwrap_or_default();
            passages.push(at - before.len() + start..end);
        }
    }
    passages
}
