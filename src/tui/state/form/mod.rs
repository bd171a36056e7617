//! The form of an action, built from the workflow's row, and the action that its answers make.

mod answers;
pub(crate) mod contacts;
pub(crate) mod entry;
pub(crate) mod fields;
pub(crate) mod suggest;
pub(crate) mod visibility;

use crate::domain::directory::unit::UnitId;
use crate::domain::letter::LetterId;
use crate::domain::letter::draft::DraftRef;
use crate::domain::workflow::verb::Verb;
use crate::report::Period;
use crate::report::paper::PaperKind;
use crate::tui::effect::ActionTarget;
use crate::tui::keymap::{Command, FormCommand};
use crate::tui::state::conflict::OtherVersion;
use crate::tui::state::settings::forms::SettingsForm;
use crate::tui::widgets::form::{Form, FormOutcome};

pub use crate::tui::state::form::entry::{
    attachment_form, build_manual_letter, bulletin_form, export_form, manual_entry_form,
    paper_form, text_form,
};
pub use crate::tui::state::form::visibility::update_visibility;
pub use answers::{build_action, given_time, named_files, paths_of};
pub use fields::{earlier_choices, letter_choices};

/// What a form is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormPurpose {
    /// An action on letters.
    Act(Verb),
    /// A letter entered by hand.
    ManualEntry,
    /// Saving an attachment, given by its index, to a file.
    SaveAttachment(usize),
    /// The text of the bulletin of a period.
    BulletinText(Period),
    /// Saving a text of the letter to a file.
    SaveText,
    /// Saving a paper of the letter, of those to units that of this unit.
    SavePaper(PaperKind, Option<UnitId>),
    /// Saving the list, or the figures of this period, as a table.
    Export(Option<Period>),
    /// A change of the settings.
    Settings(SettingsForm),
}

impl FormPurpose {
    /// Returns whether the form saves something to a file.
    pub fn saves_file(&self) -> bool {
        match self {
            FormPurpose::SaveAttachment(_)
            | FormPurpose::SaveText
            | FormPurpose::SavePaper(..)
            | FormPurpose::Export(_) => true,
            FormPurpose::Act(_)
            | FormPurpose::ManualEntry
            | FormPurpose::BulletinText(_)
            | FormPurpose::Settings(_) => false,
        }
    }

    /// Returns the code under which the draft of the form is saved; `None` if there is nothing to
    /// lose. The codes are stored.
    pub fn code(&self) -> Option<String> {
        match self {
            FormPurpose::Act(verb) => Some(verb.code().to_owned()),
            FormPurpose::ManualEntry => Some("by-hand".to_owned()),
            FormPurpose::SaveAttachment(_)
            | FormPurpose::SaveText
            | FormPurpose::SavePaper(..)
            | FormPurpose::Export(_) => None,
            FormPurpose::Settings(form) => form.draft_code(),
            FormPurpose::BulletinText(period) => Some(format!("bulletin-{period}")),
        }
    }
}

/// A form with the letters that it acts on.
#[derive(Debug)]
pub struct ActionForm {
    /// What the form is for.
    pub purpose: FormPurpose,
    /// The letters to act on; empty for a letter entered by hand.
    pub jobs: Vec<ActionTarget>,
    /// The letter that is displayed next to the form.
    pub shown_letter: Option<LetterId>,
    /// The fields.
    pub form: Form,
    /// Whether a confirmation is required before it is performed.
    pub needs_confirmation: bool,
    /// The revision of the form that was saved last.
    pub saved_revision: u64,
    /// The revision at which the draft was read.
    pub draft_revision: u32,
    /// The window that saved the text as an alternate draft; `None` if it is the draft itself.
    pub conflict_window: Option<String>,
    /// What another window typed into the same form.
    pub other_version: Option<OtherVersion>,
    /// Whether the form closes as soon as everything is saved.
    pub close_when_saved: bool,
    /// The unit that it is about, if only one comes into question.
    pub unit: Option<UnitId>,
    /// The unit whose contacts are filled in.
    pub contacts_of: Option<UnitId>,
    /// The notice as it was drafted last: as long as the field still has it, it may be drafted
    /// again.
    pub drafted_notice: String,
}

/// Carries out a command that means the same in every form; `None` for any other.
pub fn run_in_form(form: &mut Form, command: Command) -> Option<FormOutcome> {
    Some(match command {
        Command::Form(FormCommand::Enter) => form.enter(),
        Command::Form(FormCommand::Finish) => form.finish(),
        Command::Form(FormCommand::NextField) => {
            if !form.complete_path() {
                form.focus_adjacent(true);
            }
            FormOutcome::Open
        }
        Command::Form(FormCommand::PreviousField) => {
            form.focus_adjacent(false);
            FormOutcome::Open
        }
        Command::Edit(command) => form.run_edit(command),
        _ => return None,
    })
}

impl ActionForm {
    /// Returns a form that acts on no letter.
    pub(crate) fn without_letter(purpose: FormPurpose, form: Form) -> ActionForm {
        ActionForm {
            purpose,
            jobs: Vec::new(),
            shown_letter: None,
            form,
            needs_confirmation: false,
            saved_revision: 0,
            draft_revision: 0,
            conflict_window: None,
            other_version: None,
            close_when_saved: false,
            unit: None,
            contacts_of: None,
            drafted_notice: String::new(),
        }
    }

    /// Returns which draft the form holds; `None` if forms of this purpose have none.
    pub fn draft_ref(&self) -> Option<DraftRef> {
        self.purpose.code().map(|purpose| DraftRef {
            purpose,
            revision: self.draft_revision,
        })
    }

    /// Reports whether it is the form of this letter and purpose.
    pub fn is_of(&self, letter: LetterId, purpose: &str) -> bool {
        self.draft_letter() == letter && self.purpose.code().as_deref() == Some(purpose)
    }

    /// Returns the letter under which the draft is saved.
    pub fn draft_letter(&self) -> LetterId {
        self.jobs
            .first()
            .map_or(crate::domain::letter::draft::MANUAL_ENTRY_ID, |job| {
                job.letter
            })
    }
}
