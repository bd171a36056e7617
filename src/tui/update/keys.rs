//! Keys and text, to where they go.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::{forms, imports, lists, popups};
use crate::tui::effect::Effect;
use crate::tui::keymap::{self, Command, Scope};
use crate::tui::message::Message;
use crate::tui::model::{Busy, Model, Overlay, Status};
use crate::tui::widgets::editor::{EditorCommand, typed as typed_char};

/// A key, typed or pasted text; kept while something is being done, and then taken in its turn.
pub fn take(model: &mut Model, message: Message) -> Vec<Effect> {
    if model.busy.is_some() {
        model.ahead.push(message);
        return Vec::new();
    }
    let effects = match message {
        Message::Key(event) => key(model, &event),
        Message::Typed(text) => typed(model, &text),
        Message::Paste(text) => paste(model, &text),
        other => {
            debug_assert!(matches!(other, Message::Rested), "only keys and text come here");
            Vec::new()
        }
    };
    if effects.iter().any(|effect| matches!(effect, Effect::Perform { .. } | Effect::Receive(_))) {
        model.busy = Some(Busy::Acting);
    }
    effects
}

/// Goes on with what was typed ahead.
pub fn go_on(model: &mut Model) -> Vec<Effect> {
    model.busy = None;
    let ahead = std::mem::take(&mut model.ahead);
    ahead.into_iter().flat_map(|message| take(model, message)).collect()
}

/// A key.
fn key(model: &mut Model, key: &KeyEvent) -> Vec<Effect> {
    let scope = model.scope();
    if !matches!(scope, Scope::Editor) || matches!(model.status, Status::Refused(_)) {
        model.status = Status::Quiet;
    }
    if let Some(command) = keymap::find(scope, key) {
        let mut effects = run(model, scope, command);
        let shown = model.card.as_ref().map(|card| card.letter.id);
        if scope != Scope::Lists && model.scope() == Scope::Lists && shown != model.selected() {
            // The selection moved while something lay over the list.
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

/// Characters that were typed together. Over the lists each is a key; from the one that opens something, the rest is text.
fn typed(model: &mut Model, typed: &str) -> Vec<Effect> {
    let mut effects = Vec::new();
    for (at, char) in typed.char_indices() {
        let rest = typed.get(at..).unwrap_or_default();
        if model.busy.is_some() {
            model.ahead.push(Message::Typed(rest.to_owned()));
            break;
        }
        if model.scope() != Scope::Lists {
            effects.extend(text(model, rest));
            break;
        }
        effects.extend(key(model, &KeyEvent::new(KeyCode::Char(char), KeyModifiers::NONE)));
    }
    effects
}

/// Pasted text.
fn paste(model: &mut Model, pasted: &str) -> Vec<Effect> {
    match &mut model.overlay {
        Some(Overlay::Work(work)) => {
            let outcome = work.form.paste(pasted);
            forms::after(model, outcome)
        }
        Some(Overlay::Menu(_) | Overlay::Filter(..) | Overlay::Import(_)) => {
            let line: String = pasted.chars().map(|char| if char.is_control() { ' ' } else { char }).collect();
            text(model, line.trim())
        }
        Some(Overlay::Reading(_)) => Vec::new(),
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
        Scope::Editor => lists::run_editor(model, command),
        Scope::Form if matches!(model.overlay, Some(Overlay::Import(_))) => imports::run(model, command),
        Scope::Form => forms::run(model, command),
        Scope::Popup => popups::run(model, command),
        Scope::Filter => popups::run_filter(model, command),
    }
}

/// Text, to where it goes.
fn text(model: &mut Model, text: &str) -> Vec<Effect> {
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
        None => {
            match &mut model.writing {
                Some(writing) if writing.reading => model.refuse(say!("editor-reading")),
                Some(writing) => writing.editor.insert(text),
                None if text.is_ascii() => {
                    let help = keymap::key(Scope::Lists, Command::Help).map(|key| key.words()).unwrap_or_default();
                    model.refuse(say!("key-unknown", key = text, help = help));
                }
                None => model.refuse(say!("input-method-on")),
            }
            Vec::new()
        }
    }
}

/// Something in a text.
fn edit(model: &mut Model, command: EditorCommand) -> Vec<Effect> {
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
        None => {
            let page = model.list_height();
            if let Some(writing) = &mut model.writing {
                if writing.reading {
                    writing.top = match command {
                        EditorCommand::Up => writing.top.saturating_sub(1),
                        EditorCommand::Down => writing.top + 1,
                        EditorCommand::PageUp => writing.top.saturating_sub(page),
                        EditorCommand::PageDown => writing.top + page,
                        EditorCommand::LineStart | EditorCommand::TextStart => 0,
                        EditorCommand::LineEnd | EditorCommand::TextEnd => usize::MAX,
                        other => {
                            debug_assert!(other != EditorCommand::Up);
                            writing.top
                        }
                    };
                } else {
                    writing.editor.command(command);
                }
            }
            Vec::new()
        }
    }
}
