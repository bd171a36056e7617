//! Editing commands: what a key does in a text field, apart from typing into it.

use super::Editor;

/// A movement, a selection, or a change of text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EditorCommand {
    /// To the character before.
    Left,
    /// To the character after.
    Right,
    /// To the row above on the screen, in the column where the vertical movement began.
    Up,
    /// To the row below on the screen.
    Down,
    /// Up by a screenful less one row.
    PageUp,
    /// Down by a screenful less one row.
    PageDown,
    /// To the start of the row on the screen; from there, to the start of the paragraph.
    LineStart,
    /// To the end of the row on the screen; from there, to the end of the paragraph.
    LineEnd,
    /// To the start of the text.
    TextStart,
    /// To the end of the text.
    TextEnd,
    /// To the start of the word before: in Chinese two characters at most, and never over
    /// punctuation.
    WordLeft,
    /// To the end of the word after.
    WordRight,
    /// [`Self::Left`], selecting.
    SelectLeft,
    /// [`Self::Right`], selecting.
    SelectRight,
    /// [`Self::Up`], selecting.
    SelectUp,
    /// [`Self::Down`], selecting.
    SelectDown,
    /// [`Self::PageUp`], selecting.
    SelectPageUp,
    /// [`Self::PageDown`], selecting.
    SelectPageDown,
    /// [`Self::LineStart`], selecting.
    SelectLineStart,
    /// [`Self::LineEnd`], selecting.
    SelectLineEnd,
    /// [`Self::TextStart`], selecting.
    SelectTextStart,
    /// [`Self::TextEnd`], selecting.
    SelectTextEnd,
    /// [`Self::WordLeft`], selecting.
    SelectWordLeft,
    /// [`Self::WordRight`], selecting.
    SelectWordRight,
    /// Selects the whole text.
    SelectAll,
    /// Begins a new paragraph.
    NewLine,
    /// Deletes the selection, or the character before.
    DeleteBack,
    /// Deletes the selection, or the character after.
    DeleteForward,
    /// Deletes the selection, or the word before.
    DeleteWordBack,
    /// Deletes the selection, or the word after.
    DeleteWordForward,
    /// Deletes the selection, or back to the start of the row on the screen.
    DeleteToLineStart,
    /// Deletes the selection, or up to the end of the row on the screen.
    DeleteToLineEnd,
    /// Undoes the last change.
    Undo,
    /// Redoes the change that was undone last.
    Redo,
    /// Copies the selection.
    Copy,
    /// Copies the selection and deletes it.
    Cut,
    /// Inserts what was copied or cut in this field.
    Paste,
}

/// Movement of the cursor.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Motion {
    Left,
    Right,
    Up,
    Down,
    PageUp,
    PageDown,
    LineStart,
    LineEnd,
    TextStart,
    TextEnd,
    WordLeft,
    WordRight,
}

impl Editor {
    /// Carries out `command`; returns whether it had any effect.
    pub fn command(&mut self, command: EditorCommand) -> bool {
        use EditorCommand as Do;
        match command {
            Do::Left => self.walk(Motion::Left, false),
            Do::Right => self.walk(Motion::Right, false),
            Do::Up => self.walk(Motion::Up, false),
            Do::Down => self.walk(Motion::Down, false),
            Do::PageUp => self.walk(Motion::PageUp, false),
            Do::PageDown => self.walk(Motion::PageDown, false),
            Do::LineStart => self.walk(Motion::LineStart, false),
            Do::LineEnd => self.walk(Motion::LineEnd, false),
            Do::TextStart => self.walk(Motion::TextStart, false),
            Do::TextEnd => self.walk(Motion::TextEnd, false),
            Do::WordLeft => self.walk(Motion::WordLeft, false),
            Do::WordRight => self.walk(Motion::WordRight, false),
            Do::SelectLeft => self.walk(Motion::Left, true),
            Do::SelectRight => self.walk(Motion::Right, true),
            Do::SelectUp => self.walk(Motion::Up, true),
            Do::SelectDown => self.walk(Motion::Down, true),
            Do::SelectPageUp => self.walk(Motion::PageUp, true),
            Do::SelectPageDown => self.walk(Motion::PageDown, true),
            Do::SelectLineStart => self.walk(Motion::LineStart, true),
            Do::SelectLineEnd => self.walk(Motion::LineEnd, true),
            Do::SelectTextStart => self.walk(Motion::TextStart, true),
            Do::SelectTextEnd => self.walk(Motion::TextEnd, true),
            Do::SelectWordLeft => self.walk(Motion::WordLeft, true),
            Do::SelectWordRight => self.walk(Motion::WordRight, true),
            Do::SelectAll => self.select_all(),
            Do::NewLine => self.replace("\n"),
            Do::DeleteBack => self.delete(Motion::Left),
            Do::DeleteForward => self.delete(Motion::Right),
            Do::DeleteWordBack => self.delete(Motion::WordLeft),
            Do::DeleteWordForward => self.delete(Motion::WordRight),
            Do::DeleteToLineStart => self.delete(Motion::LineStart),
            Do::DeleteToLineEnd => self.delete(Motion::LineEnd),
            Do::Undo => self.travel(true),
            Do::Redo => self.travel(false),
            Do::Copy => self.copy(),
            Do::Cut => self.copy() && self.replace(""),
            Do::Paste => self.replace(&self.copied.clone()),
        }
    }
}
