//! Conflict of two versions of a reply or a form, side by side: the user's own, and the one that
//! another window wrote or another person recorded. The user chooses which one to continue with.

use crate::document;
use crate::document::lines::Lines;
use crate::document::tone::Tone;
use crate::domain::text::diff::diff_spans;
use crate::text::sanitize::for_display;
use crate::tui::model::{Model, Overlay};
use crate::tui::state::conflict::OtherVersion;
use crate::tui::theme::Theme;
use ratatui::text::Line;

impl OtherVersion {
    /// Returns its heading: who wrote it, and when.
    fn heading(&self, model: &Model) -> String {
        match self {
            OtherVersion::Window(draft) => say!(
                "versions-window",
                time = model.office.format_minute(draft.saved_at)
            ),
            OtherVersion::Recorded {
                by: Some((who, at)),
                ..
            } if *who == model.who.id => {
                say!(
                    "versions-recorded-self",
                    time = model.office.format_minute(*at)
                )
            }
            OtherVersion::Recorded {
                by: Some((who, at)),
                ..
            } => {
                say!(
                    "versions-recorded",
                    who = model.office.staff_name(who),
                    time = model.office.format_minute(*at)
                )
            }
            OtherVersion::Earlier { by: (who, at), .. } => say!(
                "versions-recorded",
                who = model.office.staff_name(who),
                time = model.office.format_minute(*at)
            ),
            OtherVersion::Recorded { by: None, .. } => say!("versions-recorded-there"),
        }
    }
}

/// Comparison that lies over the editor or the form.
#[derive(Debug, Default)]
pub struct ConflictView {
    /// First line that is drawn.
    pub top: usize,
    /// Both versions as lines, cached while nothing that they depend on changes.
    cached: Option<CachedLines>,
}

/// Rendered lines with everything that they were rendered from.
#[derive(Debug)]
struct CachedLines {
    revision: u64,
    cells: usize,
    theme: Theme,
    other: OtherVersion,
    columns: VersionLines,
}

/// The user's version and the other one, as lines.
pub type VersionLines = (Vec<Line<'static>>, Vec<Line<'static>>);

impl ConflictView {
    /// Reports whether this other version has been on the screen.
    pub fn has_shown(&self, other: &OtherVersion) -> bool {
        self.cached
            .as_ref()
            .is_some_and(|drawn| drawn.other == *other)
    }

    /// Returns both versions as lines, and the first line to draw; `None` if there is no conflict.
    pub fn render_columns(
        &mut self,
        model: &Model,
        cells: usize,
    ) -> Option<(&VersionLines, usize)> {
        let other = model.other_version()?;
        let (revision, theme) = (model.edit_revision(), model.theme);
        let same = |drawn: &CachedLines| {
            (drawn.revision, drawn.cells, drawn.theme) == (revision, cells, theme)
                && drawn.other == *other
        };
        let drawn = match self.cached.take().filter(same) {
            Some(drawn) => drawn,
            None => {
                let (mine, theirs) = model.readable_versions(other.text());
                let (mine, theirs) = (for_display(&mine), for_display(&theirs));
                let places = diff_spans(&mine, &theirs);
                let side = |heading: &str, text: &str, places: &[std::ops::Range<usize>]| {
                    let mut lines = Lines::new(cells).with_ranges(places);
                    lines.push_heading(heading);
                    lines.push_text(text, Tone::Text);
                    lines.into_lines()
                };
                let mine = side(&model.my_heading(), &mine, &places.0);
                let theirs = side(&other.heading(model), &theirs, &places.1);
                // Scroll so that the first difference is in view, with the line before it.
                let marked = |line: &document::lines::Line| line.runs.iter().any(|run| run.marked);
                let first = mine
                    .iter()
                    .position(marked)
                    .into_iter()
                    .chain(theirs.iter().position(marked))
                    .min();
                if self.top == 0 {
                    self.top = first.unwrap_or_default().saturating_sub(2);
                }
                CachedLines {
                    revision,
                    cells,
                    theme,
                    other: other.clone(),
                    columns: (theme.styled_lines(mine), theme.styled_lines(theirs)),
                }
            }
        };
        Some((&self.cached.insert(drawn).columns, self.top))
    }
}

impl Model {
    /// Returns the conflicting version of what is being written: of the form on top, else of the
    /// reply.
    pub fn other_version(&self) -> Option<&OtherVersion> {
        match &self.overlay {
            Some(Overlay::Form(work)) => work.other_version.as_ref(),
            Some(_) => None,
            None => self.reply_editor.as_ref()?.other_version.as_ref(),
        }
    }

    fn my_heading(&self) -> String {
        match (&self.overlay, &self.reply_editor) {
            (Some(_), _) => say!("versions-mine-form"),
            // The text in the editor is another window's draft and was never in the record.
            (None, Some(writing)) if writing.conflict_window.is_some() => {
                say!("versions-mine-window")
            }
            (None, _) => say!("versions-mine"),
        }
    }

    /// Returns the revision of the text or form being written.
    fn edit_revision(&self) -> u64 {
        match (&self.overlay, &self.reply_editor) {
            (Some(Overlay::Form(work)), _) => work.form.revision(),
            (_, Some(writing)) => writing.editor.revision(),
            (_, None) => 0,
        }
    }

    /// Returns both texts in readable form: a form as its labels and values.
    fn readable_versions(&self, other: &str) -> (String, String) {
        match (&self.overlay, &self.reply_editor) {
            (Some(Overlay::Form(work)), _) => (
                work.form.to_readable(&work.form.to_json()),
                work.form.to_readable(other),
            ),
            (_, Some(writing)) => (writing.editor.text(), other.to_owned()),
            (_, None) => (String::new(), other.to_owned()),
        }
    }
}
