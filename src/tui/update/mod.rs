//! The state transition: applies a message to the screen and returns the effects to carry out.

pub mod alike;
mod answers;
mod bulletin;
mod editor;
mod forms;
mod hot;
mod imports;
mod keys;
mod lists;
mod mouse;
mod performed;
mod popups;
mod search;
mod versions;

use super::effect::Effect;
use super::keymap::{self, Scope};
use super::message::{Input, Message};
use super::model::{Model, Overlay, Screen};
use crate::domain::letter::stage::Queue;
use crate::tui::state::form::Work;
use crate::tui::state::lock::Turn;

/// Applies a message to the screen. The effects must be carried out in this order.
pub fn update(screen: &mut Screen, message: Message) -> Vec<Effect> {
    match screen {
        Screen::Office(model) => office(model, message),
        Screen::Welcome(welcome) => match message {
            Message::Founded(model) => {
                let size = welcome.size;
                *screen = Screen::Office(model);
                let Screen::Office(model) = screen else {
                    return Vec::new();
                };
                model.size = size;
                start(model)
            }
            Message::Input(Input::Key(key)) => keymap::find(Scope::Popup, &key)
                .map(|c| welcome.command(c))
                .unwrap_or_default(),
            Message::Resize(columns, rows) => {
                welcome.size = (columns, rows);
                Vec::new()
            }
            Message::Failed(sentence) => {
                welcome.error = Some(sentence);
                Vec::new()
            }
            Message::Hangup => vec![Effect::Quit],
            // Without an office nothing else applies; listed, so that a new message is not
            // forgotten.
            Message::Now(..)
            | Message::Rested
            | Message::Input(_)
            | Message::Idle
            | Message::OthersCommitted
            | Message::Mouse(_)
            | Message::WideAmbiguous
            | Message::Stop
            | Message::Away
            | Message::Back
            | Message::Answered
            | Message::Changed
            | Message::Autosave
            | Message::Others(_)
            | Message::Leased(_)
            | Message::Waiting
            | Message::Office(_)
            | Message::Counts(_)
            | Message::Lapsed(_)
            | Message::DiskLow(_)
            | Message::Behind(_)
            | Message::Page(..)
            | Message::Hits(_)
            | Message::Tally(..)
            | Message::NotSearched(..)
            | Message::Card(_)
            | Message::Recalled(_)
            | Message::Topics(..)
            | Message::Performed(..)
            | Message::Drafts(..)
            | Message::Saved(..)
            | Message::Beside(..)
            | Message::History(..)
            | Message::Received(_)
            | Message::Found(..)
            | Message::Bulletin(_)
            | Message::Letters(..)
            | Message::Shown(_)
            | Message::Done(_)
            | Message::Look(_)
            | Message::Completions(..)
            | Message::Progress(_)
            | Message::Imported(_) => Vec::new(),
        },
    }
}

/// Returns the request for similar letters and suggestions of the displayed letter, if it is still
/// missing. Only letters in the inbox and in triage have them: that is where their course is
/// decided.
pub fn recall(model: &Model) -> Option<Effect> {
    let card = model
        .card
        .as_ref()
        .filter(|card| !card.sealed && !model.who.is_liaison_only())?;
    let (id, version) = (card.letter.id, card.letter.version);
    let known = model
        .recall
        .as_ref()
        .is_some_and(|recall| (recall.letter, recall.version) == (id, version));
    (matches!(card.letter.queue(), Queue::Inbox | Queue::Triage) && !known)
        .then_some(Effect::Recall(id, version))
}

/// Selects the first pane, once the queues are counted. Returns what must be read for it.
pub fn start(model: &mut Model) -> Vec<Effect> {
    model.pane = model.where_work_waits();
    model
        .list_mut()
        .and_then(|list| list.refresh())
        .into_iter()
        .collect()
}

fn office(model: &mut Model, message: Message) -> Vec<Effect> {
    let effects = taken(model, message);
    model
        .writing
        .iter_mut()
        // An undo may have restored the text before a conflict was resolved: it is open again.
        .for_each(|writing| writing.look_back());
    if model.other_version().is_none() {
        // Without a conflict the comparison closes; a later conflict opens it only on request.
        model.versions = None;
    }
    effects
}

