//! The text editor: Chinese by input method, wrapped rows, the terminal's own cursor.
//!
//! It wraps [`TextArea`] of ratatui-textarea, which holds the text, the selection and the undo
//! history, breaks the rows and draws them. Limits of the library that are left as they are:
//!
//! * A row may begin with ，or 。: the library breaks rows between words, and letters being read
//!   are wrapped by other rules.
//! * Every change wraps the whole text again: 2 ms at 20,000 characters, 8 ms at 100,000.
//! * The cursor can jump only within the first 65,535 characters of a paragraph; it walks to those
//!   beyond, in up to 14 ms at 100,000 characters (40 ms in a narrow window).
//! * Rows are counted up to 65,535: a text that might have more is not drawn, though it is all
//!   there.
//! * Rows are measured by character: where characters join into narrower ones (क्ष), a row ends
//!   early.
//! * While the wheel has the cursor out of view, the selection is not drawn.

mod command;
mod draw;
mod keys;
mod line;
mod motion;
mod mouse;
mod words;

use ratatui::style::Style;
use ratatui_textarea::{DataCursor, TextArea, WrapMode};

use crate::text::sanitize;
use command::Motion;

pub use command::EditorCommand;
pub use keys::typed_char;
pub use line::LineEditor;

/// Maximum length of a text, in characters; the workflow accepts none that is longer.
const MAX_CHARS: usize = crate::domain::workflow::decide::length::MAX_TEXT_CHARS;

/// Number of edits that the library keeps: two for each of 2,000 undo steps, since replacing a
/// selection is two edits.
const MAX_HISTORY_EDITS: usize = 4_000;

/// A text of several paragraphs being written, soft-wrapped.
#[derive(Clone, Debug)]
pub struct Editor {
    area: TextArea<'static>,
    copied: String,
    revision: u64,
    /// Number of the library's edits in each step that can be undone, newest last.
    undo_steps: Vec<usize>,
    /// The same for the steps that can be redone.
    redo_steps: Vec<usize>,
    /// Column where a vertical movement began.
    goal_column: Option<usize>,
    /// Whether the cursor, at a position where one row ends and the next begins, is shown at the
    /// end of the first.
    end_of_row: bool,
    /// First row in view after the wheel was turned. The next drawing after a key scrolls the
    /// cursor into view again.
    wheel_top: Option<usize>,
    /// Revision that was drawn last.
    drawn_revision: Option<u64>,
    height: usize,
}

impl Editor {
    /// Creates an editor of `text`, the cursor at its end.
    pub fn new(text: &str) -> Self {
        Self::with_wrap_mode(text, WrapMode::WordOrGlyph)
    }

    fn with_wrap_mode(text: &str, mode: WrapMode) -> Self {
        let mut area = TextArea::default();
        area.set_wrap_mode(mode);
        area.set_cursor_line_style(Style::new());
        let mut editor = Self {
            area,
            copied: String::new(),
            revision: 0,
            undo_steps: Vec::new(),
            redo_steps: Vec::new(),
            goal_column: None,
            end_of_row: false,
            wheel_top: None,
            drawn_revision: None,
            height: 1,
        };
        editor.set_text(text);
        editor
    }

    /// Returns the text, paragraphs separated by `\n`.
    pub fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    /// Replaces the whole text and clears the undo history; the cursor goes to the end.
    pub fn set_text(&mut self, text: &str) {
        self.select_all();
        self.replace_selection(&sanitize::for_entry(text));
        // Setting the limit makes the library start an empty history.
        self.area.set_max_histories(MAX_HISTORY_EDITS);
        self.undo_steps.clear();
        self.redo_steps.clear();
        self.revision += 1;
    }

    /// Replaces the whole text, as one undo step.
    pub fn replace_text(&mut self, text: &str) {
        self.select_all();
        self.replace_selection(&sanitize::for_entry(text));
    }

    /// Reports whether nothing has been written.
    pub fn is_empty(&self) -> bool {
        self.area.is_empty()
    }

    /// Returns the number of characters, line ends not counted.
    pub fn char_count(&self) -> usize {
        self.area
            .lines()
            .iter()
            .map(|line| line.chars().count())
            .sum()
    }

    /// Returns a number that grows with every change of the text, and with nothing else.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Reports whether the text changed since [`Self::revision`] returned `mark`.
    pub fn changed_since(&self, mark: u64) -> bool {
        self.revision != mark
    }

