//! Two versions of the reply that is being written, side by side: mine, and the one that another window wrote or another person
//! recorded. Which of the two goes on is the writer's choice.

use jiff::Timestamp;
use ratatui::text::Line;

use super::model::Model;
use super::panes::lines::Lines;
use super::theme::Theme;
use super::widgets::sanitise::for_display;
use crate::domain::differing::differing;
use crate::domain::draft::Draft;

/// Another version than the one in the editor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Other {
    /// What another window of the same person saved.
    Window(Draft),
    /// What was recorded since: the text, the letter's version, who and when.
    Recorded {
        /// The text.
        text: String,
        /// The letter's version.
        version: u32,
        /// Who recorded it, and when, where that is known.
        by: Option<(String, Timestamp)>,
    },
}

impl Other {
    /// Its text.
    pub fn text(&self) -> &str {
        match self {
            Other::Window(draft) => &draft.text,
            Other::Recorded { text, .. } => text,
        }
    }

    /// Whose it is, as its heading.
    fn heading(&self, model: &Model) -> String {
        match self {
            Other::Window(draft) => say!("versions-window", time = model.office.written(draft.saved_at)),
            Other::Recorded { by: Some((who, at)), .. } => {
                say!("versions-recorded", who = model.office.staff_name(who), time = model.office.written(*at))
            }
            Other::Recorded { by: None, .. } => say!("versions-recorded", who = "?", time = "?"),
        }
    }
}

/// What lies over the editor while its writer compares.
#[derive(Debug, Default)]
pub struct Versions {
    /// The first line that is drawn.
    pub top: usize,
    /// Both in lines, kept while nothing that they depend on changes.
    drawn: Option<(u64, usize, Theme, Columns)>,
}

/// Mine and the other's, in lines.
pub type Columns = (Vec<Line<'static>>, Vec<Line<'static>>);

impl Versions {
    /// Both in lines.
    pub fn columns(&mut self, model: &Model, cells: usize) -> Option<&Columns> {
        let writing = model.writing.as_ref()?;
        let other = writing.other.as_ref()?;
        let key = (writing.editor.revision(), cells, model.theme);
        let kept = self.drawn.take().filter(|(revision, cells, theme, _)| (*revision, *cells, *theme) == key);
        let columns = match kept {
            Some((.., columns)) => columns,
            None => {
                let text = writing.editor.text();
                let (mine, theirs) = (for_display(&text), for_display(other.text()));
                let places = differing(&mine, &theirs);
                let side = |heading: &str, text: &str, places: &[std::ops::Range<usize>]| {
                    let mut lines = Lines::new(cells, model.theme).marking_places(places);
                    lines.heading(heading);
                    lines.text(text, model.theme.text());
                    lines.done()
                };
                (side(&say!("versions-mine"), &mine, &places.0), side(&other.heading(model), &theirs, &places.1))
            }
        };
        Some(&self.drawn.insert((key.0, key.1, key.2, columns)).3)
    }
}
