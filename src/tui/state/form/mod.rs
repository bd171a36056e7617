//! The form of an action, built from the workflow's row, and the action that its answers make.

mod answers;
pub(crate) mod entry;
mod fields;
mod suggest;
pub(crate) mod visibility;

use crate::document::card::Card;
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::LetterId;
use crate::domain::letter::draft::DraftRef;
use crate::domain::regulation::Worded;
use crate::domain::workflow::unit_guards;
use crate::domain::workflow::verb::Verb;
use crate::domain::workflow::{Ask, GuardContext, Transition};
use crate::tui::effect::ActionTarget;
use crate::tui::model::Model;
use crate::tui::state::conflict::OtherVersion;
use crate::tui::widgets::form::Form;

pub use crate::tui::state::form::entry::{attachment_form, build_manual_letter, manual_entry_form};
pub use crate::tui::state::form::visibility::update_visibility;
pub use answers::{build_action, named_files};
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
}

impl FormPurpose {
    /// Returns the code under which the draft of the form is saved; `None` if there is nothing to
    /// lose. The codes are stored.
    pub fn code(&self) -> Option<String> {
        match self {
            FormPurpose::Act(verb) => Some(verb.code().to_owned()),
            FormPurpose::ManualEntry => Some("by-hand".to_owned()),
            FormPurpose::SaveAttachment(_) => None,
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
    /// The notice as it was drafted last: as long as the field still has it, it may be drafted
    /// again.
    pub drafted_notice: String,
}

impl ActionForm {
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

/// Builds the form of an action on letters, the first of which is displayed.
pub fn action_form(
    row: &Transition,
    jobs: Vec<ActionTarget>,
    model: &Model,
    card: &Card,
) -> ActionForm {
    let letter = &card.letter;
    let regulation = model.regulation_of(letter);
    let title = match jobs[..] {
        [job] => {
            // A marked letter need not be the one that is displayed next to the list.
            let listed = model
                .list()
                .and_then(|list| list.rows.iter().find(|row| row.id == job.letter));
            let title = listed.map_or(letter.title.as_str(), |row| row.title.as_str());
            say!("work-title", verb = row.verb.label(), title = title)
        }
        _ => say!("work-title-many", verb = row.verb.label(), n = jobs.len()),
    };
    let asking = GuardContext {
        verb: row.verb,
        letter,
        who: &model.who,
        regulation,
        at: model.now,
    };
    let units = if row.asks.contains(&Ask::Unit) {
        unit_guards::applicable_units(&asking)
    } else {
        Vec::new()
    };
    let recall = model.recall_for(letter.id);
    let sources = fields::FieldSources {
        verb: row.verb,
        regulation,
        office: &model.office,
        card,
        recall,
        units: &units,
    };
    let fields = row
        .asks
        .iter()
        .map(|ask| fields::build_field(*ask, &sources))
        .collect();
    let unit = if let [only] = units[..] {
        Some(only)
    } else {
        None
    };
    let several = letter
        .current_assignments()
        .filter(|held| held.is_active())
        .count()
        > 1;
    // The title names the step of the escalation that an urging will be.
    let held = unit
        .filter(|_| row.verb == Verb::Urge)
        .and_then(|unit| letter.held_by(unit));
    let step = held
        .and_then(|held| held.due_urging_step(regulation, model.now))
        .map(|step| step.words().to_owned());
    let title = match step.filter(|step| *step != row.verb.label()) {
        Some(step) => say!("work-title-step", step = step, title = title),
        None => title,
    };
    // If the unit is implied although several act on the letter, the title names it.
    let title = match unit.filter(|_| several) {
        Some(unit) => say!(
            "work-title-unit",
            unit = model.office.units.short_name(unit),
            title = title
        ),
        None => title,
    };
    let mut form = Form::new(title, row.verb.label(), fields);
    if jobs.len() == 1 {
        suggest::add_suggestions(
            &mut form,
            row.verb,
            letter,
            recall,
            &model.office,
            regulation,
        );
    }
    fields::prefill(&mut form, row.verb, card, regulation);
    let mut work = ActionForm {
        purpose: FormPurpose::Act(row.verb),
        jobs,
        shown_letter: Some(letter.id),
        form,
        needs_confirmation: row.confirm,
        saved_revision: 0,
        draft_revision: 0,
        conflict_window: None,
        other_version: None,
        close_when_saved: false,
        unit,
        drafted_notice: String::new(),
    };
    update_visibility(&mut work, letter, regulation);
    if work.form.focused_field().is_some_and(|field| field.hidden) {
        work.form.focus_adjacent(true);
    }
    work
}