    /// Returns what was copied or cut last, for the terminal's clipboard.
    pub fn copied(&self) -> &str {
        &self.copied
    }

    /// Returns the cursor as paragraph and character in it, both from 0.
    pub fn cursor(&self) -> (usize, usize) {
        let DataCursor(line, col) = self.area.cursor();
        (line, col)
    }

    /// Moves the cursor before character `col` of paragraph `line`, or to the nearest position
    /// there is.
    pub fn set_cursor(&mut self, line: usize, col: usize) {
        let end = self.paragraph_end(line);
        let at = if end.0 == line {
            DataCursor(line, col.min(end.1))
        } else {
            end
        };
        self.place_cursor((at, false), false);
    }

    /// Reports whether a text of this length fits in addition to what is there.
    pub fn has_room_for(&self, text: &str) -> bool {
        // The byte length is an upper bound of the characters, and cheap: counting is left to long
        // texts.
        let new = if text.len() > MAX_CHARS {
            text.chars().count()
        } else {
            text.len()
        };
        self.char_count() + new <= MAX_CHARS
            || self.char_count() + text.chars().count() <= MAX_CHARS
    }

    /// Inserts what was typed, in place of the selection, as one undo step.
    ///
    /// An input method commits a phrase as several keys in the queue: join them and insert them
    /// together.
    ///
    /// A text that does not fit changes nothing: call [`Editor::has_room_for`] first, and report
    /// it.
    pub fn insert(&mut self, text: &str) {
        if self.has_room_for(text) {
            self.replace_selection(&sanitize::for_entry(text));
        }
    }

    /// Returns the sentence for a text that does not fit.
    pub fn too_long_message(text: &str) -> String {
        say!("editor-full", most = MAX_CHARS, new = text.chars().count())
    }

    /// Inserts what the terminal pasted, as one undo step: every kind of line end becomes `\n`, a
    /// tab four spaces, and control and invisible characters are left out.
    pub fn paste(&mut self, text: &str) {
        self.insert(text);
    }

    /// Replaces the selection with `text`, or inserts it, as one undo step. Returns whether the
    /// text changed.
    fn replace_selection(&mut self, text: &str) -> bool {
        let deleted = self.area.delete_str(0);
        let inserted = !text.is_empty() && self.area.insert_str(text);
        let edits = usize::from(deleted) + usize::from(inserted);
        if edits > 0 {
            self.undo_steps.push(edits);
            self.redo_steps.clear();
        }
        self.reset_transient(edits > 0)
    }

    /// Undoes the last step, or redoes it; returns whether there was one that the library still
    /// keeps.
    fn undo_or_redo(&mut self, back: bool) -> bool {
        let (from, to) = if back {
            (&mut self.undo_steps, &mut self.redo_steps)
        } else {
            (&mut self.redo_steps, &mut self.undo_steps)
        };
        let edits = from.pop().unwrap_or(0);
        let made = (0..edits)
            .take_while(|_| {
                if back {
                    self.area.undo()
                } else {
                    self.area.redo()
                }
            })
            .count();
        if made > 0 {
            to.push(made);
        }
        self.reset_transient(made > 0)
    }

    /// Resets what lasts only until the next command: the column of a vertical movement, the side
    /// of a row's end, the wheel's view. Returns `changed`.
    fn reset_transient(&mut self, changed: bool) -> bool {
        self.revision += u64::from(changed);
        self.goal_column = None;
        self.end_of_row = false;
        self.wheel_top = None;
        changed
    }

    /// Deletes the selection, or what `motion` passes over.
    fn delete_motion(&mut self, motion: Motion) -> bool {
        if self.selection_anchor().is_none() {
            self.move_cursor(motion, true);
        }
        self.replace_selection("")
    }

    fn copy_selection(&mut self) -> bool {
        let (anchor, at) = (self.selection_anchor(), self.area.cursor());
        if anchor.is_some() {
            self.area.copy();
            self.copied = self.area.yank_text();
            self.select_range(anchor, at);
        }
        anchor.is_some()
    }

    fn select_all(&mut self) -> bool {
        self.reset_transient(false);
        self.select_range(Some(DataCursor(0, 0)), self.paragraph_end(usize::MAX));
        !self.is_empty()
    }
}
