//! Forms: opened, filled in, saved as drafts when left, submitted.

mod submit;

use crate::domain::letter::draft::Draft;
use crate::domain::time::Timestamp;
use crate::tui::effect::Effect;
use crate::tui::effect::StoreRequest;
use crate::tui::keymap::Command;
use crate::tui::keymap::FormCommand;
use crate::tui::model::{Model, Overlay};
use crate::tui::state::form::{self, ActionForm, FormPurpose};
use crate::tui::state::settings::forms::SettingsForm;
use crate::tui::update::{conflict, popups};
use crate::tui::view::{FormHit, lay_out_form};
use crate::tui::widgets::form::{FieldInput, Form, FormOutcome};
use ratatui::layout::Rect;

/// Opens a form, and requests its saved draft if it has text fields.
pub(super) fn open_form(model: &mut Model, work: ActionForm) -> Vec<Effect> {
    let mut effects = Vec::new();
    if let Some(purpose) = work.purpose.code()
        && work.form.fields.iter().any(|field| field.takes_text())
    {
        effects.push(Effect::Store(StoreRequest::LoadDraft(
            work.draft_letter(),
            purpose,
        )));
    }
    let mut work = work;
    let (start, home) = model.folders.starts();
    work.form
        .paths()
        .for_each(|path| path.set_folders(&start, &home));
    effects.extend(list_folder(&mut work.form));
    model.overlay = Some(Overlay::Form(Box::new(work)));
    if let Some(Overlay::Form(work)) = &mut model.overlay
        && work.form.fields.iter().all(|field| field.hidden)
    {
        work.form.confirm = Some(submit::confirmation_question(work, &model.office));
    }
    effects
}

/// Opens the form that saves the list, or the bulletin that is shown, as a table.
pub(super) fn open_export(model: &mut Model) -> Vec<Effect> {
    let day = model.office.regulation.hours.to_civil(model.now).date();
    let period = model.bulletin.as_ref().map(|board| board.period);
    let folder = &model.folders.attachments;
    let work = form::export_form(period, folder, &day.to_string());
    open_form(model, work)
}

/// Returns the request for the entries of the folder that the path with the focus is in, if they are
/// not known.
fn list_folder(form: &mut Form) -> Option<Effect> {
    let folder = form.folder_to_list();
    folder.map(|folder| Effect::Store(StoreRequest::ListFolder(folder)))
}

/// Returns the effect that saves the form's draft, or deletes it if no text is left; `None` if
/// nothing has changed since the last save.
pub(super) fn save_form(work: &mut ActionForm, now: Timestamp) -> Option<Effect> {
    if work.form.revision() == work.saved_revision {
        return None;
    }
    work.saved_revision = work.form.revision();
    let kept = work.draft_ref()?;
    if !work.form.has_text() {
        return Some(Effect::Store(StoreRequest::DropDraft(
            work.draft_letter(),
            kept,
        )));
    }
    let base = work.jobs.first().map_or(0, |job| job.seen_version);
    let (text, revision, window) = (
        work.form.to_json(),
        work.draft_revision,
        work.conflict_window.clone(),
    );
    let draft = Draft {
        text,
        line: 0,
        col: 0,
        base_version: base,
        saved_at: now,
        revision,
        conflict_window: window,
    };
    Some(Effect::Store(StoreRequest::SaveDraft(
        work.draft_letter(),
        kept.purpose,
        draft,
    )))
}

/// Carries out a command of the form.
pub(super) fn run(model: &mut Model, command: Command) -> Vec<Effect> {
    let now = model.now;
    let Some(Overlay::Form(work)) = &mut model.overlay else {
        return Vec::new();
    };
    if let Some(outcome) = form::run_in_form(&mut work.form, command) {
        return handle_outcome(model, outcome);
    }
    let outcome = match command {
        Command::Leave
            if work.form.confirm.is_some()
                && work.form.fields.iter().any(|field| !field.hidden) =>
        {
            work.form.confirm = None;
            FormOutcome::Open
        }
        Command::Leave => {
            // Suggested values that the person did not edit are not worth a draft.
            let kept =
                work.form.has_text() && work.form.revision() > 0 && work.purpose.code().is_some();
            let effects: Vec<Effect> = save_form(work, now).into_iter().collect();
            model.pending_repeat = None;
            if kept {
                // It closes once all pending saves have succeeded, and stays open if one fails.
                (work.close_when_saved, model.busy) = (true, true);
                return effects;
            }
            popups::close_topmost(model);
            return effects;
        }
        Command::Form(FormCommand::Versions) => {
            conflict::open_comparison(model);
            return Vec::new();
        }
        other => {
            debug_assert!(!matches!(other, Command::Do(_)), "not bound in a form");
            FormOutcome::Open
        }
    };
    handle_outcome(model, outcome)
}

