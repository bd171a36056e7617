//! The letters that are like the one at hand, one of them beside it: what only one of the two has is marked.

use ratatui::text::Line;

use crate::domain::letter::{Letter, LetterId};
use crate::domain::office::Office;
use crate::domain::regulation::{Names, Regulation, Worded};
use crate::domain::similarity::recall::{Recall, Similar};
use crate::domain::text::normalize::folded;
use crate::tui::panes::lines::Lines;
use crate::tui::panes::remembered;
use crate::tui::theme::Theme;

/// What lies over the lists while somebody compares.
#[derive(Debug)]
pub struct Comparing {
    /// The letter at hand.
    pub letter: LetterId,
    /// The one beside it: a letter, and not a place, for what is like it may change meanwhile.
    pub beside: LetterId,
    /// The first line that is drawn.
    pub top: usize,
    /// Both in lines, kept while nothing that they depend on changes.
    drawn: Option<(LetterId, usize, Theme, Columns)>,
}

/// The letter at hand and the earlier one, in lines.
type Columns = (Vec<Line<'static>>, Vec<Line<'static>>);

impl Comparing {
    /// A letter beside the one at hand.
    pub fn new(letter: LetterId, beside: LetterId) -> Comparing {
        Comparing {
            letter,
            beside,
            top: 0,
            drawn: None,
        }
    }

    /// The place of the letter beside the one at hand; `None` where it is like it no longer.
    pub fn place(&self, recall: &Recall) -> Option<usize> {
        recall
            .similar
            .iter()
            .position(|one| one.summary.id == self.beside)
            .filter(|_| recall.letter == self.letter)
    }

    /// The letter beside the one at hand.
    pub fn beside<'a>(&self, recall: &'a Recall) -> Option<&'a Similar> {
        self.place(recall)
            .and_then(|place| recall.similar.get(place))
    }

    /// Puts the next, or the one before, beside the one at hand.
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

    /// Both in lines.
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

/// The code of the reason with which a repeat of an answered letter is answered directly; `None` where the regulation has none, or
/// the earlier letter is not answered.
pub fn repeated<'a>(similar: &Similar, regulation: &'a Regulation) -> Option<&'a str> {
    similar.reply.as_ref()?;
    regulation
        .direct_reply
        .iter()
        .find(|because| because.names == Names::Earlier)
        .map(Worded::code)
}

/// The lines of those that are like it, one each.
pub fn choices(recall: &Recall, office: &Office) -> Vec<String> {
    recall
        .similar
        .iter()
        .map(|similar| remembered::one(similar, office))
        .collect()
}

/// The shortest passage that is marked.
const SHORTEST: usize = 4;

fn passages(text: &str, places: &[std::ops::Range<usize>]) -> Vec<String> {
    let passages = places.iter().filter_map(|place| text.get(place.clone()));
    // A short number would be marked inside others, too.
    passages
        .map(|passage| folded(passage.trim()))
        .filter(|passage| passage.chars().count() >= SHORTEST)
        .collect()
}

/// The letter at hand in lines, with what the earlier one has not marked.
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

/// The earlier letter in lines, with what the one at hand has not marked, and its reply.
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
