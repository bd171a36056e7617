//! Keys of text entry, the same in every field; all other keys are in the keymap.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::command::EditorCommand;

impl EditorCommand {
    /// Returns the number of lines by which the command scrolls a text that is only read, a page
    /// being `page` lines; `None` if it does not scroll. `isize::MIN` and `isize::MAX` are the
    /// start and the end.
    pub fn scroll_delta(self, page: isize) -> Option<isize> {
        const NONE: isize = isize::MIN;
        const ALL: isize = isize::MAX;
        let moves = [
            (Self::Up, -1),
            (Self::Down, 1),
            (Self::PageUp, -page),
            (Self::PageDown, page),
            (Self::LineStart, NONE),
            (Self::TextStart, NONE),
            (Self::LineEnd, ALL),
            (Self::TextEnd, ALL),
        ];
        moves
            .into_iter()
            .find(|(command, _)| *command == self)
            .map(|(_, by)| by)
    }

    /// Returns what `key` means in a text field, or `None` when it means nothing there.
    ///
    /// Enter starts a new paragraph: a form or a one-line field handles it first. Ctrl-H deletes
    /// one character and not a word, because it is what Backspace itself sends from some terminals
    /// (PuTTY's "Control-H").
    pub fn from_key(key: &KeyEvent) -> Option<Self> {
        if key.kind == KeyEventKind::Release {
            return None;
        }
        let shift = key.modifiers.contains(KeyModifiers::SHIFT);
        let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
        let alt = key.modifiers.contains(KeyModifiers::ALT);
        let pick = |plain: Self, selecting: Self| Some(if shift { selecting } else { plain });
        match key.code {
            KeyCode::Left if ctrl || alt => pick(Self::WordLeft, Self::SelectWordLeft),
            KeyCode::Left => pick(Self::Left, Self::SelectLeft),
            KeyCode::Right if ctrl || alt => pick(Self::WordRight, Self::SelectWordRight),
            KeyCode::Right => pick(Self::Right, Self::SelectRight),
            KeyCode::Up if !ctrl && !alt => pick(Self::Up, Self::SelectUp),
            KeyCode::Down if !ctrl && !alt => pick(Self::Down, Self::SelectDown),
            KeyCode::PageUp if !ctrl && !alt => pick(Self::PageUp, Self::SelectPageUp),
            KeyCode::PageDown if !ctrl && !alt => pick(Self::PageDown, Self::SelectPageDown),
            KeyCode::Home if ctrl => pick(Self::TextStart, Self::SelectTextStart),
            KeyCode::Home => pick(Self::LineStart, Self::SelectLineStart),
            KeyCode::End if ctrl => pick(Self::TextEnd, Self::SelectTextEnd),
            KeyCode::End => pick(Self::LineEnd, Self::SelectLineEnd),
            KeyCode::Enter if !ctrl => Some(Self::NewLine),
            KeyCode::Backspace if ctrl || alt => Some(Self::DeleteWordBack),
            KeyCode::Backspace => Some(Self::DeleteBack),
            KeyCode::Delete if ctrl || alt => Some(Self::DeleteWordForward),
            KeyCode::Delete if shift => Some(Self::Cut),
            KeyCode::Delete => Some(Self::DeleteForward),
            KeyCode::Insert if shift => Some(Self::Paste),
            KeyCode::Insert if ctrl => Some(Self::Copy),
            KeyCode::Char(letter) if ctrl && !alt => {
                Self::from_letter(letter.to_ascii_lowercase(), shift)
            }
            _ => None,
        }
    }

    fn from_letter(letter: char, shift: bool) -> Option<Self> {
        match letter {
            'a' => Some(Self::SelectAll),
            'c' => Some(Self::Copy),
            'h' => Some(Self::DeleteBack),
            'k' => Some(Self::DeleteToLineEnd),
            'u' => Some(Self::DeleteToLineStart),
            'v' => Some(Self::Paste),
            'w' => Some(Self::DeleteWordBack),
            'x' => Some(Self::Cut),
            'y' => Some(Self::Redo),
            'z' if shift => Some(Self::Redo),
            'z' => Some(Self::Undo),
            _ => None,
        }
    }
}

/// Returns the character that `key` types, to be joined with the next ones queued and inserted
/// together.
pub fn typed_char(key: &KeyEvent) -> Option<char> {
    let with = key
        .modifiers
        .intersection(KeyModifiers::CONTROL | KeyModifiers::ALT);
    match key.code {
        KeyCode::Char(c)
            if key.kind != KeyEventKind::Release && with.is_empty() && !c.is_control() =>
        {
            Some(c)
        }
        _ => None,
    }
}
