//! What a complete form asks for.

use crate::domain::office::Office;
use crate::domain::workflow::action::{Action, Verb};
use crate::report::Period;
use crate::tui::effect::{Effect, StoreRequest, TableRequest};
use crate::tui::model::{Model, Overlay};
use crate::tui::state::form::entry::BASE_FIELD;
use crate::tui::state::form::{self, ActionForm, FormPurpose};
use crate::tui::update::{conflict, settings};

/// Returns the confirmation question of an action.
pub(super) fn confirmation_question(work: &ActionForm, office: &Office) -> String {
    match &work.purpose {
        FormPurpose::Settings(form) => form.question(office),
        FormPurpose::Act(verb) => say!(&format!("confirm-{}", verb.code())),
        FormPurpose::ManualEntry
        | FormPurpose::SaveAttachment(_)
        | FormPurpose::SaveText
        | FormPurpose::SavePaper(..)
        | FormPurpose::Export(_)
        | FormPurpose::BulletinText(_) => String::new(),
    }
}

/// Carries out what a form is for, after asking where that is required.
pub(super) fn submit_form(model: &mut Model) -> Vec<Effect> {
    let Some(Overlay::Form(work)) = &mut model.overlay else {
        return Vec::new();
    };
    if work.other_version.is_some() {
        model.report_refusal(say!("versions-choose"));
        conflict::open_comparison(model);
        return Vec::new();
    }
    match work.purpose.clone() {
        FormPurpose::Act(verb) => {
            if work.needs_confirmation && work.form.confirm.is_none() {
                work.form.confirm = Some(confirmation_question(work, &model.office));
                return Vec::new();
            }
            perform_action(model, verb)
        }
        FormPurpose::ManualEntry => {
            let Some(Overlay::Form(work)) = &model.overlay else {
                return Vec::new();
            };
            match form::build_manual_letter(&work.form, &model.office, model.now) {
                Ok(letter) => {
                    let files = form::paths_of(&work.form, "files");
                    vec![Effect::Store(StoreRequest::Receive(
                        Box::new(letter),
                        files,
                    ))]
                }
                Err(sentence) => {
                    if let Some(Overlay::Form(work)) = &mut model.overlay {
                        // Only the time can be wrong.
                        work.form.fail_at("received", sentence);
                    }
                    Vec::new()
                }
            }
        }
        FormPurpose::BulletinText(period) => {
            let base = work.form.field_mut(BASE_FIELD).map(|field| field.value());
            let edit = work.draft_ref().zip(base).map(|(draft, base)| {
                Effect::Store(StoreRequest::EditBulletin {
                    period,
                    text: work.form.value("text"),
                    base,
                    draft,
                })
            });
            edit.into_iter().collect()
        }
        FormPurpose::Settings(form) => settings::submit(model, &form),
        FormPurpose::SavePaper(kind, unit) => {
            let path = std::path::PathBuf::from(work.form.value("path"));
            let letter = work.draft_letter();
            let request = StoreRequest::SavePaper(letter, (kind, unit), path);
            vec![Effect::Store(request)]
        }
        FormPurpose::Export(period) => {
            let path = std::path::PathBuf::from(work.form.value("path"));
            let names = work.form.is_ticked("names");
            let request = table_request(model, period, names);
            let export = |request| Effect::Store(StoreRequest::ExportTable(request, path));
            request.map(export).into_iter().collect()
        }
        FormPurpose::SaveText => {
            let path = std::path::PathBuf::from(work.form.value("path"));
            let text = work.form.value("text");
            vec![Effect::Store(StoreRequest::SaveText(
                work.draft_letter(),
                text,
                path,
            ))]
        }
        FormPurpose::SaveAttachment(position) => {
            let path = std::path::PathBuf::from(work.form.value("path"));
            vec![Effect::Store(StoreRequest::SaveAttachment(
                work.draft_letter(),
                position,
                path,
            ))]
        }
    }
}

fn perform_action(model: &mut Model, verb: Verb) -> Vec<Effect> {
    let Some(Overlay::Form(work)) = &model.overlay else {
        return Vec::new();
    };
    let made: Option<Action> = form::build_action(verb, work);
    let (jobs, draft, files) = (work.jobs.clone(), work.draft_ref(), form::named_files(work));
    let given_time = form::given_time(verb, work);
    match made {
        Some(action) => vec![Effect::Store(StoreRequest::Perform {
            verb,
            jobs,
            actions: vec![action],
            draft,
            files,
            given_time,
        })],
        None => {
            if let Some(Overlay::Form(work)) = &mut model.overlay {
                work.form.error = Some(say!("form-incomplete"));
            }
            Vec::new()
        }
    }
}

/// Returns the table that is wanted: of the bulletin, of the search, or of the list that is shown.
fn table_request(model: &Model, period: Option<Period>, names: bool) -> Option<TableRequest> {
    if let Some(period) = period {
        return Some(TableRequest::Bulletin(period));
    }
    let list = model.list()?;
    Some(match &list.search_request {
        Some(search) => TableRequest::Search(Box::new(search.query.clone()), names),
        None => TableRequest::List(list.queue, Box::new(list.view.clone()), names),
    })
}
