//! A message changes what is shown, and says what has to be done.

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

/// Changes the screen. The effects are to be carried out in order.
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
            // Nothing else means anything before there is an office.
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

/// What is still to be remembered beside the letter that is shown: where it is decided what becomes of it.
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

/// What has to be read for the first screen, once the queues are counted.
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
        .for_each(|writing| writing.look_back());
    if model.other_version().is_none() {
        // The next one is laid over what is written when its writer asks for it.
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
                    // Not before all is done and saved.
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

/// The choice that gives up what could not be saved.
pub const ABANDON: &str = "abandon";

/// Saves what is being written, and ends the program.
fn leave(model: &mut Model) -> Vec<Effect> {
    let mut effects = save(model);
    effects.push(Effect::Quit);
    effects
}

/// Saves whatever is being written and is not saved.
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

/// Whether something is being written that is not saved: the runtime then asks for it within a second.
pub fn unsaved(screen: &Screen) -> bool {
    matches!(screen, Screen::Office(model) if model.unsaved())
}

/// What was to be saved was not: it is saved again.
pub fn not_saved(screen: &mut Screen) {
    let Screen::Office(model) = screen else {
        return;
    };
    model
        .writing
        .iter_mut()
        .for_each(|writing| writing.not_saved());
    if let Some(Overlay::Work(work)) = &mut model.overlay {
        work.saved = u64::MAX;
    }
}

impl Model {
    /// Whether something is being written that is not saved.
    fn unsaved(&self) -> bool {
        let unsaved = |work: &Work| work.form.revision() != work.saved;
        let form = matches!(&self.overlay, Some(Overlay::Work(work)) if unsaved(work));
        form || self.company.unsaved.as_deref().is_some_and(unsaved)
            || self
                .writing
                .as_ref()
                .is_some_and(|writing| writing.unsaved())
    }

    /// Whether everything that was written is saved, and nothing that takes time is under way.
    pub fn is_kept(&self) -> bool {
        let imports =
            matches!(&self.overlay, Some(Overlay::Import(importing)) if importing.is_running());
        !self.unsaved() && !self.saving && !self.company.waiting && !self.busy && !imports
    }
}

/// How long until the lock does something by itself.
pub fn lock_due(screen: &Screen, elapsed: std::time::Duration) -> Option<std::time::Duration> {
    let Screen::Office(model) = screen else {
        return None;
    };
    model.lock.left(elapsed)
}

/// Whether the letter waits for the selection to rest.
pub fn resting(screen: &Screen) -> bool {
    matches!(screen, Screen::Office(model) if model.resting)
}

/// Reads again what is on the screen.
fn refresh(model: &mut Model) -> Vec<Effect> {
    // The letter before the list: what is typed next acts on the letter.
    let mut effects = vec![Effect::Count];
    effects.extend(model.wanted().map(Effect::Open));
    effects.extend(lists::reread(model));
    effects
}
