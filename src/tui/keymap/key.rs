//! A key with its modifiers, and its name on the screen.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::domain::text::half_width::to_half_width;

/// Key with its modifiers; upper and lower case of a letter are different keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    code: KeyCode,
    control: bool,
    /// With Up and Down; of other keys it is part of the character, or ignored.
    shift: bool,
}

pub(super) const fn plain(code: KeyCode) -> Key {
    Key {
        code,
        control: false,
        shift: false,
    }
}

pub(super) const fn char(char: char) -> Key {
    Key {
        code: KeyCode::Char(char),
        control: false,
        shift: false,
    }
}

pub(super) const fn control(char: char) -> Key {
    Key {
        code: KeyCode::Char(char),
        control: true,
        shift: false,
    }
}

pub(super) const fn shift(code: KeyCode) -> Key {
    Key {
        code,
        control: false,
        shift: true,
    }
}

impl Key {
    /// Returns the key without Shift.
    pub fn without_shift(self) -> Key {
        Key {
            shift: false,
            ..self
        }
    }

    /// Returns the key of an event. Full-width characters, which an input method produces, count as
    /// their ASCII forms.
    pub fn from_event(event: &KeyEvent) -> Key {
        let control = event.modifiers.contains(KeyModifiers::CONTROL);
        let code = match event.code {
            KeyCode::Char(char) if control => KeyCode::Char(char.to_ascii_lowercase()),
            KeyCode::Char(char) => KeyCode::Char(to_half_width(char)),
            other => other,
        };
        let shift = event.modifiers.contains(KeyModifiers::SHIFT)
            && matches!(code, KeyCode::Up | KeyCode::Down);
        Key {
            code,
            control,
            shift,
        }
    }

    /// Returns the event of the key, as if it had been pressed.
    pub fn to_event(self) -> KeyEvent {
        let modifiers = match (self.control, self.shift) {
            (true, _) => KeyModifiers::CONTROL,
            (false, true) => KeyModifiers::SHIFT,
            (false, false) => KeyModifiers::NONE,
        };
        KeyEvent::new(self.code, modifiers)
    }

    /// Returns the name for people: `Ctrl-S`, `空格`.
    pub fn label(self) -> String {
        let name = match self.code {
            KeyCode::Char(' ') => say!("key-space"),
            KeyCode::Char(char) if self.control => char.to_ascii_uppercase().to_string(),
            KeyCode::Char(char) => char.to_string(),
            KeyCode::Enter => say!("key-enter"),
            KeyCode::Esc => "Esc".to_owned(),
            KeyCode::Tab => "Tab".to_owned(),
            KeyCode::BackTab => "Shift-Tab".to_owned(),
            KeyCode::Up => say!("key-up"),
            KeyCode::Down => say!("key-down"),
            KeyCode::Left => say!("key-left"),
            KeyCode::Right => say!("key-right"),
            KeyCode::PageUp => "PgUp".to_owned(),
            KeyCode::PageDown => "PgDn".to_owned(),
            KeyCode::Home => "Home".to_owned(),
            KeyCode::End => "End".to_owned(),
            other => other.to_string(),
        };
        if self.control {
            format!("Ctrl-{name}")
        } else if self.shift {
            format!("Shift-{name}")
        } else {
            name
        }
    }
}
