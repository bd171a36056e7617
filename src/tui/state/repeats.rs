//! Comparison of the current letter with a similar earlier one, side by side: passages that only
//! one of them has are marked.

use ratatui::text::Line;

use crate::domain::letter::{Letter, LetterId};
use crate::domain::office::Office;
use crate::domain::regulation::{Names, Regulation, Worded};
use crate::domain::similarity::recall::{Recall, Similar};
use crate::domain::text::normalize::folded;
use crate::tui::panes::lines::Lines;
use crate::tui::panes::remembered;
use crate::tui::theme::Theme;

/// Comparison that lies over the lists.
#[derive(Debug)]
pub struct Comparing {
    /// The current letter.
    pub letter: LetterId,
    /// The earlier letter. It is an id, not a position: the list of similar letters may change
    /// meanwhile.
    pub beside: LetterId,
    /// First line that is drawn.
    pub top: usize,
    /// Both letters as lines, cached with the earlier letter, width and theme that they depend on.
    drawn: Option<(LetterId, usize, Theme, Columns)>,
}

/// The current letter and the earlier one, as lines.
type Columns = (Vec<Line<'static>>, Vec<Line<'static>>);

impl Comparing {
    /// Creates the comparison of a letter with an earlier one.
    pub fn new(letter: LetterId, beside: LetterId) -> Comparing {
        Comparing {
            letter,
            beside,
            top: 0,
            drawn: None,
        }
    }

    /// Returns the position of the earlier letter among the similar ones; `None` if it is no longer
    /// among them.
    pub fn place(&self, recall: &Recall) -> Option<usize> {
        recall
            .similar
            .iter()
            .position(|one| one.summary.id == self.beside)
            .filter(|_| recall.letter == self.letter)
    }

    /// Returns the earlier letter; `None` if it is no longer among the similar ones.
    pub fn beside<'a>(&self, recall: &'a Recall) -> Option<&'a Similar> {
        self.place(recall)
            .and_then(|place| recall.similar.get(place))
    }

    /// Shows the next or the previous similar letter, from its first line.
    pub fn step(&mut self, recall: &Recall, next: bool) {
        let place = self.place(recall).unwrap_or_default();
        let place = if next {
            place + 1
        } else {
            place.saturating_sub(1)
        };
        if let Some(similar) = recall.similar.get(place) {
            (self.beside, self.top) = (similar.summary.id, 0);
        }
    }

    /// Returns both letters as lines, rendered again only if the earlier letter, the width or the
    /// theme has changed.
    pub fn columns(
        &mut self,
        letter: &Letter,
        similar: &Similar,
        office: &Office,
        cells: usize,
        theme: Theme,
    ) -> &Columns {
        let key = (similar.summary.id, cells, theme);
        let kept = self
            .drawn
            .take()
            .filter(|(id, cells, theme, _)| (*id, *cells, *theme) == key);
        let columns = match kept {
            Some((.., columns)) => columns,
            None => (
                at_hand(letter, similar, cells, theme),
                earlier(similar, office, cells, theme),
            ),
        };
        &self.drawn.insert((key.0, key.1, key.2, columns)).3
    }
}

/// Returns the code of the reason for which a repeat of an answered letter is answered directly;
/// `None` if the regulation has none, or the earlier letter is not answered.
pub fn repeated<'a>(similar: &Similar, regulation: &'a Regulation) -> Option<&'a str> {
    similar.reply.as_ref()?;
    regulation
        .direct_reply
        .iter()
        .find(|because| because.names == Names::Earlier)
        .map(Worded::code)
}

/// Returns one line for each similar letter.
pub fn choices(recall: &Recall, office: &Office) -> Vec<String> {
    recall
        .similar
        .iter()
        .map(|similar| remembered::one(similar, office))
        .collect()
}

/// Minimum length of a marked passage, in characters.
const SHORTEST: usize = 4;

fn passages(text: &str, places: &[std::ops::Range<usize>]) -> Vec<String> {
    let passages = places.iter().filter_map(|place| text.get(place.clone()));
    // Passages are marked wherever their text occurs: a short one, such as a number, would also
    // match inside others.
    passages
        .map(|passage| folded(passage.trim()))
        .filter(|passage| passage.chars().count() >= SHORTEST)
        .collect()
}

/// Renders the current letter, with what the earlier one lacks marked.
fn at_hand(letter: &Letter, similar: &Similar, cells: usize, theme: Theme) -> Vec<Line<'static>> {
    let mut lines = Lines::new(cells, theme).marking(&passages(&letter.body, &similar.fresh));
    lines.heading(&say!(if similar.fresh.is_empty() {
        "alike-this"
    } else {
        "alike-this-marked"
    }));
    lines.head(&letter.title, theme.strong());
    lines.said(&letter.body, theme.text());
    lines.done()
}

/// Renders the earlier letter, with what the current one lacks marked, and its reply.
fn earlier(similar: &Similar, office: &Office, cells: usize, theme: Theme) -> Vec<Line<'static>> {
    let mut lines = Lines::new(cells, theme).marking(&passages(&similar.body, &similar.gone));
    lines.heading(&say!("alike-earlier", number = similar.summary.called()));
    lines.head(&similar.summary.title, theme.strong());
    let body = if similar.summary.restricted {
        say!("restricted-body")
    } else {
        similar.body.clone()
    };
    lines.said(&body, theme.text());
    if let Some(reply) = &similar.reply {
        let unit = similar.summary.lead.map(|lead| office.units.short(lead));
        lines.heading(&match unit {
            Some(unit) => say!("alike-reply-unit", unit = unit),
            None => say!("alike-reply"),
        });
        lines.quoted(reply);
    }
    lines.done()
}