/// Handles a click: it goes to a field, chooses, ticks, or presses the button.
pub(super) fn click(model: &mut Model, column: u16, row: u16) -> Vec<Effect> {
    let screen = Rect::new(0, 0, model.size.0, model.size.1);
    let Some(Overlay::Form(work)) = &mut model.overlay else {
        return Vec::new();
    };
    let form = &mut work.form;
    let hit = lay_out_form(form, screen).hit(form, (column, row).into());
    let confirming = form.confirm.is_some();
    let outcome = match hit {
        Some(FormHit::Button) => form.finish(),
        Some(FormHit::Choice(row)) if !confirming => {
            form.choose_row(row);
            FormOutcome::Open
        }
        Some(FormHit::Field(at)) if !confirming => {
            form.focus(at);
            form.toggle_check();
            FormOutcome::Open
        }
        Some(_) | None => FormOutcome::Open,
    };
    handle_outcome(model, outcome)
}

/// Handles the outcome of a key: updates the visible fields, then requests choices or submits.
pub(super) fn handle_outcome(model: &mut Model, outcome: FormOutcome) -> Vec<Effect> {
    let card = model.card.take();
    if let (Some(Overlay::Form(work)), Some(card)) = (&mut model.overlay, &card)
        && work.shown_letter == Some(card.letter.id)
    {
        let hidden: Vec<bool> = work.form.fields.iter().map(|field| field.hidden).collect();
        form::update_visibility(
            work,
            &card.letter,
            model.office.regulation_of(&card.letter.regulation),
        );
        work.fill_contacts(&model.contacts, &model.office.units);
        // What an answer has just made necessary comes next, though Enter went on past it.
        let appeared = work
            .form
            .fields
            .iter()
            .zip(hidden)
            .take(work.form.focused)
            .position(|(field, was_hidden)| was_hidden && !field.hidden);
        if let Some(appeared) = appeared {
            work.form.focus(appeared);
        }
    }
    model.card = card;
    let Some(Overlay::Form(work)) = &mut model.overlay else {
        return Vec::new();
    };
    if matches!(work.purpose, FormPurpose::Settings(_)) {
        SettingsForm::update_visibility(&mut work.form);
    }
    match outcome {
        FormOutcome::Open => list_folder(&mut work.form).into_iter().collect(),
        FormOutcome::FilterChanged => {
            let typed = match work.form.focused_field().map(|field| &field.input) {
                Some(FieldInput::Pick(pick)) => pick.filter.text().trim().to_owned(),
                Some(
                    FieldInput::Line(_)
                    | FieldInput::Text(_)
                    | FieldInput::Path(_)
                    | FieldInput::Check(_),
                )
                | None => String::new(),
            };
            if typed.is_empty() {
                let recall = model
                    .recall
                    .as_ref()
                    .filter(|recall| recall.letter == work.draft_letter());
                let earlier = model
                    .card
                    .as_ref()
                    .map(|card| form::earlier_choices(card, recall));
                if let (Some(FieldInput::Pick(pick)), Some(earlier)) = (
                    work.form.focused_field().map(|field| &mut field.input),
                    earlier,
                ) {
                    pick.set_options(earlier);
                }
                return Vec::new();
            }
            vec![Effect::Store(StoreRequest::Find(typed))]
        }
        FormOutcome::Finished => {
            let remembered = remember_folder(model);
            let mut effects = submit::submit_form(model);
            effects.extend(remembered);
            effects
        }
    }
}

/// Remembers the folder of the file that a form names.
fn remember_folder(model: &mut Model) -> Option<Effect> {
    let Some(Overlay::Form(work)) = &mut model.overlay else {
        return None;
    };
    let saved = work.form.paths().find(|path| path.saves());
    let saved = saved.map(|path| path.value());
    if let Some(folder) = saved
        .as_deref()
        .map(std::path::Path::new)
        .and_then(|file| file.parent())
        && !model.folders.confined
    {
        model.folders.attachments = folder.to_owned();
    }
    let file = work.form.paths().find_map(|path| path.file_to_read())?;
    model.folders.remember(std::path::Path::new(&file), false)
}
