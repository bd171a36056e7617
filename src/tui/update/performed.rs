//! What became of an action.

use super::alike;
use crate::domain::letter::Letter;
use crate::domain::workflow::verb::Verb;
use crate::tui::effect::Effect;
use crate::tui::message::Failure;
use crate::tui::model::{Model, Overlay, Status};
use crate::tui::panes::history;

/// Takes what became of an action: what was done, and what was refused.
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

/// One action on one letter failed: a form that a better answer would mend stays open; every text stays where it is.
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
        // His text is saved, and it is not the text that is refused: he is not held in the editor.
        model.refuse(say!("editor-kept", sentence = sentence));
        return;
    }
    if let Some(writing) = &mut model.writing
        && writing.letter == letter
        && conflict.is_some()
    {
        // He is told; the letter is read again, and where another text was recorded, both are shown.
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
            // The letter is read again; what was typed stays, for another try on what is there now.
            job.seen = version;
            // It stands in the form, and once is enough: below it is the letter as it is now.
            model.status = Status::Quiet;
            return;
        }
    }
    model.refuse(sentence);
}
