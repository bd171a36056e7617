//! Dispatch of keys, typed text and pastes to what has the focus; input is queued while an action
//! is pending.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::{bulletin, editor, forms, imports, letter_menu, lists, popups, search};
use crate::domain::workflow::verb::Verb;
use crate::tui::effect::Effect;
use crate::tui::effect::StoreRequest;
use crate::tui::keymap::input::Input;
use crate::tui::keymap::{self, Command, Key, Scope};
use crate::tui::model::{Model, Overlay, Status};
use crate::tui::update::{conflict, similar};
use crate::tui::widgets::editor::{Editor, EditorCommand, typed_char};

/// Handles input, or queues it while an action is pending: it is meant for the screen after the
/// action.
pub(super) fn handle_input(model: &mut Model, typed: Input) -> Vec<Effect> {
    if model.busy && !bypasses_queue(model, &typed) {
        if model.coworkers.waits_for_lock {
            // The user was told to wait: replaying keys on a screen that has changed since would
            // surprise them.
            model.report_refusal(say!("desk-waiting-keys"));
        } else {
            model.queued_input.push(typed);
        }
        return Vec::new();
    }
    let busy = model.busy;
    let effects = match typed {
        Input::Key(event) => handle_key(model, &event),
        Input::Typed(typed) if busy => handle_text(model, &typed),
        Input::Typed(text) => handle_characters(model, &text),
        Input::Paste(text) => handle_paste(model, &text),
    };
    if !busy {
        let drafts = |effect: &Effect| {
            matches!(
                effect,
                Effect::Store(StoreRequest::Perform {
                    verb: Verb::Draft,
                    ..
                })
            )
        };
        model.recording = effects.iter().any(drafts);
    }
    model.busy |= blocks_input(&effects);
    effects
}

/// Presses a key that was clicked in the footer.
pub(super) fn press(model: &mut Model, key: Key) -> Vec<Effect> {
    handle_input(model, Input::Key(key.to_event()))
}

/// Returns the command of a key on the lock screen, which ends the program; `None` if the key only
/// unlocks.
pub(super) fn lock_screen_command(model: &Model, typed: &Input) -> Option<Command> {
    let key = match typed {
        Input::Key(key) => *key,
        Input::Typed(text) => {
            KeyEvent::new(KeyCode::Char(text.chars().next()?), KeyModifiers::NONE)
        }
        Input::Paste(_) => return None,
    };
    keymap::find_command(model.key_scope(), &key)
}

/// Reports whether text goes into the editor although the draft is being recorded: recording does
/// not change the editor, so typing need not wait.
fn bypasses_queue(model: &Model, typed: &Input) -> bool {
    let text = match typed {
        Input::Typed(_) | Input::Paste(_) => true,
        Input::Key(key) => {
            keymap::find_command(Scope::Editor, key).is_none()
                && EditorCommand::from_key(key).is_some()
        }
    };
    text && model.accepts_typing()
        && model.queued_input.is_empty()
        && model.key_scope() == Scope::Editor
}

impl Model {
    /// Reports whether the editor accepts text, also while its draft is being recorded.
    pub fn accepts_typing(&self) -> bool {
        let writes = self
            .reply_editor
            .as_ref()
            .is_some_and(|writing| !writing.close_when_saved && !writing.scrolls_letter);
        writes && (self.recording || !self.busy)
    }
}

/// Reports whether input must wait for these effects, because they change what it applies to.
fn blocks_input(effects: &[Effect]) -> bool {
    let waits = |effect: &Effect| {
        matches!(
            effect,
            Effect::Store(
                StoreRequest::Perform { .. }
                    | StoreRequest::Receive(..)
                    | StoreRequest::Locate(..)
                    | StoreRequest::LoadDraft(..)
            )
        ) || matches!(
            effect,
            Effect::Store(
                StoreRequest::Letters(..)
                    | StoreRequest::Today
                    | StoreRequest::Show(_)
                    | StoreRequest::Settings(_)
                    | StoreRequest::PublishBulletin(_)
                    | StoreRequest::BulletinText(..)
                    | StoreRequest::EditBulletin { .. }
                    | StoreRequest::History(_)
                    | StoreRequest::ShowAttachment(..)
            )
        )
    };
    effects.iter().any(waits)
}

