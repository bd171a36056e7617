//! The form of an action, built from the workflow's row, and the action that its answers make.

mod answers;
mod fields;
mod other;
mod settle;
mod suggest;

use super::versions::Other;
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::LetterId;
use crate::domain::letter::draft::Kept;
use crate::domain::regulation::Worded;
use crate::domain::workflow::unit_guards;
use crate::domain::workflow::verb::Verb;
use crate::domain::workflow::{Ask, GuardContext, Row};
use crate::tui::effect::Job;
use crate::tui::model::{Card, Model};
use crate::tui::widgets::form::Form;

pub use answers::{action, files};
pub use fields::{earlier_choices, letter_choices};
pub use other::{by_hand, letter_by_hand, save_attachment};
pub use settle::settle;

/// What a form is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// An action on letters.
    Act(Verb),
    /// A letter entered by hand.
    ByHand,
    /// Saving an attachment, given by its index, to a file.
    SaveAttachment(usize),
}

impl Purpose {
    /// Returns the code under which the draft of the form is saved; `None` if there is nothing to
    /// lose. The codes are stored.
    pub fn code(&self) -> Option<String> {
        match self {
            Purpose::Act(verb) => Some(verb.code().to_owned()),
            Purpose::ByHand => Some("by-hand".to_owned()),
            Purpose::SaveAttachment(_) => None,
        }
    }
}

/// A form with the letters that it acts on.
#[derive(Debug)]
pub struct Work {
    /// What the form is for.
    pub purpose: Purpose,
    /// The letters to act on; empty for a letter entered by hand.
    pub jobs: Vec<Job>,
    /// The letter that is displayed next to the form.
    pub shown: Option<LetterId>,
    /// The fields.
    pub form: Form,
    /// Whether a confirmation is required before it is performed.
    pub ask_again: bool,
    /// The revision of the form that was saved last.
    pub saved: u64,
    /// The revision at which the draft was read.
    pub revision: u32,
    /// The window that saved the text as an alternate draft; `None` if it is the draft itself.
    pub beside: Option<String>,
    /// What another window typed into the same form.
    pub other: Option<Other>,
    /// Whether the form closes as soon as everything is saved.
    pub leaving: bool,
    /// The unit that it is about, if only one comes into question.
    pub unit: Option<UnitId>,
    /// The notice as it was drafted last: as long as the field still has it, it may be drafted
    /// again.
    pub drafted: String,
}

impl Work {
    /// Returns which draft the form holds; `None` if forms of this purpose have none.
    pub fn kept(&self) -> Option<Kept> {
        self.purpose.code().map(|purpose| Kept {
            purpose,
            revision: self.revision,
        })
    }

    /// Reports whether it is the form of this letter and purpose.
    pub fn is_of(&self, letter: LetterId, purpose: &str) -> bool {
        self.letter() == letter && self.purpose.code().as_deref() == Some(purpose)
    }

    /// Returns the letter under which the draft is saved.
    pub fn letter(&self) -> LetterId {
        self.jobs
            .first()
            .map_or(crate::domain::letter::draft::BY_HAND, |job| job.letter)
    }
}

/// Builds the form of an action on letters, the first of which is displayed.
pub fn of(row: &Row, jobs: Vec<Job>, model: &Model, card: &Card) -> Work {
    let letter = &card.letter;
    let regulation = model.regulation(letter);
    let title = match jobs[..] {
        [job] => {
            // A marked letter need not be the one that is displayed next to the list.
            let listed = model
                .list()
                .and_then(|list| list.rows.iter().find(|row| row.id == job.letter));
            let title = listed.map_or(letter.title.as_str(), |row| row.title.as_str());
            say!("work-title", verb = row.verb.words(), title = title)
        }
        _ => say!("work-title-many", verb = row.verb.words(), n = jobs.len()),
    };
    let asking = GuardContext {
        verb: row.verb,
        letter,
        who: &model.who,
        regulation,
        at: model.now,
    };
    let units = if row.asks.contains(&Ask::Unit) {
        unit_guards::units(&asking)
    } else {
        Vec::new()
    };
    let recall = model.recalled(letter.id);
    let sources = fields::Sources {
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
        .map(|ask| fields::field(*ask, &sources))
        .collect();
    let unit = if let [only] = units[..] {
        Some(only)
    } else {
        None
    };
    let several = letter.current().filter(|held| held.stands()).count() > 1;
    // The title names the step of the escalation that an urging will be.
    let held = unit
        .filter(|_| row.verb == Verb::Urge)
        .and_then(|unit| letter.held_by(unit));
    let step = held
        .and_then(|held| held.climbs(regulation, model.now))
        .map(|step| step.words().to_owned());
    let title = match step.filter(|step| *step != row.verb.words()) {
        Some(step) => say!("work-title-step", step = step, title = title),
        None => title,
    };
    // If the unit is implied although several act on the letter, the title names it.
    let title = match unit.filter(|_| several) {
        Some(unit) => say!(
            "work-title-unit",
            unit = model.office.units.short(unit),
            title = title
        ),
        None => title,
    };
    let mut form = Form::new(title, row.verb.words(), fields);
    if jobs.len() == 1 {
        suggest::suggest(
            &mut form,
            row.verb,
            letter,
            recall,
            &model.office,
            regulation,
        );
    }
    fields::prefill(&mut form, row.verb, card, regulation);
    let mut work = Work {
        purpose: Purpose::Act(row.verb),
        jobs,
        shown: Some(letter.id),
        form,
        ask_again: row.confirm,
        saved: 0,
        revision: 0,
        beside: None,
        other: None,
        leaving: false,
        unit,
        drafted: String::new(),
    };
    settle(&mut work, letter, regulation);
    if work.form.current().is_some_and(|field| field.hidden) {
        work.form.go(true);
    }
    work
}
