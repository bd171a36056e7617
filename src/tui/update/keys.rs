//! Dispatch of keys, typed text and pastes to what has the focus; input is queued while an action
//! is pending.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::{alike, bulletin, editor, forms, imports, lists, popups, search, versions};
use crate::domain::workflow::verb::Verb;
use crate::tui::effect::Effect;
use crate::tui::keymap::{self, Command, Scope};
use crate::tui::message::Input;
use crate::tui::model::{Model, Overlay, Status};
use crate::tui::widgets::editor::{Editor, EditorCommand, typed as typed_char};

/// Handles input, or queues it while an action is pending: it is meant for the screen after the
/// action.
pub fn take(model: &mut Model, typed: Input) -> Vec<Effect> {
    if model.busy && !goes_on(model, &typed) {
        if model.company.waiting {
            // The user was told to wait: replaying keys on a screen that has changed since would
            // surprise them.
            model.refuse(say!("desk-waiting-keys"));
        } else {
            model.ahead.push(typed);
        }
        return Vec::new();
    }
    let busy = model.busy;
    let effects = match typed {
        Input::Key(event) => key(model, &event),
        Input::Typed(typed) if busy => text(model, &typed),
        Input::Typed(text) => several(model, &text),
        Input::Paste(text) => paste(model, &text),
    };
    if !busy {
        let drafts = |effect: &Effect| {
            matches!(
                effect,
                Effect::Perform {
                    verb: Verb::Draft,
                    ..
                }
            )
        };
        model.recording = effects.iter().any(drafts);
    }
    model.busy |= waits(&effects);
    effects
}

/// Returns the command of a key on the lock screen, which ends the program; `None` if the key only
/// unlocks.
pub fn locked(model: &Model, typed: &Input) -> Option<Command> {
    let key = match typed {
        Input::Key(key) => *key,
        Input::Typed(text) => {
            KeyEvent::new(KeyCode::Char(text.chars().next()?), KeyModifiers::NONE)
        }
        Input::Paste(_) => return None,
    };
    keymap::find(model.scope(), &key)
}

/// Reports whether text goes into the editor although the draft is being recorded: recording does
/// not change the editor, so typing need not wait.
fn goes_on(model: &Model, typed: &Input) -> bool {
    let text = match typed {
        Input::Typed(_) | Input::Paste(_) => true,
        Input::Key(key) => {
            keymap::find(Scope::Editor, key).is_none() && EditorCommand::from_key(key).is_some()
        }
    };
    text && model.writes_on() && model.ahead.is_empty() && model.scope() == Scope::Editor
}

impl Model {
    /// Reports whether the editor accepts text, also while its draft is being recorded.
    pub fn writes_on(&self) -> bool {
        let writes = self
            .writing
            .as_ref()
            .is_some_and(|writing| !writing.leaving && !writing.reading);
        writes && (self.recording || !self.busy)
    }
}

/// Reports whether input must wait for these effects, because they change what it applies to.
fn waits(effects: &[Effect]) -> bool {
    let waits = |effect: &Effect| {
        matches!(
            effect,
            Effect::Perform { .. } | Effect::Receive(_) | Effect::LoadDraft(..)
        ) || matches!(
            effect,
            Effect::Letters(..) | Effect::Show(_) | Effect::PublishBulletin(_) | Effect::History(_)
        )
    };
    effects.iter().any(waits)
}

/// Runs when the store thread has replied to everything: closes what is saved, runs pending steps
/// and the deferred command, then replays the queued input.
pub fn idle(model: &mut Model) -> Vec<Effect> {
    if !std::mem::take(&mut model.busy) {
        return Vec::new();
    }
    if model
        .writing
        .as_ref()
        .is_some_and(|writing| writing.leaving)
    {
        model.writing = None;
        if let Some(selected) = model.selected() {
            // Further input is queued: it is meant for the list once its letter is read.
            model.busy = true;
            return vec![Effect::Open(selected)];
        }
    }
    if matches!(&model.overlay, Some(Overlay::Work(work)) if work.leaving) {
        model.overlay = None;
        model.tell(say!("form-kept"));
        let shown = model.card.as_ref().map(|card| card.letter.id);
        if let Some(selected) = model.selected().filter(|selected| Some(*selected) != shown) {
            model.busy = true;
            return vec![Effect::Open(selected)];
        }
    }
    let mut effects = match std::mem::take(&mut model.owed) {
        0 => Vec::new(),
        owed => lists::step(model, owed),
    };
    if let Some((letter, command)) = model.then.take_if(|_| !model.busy)
        && model.letter().is_some_and(|read| read.id == letter)
    {
        effects.extend(lists::run(model, command));
        model.busy |= waits(&effects);
    }
    // Input that was queued before the comparison opened is meant for the text below it.
    let versions = model.versions.take();
    for typed in std::mem::take(&mut model.ahead) {
        effects.extend(take(model, typed));
    }
    model.versions = model.versions.take().or(versions);
    effects
}

/// Handles a key: a command of the current scope, a character, or an editing key.
fn key(model: &mut Model, key: &KeyEvent) -> Vec<Effect> {
    // Another key cancels the comparison that would open once the similar letters arrive.
    model.alike_when = None;
    let scope = model.scope();
    if !matches!(scope, Scope::Editor) || matches!(model.status, Status::Refused(_)) {
        model.status = Status::Quiet;
    }
    if let Some(command) = keymap::find(scope, key) {
        let mut effects = run(model, scope, command);
        let shown = model.card.as_ref().map(|card| card.letter.id);
        if scope != Scope::Lists && model.scope() == Scope::Lists && shown != model.selected() {
            // The selection moved while a pop-up was open.
            effects.extend(model.selected().map(Effect::Open));
        }
        return effects;
    }
    if let Some(char) = typed_char(key) {
        return text(model, &char.to_string());
    }
    match EditorCommand::from_key(key) {
        Some(command) => edit(model, command),
        None => Vec::new(),
    }
}

