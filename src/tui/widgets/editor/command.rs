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
    pub fn run_command(&mut self, command: EditorCommand) -> bool {
        use EditorCommand as Do;
        match command {
            Do::Left => self.move_cursor(Motion::Left, false),
            Do::Right => self.move_cursor(Motion::Right, false),
            Do::Up => self.move_cursor(Motion::Up, false),
            Do::Down => self.move_cursor(Motion::Down, false),
            Do::PageUp => self.move_cursor(Motion::PageUp, false),
            Do::PageDown => self.move_cursor(Motion::PageDown, false),
            Do::LineStart => self.move_cursor(Motion::LineStart, false),
            Do::LineEnd => self.move_cursor(Motion::LineEnd, false),
            Do::TextStart => self.move_cursor(Motion::TextStart, false),
            Do::TextEnd => self.move_cursor(Motion::TextEnd, false),
            Do::WordLeft => self.move_cursor(Motion::WordLeft, false),
            Do::WordRight => self.move_cursor(Motion::WordRight, false),
            Do::SelectLeft => self.move_cursor(Motion::Left, true),
            Do::SelectRight => self.move_cursor(Motion::Right, true),
            Do::SelectUp => self.move_cursor(Motion::Up, true),
            Do::SelectDown => self.move_cursor(Motion::Down, true),
            Do::SelectPageUp => self.move_cursor(Motion::PageUp, true),
            Do::SelectPageDown => self.move_cursor(Motion::PageDown, true),
            Do::SelectLineStart => self.move_cursor(Motion::LineStart, true),
            Do::SelectLineEnd => self.move_cursor(Motion::LineEnd, true),
            Do::SelectTextStart => self.move_cursor(Motion::TextStart, true),
            Do::SelectTextEnd => self.move_cursor(Motion::TextEnd, true),
            Do::SelectWordLeft => self.move_cursor(Motion::WordLeft, true),
            Do::SelectWordRight => self.move_cursor(Motion::WordRight, true),
            Do::SelectAll => self.select_all(),
            Do::NewLine => self.replace_selection("\n"),
            Do::DeleteBack => self.delete_motion(Motion::Left),
            Do::DeleteForward => self.delete_motion(Motion::Right),
            Do::DeleteWordBack => self.delete_motion(Motion::WordLeft),
            Do::DeleteWordForward => self.delete_motion(Motion::WordRight),
            Do::DeleteToLineStart => self.delete_motion(Motion::LineStart),
            Do::DeleteToLineEnd => self.delete_motion(Motion::LineEnd),
            Do::Undo => self.undo_or_redo(true),
            Do::Redo => self.undo_or_redo(false),
            Do::Copy => self.copy_selection(),
            Do::Cut => self.copy_selection() && self.replace_selection(""),
            Do::Paste => self.replace_selection(&self.copied.clone()),
        }
    }
}