fn taken(model: &mut Model, message: Message) -> Vec<Effect> {
    match message {
        Message::Now(now, elapsed) => {
            model.now = now;
            model.elapsed = elapsed;
            match model.lock.turn(now, elapsed) {
                Turn::None => Vec::new(),
                Turn::Locks => save(model),
                Turn::Ends if model.is_kept() => leave(model),
                Turn::Ends => {
                    // The program ends only after everything is done and saved: try again after
                    // another interval.
                    model.lock.wait(elapsed);
                    save(model)
                }
            }
        }
        Message::Rested => {
            let resting = std::mem::take(&mut model.resting);
            model
                .selected()
                .filter(|_| resting)
                .map(Effect::Open)
                .into_iter()
                .collect()
        }
        Message::Input(typed) => {
            let left = model
                .lock
                .is_locked()
                .then(|| keys::locked(model, &typed))
                .flatten();
            match (model.lock.touched(model.elapsed), left) {
                (true, Some(_)) => leave(model),
                (true, None) => Vec::new(),
                (false, _) => keys::take(model, typed),
            }
        }
        Message::Idle => {
            (model.company.waiting, model.saving) = (false, false);
            keys::idle(model)
        }
        Message::Waiting => {
            model.company.waiting = true;
            Vec::new()
        }
        Message::Others(others) => {
            model.meet(others);
            Vec::new()
        }
        Message::Leased(sentence) => {
            model.company.leased = sentence;
            Vec::new()
        }
        Message::Changed => vec![Effect::LookForOthers],
        Message::OthersCommitted => refresh(model),
        Message::Mouse(_) if model.lock.is_locked() => Vec::new(),
        Message::Mouse(event) => {
            model.lock.touched(model.elapsed);
            mouse::mouse(model, &event)
        }
        Message::Resize(columns, rows) => {
            model.size = (columns, rows);
            Vec::new()
        }
        Message::WideAmbiguous => {
            model.refuse(say!("wide-ambiguous"));
            Vec::new()
        }
        Message::Hangup => leave(model),
        Message::Autosave => save(model),
        answer => answers::take(model, answer),
    }
}

/// Value of the menu item that discards what could not be saved.
pub const ABANDON: &str = "abandon";

/// Saves all drafts and ends the program.
fn leave(model: &mut Model) -> Vec<Effect> {
    let mut effects = save(model);
    effects.push(Effect::Quit);
    effects
}

/// Saves all drafts with unsaved changes: of the reply, of the open form, and of a form that is
/// being abandoned.
pub fn save(model: &mut Model) -> Vec<Effect> {
    let now = model.now;
    let mut effects: Vec<Effect> = model
        .writing
        .as_mut()
        .and_then(|writing| writing.save(now))
        .into_iter()
        .collect();
    if let Some(Overlay::Work(work)) = &mut model.overlay {
        effects.extend(forms::save(work, now));
    }
    if let Some(work) = &mut model.company.unsaved {
        effects.extend(forms::save(work, now));
    }
    model.saving |= !effects.is_empty();
    effects
}

/// Reports whether a draft has unsaved changes; the runtime then sends an autosave within a second.
pub fn unsaved(screen: &Screen) -> bool {
    matches!(screen, Screen::Office(model) if model.unsaved())
}

/// Marks all drafts as unsaved again, after saving them has failed.
pub fn not_saved(screen: &mut Screen) {
    let Screen::Office(model) = screen else {
        return;
    };
    model
        .writing
        .iter_mut()
        .for_each(|writing| writing.not_saved());
    model.mark_forms_unsaved();
}

impl Model {
    /// Marks the open form and one that is being abandoned as unsaved.
    fn mark_forms_unsaved(&mut self) {
        let open = match &mut self.overlay {
            Some(Overlay::Work(work)) => Some(work),
            _ => None,
        };
        for work in open.into_iter().chain(&mut self.company.unsaved) {
            // No revision has this value, so the form counts as unsaved.
            work.saved = u64::MAX;
        }
    }

    fn unsaved(&self) -> bool {
        let unsaved = |work: &Work| work.form.revision() != work.saved;
        let form = matches!(&self.overlay, Some(Overlay::Work(work)) if unsaved(work));
        form || self.company.unsaved.as_deref().is_some_and(unsaved)
            || self
                .writing
                .as_ref()
                .is_some_and(|writing| writing.unsaved())
    }

    /// Reports whether all drafts are saved and no action, import or lock wait is pending.
    pub fn is_kept(&self) -> bool {
        let imports =
            matches!(&self.overlay, Some(Overlay::Import(importing)) if importing.is_running());
        !self.unsaved() && !self.saving && !self.company.waiting && !self.busy && !imports
    }
}

/// Returns the time until the screen lock next acts by itself; `None` if it never does.
pub fn lock_due(screen: &Screen, elapsed: std::time::Duration) -> Option<std::time::Duration> {
    let Screen::Office(model) = screen else {
        return None;
    };
    model.lock.left(elapsed)
}

/// Reports whether the preview is debounced: it follows once the selection rests.
pub fn resting(screen: &Screen) -> bool {
    matches!(screen, Screen::Office(model) if model.resting)
}

/// Returns the effects that reload what is displayed.
fn refresh(model: &mut Model) -> Vec<Effect> {
    // The letter comes before the list: keys typed next act on the letter.
    let mut effects = vec![Effect::Count];
    effects.extend(model.wanted().map(Effect::Open));
    effects.extend(lists::reread(model));
    effects
}