/// Handles characters that arrived together. In the lists each is a key of its own; once one of
/// them opens a text field, the rest is text for it.
fn several(model: &mut Model, typed: &str) -> Vec<Effect> {
    let mut effects = Vec::new();
    for (at, char) in typed.char_indices() {
        let rest = typed.get(at..).unwrap_or_default();
        if model.busy {
            model.ahead.push(Input::Typed(rest.to_owned()));
            break;
        }
        if !matches!(
            model.scope(),
            Scope::Lists | Scope::Bulletin | Scope::Alike | Scope::Versions
        ) {
            effects.extend(text(model, rest));
            break;
        }
        let more = key(
            model,
            &KeyEvent::new(KeyCode::Char(char), KeyModifiers::NONE),
        );
        model.busy |= waits(&more);
        effects.extend(more);
    }
    effects
}

/// Handles a bracketed paste.
fn paste(model: &mut Model, pasted: &str) -> Vec<Effect> {
    if model.scope() == Scope::Query {
        return search::typed(model, pasted.trim());
    }
    if model.scope() == Scope::Versions {
        return Vec::new();
    }
    match &mut model.overlay {
        Some(Overlay::Work(work)) => {
            let outcome = work.form.paste(pasted);
            forms::after(model, outcome)
        }
        Some(Overlay::Menu(_) | Overlay::Filter(..) | Overlay::Import(_)) => {
            let line: String = pasted
                .chars()
                .map(|char| if char.is_control() { ' ' } else { char })
                .collect();
            text(model, line.trim())
        }
        Some(Overlay::Reading(_) | Overlay::Alike(_)) => Vec::new(),
        None => {
            match &mut model.writing {
                Some(writing) => writing.editor.paste(pasted),
                None => model.refuse(say!("paste-nowhere")),
            }
            Vec::new()
        }
    }
}

fn run(model: &mut Model, scope: Scope, command: Command) -> Vec<Effect> {
    match scope {
        Scope::Lists => lists::run(model, command),
        Scope::Bulletin => bulletin::run(model, command),
        Scope::Editor => editor::run(model, command),
        Scope::Form if matches!(model.overlay, Some(Overlay::Import(_))) => {
            imports::run(model, command)
        }
        Scope::Form => forms::run(model, command),
        Scope::Popup => popups::run(model, command),
        Scope::Filter => popups::run_filter(model, command),
        Scope::Alike => alike::run(model, command),
        Scope::Query => search::run(model, command),
        Scope::Versions => versions::run(model, command),
        // Handled before all other input.
        Scope::Locked => Vec::new(),
    }
}

/// Handles typed text.
fn text(model: &mut Model, text: &str) -> Vec<Effect> {
    if model.scope() == Scope::Query {
        return search::typed(model, text);
    }
    if model.scope() == Scope::Versions {
        model.refuse(say!(
            "key-unknown",
            key = text,
            help = say!("versions-help")
        ));
        return Vec::new();
    }
    match &mut model.overlay {
        Some(Overlay::Work(work)) => {
            let outcome = work.form.typed(text);
            forms::after(model, outcome)
        }
        Some(Overlay::Menu(_) | Overlay::Reading(_)) => popups::typed(model, text),
        Some(Overlay::Filter(line, _)) => {
            line.insert(text);
            popups::narrow(model)
        }
        Some(Overlay::Import(_)) => imports::typed(model, text),
        Some(Overlay::Alike(_)) => {
            model.refuse(say!("key-unknown", key = text, help = say!("alike-help")));
            Vec::new()
        }
        None => {
            match &mut model.writing {
                Some(writing) if writing.reading => model.refuse(say!("editor-reading")),
                Some(writing) if !writing.editor.has_room_for(text) => {
                    model.refuse(Editor::full(text))
                }
                Some(writing) => writing.editor.insert(text),
                None if text.is_ascii() => {
                    model.refuse(say!("key-unknown", key = text, help = help_key()));
                }
                None => model.refuse(say!("input-method-on")),
            }
            Vec::new()
        }
    }
}

/// Handles an editing key.
fn edit(model: &mut Model, command: EditorCommand) -> Vec<Effect> {
    if model.scope() == Scope::Query {
        return search::edit(model, command);
    }
    if model.scope() == Scope::Versions {
        return Vec::new();
    }
    match &mut model.overlay {
        Some(Overlay::Work(work)) => {
            let outcome = work.form.edit(command);
            forms::after(model, outcome)
        }
        Some(Overlay::Menu(_) | Overlay::Reading(_)) => popups::edit(model, command),
        Some(Overlay::Filter(line, _)) => {
            line.command(command);
            popups::narrow(model)
        }
        Some(Overlay::Import(_)) => imports::edit(model, command),
        Some(Overlay::Alike(_)) => Vec::new(),
        None => {
            let page = isize::try_from(model.list_height()).unwrap_or(1);
            if model.writing.is_none() {
                model.refuse(say!("key-nothing", help = help_key()));
            }
            if let Some(writing) = &mut model.writing {
                match command.vertical(page) {
                    Some(by) if writing.reading => {
                        writing.top = writing.top.saturating_add_signed(by)
                    }
                    None if writing.reading => {}
                    Some(_) | None => {
                        writing.editor.command(command);
                    }
                }
            }
            Vec::new()
        }
    }
}

fn help_key() -> String {
    keymap::key(Scope::Lists, Command::Help)
        .map(|key| key.words())
        .unwrap_or_default()
}
