//! The letters that are like the one at hand, one of them beside it: what only one of the two has is marked.

use ratatui::text::Line;

use super::panes::lines::Lines;
use super::panes::remembered;
use super::theme::Theme;
use crate::domain::folding::folded;
use crate::domain::letter::{Letter, LetterId};
use crate::domain::office::Office;
use crate::domain::recall::{Recall, Similar};
use crate::domain::regulation::{Names, Regulation, Worded};

/// What lies over the lists while somebody compares.
#[derive(Debug)]
pub struct Comparing {
    /// The letter at hand.
    pub letter: LetterId,
    /// Which of those that are like it is beside it.
    pub at: usize,
    /// The first line that is drawn.
    pub top: usize,
}

impl Comparing {
    /// The letter beside the one at hand.
    pub fn beside<'a>(&self, recall: &'a Recall) -> Option<&'a Similar> {
        recall.similar.get(self.at).filter(|_| recall.letter == self.letter)
    }
}

/// The code of the reason with which a repeat of an answered letter is answered directly; `None` where the regulation has none, or
/// the earlier letter is not answered.
pub fn repeated<'a>(similar: &Similar, regulation: &'a Regulation) -> Option<&'a str> {
    similar.reply.as_ref()?;
    regulation.direct_reply.iter().find(|because| because.names == Names::Earlier).map(Worded::code)
}

/// The lines of those that are like it, one each.
pub fn choices(recall: &Recall, office: &Office) -> Vec<String> {
    recall.similar.iter().map(|similar| remembered::one(similar, office)).collect()
}

fn passages(text: &str, places: &[std::ops::Range<usize>]) -> Vec<String> {
    let passages = places.iter().filter_map(|place| text.get(place.clone()));
    passages.map(|passage| folded(passage.trim())).filter(|passage| !passage.is_empty()).collect()
}

/// The letter at hand in lines, with what the earlier one has not marked.
pub fn at_hand(letter: &Letter, similar: &Similar, cells: usize, theme: Theme) -> Vec<Line<'static>> {
    let mut lines = Lines::new(cells, theme).marking(&passages(&letter.body, &similar.fresh));
    lines.heading(&say!(if similar.fresh.is_empty() { "alike-this" } else { "alike-this-marked" }));
    lines.text(&letter.title, theme.strong());
    lines.text(&letter.body, theme.text());
    lines.done()
}

/// The earlier letter in lines, with what the one at hand has not marked, and its reply.
pub fn earlier(similar: &Similar, office: &Office, cells: usize, theme: Theme) -> Vec<Line<'static>> {
    let mut lines = Lines::new(cells, theme).marking(&passages(&similar.body, &similar.gone));
    lines.heading(&say!("alike-earlier", number = similar.summary.called()));
    lines.text(&similar.summary.title, theme.strong());
    let body = if similar.summary.restricted { say!("restricted-body") } else { similar.body.clone() };
    lines.text(&body, theme.text());
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
