//! The input thread, and the joining of characters that arrived together.

use std::sync::mpsc::Sender;

use ratatui::crossterm::event::{Event, KeyCode, KeyEventKind, KeyModifiers, MouseEventKind};

use super::tty::{TerminalEvent, TerminalReader};
use crate::tui::keymap::input::Input;
use crate::tui::message::Message;
use crate::tui::message::ScreenEvent;
use crate::tui::runtime::terminal;

/// Starts the thread that reads the terminal. The program ends when the thread does.
pub(super) fn start_input_thread(mut tty: TerminalReader, tx: Sender<Message>) {
    std::thread::spawn(move || {
        let _guard = InputGuard(tx.clone());
        loop {
            let message = match tty.next_event(None) {
                Ok(Some(TerminalEvent::Event(event))) => input_message(event),
                Ok(Some(TerminalEvent::Resized)) => terminal::window_size()
                    .ok()
                    .map(|size| Message::Terminal(ScreenEvent::Resize(size.width, size.height))),
                Ok(Some(TerminalEvent::Away)) => Some(Message::Terminal(ScreenEvent::Away)),
                Ok(Some(TerminalEvent::Back)) => Some(Message::Terminal(ScreenEvent::Back)),
                // A late answer to the question for ambiguous width.
                Ok(Some(TerminalEvent::Cursor(_)) | None) => None,
                Err(_) => return,
            };
            if message.is_some_and(|message| tx.send(message).is_err()) {
                return;
            }
        }
    });
}

fn input_message(event: Event) -> Option<Message> {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => {
            Some(Message::Input(Input::Key(key)))
        }
        Event::Paste(text) => Some(Message::Input(Input::Paste(text))),
        Event::Mouse(event) if event.kind != MouseEventKind::Moved => {
            Some(Message::Terminal(ScreenEvent::Mouse(event)))
        }
        Event::Key(_)
        | Event::Mouse(_)
        | Event::Resize(..)
        | Event::FocusGained
        | Event::FocusLost => None,
    }
}

/// Reports whether a message is Ctrl-L, which redraws the screen in every scope.
pub(super) fn is_redraw_key(message: &Message) -> bool {
    let Message::Input(Input::Key(key)) = message else {
        return false;
    };
    key.modifiers == KeyModifiers::CONTROL && key.code == KeyCode::Char('l')
}

/// Ends the program when the input thread ends, for whatever reason: no further key could arrive.
struct InputGuard(Sender<Message>);

impl Drop for InputGuard {
    fn drop(&mut self) {
        // A missing receiver means that the program is ending anyway.
        let _ = self.0.send(Message::Terminal(ScreenEvent::Hangup));
    }
}

/// Joins queued characters: what an input method commits is one insertion, and one step of undo.
pub(super) fn join_characters(messages: impl Iterator<Item = Message>) -> Vec<Message> {
    let mut joined: Vec<Message> = Vec::new();
    for message in messages {
        let char = match &message {
            Message::Input(Input::Key(key))
                if !key
                    .modifiers
                    .intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) =>
            {
                match key.code {
                    KeyCode::Char(char) => Some(char),
                    _ => None,
                }
            }
            _ => None,
        };
        match (char, joined.last_mut()) {
            (Some(char), Some(Message::Input(Input::Typed(text)))) => text.push(char),
            (Some(char), _) => joined.push(Message::Input(Input::Typed(char.to_string()))),
            (None, _) => joined.push(message),
        }
    }
    joined
}
