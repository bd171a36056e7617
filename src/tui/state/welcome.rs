//! The first start: shows what will be created and where, offers the real office or a practice one,
//! asks what a real one has to know, and creates it.

use std::path::PathBuf;

use crate::domain::office_field::OfficeField;
use crate::domain::settings::{AccountRef, Founding};
use crate::platform::files::FolderEntry;
use crate::tui::effect::Effect;
use crate::tui::effect::{StoreRequest, TerminalRequest};
use crate::tui::keymap::Command;
use crate::tui::keymap::{FormCommand, Move};
use crate::tui::state::form::run_in_form;
use crate::tui::theme::Theme;
use crate::tui::widgets::editor::{EditorCommand, LineEditor};
use crate::tui::widgets::form::{FieldInput, Form, FormField, FormOutcome};
use crate::tui::widgets::path::{PathField, PathPurpose};

/// Window of the first start.
#[derive(Debug)]
pub struct Welcome {
    /// Path of the future database.
    pub path: PathBuf,
    /// Who becomes its first administrator: login and full name.
    pub user: (String, String),
    /// The name of the mailbox and the format of its numbers, if nobody sets others.
    pub names: (String, String),
    /// The folder in which the program was started, and the home folder.
    pub folders: (String, String),
    /// Index of the choice that is pointed at: real, practice, leave.
    pub selected: usize,
    /// What a real office has to know, while it is asked.
    pub form: Option<Form>,
    /// Why the office could not be created.
    pub error: Option<String>,
    /// The colours.
    pub theme: Theme,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
}

/// Number of choices.
const CHOICES: usize = 3;

impl Welcome {
    /// Returns the choices, each with its explanation.
    pub fn choices() -> [(String, String); CHOICES] {
        [
            (say!("welcome-real"), say!("welcome-real-more")),
            (say!("welcome-practice"), say!("welcome-practice-more")),
            (say!("welcome-leave"), String::new()),
        ]
    }

    /// Carries out a command of the choices.
    pub fn run_command(&mut self, command: Command) -> Vec<Effect> {
        match command {
            Command::Move(Move::Up) => self.selected = self.selected.saturating_sub(1),
            Command::Move(Move::Down) => self.selected = (self.selected + 1).min(CHOICES - 1),
            Command::Leave => return vec![Effect::Terminal(TerminalRequest::Quit)],
            Command::Form(FormCommand::Enter) => return self.accept_choice(),
            other => debug_assert!(
                other != Command::Move(Move::Up),
                "an arm for every command of a pop-up"
            ),
        }
        Vec::new()
    }

    /// Accepts the choice that is pointed at.
    pub fn accept_choice(&mut self) -> Vec<Effect> {
        self.error = None;
        match self.selected {
            0 => self.form = Some(founding_form(&self.user, &self.names, &self.folders)),
            1 => return vec![Effect::Found(None)],
            _ => return vec![Effect::Terminal(TerminalRequest::Quit)],
        }
        Vec::new()
    }

    /// Carries out a command of the form. Leaving returns to the choices.
    pub fn run_form(&mut self, command: Command) -> Vec<Effect> {
        let Some(form) = &mut self.form else {
            return Vec::new();
        };
        if let Some(outcome) = run_in_form(form, command) {
            return self.apply_outcome(outcome);
        }
        if command == Command::Leave && form.confirm.take().is_none() {
            self.form = None;
        }
        Vec::new()
    }

    /// Creates the office once the form is complete. One without a leader is asked about.
    pub fn apply_outcome(&mut self, outcome: FormOutcome) -> Vec<Effect> {
        let Some(form) = &mut self.form else {
            return Vec::new();
        };
        if outcome != FormOutcome::Finished {
            let folder = form.folder_to_list();
            let list = |folder| Effect::Store(StoreRequest::ListFolder(folder));
            return folder.map(list).into_iter().collect();
        }
        if form.value("leader").is_empty() && form.confirm.is_none() {
            form.confirm = Some(say!("welcome-without-leader"));
            return Vec::new();
        }
        vec![Effect::Found(Some(Box::new(founding(form))))]
    }

    /// Stores the entries of a folder.
    pub fn set_entries(&mut self, folder: &str, entries: Option<Vec<FolderEntry>>) {
        let paths = self.form.iter_mut().flat_map(Form::paths);
        paths.for_each(|path| path.set_entries(folder, entries.clone()));
    }

    /// Shows why the office could not be created.
    pub fn fail(&mut self, sentence: String) {
        match &mut self.form {
            Some(form) => (form.error, form.confirm) = (Some(sentence), None),
            None => self.error = Some(sentence),
        }
    }
}

/// Builds the form of what a real office has to know.
fn founding_form(
    (login, name): &(String, String),
    (mailbox, number): &(String, String),
    folders: &(String, String),
) -> Form {
    let line = |code: &'static str, value: &str| {
        let label = say!(&format!("welcome-field-{code}"));
        FormField::new(code, label, FieldInput::Line(LineEditor::new(value)))
    };
    let of_office = |field: OfficeField, value: &str| {
        let mut line = LineEditor::new(value);
        // What is typed replaces what is only an example.
        line.run_command(EditorCommand::SelectAll);
        FormField::new(field.code(), field.label(), FieldInput::Line(line))
    };
    let mut units = PathField::new(PathPurpose::Read, "");
    units.set_folders(&folders.0, &folders.1);
    // A login name is not what should stand under replies.
    let name = if name == login { "" } else { name };
    let fields = vec![
        of_office(OfficeField::Name, mailbox),
        of_office(OfficeField::Number, number),
        line("founder", name),
        line("leader", "").optional(),
        line("account", "").optional(),
        FormField::new(
            "units",
            say!("welcome-field-units"),
            FieldInput::Path(Box::new(units)),
        )
        .optional(),
    ];
    let mut form = Form::new(say!("welcome-form"), say!("welcome-found"), fields);
    form.hints = vec![say!("welcome-hint")];
    form
}

fn founding(form: &Form) -> Founding {
    let some = |code: &str| Some(form.value(code)).filter(|text| !text.is_empty());
    Founding {
        settings: [OfficeField::Name, OfficeField::Number]
            .map(|field| (field, form.value(field.code())))
            .to_vec(),
        founder: some("founder"),
        leader: some("leader"),
        leader_account: some("account").map(AccountRef::Login),
        units: some("units").map(PathBuf::from),
        ..Founding::default()
    }
}
