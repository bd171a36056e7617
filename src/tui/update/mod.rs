//! The state transition: applies a message to the screen and returns the effects to carry out.

mod bulletin;
pub(crate) mod conflict;
mod editor;
mod forms;
mod imports;
mod keys;
mod letter_menu;
pub(crate) mod list_view;
mod lists;
mod mouse;
mod performed;
mod popups;
pub(crate) mod replies;
mod search;
pub(crate) mod settings;
pub mod similar;
pub(crate) mod today;
mod topics;
mod welcome;

use super::effect::Effect;
use super::message::Message;
use super::model::{Model, Overlay, Screen};
use crate::domain::letter::stage::Queue;
use crate::tui::effect::{ReadRequest, StoreRequest, TerminalRequest};
use crate::tui::message::{ScreenEvent, StoreReply, TimerEvent, WatchEvent};
use crate::tui::state::form::ActionForm;
use crate::tui::state::lock::LockEvent;

/// Applies a message to the screen. The effects must be carried out in this order.
pub fn update(screen: &mut Screen, message: Message) -> Vec<Effect> {
    match screen {
        Screen::Office(model) => update_office(model, message),
        Screen::Welcome(welcome) => match message {
            Message::Store(StoreReply::Founded(model)) => {
                let size = welcome.size;
                *screen = Screen::Office(model);
                let Screen::Office(model) = screen else {
                    return Vec::new();
                };
                model.size = size;
                open_first_pane(model)
            }
            Message::Input(typed) => welcome::handle_input(welcome, typed),
            Message::Terminal(ScreenEvent::Mouse(event)) => welcome::click(welcome, &event),
            Message::Terminal(ScreenEvent::Resize(columns, rows)) => {
                welcome.size = (columns, rows);
                Vec::new()
            }
            Message::Store(StoreReply::Failed(sentence)) => {
                welcome.fail(sentence);
                Vec::new()
            }
            Message::Store(StoreReply::Folder(folder, entries)) => {
                welcome.set_entries(&folder, entries);
                Vec::new()
            }
            Message::Terminal(ScreenEvent::Hangup) => vec![Effect::Terminal(TerminalRequest::Quit)],
            // Without an office nothing else applies.
            Message::Timer(_)
            | Message::Terminal(_)
            | Message::Watch(_)
            | Message::Read(_)
            | Message::Store(_) => Vec::new(),
        },
    }
}

/// Returns the request for similar letters and suggestions of the displayed letter, if it is still
/// missing. Only letters in the inbox and in triage have them: that is where their course is
/// decided.
pub fn request_recall(model: &Model) -> Option<Effect> {
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
        .then_some(Effect::Read(ReadRequest::Recall(id, version)))
}

/// Selects the first pane, once the queues are counted. Returns what must be read for it.
pub fn open_first_pane(model: &mut Model) -> Vec<Effect> {
    model.pane = model.initial_pane();
    model
        .list_mut()
        .and_then(|list| list.refresh())
        .into_iter()
        .collect()
}

fn update_office(model: &mut Model, message: Message) -> Vec<Effect> {
    let effects = apply_message(model, message);
    model
        .reply_editor
        .iter_mut()
        // An undo may have restored the text before a conflict was resolved: it is open again.
        .for_each(|writing| writing.restore_conflict());
    if model.other_version().is_none() {
        // Without a conflict the comparison closes; a later conflict opens it only on request.
        model.conflict = None;
    }
    effects
}

fn apply_message(model: &mut Model, message: Message) -> Vec<Effect> {
    match message {
        Message::Timer(event) => handle_timer(model, event),
        Message::Input(typed) => {
            let left = model
                .lock
                .is_locked()
                .then(|| keys::lock_screen_command(model, &typed))
                .flatten();
            match (model.lock.record_key(model.elapsed), left) {
                (true, Some(_)) => save_and_quit(model),
                (true, None) => Vec::new(),
                (false, _) => keys::handle_input(model, typed),
            }
        }
        Message::Terminal(event) => handle_screen_event(model, event),
        Message::Watch(event) => handle_watch_event(model, event),
        Message::Read(reply) => replies::apply_read_reply(model, reply),
        Message::Store(reply) => replies::apply_reply(model, reply),
    }
}

/// Handles the clock of the event loop.
fn handle_timer(model: &mut Model, event: TimerEvent) -> Vec<Effect> {
    match event {
        TimerEvent::Now(now, elapsed) => {
            model.now = now;
            model.elapsed = elapsed;
            match model.lock.advance_to(now, elapsed) {
                LockEvent::None => Vec::new(),
                LockEvent::Locked => save_drafts(model),
                LockEvent::Expired if model.can_quit_safely() => save_and_quit(model),
                LockEvent::Expired => {
                    // The program ends only after everything is done and saved: try again after
                    // another interval.
                    model.lock.postpone_exit(elapsed);
                    save_drafts(model)
                }
            }
        }
        TimerEvent::Rested => {
            let resting = std::mem::take(&mut model.preview_pending);
            model
                .selected_letter()
                .filter(|_| resting)
                .map(|letter| Effect::Store(StoreRequest::Open(letter)))
                .into_iter()
                .collect()
        }
        TimerEvent::Waiting => {
            model.coworkers.waits_for_lock = true;
            Vec::new()
        }
        TimerEvent::Autosave => save_drafts(model),
    }
}

