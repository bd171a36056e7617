//! Results of actions: the changed letters, and refusals.

use crate::document::history;
use crate::domain::letter::stage::Queue;
use crate::domain::letter::{Letter, LetterId};
use crate::domain::workflow::verb::Verb;
use crate::text::sanitize::one_line;
use crate::tui::effect::{Effect, StoreRequest};
use crate::tui::message::ActionFailure;
use crate::tui::model::{Model, Overlay, Status, TextPopup};
use crate::tui::state::form::contacts::{CONTACTS_PREFERENCE, UnitContacts};
use crate::tui::update::similar;

/// Applies the result of an action to the lists, the form and the reply, and continues a repeat
/// that is being answered directly.
pub(super) fn apply_result(
    model: &mut Model,
    verb: Verb,
    done: &[Letter],
    mut failed: Vec<ActionFailure>,
) -> Vec<Effect> {
    if let Some(list) = model.list_mut() {
        list.marked
            .retain(|id, _| !done.iter().any(|letter| letter.id == *id));
    }
    for list in model.lists.values_mut() {
        list.own_changes
            .extend(done.iter().map(|letter| (letter.id, letter.version)));
    }
    if let Some(list) = model.list_mut() {
        done.iter()
            .for_each(|letter| list.record_seen_version(letter.id, letter.version));
    }
    let mut remembered = None;
    match (done, failed.len()) {
        (_, 0) => {
            remembered = remember_contacts(model);
            close_form(model);
            let sentence = history::done_sentence(verb, done);
            let sentence = match moved_to(model, done) {
                Some(queue) => {
                    let pane = say!(&format!("queue-{}", queue.code()));
                    say!("done-moved", sentence = sentence, pane = pane)
                }
                None => sentence,
            };
            model.report_done(sentence);
        }
        ([], 1) => {
            report_refusal(model, failed.remove(0));
        }
        (done, _) => {
            close_form(model);
            show_result(model, verb, done.len(), &failed);
        }
    }
    if let Some(writing) = &mut model.reply_editor
        && let Some(letter) = done.iter().find(|letter| letter.id == writing.letter)
    {
        writing.recorded(letter);
        if verb == Verb::Submit {
            model.reply_editor = None;
        }
    }
    let mut effects = super::reload_screen(model);
    effects.extend(remembered);
    let repeat = model
        .pending_repeat
        .as_ref()
        .and_then(|repeat| done.iter().find(|letter| letter.id == repeat.letter));
    if verb == Verb::ReplyDirectly && repeat.is_none() {
        model.pending_repeat = None;
    }
    match (verb, repeat) {
        (Verb::Accept, Some(letter)) => effects.extend(similar::continue_repeat(model, letter)),
        (Verb::ReplyDirectly, Some(letter)) => {
            effects.extend(similar::open_repeat_draft(model, letter.id))
        }
        (_, _) => {}
    }
    effects
}

/// Shows what became of an action on several letters, of which some refused it.
fn show_result(model: &mut Model, verb: Verb, done: usize, failed: &[ActionFailure]) {
    let name = |id: LetterId| {
        let mut rows = model.list().into_iter().flat_map(|list| &list.rows);
        let row = rows.find(|row| row.id == id);
        row.map_or_else(
            || id.0.to_string(),
            |row| format!("{} {}", row.short_name(), one_line(&row.title)),
        )
    };
    let mut lines = vec![
        say!(
            "done-partly",
            verb = verb.label(),
            done = done,
            failed = failed.len()
        ),
        String::new(),
    ];
    for failure in failed {
        lines.push(name(failure.letter));
        lines.push(format!("    {}", failure.sentence));
    }
    model.report_refusal(&lines[0]);
    model.overlay = Some(Overlay::Text(TextPopup {
        title: say!("done-partly-title"),
        lines,
        ..TextPopup::default()
    }));
}

/// Returns the queue that a letter went to, if it is no longer in the pane that is shown, and
/// remembers the letter to follow.
fn moved_to(model: &mut Model, done: &[Letter]) -> Option<Queue> {
    let [letter] = done else {
        return None;
    };
    let queue = letter.queue();
    // The overdue pane shows letters of several queues, and so does the search; in the review pane a
    // letter stays while a leader has something to do.
    let moved = match model.pane {
        Queue::Inbox | Queue::Triage | Queue::Assignment | Queue::Drafting => queue != model.pane,
        Queue::Review => letter.leader_task().is_none(),
        Queue::Overdue | Queue::Ended | Queue::All => false,
    };
    model.follow = moved.then_some(letter.id);
    moved.then_some(queue)
}

/// Remembers who was reached at the unit, as the open form says.
fn remember_contacts(model: &mut Model) -> Option<Effect> {
    let Some(Overlay::Form(work)) = &model.overlay else {
        return None;
    };
    let prefer = |contacts: &UnitContacts| {
        Effect::Store(StoreRequest::Prefer(
            CONTACTS_PREFERENCE,
            contacts.to_json(),
        ))
    };
    let changed = model.contacts.remember(work);
    changed.then(|| prefer(&model.contacts))
}

fn close_form(model: &mut Model) {
    if matches!(model.overlay, Some(Overlay::Form(_))) {
        model.overlay = None;
    }
}

/// Reports that an action on a single letter failed. A form that another answer could correct stays
/// open; no text is lost.
fn report_refusal(model: &mut Model, failure: ActionFailure) {
    let ActionFailure {
        letter,
        sentence,
        current_version: conflict,
    } = failure;
    if let Some(writing) = &mut model.reply_editor
        && writing.letter == letter
        && conflict.is_none()
        && writing.close_when_saved
    {
        // The text is saved as a draft and was not itself refused: the writer can leave the editor.
        model.report_refusal(say!("editor-kept", sentence = sentence));
        return;
    }
    if let Some(writing) = &mut model.reply_editor
        && writing.letter == letter
        && conflict.is_some()
    {
        // The letter is read again; if another text was recorded, both versions are then shown.
        (writing.close_when_saved, writing.compare_when_read) = (false, true);
        model.report_refusal(say!("editor-conflict", sentence = sentence));
        return;
    }
    if let Some(writing) = &mut model.reply_editor {
        writing.close_when_saved = false;
    }
    if let Some(Overlay::Form(work)) = &mut model.overlay {
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
            job.seen_version = version;
            // The form shows the reason; the status line need not repeat it.
            model.status = Status::Quiet;
            return;
        }
    }
    model.report_refusal(sentence);
}
