//! Results of actions: the changed letters, and refusals.

use super::alike;
use crate::domain::letter::Letter;
use crate::domain::workflow::verb::Verb;
use crate::tui::effect::Effect;
use crate::tui::message::Failure;
use crate::tui::model::{Model, Overlay, Status};
use crate::tui::panes::history;

/// Applies the result of an action to the lists, the form and the reply, and continues a repeat
/// that is being answered directly.
pub fn performed(
    model: &mut Model,
    verb: Verb,
    done: &[Letter],
    mut failed: Vec<Failure>,
) -> Vec<Effect> {
    if let Some(list) = model.list_mut() {
        list.marked
            .retain(|id, _| !done.iter().any(|letter| letter.id == *id));
    }
    for list in model.lists.values_mut() {
        list.own
            .extend(done.iter().map(|letter| (letter.id, letter.version)));
    }
    if let Some(list) = model.list_mut() {
        done.iter()
            .for_each(|letter| list.seen(letter.id, letter.version));
    }
    match (done, failed.len()) {
        (_, 0) => {
            close_form(model);
            model.tell(history::done(verb, done));
        }
        ([], 1) => {
            refused(model, failed.remove(0));
        }
        (done, n) => {
            close_form(model);
            let first = failed
                .first()
                .map(|failure| failure.sentence.clone())
                .unwrap_or_default();
            model.refuse(say!(
                "done-partly",
                verb = verb.words(),
                done = done.len(),
                failed = n,
                first = first
            ));
        }
    }
    if let Some(writing) = &mut model.writing
        && let Some(letter) = done.iter().find(|letter| letter.id == writing.letter)
    {
        writing.recorded(letter);
        if verb == Verb::Submit {
            model.writing = None;
        }
    }
    let mut effects = super::refresh(model);
    let repeat = model
        .repeat
        .as_ref()
        .and_then(|repeat| done.iter().find(|letter| letter.id == repeat.letter));
    if verb == Verb::ReplyDirectly && repeat.is_none() {
        model.repeat = None;
    }
    match (verb, repeat) {
        (Verb::Accept, Some(letter)) => effects.extend(alike::go_on(model, letter)),
        (Verb::ReplyDirectly, Some(letter)) => effects.extend(alike::to_draft(model, letter.id)),
        (_, _) => {}
    }
    effects
}

fn close_form(model: &mut Model) {
    if matches!(model.overlay, Some(Overlay::Work(_))) {
        model.overlay = None;
    }
}

/// Reports that an action on a single letter failed. A form that another answer could correct stays
/// open; no text is lost.
fn refused(model: &mut Model, failure: Failure) {
    let Failure {
        letter,
        sentence,
        conflict,
    } = failure;
    if let Some(writing) = &mut model.writing
        && writing.letter == letter
        && conflict.is_none()
        && writing.leaving
    {
        // The text is saved as a draft and was not itself refused: the writer can leave the editor.
        model.refuse(say!("editor-kept", sentence = sentence));
        return;
    }
    if let Some(writing) = &mut model.writing
        && writing.letter == letter
        && conflict.is_some()
    {
        // The letter is read again; if another text was recorded, both versions are then shown.
        (writing.leaving, writing.asking) = (false, true);
        model.refuse(say!("editor-conflict", sentence = sentence));
        return;
    }
    if let Some(writing) = &mut model.writing {
        writing.leaving = false;
    }
    if let Some(Overlay::Work(work)) = &mut model.overlay {
        work.form.confirm = None;
        work.form.error = Some(match conflict {
            Some(_) => say!("form-again", sentence = sentence.as_str()),
            None => sentence.clone(),
        });
        if let Some(job) = work.jobs.iter_mut().find(|job| job.letter == letter)
            && let Some(version) = conflict
        {
            // The letter is read again; what was typed stays, to be submitted on the current
            // version.
            job.seen = version;
            // The form shows the reason; the status line need not repeat it.
            model.status = Status::Quiet;
            return;
        }
    }
    model.refuse(sentence);
}
