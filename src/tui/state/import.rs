//! The import window: a path, a preview of the file, a dry run, a progress bar, and what was
//! rejected with the reasons.

use std::path::{Path, PathBuf};

pub use crate::app::import::{ImportOutcome, Tally};
use crate::intake::{Field, Preview, describe_skipped};
use crate::tui::effect::Effect;
use crate::tui::effect::StoreRequest;
use crate::tui::widgets::path::{PathField, PathPurpose};

/// Folders for files that come in and go out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folders {
    /// The home folder.
    pub home: PathBuf,
    /// The folder in which the program was started, or the one for incoming files of a session.
    pub current: PathBuf,
    /// Where attachments are saved.
    pub attachments: PathBuf,
    /// Whether no other folders are accessible.
    pub confined: bool,
}

/// Preference of the person under which the folder of the file that was read last is stored.
pub const FOLDER_PREFERENCE: &str = "folder";

impl Folders {
    /// Remembers the folder of a file that is read, or a folder. Returns the effect that stores it;
    /// `None` if it is the same, or the only one.
    pub fn remember(&mut self, path: &Path, is_folder: bool) -> Option<Effect> {
        let folder = if is_folder { Some(path) } else { path.parent() };
        let folder = folder.filter(|folder| !self.confined && **folder != self.current)?;
        self.current = folder.to_owned();
        let folder = folder.display().to_string();
        Some(Effect::Store(StoreRequest::Prefer(
            FOLDER_PREFERENCE,
            folder,
        )))
    }

    /// Returns the folder to begin with, and the home folder, as text.
    pub fn starts(&self) -> (String, String) {
        let text = |path: &PathBuf| path.display().to_string();
        (text(&self.current), text(&self.home))
    }
}

/// Step that the window has reached.
#[derive(Debug)]
pub enum ImportStep {
    /// A path is typed.
    Path,
    /// The file was previewed: the mapping of fields to columns.
    Columns(Box<Preview>),
    /// The folder was previewed: number of files, bytes in all.
    Folder(usize, u64),
    /// The import runs; `true` for a dry run.
    Running(Tally, bool),
    /// The import has ended.
    Ended(Box<ImportOutcome>),
}

/// Preview of a path.
#[derive(Debug)]
pub enum PathPreview {
    /// One file.
    File(Box<Preview>),
    /// A folder: number of files, bytes in all.
    Folder(usize, u64),
}

impl PathPreview {
    /// Reports whether it is of a folder.
    pub fn is_folder(&self) -> bool {
        matches!(self, PathPreview::Folder(..))
    }
}

/// The import window.
#[derive(Debug)]
pub struct ImportWindow {
    /// The step that was reached.
    pub step: ImportStep,
    /// The path.
    pub path: PathField,
    /// The column of each field, from 0, as chosen here; `None` if the field has no column.
    pub columns: Vec<(Field, Option<usize>)>,
    /// Index of the field that is pointed at, or of the first rejection or mail set aside that is
    /// drawn.
    pub at: usize,
    /// Why the path or the file cannot be imported.
    pub error: Option<String>,
    /// The folder that the window began with, until somebody has been asked whether they mean all of
    /// it.
    unasked_folder: Option<String>,
    /// The only folder that is accessible, in a session over SSH or sudo.
    pub only_folder: Option<PathBuf>,
    dry_run_map: Vec<String>,
}

impl ImportWindow {
    /// Reports whether files are being read.
    pub fn is_running(&self) -> bool {
        matches!(self.step, ImportStep::Running(..))
    }

    /// Opens the window on the current folder.
    pub fn new(folders: &Folders) -> ImportWindow {
        let mut path = PathField::new(PathPurpose::Read, "");
        let (start, home) = folders.starts();
        path.set_folders(&start, &home);
        ImportWindow {
            step: ImportStep::Path,
            unasked_folder: Some(path.typed()),
            path,
            columns: Vec::new(),
            at: 0,
            error: None,
            only_folder: folders.confined.then(|| folders.current.clone()),
            dry_run_map: Vec::new(),
        }
    }

    /// Stores the preview of the file or folder, or why there is none.
    pub fn set_preview(&mut self, look: Result<PathPreview, String>) {
        match look {
            Ok(PathPreview::Folder(files, bytes)) => {
                self.columns.clear();
                self.error = None;
                self.step = ImportStep::Folder(files, bytes);
            }
            Ok(PathPreview::File(look)) => {
                self.columns = Field::ALL
                    .iter()
                    .map(|field| (*field, look.mapping.column(*field)))
                    .collect();
                self.at = 0;
                self.error = None;
                self.step = ImportStep::Columns(look);
            }
            Err(sentence) => self.error = Some(sentence),
        }
    }

    /// Returns the columns that were changed from the preview's, in the form that `--map` takes,
    /// numbered from 1.
    pub fn changed_mapping(&self) -> Vec<String> {
        let ImportStep::Columns(look) = &self.step else {
            return Vec::new();
        };
        let changed = self
            .columns
            .iter()
            .filter(|(field, column)| look.mapping.column(*field) != *column);
        changed
            .filter_map(|(field, column)| {
                column.map(|column| format!("{}={}", field.code(), column + 1))
            })
            .collect()
    }

    /// Reports whether a title or a text has a column.
    fn has_text_column(&self) -> bool {
        let has = |wanted: Field| {
            self.columns
                .iter()
                .any(|(field, column)| *field == wanted && column.is_some())
        };
        has(Field::Title) || has(Field::Body)
    }

