//! Comparison of the current letter with a similar earlier one, side by side: passages that only
//! one of them has are marked.

use ratatui::text::Line;

use crate::document;
use crate::document::lines::Lines;
use crate::document::recall;
use crate::document::tone::Tone;
use crate::domain::letter::{Letter, LetterId};
use crate::domain::office::Office;
use crate::domain::regulation::{Regulation, RequiredReference, Worded};
use crate::domain::similarity::recall::{Recall, SimilarLetter};
use crate::domain::text::normalize::fold_text;
use crate::tui::theme::Theme;

/// A repeated letter on its way to a direct reply. It takes up to three steps: accept, link and
/// reply, draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingRepeat {
    /// Id of the repeated letter.
    pub letter: LetterId,
    /// Id of the earlier letter, whose reply is reused.
    pub earlier: LetterId,
    /// Code of the reason in the regulation.
    pub reason_code: String,
}

/// Comparison that lies over the lists.
#[derive(Debug)]
pub struct Comparison {
    /// The current letter.
    pub letter: LetterId,
    /// The earlier letter. It is an id, not a position: the list of similar letters may change
    /// meanwhile.
    pub earlier: LetterId,
    /// First line that is drawn.
    pub top: usize,
    /// Both letters as lines, cached with the earlier letter, width and theme that they depend on.
    cached: Option<(LetterId, usize, Theme, ComparedLines)>,
}

/// The current letter and the earlier one, as lines.
type ComparedLines = (Vec<Line<'static>>, Vec<Line<'static>>);

impl Comparison {
    /// Creates the comparison of a letter with an earlier one.
    pub fn new(letter: LetterId, earlier: LetterId) -> Comparison {
        Comparison {
            letter,
            earlier,
            top: 0,
            cached: None,
        }
    }

    /// Returns the position of the earlier letter among the similar ones; `None` if it is no longer
    /// among them.
    pub fn position(&self, recall: &Recall) -> Option<usize> {
        recall
            .similar
            .iter()
            .position(|one| one.summary.id == self.earlier)
            .filter(|_| recall.letter == self.letter)
    }

    /// Returns the earlier letter; `None` if it is no longer among the similar ones.
    pub fn earlier<'a>(&self, recall: &'a Recall) -> Option<&'a SimilarLetter> {
        self.position(recall)
            .and_then(|place| recall.similar.get(place))
    }

    /// Shows the next or the previous similar letter, from its first line.
    pub fn show_adjacent(&mut self, recall: &Recall, next: bool) {
        let place = self.position(recall).unwrap_or_default();
        let place = if next {
            place + 1
        } else {
            place.saturating_sub(1)
        };
        if let Some(similar) = recall.similar.get(place) {
            (self.earlier, self.top) = (similar.summary.id, 0);
        }
    }

    /// Returns both letters as lines, rendered again only if the earlier letter, the width or the
    /// theme has changed.
    pub fn render_columns(
        &mut self,
        letter: &Letter,
        similar: &SimilarLetter,
        office: &Office,
        cells: usize,
        theme: Theme,
    ) -> &ComparedLines {
        let key = (similar.summary.id, cells, theme);
        let kept = self
            .cached
            .take()
            .filter(|(id, cells, theme, _)| (*id, *cells, *theme) == key);
        let columns = match kept {
            Some((.., columns)) => columns,
            None => (
                theme.styled_lines(render_current(letter, similar, cells)),
                theme.styled_lines(render_earlier(similar, office, cells)),
            ),
        };
        &self.cached.insert((key.0, key.1, key.2, columns)).3
    }
}

/// Returns the code of the reason for which a repeat of an answered letter is answered directly;
/// `None` if the regulation has none, or the earlier letter is not answered.
pub fn repeat_reason<'a>(similar: &SimilarLetter, regulation: &'a Regulation) -> Option<&'a str> {
    similar.reply.as_ref()?;
    regulation
        .direct_reply
        .iter()
        .find(|because| because.names == RequiredReference::Earlier)
        .map(Worded::code)
}

/// Returns one line for each similar letter.
pub fn similar_lines(recall: &Recall, office: &Office) -> Vec<String> {
    recall
        .similar
        .iter()
        .map(|similar| recall::similar_line(similar, office))
        .collect()
}

/// Minimum length of a marked passage, in characters.
const MIN_PASSAGE_CHARS: usize = 4;

fn normalized_passages(text: &str, places: &[std::ops::Range<usize>]) -> Vec<String> {
    let passages = places.iter().filter_map(|place| text.get(place.clone()));
    // Passages are marked wherever their text occurs: a short one, such as a number, would also
    // match inside others.
    passages
        .map(|passage| fold_text(passage.trim()))
        .filter(|passage| passage.chars().count() >= MIN_PASSAGE_CHARS)
        .collect()
}

/// Renders the current letter, with what the earlier one lacks marked.
fn render_current(
    letter: &Letter,
    similar: &SimilarLetter,
    cells: usize,
) -> Vec<document::lines::Line> {
    let mut lines =
        Lines::new(cells).with_marks(&normalized_passages(&letter.body, &similar.new_spans));
    lines.push_heading(&say!(if similar.new_spans.is_empty() {
        "alike-this"
    } else {
        "alike-this-marked"
    }));
    lines.push_title(&letter.title, Tone::Strong);
    lines.push_barred(&letter.body, Tone::Text);
    lines.into_lines()
}

/// Renders the earlier letter, with what the current one lacks marked, and its reply.
fn render_earlier(
    similar: &SimilarLetter,
    office: &Office,
    cells: usize,
) -> Vec<document::lines::Line> {
    let mut lines =
        Lines::new(cells).with_marks(&normalized_passages(&similar.body, &similar.omitted_spans));
    lines.push_heading(&say!(
        "alike-earlier",
        number = similar.summary.short_name()
    ));
    lines.push_title(&similar.summary.title, Tone::Strong);
    let body = if similar.summary.restricted {
        say!("restricted-body")
    } else {
        similar.body.clone()
    };
    lines.push_barred(&body, Tone::Text);
    if let Some(reply) = &similar.reply {
        let unit = similar
            .summary
            .lead
            .map(|lead| office.units.short_name(lead));
        lines.push_heading(&match unit {
            Some(unit) => say!("alike-reply-unit", unit = unit),
            None => say!("alike-reply"),
        });
        lines.push_quoted(reply);
    }
    lines.into_lines()
}