/// Handles events of the terminal, but for what is typed.
fn handle_screen_event(model: &mut Model, event: ScreenEvent) -> Vec<Effect> {
    match event {
        ScreenEvent::Mouse(_) if model.lock.is_locked() => Vec::new(),
        ScreenEvent::Mouse(event) => {
            model.lock.record_key(model.elapsed);
            mouse::handle_mouse(model, &event)
        }
        ScreenEvent::Resize(columns, rows) => {
            model.size = (columns, rows);
            Vec::new()
        }
        ScreenEvent::WideAmbiguous => {
            model.report_refusal(say!("wide-ambiguous"));
            Vec::new()
        }
        ScreenEvent::Hangup => save_and_quit(model),
        // Handled by the event loop.
        ScreenEvent::Stop | ScreenEvent::Away | ScreenEvent::Back => Vec::new(),
    }
}

/// Handles what others do to the database.
fn handle_watch_event(model: &mut Model, event: WatchEvent) -> Vec<Effect> {
    match event {
        WatchEvent::Others(others) => {
            model.update_presence(others);
            Vec::new()
        }
        WatchEvent::Leased(sentence) => {
            model.coworkers.lease_notice = sentence;
            Vec::new()
        }
        WatchEvent::Changed => vec![Effect::Store(StoreRequest::LookForOthers)],
    }
}

/// Value of the menu item that discards what could not be saved.
pub const DISCARD: &str = "abandon";

/// Saves all drafts and ends the program.
fn save_and_quit(model: &mut Model) -> Vec<Effect> {
    let mut effects = save_drafts(model);
    effects.push(Effect::Terminal(TerminalRequest::Quit));
    effects
}

/// Saves all drafts with unsaved changes: of the reply, of the open form, and of a form that is
/// being abandoned.
pub fn save_drafts(model: &mut Model) -> Vec<Effect> {
    let now = model.now;
    let mut effects: Vec<Effect> = model
        .reply_editor
        .as_mut()
        .and_then(|writing| writing.save(now))
        .into_iter()
        .collect();
    if let Some(Overlay::Form(work)) = &mut model.overlay {
        effects.extend(forms::save_form(work, now));
    }
    if let Some(work) = &mut model.coworkers.unsaved_form {
        effects.extend(forms::save_form(work, now));
    }
    model.saving |= !effects.is_empty();
    effects
}

/// Reports whether a draft has unsaved changes; the runtime then sends an autosave within a second.
pub fn has_unsaved_drafts(screen: &Screen) -> bool {
    matches!(screen, Screen::Office(model) if model.has_unsaved_drafts())
}

/// Marks all drafts as unsaved again, after saving them has failed.
pub fn mark_drafts_unsaved(screen: &mut Screen) {
    let Screen::Office(model) = screen else {
        return;
    };
    model
        .reply_editor
        .iter_mut()
        .for_each(|writing| writing.on_save_failed());
    model.mark_forms_unsaved();
}

impl Model {
    /// Marks the open form and one that is being abandoned as unsaved.
    fn mark_forms_unsaved(&mut self) {
        let open = match &mut self.overlay {
            Some(Overlay::Form(work)) => Some(work),
            _ => None,
        };
        for work in open.into_iter().chain(&mut self.coworkers.unsaved_form) {
            // No revision has this value, so the form counts as unsaved.
            work.saved_revision = u64::MAX;
        }
    }

    fn has_unsaved_drafts(&self) -> bool {
        let unsaved = |work: &ActionForm| work.form.revision() != work.saved_revision;
        let form = matches!(&self.overlay, Some(Overlay::Form(work)) if unsaved(work));
        form || self.coworkers.unsaved_form.as_deref().is_some_and(unsaved)
            || self
                .reply_editor
                .as_ref()
                .is_some_and(|writing| writing.has_unsaved_changes())
    }

    /// Reports whether all drafts are saved and no action, import or lock wait is pending.
    pub fn can_quit_safely(&self) -> bool {
        let imports =
            matches!(&self.overlay, Some(Overlay::Import(importing)) if importing.is_running());
        !self.has_unsaved_drafts()
            && !self.saving
            && !self.coworkers.waits_for_lock
            && !self.busy
            && !imports
    }
}

/// Returns the time until the screen lock next acts by itself; `None` if it never does.
pub fn time_until_lock(
    screen: &Screen,
    elapsed: std::time::Duration,
) -> Option<std::time::Duration> {
    let Screen::Office(model) = screen else {
        return None;
    };
    model.lock.time_left(elapsed)
}

/// Reports whether the preview is debounced: it follows once the selection rests.
pub fn is_preview_pending(screen: &Screen) -> bool {
    matches!(screen, Screen::Office(model) if model.preview_pending)
}

/// Returns the effects that reload what is displayed.
fn reload_screen(model: &mut Model) -> Vec<Effect> {
    // The letter comes before the list: keys typed next act on the letter.
    let mut effects = vec![Effect::Store(StoreRequest::Refresh)];
    effects.extend(
        model
            .wanted_letter()
            .map(|letter| Effect::Store(StoreRequest::Open(letter))),
    );
    effects.extend(lists::reload_list(model));
    effects
}