/// Runs when the store thread has replied to everything: closes what is saved, runs pending steps
/// and the deferred command, then replays the queued input.
pub(super) fn resume_input(model: &mut Model) -> Vec<Effect> {
    if !std::mem::take(&mut model.busy) {
        return Vec::new();
    }
    if model
        .reply_editor
        .as_ref()
        .is_some_and(|writing| writing.close_when_saved)
    {
        model.reply_editor = None;
        if let Some(selected) = model.selected_letter() {
            // Further input is queued: it is meant for the list once its letter is read.
            model.busy = true;
            return vec![Effect::Store(StoreRequest::Open(selected))];
        }
    }
    if matches!(&model.overlay, Some(Overlay::Form(work)) if work.close_when_saved) {
        popups::close_topmost(model);
        model.report_done(say!("form-kept"));
        let shown = model.card.as_ref().map(|card| card.letter.id);
        if let Some(selected) = model
            .selected_letter()
            .filter(|selected| Some(*selected) != shown)
        {
            model.busy = true;
            return vec![Effect::Store(StoreRequest::Open(selected))];
        }
    }
    let mut effects = match std::mem::take(&mut model.pending_steps) {
        0 => Vec::new(),
        owed => lists::move_selection(model, owed),
    };
    if let Some((letter, command)) = model.deferred_command.take_if(|_| !model.busy)
        && model.current_letter().is_some_and(|read| read.id == letter)
    {
        effects.extend(lists::run(model, command));
        model.busy |= blocks_input(&effects);
    }
    // Input that was queued before the comparison opened is meant for the text below it.
    let versions = model.conflict.take();
    for typed in std::mem::take(&mut model.queued_input) {
        effects.extend(handle_input(model, typed));
    }
    model.conflict = model.conflict.take().or(versions);
    effects
}

/// Time after which what was done is taken to have been read.
const STATUS_READ_AFTER: std::time::Duration = std::time::Duration::from_secs(6);

/// Handles a key: a command of the current scope, a character, or an editing key.
fn handle_key(model: &mut Model, key: &KeyEvent) -> Vec<Effect> {
    // Another key cancels the comparison that would open once the similar letters arrive.
    model.compare_when_recalled = None;
    let scope = model.key_scope();
    // Who writes has no key that only takes a sentence away: it goes once it can have been read.
    let read = model.elapsed.saturating_sub(model.status_since) >= STATUS_READ_AFTER;
    if !matches!(scope, Scope::Editor) || matches!(model.status, Status::Refused(_)) || read {
        model.status = Status::Quiet;
    }
    if let Some(command) = keymap::find_command(scope, key) {
        let mut effects = run_command(model, scope, command);
        let shown = model.card.as_ref().map(|card| card.letter.id);
        if scope != Scope::Lists
            && model.key_scope() == Scope::Lists
            && shown != model.selected_letter()
        {
            // The selection moved while a pop-up was open.
            effects.extend(
                model
                    .selected_letter()
                    .map(|letter| Effect::Store(StoreRequest::Open(letter))),
            );
        }
        return effects;
    }
    if scope == Scope::LetterMenu {
        let shown = typed_char(key).map(String::from).unwrap_or_default();
        return letter_menu::press_letter(model, key, &shown);
    }
    if let Some(char) = typed_char(key) {
        return handle_text(model, &char.to_string());
    }
    match EditorCommand::from_key(key) {
        Some(command) => handle_edit(model, command),
        None => Vec::new(),
    }
}

/// Handles characters that arrived together. In the lists each is a key of its own; once one of
/// them opens a text field, the rest is text for it.
fn handle_characters(model: &mut Model, typed: &str) -> Vec<Effect> {
    let mut effects = Vec::new();
    for (at, char) in typed.char_indices() {
        let rest = typed.get(at..).unwrap_or_default();
        if model.busy {
            model.queued_input.push(Input::Typed(rest.to_owned()));
            break;
        }
        if !matches!(
            model.key_scope(),
            Scope::Lists | Scope::LetterMenu | Scope::Bulletin | Scope::Similar | Scope::Versions
        ) {
            effects.extend(handle_text(model, rest));
            break;
        }
        let more = handle_key(
            model,
            &KeyEvent::new(KeyCode::Char(char), KeyModifiers::NONE),
        );
        model.busy |= blocks_input(&more);
        effects.extend(more);
    }
    effects
}

/// Handles a bracketed paste.
fn handle_paste(model: &mut Model, pasted: &str) -> Vec<Effect> {
    if model.key_scope() == Scope::Query {
        return search::insert_text(model, pasted.trim());
    }
    if model.key_scope() == Scope::Versions {
        return Vec::new();
    }
    match &mut model.overlay {
        Some(Overlay::Form(work)) => {
            let outcome = work.form.paste(pasted);
            forms::handle_outcome(model, outcome)
        }
        Some(Overlay::Menu(_) | Overlay::Filter(..) | Overlay::Import(_)) => {
            let line: String = pasted
                .chars()
                .map(|char| if char.is_control() { ' ' } else { char })
                .collect();
            handle_text(model, line.trim())
        }
        Some(Overlay::Text(_) | Overlay::LetterMenu(_) | Overlay::Similar(_)) => Vec::new(),
        None => {
            match &mut model.reply_editor {
                Some(writing) => writing.editor.paste(pasted),
                None => model.report_refusal(say!("paste-nowhere")),
            }
            Vec::new()
        }
    }
}

