//! The keys' thread, and the joining of characters that came together.

use std::sync::mpsc::Sender;

use ratatui::crossterm::event::{Event, KeyCode, KeyEventKind, KeyModifiers, MouseEventKind, read};

use crate::tui::message::{Input, Message};

/// Starts the thread that reads the terminal. It ends the program where the terminal is gone.
pub fn start(tx: Sender<Message>) {
    std::thread::spawn(move || {
        let _guard = Guard(tx.clone());
        loop {
            let message = match read() {
                Ok(Event::Key(key)) if key.kind != KeyEventKind::Release => Message::Input(Input::Key(key)),
                Ok(Event::Paste(text)) => Message::Input(Input::Paste(text)),
                Ok(Event::Mouse(event)) if event.kind != MouseEventKind::Moved => Message::Mouse(event),
                Ok(Event::Resize(columns, rows)) => Message::Resize(columns, rows),
                Ok(Event::Key(_) | Event::Mouse(_) | Event::FocusGained | Event::FocusLost) => continue,
                Err(_) => return,
            };
            if tx.send(message).is_err() {
                return;
            }
        }
    });
}

/// Ends the program where the thread ends, whatever the reason: nobody would hear the keys any more.
struct Guard(Sender<Message>);

impl Drop for Guard {
    fn drop(&mut self) {
        // Whether anybody still listens is of no matter now.
        let _ = self.0.send(Message::Hangup);
    }
}

/// Joins characters that were queued one after another: what an input method commits is one insertion, and one step to undo.
pub fn joined(messages: impl Iterator<Item = Message>) -> Vec<Message> {
    let mut joined: Vec<Message> = Vec::new();
    for message in messages {
        let char = match &message {
            Message::Input(Input::Key(key)) if !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) => {
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
