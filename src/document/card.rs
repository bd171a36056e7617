//! A letter with what is shown next to it.

use crate::domain::letter::Letter;
use crate::domain::letter::draft::Draft;
use crate::domain::letter::summary::Summary;
use crate::domain::office::Office;
use crate::domain::similarity::recall::Recall;
use crate::domain::time::Timestamp;

/// A letter with everything that is displayed next to it.
#[derive(Debug)]
pub struct Card {
    /// The letter.
    pub letter: Letter,
    /// Earlier letters with the same text, and linked letters.
    pub earlier: Vec<Summary>,
    /// This user's draft of the reply, not recorded yet.
    pub own_draft: Option<Draft>,
    /// Alternate drafts that other windows of the same user saved, newest first.
    pub other_drafts: Vec<Draft>,
    /// Who recorded the present reply text, and when.
    pub recorded_by: Option<(String, Timestamp)>,
    /// Whether the letter is restricted and its contents are left out, since opening it is
    /// recorded.
    pub sealed: bool,
}

/// Everything from which the lines are made.
#[derive(Clone, Copy)]
pub struct CardInputs<'a> {
    /// The letter.
    pub card: &'a Card,
    /// Similar letters and suggestions for it.
    pub recall: Option<&'a Recall>,
    /// The office.
    pub office: &'a Office,
    /// The current time.
    pub now: Timestamp,
    /// Whether there is room for the text alone, without the facts.
    pub brief: bool,
    /// Normalised words of the search, to highlight.
    pub highlight_terms: &'a [String],
}