fn run_command(model: &mut Model, scope: Scope, command: Command) -> Vec<Effect> {
    match scope {
        Scope::Lists => lists::run(model, command),
        Scope::LetterMenu => letter_menu::run(model, command),
        Scope::Bulletin => bulletin::run(model, command),
        Scope::Editor => editor::run(model, command),
        Scope::Form if matches!(model.overlay, Some(Overlay::Import(_))) => {
            imports::run(model, command)
        }
        Scope::Form => forms::run(model, command),
        Scope::Popup => popups::run(model, command),
        Scope::Filter => popups::run_filter(model, command),
        Scope::Similar => similar::run(model, command),
        Scope::Query => search::run(model, command),
        Scope::Versions => conflict::run(model, command),
        // Handled before all other input.
        Scope::Locked => Vec::new(),
    }
}

/// Handles typed text.
fn handle_text(model: &mut Model, text: &str) -> Vec<Effect> {
    if model.key_scope() == Scope::Query {
        return search::insert_text(model, text);
    }
    if model.key_scope() == Scope::Versions {
        model.report_refusal(say!(
            "key-unknown",
            key = text,
            help = say!("versions-help")
        ));
        return Vec::new();
    }
    match &mut model.overlay {
        Some(Overlay::Form(work)) => {
            let outcome = work.form.insert_typed(text);
            forms::handle_outcome(model, outcome)
        }
        Some(Overlay::Menu(_) | Overlay::Text(_)) => popups::insert_text(model, text),
        Some(Overlay::Filter(line, _)) => {
            line.insert(text);
            popups::apply_filter(model)
        }
        Some(Overlay::Import(_)) => imports::insert_text(model, text),
        Some(Overlay::LetterMenu(_)) => Vec::new(),
        Some(Overlay::Similar(_)) => {
            model.report_refusal(say!("key-unknown", key = text, help = say!("alike-help")));
            Vec::new()
        }
        None => {
            match &mut model.reply_editor {
                Some(writing) if writing.scrolls_letter => {
                    model.report_refusal(say!("editor-reading"))
                }
                Some(writing) if !writing.editor.has_room_for(text) => {
                    model.report_refusal(Editor::too_long_message(text))
                }
                Some(writing) => writing.editor.insert(text),
                None if text.is_ascii() => {
                    model.report_refusal(say!("key-unknown", key = text, help = help_key()));
                }
                None => model.report_refusal(say!("input-method-on")),
            }
            Vec::new()
        }
    }
}

/// Handles an editing key.
fn handle_edit(model: &mut Model, command: EditorCommand) -> Vec<Effect> {
    if model.key_scope() == Scope::Query {
        return search::edit_query(model, command);
    }
    if model.key_scope() == Scope::Versions {
        return Vec::new();
    }
    match &mut model.overlay {
        Some(Overlay::Form(work)) => {
            let outcome = work.form.run_edit(command);
            forms::handle_outcome(model, outcome)
        }
        Some(Overlay::Menu(_) | Overlay::Text(_)) => popups::handle_edit(model, command),
        Some(Overlay::Filter(line, _)) => {
            line.run_command(command);
            popups::apply_filter(model)
        }
        Some(Overlay::Import(_)) => imports::handle_edit(model, command),
        Some(Overlay::LetterMenu(_) | Overlay::Similar(_)) => Vec::new(),
        None => {
            let page = isize::try_from(model.list_height()).unwrap_or(1);
            if model.reply_editor.is_none() {
                model.report_refusal(say!("key-nothing", help = help_key()));
            }
            if let Some(writing) = &mut model.reply_editor {
                match command.scroll_delta(page) {
                    Some(by) if writing.scrolls_letter => {
                        writing.top = writing.top.saturating_add_signed(by)
                    }
                    None if writing.scrolls_letter => {}
                    Some(_) | None => {
                        writing.editor.run_command(command);
                        if matches!(command, EditorCommand::Copy | EditorCommand::Cut) {
                            let text = writing.editor.copied().to_owned();
                            return popups::copy_text(model, text);
                        }
                    }
                }
            }
            Vec::new()
        }
    }
}

fn help_key() -> String {
    keymap::key(Scope::Lists, Command::Help)
        .map(|key| key.label())
        .unwrap_or_default()
}
