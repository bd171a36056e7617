//! Action forms: opened, filled in, saved as drafts when left, submitted.

use super::versions;
use crate::domain::letter::draft::Draft;
use crate::domain::time::Timestamp;
use crate::domain::workflow::action::{Action, Verb};
use crate::tui::effect::Effect;
use crate::tui::keymap::Command;
use crate::tui::model::{Model, Overlay};
use crate::tui::state::form::{self, Purpose, Work};
use crate::tui::widgets::form::{Kind, Outcome};

/// Opens a form, and requests its saved draft if it has text fields.
pub fn open(model: &mut Model, work: Work) -> Vec<Effect> {
    let mut effects = Vec::new();
    if let Some(purpose) = work.purpose.code()
        && work
            .form
            .fields
            .iter()
            .any(|field| matches!(field.kind, Kind::Line(_) | Kind::Text(_)))
    {
        effects.push(Effect::LoadDraft(work.letter(), purpose));
    }
    model.overlay = Some(Overlay::Work(Box::new(work)));
    if let Some(Overlay::Work(work)) = &mut model.overlay
        && work.form.fields.is_empty()
    {
        work.form.confirm = Some(question(work));
    }
    effects
}

/// Returns the effect that saves the form's draft, or deletes it if no text is left; `None` if
/// nothing has changed since the last save.
pub fn save(work: &mut Work, now: Timestamp) -> Option<Effect> {
    if work.form.revision() == work.saved {
        return None;
    }
    work.saved = work.form.revision();
    let kept = work.kept()?;
    if !work.form.has_text() {
        return Some(Effect::DropDraft(work.letter(), kept));
    }
    let base = work.jobs.first().map_or(0, |job| job.seen);
    let (text, revision, beside) = (work.form.save(), work.revision, work.beside.clone());
    let draft = Draft {
        text,
        line: 0,
        col: 0,
        base,
        saved_at: now,
        revision,
        beside,
    };
    Some(Effect::SaveDraft(work.letter(), kept.purpose, draft))
}

/// Carries out a command of the form.
pub fn run(model: &mut Model, command: Command) -> Vec<Effect> {
    let now = model.now;
    let Some(Overlay::Work(work)) = &mut model.overlay else {
        return Vec::new();
    };
    let outcome = match command {
        Command::Enter => work.form.enter(),
        Command::Finish => work.form.finish(),
        Command::NextField => {
            work.form.go(true);
            Outcome::Open
        }
        Command::PreviousField => {
            work.form.go(false);
            Outcome::Open
        }
        Command::Edit(command) => work.form.edit(command),
        Command::Leave if work.form.confirm.is_some() && !work.form.fields.is_empty() => {
            work.form.confirm = None;
            Outcome::Open
        }
        Command::Leave => {
            // Suggested values that the person did not edit are not worth a draft.
            let kept =
                work.form.has_text() && work.form.revision() > 0 && work.purpose.code().is_some();
            let effects: Vec<Effect> = save(work, now).into_iter().collect();
            model.repeat = None;
            if kept {
                // It closes once all pending saves have succeeded, and stays open if one fails.
                (work.leaving, model.busy) = (true, true);
                return effects;
            }
            model.overlay = None;
            return effects;
        }
        Command::Versions => {
            versions::open(model);
            return Vec::new();
        }
        other => {
            debug_assert!(!matches!(other, Command::Do(_)), "not bound in a form");
            Outcome::Open
        }
    };
    after(model, outcome)
}

/// Handles the outcome of a key: updates the visible fields, then requests choices or submits.
pub fn after(model: &mut Model, outcome: Outcome) -> Vec<Effect> {
    let card = model.card.take();
    if let (Some(Overlay::Work(work)), Some(card)) = (&mut model.overlay, &card)
        && work.shown == Some(card.letter.id)
    {
        form::settle(
            work,
            &card.letter,
            model.office.regulation_of(&card.letter.regulation),
        );
    }
    model.card = card;
    let Some(Overlay::Work(work)) = &mut model.overlay else {
        return Vec::new();
    };
    match outcome {
        Outcome::Open => Vec::new(),
        Outcome::Asked => {
            let typed = match work.form.current().map(|field| &field.kind) {
                Some(Kind::Pick(pick)) => pick.filter.text().trim().to_owned(),
                Some(Kind::Line(_) | Kind::Text(_) | Kind::Check(_)) | None => String::new(),
            };
            if typed.is_empty() {
                let recall = model
                    .recall
                    .as_ref()
                    .filter(|recall| recall.letter == work.letter());
                let earlier = model
                    .card
                    .as_ref()
                    .map(|card| form::earlier_choices(card, recall));
                if let (Some(Kind::Pick(pick)), Some(earlier)) =
                    (work.form.current().map(|field| &mut field.kind), earlier)
                {
                    pick.offer(earlier);
                }
                return Vec::new();
            }
            vec![Effect::Find(typed)]
        }
        Outcome::Finished => finish(model),
    }
}

/// Returns the confirmation question of an action.
fn question(work: &Work) -> String {
    match work.purpose {
        Purpose::Act(verb) => say!(&format!("confirm-{}", verb.code())),
        Purpose::ByHand | Purpose::SaveAttachment(_) => String::new(),
    }
}

fn finish(model: &mut Model) -> Vec<Effect> {
    let Some(Overlay::Work(work)) = &mut model.overlay else {
        return Vec::new();
    };
    if work.other.is_some() {
        model.refuse(say!("versions-choose"));
        versions::open(model);
        return Vec::new();
    }
    match work.purpose.clone() {
        Purpose::Act(verb) => {
            if work.ask_again && work.form.confirm.is_none() {
                work.form.confirm = Some(question(work));
                return Vec::new();
            }
            act(model, verb)
        }
        Purpose::ByHand => {
            let Some(Overlay::Work(work)) = &model.overlay else {
                return Vec::new();
            };
            match form::letter_by_hand(&work.form, model) {
                Ok(letter) => vec![Effect::Receive(Box::new(letter))],
                Err(sentence) => {
                    if let Some(Overlay::Work(work)) = &mut model.overlay {
                        work.form.error = Some(sentence);
                    }
                    Vec::new()
                }
            }
        }
        Purpose::SaveAttachment(position) => {
            let path = std::path::PathBuf::from(work.form.value("path"));
            vec![Effect::SaveAttachment(work.letter(), position, path)]
        }
    }
}

fn act(model: &mut Model, verb: Verb) -> Vec<Effect> {
    let Some(Overlay::Work(work)) = &model.overlay else {
        return Vec::new();
    };
    let made: Option<Action> = form::action(verb, work);
    let (jobs, draft, files) = (work.jobs.clone(), work.kept(), form::files(work));
    match made {
        Some(action) => vec![Effect::Perform {
            verb,
            jobs,
            actions: vec![action],
            draft,
            files,
        }],
        None => {
            if let Some(Overlay::Work(work)) = &mut model.overlay {
                work.form.error = Some(say!("form-incomplete"));
            }
            Vec::new()
        }
    }
}