    /// Selects the next or the previous column for the field that is pointed at.
    pub fn cycle_column(&mut self, forward: bool) {
        self.error = None;
        let ImportStep::Columns(look) = &self.step else {
            return;
        };
        let n = look.headings.len();
        if let Some((_, column)) = self.columns.get_mut(self.at)
            && n > 0
        {
            // The cycle includes "none", before the first column and after the last.
            *column = match (*column, forward) {
                (None, true) => Some(0),
                (None, false) => Some(n - 1),
                (Some(column), true) => Some(column + 1).filter(|column| *column < n),
                (Some(column), false) => column.checked_sub(1),
            };
        }
    }

    /// Moves the selection, or scrolls the list of rejections.
    pub fn move_by(&mut self, by: isize) {
        let last = match &self.step {
            ImportStep::Columns(look) if !look.headings.is_empty() => {
                self.columns.len().saturating_sub(1)
            }
            ImportStep::Ended(outcome) => {
                let told = outcome.rejections.len()
                    + outcome.set_aside.len()
                    + describe_skipped(&outcome.skipped).len();
                told.saturating_sub(1)
            }
            ImportStep::Path
            | ImportStep::Columns(_)
            | ImportStep::Folder(..)
            | ImportStep::Running(..) => 0,
        };
        self.at = self.at.saturating_add_signed(by).min(last);
    }

    /// Advances to the next step. Returns the effects, or `None` if the window is to be closed.
    pub fn enter(&mut self) -> Option<Vec<Effect>> {
        if matches!(self.step, ImportStep::Path) && self.path.take() == Some(true) {
            self.error = None;
            return Some(Vec::new());
        }
        let path = PathBuf::from(self.path.typed());
        match &self.step {
            ImportStep::Path if path.as_os_str().is_empty() => {
                self.error = Some(say!("import-no-path"));
                Some(Vec::new())
            }
            ImportStep::Path if self.unasked_folder.take() == Some(self.path.typed()) => {
                self.error = Some(say!("import-whole-folder"));
                Some(Vec::new())
            }
            ImportStep::Path => Some(vec![Effect::Store(StoreRequest::Look(path))]),
            ImportStep::Columns(look) if !look.headings.is_empty() && !self.has_text_column() => {
                self.error = Some(say!("import-choose"));
                Some(Vec::new())
            }
            ImportStep::Columns(_) | ImportStep::Folder(..) => {
                let map = self.changed_mapping();
                let effect = Effect::Store(StoreRequest::Import {
                    path,
                    map: map.clone(),
                    dry: true,
                });
                self.dry_run_map = map;
                self.step = ImportStep::Running(Tally::default(), true);
                Some(vec![effect])
            }
            ImportStep::Running(..) => Some(Vec::new()),
            ImportStep::Ended(outcome)
                if outcome.dry_run
                    && incoming_count(outcome) == 0
                    && outcome.tally.already_there == 0 =>
            {
                // Nothing in there can be imported: back to the path.
                self.step = ImportStep::Path;
                Some(Vec::new())
            }
            ImportStep::Ended(outcome) if outcome.dry_run && incoming_count(outcome) > 0 => {
                let effect = Effect::Store(StoreRequest::Import {
                    path,
                    map: self.dry_run_map.clone(),
                    dry: false,
                });
                self.step = ImportStep::Running(Tally::default(), false);
                Some(vec![effect])
            }
            ImportStep::Ended(_) => None,
        }
    }

    /// Returns the keys of this step with their labels, for the footer.
    pub fn keys(&self) -> Vec<(String, String)> {
        let arrows = |label: &str| (say!("form-key-arrows"), say!(label));
        let enter = (say!("key-enter"), self.enter_label());
        let leave = |label: &str| ("Esc".to_owned(), say!(label));
        match &self.step {
            ImportStep::Path => {
                let tab = ("Tab".to_owned(), say!("command-complete"));
                vec![
                    arrows("form-key-choose"),
                    enter,
                    tab,
                    leave("command-leave"),
                ]
            }
            ImportStep::Columns(look) if !look.headings.is_empty() => {
                let sides = (say!("import-key-sides"), say!("import-key-column"));
                vec![
                    enter,
                    arrows("import-key-field"),
                    sides,
                    leave("command-leave"),
                ]
            }
            ImportStep::Columns(_) | ImportStep::Folder(..) => vec![enter, leave("command-leave")],
            ImportStep::Running(..) => vec![leave("import-key-stop")],
            ImportStep::Ended(_) => {
                vec![enter, arrows("import-key-scroll"), leave("command-leave")]
            }
        }
    }

    /// Returns the label of Enter in this step.
    fn enter_label(&self) -> String {
        match &self.step {
            ImportStep::Path if self.path.points_at_folder() == Some(true) => say!("path-open"),
            ImportStep::Path => say!("import-does-look"),
            ImportStep::Columns(_) | ImportStep::Folder(..) => say!("import-does-try"),
            ImportStep::Running(..) => String::new(),
            ImportStep::Ended(outcome) if outcome.dry_run && incoming_count(outcome) > 0 => {
                say!("import-does-import")
            }
            ImportStep::Ended(outcome) if outcome.dry_run && outcome.tally.already_there == 0 => {
                say!("import-does-back")
            }
            ImportStep::Ended(_) => say!("import-does-close"),
        }
    }
}

/// Returns the number of letters imported and mails set aside.
fn incoming_count(outcome: &ImportOutcome) -> u64 {
    outcome.tally.imported + outcome.tally.set_aside
}
